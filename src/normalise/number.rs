//! Number (数字): plain numbers, whole numbers and shares.
//!
//! Decides that units behind a number say nothing (`5,000pcs`), that two numbers in a cell are none, and whether a column
//! of shares holds fractions or hundredths: by its largest value.

use super::currency::shape;
use super::digits::{Decimal, numbers, whole};
use super::value::{Read, Value, says_nothing};
use crate::finding::Kind as Problem;
use crate::model::money::micros_to_f64;
use crate::model::raw::Cell;

/// Reads a number; `factor` is the header's (万).
pub(super) fn read(cell: &Cell, decimal: Decimal, factor: f64) -> Read {
    match cell {
        Cell::Empty => Read::BLANK,
        Cell::Number(number) if number.is_finite() => Read::good(Value::Number(number * factor)),
        Cell::Text(text) if says_nothing(text) => Read::BLANK,
        Cell::Text(text) => match single(text, decimal) {
            Some((number, scaled, false)) => Read::good(Value::Number(if scaled { number } else { number * factor })),
            Some((number, _, true)) => Read::good(Value::Number(number / 100.0)),
            None => Read::bad(Problem::BadValue),
        },
        _ => Read::bad(Problem::BadValue),
    }
}

/// Reads a whole number: others are not read.
pub(super) fn read_count(cell: &Cell, decimal: Decimal) -> Read {
    let read = read(cell, decimal, 1.0);
    match read.value {
        Value::Number(number) if number.fract() != 0.0 => Read::bad(Problem::BadValue),
        _ => read,
    }
}

/// Reads a share; `hundredths` says that bare numbers of the column are per cent.
pub(super) fn read_share(cell: &Cell, decimal: Decimal, hundredths: bool) -> Read {
    let unit = if hundredths { 0.01 } else { 1.0 };
    match cell {
        Cell::Text(text) if !says_nothing(text) => match single(text, decimal) {
            Some((number, _, percent)) => Read::good(Value::Number(if percent { number / 100.0 } else { number * unit })),
            None => Read::bad(Problem::BadValue),
        },
        other => read(other, decimal, unit),
    }
}

/// Whether the bare numbers of a column of shares are hundredths: some exceeds one.
pub(super) fn hundredths<'a>(cells: impl Iterator<Item = &'a Cell>, decimal: Decimal) -> bool {
    cells.into_iter().any(|cell| match cell {
        Cell::Number(number) => number.abs() > 1.0,
        Cell::Text(text) => matches!(single(text, decimal), Some((number, _, false)) if number.abs() > 1.0),
        _ => false,
    })
}

/// The one number of a text, whether it had a multiplier, whether `%` stood behind it.
pub(super) fn single(text: &str, decimal: Decimal) -> Option<(f64, bool, bool)> {
    if let Some(micros) = whole(text, decimal) {
        return Some((micros_to_f64(micros), false, false));
    }
    let lower = shape(text.trim_start_matches('\'')).to_ascii_lowercase();
    match numbers(&lower, decimal).as_slice() {
        [only] => Some((micros_to_f64(only.micros), only.scaled, only.percent)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_units() {
        for (text, expected) in [
            ("5,000pcs", Value::Number(5000.0)),
            ("3900pcs", Value::Number(3900.0)),
            ("MOQ 5000", Value::Number(5000.0)),
            ("5000套", Value::Number(5000.0)),
            ("1.2万", Value::Number(12_000.0)),
            ("-3", Value::Number(-3.0)),
            ("40HQ*2", Value::Null),
            ("100-200", Value::Null),
            ("若干", Value::Null),
            ("-", Value::Null),
        ] {
            assert_eq!(read(&Cell::Text(text.into()), Decimal::Dot, 1.0).value, expected, "{text}");
        }
        assert_eq!(read(&Cell::Empty, Decimal::Dot, 1.0), Read::BLANK);
        assert_eq!(read(&Cell::Number(1.5), Decimal::Dot, 10_000.0).value, Value::Number(15_000.0));
        assert_eq!(read_count(&Cell::Number(1.5), Decimal::Dot).problem, Some(Problem::BadValue));
    }

    #[test]
    fn shares_are_fractions() {
        let column = [Cell::Number(30.0), Cell::Number(0.5)];
        assert!(hundredths(column.iter(), Decimal::Dot));
        assert!(!hundredths([Cell::Number(0.3), Cell::Text("30%".into())].iter(), Decimal::Dot));
        let share = |cell: Cell, hundredths| read_share(&cell, Decimal::Dot, hundredths).value;
        assert_eq!(share(Cell::Text("30%".into()), false), Value::Number(0.3));
        assert_eq!(share(Cell::Number(30.0), true), Value::Number(0.3));
        assert_eq!(share(Cell::Number(0.3), false), Value::Number(0.3));
        assert_eq!(share(Cell::Text("高".into()), false), Value::Null);
        assert_eq!(share(Cell::Empty, false), Value::Null);
    }
}
