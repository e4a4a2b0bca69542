//! Notes (说明): lines around a table that a person wrote for readers, told by how they begin.

use super::label;
use super::lexicon::Lexicon;
use crate::model::folding;

/// `注：…`, `备注：…`, `填表人：…`
pub(super) fn note_label(text: &str) -> bool {
    let Some((label, _)) = text.split_once([':', '：']) else { return Lexicon::shipped().note.contains(&folding::key(text)) };
    let key = folding::key(label);
    Lexicon::shipped().note.contains(&key) || Lexicon::shipped().form.contains(&key)
}

/// `1. 重点客户指…`, `(2) …`, `①…`, `* …`
pub(super) fn numbered_note(text: &str) -> bool {
    let text = text.trim_start_matches(['(', '（']);
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - rest.len();
    let mut after = rest.chars();
    let mark = after.next().is_some_and(|c| matches!(c, '.' | '、' | ')' | '）' | '．'));
    let after = after.as_str();
    let numbered = (1..=2).contains(&digits) && mark && after.chars().count() >= 4 && !after.starts_with(|c: char| c.is_ascii_digit());
    numbered || text.starts_with(['①', '②', '③', '④', '⑤', '⑥', '※', '*', '★', '注']) && text.chars().count() >= 5
}

/// `Source: sales department`, `Stampato il 31/10/2026`: more than a name or a number, where a record would have only one.
pub(super) fn says_more(text: &str) -> bool {
    let folded = folding::fold(text);
    let first = folded.split(' ').next().unwrap_or_default();
    let label = label::labelled(text).first().is_some_and(|(label, value)| !value.is_empty() || label.contains(' '));
    let lexicon = Lexicon::shipped();
    let opens = lexicon.closing.contains(&folding::key(first)) || lexicon.note.contains(&folding::key(first));
    label || opens && folded.contains(' ') || text.contains("___")
}

pub(super) fn note_like(text: &str) -> bool {
    let dashes = text.starts_with(['—', '-', '=', '【', '*', '▼', '~']) && text.ends_with(['—', '-', '=', '】', '*', '▼', '~']);
    dashes || note_label(text) || numbered_note(text) || text.ends_with(['。', '；', ':', '：']) || text.chars().count() > 60
}
