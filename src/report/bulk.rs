//! Bulk (大明细): a list too long for a workbook that people open stands in a workbook of its own, beside it.
//!
//! It is written row by row without keeping any, so that memory does not grow with it; it has a frozen header and a filter, but
//! no table, links or notes, and goes on on a further sheet where one is full.

use rust_xlsxwriter::Workbook as Book;

use super::desk::Desk;
use super::page::{MARK_ROW, hide};
use super::plan::Plan;
use super::print;
use super::table::{self, Cell, Column};
use super::theme::Look;
use super::{Workbook, book, detail};
use crate::error::Result;

/// From how many rows on a list is treated so.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Rows of a list in a workbook that people open.
    pub(super) list: usize,
    /// Rows shown there of a longer one.
    pub(super) shown: usize,
    /// Rows on one sheet: Excel has 1,048,576.
    pub(super) sheet: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { list: table::TABLE_ROWS, shown: 1_000, sheet: 1_000_000 }
    }
}

/// A list that may be very long: its rows are made when they are asked for.
pub(super) struct Long<'a> {
    /// Part of the name of its own workbook.
    pub(super) id: String,
    /// Name of the Excel table.
    pub(super) table: &'static str,
    pub(super) alt: String,
    /// Name of its sheet and first words of its title.
    pub(super) title: String,
    pub(super) columns: Vec<Column>,
    pub(super) count: usize,
    pub(super) row: Box<dyn Fn(usize) -> Vec<Cell> + 'a>,
    /// Label of the total row, where the list is whole.
    pub(super) total: Option<String>,
}

/// Rows looked at for the widths.
const SAMPLED: usize = 500;

/// Name of the workbook of a long list: `management-orders-2026-10.xlsx`.
pub(super) fn file_name(desk: &Desk<'_>, name: &str, id: &str) -> String {
    let ending = format!("-{}.xlsx", desk.view.month);
    format!("{}-{id}{ending}", name.strip_suffix(&ending).unwrap_or(name))
}

/// The workbooks of the lists that are too long for the workbook `name`.
pub(super) fn write(desk: &Desk<'_>) -> Result<Vec<Workbook>> {
    let too_long = |long: &Long<'_>| long.count > desk.limits.list;
    let lists = detail::long_lists(desk);
    let mut made = lists.iter().filter(|long| too_long(long)).map(|long| workbook(desk, long)).collect::<Result<Vec<_>>>()?;
    made.extend(overflow(desk)?);
    Ok(made)
}

/// The workbooks of lists that turned out too long while their sheets were written.
pub(super) fn overflow(desk: &Desk<'_>) -> Result<Vec<Workbook>> {
    let mut made = Vec::new();
    for (sheet, list) in desk.overflow.take() {
        let rows = list.rows;
        let row = |place: usize| rows.get(place).cloned().unwrap_or_default();
        let (id, alt, columns, count) = (id_of(&list.name), list.alt, list.columns, rows.len());
        made.push(workbook(desk, &Long { id, table: "", alt, title: sheet, columns, count, row: Box::new(row), total: None })?);
    }
    Ok(made)
}

/// Part of a workbook's name from a table's: `tbl_follow_ups` → `follow-ups`.
pub(super) fn id_of(table: &str) -> String {
    table.strip_prefix("tbl_").unwrap_or(table).replace('_', "-")
}

fn workbook(desk: &Desk<'_>, long: &Long<'_>) -> Result<Workbook> {
    let theme = &desk.theme;
    let mut made = Book::new();
    made.set_default_format(&theme.default_format(), 22, 64)?;
    let headers = table::unique(long.columns.iter().map(|column| column.header.as_str()));
    let sample: Vec<_> = (0..long.count.min(SAMPLED)).map(|place| (long.row)(place)).collect();
    let parts = long.count.div_ceil(desk.limits.sheet).max(1);
    let last = u16::try_from(long.columns.len()).unwrap_or(1).saturating_sub(1);
    let mark = Plan::bulk(&desk.plan).mark(desk.view.month).text();
    for part in 0..parts {
        let (from, to) = (part * desk.limits.sheet, ((part + 1) * desk.limits.sheet).min(long.count));
        let sheet = made.add_worksheet_with_constant_memory()?;
        sheet.set_name(if parts == 1 { long.title.clone() } else { format!("{} {}", long.title, part + 1) })?;
        print::set_up(sheet, desk, 0);
        for (place, column) in long.columns.iter().enumerate() {
            let width = table::wanted(column, &headers[place], &sample, place);
            sheet.set_column_width(u16::try_from(place).unwrap_or(u16::MAX), width)?;
        }
        let part_of = [("part", (part + 1).to_string()), ("parts", parts.to_string()), ("from", (from + 1).to_string())];
        let rows = [("to", to.to_string()), ("count", long.count.to_string())];
        let title = desk.say("bulk.title", &[&part_of[..], &rows[..], &[("title", long.title.clone())]].concat());
        sheet.write_string_with_format(0, 0, title, &theme.format(&Look::body().size(14.0).bold()))?;
        sheet.write_string_with_format(1, 0, detail::subtitle(desk), &theme.format(&Look::note()))?;
        sheet.write_string_with_format(MARK_ROW, 0, desk.for_whom(), &theme.format(&Look::note()))?;
        hide(sheet, (MARK_ROW, last + 1), &mark, &theme.format(&Look::note()))?;
        for ((header, column), at) in headers.iter().zip(&long.columns).zip(0..) {
            sheet.write_string_with_format(HEADER, at, header, &theme.format(&table::head(column.kind)))?;
        }
        let mut pens: Vec<_> = long.columns.iter().map(|column| table::Pen::new(theme, column)).collect();
        let mut at = HEADER;
        for place in from..to {
            at += 1;
            for ((cell, pen), column) in (long.row)(place).iter().zip(&mut pens).zip(0..) {
                // A blank cell with a format would be written all the same: a fifth of the file.
                if *cell != Cell::Blank {
                    pen.write(sheet, theme, (at, column), cell, (false, false))?;
                }
            }
        }
        sheet.autofilter(HEADER, 0, at, last)?;
        sheet.set_freeze_panes(HEADER + 1, 1)?;
        sheet.set_repeat_rows(HEADER, HEADER)?;
    }
    book::seal(desk, &mut made, &mark, file_name(desk, &desk.file, &long.id))
}

/// Row of the header (from 0).
const HEADER: u32 = 3;

#[cfg(test)]
mod tests {
    use calamine::Reader;

    use super::super::fixture;
    use super::*;
    use crate::policy::Policy;
    use crate::words::{Language, Words};

    #[test]
    fn a_list_that_is_too_long_goes_on_on_further_sheets_of_its_own_workbook() {
        let (view, policy) = (fixture::month_view(), Policy::shipped());
        let mut desk = Desk::new(&view, &[], &policy, Words::of(Language::ZhHans), Plan::management());
        let orders = view.computed.orders.len();
        assert!(orders > 5, "the invented month has orders");
        assert!(write(&desk).unwrap().is_empty());
        desk.limits = Limits { list: 4, shown: 2, sheet: orders.div_ceil(2) };
        desk.file = "management-2026-10.xlsx".to_owned();
        let made = write(&desk).unwrap();
        let made = made.into_iter().find(|made| made.name == "management-orders-2026-10.xlsx").unwrap();
        let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(made.bytes)).unwrap();
        let names = book.sheet_names();
        assert_eq!(names.len(), 2);
        let ranges: Vec<_> = names.iter().map(|name| book.worksheet_range(name).unwrap()).collect();
        let rows: usize = ranges.iter().map(|range| range.height() - 4).sum();
        assert_eq!(rows, orders);
        for range in &ranges {
            assert_eq!(range.get_value((3, 0)), ranges[0].get_value((3, 0)), "every sheet has the header");
        }
        // Any other list, too, when its sheet is written: here that of the customers.
        assert!(desk.customers.len() > 4);
        book::write(&desk, "management-2026-10.xlsx".into()).unwrap();
        let more: Vec<String> = write(&desk).unwrap().into_iter().map(|made| made.name).collect();
        assert!(more.contains(&"management-customers-2026-10.xlsx".to_owned()), "{more:?}");
        // The workbook that people open shows the first ones and says where the rest is.
        let sheet = Desk::sheet_name(&desk, super::super::desk::Sheet::Salespeople);
        let main = book::write(&desk, "management-2026-10.xlsx".into()).unwrap();
        let mut main: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(main.bytes)).unwrap();
        let range = main.worksheet_range(&sheet).unwrap();
        let said = range.rows().flatten().filter(|cell| cell.to_string().contains("management-orders-2026-10.xlsx")).count();
        assert_eq!(said, 1);
    }
}
