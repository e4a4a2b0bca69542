//! Proof (迁移报告): what was read and what became of it, file by file and currency by currency; how each column was understood;
//! what a person still has to decide.

use std::collections::BTreeSet;

use rust_xlsxwriter::{Workbook as Book, Worksheet};

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Cell, Column, Kind, List};
use super::super::theme::Ink;
use super::super::{Workbook, detail};
use super::Migration;
use crate::error::Result;
use crate::finding::Severity;
use crate::model::migration::What;
use crate::model::money::micros_to_f64;
use crate::model::{Entity, Outcome, Unit};

/// Differences shown; the rest is counted in the title.
const SHOWN: usize = 5_000;

/// Writes `migration-report.xlsx`.
pub(super) fn write(mut desk: Desk<'_>, of: &Migration<'_>) -> Result<Workbook> {
    desk.present = vec![Sheet::Summary, Sheet::Quality, Sheet::Merges];
    let mut book = Book::new();
    book.set_default_format(&desk.theme.default_format(), 22, 64)?;
    let mut sheets = vec![summary(&desk, of)?, files(&desk)?, money(&desk)?, mapping(&desk)?, detail::write(&desk, Sheet::Quality)?];
    if !desk.view.merges.is_empty() || !desk.view.review.is_empty() {
        sheets.push(detail::write(&desk, Sheet::Merges)?);
    }
    sheets.push(completeness(&desk, of)?);
    sheets.push(changes(&desk, of)?);
    for (place, mut sheet) in sheets.into_iter().enumerate() {
        sheet.set_active(place == 0);
        book.push_worksheet(sheet);
    }
    super::dated("migration-report.xlsx", book, desk.view.month)
}

fn text(desk: &Desk<'_>, key: &str) -> String {
    desk.words.get(&format!("migration.{key}")).to_owned()
}

fn say(desk: &Desk<'_>, key: &str, particulars: &[(&str, String)]) -> String {
    desk.words.say(&format!("migration.{key}"), particulars)
}

fn column(desk: &Desk<'_>, key: &str, kind: Kind) -> Column {
    Column::new(text(desk, &format!("column.{key}")), kind)
}

fn alt(desk: &Desk<'_>, key: &str, rows: usize) -> String {
    say(desk, "alt.list", &[("what", text(desk, &format!("sheet.{key}"))), ("count", rows.to_string())])
}

/// Rows by outcome over all files.
fn outcomes(desk: &Desk<'_>) -> [u64; 4] {
    let mut sums = [0; 4];
    for file in &desk.view.controls.files {
        sums.iter_mut().zip(file.rows_out).for_each(|(sum, rows)| *sum += u64::from(rows));
    }
    sums
}

fn subtitle(desk: &Desk<'_>) -> String {
    let [used, merged, rejected, ignored] = outcomes(desk).map(|rows| rows.to_string());
    let sheets: usize = desk.view.files.iter().map(|file| file.sheets.len()).sum();
    let files = desk.view.files.len().to_string();
    say(
        desk,
        "report.subtitle",
        &[
            ("files", files),
            ("sheets", sheets.to_string()),
            ("used", used),
            ("merged", merged),
            ("rejected", rejected),
            ("ignored", ignored),
        ],
    )
}

fn customers(of: &Migration<'_>) -> usize {
    of.master.get(&Entity::Customer).map_or(0, polars::prelude::DataFrame::height)
}

/// Title sentence, the numbers at a glance, and what is still to decide.
fn summary(desk: &Desk<'_>, of: &Migration<'_>) -> Result<Worksheet> {
    let sums = outcomes(desk);
    let count = |number: usize| Cell::Number(super::super::number::float(number));
    let total: u64 = sums.iter().sum();
    let title = say(desk, "report.title", &[("rows", total.to_string()), ("customers", customers(of).to_string())]);
    let mut page = Page::titled(desk, &desk.sheet_name(Sheet::Summary), &title, &subtitle(desk))?;
    let master = of.master.get(&Entity::Customer).map(crate::model::frame::Rows::of);
    let in_events =
        master.map_or(0, |rows| (0..rows.len()).filter(|row| !matches!(rows.text("found_in", *row), Some("customer" | "contact"))).count());
    let decide: BTreeSet<String> =
        desk.findings.iter().filter(|finding| finding.kind.severity() == Severity::Decide).map(crate::finding::Finding::key).collect();
    let collisions = desk.findings.iter().filter(|finding| finding.kind == crate::finding::Kind::OwnersCollide).count();
    let items = [
        ("rows", usize::try_from(total).unwrap_or(usize::MAX)),
        ("files", desk.view.files.len()),
        ("customers", customers(of)),
        ("customers_events", in_events),
        ("duplicates", usize::try_from(sums[1]).unwrap_or(usize::MAX)),
        ("merges", desk.view.merges.len()),
        ("review", desk.view.review.len()),
        ("collisions", collisions),
        ("rejected", usize::try_from(sums[2]).unwrap_or(usize::MAX)),
        ("decide", decide.len()),
    ];
    let columns = vec![Column::new(text(desk, "item.item"), Kind::Text), Column::new(text(desk, "item.value"), Kind::Number(Unit::Count))];
    let rows: Vec<_> = items.into_iter().map(|(key, number)| vec![Cell::text(text(desk, &format!("item.{key}"))), count(number)]).collect();
    page.heading(&text(desk, "report.summary_heading"));
    page.list(desk, &List { name: "summary".into(), alt: alt(desk, "files", rows.len()), columns, rows, total: None })?;
    page.heading(&text(desk, "report.decide_heading"));
    let list = to_decide(desk);
    if list.rows.is_empty() {
        page.note(desk, &text(desk, "report.nothing"))?;
    }
    page.list(desk, &list)?;
    page.finish()
}

/// What a person must decide, most money first, one line a question.
fn to_decide(desk: &Desk<'_>) -> List {
    let mut open: Vec<_> = desk.findings.iter().filter(|finding| finding.kind.severity() == Severity::Decide).collect();
    let worth = |finding: &crate::finding::Finding| finding.money.as_ref().map_or(0, |money| money.micros.abs());
    open.sort_by(|a, b| worth(b).cmp(&worth(a)).then_with(|| a.cmp(b)));
    let columns = vec![
        column(desk, "problem", Kind::Prose),
        column(desk, "todo", Kind::Prose),
        column(desk, "at_stake", Kind::Text),
        column(desk, "where", Kind::Code),
    ];
    let rows: Vec<_> = open
        .into_iter()
        .take(SHOWN)
        .map(|finding| {
            let money = finding.money.as_ref();
            let stake = money.map(|money| format!("{} {}", super::super::number::grouped(micros_to_f64(money.micros), 0), money.currency));
            vec![
                Cell::text(desk.words.tell(finding, "say")),
                Cell::text(desk.words.tell(finding, "todo")),
                Cell::text(stake.unwrap_or_default()),
                Cell::text(finding.origin.as_ref().map(|origin| desk.place(origin)).unwrap_or_default()),
            ]
        })
        .collect();
    List { name: "to_decide".into(), alt: alt(desk, "findings", rows.len()), columns, rows, total: None }
}

fn ties(yes: bool) -> Cell {
    if yes { Cell::Marked("✓".to_owned(), Ink::Good) } else { Cell::Marked("✗".to_owned(), Ink::Bad) }
}

fn files(desk: &Desk<'_>) -> Result<Worksheet> {
    let title = say(desk, "report.files_title", &[("files", desk.view.files.len().to_string())]);
    let mut page = Page::titled(desk, &text(desk, "sheet.files"), &title, &subtitle(desk))?;
    page.freeze_columns(1);
    let mut columns = vec![
        column(desk, "file", Kind::Code),
        column(desk, "format", Kind::Text),
        column(desk, "rows_in", Kind::Number(Unit::Count)).summed(),
    ];
    columns.extend(Outcome::ALL.iter().map(|outcome| column(desk, outcome.id(), Kind::Number(Unit::Count)).summed()));
    columns.push(column(desk, "ties", Kind::Word));
    let line = |(file, control): (&crate::model::raw::FileReport, &crate::model::view::FileControl)| {
        let mut cells = vec![Cell::text(&file.file), Cell::text(&file.format), Cell::count(control.rows_in)];
        cells.extend(control.rows_out.iter().map(|rows| Cell::count(*rows)));
        cells.push(ties(control.rows_in == control.rows_out.iter().sum::<u32>()));
        cells
    };
    let rows: Vec<_> = desk.view.files.iter().zip(&desk.view.controls.files).map(line).collect();
    page.list(desk, &List { name: "files".into(), alt: alt(desk, "files", rows.len()), columns, rows, total: Some(desk.text("total")) })?;
    page.finish()
}

fn money(desk: &Desk<'_>) -> Result<Worksheet> {
    let controls = &desk.view.controls.money;
    let title = say(desk, "report.money_title", &[("count", controls.len().to_string())]);
    let mut page = Page::titled(desk, &text(desk, "sheet.money"), &title, &subtitle(desk))?;
    let mut columns = vec![column(desk, "currency", Kind::Word), column(desk, "money_in", Kind::Cents)];
    columns.extend(Outcome::ALL.iter().map(|outcome| column(desk, &format!("money_{}", outcome.id()), Kind::Cents)));
    columns.push(column(desk, "ties", Kind::Word));
    let line = |control: &crate::model::view::MoneyControl| {
        let mut cells = vec![
            Cell::text(if control.currency.is_empty() { "?" } else { &control.currency }),
            Cell::Number(micros_to_f64(control.micros_in)),
        ];
        cells.extend(control.micros_out.iter().map(|micros| Cell::Number(micros_to_f64(*micros))));
        cells.push(ties(control.micros_in == control.micros_out.iter().sum::<i128>()));
        cells
    };
    let rows: Vec<_> = controls.iter().map(line).collect();
    page.list(desk, &List { name: "money".into(), alt: alt(desk, "money", rows.len()), columns, rows, total: None })?;
    page.finish()
}

fn mapping(desk: &Desk<'_>) -> Result<Worksheet> {
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
    page.finish()
}

fn completeness(desk: &Desk<'_>, of: &Migration<'_>) -> Result<Worksheet> {
    let title = text(desk, "report.completeness_title");
    let mut page = Page::titled(desk, &text(desk, "sheet.completeness"), &title, &subtitle(desk))?;
    let columns = vec![
        column(desk, "field", Kind::Text),
        column(desk, "before", Kind::Number(Unit::Share)),
        column(desk, "after", Kind::Number(Unit::Share)),
    ];
    let share = |(filled, all): (usize, usize)| {
        if all == 0 { Cell::Blank } else { Cell::Number(super::super::number::float(filled) / super::super::number::float(all)) }
    };
    let line = |line: &crate::model::migration::Completeness| {
        vec![Cell::text(desk.words.get(&format!("field.customer.{}", line.field))), share(line.before), share(line.after)]
    };
    let rows: Vec<_> = of.completeness.iter().map(line).collect();
    page.list(desk, &List { name: "completeness".into(), alt: alt(desk, "completeness", rows.len()), columns, rows, total: None })?;
    page.finish()
}

fn changes(desk: &Desk<'_>, of: &Migration<'_>) -> Result<Worksheet> {
    let Some(changes) = of.changes else {
        return Page::titled(desk, &text(desk, "sheet.changes"), &text(desk, "report.first_time"), &subtitle(desk))?.finish();
    };
    let count = |wanted: fn(&What) -> bool| changes.iter().filter(|change| wanted(&change.what)).count().to_string();
    let title = if changes.is_empty() {
        text(desk, "report.unchanged")
    } else {
        let new = count(|what| matches!(what, What::New));
        let gone = count(|what| matches!(what, What::Gone));
        let altered = count(|what| matches!(what, What::Changed { .. }));
        say(desk, "report.changes_title", &[("new", new), ("changed", altered), ("gone", gone)])
    };
    let mut page = Page::titled(desk, &text(desk, "sheet.changes"), &title, &subtitle(desk))?;
    let columns = ["id", "customer", "change", "field", "was", "is"].map(|key| column(desk, key, Kind::Text)).to_vec();
    let line = |change: &crate::model::migration::Change| {
        let (key, field, was, is) = match &change.what {
            What::New => ("new", "", "", ""),
            What::Gone => ("gone", "", "", ""),
            What::Changed { field, was, is } => ("changed", *field, was.as_str(), is.as_str()),
        };
        let field = if field.is_empty() { String::new() } else { desk.words.get(&format!("field.customer.{field}")).to_owned() };
        vec![
            Cell::text(&change.customer),
            Cell::text(&change.name),
            Cell::text(text(desk, &format!("change.{key}"))),
            Cell::text(field),
            Cell::text(was),
            Cell::text(is),
        ]
    };
    let rows: Vec<_> = changes.iter().take(SHOWN).map(line).collect();
    page.list(desk, &List { name: "changes".into(), alt: alt(desk, "changes", rows.len()), columns, rows, total: None })?;
    page.finish()
}
