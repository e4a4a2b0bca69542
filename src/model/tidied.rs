//! What normalise gives: one typed frame per entity, columns as [`Catalogue::schema`](super::Catalogue::schema) says.

use std::collections::BTreeMap;

use polars::prelude::DataFrame;

use super::entity::Entity;
use super::lineage::LineageRow;

/// Typed frames by entity. An entity without a row has no frame.
pub type Tables = BTreeMap<Entity, DataFrame>;

/// Typed rows, and the rows that could not be.
#[derive(Debug, Default)]
pub struct Tidied {
    /// One row a record, in canonical order (file, sheet, first row).
    pub tables: Tables,
    /// One line for each data row that was refused.
    pub rejected: Vec<LineageRow>,
    /// One line for each total row of a table (ignored, `total_row`), with its money.
    pub totals: Vec<LineageRow>,
    /// Money read from control fields, total rows included, by currency (millionths): the "in" side of the control totals.
    pub money_in: BTreeMap<String, i128>,
    /// Fields that some sheet of this run has a column for.
    pub columns_present: BTreeMap<Entity, Vec<&'static str>>,
}
