//! Stock (存货): the distinct cells of a sheet, each held once, and the rows that name them by number.
//!
//! Decides how raw cells lie in memory: a sheet repeats its names, days, states and amounts, so a cell is four bytes, and what
//! was found out about one cell holds for all of the same number.

use std::hash::Hasher;
use std::sync::Arc;

use super::quick::Mix;
use super::raw::{Cell, RawRow};

/// Distinct cells, each under a number of its own; number 0 is the empty cell.
#[derive(Debug, Clone)]
pub struct Stock {
    cells: Vec<Cell>,
    /// Hash and number by hash; number 0 is a free place.
    places: Vec<(u32, u32)>,
}

impl Default for Stock {
    fn default() -> Self {
        Self { cells: vec![Cell::Empty], places: Vec::new() }
    }
}

impl Stock {
    /// How many numbers there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there is nothing but the empty cell.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.cells.len() <= 1
    }

    /// The cell of a number.
    #[must_use]
    pub fn cell(&self, number: u32) -> &Cell {
        self.cells.get(number as usize).unwrap_or(&Cell::Empty)
    }

    /// The text of a number; `None` where the cell is none.
    #[must_use]
    pub fn text_of(&self, number: u32) -> Option<&str> {
        if let Cell::Text(text) = self.cell(number) { Some(text) } else { None }
    }

    /// The cells in the order of their numbers, the empty one first.
    #[must_use]
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The number of a text, taken in at its first meeting.
    pub fn text(&mut self, text: &str) -> u32 {
        let hash = hash_of(0, text.as_bytes());
        match self.find(hash, |cell| matches!(cell, Cell::Text(known) if **known == *text)) {
            Some(number) => number,
            None => self.add(hash, Cell::Text(text.into())),
        }
    }

    /// The number of a cell, taken in at its first meeting.
    pub fn number(&mut self, cell: Cell) -> u32 {
        let hash = match &cell {
            Cell::Empty => return 0,
            Cell::Text(text) => hash_of(0, text.as_bytes()),
            Cell::Number(value) => hash_of(1, &value.to_bits().to_le_bytes()),
            Cell::Bool(value) => hash_of(2, &[u8::from(*value)]),
            Cell::Date(at) => hash_of(3, &at.and_utc().timestamp_millis().to_le_bytes()),
            other => hash_of(4, other.show().as_bytes()),
        };
        let same = |known: &Cell| match (known, &cell) {
            // 0 and -0 are shown differently.
            (Cell::Number(left), Cell::Number(right)) => left.to_bits() == right.to_bits(),
            (left, right) => left == right,
        };
        match self.find(hash, same) {
            Some(number) => number,
            None => self.add(hash, cell),
        }
    }

    /// The number of a text that is known already.
    #[must_use]
    pub fn known(&self, text: &str) -> Option<u32> {
        self.find(hash_of(0, text.as_bytes()), |cell| matches!(cell, Cell::Text(known) if **known == *text))
    }

    /// Lets go of what only finds cells again: no more will come.
    pub fn close(&mut self) {
        self.places = Vec::new();
        self.cells.shrink_to_fit();
    }

    fn find(&self, hash: u32, same: impl Fn(&Cell) -> bool) -> Option<u32> {
        let last = self.places.len().checked_sub(1)?;
        let mut at = hash as usize & last;
        loop {
            match self.places[at] {
                (_, 0) => return None,
                (known, number) if known == hash && same(&self.cells[number as usize]) => return Some(number),
                _ => at = (at + 1) & last,
            }
        }
    }

    fn add(&mut self, hash: u32, cell: Cell) -> u32 {
        if self.cells.len() * 4 >= self.places.len() * 3 {
            let wider = vec![(0, 0); (self.places.len() * 2).max(64)];
            for (hash, number) in std::mem::replace(&mut self.places, wider) {
                if number > 0 {
                    self.settle(hash, number);
                }
            }
        }
        // More cells than numbers do not fit into any limit of the policy.
        let number = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
        self.cells.push(cell);
        self.settle(hash, number);
        number
    }

    fn settle(&mut self, hash: u32, number: u32) {
        let last = self.places.len() - 1;
        let mut at = hash as usize & last;
        while self.places[at].1 != 0 {
            at = (at + 1) & last;
        }
        self.places[at] = (hash, number);
    }
}

#[expect(clippy::cast_possible_truncation, reason = "half of a hash is a hash")]
fn hash_of(kind: u8, bytes: &[u8]) -> u32 {
    let mut mix = Mix::default();
    mix.write(bytes);
    mix.write_u8(kind);
    mix.finish() as u32
}

/// The rows of a table, their cells by number.
#[derive(Debug, Clone, Default)]
pub struct Records {
    stock: Arc<Stock>,
    width: usize,
    spans: Vec<(u32, u32)>,
    numbers: Vec<u32>,
}

impl Records {
    /// No rows yet, of so many cells each.
    #[must_use]
    pub const fn new(stock: Arc<Stock>, width: usize) -> Self {
        Self { stock, width, spans: Vec::new(), numbers: Vec::new() }
    }

    /// Makes room for so many rows at once.
    pub fn reserve(&mut self, rows: usize) {
        self.spans.reserve_exact(rows);
        self.numbers.reserve_exact(rows * self.width);
    }

    /// The cells that rows name.
    #[must_use]
    pub fn stock(&self) -> &Stock {
        &self.stock
    }

    /// How many rows there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Adds a row: its first and last Excel row, and its cells by number; missing ones are empty, further ones are cut off.
    pub fn push(&mut self, (first, last): (u32, u32), numbers: impl IntoIterator<Item = u32>) {
        self.spans.push((first, last));
        self.numbers.extend(numbers.into_iter().take(self.width));
        self.numbers.resize(self.spans.len() * self.width, 0);
    }

    /// Lets the first rows go.
    pub fn forget(&mut self, rows: usize) {
        let rows = rows.min(self.len());
        self.spans.drain(..rows);
        self.numbers.drain(..rows * self.width);
        self.spans.shrink_to_fit();
        self.numbers.shrink_to_fit();
    }

    /// Takes the last row away: its first and last Excel row, and its cells by number.
    pub fn pop(&mut self) -> Option<((u32, u32), Vec<u32>)> {
        let span = self.spans.pop()?;
        Some((span, self.numbers.split_off(self.spans.len() * self.width)))
    }

    /// Puts another cell into a row.
    pub fn put(&mut self, row: usize, column: usize, cell: Cell) {
        if row < self.len() && column < self.width {
            self.numbers[row * self.width + column] = Arc::make_mut(&mut self.stock).number(cell);
        }
    }

    /// A row.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<Record<'_>> {
        let (first, last) = *self.spans.get(row)?;
        let numbers = &self.numbers[row * self.width..(row + 1) * self.width];
        Some(Record { first, last, cells: Cells { numbers, stock: &self.stock } })
    }

    /// The last row.
    #[must_use]
    pub fn last(&self) -> Option<Record<'_>> {
        self.get(self.len().checked_sub(1)?)
    }

    /// The rows from top to bottom.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Record<'_>> + ExactSizeIterator {
        // Every row below the length is there.
        (0..self.len()).map(|row| self.get(row).unwrap_or(Record { first: 0, last: 0, cells: Cells { numbers: &[], stock: &self.stock } }))
    }

    /// The numbers of one column from top to bottom.
    pub fn column(&self, column: usize) -> impl Iterator<Item = u32> {
        let width = self.width.max(1);
        self.numbers.iter().skip(column).step_by(width).copied().take(if column < self.width { usize::MAX } else { 0 })
    }
}

impl FromIterator<RawRow> for Records {
    fn from_iter<T: IntoIterator<Item = RawRow>>(rows: T) -> Self {
        let rows: Vec<RawRow> = rows.into_iter().collect();
        let mut stock = Stock::default();
        let numbered: Vec<((u32, u32), Vec<u32>)> =
            rows.into_iter().map(|row| ((row.first, row.last), row.cells.into_iter().map(|cell| stock.number(cell)).collect())).collect();
        let width = numbered.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
        let mut records = Self::new(Arc::new(stock), width);
        for (span, cells) in numbered {
            records.push(span, cells);
        }
        records
    }
}

impl From<Vec<RawRow>> for Records {
    fn from(rows: Vec<RawRow>) -> Self {
        rows.into_iter().collect()
    }
}

/// One data row.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// First Excel row of the record.
    pub first: u32,
    /// Last Excel row: greater than `first` for forms and rows that continue.
    pub last: u32,
    /// Cells in the order of the table's columns; merged cells filled inside their region.
    pub cells: Cells<'a>,
}

/// The cells of a row.
#[derive(Debug, Clone, Copy)]
pub struct Cells<'a> {
    numbers: &'a [u32],
    stock: &'a Stock,
}

impl<'a> Cells<'a> {
    /// How many columns the row has.
    #[must_use]
    pub const fn len(self) -> usize {
        self.numbers.len()
    }

    /// Whether it has none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.numbers.is_empty()
    }

    /// The cell of a column; `None` beyond the last.
    #[must_use]
    pub fn get(self, column: usize) -> Option<&'a Cell> {
        Some(self.stock.cell(*self.numbers.get(column)?))
    }

    /// The number of a cell; 0 where nothing is written.
    #[must_use]
    pub fn number(self, column: usize) -> u32 {
        self.numbers.get(column).copied().unwrap_or(0)
    }

    /// The cells that numbers name.
    #[must_use]
    pub const fn stock(self) -> &'a Stock {
        self.stock
    }

    /// The cells from left to right.
    pub fn iter(self) -> impl Iterator<Item = &'a Cell> {
        self.numbers.iter().map(move |number| self.stock.cell(*number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text(text.into())
    }

    #[test]
    fn equal_cells_share_a_number_and_unlike_ones_do_not() {
        let mut stock = Stock::default();
        let numbers: Vec<u32> = (0..300).map(|value| stock.number(Cell::Number(f64::from(value)))).collect();
        assert_eq!((numbers[0], numbers[299], stock.len()), (1, 300, 301));
        assert_eq!(stock.number(Cell::Number(7.0)), numbers[7]);
        assert_ne!(stock.number(Cell::Number(-0.0)), numbers[0]);
        let seven = stock.text("7");
        assert_eq!((stock.number(text("7")), stock.known("7"), stock.known("8")), (seven, Some(seven), None));
        assert_eq!(stock.number(Cell::Empty), 0);
        assert_eq!((stock.cell(seven), stock.cell(0)), (&text("7"), &Cell::Empty));
    }

    #[test]
    fn a_cell_is_small() {
        assert_eq!(size_of::<Cell>(), 24, "a short text lies in its cell");
        let mut stock = Stock::default();
        let (text, figure) = (stock.text("7 Rossi"), stock.number(Cell::Number(7.0)));
        assert_eq!((stock.text_of(text), stock.text_of(figure), stock.text_of(0)), (Some("7 Rossi"), None, None));
    }

    #[test]
    fn rows_give_back_what_was_put_in() {
        let row = |first: u32, cells: &[&str]| RawRow { first, last: first, cells: cells.iter().map(|cell| text(cell)).collect() };
        let mut records: Records = [row(3, &["a", "b"]), row(4, &["b"])].into_iter().collect();
        assert_eq!(
            records.iter().map(|row| (row.first, row.cells.iter().map(Cell::show).collect())).collect::<Vec<(u32, Vec<String>)>>(),
            [(3, vec!["a".to_owned(), "b".to_owned()]), (4, vec!["b".to_owned(), String::new()])]
        );
        assert_eq!((records.column(0).collect::<Vec<_>>(), records.column(1).collect::<Vec<_>>()), (vec![1, 2], vec![2, 0]));
        assert_eq!(records.column(2).count(), 0);
        records.put(1, 1, text("c"));
        assert_eq!(records.last().and_then(|row| row.cells.get(1)), Some(&text("c")));
        let mut totals = Records::new(Arc::clone(&records.stock), 2);
        let mut rest = records.clone();
        rest.forget(1);
        assert_eq!((rest.len(), rest.get(0).map(|row| row.first)), (1, Some(4)));
        if let Some((span, cells)) = records.pop() {
            totals.push(span, cells);
        }
        assert_eq!((records.len(), totals.len(), totals.get(0).map(|row| row.cells.number(1))), (1, 1, Some(3)));
    }
}
