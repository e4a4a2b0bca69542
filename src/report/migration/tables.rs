//! Accounts (对账): rows of each sheet and money of each currency, in and out; how each column was understood.

use std::collections::BTreeMap;

use rust_xlsxwriter::Worksheet;

use super::super::desk::Desk;
use super::super::page::Page;
use super::super::table::{Cell, Kind, List};
use super::super::theme::Ink;
use super::proof::{alt, column, say, subtitle, text};
use crate::error::Result;
use crate::model::migration::SheetLine;
use crate::model::money::micros_to_f64;
use crate::model::view::MoneyControl;
use crate::model::{Entity, Outcome, Unit};

fn ties(yes: bool) -> Cell {
    if yes { Cell::Marked("✓".to_owned(), Ink::Good) } else { Cell::Marked("✗".to_owned(), Ink::Bad) }
}

/// Rows of each sheet.
pub(super) fn files(desk: &Desk<'_>, sheets: &[SheetLine]) -> Result<Worksheet> {
    let title = say(desk, "report.files_title", &[("files", desk.view.files.len().to_string())]);
    let mut page = Page::titled(desk, &text(desk, "sheet.files"), &title, &subtitle(desk))?;
    page.freeze_columns(1);
    let mut columns = vec![
        column(desk, "file", Kind::Code),
        column(desk, "sheet", Kind::Text),
        column(desk, "format", Kind::Text),
        column(desk, "rows_in", Kind::Number(Unit::Count)).summed(),
    ];
    columns.extend(Outcome::ALL.iter().map(|outcome| column(desk, outcome.id(), Kind::Number(Unit::Count)).summed()));
    columns.push(column(desk, "ties", Kind::Word));
    let format: BTreeMap<&str, &str> = desk.view.files.iter().map(|file| (file.file.as_str(), file.format.as_str())).collect();
    let line = |line: &SheetLine| {
        let known = format.get(line.file.as_str()).copied().unwrap_or_default();
        let mut cells = vec![Cell::text(&line.file), Cell::text(&line.sheet), Cell::text(known), Cell::count(line.rows_in)];
        cells.extend(line.rows_out.iter().map(|rows| Cell::count(*rows)));
        cells.push(ties(line.rows_in == line.rows_out.iter().sum::<u32>()));
        cells
    };
    let mut rows: Vec<_> = sheets.iter().map(line).collect();
    // A file that could not be opened has no sheet; it is named all the same.
    let unread = desk.view.files.iter().filter(|file| file.sheets.is_empty());
    rows.extend(unread.map(|file| {
        let why = file.skipped.as_deref().map(|why| desk.word(&[&format!("error.file_kind.{why}")], why)).unwrap_or_default();
        let mut cells = vec![Cell::text(&file.file), Cell::Blank, Cell::Marked(why, Ink::Bad)];
        cells.resize(columns.len(), Cell::Blank);
        cells
    }));
    page.list(desk, &List { name: "files".into(), alt: alt(desk, "files", rows.len()), columns, rows, total: Some(desk.text("total")) })?;
    page.finish(desk)
}

/// Money by currency, then of each sheet.
pub(super) fn money(desk: &Desk<'_>, sheets: &[SheetLine]) -> Result<Worksheet> {
    let controls = &desk.view.controls.money;
    let title = say(desk, "report.money_title", &[("count", controls.len().to_string())]);
    let mut page = Page::titled(desk, &text(desk, "sheet.money"), &title, &subtitle(desk))?;
    let mut columns = vec![column(desk, "currency", Kind::Word), column(desk, "money_in", Kind::Cents)];
    columns.extend(Outcome::ALL.iter().map(|outcome| column(desk, &format!("money_{}", outcome.id()), Kind::Cents)));
    columns.push(column(desk, "ties", Kind::Word));
    let rows: Vec<_> = controls.iter().map(tied).collect();
    page.list(desk, &List { name: "money".into(), alt: alt(desk, "money", rows.len()), columns: columns.clone(), rows, total: None })?;
    let lines = sheets.iter().flat_map(|sheet| sheet.money.iter().map(move |money| (sheet, money)));
    let rows: Vec<_> = lines
        .map(|(sheet, money)| {
            let mut cells = vec![Cell::text(&sheet.file), Cell::text(&sheet.sheet)];
            cells.extend(tied(money));
            cells
        })
        .collect();
    if !rows.is_empty() {
        page.heading(&text(desk, "report.money_sheets_heading"));
        let mut all = vec![column(desk, "file", Kind::Code), column(desk, "sheet", Kind::Text)];
        all.extend(columns);
        page.list(desk, &List { name: "money_of_sheets".into(), alt: alt(desk, "money", rows.len()), columns: all, rows, total: None })?;
    }
    page.finish(desk)
}

/// Money in, by outcome, and whether it ties.
fn tied(control: &MoneyControl) -> Vec<Cell> {
    let mut cells =
        vec![Cell::text(if control.currency.is_empty() { "?" } else { &control.currency }), Cell::Number(micros_to_f64(control.micros_in))];
    cells.extend(control.micros_out.iter().map(|micros| Cell::Number(micros_to_f64(*micros))));
    cells.push(ties(control.micros_in == control.micros_out.iter().sum::<i128>()));
    cells
}

/// How each column was understood.
pub(super) fn mapping(desk: &Desk<'_>) -> Result<Worksheet> {
    let sheets = || desk.view.files.iter().flat_map(|file| file.sheets.iter().map(move |sheet| (file, sheet)));
    let all = || sheets().flat_map(|(file, sheet)| sheet.columns.iter().map(move |column| (file, sheet, column)));
    let mapped = all().filter(|(_, _, column)| column.field.is_some()).count();
    let unknown = all().count() - mapped;
    let title = say(desk, "report.mapping_title", &[("mapped", mapped.to_string()), ("unknown", unknown.to_string())]);
    let mut page = Page::titled(desk, &text(desk, "sheet.mapping"), &title, &subtitle(desk))?;
    let columns = vec![
        column(desk, "file", Kind::Code),
        column(desk, "sheet", Kind::Text),
        column(desk, "entity", Kind::Text),
        column(desk, "header", Kind::Text),
        column(desk, "field", Kind::Text),
        column(desk, "why", Kind::Text),
    ];
    let rows: Vec<_> = all()
        .map(|(file, sheet, column)| {
            let entity = sheet.entity.map_or("", Entity::id);
            let field = column.field.map(|field| desk.word(&[&format!("field.{entity}.{field}")], field));
            vec![
                Cell::text(&file.file),
                Cell::text(&sheet.sheet),
                Cell::text(desk.word(&[&format!("entity.{entity}")], entity)),
                Cell::text(&column.header),
                Cell::text(field.unwrap_or_default()),
                Cell::text(desk.word(&[&format!("cli.match.{}", column.matched.id())], column.matched.id())),
            ]
        })
        .collect();
    page.list(desk, &List { name: "mapping".into(), alt: alt(desk, "mapping", rows.len()), columns, rows, total: None })?;
    page.finish(desk)
}
