//! Normalise (规范化): raw tables → typed frames. What cannot be read is a finding, the cell null, the original kept.
//!
//! Table by table, row by row: read every field, refuse a row without what its record cannot do without, add the rest to
//! the columns of its entity. Every amount of a control field is counted on the way in, so that nothing can be lost later.

mod amount;
mod carried;
mod category;
mod clock;
mod columns;
mod correct;
mod country_code;
mod currency;
mod date;
mod date_column;
mod date_text;
mod desk;
mod digits;
mod memo;
mod mended;
mod number;
mod own_words;
mod period;
mod phone;
mod place;
mod plan;
mod rates;
mod read;
mod record;
mod score;
mod shared;
mod source;
mod targets;
mod text;
mod totals;
pub mod trial;
mod value;
mod web;
mod yes_no;

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;

pub use carried::typed;
pub use correct::Corrections;

use crate::error::Result;
use crate::finding::Finding;
use crate::model::Month;
use crate::model::raw::{Intake, RawTable};
use crate::model::tidied::Tidied;
use crate::policy::Policy;

/// Types every row of the intake, and leaves it without tables.
///
/// # Errors
/// Only on a fault of the program: a bad cell is a finding.
pub fn tidy(intake: &mut Intake, policy: &Policy) -> Result<(Tidied, Vec<Finding>)> {
    let mut tidying = Tidying::new(policy, None);
    for table in std::mem::take(&mut intake.tables) {
        tidying.take(table);
    }
    tidying.finish()
}

/// [`tidy`] table by table, so that no more than one table is held raw.
pub struct Tidying<'p> {
    desk: desk::Desk,
    policy: &'p Policy,
}

impl<'p> Tidying<'p> {
    /// Nothing typed yet. Where nothing on a sheet names a year, its dates are read as handed in for the month of `report`.
    #[must_use]
    pub fn new(policy: &'p Policy, report: Option<Month>) -> Self {
        Self { desk: desk::Desk::new(report), policy }
    }

    /// Types the rows of a table. Tables come in canonical order.
    pub fn take(&mut self, table: RawTable) {
        self.desk.table(table, self.policy);
    }

    /// Everything typed.
    ///
    /// # Errors
    /// `policy_value` for words of the policy that mean nothing; else only on a fault of the program: a bad cell is a finding.
    pub fn finish(self) -> Result<(Tidied, Vec<Finding>)> {
        own_words::check(self.policy)?;
        Ok(self.desk.finish())
    }
}
