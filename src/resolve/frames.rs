//! Frames that resolve gives: the customer table, and the columns it adds to every other.

use polars::prelude::{BooleanChunked, Column, DataFrame, IntoColumn, NamedFrom, NewChunkedArray, Series};

use super::customers::Customer;
use super::golden::Golden;
use super::owner::Ownership;
use crate::error::Result;
use crate::model::frame::date_column;
use crate::model::resolved::{ADDED, CUSTOMER_COLUMNS};

/// The table of customers, ordered by id.
///
/// # Errors
/// When columns do not make a frame: a fault of the program.
pub(super) fn customers(list: &[Customer], golden: &[Golden], ids: &[String], owners: &Ownership) -> Result<DataFrame> {
    let mut order: Vec<usize> = (0..list.len()).collect();
    order.sort_by(|a, b| (ids[*a].len(), &ids[*a]).cmp(&(ids[*b].len(), &ids[*b])));
    let mut columns = Vec::with_capacity(CUSTOMER_COLUMNS.len());
    for name in CUSTOMER_COLUMNS {
        columns.push(match name {
            "is_person" => BooleanChunked::from_iter_values(name.into(), order.iter().map(|at| golden[*at].person)).into_column(),
            "first_seen_on" => date_column(name, order.iter().map(|at| golden[*at].first_seen_on)),
            "row_count" => counts(name, order.iter().map(|at| Some(u32::try_from(list[*at].rows.len()).unwrap_or(u32::MAX)))),
            "row_first" => counts(name, order.iter().map(|at| golden[*at].origin.as_ref().map(|origin| origin.row))),
            _ => texts(name, order.iter().map(|at| text(name, *at, list, golden, ids, owners))),
        });
    }
    Ok(DataFrame::new(order.len(), columns)?)
}

fn text(name: &str, at: usize, list: &[Customer], golden: &[Golden], ids: &[String], owners: &Ownership) -> Option<String> {
    let gold = &golden[at];
    let joined = |set: &std::collections::BTreeSet<String>, by: &str| set.iter().cloned().collect::<Vec<_>>().join(by);
    let found = match name {
        "customer_id" => Some(ids[at].clone()),
        "name" => Some(gold.name.clone()),
        "names" => Some(joined(&gold.names, " | ")),
        "roles" => Some(joined(&gold.roles, ";")),
        "owner_id" => owners.owner[at].clone(),
        "co_owner_id" => owners.co_owner[at].clone(),
        "found_in" => list[at].found_in.map(|entity| entity.id().to_owned()),
        "file" => gold.origin.as_ref().map(|origin| origin.file.to_string()),
        "sheet" => gold.origin.as_ref().map(|origin| origin.sheet.to_string()),
        other => gold.texts.get(other).cloned(),
    };
    found.filter(|text| !text.is_empty() || name == "sheet")
}

/// Adds customer and credit to a table.
///
/// # Errors
/// When a column cannot be added: a fault of the program.
pub(super) fn with_added(frame: &DataFrame, customer: &[Option<String>], credit: &[Option<(String, &'static str)>]) -> Result<DataFrame> {
    let height = frame.height();
    let mut columns = frame.columns().to_vec();
    columns.push(texts(ADDED[0], customer.iter().cloned()));
    columns.push(texts(ADDED[1], credit.iter().map(|credit| credit.as_ref().map(|(id, _)| id.clone()))));
    columns.push(texts(ADDED[2], credit.iter().map(|credit| credit.as_ref().map(|(_, basis)| (*basis).to_owned()))));
    Ok(DataFrame::new(height, columns)?)
}

pub(super) fn texts(name: &str, values: impl Iterator<Item = Option<String>>) -> Column {
    Series::new(name.into(), values.collect::<Vec<_>>()).into_column()
}

fn counts(name: &str, values: impl Iterator<Item = Option<u32>>) -> Column {
    Series::new(name.into(), values.collect::<Vec<_>>()).into_column()
}
