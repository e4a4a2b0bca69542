//! List (列表): what a table holds before it is written: typed cells under columns that know their kind.
//!
//! The kind of a column decides side, number format and greatest width; a cell is never a number that is not known.

use chrono::NaiveDate;

use super::number::grouped;
use super::theme::{Ink, Side, number_format};
use crate::model::Unit;
use crate::model::view::Grade;

/// One cell of a list.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Blank,
    Text(String),
    Number(f64),
    /// A number in a column of unlike units, each in its own format.
    Measured(f64, Unit),
    Date(NaiveDate),
    /// Text and the place it leads to.
    Link(String, String),
    /// Not known, and why.
    Unknown(String),
    /// Text with a sign, in the sign's colour.
    Marked(String, Ink),
    /// A grade on its colour.
    Grade(Grade),
    /// A formula that a manager can play with, and its value now.
    Live(String, f64),
}

impl Cell {
    /// Text without outer blanks; empty text is a blank cell.
    pub(super) fn text(text: impl AsRef<str>) -> Self {
        let text = text.as_ref().trim();
        if text.is_empty() { Self::Blank } else { Self::Text(text.to_owned()) }
    }

    pub(super) fn number(value: Option<f64>) -> Self {
        value.map_or(Self::Blank, Self::Number)
    }

    pub(super) fn count(value: u32) -> Self {
        Self::Number(f64::from(value))
    }

    pub(super) fn date(value: Option<NaiveDate>) -> Self {
        value.map_or(Self::Blank, Self::Date)
    }

    /// As shown, to find the room it needs.
    pub(super) fn shown(&self, kind: Kind) -> String {
        match (self, kind) {
            (Self::Blank, _) => String::new(),
            (Self::Text(text) | Self::Link(text, _) | Self::Marked(text, _), _) => text.clone(),
            (Self::Unknown(_) | Self::Grade(_), _) => "—".to_owned(),
            (Self::Date(_), _) => "2026-10-31".to_owned(),
            (Self::Number(value) | Self::Live(_, value), Kind::Number(Unit::Share)) | (Self::Measured(value, Unit::Share), _) => {
                format!("{:.1}%", value * 100.0)
            }
            (Self::Number(value) | Self::Live(_, value), Kind::Number(Unit::Count | Unit::Money)) => grouped(*value, 0),
            (Self::Measured(value, _), _) => grouped(*value, 1),
            (Self::Number(value) | Self::Live(_, value), _) => grouped(*value, 2),
        }
    }
}

/// What a column holds: side, format and greatest width follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Short text on one line.
    Text,
    /// Sentences: wrapped beyond the greatest width.
    Prose,
    /// A code or place that is of no use when cut.
    Code,
    /// A word or letter in the middle.
    Word,
    /// A number of this unit.
    Number(Unit),
    /// Money to the cent.
    Cents,
    /// A day.
    Date,
    /// A number that names something (row, year): no separators.
    Ordinal,
    /// A number as it was written.
    Plain,
}

impl Kind {
    pub(super) const fn side(self) -> Side {
        match self {
            Self::Text | Self::Prose | Self::Code => Side::Left,
            Self::Word | Self::Date => Side::Centre,
            Self::Number(_) | Self::Cents | Self::Ordinal | Self::Plain => Side::Right,
        }
    }

    pub(super) const fn format(self) -> &'static str {
        match self {
            Self::Text | Self::Prose | Self::Code | Self::Word | Self::Plain => "",
            Self::Number(unit) => number_format(unit),
            Self::Cents => "#,##0.00",
            Self::Date => "yyyy-mm-dd",
            Self::Ordinal => "0",
        }
    }

    pub(super) const fn cap(self) -> f64 {
        match self {
            Self::Code => 70.0,
            Self::Prose => 46.0,
            Self::Text => 38.0,
            _ => 24.0,
        }
    }
}

/// One column of a list.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) header: String,
    pub(super) kind: Kind,
    pub(super) sum: bool,
    pub(super) bar: bool,
    /// Greatest width, where it is not the kind's.
    pub(super) room: Option<f64>,
    /// Number format, where it is not the kind's.
    pub(super) number: Option<String>,
}

impl Column {
    pub(super) fn new(header: impl Into<String>, kind: Kind) -> Self {
        Self { header: header.into(), kind, sum: false, bar: false, room: None, number: None }
    }

    /// The total row sums this column.
    pub(super) fn summed(mut self) -> Self {
        self.sum = true;
        self
    }

    /// Days past a day: those still to come say so in words, in this number format.
    pub(super) fn days_late(mut self, format: String) -> Self {
        self.number = Some(format);
        self
    }

    /// What a cell shows, to find the room it needs.
    pub(super) fn shown(&self, cell: &Cell) -> String {
        match (&self.number, cell) {
            (Some(format), Cell::Number(value) | Cell::Live(_, value)) if *value < 0.0 => {
                let ahead = format.split(';').nth(1).unwrap_or("0").replace('"', "");
                ahead.replacen('0', &grouped(value.abs(), 0), 1)
            }
            _ => cell.shown(self.kind),
        }
    }

    /// Takes no more room than this, in digits.
    pub(super) fn within(mut self, room: f64) -> Self {
        self.room = Some(room);
        self
    }

    /// A pale bar behind each number.
    pub(super) fn barred(mut self) -> Self {
        self.bar = true;
        self
    }
}

/// A list to be written.
#[derive(Debug, Clone)]
pub(super) struct List {
    /// Name of the Excel table, unique in the workbook.
    pub(super) name: std::borrow::Cow<'static, str>,
    /// What a person who cannot see it should know.
    pub(super) alt: String,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Cell>>,
    /// Label of the total row, where there is one.
    pub(super) total: Option<String>,
}

impl List {
    /// Without the columns, from a place on, that no row fills.
    pub(super) fn without_blank_columns(mut self, from: usize) -> Self {
        let filled = |at: usize| self.rows.iter().any(|row| !matches!(row.get(at), None | Some(Cell::Blank)));
        let kept: Vec<bool> = (0..self.columns.len()).map(|at| at < from || filled(at)).collect();
        let mut column = kept.iter();
        self.columns.retain(|_| column.next().copied().unwrap_or(true));
        for row in &mut self.rows {
            let mut cell = kept.iter();
            row.retain(|_| cell.next().copied().unwrap_or(true));
        }
        self
    }
}
