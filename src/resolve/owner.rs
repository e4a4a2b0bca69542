//! Owner at the event's date (当时的负责人): the event's own salesperson, else the handover sheet, else that month's
//! hand-in, else today's owner. How it was decided stands beside it (`staff_basis`).

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::staff::Roster;
use crate::model::Entity;
use crate::model::frame::Rows;
use crate::model::tidied::Tables;

/// Handovers by customer, oldest first: day, from, to.
type Handovers = BTreeMap<String, Vec<(NaiveDate, Option<String>, Option<String>)>>;

/// Who owned which customer when.
#[derive(Debug)]
pub(super) struct Owners<'a> {
    roster: &'a Roster,
    handovers: Handovers,
    by_month: BTreeMap<(String, String), String>,
    today: BTreeMap<String, String>,
}

impl<'a> Owners<'a> {
    /// Learns from the handover sheet, the monthly hand-ins and the golden records. `ids` gives a row's customer.
    pub(super) fn learn(
        roster: &'a Roster,
        tables: &Tables,
        ids: &BTreeMap<Entity, Vec<Option<String>>>,
        today: BTreeMap<String, String>,
    ) -> Self {
        let mut owners = Self { roster, handovers: Handovers::new(), by_month: BTreeMap::new(), today };
        let of = |entity: Entity, row: usize| ids.get(&entity).and_then(|rows| rows.get(row)).and_then(Clone::clone);
        if let Some(frame) = tables.get(&Entity::Handover) {
            let rows = Rows::of(frame);
            for row in 0..rows.len() {
                if let (Some(customer), Some(on)) = (of(Entity::Handover, row), rows.date("on", row)) {
                    let passed = (on, roster.id(rows.text("from_staff", row)), roster.id(rows.text("to_staff", row)));
                    owners.handovers.entry(customer).or_default().push(passed);
                }
            }
            owners.handovers.values_mut().for_each(|passed| passed.sort());
        }
        if let Some(frame) = tables.get(&Entity::Customer) {
            let rows = Rows::of(frame);
            for row in 0..rows.len() {
                let owner = roster.id(rows.text("owner", row)).or_else(|| roster.id(rows.text("sheet_staff", row)));
                if let (Some(customer), Some(month), Some(owner)) = (of(Entity::Customer, row), rows.text("hand_in", row), owner) {
                    owners.by_month.entry((customer, month.to_owned())).or_insert(owner);
                }
            }
        }
        owners
    }

    /// The colleague of a row and how that was decided.
    pub(super) fn of(&self, rows: Rows<'_>, row: usize, customer: Option<&str>) -> (Option<String>, Option<&'static str>) {
        let named = ["staff", "owner", "to_staff"].iter().find_map(|column| self.roster.id(rows.text(column, row)));
        let named = named.or_else(|| self.roster.id(rows.text("sheet_staff", row)));
        if named.is_some() {
            return (named, Some("event"));
        }
        let Some(customer) = customer else { return (None, None) };
        let on = ["on", "received_at", "sent_on", "requested_on", "due_on"].iter().find_map(|column| rows.date(column, row));
        if let Some(on) = on {
            if let Some(owner) = self.by_handover(customer, on) {
                return (Some(owner), Some("handover"));
            }
            let month = crate::model::Month::of(on).to_string();
            if let Some(owner) = self.by_month.get(&(customer.to_owned(), month)) {
                return (Some(owner.clone()), Some("book"));
            }
        }
        self.today.get(customer).map_or((None, None), |owner| (Some(owner.clone()), Some("owner")))
    }

    fn by_handover(&self, customer: &str, on: NaiveDate) -> Option<String> {
        let passed = self.handovers.get(customer)?;
        let before = passed.iter().rev().find(|(day, _, _)| *day <= on);
        before.map_or_else(|| passed.first().and_then(|(_, from, _)| from.clone()), |(_, _, to)| to.clone())
    }
}
