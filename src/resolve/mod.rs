//! Resolve (合并): one customer per customer, one colleague per colleague, one event per event, with ids that last.
//!
//! The order: colleagues, events told more than once, customers (Fellegi–Sunter with constraints), events to customers,
//! ids, golden records, owners, lineage. Nothing depends on the order of rows or files.

mod attach;
mod block;
mod cluster;
mod compare;
mod customers;
mod events;
mod golden;
mod identity;
mod lineage;
mod name;
mod owner;
mod party;
mod precedence;
mod rarity;
mod staff;

use std::collections::BTreeMap;

use polars::prelude::Column;
use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::finding::{Finding, Kind};
use crate::model::frame::Rows;
use crate::model::resolved::{Memory, Merge, Resolved, ReviewPair};
use crate::model::tidied::Tables;
use crate::model::{Entity, Origin, folding};
use crate::policy::Policy;

use customers::Assignment;
use golden::{Golden, Member};
use identity::Unnamed;

/// Resolves customers, staff and events.
///
/// # Errors
/// Only on a fault of the program.
pub fn merge(tables: &Tables, memory: &Memory, policy: &Policy) -> Result<(Resolved, Vec<Finding>)> {
    let (roster, mut findings) = staff::Roster::of(tables, policy);
    let precedence = precedence::Precedence::new(policy);
    let mut once = BTreeMap::new();
    for (entity, frame) in tables {
        let mut found = events::once(*entity, frame, &precedence)?;
        findings.append(&mut found.findings);
        once.insert(*entity, found);
    }
    let mut assignment = customers::assign(&once, memory, policy);
    findings.append(&mut assignment.findings);
    let frames: Tables = once.iter().map(|(entity, once)| (*entity, once.frame.clone())).collect();

    let members = members(&assignment);
    let unnamed = describe(&members, &assignment, &frames);
    let (named, identities) = identity::assign(&unnamed, &memory.identities);
    let id_of: BTreeMap<usize, String> = members.keys().copied().zip(named).collect();
    let ids: BTreeMap<Entity, Vec<Option<String>>> = assignment
        .of_row
        .iter()
        .map(|(entity, rows)| (*entity, rows.iter().map(|customer| customer.and_then(|customer| id_of.get(&customer).cloned())).collect()))
        .collect();

    let golden: Vec<(String, Golden)> =
        members.iter().map(|(customer, rows)| (id_of[customer].clone(), golden::golden(rows, &frames, &roster, &mut findings))).collect();
    let customers = golden::frame(&golden, &frames)?;
    let today = Rows::of(&customers);
    let owned = (0..today.len())
        .filter_map(|row| Some((today.text("customer_id", row)?.to_owned(), today.text("owner_id", row)?.to_owned())))
        .collect();
    let owners = owner::Owners::learn(&roster, &frames, &ids, owned);

    let mut kept = Tables::new();
    for (entity, once) in &once {
        let rows = Rows::of(&once.frame);
        let customer = |row: usize| ids.get(entity).and_then(|ids| ids[row].as_deref());
        let (staff, basis): (Vec<_>, Vec<_>) = (0..rows.len()).map(|row| owners.of(rows, row, customer(row))).unzip();
        let mut frame = once.frame.clone();
        frame.with_column(Column::new("customer_id".into(), (0..rows.len()).map(customer).collect::<Vec<_>>()))?;
        frame.with_column(Column::new("staff_id".into(), staff))?;
        frame.with_column(Column::new("staff_basis".into(), basis))?;
        kept.insert(*entity, events::kept(&frame, &once.stands_for)?);
    }
    let lineage = lineage::lineage(tables, &once, &ids);
    let merges = merges(&assignment, &id_of, &frames);
    let review = review(&assignment, &id_of, &frames, &mut findings);
    Ok((Resolved { tables: kept, customers, staff: roster.members, merges, review, identities, lineage }, findings))
}

/// Rows of each customer, customer sheets first.
fn members(assignment: &Assignment) -> BTreeMap<usize, Vec<Member>> {
    let mut members: BTreeMap<usize, Vec<Member>> = BTreeMap::new();
    for (entity, rows) in &assignment.of_row {
        for (row, customer) in rows.iter().enumerate() {
            if let Some(customer) = customer {
                members.entry(*customer).or_default().push((*entity, row));
            }
        }
    }
    members
}

/// What identifies each customer: fingerprints of its records, and the name by which new ids are given in order.
fn describe(members: &BTreeMap<usize, Vec<Member>>, assignment: &Assignment, frames: &Tables) -> Vec<Unnamed> {
    let mut described: BTreeMap<usize, Unnamed> = BTreeMap::new();
    for (party, customer) in assignment.parties.iter().zip(&assignment.clusters.of) {
        let unnamed = described.entry(*customer).or_default();
        unnamed.fingerprints.insert(party.fingerprint());
        let key = folding::key(&party.shown);
        if unnamed.order.is_empty() || key < unnamed.order {
            unnamed.order = key;
        }
    }
    let named = members.iter().map(|(customer, rows)| {
        described.remove(customer).unwrap_or_else(|| {
            let names = rows.iter().filter_map(|(entity, row)| Rows::of(&frames[entity]).text("customer", *row));
            let fingerprints = assignment.founded.get(customer).into_iter().flatten().cloned().collect();
            Unnamed { order: names.map(folding::key).min().unwrap_or_default(), fingerprints }
        })
    });
    named.collect()
}

fn origin(place: Option<party::Place>, frames: &Tables) -> Origin {
    place.map_or_else(|| Origin::file(""), |(entity, row)| Rows::of(&frames[&entity]).origin(row))
}

/// Each join, with the same id in every run.
fn merges(assignment: &Assignment, id_of: &BTreeMap<usize, String>, frames: &Tables) -> Vec<Merge> {
    let parties = &assignment.parties;
    let mut merges: Vec<Merge> = assignment
        .clusters
        .joined
        .iter()
        .map(|edge| {
            let (kept, merged) = (&parties[edge.left], &parties[edge.right]);
            let digest = Sha256::digest(format!("{}|{}|{}|{}", kept.fingerprint(), kept.record, merged.fingerprint(), merged.record));
            Merge {
                id: digest.iter().take(4).fold("M".to_owned(), |id, byte| format!("{id}{byte:02x}")),
                customer_id: id_of.get(&assignment.clusters.of[edge.left]).cloned().unwrap_or_default(),
                kept_record: kept.record.clone(),
                merged_record: merged.record.clone(),
                kept_name: kept.shown.clone(),
                merged_name: merged.shown.clone(),
                kept_origin: origin(kept.place, frames),
                merged_origin: origin(merged.place, frames),
                score: edge.verdict.bits,
                evidence: edge.verdict.evidence.clone(),
            }
        })
        .collect();
    merges.sort_by(|one, other| (&one.customer_id, &one.id).cmp(&(&other.customer_id, &other.id)));
    merges
}

fn review(assignment: &Assignment, id_of: &BTreeMap<usize, String>, frames: &Tables, findings: &mut Vec<Finding>) -> Vec<ReviewPair> {
    let parties = &assignment.parties;
    let customer = |index: usize| id_of.get(&assignment.clusters.of[index]).cloned().unwrap_or_default();
    let pairs: Vec<ReviewPair> = assignment
        .clusters
        .review
        .iter()
        .map(|edge| {
            let (left, right) = (&parties[edge.left], &parties[edge.right]);
            ReviewPair {
                record_a: left.record.clone(),
                record_b: right.record.clone(),
                customer_a: customer(edge.left),
                customer_b: customer(edge.right),
                name_a: left.shown.clone(),
                name_b: right.shown.clone(),
                origin_a: origin(left.place, frames),
                origin_b: origin(right.place, frames),
                score: edge.verdict.bits,
                evidence: edge.verdict.evidence.clone(),
            }
        })
        .collect();
    for pair in &pairs {
        let finding = Finding::new(Kind::MayBeSame).about(Entity::Customer).at(pair.origin_b.clone());
        findings.push(finding.with("left", &pair.name_a).with("right", &pair.name_b));
    }
    pairs
}
