//! Digits (数字): written numbers, whatever their separators.
//!
//! Decides which mark is the decimal one: the last of two kinds; one that is repeated never; one followed by other than
//! three digits always; else the habit of the column. Multipliers (万 k) belong to the number. Amounts are exact.

use crate::model::money::{MICROS, round_half_even};

/// Which mark a column or cell writes before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Decimal {
    /// 1,234.50
    #[default]
    Dot,
    /// 1.234,50
    Comma,
}

/// A number found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    /// Millionths.
    pub(super) micros: i128,
    /// First byte, sign included.
    pub(super) start: usize,
    /// Byte after the last, multiplier included.
    pub(super) end: usize,
    /// Whether a multiplier stood behind it.
    pub(super) scaled: bool,
    /// Whether `%` stood behind it.
    pub(super) percent: bool,
}

const MULTIPLIERS: [(&str, i128); 12] = [
    ("千万", 10_000_000),
    ("百万", 1_000_000),
    ("million", 1_000_000),
    ("mln", 1_000_000),
    ("mio", 1_000_000),
    ("亿", 100_000_000),
    ("万", 10_000),
    ("千", 1_000),
    ("mila", 1_000),
    ("k", 1_000),
    ("m", 1_000_000),
    ("w", 10_000),
];

/// All numbers of a text that was folded to NFKC, Simplified and lower case.
pub(super) fn numbers(text: &str, habit: Decimal) -> Vec<Number> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find(|c: char| c.is_ascii_digit()) {
        let first = at + offset;
        let end = run_end(text, first);
        let Some(mut micros) = exact(&text[first..end], habit) else {
            at = end;
            continue;
        };
        let (factor, mut after) = multiplier(&text[end..]);
        after += end;
        micros = micros.saturating_mul(factor);
        let percent = text[after..].trim_start().starts_with('%');
        let before = text[..first].trim_end();
        let minus = before.strip_suffix('-').is_some_and(|ahead| {
            // `USD -5` is less than nothing; `PI-5` is a name and `10 - 5` a range.
            let apart = ahead.ends_with(' ') && before.len() == first && !ahead.trim_end().ends_with(|c: char| c.is_ascii_digit());
            apart || !ahead.trim_end().ends_with(char::is_alphanumeric)
        });
        let start = if minus { before.len() - 1 } else { first };
        found.push(Number { micros: if minus { -micros } else { micros }, start, end: after, scaled: factor != 1, percent });
        at = after;
    }
    found
}

/// End of the digits that begin at `first`: separators count while a digit follows; a blank or apostrophe only before three.
fn run_end(text: &str, first: usize) -> usize {
    let bytes = text.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let mut end = first;
    while end < bytes.len() {
        let joins = match bytes[end] {
            b'0'..=b'9' => true,
            b'.' | b',' => digit(end + 1),
            b' ' | b'\'' => end - first <= 11 && (1..=3).all(|k| digit(end + k)) && !digit(end + 4) && leads(&bytes[first..end]),
            _ => false,
        };
        if !joins {
            break;
        }
        end += 1;
    }
    end
}

/// Whether the digits before a blank can be the head of blank-separated thousands: one to three since the last mark.
fn leads(head: &[u8]) -> bool {
    let tail = head.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    (1..=3).contains(&tail) && !head.contains(&b',') && !head.contains(&b'.')
}

fn multiplier(rest: &str) -> (i128, usize) {
    let trimmed = rest.trim_start_matches(' ');
    let skipped = rest.len() - trimmed.len();
    for (word, factor) in MULTIPLIERS {
        if let Some(after) = trimmed.strip_prefix(word) {
            let whole = !word.is_ascii() || !after.starts_with(|c: char| c.is_ascii_alphanumeric());
            if whole && (word.len() > 1 || skipped == 0) {
                return (factor, skipped + word.len());
            }
        }
    }
    (1, 0)
}

/// The exact value of a digit run in millionths; further decimals are rounded half-even.
fn exact(run: &str, habit: Decimal) -> Option<i128> {
    let plain;
    let clean = if run.contains([' ', '\'']) {
        plain = run.replace([' ', '\''], "");
        plain.as_str()
    } else {
        run
    };
    let count = |mark: u8| clean.bytes().filter(|byte| *byte == mark).count();
    let (dots, commas) = (count(b'.'), count(b','));
    let last_dot = clean.rfind('.');
    let last_comma = clean.rfind(',');
    let single = |at: Option<usize>, mark: Decimal| {
        let at = at?;
        let behind = clean.len() - at - 1;
        let head = clean[..at].trim_start_matches('0');
        (behind != 3 || at > 3 || head.is_empty() || habit == mark).then_some(at)
    };
    let decimal_at = match (dots, commas) {
        (1, 0) => single(last_dot, Decimal::Dot),
        (0, 1) => single(last_comma, Decimal::Comma),
        (_, 0) | (0, _) => None,
        _ => last_dot.max(last_comma),
    };
    let (whole, fraction) = decimal_at.map_or((clean, ""), |at| (&clean[..at], &clean[at + 1..]));
    if whole.len() <= SHORT && fraction.len() <= 6 {
        let micros = short(fraction) * [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1][fraction.len()];
        return Some(i128::from(short(whole)) * MICROS + i128::from(micros));
    }
    let (units, width) = value_of(whole);
    let (pico, places) = value_of(fraction);
    if width > 24 || places > 12 {
        return None;
    }
    let pico = pico * 10_i128.pow(12_u32.saturating_sub(places));
    Some(units * MICROS + round_half_even(pico, MICROS))
}

/// Digits that fit into 64 bits: nearly every number, and much quicker.
const SHORT: usize = 18;

fn short(run: &str) -> u64 {
    run.bytes().filter(u8::is_ascii_digit).fold(0, |value, byte| value * 10 + u64::from(byte - b'0'))
}

/// The millionths of a text that is a number and nothing else: digits, and marks each between two of them.
pub(super) fn whole(text: &str, habit: Decimal) -> Option<i128> {
    let mut digit = false;
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => digit = true,
            b'.' | b',' if digit => digit = false,
            _ => return None,
        }
    }
    if digit { exact(text, habit) } else { None }
}

/// The digits of a run as one number, and how many they are (counted no further than matters).
fn value_of(run: &str) -> (i128, u32) {
    run.bytes().filter(u8::is_ascii_digit).take(30).fold((0, 0), |(value, width), byte| (value * 10 + i128::from(byte - b'0'), width + 1))
}

/// The habit that the texts of a column prove, if any does; each text comes with the number of its cells.
pub(super) fn habit(texts: &[(&str, u32)]) -> Option<Decimal> {
    let (mut dot, mut comma) = (0_u32, 0_u32);
    for (text, count) in texts {
        match (text.rfind('.'), text.rfind(',')) {
            (Some(a), Some(b)) if decimals(text, a.max(b)) => *if a > b { &mut dot } else { &mut comma } += count,
            (Some(at), None) if text.matches('.').count() == 1 && decimals(text, at) => dot += count,
            (None, Some(at)) if text.matches(',').count() == 1 && decimals(text, at) => comma += count,
            (Some(_), None) if text.matches('.').count() > 1 => comma += count,
            (None, Some(_)) if text.matches(',').count() > 1 => dot += count,
            _ => {}
        }
    }
    match dot.cmp(&comma) {
        std::cmp::Ordering::Greater => Some(Decimal::Dot),
        std::cmp::Ordering::Less => Some(Decimal::Comma),
        std::cmp::Ordering::Equal => None,
    }
}

/// One or two digits behind the mark, and one before it.
fn decimals(text: &str, at: usize) -> bool {
    let behind = text[at + 1..].chars().take_while(char::is_ascii_digit).count();
    text[..at].ends_with(|c: char| c.is_ascii_digit()) && matches!(behind, 1 | 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str, habit: Decimal) -> Option<i128> {
        numbers(text, habit).first().map(|number| number.micros)
    }

    #[test]
    fn marks_are_told_apart() {
        for (text, habit, micros) in [
            ("12,345.60", Decimal::Comma, 12_345_600_000),
            ("12.345,60", Decimal::Dot, 12_345_600_000),
            ("1.234.567", Decimal::Dot, 1_234_567_000_000),
            ("12,345", Decimal::Dot, 12_345_000_000),
            ("12,345", Decimal::Comma, 12_345_000),
            ("12.345", Decimal::Comma, 12_345_000_000),
            ("0.125", Decimal::Comma, 125_000),
            ("12 345,67", Decimal::Comma, 12_345_670_000),
            ("1'234.5", Decimal::Dot, 1_234_500_000),
            ("1.2万", Decimal::Dot, 12_000_000_000),
            ("12k", Decimal::Dot, 12_000_000_000),
            ("-1234", Decimal::Dot, -1_234_000_000),
            ("usd -1234.00", Decimal::Dot, -1_234_000_000),
            ("pi-1234", Decimal::Dot, 1_234_000_000),
            ("0.0000005", Decimal::Dot, 0),
            ("0.0000015", Decimal::Dot, 2),
        ] {
            assert_eq!(first(text, habit), Some(micros), "{text}");
        }
        assert_eq!(first("12kg", Decimal::Dot), Some(12_000_000));
        for text in ["12,345.60", "12.345", "0.125", "7", "1,5", "123456789012345678901.5", "0.0000005", "0,12345678901234", ""] {
            assert_eq!(whole(text, Decimal::Comma), first(text, Decimal::Comma), "{text}");
        }
        assert_eq!(["1..2", ".5", "5.", "-1", "1 000", "5%"].map(|text| whole(text, Decimal::Dot)), [None; 6]);
        assert_eq!(first("", Decimal::Dot), None);
    }

    #[test]
    fn a_column_shows_its_habit() {
        assert_eq!(habit(&[("108405,60", 1), ("12.345", 1)]), Some(Decimal::Comma));
        assert_eq!(habit(&[("22,897.50", 1), ("12,345", 1)]), Some(Decimal::Dot));
        assert_eq!(habit(&[("12,345", 2), ("", 1)]), None);
    }
}
