//! Resolve (合并): one customer per customer, one colleague per colleague, one event per event, with ids that last.
//!
//! Customer and contact rows are compared and grouped (`record` … `cluster`), events find their customer (`parties`), ids
//! are given (`identity`), then each event is counted once (`events`), credited (`owner`) and accounted for (`lineage`).

mod apply;
mod block;
mod cluster;
mod collide;
mod combine;
mod compare;
mod correct;
mod customers;
mod decisions;
mod distance;
mod events;
mod frames;
mod golden;
mod identity;
mod index;
mod known;
mod lineage;
mod master;
mod name;
mod nodes;
mod owner;
mod parties;
mod record;
mod report;
mod shared;
mod similar;
mod source;
mod staff;
mod verdict;
mod vocabulary;
mod weights;

#[cfg(test)]
mod labelled;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod tests;

pub use master::master;

pub use apply::apply;
pub use collide::collisions;
pub use correct::{CustomerFix, correct};
pub use known::{How, Known, between, find};

use crate::error::Result;
use crate::finding::Finding;
use crate::model::Entity;
use crate::model::frame::Rows;
use crate::model::resolved::{Memory, Resolved};
use crate::model::tidied::Tables;
use crate::policy::Policy;
use customers::Customers;
use golden::{Golden, golden};
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
    let nodes = nodes::resolve(records, &memory.decisions, &policy.resolve, &mut findings);
    let mut customers = Customers::from_nodes(&nodes, &places);
    parties::attach(tables, &mut customers, &nodes.vocabulary, &mut findings);

    let golden = golden_records(tables, &customers);
    let keys: Vec<String> = golden.iter().map(|golden| crate::model::folding::fold(&golden.name)).collect();
    let (ids, identities) = identity::assign(&customers.list, &keys, &memory.identities);
    let ownership = Ownership::read(tables, &customers, &golden, &staff, &mut findings);

    let mut resolved = Resolved {
        customers: frames::customers(&customers.list, &golden, &ids, &ownership)?,
        merges: report::merges(&nodes, &customers, &ids, tables),
        review: report::review(&nodes, &customers, &ids, tables, &mut findings),
        identities,
        ..Resolved::default()
    };
    let mut lines = lineage::Lines::default();
    for (entity, frame) in tables {
        let rows = Rows::of(frame);
        let customer = |row: usize| customers.of.get(&(*entity, row)).copied();
        let events = events::group(*entity, rows, &customer, policy);
        let mut ordered = events;
        let place = |event: &events::Event| {
            let row = event.winner();
            (rows.text("file", row), rows.text("sheet", row), rows.count("row_first", row), rows.text("record_id", row))
        };
        ordered.sort_by_cached_key(place);
        findings.extend(combine::disagreements(*entity, rows, &ordered, &customer, policy));
        // A source that does not name the customer learns it from one that does.
        let whose: Vec<Option<usize>> = ordered.iter().map(|event| event.rows.iter().find_map(|(row, _)| customer(*row))).collect();
        let of_row: std::collections::BTreeMap<usize, usize> =
            ordered.iter().zip(&whose).flat_map(|(event, at)| event.rows.iter().filter_map(move |(row, _)| Some((*row, (*at)?)))).collect();
        lines.table(*entity, rows, &ordered, &|row| of_row.get(&row).map(|at| ids[*at].clone()));
        let combined = combine::combine(*entity, frame, &ordered)?;
        let combined_rows = Rows::of(&combined);
        let credit: Vec<_> = whose.iter().enumerate().map(|(row, at)| ownership.credit(*entity, combined_rows, row, *at, &staff)).collect();
        let named: Vec<Option<String>> = whose.iter().map(|at| at.map(|at| ids[at].clone())).collect();
        resolved.tables.insert(*entity, frames::with_added(&combined, &named, &credit)?);
    }
    resolved.lineage = lines.finish();
    resolved.staff = staff.members;
    findings.sort();
    Ok((resolved, findings))
}

/// Customer and contact rows as records, with where each came from.
fn records(tables: &Tables) -> (Vec<(Entity, usize)>, Vec<Record>) {
    let mut places = Vec::new();
    let mut records = Vec::new();
    let mut sheets = std::collections::BTreeSet::new();
    for entity in [Entity::Customer, Entity::Contact] {
        let Some(frame) = tables.get(&entity) else { continue };
        let rows = Rows::of(frame);
        for row in 0..rows.len() {
            places.push((entity, row));
            let mut record = Record::read(entity, rows, row);
            // One name of a sheet for all its rows, not a copy each.
            record.sheet = sheets.get(&record.sheet).cloned().unwrap_or_else(|| {
                sheets.insert(record.sheet.clone());
                record.sheet.clone()
            });
            records.push(record);
        }
    }
    (places, records)
}

/// Golden records; a customer found only in events stands where its first event does.
fn golden_records(tables: &Tables, customers: &Customers) -> Vec<Golden> {
    let mut first: std::collections::BTreeMap<usize, crate::model::Origin> = std::collections::BTreeMap::new();
    for ((entity, row), at) in &customers.of {
        if !customers.list[*at].rows.is_empty() {
            continue;
        }
        let Some(origin) = tables.get(entity).map(|frame| Rows::of(frame).origin(*row)) else { continue };
        let known = first.entry(*at).or_insert_with(|| origin.clone());
        if origin < *known {
            *known = origin;
        }
    }
    customers.list.iter().enumerate().map(|(at, customer)| golden(customer, tables, first.remove(&at))).collect()
}
