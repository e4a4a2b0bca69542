//! Report (报表): a month's view → workbooks.
//!
//! `desk` holds what every sheet needs at hand, `theme` every format, `table` every list, `page` what sheets have in
//! common; one file a sheet says what stands on it, and `publish` puts the finished files into the folder.

mod desk;
mod detail;
mod entry;
#[cfg(test)]
mod fixture;
mod list;
mod management;
mod migration;
mod number;
mod page;
mod publish;
mod returnable;
mod review;
mod sheet;
mod summary;
mod table;
#[cfg(test)]
mod tests;
mod theme;
mod width;

pub use migration::{Migration, migration, templates};
pub use publish::{Published, PublishedFile, publish};

use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::model::view::MonthView;
use crate::policy::Policy;
use crate::words::Words;

/// One finished workbook.
#[derive(Debug)]
pub struct Workbook {
    /// Name below the month's folder, with `/`: `management-2026-10.xlsx`.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Lays out the month's workbooks.
///
/// # Errors
/// `internal` when the workbook writer refuses something.
pub fn write(view: &MonthView, findings: &[Finding], policy: &Policy, words: &Words) -> Result<Vec<Workbook>> {
    let desk = desk::Desk::new(view, findings, policy, words);
    let mut workbooks = vec![management::write(&desk)?];
    workbooks.extend(review::write(&desk)?);
    Ok(workbooks)
}

impl From<rust_xlsxwriter::XlsxError> for Error {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        Self::internal(error)
    }
}
