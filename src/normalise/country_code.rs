//! Country code (国家代码): what two letters alone in a cell say.
//!
//! Decides that a code is certain when nobody uses it for anything else; that CA, IN, DE, IL may be American states and GE,
//! CH, SP other countries than ISO says. Of such a one the phone numbers and web addresses of the row decide, then a column
//! in which only country codes stand; else it is shown to a person: with its ISO meaning, or blank where that is unlikely.

use std::collections::BTreeSet;

use super::place;
use super::value::{Read, Value};
use crate::finding::Kind as Problem;
use crate::model::folding;
use crate::model::raw::Cell;

/// ISO codes that are also states of the US or provinces of Canada.
#[rustfmt::skip]
const STATES: [&str; 37] = [
    "AL", "AR", "AZ", "BC", "CA", "CO", "DE", "GA", "ID", "IL", "IN", "KY", "LA", "MA", "MB", "MD", "ME", "MN", "MO", "MS", "MT",
    "NC", "NE", "NL", "NS", "NU", "PA", "PE", "SC", "SD", "SK", "TN", "VA", "GU", "PR", "AS", "VI",
];

/// What people mean by a code beside, or instead of, what ISO says.
const MEANT: [(&str, &[&str]); 18] = [
    ("GE", &["GE", "DE"]),
    ("CH", &["CH", "CN"]),
    ("SP", &["ES"]),
    ("UN", &["US"]),
    ("AA", &["AW"]),
    ("AV", &["AI"]),
    ("SW", &["SE", "CH"]),
    ("TU", &["TR"]),
    ("PO", &["PL", "PT"]),
    ("JA", &["JP"]),
    ("KO", &["KR"]),
    ("EN", &["GB"]),
    ("SU", &["RU"]),
    ("NK", &["KP"]),
    ("SA", &["SA", "ZA"]),
    ("IR", &["IR", "IE"]),
    ("IS", &["IS", "IL"]),
    ("MA", &["MA", "MY", "US"]),
];

/// ISO codes whose ISO meaning is the less likely one in hand-made sheets.
const UNLIKELY: [&str; 4] = ["GE", "CH", "AS", "NU"];

/// Top-level domains that anyone takes.
const FREE_DOMAINS: [&str; 8] = ["co", "io", "me", "tv", "ai", "la", "sc", "as"];

/// Area codes of Canada, which shares its calling code with the US.
#[rustfmt::skip]
const CANADA: [&str; 56] = [
    "204", "226", "236", "249", "250", "257", "263", "289", "306", "343", "354", "365", "367", "368", "382", "403", "416", "418",
    "428", "431", "437", "438", "450", "460", "468", "474", "506", "514", "519", "548", "579", "581", "584", "587", "604", "613",
    "639", "647", "672", "683", "705", "709", "742", "753", "778", "780", "782", "807", "819", "825", "867", "873", "879", "902", "905",
    "942",
];

/// Whether the text is two Latin letters and nothing else.
pub(super) fn is_code(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// The country a code in capitals stands for, whatever stands beside it.
pub(super) fn certain(text: &str) -> Option<&'static str> {
    let capitals = text.bytes().all(|byte| byte.is_ascii_uppercase());
    if capitals && !is_doubtful(text) { iso(text) } else { None }
}

/// A code by itself.
pub(super) fn read(text: &str) -> Read {
    if let Some(code) = certain(text) {
        return Read::good(Value::Text(code.into()));
    }
    let code = text.to_ascii_uppercase();
    match iso(&code) {
        Some(iso) if text == code && !UNLIKELY.contains(&iso) => Read::doubtful(Value::Text(iso.into()), Problem::CountryUnsure),
        Some(_) => Read::bad(Problem::CountryUnsure),
        None if MEANT.iter().any(|(known, _)| *known == code) => Read::bad(Problem::CountryUnsure),
        None => Read::bad(Problem::WordUnknown),
    }
}

/// The country a code means in a row with these phone numbers and addresses, in a column of these codes.
pub(super) fn settle<'t>(
    text: &str,
    column: &BTreeSet<&'static str>,
    phones: impl Iterator<Item = &'t str>,
    addresses: impl Iterator<Item = &'t str>,
) -> Option<&'static str> {
    let code = text.trim().to_ascii_uppercase();
    let mut meant: Vec<&'static str> = match MEANT.iter().find(|(known, _)| *known == code) {
        Some((_, meant)) => meant.to_vec(),
        None => iso(&code).into_iter().collect(),
    };
    if STATES.contains(&code.as_str()) && !meant.contains(&"US") {
        meant.push("US");
    }
    let called: Vec<String> = phones.flat_map(international).collect();
    let by_phone = meant.iter().find(|code| called.iter().any(|digits| calls(code, digits)));
    let hosts: Vec<String> = addresses.flat_map(top_level).collect();
    let by_domain = || meant.iter().find(|code| hosts.iter().any(|host| *host == domain(code)));
    by_phone.or_else(by_domain).copied().or_else(|| {
        // GE is Georgia only where Germany is written otherwise.
        let own = iso(&code).filter(|own| column.contains(own))?;
        let other = meant.iter().find(|meant| **meant != own && **meant != "US");
        (!UNLIKELY.contains(&own) || other.is_none_or(|other| column.contains(other))).then_some(own)
    })
}

/// The codes of a column in which only ISO codes stand, enough of them certain; else none.
pub(super) fn of_column<'c>(cells: impl Iterator<Item = &'c Cell>) -> BTreeSet<&'static str> {
    let (mut codes, mut written, mut known) = (BTreeSet::new(), 0_usize, 0_usize);
    for cell in cells.filter(|cell| !cell.is_empty()) {
        written += 1;
        let Cell::Text(text) = cell else { continue };
        let text = text.trim();
        if is_code(text)
            && let Some(code) = iso(&text.to_ascii_uppercase())
        {
            known += 1;
            codes.insert(code);
        }
    }
    let proven = codes.iter().filter(|code| !is_doubtful(code)).count();
    if proven >= 3 && proven * 3 >= codes.len() && known * 20 >= written * 19 { codes } else { BTreeSet::new() }
}

fn is_doubtful(code: &str) -> bool {
    STATES.contains(&code) || MEANT.iter().any(|(known, _)| *known == code)
}

fn iso(code: &str) -> Option<&'static str> {
    let renamed = match code {
        "UK" => "GB",
        "EL" => "GR",
        other => other,
    };
    place::country(renamed).map(|country| country.code)
}

/// The digits of the numbers in a cell that begin with `+` or `00`.
fn international(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for piece in folding::fold(text).split([';', ',', '、', '/', '|']) {
        let start = piece.find(|c: char| c == '+' || c.is_ascii_digit()).unwrap_or(piece.len());
        let digits: String = piece[start..].chars().filter(char::is_ascii_digit).take(15).collect();
        let own = if piece[start..].starts_with('+') { Some(digits.as_str()) } else { digits.strip_prefix("00") };
        found.extend(own.filter(|own| own.len() >= 8).map(str::to_owned));
    }
    found
}

fn calls(code: &str, digits: &str) -> bool {
    let Some(calling) = place::country(code).map(|country| country.calling).filter(|calling| !calling.is_empty()) else { return false };
    let Some(rest) = digits.strip_prefix(calling) else { return false };
    calling != "1" || rest.get(..3).is_some_and(|area| CANADA.contains(&area)) == (code == "CA")
}

/// Last labels of the web addresses and mailboxes of a cell.
fn top_level(text: &str) -> Vec<String> {
    let folded = folding::fold(text);
    let hosts = folded.split(|c: char| c.is_whitespace() || ";,，；、()<>".contains(c)).filter_map(|token| {
        let host = token.rsplit('@').next()?;
        let host = host.split_once("://").map_or(host, |(_, rest)| rest).split(['/', ':', '?']).next()?;
        let (before, last) = host.trim_end_matches('.').rsplit_once('.')?;
        let national = before.rsplit('.').next().is_some_and(|label| matches!(label, "com" | "net") && label.len() < before.len())
            || !FREE_DOMAINS.contains(&last);
        national.then(|| last.to_owned())
    });
    hosts.collect()
}

fn domain(code: &str) -> String {
    if code == "GB" { "uk".to_owned() } else { code.to_ascii_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(text: &str, column: &[&str], phones: &str, mail: &str) -> Option<&'static str> {
        let cells: Vec<Cell> = column.iter().map(|code| Cell::Text((*code).into())).collect();
        settle(text, &of_column(cells.iter()), [phones].into_iter(), [mail].into_iter())
    }

    #[test]
    fn phones_and_domains_of_the_row_decide() {
        for (code, phones, mail, expected) in [
            ("GE", "+49 30 12345678", "", Some("DE")),
            ("ge", "00995 32 123456", "", Some("GE")),
            ("CH", "+86 138 1234 5678", "", Some("CN")),
            ("GE", "+39 02 1234567", "", None),
            ("IN", "+91 22 12345678", "", Some("IN")),
            ("IN", "+1 317 555 0100", "", Some("US")),
            ("CA", "+1 416-123-4567", "", Some("CA")),
            ("CA", "+1 (408) 555-0100", "", Some("US")),
            ("CA", "", "info@maple.example.ca", Some("CA")),
            ("DE", "030 12345678", "www.haus.example.de", Some("DE")),
            ("CO", "", "a@start.co", None),
            ("CO", "", "a@tienda.com.co", Some("CO")),
            ("IL", "", "a@gmail.com", None),
            ("it", "+39 02 1234567", "", Some("IT")),
            ("SP", "", "hola@casa.es", Some("ES")),
            ("XQ", "+49 30 12345678", "", None),
        ] {
            assert_eq!(settled(code, &[], phones, mail), expected, "{code} {phones} {mail}");
        }
    }

    #[test]
    fn a_column_of_country_codes_proves_its_codes() {
        let column = ["IT", "FR", "ES", "DE", "CA", "GE", "IT"];
        assert_eq!(settled("CA", &column, "", ""), Some("CA"));
        assert_eq!(settled("GE", &column, "", ""), Some("GE"));
        assert_eq!(settled("GE", &["IT", "FR", "ES", "GE"], "", ""), None);
        assert_eq!(settled("CA", &["CA", "NY", "TX", "IL", "FL"], "", ""), None);
        assert_eq!(settled("CA", &["CA"], "", ""), None);
        assert_eq!(settled("it", &["it", "fr", "es"], "", ""), Some("IT"));
    }

    #[test]
    fn alone_a_doubtful_code_is_said_to_be_so() {
        for (text, value, problem) in [
            ("IT", Some("IT"), None),
            ("UK", Some("GB"), None),
            ("CA", Some("CA"), Some(Problem::CountryUnsure)),
            ("GE", None, Some(Problem::CountryUnsure)),
            ("SP", None, Some(Problem::CountryUnsure)),
            ("it", None, Some(Problem::CountryUnsure)),
            ("XQ", None, Some(Problem::WordUnknown)),
        ] {
            let read = read(text);
            assert_eq!((read.value.text(), read.problem), (value, problem), "{text}");
        }
    }
}
