//! Columns (列): the typed columns of one entity, filled row by row and turned into its frame once.
//!
//! Decides how a value of each kind fills the columns its kind stands for ([`Kind::columns`]). Memory stays columnar.

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

enum Store {
    Text(StringChunkedBuilder),
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
    trace: Vec<(&'static str, StringChunkedBuilder)>,
    rows: (Vec<u32>, Vec<u32>),
    fields: Vec<Vec<(String, &'static str, Store)>>,
}

const TRACED: [&str; 6] = ["record_id", "file", "sheet", "hand_in", "sheet_staff", "extra"];

fn texts(name: &str) -> StringChunkedBuilder {
    StringChunkedBuilder::new(name.into(), 0)
}

impl EntityColumns {
    /// No rows yet.
    pub(super) fn new(entity: Entity) -> Self {
        let fields = Catalogue::shipped()
            .of(entity)
            .map(|field| {
                let columns = field.kind.columns().into_iter();
                columns
                    .map(|(suffix, _)| {
                        let name = format!("{}{suffix}", field.id);
                        let store = store(&field.kind, suffix, &name);
                        (name, suffix, store)
                    })
                    .collect()
            })
            .collect();
        let trace = TRACED.iter().map(|name| (*name, texts(name))).collect();
        Self { entity, height: 0, trace, rows: (Vec::new(), Vec::new()), fields }
    }

    /// Adds a record: values and texts in catalogue order.
    pub(super) fn push(&mut self, trace: &Trace, values: &[Value], texts: &[Option<String>]) {
        let said = [Some(trace.record_id), Some(trace.file), Some(trace.sheet), trace.hand_in, trace.staff, trace.extra];
        for ((_, builder), text) in self.trace.iter_mut().zip(said) {
            builder.append_option(text);
        }
        self.rows.0.push(trace.rows.0);
        self.rows.1.push(trace.rows.1);
        for (at, columns) in self.fields.iter_mut().enumerate() {
            let value = values.get(at).unwrap_or(&Value::Null);
            let text = texts.get(at).and_then(Option::as_deref);
            for (_, suffix, store) in columns {
                store.push(suffix, value, text);
            }
        }
        self.height += 1;
    }

    /// The frame, columns as the schema says.
    ///
    /// # Errors
    /// When the columns do not make a frame: a fault of the program.
    pub(super) fn finish(self) -> Result<DataFrame> {
        let mut columns: Vec<Column> = self.trace.into_iter().map(|(_, builder)| builder.finish().into_series().into_column()).collect();
        columns.push(UInt32Chunked::from_vec("row_first".into(), self.rows.0).into_series().into_column());
        columns.push(UInt32Chunked::from_vec("row_last".into(), self.rows.1).into_series().into_column());
        for (name, _, store) in self.fields.into_iter().flatten() {
            columns.push(store.finish(&name));
        }
        let frame = DataFrame::new(self.height, columns)?;
        Ok(complete(self.entity, &frame)?)
    }
}

fn store(kind: &Kind, suffix: &str, name: &str) -> Store {
    match (kind, suffix) {
        (Kind::Date, "") => Store::Days(Vec::new()),
        (Kind::DateTime, "") => Store::Moments(Vec::new()),
        (Kind::DateTime, "_timed") | (Kind::YesNo, "") => Store::Flags(Vec::new()),
        (Kind::Money, "") => Store::Micros(Vec::new()),
        (Kind::Number | Kind::Count | Kind::Share | Kind::Score, "") => Store::Numbers(Vec::new()),
        _ => Store::Text(texts(name)),
    }
}

impl Store {
    fn push(&mut self, suffix: &str, value: &Value, text: Option<&str>) {
        match self {
            Self::Text(builder) => builder.append_option(match (suffix, value) {
                ("_text", _) => text,
                ("_currency", Value::Money(money)) => Some(money.currency.as_str()),
                ("_scale", Value::Score(_, scale)) => Some(*scale),
                ("", Value::Text(text)) => Some(text.as_str()),
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
            Self::Text(builder) => builder.finish().into_series().into_column(),
            Self::Days(days) => date_column(name, days),
            Self::Moments(moments) => moment_column(name, moments),
            Self::Micros(micros) => money_column(name, micros),
            Self::Numbers(numbers) => Float64Chunked::from_iter_options(name.into(), numbers.into_iter()).into_series().into_column(),
            Self::Flags(flags) => BooleanChunked::from_iter_options(name.into(), flags.into_iter()).into_series().into_column(),
        }
    }
}
