//! Token (词): a text as words that can be compared.
//!
//! Decides where a word ends: initials (`S.r.l.`, `s r l`) are one, Chinese characters and other letters two, and what Chinese company
//! names end in (进出口, 有限公司) words of their own. Folded, Latin letters without accents.

use super::name::HAN_ENDINGS;
use super::record::Text;
use crate::model::folding;

/// Words of a text: folded, Latin without accents; initials (`S.r.l.`, `S. A.`) joined.
pub(super) fn tokens(text: &str) -> Vec<Text> {
    let folded = folding::fold(text);
    let mut found: Vec<Text> = Vec::with_capacity(4);
    for piece in folded.split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '\'' | '’' | '/'))) {
        if piece.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            found.extend((!piece.is_empty()).then(|| Text::from(piece)));
            continue;
        }
        let plain: String = piece.chars().filter(|c| !matches!(c, '\'' | '’')).collect();
        let parts: Vec<&str> = plain.split(['.', '/']).filter(|part| !part.is_empty()).collect();
        if parts.len() > 1 && parts.iter().all(|part| part.chars().count() <= 2 && !part.chars().any(folding::is_han)) {
            found.push(latin(&parts.concat()));
        } else {
            for part in parts {
                split_scripts(part, &mut found);
            }
        }
    }
    join_initials(found)
}

/// Han and other letters apart; Han endings (有限公司, 进出口) become words of their own.
fn split_scripts(part: &str, found: &mut Vec<Text>) {
    let mut run = String::new();
    let mut han = false;
    for c in part.chars() {
        let is_han = folding::is_han(c);
        if !run.is_empty() && is_han != han {
            flush(&run, han, found);
            run.clear();
        }
        han = is_han;
        run.push(c);
    }
    flush(&run, han, found);
}

fn flush(run: &str, han: bool, found: &mut Vec<Text>) {
    if run.is_empty() {
        return;
    }
    if !han {
        found.push(latin(run));
        return;
    }
    // 宁波市远方 is 宁波远方.
    let short = run
        .char_indices()
        .nth(2)
        .filter(|(at, c)| *c == '市' && run[at + c.len_utf8()..].chars().nth(1).is_some() && !run[*at..].starts_with("市场"));
    let without = short.map(|(at, c)| format!("{}{}", &run[..at], &run[at + c.len_utf8()..]));
    let run = without.as_deref().unwrap_or(run);
    let mut rest = run;
    let mut endings = Vec::new();
    while let Some((ending, _)) = HAN_ENDINGS.iter().find(|(ending, _)| rest.ends_with(ending) && rest.len() > ending.len()) {
        rest = &rest[..rest.len() - ending.len()];
        endings.push(Text::from(*ending));
    }
    found.push(Text::from(rest));
    found.extend(endings.into_iter().rev());
}

/// Latin letters without accents; other scripts spelled out.
fn latin(text: &str) -> Text {
    if text.is_ascii() {
        return Text::from(text);
    }
    Text::from(deunicode::deunicode(text).to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect::<String>())
}

/// A form of address before a person's name; `Mr/Ms` is read as one word.
pub(super) fn is_title(word: &str) -> bool {
    matches!(word, "mr" | "mrs" | "ms" | "mrms" | "miss" | "dr" | "sig" | "sigra" | "dott" | "herr" | "frau" | "先生" | "女士")
}

/// A form of address or a rank in a column of given names, where nobody is called so: Sir, Prof., Rev.
pub(super) fn is_rank(word: &str) -> bool {
    const RANKS: [&str; 20] = [
        "sir",
        "lady",
        "lord",
        "dame",
        "prof",
        "professor",
        "rev",
        "revd",
        "reverend",
        "capt",
        "captain",
        "col",
        "colonel",
        "hon",
        "countess",
        "baroness",
        "viscount",
        "ing",
        "avv",
        "geom",
    ];
    is_title(word) || RANKS.contains(&word)
}

/// `s r l` → `srl`.
fn join_initials(tokens: Vec<Text>) -> Vec<Text> {
    use std::fmt::Write;
    let mut joined: Vec<Text> = Vec::with_capacity(tokens.len());
    let mut open = false;
    for token in tokens.into_iter().filter(|token| !token.is_empty()) {
        let single = token.len() == 1;
        match joined.last_mut() {
            // Writing to a text cannot fail.
            Some(last) if single && open => drop(last.write_str(&token)),
            _ => joined.push(token),
        }
        open = single;
    }
    joined
}
