//! Date column (日期列): what is known of a column's dates before a cell is read, and what its cells prove together.

use chrono::Datelike;
use chrono_tz::Tz;

use super::date_text::{Parts, parse};
use crate::model::Month;
use crate::model::raw::Cell;

/// What is known about the dates of a column before a cell is read.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a column, read by name")]
pub(super) struct DateColumn {
    /// Day before month.
    pub(super) day_first: bool,
    /// Whether the column or the policy proves it.
    pub(super) proven: bool,
    /// Chinese sheet: `24.5.6` opens with the year.
    pub(super) year_first: bool,
    /// A plan (expected, next, due): a yearless date lies ahead.
    pub(super) ahead: bool,
    /// The day of a deal: 3个月内 is an answer, which counts from the record's own day, and so is 暂无需求.
    pub(super) deal: bool,
    /// Earliest year believed.
    pub(super) earliest: i32,
    /// Hand-in month of the sheet.
    pub(super) hand_in: Option<Month>,
    /// Year the sheet's title or name states, or that of the neighbours.
    pub(super) year: Option<i32>,
    /// Only the neighbours say it.
    pub(super) year_guessed: bool,
    /// Month of the report, where nothing of the sheet names a year.
    pub(super) report: Option<Month>,
    /// The company's time zone.
    pub(super) zone: Option<Tz>,
    /// Minutes that the header's zone is ahead of universal time: `Created (UTC)`.
    pub(super) stated: Option<i32>,
}

/// What the text cells of a column prove: day first, month first, or nothing.
pub(super) fn evidence<'a>(texts: impl Iterator<Item = &'a str>, year_first: bool) -> Option<bool> {
    let (mut day, mut month) = (0_u32, 0_u32);
    for text in texts {
        match parse(text, year_first).map(|found| found.0) {
            Some(Parts::Either(a, b, _) | Parts::EitherYearless(a, b)) if a > 12 && b <= 12 => day += 1,
            Some(Parts::Either(a, b, _) | Parts::EitherYearless(a, b)) if b > 12 && a <= 12 => month += 1,
            _ => {}
        }
    }
    match (day, month) {
        (0, 0) => None,
        (_, 0) => Some(true),
        (0, _) => Some(false),
        _ => None,
    }
}

/// The year most dated cells of a column name: what its yearless neighbours mean. `texts` are the column's texts, each
/// with the number of its cells.
pub(super) fn usual_year<'a>(cells: impl Iterator<Item = &'a Cell>, texts: &[(&str, u32)]) -> Option<i32> {
    let mut years = std::collections::BTreeMap::<i32, u32>::new();
    for cell in cells {
        if let Cell::Date(at) = cell {
            *years.entry(at.year()).or_default() += 1;
        }
    }
    for (text, count) in texts {
        if let Some(Parts::Full(year, ..) | Parts::Either(.., year) | Parts::Month(Some(year), ..)) = parse(text, true).map(|found| found.0)
        {
            *years.entry(year).or_default() += count;
        }
    }
    years.into_iter().max_by_key(|(year, count)| (*count, *year)).map(|(year, _)| year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_follows_evidence() {
        assert_eq!(evidence(["5/6/24", "14/6/24"].into_iter(), false), Some(true));
        assert_eq!(evidence(["1/5", "1/14"].into_iter(), true), Some(false));
        assert_eq!(evidence(["5/6/24", "14/6/24", "6/14/24"].into_iter(), false), None);
    }
}
