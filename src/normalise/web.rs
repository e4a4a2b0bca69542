//! Web (邮箱、网址): e-mail addresses in lower case, several joined by `;`; of a web address its host.
//!
//! Decides that an address is local part, `@`, and a domain with a dot; that `www.` and paths say nothing about the company.

use unicode_normalization::UnicodeNormalization;

use super::value::{Read, Value, says_nothing};
use crate::finding::Kind as Problem;
use crate::model::raw::Cell;

/// Reads an e-mail cell.
pub(super) fn read_email(cell: &Cell) -> Read {
    collect(cell, |text| {
        let tokens = text.split(|c: char| c.is_whitespace() || ";,/|、，；<>()（）\"'：:".contains(c));
        unique(tokens.filter_map(address))
    })
}

/// Reads a web-address cell.
pub(super) fn read_website(cell: &Cell) -> Read {
    collect(cell, |text| unique(text.split(|c: char| c.is_whitespace() || ";,|、，；".contains(c)).filter_map(host)))
}

fn collect(cell: &Cell, find: impl Fn(&str) -> Vec<String>) -> Read {
    match cell {
        Cell::Empty => Read::BLANK,
        Cell::Text(text) if says_nothing(text) => Read::BLANK,
        Cell::Text(text) => {
            let found = find(&text.nfkc().collect::<String>().to_lowercase());
            if found.is_empty() { Read::bad(Problem::BadValue) } else { Read::good(Value::Text(found.join(";").into())) }
        }
        _ => Read::bad(Problem::BadValue),
    }
}

fn unique(found: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept = Vec::new();
    for one in found {
        if !kept.contains(&one) {
            kept.push(one);
        }
    }
    kept
}

fn address(token: &str) -> Option<String> {
    let token = token.trim_matches(|c: char| !c.is_alphanumeric());
    let (local, domain) = token.split_once('@')?;
    let plain = |c: char| c.is_alphanumeric() || "._%+-#&".contains(c);
    let good = !local.is_empty() && local.chars().all(plain) && is_domain(domain);
    good.then(|| token.to_owned())
}

fn host(token: &str) -> Option<String> {
    let rest = token.split_once("://").map_or(token, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let host = host.trim_start_matches("www.").trim_end_matches('.');
    is_domain(host).then(|| host.to_owned())
}

fn is_domain(text: &str) -> bool {
    let labels: Vec<&str> = text.split('.').collect();
    let plain = |label: &&str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    labels.len() >= 2
        && labels.iter().all(plain)
        && labels.last().is_some_and(|last| last.chars().count() >= 2 && last.chars().all(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(read: &Read) -> Option<&str> {
        read.value.text()
    }

    #[test]
    fn addresses_as_people_write_them() {
        for (text, expected) in [
            ("Info@Rossi.IT", Some("info@rossi.it")),
            ("a@b.com；c@d.com", Some("a@b.com;c@d.com")),
            ("a@b.com / A@B.COM", Some("a@b.com")),
            ("Mario Rossi <m.rossi@rossi.it>", Some("m.rossi@rossi.it")),
            ("邮箱：x@y.cn", Some("x@y.cn")),
            ("ａ＠ｂ．ｃｏｍ", Some("a@b.com")),
            ("a@b", None),
            ("no mail here", None),
            ("-", None),
        ] {
            assert_eq!(shown(&read_email(&Cell::Text(text.into()))), expected, "{text}");
        }
        assert_eq!(read_email(&Cell::Empty), Read::BLANK);
        assert_eq!(read_email(&Cell::Text("a@b".into())).problem, Some(Problem::BadValue));
    }

    #[test]
    fn hosts_of_web_addresses() {
        for (text, expected) in [
            ("https://www.Rossi.it/contatti?x=1", Some("rossi.it")),
            ("www.rossi.it", Some("rossi.it")),
            ("www.www.rossi.it", Some("rossi.it")),
            ("rossi.it:8080", Some("rossi.it")),
            ("http://shop.rossi.co.uk/", Some("shop.rossi.co.uk")),
            ("www.a.com\nwww.b.com", Some("a.com;b.com")),
            ("www.a.com / www.a.com", Some("a.com")),
            ("没有官网的", None),
            ("localhost", None),
        ] {
            assert_eq!(shown(&read_website(&Cell::Text(text.into()))), expected, "{text}");
        }
        assert_eq!(read_website(&Cell::Empty), Read::BLANK);
    }
}
