//! Events once (同一事件只算一次): copies of a row, and the same order, payment, inquiry … told by several sheets.
//!
//! Identical content is a copy. Else the number identifies the event: rows of one sheet under one number are parts of one
//! order and their amounts add up; rows of different sheets tell the same event, the source with precedence wins, its
//! gaps are filled from the others, and what they tell differently is a finding with both origins.

use std::collections::BTreeMap;

use polars::prelude::{BooleanChunked, Column, DataFrame, IdxCa, NewChunkedArray};

use super::precedence::Precedence;
use crate::error::Result;
use crate::finding::{Finding, Kind};
use crate::model::frame::{Rows, money_column};
use crate::model::{Catalogue, Entity, Money, folding};

/// What became of the rows of one table.
#[derive(Debug, Default)]
pub(super) struct Once {
    /// For each row: the row that stands for it, and why it is not itself (`copy`, `same_event`, `same_order`).
    pub(super) stands_for: Vec<(usize, &'static str)>,
    /// The table with winners completed from the others; same rows, same order.
    pub(super) frame: DataFrame,
    /// What the sources tell differently.
    pub(super) findings: Vec<Finding>,
}

/// Finds events told more than once.
pub(super) fn once(entity: Entity, frame: &DataFrame, precedence: &Precedence) -> Result<Once> {
    let rows = Rows::of(frame);
    let mut stands_for: Vec<(usize, &'static str)> = (0..rows.len()).map(|row| (row, "")).collect();
    let mut by_record: BTreeMap<&str, usize> = BTreeMap::new();
    for (row, stands) in stands_for.iter_mut().enumerate() {
        if let Some(id) = rows.text("record_id", row) {
            let first = *by_record.entry(id).or_insert(row);
            *stands = (first, if first == row { "" } else { "copy" });
        }
    }
    let mut once = Once { stands_for, frame: frame.clone(), findings: Vec::new() };
    let groups = groups(entity, rows, &once.stands_for);
    let mut sums: BTreeMap<usize, i128> = BTreeMap::new();
    let mut sources: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for members in groups.into_values().filter(|members| members.len() > 1) {
        let (winner, others) = settle(entity, rows, members, precedence, &mut once, &mut sums);
        sources.insert(winner, others);
    }
    // A copy of a row that itself was merged stands for the same winner.
    for row in 0..once.stands_for.len() {
        let (first, why) = once.stands_for[row];
        if why == "copy" && once.stands_for[first].0 != first {
            once.stands_for[row].0 = once.stands_for[first].0;
        }
    }
    once.frame = completed(entity, frame, &sources, &sums)?;
    Ok(once)
}

/// Rows by the event they tell, where a number says it; payments without one by order, day and amount.
fn groups(entity: Entity, rows: Rows<'_>, stands_for: &[(usize, &'static str)]) -> BTreeMap<String, Vec<usize>> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (row, _) in stands_for.iter().enumerate().filter(|(row, (stands, _))| row == stands) {
        let number = |column: &str| rows.text(column, row).map(folding::key).filter(|key| key.chars().count() >= 2);
        let key = match entity {
            Entity::Order | Entity::Inquiry | Entity::Quotation | Entity::Sample | Entity::Complaint => number("no"),
            Entity::Payment => {
                number("no").or_else(|| Some(format!("{}|{}|{}", number("order_no")?, rows.date("on", row)?, rows.micros("amount", row)?)))
            }
            Entity::Receivable => number("invoice_no").or_else(|| number("order_no")),
            _ => None,
        };
        if let Some(key) = key {
            groups.entry(key).or_default().push(row);
        }
    }
    groups
}

/// Within a sheet the rows of a number are parts; between sheets they are tellings. Gives the winner and the others.
fn settle(
    entity: Entity,
    rows: Rows<'_>,
    members: Vec<usize>,
    precedence: &Precedence,
    once: &mut Once,
    sums: &mut BTreeMap<usize, i128>,
) -> (usize, Vec<usize>) {
    let mut by_sheet: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for row in members {
        by_sheet.entry((rows.text("file", row).unwrap_or_default(), rows.text("sheet", row).unwrap_or_default())).or_default().push(row);
    }
    let mut tellings: Vec<usize> = Vec::new();
    for parts in by_sheet.values() {
        let first = parts[0];
        tellings.push(first);
        let amounts: Option<i128> = parts.iter().map(|row| rows.micros("amount", *row)).sum();
        if let Some(sum) = amounts.filter(|_| entity == Entity::Order && parts.len() > 1) {
            sums.insert(first, sum);
        }
        for part in &parts[1..] {
            once.stands_for[*part] = (first, "same_order");
        }
    }
    // A telling without a date or amount never wins against one that has them; then the policy's precedence; then place.
    tellings.sort_by_key(|row| {
        let gaps = usize::from(rows.date("on", *row).is_none() && rows.date("received_at", *row).is_none())
            + usize::from(rows.micros("amount", *row).is_none());
        (gaps, precedence.of(rows.text("file", *row).unwrap_or_default(), rows.text("sheet", *row).unwrap_or_default()), *row)
    });
    let winner = tellings[0];
    for other in &tellings[1..] {
        once.stands_for[*other] = (winner, "same_event");
        disagreements(entity, rows, winner, *other, sums, &mut once.findings);
    }
    for stands in &mut once.stands_for {
        if stands.0 != winner && tellings.contains(&stands.0) {
            stands.0 = winner;
        }
    }
    (winner, tellings[1..].to_vec())
}

fn disagreements(entity: Entity, rows: Rows<'_>, winner: usize, other: usize, sums: &BTreeMap<usize, i128>, findings: &mut Vec<Finding>) {
    let amount = |row: usize| sums.get(&row).copied().or_else(|| rows.micros("amount", row));
    let currency = |row: usize| rows.text("amount_currency", row).unwrap_or_default().to_owned();
    if let (Some(left), Some(right)) = (amount(winner), amount(other))
        && (left != right || currency(winner) != currency(other))
    {
        let difference = Money::new((left - right).abs(), currency(winner));
        let (left, right) = (Money::new(left, currency(winner)), Money::new(right, currency(other)));
        findings.push(told(entity, "amount", rows, winner, other, &left.to_string(), &right.to_string()).worth(difference));
    }
    if let (Some(left), Some(right)) = (rows.date("on", winner), rows.date("on", other))
        && left != right
    {
        findings.push(told(entity, "on", rows, winner, other, &left.to_string(), &right.to_string()));
    }
}

fn told(entity: Entity, field: &'static str, rows: Rows<'_>, winner: usize, other: usize, left: &str, right: &str) -> Finding {
    let number = rows.text("no", winner).or_else(|| rows.text("order_no", winner)).unwrap_or_default();
    Finding::new(Kind::SourcesDisagree)
        .of(entity, field)
        .at(rows.origin(other))
        .with("name", number)
        .with("left", left)
        .with("right", right)
        .with("other", rows.origin(winner))
}

/// Winners take what they lack from the other tellings, best source first; parts of an order are added up.
fn completed(entity: Entity, frame: &DataFrame, sources: &BTreeMap<usize, Vec<usize>>, sums: &BTreeMap<usize, i128>) -> Result<DataFrame> {
    if sources.values().all(Vec::is_empty) && sums.is_empty() {
        return Ok(frame.clone());
    }
    let mut completed = frame.clone();
    for field in Catalogue::shipped().of(entity) {
        let columns: Vec<String> = field.kind.columns().into_iter().map(|(suffix, _)| format!("{}{suffix}", field.id)).collect();
        let lead = frame.column(field.id)?;
        let lead_null = lead.is_null();
        let take: Vec<u32> = (0..frame.height())
            .map(|row| {
                let missing = lead_null.get(row) == Some(true);
                let filler = sources
                    .get(&row)
                    .filter(|_| missing)
                    .and_then(|others| others.iter().find(|other| lead_null.get(**other) == Some(false)));
                u32::try_from(*filler.unwrap_or(&row)).unwrap_or(u32::MAX)
            })
            .collect();
        if take.iter().enumerate().all(|(row, from)| row == *from as usize) {
            continue;
        }
        let index = IdxCa::from_slice("take".into(), &take);
        for name in columns {
            let column: Column = frame.column(&name)?.take(&index)?;
            completed.with_column(column)?;
        }
    }
    if !sums.is_empty() && frame.column("amount").is_ok() {
        let rows = Rows::of(&completed);
        let amounts: Vec<Option<i128>> =
            (0..rows.len()).map(|row| sums.get(&row).copied().or_else(|| rows.micros("amount", row))).collect();
        let column = money_column("amount", amounts);
        completed.with_column(column)?;
    }
    Ok(completed)
}

/// Keeps the rows that stand for themselves.
pub(super) fn kept(frame: &DataFrame, stands_for: &[(usize, &'static str)]) -> Result<DataFrame> {
    let keep: Vec<bool> = stands_for.iter().enumerate().map(|(row, (stands, _))| row == *stands).collect();
    Ok(frame.filter(&BooleanChunked::from_slice("keep".into(), &keep))?)
}
