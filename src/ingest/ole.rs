//! OLE container (复合文档): the file inside which old Excel keeps its stream, and encrypted Office its package.
//!
//! A small reader of its own, because it must be known before anything is read whether header counts
//! fit the file (a 1 KB file can claim 4 GB).

const END: u32 = 0xFFFF_FFFA;

/// The parts of a compound file that its streams are read through.
#[derive(Debug)]
pub(super) struct Ole<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini_stream: Vec<u8>,
    cutoff: usize,
    entries: Vec<Node>,
}

#[derive(Debug)]
struct Node {
    name: String,
    start: u32,
    size: usize,
}

impl<'a> Ole<'a> {
    /// Reads header and directory; `None` when they contradict the file's length.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            return None;
        }
        let shift = u32::from(*bytes.get(30)?);
        if !(9..=12).contains(&shift) {
            return None;
        }
        let sector = 1_usize << shift;
        let most = bytes.len() / sector + 1;
        let counted = |at: usize| u32_at(bytes, at).map(|count| count as usize <= most);
        if !(counted(44)? && counted(64)? && counted(72)?) {
            return None;
        }
        let mut ole = Self {
            bytes,
            sector,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini_stream: Vec::new(),
            cutoff: u32_at(bytes, 56)? as usize,
            entries: Vec::new(),
        };
        ole.fat = ole.read_fat(most)?;
        ole.mini_fat = words(ole.chain(u32_at(bytes, 60)?)?);
        ole.read_directory(u32_at(bytes, 48)?)?;
        Some(ole)
    }

    fn read_fat(&self, most: usize) -> Option<Vec<u32>> {
        let mut places: Vec<u32> = (0..109).filter_map(|index| u32_at(self.bytes, 76 + 4 * index)).collect();
        let mut next = u32_at(self.bytes, 68)?;
        let mut steps = 0;
        while next < END {
            steps += 1;
            if steps > most {
                return None;
            }
            let mut further = words(self.sector_at(next)?);
            next = further.pop()?;
            places.extend(further);
        }
        Some(places.into_iter().filter(|place| *place < END).filter_map(|place| self.sector_at(place)).flat_map(words).collect())
    }

    fn sector_at(&self, index: u32) -> Option<&'a [u8]> {
        let start = (index as usize).checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end)
    }

    /// The bytes of a chain; `None` when it visits more sectors than there are, that is, runs in a circle.
    fn chain(&self, mut next: u32) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        for _ in 0..=self.bytes.len() / self.sector {
            let Some(sector) = (next < END).then(|| self.sector_at(next)).flatten() else { return Some(bytes) };
            bytes.extend_from_slice(sector);
            next = self.fat.get(next as usize).copied().unwrap_or(END);
        }
        None
    }

    fn read_directory(&mut self, start: u32) -> Option<()> {
        for entry in self.chain(start)?.chunks_exact(128) {
            let length = usize::from(entry[64]).saturating_sub(2).min(62);
            let units: Vec<u16> = entry[..length].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
            let size = u32_at(entry, 120).unwrap_or(0) as usize;
            let start = u32_at(entry, 116).unwrap_or(END);
            if entry[66] == 5 {
                self.mini_stream = self.chain(start)?;
            }
            self.entries.push(Node { name: String::from_utf16_lossy(&units), start, size });
        }
        Some(())
    }

    /// Whether there is a stream or storage of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|node| node.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let node = self.entries.iter().find(|node| node.name.eq_ignore_ascii_case(name))?;
        let mut bytes = if node.size >= self.cutoff { self.chain(node.start)? } else { self.mini_chain(node.start)? };
        bytes.truncate(node.size);
        Some(bytes)
    }

    fn mini_chain(&self, mut next: u32) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        for _ in 0..=self.mini_stream.len() / 64 {
            let start = next as usize * 64;
            let end = (start + 64).min(self.mini_stream.len());
            let Some(sector) = (next < END).then(|| self.mini_stream.get(start..end)).flatten() else { return Some(bytes) };
            bytes.extend_from_slice(sector);
            next = self.mini_fat.get(next as usize).copied().unwrap_or(END);
        }
        None
    }
}

fn words(bytes: impl AsRef<[u8]>) -> Vec<u32> {
    bytes.as_ref().chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect()
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_that_do_not_fit_the_file_are_refused() {
        let mut bytes = vec![0_u8; 1024];
        bytes[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
        bytes[30] = 9;
        bytes[72..76].copy_from_slice(&0x00FF_FFFF_u32.to_le_bytes());
        assert!(Ole::open(&bytes).is_none());
    }
}
