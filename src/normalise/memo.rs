//! Memo (记忆): what the texts of a column were read as, so that a text met again is not read again.
//!
//! Decides that two cells hold the same text when they share its memory: ingest keeps each text of a file once. A memo
//! keeps its texts alive, so an address never comes to mean another text, and it stops growing where texts seldom repeat.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use super::value::Read;

/// Texts remembered per column: days of several years in all their styles fit in; order numbers need not.
const MOST: usize = 8_192;

/// A map that is only looked up, never walked.
pub(super) type Quick<K, V> = HashMap<K, V, BuildHasherDefault<Mix>>;

/// A fast hash for addresses and short words. Nobody outside chooses the keys' order, and no order is ever read.
#[derive(Default)]
pub(super) struct Mix(u64);

impl Mix {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            self.add(chunk.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
        }
        self.add(chunks.remainder().iter().fold(bytes.len() as u64, |word, byte| word << 8 | u64::from(*byte)));
    }

    fn write_u64(&mut self, word: u64) {
        self.add(word);
    }

    fn write_usize(&mut self, word: usize) {
        self.add(word as u64);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

/// Where a text stands in memory.
pub(super) fn address(text: &Arc<str>) -> usize {
    Arc::as_ptr(text).cast::<u8>() as usize
}

/// A short word as a number; `None` when it does not fit.
pub(super) fn packed(word: Option<&str>) -> Option<u64> {
    let word = word.unwrap_or_default();
    (word.len() < 8).then(|| word.bytes().fold(1, |packed, byte| packed << 8 | u64::from(byte)))
}

/// The readings of one column.
#[derive(Default)]
pub(super) struct Memo {
    known: Quick<(usize, u64), (Arc<str>, Read)>,
}

impl Memo {
    /// What `text` means where the row says `said`; read at its first meeting.
    pub(super) fn read(&mut self, text: &Arc<str>, said: u64, reader: impl FnOnce() -> Read) -> Read {
        let key = (address(text), said);
        if let Some((_, read)) = self.known.get(&key) {
            return read.clone();
        }
        let read = reader();
        if self.known.len() < MOST {
            self.known.insert(key, (Arc::clone(text), read.clone()));
        }
        read
    }
}

/// Texts of a column, each once, with the number of its cells; in the order of their first.
pub(super) fn distinct<'a>(texts: impl Iterator<Item = &'a Arc<str>>) -> Vec<(&'a str, u32)> {
    let mut places: Quick<usize, usize> = Quick::default();
    let mut found: Vec<(&str, u32)> = Vec::new();
    for text in texts {
        let place = *places.entry(address(text)).or_insert_with(|| {
            found.push((text, 0));
            found.len() - 1
        });
        found[place].1 += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::value::Value;
    use super::*;

    #[test]
    fn a_shared_text_is_read_once_and_another_context_anew() {
        let (mut memo, mut read) = (Memo::default(), 0);
        let text: Arc<str> = Arc::from("100");
        for (said, expected) in [("USD", 1), ("USD", 1), ("EUR", 2), ("USD", 2)] {
            memo.read(&text, packed(Some(said)).unwrap(), || {
                read += 1;
                Read::good(Value::Flag(true))
            });
            assert_eq!(read, expected);
        }
        assert_eq!(packed(Some("too long a word")), None);
        assert_eq!(distinct([&text, &text, &Arc::from("100")].into_iter()), [("100", 2), ("100", 1)]);
    }
}
