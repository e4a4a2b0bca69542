//! Owner (负责人): whose customer it is today, and who earns the credit of an event at its date.
//!
//! Decides the owner from the newest hand-in, else the newest row, and follows handovers when the owner has left. Credit:
//! the event's own salesperson, else the handover table by date, else that month's hand-in, else today's owner.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::age::age;
use super::customers::Customers;
use super::golden::Golden;
use super::staff::{BETWEEN, Directory};
use crate::finding::{Finding, Kind};
use crate::model::Entity;
use crate::model::frame::Rows;
use crate::model::tidied::Tables;
use crate::policy::Calendar;

/// Who owns what, and when.
#[derive(Debug, Default)]
pub(super) struct Ownership {
    /// Owner's staff id of each customer, today.
    pub owner: Vec<Option<String>>,
    /// Second owner.
    pub co_owner: Vec<Option<String>>,
    /// Handovers of a customer by day: from, to.
    handovers: BTreeMap<usize, Vec<(NaiveDate, Option<String>, String)>>,
    /// Owner by customer and hand-in month.
    book: BTreeMap<(usize, String), String>,
}

impl Ownership {
    /// Reads owners; collisions and gaps are found here.
    pub(super) fn read(
        tables: &Tables,
        customers: &Customers,
        golden: &[Golden<'_>],
        staff: &Directory,
        findings: &mut Vec<Finding>,
    ) -> Self {
        let mut ownership = Self::default();
        ownership.read_handovers(tables, customers, staff);
        let mut dealing = newest_dealing(tables, customers, staff);
        let frame = tables.get(&Entity::Customer);
        let mut missing = 0_u32;
        for (at, golden) in golden.iter().enumerate() {
            let (mut owner, mut second) = (None, None);
            if let Some(rows) = frame.map(Rows::of) {
                let own = |row: usize| row_owner(rows, row, staff);
                for row in golden.newest.iter().rev() {
                    if let (Some(month), Some(id)) = (rows.text("hand_in", *row), own(*row)) {
                        ownership.book.insert((at, month.to_owned()), id.to_owned());
                    }
                }
                let named: Vec<(usize, &str)> = golden.newest.iter().filter_map(|row| Some((*row, own(*row)?))).collect();
                owner = named.first().map(|(_, id)| (*id).to_owned());
                let age = |row: usize| age(rows.text("hand_in", row), rows, row);
                // Rows of the newest hand-in are of one age, whatever dates they carry.
                let current = |row: usize| {
                    named.first().is_some_and(|(first, _)| {
                        let newest = age(*first);
                        if newest.0.is_some() { age(row).0 == newest.0 } else { age(row) == newest }
                    })
                };
                let mut rivals: BTreeSet<&str> = named.iter().filter(|(row, _)| current(*row)).map(|(_, id)| *id).collect();
                // One list says 李娜, another of its time which 李娜.
                for shared in rivals.clone().into_iter().filter_map(|id| staff.by_id(id)).filter(|one| !one.shared_by.is_empty()) {
                    let meant: Vec<&str> = rivals.iter().copied().filter(|id| shared.shared_by.iter().any(|one| one == id)).collect();
                    if let [meant] = meant.as_slice() {
                        rivals.remove(shared.id.as_str());
                        owner = owner.filter(|id| *id != shared.id).or_else(|| Some((*meant).to_owned()));
                    }
                }
                if rivals.len() > 1 {
                    let people: Vec<&str> = rivals.iter().filter_map(|id| staff.by_id(id)).map(|member| member.name.as_str()).collect();
                    let mut finding = Finding::new(Kind::OwnersCollide).of(Entity::Customer, "owner").with("name", &golden.name);
                    finding = finding.with("staff", people.join("、"));
                    findings.push(named.first().map_or(finding.clone(), |(row, _)| finding.at(rows.origin(*row))));
                    second = rivals.iter().find(|id| Some(**id) != owner.as_deref()).map(|id| (*id).to_owned());
                }
                second = second.or_else(|| golden.newest.iter().find_map(|row| staff.id(rows.text("co_owner", *row))).map(str::to_owned));
            }
            owner = ownership.successor(at, owner.or_else(|| dealing.remove(&at).map(|(_, id)| id)), staff);
            if owner.is_none() {
                missing += 1;
                if !staff.members.is_empty() {
                    let finding = Finding::new(Kind::OwnerMissing).of(Entity::Customer, "owner").with("name", &golden.name);
                    findings.push(golden.origin(tables).map_or(finding.clone(), |origin| finding.at(origin)));
                }
            }
            ownership.owner.push(owner);
            ownership.co_owner.push(second);
        }
        // Where no sheet names a colleague at all, one word about it is enough.
        if staff.members.is_empty() && missing > 0 {
            findings.push(Finding::new(Kind::OwnersUnknown).of(Entity::Customer, "owner").with("count", missing));
        }
        ownership
    }

    fn read_handovers(&mut self, tables: &Tables, customers: &Customers, staff: &Directory) {
        let Some(frame) = tables.get(&Entity::Handover) else { return };
        let rows = Rows::of(frame);
        for row in 0..rows.len() {
            let (Some(at), Some(to)) = (customers.of.get((Entity::Handover, row)), staff.id(rows.text("to_staff", row))) else { continue };
            let on = rows.date("on", row).unwrap_or(NaiveDate::MIN);
            let from = staff.id(rows.text("from_staff", row)).map(str::to_owned);
            self.handovers.entry(at).or_default().push((on, from, to.to_owned()));
        }
        for list in self.handovers.values_mut() {
            list.sort();
            list.dedup();
        }
    }

    /// Follows the handovers from the owner a sheet names to the one of today; who has left owns nothing.
    fn successor(&self, at: usize, owner: Option<String>, staff: &Directory) -> Option<String> {
        let list = self.handovers.get(&at).map_or(&[][..], Vec::as_slice);
        let mut owner = owner.or_else(|| list.last().map(|(.., to)| to.clone()))?;
        for (_, from, to) in list {
            if from.as_deref() == Some(owner.as_str()) {
                owner.clone_from(to);
            }
        }
        let gone = |id: &str| staff.by_id(id).is_some_and(|member| member.left_on.is_some());
        if gone(&owner) { list.last().map(|(.., to)| to.clone()).filter(|to| !gone(to)) } else { Some(owner) }
    }

    /// Who earns the credit of a row, and how that was decided.
    pub(super) fn credit(
        &self,
        entity: Entity,
        rows: Rows<'_>,
        row: usize,
        customer: Option<usize>,
        staff: &Directory,
        calendar: &Calendar,
    ) -> Option<(String, &'static str)> {
        let named = match entity {
            Entity::Customer => row_owner(rows, row, staff),
            Entity::Interaction | Entity::ExhibitionLead => dealt(rows, row, staff),
            _ => staff.told(rows.text("staff", row), rows.text("sheet_staff", row)),
        };
        if let Some(id) = named {
            return Some((id.to_owned(), "event"));
        }
        let at = customer?;
        let day = event_day(entity, rows, row);
        if let (Some(day), Some(list)) = (day, self.handovers.get(&at)) {
            let passed = list.iter().rev().find(|(on, ..)| *on <= day).map(|(.., to)| to.clone());
            // Before the first handover the customer was still the giver's.
            let by_handover = passed.or_else(|| list.first().and_then(|(_, from, _)| from.clone()));
            if let Some(id) = by_handover {
                return Some((id, "handover"));
            }
        }
        let month = day.map(|day| calendar.month_of(day).to_string());
        if let Some(id) = month.and_then(|month| self.book.get(&(at, month))) {
            return Some((id.clone(), "book"));
        }
        self.owner.get(at)?.clone().map(|id| (id, "owner"))
    }
}

/// For customers of no sheet: who dealt with them last.
fn newest_dealing(tables: &Tables, customers: &Customers, staff: &Directory) -> BTreeMap<usize, (Option<NaiveDate>, String)> {
    let mut newest: BTreeMap<usize, (Option<NaiveDate>, String)> = BTreeMap::new();
    for ((entity, row), at) in customers.of.iter().filter(|(_, at)| customers.list[*at].rows.is_empty()) {
        let Some(rows) = tables.get(&entity).map(Rows::of) else { continue };
        let Some(id) = dealt(rows, row, staff) else { continue };
        let told = (event_day(entity, rows, row), id.to_owned());
        if newest.get(&at).is_none_or(|known| *known < told) {
            newest.insert(at, told);
        }
    }
    newest
}

fn row_owner<'s>(rows: Rows<'_>, row: usize, staff: &'s Directory) -> Option<&'s str> {
    let named = rows.text("owner", row);
    // Two names in one cell: the first is the owner.
    let first = named.and_then(|text| text.split(BETWEEN).next());
    let sheet = rows.text("sheet_staff", row);
    staff.told(named, sheet).or_else(|| staff.told(first, sheet)).or_else(|| staff.id(sheet))
}

/// Who dealt with the customer: whom the row names, else whose sheet it is.
fn dealt<'s>(rows: Rows<'_>, row: usize, staff: &'s Directory) -> Option<&'s str> {
    let sheet = rows.text("sheet_staff", row);
    staff.told(rows.text("staff", row), sheet).or_else(|| staff.id(sheet))
}

/// The day an event counts at.
fn event_day(entity: Entity, rows: Rows<'_>, row: usize) -> Option<NaiveDate> {
    let column = match entity {
        Entity::Inquiry | Entity::Complaint | Entity::ServiceRequest => "received_at",
        Entity::Sample => "requested_on",
        Entity::Customer => "updated_on",
        _ => "on",
    };
    rows.date(column, row)
}
