//! Page (版面): what every detail sheet has in common: a title that is a finding, a subtitle with period and unit, the way
//! back, frozen header, A4 landscape one page wide, page numbers and the report date as text.

mod lists;

use rust_xlsxwriter::{Chart, Format, ProtectionOptions, Url, Worksheet};

use super::desk::{Desk, Sheet};
use super::print::{self, Print};
use super::table::{self, Cell};
use super::theme::{Ink, Look};
use super::width::printed;
use crate::error::Result;
use crate::model::own::Mark;

/// A detail sheet being written, from top to bottom.
pub(super) struct Page {
    sheet: Worksheet,
    /// Next free row (from 0).
    next: u32,
    widths: Vec<f64>,
    lists: u32,
    /// The sheet's name.
    name: String,
    /// First data row of the newest list.
    list_at: u32,
    /// Columns frozen beside the header.
    frozen_columns: u16,
    /// What of it goes onto paper.
    print: Print,
    /// A heading that waits for what it heads: without that it is not written.
    waiting: Option<String>,
    /// The sentence at the top.
    title: String,
    /// The line below it.
    subtitle: String,
    /// By what a workbook of ours is known although its properties are lost.
    mark: Option<String>,
    /// The column after all that is written.
    beyond: u16,
}

/// Points of the sentence at the top.
const TITLE: f64 = 14.0;

/// Pages on paper of a sheet of the analysis companion.
const ANALYSIS_PAGES: usize = 2;

/// Rows that a chart below a list takes.
const CHART_ROWS: u32 = 16;

/// Row of the first list's header (from 0): title, subtitle, link back.
pub(super) const HEADER_ROW: u32 = 3;

/// A worksheet with its title and subtitle.
fn opened(desk: &Desk<'_>, name: &str, title: &str, subtitle: &str) -> Result<Worksheet> {
    let (mut sheet, theme) = (Worksheet::new(), &desk.theme);
    sheet.set_default_format(&theme.default_format(), 22, 64)?;
    sheet.set_name(name)?;
    sheet.set_row_height_pixels(0, 30)?;
    sheet.write_string_with_format(0, 0, title, &theme.format(&Look::body().size(TITLE).bold()))?;
    sheet.write_string_with_format(1, 0, subtitle, &theme.format(&Look::note()))?;
    Ok(sheet)
}

impl Page {
    /// Opens a sheet with its title sentence.
    pub(super) fn new(desk: &Desk<'_>, of: Sheet, title: &str, subtitle: &str) -> Result<Self> {
        Self::titled(desk, &desk.sheet_name(of), title, subtitle)
    }

    /// Opens a sheet of any name.
    pub(super) fn titled(desk: &Desk<'_>, name: &str, title: &str, subtitle: &str) -> Result<Self> {
        let theme = &desk.theme;
        let mut sheet = opened(desk, name, title, subtitle)?;
        sheet.set_row_height_pixels(2, 24)?;
        let home = desk.sheet_name(desk.plan.home());
        if name == home {
            sheet.write_string_with_format(2, 0, desk.for_whom(), &theme.format(&Look::note()))?;
        } else {
            let back = Url::new(desk.link(desk.plan.home())).set_text(desk.say("back", &[("sheet", home.clone())]));
            sheet.write_url_with_format(2, 0, back, &theme.format(&Look::note().link()))?;
        }
        print::set_up(&mut sheet, desk, 0);
        let mut page = Self::empty(sheet, name, (title, subtitle));
        if name == home {
            page.marked(&desk.plan.mark(desk.view.month));
        }
        // The companion is looked things up in: nobody wants all of it on paper.
        page.print.at_most = (desk.plan.kind == "analysis").then_some(ANALYSIS_PAGES);
        Ok(page)
    }

    /// Opens the sheet of a workbook without a summary page.
    pub(super) fn alone(desk: &Desk<'_>, name: &str, title: &str, subtitle: &str) -> Result<Self> {
        let mut sheet = opened(desk, name, title, subtitle)?;
        print::set_up(&mut sheet, desk, 0);
        Ok(Self::empty(sheet, name, (title, subtitle)))
    }

    fn empty(sheet: Worksheet, name: &str, (title, subtitle): (&str, &str)) -> Self {
        let mut print = Print::new();
        // As wide as they are written above the lists, in digits.
        print.title = (printed(title) * TITLE / 10.0).max(printed(subtitle) * 0.9);
        Self {
            sheet,
            next: HEADER_ROW,
            widths: Vec::new(),
            lists: 0,
            name: name.to_owned(),
            list_at: 0,
            frozen_columns: 0,
            print,
            waiting: None,
            title: title.to_owned(),
            subtitle: subtitle.to_owned(),
            mark: None,
            beyond: 0,
        }
    }

    /// Marks the sheet as one of a workbook of ours, out of sight.
    pub(super) fn marked(&mut self, mark: &Mark) {
        self.mark.get_or_insert_with(|| mark.text());
    }

    /// Prints fewer pages than sheets of the companion may.
    pub(super) fn pages(&mut self, most: usize) {
        self.print.at_most = self.print.at_most.map(|usual| usual.min(most));
    }

    /// Keeps so many columns in sight beside the header.
    pub(super) fn freeze_columns(&mut self, columns: u16) {
        self.frozen_columns = columns;
    }

    /// Prints the first rows and so many columns only: the whole is for the screen.
    pub(super) fn print_first(&mut self, columns: u16) {
        self.print.first(columns);
    }

    /// Prints one page wide: places of origin and other columns to the right stay on the screen.
    pub(super) fn one_wide(&mut self) {
        self.print.one_wide = true;
    }

    /// Prints the whole sheet on one page.
    pub(super) fn one_page(&mut self) {
        self.print.one_page = true;
    }

    /// Against a slip of the hand only: no password, everything can be selected.
    pub(super) fn protect(&mut self) {
        protect(&mut self.sheet);
    }

    /// A heading of a further block; one that heads nothing is left out.
    pub(super) fn heading(&mut self, text: &str) {
        self.waiting = Some(text.to_owned());
    }

    /// Begins a block, under its heading where one waits.
    fn begin(&mut self, desk: &Desk<'_>) -> Result<u32> {
        let Some(text) = self.waiting.take() else { return Ok(self.next) };
        self.next += u32::from(self.lists > 0);
        let at = self.next;
        self.sheet.write_string_with_format(at, 0, &text, &desk.theme.format(&Look::body().size(11.0).bold().ink(Ink::Accent)))?;
        self.next += 1;
        Ok(at)
    }

    /// One line of a short numbered list above the first block.
    pub(super) fn line(&mut self, desk: &Desk<'_>, cell: &Cell, number: u32) -> Result<()> {
        let (text, place) = match cell {
            Cell::Link(text, place) => (text, Some(place)),
            Cell::Text(text) => (text, None),
            _ => return Ok(()),
        };
        let text = format!("{number}. {text}");
        let look = Look::body().bold().ink(Ink::Normal);
        if let Some(place) = place {
            let url = Url::new(place).set_text(table::clean(&text));
            self.sheet.write_url_with_format(self.next, 0, url, &desk.theme.format(&look.link()))?;
        } else {
            self.sheet.write_string_with_format(self.next, 0, table::clean(&text), &desk.theme.format(&look))?;
        }
        self.next += 1;
        Ok(())
    }

    /// A note under a block; long ones take several rows.
    pub(super) fn note(&mut self, desk: &Desk<'_>, text: &str) -> Result<()> {
        self.begin(desk)?;
        let format = desk.theme.format(&Look::note());
        self.sheet.write_string_with_format(self.next, 0, text, &format)?;
        self.next += 1;
        Ok(())
    }

    /// A chart of the list just written; `make` is given the sheet's name and the list's first row.
    pub(super) fn chart(&mut self, make: impl FnOnce(&str, u32) -> Chart) -> Result<()> {
        let chart = make(&self.name, self.list_at);
        self.sheet.insert_chart_with_offset(self.next + 1, 0, &chart, 4, 0)?;
        self.next += CHART_ROWS;
        // A chart stays with its list.
        self.print.stretch(self.next);
        Ok(())
    }

    /// Begins a new printed page here.
    pub(super) fn new_page(&mut self) {
        self.print.page_at(self.next);
    }

    /// What follows is for the screen.
    pub(super) fn screen_only(&mut self) {
        self.print.end_at(self.next);
    }

    /// Prints the first rows of the list just written; what follows them is for the screen, and the subtitle says so.
    pub(super) fn print_first_rows(&mut self, desk: &Desk<'_>) -> Result<()> {
        if self.print.first_rows() && self.print.at_most.is_none() {
            let told = desk.say("printed_rows", &[("count", print::PRINTED_ROWS.to_string())]);
            let subtitle = [super::detail::subtitle(desk), told].concat();
            self.sheet.write_string_with_format(1, 0, subtitle, &desk.theme.format(&Look::note()))?;
        }
        Ok(())
    }

    /// Prints all columns on one page's width, small as they become.
    pub(super) fn squeezed(&mut self) {
        self.print.squeezed = true;
    }

    /// Sets what depends on the whole and gives the sheet.
    pub(super) fn finish(mut self, desk: &Desk<'_>) -> Result<Worksheet> {
        for (column, width) in self.widths.iter().enumerate() {
            self.sheet.set_column_width(u16::try_from(column).unwrap_or(u16::MAX), *width)?;
        }
        let beyond = self.beyond.max(u16::try_from(self.widths.len()).unwrap_or(u16::MAX));
        if let Some(mark) = &self.mark {
            hide(&mut self.sheet, (MARK_ROW, beyond), mark, &desk.theme.format(&Look::note()))?;
        }
        let printed = self.print.apply(&mut self.sheet, self.widths, self.frozen_columns, self.next)?;
        if printed.part {
            self.subtitle.push_str(desk.text("printed_part").as_str());
            self.sheet.write_string_with_format(1, 0, &self.subtitle, &desk.theme.format(&Look::note()))?;
        }
        if printed.above {
            print::above(&mut self.sheet, desk, &self.title, &self.subtitle);
        }
        let size = fitting(&self.title, TITLE, printed.width * 7.0);
        if size < TITLE {
            self.sheet.set_cell_format(0, 0, &desk.theme.format(&Look::body().size(size).bold()))?;
        }
        Ok(self.sheet)
    }
}

/// Row of the mark (from 0): that of the way back, where no text is long.
pub(super) const MARK_ROW: u32 = 2;

/// Writes a text that only the reader of returned workbooks looks for, into a column nobody sees.
pub(super) fn hide(sheet: &mut Worksheet, at: (u32, u16), text: &str, format: &Format) -> Result<()> {
    sheet.write_string_with_format(at.0, at.1, text, format)?;
    sheet.set_column_width(at.1, 14)?;
    sheet.set_column_hidden(at.1)?;
    Ok(())
}

/// Locks the cells of a sheet that nobody sorts.
pub(super) fn protect(sheet: &mut Worksheet) {
    sheet.protect_with_options(&ProtectionOptions { edit_objects: true, ..ProtectionOptions::new() });
}

/// Greatest size up to `wanted` points at which the text fits into so many pixels.
pub(super) fn fitting(text: &str, wanted: f64, pixels: f64) -> f64 {
    // A digit of a 10 pt font is about 7 pixels wide.
    let needed = printed(text) * 0.7;
    (pixels / needed).min(wanted).max(10.0).floor()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_headline_gets_a_smaller_size() {
        assert!((fitting("短", 18.0, 1100.0) - 18.0).abs() < 1e-9);
        assert!(fitting(&"长".repeat(60), 18.0, 1100.0) < 16.0);
        assert!((fitting(&"长".repeat(600), 18.0, 1100.0) - 10.0).abs() < 1e-9);
    }
}
