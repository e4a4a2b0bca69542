//! Currency (币种): ISO 4217 codes, names in four languages, and the two signs that say too little.
//!
//! Decides what a bare `$` or `¥` is: only what row, column, sheet or policy says; `¥` in a Chinese company's sheet is yuan.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::model::folding;

/// What a text says about the currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// This one.
    Code(&'static str),
    /// A bare `$`.
    Dollar,
    /// A bare `¥` or `￥`.
    Yen,
}

/// A mark and where it stands in the folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// The mark.
    pub(super) mark: Mark,
    /// First byte.
    pub(super) start: usize,
    /// Byte after the last.
    pub(super) end: usize,
}

/// Codes so usual that they are known in any case and glued to other letters (`USDFOB`).
const USUAL: [&str; 10] = ["USD", "EUR", "CNY", "RMB", "GBP", "JPY", "HKD", "CHF", "AUD", "CAD"];
const DOLLARS: [&str; 8] = ["USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN"];

/// Names by their first character, longest first, and the codes they stand for.
static NAMES: LazyLock<BTreeMap<char, Vec<(String, &'static str)>>> = LazyLock::new(|| {
    let mut names: BTreeMap<char, Vec<(String, &'static str)>> = BTreeMap::new();
    for (code, written) in include_str!("data/currencies.csv").lines().skip(1).filter_map(|line| line.split_once(',')) {
        for name in written.split('|').map(folding::fold) {
            if let Some(first) = name.chars().next() {
                names.entry(first).or_default().push((name, code));
            }
        }
    }
    for alike in names.values_mut() {
        alike.sort_by(|left, right| right.0.len().cmp(&left.0.len()).then_with(|| left.cmp(right)));
        alike.dedup_by(|right, left| right.0 == left.0);
    }
    names
});

static CODES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("data/currencies.csv").lines().skip(1).filter_map(|line| line.get(..3)).collect());

/// The code as written in the table, if it is one.
pub(super) fn known(code: &str) -> Option<&'static str> {
    CODES.iter().copied().find(|known| *known == code)
}

/// NFKC, Simplified, single blanks, capitals kept: the form in which marks and numbers are looked for.
pub(super) fn shape(text: &str) -> String {
    if text.is_ascii() && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') && !text.contains("  ") {
        return text.trim().to_owned();
    }
    let plain: String = text.nfkc().map(folding::simplify).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first mark of a text in [`shape`].
pub(super) fn find(text: &str) -> Option<Found> {
    // Most cells are a bare number or a bare code: the hundreds of names need not be looked for in them.
    if text.bytes().all(|byte| byte.is_ascii_digit() || b" .,+-'()%".contains(&byte)) {
        return None;
    }
    if let Some(code) = known(text) {
        return Some(Found { mark: Mark::Code(code), start: 0, end: 3 });
    }
    let lower = text.to_ascii_lowercase();
    let mut best = None;
    for (start, c) in lower.char_indices().filter(|(_, c)| !c.is_ascii_digit() && !" .,+-'()%".contains(*c)) {
        let names = NAMES.get(&c).map(Vec::as_slice).unwrap_or_default();
        let spelt = names.iter().filter(|(name, _)| lower[start..].starts_with(name.as_str())).find_map(|(name, code)| {
            let end = start + name.len();
            (!name.is_ascii() || alone(&lower, start, end, name)).then_some((end, *code))
        });
        // The first in the text wins; of those that begin together the longest (美元 before 元).
        if let Some((end, code)) = spelt.into_iter().chain(coded(text, &lower, start)).max_by_key(|found| found.0) {
            best = Some(Found { mark: Mark::Code(code), start, end });
            break;
        }
    }
    let sign = text
        .char_indices()
        .find_map(|(start, c)| match c {
            '$' => Some((start, c, Mark::Dollar)),
            '¥' | '￥' => Some((start, c, Mark::Yen)),
            _ => None,
        })
        .map(|(start, c, mark)| Found { mark, start, end: start + c.len_utf8() });
    best.or(sign)
}

fn alone(lower: &str, start: usize, end: usize, name: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic();
    let lettered = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let ends_lettered = name.ends_with(|c: char| c.is_ascii_alphabetic());
    !(lettered && lower[..start].ends_with(letter) || ends_lettered && lower[end..].starts_with(letter))
}

fn glued_to_term(lower: &str, start: usize) -> bool {
    ["fob", "cif", "cfr", "exw"].iter().any(|term| lower[start + 3..].starts_with(term))
}

/// A code that begins here: any in capitals, the usual ones in small letters or glued to a term of delivery.
fn coded(text: &str, lower: &str, start: usize) -> Option<(usize, &'static str)> {
    let end = start + 3;
    let (word, small) = (text.get(start..end)?, lower.get(start..end)?);
    let whole = alone(lower, start, end, small);
    if whole && let Some(code) = known(word) {
        return Some((end, code));
    }
    let usual = USUAL.into_iter().find(|code| code.eq_ignore_ascii_case(small))?;
    let glued = word == usual && glued_to_term(lower, start);
    (whole || glued).then_some((end, if usual == "RMB" { "CNY" } else { usual }))
}

/// The code of a cell that holds a currency and nothing else; `hint` decides a bare sign.
pub(super) fn code(text: &str, hint: Option<&str>, home: &str) -> Option<String> {
    let shaped = shape(text);
    settle(find(&shaped)?.mark, hint, home)
}

/// What a mark means where `hint` is the currency that row, column, sheet or policy names.
pub(super) fn settle(mark: Mark, hint: Option<&str>, home: &str) -> Option<String> {
    match mark {
        Mark::Code(code) => Some(code.to_owned()),
        Mark::Dollar => hint.filter(|hint| DOLLARS.contains(hint)).map(str::to_owned),
        Mark::Yen => match hint {
            Some(hint @ ("CNY" | "JPY")) => Some(hint.to_owned()),
            _ if home == "CN" => Some("CNY".to_owned()),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_codes_and_signs() {
        for (text, expected) in [
            ("美金", Some("USD")),
            ("CNY 人民币\n", Some("CNY")),
            ("人民幣", Some("CNY")),
            ("€", Some("EUR")),
            ("US$", Some("USD")),
            ("usd", Some("USD")),
            ("USDFOB", Some("USD")),
            ("50万美元", Some("USD")),
            ("1000元", Some("CNY")),
            ("PLN", Some("PLN")),
            ("港币", Some("HKD")),
            ("all 500", None),
            ("$", None),
            ("", None),
        ] {
            assert_eq!(code(text, None, "IT").as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn bare_signs_need_a_hint() {
        assert_eq!(code("$", Some("USD"), "CN").as_deref(), Some("USD"));
        assert_eq!(code("$", Some("EUR"), "CN"), None);
        assert_eq!(code("¥", Some("JPY"), "CN").as_deref(), Some("JPY"));
        assert_eq!(code("￥", None, "CN").as_deref(), Some("CNY"));
        assert_eq!(code("￥", None, "IT"), None);
    }
}
