//! Coverage (覆盖月份): which months a table speaks for. It tells "nothing happened" (a true 0) from "nobody told" (R0.1).
//!
//! Decides that a table covers every month from its earliest to its latest event, a closing or reply counting as an event,
//! and the months of the hand-ins it lies in; a table without dates of its own speaks for the report month.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::read::Table;
use crate::model::resolved::Resolved;
use crate::model::{Entity, Month};

/// Dates that happened, per table; planned ones (due, expected, next) prove nothing.
const EVENTS: [(Entity, &[&str]); 15] = [
    (Entity::Interaction, &["on"]),
    (Entity::Inquiry, &["received_at", "replied_at"]),
    (Entity::Quotation, &["on"]),
    (Entity::Sample, &["requested_on", "sent_on", "received_on", "feedback_on"]),
    (Entity::Order, &["on"]),
    (Entity::Payment, &["on"]),
    (Entity::Complaint, &["received_at", "responded_at", "plan_at", "closed_on", "revisited_on"]),
    (Entity::Survey, &["on"]),
    (Entity::ExhibitionLead, &["on"]),
    (Entity::Cost, &["on"]),
    (Entity::Visit, &["on"]),
    (Entity::Shipment, &["on", "arrived_on"]),
    (Entity::Deduction, &["on"]),
    (Entity::ServiceRequest, &["received_at", "responded_at", "resolved_at"]),
    (Entity::Feedback, &["on", "done_on"]),
];

/// Tables that show a state, not events.
const STATES: [Entity; 6] =
    [Entity::Customer, Entity::Receivable, Entity::PriceList, Entity::CompanyTarget, Entity::CreditLimit, Entity::Blacklist];

/// First and last month of each table.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    spans: BTreeMap<Entity, (Month, Month)>,
    handed_in: BTreeSet<(Entity, Month)>,
    folders: BTreeSet<Month>,
    stated: BTreeMap<Entity, Month>,
    newest: Option<NaiveDate>,
    newest_of: BTreeMap<Month, NaiveDate>,
}

impl Coverage {
    /// What the tables cover.
    pub(super) fn read(resolved: &Resolved, month: Month) -> Self {
        let mut coverage = Self::default();
        for &entity in resolved.tables.keys() {
            for text in Table::of(resolved, entity).texts("hand_in").into_iter().flatten().collect::<BTreeSet<_>>() {
                if let Ok(handed_in) = text.parse::<Month>() {
                    let handed_in = handed_in.cut_as(month);
                    coverage.handed_in.insert((entity, handed_in));
                    coverage.folders.insert(handed_in);
                }
            }
        }
        for (entity, columns) in EVENTS {
            let table = Table::of(resolved, entity);
            let days: Vec<NaiveDate> = columns.iter().flat_map(|column| table.dates(column)).flatten().collect();
            let as_of = month.last();
            for day in &days {
                let newest = coverage.newest_of.entry(month.holding(*day)).or_insert(*day);
                *newest = (*newest).max(*day);
            }
            coverage.newest = coverage.newest.max(days.iter().filter(|day| **day <= as_of).max().copied());
            let months = [days.iter().min(), days.iter().max()].into_iter().flatten().map(|day| month.holding(*day));
            let handed_in = coverage.handed_in.iter().filter(|(owner, _)| *owner == entity).map(|(_, month)| *month);
            let all: Vec<Month> = months.chain(handed_in).collect();
            if let (Some(first), Some(last)) = (all.iter().min(), all.iter().max()) {
                coverage.spans.insert(entity, (*first, *last));
            }
        }
        for entity in STATES.into_iter().chain([Entity::Survey]) {
            // Answers nobody dated are those of the report month.
            let undated = entity != Entity::Survey || Table::of(resolved, entity).dates("on").iter().all(Option::is_none);
            if undated && Table::of(resolved, entity).len() > 0 {
                coverage.stated.insert(entity, month);
            }
        }
        coverage
    }

    /// Whether the table speaks for the month.
    pub(super) fn covers(&self, entity: Entity, month: Month) -> bool {
        self.spans.get(&entity).is_some_and(|(first, last)| *first <= month && month <= *last)
            || self.handed_in.contains(&(entity, month))
            || self.stated.get(&entity) == Some(&month)
    }

    /// First month with an event.
    pub(super) fn first(&self, entity: Entity) -> Option<Month> {
        self.spans.get(&entity).map(|(first, _)| *first)
    }

    /// Whether an event may lie after the month.
    pub(super) fn passes(&self, entity: Entity, month: Month) -> bool {
        self.spans.get(&entity).is_none_or(|(_, last)| *last > month)
    }

    /// Newest day of anything that happened up to the end of the report month.
    pub(super) const fn newest(&self) -> Option<NaiveDate> {
        self.newest
    }

    /// Newest day of anything that happened in a month.
    pub(super) fn newest_in(&self, month: Month) -> Option<NaiveDate> {
        self.newest_of.get(&month).copied()
    }

    /// Whether anything happened after a month.
    pub(super) fn goes_on_after(&self, month: Month) -> bool {
        self.newest_of.last_key_value().is_some_and(|(last, _)| *last > month)
    }

    /// Months with a hand-in folder, oldest first.
    pub(super) const fn folders(&self) -> &BTreeSet<Month> {
        &self.folders
    }
}

#[cfg(test)]
mod tests {
    use polars::prelude::DataFrame;

    use super::*;
    use crate::model::frame::date_column;

    #[test]
    fn a_quiet_month_inside_is_covered_and_one_outside_is_not() {
        let days = [NaiveDate::from_ymd_opt(2026, 7, 3), NaiveDate::from_ymd_opt(2026, 9, 30), None];
        let frame = DataFrame::new(3, vec![date_column("on", days)]).unwrap();
        let resolved = Resolved { tables: [(Entity::Order, frame)].into(), ..Resolved::default() };
        let october: Month = "2026-10".parse().unwrap();
        let coverage = Coverage::read(&resolved, october);
        let covered: Vec<bool> = [-4, -3, -2, -1, 0].into_iter().map(|step| coverage.covers(Entity::Order, october.plus(step))).collect();
        assert_eq!(covered, [false, true, true, true, false]);
        assert!(!coverage.covers(Entity::Complaint, october) && coverage.folders().is_empty());
        assert_eq!(coverage.newest(), NaiveDate::from_ymd_opt(2026, 9, 30));
        assert_eq!(Coverage::read(&resolved, october.plus(-2)).newest(), NaiveDate::from_ymd_opt(2026, 7, 3));
    }
}
