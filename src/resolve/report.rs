//! What people read about merges (合并清单): which record joined which and why, and which pairs they should decide.

use sha2::{Digest, Sha256};

use super::cluster::Edge;
use super::compare::evidence;
use super::customers::Customers;
use super::judge::Judge;
use super::record::{Record, Text, hex};
use crate::finding::{Finding, Kind};
use crate::model::Entity;
use crate::model::proof::{Proof, Shapes};
use crate::model::resolved::{Merge, ReviewPair};
use crate::model::tidied::Tables;

/// Every join of two groups, ordered by id; `of` gives the customer of each record. Merges are large and the last who need the
/// records: each is let go with its last merge.
pub(super) fn merges(joins: &[Edge], judge: &Judge, mut records: Vec<Record>, of: &[usize], ids: &[String], tables: &Tables) -> Vec<Merge> {
    let mut uses = vec![0_u32; records.len()];
    joins.iter().flat_map(|edge| [edge.a, edge.b]).for_each(|at| uses[at] += 1);
    let gone = Record::default();
    records.iter_mut().zip(&uses).filter(|(_, uses)| **uses == 0).for_each(|(record, _)| *record = gone.clone());
    // Put in order before they are made, each into its place: the list never moves.
    let key = |edge: &Edge| (ids[of[edge.a]].as_str(), merge_id(&records[edge.a], &records[edge.b]));
    let mut ordered: Vec<((&str, Text), &Edge)> = joins.iter().map(|edge| (key(edge), edge)).collect();
    ordered.sort_by(|a, b| a.0.cmp(&b.0));
    let mut shapes = Shapes::default();
    let mut merges = Vec::with_capacity(ordered.len());
    for ((customer, id), edge) in ordered {
        let (first, second) = (&records[edge.a], &records[edge.b]);
        merges.push(Merge {
            id,
            customer_id: Text::from(customer),
            kept_name: Text::from(first.shown()),
            merged_name: Text::from(second.shown()),
            kept_origin: first.origin(tables),
            merged_origin: second.origin(tables),
            marks: marks(first, second),
            score: edge.bits,
            evidence: Proof::of(&evidence(first, second, &judge.compare(first, second)), &mut shapes),
        });
        for at in [edge.a, edge.b] {
            uses[at] -= 1;
            if uses[at] == 0 {
                records[at] = gone.clone();
            }
        }
    }
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
