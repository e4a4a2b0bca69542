//! Sheets to `.xlsx`.

use chrono::{Datelike, Timelike};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::sheet::{Cell, Sheet};

struct Look {
    head: Format,
    money: Format,
    date: Format,
    moment: Format,
}

/// The bytes of a workbook with these sheets.
pub(crate) fn write(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let created = ExcelDateTime::from_ymd(2026, 11, 2)?.and_hms(9, 0, 0)?;
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_author("LB").set_creation_datetime(&created));
    let look = Look {
        head: Format::new().set_bold().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter),
        money: Format::new().set_num_format("#,##0.00"),
        date: Format::new().set_num_format("yyyy-mm-dd"),
        moment: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
    };
    for sheet in sheets {
        fill(book.add_worksheet(), sheet, &look)?;
    }
    book.save_to_buffer()
}

fn fill(page: &mut Worksheet, sheet: &Sheet, look: &Look) -> Result<(), XlsxError> {
    page.set_name(&sheet.name)?;
    page.set_hidden(sheet.hidden);
    for &(top, left, bottom, right) in &sheet.merges {
        let format = if sheet.heads.contains(&top) { &look.head } else { &Format::new() };
        page.merge_range(at(top), col(left), at(bottom), col(right), "", format)?;
    }
    for (row, cells) in sheet.rows.iter().enumerate() {
        let head = sheet.heads.contains(&row);
        for (column, cell) in cells.iter().enumerate() {
            put(page, (at(row), col(column)), cell, head, look)?;
        }
    }
    for column in 0..sheet.rows.iter().map(Vec::len).max().unwrap_or(0) {
        page.set_column_width(col(column), width(sheet, column))?;
    }
    Ok(())
}

fn put(page: &mut Worksheet, (row, column): (u32, u16), cell: &Cell, head: bool, look: &Look) -> Result<(), XlsxError> {
    match cell {
        Cell::Blank => return Ok(()),
        Cell::Text(text) if head => page.write_string_with_format(row, column, text, &look.head)?,
        Cell::Text(text) => page.write_string(row, column, text)?,
        Cell::Number(number) => page.write_number(row, column, *number)?,
        Cell::Money(number) => page.write_number_with_format(row, column, *number, &look.money)?,
        Cell::Date(date) => page.write_datetime_with_format(row, column, day(*date)?, &look.date)?,
        Cell::Moment(moment) => {
            let [hour, minute] = [moment.hour(), moment.minute()].map(|part| u16::try_from(part).unwrap_or(0));
            let stamp = day(moment.date())?.and_hms(hour, u8::try_from(minute).unwrap_or(0), 0.0)?;
            page.write_datetime_with_format(row, column, stamp, &look.moment)?
        }
    };
    Ok(())
}

fn day(date: chrono::NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let [month, day] = [date.month(), date.day()].map(|part| u8::try_from(part).unwrap_or(1));
    ExcelDateTime::from_ymd(u16::try_from(date.year()).unwrap_or(1900), month, day)
}

fn width(sheet: &Sheet, column: usize) -> f64 {
    let wide = |cells: &Vec<Cell>| match cells.get(column) {
        Some(Cell::Text(text)) => text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum(),
        Some(Cell::Moment(_)) => 16,
        Some(Cell::Date(_) | Cell::Money(_)) => 11,
        _ => 6_i32,
    };
    let body = sheet.rows.iter().enumerate().filter(|(row, _)| !sheet.merges.iter().any(|merge| merge.0 == *row));
    f64::from(body.map(|(_, cells)| wide(cells)).max().unwrap_or(8).clamp(6, 40) + 2)
}

fn at(row: usize) -> u32 {
    u32::try_from(row).expect("small sheets")
}

fn col(column: usize) -> u16 {
    u16::try_from(column).expect("small sheets")
}
