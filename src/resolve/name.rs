//! Company name (公司名称): the words of a name in the form in which two names are compared.
//!
//! Chinese remarks in brackets (老客户) and legal forms go; trade words stay but weigh little, so that a name made of
//! nothing else identifies nobody. The name that is shown is never touched.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::model::folding;

static LEGAL_FORMS: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| include_str!("data/legal_forms.csv").lines().skip(1).map(str::trim).filter(|form| !form.is_empty()).collect());

static GENERIC: LazyLock<BTreeMap<&'static str, &'static str>> =
    LazyLock::new(|| include_str!("data/generic_words.csv").lines().skip(1).filter_map(|line| line.trim().split_once(',')).collect());

/// Words before a person's name.
const SALUTATIONS: [&str; 16] =
    ["mr", "ms", "mrs", "miss", "dr", "sig", "sigra", "signor", "signora", "herr", "frau", "mme", "monsieur", "sr", "sra", "dott"];

/// A name taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Name {
    /// Words without legal form, trade words in their common form, in order.
    pub(super) words: Vec<String>,
    /// The words that tell this name from others, joined: `ferramentabrunello`.
    pub(super) core: String,
    /// Written in Chinese characters.
    pub(super) han: bool,
}

impl Name {
    /// Takes a name apart.
    pub(super) fn of(text: &str) -> Self {
        let folded = folding::fold(&without_remark(text));
        let han = folded.chars().any(folding::is_han);
        let words = if han { han_words(&folded) } else { latin_words(&folded) };
        let core: String = words.iter().filter(|word| !is_generic(word)).map(String::as_str).collect();
        Self { words, core, han }
    }

    /// Whether nothing in it tells one company from another.
    pub(super) fn says_nothing(&self) -> bool {
        self.core.chars().count() < 2
    }
}

/// Whether a word stands in half of all company names.
pub(super) fn is_generic(word: &str) -> bool {
    GENERIC.values().any(|common| *common == word) || GENERIC.contains_key(word)
}

/// Drops brackets that hold Chinese remarks or come after the name: `Alba S.r.l.（老客户）` → `Alba S.r.l.`.
pub(super) fn without_remark(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut depth = 0_u32;
    for c in text.chars() {
        match c {
            '(' | '（' | '[' | '【' if !kept.trim().is_empty() => depth += 1,
            ')' | '）' | ']' | '】' if depth > 0 => depth -= 1,
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    // `Menaje Araucanía SpA / Temuco`: a place written behind the name.
    let kept = kept.split(" / ").next().unwrap_or_default().trim().to_owned();
    if kept.is_empty() { text.trim().to_owned() } else { kept }
}

fn latin_words(folded: &str) -> Vec<String> {
    let plain = deunicode::deunicode(folded).to_lowercase().replace(['.', '\''], "");
    let words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let title = words.iter().take_while(|word| SALUTATIONS.contains(word)).count();
    let words = if title < words.len() { &words[title..] } else { &words[..] };
    without_legal_form(words).into_iter().map(common_form).collect()
}

/// A Chinese name is one run: its legal form and trade words are cut out of it, the rest is one word.
fn han_words(folded: &str) -> Vec<String> {
    let mut rest: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    for form in ["股份有限公司", "有限责任公司", "有限公司", "公司", "株式会社"] {
        rest = rest.replace(form, "");
    }
    let mut generic = Vec::new();
    for (word, common) in GENERIC.iter().filter(|(word, _)| word.chars().all(folding::is_han)) {
        if rest.chars().count() > word.chars().count() + 1 && rest.contains(word) {
            rest = rest.replace(word, "");
            generic.push((*common).to_owned());
        }
    }
    if !rest.is_empty() {
        generic.insert(0, rest);
    }
    generic
}

/// Cuts the longest legal form at the end, again and again, and one at the start (PT, OOO); never the whole name.
fn without_legal_form<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let mut words = words.to_vec();
    loop {
        let found =
            (1..=4).rev().find(|count| words.len() > *count && LEGAL_FORMS.contains(words[words.len() - count..].join(" ").as_str()));
        let Some(count) = found else { break };
        words.truncate(words.len() - count);
    }
    if words.len() > 1 && ["pt", "ooo", "oao", "zao", "cv", "ud"].contains(&words[0]) {
        words.remove(0);
    }
    words
}

fn common_form(word: &str) -> String {
    GENERIC.get(word).copied().unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_forms_remarks_and_spellings_fall_away() {
        for (left, right) in [
            ("Ferramenta Brunello S.r.l.", "FERRAMENTA BRUNELLO SRL"),
            ("Alba Trading Co., Ltd.", "Alba Trdg Co.,Limited"),
            ("Möbel Weiß GmbH & Co. KG", "Mobel Weiss GmbH"),
            ("Casa Verde（老客户）", "Casa Verde S.p.A."),
            ("宁波澜泊贸易有限公司", "寧波瀾泊貿易有限公司"),
        ] {
            assert_eq!(Name::of(left).core, Name::of(right).core, "{left} | {right}");
        }
    }

    #[test]
    fn a_name_of_trade_words_says_nothing() {
        assert!(Name::of("International Trading Group").says_nothing());
        assert!(Name::of("").says_nothing());
        assert!(!Name::of("Co Alba").says_nothing());
    }
}
