//! Ledgers (清单): repairs made while reading, customers under several salespeople (撞单), rows of one customer that disagree, and
//! corrections with what they replaced.

use std::collections::BTreeSet;

use rust_xlsxwriter::Worksheet;

use super::super::desk::Desk;
use super::super::page::Page;
use super::super::table::{Cell, Kind, List};
use super::super::theme::Ink;
use super::proof::{SHOWN, alt, column, say, subtitle, text};
use crate::error::Result;
use crate::finding::Kind as Problem;
use crate::model::migration::{Claim, Collision, Conflict, Repair};
use crate::model::money::micros_to_f64;
use crate::model::own::{Answer, Input, Spot};
use crate::model::{Origin, Unit};

/// Months of a collision that are named one by one.
const MONTHS: usize = 6;

/// What was mended, most cells first.
pub(super) fn repairs(desk: &Desk<'_>, repairs: &[Repair]) -> Result<Worksheet> {
    let cells: usize = repairs.iter().map(|repair| repair.count).sum();
    let title = say(desk, "report.repairs_title", &[("count", cells.to_string())]);
    let mut page = Page::titled(desk, &text(desk, "sheet.repairs"), &title, &subtitle(desk))?;
    let columns = vec![
        column(desk, "repair", Kind::Text),
        column(desk, "entity", Kind::Text),
        column(desk, "field", Kind::Text),
        column(desk, "cells", Kind::Number(Unit::Count)).summed(),
        column(desk, "was", Kind::Text),
        column(desk, "is", Kind::Text),
    ];
    let line = |repair: &Repair| {
        let entity = repair.entity.map_or("", |entity| entity.id());
        let label = |key: String| if entity.is_empty() { Cell::Blank } else { Cell::text(desk.words.get(&key)) };
        vec![
            Cell::text(text(desk, &format!("repair.{}", repair.what))),
            label(format!("entity.{entity}")),
            label(format!("field.{entity}.{}", repair.field)),
            Cell::count(u32::try_from(repair.count).unwrap_or(u32::MAX)),
            Cell::text(&repair.was),
            Cell::text(&repair.is),
        ]
    };
    let rows: Vec<_> = repairs.iter().map(line).collect();
    page.list(
        desk,
        &List { name: "repairs".into(), alt: alt(desk, "repairs", rows.len()), columns, rows, total: Some(desk.text("total")) },
    )?;
    page.finish(desk)
}

/// One row a customer and salesperson, the first to have dealt with the customer first.
pub(super) fn collisions(desk: &Desk<'_>, collisions: &[Collision]) -> Result<Worksheet> {
    let title = say(desk, "report.collisions_title", &[("count", collisions.len().to_string())]);
    let mut page = Page::titled(desk, &text(desk, "sheet.collisions"), &title, &subtitle(desk))?;
    page.freeze_columns(2);
    let columns = vec![
        column(desk, "id", Kind::Text),
        column(desk, "customer", Kind::Text),
        column(desk, "staff", Kind::Text),
        column(desk, "first_on", Kind::Date),
        column(desk, "last_on", Kind::Date),
        column(desk, "months_shared", Kind::Number(Unit::Count)),
        column(desk, "months", Kind::Text),
        column(desk, "amounts", Kind::Text),
    ];
    let line = |(collision, claim): (&Collision, &Claim)| {
        let mut months: Vec<String> = collision.months.iter().take(MONTHS).map(ToString::to_string).collect();
        if collision.months.len() > MONTHS {
            months.push("…".to_owned());
        }
        vec![
            Cell::text(&collision.customer),
            Cell::text(&collision.name),
            Cell::text(desk.staff(&claim.staff)),
            Cell::date(claim.first_on),
            Cell::date(claim.last_on),
            Cell::count(u32::try_from(collision.months.len()).unwrap_or(u32::MAX)),
            Cell::text(months.join(" ")),
            Cell::text(amounts(claim)),
        ]
    };
    let sides = collisions.iter().flat_map(|collision| collision.claims.iter().map(move |claim| (collision, claim)));
    let rows: Vec<_> = sides.take(SHOWN).map(line).collect();
    page.note(desk, &text(desk, "report.collisions_note"))?;
    page.list(desk, &List { name: "collisions".into(), alt: alt(desk, "collisions", rows.len()), columns, rows, total: None })?;
    page.finish(desk)
}

/// `USD 12,300 · EUR 500`.
fn amounts(claim: &Claim) -> String {
    let one = |(currency, micros): &(String, i128)| {
        let amount = super::super::number::grouped(micros_to_f64(*micros), 0);
        format!("{} {amount}", if currency.is_empty() { "?" } else { currency })
    };
    claim.amounts.iter().map(one).collect::<Vec<_>>().join(" · ")
}

/// One row a customer, field and unlike value.
pub(super) fn conflicts(desk: &Desk<'_>, conflicts: &[Conflict]) -> Result<Worksheet> {
    let title = say(desk, "report.conflicts_title", &[("count", conflicts.len().to_string())]);
    let mut page = Page::titled(desk, &text(desk, "sheet.conflicts"), &title, &subtitle(desk))?;
    page.freeze_columns(2);
    let columns = vec![
        column(desk, "id", Kind::Text),
        column(desk, "customer", Kind::Text),
        column(desk, "field", Kind::Text),
        column(desk, "kept", Kind::Text),
        column(desk, "others", Kind::Text),
        column(desk, "where", Kind::Code),
    ];
    let spoken = |field: &str, value: &str| match field {
        "country" => desk.country(value),
        "customer_type" | "industry" => desk.value(field, value),
        _ => value.to_owned(),
    };
    let line = |(conflict, (value, origin)): (&Conflict, &(String, Origin))| {
        vec![
            Cell::text(&conflict.customer),
            Cell::text(&conflict.name),
            Cell::text(desk.words.get(&format!("field.customer.{}", conflict.field))),
            Cell::text(spoken(conflict.field, &conflict.kept)),
            Cell::text(spoken(conflict.field, value)),
            Cell::text(desk.place(origin)),
        ]
    };
    let others = conflicts.iter().flat_map(|conflict| conflict.others.iter().map(move |other| (conflict, other)));
    let rows: Vec<_> = others.take(SHOWN).map(line).collect();
    page.note(desk, &text(desk, "report.conflicts_note"))?;
    page.list(desk, &List { name: "conflicts".into(), alt: alt(desk, "conflicts", rows.len()), columns, rows, total: None })?;
    page.finish(desk)
}

/// The corrections that hold.
pub(super) fn corrections_of<'a>(desk: &Desk<'a>) -> Vec<&'a Answer> {
    let is_fix = |answer: &&Answer| matches!(Input::from_id(&answer.input), Some(Input::Fix(_))) && !answer.after.is_empty();
    desk.view.answers.iter().filter(is_fix).collect()
}

/// What was put right, with what stood there before.
pub(super) fn corrections(desk: &Desk<'_>, fixes: &[&Answer]) -> Result<Worksheet> {
    let kinds = [Problem::CorrectionNotApplied, Problem::AnswerNotApplied];
    let missed: BTreeSet<String> = desk
        .findings
        .iter()
        .filter(|finding| kinds.contains(&finding.kind))
        .filter_map(|finding| Some(finding.origin.as_ref()?.to_string()))
        .collect();
    let title = say(desk, "report.corrections_title", &[("count", fixes.len().to_string())]);
    let mut page = Page::titled(desk, &text(desk, "sheet.corrections"), &title, &subtitle(desk))?;
    let columns = vec![
        column(desk, "where", Kind::Code),
        column(desk, "field", Kind::Text),
        column(desk, "was", Kind::Text),
        column(desk, "is", Kind::Text),
        column(desk, "applied", Kind::Word),
        column(desk, "said_in", Kind::Code),
    ];
    let line = |answer: &&Answer| {
        let (place, column) = place(answer);
        let done = !missed.contains(&answer.source)
            && !missed.iter().any(|origin| answer.about.starts_with("cell|") && place.starts_with(origin.as_str()));
        vec![
            Cell::text(place),
            Cell::text(column),
            Cell::text(&answer.before),
            Cell::text(&answer.after),
            if done { Cell::Marked("✓".to_owned(), Ink::Good) } else { Cell::Marked("✗".to_owned(), Ink::Bad) },
            Cell::text(&answer.source),
        ]
    };
    let rows: Vec<_> = fixes.iter().map(line).collect();
    page.list(desk, &List { name: "corrections".into(), alt: alt(desk, "corrections", rows.len()), columns, rows, total: None })?;
    page.finish(desk)
}

/// What an answer puts right: place or customer, and column.
fn place(answer: &Answer) -> (String, String) {
    let column = answer.input.strip_prefix("fix.").unwrap_or_default().to_owned();
    match Spot::parse(&answer.about) {
        Some(Spot::Customer(name)) => (name, column),
        Some(Spot::Cell { file, sheet, row }) if sheet.is_empty() => (format!("{file} › {row}"), column),
        Some(Spot::Cell { file, sheet, row }) => (format!("{file} › {sheet} › {row}"), column),
        None => match answer.about.split('|').collect::<Vec<_>>().as_slice() {
            ["cell", _, file, sheet, row, rest @ ..] => {
                (format!("{file} › {sheet} › {row}"), rest.first().map_or(column, |own| (*own).to_owned()))
            }
            [_, who, ..] => ((*who).to_owned(), column),
            _ => (answer.about.clone(), column),
        },
    }
}
