//! Account (行账): what became of each row of a sheet, in runs of rows that fared alike.
//!
//! Nothing is merged with other files here: a row is *merged* when it continues the record above it (a form).

use std::collections::BTreeMap;

use super::Seen;
use crate::model::raw::{FileReport, RawTable, SheetReport};
use crate::model::{LineageRow, Outcome};

/// Rows that follow one another and fared alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) first: u32,
    pub(super) last: u32,
    /// The written rows among them.
    pub(super) rows: Vec<u32>,
    pub(super) outcome: Outcome,
    pub(super) reason: String,
    /// Place among the sheet's tables; `None` outside them.
    pub(super) table: Option<usize>,
}

/// The tables of one sheet, in order.
pub(super) fn tables<'a>(seen: &Seen<'a>, file: &FileReport, sheet: &SheetReport) -> Vec<&'a RawTable> {
    let here = |table: &&RawTable| *table.origin.file == *file.file && *table.origin.sheet == *sheet.sheet;
    seen.intake.tables.iter().filter(here).collect()
}

/// Every written row of a sheet, in runs.
pub(super) fn runs(seen: &Seen<'_>, file: &FileReport, sheet: &SheetReport) -> Vec<Run> {
    let mut rows: BTreeMap<u32, (Outcome, String, Option<usize>)> = BTreeMap::new();
    let here = |line: &&LineageRow| *line.file == *file.file && *line.sheet == *sheet.sheet;
    let fate = |line: &LineageRow| (line.outcome, line.reason.to_string());
    for line in seen.intake.ignored.iter().filter(here) {
        let (outcome, reason) = fate(line);
        rows.insert(line.row, (outcome, reason, None));
    }
    let refused: BTreeMap<u32, (Outcome, String)> =
        seen.tidied.totals.iter().chain(&seen.tidied.rejected).filter(here).map(|line| (line.row, fate(line))).collect();
    for (place, table) in tables(seen, file, sheet).into_iter().enumerate() {
        for row in table.rows.iter().chain(table.totals.iter()) {
            for number in (row.first..=row.last).filter(|number| sheet.gaps.binary_search(number).is_err()) {
                let own = if number == row.first { (Outcome::Used, String::new()) } else { (Outcome::Merged, "continued".to_owned()) };
                let (outcome, reason) = refused.get(&number).cloned().unwrap_or(own);
                // Of tables side by side, the row is what its best record is.
                let known = rows.get(&number).is_some_and(|(known, _, table)| table.is_some() && *known <= outcome);
                if !known {
                    rows.insert(number, (outcome, reason, Some(place)));
                }
            }
        }
    }
    let mut runs: Vec<Run> = Vec::new();
    for (row, (outcome, reason, table)) in rows {
        match runs.last_mut() {
            Some(run) if run.outcome == outcome && run.reason == reason && run.table == table && reason != "continued" => {
                run.last = row;
                run.rows.push(row);
            }
            _ => runs.push(Run { first: row, last: row, rows: vec![row], outcome, reason, table }),
        }
    }
    runs
}

/// Rows by outcome, in the order of [`Outcome::ALL`].
pub(super) fn counts(runs: &[Run]) -> [u32; 4] {
    let mut counts = [0; 4];
    for run in runs {
        counts[Outcome::ALL.iter().position(|known| *known == run.outcome).unwrap_or(0)] +=
            u32::try_from(run.rows.len()).unwrap_or(u32::MAX);
    }
    counts
}

/// First and last row and column of a table, header and totals included.
pub(super) fn region(table: &RawTable) -> Option<(u32, u32, u32, u32)> {
    let rows =
        || table.rows.iter().chain(table.totals.iter()).flat_map(|row| [row.first, row.last]).chain(table.header_rows.iter().copied());
    let columns = || table.columns.iter().map(|column| column.index).filter(|index| *index > 0);
    Some((rows().min()?, rows().max()?, columns().min()?, columns().max()?))
}
