//! Own figures (我的数据): the figures of one salesperson or country as the manager sees them, with a reply to each, and
//! the orders behind the first of them.

use std::collections::BTreeSet;

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::number;
use super::super::page::Page;
use super::super::print::PRINTED_ROWS;
use super::super::returnable::{Returnable, Slot};
use super::super::table::{Cell, Kind, List};
use super::{column, meaning, said, salespeople, sources, subtitle};
use crate::error::Result;
use crate::model::own::{Choice, Input};
use crate::model::{Grain, MetricSpec};

/// Place of the reply among the columns: after n.
const REPLY: usize = 6;

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let (known, unknown): (Vec<_>, Vec<_>) =
        specs(desk).partition(|spec| desk.overall(spec.id, desk.view.month).is_some_and(|figure| figure.value.is_some()));
    let printed = if known.len() > PRINTED_ROWS { desk.say("printed_rows", &[("count", PRINTED_ROWS.to_string())]) } else { String::new() };
    let mut page = Page::new(desk, Sheet::Own, &title(desk), &[subtitle(desk), printed].concat())?;
    page.squeezed();
    page.freeze_columns(1);
    let days = holidays(desk);
    if !days.rows.is_empty() {
        page.heading(&desk.say(
            "heading.holidays",
            &[("count", days.rows.len().to_string()), ("days", desk.policy.follow_up.care_days_ahead.to_string())],
        ));
        page.list(desk, &days)?;
        page.heading(&desk.text("heading.figures"));
    }
    let list = figures(desk, &known);
    if known.len() > PRINTED_ROWS {
        // With the reply and its reason, which come between.
        let replies = if desk.plan.focus.0 == Grain::Salesperson { 2 } else { 0 };
        page.print_first(u16::try_from(list.columns.len() + replies).unwrap_or(u16::MAX));
    }
    if desk.plan.focus.0 == Grain::Salesperson {
        page.returnable(desk, &with_replies(desk, list, &known))?;
    } else {
        page.list(desk, &list)?;
    }
    if known.is_empty() {
        page.note(desk, desk.words.get("reason.NO_DATA"))?;
    }
    if !desk.view.computed.orders.is_empty() && !desk.present.contains(&Sheet::Definitions) {
        page.heading(&sources::checks_heading(desk));
        page.list(desk, &sources::checks(desk))?;
    }
    if !unknown.is_empty() {
        page.heading(&desk.say("heading.unknown", &[("count", unknown.len().to_string())]));
        page.list(desk, &unknown_list(desk, &unknown))?;
    }
    page.finish(desk)
}

/// The orders behind the order amount, on a sheet of their own.
pub(super) fn write_orders(desk: &Desk<'_>) -> Result<Worksheet> {
    let topic = salespeople::orders_heading(desk);
    let title = said::named(desk, topic, [said::figure(desk, "order_amount"), said::figure(desk, "average_order_value")]);
    let mut page = Page::new(desk, Sheet::Orders, &title, &subtitle(desk))?;
    page.freeze_columns(1);
    page.long(desk, &salespeople::orders(desk))?;
    page.finish(desk)
}

fn specs<'a>(desk: &'a Desk<'_>) -> impl Iterator<Item = &'a MetricSpec> {
    desk.view.specs.iter().filter(|spec| spec.grains.contains(&desk.plan.focus.0))
}

/// The country's holidays to come, each once.
fn holidays(desk: &Desk<'_>) -> List {
    let of_country = desk.plan.focus.0 == Grain::Country;
    let care = desk.view.computed.care.iter().filter(|line| of_country && line.kind == "holiday");
    let days: BTreeSet<_> = care.map(|line| (line.on, line.about.as_str())).collect();
    let columns = vec![column(desk, "holiday", Kind::Prose).within(28.0), column(desk, "date", Kind::Date)];
    let rows = days.into_iter().map(|(on, name)| vec![Cell::text(desk.holiday(name)), Cell::Date(on)]).collect();
    List { name: "tbl_holidays".into(), alt: desk.text("alt.holidays"), columns, rows, total: None }
}

fn title(desk: &Desk<'_>) -> String {
    let Some(amount) = desk.now("order_amount") else {
        return desk.say("title.own_unknown", &[("recipient", desk.plan.recipient.clone())]);
    };
    let mut parts = vec![desk.say("title.own", &[("recipient", desk.plan.recipient.clone()), ("amount", desk.amount(amount))])];
    let unit = desk.nature("order_amount").0;
    for (key, months) in [("headline.year_on_year", 12), ("headline.month_on_month", 1)] {
        let change = desk.before("order_amount", months).and_then(|before| number::signed(desk.words, unit, amount, before));
        parts.extend(change.map(|change| desk.say(key, &[("change", change)])));
    }
    if let Some(share) = desk.now("order_amount_attainment") {
        let share = number::show(desk.words, crate::model::Unit::Share, share);
        parts.push(desk.say("headline.attainment", &[("share", share)]));
    }
    parts.join(&desk.text("comma"))
}

fn figures(desk: &Desk<'_>, specs: &[&MetricSpec]) -> List {
    let columns = vec![
        column(desk, "metric", Kind::Prose).within(28.0),
        column(desk, "this_month", Kind::Ordinal),
        column(desk, "last_month", Kind::Ordinal),
        column(desk, "change", Kind::Word),
        column(desk, "month_last_year", Kind::Ordinal),
        column(desk, "n", Kind::Ordinal),
        meaning(desk),
    ];
    let row = |spec: &&MetricSpec| {
        let figure = |back: i32| measured(desk.own(spec.id, desk.view.month.plus(-back)), spec);
        let change = desk.now(spec.id).zip(desk.before(spec.id, 1));
        let change = change.and_then(|(now, before)| number::change(desk.words, spec.unit, spec.better, now, before));
        let n = desk.overall(spec.id, desk.view.month).and_then(|figure| figure.n);
        vec![
            Cell::text(desk.label(spec.id)),
            figure(0),
            figure(1),
            change.map_or(Cell::Blank, |change| Cell::Marked(change.text, change.ink)),
            figure(12),
            n.map_or(Cell::Blank, Cell::count),
            Cell::text(desk.words.get(&format!("metric.{}.meaning", spec.id))),
        ]
    };
    let rows: Vec<_> = specs.iter().map(row).collect();
    let alt = desk.say("alt.by_key", &[("count", rows.len().to_string())]);
    List { name: "tbl_own".into(), alt, columns, rows, total: None }
}

/// The list with a reply to each figure, before its meaning, and the row keys behind.
fn with_replies(desk: &Desk<'_>, mut list: List, specs: &[&MetricSpec]) -> Returnable {
    let words = Choice::REPLIES.iter().map(|choice| desk.text(&format!("choice.{}", choice.id()))).collect();
    let mut slots = vec![Slot::Shown; list.columns.len()];
    for (column, slot) in [
        (column(desk, "input_reason", Kind::Prose).within(26.0), Slot::Text(Input::Reason)),
        (column(desk, "input_reply", Kind::Word).within(14.0), Slot::Choice(Input::Reply, words)),
    ] {
        list.columns.insert(REPLY, column);
        slots.insert(REPLY, slot);
    }
    list.columns.push(column(desk, "row_key", Kind::Text));
    slots.push(Slot::Key);
    for row in &mut list.rows {
        row.splice(REPLY..REPLY, [Cell::Blank, Cell::Blank]);
        row.push(Cell::Blank);
    }
    let (grain, key) = &desk.plan.focus;
    let about = |spec: &&MetricSpec| {
        let about = format!("figure|{}|{}|{key}|{}", spec.id, grain.id(), desk.view.month);
        (spec.id.to_owned(), about)
    };
    Returnable { list, slots, apart: None, rows: specs.iter().map(about).collect() }
}

/// A number in a column of unlike units.
pub(super) fn measured(cell: Cell, spec: &MetricSpec) -> Cell {
    if let Cell::Number(value) = cell { Cell::Measured(value, spec.unit) } else { cell }
}

/// Figures not known, and why: what to record to get them.
pub(super) fn unknown_list(desk: &Desk<'_>, specs: &[&MetricSpec]) -> List {
    let columns = vec![column(desk, "metric", Kind::Text), column(desk, "reason", Kind::Text), column(desk, "needs", Kind::Text)];
    let row = |spec: &&MetricSpec| {
        let needs: Vec<_> = spec.needs.iter().map(|entity| desk.words.get(&format!("entity.{}", entity.id())).to_owned()).collect();
        let why = desk.reason(desk.overall(spec.id, desk.view.month));
        vec![Cell::text(desk.label(spec.id)), Cell::text(why), Cell::text(needs.join(&desk.text("list_comma")))]
    };
    List { name: "tbl_unknown".into(), alt: desk.text("alt.unknown"), columns, rows: specs.iter().map(row).collect(), total: None }
}
