//! Further tables (专题表): currencies, the funnel of inquiries, channels, order stages, goals of improvement and score cards.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Cell, Kind, List};
use super::{column, said, subtitle};
use crate::error::Result;
use crate::model::Unit;

/// A table made from the desk.
type Make = fn(&Desk<'_>) -> List;

/// Heading and table, in order, and the column whose greatest number the heading tells.
const TABLES: [(&str, Make, Option<usize>); 7] = [
    ("currencies", currencies, None),
    ("funnel", funnel, Some(1)),
    ("channels", channels, Some(4)),
    ("stages", stages, Some(1)),
    ("improvements", improvements, None),
    ("scorecards", scorecards, None),
    ("score_parts", score_parts, None),
];

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let mut page = Page::new(desk, Sheet::Further, &title(desk), &subtitle(desk))?;
    for (topic, make, told) in TABLES {
        let list = make(desk);
        if !list.rows.is_empty() {
            page.heading(&said::heading(desk, topic, [told.and_then(|column| said::most(desk, &list, column))]));
            page.list(desk, &list)?;
        }
    }
    page.finish(desk)
}

pub(super) fn title(desk: &Desk<'_>) -> String {
    let names = TABLES.iter().filter(|(_, make, _)| !make(desk).rows.is_empty()).map(|(name, ..)| desk.text(&format!("table.{name}")));
    desk.say("title.further", &[("names", names.collect::<Vec<_>>().join(&desk.text("list_comma")))])
}

fn list(desk: &Desk<'_>, id: &str, columns: &[(&str, Kind)], rows: Vec<Vec<Cell>>) -> List {
    let columns = columns.iter().map(|(key, kind)| column(desk, key, *kind)).collect();
    List { name: format!("tbl_{id}").into(), alt: desk.text(&format!("heading.{id}")), columns, rows, total: None }
}

const MONEY: Kind = Kind::Number(Unit::Money);
const COUNT: Kind = Kind::Number(Unit::Count);

fn currencies(desk: &Desk<'_>) -> List {
    let columns = [
        ("currency", Kind::Text),
        ("amount_month", MONEY),
        ("last_month", MONEY),
        ("month_last_year", MONEY),
        ("amount_ytd", MONEY),
        ("received_money", MONEY),
        ("owed", MONEY),
        ("has_rate", Kind::Word),
    ];
    let told = |sum: Option<f64>| sum.map_or_else(|| Cell::Unknown(desk.words.get("reason.NO_SHEET").to_owned()), Cell::Number);
    let row = |line: &crate::model::watch::CurrencyTotal| {
        vec![
            if line.currency.is_empty() { Cell::text(desk.text("currency_none")) } else { Cell::text(&line.currency) },
            told(line.ordered),
            told(line.ordered_before),
            told(line.ordered_last_year),
            told(line.ordered_ytd),
            told(line.received),
            told(line.owed),
            Cell::text(desk.text(if line.has_rate { "yes" } else { "no" })),
        ]
    };
    list(desk, "currencies", &columns, desk.view.computed.watch.currencies.iter().map(row).collect())
}

fn funnel(desk: &Desk<'_>) -> List {
    let columns = [
        ("month", Kind::Text),
        ("inquiries", COUNT),
        ("quoted", COUNT),
        ("sampled", COUNT),
        ("ordered", COUNT),
        ("quoted_share", Kind::Number(Unit::Share)),
        ("ordered_share", Kind::Number(Unit::Share)),
        ("matured", Kind::Text),
    ];
    let untold = || Cell::Unknown(desk.words.get("reason.NO_SHEET").to_owned());
    let row = |line: &crate::model::watch::FunnelLine| {
        let share = |part: Option<u32>| match part {
            Some(part) => Cell::number((line.inquiries > 0).then(|| f64::from(part) / f64::from(line.inquiries))),
            None => untold(),
        };
        let count = |part: Option<u32>| part.map_or_else(untold, Cell::count);
        vec![
            Cell::text(&line.month),
            Cell::count(line.inquiries),
            count(line.quoted),
            count(line.sampled),
            count(line.ordered),
            share(line.quoted),
            share(line.ordered),
            Cell::text(desk.text(if line.matured { "matured" } else { "to_date" })),
        ]
    };
    list(desk, "funnel", &columns, desk.view.computed.watch.funnel.iter().map(row).collect())
}

fn channels(desk: &Desk<'_>) -> List {
    let columns = [
        ("channel", Kind::Text),
        ("inquiries", COUNT),
        ("inquirers_ordered", COUNT),
        ("customer_count", COUNT),
        ("amount_12m", MONEY),
        ("first_order_days", Kind::Number(Unit::Days)),
    ];
    let row = |line: &crate::model::watch::ChannelLine| {
        let name = if line.channel.is_empty() { desk.text("not_named") } else { desk.value("channel", &line.channel) };
        vec![
            Cell::text(name),
            Cell::count(line.inquiries),
            Cell::count(line.ordered),
            Cell::count(line.customers),
            Cell::number(line.amount),
            Cell::number(line.cycle_days),
        ]
    };
    list(desk, "channels", &columns, desk.view.computed.watch.channels.iter().map(row).collect())
}

fn stages(desk: &Desk<'_>) -> List {
    let columns = [("order_stage", Kind::Text), ("order_count", COUNT), ("late_count", COUNT), ("amount_base", MONEY)];
    let row = |line: &crate::model::watch::StageLine| {
        let name = Cell::text(desk.value("order_status", &line.stage));
        vec![name, Cell::count(line.orders), Cell::count(line.late), Cell::number(line.amount)]
    };
    list(desk, "stages", &columns, desk.view.computed.watch.stages.iter().map(row).collect())
}

fn scorecards(desk: &Desk<'_>) -> List {
    let columns = [("staff", Kind::Text), ("composite", Kind::Number(Unit::Score)), ("rank", Kind::Ordinal)];
    let row = |card: &crate::model::watch::Scorecard| {
        vec![Cell::text(desk.staff(&card.staff)), Cell::number(card.composite), Cell::number(card.rank.map(f64::from))]
    };
    let cards = desk.view.computed.watch.scorecards.iter().filter(|card| card.composite.is_some());
    list(desk, "scorecards", &columns, cards.map(row).collect())
}

fn score_parts(desk: &Desk<'_>) -> List {
    let columns = [
        ("staff", Kind::Text),
        ("score_field", Kind::Text),
        ("metric", Kind::Text),
        ("actual", Kind::Plain),
        ("n", COUNT),
        ("target", Kind::Plain),
        ("attainment", Kind::Number(Unit::Share)),
        ("score_120", Kind::Number(Unit::Score)),
        ("weight", Kind::Plain),
        ("team_median", Kind::Plain),
        ("team_best", Kind::Plain),
    ];
    let mut rows = Vec::new();
    for card in &desk.view.computed.watch.scorecards {
        for part in &card.parts {
            let unit = desk.nature(part.metric).0;
            let measured = |value: Option<f64>| value.map_or(Cell::Blank, |value| Cell::Measured(value, unit));
            rows.push(vec![
                Cell::text(desk.staff(&card.staff)),
                Cell::text(desk.value("score_field", part.field)),
                Cell::text(desk.label(part.metric)),
                measured(part.actual),
                Cell::number(part.n.map(f64::from)),
                measured(part.target),
                Cell::number(part.attainment),
                Cell::number(part.score),
                Cell::Number(part.weight),
                measured(part.team_median),
                measured(part.team_best),
            ]);
        }
    }
    list(desk, "score_parts", &columns, rows)
}

fn improvements(desk: &Desk<'_>) -> List {
    let columns = [
        ("metric", Kind::Text),
        ("base_month", Kind::Text),
        ("base_value", Kind::Plain),
        ("actual", Kind::Plain),
        ("gained", Kind::Number(Unit::Share)),
        ("goal", Kind::Number(Unit::Share)),
        ("target", Kind::Plain),
        ("attainment", Kind::Number(Unit::Share)),
    ];
    let row = |line: &crate::model::watch::ImprovementLine| {
        let unit = desk.nature(line.metric).0;
        let why = |month| desk.reason(desk.view.computed.values.company(line.metric, month));
        let untold = || Cell::Unknown(why(if line.before.is_none() { line.base } else { desk.view.month }));
        let measured = |value: Option<f64>| value.map_or_else(untold, |value| Cell::Measured(value, unit));
        let share = |value: Option<f64>| value.map_or_else(untold, Cell::Number);
        vec![
            Cell::text(desk.label(line.metric)),
            Cell::text(line.base.to_string()),
            measured(line.before),
            line.now.map_or_else(|| Cell::Unknown(why(desk.view.month)), |now| Cell::Measured(now, unit)),
            share(line.gained),
            Cell::Number(line.goal),
            measured(line.target),
            share(line.attainment),
        ]
    };
    list(desk, "improvements", &columns, desk.view.computed.watch.improvements.iter().map(row).collect())
}
