//! Returned (回收): one of our workbooks as it came back, and the answers it brought.

use super::{Input, Mark};
use crate::model::Origin;

/// One of our own workbooks among the inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// Path below its input.
    pub file: String,
    /// What it is.
    pub mark: Mark,
    /// When it was last saved, as the file itself says (`2026-11-03T09:12:00Z`); empty when it does not say.
    pub saved: String,
    /// Input cells that say something else than when we wrote them.
    pub entries: Vec<Entry>,
    /// Input cells that say what they said when we wrote them: what was typed there in an earlier save is taken back.
    pub untouched: Vec<Entry>,
    /// What was changed elsewhere, or cannot be read.
    pub strays: Vec<Stray>,
}

/// One input cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Row key without its check character.
    pub key: String,
    /// What the row is about ([`super::Was::about`]).
    pub about: String,
    /// Which input.
    pub input: Input,
    /// As we wrote it; empty when the cell was empty.
    pub before: String,
    /// As it stands now; empty when it was cleared.
    pub after: String,
    /// File, sheet and cell.
    pub origin: Origin,
}

/// Something in a returned workbook that is listed and not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    /// `outside` a cell that is no input cell was changed · `new_row` a row without a key of ours · `bad_key` a key with a
    /// wrong check character · `no_table` none of our tables is left.
    pub why: &'static str,
    /// What stands there now.
    pub value: String,
    /// File, sheet and cell.
    pub origin: Origin,
}

/// A journaled answer: who said what about what, where and when. Permanent: what is superseded stays readable.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Answer {
    /// What it is about ([`super::Was::about`]).
    pub about: String,
    /// Column id of the input ([`Input::id`]).
    pub input: String,
    /// Who: the recipient of the workbook; empty for management.
    pub who: String,
    /// When the workbook was saved, as it says; empty when it does not say.
    pub saved: String,
    /// Month of the workbook.
    pub month: String,
    /// Month of the run that read it first.
    pub read_in: String,
    /// What stood there when we wrote it.
    pub before: String,
    /// What the person typed.
    pub after: String,
    /// `file › sheet!cell`, or the command that said it.
    pub source: String,
}
