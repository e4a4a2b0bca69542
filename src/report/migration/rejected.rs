//! Rejected rows (退回行): the original rows in their original columns, each with why it was refused and which column it lacks.
//!
//! Decides that rows whose tables have the same headers share a sheet; mended, the workbook is read like any other. A colleague
//! whom only the sheet's name told stands in a column of its own, so that nothing the sheet said is lost.

use std::collections::BTreeMap;

use rust_xlsxwriter::Workbook as Book;

use super::super::entry::{EntryColumn, Grid, sheets, staff_header};
use super::super::list::{Cell, Column, Kind as Look};
use super::super::theme::{Ink, Theme};
use crate::error::Result;
use crate::model::Entity;
use crate::model::raw::Cell as Raw;
use crate::model::tidied::{RefusedRow, RefusedTable};
use crate::policy::Policy;
use crate::words::Words;

/// Fields that name the colleague of a row.
const STAFF: [&str; 2] = ["staff", "owner"];

/// The workbook; `None` without refused rows.
pub(super) fn write(refused: &[RefusedRow], policy: &Policy, words: &Words) -> Result<Option<Book>> {
    let mut shapes: BTreeMap<(Entity, &[String]), Vec<&RefusedRow>> = BTreeMap::new();
    for row in refused {
        shapes.entry((row.entity, &row.table.headers)).or_default().push(row);
    }
    if shapes.is_empty() {
        return Ok(None);
    }
    let mut numbers: BTreeMap<Entity, u32> = BTreeMap::new();
    let grids = shapes.into_iter().map(|((entity, _), rows)| {
        let number = numbers.entry(entity).or_default();
        *number += 1;
        grid(entity, *number, &rows, words)
    });
    let mut book = Book::new();
    sheets(&mut book, &Theme::new(&policy.report), grids.collect())?;
    Ok(Some(book))
}

fn grid(entity: Entity, number: u32, rows: &[&RefusedRow], words: &Words) -> Grid {
    let label = words.get(&format!("entity.{}", entity.id())).to_owned();
    let text = |key: &str| words.get(&format!("migration.rejected.{key}")).to_owned();
    let mut columns: Vec<EntryColumn> = Vec::new();
    let headers = rows.first().map(|row| row.table.headers.clone()).unwrap_or_default();
    columns.extend(headers.into_iter().map(|header| EntryColumn::plain(Column::new(header, Look::Text))));
    let named = rows.iter().any(|row| sheet_staff(&row.table).is_some());
    if named {
        columns.push(EntryColumn::plain(Column::new(staff_header(entity, words), Look::Text)));
    }
    for (key, look) in
        [("reason", Look::Prose), ("wanted", Look::Text), ("file", Look::Text), ("sheet", Look::Text), ("row", Look::Ordinal)]
    {
        columns.push(EntryColumn::plain(Column::new(text(key), look)));
    }
    let line = |row: &&RefusedRow| {
        let mut cells: Vec<Cell> = row.cells.iter().map(raw).collect();
        cells.resize(row.table.headers.len(), Cell::Blank);
        if named {
            cells.push(sheet_staff(&row.table).map_or(Cell::Blank, Cell::text));
        }
        let reason = words.find(&format!("reason.row.{}", row.reason)).unwrap_or(row.reason);
        cells.push(Cell::Marked(reason.to_owned(), Ink::Bad));
        cells.push(Cell::text(wanted(row, words)));
        cells.push(Cell::text(&*row.origin.file));
        cells.push(Cell::text(&*row.origin.sheet));
        cells.push(Cell::count(row.origin.row));
        cells
    };
    Grid {
        name: if number == 1 { label.clone() } else { format!("{label} {number}") },
        head: vec![
            words.say("migration.rejected.head", &[("what", label.clone()), ("count", rows.len().to_string())]),
            words.get("migration.rejected.note").to_owned(),
        ],
        columns,
        rows: rows.iter().map(line).collect(),
        // The names of a workbook's tables must differ; a run makes a few dozen of them at most.
        table: format!("{}_{number}", entity.id()).leak(),
        alt: words.say("migration.alt.list", &[("what", label), ("count", rows.len().to_string())]),
    }
}

/// The column that lacks something, as its own sheet heads it, else as the program calls it.
fn wanted(row: &RefusedRow, words: &Words) -> String {
    let own =
        row.table.fields.iter().zip(&row.table.headers).find(|(field, _)| **field == Some(row.wanted)).map(|(_, header)| header.clone());
    own.unwrap_or_else(|| words.find(&format!("field.{}.{}", row.entity.id(), row.wanted)).unwrap_or(row.wanted).to_owned())
}

/// The colleague told by the sheet alone.
fn sheet_staff(table: &RefusedTable) -> Option<&str> {
    let column = table.fields.iter().flatten().any(|field| STAFF.contains(field));
    table.staff.as_deref().filter(|_| !column)
}

/// A raw cell as it stood.
fn raw(cell: &Raw) -> Cell {
    match cell {
        Raw::Number(value) => Cell::Number(*value),
        Raw::Date(at) if at.time() == chrono::NaiveTime::MIN => Cell::Date(at.date()),
        other => Cell::text(other.show()),
    }
}
