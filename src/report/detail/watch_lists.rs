//! Watch lists (关注名单): what the figures ask a person to look at, one block a list, each line with its sentence.
//!
//! Every block has the same columns, so that one can read down the sheet; ids in the sentences become words here.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::number;
use super::super::page::Page;
use super::super::table::{Cell, Kind, List};
use super::{column, origin_columns, subtitle};
use crate::error::Result;
use crate::model::Unit;
use crate::model::watch::{LISTS, WatchLine};

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let mut page = Page::new(desk, Sheet::Watch, &title(desk), &subtitle(desk))?;
    page.one_wide();
    page.freeze_columns(1);
    for (id, lines) in lists(desk) {
        let name = desk.words.get(&format!("list.{id}.title")).to_owned();
        page.heading(&desk.say("heading.watch", &[("name", name.clone()), ("count", lines.len().to_string())]));
        page.list(desk, &list(desk, id, name, lines))?;
    }
    page.finish(desk)
}

pub(super) fn title(desk: &Desk<'_>) -> String {
    let count: usize = lists(desk).map(|(_, lines)| lines.len()).sum();
    desk.say("title.watch", &[("lists", lists(desk).count().to_string()), ("count", count.to_string())])
}

/// Lists that hold something, in their order.
fn lists<'a>(desk: &Desk<'a>) -> impl Iterator<Item = (&'static str, &'a Vec<WatchLine>)> {
    let all = &desk.view.computed.watch.lists;
    LISTS.iter().filter_map(move |(id, _)| Some((*id, all.get(id).filter(|lines| !lines.is_empty())?)))
}

fn list(desk: &Desk<'_>, id: &str, alt: String, lines: &[WatchLine]) -> List {
    let mut columns = vec![
        column(desk, "name", Kind::Text),
        column(desk, "say", Kind::Prose).within(56.0),
        column(desk, "owner", Kind::Text),
        column(desk, "days_past", Kind::Ordinal).days_late(desk.text("number.days_late")),
        column(desk, "date", Kind::Date),
        column(desk, "amount_base", Kind::Number(Unit::Money)),
        column(desk, "risk_level", Kind::Word),
        column(desk, "document_no", Kind::Text).within(20.0),
        column(desk, "country", Kind::Text),
        column(desk, "amount_entered", Kind::Cents),
        column(desk, "currency", Kind::Word),
    ];
    columns.extend(origin_columns(desk));
    let rows = lines.iter().map(|line| row(desk, id, line)).collect();
    List { name: format!("tbl_watch_{id}").into(), alt, columns, rows, total: None }
}

fn row(desk: &Desk<'_>, list: &str, line: &WatchLine) -> Vec<Cell> {
    let name = match &line.customer {
        Some(_) => line.name.clone(),
        None => desk.word(&[&format!("metric.{}.label", line.name)], &line.name),
    };
    let mut cells = vec![
        desk.customer(line.customer.as_deref(), &name),
        Cell::text(sentence(desk, list, line)),
        desk.owner(line.owner.as_deref()),
        days(line.days),
        Cell::date(line.on),
        Cell::number(line.base),
        line.level.map_or(Cell::Blank, |level| Cell::text(desk.value("risk_level", level))),
        Cell::text(&line.no),
        line.country.as_deref().map_or(Cell::Blank, |code| Cell::text(desk.country(code))),
        Cell::number(line.money.as_ref().map(crate::model::Money::to_f64)),
        Cell::text(line.money.as_ref().map_or("", |money| money.currency.as_str())),
    ];
    cells.extend(Desk::origin(line.origin.as_ref()));
    cells
}

/// Days as a number; unknown is blank.
pub(super) fn days(days: Option<i64>) -> Cell {
    days.and_then(|days| i32::try_from(days).ok()).map_or(Cell::Blank, |days| Cell::Number(f64::from(days)))
}

/// The sentence of a line with its particulars in words.
fn sentence(desk: &Desk<'_>, list: &str, line: &WatchLine) -> String {
    let told = |(name, value): &(&'static str, String)| {
        let value = match *name {
            "fields" => fields(desk, "customer", value, ", "),
            "country" => desk.country(value),
            "before" | "now" => figure(desk, &line.name, value),
            "reason" | "department" if value.trim().is_empty() => "—".to_owned(),
            _ => value.clone(),
        };
        (*name, value)
    };
    let particulars: Vec<_> = line.note.iter().map(told).collect();
    desk.words.say(&format!("list.{list}.{}", line.kind), &particulars)
}

/// Ids of fields as their labels; other texts stay.
pub(super) fn fields(desk: &Desk<'_>, entity: &str, ids: &str, separator: &str) -> String {
    let label = |id: &str| desk.word(&[&format!("field.{entity}.{}", id.trim())], id.trim());
    ids.split(separator).map(label).collect::<Vec<_>>().join(&desk.text("list_comma"))
}

/// A figure of a metric in its own unit.
fn figure(desk: &Desk<'_>, metric: &str, value: &str) -> String {
    let Ok(known) = value.parse::<f64>() else { return value.to_owned() };
    match desk.spec(metric).map(|spec| spec.unit) {
        Some(Unit::Share) => format!("{:.1}%", known * 100.0),
        Some(Unit::Count) => number::grouped(known, 0),
        _ => number::grouped(known, 2),
    }
}
