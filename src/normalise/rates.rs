//! Rates (汇率表): what a rate says, and tables with a column for each currency or for each month.
//!
//! Decides how a rate is quoted: so many units of a currency are worth so much of another. A cell may say all of it
//! (`100 JPY = 4.7 CNY`); else columns name the other currency and the units, else the header does (美元兑人民币, 对人民币汇率,
//! 汇率(100外币)), else the title the units. What nobody names stays open; the rate itself keeps every digit, because a won is
//! worth less than a thousandth. Decides the month (its own column, the header's), and that all records keep the row's origin.

use super::currency;
use super::digits::{self, Decimal};
use super::number;
use super::plan::Sheet;
use super::read::RowRead;
use super::record::Part;
use super::targets::headed_year;
use super::value::{Read, Value, says_nothing};
use crate::model::money::micros_to_f64;
use crate::model::raw::Cell;
use crate::model::stock::Record;

/// Fields of rates by currency begin so: `rate_usd`.
const OF_CURRENCY: &str = "rate_";
/// Units that rates are quoted for; other numbers of a header are years and months.
const UNITS: [f64; 3] = [100.0, 1_000.0, 10_000.0];

/// Reads a rate: a number with all its digits, or the right side of an equation.
pub(super) fn read(cell: &Cell, decimal: Decimal, factor: f64) -> Read {
    let Cell::Text(text) = cell else { return number::read(cell, decimal, factor) };
    if says_nothing(text) {
        return Read::BLANK;
    }
    let told = equation(text, decimal, "").map(|quote| quote.rate).or_else(|| exact(text, decimal));
    told.map_or_else(|| number::read(cell, decimal, factor), |rate| Read::good(Value::Number(rate)))
}

/// A bare number as written: nothing is rounded to millionths.
fn exact(text: &str, decimal: Decimal) -> Option<f64> {
    let (text, mark) = (text.trim(), if decimal == Decimal::Comma { ',' } else { '.' });
    let plain = text.chars().all(|c| c.is_ascii_digit() || c == mark);
    plain.then(|| text.replace(mark, ".").parse().ok()).flatten()
}

/// So many units of a currency are worth `rate` of another.
#[derive(Debug, Clone, PartialEq)]
struct Quote {
    currency: Option<String>,
    quoted_in: Option<String>,
    units: f64,
    rate: f64,
}

/// `100 JPY = 4.7 CNY`, `1美元=7.1人民币`.
fn equation(text: &str, decimal: Decimal, home: &str) -> Option<Quote> {
    let shaped = currency::shape(text);
    let (left, right) = shaped.split_once('=')?;
    let side = |text: &str| {
        let code = currency::find(text).and_then(|found| currency::settle(found.mark, None, home));
        let figures: String = text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
        (exact(&figures, decimal).or_else(|| number::single(&figures, decimal).map(|one| one.0)), code)
    };
    let ((units, currency), (rate, quoted_in)) = (side(left), side(right));
    Some(Quote { currency, quoted_in, units: units.unwrap_or(1.0), rate: rate? }).filter(|quote| quote.units > 0.0)
}

/// The currencies of a header, in its order: 美元兑人民币 is worth of one in the other.
fn headed(header: &str, home: &str) -> Vec<String> {
    let (shaped, mut from, mut found) = (currency::shape(header), 0, Vec::new());
    while let Some(mark) = shaped.get(from..).and_then(currency::find) {
        found.extend(currency::settle(mark.mark, None, home));
        from += mark.end;
    }
    found
}

/// The units a text says a rate is for: 每100外币, per 100 units.
fn units(text: &str) -> Option<f64> {
    let all = digits::numbers(&currency::shape(text), Decimal::Dot);
    all.iter().map(|number| micros_to_f64(number.micros)).find(|number| UNITS.contains(number))
}

/// What the cell of a rate field says, with what row, header and title add.
fn quote(sheet: &Sheet, row: Record<'_>, read: &RowRead, at: usize) -> Option<Quote> {
    let Value::Number(rate) = read.values[at] else { return None };
    let plan = &sheet.fields[at];
    let column = plan.columns.first();
    let own = |id: &str| sheet.place(id).and_then(|at| read.values[at].text()).map(str::to_owned);
    let decimal = column.map_or(Decimal::Dot, |column| column.amounts.decimal);
    if let Some(said) = read.texts[at].text(row.cells.stock()).and_then(|text| equation(text, decimal, sheet.home)) {
        let currency = said.currency.clone().or_else(|| own("currency"));
        return Some(Quote { currency, ..said }).filter(|quote| quote.rate > 0.0);
    }
    let header = column.map_or("", |column| sheet.table.columns[column.at].header.as_str());
    let (mut named, by_currency) = (headed(header, sheet.home), plan.field.id.strip_prefix(OF_CURRENCY).map(str::to_uppercase));
    if let Some(code) = &by_currency {
        named.retain(|other| other != code);
    }
    let counted = sheet.place("units").and_then(|at| if let Value::Number(units) = read.values[at] { Some(units) } else { None });
    let units = counted.or_else(|| units(header)).or_else(|| units(&sheet.table.context.title)).filter(|units| *units > 0.0);
    let other = named.pop();
    let quote = Quote {
        currency: by_currency.or_else(|| own("currency")).or_else(|| named.pop()),
        quoted_in: own("quoted_in").or(other),
        units: units.unwrap_or(1.0),
        rate,
    };
    Some(quote).filter(|quote| quote.rate > 0.0)
}

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

/// Whether a row of one rate says of which currency it is, and how much.
pub(super) fn lacks(sheet: &Sheet, row: Record<'_>, read: &RowRead) -> (bool, bool) {
    let told = sheet.place("rate").and_then(|at| quote(sheet, row, read, at));
    let named = sheet.place("currency").is_some_and(|at| !read.values[at].is_null());
    (!named && told.as_ref().is_none_or(|quote| quote.currency.is_none()), told.is_none())
}

/// The values of a row of one rate; what was quoted stands in fields of its own.
pub(super) fn quoted(sheet: &Sheet, row: Record<'_>, read: &RowRead) -> Option<Vec<Value>> {
    let quote = quote(sheet, row, read, sheet.place("rate")?)?;
    filled(sheet, read.values.clone(), &quote)
}

fn filled(sheet: &Sheet, mut values: Vec<Value>, quote: &Quote) -> Option<Vec<Value>> {
    let text = |code: &String| Value::Text(code.as_str().into());
    let currency = quote.currency.as_ref()?;
    values[sheet.place("currency")?] = text(currency);
    values[sheet.place("quoted_in")?] = quote.quoted_in.as_ref().map_or(Value::Null, text);
    values[sheet.place("units")?] = Value::Number(quote.units);
    values[sheet.place("rate")?] = Value::Number(quote.rate);
    Some(values)
}

/// The records of a row of several rates; empty when it names no month, no currency or no rate.
pub(super) fn spread(sheet: &Sheet, row: Record<'_>, read: &RowRead) -> Vec<Part> {
    let Some((month_at, currency_at)) = sheet.place("month").zip(sheet.place("currency")) else { return Vec::new() };
    let mut base = read.values.clone();
    for (at, _) in wide(sheet) {
        base[at] = Value::Null;
    }
    let part = |(at, id): (usize, &'static str)| {
        let mut values = filled(sheet, base.clone(), &quote(sheet, row, read, at)?)?;
        if let Some(month) = month_of(id) {
            let year = headed_year(sheet, at).or(sheet.year)?;
            values[month_at] = Value::Text(format!("{year:04}-{month:02}").as_str().into());
        }
        let (month, currency) = (values[month_at].text()?.to_owned(), values[currency_at].text()?.to_owned());
        Some(Part { part: format!("{month} {currency}"), values })
    };
    wide(sheet).filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equations_say_units_and_both_currencies() {
        let said =
            |text: &str, decimal| equation(text, decimal, "CN").map(|quote| (quote.units, quote.currency, quote.rate, quote.quoted_in));
        let told = |units, currency: &str, rate, other: &str| Some((units, Some(currency.to_owned()), rate, Some(other.to_owned())));
        assert_eq!(said("1 CNY = 0.14 USD", Decimal::Dot), told(1.0, "CNY", 0.14, "USD"));
        assert_eq!(said("100 JPY＝4.7021 CNY", Decimal::Dot), told(100.0, "JPY", 4.7021, "CNY"));
        assert_eq!(said("1美元=7.1人民币", Decimal::Dot), told(1.0, "USD", 7.1, "CNY"));
        assert_eq!(said("USD = 0,9174 EUR", Decimal::Comma), told(1.0, "USD", 0.9174, "EUR"));
        assert_eq!(said("1000 KRW = 0.71942446 USD", Decimal::Dot), told(1000.0, "KRW", 0.719_424_46, "USD"));
        assert_eq!((said("7.1", Decimal::Dot), said("0 CNY = 1 USD", Decimal::Dot), said("1 CNY = ?", Decimal::Dot)), (None, None, None));
    }

    #[test]
    fn headers_say_what_the_cell_does_not() {
        assert_eq!(headed("美元兑人民币", "CN"), ["USD", "CNY"]);
        assert_eq!(headed("USD/CNY", "CN"), ["USD", "CNY"]);
        assert_eq!((headed("对人民币汇率", "CN"), headed("Exchange Rate", "CN")), (vec!["CNY".to_owned()], vec![]));
        assert_eq!((units("汇率(100外币)"), units("2026年10月"), units("per 1,000 units")), (Some(100.0), None, Some(1000.0)));
    }

    #[test]
    fn small_rates_keep_their_digits() {
        let rate = |text: &str, decimal| read(&Cell::Text(text.into()), decimal, 1.0).value;
        assert_eq!(rate("0.00071942446", Decimal::Dot), Value::Number(0.000_719_424_46));
        assert_eq!(rate("0,00071942446", Decimal::Comma), Value::Number(0.000_719_424_46));
        assert_eq!((rate("1,234.5", Decimal::Dot), rate("-", Decimal::Dot)), (Value::Number(1234.5), Value::Null));
    }
}
