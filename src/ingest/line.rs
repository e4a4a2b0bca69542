//! Line (一行): the written cells of one row of a grid, each with its column.

use crate::model::raw::Cell;
use crate::model::stock::Stock;

/// The written cells of a row, left to right.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    columns: &'a [u32],
    numbers: &'a [u32],
    stock: &'a Stock,
}

impl<'a> Line<'a> {
    /// Cells by their columns, from left to right, and beside them their numbers in the stock.
    pub(super) const fn new(columns: &'a [u32], numbers: &'a [u32], stock: &'a Stock) -> Self {
        Self { columns, numbers, stock }
    }

    /// How many there are.
    pub(super) const fn len(self) -> usize {
        self.columns.len()
    }

    /// Whether there is none.
    pub(super) const fn is_empty(self) -> bool {
        self.columns.is_empty()
    }

    /// Each with its column.
    pub(super) fn iter(self) -> impl DoubleEndedIterator<Item = (&'a u32, &'a Cell)> + ExactSizeIterator + Clone {
        self.columns.iter().zip(self.numbers).map(move |(column, number)| (column, self.stock.cell(*number)))
    }

    /// Each column with the number of its cell.
    pub(super) fn numbered(self) -> impl Iterator<Item = (u32, u32)> + use<'a> {
        self.columns.iter().copied().zip(self.numbers.iter().copied())
    }

    /// The first.
    pub(super) fn first(self) -> Option<(&'a u32, &'a Cell)> {
        self.iter().next()
    }

    /// The last.
    pub(super) fn last(self) -> Option<(&'a u32, &'a Cell)> {
        self.iter().next_back()
    }

    /// The cell of a row that has no other.
    pub(super) fn only(self) -> Option<&'a Cell> {
        if let [number] = self.numbers { Some(self.stock.cell(*number)) } else { None }
    }

    /// The number of the cell in a column; 0 where nothing is written.
    pub(super) fn at(self, column: u32) -> u32 {
        // Where no cell is blank, a cell's place follows from the first one's column.
        let guess = self.columns.first().map_or(0, |first| column.wrapping_sub(*first)) as usize;
        if self.columns.get(guess) == Some(&column) {
            return self.numbers[guess];
        }
        self.columns.binary_search(&column).map_or(0, |place| self.numbers[place])
    }

    /// The numbers of the cells in these columns, which stand from left to right; 0 where nothing is written.
    pub(super) fn numbers(self, columns: impl Iterator<Item = u32>) -> impl Iterator<Item = u32> {
        let mut written = self.columns.iter().zip(self.numbers).peekable();
        columns.map(move |column| {
            while written.next_if(|(at, _)| **at < column).is_some() {}
            written.next_if(|(at, _)| **at == column).map_or(0, |(_, number)| *number)
        })
    }
}
