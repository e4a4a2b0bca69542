//! Own figures (我的数据): the figures of one salesperson or country as the manager sees them, with a reply to each, and
//! the orders behind the first of them.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::number;
use super::super::page::Page;
use super::super::table::{Accepts, Cell, Column, Kind, List};
use super::{column, salespeople, sources, subtitle};
use crate::error::Result;
use crate::model::own::row_key;
use crate::model::{Grain, MetricSpec};

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let (known, unknown): (Vec<_>, Vec<_>) =
        specs(desk).partition(|spec| desk.overall(spec.id, desk.view.month).is_some_and(|figure| figure.value.is_some()));
    let mut page = Page::new(desk, Sheet::Own, &title(desk), &subtitle(desk))?;
    page.freeze_columns(1);
    page.list(desk, &figures(desk, &known))?;
    if known.is_empty() {
        page.note(desk, desk.words.get("reason.NO_DATA"))?;
    }
    if !desk.view.computed.orders.is_empty() {
        page.heading(desk, &desk.say("heading.orders", &[("count", desk.view.computed.orders.len().to_string())]))?;
        page.list(desk, &salespeople::orders(desk))?;
        if !desk.present.contains(&Sheet::Definitions) {
            page.heading(desk, &desk.text("heading.checks"))?;
            page.list(desk, &sources::checks(desk))?;
        }
    }
    if !unknown.is_empty() {
        page.heading(desk, &desk.say("heading.unknown", &[("count", unknown.len().to_string())]))?;
        page.list(desk, &unknown_list(desk, &unknown))?;
    }
    page.finish()
}

fn specs<'a>(desk: &'a Desk<'_>) -> impl Iterator<Item = &'a MetricSpec> {
    desk.view.specs.iter().filter(|spec| spec.grains.contains(&desk.plan.focus.0))
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
    let replies = desk.plan.focus.0 == Grain::Salesperson;
    let mut columns = vec![
        column(desk, "metric", Kind::Prose).within(28.0),
        column(desk, "this_month", Kind::Ordinal),
        column(desk, "last_month", Kind::Ordinal),
        column(desk, "change", Kind::Word),
        column(desk, "month_last_year", Kind::Ordinal),
        column(desk, "n", Kind::Ordinal),
    ];
    if replies {
        let words = ["agree", "object"].map(|id| desk.text(&format!("reply.{id}"))).to_vec();
        columns.push(column(desk, "input_reply", Kind::Word).filled(Accepts::Choice(words), desk.text("prompt.reply")));
        columns.push(column(desk, "input_reason", Kind::Prose).filled(Accepts::Note, desk.text("prompt.reason")).within(30.0));
    }
    columns.push(column(desk, "meaning", Kind::Prose));
    if replies {
        columns.push(Column::new(desk.text("column.row_key"), Kind::Text));
    }
    let rows = specs.iter().map(|spec| {
        let figure = |back: i32| measured(desk.own(spec.id, desk.view.month.plus(-back)), spec);
        let change = desk.now(spec.id).zip(desk.before(spec.id, 1));
        let change = change.and_then(|(now, before)| number::change(desk.words, spec.unit, spec.better, now, before));
        let n = desk.overall(spec.id, desk.view.month).and_then(|figure| figure.n);
        let mut cells = vec![
            Cell::text(desk.label(spec.id)),
            figure(0),
            figure(1),
            change.map_or(Cell::Blank, |change| Cell::Marked(change.text, change.ink)),
            figure(12),
            n.map_or(Cell::Blank, Cell::count),
        ];
        if replies {
            cells.extend([Cell::Blank, Cell::Blank]);
        }
        cells.push(Cell::text(desk.words.get(&format!("metric.{}.meaning", spec.id))));
        if replies {
            cells.push(Cell::text(row_key(spec.id)));
        }
        cells
    });
    let rows: Vec<_> = rows.collect();
    let alt = desk.say("alt.by_key", &[("count", rows.len().to_string())]);
    List { name: "tbl_own", alt, columns, rows, total: None }
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
    List { name: "tbl_unknown", alt: desk.text("alt.unknown"), columns, rows: specs.iter().map(row).collect(), total: None }
}
