//! Place (国家): ISO 3166 alpha-2 from names in four languages, trade aliases, codes and near misses.
//!
//! Decides that a code of two or three letters counts only as the whole cell ([`super::country_code`] says which of them
//! are certain); that `德国 / 柏林` names its first known part; that a name one letter off is taken when no other is as near.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::country_code;
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
    /// Its usual English name.
    pub(super) name: &'static str,
}

struct Table {
    countries: Vec<Country>,
    /// Names by their key, those of three Latin letters apart: they are codes.
    names: BTreeMap<String, &'static str>,
    codes: BTreeMap<String, &'static str>,
    /// Latin names of six letters or more by their length: a near miss is sought among these.
    long: BTreeMap<usize, Vec<(String, &'static str)>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { countries: Vec::new(), names: BTreeMap::new(), codes: BTreeMap::new(), long: BTreeMap::new() };
    for line in include_str!("data/countries.csv").lines().skip(1) {
        let mut parts = line.splitn(3, ',');
        let (Some(code), Some(calling), Some(names)) = (parts.next(), parts.next(), parts.next()) else { continue };
        let names = names.trim_matches('"');
        table.countries.push(Country { code, calling, name: names.split('|').next().unwrap_or(code) });
        for name in names.split('|') {
            let key = folding::key(name);
            let list = if key.is_ascii() && key.len() <= 3 { &mut table.codes } else { &mut table.names };
            list.entry(key).or_insert(code);
        }
    }
    table.countries.sort_unstable_by_key(|country| country.code);
    for (name, code) in table.names.iter().filter(|(name, _)| name.is_ascii() && name.len() >= LONG) {
        table.long.entry(name.len()).or_default().push((name.clone(), *code));
    }
    table
});

/// Letters a name must have before one of them may be wrong.
const LONG: usize = 6;
/// No country name is longer; what opens with one is looked at so far.
const LONGEST_HAN: usize = 12;
/// Cells longer than this are sentences, not places.
const LONGEST_CELL: usize = 200;

/// The country with this code.
pub(super) fn country(code: &str) -> Option<&'static Country> {
    let countries = &TABLE.countries;
    countries.binary_search_by(|country| country.code.cmp(code)).ok().map(|at| &countries[at])
}

/// Every country.
pub(super) fn countries() -> &'static [Country] {
    &TABLE.countries
}

/// Reads a country cell by itself; what its row knows of a doubtful code is asked afterwards.
pub(super) fn read(cell: &Cell) -> Read {
    let text = match cell {
        Cell::Empty => return Read::BLANK,
        Cell::Text(text) if says_nothing(text) => return Read::BLANK,
        Cell::Text(text) => text.trim(),
        _ => return Read::bad(Problem::WordUnknown),
    };
    if country_code::is_code(text) {
        return country_code::read(text);
    }
    code(text).map_or_else(|| Read::bad(Problem::WordUnknown), |code| Read::good(Value::Text(code.into())))
}

/// The country a text names for certain.
pub(super) fn code(text: &str) -> Option<&'static str> {
    let text = text.trim();
    if country_code::is_code(text) {
        return country_code::certain(text);
    }
    if text.len() > LONGEST_CELL {
        return None;
    }
    let key = folding::key(text);
    named(&key)
        .or_else(|| TABLE.codes.get(&key).copied().filter(|_| text.chars().filter(|c| *c != '.').count() <= 3))
        .or_else(|| parts(text))
        .or_else(|| by_script(&key, text))
        .or_else(|| near(&key))
}

fn named(key: &str) -> Option<&'static str> {
    TABLE.names.get(key).copied()
}

/// `德国 / 柏林`: the first part that is a name.
fn parts(text: &str) -> Option<&'static str> {
    const MARKS: [char; 14] = ['/', ',', '，', '、', '(', '（', ')', '）', ';', '；', '\n', '-', '·', '|'];
    if !text.contains(MARKS) {
        return None;
    }
    text.split(MARKS).filter(|part| part.len() > 3).find_map(|part| named(&folding::key(part)))
}

/// `Germany德国`, `意大利米兰`: the Han part, the longest country name it opens with, the Latin part.
fn by_script(key: &str, text: &str) -> Option<&'static str> {
    let han: String = key.chars().filter(|c| folding::is_han(*c)).collect();
    if han.is_empty() {
        return None;
    }
    let ends: Vec<usize> = han.char_indices().map(|(at, c)| at + c.len_utf8()).take(LONGEST_HAN).collect();
    let opening = ends.iter().skip(1).rev().find_map(|end| named(&han[..*end]));
    named(&han).or(opening).or_else(|| {
        let latin: String = text.chars().map(|c| if folding::is_han(c) { ' ' } else { c }).collect();
        named(&folding::key(&latin))
    })
}

/// One letter off, in a name of at least six, and nothing else as near.
fn near(wanted: &str) -> Option<&'static str> {
    if wanted.len() < LONG || !wanted.is_ascii() || wanted.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let lists = (wanted.len() - 1..=wanted.len() + 1).filter_map(|length| TABLE.long.get(&length));
    let mut close = lists.flatten().filter(|(name, _)| one_off(name.as_bytes(), wanted.as_bytes())).map(|(_, code)| *code);
    let only = close.next()?;
    close.all(|code| code == only).then_some(only)
}

/// Whether one letter more, less or other, or two neighbours changed over, make the one the other.
fn one_off(left: &[u8], right: &[u8]) -> bool {
    let head = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    let (left, right) = (&left[head..], &right[head..]);
    let tail = left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).count();
    let (left, right) = (&left[..left.len() - tail], &right[..right.len() - tail]);
    match (left, right) {
        ([a, b], [c, d]) => a == d && b == c,
        (left, right) => left.len().max(right.len()) == 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_finds_its_country() {
        assert!(countries().is_sorted_by_key(|country| country.code));
        assert_eq!(country("ZW").map(|country| (country.name, country.calling)), Some(("Zimbabwe", "263")));
        assert!(country("XQ").is_none());
    }

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
            ("Grecia (Atene)", Some("GR")),
            ("IT-意大利", Some("IT")),
            ("–ge转 123", None),
            ("ge份O元", None),
            ("in stock", None),
            ("TBD / DE", None),
            ("Gremany", Some("DE")),
            ("Germany1", None),
        ] {
            assert_eq!(code(text), expected, "{text}");
        }
        assert_eq!(read(&Cell::Empty), Read::BLANK);
        assert_eq!(read(&Cell::Text("-".into())), Read::BLANK);
    }
}
