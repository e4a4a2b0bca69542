//! Recut (改期关账): months that were closed before the policy's closing day changed.
//!
//! Decides that what such a month published is set against nothing of today: its sums are of other days, and the difference would be
//! paid out as an adjustment that nobody earned. The closed workbooks stand as they are, and a finding names them.

use chrono::NaiveDate;

use crate::finding::{Finding, Kind};
use crate::model::Month;

/// What to say of closed months with another last day than the policy gives them.
pub(super) fn finding(others: &[(Month, NaiveDate)]) -> Option<Finding> {
    let (month, last) = others.last()?;
    let finding = Finding::new(Kind::MonthRecut).with("month", month).with("count", others.len());
    Some(finding.with("was", last).with("now", month.last()))
}
