//! Period (期间): a month `2026-10` or a year `2026`.
//!
//! Decides that a day means its month, and that a month without a year takes the sheet's.

use super::date;
use super::date_text::{Parts, parse};
use super::value::{Read, Value, says_nothing};
use crate::finding::Kind as Problem;
use crate::model::Month;
use crate::model::raw::Cell;

/// Reads a period cell; `year` is the sheet's.
pub(super) fn read(cell: &Cell, year: Option<i32>) -> Read {
    let found = match cell {
        Cell::Empty => return Read::BLANK,
        Cell::Text(text) if says_nothing(text) => return Read::BLANK,
        Cell::Date(at) => Some(Month::of_calendar(at.date()).to_string()),
        Cell::Number(number) => {
            date::serial(*number).map(|told| Month::of_calendar(told.0).to_string()).or_else(|| of_text(&format!("{number}"), year))
        }
        Cell::Text(text) => of_text(text, year),
        _ => None,
    };
    found.map_or_else(|| Read::bad(Problem::BadValue), |period| Read::good(Value::Text(period.into())))
}

/// The period a text names.
pub(super) fn of_text(text: &str, year: Option<i32>) -> Option<String> {
    let bare = text.trim().trim_end_matches('.');
    if let (Ok(month), Some(year)) = (bare.parse::<u32>(), year)
        && (1..=12).contains(&month)
    {
        return Month::new(year, month).map(|month| month.to_string());
    }
    let month_of = |year: i32, month: u32| if is_near(year) { Month::new(year, month).map(|month| month.to_string()) } else { None };
    match parse(bare, true)?.0 {
        Parts::Full(year, month, _) => month_of(year, month),
        Parts::Either(a, b, year) => month_of(year, if a > 12 { b } else { a }),
        Parts::Month(own, month, _) => month_of(own.or(year)?, month),
        Parts::MonthDay(month, _) => month_of(year?, month),
        Parts::Year(year) if is_near(year) => Some(year.to_string()),
        Parts::Year(_) | Parts::Quarter(..) | Parts::EitherYearless(..) => None,
    }
}

/// Whether a sheet of today can speak of the year.
fn is_near(year: i32) -> bool {
    (1900..=2100).contains(&year)
}

/// The first year (1990 to 2100) a title, sheet or file name states.
pub(super) fn year_in(text: &str) -> Option<i32> {
    let folded = crate::model::folding::fold(text);
    folded
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| matches!(run.len(), 4 | 6 | 8))
        .filter_map(|run| run.get(..4)?.parse::<i32>().ok())
        .find(|year| (1990..=2100).contains(year))
}

/// The year of a period text.
pub(super) fn year_of(period: &str) -> Option<i32> {
    year_in(period).or_else(|| parse(period, true).and_then(|found| if let Parts::Year(year) = found.0 { Some(year) } else { None }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_as_people_write_them() {
        for (text, expected) in [
            ("2026-10", Some("2026-10")),
            ("2026年10月", Some("2026-10")),
            ("202610", Some("2026-10")),
            ("2026/10/1", Some("2026-10")),
            ("Oct-26", Some("2026-10")),
            ("10月", Some("2026-10")),
            ("10", Some("2026-10")),
            ("2026", Some("2026")),
            ("2026年", Some("2026")),
            ("上半年", None),
        ] {
            assert_eq!(of_text(text, Some(2026)).as_deref(), expected, "{text}");
        }
        assert_eq!(of_text("10月", None), None);
        assert_eq!(read(&Cell::Empty, None), Read::BLANK);
        assert_eq!(read(&Cell::Number(202_610.0), None).value, Value::Text("2026-10".into()));
    }

    #[test]
    fn names_state_years() {
        assert_eq!(year_in("2025年目标"), Some(2025));
        assert_eq!(year_in("目标_202610.xlsx"), Some(2026));
        assert_eq!(year_in("目标 12 个月"), None);
    }
}
