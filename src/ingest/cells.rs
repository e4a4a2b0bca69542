//! Cell values (单元格值): what a workbook stores, turned into [`Cell`] without guessing.
//!
//! Decides: a date serial below 1 is a time of day, never a day of 1899; `[h]:mm` is an elapsed time; ISO strings of
//! strict OOXML and ODS are dates; text loses outer blanks and U+0000.

use std::borrow::Cow;

use calamine::{Data, ExcelDateTime, ExcelDateTimeType};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use crate::model::raw::Cell;

/// A text without its outer blanks, and without U+0000.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    // Most texts have neither: their ends show it.
    let bare = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let trimmed = if bare(text.as_bytes().first()) && bare(text.as_bytes().last()) {
        text
    } else {
        text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\0' | '\u{feff}' | '\u{200b}'))
    };
    if trimmed.as_bytes().contains(&0) { Cow::Owned(trimmed.replace('\0', "")) } else { Cow::Borrowed(trimmed) }
}

/// A text cell; empty when nothing but blanks is written.
pub(super) fn text(text: &str) -> Cell {
    let plain = plain(text);
    if plain.is_empty() { Cell::Empty } else { Cell::Text((*plain).into()) }
}

/// A cell of a dense reader.
pub(super) fn data(data: &Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) => self::text(text),
        #[expect(clippy::cast_precision_loss, reason = "Excel itself stores every number as a double")]
        Data::Int(value) => Cell::Number(*value as f64),
        Data::Float(value) => number(*value),
        Data::Bool(value) => Cell::Bool(*value),
        Data::DateTime(at) => date(*at),
        Data::DateTimeIso(text) => iso_date(text).unwrap_or_else(|| self::text(text)),
        Data::DurationIso(text) => iso_duration(text).unwrap_or_else(|| self::text(text)),
        Data::Error(error) => Cell::Error(error.to_string().into()),
    }
}

/// A plain number.
pub(super) const fn number(value: f64) -> Cell {
    if value.is_finite() { Cell::Number(value) } else { Cell::Empty }
}

/// A number that its format makes a date, or an elapsed time.
pub(super) fn serial(value: f64, elapsed: bool, from_1904: bool) -> Cell {
    let kind = if elapsed { ExcelDateTimeType::TimeDelta } else { ExcelDateTimeType::DateTime };
    if value.is_finite() { date(ExcelDateTime::new(value, kind, from_1904)) } else { Cell::Empty }
}

pub(super) fn date(at: ExcelDateTime) -> Cell {
    let serial = at.as_f64();
    if at.is_duration() {
        return at.as_duration().map_or_else(|| number(serial), Cell::Elapsed);
    }
    if (0.0..1.0).contains(&serial) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 86,400 by the range above")]
        let seconds = (serial * 86_400.0).round() as u32;
        return NaiveTime::from_num_seconds_from_midnight_opt(seconds % 86_400, 0).map_or_else(|| number(serial), Cell::Time);
    }
    if serial < 0.0 {
        return number(serial);
    }
    at.as_datetime().map_or_else(|| number(serial), |moment| Cell::Date(to_second(moment)))
}

/// Serials carry binary dust: 09:30 arrives as 09:29:59.999.
fn to_second(moment: NaiveDateTime) -> NaiveDateTime {
    let millis = moment.and_utc().timestamp_subsec_millis();
    let floor = moment - TimeDelta::milliseconds(i64::from(millis));
    if millis >= 500 { floor + TimeDelta::seconds(1) } else { floor }
}

/// A date, moment or time of ISO 8601. A workbook's cells have no time zone: some writers end each of them with Z, and what is meant is
/// the time shown.
pub(super) fn iso_date(text: &str) -> Option<Cell> {
    let text = text.trim().trim_end_matches('Z');
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return day.and_hms_opt(0, 0, 0).map(Cell::Date);
    }
    for form in ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M"] {
        if let Ok(moment) = NaiveDateTime::parse_from_str(text, form) {
            return Some(Cell::Date(to_second(moment)));
        }
    }
    NaiveTime::parse_from_str(text.trim_start_matches('T'), "%H:%M:%S%.f").ok().map(Cell::Time)
}

/// `PT09H30M00S`: ODS stores a time of day as the time elapsed since midnight.
pub(super) fn iso_duration(text: &str) -> Option<Cell> {
    let mut seconds = 0.0_f64;
    let mut digits = String::new();
    for c in text.trim().strip_prefix("PT")?.chars() {
        if c.is_ascii_digit() || c == '.' {
            digits.push(c);
            continue;
        }
        let value: f64 = digits.parse().ok()?;
        digits.clear();
        seconds += value
            * match c {
                'H' => 3600.0,
                'M' => 60.0,
                'S' => 1.0,
                _ => return None,
            };
    }
    #[expect(clippy::cast_possible_truncation, reason = "as-casts of floats saturate")]
    let whole = seconds.round() as i64;
    match u32::try_from(whole) {
        Ok(within) if within < 86_400 => NaiveTime::from_num_seconds_from_midnight_opt(within, 0).map(Cell::Time),
        _ => TimeDelta::try_seconds(whole).map(Cell::Elapsed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: f64, kind: ExcelDateTimeType) -> String {
        data(&Data::DateTime(ExcelDateTime::new(value, kind, false))).show()
    }

    #[test]
    fn a_serial_below_one_is_a_time_and_no_day_of_1899() {
        assert_eq!(shown(0.458_333_333_333, ExcelDateTimeType::DateTime), "11:00:00");
        assert_eq!(shown(0.0, ExcelDateTimeType::DateTime), "00:00:00");
        assert_eq!(shown(46_326.0, ExcelDateTimeType::DateTime), "2026-10-31");
        assert_eq!(shown(46_326.395_833_333_3, ExcelDateTimeType::DateTime), "2026-10-31 09:30:00");
        assert_eq!(shown(1.5, ExcelDateTimeType::TimeDelta), "36:00");
    }

    #[test]
    fn iso_strings_are_dates_and_blanks_are_nothing() {
        assert_eq!(data(&Data::DateTimeIso("2026-10-31T09:30:00".into())).show(), "2026-10-31 09:30:00");
        assert_eq!(data(&Data::DateTimeIso("2026-10-31".into())).show(), "2026-10-31");
        assert_eq!(data(&Data::DurationIso("PT09H30M00S".into())).show(), "09:30:00");
        assert_eq!(text(" \u{3000}\u{a0}\n"), Cell::Empty);
        assert_eq!(text("\u{3000}意大利 "), Cell::Text("意大利".into()));
    }
}
