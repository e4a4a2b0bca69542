//! Sniffing (辨识): what a file is, by its content. The extension is not asked: web systems export HTML as `.xls`.

use super::ole::{self, Biff, Ole};
use super::zipped;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// `.xlsx`, `.xlsm`.
    Xlsx,
    /// `.xlsb`.
    Xlsb,
    /// `.ods`.
    Ods,
    /// `.xls` of Excel 5 to 2003.
    Xls(Biff),
    /// A page with a table, usually named `.xls`.
    Html,
    /// The XML of Excel 2003, usually named `.xls`.
    Xml2003,
    /// Lines of text.
    Text,
    /// Nothing inside.
    Empty,
    /// Not read; the id of its kind (`value.file_kind.<id>`).
    Other(&'static str),
}

/// What the bytes are, and for zip containers how large they claim to be inflated.
pub(super) fn sniff(bytes: &[u8]) -> (Content, u64) {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zip(bytes);
    }
    let content = match bytes {
        [] => Content::Empty,
        [0xD0, 0xCF, 0x11, 0xE0, ..] => ole_kind(bytes),
        [0x09, 0x00 | 0x02 | 0x04, ..] if bytes.get(1) == Some(&0) && bytes.get(2..4) == Some(&[4, 0]) => Content::Other("biff2"),
        [0x09, 0x02 | 0x04, 6 | 8, 0, ..] => Content::Other("biff2"),
        // A bare BIFF5 or BIFF8 stream without its container.
        [0x09, 0x08, 8 | 16, 0, ..] => Content::Other("damaged"),
        [b'%', b'P', b'D', b'F', ..] => Content::Other("pdf"),
        [0x89, b'P', b'N', b'G', ..] | [0xFF, 0xD8, 0xFF, ..] | [b'G', b'I', b'F', b'8', ..] | [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => {
            Content::Other("image")
        }
        [b'I', b'I', 0x2A, 0, ..] | [b'M', b'M', 0, 0x2A, ..] => Content::Other("image"),
        [b'P', b'A', b'R', b'1', ..] => Content::Other("parquet"),
        [b'R', b'a', b'r', b'!', ..] | [b'7', b'z', 0xBC, 0xAF, ..] | [0x1F, 0x8B, ..] => Content::Other("archive"),
        [b'{', b'\\', b'r', b't', b'f', ..] => Content::Other("document"),
        _ => text(bytes),
    };
    (content, 0)
}

fn zip(bytes: &[u8]) -> (Content, u64) {
    let Some(entries) = zipped::entries(bytes) else { return (Content::Other("damaged"), 0) };
    let inflated = entries.iter().fold(0_u64, |sum, entry| sum.saturating_add(entry.inflated));
    let any = |start: &str| entries.iter().any(|entry| entry.name.trim_start_matches('/').starts_with(start));
    let content = if any("xl/workbook.bin") {
        Content::Xlsb
    } else if any("xl/") {
        Content::Xlsx
    } else if any("content.xml") && any("mimetype") {
        Content::Ods
    } else if any("word/") || any("ppt/") {
        Content::Other("document")
    } else if any("[content_types].xml") {
        Content::Xlsx
    } else {
        Content::Other("archive")
    };
    (content, inflated)
}

fn ole_kind(bytes: &[u8]) -> Content {
    let Some(ole) = Ole::open(bytes) else { return Content::Other("damaged") };
    if ole.has("EncryptedPackage") || ole.has("EncryptionInfo") {
        return Content::Other("encrypted");
    }
    let Some(stream) = ole.stream("Workbook").or_else(|| ole.stream("Book")) else {
        let circular = ole.has("Workbook") || ole.has("Book");
        return Content::Other(if circular {
            "damaged"
        } else if ole.has("WordDocument") {
            "document"
        } else {
            "ole"
        });
    };
    let biff = ole::survey(&stream);
    if biff.password { Content::Other("encrypted") } else { Content::Xls(biff) }
}

fn text(bytes: &[u8]) -> Content {
    let head = &bytes[..bytes.len().min(4096)];
    // Without the NUL of UTF-16 the marks of all text formats are ASCII.
    let plain: String = head.iter().filter(|byte| **byte != 0).map(|byte| char::from(*byte)).collect::<String>().to_lowercase();
    let plain = plain.trim_start_matches(|c: char| !c.is_ascii() || c.is_ascii_whitespace());
    if plain.contains("urn:schemas-microsoft-com:office:spreadsheet") && plain.starts_with("<?") {
        return Content::Xml2003;
    }
    if plain.starts_with('<')
        && ["<html", "<table", "<!doctype html", "<meta", "<head", "<body", "<tr"].iter().any(|tag| plain.contains(tag))
    {
        return Content::Html;
    }
    if plain.starts_with("mime-version:") {
        return Content::Other("mhtml");
    }
    if plain.starts_with("id;p") || plain.starts_with("id;") && plain.contains("\nc;") {
        return Content::Other("sylk");
    }
    if plain.starts_with("table\r\n0,1") || plain.starts_with("table\n0,1") {
        return Content::Other("dif");
    }
    let odd = head.iter().filter(|byte| matches!(byte, 1..=8 | 14..=26 | 28..=31)).count();
    // A few stray NULs are no UTF-16; with control bytes beside them they are no text at all.
    let stray = head.contains(&0) && plain.len() * 5 > head.len() * 4;
    if odd * 20 > head.len() || (stray && odd > 0) { Content::Other("binary") } else { Content::Text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_and_not_the_name() {
        assert_eq!(sniff(b"").0, Content::Empty);
        assert_eq!(sniff(b"<html><table><tr><td>1</td></tr></table>").0, Content::Html);
        assert_eq!(
            sniff("\u{feff}<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">".as_bytes()).0,
            Content::Xml2003
        );
        assert_eq!(sniff(b"ID;PWXL;N;E\r\n").0, Content::Other("sylk"));
        assert_eq!(sniff(b"%PDF-1.7").0, Content::Other("pdf"));
        assert_eq!(sniff(&[0x09, 0x00, 0x04, 0x00, 0x02, 0x00, 0x10, 0x00]).0, Content::Other("biff2"));
        assert_eq!(sniff(b"PK\x03\x04cut off").0, Content::Other("damaged"));
        assert_eq!(sniff("客户,国家\n".as_bytes()).0, Content::Text);
        assert_eq!(sniff(&"客户,国家\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()).0, Content::Text);
    }
}
