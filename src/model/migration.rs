//! Migration (迁移): what the clean master says about itself: how complete it is, and what changed since the last one.

use chrono::NaiveDate;

use super::entity::Entity;
use super::origin::Origin;
use super::period::Month;
use super::view::MoneyControl;

/// What one sheet gave: rows in and out, and its money by currency.
#[derive(Debug, Clone)]
pub struct SheetLine {
    /// File.
    pub file: String,
    /// Sheet; empty for a text file.
    pub sheet: String,
    /// Non-empty rows.
    pub rows_in: u32,
    /// The same by outcome, in the order of [`super::Outcome::ALL`].
    pub rows_out: [u32; 4],
    /// Money of its control field.
    pub money: Vec<MoneyControl>,
}

/// Rows of one customer that say unlike things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Customer id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// Field id.
    pub field: &'static str,
    /// What the master has.
    pub kept: String,
    /// What other rows say, each with where it stands first.
    pub others: Vec<(String, Origin)>,
}

/// How the records of one table differ from those of the last migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableChange {
    /// Table.
    pub entity: Entity,
    /// Records then and now.
    pub counts: (usize, usize),
    /// Records not there before.
    pub new: usize,
    /// Records no longer there.
    pub gone: usize,
}

/// A customer that several salespeople dealt with at the same time (撞单), over all years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collision {
    /// Customer id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// Months in which two of them dealt with it.
    pub months: Vec<Month>,
    /// Who, the first to have dealt with it first.
    pub claims: Vec<Claim>,
}

/// One person's side of a collision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Colleague.
    pub staff: String,
    /// First day under this name, if any row is dated.
    pub first_on: Option<NaiveDate>,
    /// Last day.
    pub last_on: Option<NaiveDate>,
    /// Orders by currency (millionths).
    pub amounts: Vec<(String, i128)>,
}

/// A kind of repair made while reading one field, and what it changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repair {
    /// Id of the words: `encoding`, `date`, `phone`, `amount`, `contact`, `word`.
    pub what: &'static str,
    /// Table; `None` where a file as a whole was mended.
    pub entity: Option<Entity>,
    /// Field id; empty likewise.
    pub field: &'static str,
    /// Cells concerned.
    pub count: usize,
    /// One of them as it was.
    pub was: String,
    /// The same as it is now.
    pub is: String,
}

/// How often a customer field is filled, before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Completeness {
    /// Field id.
    pub field: &'static str,
    /// Customer rows of the sheets that have a value, and all of them.
    pub before: (usize, usize),
    /// Customers of the master that have one, and all of them.
    pub after: (usize, usize),
}

/// One difference between this master and the last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Customer id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// What happened.
    pub what: What,
}

/// What happened to a customer between two migrations.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Not there before.
    New,
    /// A field has another value.
    Changed {
        /// Field id.
        field: &'static str,
        /// Earlier value; empty when there was none.
        was: String,
        /// Value now; empty when there is none.
        is: String,
    },
    /// No longer there.
    Gone,
}
