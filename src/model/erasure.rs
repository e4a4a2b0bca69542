//! Erasure (删除记录): a customer whose data was deleted, as far as it may be remembered: the number, when, why, by whom, and hashes of
//! what it was known by, so that its rows are not taken in again. Nothing of it can be read back.

use polars::prelude::PlSmallStr;

/// The record of one deletion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Customer id; it is never given again.
    pub customer_id: String,
    /// Day, as the person's clock showed it.
    pub erased_on: String,
    /// Who asked for it at this machine.
    pub who: String,
    /// Why, in the person's words.
    pub reason: String,
    /// Hashes of names, addresses and numbers, sorted.
    pub marks: Vec<PlSmallStr>,
}

/// What stands where a deleted text stood.
pub const BLANKED: &str = "▇▇▇";

/// Where a row stands: file, sheet, row.
pub type Place = (String, String, u32);
