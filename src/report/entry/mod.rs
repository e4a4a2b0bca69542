//! Entry (录入): the sheets of an entity that a person fills in or keeps: one column a field, headed as ingest knows the field,
//! with a choice list where the field is coded and a mark where it is required.
//!
//! The master and the blank templates are written here, so that both are read back as they were written.

mod corrections;
mod fields;
mod master;
mod sheet;
mod template;
mod value;

pub(super) use corrections::corrections;
pub(super) use fields::staff_header;
pub(super) use master::{csv, master, workbook};
pub(super) use sheet::{EntryColumn, Grid, write as sheets};
pub(super) use template::templates;
