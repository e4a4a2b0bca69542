//! Report (报表): a month's view → workbooks.

use crate::error::Result;
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
pub fn write(_view: &MonthView, _findings: &[Finding], _policy: &Policy, _words: &Words) -> Result<Vec<Workbook>> {
    Ok(Vec::new())
}
