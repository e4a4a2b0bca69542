//! Place (国家): ISO 3166 alpha-2 from names in four languages, trade aliases, codes and near misses.
//!
//! Decides that a two-letter code is taken only in capitals and only if it is not one that people use for another country
//! (GE, CH, SP, UN …); that `德国 / 柏林` names its first known part; that a name one letter off is taken when no other is as near.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::value::{Read, Value, says_nothing};
use crate::finding::Kind as Problem;
use crate::model::folding;
use crate::model::raw::Cell;

/// A country of the table.
#[derive(Debug)]
pub(super) struct Country {
    /// Alpha-2.
    pub(super) code: &'static str,
    /// Calling code, digits; empty when it has none of its own.
    pub(super) calling: &'static str,
}

struct Table {
    countries: Vec<Country>,
    names: BTreeMap<String, &'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { countries: Vec::new(), names: BTreeMap::new() };
    for line in include_str!("data/countries.csv").lines().skip(1) {
        let mut parts = line.splitn(3, ',');
        let (Some(code), Some(calling), Some(names)) = (parts.next(), parts.next(), parts.next()) else { continue };
        table.countries.push(Country { code, calling });
        for name in names.trim_matches('"').split('|') {
            table.names.entry(folding::key(name)).or_insert(code);
        }
    }
    table
});

/// Codes hand-made sheets use for Germany, Switzerland or China, Spain, the US and others.
const UNSAFE: [&str; 7] = ["GE", "CH", "SP", "UN", "AA", "AV", "SW"];

/// What people mean by such a code: the phone number decides.
const MEANT: [(&str, &[&str]); 7] = [
    ("GE", &["GE", "DE"]),
    ("CH", &["CH", "CN"]),
    ("SP", &["ES"]),
    ("UN", &["US"]),
    ("AA", &["AW"]),
    ("AV", &["AI"]),
    ("SW", &["SE", "CH"]),
];

/// The country an unsafe code means in a row with these E.164 numbers, if they settle it.
pub(super) fn by_phone(text: &str, phones: &str) -> Option<&'static str> {
    let code = text.trim().to_ascii_uppercase();
    let meant = MEANT.iter().find(|(unsafe_code, _)| *unsafe_code == code)?.1;
    let called = |code: &&str| {
        country(code).is_some_and(|country| phones.split(';').any(|phone| phone.trim_start_matches('+').starts_with(country.calling)))
    };
    meant.iter().copied().find(called)
}

/// The country with this code.
pub(super) fn country(code: &str) -> Option<&'static Country> {
    TABLE.countries.iter().find(|country| country.code == code)
}

/// Every country.
pub(super) fn countries() -> &'static [Country] {
    &TABLE.countries
}

/// Reads a country cell.
pub(super) fn read(cell: &Cell) -> Read {
    match cell {
        Cell::Empty => Read::BLANK,
        Cell::Text(text) if says_nothing(text) => Read::BLANK,
        Cell::Text(text) => code(text).map_or_else(|| Read::bad(Problem::WordUnknown), |code| Read::good(Value::Text(code.into()))),
        _ => Read::bad(Problem::WordUnknown),
    }
}

/// The country a text names.
pub(super) fn code(text: &str) -> Option<&'static str> {
    let text = text.trim();
    exact(text)
        .or_else(|| text.split(['/', ',', '，', '、', '(', '（', ')', '）', ';', '；', '\n', '-', '·', '|']).find_map(exact))
        .or_else(|| by_script(text))
        .or_else(|| near(text))
}

fn exact(text: &str) -> Option<&'static str> {
    let text = text.trim();
    if text.len() == 2 && text.is_ascii() {
        let certain = text.chars().all(|c| c.is_ascii_uppercase()) && !UNSAFE.contains(&text);
        let renamed = match text {
            "UK" => "GB",
            "EL" => "GR",
            other => other,
        };
        return if certain { country(renamed).map(|country| country.code) } else { None };
    }
    TABLE.names.get(&folding::key(text)).copied()
}

/// `Germany德国`, `意大利米兰`: the Han part, the Latin part, the longest country name the Han part opens with.
fn by_script(text: &str) -> Option<&'static str> {
    let han: String = text.chars().filter(|c| folding::is_han(*c)).collect();
    let latin: String = text.chars().map(|c| if folding::is_han(c) { ' ' } else { c }).collect();
    let opening = || {
        let letters: Vec<char> = han.chars().collect();
        (2..letters.len()).rev().find_map(|length| exact(&letters[..length].iter().collect::<String>()))
    };
    exact(&han).or_else(opening).or_else(|| if han.is_empty() { None } else { exact(&latin) })
}

/// One letter off, in a name of at least six, and nothing else as near.
fn near(text: &str) -> Option<&'static str> {
    let wanted = folding::key(text);
    if wanted.chars().count() < 6 || !wanted.is_ascii() {
        return None;
    }
    let mut close: Vec<&'static str> = TABLE
        .names
        .iter()
        .filter(|(name, _)| name.len().abs_diff(wanted.len()) <= 1 && name.len() >= 6)
        .filter(|(name, _)| strsim::damerau_levenshtein(name, &wanted) == 1)
        .map(|(_, code)| *code)
        .collect();
    close.dedup();
    if let [only] = close.as_slice() { Some(only) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_in_four_languages_and_worse() {
        for (text, expected) in [
            ("德国", Some("DE")),
            ("德國", Some("DE")),
            ("Germania", Some("DE")),
            ("GERMANY", Some("DE")),
            ("Germany德国", Some("DE")),
            ("德国 / 柏林", Some("DE")),
            ("德国(Germany)", Some("DE")),
            ("意大利米兰", Some("IT")),
            ("ITALIA", Some("IT")),
            ("IT", Some("IT")),
            ("USA", Some("US")),
            ("U.S.A.", Some("US")),
            ("UK", Some("GB")),
            ("阿联酋", Some("AE")),
            ("Dubai", Some("AE")),
            ("PAKIS", Some("PK")),
            ("COLONBIA", Some("CO")),
            ("COSTARICA", Some("CR")),
            ("Austalia", Some("AU")),
            ("Austrlia", None),
            ("香港", Some("HK")),
            ("Hong Kong", Some("HK")),
            ("AU", Some("AU")),
            ("ge", None),
            ("CH", None),
            ("SP", None),
            ("欧洲", None),
            ("Stato attivo", None),
        ] {
            assert_eq!(code(text), expected, "{text}");
        }
        assert_eq!(by_phone("GE", "+493012345"), Some("DE"));
        assert_eq!(by_phone("ge", "+99532123456"), Some("GE"));
        assert_eq!(by_phone("CH", "+8613812345678"), Some("CN"));
        assert_eq!(by_phone("GE", "+39021234567"), None);
        assert_eq!(by_phone("DE", "+493012345"), None);
        assert_eq!(read(&Cell::Empty), Read::BLANK);
        assert_eq!(read(&Cell::Text("-".into())), Read::BLANK);
    }
}
