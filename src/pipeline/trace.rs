//! Trace (追溯): records of a run by their number or id, with what each cell said and what it was read as.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Run;
use crate::model::frame::Rows;
use crate::model::written::written;
use crate::model::{Catalogue, Entity, Kind, Origin, folding};

/// Fields that say when an event was.
const DAYS: [&str; 4] = ["on", "received_at", "requested_on", "sent_on"];

/// A record and where it leads.
#[derive(Debug)]
pub struct Traced {
    /// Its table.
    pub entity: Entity,
    /// Where it stands.
    pub origin: Origin,
    /// Its id.
    pub record_id: String,
    /// Its customer; empty when none was found.
    pub customer_id: String,
    /// Colleague it is credited to; empty likewise.
    pub staff_id: String,
    /// Day it counts at; `None` where it is a state.
    pub on: Option<NaiveDate>,
    /// Field id, the cell as it was, and what it was read as.
    pub values: Vec<(&'static str, String, String)>,
}

/// Records that carry this number of theirs (order, inquiry, quotation, invoice …) or this record id.
#[must_use]
pub fn by_number(run: &Run, what: &str) -> Vec<Traced> {
    let key = folding::key(what);
    if key.is_empty() {
        return Vec::new();
    }
    let fits = |entity: Entity, rows: Rows<'_>, row: usize| {
        let is = |name: &str| rows.text(name, row).is_some_and(|text| folding::key(text) == key);
        is("record_id") || Catalogue::shipped().of(entity).any(|field| field.kind == Kind::Code && is(field.id))
    };
    traced(run, &fits)
}

/// Records by their ids.
#[must_use]
pub fn by_records(run: &Run, ids: &BTreeSet<String>) -> Vec<Traced> {
    traced(run, &|_, rows, row| rows.text("record_id", row).is_some_and(|id| ids.contains(id)))
}

/// The customer id in force of one that was given up in a merge.
#[must_use]
pub fn id_in_force(run: &Run, id: &str) -> Option<String> {
    let gave_up = |aliases: &[String]| aliases.iter().any(|alias| alias.eq_ignore_ascii_case(id));
    run.memory.identities.customers.iter().find(|known| gave_up(&known.aliases)).map(|known| known.id.clone())
}

fn traced(run: &Run, fits: &dyn Fn(Entity, Rows<'_>, usize) -> bool) -> Vec<Traced> {
    let mut found = Vec::new();
    for (entity, frame) in &run.tables {
        let rows = Rows::of(frame);
        for row in (0..rows.len()).filter(|row| fits(*entity, rows, *row)) {
            let text = |name: &str| rows.text(name, row).unwrap_or_default().to_owned();
            let value = |field: &'static crate::model::Field| {
                let (was, is) = (written(rows, field, row), super::proof::shown(rows, field.id, &field.kind, row));
                (!was.is_empty() || !is.is_empty()).then_some((field.id, was, is))
            };
            found.push(Traced {
                entity: *entity,
                origin: rows.origin(row),
                record_id: text("record_id"),
                customer_id: text("customer_id"),
                staff_id: text("staff_id"),
                on: DAYS.iter().find_map(|name| rows.date(name, row)),
                values: Catalogue::shipped().of(*entity).filter_map(value).collect(),
            });
        }
    }
    found
}
