//! What normalise gives: one typed frame per entity, columns as [`Catalogue::schema`](super::Catalogue::schema) says.

use std::collections::BTreeMap;
use std::sync::Arc;

use polars::prelude::{DataFrame, PolarsResult};

use super::entity::Entity;
use super::lineage::LineageRow;
use super::origin::Origin;
use super::raw::{Cell, RawTable};
use super::typed::Typed;

/// Typed frames by entity. An entity without a row has no frame.
pub type Tables = BTreeMap<Entity, DataFrame>;

/// Typed rows, and the rows that could not be.
#[derive(Debug, Default)]
pub struct Tidied {
    /// One row a record, in canonical order (file, sheet, first row).
    pub tables: BTreeMap<Entity, Typed>,
    /// One line for each data row that was refused.
    pub rejected: Vec<LineageRow>,
    /// The same rows as they stood, for a person to mend.
    pub refused: Vec<RefusedRow>,
    /// One line for each total row of a table (ignored, `total_row`), with its money.
    pub totals: Vec<LineageRow>,
    /// Money read from control fields, total rows included, by currency (millionths): the "in" side of the control totals.
    pub money_in: BTreeMap<String, i128>,
    /// The same by file, sheet and currency.
    pub money_of_sheets: BTreeMap<(Arc<str>, Arc<str>, String), i128>,
    /// Fields that some sheet of this run has a column for.
    pub columns_present: BTreeMap<Entity, Vec<&'static str>>,
}

impl Tidied {
    /// The typed tables as frames. They are moved: no table is held both ways.
    ///
    /// # Errors
    /// When the columns of a table do not make a frame: a fault of the program.
    pub fn take_frames(&mut self) -> PolarsResult<Tables> {
        std::mem::take(&mut self.tables).into_iter().map(|(entity, table)| Ok((entity, table.into_frame()?))).collect()
    }
}

/// A data row that was refused, as it stood in its sheet.
#[derive(Debug, Clone)]
pub struct RefusedRow {
    /// Where.
    pub origin: Origin,
    /// What it was taken for.
    pub entity: Entity,
    /// Its table's headers and what the sheet states for all rows: shared by the rows of one table.
    pub table: Arc<RefusedTable>,
    /// Cells in the order of the headers.
    pub cells: Vec<Cell>,
    /// Why, as keys of the words, each with the field it lacks; the gravest first.
    pub reasons: Vec<(&'static str, &'static str)>,
    /// What else is wrong: kind of finding, and place of the cell.
    pub flaws: Vec<(&'static str, usize)>,
}

/// The table that refused rows stood in.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RefusedTable {
    /// Headers, left to right.
    pub headers: Vec<String>,
    /// Column of each in its sheet, from 1; 0 for what the sheet says once.
    pub columns: Vec<u32>,
    /// Rows between a record's first row and the value.
    pub below: Vec<u32>,
    /// Field of each column, if known.
    pub fields: Vec<Option<&'static str>>,
    /// Title lines above the header.
    pub title: String,
    /// Colleague the sheet or file is named for.
    pub staff: Option<String>,
}

impl RefusedTable {
    /// What is kept of a table whose row is refused.
    #[must_use]
    pub fn of(table: &RawTable) -> Self {
        Self {
            headers: table.columns.iter().map(|column| column.header.clone()).collect(),
            columns: table.columns.iter().map(|column| column.index).collect(),
            below: table.columns.iter().map(|column| column.below).collect(),
            fields: table.columns.iter().map(|column| column.field).collect(),
            title: table.context.title.clone(),
            staff: table.context.staff.clone(),
        }
    }
}

impl RefusedRow {
    /// Whether it stands in this table.
    #[must_use]
    pub fn table_is(&self, table: &RawTable) -> bool {
        self.entity == table.entity && self.origin.at_row(0) == table.origin && self.table.headers.len() == table.columns.len()
    }
}
