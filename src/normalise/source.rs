//! Source (来源): what the policy says about a file and sheet.
//!
//! Decides which `[[source]]` entry speaks for a table: the first whose patterns fit.

use crate::model::Origin;
use crate::policy::{Policy, Source};

/// The entry for a table, if there is one.
pub(super) fn of<'a>(policy: &'a Policy, origin: &Origin) -> Option<&'a Source> {
    policy
        .source
        .iter()
        .find(|source| fits(&source.file, &origin.file) && source.sheet.as_deref().is_none_or(|sheet| fits(sheet, &origin.sheet)))
}

/// `*` stands for anything within a folder, `**` for anything, `?` for one character.
fn fits(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    matches(&pattern, &text)
}

fn matches(pattern: &[char], text: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['*', '*', '/', rest @ ..] => matches(rest, text) || (0..text.len()).any(|at| text[at] == '/' && matches(rest, &text[at + 1..])),
        ['*', '*', rest @ ..] => (0..=text.len()).any(|at| matches(rest, &text[at..])),
        ['*', rest @ ..] => {
            let reach = text.iter().position(|c| *c == '/').unwrap_or(text.len());
            (0..=reach).any(|at| matches(rest, &text[at..]))
        }
        ['?', rest @ ..] => text.first().is_some_and(|c| *c != '/') && matches(rest, &text[1..]),
        [c, rest @ ..] => text.first() == Some(c) && matches(rest, &text[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_stay_in_their_folder() {
        for (pattern, text, expected) in [
            ("台账/*.csv", "台账/订单.csv", true),
            ("台账/*.csv", "台账/旧/订单.csv", false),
            ("**/*.csv", "台账/旧/订单.csv", true),
            ("**/*.csv", "订单.csv", true),
            ("**", "a/b", true),
            ("*", "王芳", true),
            ("订单?.csv", "订单1.csv", true),
            ("", "a", false),
        ] {
            assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
        }
    }
}
