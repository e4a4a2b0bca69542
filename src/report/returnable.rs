//! Returnable (可回收的表): a list whose input cells are read back when the file returns. The contract is in
//! [`crate::model::own`].
//!
//! Decides the look of input cells (tinted, unlocked, a drop-down or a checked date, a prompt) and writes the hidden row of
//! column ids and the hidden column that says how each row was. Its header stands one row below where it begins.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Worksheet};

use super::desk::Desk;
use super::table::{self, Cell, Column, Kind, List, Written};
use super::theme::{Ground, Ink, Look};
use crate::error::{Error, Result};
use crate::model::own::{END_ID, Input, KEY_ID, WAS_ID, Was, read_day, read_number, row_key, said_date, said_number, said_text, seal};

/// What a column is to the reader.
#[derive(Debug, Clone)]
pub(super) enum Slot {
    /// Row keys: filled by the writer, whatever the list holds there.
    Key,
    /// Shown only; a change is listed.
    Shown,
    /// Shown only, and worked out by a formula: not compared.
    Formula,
    /// To be filled in freely.
    Text(Input),
    /// To be chosen from these.
    Choice(Input, Vec<String>),
    /// A date to be filled in.
    Date(Input),
    /// A number to be filled in.
    Number(Input),
}

impl Slot {
    const fn input(&self) -> Option<&Input> {
        match self {
            Self::Text(input) | Self::Choice(input, _) | Self::Date(input) | Self::Number(input) => Some(input),
            Self::Key | Self::Shown | Self::Formula => None,
        }
    }
}

/// A list to be written with its input cells.
#[derive(Debug)]
pub(super) struct Returnable {
    /// Columns and rows; no total row.
    pub(super) list: List,
    /// One for each column.
    pub(super) slots: Vec<Slot>,
    /// Where other lists of the sheet need the columns beside it, and nobody sorts: the column of the hidden cells, right of all
    /// lists. Else they are the last column of the list itself, so that sorting takes them along.
    pub(super) apart: Option<u16>,
    /// For each row its short key (without check character) and what it is about.
    pub(super) rows: Vec<(String, String)>,
}

/// Writes the table.
pub(super) fn write(sheet: &mut Worksheet, desk: &Desk<'_>, at: (u32, u16), returnable: &Returnable) -> Result<Written> {
    let (top, left) = at;
    let returnable = &answered(desk, returnable);
    let hidden = desk.theme.format(&Look::note());
    let ids = returnable.slots.iter().enumerate().map(|(place, slot)| column_id(place, slot));
    for (id, column) in ids.zip(left..) {
        sheet.write_string_with_format(top, column, id, &hidden)?;
    }
    sheet.set_row_hidden(top)?;
    let mut list = sealed(desk, returnable);
    let was_column = returnable.apart.unwrap_or(left + u16::try_from(returnable.slots.len()).unwrap_or(u16::MAX));
    sheet.write_string_with_format(top, was_column, WAS_ID, &hidden)?;
    sheet.set_column_width(was_column, 14)?;
    sheet.set_column_hidden(was_column)?;
    let apart: Vec<Cell> = if returnable.apart.is_some() {
        list.columns.pop();
        list.rows.iter_mut().filter_map(Vec::pop).collect()
    } else {
        Vec::new()
    };
    let mut written = table::write(sheet, &desk.theme, (top + 1, left), &list)?;
    for (cell, row) in apart.iter().zip(top + 2..) {
        sheet.write_string_with_format(row, was_column, said(cell), &hidden)?;
    }
    written.beyond = was_column + 1;
    if returnable.apart.is_none() {
        written.widths.pop();
    } else {
        sheet.write_string_with_format(written.next, was_column, END_ID, &hidden)?;
    }
    let rows = (top + 2, top + 1 + u32::try_from(list.rows.len()).unwrap_or(u32::MAX));
    for ((slot, column), (place, list_column)) in returnable.slots.iter().zip(left..).zip(list.columns.iter().enumerate()) {
        if slot.input().is_none() {
            continue;
        }
        let look = Look::body().side(list_column.kind.side()).number(list_column.kind.format()).hair().on(Ground::Input).wrap();
        let format = desk.theme.format(&look);
        for (cells, row) in list.rows.iter().zip(rows.0..) {
            match cells.get(place).unwrap_or(&Cell::Blank) {
                Cell::Date(day) => sheet.write_datetime_with_format(row, column, &excel_date(*day)?, &format)?,
                Cell::Number(value) => sheet.write_number_with_format(row, column, *value, &format)?,
                other => match said(other) {
                    text if text.is_empty() => sheet.write_blank(row, column, &format)?,
                    text => sheet.write_string_with_format(row, column, text, &format)?,
                },
            };
        }
        sheet.add_data_validation(rows.0, column, rows.1, column, &validation(desk, slot)?)?;
    }
    Ok(written)
}

fn column_id(place: usize, slot: &Slot) -> String {
    match slot {
        Slot::Key => KEY_ID.to_owned(),
        Slot::Shown | Slot::Formula => format!("@-{}", place + 1),
        slot => slot.input().map(|input| format!("@{}", input.id())).unwrap_or_default(),
    }
}

/// The table with what the recipient has answered on it: made anew, it does not ask again, and an empty cell says that nothing is
/// answered.
fn answered(desk: &Desk<'_>, asked: &Returnable) -> Returnable {
    let month = desk.view.month.to_string();
    let own = desk.view.answers.iter().filter(|answer| answer.who == desk.plan.recipient && answer.month == month);
    let said: BTreeMap<(&str, String), &str> =
        own.map(|answer| ((answer.about.as_str(), answer.input.clone()), answer.after.as_str())).collect();
    let mut rows = asked.list.rows.clone();
    for (cells, (_, about)) in rows.iter_mut().zip(&asked.rows) {
        for (cell, slot) in cells.iter_mut().zip(&asked.slots).filter(|(cell, _)| **cell == Cell::Blank) {
            let told = slot.input().and_then(|input| said.get(&(about.as_str(), input.id())));
            *cell = match (slot, told) {
                (_, None) => continue,
                (Slot::Date(_), Some(text)) => read_day(text).map_or_else(|| Cell::text(text), Cell::Date),
                (Slot::Number(_), Some(text)) => read_number(text).map_or_else(|| Cell::text(text), Cell::Number),
                (_, Some(text)) => Cell::text(text),
            };
        }
    }
    let list = List { rows, columns: asked.list.columns.clone(), name: asked.list.name.clone(), alt: asked.list.alt.clone(), total: None };
    Returnable { list, slots: asked.slots.clone(), apart: asked.apart, rows: asked.rows.clone() }
}

/// The list with its keys and its last column.
fn sealed(desk: &Desk<'_>, returnable: &Returnable) -> List {
    let list = &returnable.list;
    let mut columns = list.columns.clone();
    columns.push(Column::new(desk.text("column.was"), Kind::Text));
    let rows = list.rows.iter().zip(&returnable.rows).map(|(cells, (key, about))| {
        let mut was = Was { key: key.clone(), about: about.clone(), ..Was::default() };
        let mut cells = cells.clone();
        for (place, slot) in returnable.slots.iter().enumerate() {
            let number = u32::try_from(place + 1).unwrap_or(u32::MAX);
            match slot {
                Slot::Key => cells[place] = Cell::Marked(row_key(key), Ink::Muted),
                Slot::Formula => drop(was.seals.insert(number, "*".to_owned())),
                Slot::Shown => drop(was.seals.insert(number, seal(&said(&cells[place])))),
                slot => {
                    let before = said(&cells[place]);
                    was.inputs.extend(slot.input().filter(|_| !before.is_empty()).map(|input| (input.id(), before)));
                }
            }
        }
        cells.push(Cell::Text(was.text()));
        cells
    });
    List { name: list.name.clone(), alt: list.alt.clone(), rows: rows.collect(), columns, total: None }
}

/// A cell as the reader will say it.
fn said(cell: &Cell) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Text(text) | Cell::Link(text, _) | Cell::Marked(text, _) => said_text(&table::clean(text)),
        Cell::Number(value) | Cell::Measured(value, _) if value.is_finite() => said_number(*value),
        Cell::Number(_) | Cell::Measured(..) | Cell::Live(..) | Cell::Unknown(_) => "—".to_owned(),
        Cell::Date(day) => said_date(*day),
        Cell::Grade(grade) => grade.letter().to_owned(),
    }
}

fn validation(desk: &Desk<'_>, slot: &Slot) -> Result<DataValidation> {
    let made = DataValidation::new();
    let (made, prompt) = match slot {
        Slot::Choice(_, choices) => (made.allow_list_strings(choices)?, "choice"),
        Slot::Date(_) => {
            let (first, last) = (ExcelDateTime::from_ymd(2000, 1, 1)?, ExcelDateTime::from_ymd(2099, 12, 31)?);
            (made.allow_date(DataValidationRule::Between(first, last)), "date")
        }
        Slot::Number(_) => (made.allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0)), "number"),
        _ => (made.allow_any_value(), "text"),
    };
    let text = |part: &str| desk.text(&format!("prompt.{prompt}.{part}"));
    // A warning only: a date written as text is understood as well.
    let made = made.set_input_title(text("title"))?.set_input_message(text("message"))?.set_error_title(text("title"))?;
    Ok(made.set_error_message(text("error"))?.set_error_style(DataValidationErrorStyle::Warning))
}

fn excel_date(day: NaiveDate) -> Result<ExcelDateTime> {
    ExcelDateTime::parse_from_str(&day.to_string()).map_err(Error::internal)
}
