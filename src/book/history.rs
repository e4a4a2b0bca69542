//! History (指标历史): metric values as a long table: `month, grain, key, metric_id, num, den, n, value, reason,
//! interval_low, interval_high, widened_months, last_on`, the month's last day.
//!
//! A new metric needs no new column. A row this version does not understand is an error, not a gap in the trend.

use chrono::NaiveDate;
use polars::prelude::{Column, DataFrame, PolarsResult};

use crate::error::{Error, Result};
use crate::model::frame::{Rows, date_column};
use crate::model::{Grain, MetricTable, MetricValue, Month, Reason};

/// The table as a frame, ordered by metric, month, grain and key.
pub(super) fn to_frame(table: &MetricTable) -> PolarsResult<DataFrame> {
    let rows: Vec<_> = table.iter().map(|(metric, month, grain, key, value)| (metric, month.to_string(), grain, key, value)).collect();
    let texts =
        |name: &str, text: &dyn Fn(usize) -> Option<String>| Column::new(name.into(), (0..rows.len()).map(text).collect::<Vec<_>>());
    let numbers = |name: &str, number: fn(&MetricValue) -> Option<f64>| {
        Column::new(name.into(), rows.iter().map(|row| number(row.4)).collect::<Vec<_>>())
    };
    let columns = vec![
        texts("month", &|row| Some(rows[row].1.clone())),
        texts("grain", &|row| Some(rows[row].2.id().to_owned())),
        texts("key", &|row| Some(rows[row].3.to_owned())),
        texts("metric_id", &|row| Some(rows[row].0.to_owned())),
        numbers("num", |value| value.num),
        numbers("den", |value| value.den),
        Column::new("n".into(), rows.iter().map(|row| row.4.n).collect::<Vec<_>>()),
        numbers("value", |value| value.value),
        texts("reason", &|row| rows[row].4.reason.map(|reason| reason.id().to_owned())),
        numbers("interval_low", |value| value.interval.map(|(low, _)| low)),
        numbers("interval_high", |value| value.interval.map(|(_, high)| high)),
        Column::new("widened_months".into(), rows.iter().map(|row| row.4.widened_months).collect::<Vec<_>>()),
        date_column("last_on", table.iter().map(|(_, month, ..)| Some(month.last()))),
    ];
    DataFrame::new(rows.len(), columns)
}

/// Last day of a month as the run had it; none where the book is of a time when every month was a calendar month.
pub(super) fn last_day(frame: &DataFrame, wanted: Month) -> Option<NaiveDate> {
    let (rows, name) = (Rows::of(frame), wanted.to_string());
    let row = (0..rows.len()).find(|row| rows.text("month", *row) == Some(name.as_str()))?;
    rows.date("last_on", row).or(Some(wanted.closing(0).last()))
}

/// Adds the values of one month from a frame to the table; values of its other months are left out.
pub(super) fn add_month(table: &mut MetricTable, frame: &DataFrame, wanted: Month) -> Result<()> {
    let rows = Rows::of(frame);
    for row in 0..rows.len() {
        let text = |name: &str| rows.text(name, row).unwrap_or_default();
        let unknown = |name: &str| Error::internal(format!("metrics of {wanted}: {name} '{}'", text(name)));
        let month: Month = text("month").parse().map_err(|_| unknown("month"))?;
        if month != wanted {
            continue;
        }
        let grain = Grain::from_id(text("grain")).ok_or_else(|| unknown("grain"))?;
        let reason = match rows.text("reason", row) {
            Some(id) => Some(Reason::from_id(id).ok_or_else(|| unknown("reason"))?),
            None => None,
        };
        let value = MetricValue {
            num: rows.number("num", row),
            den: rows.number("den", row),
            n: rows.count("n", row),
            value: rows.number("value", row),
            reason,
            interval: rows.number("interval_low", row).zip(rows.number("interval_high", row)),
            widened_months: rows.count("widened_months", row).unwrap_or(0),
        };
        // The month asked knows its days, its name in the file does not.
        table.set(text("metric_id"), wanted, grain, text("key"), value);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_asked_month_reads_back_whole() {
        let (september, october): (Month, Month) = ("2026-09".parse().unwrap(), "2026-10".parse().unwrap());
        let rich = MetricValue {
            num: Some(1.0),
            den: Some(3.0),
            n: Some(3),
            value: Some(1.0 / 3.0),
            reason: None,
            interval: Some((0.1, 0.7)),
            widened_months: 2,
        };
        let mut table = MetricTable::default();
        table.set("hit", september, Grain::Company, "", MetricValue::known(0.5));
        table.set("hit", october, Grain::Company, "", rich);
        table.set("hit", october, Grain::Country, "IT", MetricValue::unknown(Reason::NTooSmall));
        let frame = to_frame(&table).unwrap();
        let mut back = MetricTable::default();
        add_month(&mut back, &frame, october).unwrap();
        assert_eq!(back.len(), 2);
        add_month(&mut back, &frame, september).unwrap();
        assert_eq!(back, table);
        let until = |month: Month| last_day(&frame, month).map(|last| last.to_string());
        assert_eq!((until(october), until(october.plus(1))), (Some("2026-10-31".to_owned()), None));
        assert_eq!(last_day(&frame.drop("last_on").unwrap(), october.closing(25)), Some(october.last()));
    }

    #[test]
    fn an_empty_history_keeps_its_types() {
        let frame = to_frame(&MetricTable::default()).unwrap();
        assert_eq!((frame.height(), frame.width()), (0, 13));
        assert_eq!(frame.column("month").unwrap().dtype(), &polars::prelude::DataType::String);
    }
}
