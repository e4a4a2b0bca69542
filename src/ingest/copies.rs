//! Copies (副本): files with the same bytes and sheets with the same content. They are read all the same; equal records
//! become one later. A hand-in repeated from another month is no copy but news of its own.

use std::collections::BTreeMap;
use std::hash::Hasher;

use sha2::{Digest, Sha256};

use super::grid::Grid;
use crate::finding::{Finding, Kind};
use crate::model::Origin;
use crate::model::quick::Mix;
use crate::model::raw::Cell;

/// Sheets of fewer rows are equal by chance.
const FEWEST_ROWS: u32 = 4;

/// What was seen so far, by content.
#[derive(Debug, Default)]
pub(super) struct Seen {
    files: BTreeMap<String, String>,
    sheets: BTreeMap<(String, [u64; 2]), String>,
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
        let digest = content(grid);
        let key = (hand_in.unwrap_or_default().to_owned(), digest);
        let origin = Origin::sheet(label, &*grid.name);
        if let Some(first) = self.sheets.get(&key) {
            return Some(Finding::new(Kind::FileCopy).at(origin).with("of", first));
        }
        self.sheets.insert(key, origin.to_string());
        None
    }
}

/// What stands where on a sheet. Each distinct text is taken in once, with the number of its first place: a number and the text
/// that says the same are one, so that a sheet and its copy as text are equal. Two quick hashes tell sheets apart that nobody
/// made to be mistaken; a mistake is a remark and nothing more.
fn content(grid: &Grid) -> [u64; 2] {
    let stock = grid.stock();
    let alike = |(number, cell): (u32, &Cell)| match cell {
        Cell::Empty | Cell::Text(_) => number,
        other => stock.known(&other.show()).unwrap_or(number),
    };
    let said: Vec<u32> = (0..).zip(stock.cells()).map(alike).collect();
    let mut met = vec![0_u32; said.len()];
    let (mut count, mut mixed) = (0, [Mix::default(), Mix::default()]);
    mixed[1].write_u8(1);
    let mut add = |bytes: &[u8]| mixed.iter_mut().for_each(|mix| mix.write(bytes));
    for (row, line) in grid.lines() {
        add(&row.to_le_bytes());
        for (column, number) in line.numbered() {
            let own = said[number as usize];
            if met[own as usize] == 0 {
                count += 1;
                met[own as usize] = count;
                match stock.cell(own) {
                    Cell::Text(text) => add(text.as_bytes()),
                    other => add(other.show().as_bytes()),
                }
            }
            add(&(u64::from(column) << 32 | u64::from(met[own as usize])).to_le_bytes());
        }
    }
    mixed.map(|mix| mix.finish())
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
        let mut typed = Grid::new("s", false);
        for (row, line) in (1_u32..).zip(["a|b", "1|2", "3|4", "5|6"]) {
            for (column, text) in (1_u32..).zip(line.split('|')) {
                typed.put_text(row, column, text);
            }
        }
        assert!(seen.sheet("c.csv", &typed, None).is_some(), "figures written as text");
        typed.put_text(5, 1, "7");
        assert_eq!(seen.sheet("c.csv", &typed, None), None);
        assert_eq!(seen.file("a", "1"), None);
        assert!(seen.file("b", "1").is_some());
    }
}
