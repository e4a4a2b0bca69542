//! Dates of the story: months are counted from 2024-11, the last one is 2026-10.

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, Weekday};

/// Months the story covers.
pub(crate) const MONTHS: i64 = 24;

/// A day that is known to exist.
pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

/// The last day anybody in the story knows about: the report month's end.
pub(crate) fn as_of() -> NaiveDate {
    day(2026, 10, 31)
}

/// The first day of month `index`, 0 = 2024-11.
pub(crate) fn month_start(index: i64) -> NaiveDate {
    let months = 2024 * 12 + 10 + i32::try_from(index).expect("a small month index");
    let month = u32::try_from(months.rem_euclid(12)).expect("0 to 11") + 1;
    day(months.div_euclid(12), month, 1)
}

/// The last day of month `index`.
pub(crate) fn month_end(index: i64) -> NaiveDate {
    month_start(index + 1) - Duration::days(1)
}

/// `2026-10` for month 23.
pub(crate) fn month_name(index: i64) -> String {
    month_start(index).format("%Y-%m").to_string()
}

/// `days` later.
pub(crate) fn plus(from: NaiveDate, days: i64) -> NaiveDate {
    from + Duration::days(days)
}

/// Days off in China: first day, number of days, name.
pub(crate) const CLOSED: [(i32, u32, u32, i64, &str); 11] = [
    (2025, 1, 1, 1, "元旦"),
    (2025, 1, 28, 8, "春节"),
    (2025, 10, 1, 8, "国庆节、中秋节"),
    (2026, 1, 1, 3, "元旦"),
    (2026, 2, 15, 9, "春节"),
    (2026, 4, 4, 3, "清明节"),
    (2026, 5, 1, 5, "劳动节"),
    (2026, 6, 19, 3, "端午节"),
    (2026, 9, 25, 3, "中秋节"),
    (2026, 10, 1, 7, "国庆节"),
    (2027, 1, 1, 3, "元旦"),
];

/// True on weekends and Chinese holidays; weekend days worked instead are left aside.
fn closed(date: NaiveDate) -> bool {
    let off = |(year, month, first, length, _): &(i32, u32, u32, i64, &str)| {
        (0..*length).contains(&(date - day(*year, *month, *first)).num_days())
    };
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun) || CLOSED.iter().any(off)
}

/// The day itself, or the first working day after it.
pub(crate) fn workday(date: NaiveDate) -> NaiveDate {
    if closed(date) { workday(plus(date, 1)) } else { date }
}

/// A workday of month `index`, `at` thousandths through it.
pub(crate) fn in_month(index: i64, at: i64) -> NaiveDate {
    let first = month_start(index);
    let length = (month_end(index) - first).num_days();
    let mut date = workday(plus(first, length * at / 1000));
    while date > month_end(index) || closed(date) {
        date = plus(date, -1);
    }
    date
}

/// A moment of that day.
pub(crate) fn at(date: NaiveDate, minutes: i64) -> NaiveDateTime {
    date.and_hms_opt(0, 0, 0).expect("midnight exists") + Duration::minutes(minutes)
}
