//! Our own workbooks: how one is recognised when it comes back, whatever it is called by then.
//!
//! Kind, month, edition, recipient and format number stand in a custom property, a defined name and a visible cell;
//! any one suffices. Each row carries a short visible key with a check character.
//!
//! # The contract of input cells (可填写的格子)
//!
//! A *returnable* table stands on a sheet of its own, or as the only returnable table of its sheet:
//!
//! - Directly above its header row lies a hidden row of column ids: [`KEY_ID`] over the key column, `@` and the id of an
//!   [`Input`] over each input column, `@-` and a number over every other column, [`WAS_ID`] over the last column.
//! - The key column shows [`row_key`] of a short id. The last column is hidden, lies inside the table (so that sorting
//!   takes it along; right of all lists where others follow on the sheet, which ends the table with [`END_ID`]) and holds the row's [`Was`]: what the row is about, the input cells as we wrote them, and a seal for
//!   each other cell. So a file needs nobody's memory to tell touched cells from untouched ones.
//! - Ids, keys and `Was` are looked up by content, so rows may be sorted or filtered, columns hidden, moved or added, and
//!   the file saved by any program under any name. A change outside the input cells is listed, never taken.
//!
//! `report::returnable` writes such a table, `ingest::returned` reads it.

mod by_hand;
mod input;
mod returned;
mod was;

pub use by_hand::{BY_HAND, Spot, same_file};
pub use input::{Choice, Input};
pub use returned::{Answer, Entry, Returned, Stray};
pub use was::{Was, read_day, read_number, said_date, said_number, said_text, seal};

/// Column id of the key column.
pub const KEY_ID: &str = "@key";
/// Column id of the hidden last column.
pub const WAS_ID: &str = "@was";

/// Stands in the column of [`WAS_ID`] below the last row, where other lists follow on the sheet.
pub const END_ID: &str = "@end";

/// Format number of the mark; raised when the input cells move.
pub const FORMAT: u32 = 1;
/// Custom document property that holds [`Mark::text`].
pub const PROPERTY: &str = "clientbook";
/// Hidden sheet of choice lists in templates and masters: no data, passed over in silence.
pub const LISTS_SHEET: &str = "clientbook_lists";
/// Defined name whose formula is the mark as a string constant.
pub const DEFINED_NAME: &str = "clientbook_mark";

/// Identity of one of our workbooks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// `management`, `review`, `salesperson`, `corrections` …
    pub kind: String,
    /// Report month, `2026-10`.
    pub month: String,
    /// Edition it was made for.
    pub edition: String,
    /// Who received it; empty for management.
    pub recipient: String,
}

impl Mark {
    /// The mark as one line: `clientbook/1 management 2026-10 management -`.
    #[must_use]
    pub fn text(&self) -> String {
        let recipient = if self.recipient.is_empty() { "-" } else { &self.recipient };
        format!("clientbook/{FORMAT} {} {} {} {recipient}", self.kind, self.month, self.edition)
    }

    /// Reads a mark written by [`Mark::text`], anywhere in a cell, property or defined name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let start = text.find("clientbook/")?;
        let mut words = text[start..].trim_end_matches('"').split(' ');
        words.next()?.strip_prefix("clientbook/")?.parse::<u32>().ok()?;
        let mut word = || words.next().filter(|word| !word.is_empty()).map(str::to_owned);
        let (kind, month, edition) = (word()?, word()?, word()?);
        let recipient = words.collect::<Vec<_>>().join(" ");
        let recipient = if recipient == "-" { String::new() } else { recipient };
        Some(Self { kind, month, edition, recipient })
    }
}

/// A row key with a check character, short enough to read out: `C-0042K`.
#[must_use]
pub fn row_key(id: &str) -> String {
    format!("{id}{}", check_character(id))
}

/// The id inside a row key, if its check character is right.
#[must_use]
pub fn read_row_key(key: &str) -> Option<&str> {
    let key = key.trim();
    let (cut, last) = key.char_indices().next_back()?;
    (check_character(&key[..cut]) == last).then_some(&key[..cut])
}

/// One of 23 letters (I, O and Q are left out) by a position-weighted sum.
fn check_character(id: &str) -> char {
    const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPRSTUVWXYZ";
    let sum: u32 = id.chars().zip(1_u32..).fold(0, |sum, (c, place)| (sum + place * u32::from(c)) % 23);
    char::from(LETTERS[sum as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_survives_a_defined_name() {
        let mark = Mark { kind: "salesperson".into(), month: "2026-10".into(), edition: "salesperson".into(), recipient: "王 芳".into() };
        assert_eq!(Mark::parse(&format!("=\"{}\"", mark.text())), Some(mark));
        assert_eq!(Mark::parse("clientbook notes"), None);
    }

    #[test]
    fn a_mistyped_row_key_is_refused() {
        let key = row_key("C0042");
        assert_eq!(read_row_key(&key), Some("C0042"));
        assert_eq!(read_row_key(&key.replace('4', "5")), None);
    }
}
