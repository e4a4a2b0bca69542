//! Numbers in sentences and tiles (数字): short as a manager would write them, 412.3 万 or 4.12M.
//!
//! The scales and their signs are words of the language; lists use plain numbers with a number format instead.

use crate::model::{Better, Unit};
use crate::words::Words;

use super::theme::{Ink, number_format};

/// A float from a length, for counting on pages.
pub(super) fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The scale a big amount is shown in: divisor and sign, ` 万` or `K`.
fn scale(words: &Words, value: f64) -> (f64, &str) {
    let step = |key: &str| words.find(&format!("report.number.{key}")).and_then(|text| text.parse::<f64>().ok()).unwrap_or(f64::MAX);
    let (small, big) = (step("scale"), step("top_scale"));
    if value.abs() >= big {
        (big, words.get("report.number.top_sign"))
    } else if value.abs() >= small {
        (small, words.get("report.number.sign"))
    } else {
        (1.0, "")
    }
}

/// The scale of all amounts of a compact table: divisor and sign.
pub(super) fn table_scale(words: &Words) -> (f64, &str) {
    scale(words, words.get("report.number.scale").parse().unwrap_or(1.0))
}

/// Decimals that leave about four digits.
fn decimals(scaled: f64, whole: bool) -> usize {
    match scaled.abs() {
        _ if whole => 0,
        size if size < 9.995 => 2,
        size if size < 999.95 => 1,
        _ => 0,
    }
}

/// A number with thousands separators.
pub(super) fn grouped(value: f64, decimals: usize) -> String {
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut text = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    let zero = text.chars().all(|c| !c.is_ascii_digit() || c == '0');
    if value < 0.0 && !zero { format!("-{text}") } else { text }
}

/// An amount in short form, without its currency.
pub(super) fn money(words: &Words, value: f64) -> String {
    let (divisor, sign) = scale(words, value);
    let scaled = value / divisor;
    format!("{}{sign}", grouped(scaled, decimals(scaled, divisor <= 1.0)))
}

/// A value in a sentence.
pub(super) fn show(words: &Words, unit: Unit, value: f64) -> String {
    match unit {
        Unit::Money => money(words, value),
        Unit::Count => grouped(value, 0),
        Unit::Share => format!("{}%", grouped(value * 100.0, 1)),
        Unit::Days | Unit::Hours | Unit::Per100 | Unit::Points => grouped(value, 1),
        Unit::Score | Unit::Ratio => grouped(value, 2),
    }
}

/// The number of a tile and its format: an amount is divided so that the sign of its scale can follow.
pub(super) fn tile(words: &Words, unit: Unit, value: f64) -> (f64, String) {
    if unit != Unit::Money {
        return (value, number_format(unit).to_owned());
    }
    let (divisor, sign) = scale(words, value);
    let scaled = value / divisor;
    let places = decimals(scaled, divisor <= 1.0);
    let format = if places == 0 { "#,##0".to_owned() } else { format!("#,##0.{}", "0".repeat(places)) };
    (scaled, if sign.is_empty() { format } else { format!("{format}\"{sign}\"") })
}

/// A change against an earlier value: sign, size and colour.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    pub(super) text: String,
    pub(super) ink: Ink,
}

/// Shares change in points, counts by whole things, everything else in percent. `None` when the base is zero.
pub(super) fn change(words: &Words, unit: Unit, better: Better, now: f64, before: f64) -> Option<Change> {
    let difference = now - before;
    let size = match unit {
        Unit::Share => words.say("report.number.points", &[("value", grouped(difference.abs() * 100.0, 1))]),
        Unit::Count | Unit::Points => grouped(difference.abs(), 0),
        Unit::Score => grouped(difference.abs(), 2),
        _ if before.abs() < 1e-9 => return None,
        // Of a multiple nobody thinks in percent; one of hundreds says only that there was next to nothing before.
        _ if now / before >= 11.0 && now / before < 1_000.0 => format!("×{}", grouped(now / before, usize::from(now / before < 100.0))),
        _ if (difference / before.abs()).abs() >= 10.0 => ">999%".to_owned(),
        _ => format!("{}%", grouped((difference / before.abs()).abs() * 100.0, 1)),
    };
    let flat = !size.chars().any(|c| ('1'..='9').contains(&c));
    let (sign, ink) = match (flat, difference > 0.0, better) {
        (true, ..) => ("＝", Ink::Muted),
        (_, true, Better::Higher) => ("▲", Ink::Good),
        (_, false, Better::Higher) => ("▼", Ink::Bad),
        (_, true, Better::Lower) => ("▲", Ink::Bad),
        (_, false, Better::Lower) => ("▼", Ink::Good),
        (_, true, Better::Neutral) => ("▲", Ink::Muted),
        (_, false, Better::Neutral) => ("▼", Ink::Muted),
    };
    Some(Change { text: if flat { words.get("report.number.flat").to_owned() } else { format!("{sign}{size}") }, ink })
}

/// A signed change in words of a sentence: `+8.3%`, `-1.2 点`.
pub(super) fn signed(words: &Words, unit: Unit, now: f64, before: f64) -> Option<String> {
    let change = change(words, unit, Better::Neutral, now, before)?;
    Some(change.text.replace('▲', "+").replace('▼', "-").replace("+>", ">+").replace("->", "<-").replace("+×", "×"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn amounts_are_short_in_each_language() {
        let (zh, en) = (Words::of(Language::ZhHans), Words::of(Language::En));
        for (value, chinese, english) in [
            (0.0, "0", "0"),
            (9_999.0, "9,999", "10.0K"),
            (4_123_456.0, "412.3 万", "4.12M"),
            (-51_000.0, "-5.10 万", "-51.0K"),
            (234_500_000.0, "2.35 亿", "234.5M"),
        ] {
            assert_eq!(money(zh, value), chinese);
            assert_eq!(money(en, value), english);
        }
    }

    #[test]
    fn a_change_says_points_for_shares_and_nothing_without_a_base() {
        let zh = Words::of(Language::ZhHans);
        assert_eq!(change(zh, Unit::Share, Better::Higher, 0.912, 0.9).unwrap().text, "▲1.2 点");
        assert_eq!(change(zh, Unit::Money, Better::Higher, 110.0, 100.0).unwrap(), Change { text: "▲10.0%".into(), ink: Ink::Good });
        assert_eq!(change(zh, Unit::Count, Better::Lower, 3.0, 5.0).unwrap(), Change { text: "▼2".into(), ink: Ink::Good });
        assert_eq!(change(zh, Unit::Money, Better::Higher, 110.0, 0.0), None);
        assert_eq!(change(zh, Unit::Money, Better::Higher, 36_500.0, 2_600.0).unwrap().text, "▲×14.0");
        assert_eq!(change(zh, Unit::Money, Better::Higher, 36_500.0, 2.0).unwrap().text, "▲>999%");
        assert_eq!(signed(zh, Unit::Money, 36_500.0, 2_600.0).unwrap(), "×14.0");
        assert_eq!(change(zh, Unit::Count, Better::Higher, 5.0, 5.0).unwrap().ink, Ink::Muted);
    }

    #[test]
    fn thousands_are_separated() {
        assert_eq!(grouped(1_234_567.0, 0), "1,234,567");
        assert_eq!(grouped(-0.001, 1), "0.0");
        assert_eq!(tile(Words::of(Language::ZhHans), Unit::Money, 4_123_456.0), (412.345_6, "#,##0.0\" 万\"".to_owned()));
    }
}
