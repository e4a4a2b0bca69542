//! Period (统计期): months of the business and month arithmetic clamped to the month's end (metric rule R0.4).
//!
//! Decides how months are cut (X2): a calendar month, or where a company closes its books on a day before the month's end (每月25日
//! 关账), the days after the closing of the month before up to the closing. A month is named by its last day: the month of 26
//! September to 25 October is October. Two months of one name are the same month.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};

/// A month, ordered by time.
#[derive(Debug, Clone, Copy)]
pub struct Month {
    year: i32,
    number: u8,
    /// Day it ends on; 0 = the last of the calendar month.
    closing: u8,
}

impl Month {
    /// Last day of a month that every calendar month has with a day behind it. Of a later one nothing could be counted back:
    /// what closes on the 28th would close on the last day in February alone.
    pub const LATEST_CLOSING: u8 = 27;

    /// The calendar month, or `None` outside 1–12 or a four-digit year.
    #[must_use]
    pub fn new(year: i32, month: u32) -> Option<Self> {
        let number = u8::try_from(month).ok().filter(|number| (1..=12).contains(number))?;
        (1900..=9999).contains(&year).then_some(Self { year, number, closing: 0 })
    }

    /// The calendar month a date falls in, for what is a calendar month to everybody: terms of payment, a sheet's heading. What a
    /// company counts by the month is [`Month::holding`]'s, or the policy's `month_of` where no month is at hand.
    #[must_use]
    pub fn of_calendar(date: NaiveDate) -> Self {
        Self { year: date.year(), number: u8::try_from(date.month()).unwrap_or(1), closing: 0 }
    }

    /// The month of this name where months end on a day: 0 and days no month can close on (after the 27th) leave the calendar month.
    #[must_use]
    pub const fn closing(self, day: u8) -> Self {
        Self { closing: if day > Self::LATEST_CLOSING { 0 } else { day }, ..self }
    }

    /// The month a date falls in, of months cut as this one is.
    #[must_use]
    pub fn holding(self, date: NaiveDate) -> Self {
        let named = Self { closing: self.closing, ..Self::of_calendar(date) };
        if !self.is_calendar() && date.day() > u32::from(self.closing) { named.plus(1) } else { named }
    }

    /// The month of this name, cut as another one is: what a text names says nothing about its days.
    #[must_use]
    pub const fn cut_as(self, other: Self) -> Self {
        Self { closing: other.closing, ..self }
    }

    /// Whether it runs from the first to the last of the calendar month.
    #[must_use]
    pub const fn is_calendar(self) -> bool {
        self.closing == 0
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.year
    }

    /// 1 to 12.
    #[must_use]
    pub fn number(self) -> u32 {
        u32::from(self.number)
    }

    /// First day: the day after the closing of the month before.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        let (named, day) = if self.is_calendar() { (self, 1) } else { (self.plus(-1), u32::from(self.closing) + 1) };
        NaiveDate::from_ymd_opt(named.year, named.number(), day).unwrap_or(NaiveDate::MIN)
    }

    /// Last day: the as-of date of the month's report.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        let days = match self.number {
            _ if !self.is_calendar() => u32::from(self.closing),
            2 => 28 + u32::from(leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        NaiveDate::from_ymd_opt(self.year, self.number(), days).unwrap_or(NaiveDate::MIN)
    }

    /// The month `months` later (earlier when negative), cut as this one is.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        let index = self.year * 12 + i32::from(self.number) - 1 + months;
        Self { year: index.div_euclid(12), number: u8::try_from(index.rem_euclid(12)).unwrap_or(0) + 1, ..self }
    }

    /// How many months `self` lies after `earlier`.
    #[must_use]
    pub fn since(self, earlier: Self) -> i32 {
        (self.year - earlier.year) * 12 + i32::from(self.number) - i32::from(earlier.number)
    }

    /// Every month from `from` to `self`, both included and cut as `self` is; empty when `from` is later.
    #[must_use]
    pub fn range_from(self, from: Self) -> Vec<Self> {
        (0..=self.since(from)).rev().map(|back| self.plus(-back)).collect()
    }

    /// Whether the date falls in the month.
    #[must_use]
    pub fn contains(self, date: NaiveDate) -> bool {
        self.holding(date) == self
    }

    /// What a month is known by.
    const fn name(self) -> (i32, u8) {
        (self.year, self.number)
    }
}

impl PartialEq for Month {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Month {}

impl PartialOrd for Month {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Month {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name().cmp(&other.name())
    }
}

impl Hash for Month {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

/// `date` plus `months` calendar months, clamped to the month's end: 2025-01-31 + 1 = 2025-02-28.
#[must_use]
pub fn add_months(date: NaiveDate, months: i32) -> NaiveDate {
    let step = Months::new(months.unsigned_abs());
    let moved = if months < 0 { date.checked_sub_months(step) } else { date.checked_add_months(step) };
    moved.unwrap_or(date)
}

/// The day so many months before; of a calendar month's last day the last day, so that what lies after it are whole months: the
/// half-year to 30 June begins after 31 December. Whole months they are of those that close on a day too, for every month has that day.
#[must_use]
pub fn months_back(date: NaiveDate, months: i32) -> NaiveDate {
    let month = Month::of_calendar(date);
    if date == month.last() { month.plus(-months).last() } else { add_months(date, -months) }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.number)
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
    fn a_month_may_close_before_its_end() {
        let day = |text: &str| NaiveDate::from_str(text).unwrap();
        let of = |closing, date: &str| Month::new(2026, 10).unwrap().closing(closing).holding(day(date));
        for (closing, date, month, first, last) in [
            (25, "2026-09-25", "2026-09", "2026-08-26", "2026-09-25"),
            (25, "2026-09-26", "2026-10", "2026-09-26", "2026-10-25"),
            (25, "2026-10-25", "2026-10", "2026-09-26", "2026-10-25"),
            (25, "2026-10-26", "2026-11", "2026-10-26", "2026-11-25"),
            (25, "2026-12-26", "2027-01", "2026-12-26", "2027-01-25"),
            (25, "2027-01-01", "2027-01", "2026-12-26", "2027-01-25"),
            (27, "2026-02-28", "2026-03", "2026-02-28", "2026-03-27"),
            (27, "2028-02-29", "2028-03", "2028-02-28", "2028-03-27"),
            (1, "2026-03-01", "2026-03", "2026-02-02", "2026-03-01"),
            (0, "2026-10-31", "2026-10", "2026-10-01", "2026-10-31"),
            // No month can close on the 28th of every month and on the last of February.
            (28, "2026-10-31", "2026-10", "2026-10-01", "2026-10-31"),
        ] {
            let found = of(closing, date);
            assert_eq!((found.to_string(), found.first(), found.last()), (month.to_owned(), day(first), day(last)), "{closing} {date}");
            assert!(
                found.contains(day(date)) && !found.plus(1).contains(day(date)) && !found.plus(-1).contains(day(date)),
                "{closing} {date}"
            );
        }
        let october = of(25, "2026-10-01");
        assert_eq!((october.plus(-12).first(), october.plus(3).last()), (day("2025-09-26"), day("2027-01-25")));
        assert_eq!(months_back(october.last(), 8), october.plus(-8).last(), "what lies after it are whole months");
        let months: Vec<NaiveDate> = october.range_from("2026-08".parse().unwrap()).into_iter().map(Month::first).collect();
        assert_eq!(months, [day("2026-07-26"), day("2026-08-26"), day("2026-09-26")], "a month read from a text is cut as the others");
        assert_eq!(october, "2026-10".parse().unwrap(), "one name, one month");
    }

    #[test]
    fn every_day_lies_in_one_month_and_months_leave_no_gap() {
        for closing in 0..=Month::LATEST_CLOSING {
            let mut month = Month::new(2023, 12).unwrap().closing(closing);
            let mut date = month.first();
            for _ in 0..800 {
                if date > month.last() {
                    assert_eq!((date.pred_opt(), date), (Some(month.last()), month.plus(1).first()), "{closing} {month}");
                    month = month.plus(1);
                }
                let found = month.holding(date);
                assert_eq!((found, found.first(), found.last()), (month, month.first(), month.last()), "{closing} {date}");
                assert!(found.contains(date));
                date = date.succ_opt().unwrap();
            }
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
