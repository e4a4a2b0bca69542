//! Ingest (读表): files → raw tables with every column mapped and every row classed.
//!
//! ```text
//! discover ─▶ sniff ─▶ workbook │ delimited ─▶ grid ─▶ layout ─▶ entity ─▶ columns ─▶ rows ─▶ raw tables
//!  (files)   (content)   (cells by Excel row)         (headers)  (about)  (field)   (class)   + ignored rows
//! ```
//!
//! The law of the room: each written row of each sheet is in exactly one record, total or ignored line.

mod asked;
mod biff;
mod cells;
mod codes;
mod columns;
mod context;
mod copies;
mod corrections;
mod crypt;
mod delimited;
mod discover;
mod entity;
mod file;
mod form;
mod format;
mod grid;
mod head;
mod header;
mod headless;
mod html;
mod label;
mod lanes;
mod layout;
mod lexicon;
mod line;
mod locked;
mod mapping;
mod markup;
mod mhtml;
mod mojibake;
mod note;
mod ods;
mod ole;
mod open;
mod own_headers;
mod pattern;
mod plan;
mod questionnaire;
mod returned;
mod rows;
mod sense;
mod settle;
mod sheet;
mod shelf;
mod sniff;
mod source;
mod subject;
mod table;
mod text;
mod told;
mod transposed;
mod workbook;
mod xlsx;
mod xml2003;
mod zipped;

pub use locked::locked;

use std::path::PathBuf;

use crate::error::{Error, Kind as ErrorKind, Result};
use crate::finding::{Finding, Kind};
use crate::model::Origin;
use crate::model::raw::{Intake, RawTable};
use crate::policy::Policy;

/// What to read.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Files and folders named by the user.
    pub inputs: Vec<PathBuf>,
    /// Folders never walked into (output, book).
    pub skip: Vec<PathBuf>,
    /// Encoding for all text files, if named.
    pub encoding: Option<String>,
    /// Passwords to try.
    pub passwords: Vec<String>,
}

/// Reads every file; `watch` is told each file's name before it is read.
///
/// # Errors
/// `input_missing` when a named path does not exist, `nothing_read` when no file could be read.
pub fn read(request: &Request, policy: &Policy, watch: &mut dyn FnMut(&str)) -> Result<(Intake, Vec<Finding>)> {
    let mut tables = Vec::new();
    let (mut intake, findings) = read_each(request, policy, watch, &mut |table| tables.push(table))?;
    intake.tables = tables;
    Ok((intake, findings))
}

/// [`read`] that gives each table away as soon as its file is understood, in canonical order: a folder costs no more
/// memory than its largest file.
///
/// # Errors
/// As [`read`].
pub fn read_each(
    request: &Request,
    policy: &Policy,
    watch: &mut dyn FnMut(&str),
    take: &mut dyn FnMut(RawTable),
) -> Result<(Intake, Vec<Finding>)> {
    let discovery = discover::discover(request, policy)?;
    let (mut intake, mut findings, mut seen) = (Intake::default(), Vec::new(), copies::Seen::default());
    for (label, reason) in discovery.passed.iter().filter(|(_, reason)| *reason != "policy") {
        findings.push(Finding::new(Kind::FileSkipped).at(Origin::file(label.as_str())).with("why", reason));
    }
    for found in &discovery.files {
        watch(&found.label);
        file::read(found, request, policy, &mut seen, &mut intake, &mut findings, take);
    }
    if intake.files.iter().all(|file| file.skipped.is_some()) {
        let (path, what) = match intake.files.first() {
            Some(file) => (file.file.clone(), file.skipped.as_deref().unwrap_or_default()),
            None => (request.inputs.first().map(|path| path.display().to_string()).unwrap_or_default(), "empty_folder"),
        };
        let error = Error::new(ErrorKind::NothingRead).with("files", intake.files.len());
        return Err(error.with("path", path).with("what", what).with("how", what));
    }
    Ok((intake, findings))
}

/// Reads one file that is in memory already, under a label: what no folder holds, and what tests and fuzzers make up.
#[must_use]
pub fn read_bytes(label: &str, bytes: Vec<u8>, request: &Request, policy: &Policy) -> (Intake, Vec<Finding>) {
    let found = discover::Found { path: PathBuf::new(), label: label.to_owned(), input: String::new() };
    let (mut intake, mut findings) = (Intake::default(), Vec::new());
    let mut tables = Vec::new();
    let mut seen = copies::Seen::default();
    file::take(&found, Ok(bytes), request, policy, &mut seen, &mut intake, &mut findings, &mut |table| tables.push(table));
    intake.tables = tables;
    (intake, findings)
}

#[cfg(test)]
mod accuracy;
#[cfg(test)]
mod labelled;
#[cfg(test)]
mod tests;
