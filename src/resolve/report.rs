//! What people read about merges (合并清单): which record joined which and why, and which pairs they should decide.

use sha2::{Digest, Sha256};

use super::cluster::Edge;
use super::compare::evidence;
use super::customers::Customers;
use super::judge::Judge;
use super::record::{Record, hex};
use crate::finding::{Finding, Kind};
use crate::model::Entity;
use crate::model::resolved::{Merge, ReviewPair};
use crate::model::tidied::Tables;

/// Every join of two groups, ordered by id.
pub(super) fn merges(joins: &[Edge], judge: &Judge, customers: &Customers, ids: &[String], tables: &Tables) -> Vec<Merge> {
    let records = &customers.records;
    let mut merges: Vec<Merge> = joins
        .iter()
        .map(|edge| {
            let (kept, merged) = (&records[edge.a], &records[edge.b]);
            Merge {
                id: merge_id(kept, merged),
                customer_id: ids[customers.of_record[edge.a]].clone(),
                kept_record: kept.id.to_string(),
                merged_record: merged.id.to_string(),
                kept_name: kept.shown().to_owned(),
                merged_name: merged.shown().to_owned(),
                kept_origin: kept.origin(tables),
                merged_origin: merged.origin(tables),
                marks: marks(kept, merged),
                score: edge.bits,
                evidence: evidence(kept, merged, &judge.compare(kept, merged)),
            }
        })
        .collect();
    merges.sort_by(|a, b| (&a.customer_id, &a.id).cmp(&(&b.customer_id, &b.id)));
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
fn merge_id(a: &Record, b: &Record) -> String {
    let (first, second) = if a.fingerprint <= b.fingerprint { (a, b) } else { (b, a) };
    let digest = Sha256::digest(format!("{}|{}", first.fingerprint, second.fingerprint).as_bytes());
    format!("M{}", hex(&digest[..5]))
}
