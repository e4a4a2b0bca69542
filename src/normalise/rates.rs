//! Rates (汇率表): a month with a column for each currency, or a currency with a column for each month, becomes one record a rate.
//!
//! Decides the month (its own column, the header's year and month), and that all records keep the row's origin.

use super::plan::Sheet;
use super::read::RowRead;
use super::record::Part;
use super::targets::headed_year;
use super::value::Value;

/// Fields of rates by currency begin so: `rate_usd`.
const OF_CURRENCY: &str = "rate_";

/// Whether the rates stand in columns of their own, by currency or by month.
pub(super) fn is_wide(sheet: &Sheet) -> bool {
    wide(sheet).next().is_some()
}

fn wide<'s>(sheet: &'s Sheet<'_>) -> impl Iterator<Item = (usize, &'static str)> + 's {
    let fields = sheet.fields.iter().enumerate().filter(|(_, plan)| !plan.columns.is_empty());
    fields.map(|(at, plan)| (at, plan.field.id)).filter(|(_, id)| id.starts_with(OF_CURRENCY) || month_of(id).is_some())
}

fn month_of(field: &str) -> Option<u32> {
    field.strip_prefix("month_")?.parse().ok()
}

/// The records of a row; empty when it names no month, no currency or no rate.
pub(super) fn spread(sheet: &Sheet, read: &RowRead) -> Vec<Part> {
    let (Some(month_at), Some(currency_at), Some(rate_at)) = (sheet.place("month"), sheet.place("currency"), sheet.place("rate")) else {
        return Vec::new();
    };
    let mut base = read.values.clone();
    for (at, _) in wide(sheet) {
        base[at] = Value::Null;
    }
    let quote = |(at, id): (usize, &'static str)| {
        let rate = match &read.values[at] {
            Value::Number(rate) if *rate > 0.0 => *rate,
            _ => return None,
        };
        let mut values = base.clone();
        if let Some(month) = month_of(id) {
            let year = headed_year(sheet, at).or(sheet.year)?;
            values[month_at] = Value::Text(format!("{year:04}-{month:02}").as_str().into());
        } else {
            values[currency_at] = Value::Text(id[OF_CURRENCY.len()..].to_uppercase().as_str().into());
        }
        values[rate_at] = Value::Number(rate);
        let (month, currency) = (values[month_at].text()?.to_owned(), values[currency_at].text()?.to_owned());
        Some(Part { part: format!("{month} {currency}"), values })
    };
    wide(sheet).filter_map(quote).collect()
}
