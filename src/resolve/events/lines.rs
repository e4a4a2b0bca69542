//! Lines (明细行): the rows of one sheet that bear one order's number.
//!
//! Decides what an equal row is: where every line of the order comes twice, the sheet has the whole order twice and the second is a
//! copy; where others come once, two equal lines are two lines (the same goods twice), and a finding asks to look.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Event;
use super::standing::Standing;
use crate::finding::{Finding, Kind};
use crate::model::frame::Rows;
use crate::model::{Entity, Money};

/// What makes two lines equal: texts, amount, quantity in bits, days.
type Said<'a> = ([Option<&'a str>; 3], Option<i128>, Option<u64>, [Option<NaiveDate>; 3]);

/// What a row says as a line.
pub(super) fn said(rows: Rows<'_>, row: usize) -> Said<'_> {
    (
        ["product", "sku", "batch"].map(|column| rows.text(column, row)),
        rows.micros("amount", row),
        rows.number("quantity", row).map(f64::to_bits),
        ["on", "requested_on", "due_on"].map(|column| rows.date(column, row)),
    )
}

/// Equal lines of an order that a sheet has twice as a whole become copies.
pub(super) fn settle(rows: Rows<'_>, standing: &Standing, event: &mut Event) {
    let winner = event.winner;
    let mut sheets: BTreeMap<u32, Vec<Option<usize>>> = BTreeMap::new();
    for (at, (row, reason)) in event.others.iter().enumerate() {
        if *reason != "copy" {
            let known = sheets.entry(standing.sheet(*row)).or_default();
            known.push(Some(at));
        }
    }
    for (sheet, mut places) in sheets {
        if sheet == standing.sheet(winner) {
            places.insert(0, None);
        }
        let row = |at: &Option<usize>| at.map_or(winner, |at| event.others[at].0);
        let mut lines: BTreeMap<Said<'_>, Vec<Option<usize>>> = BTreeMap::new();
        for at in &places {
            lines.entry(said(rows, row(at))).or_default().push(*at);
        }
        if places.len() > 1 && lines.values().all(|equal| equal.len() > 1) {
            for at in lines.into_values().flat_map(|equal| equal.into_iter().skip(1)).flatten() {
                event.others[at].1 = "copy";
            }
        }
    }
}

/// Orders with equal lines that count each: one finding a sheet, with the money of the lines that may be too many.
pub(in super::super) fn equal(entity: Entity, rows: Rows<'_>, events: &[Event]) -> Vec<Finding> {
    let mut sheets: BTreeMap<(&str, &str), (usize, u32, Option<i128>)> = BTreeMap::new();
    for event in events.iter().filter(|event| event.lines().nth(1).is_some()) {
        let mut met: BTreeMap<Said<'_>, u32> = BTreeMap::new();
        for row in event.lines() {
            let said = said(rows, row);
            let times = met.entry(said).or_default();
            *times += 1;
            if *times > 1 {
                let sheet = (rows.text("file", row).unwrap_or_default(), rows.text("sheet", row).unwrap_or_default());
                let known = sheets.entry(sheet).or_insert((row, 0, None));
                known.1 += 1;
                known.2 = known.2.max(said.1);
            }
        }
    }
    let finding = |(first, lines, largest): (usize, u32, Option<i128>)| {
        let no = rows.text("no", first).unwrap_or_default();
        let mut finding = Finding::new(Kind::LinesEqual).of(entity, "no").at(rows.origin(first)).with("name", no).with("rows", lines);
        finding.money = largest.zip(rows.text("amount_currency", first)).map(|(micros, code)| Money::new(micros, code));
        finding
    };
    sheets.into_values().map(finding).collect()
}
