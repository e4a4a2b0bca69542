//! Currency (币种): ISO 4217 codes, names in four languages, and the two signs that say too little.
//!
//! Decides what a bare `$` or `¥` is: only what row, column, sheet or policy says; `¥` in a Chinese company's sheet is yuan.

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

/// Names, longest first, and the codes they stand for.
static NAMES: LazyLock<Vec<(String, &'static str)>> = LazyLock::new(|| {
    let mut names: Vec<(String, &'static str)> = include_str!("data/currencies.csv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(','))
        .flat_map(|(code, names)| names.split('|').filter(|name| !name.is_empty()).map(move |name| (folding::fold(name), code)))
        .collect();
    names.sort_by(|left, right| right.0.len().cmp(&left.0.len()).then_with(|| left.cmp(right)));
    names.dedup_by(|right, left| right.0 == left.0);
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
    let named = NAMES.iter().filter_map(|(name, code)| {
        let start = lower.find(name.as_str())?;
        let end = start + name.len();
        let code = *code;
        (!name.is_ascii() || alone(&lower, start, end, name)).then_some(Found { mark: Mark::Code(code), start, end })
    });
    let usual = USUAL.iter().filter_map(|code| {
        let start = lower.find(&code.to_ascii_lowercase())?;
        let iso = if *code == "RMB" { "CNY" } else { code };
        let whole = alone(&lower, start, start + 3, code);
        let glued = text[start..].starts_with(code) && glued_to_term(&lower, start);
        (whole || glued).then_some(Found { mark: Mark::Code(iso), start, end: start + 3 })
    });
    let coded = upper_words(text).filter_map(|(start, word)| {
        let code = known(word)?;
        Some(Found { mark: Mark::Code(code), start, end: start + 3 })
    });
    // The first in the text wins; of those that begin together the longest (美元 before 元).
    let best = named.chain(usual).chain(coded).min_by_key(|found| (found.start, std::cmp::Reverse(found.end)));
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

fn upper_words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text[at..].find(|c: char| c.is_ascii_uppercase())?;
            let end = start + text[start..].find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len() - start);
            at = end;
            if end - start == 3 {
                return Some((start, &text[start..end]));
            }
        }
    })
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
