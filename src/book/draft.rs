//! Draft (草稿): what a run leaves in the book, and how it becomes final (关账).
//!
//! A draft is replaced as a whole by the next run of its month. Closing copies what was shown to `published/` and ends
//! the draft; a closed month is never rewritten. Every run and closing leaves a line in `log/`.

use super::journal::Changes;
use super::{Book, finding_log, head, history, month_folder, parquet, published_folder, remembered, rows};
use crate::error::{Error, Kind, Result};
use crate::finding::Finding;
use crate::model::frame::complete;
use crate::model::own::Answer;
use crate::model::resolved::Memory;
use crate::model::tidied::Tables;
use crate::model::{LineageRow, MetricTable, Month};

/// What of a month is copied to `published/`, beside its workbooks.
const SHOWN: [&str; 4] = ["findings.parquet", "lineage.parquet", "metrics.parquet", "run.json"];
/// Rows as they were read, where fewer records came of them.
pub(super) const SOURCES: &str = "sources/";
/// Where a draft keeps its workbooks until it is closed.
const WORKBOOKS: &str = "workbooks/";

/// Everything a run found out about its month.
#[derive(Debug)]
pub struct Draft<'a> {
    /// Report month.
    pub month: Month,
    /// Records of this run by entity, carried ones included; catalogue columns first, then those resolve added.
    pub tables: &'a Tables,
    /// Rows of this run as they were read, carried ones included, of the entities whose records are fewer: a spelling that
    /// stands in a row merged away must be known again next month.
    pub sources: &'a Tables,
    /// One line for each non-empty input row.
    pub lineage: &'a [LineageRow],
    /// Every value of the run, reconstructed months included.
    pub metrics: &'a MetricTable,
    /// Everything found.
    pub findings: &'a [Finding],
    /// Ids and answers to remember.
    pub memory: &'a Memory,
    /// Name below the month's folder (with `/`) and bytes of each workbook.
    pub workbooks: &'a [(String, &'a [u8])],
    /// Summary of the run, as `run.json` has it.
    pub run_json: &'a str,
    /// Who ran it.
    pub log: &'a LogLine,
}

/// Who did something to the book, when, and on which machine, as a person would read it. Not part of the book's state:
/// two equal runs differ here alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogLine {
    /// User.
    pub who: String,
    /// Date and time, as the person's clock shows it.
    pub when: String,
    /// The same in universal time (`2026-11-02T01:00:00Z`), as workbooks say when they were saved.
    pub utc: String,
    /// Machine or folder.
    pub place: String,
}

/// Writes the draft of a month, in place of an earlier draft, as one commit. A run that changes nothing leaves every
/// file but the log as it is.
///
/// # Errors
/// `month_closed` when the month is closed; `book` when the disk refuses: then the last good state stands; `internal`
/// when a workbook's name is none on every system.
pub fn record(book: &mut Book, draft: &Draft) -> Result<()> {
    let month = draft.month;
    refuse_closed(book, month)?;
    let folder = month_folder(month);
    let mut changes = removal_of(book, &folder);
    let mut put = |name: &str, bytes: Vec<u8>| changes.insert(format!("{folder}{name}"), Some(bytes));
    for (entity, table) in draft.tables {
        put(&format!("{entity}.parquet"), parquet::to_bytes(&complete(*entity, table)?)?);
    }
    for (entity, table) in draft.sources {
        put(&format!("{SOURCES}{entity}.parquet"), parquet::to_bytes(&complete(*entity, table)?)?);
    }
    put("lineage.parquet", parquet::to_bytes(&rows::lineage(draft.lineage)?)?);
    put("metrics.parquet", parquet::to_bytes(&history::to_frame(draft.metrics)?)?);
    put("findings.parquet", parquet::to_bytes(&finding_log::to_frame(draft.findings)?)?);
    put("run.json", draft.run_json.as_bytes().to_vec());
    for (name, bytes) in draft.workbooks {
        if !head::is_legal(name) {
            return Err(Error::internal(format!("workbook name '{name}'")));
        }
        put(&format!("{WORKBOOKS}{name}"), bytes.to_vec());
    }
    changes.extend(remember(book, draft.memory)?);
    book.journal.commit(changes)?;
    // The sharing log (分发记录): which workbooks were made, by edition and recipient, as their names say.
    let made: Vec<&str> = draft.workbooks.iter().map(|(name, _)| name.as_str()).collect();
    log(book, month, "draft", draft.log, &made)
}

/// Makes the month's draft final: its figures, findings, lineage and workbooks as shown stand in `published/` from now
/// on.
///
/// # Errors
/// `month_closed` when it already is; `not_found` when there is no draft; `book` when the disk refuses.
pub fn close(book: &mut Book, month: Month, line: &LogLine) -> Result<()> {
    refuse_closed(book, month)?;
    let (folder, published) = (month_folder(month), published_folder(month));
    if !book.drafts()?.contains(&month) {
        return Err(Error::new(Kind::NotFound).with("what", month));
    }
    let mut changes = Changes::new();
    for path in book.paths_in(&folder) {
        let name = &path[folder.len()..];
        let workbook = name.strip_prefix(WORKBOOKS);
        if let Some(shown) = workbook.or_else(|| SHOWN.contains(&name).then_some(name)) {
            changes.insert(format!("{published}{shown}"), book.journal.read(path)?);
        }
        if workbook.is_some() {
            changes.insert(path.to_owned(), None);
        }
    }
    book.journal.commit(changes)?;
    log(book, month, "close", line, &[])
}

/// Adds an answer that a command gave to the journal.
///
/// # Errors
/// `book` when the disk refuses.
pub fn answer(book: &mut Book, answer: &Answer, month: Month, line: &LogLine) -> Result<()> {
    book.require_write()?;
    let mut memory = book.memory()?;
    memory.answers.push(answer.clone());
    memory.decisions = super::answers::decisions(&memory.answers, &memory.decisions);
    let changes = remember(book, &memory)?;
    book.journal.commit(changes)?;
    log(book, month, "answer", line, &[])
}

fn refuse_closed(book: &Book, month: Month) -> Result<()> {
    book.require_write()?;
    if book.closed()?.contains(&month) { Err(Error::new(Kind::MonthClosed).with("month", month)) } else { Ok(()) }
}

fn removal_of(book: &Book, folder: &str) -> Changes {
    book.paths_in(folder).map(|path| (path.to_owned(), None)).collect()
}

fn remember(book: &Book, memory: &Memory) -> Result<Changes> {
    let identities = remembered::identities_to_frame(&memory.identities.customers)?;
    let decisions = remembered::decisions_to_frame(&memory.decisions)?;
    Ok(Changes::from([
        (super::IDENTITIES.to_owned(), Some(parquet::to_bytes(&identities)?)),
        (super::ANSWERS.to_owned(), Some(parquet::to_bytes(&super::answers::to_frame(&memory.answers)?)?)),
        (super::DECISIONS.to_owned(), Some(parquet::to_bytes(&decisions)?)),
        (super::ABOUT.to_owned(), Some(book.about_with(memory.identities.next_number).to_text()?.into_bytes())),
    ]))
}

/// One line, tab-separated; a line break in a name must not make two.
pub(super) fn log(book: &Book, month: Month, what: &str, line: &LogLine, made: &[&str]) -> Result<()> {
    let clean = |text: &str| text.replace(|sign: char| sign.is_control(), " ");
    let generation = book.journal.head().generation;
    let mut text = format!("{}\t{}\t{}\t{what}\t{month}\t{generation}", clean(&line.when), clean(&line.who), clean(&line.place));
    if !made.is_empty() {
        text.push('\t');
        text.push_str(&clean(&made.join("; ")));
    }
    book.journal.append(&format!("log/{month}.log"), &text)
}
