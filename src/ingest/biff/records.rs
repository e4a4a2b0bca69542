//! Records (记录): what a BIFF stream is made of: a kind, a length, data. Longer data goes on in CONTINUE records.

const CONTINUE: u16 = 0x003C;

/// One record; the data ends with the file if the file is cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) data: &'a [u8],
    /// The file ended inside it.
    pub(super) cut: bool,
}

/// Walks records from a place in the stream.
#[derive(Debug)]
pub(super) struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    pub(super) fn from(stream: &'a [u8], at: usize) -> Self {
        Self { rest: stream.get(at..).unwrap_or_default() }
    }

    /// The data of a record and of the CONTINUE records after it.
    pub(super) fn with_continues(&mut self, data: &'a [u8]) -> Vec<&'a [u8]> {
        let mut pieces = vec![data];
        while word(self.rest, 0) == Some(CONTINUE) {
            let Some(next) = self.next() else { break };
            pieces.push(next.data);
        }
        pieces
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, length) = (word(self.rest, 0)?, usize::from(word(self.rest, 2)?));
        let end = (4 + length).min(self.rest.len());
        let (record, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(Record { kind, data: &record[4..], cut: end < 4 + length })
    }
}

pub(super) fn word(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
}

pub(super) fn long(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

pub(super) fn double(bytes: &[u8], at: usize) -> Option<f64> {
    bytes.get(at..at + 8)?.try_into().ok().map(f64::from_le_bytes)
}
