//! Table (表格): the one writer of lists. A list is a real Excel table: unique headers, filter buttons, alt text, totals
//! that a filter changes, number formats by kind, links, and a note on every unknown value.
//!
//! The table is added before its cells are written, because adding it gives every cell the column's format again.

use rust_xlsxwriter::{ConditionalFormatDataBar, Formula, Table as ExcelTable, TableColumn, TableFunction, TableStyle, Worksheet};

use super::pen::look;
use super::theme::{Ground, Look, Side, Theme};
use super::width::{laid, width};
use crate::error::Result;

pub(super) use super::list::{Cell, Column, Kind, List};
pub(super) use super::pen::{Pen, clean, note};

/// Above this no table object: it would keep every cell of its range in memory.
pub(super) const TABLE_ROWS: usize = 50_000;
/// Excel's limit of links on a sheet, with room for the sheet's own.
const LINKS: usize = 60_000;
/// Rows looked at for widths.
const SAMPLED: usize = 2_000;
/// Notes written on unknown values of a list, and of one that nobody reads to its end.
const NOTES: (usize, usize) = (1_000, 300);
/// Pixels of a row of one line: the sheet's own height.
const USUAL: u32 = 22;

/// What a list takes of its sheet.
#[derive(Debug)]
pub(super) struct Written {
    /// Widths wanted, in digits.
    pub(super) widths: Vec<f64>,
    /// Heights of its rows, in pixels.
    pub(super) heights: Vec<u32>,
    /// The row after it.
    pub(super) next: u32,
    /// The column after it and what stands hidden beside it.
    pub(super) beyond: u16,
}

/// Writes a list with its header at `at`.
pub(super) fn write(sheet: &mut Worksheet, theme: &Theme, at: (u32, u16), list: &List) -> Result<Written> {
    let (top, left) = at;
    let headers = unique(list.columns.iter().map(|column| column.header.as_str()));
    let rows = u32::try_from(list.rows.len()).unwrap_or(u32::MAX).max(1);
    let total = list.total.as_deref().filter(|_| list.rows.len() > 1 && list.rows.len() <= TABLE_ROWS);
    let corner = (top + rows + u32::from(total.is_some()), left + u16::try_from(list.columns.len()).unwrap_or(1) - 1);
    if list.rows.len() <= TABLE_ROWS {
        let mut columns: Vec<_> = headers
            .iter()
            .zip(&list.columns)
            .map(|(header, column)| table_column(theme, (&list.name, header), column, total.is_some()))
            .collect();
        if let (Some(label), Some(first)) = (total, columns.first_mut()) {
            *first = first.clone().set_total_label(label);
        }
        let table = ExcelTable::new()
            .set_name(list.name.as_ref())
            .set_alt_text(&list.alt)
            .set_style(TableStyle::Light1)
            .set_total_row(total.is_some())
            .set_columns(&columns);
        sheet.add_table(top, left, corner.0, corner.1, &table)?;
    } else {
        sheet.autofilter(top, left, corner.0, corner.1)?;
    }
    for ((header, column), at) in headers.iter().zip(&list.columns).zip(left..) {
        sheet.write_string_with_format(top, at, header, &theme.format(&head(column.kind)))?;
    }
    let mut pens: Vec<Pen> = list.columns.iter().map(|column| Pen::new(theme, column)).collect();
    let widths: Vec<f64> =
        list.columns.iter().enumerate().map(|(place, column)| wanted(column, &headers[place], &list.rows, place)).collect();
    let tallest = headers.iter().zip(&widths).map(|(header, room)| lines(width(header) + 2.0, *room)).max().unwrap_or(1);
    if tallest > 1 {
        sheet.set_row_height_pixels(top, 8 + 18 * tallest.min(3))?;
    }
    let (mut links, mut notes) = (0, 0);
    let most_notes = if list.rows.len() <= SAMPLED { NOTES.0 } else { NOTES.1 };
    let heights: Vec<u32> = list.rows.iter().map(|row| height(list, row, &widths)).collect();
    for ((row, pixels), at) in list.rows.iter().zip(&heights).zip(top + 1..) {
        // Said row by row it is a tenth of the cost of a long list, where nearly every row is of the usual height.
        if *pixels != USUAL || list.rows.len() <= SAMPLED {
            sheet.set_row_height_pixels(at, *pixels)?;
        }
        for ((cell, pen), column) in row.iter().zip(&mut pens).zip(left..) {
            links += usize::from(matches!(cell, Cell::Link(..)));
            notes += usize::from(matches!(cell, Cell::Unknown(_)));
            pen.write(sheet, theme, (at, column), cell, (links <= LINKS, notes <= most_notes))?;
        }
    }
    if let Some(label) = total {
        write_total(sheet, theme, at, list, label, &headers)?;
    }
    for (_, column) in list.columns.iter().zip(left..).filter(|(column, _)| column.bar) {
        let bar = ConditionalFormatDataBar::new().set_fill_color(theme.tint(0.72)).set_solid_fill(true).set_border_off(true);
        sheet.add_conditional_format(top + 1, column, top + rows, column, &bar)?;
    }
    Ok(Written { widths, heights, next: corner.0 + 1, beyond: corner.1 + 1 })
}

pub(super) fn head(kind: Kind) -> Look {
    let look = Look::head(kind.side()).wrap();
    if kind.side() == Side::Left { look.indent(1) } else { look }
}

fn table_column(theme: &Theme, (table, header): (&str, &str), column: &Column, total: bool) -> TableColumn {
    let made = TableColumn::new().set_header(header).set_header_format(theme.format(&head(column.kind)));
    let made = made.set_format(theme.format(&look(column)));
    if total && column.sum { made.set_total_function(TableFunction::Custom(Formula::new(total_formula(table, header)))) } else { made }
}

/// Totals name the table in their formula and carry their value, so that every reader shows the same.
fn write_total(sheet: &mut Worksheet, theme: &Theme, at: (u32, u16), list: &List, label: &str, headers: &[String]) -> Result<()> {
    let row = at.0 + 1 + u32::try_from(list.rows.len()).unwrap_or(0);
    for ((place, column), left) in list.columns.iter().enumerate().zip(at.1..) {
        let mut total = look(column).bold().on(Ground::Total);
        total.hair_below = false;
        let style = theme.format(&total);
        if place == 0 {
            sheet.write_string_with_format(row, left, label, &style)?;
        } else if column.sum {
            let sum: f64 = list
                .rows
                .iter()
                .filter_map(
                    |cells| if let Some(Cell::Number(value) | Cell::Live(_, value)) = cells.get(place) { Some(*value) } else { None },
                )
                .sum();
            let formula = total_formula(&list.name, &headers[place]);
            sheet.write_formula_with_format(row, left, Formula::new(formula).set_result(format!("{sum}")), &style)?;
        } else {
            sheet.write_blank(row, left, &style)?;
        }
    }
    Ok(())
}

fn total_formula(table: &str, header: &str) -> String {
    format!("=SUBTOTAL(109,{table}[{header}])")
}

/// Headers without twins and without the signs that a structured reference would have to escape.
pub(super) fn unique<'a>(headers: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut made: Vec<String> = Vec::new();
    for header in headers {
        let plain: String =
            header.trim().chars().map(|c| if matches!(c, '[' | ']' | '#' | '\'' | '@' | '\n' | '\r') { ' ' } else { c }).collect();
        let plain = if plain.trim().is_empty() { "—".to_owned() } else { plain };
        let mut candidate = plain.clone();
        let mut number = 2;
        while made.iter().any(|known| known.to_lowercase() == candidate.to_lowercase()) {
            candidate = format!("{plain} {number}");
            number += 1;
        }
        made.push(candidate);
    }
    made
}

/// Width that a column wants, in digits.
pub(super) fn wanted(column: &Column, header: &str, rows: &[Vec<Cell>], place: usize) -> f64 {
    let longest = |cell: &Cell| column.shown(cell).lines().map(width).fold(0.0, f64::max);
    let body = rows.iter().take(SAMPLED).filter_map(|row| row.get(place)).map(longest).fold(0.0, f64::max);
    let sum = if column.sum { 2.0 } else { 0.0 };
    let least = header_width(header) + 5.0;
    let cap = column.room.unwrap_or_else(|| column.kind.cap());
    (body + sum + 3.0).min(cap).max(if column.room.is_some() { least.min(cap) } else { least })
}

/// Longer headers than this go onto several lines where they have several words.
const HEADER: f64 = 12.0;

/// Width that a header needs at least: of its longest word, where it is long.
fn header_width(header: &str) -> f64 {
    let whole = width(header);
    if whole <= HEADER { whole } else { header.split_whitespace().map(width).fold(HEADER - 3.0, f64::max).min(whole) }
}

/// Lines that a text of this width takes in a column: words do not fill a line to its end.
fn lines(needed: f64, room: f64) -> u32 {
    if needed + 2.5 <= room { 1 } else { (2_u32..6).find(|lines| needed * 1.05 <= (room - 2.5) * f64::from(*lines)).unwrap_or(6) }
}

/// Height of a row in pixels: prose that is wider than its column takes several lines, six at most.
fn height(list: &List, row: &[Cell], widths: &[f64]) -> u32 {
    let lines = row
        .iter()
        .zip(&list.columns)
        .zip(widths)
        .filter(|((_, column), _)| column.kind == Kind::Prose)
        .map(|((cell, column), room)| cell.shown(column.kind).lines().map(|line| lines(laid(line), *room)).sum::<u32>().clamp(1, 6))
        .max()
        .unwrap_or(1);
    4 + 18 * lines
}

#[cfg(test)]
mod tests {
    use calamine::Reader;

    use super::*;
    use crate::model::Unit;

    fn list(rows: usize) -> List {
        let columns = vec![Column::new("名称", Kind::Text), Column::new("金额", Kind::Number(Unit::Money)).summed()];
        let row = |place: usize| vec![Cell::text(format!("=A{place}")), Cell::Number(1.5)];
        List { name: "tbl_test".into(), alt: "test".into(), columns, rows: (0..rows).map(row).collect(), total: Some("合计".into()) }
    }

    fn tables_of(rows: usize) -> (Vec<String>, Option<f64>) {
        let theme = Theme::new(&crate::policy::Policy::shipped().report);
        let mut book = rust_xlsxwriter::Workbook::new();
        write(book.add_worksheet(), &theme, (3, 0), &list(rows)).unwrap();
        let bytes = std::io::Cursor::new(book.save_to_buffer().unwrap());
        let mut read: calamine::Xlsx<_> = calamine::open_workbook_from_rs(bytes).unwrap();
        read.load_tables().unwrap();
        let total = u32::try_from(4 + rows).unwrap();
        let value = read.worksheet_range("Sheet1").unwrap().get_value((total, 1)).and_then(calamine::DataType::get_float);
        (read.table_names().into_iter().cloned().collect(), value)
    }

    #[test]
    fn a_list_is_a_table_with_a_total_that_carries_its_value() {
        assert_eq!(tables_of(4), (vec!["tbl_test".to_owned()], Some(6.0)));
    }

    #[test]
    fn a_very_long_list_has_no_table_and_one_row_no_total() {
        assert_eq!(tables_of(TABLE_ROWS + 1), (Vec::new(), None));
        assert_eq!(tables_of(1).1, None);
    }

    #[test]
    fn headers_are_unique_whatever_the_case_and_plain() {
        assert_eq!(unique(["客户", "客户", "n", "N", "a[b]", " "].into_iter()), ["客户", "客户 2", "n", "N 2", "a b ", "—"]);
    }

    #[test]
    fn prose_wider_than_its_column_takes_lines() {
        let list = List { columns: vec![Column::new("说明", Kind::Prose)], ..list(0) };
        assert_eq!(height(&list, &[Cell::text("短")], &[20.0]), 22);
        assert_eq!(height(&list, &[Cell::text("长".repeat(40))], &[46.0]), 40);
        assert_eq!(height(&list, &[Cell::text(format!("＝\n{}\n短", "长".repeat(40)))], &[46.0]), 76);
    }
}
