//! Category (词表): the canonical word for what people write, by vocabulary (`data/words.csv`).
//!
//! Decides by the whole cell, then its part before a bracket, then its first part; in vocabularies where people write
//! phrases, by the first known word inside. A grade is a plain letter; 重点客户 means something else in every company and is left unknown.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::value::{Read, Value, says_nothing};
use crate::finding::Kind as Problem;
use crate::model::folding;
use crate::model::raw::Cell;

type Vocabulary = BTreeMap<String, &'static str>;

static WORDS: LazyLock<BTreeMap<&'static str, Vocabulary>> = LazyLock::new(|| {
    let mut words: BTreeMap<&'static str, Vocabulary> = BTreeMap::new();
    for line in include_str!("data/words.csv").lines().skip(1) {
        let mut parts = line.splitn(3, ',');
        let (Some(vocabulary), Some(canonical), Some(variant)) = (parts.next(), parts.next(), parts.next()) else { continue };
        words.entry(vocabulary).or_default().entry(folding::key(variant)).or_insert(canonical);
    }
    words
});

/// Vocabularies whose cells are often phrases (展会 2025春 广交会; FOB Ningbo; 30% T/T定金，70%见提单).
const PHRASES: [&str; 9] =
    ["channel", "method", "complaint_kind", "cost_kind", "payment_terms", "incoterm", "kpi", "customer_type", "payment_kind"];

/// Reads a cell of a vocabulary.
pub(super) fn read(cell: &Cell, vocabulary: &str) -> Read {
    let text = match cell {
        Cell::Empty => return Read::BLANK,
        Cell::Text(text) => text.to_string(),
        other => other.show(),
    };
    let found = if vocabulary == "grade" { grade(&text) } else { word(&text, vocabulary) };
    match found {
        // Cash, a cheque, consignment: a way to pay, but no day follows from it.
        Some("other") if vocabulary == "payment_terms" => Read::doubtful(Value::Text("other".into()), Problem::TermsUnclear),
        Some(word) => Read::good(Value::Text(word.into())),
        None if says_nothing(&text) => Read::BLANK,
        None => Read::bad(Problem::WordUnknown),
    }
}

/// A value of a vocabulary as the table has it.
pub(super) fn value(vocabulary: &str, value: &str) -> Option<&'static str> {
    WORDS.get(vocabulary)?.values().copied().find(|known| *known == value)
}

/// All values of a vocabulary, sorted; none where there is no such vocabulary.
pub(super) fn values(vocabulary: &str) -> Vec<&'static str> {
    let known: std::collections::BTreeSet<&'static str> =
        WORDS.get(vocabulary).into_iter().flat_map(|words| words.values().copied()).collect();
    known.into_iter().collect()
}

/// All vocabularies.
pub(super) fn vocabularies() -> Vec<&'static str> {
    WORDS.keys().copied().collect()
}

/// The canonical word for a text.
pub(super) fn word(text: &str, vocabulary: &str) -> Option<&'static str> {
    let words = WORDS.get(vocabulary)?;
    let look = |part: &str| words.get(&folding::key(part)).copied();
    let before_bracket = text.split(['(', '（', '[', '【']).next().unwrap_or_default();
    look(text)
        .or_else(|| look(before_bracket))
        .or_else(|| if vocabulary == "payment_terms" { letter_of_credit(text) } else { None })
        .or_else(|| text.split(['/', ',', '，', ';', '；', '、', '+', '\n', '|', '&', '：', ':']).find_map(look))
        .or_else(|| if vocabulary == "payment_terms" { bare_days(text) } else { None })
        .or_else(|| if PHRASES.contains(&vocabulary) { inside(text, words) } else { None })
}

/// The known word that stands first in a phrase; of those that begin together the longest. One Han letter or two Latin
/// ones are too little to stand inside another word.
fn inside(text: &str, words: &Vocabulary) -> Option<&'static str> {
    let phrase = folding::fold(text);
    let compact = folding::key(text);
    let words_in = |apart: fn(char) -> bool| phrase.split(apart).map(folding::key).filter(|token| !token.is_empty()).collect::<Vec<_>>();
    // `O/A 60 days` holds the words o, a and also oa.
    let tokens = words_in(|c| !c.is_alphanumeric()).into_iter().chain(words_in(char::is_whitespace));
    // FOB宁波: the scripts part words, too.
    let tokens: Vec<String> = tokens.chain(words_in(|c| !c.is_ascii_alphanumeric())).collect();
    let found = words.iter().filter_map(|(variant, canonical)| {
        let at = if variant.is_ascii() {
            tokens
                .iter()
                .any(|token| token == variant)
                .then(|| compact.find(variant.as_str()))
                .flatten()
                .or_else(|| (variant.len() >= 4).then(|| compact.find(variant.as_str())).flatten())?
        } else if variant.chars().count() >= 2 {
            compact.find(variant.as_str())?
        } else {
            return None;
        };
        Some((at, std::cmp::Reverse(variant.len()), *canonical))
    });
    found.min().map(|(_, _, canonical)| canonical)
}

/// `60 days`, `60天`, `90 gg`: days and nothing else are days on open account.
fn bare_days(text: &str) -> Option<&'static str> {
    let key = folding::key(text);
    let unit = key.trim_start_matches("net").trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = key.trim_start_matches("net").len() - unit.len();
    let unit = ["天", "days", "day", "gg", "giorni", "日"].contains(&unit) || key.starts_with("net") && unit.is_empty();
    (unit && (1..=3).contains(&digits)).then_some("oa")
}

/// L/C with a tenor is usance, whatever the days.
fn letter_of_credit(text: &str) -> Option<&'static str> {
    let key = folding::key(text);
    let credit = key.contains("lc") || key.contains("信用证") || key.contains("letterofcredit");
    let tenor = key.contains("远期") || key.contains("usance") || (key.contains("days") || key.contains('天')) && !key.contains("sight");
    (credit && tenor).then_some("lc_usance")
}

/// A plain letter A–E with nothing but 级, 类, 客户 or a separated remark behind it.
fn grade(text: &str) -> Option<&'static str> {
    let folded = folding::fold(text);
    let body = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    let mut letters = body.chars();
    let letter = letters.next()?;
    let rest = letters.as_str();
    let plain = ["", "级", "类", "档", "级客户", "类客户", "客户"].contains(&rest.trim());
    let remark = rest.trim_start_matches(['级', '类']).trim_start().starts_with(['(', ':', '（', '：']);
    (plain || remark).then_some(())?;
    ["A", "B", "C", "D", "E"].into_iter().find(|grade| grade.starts_with(letter.to_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_find_their_canonical() {
        for (vocabulary, text, expected) in [
            ("channel", "廣交會", Some("exhibition")),
            ("channel", "2025春季广交会", Some("exhibition")),
            ("channel", "Alibaba.com", Some("b2b_platform")),
            ("channel", "Passaparola", Some("referral")),
            ("need", "有明显需求", Some("explicit")),
            ("need", "无需求", Some("none")),
            ("need", "potenziale", Some("latent")),
            ("customer_status", "樣品階段", Some("negotiating")),
            ("complaint_status", "已结案(重开)", Some("closed")),
            ("incoterm", "FOB Ningbo", Some("FOB")),
            ("incoterm", "USDFOB", Some("FOB")),
            ("incoterm", "FOB宁波", Some("FOB")),
            ("order_status", "客户撤单", Some("cancelled")),
            ("order_status", "partially shipped", Some("shipped")),
            ("complaint_kind", "Merce danneggiata", Some("quality")),
            ("payment_terms", "30% T/T定金，70%见提单复印件", Some("tt_30_70")),
            ("payment_terms", "30% T/T deposit, balance before shipment", Some("tt_30_70")),
            ("payment_terms", "O/A 60 days", Some("oa")),
            ("payment_terms", "L/C 90 days", Some("lc_usance")),
            ("payment_terms", "L/C at sight", Some("lc_sight")),
            ("payment_terms", "60 days", Some("oa")),
            ("payment_terms", "90天", Some("oa")),
            ("payment_terms", "days", None),
            ("kpi", "销售额(USD)", Some("order_amount")),
            ("method", "微信+邮件", Some("chat")),
            ("method", "WhatsApp", Some("chat")),
            ("cost_kind", "样品运输", Some("samples")),
            ("payment_terms", "Anticipo 30%", Some("tt_30_70")),
            ("payment_terms", "Bonifico 30 gg", Some("oa")),
            ("customer_status", "看情况", None),
            ("channel", "", None),
        ] {
            assert_eq!(word(text, vocabulary), expected, "{vocabulary} {text}");
        }
    }

    #[test]
    fn a_grade_is_a_plain_letter() {
        for (text, expected) in [
            ("A", Some("A")),
            ("b级", Some("B")),
            ("C类客户", Some("C")),
            ("🟢 A级", Some("A")),
            ("A（重点客户）", Some("A")),
            ("D:中断客户", Some("D")),
            ("重点客户", None),
            ("VIP", None),
            ("Excellent", None),
            ("A+", None),
            ("5星", None),
            ("", None),
        ] {
            assert_eq!(grade(text), expected, "{text}");
        }
        assert_eq!(read(&Cell::Text("-".into()), "grade"), Read::BLANK);
        assert_eq!(read(&Cell::Empty, "grade"), Read::BLANK);
        assert_eq!(read(&Cell::Text("重点客户".into()), "grade").problem, Some(Problem::WordUnknown));
    }
}
