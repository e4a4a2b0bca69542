//! Control totals (控制总数): rows and money in must equal used + merged + rejected + ignored, file by file and
//! currency by currency. The two sides are counted by different stages: the reader counts rows and normalise adds up
//! money as it reads; the lineage says what became of them.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use crate::error::{Error, Kind, Result};
use crate::model::raw::{FileReport, Intake};
use crate::model::resolved::Resolved;
use crate::model::tidied::Tidied;
use crate::model::view::{Controls, FileControl, MoneyControl};
use crate::model::{LineageRow, Money, Outcome};

/// One line for each non-empty row of this run's files, in canonical order. Rows of carried facts are not inputs.
/// The lines of the earlier stages are moved; metrics asks resolve for its own again.
pub(super) fn lineage(intake: &mut Intake, tidied: &mut Tidied, resolved: &Resolved) -> Vec<LineageRow> {
    let mut rows = mem::take(&mut intake.ignored);
    rows.append(&mut tidied.totals);
    rows.append(&mut tidied.rejected);
    let read: BTreeSet<&str> = intake.files.iter().map(|file| file.file.as_str()).collect();
    rows.extend(resolved.lineage.iter().filter(|row| read.contains(&*row.file)).cloned());
    rows.sort_by(|left, right| (&left.file, &left.sheet, left.row).cmp(&(&right.file, &right.sheet, right.row)));
    let gaps = gaps(intake);
    rows.retain(|row| !gaps.contains(&(&*row.file, &*row.sheet, row.row)));
    one_a_row(rows)
}

/// Blank rows inside the span of a form: no rows of their sheet.
pub(super) fn gaps(intake: &Intake) -> BTreeSet<(&str, &str, u32)> {
    let sheets = intake.files.iter().flat_map(|file| file.sheets.iter().map(|sheet| (file.file.as_str(), sheet)));
    sheets.flat_map(|(file, sheet)| sheet.gaps.iter().map(move |row| (file, sheet.sheet.as_str(), *row))).collect()
}

/// Tables side by side share their rows: a row is what its best record is, with the money of all. Money of another
/// currency keeps a line of its own.
fn one_a_row(rows: Vec<LineageRow>) -> Vec<LineageRow> {
    let mut kept: Vec<LineageRow> = Vec::with_capacity(rows.len());
    for mut row in rows {
        let same = |known: &&mut LineageRow| known.row == row.row && known.sheet == row.sheet && known.file == row.file;
        let Some(known) = kept.last_mut().filter(same) else {
            kept.push(row);
            continue;
        };
        let sum = match (known.money.take(), row.money.take()) {
            (Some(one), Some(other)) if one.currency == other.currency => Some(Money::new(one.micros + other.micros, one.currency)),
            (one, None) => one,
            (None, other) => other,
            (one, Some(other)) => {
                let line = LineageRow { money: Some(other), ..row };
                known.money = one;
                kept.push(line);
                continue;
            }
        };
        if row.outcome < known.outcome {
            *known = row;
        }
        known.money = sum;
    }
    kept
}

/// Both sides of every file and currency.
pub(super) fn totals(files: &[FileReport], tidied: &Tidied, lineage: &[LineageRow]) -> Controls {
    let mut by_file: BTreeMap<&str, [u32; 4]> = BTreeMap::new();
    let mut by_currency: BTreeMap<&str, [i128; 4]> = tidied.money_in.keys().map(|currency| (currency.as_str(), [0; 4])).collect();
    let mut before: Option<&LineageRow> = None;
    for row in lineage {
        let place = place(row.outcome);
        let counted = before.is_some_and(|before| before.row == row.row && before.sheet == row.sheet && before.file == row.file);
        by_file.entry(&row.file).or_default()[place] += u32::from(!counted);
        before = Some(row);
        if let Some(money) = &row.money {
            by_currency.entry(&money.currency).or_default()[place] += money.micros;
        }
    }
    let files = files
        .iter()
        .map(|file| FileControl {
            file: file.file.clone(),
            rows_in: file.sheets.iter().map(|sheet| sheet.rows_non_empty).sum(),
            rows_out: by_file.get(file.file.as_str()).copied().unwrap_or_default(),
        })
        .collect();
    let money = by_currency
        .into_iter()
        .map(|(currency, micros_out)| MoneyControl {
            currency: currency.to_owned(),
            micros_in: tidied.money_in.get(currency).copied().unwrap_or(0),
            micros_out,
        })
        .collect();
    Controls { files, money }
}

/// The place of an outcome in the order of [`Outcome::ALL`].
pub(super) fn place(outcome: Outcome) -> usize {
    Outcome::ALL.iter().position(|known| *known == outcome).unwrap_or(0)
}

/// Nothing is published when a side does not tie.
pub(super) fn must_tie(controls: &Controls) -> Result<()> {
    for file in &controls.files {
        let out: u32 = file.rows_out.iter().sum();
        if out != file.rows_in {
            let what = format!("{}: {} ≠ {out}", file.file, file.rows_in);
            return Err(Error::new(Kind::ControlTotals).with("what", what).with("path", &file.file));
        }
    }
    for money in &controls.money {
        let out: i128 = money.micros_out.iter().sum();
        if out != money.micros_in {
            let what = format!("{}: {} ≠ {out} (10⁻⁶)", money.currency, money.micros_in);
            return Err(Error::new(Kind::ControlTotals).with("what", what).with("path", ""));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::raw::SheetReport;

    fn line(row: u32, outcome: Outcome, micros: i128) -> LineageRow {
        let empty: Arc<str> = Arc::from("");
        LineageRow {
            file: Arc::from("a.csv"),
            sheet: empty.clone(),
            row,
            entity: None,
            outcome,
            record_id: empty.clone(),
            customer_id: empty.clone(),
            reason: empty,
            money: Some(Money::new(micros, "USD")),
        }
    }

    #[test]
    fn tables_side_by_side_share_a_row_and_lose_no_money() {
        let usd = |row, outcome, micros| line(row, outcome, micros);
        let mut euro = line(4, Outcome::Used, 7);
        euro.money = Some(Money::new(7, "EUR"));
        let rows = one_a_row(vec![usd(3, Outcome::Ignored, 5), usd(3, Outcome::Used, 6), usd(4, Outcome::Used, 1), euro]);
        let found: Vec<_> = rows.iter().map(|row| (row.row, row.outcome, row.money.as_ref().map_or(0, |money| money.micros))).collect();
        assert_eq!(found, [(3, Outcome::Used, 11), (4, Outcome::Used, 1), (4, Outcome::Used, 7)]);
    }

    #[test]
    fn a_row_or_a_cent_too_few_stops_the_run() {
        let files = [FileReport {
            file: "a.csv".into(),
            sheets: vec![SheetReport { rows_non_empty: 2, ..SheetReport::default() }],
            ..FileReport::default()
        }];
        let tidied = Tidied { money_in: [("USD".to_owned(), 30)].into(), ..Tidied::default() };
        let both = [line(1, Outcome::Used, 10), line(2, Outcome::Merged, 20)];
        assert!(must_tie(&totals(&files, &tidied, &both)).is_ok());
        assert!(must_tie(&totals(&files, &tidied, &both[..1])).is_err());
        let short = [line(1, Outcome::Used, 10), line(2, Outcome::Merged, 19)];
        assert_eq!(must_tie(&totals(&files, &tidied, &short)).unwrap_err().kind, Kind::ControlTotals);
    }
}
