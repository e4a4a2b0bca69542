//! Value (取值): a typed field back into a cell that a person reads and ingest reads again as the same value.
//!
//! Decides how money shows its currency: by the row's own currency column, else by the header when all amounts of the column
//! share one, else in the cell. What could not be typed stands as the sheet had it.

use std::collections::BTreeSet;

use super::super::list::{Cell, Kind as Look};
use crate::model::field::{Field, Kind};
use crate::model::frame::Rows;
use crate::model::{Catalogue, Unit};
use crate::words::Words;

/// How one field is written.
pub(super) struct Pen<'a> {
    field: &'static Field,
    words: &'a Words,
    /// What all values of the column share: currency or scale, said in the header.
    pub(super) shared: Option<String>,
    /// The entity has a currency column of its own.
    by_row: bool,
    /// Letters of a grade stand under a header that says no scheme: some of them are not known to be intent grades.
    pub(super) undeclared: bool,
}

impl<'a> Pen<'a> {
    /// Looks at the whole column.
    pub(super) fn new(field: &'static Field, rows: Rows<'_>, words: &'a Words) -> Self {
        let by_row = field.kind == Kind::Money && Catalogue::shipped().field(field.entity, "currency").is_some();
        let column = match field.kind {
            Kind::Money => format!("{}_currency", field.id),
            Kind::Score => format!("{}_scale", field.id),
            _ => String::new(),
        };
        let mut shared = BTreeSet::new();
        if !column.is_empty() {
            let filled = (0..rows.len()).filter(|row| rows.text(&column, *row).is_some() || is_filled(field, rows, *row));
            shared.extend(filled.map(|row| rows.text(&column, row).unwrap_or_default().to_owned()));
        }
        let apart = by_row && (0..rows.len()).all(|row| money_by_row(field, rows, row));
        let one = if shared.len() == 1 && !apart { shared.pop_first().filter(|text| !text.is_empty()) } else { None };
        let undeclared =
            is_grade(field) && (0..rows.len()).any(|row| rows.text(field.id, row).is_none() && rows.text("grade_text", row).is_some());
        Self { field, words, shared: one, by_row, undeclared }
    }

    /// Side and number format.
    pub(super) fn look(&self) -> Look {
        match self.field.kind {
            Kind::Money => Look::Cents,
            Kind::Number | Kind::Count | Kind::Score => Look::Plain,
            Kind::Share => Look::Number(Unit::Share),
            Kind::Date => Look::Date,
            Kind::Text => Look::Prose,
            Kind::Code => Look::Code,
            _ => Look::Text,
        }
    }

    /// The cell.
    pub(super) fn cell(&self, rows: Rows<'_>, row: usize) -> Cell {
        let id = self.field.id;
        let typed = match &self.field.kind {
            _ if self.undeclared => None,
            Kind::Text | Kind::Code | Kind::Company | Kind::Person | Kind::Staff => {
                return rows.text(id, row).map_or(Cell::Blank, Cell::text);
            }
            Kind::Date => rows.date(id, row).map(Cell::Date),
            Kind::DateTime => rows.moment(id, row).map(|moment| {
                let timed = rows.flag(&format!("{id}_timed"), row).unwrap_or(false);
                if timed { Cell::text(moment.format("%Y-%m-%d %H:%M:%S").to_string()) } else { Cell::Date(moment.date()) }
            }),
            Kind::Money => self.money(rows, row),
            Kind::Score => rows.number(id, row).map(|value| match rows.text(&format!("{id}_scale"), row) {
                Some(scale) if self.shared.is_none() => Cell::text(format!("{value}/{}", scale.split('-').nth(1).unwrap_or(scale))),
                _ => Cell::Number(value),
            }),
            Kind::Number | Kind::Count | Kind::Share => rows.number(id, row).map(Cell::Number),
            Kind::YesNo => rows.flag(id, row).map(|yes| Cell::text(self.words.get(if yes { "migration.yes" } else { "migration.no" }))),
            Kind::Country => rows.text(id, row).map(|code| self.label("country", code)),
            Kind::Word(vocabulary) => rows.text(id, row).map(|value| self.label(vocabulary, value)),
            Kind::Period | Kind::Currency | Kind::Phone | Kind::Email | Kind::Website => rows.text(id, row).map(Cell::text),
        };
        typed.or_else(|| rows.text(&format!("{id}_text"), row).map(Cell::text)).unwrap_or(Cell::Blank)
    }

    fn label(&self, vocabulary: &str, value: &str) -> Cell {
        Cell::text(self.words.find(&format!("value.{vocabulary}.{value}")).unwrap_or(value))
    }

    #[expect(clippy::cast_precision_loss, reason = "an amount in millionths is far below 2^53 of them in any ledger")]
    fn money(&self, rows: Rows<'_>, row: usize) -> Option<Cell> {
        let amount = rows.micros(self.field.id, row)? as f64 / 1e6;
        let own = rows.text(&format!("{}_currency", self.field.id), row);
        match own {
            Some(currency) if self.shared.is_none() && !(self.by_row && money_by_row(self.field, rows, row)) => {
                Some(Cell::text(format!("{currency} {amount}")))
            }
            _ => Some(Cell::Number(amount)),
        }
    }
}

fn is_grade(field: &Field) -> bool {
    field.kind == Kind::Word("grade".to_owned())
}

fn is_filled(field: &Field, rows: Rows<'_>, row: usize) -> bool {
    if field.kind == Kind::Money { rows.micros(field.id, row).is_some() } else { rows.number(field.id, row).is_some() }
}

/// Whether the row's own currency column says what the amount is in.
fn money_by_row(field: &Field, rows: Rows<'_>, row: usize) -> bool {
    let own = rows.text(&format!("{}_currency", field.id), row);
    own.is_none() || own == rows.text("currency", row)
}
