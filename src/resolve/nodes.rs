//! Nodes (去重后的记录): the records that are compared, each content once, in an order that no file order changes.
//!
//! Decides which equal rows need no comparison: those whose content alone would merge them. Equal rows that say too little
//! (only a common short name) stay apart.

use std::sync::Arc;

use super::block::Blocks;
use super::cluster::{Clusters, cluster, scored};
use super::crowds;
use super::decisions::Answers;
use super::judge::{Judge, score};
use super::learn::learn;
use super::record::Record;
use super::shared;
use super::verdict::may_merge;
use super::vocabulary::Vocabulary;
use crate::finding::{Finding, Kind};
use crate::model::Entity;
use crate::model::resolved::Decision;
use crate::policy::Resolve;

/// Records compared, where each row went, and the groups.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    /// Distinct records in canonical order.
    pub records: Vec<Record>,
    /// For each record given: its node.
    pub of: Vec<usize>,
    /// Groups of nodes.
    pub clusters: Clusters,
    /// Weights and limits.
    pub judge: Judge,
    /// Word weights.
    pub vocabulary: Vocabulary,
}

/// Groups records into customers.
pub(super) fn resolve(mut records: Vec<Record>, decisions: &[Decision], policy: &Resolve, findings: &mut Vec<Finding>) -> Nodes {
    let order = put_in_order(&mut records);
    let mut of = vec![0; records.len()];
    // Rows of one content stand side by side; the first of them stays.
    let mut starts: Vec<usize> = Vec::with_capacity(records.len());
    for at in 0..records.len() {
        let repeats = starts.last().is_some_and(|first: &usize| records[*first].fingerprint == records[at].fingerprint);
        if !repeats {
            starts.push(at);
        }
    }
    let nodes = starts.len();
    for node in 0..nodes {
        let (from, to) = (starts[node], starts.get(node + 1).copied().unwrap_or(order.len()));
        order[from..to].iter().for_each(|row| of[*row] = node);
        records.swap(node, from);
    }
    records.truncate(nodes);
    records.shrink_to_fit();
    let vocabulary = Vocabulary::weigh(&mut records);
    tell_nameless(&records, &starts, order.len(), findings);
    let ends = starts.iter().skip(1).copied().chain([order.len()]);
    crowds::tell(&records, starts.iter().zip(ends).map(|(from, to)| to - from), policy.block_cap, findings);
    shared::leave_out(&mut records, policy.shared_contact_names, findings);
    // Equal rows that identify nobody are customers of their own.
    let judge = Judge::shipped(&records, policy.automatic_bits);
    for node in 0..nodes {
        let (from, to) = (starts[node], starts.get(node + 1).copied().unwrap_or(order.len()));
        if to - from > 1 && !is_one(&records[node], &judge) {
            for row in &order[from + 1..to] {
                of[*row] = records.len();
                records.push(records[node].clone());
            }
        }
    }
    drop((order, starts));
    let answers = Answers::of(decisions, &records, findings);
    let blocks = Blocks::of(&records, policy.block_cap);
    let judge = learn(&records, &blocks, judge);
    let edges = scored(&records, &blocks, &judge, policy);
    drop(blocks);
    let clusters = cluster(&records, &of, edges, &answers, &judge, findings);
    Nodes { records, of, clusters, judge, vocabulary }
}

/// Whether rows of this very content are surely one customer.
fn is_one(record: &Record, judge: &Judge) -> bool {
    let steps = judge.compare(record, record);
    score(&steps) >= judge.needed(record) && may_merge(&steps, judge.twins())
}

/// A word about rows that nothing tells from others.
fn tell_nameless(records: &[Record], starts: &[usize], rows: usize, findings: &mut Vec<Finding>) {
    let bare = |record: &Record| {
        let said = record.tax_id.is_some() || record.code.is_some() || !record.emails.is_empty() || !record.phones.is_empty();
        !said && !record.person && !record.names.iter().any(super::name::Name::distinguishes)
    };
    let ends = starts.iter().skip(1).copied().chain([rows]);
    let counted = records.iter().zip(starts.iter().zip(ends)).filter(|(record, _)| bare(record));
    let (mut count, mut first) = (0, None);
    for (record, (from, to)) in counted {
        count += to - from;
        first = first.or(Some(record.shown()));
    }
    if let Some(shown) = first {
        findings.push(Finding::new(Kind::NameSaysNothing).about(Entity::Customer).with("count", count).with("value", shown));
    }
}

/// Sorts the records where they lie, and gives for each place the row that came there. Names that start alike stand together: records
/// that are compared are then near each other in memory too.
fn put_in_order(records: &mut [Record]) -> Vec<usize> {
    // Starts of name and content decide nearly always, and stand beside the row: no record is looked up.
    let start =
        |record: &Record| -> Start { (shelf(record), record.fingerprint.as_bytes().first_chunk::<16>().copied().unwrap_or_default()) };
    let mut keyed: Vec<(Start, usize)> = records.iter().map(start).zip(0..).collect();
    keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| rank(&records[a.1]).cmp(&rank(&records[b.1])).then(a.1.cmp(&b.1))));
    let order: Vec<usize> = keyed.into_iter().map(|(_, row)| row).collect();
    let mut place = vec![0; order.len()];
    order.iter().enumerate().for_each(|(at, row)| place[*row] = at);
    for at in 0..records.len() {
        while place[at] != at {
            let to = place[at];
            records.swap(at, to);
            place.swap(at, to);
        }
    }
    order
}

/// The first letters of the name.
pub(super) fn shelf(record: &Record) -> [u8; 8] {
    let name = record.names.first().map(|name| &name.core_key).or(record.family.as_ref()).or(record.given.as_ref());
    let mut start = [0; 8];
    start.iter_mut().zip(name.map_or(&[][..], |name| name.as_bytes())).for_each(|(place, letter)| *place = *letter);
    start
}

/// Starts of a record's name and of its fingerprint.
type Start = ([u8; 8], [u8; 16]);

/// What orders records of one start: content first, then where they stand.
type Rank<'r> = (&'r str, &'r str, &'r (Arc<str>, Arc<str>), Option<(Entity, usize)>);

fn rank(record: &Record) -> Rank<'_> {
    (&record.fingerprint, &record.id, &record.sheet, record.at)
}
