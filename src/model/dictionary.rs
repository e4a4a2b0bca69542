//! Dictionary (字典列): a text column while it grows: each distinct text once, each cell a number of one, two or four bytes.
//!
//! Decides that a column whose texts hardly ever repeat (order numbers) is no longer searched for equal ones, so that it costs
//! little more than its letters.

use std::hash::Hasher;

use polars::prelude::{Column, IdxCa, IntoColumn, NewChunkedArray, PolarsResult, Scalar, StringChunked, StringChunkedBuilder};

use super::narrow::{Ends, Numbers};
use super::quick::Mix;
use super::raw::Cell;
use super::stock::Stock;

/// Texts looked at before a column is taken for one of unlike texts.
const PROBE: usize = 4_096;

/// A growing text column.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    letters: String,
    /// Where each text ends among the letters.
    ends: Ends,
    /// Hash and number by hash; number 0 is a free place. `None` where texts hardly repeat.
    places: Option<Vec<(u32, u32)>>,
    /// The number of the text before.
    latest: u32,
    /// By cell; 0 is null.
    numbers: Numbers,
    /// Cells that will come in all, as far as is known.
    expected: usize,
    /// Cells of a sheet pushed before, with the numbers of their texts, each at the place its own number names.
    met: Vec<(u32, u32)>,
}

/// Cells remembered at once: the days of some years, in all their styles.
const MET: usize = 4_096;

impl Dictionary {
    /// An empty column, searched for equal texts; so many cells are to come.
    #[must_use]
    pub fn new(expected: usize) -> Self {
        Self { places: Some(Vec::new()), numbers: Numbers::Byte(Vec::with_capacity(expected)), expected, ..Self::default() }
    }

    /// An empty column of texts that are all unlike (ids).
    #[must_use]
    pub fn of_unlike(expected: usize) -> Self {
        Self { numbers: Numbers::Counting(0, expected), expected, ..Self::default() }
    }

    /// So many cells are to come in all.
    pub fn expect(&mut self, expected: usize) {
        self.expected = expected;
        self.numbers.expect(expected);
        if self.places.is_none() {
            self.make_room();
        }
    }

    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Nulls up to this height.
    pub fn reach(&mut self, height: usize) {
        self.numbers.nulls(height);
    }

    /// Adds a cell.
    pub fn push(&mut self, text: Option<&str>) {
        let number = text.map_or(0, |text| self.number(text));
        self.numbers.push(number);
    }

    /// The same text in all cells up to this height.
    pub fn fill(&mut self, text: &str, height: usize) {
        let number = self.number(text);
        while self.numbers.len() < height {
            self.numbers.push(number);
        }
    }

    /// No more cells of this stock will come: those of another have numbers of their own.
    pub fn turn(&mut self) {
        self.met = Vec::new();
    }

    /// The text of a cell.
    #[must_use]
    pub fn get(&self, cell: usize) -> Option<&str> {
        Some(self.text(self.numbers.get(cell).checked_sub(1)? as usize))
    }

    /// Adds a cell of this stock, as it is shown. A cell pushed again is not searched again, as long as no other took its place.
    pub fn push_cell(&mut self, cell: u32, stock: &Stock) {
        if self.places.is_none() {
            let number = self.number_of(cell, stock);
            return self.numbers.push(number);
        }
        if self.met.is_empty() {
            let left = self.expected.saturating_sub(self.numbers.len());
            self.met.resize(left.next_power_of_two().min(MET), (0, 0));
        }
        let at = cell as usize & (self.met.len() - 1);
        let number = match self.met[at] {
            (known, number) if known == cell && cell > 0 => number,
            _ => {
                let number = self.number_of(cell, stock);
                // The column may just have been found to be one of unlike texts.
                if let Some(place) = self.met.get_mut(at) {
                    *place = (cell, number);
                }
                number
            }
        };
        self.numbers.push(number);
    }

    fn number_of(&mut self, cell: u32, stock: &Stock) -> u32 {
        match stock.cell(cell) {
            Cell::Empty => 0,
            Cell::Text(text) => self.number(text),
            other => self.number(&other.show()),
        }
    }

    /// Room for what will come of unlike texts, as long as those before.
    fn make_room(&mut self) {
        let more = self.expected.saturating_sub(self.numbers.len());
        self.letters.reserve(self.letters.len().div_ceil(self.numbers.len().max(1)) * more);
        self.ends.reserve(more);
    }

    fn text(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends.get(before));
        &self.letters[start..self.ends.get(at)]
    }

    fn number(&mut self, text: &str) -> u32 {
        if self.ends.len() == PROBE && self.numbers.len() < PROBE + PROBE / 8 {
            self.places = None;
            self.numbers.count_up();
            self.turn();
            self.make_room();
        }
        let (mut hash, mut free) = (0, None);
        if let Some(places) = &self.places
            && let Some(last) = places.len().checked_sub(1)
        {
            // Neighbours often say the same.
            if self.text(self.latest as usize - 1) == text {
                return self.latest;
            }
            hash = hash_of(text);
            let mut at = hash as usize & last;
            loop {
                match places[at] {
                    (_, 0) => break,
                    (known, number) if known == hash && self.text(number as usize - 1) == text => {
                        self.latest = number;
                        return number;
                    }
                    _ => at = (at + 1) & last,
                }
            }
            free = Some(at);
        }
        if self.places.is_none() && self.ends.len() == 64 {
            self.make_room();
        }
        self.letters.push_str(text);
        self.ends.push(self.letters.len());
        // A frame cannot have more rows than such numbers.
        let number = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.latest = number;
        if let Some(places) = &mut self.places {
            match free.filter(|_| self.ends.len() * 4 <= places.len() * 3) {
                Some(at) => places[at] = (hash, number),
                None => widen(places, (hash_of(text), number)),
            }
        }
        number
    }

    /// The column. A single text in all rows is kept once.
    ///
    /// # Errors
    /// When a number has no text: a fault of the program.
    pub fn into_column(self, name: &str) -> PolarsResult<Column> {
        let (mut builder, mut start) = (StringChunkedBuilder::new(name.into(), self.ends.len()), 0);
        for at in 0..self.ends.len() {
            let end = self.ends.get(at);
            builder.append_value(&self.letters[start..end]);
            start = end;
        }
        let (height, texts) = (self.numbers.len(), self.ends.len());
        drop((self.letters, self.ends, self.places));
        let distinct: StringChunked = builder.finish();
        if texts == height && self.numbers.iter().zip(1..).all(|(number, place)| number == place) {
            return Ok(distinct.into_column());
        }
        if texts == 1 && self.numbers.iter().all(|number| number == 1) {
            let text = Scalar::from(polars::prelude::PlSmallStr::from_str(distinct.get(0).unwrap_or_default()));
            return Ok(Column::new_scalar(name.into(), text, height));
        }
        let places = IdxCa::from_iter_options("places".into(), self.numbers.iter().map(|number| number.checked_sub(1)));
        distinct.into_column().take(&places)
    }
}

fn widen(places: &mut Vec<(u32, u32)>, more: (u32, u32)) {
    let wider = vec![(0, 0); (places.len() * 2).max(16)];
    let last = wider.len() - 1;
    for (hash, number) in std::mem::replace(places, wider).into_iter().chain([more]) {
        if number > 0 {
            let mut at = hash as usize & last;
            while places[at].1 > 0 {
                at = (at + 1) & last;
            }
            places[at] = (hash, number);
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "half of a hash is a hash")]
fn hash_of(text: &str) -> u32 {
    let mut mix = Mix::default();
    mix.write(text.as_bytes());
    mix.finish() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(texts: &[Option<String>]) -> Dictionary {
        let mut column = Dictionary::new(texts.len());
        for text in texts {
            column.push(text.as_deref());
        }
        column
    }

    fn said(column: Dictionary) -> Vec<Option<String>> {
        let column = column.into_column("a").unwrap();
        column.str().unwrap().iter().map(|text| text.map(str::to_owned)).collect()
    }

    #[test]
    fn every_cell_comes_back_whatever_the_width() {
        let text = |at: usize| (!at.is_multiple_of(5)).then(|| format!("customer number {}", at * 7919 % 70_001));
        for rows in [0, 1, 300, 5_000, 90_000] {
            let texts: Vec<_> = (0..rows).map(text).collect();
            assert_eq!(said(back(&texts)), texts, "{rows}");
        }
    }

    #[test]
    fn cells_pushed_by_number_say_what_their_texts_say() {
        let mut stock = Stock::default();
        let cells: Vec<u32> = (0..30_000).map(|at| if at % 7 == 0 { 0 } else { stock.text(&format!("day {}", at * 31 % 9_001)) }).collect();
        let (mut by_number, mut by_text) = (Dictionary::new(cells.len()), Dictionary::new(cells.len()));
        for cell in &cells {
            by_number.push_cell(*cell, &stock);
            by_text.push(stock.text_of(*cell));
        }
        // Another sheet's cells have the same numbers for other texts.
        let mut other = Stock::default();
        let late = other.text("another day");
        by_number.turn();
        by_number.push_cell(late, &other);
        by_text.push(Some("another day"));
        assert_eq!(by_number.ends.len(), by_text.ends.len());
        assert!(said(by_number) == said(by_text));
    }

    #[test]
    fn unlike_texts_are_not_searched_and_equal_ones_are_held_once() {
        let unlike: Vec<_> = (0..6_000).map(|at| Some(format!("PI-{at}"))).collect();
        let column = back(&unlike);
        assert!(column.places.is_none());
        assert_eq!(said(column), unlike);
        let mut late = back(&unlike);
        late.push(Some("PI-1"));
        late.reach(6_002);
        assert_eq!(said(late)[5_999..], [unlike[5_999].clone(), unlike[1].clone(), None]);
        let column = back(&vec![Some("a.csv".to_owned()); 400]);
        assert_eq!((column.ends.len(), column.len()), (1, 400));
        assert_eq!(said(column), vec![Some("a.csv".to_owned()); 400]);
    }
}
