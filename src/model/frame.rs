//! Frames: reading and building the typed columns of an entity table without knowing polars' physical types.
//!
//! Dates are days since 1970-01-01, moments milliseconds since then, money millionths: stated here and nowhere else.

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use polars::prelude::{AnyValue, Column, DataFrame, DataType, IntoColumn, IntoSeries, NewChunkedArray, PolarsResult, TimeUnit};
use polars::prelude::{Int32Chunked, Int64Chunked, Int128Chunked, StringChunked};

use super::entity::Entity;
use super::field::Catalogue;

/// Days since 1970-01-01.
#[must_use]
pub fn days(date: NaiveDate) -> i32 {
    i32::try_from((date - NaiveDate::default()).num_days()).unwrap_or(0)
}

/// The date so many days after 1970-01-01.
#[must_use]
pub fn date_of(days: i32) -> Option<NaiveDate> {
    NaiveDate::default().checked_add_signed(chrono::TimeDelta::days(i64::from(days)))
}

/// A date column.
#[must_use]
pub fn date_column(name: &str, values: impl IntoIterator<Item = Option<NaiveDate>>) -> Column {
    dates(Int32Chunked::from_iter_options(name.into(), values.into_iter().map(|date| date.map(days))))
}

/// A column of moments (milliseconds, no time zone).
#[must_use]
pub fn moment_column(name: &str, values: impl IntoIterator<Item = Option<NaiveDateTime>>) -> Column {
    let millis = values.into_iter().map(|at| at.map(|at| at.and_utc().timestamp_millis()));
    moments(Int64Chunked::from_iter_options(name.into(), millis))
}

/// A money column, `Decimal(38,6)`, from millionths.
#[must_use]
pub fn money_column(name: &str, values: impl IntoIterator<Item = Option<i128>>) -> Column {
    money(Int128Chunked::from_iter_options(name.into(), values.into_iter()))
}

/// A date column from days since 1970-01-01.
#[must_use]
pub fn dates(days: Int32Chunked) -> Column {
    days.into_date().into_series().into_column()
}

/// A column of moments from milliseconds since 1970-01-01.
#[must_use]
pub fn moments(millis: Int64Chunked) -> Column {
    millis.into_datetime(TimeUnit::Milliseconds, None).into_series().into_column()
}

/// A money column from millionths.
#[must_use]
pub fn money(micros: Int128Chunked) -> Column {
    micros.into_decimal_unchecked(38, 6).into_series().into_column()
}

/// The frame with exactly the columns of the entity's schema, in its order; missing ones are null. Columns outside the
/// schema (those resolve adds) follow in the order they had.
///
/// # Errors
/// When a column cannot be cast to its type.
pub fn complete(entity: Entity, frame: &DataFrame) -> PolarsResult<DataFrame> {
    let height = frame.height();
    let schema = Catalogue::shipped().schema(entity);
    let mut columns = Vec::with_capacity(schema.len());
    for (name, kind) in &schema {
        columns.push(match frame.column(name) {
            Ok(column) if column.dtype() == kind => column.clone(),
            Ok(column) => column.cast(kind)?,
            Err(_) => Column::full_null(name.as_str().into(), height, kind),
        });
    }
    let known = |column: &&Column| schema.iter().all(|(name, _)| name != column.name().as_str());
    columns.extend(frame.columns().iter().filter(known).cloned());
    DataFrame::new(height, columns)
}

/// Cells of one text column; of a missing one all are null.
#[derive(Debug, Clone, Copy, Default)]
pub enum Texts<'a> {
    /// No cell says anything.
    #[default]
    Null,
    /// All of so many cells say the same, which is held once.
    Same(&'a str, usize),
    /// Each its own.
    Each(&'a StringChunked),
}

impl<'a> Texts<'a> {
    /// The cell of a row.
    #[must_use]
    pub fn get(self, row: usize) -> Option<&'a str> {
        match self {
            Self::Null => None,
            Self::Same(text, height) => (row < height).then_some(text),
            Self::Each(all) => all.get(row),
        }
    }
}

/// Row-wise reading of a frame. A column that is missing, or a cell that is null, is `None`.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    frame: &'a DataFrame,
}

impl<'a> Rows<'a> {
    /// Reads this frame.
    #[must_use]
    pub const fn of(frame: &'a DataFrame) -> Self {
        Self { frame }
    }

    /// The frame.
    #[must_use]
    pub const fn frame(&self) -> &'a DataFrame {
        self.frame
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.frame.height()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The column; `None` also where all its cells are null, for unrolling one null for every row costs memory for nothing.
    #[must_use]
    pub fn column(self, name: &str) -> Option<&'a Column> {
        // `DataFrame::column` writes a sentence for whoever asks for a missing one: dear where rows ask.
        let found = self.frame.columns().get(self.frame.get_column_index(name)?)?;
        let blank = matches!(found, Column::Scalar(one) if one.is_full_null());
        (!blank).then_some(found)
    }

    /// The cells of a text column, found once and read often.
    #[must_use]
    pub fn texts(&self, column: &str) -> Texts<'a> {
        let Some(found) = self.column(column) else { return Texts::Null };
        match found {
            Column::Scalar(one) => match one.scalar().value() {
                AnyValue::StringOwned(text) => Texts::Same(text, found.len()),
                AnyValue::String(text) => Texts::Same(text, found.len()),
                _ => found.str().map_or(Texts::Null, Texts::Each),
            },
            Column::Series(_) => found.str().map_or(Texts::Null, Texts::Each),
        }
    }

    /// A text cell.
    #[must_use]
    pub fn text(&self, column: &str, row: usize) -> Option<&'a str> {
        self.texts(column).get(row)
    }

    /// A date cell; of a moment, its day.
    #[must_use]
    pub fn date(&self, column: &str, row: usize) -> Option<NaiveDate> {
        self.dates(column)(row)
    }

    /// The cells of a column of dates or moments, found once and read often: days.
    pub fn dates(&self, column: &str) -> impl Fn(usize) -> Option<NaiveDate> + use<'a> {
        let found = self.column(column);
        let days = found.filter(|found| *found.dtype() == DataType::Date).and_then(|found| Some(found.date().ok()?.physical()));
        let moments = moments_of(found);
        move |row| days.map_or_else(|| moments(row).map(|at| at.date()), |days| date_of(days.get(row)?))
    }

    /// A moment.
    #[must_use]
    pub fn moment(&self, column: &str, row: usize) -> Option<NaiveDateTime> {
        moments_of(self.column(column))(row)
    }

    /// Money in millionths.
    #[must_use]
    pub fn micros(&self, column: &str, row: usize) -> Option<i128> {
        self.amounts(column)(row)
    }

    /// The cells of a money column, found once and read often: millionths.
    pub fn amounts(&self, column: &str) -> impl Fn(usize) -> Option<i128> + use<'a> {
        let micros = self.column(column).and_then(|found| Some(found.decimal().ok()?.physical()));
        move |row| micros?.get(row)
    }

    /// A number.
    #[must_use]
    pub fn number(&self, column: &str, row: usize) -> Option<f64> {
        self.column(column)?.f64().ok()?.get(row)
    }

    /// A whole number without sign (row numbers, counts).
    #[must_use]
    pub fn count(&self, column: &str, row: usize) -> Option<u32> {
        self.counts(column)(row)
    }

    /// The cells of a column of whole numbers, found once and read often.
    pub fn counts(&self, column: &str) -> impl Fn(usize) -> Option<u32> + use<'a> {
        let counts = self.column(column).and_then(|found| found.u32().ok());
        move |row| counts?.get(row)
    }

    /// Yes or no.
    #[must_use]
    pub fn flag(&self, column: &str, row: usize) -> Option<bool> {
        self.column(column)?.bool().ok()?.get(row)
    }

    /// Where the row stands, from the trace columns.
    #[must_use]
    pub fn origin(&self, row: usize) -> super::Origin {
        let ((file, sheet), at) = self.place(row);
        super::Origin::sheet(file, sheet).at_row(at)
    }

    /// The same as texts: file and sheet, and the row in it.
    #[must_use]
    pub fn place(&self, row: usize) -> ((&'a str, &'a str), u32) {
        let text = |column: &str| self.text(column, row).unwrap_or_default();
        ((text("file"), text("sheet")), self.count("row_first", row).unwrap_or(0))
    }
}

fn moments_of(column: Option<&Column>) -> impl Fn(usize) -> Option<NaiveDateTime> {
    let found = column.filter(|found| matches!(found.dtype(), DataType::Datetime(..)));
    let millis = found.and_then(|found| Some(found.datetime().ok()?.physical()));
    move |row| DateTime::from_timestamp_millis(millis?.get(row)?).map(|at| at.naive_utc())
}

#[cfg(test)]
mod tests {
    use polars::prelude::df;

    use super::*;

    #[test]
    fn a_partial_frame_is_completed_and_reads_back() {
        let mut frame = df!("record_id" => ["o1"], "no" => ["PI-1"], "row_first" => [5_u32]).unwrap();
        let on = NaiveDate::from_ymd_opt(2026, 10, 5);
        frame.with_column(date_column("on", [on])).unwrap();
        frame.with_column(money_column("amount", [Some(12_500_000)])).unwrap();
        let frame = complete(Entity::Order, &frame).unwrap();
        let rows = Rows::of(&frame);
        assert_eq!((rows.date("on", 0), rows.micros("amount", 0), rows.text("customer", 0)), (on, Some(12_500_000), None));
        assert_eq!(frame.column("amount").unwrap().dtype(), &DataType::Decimal(38, 6));
        assert_eq!(rows.origin(0).row, 5);
    }
}
