//! Targets (目标): a row with a column for each month becomes one record a month, and one for the year's total; a row with
//! a column for each measure one record a measure.
//!
//! Decides the year (its own column, the sheet's period, title or name), and that all records keep the row's origin.

use super::period;
use super::plan::Sheet;
use super::read::RowRead;
use super::record::Part;
use super::value::Value;
use crate::model::folding;
use crate::model::stock::Record;

/// Measures that may be columns, with their fields.
pub(super) const MEASURES: [(&str, &str); 6] = [
    ("kpi_order_amount", "order_amount"),
    ("kpi_collection", "collection"),
    ("kpi_new_customers", "new_customers"),
    ("kpi_inquiries", "inquiries"),
    ("kpi_visits", "visits"),
    ("kpi_csat", "csat"),
];

/// The records of a row; empty when nothing says which period is meant.
pub(super) fn spread(sheet: &Sheet, row: Record<'_>, read: &RowRead) -> Vec<Part> {
    let places = (sheet.place("period"), sheet.place("value"), sheet.place("year"), sheet.place("currency"), sheet.place("kpi"));
    let (Some(period_at), Some(value_at), Some(year_at), Some(currency_at), Some(kpi_at)) = places else { return Vec::new() };
    let own_period = read.values[period_at].text();
    let year = match &read.values[year_at] {
        Value::Number(year) => period::year_in(&format!("{year}")),
        _ => own_period.and_then(period::year_of),
    };
    let year = year.or(sheet.year);
    let monthly = |month: u32| sheet.place(&format!("month_{month:02}")).map(|at| (at, &read.values[at]));
    let total = sheet.place("year_total");
    let is_money = read.values[kpi_at].text().is_none_or(|kpi| matches!(kpi, "order_amount" | "collection"));
    let factor = if is_money { sheet.table.context.factor.map_or(1.0, f64::from) } else { 1.0 };

    let mut base = read.values.clone();
    // Beside a column of targets they tell what was reached.
    let aimed =
        ["value", "year_total"].iter().any(|id| sheet.has_column(id)) || (1..=12).any(|m| sheet.has_column(&format!("month_{m:02}")));
    let told = MEASURES.into_iter().filter(|_| !aimed);
    let measures: Vec<(&str, usize)> = told.filter_map(|(field, kpi)| Some((kpi, sheet.place(field)?))).collect();
    for at in (1..=12).filter_map(|month| monthly(month).map(|found| found.0)).chain(total).chain(measures.iter().map(|one| one.1)) {
        base[at] = Value::Null;
    }
    if base[currency_at].is_null()
        && is_money
        && let Some(code) = currency_of(sheet, row, read, kpi_at)
    {
        base[currency_at] = Value::Text(code.into());
    }
    let record = |period: String, value: f64| {
        let mut values = base.clone();
        values[period_at] = Value::Text(period.as_str().into());
        values[value_at] = Value::Number(value * factor);
        Part { part: period, values }
    };
    let mut targets = Vec::new();
    for month in 1..=12 {
        if let Some((at, Value::Number(value))) = monthly(month)
            && let Some(year) = headed_year(sheet, at).or(year)
        {
            targets.push(record(format!("{year:04}-{month:02}"), *value));
        }
    }
    if let Some(Value::Number(value)) = total.map(|at| &read.values[at])
        && let Some(year) = total.and_then(|at| headed_year(sheet, at)).or(year).or_else(|| headed_years(sheet))
    {
        targets.push(record(format!("{year:04}"), *value));
    }
    if let Value::Number(value) = &read.values[value_at]
        && let Some(period) = single_period(sheet, own_period, year)
    {
        targets.push(record(period, *value));
    }
    for (kpi, at) in measures {
        let (Value::Number(value), Some(period)) = (&read.values[at], single_period(sheet, own_period, year)) else { continue };
        let mut target = record(period, *value);
        let money = matches!(kpi, "order_amount" | "collection");
        target.values[kpi_at] = Value::Text(kpi.into());
        target.values[value_at] = Value::Number(value * if money { factor } else { 1.0 });
        if !money {
            target.values[currency_at] = Value::Null;
        }
        target.part = format!("{} {kpi}", target.part);
        targets.push(target);
    }
    targets
}

/// The year in a column's header: 2026年1月.
pub(super) fn headed_year(sheet: &Sheet, at: usize) -> Option<i32> {
    let columns = &sheet.fields[at].columns;
    columns.iter().find_map(|column| period::year_in(&sheet.table.columns[column.at].header))
}

/// The one year that the headers of the months name.
fn headed_years(sheet: &Sheet) -> Option<i32> {
    let months = (1..=12).filter_map(|month| sheet.place(&format!("month_{month:02}")));
    let mut years: Vec<i32> = months.filter_map(|at| headed_year(sheet, at)).collect();
    years.dedup();
    if let [year] = years.as_slice() { Some(*year) } else { None }
}

/// The row's period; else the sheet's, the hand-in month, the year.
fn single_period(sheet: &Sheet, own: Option<&str>, year: Option<i32>) -> Option<String> {
    let context = &sheet.table.context;
    own.map(str::to_owned)
        .or_else(|| context.period.as_deref().and_then(|text| period::of_text(text, year)))
        .or_else(|| context.hand_in.clone())
        .or_else(|| year.map(|year| format!("{year:04}")))
}

/// `销售额(USD)` names its currency; else a month column's header; else the sheet.
fn currency_of(sheet: &Sheet, row: Record<'_>, read: &RowRead, kpi_at: usize) -> Option<String> {
    let kpi = read.texts[kpi_at].text(row.cells.stock()).unwrap_or_default();
    let bracket = folding::fold(kpi).split_once('(').map(|(_, inside)| inside.to_owned());
    let named = bracket.and_then(|inside| super::currency::code(&inside, None, sheet.home));
    let headed = || sheet.table.columns.iter().find_map(|column| column.currency.clone());
    named.or_else(headed).or_else(|| sheet.currency.clone())
}
