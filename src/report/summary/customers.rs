//! Customers (客户): where the workbook is one country's, its largest customers stand where others have the salespeople.

use rust_xlsxwriter::{Url, Worksheet};

use super::super::desk::{Desk, Sheet};
use super::super::number;
use super::super::table::{Cell, clean};
use super::super::theme::{Ground, Ink, Look, Side};
use super::super::width::clip;
use super::people::AMOUNT;
use super::{LIST_ROW, column_heads, heading};
use crate::error::Result;
use crate::model::Unit;
use crate::model::view::CustomerLine;

const COLUMNS: (u16, u16) = (1, 10);
/// Grid columns of grade, this month, twelve months and newest order; the name takes those before.
const GRADE: u16 = 4;
const MONTH: u16 = 6;
const YEAR: u16 = 8;
const ORDERED: u16 = 10;
/// Room for the name, in digits.
const NAME_WIDTH: f64 = 27.0;
/// Customers on the page.
const ROWS: usize = 10;

/// Writes the block; gives the row after it.
pub(super) fn write(sheet: &mut Worksheet, desk: &Desk<'_>) -> Result<u32> {
    let bought = |line: &&CustomerLine| line.amount_12m.is_some_and(|amount| amount > 0.0);
    let shown: Vec<&CustomerLine> = desk.customers.iter().copied().filter(bought).take(ROWS).collect();
    heading(sheet, desk, LIST_ROW, COLUMNS, &message(desk, &shown), Sheet::Customers)?;
    if shown.is_empty() {
        return Ok(LIST_ROW + 2);
    }
    let heads = [
        (COLUMNS.0, "customer", Side::Left),
        (GRADE, "grade", Side::Centre),
        (MONTH, "this_month", Side::Right),
        (YEAR, "amount_12m", Side::Right),
        (ORDERED, "last_order", Side::Right),
    ];
    let heads = heads.map(|(column, key, side)| (column - COLUMNS.0, desk.text(&format!("column.{key}")), side));
    let mut row = column_heads(sheet, desk, COLUMNS, heads)?;
    for line in &shown {
        write_line(sheet, desk, row, line)?;
        row += 1;
    }
    Ok(row)
}

/// How much of the year's orders the largest have.
fn message(desk: &Desk<'_>, shown: &[&CustomerLine]) -> String {
    let all: f64 = desk.customers.iter().filter_map(|line| line.amount_12m).sum();
    let of: f64 = shown.iter().filter_map(|line| line.amount_12m).sum();
    if shown.is_empty() || all <= 0.0 {
        return desk.text("people.no_buyers");
    }
    let sign = number::table_scale(desk.words).1.trim().to_owned();
    let unit = desk.say("people.unit", &[("sign", sign), ("currency", desk.view.base_currency.clone())]);
    let share = number::show(desk.words, Unit::Share, of / all);
    desk.say("people.message_customers", &[("count", shown.len().to_string()), ("share", share), ("unit", unit)])
}

fn write_line(sheet: &mut Worksheet, desk: &Desk<'_>, row: u32, line: &CustomerLine) -> Result<()> {
    let theme = &desk.theme;
    sheet.set_row_height_pixels(row, 21)?;
    let look = || Look::body().hair();
    for column in COLUMNS.0..=COLUMNS.1 {
        sheet.write_blank(row, column, &theme.format(&look()))?;
    }
    let name = clip(&clean(&line.name), NAME_WIDTH);
    if let Cell::Link(_, place) = desk.customer(Some(&line.id), &line.name) {
        let url = Url::new(place).set_text(name.as_str());
        sheet.write_url_with_format(row, COLUMNS.0, url, &theme.format(&look().link().quoted(&name)))?;
    } else {
        sheet.write_string_with_format(row, COLUMNS.0, &name, &theme.format(&look().quoted(&name)))?;
    }
    if let Some(grade) = line.grade {
        let format = theme.format(&look().bold().side(Side::Centre).on(Ground::Grade(grade)));
        sheet.write_string_with_format(row, GRADE, grade.letter(), &format)?;
    }
    let divisor = number::table_scale(desk.words).0;
    for (column, amount) in [(MONTH, line.amount_month), (YEAR, line.amount_12m)] {
        match amount {
            Some(amount) => {
                sheet.write_number_with_format(row, column, amount / divisor, &theme.format(&look().side(Side::Right).number(AMOUNT)))?
            }
            None => sheet.write_string_with_format(row, column, "—", &theme.format(&look().side(Side::Right).ink(Ink::Muted)))?,
        };
    }
    if let Some(on) = line.last_order_on {
        sheet.write_string_with_format(row, ORDERED, on.to_string(), &theme.format(&look().side(Side::Right)))?;
    }
    Ok(())
}
