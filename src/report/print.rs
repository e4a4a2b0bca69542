//! Print (打印): what of a sheet goes onto paper while it is written: which rows and columns, where pages begin, and which
//! header stands on every page.
//!
//! Decides that the rest of a long list and what only explains stay on the screen, and that the header of a list that runs
//! over pages is repeated. Sizes are estimated in `paper`.

use std::collections::BTreeMap;

use rust_xlsxwriter::Worksheet;

use super::desk::Desk;
use super::page::HEADER_ROW;
use super::paper;
use crate::error::Result;

/// Rows of a long list that are printed.
pub(super) const PRINTED_ROWS: usize = 60;
/// A list of more rows runs over pages.
const LONG: u32 = 30;

/// How a sheet is to be printed, gathered while it is written.
#[derive(Debug, Default)]
pub(super) struct Print {
    /// Rows that begin a printed page.
    breaks: Vec<u32>,
    /// Columns of a list that are printed, with its first rows, where it is too long for paper.
    columns: Option<u16>,
    /// First data row of the list that `columns` was said for.
    columns_of: Option<u32>,
    /// What does not fit beside the first columns stays on the screen.
    pub(super) one_wide: bool,
    /// All columns on one page's width, where they can still be read.
    pub(super) squeezed: bool,
    /// The whole sheet on one page of paper.
    pub(super) one_page: bool,
    /// Columns that paper needs; places of origin beyond them are for the screen.
    needed: u16,
    /// Heights of rows that are not the usual ones, in pixels.
    heights: BTreeMap<u32, u32>,
    /// First row of each block and the row after it.
    blocks: Vec<(u32, u32)>,
    /// First data row of each list and the row after it.
    lists: Vec<(u32, u32)>,
    /// The row from which on all is for the screen.
    end: Option<u32>,
    /// Pages of the sheet on paper at most: what comes after them is for the screen.
    pub(super) at_most: Option<usize>,
    /// Room that title and subtitle want, in digits.
    pub(super) title: f64,
}

impl Print {
    pub(super) fn new() -> Self {
        Self { heights: BTreeMap::from([(0, 30), (2, 24)]), ..Self::default() }
    }

    /// Prints the first rows of the next list, and so many columns only.
    pub(super) fn first(&mut self, columns: u16) {
        self.columns = Some(columns);
    }

    /// Begins a page at this row.
    pub(super) fn page_at(&mut self, row: u32) {
        self.breaks.push(row);
    }

    /// From this row on all is for the screen.
    pub(super) fn end_at(&mut self, row: u32) {
        self.end.get_or_insert(row);
    }

    /// Of the newest list the first rows only; whether it has more.
    pub(super) fn first_rows(&mut self) -> bool {
        let Some((first, after)) = self.lists.last().copied() else { return false };
        let last = first + u32::try_from(PRINTED_ROWS).unwrap_or(u32::MAX);
        if after > last {
            self.end_at(last);
        }
        after > last
    }

    /// A list between these rows, below a block's first row.
    pub(super) fn list(&mut self, (begin, first, after): (u32, u32, u32), heights: Vec<u32>, needed: usize) {
        if self.columns.is_some() {
            self.columns_of.get_or_insert(first);
        }
        self.heights.insert(first - 1, 26);
        self.heights.extend((first..).zip(heights));
        self.needed = self.needed.max(u16::try_from(needed).unwrap_or(u16::MAX));
        self.blocks.push((begin, after));
        self.lists.push((first, after));
    }

    /// What belongs to the newest block goes on to this row.
    pub(super) fn stretch(&mut self, after: u32) {
        if let Some(block) = self.blocks.last_mut() {
            block.1 = after;
        }
    }

    /// Row of the header that stays in sight: that of a single list, else the title and the way back.
    fn header(&self) -> u32 {
        match self.lists.as_slice() {
            [(first, _)] if *first <= HEADER_ROW + 2 => *first,
            _ => HEADER_ROW,
        }
    }

    /// Rows repeated on every page: the header in sight, or that of the last list where it runs over pages.
    fn repeated(&self, end: u32) -> (u32, u32) {
        let header = self.header();
        let last = self.lists.iter().rfind(|(first, _)| *first < end).filter(|(first, after)| end.min(*after) > first + LONG);
        match last {
            _ if header > HEADER_ROW => (header - 1, header - 1),
            Some((first, _)) => (first - 1, first - 1),
            None => (0, header - 1),
        }
    }

    /// Sets it all on a sheet whose next free row is `next`, and gives what became of it. `widths` are those of its columns in
    /// digits; the first `frozen` stay in sight.
    pub(super) fn apply(mut self, sheet: &mut Worksheet, mut widths: Vec<f64>, frozen: u16, next: u32) -> Result<Printed> {
        let mut end = self.end.unwrap_or(next).min(next).max(1);
        if let Some(columns) = self.columns {
            let first = self.columns_of.or_else(|| self.lists.last().map(|(first, _)| *first)).unwrap_or(HEADER_ROW);
            end = end.min(first + u32::try_from(PRINTED_ROWS).unwrap_or(60));
            widths.truncate(usize::from(columns));
        }
        let one_wide = self.one_wide || self.at_most.is_some();
        let paper = match self.columns {
            Some(columns) if self.at_most.is_some() => paper::columns(&widths, columns, frozen, true),
            Some(_) => paper::named(&widths, frozen),
            None if self.squeezed => paper::named(&widths[..usize::from(self.needed).min(widths.len())], frozen),
            None => paper::columns(&widths, self.needed, frozen, one_wide),
        };
        let header = self.header();
        if self.lists.len() > 1 && !self.one_page {
            self.breaks = paper::rows(&self.blocks, &self.breaks, &self.heights, (paper.scale, header));
        }
        if let Some(pages) = self.at_most {
            let tall = (pages / (paper.breaks.len() + 1)).max(1);
            end = end.min(paper::after(tall, &self.breaks, &self.heights, (paper.scale, header)));
        }
        let (blank, printed) = paper::room(&widths, &paper, self.title);
        // Columns that stand on every page would cut the title there: it goes to the top of the pages.
        let mut shown = self.lists.iter().filter(|(first, _)| *first < end);
        let only = shown.next().filter(|_| shown.next().is_none() && !paper.breaks.is_empty() && frozen > 0);
        let repeated = only.map_or_else(|| self.repeated(end), |(first, _)| (first - 1, first - 1));
        let from = only.and(self.blocks.first()).map_or(0, |block| block.0.min(repeated.0));
        // Named always: a long title, or what only a chart reads, would count as a part of the page.
        if !widths.is_empty() {
            let blank = if self.columns.is_some() { 0 } else { blank };
            sheet.set_print_area(from, 0, end - 1, u16::try_from(paper.last + blank).unwrap_or(u16::MAX))?;
        }
        if !paper.breaks.is_empty() {
            if frozen > 0 {
                sheet.set_repeat_columns(0, frozen - 1)?;
            }
            sheet.set_vertical_page_breaks(&paper.breaks)?;
            sheet.set_print_fit_to_pages(u16::try_from(paper.breaks.len() + 1).unwrap_or(1), 0);
        }
        if self.one_page {
            sheet.set_print_fit_to_pages(1, 1);
        }
        self.breaks.retain(|row| *row < end);
        if !self.breaks.is_empty() {
            sheet.set_page_breaks(&self.breaks)?;
        }
        sheet.set_freeze_panes(header, frozen)?;
        sheet.set_repeat_rows(repeated.0, repeated.1)?;
        Ok(Printed { width: printed, part: self.at_most.is_some() && end < next, above: from > 0 })
    }
}

/// How a sheet is printed.
pub(super) struct Printed {
    /// Width of the first page in digits.
    pub(super) width: f64,
    /// The sheet has more rows than its greatest number of pages hold.
    pub(super) part: bool,
    /// Its title belongs above the pages, for the rows that hold it are not printed.
    pub(super) above: bool,
}

/// Characters a header holds, and what its marks take of them.
const ABOVE: usize = 255 - 60;

/// Prints title and subtitle above every page.
pub(super) fn above(sheet: &mut Worksheet, desk: &Desk<'_>, title: &str, subtitle: &str) {
    let whom = super::width::clip(&desk.for_whom(), 60.0).replace('&', "&&");
    let (title, subtitle) = (super::width::clip(title, 120.0).replace('&', "&&"), subtitle.replace('&', "&&"));
    let room = ABOVE.saturating_sub(whom.chars().count() + title.chars().count());
    let subtitle = if subtitle.chars().count() > room { "" } else { &subtitle };
    // A blank parts the size from a title that begins with a number.
    sheet.set_header(format!("&L&\"-,Bold\"&12 {title}\n&\"-,Regular\"&9 {subtitle}&R&9 {whom}"));
    sheet.set_margins(0.35, 0.35, 0.75, 0.55, 0.25, 0.25);
}

/// A4 landscape, one page wide and `tall` pages high (0: as many as it takes).
pub(super) fn set_up(sheet: &mut Worksheet, desk: &Desk<'_>, tall: u16) {
    let footer_date = desk.say("printed", &[("date", desk.view.as_of.to_string())]);
    // A footer holds 255 characters.
    let company = super::width::clip(&desk.view.company, 60.0).replace('&', "&&");
    sheet
        .set_paper_size(9)
        .set_landscape()
        .set_print_fit_to_pages(1, tall)
        .set_margins(0.35, 0.35, 0.45, 0.55, 0.2, 0.25)
        .set_screen_gridlines(false)
        .set_header(format!("&R&9{}", super::width::clip(&desk.for_whom(), 100.0).replace('&', "&&")))
        .set_footer(format!("&L&9{company}&C&9&P / &N&R&9{footer_date}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(lists: &[(u32, u32)]) -> Print {
        let mut print = Print::new();
        for (first, after) in lists {
            print.list((first - 2, *first, *after), Vec::new(), 3);
        }
        print
    }

    #[test]
    fn the_header_of_a_list_that_runs_over_pages_is_repeated() {
        assert_eq!(print(&[(4, 400)]).repeated(400), (3, 3), "a single list");
        assert_eq!(print(&[(5, 9), (12, 200)]).repeated(200), (11, 11));
        assert_eq!(print(&[(5, 90), (92, 100)]).repeated(100), (0, 2), "the last one is short");
        assert_eq!(print(&[(5, 90), (92, 300)]).repeated(91), (4, 4), "the last one stays on the screen");
    }

    #[test]
    fn of_a_long_list_the_first_rows_are_printed() {
        let mut long = print(&[(5, 9), (12, 400)]);
        assert!(long.first_rows());
        assert_eq!(long.end, Some(72));
        let mut short = print(&[(5, 9), (12, 40)]);
        assert!(!short.first_rows());
        assert_eq!(short.end, None);
    }
}
