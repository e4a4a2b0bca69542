//! Resolve (合并): one customer per customer, one colleague per colleague, one event per event, with ids that last.
//!
//! Customer and contact rows are compared and grouped (`record` … `cluster`), events find their customer (`parties`), ids
//! are given (`identity`), then each event is counted once (`events`), credited (`owner`) and accounted for (`lineage`).

mod address;
mod age;
mod apply;
mod block;
mod cluster;
mod collide;
mod combine;
mod compare;
mod correct;
mod crowds;
mod customers;
mod decisions;
mod distance;
mod erase;
mod events;
mod evidence;
mod frames;
mod golden;
mod identity;
mod index;
mod judge;
mod known;
mod learn;
mod lineage;
mod list;
mod master;
mod movers;
mod name;
mod nickname;
mod nodes;
mod owner;
mod parties;
mod party;
mod questions;
mod read;
mod record;
mod report;
mod shared;
mod similar;
mod source;
mod staff;
mod strangers;
mod token;
mod verdict;
mod vocabulary;
mod weights;

#[cfg(test)]
mod labelled;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod shuffled;
#[cfg(test)]
mod tests;

pub use master::master;

pub use apply::apply;
pub use collide::collisions;
pub use correct::{CustomerFix, correct};
pub use erase::{Erased, known_by};
pub use known::{How, Known, between, find};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::Result;
use crate::finding::Finding;
use crate::model::frame::Rows;
use crate::model::resolved::{Memory, Resolved};
use crate::model::tidied::Tables;
use crate::model::{Entity, Origin};
use crate::policy::Policy;
use customers::Customers;
use golden::{Golden, Sources};
use owner::Ownership;
use record::Record;

/// Resolves customers, staff and events.
///
/// # Errors
/// Only on a fault of the program.
pub fn merge(tables: &Tables, memory: &Memory, policy: &Policy) -> Result<(Resolved, Vec<Finding>)> {
    let mut findings = Vec::new();
    let staff = staff::Directory::gather(tables, policy, &mut findings);

    let (places, records) = records(tables);
    let nodes::Nodes { records, of, clusters, vocabulary, judge } =
        nodes::resolve(records, &memory.decisions, &policy.resolve, &mut findings);
    let mut customers = Customers::from_groups(records, &clusters.of, &of, &places);
    drop((places, of));
    parties::attach(tables, &mut customers, &vocabulary, &mut findings);
    drop(vocabulary);

    let golden = golden_records(tables, &customers);
    findings.extend(golden.iter().filter_map(|golden| golden.finding(tables)));
    let keys: Vec<String> = golden.iter().map(|golden| crate::model::folding::fold(&golden.name)).collect();
    let marks: Vec<_> = customers.list.iter().map(|customer| identity::marks_of(customers.records_of(customer))).collect();
    let (ids, identities) = identity::assign(marks, &keys, &memory.identities, &|| bare_names(tables, &customers));
    drop(keys);
    let ownership = Ownership::read(tables, &customers, &golden, &staff, &mut findings);
    let listed = frames::customers(&customers, &golden, &ids, &ownership, tables)?;
    drop(golden);
    let review = report::review(&clusters.review, &judge, &customers, &ids, tables, &mut findings);
    // What records said is in the tables now; only whose each row is still counts.
    let Customers { list, records, of: whose, of_record } = customers;
    drop(list);
    let merges = report::merges(&clusters.joins, &judge, records, &of_record, &ids, tables);
    drop((clusters, of_record));
    let mut resolved = Resolved { customers: listed, merges, review, identities, ..Resolved::default() };

    let ids: Vec<Arc<str>> = ids.into_iter().map(Arc::from).collect();
    let mut lines = lineage::Lines::of(tables.values().map(polars::prelude::DataFrame::height).sum());
    for (entity, frame) in tables {
        let rows = Rows::of(frame);
        let customer = |row: usize| whose.get((*entity, row));
        let ordered = events::group(*entity, rows, &customer, policy);
        findings.extend(combine::disagreements(*entity, rows, &ordered, &customer, policy));
        if *entity == Entity::Order {
            findings.extend(events::equal(*entity, rows, &ordered));
        }
        // A source that does not name the customer learns it from one that does.
        let named: Vec<Option<usize>> = ordered.iter().map(|event| event.rows().find_map(customer)).collect();
        let mut of_row: Vec<Option<usize>> = vec![None; rows.len()];
        for (event, at) in ordered.iter().zip(&named) {
            event.rows().for_each(|row| of_row[row] = *at);
        }
        lines.table(*entity, rows, &ordered, &|row| of_row[row].map(|at| Arc::clone(&ids[at])));
        drop(of_row);
        let combined = combine::combine(*entity, frame, &ordered)?;
        drop(ordered);
        let combined_rows = Rows::of(&combined);
        let credit: Vec<_> = named
            .iter()
            .enumerate()
            .map(|(row, at)| ownership.credit(*entity, combined_rows, row, *at, &staff, &policy.calendar))
            .collect();
        let named: Vec<Option<&str>> = named.iter().map(|at| at.map(|at| &*ids[at])).collect();
        let mut table = frames::with_added(&combined, &named, &credit)?;
        if *entity == Entity::Order {
            table.with_column(frames::shared_with(combined_rows, &staff))?;
        }
        resolved.tables.insert(*entity, table);
    }
    resolved.lineage = lines.finish();
    resolved.staff = staff.members;
    findings.sort();
    Ok((resolved, findings))
}

/// Names that customers bear, and then names by which events mean them, each without a country and with its rows.
fn bare_names(tables: &Tables, customers: &Customers) -> [Vec<(record::Text, usize, u32)>; 2] {
    let listed = customers.list.iter().enumerate();
    let own = |(at, customer)| identity::names_of(customers.records_of(customer)).map(move |mark| (mark, at, 1));
    let mut met: BTreeMap<(&str, usize), u32> = BTreeMap::new();
    for (entity, rows) in parties::NAMING.into_iter().filter_map(|entity| Some((entity, Rows::of(tables.get(&entity)?)))) {
        let meant = (0..rows.len()).filter_map(|row| Some((rows.text("customer", row)?, customers.of.get((entity, row))?)));
        meant.for_each(|named| *met.entry(named).or_default() += 1);
    }
    let called = |((text, at), rows): ((&str, usize), u32)| Some((identity::name_mark(&name::Name::parse(text.trim())?)?, at, rows));
    [listed.flat_map(own).collect(), met.into_iter().filter_map(called).collect()]
}

/// Customer and contact rows as records, with where each came from.
fn records(tables: &Tables) -> (Vec<(Entity, usize)>, Vec<Record>) {
    let count = [Entity::Customer, Entity::Contact].iter().filter_map(|entity| Some(tables.get(entity)?.height())).sum();
    let (mut places, mut records) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for entity in [Entity::Customer, Entity::Contact] {
        let Some(frame) = tables.get(&entity) else { continue };
        let mut reader = read::Reader::of(entity, Rows::of(frame));
        for row in 0..frame.height() {
            places.push((entity, row));
            records.push(reader.read(row));
        }
    }
    (places, records)
}

/// Golden records; a customer found only in events stands where its first event does.
fn golden_records<'t>(tables: &'t Tables, customers: &'t Customers) -> Vec<Golden<'t>> {
    let mut first: BTreeMap<usize, (Origin, (Entity, usize))> = BTreeMap::new();
    for (place, at) in customers.of.iter().filter(|(_, at)| customers.list[*at].rows.is_empty()) {
        let Some(origin) = tables.get(&place.0).map(|frame| Rows::of(frame).origin(place.1)) else { continue };
        let known = first.entry(at).or_insert_with(|| (origin.clone(), place));
        if origin < known.0 {
            *known = (origin, place);
        }
    }
    let sources = Sources::of(tables);
    let golden = |(at, customer)| sources.golden(customer, customers, first.get(&at).map(|(_, place)| *place));
    customers.list.iter().enumerate().map(golden).collect()
}
