//! Customers (客户): every customer, most twelve-month money first, with the grade, why, and where it was read.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Cell, Column, Kind, List};
use super::super::theme::Ink;
use super::{column, origin_columns, subtitle};
use crate::error::Result;
use crate::model::Unit;
use crate::model::own::row_key;
use crate::model::view::CustomerLine;

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let note = [subtitle(desk), desk.printed_first()].concat();
    let mut page = Page::new(desk, Sheet::Customers, &title(desk), &note)?;
    page.print_first(PRINTED_COLUMNS);
    let columns = columns(desk);
    let rows: Vec<_> = desk.customers.iter().map(|line| row(desk, line)).collect();
    let alt = desk.say("alt.customers", &[("count", rows.len().to_string())]);
    page.freeze_columns(2);
    page.list(desk, &List { name: "tbl_customers".into(), alt, columns, rows, total: Some(desk.text("total")) })?;
    page.finish(desk)
}

/// Columns of the paper: up to the money of twelve months; all rows and columns stand on the screen.
const PRINTED_COLUMNS: u16 = 12;

/// Columns of the sheet.
pub(super) fn columns(desk: &Desk<'_>) -> Vec<Column> {
    let money = Kind::Number(Unit::Money);
    let mut columns = vec![
        column(desk, "key", Kind::Text),
        column(desk, "customer", Kind::Text),
        column(desk, "country", Kind::Text),
        column(desk, "owner", Kind::Text),
        column(desk, "grade", Kind::Word),
        column(desk, "movement", Kind::Word),
        column(desk, "grade_reason", Kind::Prose).within(47.0),
        column(desk, "expected_close", Kind::Date),
        column(desk, "expected_amount", money).summed(),
        column(desk, "next_contact", Kind::Date),
        column(desk, "last_order", Kind::Date),
        column(desk, "amount_12m", money).summed().barred(),
        column(desk, "amount_month", money).summed(),
        column(desk, "amount_ytd", money).summed(),
        column(desk, "last_contact", Kind::Date),
        column(desk, "grade_declared", Kind::Word),
        column(desk, "deal_state", Kind::Word),
        column(desk, "urgency", Kind::Word),
        column(desk, "order_count", Kind::Number(Unit::Count)).summed(),
        column(desk, "csat_latest", Kind::Number(Unit::Score)),
        column(desk, "complaints_open", Kind::Number(Unit::Count)).summed(),
        column(desk, "overdue_amount", money).summed(),
        column(desk, "flags", Kind::Text),
        column(desk, "need_state", Kind::Word),
        column(desk, "customer_type", Kind::Word),
        column(desk, "row_count", Kind::Number(Unit::Count)),
    ];
    columns.extend(origin_columns(desk));
    columns
}

fn title(desk: &Desk<'_>) -> String {
    let bought = desk.customers.iter().filter(|line| line.amount_12m.is_some_and(|amount| amount > 0.0)).count();
    desk.say("title.customers", &[("count", desk.customers.len().to_string()), ("bought", bought.to_string())])
}

fn row(desk: &Desk<'_>, line: &CustomerLine) -> Vec<Cell> {
    let word = |vocabulary: &str, id: Option<&str>| id.map_or(Cell::Blank, |id| Cell::text(desk.value(vocabulary, id)));
    let mut cells = vec![
        Cell::text(row_key(&line.id)),
        Cell::text(&line.name),
        line.country.as_deref().map_or(Cell::Blank, |code| Cell::text(desk.country(code))),
        desk.owner(line.owner.as_deref()),
        Desk::grade(line.grade),
        movement(desk, line),
        Cell::text(reason(desk, line)),
        Cell::date(line.expected_close),
        Cell::number(line.expected_amount),
        Cell::date(line.next_contact_on),
        Cell::date(line.last_order_on),
        Cell::number(line.amount_12m),
        Cell::number(line.amount_month),
        Cell::number(line.amount_ytd),
        Cell::date(line.last_contact_on),
        line.grade_declared.as_deref().map_or(Cell::Blank, Cell::text),
        word("deal_state", Some(line.deal_state)),
        word("urgency", line.urgency),
        Cell::count(line.order_count),
        Cell::number(line.csat),
        Cell::count(line.complaints_open),
        Cell::number(line.overdue_amount),
        Cell::text(line.flags.iter().map(|flag| desk.value("flag", flag)).collect::<Vec<_>>().join(&desk.text("semicolon"))),
        word("need_state", line.need_state),
        word("customer_type", line.customer_type.as_deref()),
        Cell::count(line.row_count),
    ];
    cells.extend(Desk::origin(line.origin.as_ref()));
    cells
}

/// Why the customer has its grade, as a sentence.
fn reason(desk: &Desk<'_>, line: &CustomerLine) -> String {
    let (key, particulars) = &line.grade_reason;
    if key.is_empty() {
        return String::new();
    }
    let known =
        [(*key).to_owned(), format!("value.grade_reason.{key}"), format!("reason.grade.{key}"), format!("report.grade_reason.{key}")];
    let key = known.iter().find(|key| desk.words.find(key).is_some()).map_or(*key, String::as_str);
    desk.words.say(key, particulars)
}

/// Up, down or unchanged against last month; nothing where last month is not known.
fn movement(desk: &Desk<'_>, line: &CustomerLine) -> Cell {
    if desk.first_month() {
        return Cell::Blank;
    }
    match (line.grade_before, line.grade) {
        (Some(before), Some(now)) if now < before => Cell::Marked(format!("▲ {}", before.letter()), Ink::Good),
        (Some(before), Some(now)) if now > before => Cell::Marked(format!("▼ {}", before.letter()), Ink::Bad),
        (Some(_), Some(_)) => Cell::text("＝"),
        (None, Some(_)) => Cell::text(desk.text("movement_new")),
        (Some(before), None) => Cell::Marked(format!("○ {}", before.letter()), Ink::Muted),
        (None, None) => Cell::Blank,
    }
}
