//! Combine (合并字段): one row for each event: the winner's, its gaps filled from the other sources, its lines added up.
//!
//! Decides what is a disagreement: another sheet's amount outside the tolerance, another currency, day or customer.

use polars::prelude::{Column, DataFrame, IdxSize};

use super::events::{Event, near};
use crate::error::Result;
use crate::finding::{Finding, Kind};
use crate::model::field::Catalogue;
use crate::model::frame::{Rows, money_column};
use crate::model::{Entity, Money};
use crate::policy::Policy;

/// One row an event, columns as they were.
///
/// # Errors
/// When rows cannot be taken from the frame: a fault of the program.
pub(super) fn combine(entity: Entity, frame: &DataFrame, events: &[Event]) -> Result<DataFrame> {
    let rows = Rows::of(frame);
    let winners: Vec<IdxSize> = events.iter().map(|event| index(event.winner())).collect();
    let single = events.iter().all(|event| event.others().is_empty());
    // Every row an event of its own, where it stood: nothing to take.
    if single && winners.len() == rows.len() && winners.iter().zip(0..).all(|(row, place)| *row == place) {
        return Ok(frame.clone());
    }
    let mut columns: Vec<Column> = Vec::with_capacity(frame.width());
    // The columns of one field are filled together: an amount never takes another source's currency.
    let mut chosen: (&str, Vec<IdxSize>) = ("", winners.clone());
    let fields: Vec<&str> = Catalogue::shipped().of(entity).map(|field| field.id).collect();
    for column in frame.columns() {
        let name = column.name().as_str();
        let field = fields.iter().filter(|field| name == **field || is_companion(name, field)).max_by_key(|field| field.len()).copied();
        let taken = match field {
            Some(field) if !single => {
                if chosen.0 != field {
                    chosen = (field, fill(frame, field, events, &winners));
                }
                column.take_slice(&chosen.1)?
            }
            _ => column.take_slice(&winners)?,
        };
        let sums = name == "amount" && events.iter().any(|event| event.lines().nth(1).is_some());
        columns.push(if sums { summed(rows, events, &chosen.1) } else { taken });
    }
    Ok(DataFrame::new(events.len(), columns)?)
}

fn is_companion(column: &str, field: &str) -> bool {
    column.strip_prefix(field).is_some_and(|rest| matches!(rest, "_text" | "_currency" | "_scale" | "_timed"))
}

/// For each event the row that has the field: the winner's, else the next best source's.
fn fill(frame: &DataFrame, field: &str, events: &[Event], winners: &[IdxSize]) -> Vec<IdxSize> {
    let Ok(column) = frame.column(field) else { return winners.to_vec() };
    let missing = column.is_null();
    let has = |row: usize| missing.get(row) == Some(false);
    let best = |event: &Event| event.rows().find(|row| has(*row)).unwrap_or_else(|| event.winner());
    events.iter().map(|event| index(best(event))).collect()
}

fn summed(rows: Rows<'_>, events: &[Event], chosen: &[IdxSize]) -> Column {
    let amount = |(event, chosen): (&Event, &IdxSize)| {
        let currency = rows.text("amount_currency", event.winner());
        let alike = event.lines().all(|row| rows.text("amount_currency", row) == currency);
        if alike && event.lines().nth(1).is_some() {
            return event.lines().filter_map(|row| rows.micros("amount", row)).reduce(|a, b| a + b);
        }
        rows.micros("amount", *chosen as usize)
    };
    money_column("amount", events.iter().zip(chosen).map(amount))
}

/// What other sheets say differently.
pub(super) fn disagreements(
    entity: Entity,
    rows: Rows<'_>,
    events: &[Event],
    customer: &dyn Fn(usize) -> Option<usize>,
    policy: &Policy,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for event in events.iter().filter(|event| !event.others().is_empty()) {
        let first = event.winner();
        let sheet = |row: usize| (rows.text("file", row), rows.text("sheet", row));
        let total = |lines: Vec<usize>| lines.into_iter().filter_map(|row| rows.micros("amount", row)).reduce(|a, b| a + b);
        let told = total(event.lines().collect());
        let mut seen = Vec::new();
        for (row, _) in event.others().iter().filter(|(row, reason)| *reason == "same_event" && sheet(*row) != sheet(first)) {
            // A sheet that tells an order in lines tells its sum.
            if seen.contains(&sheet(*row)) {
                continue;
            }
            seen.push(sheet(*row));
            let theirs = total(
                event
                    .others()
                    .iter()
                    .filter(|(other, reason)| sheet(*other) == sheet(*row) && *reason != "copy")
                    .map(|(row, _)| *row)
                    .collect(),
            );
            let mut differ = |field: &'static str, left: String, right: String| {
                let no = rows.text("no", first).or(rows.text("order_no", first)).unwrap_or_default();
                let money = told.map(|micros| Money::new(micros, rows.text("amount_currency", first).unwrap_or_default()));
                let mut finding = Finding::new(Kind::SourcesDisagree).of(entity, field).at(rows.origin(*row));
                finding = finding.with("name", no).with("left", left).with("right", right).with("other", rows.origin(first));
                finding.money = money;
                findings.push(finding);
            };
            let currency = |row: usize| rows.text("amount_currency", row);
            if let (Some(a), Some(b)) = (told, theirs) {
                let shown = |micros, row| Money::new(micros, currency(row).unwrap_or_default()).to_string();
                let currencies = (currency(first), currency(*row));
                if matches!(currencies, (Some(left), Some(right)) if left != right) {
                    differ("currency", shown(a, first), shown(b, *row));
                } else if !near(a, b, policy) {
                    differ("amount", shown(a, first), shown(b, *row));
                }
            }
            if let (Some(a), Some(b)) = (rows.date("on", first), rows.date("on", *row))
                && (a - b).num_days().abs() > policy.events.date_tolerance_days
            {
                differ("on", a.to_string(), b.to_string());
            }
            if customer(first).is_some() && customer(*row).is_some() && customer(first) != customer(*row) {
                let name = |row| rows.text("customer", row).unwrap_or_default().to_owned();
                differ("customer", name(first), name(*row));
            }
        }
    }
    findings
}

fn index(row: usize) -> IdxSize {
    IdxSize::try_from(row).unwrap_or(IdxSize::MAX)
}
