//! Was (原样): what a row of ours was about and how it stood when we wrote it, kept in the row itself.
//!
//! Decides in which form a cell's content is compared, so that a file saved by another program still says the same.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A row as it was written; its text is JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Was {
    /// The row key without its check character: tells a cell pasted from another row.
    pub key: String,
    /// What the row is about: `customer|C0042`, `pair|<mark>|<mark>`, `figure|<metric>|<grain>|<key>|<month>`,
    /// `target|<metric>|<staff id>|<month>`, `cell|<entity>|<file>|<sheet>|<row>`.
    pub about: String,
    /// Input cells by column id (without `@`), as [`said_text`] and its like give them; empty ones may be left out.
    #[serde(default)]
    pub inputs: BTreeMap<String, String>,
    /// [`seal`] of each other cell by its column number (the number after `@-`).
    #[serde(default)]
    pub seals: BTreeMap<u32, String>,
}

impl Was {
    /// The text of the hidden cell.
    #[must_use]
    pub fn text(&self) -> String {
        // Texts and maps of texts always make JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads it back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text.trim()).ok()
    }
}

/// Four letters for a cell's content; nothing for an empty cell.
#[must_use]
pub fn seal(said: &str) -> String {
    if said.is_empty() {
        return String::new();
    }
    Sha256::digest(said.as_bytes()).iter().take(2).map(|byte| format!("{byte:02x}")).collect()
}

/// A text as compared: blanks and line ends squeezed.
#[must_use]
pub fn said_text(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A number as compared: nine significant digits, which every program keeps.
#[must_use]
pub fn said_number(number: f64) -> String {
    let shown = format!("{number:.8e}");
    shown.parse::<f64>().map_or(shown, |rounded| format!("{rounded}"))
}

/// A day as compared.
#[must_use]
pub fn said_date(day: NaiveDate) -> String {
    day.to_string()
}

/// The day a person typed: `2026-11-05`, `2026/11/5`, `2026年11月5日`, `20261105`, `24/12/2026`, or a date cell that lost its format.
#[must_use]
pub fn read_day(text: &str) -> Option<NaiveDate> {
    let folded = crate::model::folding::fold(text);
    if let Ok(serial) = folded.parse::<i64>()
        && (30_000..80_000).contains(&serial)
    {
        return NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_signed(chrono::TimeDelta::days(serial));
    }
    if let Ok(day) = NaiveDate::parse_from_str(&folded, "%Y%m%d") {
        return Some(day);
    }
    let day = folded.split(' ').next().unwrap_or_default();
    let parts: Vec<&str> = day.split(|sign: char| !sign.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let is_year = |year: &i32| (1990..2200).contains(year);
    if let Some(year) = first.parse().ok().filter(is_year) {
        return NaiveDate::from_ymd_opt(year, second.parse().ok()?, third.parse().ok()?);
    }
    // `24/12/2026` or `12/24/2026` can be one day only; `5/11/2026` may be two, and a person must say which.
    let year = third.parse().ok().filter(is_year)?;
    let (a, b) = (first.parse().ok()?, second.parse().ok()?);
    let days = [NaiveDate::from_ymd_opt(year, b, a), NaiveDate::from_ymd_opt(year, a, b)];
    match days {
        [Some(one), Some(other)] if one != other => None,
        [one, other] => one.or(other),
    }
}

/// The number a person typed: with separators, 万 or 千.
#[must_use]
pub fn read_number(text: &str) -> Option<f64> {
    let folded = crate::model::folding::fold(text).replace([',', ' '], "");
    let (digits, factor) = match folded.chars().last()? {
        '万' => (folded.trim_end_matches('万'), 10_000.0),
        '千' => (folded.trim_end_matches('千'), 1_000.0),
        'k' => (folded.trim_end_matches('k'), 1_000.0),
        _ => (folded.as_str(), 1.0),
    };
    digits.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| number * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_numbers_as_people_type_them() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 5);
        for text in ["2026-11-05", "2026/11/5", "2026年11月5日", "２０２６．１１．５", "20261105", "46331", "2026-11-05 00:00:00"]
        {
            assert_eq!(read_day(text), day, "{text}");
        }
        assert_eq!((read_day("下周"), read_day("5/11/2026"), read_day("")), (None, None, None));
        let eve = NaiveDate::from_ymd_opt(2026, 12, 24);
        assert_eq!((read_day("24/12/2026"), read_day("24.12.2026"), read_day("12/24/2026")), (eve, eve, eve));
        assert_eq!((read_day("11/11/2026"), read_day("31/02/2026")), (NaiveDate::from_ymd_opt(2026, 11, 11), None));
        assert_eq!((read_number("1,200"), read_number("12万"), read_number("较多")), (Some(1200.0), Some(120_000.0), None));
    }

    #[test]
    fn it_reads_back_and_is_not_fooled_by_blanks_or_digits() {
        let was = Was {
            key: "C0042".into(),
            about: "customer|C0042".into(),
            inputs: [("grade".to_owned(), "A".to_owned())].into(),
            seals: [(2, seal("Rossi \"S.r.l.\""))].into(),
        };
        assert_eq!(Was::parse(&was.text()), Some(was));
        assert_eq!((Was::parse("a"), seal("")), (None, String::new()));
        assert_eq!(said_text(" a\r\n b\u{3000}c "), "a b c");
        assert_eq!((said_number(0.1 + 0.2), said_number(1e7), said_number(-0.0)), ("0.3".into(), "10000000".into(), "-0".into()));
    }
}
