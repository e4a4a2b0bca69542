//! Grid (格子): a sheet as sparse rows of cells under the numbers Excel shows, with its merged regions.
//!
//! Sparse, because two cells a million rows apart must not cost a million rows. Rows without a written cell do not
//! exist here, so the number of rows is the number that control totals count.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::raw::Cell;

/// A merged region, corners included, rows and columns from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Region {
    pub(super) first_row: u32,
    pub(super) last_row: u32,
    pub(super) first_column: u32,
    pub(super) last_column: u32,
}

/// One sheet.
#[derive(Debug, Clone, Default)]
pub(super) struct Grid {
    /// Sheet name, as written; empty for a text file.
    pub(super) name: Arc<str>,
    /// Hidden in Excel.
    pub(super) hidden: bool,
    /// By number.
    rows: Vec<(u32, Vec<(u32, Cell)>)>,
    regions: Vec<Region>,
    regions_of_row: BTreeMap<u32, Vec<usize>>,
}

/// Rows of regions beyond this only cost memory: thousands of regions, each over thousands of rows, are no table.
const MOST_NOTED: usize = 2_000_000;

static NOTHING: Cell = Cell::Empty;

impl Grid {
    /// An empty sheet.
    pub(super) fn new(name: &str, hidden: bool) -> Self {
        Self { name: Arc::from(name), hidden, rows: Vec::new(), regions: Vec::new(), regions_of_row: BTreeMap::new() }
    }

    /// Writes a cell; an empty one leaves no trace.
    pub(super) fn put(&mut self, row: u32, column: u32, cell: Cell) {
        if cell.is_empty() {
            return;
        }
        let width = self.rows.last().map_or(0, |(_, cells)| cells.len());
        let cells = self.row_to_write(row, width);
        match cells.last() {
            Some((last, _)) if *last >= column => match cells.binary_search_by_key(&column, |(at, _)| *at) {
                Ok(place) => cells[place].1 = cell,
                Err(place) => cells.insert(place, (column, cell)),
            },
            _ => cells.push((column, cell)),
        }
    }

    /// Readers give rows from top to bottom; a row like the one above takes room for as many cells at once.
    fn row_to_write(&mut self, row: u32, width: usize) -> &mut Vec<(u32, Cell)> {
        let place = match self.rows.last() {
            Some((last, _)) if *last == row => self.rows.len() - 1,
            Some((last, _)) if *last > row => match self.rows.binary_search_by_key(&row, |(at, _)| *at) {
                Ok(place) => place,
                Err(place) => {
                    self.rows.insert(place, (row, Vec::new()));
                    place
                }
            },
            _ => {
                self.rows.push((row, Vec::with_capacity(width)));
                self.rows.len() - 1
            }
        };
        &mut self.rows[place].1
    }

    fn place(&self, row: u32) -> Result<usize, usize> {
        // Where no row is blank, a row's place follows from the first row's number.
        let guess = self.rows.first().map_or(0, |(first, _)| row.wrapping_sub(*first)) as usize;
        if self.rows.get(guess).is_some_and(|(at, _)| *at == row) {
            return Ok(guess);
        }
        self.rows.binary_search_by_key(&row, |(at, _)| *at)
    }

    /// Adds merged regions, once all cells are written.
    pub(super) fn merge(&mut self, regions: Vec<Region>) {
        let mut noted = 0_usize;
        for (index, region) in regions.iter().enumerate() {
            if region.first_row > region.last_row || region.first_column > region.last_column {
                continue;
            }
            if noted > MOST_NOTED {
                break;
            }
            let first = self.place(region.first_row).unwrap_or_else(|place| place);
            let rows: Vec<u32> = self.rows[first..].iter().map(|(row, _)| *row).take_while(|row| *row <= region.last_row).collect();
            noted += rows.len();
            for row in rows {
                self.regions_of_row.entry(row).or_default().push(index);
            }
        }
        self.regions = regions;
    }

    /// Numbers of the rows with at least one written cell.
    pub(super) fn row_numbers(&self) -> impl Iterator<Item = u32> {
        self.rows.iter().map(|(row, _)| *row)
    }

    /// How many rows have at least one written cell.
    pub(super) fn non_empty(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    /// Every written cell with its row, to be changed.
    pub(super) fn cells_mut(&mut self) -> impl Iterator<Item = (u32, &mut Cell)> {
        self.rows.iter_mut().flat_map(|(row, cells)| cells.iter_mut().map(|(_, cell)| (*row, cell)))
    }

    /// The written cells of a row, left to right.
    pub(super) fn row(&self, row: u32) -> &[(u32, Cell)] {
        self.place(row).map_or(&[], |place| &self.rows[place].1)
    }

    /// The written cells of a row, which keeps its number and nothing else; `None` where a merged region needs them.
    pub(super) fn take_row(&mut self, row: u32) -> Option<Vec<(u32, Cell)>> {
        let place = self.place(row).ok().filter(|_| !self.regions_of_row.contains_key(&row))?;
        Some(std::mem::take(&mut self.rows[place].1))
    }

    /// The cell as written.
    pub(super) fn get(&self, row: u32, column: u32) -> &Cell {
        let cells = self.row(row);
        cells.binary_search_by_key(&column, |(at, _)| *at).map_or(&NOTHING, |place| &cells[place].1)
    }

    /// The merged region a cell lies in.
    pub(super) fn region(&self, row: u32, column: u32) -> Option<Region> {
        let indices = self.regions_of_row.get(&row)?;
        indices.iter().map(|index| self.regions[*index]).find(|region| (region.first_column..=region.last_column).contains(&column))
    }

    /// The cell, or what its merged region shows.
    pub(super) fn shown(&self, row: u32, column: u32) -> &Cell {
        let cell = self.get(row, column);
        if !cell.is_empty() {
            return cell;
        }
        self.region(row, column).map_or(cell, |region| self.get(region.first_row, region.first_column))
    }

    /// The cell, or what stands above it in a region of its own column. A region over several columns is a caption,
    /// not a value of each.
    pub(super) fn filled_down(&self, row: u32, column: u32) -> &Cell {
        let cell = self.get(row, column);
        if !cell.is_empty() {
            return cell;
        }
        match self.region(row, column) {
            Some(region) if region.first_column == column => self.get(region.first_row, region.first_column),
            _ => cell,
        }
    }

    /// The part of the sheet between two columns, as a sheet of its own.
    pub(super) fn between(&self, first_column: u32, last_column: u32) -> Self {
        let mut part = Self::new(&self.name, self.hidden);
        let inside = |column: u32| (first_column..=last_column).contains(&column);
        for (row, cells) in &self.rows {
            let cells: Vec<(u32, Cell)> = cells.iter().filter(|(column, _)| inside(*column)).cloned().collect();
            if !cells.is_empty() {
                part.rows.push((*row, cells));
            }
        }
        part.merge(self.regions.iter().filter(|region| inside(region.first_column)).copied().collect());
        part
    }

    /// The nearest written row below.
    pub(super) fn below(&self, row: u32) -> Option<u32> {
        let next = self.place(row).map_or_else(|place| place, |place| place + 1);
        self.rows.get(next).map(|(row, _)| *row)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A sheet from literal rows: `|` between cells, numbers as numbers, rows from 1.
    pub(in crate::ingest) fn grid(name: &str, rows: &[&str]) -> Grid {
        let mut grid = Grid::new(name, false);
        for (row, line) in (1_u32..).zip(rows) {
            for (column, text) in (1_u32..).zip(line.split('|')) {
                let text = text.trim();
                let cell = match text.parse::<f64>() {
                    _ if text.is_empty() => Cell::Empty,
                    Ok(number) => Cell::Number(number),
                    Err(_) => Cell::Text(text.into()),
                };
                grid.put(row, column, cell);
            }
        }
        grid
    }

    #[test]
    fn blank_rows_do_not_exist_and_cells_keep_their_numbers() {
        let grid = grid("s", &["a||b", "", "1"]);
        assert_eq!(grid.non_empty(), 2);
        assert_eq!(grid.get(1, 3), &Cell::Text("b".into()));
        assert_eq!(grid.get(3, 1), &Cell::Number(1.0));
        assert_eq!(grid.below(1), Some(3));
    }

    #[test]
    fn a_region_is_filled_only_inside_itself() {
        let mut grid = grid("s", &["h||x", "德国|1|", "|2|", "|3|"]);
        grid.merge(vec![
            Region { first_row: 1, last_row: 1, first_column: 1, last_column: 2 },
            Region { first_row: 2, last_row: 3, first_column: 1, last_column: 1 },
        ]);
        assert_eq!(grid.shown(1, 2), &Cell::Text("h".into()));
        assert_eq!(grid.filled_down(1, 2), &Cell::Empty);
        assert_eq!(grid.filled_down(3, 1), &Cell::Text("德国".into()));
        assert_eq!(grid.filled_down(4, 1), &Cell::Empty);
    }
}
