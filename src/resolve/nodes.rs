//! Nodes (去重后的记录): the records that are compared, each content once, in an order that no file order changes.
//!
//! Decides which equal rows need no comparison: those whose content alone would merge them. Equal rows that say too little
//! (only a common short name) stay apart.

use std::sync::Arc;

use super::block::candidates;
use super::cluster::{Clusters, cluster};
use super::compare::{compare, score};
use super::decisions::Answers;
use super::record::Record;
use super::shared;
use super::vocabulary::Vocabulary;
use crate::finding::Finding;
use crate::model::resolved::Decision;
use crate::policy::Resolve;

/// Records compared, where each row went, and the groups.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    /// Distinct records in canonical order.
    pub records: Vec<Arc<Record>>,
    /// For each record given: its node.
    pub of: Vec<usize>,
    /// Groups of nodes.
    pub clusters: Clusters,
    /// Word weights.
    pub vocabulary: Vocabulary,
}

/// Groups records into customers.
pub(super) fn resolve(given: Vec<Record>, decisions: &[Decision], policy: &Resolve, findings: &mut Vec<Finding>) -> Nodes {
    let mut order: Vec<usize> = (0..given.len()).collect();
    order.sort_by(|a, b| rank(&given[*a]).cmp(&rank(&given[*b])));
    let mut of = vec![0; given.len()];
    let mut given: Vec<Option<Record>> = given.into_iter().map(Some).collect();
    let mut records: Vec<Record> = Vec::with_capacity(given.len());
    let mut counts: Vec<Vec<usize>> = Vec::new();
    for at in order {
        let Some(record) = given[at].take() else { continue };
        let repeats = records.last().is_some_and(|last| last.fingerprint == record.fingerprint);
        if repeats {
            counts[records.len() - 1].push(at);
        } else {
            records.push(record);
            counts.push(vec![at]);
        }
    }
    let vocabulary = Vocabulary::weigh(&mut records);
    shared::leave_out(&mut records, policy.shared_contact_names);
    // Equal rows that identify nobody are customers of their own.
    let mut apart = Vec::new();
    for (node, rows) in counts.iter().enumerate() {
        let identifies = rows.len() == 1 || score(&compare(&records[node], &records[node], &vocabulary)) >= policy.automatic_bits;
        for (nth, at) in rows.iter().enumerate() {
            of[*at] = if identifies || nth == 0 { node } else { records.len() + apart.len() };
            if !identifies && nth > 0 {
                apart.push(records[node].clone());
            }
        }
    }
    records.extend(apart);
    let answers = Answers::of(decisions, &records, findings);
    let pairs = candidates(&records, policy.block_cap);
    let clusters = cluster(&records, &pairs, &vocabulary, &answers, policy, findings);
    Nodes { records: records.into_iter().map(Arc::new).collect(), of, clusters, vocabulary }
}

/// What orders records: content first, then where they stand.
type Rank<'r> = (&'r str, &'r str, &'r (Arc<str>, Arc<str>), Option<(crate::model::Entity, usize)>);

fn rank(record: &Record) -> Rank<'_> {
    (&record.fingerprint, &record.id, &record.sheet, record.at)
}
