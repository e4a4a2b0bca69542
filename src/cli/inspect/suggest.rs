//! Suggestion (建议映射): `[[source]]` blocks that say exactly what the program understood, to correct and paste.
//!
//! Read back, they give the same tables and columns. A sheet of several tables has a block for each header row.

use std::collections::BTreeSet;

use crate::model::origin::column_letters;
use crate::model::raw::{Column, Context, FileReport, Intake, RawTable, SheetReport};

/// The blocks for all sheets of the files.
pub(super) fn blocks(intake: &Intake) -> String {
    let mut text = String::new();
    for file in intake.files.iter().filter(|file| file.skipped.is_none()) {
        for sheet in &file.sheets {
            let here = |table: &&RawTable| *table.origin.file == *file.file && *table.origin.sheet == *sheet.sheet;
            let mut seen = BTreeSet::new();
            let tables: Vec<&RawTable> = intake.tables.iter().filter(here).collect();
            for table in tables.iter().filter(|table| seen.insert(table.header_rows.clone())) {
                // Tables side by side share their header row: one block holds the columns of all.
                let beside: Vec<&RawTable> = tables.iter().copied().filter(|other| other.header_rows == table.header_rows).collect();
                text.push_str(&block(file, sheet, &beside, seen_several(&tables)));
            }
            if tables.is_empty() && sheet.rows_non_empty > 0 {
                text.push_str(&head(file, sheet));
                text.push_str("ignore = true\n\n");
            }
        }
    }
    text
}

fn seen_several(tables: &[&RawTable]) -> bool {
    tables.iter().map(|table| &table.header_rows).collect::<BTreeSet<_>>().len() > 1
}

fn quoted(value: &str) -> String {
    toml::Value::String(value.to_owned()).to_string()
}

fn head(file: &FileReport, sheet: &SheetReport) -> String {
    let name = file.file.rsplit('/').next().unwrap_or(&file.file);
    let mut text = format!("[[source]]\nfile = {}\n", quoted(&format!("**/{name}")));
    if !sheet.sheet.is_empty() {
        text.push_str(&format!("sheet = {}\n", quoted(&sheet.sheet)));
    }
    text
}

fn block(file: &FileReport, sheet: &SheetReport, tables: &[&RawTable], several: bool) -> String {
    let Some(table) = tables.first() else { return String::new() };
    let mut text = head(file, sheet);
    // A form among tables, or lanes of different subjects, are found again by themselves.
    let form = table.header_rows.is_empty();
    if !(form && several) && tables.iter().all(|other| other.entity == table.entity) {
        text.push_str(&format!("entity = \"{}\"\n", table.entity.id()));
    }
    if let Some(row) = table.header_rows.last().filter(|_| tables.len() == 1) {
        text.push_str(&format!("header_row = {row}\n"));
    }
    if let Some((_, inside)) = file.format.split_once("csv (") {
        let encoding = inside.split([',', ')']).next().unwrap_or_default().trim();
        text.push_str(&format!("encoding = {}\n", quoted(encoding)));
    }
    text.push_str(&said(&table.context));
    let columns = || tables.iter().flat_map(|table| &table.columns).filter(|column| column.index > 0);
    let mut known = BTreeSet::new();
    let pairs: Vec<String> = columns()
        .filter(|column| column.field.is_some() && known.insert(crate::model::folding::key(&column.header)))
        .filter_map(|column| Some(format!("{} = {}", quoted(&column.header), quoted(column.field?))))
        .collect();
    text.push_str(&format!("columns = {{ {} }}\n", pairs.join(", ")));
    for column in columns().filter(|column| column.field.is_none()) {
        text.push_str(&format!("# ? {}\n", unnamed(column)));
    }
    text.push('\n');
    text
}

fn unnamed(column: &Column) -> String {
    format!("{} {}", column_letters(column.index), column.header.replace('\n', " "))
}

/// What the sheet says for all its rows, as far as a rule can say it.
fn said(context: &Context) -> String {
    let mut text = String::new();
    if let Some(currency) = &context.currency {
        text.push_str(&format!("currency = {}\n", quoted(currency)));
    }
    if let Some(day_first) = context.day_first {
        text.push_str(&format!("day_first = {day_first}\n"));
    }
    match &context.grade_scheme {
        Some(scheme) => text.push_str(&format!("grade_scheme = {}\n", quoted(scheme))),
        None => text.push_str("# day_first = true      # 3/4/2026 = 3 April\n# grade_scheme = \"intent\"\n# precedence = 10\n"),
    }
    text
}
