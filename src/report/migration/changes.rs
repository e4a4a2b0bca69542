//! Changes (前后对比): how complete customers are before and after, and what is different since the last migration.

use rust_xlsxwriter::Worksheet;

use super::super::desk::Desk;
use super::super::page::Page;
use super::super::table::{Cell, Kind, List};
use super::Migration;
use super::proof::{SHOWN, alt, column, say, subtitle, text};
use crate::error::Result;
use crate::model::Unit;
use crate::model::migration::{TableChange, What};

/// How complete customers are.
pub(super) fn completeness(desk: &Desk<'_>, of: &Migration<'_>) -> Result<Worksheet> {
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
    page.finish(desk)
}

/// What changed since the last migration.
pub(super) fn changes(desk: &Desk<'_>, of: &Migration<'_>) -> Result<Worksheet> {
    let Some(changes) = of.changes else {
        return Page::titled(desk, &text(desk, "sheet.changes"), &text(desk, "report.first_time"), &subtitle(desk))?.finish(desk);
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
    let by_table = of.table_changes.unwrap_or_default();
    if by_table.iter().any(|change| change.new + change.gone > 0) {
        page.heading(&text(desk, "report.tables_heading"));
        let mut columns = vec![column(desk, "entity", Kind::Text)];
        columns.extend(
            ["records_before", "records_now", "records_new", "records_gone"].map(|key| column(desk, key, Kind::Number(Unit::Count))),
        );
        let number = |count: usize| Cell::count(u32::try_from(count).unwrap_or(u32::MAX));
        let line = |change: &TableChange| {
            let label = desk.words.get(&format!("entity.{}", change.entity.id())).to_owned();
            let (was, is) = change.counts;
            vec![Cell::text(label), number(was), number(is), number(change.new), number(change.gone)]
        };
        let rows: Vec<_> = by_table.iter().map(line).collect();
        page.list(desk, &List { name: "tables".into(), alt: alt(desk, "changes", rows.len()), columns, rows, total: None })?;
        page.heading(&text(desk, "report.customers_heading"));
    }
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
    page.finish(desk)
}
