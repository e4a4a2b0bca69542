//! Publishing: workbooks to the output folder, then the month to the book. Closing a month.

use std::path::Path;

use crate::book::{self, Access, Book};
use crate::error::{Error, Kind, Result};
use crate::model::Month;
use crate::report;

use super::{Job, Run};

pub use crate::book::LogLine;
pub use crate::report::Published;

/// Writes the workbooks and `run.json`, then records the draft. The book is opened for writing first, so that a book in
/// use or a closed month is refused before a workbook changes.
///
/// # Errors
/// `output`, `book`, `book_locked`, `month_closed`.
pub fn publish(job: &Job, run: &Run, output: &Path, log: &LogLine) -> Result<Published> {
    let mut book = Book::open(&job.book, Access::Write)?;
    refuse_closed(&book, job.month)?;
    let month = job.month.to_string();
    let others = [("run.json".to_owned(), run.run_json.clone().into_bytes())];
    let published = report::publish(output, &month, &run.workbooks, &others);
    let workbooks: Vec<(String, &[u8])> = run.workbooks.iter().map(|workbook| (workbook.name.clone(), workbook.bytes.as_slice())).collect();
    let draft = book::Draft {
        month: job.month,
        tables: &run.tables,
        sources: &run.sources,
        lineage: &run.lineage,
        metrics: &run.view.computed.values,
        findings: &run.findings,
        memory: &run.memory,
        workbooks: &workbooks,
        run_json: &run.run_json,
        log,
    };
    book::record(&mut book, &draft)?;
    // The month is computed and safe: who cannot write here finds the workbooks in the book.
    published.map_err(|error| {
        if error.kind != Kind::Output {
            return error;
        }
        let kept = job.book.join("months").join(&month).join("workbooks");
        let told = error.fields.into_iter().fold(Error::new(Kind::OutputKept), |told, (name, value)| told.with(name, value));
        told.with("kept", kept.display())
    })
}

/// A closed month is never rewritten.
pub(super) fn refuse_closed(book: &Book, month: Month) -> Result<()> {
    if book.closed()?.contains(&month) { Err(Error::new(Kind::MonthClosed).with("month", month)) } else { Ok(()) }
}

/// Turns the month's draft into the final publication.
///
/// # Errors
/// `not_found` without a draft, `month_closed` when it is closed already.
pub fn close(book: &Path, month: Month, log: &LogLine) -> Result<()> {
    let mut book = Book::open(book, Access::Write)?;
    book::close(&mut book, month, log)
}

/// Writes row → customer, `.csv` or `.parquet` by the file's name.
///
/// # Errors
/// `output`.
pub fn export_lineage(path: &Path, run: &Run) -> Result<()> {
    book::export::lineage(path, &run.lineage)
}

/// Writes the review pairs, `.csv` or `.parquet` by the file's name.
///
/// # Errors
/// `output`.
pub fn export_pairs(path: &Path, run: &Run) -> Result<()> {
    book::export::pairs(path, &run.pairs)
}
