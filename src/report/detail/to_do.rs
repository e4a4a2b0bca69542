//! To do (本月待办): the salesperson's first page: what must be done, then at most fifteen customers with cells to fill in.
//!
//! The first two columns are as wide as a phone; the cells to fill in follow to the right, with the customer kept in sight.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Accepts, Cell, Column, Kind, List};
use super::errand::{self, Errand};
use super::{column, subtitle};
use crate::error::Result;
use crate::model::Unit;
use crate::model::own::row_key;

/// Widths of a phone's screen, in digits: customer and what to do.
const CUSTOMER: f64 = 18.0;
const WHAT: f64 = 32.0;

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let errands = errand::errands(desk);
    let mut page = Page::new(desk, Sheet::ToDo, &title(desk, &errands), &subtitle(desk))?;
    page.freeze_columns(1);
    let musts = errand::musts(desk);
    for (must, number) in musts.iter().zip(1..) {
        page.line(desk, must, number)?;
    }
    if errands.is_empty() {
        page.note(desk, &desk.text("errand.none"))?;
    } else {
        let rows = &errands[..errands.len().min(errand::ROWS)];
        page.heading(desk, &desk.say("heading.errands", &[("count", rows.len().to_string()), ("all", errands.len().to_string())]))?;
        page.list(desk, &list(desk, rows))?;
        page.note(desk, &desk.text("errand.note"))?;
    }
    page.finish()
}

fn title(desk: &Desk<'_>, errands: &[Errand<'_>]) -> String {
    let money: f64 = errands.iter().filter_map(|errand| errand.at_stake).sum();
    let customers = desk.customers.len().to_string();
    desk.say(
        "title.to_do",
        &[
            ("recipient", desk.plan.recipient.clone()),
            ("customers", customers),
            ("count", errands.len().to_string()),
            ("amount", desk.amount(money)),
        ],
    )
}

fn list(desk: &Desk<'_>, errands: &[Errand<'_>]) -> List {
    let words = |key: &str| ["done", "postponed", "won", "no_need", "not_mine"].map(|id| desk.text(&format!("{key}.{id}"))).to_vec();
    let prompt = |key: &str| desk.text(&format!("prompt.{key}"));
    let today = desk.view.as_of;
    let columns = vec![
        column(desk, "customer", Kind::Prose).within(CUSTOMER),
        column(desk, "what", Kind::Prose).within(WHAT),
        column(desk, "input_result", Kind::Word).filled(Accepts::Choice(words("result")), prompt("result")),
        column(desk, "input_next_contact", Kind::Date).filled(Accepts::DayFrom(today), prompt("next_contact")),
        column(desk, "input_expected_close", Kind::Date).filled(Accepts::DayFrom(today), prompt("expected_close")),
        column(desk, "input_expected_amount", Kind::Cents).filled(Accepts::Amount, prompt("expected_amount")),
        column(desk, "input_note", Kind::Prose).filled(Accepts::Note, prompt("note")).within(30.0),
        column(desk, "at_stake", Kind::Number(Unit::Money)),
        Column::new(desk.text("column.row_key"), Kind::Text),
    ];
    let row = |errand: &Errand<'_>| {
        let blank = || Cell::Blank;
        vec![
            desk.customer(Some(&errand.line.id), &errand.line.name),
            Cell::text(errand.reasons.join(&desk.text("semicolon"))),
            blank(),
            blank(),
            blank(),
            blank(),
            blank(),
            Cell::number(errand.at_stake),
            Cell::text(row_key(&errand.line.id)),
        ]
    };
    let rows: Vec<_> = errands.iter().map(row).collect();
    List { name: "tbl_to_do", alt: desk.say("alt.to_do", &[("count", rows.len().to_string())]), columns, rows, total: None }
}
