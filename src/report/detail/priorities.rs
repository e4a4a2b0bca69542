//! Priorities (重要与紧急): a salesperson's own customers as a work sheet: what is important and urgent is done now, what is
//! important alone is planned, what is urgent alone is handed on, the rest can wait. What cannot be sorted says what is lacking.

use std::collections::BTreeMap;

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Cell, Kind, List};
use super::errand::{self, Errand};
use super::{column, subtitle};
use crate::error::Result;
use crate::model::Unit;
use crate::model::view::CustomerLine;

/// Quadrants in the order of work; the last holds who cannot be sorted.
const QUADRANTS: [&str; 5] = ["do_now", "plan", "delegate", "drop", "unsorted"];

/// A customer with its place among the quadrants and the money at stake.
struct Placed<'a> {
    line: &'a CustomerLine,
    place: usize,
    money: Option<f64>,
    what: String,
}

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let placed = placed(desk);
    let mut page = Page::new(desk, Sheet::Priorities, &title(desk, &placed), &subtitle(desk))?;
    page.freeze_columns(1);
    page.list(desk, &quadrants(desk, &placed))?;
    page.heading(&desk.say("heading.priorities", &[("count", placed.len().to_string())]));
    page.list(desk, &customers(desk, &placed))?;
    page.finish(desk)
}

/// Every customer, in the order of work, then by money at stake.
fn placed<'a>(desk: &Desk<'a>) -> Vec<Placed<'a>> {
    let errands = errand::errands(desk);
    let due: BTreeMap<&str, &Errand<'_>> = errands.iter().map(|errand| (errand.line.id.as_str(), errand)).collect();
    let mut placed: Vec<Placed<'_>> = desk
        .customers
        .iter()
        .map(|line| {
            let quadrant = line.segment.quadrant.unwrap_or("unsorted");
            let place = QUADRANTS.iter().position(|known| *known == quadrant).unwrap_or(QUADRANTS.len() - 1);
            let errand = due.get(line.id.as_str());
            let money = errand.and_then(|errand| errand.at_stake).or(line.expected_amount);
            Placed { line, place, money, what: errand.map(|errand| errand.told()).unwrap_or_default() }
        })
        .collect();
    let money = |placed: &Placed<'_>| placed.money.unwrap_or(0.0);
    placed.sort_by(|a, b| a.place.cmp(&b.place).then(money(b).total_cmp(&money(a))).then_with(|| a.line.id.cmp(&b.line.id)));
    placed
}

fn title(desk: &Desk<'_>, placed: &[Placed<'_>]) -> String {
    let of = |place: usize| placed.iter().filter(move |one| one.place == place);
    let money: f64 = of(0).filter_map(|one| one.money).sum();
    desk.say("title.priorities", &[("now", of(0).count().to_string()), ("amount", desk.amount(money)), ("plan", of(1).count().to_string())])
}

/// The four quadrants with what they mean, and who cannot be sorted.
fn quadrants(desk: &Desk<'_>, placed: &[Placed<'_>]) -> List {
    let columns = vec![
        column(desk, "quadrant", Kind::Text),
        column(desk, "quadrant_means", Kind::Text),
        column(desk, "customer_count", Kind::Number(Unit::Count)).summed().barred(),
        column(desk, "at_stake", Kind::Number(Unit::Money)).summed(),
    ];
    let row = |(place, id): (usize, &&str)| {
        let of = || placed.iter().filter(move |one| one.place == place);
        vec![
            Cell::text(desk.value("quadrant", id)),
            Cell::text(desk.text(&format!("quadrant_means.{id}"))),
            Cell::Number(super::super::number::float(of().count())),
            Cell::Number(of().filter_map(|one| one.money).sum()),
        ]
    };
    let rows = QUADRANTS.iter().enumerate().map(row).collect();
    List { name: "tbl_quadrants".into(), alt: title(desk, placed), columns, rows, total: Some(desk.text("total")) }
}

fn customers(desk: &Desk<'_>, placed: &[Placed<'_>]) -> List {
    let columns = vec![
        column(desk, "customer", Kind::Text),
        column(desk, "what", Kind::Prose),
        column(desk, "quadrant", Kind::Word),
        column(desk, "at_stake", Kind::Number(Unit::Money)),
        column(desk, "grade", Kind::Word),
        column(desk, "importance", Kind::Word),
        column(desk, "urgency", Kind::Word),
        column(desk, "next_contact", Kind::Date),
        column(desk, "expected_close", Kind::Date),
    ];
    let word = |vocabulary: &str, id: Option<&str>| id.map_or(Cell::Blank, |id| Cell::text(desk.value(vocabulary, id)));
    let row = |one: &Placed<'_>| {
        vec![
            desk.customer(Some(&one.line.id), &one.line.name),
            Cell::text(&one.what),
            Cell::text(desk.value("quadrant", QUADRANTS[one.place])),
            Cell::number(one.money),
            Desk::grade(one.line.grade),
            word("value_tier", one.line.segment.importance),
            word("urgency", one.line.urgency),
            Cell::date(one.line.next_contact_on),
            Cell::date(one.line.expected_close),
        ]
    };
    let alt = desk.say("alt.customers", &[("count", placed.len().to_string())]);
    List { name: "tbl_priorities".into(), alt, columns, rows: placed.iter().map(row).collect(), total: None }
}
