//! Forget (抹除): one customer's data is taken out of every file of the book, closed months too, as one commit.
//!
//! Decides what stays: what the company as a whole is told of a month, the lines of lineage as *ignored: erased*, and a record of the
//! deletion (`erasures.parquet`) from which nothing can be read back. A workbook as published stays with the texts blanked.

use std::collections::BTreeSet;
use std::path::Path;

use polars::prelude::{BooleanChunked, DataFrame, NewChunkedArray, PolarsResult, df};

use super::blank::Blank;
use super::draft::{LogLine, SOURCES, log};
use super::journal::Changes;
use super::{ANSWERS, Book, DECISIONS, ERASURES, IDENTITIES, answers, month_folder, parquet, remembered, rows};
use crate::error::{Error, Result};
use crate::model::erasure::{Erasure, Place};
use crate::model::frame::Rows;
use crate::model::own::Answer;
use crate::model::{Entity, LineageRow, Month, Outcome};

/// Whose data goes, and how it is known.
pub struct Forget<'a> {
    /// Its id and those merged into it.
    pub ids: &'a BTreeSet<String>,
    /// The record that stays.
    pub erasure: &'a Erasure,
    /// Of each row of a table as it was read, whether it is the customer's.
    pub rows: &'a dyn Fn(Entity, &DataFrame) -> Vec<bool>,
    /// Its texts.
    pub blank: &'a Blank,
}

/// What was taken out.
#[derive(Debug, Default)]
pub struct Removed {
    /// Rows of tables.
    pub rows: usize,
    /// Months with such rows or figures.
    pub months: BTreeSet<String>,
    /// Workbooks that named the customer: people may have copies.
    pub workbooks: Vec<String>,
    /// Where it stood in the sheets.
    pub places: BTreeSet<Place>,
}

/// A table of the book: its path, what its rows are, the rows.
pub type Held = (String, Entity, DataFrame);

impl Book {
    /// Every table of records, of every month.
    ///
    /// # Errors
    /// `book` when a file is damaged.
    pub fn held(&self) -> Result<Vec<Held>> {
        let mut held = Vec::new();
        for month in self.months_in("months/") {
            for entity in Entity::ALL {
                for folder in [month_folder(month), format!("{}{SOURCES}", month_folder(month))] {
                    let path = format!("{folder}{entity}.parquet");
                    if let Some(frame) = self.table(&path)? {
                        held.push((path, entity, frame));
                    }
                }
            }
        }
        Ok(held)
    }

    /// Where rows of these customers stood, by what any month's lineage says.
    ///
    /// # Errors
    /// `book` when a file is damaged.
    pub fn places_of(&self, ids: &BTreeSet<String>) -> Result<BTreeSet<Place>> {
        let mut places = BTreeSet::new();
        for path in self.paths_in("").filter(|path| path.ends_with("/lineage.parquet")) {
            let lines = self.table(path)?.map_or_else(|| Ok(Vec::new()), |frame| rows::lineage_of(&frame))?;
            places.extend(lines.into_iter().filter(|line| ids.contains(&*line.customer_id)).map(|line| place(&line)));
        }
        Ok(places)
    }

    /// Deletions recorded.
    pub(super) fn erasures(&self) -> Result<Vec<Erasure>> {
        Ok(self.table(ERASURES)?.map(|frame| from_frame(&frame)).unwrap_or_default())
    }
}

/// Takes a customer out of the book.
///
/// # Errors
/// `book` when the disk refuses: then the last good state stands.
pub fn forget(book: &mut Book, asked: &Forget<'_>, month: Month, line: &LogLine) -> Result<Removed> {
    book.require_write()?;
    let mut removed = Removed { places: book.places_of(asked.ids)?, ..Removed::default() };
    let mut changes = Changes::new();
    for (path, entity, frame) in book.held()? {
        let (kept, gone) = without(&frame, &(asked.rows)(entity, &frame))?;
        let of = Rows::of(&gone);
        removed.rows += if path.contains(SOURCES) { 0 } else { of.len() };
        removed.places.extend((0..of.len()).map(|row| {
            let origin = of.origin(row);
            (origin.file.to_string(), origin.sheet.to_string(), origin.row)
        }));
        if !of.is_empty() {
            removed.months.extend(path.split('/').nth(1).map(str::to_owned));
        }
        let blanked = asked.blank.frame(&kept)?;
        if !of.is_empty() || blanked.is_some() {
            changes.insert(path, Some(parquet::to_bytes(&blanked.unwrap_or(kept))?));
        }
    }
    let others: Vec<String> = book.paths_in("").filter(|path| !changes.contains_key(*path)).map(str::to_owned).collect();
    for path in others {
        if let Some(bytes) = file(book, asked, &path, &mut removed)? {
            changes.insert(path, Some(bytes));
        }
    }
    let mut memory = book.memory()?;
    let own: BTreeSet<String> = memory
        .identities
        .customers
        .iter()
        .filter(|known| asked.ids.contains(&known.id))
        .flat_map(|known| &known.fingerprints)
        .chain(&asked.erasure.marks)
        .map(ToString::to_string)
        .collect();
    memory.identities.customers.retain(|known| !asked.ids.contains(&known.id));
    let marked = |text: &str| text.split(['|', '/']).any(|mark| own.contains(mark));
    memory.answers.retain(|answer| !is_about(answer, asked, &removed.places) && !marked(&answer.about));
    memory.decisions.retain(|decision| !marked(&decision.fingerprints.0) && !marked(&decision.fingerprints.1));
    memory.erasures.push(asked.erasure.clone());
    let memory = [
        (IDENTITIES, remembered::identities_to_frame(&memory.identities.customers)?),
        (ANSWERS, answers::to_frame(&memory.answers)?),
        (DECISIONS, remembered::decisions_to_frame(&memory.decisions)?),
        (ERASURES, to_frame(&memory.erasures)?),
    ];
    for (path, frame) in memory {
        changes.insert(path.to_owned(), Some(parquet::to_bytes(&frame)?));
    }
    book.journal.commit(changes)?;
    log(book, month, "forget", line, &[&asked.erasure.customer_id])?;
    Ok(removed)
}

/// A file that holds no records; `None` when it stays as it is.
fn file(book: &Book, asked: &Forget<'_>, path: &str, removed: &mut Removed) -> Result<Option<Vec<u8>>> {
    let Some(bytes) = book.journal.read(path)? else { return Ok(None) };
    let name = path.rsplit('/').next().unwrap_or_default();
    if Path::new(name).extension().is_some_and(|ending| ending == "xlsx") {
        let blanked = asked.blank.workbook(&bytes)?;
        if blanked.is_some() {
            removed.workbooks.push(path.to_owned());
        }
        return Ok(blanked);
    }
    if name == "run.json" {
        return run_json(asked, &bytes);
    }
    // What the book remembers is written anew anyhow.
    if !path.contains('/') || !name.ends_with(".parquet") {
        return Ok(None);
    }
    let Some(frame) = book.table(path)? else { return Ok(None) };
    let rows = Rows::of(&frame);
    let text = |column: &str, row: usize| rows.text(column, row).unwrap_or_default();
    let stands = |row: usize| (text("file", row).to_owned(), text("sheet", row).to_owned(), rows.count("row", row).unwrap_or(0));
    let made = match name {
        "lineage.parquet" => rows::lineage(&erased_lines(rows::lineage_of(&frame)?, asked.ids, &removed.places))?,
        "metrics.parquet" => {
            let own = |row| text("grain", row) == "customer" && asked.ids.contains(text("key", row));
            without(&frame, &(0..rows.len()).map(own).collect::<Vec<_>>())?.0
        }
        "findings.parquet" => {
            let says = |row: usize| ["args", "key"].into_iter().any(|column| asked.blank.text(text(column, row)).is_some());
            let own = |row| removed.places.contains(&stands(row)) || says(row);
            without(&frame, &(0..rows.len()).map(own).collect::<Vec<_>>())?.0
        }
        _ => frame.clone(),
    };
    let made = asked.blank.frame(&made)?.unwrap_or(made);
    Ok((!made.equals_missing(&frame)).then(|| parquet::to_bytes(&made)).transpose()?)
}

fn erased_lines(mut lines: Vec<LineageRow>, ids: &BTreeSet<String>, places: &BTreeSet<Place>) -> Vec<LineageRow> {
    for line in &mut lines {
        if ids.contains(&*line.customer_id) || places.contains(&place(line)) {
            (line.outcome, line.reason) = (Outcome::Ignored, "erased".into());
            (line.record_id, line.customer_id) = ("".into(), "".into());
        }
    }
    lines
}

/// The run for programs: the customer is no buyer of it any more, and nothing names it.
fn run_json(asked: &Forget<'_>, bytes: &[u8]) -> Result<Option<Vec<u8>>> {
    let before: serde_json::Value = serde_json::from_slice(bytes).map_err(Error::internal)?;
    let mut run = before.clone();
    if let Some(buyers) = run.get_mut("buyers").and_then(serde_json::Value::as_array_mut) {
        buyers.retain(|buyer| !buyer["customer"].as_str().is_some_and(|id| asked.ids.contains(id)));
    }
    blank_json(asked.blank, &mut run);
    if run == before {
        return Ok(None);
    }
    let text = serde_json::to_string_pretty(&run).map_err(Error::internal)? + "\n";
    Ok(Some(text.into_bytes()))
}

fn blank_json(blank: &Blank, value: &mut serde_json::Value) {
    match value {
        serde_json::Value::String(text) => {
            if let Some(blanked) = blank.text(text) {
                *text = blanked;
            }
        }
        serde_json::Value::Array(list) => list.iter_mut().for_each(|value| blank_json(blank, value)),
        serde_json::Value::Object(fields) => fields.values_mut().for_each(|value| blank_json(blank, value)),
        _ => {}
    }
}

/// Whether somebody's answer is about the customer or one of its rows, or says anything of it.
fn is_about(answer: &Answer, asked: &Forget<'_>, places: &BTreeSet<Place>) -> bool {
    let parts: Vec<&str> = answer.about.split('|').collect();
    let at = |file: &str, sheet: &str, row: &str| {
        places.iter().any(|place| {
            row == place.2.to_string() && crate::model::own::same_file(file, &place.0) && (sheet.is_empty() || sheet == place.1)
        })
    };
    let of_cell = match parts.as_slice() {
        ["hand", file, sheet, row] | ["cell", _, file, sheet, row, ..] => at(file, sheet, row),
        _ => false,
    };
    let says = [&answer.about, &answer.before, &answer.after, &answer.source].into_iter().any(|text| asked.blank.text(text).is_some());
    of_cell || says || parts.iter().any(|part| asked.ids.contains(*part) || asked.blank.text(part).is_some())
}

fn place(line: &LineageRow) -> Place {
    (line.file.to_string(), line.sheet.to_string(), line.row)
}

/// The table without these rows, and these rows.
fn without(frame: &DataFrame, gone: &[bool]) -> PolarsResult<(DataFrame, DataFrame)> {
    let kept: Vec<bool> = gone.iter().map(|gone| !gone).collect();
    Ok((frame.filter(&BooleanChunked::from_slice("kept".into(), &kept))?, frame.filter(&BooleanChunked::from_slice("gone".into(), gone))?))
}

/// One row a hash, by deletion.
fn to_frame(erasures: &[Erasure]) -> PolarsResult<DataFrame> {
    let lines: Vec<(&Erasure, &str)> =
        erasures.iter().flat_map(|erasure| erasure.marks.iter().map(move |mark| (erasure, mark.as_str()))).collect();
    let texts = |text: fn(&Erasure) -> &str| lines.iter().map(|line| text(line.0)).collect::<Vec<_>>();
    df!(
        "customer_id" => texts(|erasure| &erasure.customer_id),
        "erased_on" => texts(|erasure| &erasure.erased_on),
        "who" => texts(|erasure| &erasure.who),
        "reason" => texts(|erasure| &erasure.reason),
        "mark" => lines.iter().map(|line| line.1).collect::<Vec<_>>(),
    )
}

fn from_frame(frame: &DataFrame) -> Vec<Erasure> {
    let rows = Rows::of(frame);
    let mut found: Vec<Erasure> = Vec::new();
    for row in 0..rows.len() {
        let text = |name: &str| rows.text(name, row).unwrap_or_default().to_owned();
        let erasure = Erasure {
            customer_id: text("customer_id"),
            erased_on: text("erased_on"),
            who: text("who"),
            reason: text("reason"),
            marks: Vec::new(),
        };
        if found.last().is_none_or(|last| last.customer_id != erasure.customer_id) {
            found.push(erasure);
        }
        if let Some(last) = found.last_mut() {
            last.marks.push(text("mark").into());
        }
    }
    found
}
