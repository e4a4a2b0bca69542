//! Zip directory (压缩目录): names and declared sizes, read from the end of the file, before anything is unpacked.
//!
//! It tells the kinds of workbook apart and stops a small file that would inflate to gigabytes.

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
