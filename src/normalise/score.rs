//! Score (评分): an answer and its scale; scales are never pooled.
//!
//! Decides the scale of bare numbers by the header's bounds, else the field's usual scale, else the column's largest
//! value, shared by the questions of a sheet. Words are 1–5, through the table `data/satisfaction.csv` only. A number outside its scale is no answer.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::digits::Decimal;
use super::number;
use super::value::{Read, Value, says_nothing};
use crate::finding::Kind as Problem;
use crate::model::folding;
use crate::model::raw::Cell;

/// Scales known, with their bounds.
const SCALES: [(&str, f64, f64); 5] =
    [("1-5", 1.0, 5.0), ("1-7", 1.0, 7.0), ("1-10", 1.0, 10.0), ("0-10", 0.0, 10.0), ("0-100", 0.0, 100.0)];

static WORDS: LazyLock<BTreeMap<String, f64>> = LazyLock::new(|| {
    let rows = include_str!("data/satisfaction.csv").lines().skip(1).filter_map(|line| line.split_once(','));
    rows.filter_map(|(score, variant)| Some((folding::key(variant), score.parse().ok()?))).collect()
});

/// The scale of a column's bare numbers.
pub(super) fn scale<'a>(field: &str, bounds: Option<(f64, f64)>, cells: impl Iterator<Item = &'a Cell>) -> &'static str {
    let at = |low: f64, high: f64| SCALES.iter().find(|scale| scale.1.total_cmp(&low).is_eq() && scale.2.total_cmp(&high).is_eq());
    if let Some((low, high)) = bounds {
        let found = at(low, high).or_else(|| at(1.0, high)).or_else(|| at(0.0, high));
        if let Some(scale) = found {
            return scale.0;
        }
    }
    let mut numbers: Vec<f64> = cells
        .filter_map(|cell| match cell {
            Cell::Number(number) => Some(*number),
            Cell::Text(text) if word(text).is_none() => number::single(text, Decimal::Dot).map(|found| found.0),
            _ => None,
        })
        .collect();
    numbers.sort_by(f64::total_cmp);
    // One slip of the finger in forty answers (12 on a scale to 10) does not make another scale.
    let slips = numbers.len() / 40;
    let largest = numbers.len().checked_sub(slips + 1).and_then(|at| numbers.get(at)).copied().unwrap_or(0.0);
    match field {
        "nps" if largest <= 10.0 && !of_five(&numbers) => "0-10",
        "ces" if largest <= 7.0 => "1-7",
        _ if largest <= 5.0 => "1-5",
        _ if largest <= 7.0 => "1-7",
        _ if largest <= 10.0 => "1-10",
        _ => "0-100",
    }
}

/// Ten answers from one to five and no other: whoever would recommend us was asked on that scale.
fn of_five(sorted: &[f64]) -> bool {
    sorted.len() >= 10 && sorted.first() >= Some(&1.0) && sorted.last() <= Some(&5.0)
}

/// Questions of one sheet are mostly asked on one scale: a column whose answers stayed low joins the next longer scale of another
/// one. Two steps apart (1–5 beside 1–10) are two scales, and marks of 100 are a score, not a question.
pub(super) fn share_scale<'p>(scales: impl Iterator<Item = &'p mut &'static str>) {
    let mut scales: Vec<&mut &'static str> = scales.collect();
    let found = |scales: &[&mut &'static str], scale: &str| scales.iter().any(|known| **known == scale);
    for (low, high) in [("1-5", "1-7"), ("1-7", "1-10")] {
        // What was 1–5 stays so beside 1–7 that are 1–10 themselves.
        if found(&scales, high) && !(high == "1-7" && found(&scales, "1-10")) {
            scales.iter_mut().filter(|scale| ***scale == low).for_each(|scale| **scale = high);
        }
    }
}

/// Reads a score cell of a column in `scale`.
pub(super) fn read(cell: &Cell, scale: &'static str) -> Read {
    let (value, scale) = match cell {
        Cell::Empty => return Read::BLANK,
        Cell::Number(number) => (Some(*number), scale),
        Cell::Text(text) if says_nothing(text) => return Read::BLANK,
        Cell::Text(text) => of_text(text, scale),
        _ => (None, scale),
    };
    let bounds = SCALES.iter().find(|known| known.0 == scale);
    match value.filter(|value| bounds.is_some_and(|bounds| (bounds.1..=bounds.2).contains(value))) {
        Some(value) => Read::good(Value::Score(value, scale)),
        None => Read::bad(Problem::BadValue),
    }
}

fn of_text(text: &str, scale: &'static str) -> (Option<f64>, &'static str) {
    if let Some(score) = word(text) {
        return (Some(score), "1-5");
    }
    if let Some((value, of)) = text.split_once('/') {
        let own = match of.trim().trim_end_matches('分') {
            // 8/10 under a question of 0 to 10 is an answer to that question.
            of if scale.ends_with(&format!("-{of}")) => scale,
            "5" => "1-5",
            "7" => "1-7",
            "10" => "1-10",
            "100" => "0-100",
            _ => return (None, scale),
        };
        return (number::single(value, Decimal::Dot).map(|found| found.0), own);
    }
    match number::single(text, Decimal::Dot) {
        Some((value, _, true)) => (Some(value), "0-100"),
        found => (found.map(|found| found.0), scale),
    }
}

/// A word of the table, with or without a remark in brackets, or stars.
fn word(text: &str) -> Option<f64> {
    let filled = text.chars().filter(|c| *c == '★' || *c == '⭐').count();
    // ★★★☆☆ is three; hollow ones alone are as many as they are.
    let stars = if filled > 0 { filled } else { text.chars().filter(|c| *c == '☆').count() };
    if (1..=5).contains(&stars) {
        return u8::try_from(stars).ok().map(f64::from);
    }
    let before = text.split(['(', '（']).next().unwrap_or_default();
    let known = |text: &str| WORDS.get(&folding::key(text)).copied();
    known(text).or_else(|| known(before)).or_else(|| known(without_letter(before)?))
}

/// `A.非常满意`, `2、满意`: the choice without its letter or number.
fn without_letter(text: &str) -> Option<&str> {
    let (mark, choice) = text.split_once(['.', '、', ':', '：', ')', '．'])?;
    let mark = mark.trim();
    (mark.len() == 1 && mark.is_ascii() && !choice.trim().is_empty()).then(|| choice.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_carry_their_scale() {
        for (text, scale, expected) in [
            ("非常满意", "1-5", Value::Score(5.0, "1-5")),
            ("滿意", "0-100", Value::Score(4.0, "1-5")),
            ("A.非常满意", "1-5", Value::Score(5.0, "1-5")),
            ("2、满意", "1-5", Value::Score(4.0, "1-5")),
            ("非常满意(10分)", "1-10", Value::Score(5.0, "1-5")),
            ("Molto soddisfatto", "1-5", Value::Score(5.0, "1-5")),
            ("很不满意", "1-5", Value::Score(1.0, "1-5")),
            ("★★★★", "1-5", Value::Score(4.0, "1-5")),
            ("★★★☆☆", "1-5", Value::Score(3.0, "1-5")),
            ("Abbastanza soddisfatto", "1-5", Value::Score(4.0, "1-5")),
            ("4.5/5", "0-100", Value::Score(4.5, "1-5")),
            ("0/10", "0-10", Value::Score(0.0, "0-10")),
            ("8分", "1-10", Value::Score(8.0, "1-10")),
            ("95%", "1-5", Value::Score(95.0, "0-100")),
            ("0", "1-5", Value::Null),
            ("11", "1-10", Value::Null),
            ("N/A", "1-5", Value::Null),
            ("还可以吧", "1-5", Value::Null),
        ] {
            assert_eq!(read(&Cell::Text(text.into()), scale).value, expected, "{text}");
        }
        assert_eq!(read(&Cell::Empty, "1-5"), Read::BLANK);
        assert_eq!(read(&Cell::Number(0.0), "1-5").problem, Some(Problem::BadValue));
        assert_eq!(read(&Cell::Number(0.0), "0-10").value, Value::Score(0.0, "0-10"));
    }

    #[test]
    fn questions_of_one_sheet_share_their_scale() {
        let shared = |mut scales: [&'static str; 3]| {
            share_scale(scales.iter_mut());
            scales
        };
        assert_eq!(shared(["1-7", "1-10", "1-10"]), ["1-10"; 3]);
        assert_eq!(shared(["1-5", "1-7", "1-5"]), ["1-7"; 3]);
        assert_eq!(shared(["1-5", "1-10", "1-7"]), ["1-5", "1-10", "1-10"]);
        assert_eq!(shared(["1-5", "0-100", "1-5"]), ["1-5", "0-100", "1-5"]);
    }

    #[test]
    fn a_column_shows_its_scale() {
        let cells = |largest: f64| vec![Cell::Number(3.0), Cell::Number(largest)];
        assert_eq!(scale("overall", None, cells(5.0).iter()), "1-5");
        assert_eq!(scale("overall", None, cells(10.0).iter()), "1-10");
        assert_eq!(scale("overall", None, cells(95.0).iter()), "0-100");
        let slip: Vec<Cell> = std::iter::repeat_n(Cell::Number(9.0), 54).chain([Cell::Number(12.0)]).collect();
        assert_eq!(scale("overall", None, slip.iter()), "1-10");
        assert_eq!(scale("nps", None, cells(9.0).iter()), "0-10");
        let marks = |of: &[f64]| of.iter().cycle().take(12).map(|mark| Cell::Number(*mark)).collect::<Vec<_>>();
        for (of, expected) in [([3.0, 4.0, 5.0], "1-5"), ([0.0, 4.0, 5.0], "0-10"), ([4.0, 5.0, 6.0], "0-10")] {
            assert_eq!(scale("nps", None, marks(&of).iter()), expected, "{of:?}");
        }
        assert_eq!(scale("ces", None, cells(5.0).iter()), "1-7");
        assert_eq!(scale("overall", Some((1.0, 10.0)), cells(5.0).iter()), "1-10");
        assert_eq!(scale("overall", Some((0.0, 5.0)), cells(5.0).iter()), "1-5");
    }
}
