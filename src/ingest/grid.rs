//! Grid (格子): a sheet as sparse rows of cells under the numbers Excel shows, with its merged regions.
//!
//! Sparse, because two cells a million rows apart must not cost a million rows; and each distinct cell is held once. Rows
//! without a written cell do not exist here, so the number of rows is the number that control totals count.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::cells;
use super::line::Line;
use super::shelf::Shelf;
use crate::model::raw::Cell;
use crate::model::stock::Stock;

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
    stock: Shelf,
    /// By number.
    rows: Vec<Row>,
    /// All written cells by their number in the stock, row by row.
    numbers: Vec<u32>,
    /// Their columns; rows below one another that fill the same ones share them.
    columns: Vec<u32>,
    regions: Vec<Region>,
    regions_of_row: BTreeMap<u32, Vec<usize>>,
}

/// A written row: where its cells are. Behind them is room for some that come out of order.
#[derive(Debug, Clone, Copy)]
struct Row {
    number: u32,
    start: usize,
    /// Where its columns are.
    shape: usize,
    length: u32,
    room: u32,
}

impl Row {
    const fn range(self) -> Range<usize> {
        self.start..self.start + self.length as usize
    }

    const fn columns(self) -> Range<usize> {
        self.shape..self.shape + self.length as usize
    }
}

/// Rows of regions beyond this only cost memory: thousands of regions, each over thousands of rows, are no table.
const MOST_NOTED: usize = 2_000_000;

impl Grid {
    /// An empty sheet.
    pub(super) fn new(name: &str, hidden: bool) -> Self {
        Self { name: Arc::from(name), hidden, ..Self::default() }
    }

    /// Writes a cell; an empty one leaves no trace.
    pub(super) fn put(&mut self, row: u32, column: u32, cell: Cell) {
        let number = self.stock.get_mut().number(cell);
        self.write(row, column, number);
    }

    /// Writes a text without its outer blanks; nothing but blanks leaves no trace. Whether something was written.
    pub(super) fn put_text(&mut self, row: u32, column: u32, text: &str) -> bool {
        let number = self.number_of(text);
        self.write(row, column, number);
        number > 0
    }

    /// The number of a text without its outer blanks; 0 where there is nothing else.
    pub(super) fn number_of(&mut self, text: &str) -> u32 {
        let plain = cells::plain(text);
        if plain.is_empty() { 0 } else { self.stock.get_mut().text(&plain) }
    }

    /// Writes a cell by its number. Readers give cells from left to right and rows from top to bottom; what comes otherwise finds its place too.
    pub(super) fn write(&mut self, row: u32, column: u32, number: u32) {
        if number == 0 {
            return;
        }
        if self.rows.last().is_none_or(|last| last.number < row) {
            self.share_columns();
            self.rows.push(self.blank(row));
        }
        let (end, columns) = (self.numbers.len(), self.columns.len());
        match self.rows.last_mut().filter(|last| last.number == row && (last.range().end, last.columns().end) == (end, columns)) {
            Some(last) if last.length == 0 || self.columns[columns - 1] < column => {
                last.length += 1;
                last.room = last.length;
                self.columns.push(column);
                self.numbers.push(number);
            }
            _ => self.amend(row, column, number),
        }
    }

    const fn blank(&self, row: u32) -> Row {
        Row { number: row, start: self.numbers.len(), shape: self.columns.len(), length: 0, room: 0 }
    }

    /// The last row is full: it takes the columns of the one above where they are the same. Neither has room behind it, so that a
    /// cell written later moves it away first.
    fn share_columns(&mut self) {
        if let [.., above, last] = self.rows.as_mut_slice()
            && above.room == above.length
            && last.room == last.length
            && last.columns().end == self.columns.len()
            && self.columns[above.columns()] == self.columns[last.columns()]
        {
            self.columns.truncate(last.shape);
            last.shape = above.shape;
        }
    }

    /// Writes a cell out of order. A row that needs more room moves to the end, with as much again behind it.
    fn amend(&mut self, row: u32, column: u32, number: u32) {
        let place = self.place(row).unwrap_or_else(|place| {
            self.rows.insert(place, self.blank(row));
            place
        });
        let own = self.rows[place];
        let at = match self.columns[own.columns()].binary_search(&column) {
            Ok(at) => {
                self.numbers[own.start + at] = number;
                return;
            }
            Err(at) => at,
        };
        if own.length == own.room {
            let (Row { start, shape, .. }, room) = (self.blank(row), (own.length * 2).max(4));
            for (all, cells, start) in [(&mut self.columns, own.columns(), shape), (&mut self.numbers, own.range(), start)] {
                all.extend_from_within(cells);
                all.resize(start + room as usize, 0);
            }
            self.rows[place] = Row { start, shape, room, ..own };
        }
        let own = &mut self.rows[place];
        own.length += 1;
        for (all, cells, value) in [(&mut self.columns, own.columns(), column), (&mut self.numbers, own.range(), number)] {
            let cells = &mut all[cells];
            cells[at..].rotate_right(1);
            cells[at] = value;
        }
    }

    fn place(&self, row: u32) -> Result<usize, usize> {
        // Where no row is blank, a row's place follows from the first row's number.
        let guess = self.rows.first().map_or(0, |first| row.wrapping_sub(first.number)) as usize;
        if self.rows.get(guess).is_some_and(|at| at.number == row) {
            return Ok(guess);
        }
        self.rows.binary_search_by_key(&row, |at| at.number)
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
            let rows: Vec<u32> = self.rows[first..].iter().map(|row| row.number).take_while(|row| *row <= region.last_row).collect();
            noted += rows.len();
            for row in rows {
                self.regions_of_row.entry(row).or_default().push(index);
            }
        }
        self.regions = regions;
    }

    /// Numbers of the rows with at least one written cell.
    pub(super) fn row_numbers(&self) -> impl Iterator<Item = u32> {
        self.rows.iter().map(|row| row.number)
    }

    /// How many rows have at least one written cell.
    pub(super) fn non_empty(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    /// The distinct cells.
    pub(super) fn stock(&self) -> &Stock {
        self.stock.get()
    }

    /// The distinct cells, to take in more.
    pub(super) fn stock_mut(&mut self) -> &mut Stock {
        self.stock.get_mut()
    }

    /// The distinct cells, for tables to keep.
    pub(super) fn share_stock(&mut self) -> Arc<Stock> {
        self.stock.share()
    }

    /// Every written cell by its number, with its row, from the top.
    pub(super) fn numbers(&self) -> impl Iterator<Item = (u32, u32)> {
        self.rows.iter().flat_map(|row| self.numbers[row.range()].iter().map(|number| (row.number, *number)))
    }

    /// Puts other cells in place of all that have these numbers.
    pub(super) fn renumber(&mut self, others: &BTreeMap<u32, u32>) {
        for number in &mut self.numbers {
            *number = others.get(number).copied().unwrap_or(*number);
        }
    }

    /// The written cells of a row, left to right.
    pub(super) fn row(&self, row: u32) -> Line<'_> {
        self.place(row).map_or(Line::new(&[], &[], self.stock()), |place| self.line(self.rows[place]))
    }

    fn line(&self, row: Row) -> Line<'_> {
        Line::new(&self.columns[row.columns()], &self.numbers[row.range()], self.stock())
    }

    /// The written rows from top to bottom.
    pub(super) fn lines(&self) -> impl Iterator<Item = (u32, Line<'_>)> {
        self.rows.iter().map(|row| (row.number, self.line(*row)))
    }

    /// Whether merged regions reach into a row.
    pub(super) fn is_merged(&self, row: u32) -> bool {
        self.regions_of_row.contains_key(&row)
    }

    /// The cell as written.
    pub(super) fn get(&self, row: u32, column: u32) -> &Cell {
        self.stock().cell(self.number(row, column))
    }

    /// The number of the cell as written; 0 where nothing is.
    pub(super) fn number(&self, row: u32, column: u32) -> u32 {
        self.row(row).at(column)
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

    /// The number of the cell, or of what stands above it in a region of its own column. A region over several columns is a
    /// caption, not a value of each.
    pub(super) fn filled_down(&self, row: u32, column: u32) -> u32 {
        let number = self.number(row, column);
        match self.region(row, column).filter(|_| number == 0) {
            Some(region) if region.first_column == column => self.number(region.first_row, region.first_column),
            _ => number,
        }
    }

    /// The part of the sheet between two columns, as a sheet of its own.
    pub(super) fn between(&self, first_column: u32, last_column: u32) -> Self {
        let mut part = Self { stock: self.stock.clone(), ..Self::new(&self.name, self.hidden) };
        let inside = |column: u32| (first_column..=last_column).contains(&column);
        for row in &self.rows {
            for (column, number) in self.line(*row).numbered().filter(|(column, _)| inside(*column)) {
                part.write(row.number, column, number);
            }
        }
        part.merge(self.regions.iter().filter(|region| inside(region.first_column)).copied().collect());
        part
    }

    /// The nearest written row below.
    pub(super) fn below(&self, row: u32) -> Option<u32> {
        let next = self.place(row).map_or_else(|place| place, |place| place + 1);
        self.rows.get(next).map(|row| row.number)
    }
}

#[cfg(test)]
pub(super) mod tests;
