//! Read (取列): whole columns of an entity table as plain values, so that a row loop looks a name up once.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use polars::prelude::{ChunkAgg, Column, DataFrame, DataType};

use crate::model::frame::Rows;
use crate::model::resolved::Resolved;
use crate::model::{Entity, Origin};

/// A moment, and whether its cell told a time of day.
pub(super) type Moment = (NaiveDateTime, bool);

/// The columns of one table; a table nobody handed in has no rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table<'a> {
    frame: Option<&'a DataFrame>,
    entity: Option<Entity>,
}

impl<'a> Table<'a> {
    /// The table of an entity.
    pub(super) fn of(resolved: &'a Resolved, entity: Entity) -> Self {
        Self { frame: resolved.tables.get(&entity), entity: Some(entity) }
    }

    /// Any frame.
    pub(super) const fn frame(frame: &'a DataFrame) -> Self {
        Self { frame: Some(frame), entity: None }
    }

    /// Whose rows they are, if it is the table of an entity.
    pub(super) const fn entity(self) -> Option<Entity> {
        self.entity
    }

    /// Number of rows.
    pub(super) fn len(self) -> usize {
        self.frame.map_or(0, DataFrame::height)
    }

    fn column(self, name: &str) -> Option<&'a Column> {
        Rows::of(self.frame?).column(name)
    }

    /// Whether some cell of the column may be filled.
    pub(super) fn has(self, name: &str) -> bool {
        self.column(name).is_some()
    }

    /// Whether some row says nothing in a column.
    pub(super) fn lacks(self, name: &str) -> bool {
        self.column(name).is_none_or(|column| column.null_count() > 0)
    }

    fn or_nulls<T: Clone>(self, values: Option<Vec<Option<T>>>) -> Vec<Option<T>> {
        values.unwrap_or_else(|| vec![None; self.len()])
    }

    /// Text; an empty cell says nothing.
    pub(super) fn texts(self, name: &str) -> Vec<Option<&'a str>> {
        let read = || Some(self.column(name)?.str().ok()?.iter().map(|text| text.filter(|text| !text.is_empty())).collect());
        self.or_nulls(read())
    }

    /// Days; of a moment, its day.
    pub(super) fn dates(self, name: &str) -> Vec<Option<NaiveDate>> {
        let read = || {
            let column = self.column(name)?;
            if *column.dtype() == DataType::Date {
                let days = Days::of(column)?;
                return Some(column.date().ok()?.physical().iter().map(|day| days.day(day?)).collect());
            }
            Some(millis(column)?.into_iter().map(|at| at.map(|at| at.date())).collect())
        };
        self.or_nulls(read())
    }

    /// Moments. A cell at exactly midnight counts as a day without a time (C3).
    pub(super) fn moments(self, name: &str) -> Vec<Option<Moment>> {
        let Some(moments) = self.column(name).and_then(millis) else { return vec![None; self.len()] };
        let timed = self.flags(&format!("{name}_timed"));
        let told =
            |(at, timed): (Option<NaiveDateTime>, Option<bool>)| at.map(|at| (at, timed == Some(true) && at.time() != NaiveTime::MIN));
        moments.into_iter().zip(timed).map(told).collect()
    }

    /// Money in millionths.
    pub(super) fn micros(self, name: &str) -> Vec<Option<i128>> {
        let read = || Some(self.column(name)?.decimal().ok()?.physical().iter().collect());
        self.or_nulls(read())
    }

    /// Numbers; what is not finite says nothing.
    pub(super) fn numbers(self, name: &str) -> Vec<Option<f64>> {
        let read = || Some(self.column(name)?.f64().ok()?.iter().map(|number| number.filter(|number| number.is_finite())).collect());
        self.or_nulls(read())
    }

    /// Yes or no.
    pub(super) fn flags(self, name: &str) -> Vec<Option<bool>> {
        let read = || Some(self.column(name)?.bool().ok()?.iter().collect());
        self.or_nulls(read())
    }

    /// Counts without sign.
    pub(super) fn counts(self, name: &str) -> Vec<Option<u32>> {
        let read = || Some(self.column(name)?.u32().ok()?.iter().collect());
        self.or_nulls(read())
    }

    /// Where a row stands.
    pub(super) fn origin(self, row: usize) -> Origin {
        let ((file, sheet), at) = self.place(row);
        Origin::sheet(file, sheet).at_row(at)
    }

    /// File, sheet and row that a row was read from.
    pub(super) fn place(self, row: usize) -> ((&'a str, &'a str), u32) {
        self.frame.map_or((("", ""), 0), |frame| Rows::of(frame).place(row))
    }
}

/// The days of a column from its first to its last, made once: reckoning each from a count costs more than all else that is done
/// with it. Days of a column lie near each other; those that do not are reckoned one by one.
struct Days {
    first: i32,
    days: Vec<NaiveDate>,
}

impl Days {
    /// Days that are made at most: a hundred years.
    const MOST: i32 = 36_525;

    fn of(column: &Column) -> Option<Self> {
        let counts = column.date().ok()?.physical();
        let (first, last) = counts.min().zip(counts.max())?;
        let near = last.checked_sub(first).is_some_and(|between| between < Self::MOST);
        let ends = reckoned(first).zip(reckoned(last)).filter(|_| near);
        let days = ends.map(|(first, last)| first.iter_days().take_while(|day| *day <= last).collect());
        Some(Self { first, days: days.unwrap_or_default() })
    }

    fn day(&self, count: i32) -> Option<NaiveDate> {
        let at = count.checked_sub(self.first).and_then(|at| usize::try_from(at).ok());
        at.and_then(|at| self.days.get(at)).copied().or_else(|| reckoned(count))
    }
}

/// A day by its count from 1970.
fn reckoned(count: i32) -> Option<NaiveDate> {
    NaiveDate::default().checked_add_signed(TimeDelta::days(i64::from(count)))
}

fn millis(column: &Column) -> Option<Vec<Option<NaiveDateTime>>> {
    let moment = |millis: Option<i64>| millis.and_then(DateTime::from_timestamp_millis).map(|at| at.naive_utc());
    Some(column.datetime().ok()?.physical().iter().map(moment).collect())
}
