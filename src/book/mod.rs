//! Book (账簿): what is kept from run to run: facts, ids, answers, figures as published. Format 1.
//!
//! ```text
//! book.toml            format, program version that made it, next customer number
//! HEAD                 the state: one line `sha256  path` for each file (see `head`)
//! identities.parquet   customer ids and what they stand for      decisions.parquet   answers about records that hold
//! erasures.parquet     customers whose data was deleted: number, when, why, by whom, and hashes
//! answers.parquet      everything people typed into our workbooks: who, when, before, after, where it was read
//! months/2026-10/      newest: one table per entity, lineage, metrics, findings, run.json (and workbooks, until closed);
//!                      sources/ holds the rows as read of entities whose records are fewer
//! published/2026-10/   as closed: metrics, findings, lineage, run.json, workbooks
//! log/2026-10.log      who, when, where: no part of the state     lock   held by the run that writes
//! ```
//!
//! This file decides who may open a book and what of it is given back. Files change only in `journal`.

pub mod answers;
mod blank;
mod disk;
mod draft;
mod emptied;
pub mod export;
mod finding_log;
mod forget;
mod head;
mod history;
mod journal;
mod parquet;
mod proposals;
mod remembered;
mod rows;
#[cfg(test)]
mod scratch;
#[cfg(test)]
mod tests;

pub use blank::Blank;
pub use draft::{Draft, LogLine, answer, close, record};
pub use forget::{Forget, Held, Removed, forget};
pub use proposals::proposals;

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::Path;

use chrono::NaiveDate;
use polars::prelude::DataFrame;
use serde::{Deserialize, Serialize};

use self::journal::{Journal, failed};
use crate::error::{Error, Kind, Result};
use crate::model::frame::complete;
use crate::model::resolved::{Identities, Memory};
use crate::model::tidied::Tables;
use crate::model::{Catalogue, Entity, LineageRow, MetricTable, Month};

const ABOUT: &str = "book.toml";
const IDENTITIES: &str = "identities.parquet";
/// Journal of answers.
const ANSWERS: &str = "answers.parquet";
const DECISIONS: &str = "decisions.parquet";
const ERASURES: &str = "erasures.parquet";
const LOCK: &str = "lock";
/// Another run's reading or commit is soon over: so often, and so long each time, it is waited for.
const LOCK_WAITS: u32 = 20;
const LOCK_WAIT: std::time::Duration = std::time::Duration::from_millis(if cfg!(test) { 1 } else { 150 });

/// What a run may do to the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Look only: not one file is made or changed, and a missing book is an empty one.
    Read,
    /// Record and close: makes the folder, keeps other runs out, finishes an interrupted commit.
    Write,
}

/// An opened book folder.
#[derive(Debug)]
pub struct Book {
    journal: Journal,
    access: Access,
    about: About,
    /// Held as long as the book is open.
    _lock: Option<File>,
}

/// `book.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct About {
    format: u32,
    created_by: String,
    next_customer_number: u32,
}

impl About {
    fn of_this_version() -> Self {
        Self { format: head::FORMAT, created_by: concat!("clientbook ", env!("CARGO_PKG_VERSION")).to_owned(), next_customer_number: 0 }
    }

    fn to_text(&self) -> Result<String> {
        toml::to_string(self).map_err(Error::internal)
    }
}

impl Book {
    /// Opens the book in a folder and checks the hash of every file. An interrupted commit is completed or rolled back
    /// by [`Access::Write`]; [`Access::Read`] sees the last committed state without touching it.
    ///
    /// # Errors
    /// `book` (path, cause) when a file is damaged, missing or of a newer format, or the disk refuses; `book_locked`
    /// (path) while another run writes, or for a writer while another run reads.
    pub fn open(dir: &Path, access: Access) -> Result<Self> {
        let lock = lock(dir, access)?;
        let mut journal = Journal::open(dir)?;
        if access == Access::Write {
            journal.recover()?;
        }
        let about = match journal.read(ABOUT)? {
            Some(bytes) => toml::from_str(&String::from_utf8_lossy(&bytes)).map_err(|error| broken(&journal, ABOUT, error))?,
            None => About::of_this_version(),
        };
        if about.format != head::FORMAT {
            let cause = format!("the book has format {}, this version reads format {}", about.format, head::FORMAT);
            return Err(broken(&journal, ABOUT, cause));
        }
        Ok(Self { journal, access, about, _lock: lock })
    }

    /// Ids given and answers taken so far.
    ///
    /// # Errors
    /// `book` when a file is damaged.
    pub fn memory(&self) -> Result<Memory> {
        let customers = self.table(IDENTITIES)?.map(|frame| remembered::identities_from_frame(&frame)).unwrap_or_default();
        let decisions = match self.table(DECISIONS)? {
            Some(frame) => remembered::decisions_from_frame(&frame)?,
            None => Vec::new(),
        };
        let answers = self.table(ANSWERS)?.map(|frame| answers::from_frame(&frame)).unwrap_or_default();
        let identities = Identities { customers, next_number: self.about.next_customer_number };
        Ok(Memory { identities, decisions, answers, erasures: self.erasures()? })
    }

    /// Facts that may be carried: the rows read for the newest month recorded up to this one, with the catalogue's
    /// columns alone (a field that is newer than the book is null). Empty when there is none.
    ///
    /// # Errors
    /// `book` when a file is damaged.
    pub fn facts(&self, before_or_at: Month) -> Result<Tables> {
        let Some(month) = self.months_in("months/").into_iter().rfind(|month| *month <= before_or_at) else {
            return Ok(Tables::new());
        };
        let mut facts = Tables::new();
        for entity in Entity::ALL {
            let folder = month_folder(month);
            let whole = self.table(&format!("{folder}{}{entity}.parquet", draft::SOURCES))?;
            let found = if whole.is_some() { whole } else { self.table(&format!("{folder}{entity}.parquet"))? };
            if let Some(frame) = found {
                let names = Catalogue::shipped().schema(entity).into_iter().map(|(name, _)| name);
                facts.insert(entity, complete(entity, &frame)?.select(names)?);
            }
        }
        Ok(facts)
    }

    /// What became of each input row of a recorded month, ordered by file, sheet and row. Money is not kept.
    ///
    /// # Errors
    /// `not_found` when the month is not in the book; `book` when a file is damaged.
    pub fn lineage(&self, month: Month) -> Result<Vec<LineageRow>> {
        let found = self.table(&format!("{}lineage.parquet", month_folder(month)))?;
        rows::lineage_of(&found.ok_or_else(|| Error::new(Kind::NotFound).with("what", month))?)
    }

    /// Figures as published: of each closed month its own values, as far as it was closed with the days that months cut as `cut` have;
    /// the others with the last day they had. Months without a closing have none.
    ///
    /// # Errors
    /// `book` when a file is damaged.
    pub fn published(&self, cut: Month) -> Result<(MetricTable, Vec<(Month, NaiveDate)>)> {
        let (mut values, mut others) = (MetricTable::default(), Vec::new());
        for month in self.closed()?.into_iter().map(|month| month.cut_as(cut)) {
            let Some(frame) = self.table(&format!("{}metrics.parquet", published_folder(month)))? else { continue };
            match history::last_day(&frame, month).filter(|last| *last != month.last()) {
                Some(last) => others.push((month, last)),
                None => history::add_month(&mut values, &frame, month)?,
            }
        }
        Ok((values, others))
    }

    /// Months recorded and not closed, in order.
    ///
    /// # Errors
    /// None today; kept for a store that has to look.
    pub fn drafts(&self) -> Result<Vec<Month>> {
        let closed = self.closed()?;
        Ok(self.months_in("months/").into_iter().filter(|month| !closed.contains(month)).collect())
    }

    /// Closed months, in order.
    ///
    /// # Errors
    /// None today; kept for a store that has to look.
    pub fn closed(&self) -> Result<Vec<Month>> {
        Ok(self.months_in("published/"))
    }

    /// Keys ([`Finding::key`](crate::finding::Finding::key)) of what was found in months before this one, sorted: a finding whose key is among them
    /// is known, any other is new.
    ///
    /// # Errors
    /// `book` when a file is damaged.
    pub fn known_findings(&self, before: Month) -> Result<Vec<String>> {
        let mut keys = BTreeSet::new();
        for month in self.months_in("months/").into_iter().filter(|month| *month < before) {
            if let Some(frame) = self.table(&format!("{}findings.parquet", month_folder(month)))? {
                keys.extend(finding_log::lasting_keys(&frame));
            }
        }
        Ok(keys.into_iter().collect())
    }

    fn table(&self, path: &str) -> Result<Option<DataFrame>> {
        let bytes = self.journal.read(path)?;
        bytes.map(|bytes| parquet::from_bytes(bytes).map_err(|error| broken(&self.journal, path, error))).transpose()
    }

    /// Committed paths below a folder (which ends in `/`), in order.
    fn paths_in<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        self.journal.head().files.keys().map(String::as_str).filter(move |path| path.starts_with(folder))
    }

    fn months_in(&self, folder: &str) -> Vec<Month> {
        let names = self.paths_in(folder).filter_map(|path| path[folder.len()..].split('/').next());
        names.filter_map(|name| name.parse().ok()).collect::<BTreeSet<Month>>().into_iter().collect()
    }

    fn about_with(&self, next_customer_number: u32) -> About {
        About { next_customer_number, ..self.about.clone() }
    }

    fn require_write(&self) -> Result<()> {
        if self.access == Access::Write { Ok(()) } else { Err(Error::internal("the book was opened for reading")) }
    }
}

fn month_folder(month: Month) -> String {
    format!("months/{month}/")
}

fn published_folder(month: Month) -> String {
    format!("published/{month}/")
}

/// A writer keeps everybody out; readers share, and do without a lock where none can be had (no book yet, a read-only
/// folder).
fn lock(dir: &Path, access: Access) -> Result<Option<File>> {
    let mut waits = 0;
    loop {
        match try_lock(dir, access) {
            Err(error) if error.kind == Kind::BookLocked && waits < LOCK_WAITS => waits += 1,
            done => return done,
        }
        std::thread::sleep(LOCK_WAIT);
    }
}

fn try_lock(dir: &Path, access: Access) -> Result<Option<File>> {
    let path = dir.join(LOCK);
    let taken = if access == Access::Write {
        fs::create_dir_all(dir).map_err(|error| failed(dir, &error))?;
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(|error| failed(&path, &error))?;
        file.try_lock().map(|()| file)
    } else {
        let Ok(file) = File::open(&path) else { return Ok(None) };
        file.try_lock_shared().map(|()| file)
    };
    match taken {
        Ok(file) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(Error::new(Kind::BookLocked).with("path", dir.display())),
        Err(TryLockError::Error(error)) if access == Access::Read || error.kind() == ErrorKind::Unsupported => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed(&path, &error)),
    }
}

fn broken(journal: &Journal, path: &str, cause: impl std::fmt::Display) -> Error {
    Error::new(Kind::Book).with("path", journal.root().join(path).display()).with("cause", cause)
}
