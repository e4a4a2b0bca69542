//! Copies (副本): files with the same bytes and sheets with the same content. They are read all the same; equal records
//! become one later. A hand-in repeated from another month is no copy but news of its own.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::grid::Grid;
use crate::finding::{Finding, Kind};
use crate::model::Origin;
use crate::model::raw::Cell;

/// Sheets of fewer rows are equal by chance.
const FEWEST_ROWS: u32 = 4;

/// What was seen so far, by content.
#[derive(Debug, Default)]
pub(super) struct Seen {
    files: BTreeMap<String, String>,
    sheets: BTreeMap<(String, String), String>,
}

/// SHA-256 in hex.
pub(super) fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl Seen {
    /// Says so when a file's bytes were seen before.
    pub(super) fn file(&mut self, label: &str, hash: &str) -> Option<Finding> {
        if let Some(first) = self.files.get(hash) {
            return Some(Finding::new(Kind::FileCopy).at(Origin::file(label)).with("of", first));
        }
        self.files.insert(hash.to_owned(), label.to_owned());
        None
    }

    /// Says so when a sheet's cells were seen before, under the same hand-in month.
    pub(super) fn sheet(&mut self, label: &str, grid: &Grid, hand_in: Option<&str>) -> Option<Finding> {
        if grid.non_empty() < FEWEST_ROWS {
            return None;
        }
        let mut digest = Sha256::new();
        for row in grid.row_numbers() {
            for (column, cell) in grid.row(row) {
                digest.update(row.to_le_bytes());
                digest.update(column.to_le_bytes());
                match cell {
                    Cell::Text(text) => digest.update(text.as_bytes()),
                    other => digest.update(other.show().as_bytes()),
                }
                digest.update([0]);
            }
        }
        let key = (hand_in.unwrap_or_default().to_owned(), hex(&digest.finalize()));
        let origin = Origin::sheet(label, &*grid.name);
        if let Some(first) = self.sheets.get(&key) {
            return Some(Finding::new(Kind::FileCopy).at(origin).with("of", first));
        }
        self.sheets.insert(key, origin.to_string());
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::grid::tests::grid;
    use super::*;

    #[test]
    fn the_second_of_two_equal_sheets_is_named() {
        let (mut seen, sheet) = (Seen::default(), grid("s", &["a|b", "1|2", "3|4", "5|6"]));
        assert_eq!(seen.sheet("a.xlsx", &sheet, None), None);
        assert_eq!(seen.sheet("b.xlsx", &sheet, Some("2026-10")), None);
        let copy = seen.sheet("c.xlsx", &sheet, None).unwrap();
        assert_eq!(copy.args, [("of", "a.xlsx › s".to_owned())]);
        assert_eq!(seen.file("a", "1"), None);
        assert!(seen.file("b", "1").is_some());
    }
}
