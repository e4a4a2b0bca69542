//! Recut (改期关账): months that were closed before the policy's closing day changed.
//!
//! Decides that what such a month published is set against nothing of today: its sums are of other days, and the difference would be
//! paid out as an adjustment that nobody earned. The closed workbooks stand as they are, and a finding names them.

use crate::book::Book;
use crate::error::Result;
use crate::finding::{Finding, Kind};
use crate::model::{MetricTable, Month};

/// Figures of the closed months that are cut as the report month is, and what to say of the others.
pub(super) fn published(book: &Book, month: Month) -> Result<(MetricTable, Option<Finding>)> {
    let (mut same, mut other) = (Vec::new(), Vec::new());
    for closed in book.closed()?.into_iter().map(|closed| closed.cut_as(month)) {
        match book.closed_as_of(closed)?.filter(|last| *last != closed.last()) {
            Some(last) => other.push((closed, last)),
            None => same.push(closed),
        }
    }
    let newest = other.last().map(|(closed, last)| {
        let finding = Finding::new(Kind::MonthRecut).with("month", closed).with("count", other.len());
        finding.with("was", last).with("now", closed.last())
    });
    Ok((book.published(&same)?, newest))
}
