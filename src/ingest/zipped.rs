//! Zip directory (压缩目录): names and declared sizes, read from the end of the file, before anything is unpacked.
//!
//! It tells the kinds of workbook apart and stops a small file that would inflate to gigabytes. Declared sizes may lie, but
//! unpacking counts what comes out and breaks off where a part grows beyond what was declared (a test holds it to that), so
//! the sum declared is the most that can come.

use std::io::{Cursor, Read};

/// One entry of the central directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Name with `/`, lower case.
    pub(super) name: String,
    /// Declared size once inflated.
    pub(super) inflated: u64,
}

/// The entries, or `None` when the file has no central directory (cut off, or no zip).
pub(super) fn entries(bytes: &[u8]) -> Option<Vec<Entry>> {
    let tail = bytes.len().saturating_sub(66_000);
    let end = bytes[tail..].windows(4).rposition(|window| window == b"PK\x05\x06")? + tail;
    let mut at = usize::try_from(u32_at(bytes, end + 16)?).ok()?;
    let mut entries = Vec::new();
    while bytes.get(at..at + 4) == Some(b"PK\x01\x02") {
        let inflated = u64::from(u32_at(bytes, at + 24)?);
        let (name, extra, comment) = (u16_at(bytes, at + 28)?, u16_at(bytes, at + 30)?, u16_at(bytes, at + 32)?);
        let name = bytes.get(at + 46..at + 46 + name)?;
        entries.push(Entry { name: String::from_utf8_lossy(name).replace('\\', "/").to_lowercase(), inflated });
        at += 46 + name.len() + extra + comment;
    }
    (!entries.is_empty()).then_some(entries)
}

/// Whether a part grows beyond what the directory declares for it.
pub(super) fn lies(bytes: &[u8]) -> bool {
    let Some(declared) = entries(bytes) else { return false };
    // With the largest size declared everywhere, a part gives all it has, and no more of it is taken than was declared and one byte.
    let Some(end) = bytes.windows(4).rposition(|window| window == b"PK\x05\x06") else { return false };
    let Some(mut at) = u32_at(bytes, end + 16).and_then(|at| usize::try_from(at).ok()) else { return false };
    let mut open = bytes.to_vec();
    while open.get(at..at + 4) == Some(b"PK\x01\x02") {
        open[at + 24..at + 28].copy_from_slice(&(u32::MAX - 1).to_le_bytes());
        let lengths = [28, 30, 32].map(|field| u16_at(bytes, at + field).unwrap_or(0));
        at += 46 + lengths.iter().sum::<usize>();
    }
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(&open)) else { return false };
    declared.iter().enumerate().any(|(part, entry)| {
        let Ok(part) = archive.by_index(part) else { return false };
        std::io::copy(&mut part.take(entry.inflated + 1), &mut std::io::sink()).is_ok_and(|size| size > entry.inflated)
    })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<usize> {
    let pair = bytes.get(at..at + 2)?;
    Some(usize::from(u16::from_le_bytes([pair[0], pair[1]])))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A zip with one part of so many equal bytes, which declares ten of them.
    fn lying(size: usize) -> Vec<u8> {
        use std::io::Write;
        let mut bytes = Vec::new();
        let mut writer = zip::ZipWriter::new(Cursor::new(&mut bytes));
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        for name in ["xl/workbook.xml", "xl/sharedStrings.xml"] {
            writer.start_file(name, options).unwrap();
            writer.write_all(&vec![b'a'; if name.contains("shared") { size } else { 10 }]).unwrap();
        }
        writer.finish().unwrap();
        let truth = u32::try_from(size).unwrap().to_le_bytes();
        for at in 0..bytes.len() - 4 {
            if bytes[at..at + 4] == truth {
                bytes[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
            }
        }
        bytes
    }

    #[test]
    fn a_part_larger_than_declared_is_broken_off() {
        let bytes = lying(5_000_000);
        let declared: u64 = entries(&bytes).unwrap().iter().map(|entry| entry.inflated).sum();
        assert_eq!(declared, 20);
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let mut out = Vec::new();
        let read = archive.by_name("xl/sharedStrings.xml").unwrap().read_to_end(&mut out);
        assert!(read.is_err() && out.len() < 1_000, "{}", out.len());
        let manner = super::super::open::Manner { encoding: None, passwords: &[], max_cells: 1_000, max_inflated: 1 << 20 };
        assert_eq!(super::super::open::open(bytes.clone(), manner).unwrap_err().what, "too_large");
        assert!(lies(&bytes) && !lies(b"PK\x03\x04"));
        // Told truly, the limit itself speaks.
        let plain = super::super::open::Manner { max_inflated: 10, ..manner };
        assert_eq!(super::super::open::open(bytes, plain).unwrap_err().what, "too_large");
    }

    #[test]
    fn names_and_sizes_come_from_the_directory() {
        let mut bytes = b"PK\x03\x04data".to_vec();
        let directory = bytes.len();
        let mut entry = b"PK\x01\x02".to_vec();
        entry.resize(46, 0);
        entry[24..28].copy_from_slice(&5_000_u32.to_le_bytes());
        entry[28] = 15;
        bytes.extend(entry);
        bytes.extend(b"xl\\Workbook.xml");
        let mut end = b"PK\x05\x06".to_vec();
        end.resize(22, 0);
        end[16..20].copy_from_slice(&u32::try_from(directory).unwrap().to_le_bytes());
        bytes.extend(end);
        assert_eq!(entries(&bytes), Some(vec![Entry { name: "xl/workbook.xml".into(), inflated: 5_000 }]));
        assert_eq!(entries(b"PK\x03\x04cut off"), None);
    }
}
