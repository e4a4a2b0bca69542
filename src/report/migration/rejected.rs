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
use crate::model::origin::column_letters;
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
    for (key, look) in [
        ("reason", Look::Prose),
        ("wanted", Look::Text),
        ("cell", Look::Text),
        ("file", Look::Text),
        ("sheet", Look::Text),
        ("row", Look::Ordinal),
    ] {
        columns.push(EntryColumn::plain(Column::new(text(key), look)));
    }
    let line = |row: &&RefusedRow| {
        let mut cells: Vec<Cell> = row.cells.iter().map(raw).collect();
        cells.resize(row.table.headers.len(), Cell::Blank);
        if named {
            cells.push(sheet_staff(&row.table).map_or(Cell::Blank, Cell::text));
        }
        let mut faults: Vec<Fault> = row.reasons.iter().map(|reason| lacking(row, *reason, words)).collect();
        faults.extend(row.flaws.iter().map(|flaw| flawed(row, *flaw, words)));
        let joined = |part: fn(&Fault) -> &String, between: &str| {
            faults.iter().map(part).filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join(between)
        };
        cells.push(Cell::Marked(joined(|fault| &fault.reason, words.get("migration.rejected.and")), Ink::Bad));
        cells.push(Cell::text(joined(|fault| &fault.column, " · ")));
        cells.push(Cell::text(joined(|fault| &fault.cell, " · ")));
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

/// One thing wrong with a row: why, in which column, in which cell of its own sheet.
struct Fault {
    reason: String,
    column: String,
    cell: String,
}

/// What a row lacks; the column as its own sheet heads it, else as the program calls it.
fn lacking(row: &RefusedRow, (reason, wanted): (&str, &str), words: &Words) -> Fault {
    let place = row.table.fields.iter().position(|field| *field == Some(wanted));
    let named = || words.find(&format!("field.{}.{wanted}", row.entity.id())).unwrap_or(wanted).to_owned();
    let headed = place.and_then(|place| row.table.headers.get(place)).filter(|header| !header.is_empty()).cloned();
    Fault {
        reason: words.find(&format!("reason.row.{reason}")).unwrap_or(reason).to_owned(),
        column: headed.unwrap_or_else(named),
        cell: place.map(|place| address(row, place)).unwrap_or_default(),
    }
}

/// A cell that could not be read.
fn flawed(row: &RefusedRow, (problem, place): (&str, usize), words: &Words) -> Fault {
    Fault {
        reason: words.find(&format!("finding.{problem}.title")).unwrap_or(problem).to_owned(),
        column: row.table.headers.get(place).cloned().unwrap_or_default(),
        cell: address(row, place),
    }
}

/// The cell as Excel names it: `D17`.
fn address(row: &RefusedRow, place: usize) -> String {
    let column = row.table.columns.get(place).copied().unwrap_or(0);
    let below = row.table.below.get(place).copied().unwrap_or(0);
    if column == 0 { String::new() } else { format!("{}{}", column_letters(column), row.origin.row + below) }
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
