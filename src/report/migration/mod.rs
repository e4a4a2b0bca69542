//! Migration (迁移): the files of a migration: the master as workbook and csv, the refused rows, and the report with the proof
//! that nothing was lost.

mod changes;
mod ledgers;
mod proof;
mod rejected;
mod tables;

use std::collections::BTreeMap;

use crate::error::Result;
use crate::finding::Finding;
use crate::model::migration::{Change, Collision, Completeness, Conflict, Repair, SheetLine, TableChange};
use crate::model::tidied::{RefusedRow, Tables};
use crate::model::view::MonthView;
use crate::model::{Money, Month};
use crate::policy::Policy;
use crate::words::Words;

use super::Workbook;
use super::crm::{self, Crm};
use super::desk::Desk;
use super::plan::Plan;
use super::{entry, review};

/// Everything a migration says.
#[derive(Debug)]
pub struct Migration<'a> {
    /// Files, controls, merges and pairs; no figures.
    pub view: &'a MonthView,
    /// Everything wrong or doubtful.
    pub findings: &'a [Finding],
    /// The clean tables.
    pub master: &'a Tables,
    /// Rows that could not be read.
    pub refused: &'a [RefusedRow],
    /// How complete customers are.
    pub completeness: &'a [Completeness],
    /// What changed since the last migration; `None` for the first.
    pub changes: Option<&'a [Change]>,
    /// The same for each table.
    pub table_changes: Option<&'a [TableChange]>,
    /// Rows and money of each sheet.
    pub sheets: &'a [SheetLine],
    /// What was mended while reading.
    pub repairs: &'a [Repair],
    /// Customers under several salespeople at the same time (撞单).
    pub collisions: &'a [Collision],
    /// Customers whose rows say unlike things.
    pub conflicts: &'a [Conflict],
    /// Order value by name of customer and currency: what a question about it is worth.
    pub worth: &'a BTreeMap<String, Vec<Money>>,
    /// Millionths of base currency for a unit of each currency, to put such values in order.
    pub rates: &'a BTreeMap<String, i128>,
    /// Other systems that are to get the master.
    pub systems: &'a [Crm],
}

/// Lays out the files of a migration: workbooks, and csv beside them.
///
/// # Errors
/// `internal` when the workbook writer refuses something.
pub fn migration(migration: &Migration<'_>, policy: &Policy, words: &Words) -> Result<Vec<Workbook>> {
    let desk = Desk::new(migration.view, migration.findings, policy, words, Plan::migration());
    let mut made: Vec<Workbook> =
        review::write(&desk)?.map(|review| Workbook { name: "review.xlsx".to_owned(), ..review }).into_iter().collect();
    made.push(proof::write(desk, migration)?);
    let grids = entry::master(migration.master, words);
    for (entity, grid) in &grids {
        made.push(Workbook { name: format!("csv/{}.csv", entity.id()), bytes: entry::csv(grid)? });
    }
    if !grids.is_empty() {
        made.push(dated("customers-master.xlsx", entry::workbook(grids, policy)?, migration.view.month)?);
    }
    if let Some(book) = rejected::write(migration.refused, policy, words)? {
        made.push(dated("rejected.xlsx", book, migration.view.month)?);
    }
    made.extend(crm::files(migration.master, migration.systems)?);
    made.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(made)
}

/// Blank templates, one workbook a subject.
///
/// # Errors
/// `internal` when the workbook writer refuses something.
pub fn templates(policy: &Policy, words: &Words, month: Month) -> Result<Vec<Workbook>> {
    let books = entry::templates(policy, words, month)?;
    books.into_iter().map(|(id, book)| dated(&format!("{}.xlsx", words.get(&format!("migration.workbook.{id}"))), book, month)).collect()
}

/// The blank corrections sheets.
///
/// # Errors
/// `internal` when the workbook writer refuses something.
pub fn corrections(policy: &Policy, words: &Words, month: Month) -> Result<Workbook> {
    dated(&format!("{}.xlsx", words.get("migration.corrections.workbook")), entry::corrections(policy, words)?, month)
}

/// The file's bytes, made "at" the month's last day, so that the same month gives the same bytes.
fn dated(name: &str, mut book: rust_xlsxwriter::Workbook, month: Month) -> Result<Workbook> {
    let made = rust_xlsxwriter::ExcelDateTime::parse_from_str(&month.last().to_string()).map_err(crate::error::Error::internal)?;
    book.set_properties(&rust_xlsxwriter::DocProperties::new().set_author("clientbook").set_creation_datetime(&made));
    Ok(Workbook { name: name.to_owned(), bytes: book.save_to_buffer()? })
}
