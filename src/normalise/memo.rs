//! Memo (记忆): what the texts of a column were read as, so that a text met again is not read again.
//!
//! Decides that two cells hold the same text when they have the same number: ingest keeps each cell of a sheet once. A memo
//! stops growing where texts seldom repeat.

use super::value::Read;
use crate::model::quick::Quick;
use crate::model::raw::Cell;
use crate::model::stock::Stock;

/// Cells remembered per column: days of several years in all their styles fit in; order numbers need not.
const MOST: usize = 8_192;

/// A short word as a number; `None` when it does not fit.
pub(super) fn packed(word: Option<&str>) -> Option<u64> {
    let word = word.unwrap_or_default();
    (word.len() < 8).then(|| word.bytes().fold(1, |packed, byte| packed << 8 | u64::from(byte)))
}

/// Readings at hand, each at the place its cell's number names.
const AT_HAND: usize = 2_048;

/// A cell's number, what its row says, and where its reading is.
type Met = (u32, u32, u64);

/// The readings of one column.
#[derive(Default)]
pub(super) struct Memo {
    places: Quick<(u32, u64), u32>,
    known: Vec<Read>,
    at_hand: Vec<Met>,
}

impl Memo {
    /// What the cell of this number means where the row says `said`; read at its first meeting. What `leans` on more of its row
    /// than that is read each time.
    pub(super) fn read(&mut self, number: u32, said: u64, leans: impl FnOnce() -> bool, reader: impl FnOnce() -> Read) -> Read {
        let hand = number as usize % AT_HAND;
        if let Some((known, place, row)) = self.at_hand.get(hand)
            && (*known, *row) == (number, said)
            && number > 0
        {
            return self.known[*place as usize].clone();
        }
        if let Some(place) = self.places.get(&(number, said)) {
            self.at_hand[hand] = (number, *place, said);
            return self.known[*place as usize].clone();
        }
        let read = reader();
        if let Some(place) = u32::try_from(self.known.len()).ok().filter(|_| self.known.len() < MOST && !leans()) {
            self.at_hand.resize(AT_HAND, (0, 0, 0));
            self.at_hand[hand] = (number, place, said);
            self.known.push(read.clone());
            self.places.insert((number, said), place);
        }
        read
    }
}

/// Which cells of a table are read as they stand: most are names and codes that come again and again.
pub(super) struct Standing {
    /// By number: 1 and 4 looked at, 2 and 8 stands; as a text, and as a name.
    seen: Vec<u8>,
}

impl Standing {
    /// Nothing was looked at yet.
    pub(super) fn new(stock: &Stock) -> Self {
        Self { seen: vec![0; stock.len()] }
    }

    /// Whether the cell of this number stands, as a name or as any text; looked at once.
    pub(super) fn of(&mut self, number: u32, named: bool, look: impl FnOnce() -> bool) -> bool {
        let (looked, stands) = if named { (4, 8) } else { (1, 2) };
        let Some(seen) = self.seen.get_mut(number as usize) else { return look() };
        if *seen & looked == 0 {
            *seen |= looked | if look() { stands } else { 0 };
        }
        *seen & stands > 0
    }
}

/// Texts of a column, each once, with the number of its cells; in the order of their first.
pub(super) fn distinct(stock: &Stock, numbers: impl Iterator<Item = u32>) -> Vec<(&str, u32)> {
    let mut counts: Vec<u32> = vec![0; stock.len()];
    let mut found: Vec<u32> = Vec::new();
    for number in numbers {
        let count = &mut counts[number as usize];
        if *count == 0 {
            found.push(number);
        }
        *count += 1;
    }
    let text = |number: u32| if let Cell::Text(text) = stock.cell(number) { Some((&**text, counts[number as usize])) } else { None };
    found.into_iter().filter_map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::super::value::Value;
    use super::*;

    #[test]
    fn a_shared_text_is_read_once_and_another_context_anew() {
        let (mut memo, mut read) = (Memo::default(), 0);
        for (said, expected) in [("USD", 2), ("USD", 3), ("EUR", 5), ("USD", 6)] {
            let mut reader = || {
                read += 1;
                Read::good(Value::Flag(true))
            };
            memo.read(7, packed(Some(said)).unwrap(), || false, &mut reader);
            memo.read(8, 0, || true, &mut reader);
            assert_eq!(read, expected);
        }
        assert_eq!(packed(Some("too long a word")), None);
        let mut stock = Stock::default();
        let numbers = ["b", "a", "b", ""].map(|text| if text.is_empty() { 0 } else { stock.text(text) });
        assert_eq!(distinct(&stock, numbers.into_iter()), [("b", 2), ("a", 1)]);
    }
}
