//! Master (主数据): what a company keeps working with after a migration: one row a customer, one row an event.
//!
//! Decides the value of each customer field where rows differ: of the newest row that says anything (hand-in month, then date of
//! change, then place). A row of another table names its customer as the customer table does, so that the tables fit together
//! again wherever they are read.

use std::collections::BTreeMap;

use polars::prelude::{Column, DataFrame, IdxCa, IdxSize, NewChunkedArray};

use super::age::age;
use super::frames::texts;
use super::record::{is_free_mail, listed};
use crate::error::Result;
use crate::model::frame::{Rows, complete};
use crate::model::resolved::{Resolved, SHARED_WITH};
use crate::model::tidied::Tables;
use crate::model::{Catalogue, Entity};

/// Fields whose value is the golden record's.
const GOLDEN: [&str; 11] =
    ["name", "country", "region", "city", "email", "phone", "website", "tax_id", "contact", "customer_type", "industry"];

/// The master tables: columns as the catalogue has them, then `customer_id`; `names` of a customer holds every spelling met, `domain`
/// the host it is known by, `is_person` whether it is one.
///
/// A customer without a number of the company's own has its id as `code`.
///
/// # Errors
/// When columns do not make a frame: a fault of the program.
pub fn master(resolved: &Resolved) -> Result<Tables> {
    let customers = customers(resolved)?;
    let rows = Rows::of(&customers);
    let known: BTreeMap<&str, usize> = (0..rows.len()).filter_map(|row| Some((rows.text("customer_id", row)?, row))).collect();
    let mut tables = Tables::new();
    for (entity, frame) in resolved.tables.iter().filter(|(entity, _)| **entity != Entity::Customer) {
        let mut named = complete(*entity, &frame.drop_many(["staff_id", "staff_basis", SHARED_WITH]))?;
        let of = Rows::of(frame);
        let customer = |row: usize| of.text("customer_id", row).and_then(|id| known.get(id)).copied();
        for (column, golden) in [("customer", "name"), ("customer_code", "code")] {
            if Catalogue::shipped().field(*entity, column).is_none() {
                continue;
            }
            let told = |row: usize| customer(row).and_then(|at| rows.text(golden, at)).or_else(|| of.text(column, row)).map(str::to_owned);
            named.with_column(texts(column, (0..of.len()).map(told)))?;
        }
        tables.insert(*entity, named);
    }
    if customers.height() > 0 {
        tables.insert(Entity::Customer, customers);
    }
    Ok(tables)
}

fn customers(resolved: &Resolved) -> Result<DataFrame> {
    let golden = Rows::of(&resolved.customers);
    let empty = complete(Entity::Customer, &DataFrame::empty())?;
    let frame = resolved.tables.get(&Entity::Customer).unwrap_or(&empty);
    let rows = Rows::of(frame);
    let mut of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for row in 0..rows.len() {
        if let Some(id) = rows.text("customer_id", row) {
            of.entry(id).or_default().push(row);
        }
    }
    let age = |row: usize| age(rows.text("hand_in", row), rows, row);
    for list in of.values_mut() {
        list.sort_by(|a, b| age(*b).cmp(&age(*a)).then_with(|| rows.origin(*a).cmp(&rows.origin(*b))));
    }
    let lists: Vec<&[usize]> =
        (0..golden.len()).map(|at| golden.text("customer_id", at).and_then(|id| of.get(id)).map_or(&[][..], Vec::as_slice)).collect();

    let mut columns: Vec<Column> = Vec::new();
    let first: Vec<Option<usize>> = lists.iter().map(|list| list.first().copied()).collect();
    for name in ["record_id", "hand_in", "sheet_staff", "extra"] {
        columns.push(taken(frame.column(name)?, &first)?);
    }
    for name in ["file", "sheet"] {
        columns.push(resolved.customers.column(name)?.clone());
    }
    for name in ["row_first", "row_last"] {
        columns.push(resolved.customers.column("row_first")?.clone().with_name(name.into()));
    }
    for field in Catalogue::shipped().of(Entity::Customer) {
        if field.id == "code" {
            let own = |at: usize| lists[at].iter().find_map(|row| rows.text("code", *row)).or_else(|| golden.text("customer_id", at));
            columns.push(texts("code", (0..golden.len()).map(|at| own(at).map(str::to_owned))));
            continue;
        }
        if field.id == "owner" {
            let name = |at: usize| {
                let id = golden.text("owner_id", at)?;
                resolved.staff.iter().find(|member| member.id == id).map(|member| member.name.clone())
            };
            columns.push(texts("owner", (0..golden.len()).map(name)));
            continue;
        }
        if GOLDEN.contains(&field.id) {
            columns.push(resolved.customers.column(field.id)?.clone());
            continue;
        }
        let value = frame.column(field.id)?;
        let says = value.is_not_null();
        let chosen: Vec<Option<usize>> =
            lists.iter().map(|list| list.iter().copied().find(|row| says.get(*row).unwrap_or(false))).collect();
        for (suffix, _) in field.kind.columns() {
            columns.push(taken(frame.column(&format!("{}{suffix}", field.id))?, &chosen)?);
        }
    }
    for name in ["customer_id", "names", "is_person", "row_count", "found_in"] {
        columns.push(resolved.customers.column(name)?.clone());
    }
    columns.push(texts("domain", (0..golden.len()).map(|at| domain(golden, at))));
    Ok(complete(Entity::Customer, &DataFrame::new(golden.len(), columns)?)?)
}

/// The host of the customer's website, else of an address that is not free mail.
fn domain(golden: Rows<'_>, at: usize) -> Option<String> {
    let site = golden.text("website", at).map(|host| host.trim_start_matches("www.").to_lowercase());
    let mail = || {
        let hosts = listed(golden.text("email", at)).filter_map(|email| email.split_once('@')).map(|(_, host)| host.to_lowercase());
        hosts.into_iter().find(|host| !is_free_mail(host))
    };
    site.or_else(mail)
}

/// The column's values at these rows; null where there is no row.
fn taken(column: &Column, rows: &[Option<usize>]) -> Result<Column> {
    let places = rows.iter().map(|row| row.and_then(|row| IdxSize::try_from(row).ok()));
    Ok(column.take(&IdxCa::from_iter_options("rows".into(), places))?)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{run, table};
    use super::*;

    #[test]
    fn the_newest_row_that_says_something_wins_and_events_name_the_customer_as_the_table_does() {
        let tables: Tables = [
            (
                Entity::Customer,
                table(
                    Entity::Customer,
                    &[
                        &["name", "country", "email", "address", "updated_on"],
                        &["Rossi Casa S.r.l.", "IT", "info@rossicasa.it", "Via Roma 1", "2025-01-05"],
                        &["ROSSI CASA SRL", "IT", "info@rossicasa.it", "", "2026-03-01"],
                    ],
                ),
            ),
            (Entity::Payment, table(Entity::Payment, &[&["no", "customer", "on"], &["W1", "Rossi Casa srl", "2026-03-02"]])),
        ]
        .into();
        let (resolved, _) = run(&tables);
        let master = master(&resolved).unwrap();
        let customers = Rows::of(&master[&Entity::Customer]);
        assert_eq!(customers.len(), 1);
        assert_eq!((customers.text("name", 0), customers.text("address", 0)), (Some("Rossi Casa S.r.l."), Some("Via Roma 1")));
        assert_eq!((customers.text("code", 0), customers.text("customer_id", 0)), (Some("C0001"), Some("C0001")));
        let payments = Rows::of(&master[&Entity::Payment]);
        assert_eq!(payments.text("customer", 0), Some("Rossi Casa S.r.l."));
    }
}
