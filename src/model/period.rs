//! Period (统计期): calendar months and month arithmetic clamped to the month's end (metric rule R0.4).

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};

/// A calendar month, ordered by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    /// The month, or `None` outside 1–12 or a four-digit year.
    #[must_use]
    pub fn new(year: i32, month: u32) -> Option<Self> {
        ((1..=12).contains(&month) && (1900..=9999).contains(&year)).then_some(Self { year, month })
    }

    /// The month a date falls in.
    #[must_use]
    pub fn of(date: NaiveDate) -> Self {
        Self { year: date.year(), month: date.month() }
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.year
    }

    /// 1 to 12.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.month
    }

    /// First day.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).unwrap_or(NaiveDate::MIN)
    }

    /// Last day: the as-of date of the month's report.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        let days = match self.month {
            2 => 28 + u32::from(leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        NaiveDate::from_ymd_opt(self.year, self.month, days).unwrap_or(NaiveDate::MIN)
    }

    /// The month `months` later (earlier when negative).
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        let index = self.year * 12 + i32::try_from(self.month).unwrap_or(1) - 1 + months;
        Self { year: index.div_euclid(12), month: u32::try_from(index.rem_euclid(12)).unwrap_or(0) + 1 }
    }

    /// How many months `self` lies after `earlier`.
    #[must_use]
    pub fn since(self, earlier: Self) -> i32 {
        (self.year - earlier.year) * 12 + i32::try_from(self.month).unwrap_or(0) - i32::try_from(earlier.month).unwrap_or(0)
    }

    /// Every month from `from` to `self`, both included; empty when `from` is later.
    #[must_use]
    pub fn range_from(self, from: Self) -> Vec<Self> {
        (0..=self.since(from)).map(|step| from.plus(step)).collect()
    }

    /// Whether the date falls in the month.
    #[must_use]
    pub fn contains(self, date: NaiveDate) -> bool {
        Self::of(date) == self
    }
}

/// `date` plus `months` calendar months, clamped to the month's end: 2025-01-31 + 1 = 2025-02-28.
#[must_use]
pub fn add_months(date: NaiveDate, months: i32) -> NaiveDate {
    let step = Months::new(months.unsigned_abs());
    let moved = if months < 0 { date.checked_sub_months(step) } else { date.checked_add_months(step) };
    moved.unwrap_or(date)
}

/// The day so many months before; of a month's last day the last day, so that what lies after it are whole months: the half-year to
/// 30 June begins after 31 December.
#[must_use]
pub fn months_back(date: NaiveDate, months: i32) -> NaiveDate {
    let month = Month::of(date);
    if date == month.last() { month.plus(-months).last() } else { add_months(date, -months) }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parsed = text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2);
        parsed
            .and_then(|(year, month)| Self::new(year.parse().ok()?, month.parse().ok()?))
            .ok_or_else(|| format!("'{text}' is not a month; write it as YYYY-MM, for example 2026-10"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_clamp_to_the_end() {
        let day = |text: &str| NaiveDate::from_str(text).unwrap();
        for (from, months, to) in [
            ("2025-01-31", 1, "2025-02-28"),
            ("2025-11-30", 3, "2026-02-28"),
            ("2024-08-31", 6, "2025-02-28"),
            ("2024-02-29", 12, "2025-02-28"),
        ] {
            assert_eq!(add_months(day(from), months), day(to));
        }
    }

    #[test]
    fn windows_of_months_end_with_whole_months() {
        let day = |text: &str| NaiveDate::from_str(text).unwrap();
        for (from, months, to) in [
            ("1998-06-30", 6, "1997-12-31"),
            ("1998-06-30", 12, "1997-06-30"),
            ("2025-02-28", 12, "2024-02-29"),
            ("2026-11-30", 3, "2026-08-31"),
            ("2026-10-31", 1, "2026-09-30"),
            ("2026-10-30", 1, "2026-09-30"),
            ("2026-10-15", 2, "2026-08-15"),
        ] {
            assert_eq!(months_back(day(from), months), day(to), "{from}");
        }
    }

    #[test]
    fn a_month_knows_its_neighbours() {
        let october: Month = "2026-10".parse().unwrap();
        assert_eq!(october.last().to_string(), "2026-10-31");
        assert_eq!(october.plus(-10).to_string(), "2025-12");
        assert_eq!(october.range_from("2026-09".parse().unwrap()).len(), 2);
        assert!("2026-13".parse::<Month>().is_err());
        assert!("26-10".parse::<Month>().is_err());
    }
}
