//! Breakdowns (分布): figures by a word or two: tiers, regions, causes, stages; one block a table.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Cell, Kind, List};
use super::{column, said, subtitle};
use crate::error::Result;
use crate::model::Unit;
use crate::model::numbers::BreakdownLine;

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let mut page = Page::new(desk, Sheet::Breakdowns, &title(desk), &subtitle(desk))?;
    for id in tables(desk) {
        let lines: Vec<&BreakdownLine> = desk.view.computed.breakdowns.iter().filter(|line| line.table == id).collect();
        let name = desk.words.get(&format!("metric.breakdown.{id}")).to_owned();
        let months = lines.iter().map(|line| line.months).max().unwrap_or(0);
        let key = if months == 0 { "heading.breakdown" } else { "heading.breakdown_months" };
        let topic = desk.say(key, &[("name", name.clone()), ("months", months.to_string())]);
        let list = list(desk, id, name, &lines);
        // Rows of two words are no parts of one whole.
        let plain = lines.iter().all(|line| line.second.is_none());
        page.heading(&said::named(desk, topic, [said::most(desk, &list, 2).filter(|_| plain)]));
        page.list(desk, &list)?;
    }
    page.finish(desk)
}

pub(super) fn title(desk: &Desk<'_>) -> String {
    desk.say("title.breakdowns", &[("count", tables(desk).len().to_string())])
}

/// Tables in the order they come.
fn tables(desk: &Desk<'_>) -> Vec<&'static str> {
    let mut tables: Vec<&'static str> = Vec::new();
    for line in &desk.view.computed.breakdowns {
        if !tables.contains(&line.table) {
            tables.push(line.table);
        }
    }
    tables
}

fn list(desk: &Desk<'_>, id: &str, alt: String, lines: &[&BreakdownLine]) -> List {
    let columns = vec![
        column(desk, "class", Kind::Text),
        column(desk, "second", Kind::Text),
        column(desk, "count", Kind::Number(Unit::Count)).summed(),
        column(desk, "amount_base", Kind::Number(Unit::Money)).summed(),
        column(desk, "share_or_value", Kind::Plain),
        column(desk, "low", Kind::Plain),
        column(desk, "high", Kind::Plain),
        column(desk, "share_running", Kind::Number(Unit::Share)),
    ];
    let rows = lines.iter().map(|line| row(desk, line)).collect();
    List { name: format!("tbl_by_{id}").into(), alt, columns, rows, total: Some(desk.text("total")) }
}

fn row(desk: &Desk<'_>, line: &BreakdownLine) -> Vec<Cell> {
    let key = match line.words {
        _ if line.key.is_empty() => desk.text("not_named"),
        "" => line.key.clone(),
        "country" => desk.country(&line.key),
        words => desk.value(words, &line.key),
    };
    let measured = |value: Option<f64>| value.map_or(Cell::Blank, |value| Cell::Measured(value, line.unit));
    let value = match (line.value, line.reason) {
        (None, Some(reason)) => Cell::Unknown(desk.words.get(&format!("reason.{}", reason.id())).to_owned()),
        (value, _) => measured(value),
    };
    vec![
        Cell::text(key),
        Cell::text(second(desk, line)),
        Cell::count(line.count),
        Cell::number(line.amount),
        value,
        measured(line.interval.map(|(low, _)| low)),
        measured(line.interval.map(|(_, high)| high)),
        Cell::number(line.cumulative_share),
    ]
}

/// The second key: urgency, age, or as it is with what it means.
fn second(desk: &Desk<'_>, line: &BreakdownLine) -> String {
    let Some(second) = line.second.as_deref() else { return String::new() };
    match line.table {
        "importance_urgency" => desk.value("urgency_class", second),
        "complaint_stage" => desk.value("age_band", second),
        "lost_reason_country" => desk.country(second),
        "stage_days" => desk.say("days_used", &[("days", second.to_owned())]),
        _ => second.to_owned(),
    }
}
