//! Forgetting (抹除客户): who is meant, what it is known by, and what of it other customers share; then rows of deleted customers are
//! taken out of every run before anything else sees them.

use std::collections::BTreeSet;
use std::path::Path;

use polars::prelude::{DataFrame, PlSmallStr};

use super::LogLine;
use crate::book::{self, Access, Blank, Book, Held, Removed};
use crate::error::{Error, Kind, Result};
use crate::finding::Finding;
use crate::model::erasure::{Erasure, Place};
use crate::model::field;
use crate::model::frame::Rows;
use crate::model::own::Answer;
use crate::model::raw::Cell;
use crate::model::resolved::Memory;
use crate::model::tidied::{Tables, Tidied};
use crate::model::{Catalogue, Entity, Field, Outcome, folding};
use crate::resolve::{self, Erased};

/// Fields of these ids say who somebody is, beside names, addresses and numbers.
const PERSONAL: [&str; 6] = ["tax_id", "address", "address_2", "im", "social", "bank"];

/// What was forgotten.
#[derive(Debug)]
pub struct Forgotten {
    /// Customer id.
    pub customer: String,
    /// What was taken out.
    pub removed: Removed,
}

/// Takes a customer's data out of the book, for good.
///
/// # Errors
/// `not_found` when nobody is meant, `usage` when several are; `book`, `book_locked`.
pub fn forget(folder: &Path, what: &str, reason: &str, line: &LogLine) -> Result<Forgotten> {
    let month = super::newest_month(folder)?;
    let mut book = Book::open(folder, Access::Write)?;
    let (held, memory) = (book.held()?, book.memory()?);
    let id = meant(&held, &memory, what)?;
    let mut ids = BTreeSet::from([id.clone()]);
    ids.extend(memory.identities.customers.iter().filter(|known| known.id == id).flat_map(|known| known.aliases.iter().cloned()));
    let places = book.places_of(&ids)?;
    let is_own = |frame: &DataFrame| -> Vec<Option<bool>> {
        let rows = Rows::of(frame);
        (0..rows.len()).map(|row| owner(rows, row, &ids, &places)).collect()
    };
    let (mut own, mut others) = (Said::default(), Said::default());
    for (_, entity, frame) in &held {
        for (row, (marks, is_own)) in resolve::known_by(*entity, frame).into_iter().zip(is_own(frame)).enumerate() {
            match is_own {
                Some(true) => own.add(*entity, Rows::of(frame), row, marks),
                Some(false) => others.add(*entity, Rows::of(frame), row, marks),
                None => {}
            }
        }
    }
    let marks: Vec<PlSmallStr> = own.marks.difference(&others.marks).cloned().collect();
    let day = line.when.split(' ').next().unwrap_or_default().to_owned();
    let mut erasure = Erasure { customer_id: id.clone(), erased_on: day, who: line.who.clone(), reason: reason.to_owned(), marks };
    let known = Erased::of(std::slice::from_ref(&erasure));
    let answered = memory.answers.iter().filter(|answer| super::correct::is_fix(answer) && is_about(answer, &ids, &known, &places));
    let corrected: BTreeSet<String> = answered.flat_map(|answer| [answer.before.clone(), answer.after.clone()]).collect();
    own.texts.extend(said_by_no_other(corrected, &held, &is_own));
    let blank = Blank::of(own.texts, &others.texts.into_iter().collect::<Vec<_>>());
    if let Some(blanked) = blank.text(reason) {
        erasure.reason = blanked;
    }
    let rows = |entity: Entity, frame: &DataFrame| {
        let by_mark = known.rows(entity, frame);
        is_own(frame).into_iter().zip(by_mark).map(|(is_own, marked)| is_own.unwrap_or(marked)).collect()
    };
    let asked = book::Forget { ids: &ids, erasure: &erasure, rows: &rows, blank: &blank };
    let removed = book::forget(&mut book, &asked, month, line)?;
    Ok(Forgotten { customer: id, removed })
}

/// Of what was corrected, the words that no row of anybody else says: a town or a day is not the customer's alone.
fn said_by_no_other(mut texts: BTreeSet<String>, held: &[Held], is_own: &dyn Fn(&DataFrame) -> Vec<Option<bool>>) -> BTreeSet<String> {
    texts.retain(|text| text.chars().any(char::is_alphabetic));
    for (_, _, frame) in held {
        let own = is_own(frame);
        for column in frame.columns().iter().filter_map(|column| column.str().ok()) {
            for row in (0..column.len()).filter(|row| own[*row] != Some(true)) {
                let said = column.get(row).map(folding::fold);
                texts.retain(|text| said.as_ref() != Some(&folding::fold(text)));
            }
        }
    }
    texts
}

/// Whether a row is the customer's; `None` where only its content can tell.
fn owner(rows: Rows<'_>, row: usize, ids: &BTreeSet<String>, places: &BTreeSet<Place>) -> Option<bool> {
    let origin = rows.origin(row);
    if places.contains(&(origin.file.to_string(), origin.sheet.to_string(), origin.row)) {
        return Some(true);
    }
    rows.text("customer_id", row).map(|id| ids.contains(id))
}

/// What the rows of one side say.
#[derive(Default)]
struct Said {
    marks: BTreeSet<PlSmallStr>,
    texts: BTreeSet<String>,
}

impl Said {
    fn add(&mut self, entity: Entity, rows: Rows<'_>, row: usize, marks: Vec<PlSmallStr>) {
        self.marks.extend(marks);
        for field in Catalogue::shipped().of(entity).filter(|field| is_personal(field)) {
            let written = format!("{}_text", field.id);
            for text in [field.id, written.as_str()].into_iter().filter_map(|column| rows.text(column, row)) {
                self.texts.insert(text.trim().to_owned());
                self.texts.extend(text.split(';').map(|part| part.trim().to_owned()));
            }
        }
    }
}

fn is_personal(field: &Field) -> bool {
    use field::Kind;
    matches!(field.kind, Kind::Company | Kind::Person | Kind::Phone | Kind::Email | Kind::Website) || PERSONAL.contains(&field.id)
}

/// The one customer of this id (given up ones too) or whole name.
fn meant(held: &[Held], memory: &Memory, what: &str) -> Result<String> {
    let is = |id: &String| id.eq_ignore_ascii_case(what.trim());
    let known = memory.identities.customers.iter().find(|known| is(&known.id) || known.aliases.iter().any(is));
    if let Some(known) = known {
        // An id that was given up stands for the one in force.
        let kept = memory.identities.customers.iter().find(|other| other.aliases.contains(&known.id));
        return Ok(kept.unwrap_or(known).id.clone());
    }
    let key = folding::key(what);
    let mut found: BTreeSet<String> = BTreeSet::new();
    for (_, entity, frame) in held {
        let rows = Rows::of(frame);
        let named: &[&str] = if *entity == Entity::Customer { &["name", "name_local", "short_name", "person_name"] } else { &["customer"] };
        for row in 0..rows.len() {
            let is = named.iter().filter_map(|column| rows.text(column, row)).any(|name| !key.is_empty() && folding::key(name) == key);
            found.extend(rows.text("customer_id", row).filter(|_| is).map(str::to_owned));
        }
    }
    let found: Vec<String> = found.into_iter().collect();
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(Error::new(Kind::NotFound).with("what", what)),
        several => Err(Error::new(Kind::Usage).with("value", what).with("cause", several.join(" · "))),
    }
}

/// Deletions recorded, by id; `None` when this one is not among them.
///
/// # Errors
/// When the book cannot be read.
pub fn erasure_of(folder: &Path, id: &str) -> Result<Option<Erasure>> {
    let memory = Book::open(folder, Access::Read)?.memory()?;
    Ok(memory.erasures.into_iter().find(|erasure| erasure.customer_id.eq_ignore_ascii_case(id.trim())))
}

/// Whether the book knows by hashes that a customer of this name or address was deleted.
///
/// # Errors
/// When the book cannot be read.
pub fn is_erased(folder: &Path, name: &str) -> Result<bool> {
    let erased = Erased::of(&Book::open(folder, Access::Read)?.memory()?.erasures);
    Ok(erased.is_named(name) || erased.is_addressed(name))
}

/// Takes rows of deleted customers out of a run: typed ones, refused ones, and what was found in them or answered about them.
pub(super) fn drop_erased(
    memory: &mut Memory,
    held: &mut Vec<Answer>,
    own: &mut Tables,
    tidied: &mut Tidied,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    if memory.erasures.is_empty() {
        return Ok(());
    }
    let erased = Erased::of(&memory.erasures);
    let (lines, mut places) = erased.take_out(own)?;
    tidied.totals.extend(lines);
    let refused: BTreeSet<Place> = tidied
        .refused
        .iter()
        .filter(|row| is_refused_one(row, &erased))
        .map(|row| (row.origin.file.to_string(), row.origin.sheet.to_string(), row.origin.row))
        .collect();
    let at = |file: &str, sheet: &str, row: u32| (file.to_owned(), sheet.to_owned(), row);
    tidied.refused.retain(|row| !refused.contains(&at(&row.origin.file, &row.origin.sheet, row.origin.row)));
    for line in &mut tidied.rejected {
        if refused.contains(&at(&line.file, &line.sheet, line.row)) {
            (line.outcome, line.reason, line.record_id) = (Outcome::Ignored, "erased".into(), "".into());
        }
    }
    places.extend(refused);
    findings.retain(|finding| {
        let gone = finding.origin.as_ref().is_some_and(|origin| places.contains(&at(&origin.file, &origin.sheet, origin.row)));
        !gone && !finding.args.iter().any(|(_, value)| erased.is_named(value))
    });
    let ids: BTreeSet<String> = memory.erasures.iter().map(|erasure| erasure.customer_id.clone()).collect();
    for answers in [&mut memory.answers, held] {
        answers.retain(|answer| !is_about(answer, &ids, &erased, &places));
    }
    let rows = places.len();
    if rows > 0 {
        findings.push(Finding::new(crate::finding::Kind::RowsErased).with("rows", rows));
    }
    Ok(())
}

/// A row that could not be read may name a deleted customer all the same.
fn is_refused_one(row: &crate::model::tidied::RefusedRow, erased: &Erased) -> bool {
    let cells = row.table.fields.iter().zip(&row.cells).filter_map(|(field, cell)| Some(((*field)?, cell)));
    cells.filter_map(|(field, cell)| if let Cell::Text(text) = cell { Some((field, text)) } else { None }).any(
        |(field, text)| match field {
            "name" | "customer" => erased.is_named(text),
            "email" => erased.is_addressed(text),
            _ => false,
        },
    )
}

/// Whether an answer is about one of these customers or rows.
fn is_about(answer: &Answer, ids: &BTreeSet<String>, erased: &Erased, places: &BTreeSet<Place>) -> bool {
    let at = |file: &str, sheet: &str, row: &str| {
        let own = |place: &&Place| row == place.2.to_string() && (sheet.is_empty() || sheet == place.1);
        places.iter().filter(own).any(|place| crate::model::own::same_file(file, &place.0))
    };
    match answer.about.split('|').collect::<Vec<_>>().as_slice() {
        ["who", name] => ids.contains(*name) || erased.is_named(name),
        ["hand", file, sheet, row] | ["cell", _, file, sheet, row, ..] => at(file, sheet, row),
        parts => parts.iter().any(|part| ids.contains(*part)),
    }
}
