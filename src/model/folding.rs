//! Folding: the form in which two texts are compared, never the form that is shown.
//!
//! NFKC (full-width → half-width), lower case, Traditional → Simplified by character, blanks squeezed. Phrase-level
//! conversion is not used: it turns 客戶資料 into 客户数据. The table is `data/t2s_chars.csv` (see NOTICE).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

static SIMPLIFIED: LazyLock<BTreeMap<char, char>> = LazyLock::new(|| {
    include_str!("data/t2s_chars.csv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let (traditional, simplified) = line.split_once(',')?;
            Some((traditional.chars().next()?, simplified.chars().next()?))
        })
        .collect()
});

/// NFKC, lower case, Simplified characters, single blanks, trimmed.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        let mut folded = String::with_capacity(text.len());
        for word in text.split_ascii_whitespace() {
            if !folded.is_empty() {
                folded.push(' ');
            }
            folded.push_str(word);
        }
        folded.make_ascii_lowercase();
        return folded;
    }
    let lowered: String = text.nfkc().flat_map(char::to_lowercase).map(simplify).collect();
    lowered.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// [`fold`] without blanks and punctuation: the key of a header or a code.
#[must_use]
pub fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    push_key(text, &mut key);
    key
}

/// Adds the [`key`] of a text to another, for loops that need no key for long.
pub fn push_key(text: &str, to: &mut String) {
    if text.is_ascii() {
        to.extend(text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| char::from(byte.to_ascii_lowercase())));
    } else {
        to.extend(fold(text).chars().filter(|c| c.is_alphanumeric()));
    }
}

/// The Simplified form of a character, itself when it has none.
#[must_use]
pub fn simplify(c: char) -> char {
    if c < '\u{3400}' { c } else { SIMPLIFIED.get(&c).copied().unwrap_or(c) }
}

/// Whether the character is a Chinese one.
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_full_width_and_case_fold_together() {
        assert_eq!(fold("  客戶名稱（ＡＢＣ） "), "客户名称(abc)");
        assert_eq!(fold("Rossi   S.R.L."), "rossi s.r.l.");
        assert_eq!(key("E-mail / 邮箱*"), "email邮箱");
    }
}
