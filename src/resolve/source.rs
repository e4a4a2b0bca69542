//! Source (来源): which kind of sheet a row stands in, and whose word counts more where two tell the same event differently.
//!
//! Decides by the policy's `[[source]]` patterns first, then by words in file and sheet names (财务, 台账, 跟单); a sheet
//! without such a word is a salesperson's.

use crate::policy::Policy;

/// Words that tell a sheet's kind.
const WORDS: [(&str, &[&str]); 3] = [
    ("finance", &["财务", "财會", "收款", "应收", "finance", "accounting", "contabil"]),
    ("merchandiser", &["跟单", "merchandis"]),
    ("ledger", &["台账", "台帐", "订单", "ledger", "orders", "register"]),
];

/// Smaller comes first: declared precedence, then the place of the kind in `events.precedence`.
pub(super) fn rank(policy: &Policy, file: &str, sheet: &str) -> (i32, usize) {
    let declared = policy.source.iter().find(|source| {
        let kind = source.kind.is_some() || source.precedence.is_some();
        kind && fits(&source.file, file) && source.sheet.as_deref().is_none_or(|pattern| fits(pattern, sheet))
    });
    let folded = (crate::model::folding::fold(sheet), crate::model::folding::fold(file));
    let file_name = folded.1.rsplit('/').next().unwrap_or_default();
    let guess = |text: &str| WORDS.iter().find(|(_, words)| words.iter().any(|word| text.contains(word))).map(|(kind, _)| *kind);
    let guessed = || guess(file_name).or_else(|| guess(&folded.0)).or_else(|| guess(&folded.1)).unwrap_or("salesperson");
    let kind = declared.and_then(|source| source.kind.as_deref()).unwrap_or_else(guessed);
    let place = policy.events.precedence.iter().position(|known| known == kind).unwrap_or(usize::MAX);
    (-declared.and_then(|source| source.precedence).unwrap_or(0), place)
}

/// Whether the pattern fits: `*` any letters but `/`, `**` any letters.
fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    fits_from(&pattern, &text)
}

fn fits_from(pattern: &[char], text: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['*', '*', '/', rest @ ..] if fits_from(rest, text) => true,
        ['*', '*', rest @ ..] => (0..=text.len()).any(|at| fits_from(rest, &text[at..])),
        ['*', rest @ ..] => {
            let end = text.iter().position(|c| *c == '/').unwrap_or(text.len());
            (0..=end).any(|at| fits_from(rest, &text[at..]))
        }
        ['?', rest @ ..] => text.first().is_some_and(|c| *c != '/') && fits_from(rest, &text[1..]),
        [wanted, rest @ ..] => text.first() == Some(wanted) && fits_from(rest, &text[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_and_names_tell_the_kind() {
        assert!(fits("台账/*.csv", "台账/订单.csv") && !fits("*.csv", "台账/订单.csv") && fits("**/旧/**", "旧/a.xls"));
        let policy = Policy::shipped();
        let order =
            ["台账/财务收款.xlsx", "台账/订单台账.csv", "台账/跟单表.xlsx", "2026-10/王芳.xlsx"].map(|file| rank(&policy, file, ""));
        assert!(order.is_sorted() && order[0] < order[3], "{order:?}");
    }
}
