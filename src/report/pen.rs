//! Pen (单元格写法): how one cell of a list is written: its format by kind of column, a quote before what looks like a formula,
//! a link, a note on what is not known.
//!
//! The formats of a column are made once, however many rows it has.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_xlsxwriter::{Formula, Note, Url, Worksheet};

use super::list::{Cell, Column, Kind};
use super::theme::{Ground, Ink, Look, Theme, looks_like_formula, number_format};
use crate::error::Result;
use crate::model::view::Grade;

/// Excel's greatest text.
const TEXT: usize = 32_000;

/// The formats of one column, made once.
pub(super) struct Pen {
    column: Column,
    body: rust_xlsxwriter::Format,
    link: rust_xlsxwriter::Format,
    quoted: rust_xlsxwriter::Format,
    quoted_link: rust_xlsxwriter::Format,
    unknown: rust_xlsxwriter::Format,
    grades: BTreeMap<Grade, rust_xlsxwriter::Format>,
    inks: BTreeMap<Ink, rust_xlsxwriter::Format>,
    units: BTreeMap<&'static str, rust_xlsxwriter::Format>,
}

impl Pen {
    pub(super) fn new(theme: &Theme, column: &Column) -> Self {
        let look = look(column);
        let mut quoted = look.clone();
        quoted.quote = true;
        Self {
            column: column.clone(),
            body: theme.format(&look),
            link: theme.format(&look.clone().link()),
            quoted_link: theme.format(&quoted.clone().link()),
            quoted: theme.format(&quoted),
            unknown: theme.format(&look.ink(Ink::Muted)),
            grades: BTreeMap::new(),
            inks: BTreeMap::new(),
            units: BTreeMap::new(),
        }
    }

    /// Writes one cell; `allowed` are links and notes.
    pub(super) fn write(&mut self, sheet: &mut Worksheet, theme: &Theme, at: (u32, u16), cell: &Cell, allowed: (bool, bool)) -> Result<()> {
        let (row, column) = at;
        match cell {
            Cell::Blank => {
                sheet.write_blank(row, column, &self.body)?;
            }
            Cell::Text(text) => {
                let format = if looks_like_formula(text) { &self.quoted } else { &self.body };
                sheet.write_string_with_format(row, column, clean(text), format)?;
            }
            Cell::Number(value) if value.is_finite() => {
                // The sum of nothing is -0.
                sheet.write_number_with_format(row, column, *value + 0.0, &self.body)?;
            }
            Cell::Measured(value, unit) if value.is_finite() => {
                let number = number_format(*unit);
                let format = self.units.entry(number).or_insert_with(|| theme.format(&look(&self.column).number(number)));
                sheet.write_number_with_format(row, column, *value + 0.0, format)?;
            }
            Cell::Live(formula, value) if value.is_finite() => {
                let formula = Formula::new(formula).set_result((value + 0.0).to_string());
                sheet.write_formula_with_format(row, column, formula, &self.body)?;
            }
            Cell::Number(_) | Cell::Measured(..) | Cell::Live(..) => {
                sheet.write_string_with_format(row, column, "—", &self.unknown)?;
            }
            Cell::Date(day) => {
                sheet.write_number_with_format(row, column, serial(*day), &self.body)?;
            }
            Cell::Link(text, place) if allowed.0 => {
                let url = Url::new(place).set_text(clean(text));
                let format = if looks_like_formula(text) { &self.quoted_link } else { &self.link };
                sheet.write_url_with_format(row, column, url, format)?;
            }
            Cell::Link(text, _) => {
                sheet.write_string_with_format(row, column, clean(text), &self.body)?;
            }
            Cell::Unknown(why) => {
                sheet.write_string_with_format(row, column, "—", &self.unknown)?;
                if allowed.1 && !why.is_empty() {
                    sheet.insert_note(row, column, &note(theme, why))?;
                }
            }
            Cell::Grade(grade) => {
                let made = || theme.format(&look(&self.column).bold().on(Ground::Grade(*grade)));
                sheet.write_string_with_format(row, column, grade.letter(), self.grades.entry(*grade).or_insert_with(made))?;
            }
            Cell::Marked(text, ink) => {
                let made = || theme.format(&look(&self.column).ink(*ink));
                sheet.write_string_with_format(row, column, clean(text), self.inks.entry(*ink).or_insert_with(made))?;
            }
        }
        Ok(())
    }
}

/// A note in the report's own font.
pub(super) fn note(theme: &Theme, text: &str) -> Note {
    let alt: String = text.chars().take(100).collect();
    Note::new(text).add_author_prefix(false).set_font_name(theme.font_name()).set_font_size(9).set_alt_text(alt)
}

pub(super) fn look(column: &Column) -> Look {
    let kind = column.kind;
    let look = Look::body().side(kind.side()).number(column.number.as_deref().unwrap_or(kind.format())).hair();
    match kind {
        Kind::Prose => look.indent(1).wrap(),
        Kind::Text | Kind::Code => look.indent(1),
        _ => look,
    }
}

/// Text as a cell can hold it: no control characters, no outer blanks, not longer than Excel allows.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let odd = |c: char| c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    if text.len() <= TEXT && !text.chars().any(odd) {
        return Cow::Borrowed(text.trim());
    }
    let allowed = |c: char| if (c.is_control() && c != '\n') || matches!(c, '\u{FFFE}' | '\u{FFFF}') { ' ' } else { c };
    let kept: String = text.chars().map(allowed).collect();
    let kept = kept.trim().to_owned();
    Cow::Owned(if kept.len() <= TEXT { kept } else { kept.chars().take(TEXT / 4).chain(['…']).collect() })
}

/// Excel's day number.
fn serial(day: NaiveDate) -> f64 {
    let start = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default();
    i32::try_from((day - start).num_days()).map_or(0.0, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cleaned_of_what_a_cell_cannot_hold() {
        assert_eq!(clean(" a\u{1}b\u{FFFF} "), "a b");
        assert!(clean(&"长".repeat(40_000)).ends_with('…'));
    }

    #[test]
    fn days_count_as_excel_does() {
        assert!((serial(NaiveDate::from_ymd_opt(2026, 10, 31).unwrap()) - 46_326.0).abs() < 1e-9);
    }
}
