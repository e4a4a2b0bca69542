//! Columns (列): the typed columns of one entity, filled row by row and turned into its frame once.
//!
//! Decides how a value of each kind fills the columns its kind stands for ([`Kind::columns`]). Memory stays columnar, and
//! a column costs nothing before its first value: most entities have far more fields than any sheet.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use polars::prelude::{BooleanChunked, Column, DataFrame, Float64Chunked, IntoColumn, IntoSeries, NewChunkedArray};
use polars::prelude::{StringChunkedBuilder, UInt32Chunked};

use super::value::Value;
use crate::error::Result;
use crate::model::field::Catalogue;
use crate::model::frame::{complete, date_column, moment_column, money_column};
use crate::model::{Entity, Kind};

/// What a record carries beside its fields.
pub(super) struct Trace<'a> {
    /// Record id.
    pub(super) record_id: &'a str,
    /// File.
    pub(super) file: &'a str,
    /// Sheet.
    pub(super) sheet: &'a str,
    /// First and last Excel row.
    pub(super) rows: (u32, u32),
    /// Hand-in month.
    pub(super) hand_in: Option<&'a str>,
    /// Colleague the sheet is named for.
    pub(super) staff: Option<&'a str>,
    /// JSON object of unknown columns.
    pub(super) extra: Option<&'a str>,
}

/// A growing text column that knows its height.
struct Texts {
    builder: StringChunkedBuilder,
    height: usize,
}

impl Texts {
    fn new(name: &str, expected: usize) -> Self {
        Self { builder: StringChunkedBuilder::new(name.into(), expected), height: 0 }
    }

    fn push(&mut self, text: Option<&str>) {
        self.builder.append_option(text);
        self.height += 1;
    }

    /// Nulls up to this height.
    fn reach(&mut self, height: usize) {
        while self.height < height {
            self.push(None);
        }
    }

    fn finish(self) -> Column {
        self.builder.finish().into_series().into_column()
    }
}

enum Store {
    Text(Texts),
    Days(Vec<Option<NaiveDate>>),
    Moments(Vec<Option<NaiveDateTime>>),
    Micros(Vec<Option<i128>>),
    Numbers(Vec<Option<f64>>),
    Flags(Vec<Option<bool>>),
}

/// The growing columns of one entity.
pub(super) struct EntityColumns {
    entity: Entity,
    height: usize,
    /// Rows that are known to come in all: room is made once.
    expected: usize,
    /// As [`TRACED`]; `None` before the first text, and [`complete`] adds a column nobody fills.
    trace: Vec<Option<Texts>>,
    rows: (Vec<u32>, Vec<u32>),
    fields: Vec<FieldColumns>,
}

/// The columns of one field; what is missing at their ends is null.
struct FieldColumns {
    kind: &'static Kind,
    columns: Vec<(String, &'static str, Option<Store>)>,
}

const TRACED: [&str; 6] = ["record_id", "file", "sheet", "hand_in", "sheet_staff", "extra"];

impl EntityColumns {
    /// No rows yet.
    pub(super) fn new(entity: Entity, expected: usize) -> Self {
        let fields = Catalogue::shipped()
            .of(entity)
            .map(|field| FieldColumns {
                kind: &field.kind,
                columns: field.kind.columns().into_iter().map(|(suffix, _)| (format!("{}{suffix}", field.id), suffix, None)).collect(),
            })
            .collect();
        let trace = TRACED.iter().map(|_| None).collect();
        Self { entity, height: 0, expected, trace, rows: (Vec::new(), Vec::new()), fields }
    }

    /// Adds a record: values and texts in catalogue order.
    pub(super) fn push(&mut self, trace: &Trace, values: &[Value], texts: &[Option<Arc<str>>]) {
        let said = [Some(trace.record_id), Some(trace.file), Some(trace.sheet), trace.hand_in, trace.staff, trace.extra];
        for ((column, name), text) in self.trace.iter_mut().zip(TRACED).zip(said) {
            if column.is_none() && text.is_none() {
                continue;
            }
            let texts = column.get_or_insert_with(|| Texts::new(name, self.expected));
            texts.reach(self.height);
            texts.push(text);
        }
        self.rows.0.push(trace.rows.0);
        self.rows.1.push(trace.rows.1);
        for (at, field) in self.fields.iter_mut().enumerate() {
            let value = values.get(at).unwrap_or(&Value::Null);
            let text = texts.get(at).and_then(Option::as_deref);
            if value.is_null() && text.is_none() {
                continue;
            }
            for (name, suffix, column) in &mut field.columns {
                if column.is_some() || says(suffix, value, text) {
                    let store = column.get_or_insert_with(|| store(field.kind, suffix, name, self.expected));
                    store.reach(self.height);
                    store.push(suffix, value, text);
                }
            }
        }
        self.height += 1;
    }

    /// Whether no record was added.
    pub(super) const fn is_empty(&self) -> bool {
        self.height == 0
    }

    /// The frame, columns as the schema says.
    ///
    /// # Errors
    /// When the columns do not make a frame: a fault of the program.
    pub(super) fn finish(self) -> Result<DataFrame> {
        let height = self.height;
        let traced = self.trace.into_iter().flatten();
        let mut columns: Vec<Column> = traced
            .map(|mut texts| {
                texts.reach(height);
                texts.finish()
            })
            .collect();
        columns.push(UInt32Chunked::from_vec("row_first".into(), self.rows.0).into_series().into_column());
        columns.push(UInt32Chunked::from_vec("row_last".into(), self.rows.1).into_series().into_column());
        for (name, _, store) in self.fields.into_iter().flat_map(|field| field.columns) {
            // A column nobody filled is added by `complete`, where it takes no memory.
            if let Some(mut store) = store {
                store.reach(self.height);
                columns.push(store.finish(&name));
            }
        }
        let frame = DataFrame::new(self.height, columns)?;
        Ok(complete(self.entity, &frame)?)
    }
}

/// Whether the column with this suffix gets anything from the value.
fn says(suffix: &str, value: &Value, text: Option<&str>) -> bool {
    if suffix == "_text" { text.is_some() } else { !value.is_null() }
}

fn store(kind: &Kind, suffix: &str, name: &str, expected: usize) -> Store {
    match (kind, suffix) {
        (Kind::Date, "") => Store::Days(Vec::with_capacity(expected)),
        (Kind::DateTime, "") => Store::Moments(Vec::with_capacity(expected)),
        (Kind::DateTime, "_timed") | (Kind::YesNo, "") => Store::Flags(Vec::with_capacity(expected)),
        (Kind::Money, "") => Store::Micros(Vec::with_capacity(expected)),
        (Kind::Number | Kind::Count | Kind::Share | Kind::Score, "") => Store::Numbers(Vec::with_capacity(expected)),
        _ => Store::Text(Texts::new(name, expected)),
    }
}

impl Store {
    /// Nulls up to this height.
    fn reach(&mut self, height: usize) {
        match self {
            Self::Text(texts) => texts.reach(height),
            Self::Days(days) => days.resize(height.max(days.len()), None),
            Self::Moments(moments) => moments.resize(height.max(moments.len()), None),
            Self::Micros(micros) => micros.resize(height.max(micros.len()), None),
            Self::Numbers(numbers) => numbers.resize(height.max(numbers.len()), None),
            Self::Flags(flags) => flags.resize(height.max(flags.len()), None),
        }
    }

    fn push(&mut self, suffix: &str, value: &Value, text: Option<&str>) {
        match self {
            Self::Text(texts) => texts.push(match (suffix, value) {
                ("_text", _) => text,
                ("_currency", Value::Money(money)) => Some(money.currency.as_str()),
                ("_scale", Value::Score(_, scale)) => Some(*scale),
                ("", Value::Text(text)) => Some(&**text),
                _ => None,
            }),
            Self::Days(days) => days.push(value.day()),
            Self::Moments(moments) => moments.push(if let Value::Moment(at, _) = value { Some(*at) } else { None }),
            Self::Micros(all) => all.push(if let Value::Money(money) = value { Some(money.micros) } else { None }),
            Self::Numbers(numbers) => numbers.push(match value {
                Value::Number(number) | Value::Score(number, _) => Some(*number),
                _ => None,
            }),
            Self::Flags(flags) => flags.push(match value {
                Value::Flag(flag) | Value::Moment(_, flag) => Some(*flag),
                _ => None,
            }),
        }
    }

    fn finish(self, name: &str) -> Column {
        match self {
            Self::Text(texts) => texts.finish(),
            Self::Days(days) => date_column(name, days),
            Self::Moments(moments) => moment_column(name, moments),
            Self::Micros(micros) => money_column(name, micros),
            Self::Numbers(numbers) => Float64Chunked::from_iter_options(name.into(), numbers.into_iter()).into_series().into_column(),
            Self::Flags(flags) => BooleanChunked::from_iter_options(name.into(), flags.into_iter()).into_series().into_column(),
        }
    }
}
