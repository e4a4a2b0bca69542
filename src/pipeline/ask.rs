//! Asking the book (询问账簿): whether a customer is known, what speaks for and against two, and taking a merge back.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Gathered, Job, LogLine, Run, gather};
use crate::book::{self, Access, Book};
use crate::error::{Error, Kind, Result};
use crate::model::frame::Rows;
use crate::model::own::{Answer, Choice, Input};
use crate::model::resolved::{Merge, ReviewPair, StaffMember};
use crate::model::{Entity, Month, Origin};
use crate::resolve::{self, Known};

/// Fields whose unlike values of one customer are worth showing.
const SHOWN: [&str; 8] = ["name", "country", "city", "email", "phone", "tax_id", "website", "owner"];

/// Customers the text may mean, the surest first, and the colleagues.
///
/// # Errors
/// When the book cannot be read.
pub fn find(job: &Job, text: &str) -> Result<(Vec<Known>, Vec<StaffMember>)> {
    let Gathered { resolved, .. } = gather(job, &mut |_, _| ())?;
    Ok((resolve::find(&resolved.customers, text), resolved.staff))
}

/// What speaks for and against two sets of records being one customer; `None` where they cannot be compared.
///
/// # Errors
/// When the book cannot be read.
pub fn between(job: &Job, left: &BTreeSet<String>, right: &BTreeSet<String>) -> Result<Option<ReviewPair>> {
    let Gathered { facts, .. } = gather(job, &mut |_, _| ())?;
    Ok(resolve::between(&facts.tables, left, right, &job.policy))
}

/// Takes a merge back for good: its two records never become one customer again, whatever they score.
///
/// # Errors
/// `not_found` when there is no such merge; `book`, `book_locked`.
pub fn undo(job: &Job, merge: &str, line: &LogLine) -> Result<Merge> {
    let Gathered { book, resolved, memory, .. } = gather(job, &mut |_, _| ())?;
    drop(book);
    let found = resolved.merges.into_iter().find(|known| known.id.eq_ignore_ascii_case(merge));
    let found = found.ok_or_else(|| Error::new(Kind::NotFound).with("what", merge))?;
    let about = format!("pair|{}|{}", found.marks.0, found.marks.1);
    // A file saved by a clock ahead of this one must not win over taking the merge back.
    let saved = memory.answers.iter().filter(|answer| answer.about == about).map(|answer| answer.saved.clone()).max().unwrap_or_default();
    let answer = Answer {
        about,
        input: Input::Decision.id(),
        who: String::new(),
        saved: saved.max(line.utc.clone()),
        month: job.month.to_string(),
        read_in: job.month.to_string(),
        before: Choice::Same.id().to_owned(),
        after: Choice::Different.id().to_owned(),
        source: format!("undo {} ({})", found.id, line.who),
    };
    let mut book = Book::open(&job.book, Access::Write)?;
    book::answer(&mut book, &answer, job.month, line)?;
    Ok(found)
}

/// Everything people answered, in order.
///
/// # Errors
/// When the book cannot be read.
pub fn answers(book: &Path) -> Result<Vec<Answer>> {
    Ok(Book::open(book, Access::Read)?.memory()?.answers)
}

/// Unlike values that a customer's rows give, each with where it stands first.
#[must_use]
pub fn unlike_values(run: &Run, id: &str) -> Vec<(&'static str, Vec<(String, Origin)>)> {
    let Some(rows) = run.tables.get(&Entity::Customer).map(Rows::of) else { return Vec::new() };
    let own: Vec<usize> = (0..rows.len()).filter(|row| rows.text("customer_id", *row) == Some(id)).collect();
    let mut found = Vec::new();
    for field in SHOWN {
        let mut values: Vec<(String, Origin)> = Vec::new();
        for row in &own {
            let Some(text) = rows.text(field, *row) else { continue };
            let key = crate::model::folding::key(text);
            if !values.iter().any(|(known, _)| crate::model::folding::key(known) == key) {
                values.push((text.to_owned(), rows.origin(*row)));
            }
        }
        if values.len() > 1 {
            found.push((field, values));
        }
    }
    found
}

/// The newest month the book holds.
///
/// # Errors
/// `not_found` when it holds none.
pub fn newest_month(book: &Path) -> Result<Month> {
    let held = super::months_held(book)?;
    held.last().copied().ok_or_else(|| Error::new(Kind::NotFound).with("what", book.display()))
}
