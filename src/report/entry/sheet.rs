//! Sheet (录入表): one table for a person to fill in or keep: header with marks, choice lists, prompts, frozen header.

use std::collections::BTreeMap;

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Formula, Workbook as Book, Worksheet};

use super::super::table::{self, Cell, Column, List};
use super::super::theme::{Look, Theme};
use crate::error::Result;
use crate::model::own::LISTS_SHEET;

/// Excel's greatest prompt.
const PROMPT: usize = 250;
/// Empty rows below a template's header that offer the choices too.
const ROOM: u32 = 2_000;

/// One column of an entry sheet.
pub(in super::super) struct EntryColumn {
    pub(super) column: Column,
    /// What may be chosen.
    pub(super) choices: Vec<String>,
    /// What the clerk is told on entering a cell.
    pub(super) prompt: String,
}

impl EntryColumn {
    /// A column where anything may be written.
    pub(in super::super) const fn plain(column: Column) -> Self {
        Self { column, choices: Vec::new(), prompt: String::new() }
    }
}

/// One entry sheet before it is written.
pub(in super::super) struct Grid {
    pub(in super::super) name: String,
    /// Lines above the header.
    pub(in super::super) head: Vec<String>,
    pub(in super::super) columns: Vec<EntryColumn>,
    pub(in super::super) rows: Vec<Vec<Cell>>,
    /// Name of the Excel table.
    pub(in super::super) table: &'static str,
    pub(in super::super) alt: String,
}

/// Choice lists of a workbook, each once on a hidden sheet.
#[derive(Default)]
pub(super) struct Lists {
    columns: BTreeMap<Vec<String>, u16>,
    order: Vec<(String, Vec<String>)>,
}

impl Lists {
    /// The range that holds these choices, headed by the first column that offers them.
    fn range(&mut self, header: &str, choices: &[String]) -> String {
        let next = u16::try_from(self.order.len()).unwrap_or(u16::MAX);
        let column = *self.columns.entry(choices.to_vec()).or_insert_with(|| {
            self.order.push((header.to_owned(), choices.to_vec()));
            next
        });
        let letters = crate::model::origin::column_letters(u32::from(column) + 1);
        format!("={LISTS_SHEET}!${letters}$2:${letters}${}", choices.len() + 1)
    }

    /// The hidden sheet.
    fn write(&self, book: &mut Book) -> Result<()> {
        if self.order.is_empty() {
            return Ok(());
        }
        let sheet = book.add_worksheet();
        sheet.set_name(LISTS_SHEET)?.set_hidden(true);
        for ((header, choices), column) in self.order.iter().zip(0_u16..) {
            sheet.write_string(0, column, header)?;
            for (choice, row) in choices.iter().zip(1_u32..) {
                sheet.write_string(row, column, choice)?;
            }
        }
        sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
        Ok(())
    }
}

/// Writes the sheets, and last the hidden lists.
pub(in super::super) fn write(book: &mut Book, theme: &Theme, grids: Vec<Grid>) -> Result<()> {
    book.set_default_format(&theme.default_format(), 22, 64)?;
    let mut lists = Lists::default();
    for (place, grid) in grids.into_iter().enumerate() {
        let mut sheet = one(theme, grid, &mut lists)?;
        sheet.set_active(place == 0);
        book.push_worksheet(sheet);
    }
    lists.write(book)
}

fn one(theme: &Theme, grid: Grid, lists: &mut Lists) -> Result<Worksheet> {
    let mut sheet = Worksheet::new();
    sheet.set_default_format(&theme.default_format(), 22, 64)?;
    sheet.set_name(&grid.name)?;
    for (line, row) in grid.head.iter().zip(0_u32..) {
        let look = if row == 0 { Look::body().size(14.0).bold() } else { Look::note() };
        sheet.write_string_with_format(row, 0, line, &theme.format(&look))?;
    }
    let top = u32::try_from(grid.head.len()).unwrap_or(0);
    let last = top + u32::try_from(grid.rows.len()).unwrap_or(0) + ROOM;
    for (column, at) in grid.columns.iter().zip(0_u16..) {
        if let Some(rule) = rule(column, lists)? {
            sheet.add_data_validation(top + 1, at, last, at, &rule)?;
        }
    }
    let table = List {
        name: grid.table.into(),
        alt: grid.alt,
        columns: grid.columns.into_iter().map(|column| column.column).collect(),
        rows: grid.rows,
        total: None,
    };
    sheet.set_row_height_pixels(top, 26)?;
    let table::Written { widths, .. } = table::write(&mut sheet, theme, (top, 0), &table)?;
    for (width, at) in widths.into_iter().zip(0_u16..) {
        sheet.set_column_width(at, width)?;
    }
    sheet.set_freeze_panes(top + 1, 2)?;
    sheet.set_paper_size(9).set_landscape().set_print_scale(70).set_repeat_rows(top, top)?.set_repeat_columns(0, 1)?;
    sheet.set_footer("&C&9&P / &N");
    Ok(sheet)
}

/// A list to choose from, or a prompt alone. A value outside the list is let in with a warning: the program reads more words
/// than it offers.
fn rule(column: &EntryColumn, lists: &mut Lists) -> Result<Option<DataValidation>> {
    if column.choices.is_empty() && column.prompt.is_empty() {
        return Ok(None);
    }
    let mut rule = DataValidation::new();
    if !column.choices.is_empty() {
        rule = rule
            .allow_list_formula(Formula::new(lists.range(&column.column.header, &column.choices)))
            .set_error_style(DataValidationErrorStyle::Warning);
    }
    if !column.prompt.is_empty() {
        let prompt: String = column.prompt.chars().take(PROMPT).collect();
        rule = rule.set_input_message(prompt)?;
    }
    Ok(Some(rule))
}
