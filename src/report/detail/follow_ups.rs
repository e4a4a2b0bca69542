//! Follow-ups (跟进): whom to contact, most money at stake first, and which expected dates slipped.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Cell, Kind, List};
use super::{column, origin_columns, subtitle};
use crate::error::Result;
use crate::model::Unit;

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let lines = &desk.view.computed.follow_ups;
    let overdue = lines.iter().filter(|line| line.overdue_days > 0);
    let money: f64 = overdue.clone().filter_map(|line| line.at_stake).sum();
    let title = desk.say(
        "title.follow_ups",
        &[("count", overdue.count().to_string()), ("all", lines.len().to_string()), ("amount", desk.amount(money))],
    );
    let mut page = Page::new(desk, Sheet::FollowUps, &title, &subtitle(desk))?;
    page.freeze_columns(1);
    if lines.is_empty() {
        page.note(desk, &desk.text("act_now.nobody"))?;
    }
    page.list(desk, &due(desk))?;
    // So that the header of whom to contact stands on every printed page.
    page.screen_only();
    if !desk.view.computed.slips.is_empty() {
        page.heading(&desk.say("heading.slips", &[("count", desk.view.computed.slips.len().to_string())]));
        page.list(desk, &slips(desk))?;
    }
    page.finish(desk)
}

fn due(desk: &Desk<'_>) -> List {
    let mut columns = vec![
        column(desk, "customer", Kind::Text),
        column(desk, "grade", Kind::Word),
        column(desk, "owner", Kind::Text),
        column(desk, "due_on", Kind::Date),
        column(desk, "overdue_days", Kind::Ordinal).days_late(desk.text("number.days_late")),
        column(desk, "at_stake", Kind::Number(Unit::Money)).summed().barred(),
        column(desk, "why", Kind::Text),
        column(desk, "next_action", Kind::Prose),
    ];
    columns.extend(origin_columns(desk));
    let rows: Vec<_> = desk
        .due()
        .into_iter()
        .map(|line| {
            let mut cells = vec![
                desk.customer(Some(&line.customer), &line.name),
                Desk::grade(line.grade),
                desk.owner(line.owner.as_deref()),
                Cell::Date(line.due_on),
                Cell::Number(i32::try_from(line.overdue_days).map_or(0.0, f64::from)),
                Cell::number(line.at_stake),
                Cell::text(desk.value("follow_up_why", line.why)),
                line.next_action.as_deref().map_or(Cell::Blank, Cell::text),
            ];
            cells.extend(Desk::origin(line.origin.as_ref()));
            cells
        })
        .collect();
    let alt = desk.say("alt.follow_ups", &[("count", rows.len().to_string())]);
    List { name: "tbl_follow_ups".into(), alt, columns, rows, total: Some(desk.text("total")) }
}

pub(super) fn slips(desk: &Desk<'_>) -> List {
    let mut columns = vec![
        column(desk, "customer", Kind::Text),
        column(desk, "slip_count", Kind::Ordinal),
        column(desk, "owner", Kind::Text),
        column(desk, "date_before", Kind::Date),
        column(desk, "slip_days", Kind::Ordinal),
        column(desk, "date_now", Kind::Date),
    ];
    columns.extend(origin_columns(desk));
    let rows: Vec<_> = desk
        .view
        .computed
        .slips
        .iter()
        .map(|line| {
            let mut cells = vec![
                desk.customer(Some(&line.customer), &line.name),
                Cell::count(line.slip_count),
                desk.owner(line.owner.as_deref()),
                Cell::Date(line.before),
                Cell::Number(i32::try_from((line.now - line.before).num_days()).map_or(0.0, f64::from)),
                Cell::Date(line.now),
            ];
            cells.extend(Desk::origin(line.origin.as_ref()));
            cells
        })
        .collect();
    let alt = desk.say("alt.slips", &[("count", rows.len().to_string())]);
    List { name: "tbl_slips".into(), alt, columns, rows, total: None }
}
