//! Totals (合计): total rows are no data, but their money ties into the control totals.
//!
//! Decides that a total is right when it equals the rows since the total before it, or all rows above it, to the cent.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::amount::{self, Around};
use super::plan::{ColumnPlan, Sheet};
use super::read::{Reader, RowRead};
use super::value::Value;
use crate::finding::{Finding, Kind as Problem};
use crate::model::stock::{Record, Records};
use crate::model::{LineageRow, Money, Outcome};

/// A cent: what rounding may differ by.
const TOLERANCE: i128 = 10_000;

/// One line for each total row, with its money. `currencies` are those of the table's data rows.
pub(super) fn lines(sheet: &Sheet, currencies: &BTreeSet<String>) -> Vec<LineageRow> {
    let table = sheet.table;
    let control = table.entity.control_money().and_then(|id| sheet.place(id));
    let (mut reader, mut read) = (Reader::new(sheet, table.totals.stock()), RowRead::default());
    let line = |row: Record<'_>| {
        reader.row(row, &mut read);
        let money = control.and_then(|at| match &read.values[at] {
            Value::Money(money) => Some(settled(Money::clone(money), currencies)),
            _ => None,
        });
        let (first, last) = (row.first, row.last.max(row.first));
        (first..=last).map(move |number| LineageRow {
            file: Arc::clone(&table.origin.file),
            sheet: Arc::clone(&table.origin.sheet),
            row: number,
            entity: Some(table.entity),
            outcome: Outcome::Ignored,
            record_id: Arc::from(""),
            customer_id: Arc::from(""),
            reason: Arc::from("total_row"),
            money: if number == first { money.clone() } else { None },
        })
    };
    table.totals.iter().flat_map(line).collect()
}

/// A total row seldom repeats the currency: where all rows above share one, it is theirs.
fn settled(money: Money, currencies: &BTreeSet<String>) -> Money {
    match currencies.first() {
        Some(only) if money.currency.is_empty() && currencies.len() == 1 => Money::new(money.micros, only.clone()),
        _ => money,
    }
}

/// Totals that disagree with the rows above them.
pub(super) fn differences(sheet: &Sheet, rows: &Records) -> Vec<Finding> {
    let Some(id) = sheet.table.entity.control_money().filter(|_| !sheet.table.totals.is_empty()) else { return Vec::new() };
    let Some(plan) = sheet.place(id).map(|at| &sheet.fields[at]) else { return Vec::new() };
    plan.columns.iter().flat_map(|column| of_column(sheet, rows, plan.field.id, column)).collect()
}

fn of_column(sheet: &Sheet, rows: &Records, field: &'static str, column: &ColumnPlan) -> Vec<Finding> {
    let table = sheet.table;
    // A column is added up as it stands, whatever its currency.
    let around = Around { row: None, sheet: None, home: sheet.home };
    let micros = |row: Record<'_>| match amount::read(row.cells.get(column.at)?, &column.amounts, around).value {
        Value::Money(money) => Some(money),
        _ => None,
    };
    let amounts: Vec<(u32, i128)> = rows.iter().filter_map(|row| Some((row.first, micros(row)?.micros))).collect();
    let mut findings = Vec::new();
    let mut since = 0;
    for total in table.totals.iter() {
        let Some(stated) = micros(total) else { continue };
        let above = |from: u32| amounts.iter().filter(move |(row, _)| *row > from && *row < total.first);
        let (all, last) = (above(0).map(|found| found.1).sum::<i128>(), above(since).map(|found| found.1).sum::<i128>());
        let agrees = [all, last].iter().any(|sum| (sum - stated.micros).abs() <= TOLERANCE);
        if !agrees && above(0).next().is_some() {
            let currency = table.columns[column.at].currency.clone().unwrap_or_default();
            findings.push(
                Finding::new(Problem::TotalDiffers)
                    .of(table.entity, field)
                    .at(table.origin.at_row(total.first).at_column(table.columns[column.at].index))
                    .with("header", &table.columns[column.at].header)
                    .with("value", Money::new(stated.micros, ""))
                    .with("wanted", Money::new(if since == 0 { all } else { last }, ""))
                    .worth(Money::new((all - stated.micros).abs(), currency)),
            );
        }
        since = total.first;
    }
    findings
}
