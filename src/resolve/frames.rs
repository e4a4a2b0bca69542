//! Frames that resolve gives: the customer table, and the columns it adds to every other.

use polars::prelude::{BooleanChunked, Column, DataFrame, DataType, IntoColumn, NewChunkedArray, StringChunked, UInt32Chunked};

use super::customers::Customers;
use super::golden::{Golden, Sources, spellings_of};
use super::owner::Ownership;
use super::staff::Directory;
use crate::error::Result;
use crate::model::Entity;
use crate::model::frame::{Rows, date_column};
use crate::model::resolved::{ADDED, CUSTOMER_COLUMNS, SHARED_WITH};
use crate::model::tidied::Tables;

/// The table of customers, ordered by id.
///
/// # Errors
/// When columns do not make a frame: a fault of the program.
pub(super) fn customers<'t>(
    all: &'t Customers,
    golden: &[Golden<'t>],
    ids: &[String],
    owners: &Ownership,
    tables: &'t Tables,
) -> Result<DataFrame> {
    let (list, sources) = (&all.list, Sources::of(tables));
    let mut order: Vec<usize> = (0..list.len()).collect();
    order.sort_by(|a, b| (ids[*a].len(), &ids[*a]).cmp(&(ids[*b].len(), &ids[*b])));
    let stands = |at: usize, column: &str| {
        let (entity, row) = golden[at].at?;
        Rows::of(tables.get(&entity)?).text(column, row)
    };
    let mut columns = Vec::with_capacity(CUSTOMER_COLUMNS.len());
    for name in CUSTOMER_COLUMNS {
        let at = order.iter().copied();
        columns.push(match name {
            "is_person" => BooleanChunked::from_iter_values(name.into(), at.map(|at| golden[at].person)).into_column(),
            "first_seen_on" => date_column(name, at.map(|at| golden[at].first_seen_on)),
            "row_count" => counts(name, at.map(|at| Some(u32::try_from(list[at].rows.len()).unwrap_or(u32::MAX)))),
            "row_first" => counts(
                name,
                at.map(|at| golden[at].at.map(|(entity, row)| Rows::of(&tables[&entity]).count("row_first", row).unwrap_or(0))),
            ),
            "customer_id" => said(name, at.map(|at| Some(ids[at].as_str()))),
            "name" => said(name, at.map(|at| Some(golden[at].name.as_str()))),
            "names" => texts(name, at.map(|at| Some(spellings_of(&list[at], all).join(" | ")).filter(|names| !names.is_empty()))),
            "roles" => {
                let roles = |at: usize| golden[at].roles.iter().copied().collect::<Vec<_>>().join(";");
                texts(name, at.map(|at| Some(roles(at)).filter(|roles| !roles.is_empty())))
            }
            "owner_id" => said(name, at.map(|at| owners.owner[at].as_deref())),
            "co_owner_id" => said(name, at.map(|at| owners.co_owner[at].as_deref())),
            "found_in" => said(name, at.map(|at| list[at].found_in.map(Entity::id))),
            "file" => said(name, at.map(|at| stands(at, name))),
            "sheet" => texts(name, at.map(|at| golden[at].at.map(|_| stands(at, name).unwrap_or_default().to_owned()))),
            _ => said(name, at.map(|at| sources.text(name, &golden[at], &list[at], all))),
        });
    }
    Ok(DataFrame::new(order.len(), columns)?)
}

/// A text column; an empty text is no text. Where nobody says anything, that is said once and not in a cell for each.
fn said<'t>(name: &str, values: impl Iterator<Item = Option<&'t str>> + Clone) -> Column {
    let told = values.map(|text| text.filter(|text| !text.is_empty()));
    if told.clone().all(|text| text.is_none()) {
        return Column::full_null(name.into(), told.count(), &DataType::String);
    }
    StringChunked::from_iter_options(name.into(), told).into_column()
}

/// Adds customer and credit to a table.
///
/// # Errors
/// When a column cannot be added: a fault of the program.
pub(super) fn with_added(frame: &DataFrame, customer: &[Option<&str>], credit: &[Option<(String, &'static str)>]) -> Result<DataFrame> {
    let height = frame.height();
    let mut columns = frame.columns().to_vec();
    columns.push(StringChunked::from_iter_options(ADDED[0].into(), customer.iter().copied()).into_column());
    columns.push(texts(ADDED[1], credit.iter().map(|credit| credit.as_ref().map(|(id, _)| id.clone()))));
    columns.push(texts(ADDED[2], credit.iter().map(|credit| credit.as_ref().map(|(_, basis)| (*basis).to_owned()))));
    Ok(DataFrame::new(height, columns)?)
}

/// Who shares in the credit of each order.
pub(super) fn shared_with(rows: Rows<'_>, staff: &Directory) -> Column {
    let second = |row: usize| staff.told(rows.text("co_staff", row), rows.text("sheet_staff", row));
    said(SHARED_WITH, (0..rows.len()).map(second))
}

pub(super) fn texts(name: &str, values: impl Iterator<Item = Option<String>>) -> Column {
    StringChunked::from_iter_options(name.into(), values).into_column()
}

fn counts(name: &str, values: impl Iterator<Item = Option<u32>>) -> Column {
    UInt32Chunked::from_iter_options(name.into(), values).into_column()
}
