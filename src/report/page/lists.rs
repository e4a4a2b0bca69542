//! Lists of a page (版面上的表): how a list comes onto its sheet: whole, cut where it is too long for the workbook, to be filled
//! in, or with numbers beside it that only its chart reads.

use super::super::bulk::{self, Long};
use super::super::desk::Desk;
use super::super::returnable::{self, Returnable};
use super::super::table::{self, List, Written};
use super::super::theme::{Ground, Look, Side};
use super::Page;
use crate::error::Result;

impl Page {
    /// A list; one without rows is left out.
    pub(in super::super) fn list(&mut self, desk: &Desk<'_>, list: &List) -> Result<()> {
        if list.rows.is_empty() {
            self.waiting = None;
            return Ok(());
        }
        let short = self.cut(desk, list)?;
        let list = short.as_ref().unwrap_or(list);
        let begin = self.begin(desk)?;
        let top = self.next;
        self.list_at = top + 1;
        self.sheet.set_row_height_pixels(top, 26)?;
        let written = table::write(&mut self.sheet, &desk.theme, (top, 0), list)?;
        self.take(desk, list, begin, written);
        Ok(())
    }

    /// A list that may be too long for this workbook: then its first rows, and where all of them are.
    pub(in super::super) fn long(&mut self, desk: &Desk<'_>, long: &Long<'_>) -> Result<()> {
        let whole = long.count <= desk.limits.list;
        let rows = if whole { long.count } else { desk.limits.shown };
        if !whole {
            self.beside(desk, &long.id, (long.count, rows))?;
        }
        let list = List {
            name: long.table.into(),
            alt: long.alt.clone(),
            columns: long.columns.clone(),
            rows: (0..rows).map(|place| (long.row)(place)).collect(),
            total: long.total.clone().filter(|_| whole),
        };
        self.list(desk, &list)
    }

    /// Says that so many rows stand in a workbook beside, and how many of them are shown here.
    fn beside(&mut self, desk: &Desk<'_>, id: &str, (count, shown): (usize, usize)) -> Result<()> {
        let file = bulk::file_name(desk, &desk.file, id);
        let file = file.rsplit('/').next().unwrap_or(&file).to_owned();
        self.note(desk, &desk.say("bulk.beside", &[("count", count.to_string()), ("shown", shown.to_string()), ("file", file)]))
    }

    /// A list that turned out too long for this workbook is kept for one of its own; what of it is shown here.
    fn cut(&mut self, desk: &Desk<'_>, list: &List) -> Result<Option<List>> {
        if list.rows.len() <= desk.limits.list {
            return Ok(None);
        }
        self.beside(desk, &bulk::id_of(&list.name), (list.rows.len(), desk.limits.shown))?;
        desk.overflow.borrow_mut().push((self.name.clone(), list.clone()));
        let rows = list.rows.iter().take(desk.limits.shown).cloned().collect();
        Ok(Some(List { name: list.name.clone(), alt: list.alt.clone(), columns: list.columns.clone(), rows, total: None }))
    }

    /// A table whose input cells are read back next month; at most one a sheet.
    pub(in super::super) fn returnable(&mut self, desk: &Desk<'_>, table: &Returnable) -> Result<()> {
        if table.list.rows.is_empty() {
            self.waiting = None;
            return Ok(());
        }
        let short = self.cut(desk, &table.list)?.map(|list| {
            let rows = table.rows.iter().take(list.rows.len()).cloned().collect();
            Returnable { list, slots: table.slots.clone(), apart: table.apart, rows }
        });
        let table = short.as_ref().unwrap_or(table);
        let begin = self.begin(desk)?;
        let written = returnable::write(&mut self.sheet, desk, (self.next, 0), table)?;
        self.marked(&desk.plan.mark(desk.view.month));
        self.beyond = self.beyond.max(written.beyond);
        // Its header stands below the hidden row of ids.
        self.list_at = self.next + 2;
        self.take(desk, &table.list, begin, written);
        Ok(())
    }

    /// A list of formulas that name their own rows: `make` is told the first one as Excel shows it.
    pub(in super::super) fn what_if(&mut self, desk: &Desk<'_>, heading: &str, make: impl FnOnce(u32) -> Option<List>) -> Result<()> {
        let Some(list) = make(self.next + u32::from(self.lists > 0) + 3) else { return Ok(()) };
        self.heading(heading);
        self.list(desk, &list)
    }

    /// Tints and unlocks a column of the list just written, each row with its number format.
    pub(in super::super) fn open_cells(&mut self, desk: &Desk<'_>, column: u16, formats: &[&str]) -> Result<()> {
        for (format, at) in formats.iter().zip(self.list_at..) {
            let look = Look::body().side(Side::Right).number(*format).hair().on(Ground::Input);
            self.sheet.set_cell_format(at, column, &desk.theme.format(&look))?;
        }
        Ok(())
    }

    /// Numbers beside the rows of the list just written, in hidden columns: for its chart alone.
    pub(in super::super) fn aside(&mut self, desk: &Desk<'_>, column: u16, rows: &[Vec<Option<f64>>]) -> Result<()> {
        let format = desk.theme.format(&Look::note().number("#,##0"));
        for (cells, row) in rows.iter().zip(self.list_at..) {
            for (value, at) in cells.iter().zip(column..) {
                self.sheet.write_string_with_format(self.list_at - 1, at, desk.text("column.chart_data"), &format)?;
                self.sheet.set_column_width(at, 14)?;
                self.sheet.set_column_hidden(at)?;
                self.beyond = self.beyond.max(at + 1);
                if let Some(value) = value {
                    self.sheet.write_number_with_format(row, at, *value, &format)?;
                }
            }
        }
        Ok(())
    }

    /// Takes over what a list needs: widths, heights, and where it stands.
    fn take(&mut self, desk: &Desk<'_>, list: &List, begin: u32, written: Written) {
        for (place, width) in written.widths.into_iter().enumerate() {
            match self.widths.get_mut(place) {
                Some(known) => *known = known.max(width),
                None => self.widths.push(width),
            }
        }
        // Places of origin at the end are looked up on the screen.
        let places = ["sheet", "row", "file"].map(|key| desk.text(&format!("column.{key}")));
        let needed = list.columns.iter().rposition(|column| !places.contains(&column.header)).map_or(0, |last| last + 1);
        self.next = written.next;
        self.lists += 1;
        self.print.list((begin, self.list_at, self.next), written.heights, needed);
    }
}
