//! To do (本月待办): the salesperson's first page: what must be done, then at most fifteen customers with cells to fill in.
//!
//! The first two columns are as wide as a phone; the cells to fill in follow to the right, with the customer kept in sight.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::returnable::{Returnable, Slot};
use super::super::table::{Cell, Kind, List};
use super::errand::{self, Errand};
use super::{column, subtitle};
use crate::error::Result;
use crate::model::Unit;
use crate::model::own::Input;
use crate::model::view::Grade;

/// Widths of a phone's screen, in digits: customer and what to do.
const CUSTOMER: f64 = 34.0;
const WHAT: f64 = 37.0;

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let errands = errand::errands(desk);
    let mut page = Page::new(desk, Sheet::ToDo, &title(desk, &errands), &subtitle(desk))?;
    page.freeze_columns(1);
    page.one_page();
    let musts = errand::musts(desk);
    for (must, number) in musts.iter().zip(1..) {
        page.line(desk, must, number)?;
    }
    if errands.is_empty() {
        page.note(desk, &desk.text("errand.none"))?;
    } else {
        let rows = &errands[..errands.len().min(errand::ROWS)];
        page.heading(&desk.say("heading.errands", &[("count", rows.len().to_string()), ("all", errands.len().to_string())]));
        page.returnable(desk, &table(desk, rows))?;
        page.note(desk, &desk.text("errand.note"))?;
    }
    page.finish(desk)
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

/// Cells to fill in: the next step and its day, the expected close, the grade and why.
fn table(desk: &Desk<'_>, errands: &[Errand<'_>]) -> Returnable {
    let columns = vec![
        column(desk, "customer", Kind::Prose).within(CUSTOMER),
        column(desk, "what", Kind::Prose).within(WHAT),
        column(desk, "input_next_on", Kind::Date).within(15.0),
        column(desk, "input_next_action", Kind::Prose).within(28.0),
        column(desk, "input_expected_close", Kind::Date).within(15.0),
        column(desk, "input_grade", Kind::Word).within(10.0),
        column(desk, "input_reason", Kind::Prose).within(22.0),
        column(desk, "at_stake", Kind::Number(Unit::Money)),
        column(desk, "row_key", Kind::Text),
    ];
    let grades = Grade::ALL.map(|grade| grade.letter().to_owned()).to_vec();
    let slots = vec![
        Slot::Shown,
        Slot::Shown,
        Slot::Date(Input::NextOn),
        Slot::Text(Input::NextAction),
        Slot::Date(Input::ExpectedClose),
        Slot::Choice(Input::Grade, grades),
        Slot::Text(Input::Reason),
        Slot::Shown,
        Slot::Key,
    ];
    let row = |errand: &Errand<'_>| {
        vec![
            desk.customer(Some(&errand.line.id), &errand.line.name),
            Cell::text(errand.told()),
            Cell::Blank,
            Cell::Blank,
            Cell::Blank,
            Cell::Blank,
            Cell::Blank,
            Cell::number(errand.at_stake),
            Cell::Blank,
        ]
    };
    let rows: Vec<_> = errands.iter().map(row).collect();
    let alt = desk.say("alt.to_do", &[("count", rows.len().to_string())]);
    let about = |errand: &Errand<'_>| (errand.line.id.clone(), format!("customer|{}", errand.line.id));
    Returnable {
        list: List { name: "tbl_to_do".into(), alt, columns, rows, total: None },
        slots,
        apart: None,
        rows: errands.iter().map(about).collect(),
    }
}
