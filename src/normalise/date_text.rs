//! Written dates (文字日期): the parts a date text names, before the column says what they mean.
//!
//! Decides nothing about order or a missing year: `5/6/24` gives three parts in unknown order, `6.3` two.

use super::clock::{self, Clock};
use crate::model::folding;

/// Which part of a month is meant when no day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    /// The month alone.
    Month,
    /// 初, 上旬.
    Early,
    /// 中旬.
    Middle,
    /// 底, 末, 下旬.
    Late,
}

/// What a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parts {
    /// Year, month, day.
    Full(i32, u32, u32),
    /// Two numbers in unknown order, and a year.
    Either(u32, u32, i32),
    /// Month and day without a year.
    MonthDay(u32, u32),
    /// Two numbers in unknown order without a year.
    EitherYearless(u32, u32),
    /// A quarter of a year.
    Quarter(i32, u32),
    /// A month, perhaps with its year.
    Month(Option<i32>, u32, Within),
    /// A year.
    Year(i32),
}

const MONTHS: [(&str, u32); 24] = [
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("apr", 4),
    ("may", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
    ("gen", 1),
    ("mag", 5),
    ("giu", 6),
    ("lug", 7),
    ("ago", 8),
    ("set", 9),
    ("ott", 10),
    ("dic", 12),
    ("mrz", 3),
    ("mai", 5),
    ("okt", 10),
    ("dez", 12),
];

/// Reads a text. `year_first` says that `24.5.6` opens with the year, as in Chinese sheets.
pub(super) fn parse(text: &str, year_first: bool) -> Option<(Parts, Option<Clock>)> {
    if let Some(parts) = plain(text) {
        return Some((parts, None));
    }
    let folded = arabic(&folding::fold(text)).replace(['‐', '‑', '–', '−'], "-");
    if let Some(quarter) = quarter(&folded) {
        return Some((quarter, None));
    }
    let (rest, clock) = clock::split(&folded);
    let parts = han(&rest).or_else(|| named(&rest)).or_else(|| numeric(rest.trim(), year_first))?;
    Some((parts, clock))
}

/// `2026-10-05`, `2026/10/5`, `2026.10.5`: what most sheets write, told at a glance.
fn plain(text: &str) -> Option<Parts> {
    let (year, rest) = text.as_bytes().split_first_chunk::<4>()?;
    let mut parts = rest.split(|byte| matches!(byte, b'-' | b'/' | b'.'));
    let number = |digits: &[u8]| {
        let told = (1..=4).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
        told.then(|| digits.iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0')))
    };
    let (Some([]), Some(month @ ([_] | [_, _])), Some(day @ ([_] | [_, _])), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    Some(Parts::Full(i32::try_from(number(year)?).ok()?, number(month)?, number(day)?))
}

/// 二〇二六年十月五日 → 2026年10月5日; texts without 年, 月 or 日 stay.
fn arabic(text: &str) -> String {
    const DIGITS: &str = "零一二三四五六七八九";
    let digit = |c: char| DIGITS.chars().position(|known| known == c || known == '零' && c == '〇');
    if !text.contains(['年', '月', '日']) || !text.chars().any(|c| c == '十' || digit(c).is_some()) {
        return text.to_owned();
    }
    let (mut written, mut run) = (String::new(), Vec::new());
    for c in text.chars().chain(['\0']) {
        if c == '十' || digit(c).is_some() {
            run.push(c);
            continue;
        }
        if let Some(ten) = run.iter().position(|sign| *sign == '十') {
            let tens = run[..ten].iter().find_map(|sign| digit(*sign)).unwrap_or(1);
            written.push_str(&(tens * 10 + run[ten + 1..].iter().find_map(|sign| digit(*sign)).unwrap_or(0)).to_string());
        } else {
            written.extend(run.iter().filter_map(|sign| digit(*sign)).map(|value| value.to_string()));
        }
        run.clear();
        written.extend(Some(c).filter(|c| *c != '\0'));
    }
    written
}

/// `2026Q4`, `Q4 2026`, 2026年第4季度, 2026年4季度.
fn quarter(text: &str) -> Option<Parts> {
    let runs = runs(text);
    let [a, b] = runs.as_slice() else { return None };
    let (year, quarter) = if a.1 - a.0 == 4 { (a, b) } else { (b, a) };
    let before = text[..quarter.0].trim_end();
    let said =
        before.ends_with('q') || before.ends_with('第') && text[quarter.1..].starts_with("季") || text[quarter.1..].starts_with("季度");
    (said && year.1 - year.0 == 4 && (1..=4).contains(&quarter.2)).then_some(Parts::Quarter(full_year(year.2, 4)?, quarter.2))
}

/// Runs of digits with their place.
fn runs(text: &str) -> Vec<(usize, usize, u32)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + offset;
        let end = text[start..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |length| start + length);
        found.push((start, end, text[start..end].parse().unwrap_or(u32::MAX)));
        at = end;
    }
    found
}

fn full_year(year: u32, digits: usize) -> Option<i32> {
    let year = i32::try_from(year).ok()?;
    match digits {
        4 => Some(year),
        2 => Some(if year < 70 { 2000 + year } else { 1900 + year }),
        // Minguo years of Taiwan: 113 is 2024.
        3 if (80..=150).contains(&year) => Some(year + 1911),
        _ => None,
    }
}

/// 2024年5月6日, 9月3日, 5月中旬, 预计6月20日出货.
fn han(text: &str) -> Option<Parts> {
    let runs = runs(text);
    let behind = |end: usize| text[end..].trim_start();
    let year_at = runs.iter().position(|run| behind(run.1).starts_with('年'));
    let year = year_at.and_then(|at| full_year(runs[at].2, runs[at].1 - runs[at].0));
    let Some(month_at) = runs.iter().position(|run| behind(run.1).starts_with('月')) else {
        return (year_at == Some(0) && runs.len() == 1).then_some(year?).map(Parts::Year);
    };
    let month = runs[month_at];
    let after = behind(month.1).strip_prefix('月')?;
    let rest = after.trim_start_matches('份').trim_start();
    let next = runs.get(month_at + 1).filter(|run| after.trim_start().starts_with(&text[run.0..run.1]) && run.2 <= 31);
    if let Some(day) = next {
        return Some(year.map_or(Parts::MonthDay(month.2, day.2), |year| Parts::Full(year, month.2, day.2)));
    }
    let within = match rest.chars().next() {
        Some('初' | '上') => Within::Early,
        Some('中') => Within::Middle,
        Some('底' | '末' | '下') => Within::Late,
        _ => Within::Month,
    };
    Some(Parts::Month(year, month.2, within))
}

/// 6-May-24, May 6 2024, 6 maggio, Oct-26.
fn named(text: &str) -> Option<Parts> {
    let (at, month) = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.len() >= 3)
        .find_map(|word| Some((text.find(word)?, MONTHS.iter().find(|(name, _)| word.starts_with(name))?.1)))?;
    let runs = runs(text);
    let is_year = |run: &(usize, usize, u32)| run.1 - run.0 == 4 || run.2 > 31 && run.1 - run.0 == 2;
    match runs.as_slice() {
        [only] if is_year(only) || only.0 > at && text[at..only.0].ends_with(['-', '\'', '/']) => {
            Some(Parts::Month(full_year(only.2, only.1 - only.0), month, Within::Month))
        }
        [only] => Some(Parts::MonthDay(month, only.2)),
        [first, second] if is_year(first) => Some(Parts::Full(full_year(first.2, first.1 - first.0)?, month, second.2)),
        [first, second] => Some(Parts::Full(full_year(second.2, second.1 - second.0)?, month, first.2)),
        _ => None,
    }
}

fn numeric(text: &str, year_first: bool) -> Option<Parts> {
    let runs = runs(text);
    let widths: Vec<usize> = runs.iter().map(|run| run.1 - run.0).collect();
    let embedded = !text.chars().all(|c| c.is_ascii_digit() || "./- 日号,_".contains(c));
    match runs.as_slice() {
        [only] if !embedded && widths[0] == 8 => {
            Parts::Full(i32::try_from(only.2 / 10_000).ok()?, only.2 / 100 % 100, only.2 % 100).checked()
        }
        [only] if !embedded && widths[0] == 6 => Parts::Month(i32::try_from(only.2 / 100).ok(), only.2 % 100, Within::Month).checked(),
        [only] if !embedded && widths[0] == 4 => Parts::Year(i32::try_from(only.2).ok()?).checked(),
        [a, b, c] if matches!(widths[0], 3 | 4) && joined(text, a, b) && joined(text, b, c) => {
            Some(Parts::Full(full_year(a.2, widths[0])?, b.2, c.2))
        }
        _ if embedded => None,
        [a, b, c] if widths[2] == 4 => Some(Parts::Either(a.2, b.2, full_year(c.2, 4)?)),
        [a, b, c] if a.2 > 31 || (year_first && (10..=40).contains(&a.2) && !text.contains('/')) => {
            Some(Parts::Full(full_year(a.2, widths[0])?, b.2, c.2))
        }
        [a, b, c] if widths[2] == 2 => Some(Parts::Either(a.2, b.2, full_year(c.2, 2)?)),
        [a, b] if widths[0] == 4 => Some(Parts::Month(full_year(a.2, 4), b.2, Within::Month)),
        [a, b] if widths[1] == 4 => Some(Parts::Month(full_year(b.2, 4), a.2, Within::Month)),
        [a, b] => Some(Parts::EitherYearless(a.2, b.2)),
        _ => None,
    }
}

fn joined(text: &str, left: &(usize, usize, u32), right: &(usize, usize, u32)) -> bool {
    matches!(text[left.1..right.0].trim(), "." | "/" | "-" | "_" | "")
}

impl Parts {
    /// Refuses eight or six digits that are no date (a number, a code).
    fn checked(self) -> Option<Self> {
        let plausible = match self {
            Self::Full(year, month, day) => (1500..=2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day),
            Self::Month(year, month, _) => year.is_none_or(|year| (1900..=2100).contains(&year)) && (1..=12).contains(&month),
            Self::Quarter(year, _) | Self::Year(year) => (1900..=2100).contains(&year),
            _ => true,
        };
        plausible.then_some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_every_style_seen() {
        for (text, expected) in [
            ("2024.5.6", Some(Parts::Full(2024, 5, 6))),
            ("2024-05-06", Some(Parts::Full(2024, 5, 6))),
            ("2024/5/6", Some(Parts::Full(2024, 5, 6))),
            ("２０２４年５月６日", Some(Parts::Full(2024, 5, 6))),
            ("20240506", Some(Parts::Full(2024, 5, 6))),
            ("24.5.6", Some(Parts::Full(2024, 5, 6))),
            ("113/05/06", Some(Parts::Full(2024, 5, 6))),
            ("6-May-24", Some(Parts::Full(2024, 5, 6))),
            ("May 6, 2024", Some(Parts::Full(2024, 5, 6))),
            ("6 maggio 2024", Some(Parts::Full(2024, 5, 6))),
            ("5/6/24", Some(Parts::Either(5, 6, 2024))),
            ("06-05-2024", Some(Parts::Either(6, 5, 2024))),
            ("9月3日", Some(Parts::MonthDay(9, 3))),
            ("预计6月20日出货", Some(Parts::MonthDay(6, 20))),
            ("6.3", Some(Parts::EitherYearless(6, 3))),
            ("9/3", Some(Parts::EitherYearless(9, 3))),
            ("5月中旬", Some(Parts::Month(None, 5, Within::Middle))),
            ("2026年5月底", Some(Parts::Month(Some(2026), 5, Within::Late))),
            ("2024.5", Some(Parts::Month(Some(2024), 5, Within::Month))),
            ("202610", Some(Parts::Month(Some(2026), 10, Within::Month))),
            ("Oct-26", Some(Parts::Month(Some(2026), 10, Within::Month))),
            ("2026", Some(Parts::Year(2026))),
            ("20 days", None),
            ("待定", None),
            ("ASAP", None),
            ("PI20240517-A", None),
            ("", None),
        ] {
            assert_eq!(parse(text, true).map(|found| found.0), expected, "{text}");
        }
    }

    #[test]
    fn the_usual_way_is_read_as_the_long_one_reads_it() {
        for (text, expected) in [
            ("2026-1-31", Some(Parts::Full(2026, 1, 31))),
            ("2026.13.40", Some(Parts::Full(2026, 13, 40))),
            ("2026-10", None),
            ("2026-10-", None),
            ("2026--5-1", None),
            ("2026-10-105", None),
            ("2026-10-05-1", None),
            ("26.10.05", None),
        ] {
            assert_eq!(plain(text), expected, "{text}");
            assert!(expected.is_none() || numeric(text, true) == expected, "{text}");
        }
    }
}
