//! Lineage (来龙去脉) of the rows that resolve received: used, or merged into another row's record.
//!
//! Decides which row of a customer counts as its first, and that each sheet row has one line with its own money, so that
//! money in equals money out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::events::Event;
use crate::model::frame::Rows;
use crate::model::{Entity, LineageRow, Money, Outcome};

/// Lines gathered so far, by file, sheet and row.
#[derive(Debug, Default)]
pub(super) struct Lines(BTreeMap<(Arc<str>, Arc<str>, u32), LineageRow>, Vec<LineageRow>);

impl Lines {
    /// Adds the rows of a table; `customer` gives the id of a row's customer.
    pub(super) fn table(&mut self, entity: Entity, rows: Rows<'_>, events: &[Event], customer: &dyn Fn(usize) -> Option<String>) {
        let mut first_of: BTreeSet<String> = BTreeSet::new();
        let mut ordered: Vec<&Event> = events.iter().collect();
        ordered.sort_by_cached_key(|event| rows.origin(event.winner()));
        for event in ordered {
            let winner = event.winner();
            let id: Arc<str> = Arc::from(customer(winner).unwrap_or_default());
            let record: Arc<str> = Arc::from(rows.text("record_id", winner).unwrap_or_default());
            let again = entity == Entity::Customer && !id.is_empty() && !first_of.insert(id.to_string());
            for (row, reason) in &event.rows {
                let (outcome, reason) = match (*row == winner, again) {
                    (true, false) => (Outcome::Used, ""),
                    (true, true) => (Outcome::Merged, "same_customer"),
                    (false, _) => (Outcome::Merged, *reason),
                };
                self.row(entity, rows, *row, (outcome, reason), &record, &id);
            }
        }
    }

    fn row(&mut self, entity: Entity, rows: Rows<'_>, row: usize, became: (Outcome, &str), record: &Arc<str>, customer: &Arc<str>) {
        let origin = rows.origin(row);
        let last = rows.count("row_last", row).unwrap_or(origin.row).max(origin.row);
        let money = entity.control_money().and_then(|field| {
            let currency = rows.text(&format!("{field}_currency"), row).unwrap_or_default();
            Some(Money::new(rows.micros(field, row)?, currency))
        });
        for number in origin.row..=last {
            let line = LineageRow {
                file: Arc::clone(&origin.file),
                sheet: Arc::clone(&origin.sheet),
                row: number,
                entity: Some(entity),
                outcome: became.0,
                record_id: Arc::clone(record),
                customer_id: Arc::clone(customer),
                reason: Arc::from(became.1),
                money: if number == origin.row { money.clone() } else { None },
            };
            let key = (Arc::clone(&origin.file), Arc::clone(&origin.sheet), number);
            // One sheet row that became several records (a year of targets) is used if any of them is.
            match self.0.entry(key) {
                std::collections::btree_map::Entry::Vacant(place) => drop(place.insert(line)),
                std::collections::btree_map::Entry::Occupied(mut known) => {
                    // Tables side by side share a row; its money is that of all its records.
                    let other = known.get();
                    let beside = other.entity != line.entity || other.record_id != line.record_id;
                    match &line.money {
                        Some(_) if beside => self.1.push(line),
                        _ if other.outcome == Outcome::Merged && line.outcome == Outcome::Used => {
                            let money = other.money.clone().or_else(|| line.money.clone());
                            known.insert(LineageRow { money, ..line });
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    /// All lines by file, sheet and row.
    pub(super) fn finish(self) -> Vec<LineageRow> {
        self.0.into_values().chain(self.1).collect()
    }
}
