//! Labels (标签): `客户名称：Rossi  国家：意大利` taken apart into what is said and about what.
//!
//! Decides which colon ends a label: not one of a time, an address or a sentence.

use super::lexicon::Lexicon;
use super::mapping;
use crate::model::folding;

/// No label is longer.
const LONGEST: usize = 30;
/// Words a Latin label may have: `Customer Name`, `Terms of Payment`.
const MOST_WORDS: usize = 4;

/// Label and value of each statement in a text; the value is empty where it stands in the next cell.
pub(super) fn labelled(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if !text.contains([':', '：']) {
        return found;
    }
    for chunk in chunks(text) {
        let Some((label, rest)) = at_colon(chunk) else { continue };
        let (mut label, mut rest) = (label.to_owned(), rest);
        while let Some((before, after)) = at_colon(rest) {
            let Some((value, next)) = label_behind(before) else { break };
            found.push((label, value.trim().to_owned()));
            (label, rest) = (next.to_owned(), after);
        }
        found.push((label, rest.trim().to_owned()));
    }
    found
}

/// Whether a text is a label of our fields or of a sheet's frame.
pub(super) fn is_label(text: &str) -> bool {
    let key = folding::key(text);
    let lexicon = Lexicon::shipped();
    mapping::known(text) || lexicon.form.contains(&key) || lexicon.unit_line.contains(&key)
}

/// Lines and parts set apart by wide blanks.
fn chunks(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\r', '\t', '\u{3000}']).flat_map(|line| line.split("  ")).map(str::trim).filter(|chunk| !chunk.is_empty())
}

fn at_colon(text: &str) -> Option<(&str, &str)> {
    let (at, mark) = text.char_indices().find(|(at, c)| {
        let (before, after) = (text[..*at].chars().next_back(), text[at + c.len_utf8()..].chars().next());
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        matches!(c, ':' | '：') && after != Some('/') && !(digit(before) && digit(after))
    })?;
    let label = text[..at].trim();
    let sentence = label.contains(['。', '，', ',', ';', '；', '@']);
    (!label.is_empty() && label.chars().count() <= LONGEST && !sentence).then(|| (label, &text[at + mark.len_utf8()..]))
}

/// `王芳 单位` before a second colon: the value so far and the next label.
fn label_behind(text: &str) -> Option<(&str, &str)> {
    let starts = text.char_indices().filter(|(at, c)| *at > 0 && c.is_whitespace()).map(|(at, _)| at + 1);
    let starts: Vec<usize> = starts.filter(|at| text.is_char_boundary(*at)).collect();
    let first = starts.len().saturating_sub(MOST_WORDS);
    let known = starts[first..].iter().find(|at| is_label(text[**at..].trim()));
    let short = || starts.last().filter(|at| text[**at..].chars().all(folding::is_han) && text[**at..].chars().count() <= 6);
    known.or_else(short).map(|at| (&text[..*at], text[*at..].trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<(String, String)> {
        labelled(text)
    }

    fn pair(label: &str, value: &str) -> (String, String) {
        (label.to_owned(), value.to_owned())
    }

    #[test]
    fn several_statements_in_one_cell_are_told_apart() {
        assert_eq!(of("业务员：王芳 单位：美元 2026年10月"), [pair("业务员", "王芳"), pair("单位", "美元 2026年10月")]);
        assert_eq!(of("客户名称：Rossi S.r.l.    国家：意大利"), [pair("客户名称", "Rossi S.r.l."), pair("国家", "意大利")]);
        assert_eq!(of("Customer Name: Rossi Srl Country: Italy"), [pair("Customer Name", "Rossi Srl"), pair("Country", "Italy")]);
        assert_eq!(of("国家："), [pair("国家", "")]);
    }

    #[test]
    fn times_addresses_and_sentences_have_no_label() {
        assert_eq!(of("10:30"), []);
        assert_eq!(of("https://rossi.example"), []);
        assert_eq!(of("客户说，价格太高：要降"), []);
        assert_eq!(of("网址：https://rossi.example"), [pair("网址", "https://rossi.example")]);
    }
}
