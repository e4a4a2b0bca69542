//! Folding: the form in which two texts are compared, never the form that is shown.
//!
//! NFKC (full-width → half-width), lower case, Traditional → Simplified by character, blanks squeezed. Phrase-level
//! conversion is not used: it turns 客戶資料 into 客户数据. The table is `data/t2s_chars.csv` (see NOTICE).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// The Simplified form by the place of a character in the block of unified ideographs; `\0` where it has none of its own.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table = vec!['\0'; LAST as usize - FIRST as usize + 1];
    for (traditional, simplified) in pairs() {
        if let Some(place) = place(traditional) {
            table[place] = simplified;
        }
    }
    table
});

/// Those of the rare blocks beyond.
static RARE: LazyLock<BTreeMap<char, char>> = LazyLock::new(|| pairs().filter(|(traditional, _)| place(*traditional).is_none()).collect());

/// First and last of the unified ideographs (U+4E00 block): NFKC leaves them as they are, and none has a small letter.
const FIRST: char = '\u{4e00}';
const LAST: char = '\u{9fff}';

fn pairs() -> impl Iterator<Item = (char, char)> {
    include_str!("data/t2s_chars.csv").lines().skip(1).filter_map(|line| {
        let (traditional, simplified) = line.split_once(',')?;
        Some((traditional.chars().next()?, simplified.chars().next()?))
    })
}

fn place(c: char) -> Option<usize> {
    (FIRST..=LAST).contains(&c).then(|| c as usize - FIRST as usize)
}

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
    // Most texts are ASCII and everyday Chinese, in which nothing is to be put together or taken apart.
    let plain = text.chars().all(|c| c.is_ascii() || place(c).is_some());
    let lowered: String = if plain {
        text.chars().map(|c| if c.is_ascii() { c.to_ascii_lowercase() } else { simplify(c) }).collect()
    } else {
        text.nfkc().flat_map(char::to_lowercase).map(simplify).collect()
    };
    let mut words = lowered.split_whitespace();
    let Some(first) = words.next() else { return String::new() };
    if first.len() == lowered.len() {
        return lowered;
    }
    let mut folded = String::with_capacity(lowered.len());
    folded.push_str(first);
    for word in words {
        folded.push(' ');
        folded.push_str(word);
    }
    folded
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
    match place(c) {
        Some(place) => Some(SIMPLIFIED[place]).filter(|simplified| *simplified != '\0').unwrap_or(c),
        None if c < '\u{3400}' => c,
        None => RARE.get(&c).copied().unwrap_or(c),
    }
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
        assert_eq!((fold("客戶\t 資料 "), fold(" "), fold("　")), ("客户 资料".to_owned(), String::new(), String::new()));
    }

    #[test]
    fn everyday_chinese_needs_no_normal_form() {
        for c in FIRST..=LAST {
            let long: String = std::iter::once(c).nfkc().flat_map(char::to_lowercase).map(simplify).collect();
            assert_eq!(fold(c.encode_utf8(&mut [0; 4])), long);
        }
    }
}
