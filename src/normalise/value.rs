//! Value (值): what one cell was read as, ready for its typed column.
//!
//! Decides the common currency of all value parsers: a value, and at most one problem. A cell that cannot be read is
//! [`Value::Null`] with a problem; a blank one is null without.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};

use crate::finding::Kind as Problem;
use crate::model::{Money, folding};

/// A typed value.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Value {
    /// Unknown.
    #[default]
    Null,
    /// Text, code, canonical word.
    Text(Arc<str>),
    /// The text of the field's only cell as it stands.
    Same,
    /// A day.
    Day(NaiveDate),
    /// A moment, and whether a time of day was given.
    Moment(NaiveDateTime, bool),
    /// Money; the currency is empty when nobody said which. A reading remembered is given again without a copy.
    Money(Arc<Money>),
    /// A number.
    Number(f64),
    /// A score and its scale.
    Score(f64, &'static str),
    /// Yes or no.
    Flag(bool),
}

impl Value {
    /// An amount.
    pub(super) fn money(money: Money) -> Self {
        Self::Money(Arc::new(money))
    }

    /// Whether nothing is known.
    pub(super) const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text of a textual value that says more or less than its cell.
    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The day of a day or moment.
    pub(super) const fn day(&self) -> Option<NaiveDate> {
        match self {
            Self::Day(day) => Some(*day),
            Self::Moment(at, _) => Some(at.date()),
            _ => None,
        }
    }
}

/// A value read, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Read {
    /// The value.
    pub(super) value: Value,
    /// What is wrong, if anything.
    pub(super) problem: Option<Problem>,
}

impl Read {
    /// A blank cell.
    pub(super) const BLANK: Self = Self { value: Value::Null, problem: None };

    /// A good value.
    pub(super) const fn good(value: Value) -> Self {
        Self { value, problem: None }
    }

    /// A value that a person should look at.
    pub(super) const fn doubtful(value: Value, problem: Problem) -> Self {
        Self { value, problem: Some(problem) }
    }

    /// Not readable.
    pub(super) const fn bad(problem: Problem) -> Self {
        Self { value: Value::Null, problem: Some(problem) }
    }
}

/// Whether the text only says that nothing is known (`-`, `N/A`, 待定).
pub(super) fn says_nothing(text: &str) -> bool {
    const WORDS: [&str; 25] = [
        "na",
        "n/a",
        "#n/a",
        "null",
        "nil",
        "none",
        "tbd",
        "tba",
        "unknown",
        "anonymous",
        "anonimo",
        "匿名",
        "待定",
        "待确认",
        "暂无",
        "未知",
        "无",
        "没有",
        "空",
        "不详",
        "未填",
        "未定",
        "nd",
        "n.d.",
        "sconosciuto",
    ];
    // None of these words holds a digit or is this long: most cells need no folding to be told apart from them.
    if text.bytes().any(|byte| byte.is_ascii_digit()) || text.len() > 40 && text.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return false;
    }
    if text.is_ascii() && text.trim_ascii().len() > 11 && text.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return false;
    }
    // Nor do more than three Han.
    if text.chars().filter(|c| folding::is_han(*c)).nth(3).is_some() {
        return false;
    }
    let folded = folding::fold(text);
    WORDS.contains(&folded.as_str()) || !folded.chars().any(|c| c.is_alphanumeric() || "★☆√✓✔☑■□×✗●○¥$€£".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_say_nothing() {
        for text in ["-", "—", "/", "N/A", "待定", "TBD", "？", "无", "--"] {
            assert!(says_nothing(text), "{text}");
        }
        for text in ["0", "A", "无锡", "★★"] {
            assert!(!says_nothing(text), "{text}");
        }
    }
}
