//! Strings (字符串): text of BIFF8 in UTF-16 or its lower bytes, of BIFF5 in a code page; the table of shared strings,
//! whose entries may break anywhere, even between two letters, and go on in the next record under a new flag.

use encoding_rs::Encoding;

use super::super::cells;
use super::records::{long, word};
use crate::model::raw::Cell;

/// How text is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    /// BIFF8: a flag says one or two bytes a letter.
    pub(super) wide: bool,
    /// BIFF5: the code page.
    pub(super) page: &'static Encoding,
}

impl Text {
    /// A string after one byte of length.
    pub(super) fn short(&self, data: &[u8]) -> Option<String> {
        self.letters(data.get(1..)?, usize::from(*data.first()?)).map(|(text, _)| text)
    }

    /// A string after two bytes of length.
    pub(super) fn long(&self, data: &[u8]) -> Option<String> {
        self.letters(data.get(2..)?, usize::from(word(data, 0)?)).map(|(text, _)| text)
    }

    /// So many letters, and how many bytes they took; fewer where the record ends.
    pub(super) fn letters(&self, data: &[u8], count: usize) -> Option<(String, usize)> {
        if !self.wide {
            let bytes = &data[..count.min(data.len())];
            return Some((self.page.decode_without_bom_handling(bytes).0.into_owned(), bytes.len()));
        }
        let flag = *data.first()?;
        let mut start = 1;
        start += if flag & 8 == 0 { 0 } else { 2 };
        start += if flag & 4 == 0 { 0 } else { 4 };
        let data = data.get(start..)?;
        let bytes = &data[..(if flag & 1 == 0 { count } else { count * 2 }).min(data.len())];
        let mut units = Vec::with_capacity(count);
        push(&mut units, bytes, flag & 1 == 1);
        Some((String::from_utf16_lossy(&units), start + bytes.len()))
    }
}

fn push(units: &mut Vec<u16>, bytes: &[u8], wide: bool) {
    if wide {
        units.extend(bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])));
    } else {
        units.extend(bytes.iter().map(|byte| u16::from(*byte)));
    }
}

/// A record and its continuations, read as one.
#[derive(Debug)]
pub(super) struct Pieces<'a> {
    pieces: std::vec::IntoIter<&'a [u8]>,
    rest: &'a [u8],
}

impl<'a> Pieces<'a> {
    pub(super) fn new(pieces: Vec<&'a [u8]>) -> Self {
        Self { pieces: pieces.into_iter(), rest: &[] }
    }

    /// Goes on to the next piece that holds anything.
    fn refill(&mut self) -> Option<()> {
        while self.rest.is_empty() {
            self.rest = self.pieces.next()?;
        }
        Some(())
    }

    /// Small numbers are never broken; bytes left over before one are fill.
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.refill()?;
        while self.rest.len() < N {
            self.rest = self.pieces.next()?;
        }
        let (taken, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*taken)
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            self.refill()?;
            let step = bytes.min(self.rest.len());
            self.rest = &self.rest[step..];
            bytes -= step;
        }
        Some(())
    }

    fn string(&mut self, units: &mut Vec<u16>) -> Option<()> {
        let count = usize::from(u16::from_le_bytes(self.take()?));
        let [mut flag] = self.take::<1>()?;
        let runs = if flag & 8 == 0 { 0 } else { usize::from(u16::from_le_bytes(self.take()?)) };
        let phonetic = if flag & 4 == 0 { 0 } else { usize::try_from(u32::from_le_bytes(self.take()?)).ok()? };
        units.clear();
        while units.len() < count {
            if self.rest.is_empty() {
                self.refill()?;
                [flag] = self.take::<1>()?;
            }
            let width = 1 + usize::from(flag & 1);
            let step = ((count - units.len()) * width).min(self.rest.len() / width * width);
            if step == 0 {
                self.rest = &[];
                continue;
            }
            push(units, &self.rest[..step], width == 2);
            self.rest = &self.rest[step..];
        }
        self.skip(runs * 4 + phonetic)
    }
}

/// The shared strings; a table that breaks off gives those before.
pub(super) fn shared(mut table: Pieces<'_>) -> Vec<Cell> {
    let (mut cells, mut units) = (Vec::new(), Vec::new());
    let told = table.take::<8>().and_then(|counts| long(&counts, 4)).unwrap_or(0);
    for _ in 0..told {
        let whole = table.string(&mut units).is_some();
        if !whole && units.is_empty() {
            break;
        }
        cells.push(cells::text(&String::from_utf16_lossy(&units)));
        if !whole {
            break;
        }
    }
    cells
}

/// The text of a formula, in a STRING record and its continuations.
pub(super) fn result(pieces: Vec<&[u8]>, text: &Text) -> Option<String> {
    if !text.wide {
        return text.long(pieces.first()?);
    }
    let mut units = Vec::new();
    let whole = Pieces::new(pieces).string(&mut units).is_some();
    (whole || !units.is_empty()).then(|| String::from_utf16_lossy(&units))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_string_may_break_between_letters_and_change_its_width() {
        let first = [2, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, b'R', b'o'];
        let second = [1, 0xA2, 0x5B, 0x37, 0x62, 1, 0, 1, 0x0D, 0x54];
        let cells = shared(Pieces::new(vec![&first, &second]));
        assert_eq!(cells, [Cell::Text("Ro客户".into()), Cell::Text("名".into())]);
    }

    #[test]
    fn a_table_that_claims_more_than_it_holds_ends_early() {
        let table = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, b'a', 9, 0, 0, b'b'];
        let cells = shared(Pieces::new(vec![&table]));
        assert_eq!(cells, [Cell::Text("a".into()), Cell::Text("b".into())]);
        assert_eq!(shared(Pieces::new(vec![&[1]])), []);
    }
}
