//! Tasks and care (待办与关怀): everything late, missing or due by kind, and the days on which to think of a customer.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Cell, Kind, List};
use super::watch_lists::{days, fields};
use super::{column, origin_columns, subtitle};
use crate::error::Result;
use crate::model::Unit;
use crate::model::numbers::{CareLine, TaskLine};

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let computed = &desk.view.computed;
    let mut page = Page::new(desk, Sheet::Tasks, &title(desk), &subtitle(desk))?;
    page.one_wide();
    if !computed.tasks.is_empty() {
        page.heading(&desk.say("heading.tasks", &[("count", computed.tasks.len().to_string())]));
        page.list(desk, &tasks(desk))?;
    }
    if !computed.care.is_empty() {
        page.heading(&desk.say("heading.care", &[("count", computed.care.len().to_string())]));
        page.list(desk, &care(desk))?;
        page.print_first_rows(desk)?;
    }
    page.finish(desk)
}

pub(super) fn title(desk: &Desk<'_>) -> String {
    let computed = &desk.view.computed;
    let late = computed.tasks.iter().filter(|line| line.overdue_days.is_some_and(|days| days > 0)).count();
    let particulars = [("count", computed.tasks.len().to_string()), ("late", late.to_string()), ("care", computed.care.len().to_string())];
    desk.say("title.tasks", &particulars)
}

fn tasks(desk: &Desk<'_>) -> List {
    let mut columns = vec![
        column(desk, "what", Kind::Text),
        column(desk, "customer", Kind::Text),
        column(desk, "owner", Kind::Text),
        column(desk, "due", Kind::Date),
        column(desk, "days_past", Kind::Ordinal).days_late(desk.text("number.days_late")),
        column(desk, "at_stake", Kind::Number(Unit::Money)),
        column(desk, "is_important", Kind::Word),
        column(desk, "say", Kind::Prose),
        column(desk, "date", Kind::Date),
        column(desk, "document_no", Kind::Text),
    ];
    columns.extend(origin_columns(desk));
    let row = |line: &TaskLine| {
        let mut cells = vec![
            Cell::text(desk.value("task", line.kind)),
            desk.customer(line.customer.as_deref(), &line.name),
            desk.owner(line.owner.as_deref()),
            Cell::date(line.due_on),
            days(line.overdue_days),
            Cell::number(line.at_stake),
            if line.is_important { Cell::text(desk.text("yes")) } else { Cell::Blank },
            Cell::text(detail(desk, line)),
            Cell::date(line.on),
            Cell::text(&line.no),
        ];
        cells.extend(Desk::origin(line.origin.as_ref()));
        cells
    };
    let rows = desk.view.computed.tasks.iter().map(row).collect();
    List { name: "tbl_tasks".into(), alt: desk.text("sheet.tasks"), columns, rows, total: None }
}

/// What is missing or said, and what that is; ids of fields and of colleagues as their names.
fn detail(desk: &Desk<'_>, line: &TaskLine) -> String {
    let value = plain(desk, line);
    let key = format!("task_note.{}", line.kind);
    if value.is_empty() || desk.words.find(&format!("report.{key}")).is_none() { value } else { desk.say(&key, &[("value", value)]) }
}

fn plain(desk: &Desk<'_>, line: &TaskLine) -> String {
    match line.kind {
        "complaint_stuck" => desk.value("complaint_stage", &line.detail),
        "owner_two" => desk.view.staff_name(&line.detail).to_owned(),
        "visit_due" => desk.value("value_tier", &line.detail),
        "quote_profile" => fields(desk, "customer", &line.detail, ";"),
        _ if desk.words.find(&format!("value.topic.{}", line.detail)).is_some() => desk.value("topic", &line.detail),
        _ => fields(desk, line.entity.id(), &line.detail, ";"),
    }
}

fn care(desk: &Desk<'_>) -> List {
    let columns = vec![
        column(desk, "care", Kind::Text),
        column(desk, "customer", Kind::Text),
        column(desk, "owner", Kind::Text),
        column(desk, "date", Kind::Date),
        column(desk, "years", Kind::Ordinal),
        column(desk, "country", Kind::Text),
        column(desk, "about", Kind::Text),
        column(desk, "region_note", Kind::Prose),
    ];
    let row = |line: &CareLine| {
        let note = line.region.and_then(|region| desk.words.find(&format!("metric.region_note.{region}")));
        vec![
            Cell::text(desk.value("care", line.kind)),
            desk.customer(Some(&line.customer), &line.name),
            desk.owner(line.owner.as_deref()),
            Cell::Date(line.on),
            Cell::number(line.years.map(f64::from)),
            line.country.as_deref().map_or(Cell::Blank, |code| Cell::text(desk.country(code))),
            Cell::text(if line.kind == "holiday" { desk.holiday(&line.about) } else { line.about.clone() }),
            note.map_or(Cell::Blank, Cell::text),
        ]
    };
    let rows = desk.view.computed.care.iter().map(row).collect();
    List { name: "tbl_care".into(), alt: desk.text("sheet.tasks"), columns, rows, total: None }
}
