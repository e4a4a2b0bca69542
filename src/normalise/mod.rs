//! Normalise (规范化): raw tables → typed frames. What cannot be read is a finding, the cell null, the original kept.
//!
//! Table by table, row by row: read every field, refuse a row without what its record cannot do without, add the rest to
//! the columns of its entity. Every amount of a control field is counted on the way in, so that nothing can be lost later.

mod amount;
mod category;
mod columns;
mod correct;
mod currency;
mod date;
mod date_text;
mod desk;
mod digits;
mod number;
mod period;
mod phone;
mod place;
mod plan;
mod read;
mod record;
mod score;
mod source;
mod targets;
mod totals;
mod value;
mod web;
mod yes_no;

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;

pub use correct::correct;

use crate::error::Result;
use crate::finding::Finding;
use crate::model::raw::Intake;
use crate::model::tidied::Tidied;
use crate::policy::Policy;

/// Types every row.
///
/// # Errors
/// Only on a fault of the program: a bad cell is a finding.
pub fn tidy(intake: &Intake, policy: &Policy) -> Result<(Tidied, Vec<Finding>)> {
    let mut desk = desk::Desk::default();
    for table in &intake.tables {
        desk.table(&plan::Sheet::of(table, policy));
    }
    desk.finish()
}
