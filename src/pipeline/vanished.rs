//! Vanished rows (消失的行): what a sheet that people go on writing in held last month and holds no more.
//!
//! Decides what the same sheet is (its file and name, months in them aside), that it lives on when at least half of its rows
//! are still there, and by what a row is known again: its number or its customer and day, so that a corrected row is no lost
//! one. One finding a sheet, the dearest rows first.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use crate::finding::{Finding, Kind};
use crate::model::frame::Rows;
use crate::model::money::micros_to_f64;
use crate::model::raw::FileReport;
use crate::model::tidied::{Tables, Tidied};
use crate::model::{Entity, Money, Origin, folding};

/// Rows that are named; the rest is counted.
const NAMED: usize = 12;

/// A sheet without its months: `2026-09/9月订单.xlsx` and `2026-10/10月订单.xlsx` are one.
type Place = (String, String);

/// A row of last month: what it is called, and its money.
struct Lost {
    called: String,
    row: u32,
    money: Option<Money>,
}

#[derive(Default)]
struct Sheet {
    before: Vec<(String, Lost)>,
    now: BTreeSet<String>,
    origin: Option<Origin>,
}

/// Findings about sheets of these files that lost rows which the book's last month had.
pub(super) fn findings(tidied: &Tidied, own: &Tables, last_month: &Tables, files: &[FileReport]) -> Vec<Finding> {
    let read: BTreeSet<&str> = files.iter().filter(|file| file.skipped.is_none()).map(|file| file.file.as_str()).collect();
    let mut refused: BTreeMap<Place, BTreeSet<String>> = BTreeMap::new();
    for row in &tidied.refused {
        let cells = row.cells.iter().filter(|cell| !cell.is_empty()).map(|cell| folding::key(&cell.show()));
        refused.entry(place(&row.origin.file, &row.origin.sheet)).or_default().extend(cells);
    }
    let mut found = Vec::new();
    for (entity, frame) in last_month {
        let mut sheets: BTreeMap<Place, Sheet> = BTreeMap::new();
        if let Some(own) = own.get(entity) {
            let rows = Rows::of(own);
            for row in 0..rows.len() {
                let origin = rows.origin(row);
                let sheet = sheets.entry(place(&origin.file, &origin.sheet)).or_default();
                sheet.now.extend(key(*entity, rows, row).map(|key| key.0));
                sheet.origin.get_or_insert_with(|| Origin::sheet(Arc::clone(&origin.file), Arc::clone(&origin.sheet)));
            }
        }
        let rows = Rows::of(frame);
        for row in 0..rows.len() {
            let origin = rows.origin(row);
            let Some(sheet) = sheets.get_mut(&place(&origin.file, &origin.sheet)) else { continue };
            if let Some((key, called)) = key(*entity, rows, row) {
                sheet.before.push((key, Lost { called, row: origin.row, money: money(*entity, rows, row) }));
            }
        }
        for (place, sheet) in sheets {
            let Some(origin) = sheet.origin.filter(|origin| read.contains(&*origin.file)) else { continue };
            let known: BTreeSet<&String> = sheet.before.iter().map(|(key, _)| key).collect();
            let lives = known.iter().filter(|key| sheet.now.contains(**key)).count() * 2 >= known.len();
            let told = refused.get(&place);
            let still = |lost: &Lost| told.is_some_and(|cells| cells.contains(&folding::key(&lost.called)));
            let gone = sheet.before.into_iter().filter(|(key, lost)| !sheet.now.contains(key) && !still(lost));
            let gone: Vec<Lost> = gone.map(|(_, lost)| lost).collect();
            if lives && !gone.is_empty() {
                found.push(finding(*entity, origin, gone));
            }
        }
    }
    found
}

fn finding(entity: Entity, origin: Origin, mut gone: Vec<Lost>) -> Finding {
    let worth = |lost: &Lost| lost.money.as_ref().map_or(0, |money| money.micros.abs());
    gone.sort_by(|left, right| worth(right).cmp(&worth(left)).then_with(|| left.row.cmp(&right.row)));
    let mut which = String::new();
    for lost in gone.iter().take(NAMED) {
        let mark = if which.is_empty() { "" } else { "; " };
        // Writing to a text cannot fail.
        let _ = match &lost.money {
            Some(money) => write!(which, "{mark}{} ({:.2} {})", lost.called, micros_to_f64(money.micros), money.currency),
            None => write!(which, "{mark}{}", lost.called),
        };
    }
    if gone.len() > NAMED {
        which.push_str(" …");
    }
    let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
    for money in gone.iter().filter_map(|lost| lost.money.as_ref()) {
        *sums.entry(money.currency.as_str()).or_default() += money.micros;
    }
    let dearest = sums.into_iter().max_by_key(|(_, micros)| *micros).map(|(currency, micros)| Money::new(micros, currency));
    let finding = Finding::new(Kind::RowsVanished).about(entity).at(origin).with("rows", gone.len()).with("which", which);
    match dearest {
        Some(money) => finding.worth(money),
        None => finding,
    }
}

fn place(file: &str, sheet: &str) -> Place {
    let plain = |text: &str| text.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect::<String>().replace("##", "#");
    (plain(file), plain(sheet))
}

fn money(entity: Entity, rows: Rows<'_>, row: usize) -> Option<Money> {
    let field = entity.control_money()?;
    Some(Money::new(rows.micros(field, row)?, rows.text(&format!("{field}_currency"), row).unwrap_or_default()))
}

/// By what a row is known again next month, and what a person calls it; none for rows that nothing names.
fn key(entity: Entity, rows: Rows<'_>, row: usize) -> Option<(String, String)> {
    let text = |column: &str| rows.text(column, row).filter(|text| !text.is_empty());
    let first = |columns: &[&str]| columns.iter().find_map(|column| text(column)).map(str::to_owned);
    let joined = |columns: &[&str]| columns.iter().filter_map(|column| text(column)).map(folding::key).collect::<Vec<_>>().join("|");
    let called = match entity {
        Entity::Customer => first(&["name", "name_local", "short_name", "person_name", "email", "code"]),
        Entity::Contact => first(&["name", "email"]),
        Entity::OrderLine => first(&["order_no", "customer"]),
        _ => first(&["no", "order_no", "invoice_no", "customer", "customer_code", "email", "name", "product"]),
    }?;
    if matches!(entity, Entity::Customer) || text("no").is_some() {
        return Some((folding::key(&called), called));
    }
    let on = ["on", "received_at", "requested_on", "due_on"].iter().find_map(|column| rows.date(column, row));
    let on = on.map(|day| day.to_string()).unwrap_or_default();
    let whose =
        joined(&["order_no", "invoice_no", "line", "sku", "product", "customer", "customer_code", "name", "kpi", "period", "month"]);
    Some((format!("{whose}|{on}"), if on.is_empty() { called } else { format!("{called} {on}") }))
}

#[cfg(test)]
mod tests {
    use polars::prelude::{DataFrame, df};

    use super::*;
    use crate::model::frame::complete;

    fn orders(file: &str, numbers: &[&str]) -> DataFrame {
        let count = numbers.len();
        let rows: Vec<u32> = (2..).take(count).collect();
        let frame = df!(
            "record_id" => numbers, "file" => vec![file; count], "sheet" => vec!["9月"; count],
            "row_first" => rows.clone(), "row_last" => rows, "no" => numbers,
        );
        complete(Entity::Order, &frame.unwrap()).unwrap()
    }

    fn lost(before: &[&str], now: &[&str]) -> Vec<Vec<(&'static str, String)>> {
        let own: Tables = [(Entity::Order, orders("2026-10/台账.xlsx", now))].into();
        let files = [FileReport { file: "2026-10/台账.xlsx".to_owned(), ..FileReport::default() }];
        let held = [(Entity::Order, orders("2026-09/台账.xlsx", before))].into();
        findings(&Tidied::default(), &own, &held, &files).into_iter().map(|finding| finding.args).collect()
    }

    #[test]
    fn rows_of_a_living_sheet_are_missed() {
        let told = lost(&["PI-1", "PI-2", "PI-3"], &["PI-1", "PI-3", "PI-4"]);
        assert_eq!(told, [vec![("rows", "1".to_owned()), ("which", "PI-2".to_owned())]]);
        assert!(lost(&["PI-1", "PI-2"], &["PI-1", "PI-2", "PI-3"]).is_empty());
    }

    #[test]
    fn a_new_sheet_every_month_loses_nothing() {
        assert!(lost(&["PI-1", "PI-2", "PI-3"], &["PI-3", "PI-4"]).is_empty());
        assert!(lost(&[], &["PI-3"]).is_empty());
    }
}
