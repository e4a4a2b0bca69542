//! What people read about merges (合并清单): which record joined which and why, and which pairs they should decide.

use std::cmp::Reverse;

use sha2::{Digest, Sha256};

use super::cluster::Edge;
use super::customers::Customers;
use super::evidence::evidence;
use super::judge::Judge;
use super::record::{Record, Text, hex};
use crate::finding::{Finding, Kind};
use crate::model::Entity;
use crate::model::proof::{Proof, Shapes};
use crate::model::resolved::{Merge, ReviewPair};
use crate::model::tidied::Tables;

/// Records whose room is given back at once, when they are no longer needed.
const ROOM: usize = 1 << 16;

/// Every join of two groups, ordered by id; `of` gives the customer of each record. Merges are large and the last who need the
/// records: they are made from the last record to the first, so that a record goes, with its room, as soon as its joins are told.
pub(super) fn merges(joins: &[Edge], judge: &Judge, mut records: Vec<Record>, of: &[usize], ids: &[String], tables: &Tables) -> Vec<Merge> {
    let ends = |edge: &Edge| (edge.a.max(edge.b), edge.a.min(edge.b));
    let mut backwards: Vec<&Edge> = joins.iter().collect();
    backwards.sort_unstable_by_key(|edge| Reverse(ends(edge)));
    let mut shapes = Shapes::default();
    let mut merges = Vec::with_capacity(joins.len());
    for edge in backwards {
        records.truncate(ends(edge).0 + 1);
        if records.capacity() - records.len() > ROOM {
            records.shrink_to_fit();
        }
        let (first, second) = (&records[edge.a], &records[edge.b]);
        merges.push(Merge {
            id: merge_id(first, second),
            customer_id: Text::from(ids[of[edge.a]].as_str()),
            kept_name: Text::from(first.shown()),
            merged_name: Text::from(second.shown()),
            kept_origin: first.origin(tables),
            merged_origin: second.origin(tables),
            marks: marks(first, second),
            score: edge.bits,
            evidence: Proof::of(&evidence(first, second, &judge.compare(first, second)), &mut shapes),
        });
    }
    drop(records);
    merges.sort_by_cached_key(|merge| (merge.customer_id.clone(), merge.id.clone()));
    merges
}

/// Pairs to decide, the most likely first, and a finding for each.
pub(super) fn review(
    asked: &[Edge],
    judge: &Judge,
    customers: &Customers,
    ids: &[String],
    tables: &Tables,
    findings: &mut Vec<Finding>,
) -> Vec<ReviewPair> {
    let pair = |edge: &Edge| {
        let (a, b) = (&customers.records[edge.a], &customers.records[edge.b]);
        ReviewPair {
            record_a: a.id.to_string(),
            record_b: b.id.to_string(),
            customer_a: ids[customers.of_record[edge.a]].clone(),
            customer_b: ids[customers.of_record[edge.b]].clone(),
            name_a: a.shown().to_owned(),
            name_b: b.shown().to_owned(),
            origin_a: a.origin(tables),
            origin_b: b.origin(tables),
            marks: marks(a, b),
            score: edge.bits,
            evidence: evidence(a, b, &judge.compare(a, b)),
        }
    };
    let pairs: Vec<ReviewPair> = asked.iter().map(pair).collect();
    findings.extend(pairs.iter().map(|pair| {
        let finding = Finding::new(Kind::MayBeSame).about(Entity::Customer).at(pair.origin_a.clone());
        finding
            .with("left", &pair.name_a)
            .with("right", &pair.name_b)
            .with("other", &pair.origin_b)
            .with("value", format!("{:.1}", pair.score))
    }));
    pairs
}

/// What the two records are known by, in one order.
pub(super) fn marks(a: &Record, b: &Record) -> (String, String) {
    let (a, b) = (super::identity::marks(a).join("/"), super::identity::marks(b).join("/"));
    if a <= b { (a, b) } else { (b, a) }
}

/// The same for the same two contents, whichever comes first.
fn merge_id(a: &Record, b: &Record) -> Text {
    let (first, second) = if a.fingerprint <= b.fingerprint { (a, b) } else { (b, a) };
    let digest = Sha256::digest(format!("{}|{}", first.fingerprint, second.fingerprint).as_bytes());
    Text::from(format!("M{}", hex(&digest[..5])))
}
