//! Date (日期): days and moments, from whatever a column holds.
//!
//! Decides day-first or month-first by the column's own evidence, then the policy's word or the sheet's language; which
//! year a yearless date means; and what is too far off to be true. A cell at exactly 00:00 has no time of day. A time that names
//! its zone is turned into the company's before anything is cut into days or months (X3); one that names none is the company's,
//! and a day alone stays that day.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::category;
use super::clock::Clock;
use super::date_column::DateColumn;
use super::date_text::{Parts, Within, parse};
use super::value::{Read, Value, says_nothing};
use crate::finding::Kind as Problem;
use crate::model::raw::Cell;
use crate::model::{Month, horizon};

/// A day read, its time of day as written, and what had to be assumed.
type Told = (NaiveDate, Option<Clock>, Option<Problem>);

/// Reads a cell of a day column.
pub(super) fn read_day(cell: &Cell, column: &DateColumn, anchor: Option<NaiveDate>) -> Read {
    read(cell, column, anchor, |day, _| Value::Day(day))
}

/// Reads a cell of a moment column; without a time of day the second part is false.
pub(super) fn read_moment(cell: &Cell, column: &DateColumn, anchor: Option<NaiveDate>) -> Read {
    read(cell, column, anchor, |day, time| {
        let time = time.filter(|time| *time != NaiveTime::MIN);
        Value::Moment(day.and_time(time.unwrap_or(NaiveTime::MIN)), time.is_some())
    })
}

fn read(cell: &Cell, column: &DateColumn, anchor: Option<NaiveDate>, value: impl Fn(NaiveDate, Option<NaiveTime>) -> Value) -> Read {
    let told = match cell {
        Cell::Empty => return Read::BLANK,
        Cell::Text(text) if says_nothing(text) => return Read::BLANK,
        Cell::Date(at) => Some((at.date(), Some(Clock::naive(at.time())), None)),
        Cell::Number(number) => serial(*number).or_else(|| month_and_day(*number, column, anchor)),
        Cell::Text(text) => from_text(text, column, anchor),
        _ => None,
    };
    let here = |(day, clock, problem): Told| {
        let (day, time) = clock.map_or(Some((day, None)), |clock| clock.here(day, column.stated, column.zone))?;
        Some((day, time, problem))
    };
    match told.and_then(here).filter(|(day, ..)| (column.earliest..=2100).contains(&day.year())) {
        Some((day, time, None)) => Read::good(value(day, time)),
        Some((day, time, Some(problem))) => Read::doubtful(value(day, time), problem),
        None if matches!(cell, Cell::Text(text) if column.deal && is_answer(text)) => Read::BLANK,
        None => Read::bad(Problem::BadDate),
    }
}

/// Whether a text that names no day says all the same when a deal is expected, or that none is.
fn is_answer(text: &str) -> bool {
    horizon::months(text).is_some() || category::word(text, "need") == Some("none")
}

/// A number in a date column that lost its format: Excel's days since 1899-12-30.
pub(super) fn serial(number: f64) -> Option<Told> {
    if !(20_000.0..60_000.0).contains(&number) {
        return None;
    }
    let at = moment_of(number)?;
    Some((at.date(), Some(Clock::naive(at.time())), None))
}

/// `10.8` typed as a number: October 8; but 10.1 is the 1st or the 10th, for Excel drops the last zero.
fn month_and_day(number: f64, column: &DateColumn, anchor: Option<NaiveDate>) -> Option<Told> {
    let text = format!("{number}");
    let (day, time, problem) = from_text(&text, column, anchor)?;
    let dropped = text.split_once('.').is_some_and(|(_, day)| matches!(day, "1" | "2" | "3"));
    Some((day, time, if dropped { Some(Problem::DateAmbiguous) } else { problem }))
}

#[expect(clippy::cast_possible_truncation, reason = "range checked by the caller")]
fn moment_of(number: f64) -> Option<NaiveDateTime> {
    let seconds = (number * 86_400.0).round() as i64;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::seconds(seconds))
}

fn from_text(text: &str, column: &DateColumn, anchor: Option<NaiveDate>) -> Option<Told> {
    let text = text.trim_start_matches('\'');
    if let Some(told) = text.parse::<f64>().ok().and_then(serial) {
        return Some(told);
    }
    let (parts, clock) = parse(text, column.year_first)?;
    let told = |day, assumed| Some((day, clock, assumed));
    let stated = column.hand_in.is_some() || column.year.is_some() && !column.year_guessed;
    let borrowed = (!stated).then_some(Problem::YearBorrowed);
    let ambiguous = |unsure: bool| unsure.then_some(Problem::DateAmbiguous);
    match parts {
        Parts::Full(year, month, day) => told(NaiveDate::from_ymd_opt(year, month, day)?, None),
        Parts::Either(a, b, year) => {
            let (month, day, unsure) = order(a, b, column);
            told(NaiveDate::from_ymd_opt(year, month, day)?, ambiguous(unsure))
        }
        Parts::MonthDay(month, day) => told(with_year(month, day, column, anchor)?, borrowed),
        Parts::EitherYearless(a, b) => {
            let (month, day, unsure) = order(a, b, column);
            // 10.8 on a Chinese sheet is October.
            told(with_year(month, day, column, anchor)?, ambiguous(unsure && !(column.year_first && text.contains('.'))).or(borrowed))
        }
        Parts::Month(year, month, within) => {
            // `2026-05` states a month on purpose; 5月初 and a month without its year are assumptions.
            let assumed = (year.is_none() || within != Within::Month).then_some(Problem::DateAssumed);
            let year = match year {
                Some(year) => year,
                None => with_year(month, 28, column, anchor)?.year(),
            };
            told(day_within(Month::new(year, month)?, within, column.ahead), assumed)
        }
        // A plan for a quarter is one for its end.
        Parts::Quarter(year, quarter) if column.ahead => told(Month::new(year, quarter * 3)?.last(), Some(Problem::DateAssumed)),
        Parts::Quarter(..) | Parts::Year(_) => None,
    }
}

/// 初 the 5th, 中 the 15th, 底 the last; a bare month its last day for a plan, its first for an event.
fn day_within(month: Month, within: Within, ahead: bool) -> NaiveDate {
    match within {
        Within::Early => month.first() + TimeDelta::days(4),
        Within::Middle => month.first() + TimeDelta::days(14),
        Within::Late => month.last(),
        Within::Month if ahead => month.last(),
        Within::Month => month.first(),
    }
}

/// Month, day and whether the other order was as good.
fn order(a: u32, b: u32, column: &DateColumn) -> (u32, u32, bool) {
    if a > 12 {
        (b, a, false)
    } else if b > 12 {
        (a, b, false)
    } else {
        let (month, day) = if column.day_first { (b, a) } else { (a, b) };
        (month, day, !column.proven && a != b)
    }
}

/// The year a yearless date means. An event: the newest year in which it is not after the hand-in month's end. A plan:
/// the first time it comes after its own row's date, or after two months before the hand-in. Without a hand-in the sheet's
/// or the neighbours' year counts, and at last the month of the report as if the sheet had been handed in for it.
fn with_year(month: u32, day: u32, column: &DateColumn, anchor: Option<NaiveDate>) -> Option<NaiveDate> {
    let in_year = |year: i32| NaiveDate::from_ymd_opt(year, month, day);
    let report = column.report.filter(|_| column.year.is_none());
    let end = column.hand_in.or(report).map(Month::last);
    if column.ahead {
        let from = anchor.or_else(|| end.map(|end| end - TimeDelta::days(62)));
        if let Some(from) = from {
            return (from.year()..=from.year() + 4).filter_map(in_year).find(|date| *date >= from);
        }
    } else if let Some(end) = end {
        return (end.year() - 4..=end.year()).rev().filter_map(in_year).find(|date| *date <= end);
    }
    in_year(column.year?)
}

/// Whether the text may name no year, so that the row's own date may have to lend it. Four digits together nearly always
/// are one; a needless yes only costs time.
pub(super) fn leans_on_row(text: &str, column: &DateColumn) -> bool {
    const COUNTED: &str = "〇零一二三四五六七八九十初底中旬今明昨本下";
    let counted = || text.chars().any(|c| c.is_ascii_alphanumeric() || COUNTED.contains(c));
    column.ahead
        && !text.as_bytes().windows(4).any(|run| run.iter().all(u8::is_ascii_digit))
        && counted()
        && horizon::months(text).is_none()
}

#[cfg(test)]
mod tests {
    use super::super::date_column::usual_year;
    use super::*;

    fn column() -> DateColumn {
        DateColumn { year_first: true, earliest: 1990, hand_in: Month::new(2026, 10), ..DateColumn::default() }
    }

    fn day(text: &str, column: &DateColumn) -> String {
        let read = read_day(&Cell::Text(text.into()), column, None);
        let shown = read.value.day().map_or_else(|| "null".to_owned(), |day| day.to_string());
        format!("{shown}{}", read.problem.map_or_else(String::new, |problem| format!(" {}", problem.id())))
    }

    #[test]
    fn events_of_a_chinese_hand_in() {
        for (text, expected) in [
            ("2026.10.5", "2026-10-05"),
            ("2026年9月30日", "2026-09-30"),
            ("9月3日", "2026-09-03"),
            ("11月3日", "2025-11-03"),
            ("45866", "2025-07-28"),
            ("2026/9/31", "null bad_date"),
            ("1899-12-31", "null bad_date"),
            ("2126-01-01", "null bad_date"),
            ("9/13", "2026-09-13"),
            ("9/3", "2026-09-03 date_ambiguous"),
            ("5月中旬", "2026-05-15 date_assumed"),
            ("10月底", "2026-10-31 date_assumed"),
            ("2026-05", "2026-05-01"),
            ("截止：2026-10-05", "2026-10-05"),
            ("待定", "null"),
            ("下周", "null bad_date"),
        ] {
            assert_eq!(day(text, &column()), expected, "{text}");
        }
        assert_eq!(read_day(&Cell::Empty, &column(), None), Read::BLANK);
        assert_eq!(read_day(&Cell::Number(45_866.0), &column(), None).value.day(), NaiveDate::from_ymd_opt(2025, 7, 28));
    }

    #[test]
    fn without_a_hand_in_the_neighbours_lend_their_year() {
        let texts = ["2025.3.1", "3月2日", "2025.3.9", "2024.12.30"].map(|text| (text, 1));
        let year = usual_year([].iter(), &texts);
        assert_eq!(year, Some(2025));
        let column = DateColumn { hand_in: None, year, year_guessed: true, ..column() };
        assert_eq!(day("3月2日", &column), "2025-03-02 year_borrowed");
        assert_eq!(day("3月2日", &DateColumn { year: None, ..column.clone() }), "null bad_date");
        let reported = DateColumn { year: None, report: Month::new(2026, 10), ..column };
        assert_eq!(
            (day("10.8", &reported), day("11.5", &reported)),
            ("2026-10-08 year_borrowed".into(), "2025-11-05 year_borrowed".into())
        );
        let planned = DateColumn { ahead: true, ..reported };
        assert_eq!(day("11.5", &planned), "2026-11-05 year_borrowed");
    }

    #[test]
    fn plans_lie_ahead_of_their_row() {
        let ahead = DateColumn { ahead: true, ..column() };
        assert_eq!(day("3月2日", &ahead), "2027-03-02");
        assert_eq!(day("10月20日", &ahead), "2026-10-20");
        assert_eq!(
            (day("2026Q4", &ahead), day("2027年第一季度", &ahead)),
            ("2026-12-31 date_assumed".into(), "2027-03-31 date_assumed".into())
        );
        assert_eq!(day("2026Q4", &column()), "null bad_date");
        assert_eq!((day("十月五日", &column()), day("二〇二六年九月二十三日", &column())), ("2026-10-05".into(), "2026-09-23".into()));
        let anchor = NaiveDate::from_ymd_opt(2026, 1, 5);
        let read = read_day(&Cell::Text("2月9日".into()), &ahead, anchor);
        assert_eq!(read.value.day(), NaiveDate::from_ymd_opt(2026, 2, 9));
    }

    #[test]
    fn a_deal_is_expected_in_words_too() {
        let deal = DateColumn { ahead: true, deal: true, ..column() };
        for text in ["3个月内", "半年内", "within 3 months", "暂无需求", "待定"] {
            assert_eq!(day(text, &deal), "null", "{text}");
        }
        assert_eq!(
            (day("尽快", &deal), day("3个月内", &DateColumn { deal: false, ..deal.clone() })),
            ("null bad_date".into(), "null bad_date".into())
        );
        assert!(
            !leans_on_row("3个月内", &deal)
                && !leans_on_row("暂无需求", &deal)
                && leans_on_row("3月2日", &deal)
                && leans_on_row("end of March", &deal)
        );
    }

    #[test]
    fn order_follows_the_column() {
        let day_first = DateColumn { day_first: true, proven: true, year_first: false, ..column() };
        assert_eq!(day("5/6/24", &day_first), "2024-06-05");
    }

    #[test]
    fn a_time_of_another_zone_is_told_by_the_companys_clocks() {
        let here = DateColumn { zone: "Asia/Shanghai".parse().ok(), ..column() };
        assert_eq!((day("2025-01-31T23:30:00Z", &here), day("2025-01-31 23:30", &here)), ("2025-02-01".into(), "2025-01-31".into()));
        let stated = DateColumn { stated: Some(0), ..here.clone() };
        assert_eq!(day("2025-01-31 23:30", &stated), "2025-02-01", "Created (UTC)");
        assert_eq!((day("2025-01-31 23:30 UTC+8", &stated), day("2025-01-31", &stated)), ("2025-01-31".into(), "2025-01-31".into()));
        let late = NaiveDate::from_ymd_opt(2025, 1, 31).unwrap().and_hms_opt(23, 30, 0).unwrap();
        let cell = |column| read_day(&Cell::Date(late), column, None).value.day();
        assert_eq!(
            (cell(&here), cell(&stated)),
            (Some(late.date()), late.date().succ_opt()),
            "a cell of a workbook has its header's zone alone"
        );
    }

    #[test]
    fn midnight_is_no_time() {
        let moment = |text: &str| read_moment(&Cell::Text(text.into()), &column(), None).value;
        let at = |hour, minute| NaiveDate::from_ymd_opt(2026, 10, 5).unwrap().and_hms_opt(hour, minute, 0).unwrap();
        assert_eq!(moment("2026-10-05 14:30"), Value::Moment(at(14, 30), true));
        assert_eq!(moment("2026-10-05 00:00"), Value::Moment(at(0, 0), false));
        assert_eq!(moment("2026-10-05"), Value::Moment(at(0, 0), false));
    }
}
