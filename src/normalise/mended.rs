//! Mended rows (补正行): rows of a returned rejected.xlsx that can be read now, known by the columns that say where they came from.
//!
//! Decides that the row they were made of counts no longer: it is ignored as mended and not given back again. A row that still
//! cannot be read speaks for nobody, so that nothing is dropped.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::finding::{Finding, Kind};
use crate::model::raw::RawTable;
use crate::model::stock::Record;
use crate::model::tidied::Tidied;
use crate::model::{LineageRow, Outcome, folding};

/// A place of origin: file, sheet, row.
pub(super) type Place = (String, String, u32);

/// The headers of rejected.xlsx, folded, in all languages: why, then file, sheet and row.
const WHY: [&str; 3] = ["退回原因", "whyreturned", "motivodellarestituzione"];
const FROM: [&[&str]; 3] = [
    &["来源文件", "来源档案", "sourcefile", "filediorigine"],
    &["来源工作表", "sourcesheet", "fogliodiorigine"],
    &["来源行", "sourcerow", "rigadiorigine"],
];

/// Columns of one table that name the file, the sheet and the row a row came from. A row given back twice has them twice.
pub(super) fn columns(table: &RawTable) -> Vec<[usize; 3]> {
    let keys: Vec<String> = table.columns.iter().map(|column| folding::key(&column.header)).collect();
    if !keys.iter().any(|key| WHY.contains(&key.as_str())) {
        return Vec::new();
    }
    let [files, sheets, rows] =
        FROM.map(|words| keys.iter().enumerate().filter(|(_, key)| words.contains(&key.as_str())).map(|(at, _)| at).collect::<Vec<_>>());
    files.into_iter().zip(sheets).zip(rows).map(|((file, sheet), row)| [file, sheet, row]).collect()
}

/// Where a row says it came from.
pub(super) fn places<'r>(columns: &'r [[usize; 3]], row: Record<'r>) -> impl Iterator<Item = Place> + 'r {
    columns.iter().filter_map(move |at| {
        let [file, sheet, number] = at.map(|at| row.cells.get(at).map(|cell| cell.show().trim().to_owned()).unwrap_or_default());
        Some((file, sheet, number.parse().ok()?)).filter(|(file, ..)| !file.is_empty())
    })
}

/// Takes the mended rows out of what is given back; their lines stay, as ignored.
pub(super) fn settle(mended: &BTreeSet<Place>, tidied: &mut Tidied, findings: &mut Vec<Finding>) {
    if mended.is_empty() {
        return;
    }
    // A sheet's name may begin or end with a blank, which a cell does not keep.
    let is = |file: &str, sheet: &str, row: u32| mended.contains(&(file.trim().to_owned(), sheet.trim().to_owned(), row));
    tidied.refused.retain(|row| !is(&row.origin.file, &row.origin.sheet, row.origin.row));
    let told = |found: &Finding| found.origin.as_ref().is_some_and(|origin| is(&origin.file, &origin.sheet, origin.row));
    findings.retain(|found| found.kind != Kind::RowRejected || !told(found));
    // A record of several rows is named by its first; its lines share the record's id.
    let of = |line: &LineageRow| (Arc::clone(&line.file), Arc::clone(&line.sheet), Arc::clone(&line.record_id));
    let own: BTreeSet<_> = tidied.rejected.iter().filter(|line| is(&line.file, &line.sheet, line.row)).map(of).collect();
    for line in tidied.rejected.iter_mut().filter(|line| own.contains(&of(line))) {
        line.outcome = Outcome::Ignored;
        line.reason = Arc::from("mended");
    }
}
