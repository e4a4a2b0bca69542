//! Clock (时刻): the time of day a text names, the zone it names, and the same moment by the company's clocks (X3).
//!
//! Decides that a time without a zone is the company's own, that midnight is how programs write a day alone, which stays that day, and
//! which words name one zone.

use chrono::{NaiveDate, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

use crate::model::folding;

/// A time of day as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) time: NaiveTime,
    /// Minutes its zone is ahead of universal time, where the text names one.
    pub(super) ahead: Option<i32>,
}

impl Clock {
    /// A time that names no zone.
    pub(super) const fn naive(time: NaiveTime) -> Self {
        Self { time, ahead: None }
    }

    /// Day and time by the clocks of the company's zone, of a time in its own zone, else in the one its header states.
    pub(super) fn here(self, day: NaiveDate, stated: Option<i32>, zone: Option<Tz>) -> Option<(NaiveDate, Option<NaiveTime>)> {
        match (self.ahead.or(stated), zone) {
            (Some(ahead), Some(zone)) if self.time != NaiveTime::MIN => {
                let universal = day.and_time(self.time).checked_sub_signed(TimeDelta::minutes(i64::from(ahead)))?;
                let at = zone.from_utc_datetime(&universal).naive_local();
                Some((at.date(), Some(at.time())))
            }
            _ => Some((day, Some(self.time))),
        }
    }
}

/// `05/10/2026 9.12.33`, as Italian programs write the time: a word of dots behind a whole date, that can be a time.
fn with_colons(text: String) -> String {
    let Some((day, time)) = text.rsplit_once(' ') else { return text };
    let mut parts = time.split('.').map(|part| (part.len(), part.parse::<u32>().ok()));
    let whole_date = day.matches(['/', '-', '.']).count() == 2 && !day.contains(' ');
    let can_be = matches!(parts.next(), Some((1..=2, Some(0..24))))
        && parts.clone().count() > 0
        && parts.all(|part| matches!(part, (2, Some(0..60))));
    if whole_date && can_be { format!("{day} {}", time.replace('.', ":")) } else { text }
}

/// Takes `14:30`, `14:30:05`, `2:30 pm`, `14点30分` and the zone behind them out of the text.
pub(super) fn split(text: &str) -> (String, Option<Clock>) {
    let text = text.replace(['点', '时'], ":").replace('分', " ");
    let text = with_colons(text);
    let Some(colon) = text.find(':') else { return (text, None) };
    let head = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit()).len();
    if head == colon {
        return (text.replace(':', " "), None);
    }
    let tail = text[colon..].find(|c: char| !c.is_ascii_digit() && c != ':').map_or(text.len(), |at| colon + at);
    let mut numbers = text[head..tail].split(':').filter(|part| !part.is_empty()).filter_map(|part| part.parse::<u32>().ok());
    let (Some(mut hour), minute, second) = (numbers.next(), numbers.next(), numbers.next()) else { return (text, None) };
    let after = behind_fraction(&text[tail..]).trim_start();
    let before = text[..head].to_owned();
    // `2026-10-05+08:00`: a day with its zone, as XML writes it.
    if before.ends_with('+') {
        return (before.trim_end_matches('+').to_owned(), None);
    }
    let afternoon = after.starts_with("pm") || before.contains("下午") || before.contains("晚");
    if afternoon && hour < 12 {
        hour += 12;
    }
    let time = NaiveTime::from_hms_opt(hour, minute.unwrap_or(0), second.unwrap_or(0));
    let before = before.replace("下午", " ").replace("上午", " ").replace('晚', " ");
    let iso = second.is_some() || before.ends_with('t');
    let ahead = zone(after.trim_start_matches(['a', 'p', 'm']).trim_start(), iso);
    (before.trim_end_matches('t').trim().to_owned(), time.map(|time| Clock { time, ahead }))
}

/// Minutes ahead of universal time that a header states for the times below it: `Created (UTC)`, 下单时间（GMT+8）. Bare GMT is a garment.
pub(super) fn of_header(header: &str) -> Option<i32> {
    let folded = folding::fold(header);
    let at = folded.find("utc").or_else(|| folded.find("(gmt").map(|at| at + 1))?;
    let within = folded[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
    zone(&folded[at..], false).filter(|_| !within)
}

/// What stands behind `.123`.
fn behind_fraction(text: &str) -> &str {
    text.strip_prefix('.').map_or(text, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()))
}

/// Minutes ahead of universal time that a text opens with: `z`, `utc`, `gmt+8`, `+08:00`, `-0500`. Of words only those that mean one
/// zone: CST is China's and Chicago's. Without such a word `-10:00` behind `9:00` is the end of a span; behind `09:00:00` it is a zone.
fn zone(text: &str, iso: bool) -> Option<i32> {
    let text = text.trim_start_matches(['(', ' ']);
    let word = &text[..text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len())];
    let base = match word {
        "" => None,
        "z" | "utc" | "gmt" => Some(0),
        "cet" => return Some(60),
        "cest" => return Some(120),
        _ => return None,
    };
    let rest = text[word.len()..].trim_start();
    let sign = match rest.chars().next() {
        Some('+') => 1,
        Some('-') if iso || base.is_some() => -1,
        _ => return base,
    };
    let told = &rest[1..rest[1..].find(|c: char| !c.is_ascii_digit() && c != ':').map_or(rest.len(), |at| at + 1)];
    let (hours, minutes) = match (told.split_once(':'), told.len()) {
        (Some((hours, minutes)), 4 | 5) => (hours, minutes),
        (None, 4) => told.split_at(2),
        (None, 1 | 2) if iso || base.is_some() => (told, "0"),
        _ => return base,
    };
    let (hours, minutes) = (hours.parse::<i32>().ok()?, minutes.parse::<i32>().ok()?);
    (hours <= 14 && minutes < 60).then_some(sign * (60 * hours + minutes)).or(base)
}

#[cfg(test)]
mod tests {
    use super::super::date_text::{Parts, parse};
    use super::*;

    #[test]
    fn times_of_day_are_kept() {
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0);
        for (text, time) in [
            ("2026-10-05 14:30", at(14, 30)),
            ("2026-10-05T14:30:00", at(14, 30)),
            ("5/30/08 12:00", at(12, 0)),
            ("2026年10月5日 下午2:30", at(14, 30)),
            ("2026.10.5 9点05分", at(9, 5)),
            ("05/10/2026 9.12", at(9, 12)),
            ("5.10.2026 21.05.00", at(21, 5)),
            ("5.10 2026", None),
            ("2026-10-05", None),
            ("2026-10-05+08:00", None),
        ] {
            assert_eq!(parse(text, true).and_then(|found| found.1).map(|clock| clock.time), time, "{text}");
        }
    }

    #[test]
    fn a_time_may_name_its_zone() {
        let read = |text: &str| parse(text, true).and_then(|(parts, clock)| Some((parts, clock?.time.to_string(), clock?.ahead)));
        for (text, ahead) in [
            ("2025-01-31T23:30:00Z", Some(0)),
            ("2025-01-31T23:30:00.123Z", Some(0)),
            ("2025-01-31T23:30Z", Some(0)),
            ("2025-01-31 23:30 UTC", Some(0)),
            ("2025-01-31 11:30 PM (UTC)", Some(0)),
            ("2025-01-31 23:30:00 UTC+8", Some(480)),
            ("2025-01-31 23:30 (GMT+08:00)", Some(480)),
            ("2025-01-31T23:30:00+08:00", Some(480)),
            ("2025-01-31T23:30:00.000+0800", Some(480)),
            ("2025-01-31T23:30+08", Some(480)),
            ("2025-01-31 23:30:00 -0500", Some(-300)),
            ("2025/1/31 23:30:00+05:30", Some(330)),
            ("Fri, 31 Jan 2025 23:30:00 GMT", Some(0)),
            ("Fri Jan 31 2025 23:30:00 GMT+0800 (China Standard Time)", Some(480)),
            ("31 Jan 2025 23:30 CET", Some(60)),
            ("2025-01-31 23:30", None),
            ("2025-01-31 23:30:00 CST", None),
            ("2025-01-31 23:30-24:00", None),
            ("2025年1月31日 23:30 -10:00", None),
            ("2025-01-31 23:30:00 +99:00", None),
            ("2025-01-31 下午11:30", None),
        ] {
            let seen = read(text);
            assert!(
                seen.as_ref().is_some_and(|(parts, time, _)| *parts == Parts::Full(2025, 1, 31) && time.starts_with("23:30:00")),
                "{text}: {seen:?}"
            );
            assert_eq!(seen.and_then(|found| found.2), ahead, "{text}");
        }
    }

    #[test]
    fn a_header_may_name_the_zone_of_its_times() {
        for (header, ahead) in [
            ("Created (UTC)", Some(0)),
            ("Create Date UTC+01:00", Some(60)),
            ("下单时间（GMT+8）", Some(480)),
            ("创建时间UTC", Some(0)),
            ("GMT ETD", None),
            ("UTC offset", Some(0)),
            ("Order Date", None),
            ("Output count", None),
            ("outcome", None),
        ] {
            assert_eq!(of_header(header), ahead, "{header}");
        }
    }

    #[test]
    fn a_moment_is_told_by_the_companys_clocks() {
        let here = |text: &str, zone: &str| match parse(text, true) {
            Some((Parts::Full(year, month, day), Some(clock))) => {
                let (day, time) = clock.here(NaiveDate::from_ymd_opt(year, month, day).unwrap(), None, zone.parse().ok()).unwrap();
                format!("{day} {}", time.map_or_else(String::new, |time| time.format("%H:%M").to_string()))
            }
            other => format!("{other:?}"),
        };
        for (text, zone, expected) in [
            ("2025-01-31T23:30:00Z", "Asia/Shanghai", "2025-02-01 07:30"),
            ("2025-01-31 23:30 UTC", "Asia/Shanghai", "2025-02-01 07:30"),
            ("2025-01-31T23:30:00+08:00", "Asia/Shanghai", "2025-01-31 23:30"),
            ("2025-02-01T03:30:00+08:00", "Europe/Rome", "2025-01-31 20:30"),
            // Rome's clocks are an hour ahead of universal time in winter, two in summer.
            ("2025-07-31T22:30:00Z", "Europe/Rome", "2025-08-01 00:30"),
            ("2025-01-31T22:30:00Z", "Europe/Rome", "2025-01-31 23:30"),
            ("2024-12-31T20:00:00Z", "Asia/Shanghai", "2025-01-01 04:00"),
            ("2025-01-31 23:30", "Asia/Shanghai", "2025-01-31 23:30"),
            ("2025-01-31T00:00:00Z", "America/New_York", "2025-01-31 00:00"),
            // A day kept as midnight of Shanghai and written in universal time.
            ("2025-01-31T16:00:00Z", "Asia/Shanghai", "2025-02-01 00:00"),
        ] {
            assert_eq!(here(text, zone), expected, "{text} {zone}");
        }
    }
}
