//! Blank corrections sheets (更正表): one for cells of old files, one for customers; ingest knows both by their headers.

use rust_xlsxwriter::Workbook as Book;

use super::super::list::{Cell, Column, Kind as Look};
use super::super::theme::{Ink, Theme};
use super::sheet::{self, EntryColumn, Grid};
use crate::error::Result;
use crate::policy::Policy;
use crate::words::Words;

/// Columns of a sheet: words key, what the example says.
type Shape = [(&'static str, Example)];

#[derive(Clone, Copy)]
enum Example {
    Words(&'static str),
    Plain(&'static str),
}

const CELLS: &Shape = &[
    ("file", Example::Plain("2024/orders.xlsx")),
    ("sheet", Example::Plain("Sheet1")),
    ("row", Example::Plain("17")),
    ("column", Example::Words("sample_column")),
    ("old", Example::Plain("1O00")),
    ("new", Example::Plain("1000")),
    ("remark", Example::Plain("")),
];
const CUSTOMERS: &Shape = &[
    ("customer", Example::Plain("C0042")),
    ("field", Example::Words("sample_field")),
    ("old", Example::Plain("")),
    ("new", Example::Words("sample_value")),
    ("remark", Example::Plain("")),
];

/// The workbook.
///
/// # Errors
/// `internal` when the workbook writer refuses something.
pub(in super::super) fn corrections(policy: &Policy, words: &Words) -> Result<Book> {
    let mut book = Book::new();
    let grids = vec![grid("cells", "note", CELLS, words), grid("customers", "customers_note", CUSTOMERS, words)];
    sheet::write(&mut book, &Theme::new(&policy.report), grids)?;
    Ok(book)
}

fn grid(name: &'static str, note: &str, shape: &Shape, words: &Words) -> Grid {
    let text = |key: &str| words.get(&format!("migration.corrections.{key}")).to_owned();
    let muted = |text: &str| if text.is_empty() { Cell::Blank } else { Cell::Marked(text.to_owned(), Ink::Muted) };
    let mut columns = vec![EntryColumn::plain(Column::new(words.get("migration.serial"), Look::Text))];
    columns.extend(shape.iter().map(|(key, _)| {
        let prompt = if matches!(*key, "file" | "column") { text(&format!("p_{key}")) } else { String::new() };
        EntryColumn { column: Column::new(text(key), Look::Text), choices: Vec::new(), prompt }
    }));
    let mut sample = vec![muted(words.get("migration.sample"))];
    sample.extend(shape.iter().map(|(_, example)| match example {
        Example::Words(key) => muted(&text(key)),
        Example::Plain(said) => muted(said),
    }));
    Grid {
        name: text(name),
        head: vec![text("workbook"), text(note)],
        columns,
        rows: vec![sample],
        table: if name == "cells" { "corrections_cells" } else { "corrections_customers" },
        alt: words.say("migration.alt.template", &[("what", text(name))]),
    }
}
