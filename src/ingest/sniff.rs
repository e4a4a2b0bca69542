//! Sniffing (辨识): what a file is, by its content. The extension is not asked: web systems export HTML as `.xls`.

use encoding_rs::{Encoding, UTF_8};

use super::ole::Ole;
use super::text;
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
    Xls,
    /// The stream of an `.xls` without its container.
    Biff,
    /// An encrypted `.xlsx` or `.xlsb` in its container.
    Package,
    /// A page with a table, usually named `.xls`.
    Html,
    /// A page with its parts in one file.
    Mhtml,
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
        [0x09, 0x00, 4, 0, ..] | [0x09, 0x02 | 0x04, 6 | 8, 0, ..] => Content::Other("biff2"),
        [0x09, 0x08, 4..=16, 0, ..] => Content::Biff,
        _ => marked(bytes).map_or_else(|| plain(bytes), Content::Other),
    };
    (content, 0)
}

/// Marks at the start of files that hold no sheet, with the id of their kind.
const MARKS: [(&[u8], &str); 24] = [
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (&[0xFF, 0xD8, 0xFF], "image"),
    (b"GIF8", "image"),
    (b"II\x2A\0", "image"),
    (b"MM\0\x2A", "image"),
    (b"RIFF", "image"),
    (b"\0\0\0\x18ftyphei", "image"),
    (b"\0\0\0\x1Cftyphei", "image"),
    (b"\0\0\0\x20ftyp", "image"),
    (b"PAR1", "parquet"),
    (b"Rar!", "archive"),
    (b"7z\xBC\xAF", "archive"),
    (b"\x1F\x8B", "archive"),
    (b"\xFD7zXZ", "archive"),
    (b"BZh9", "archive"),
    (b"{\\rtf", "word"),
    (b"SQLite format 3", "database"),
    (b"\0\x01\0\0Standard Jet", "database"),
    (b"\0\x01\0\0Standard ACE", "database"),
    (b"%TSD-Header-###%", "company_lock"),
    (b"MZ\x90", "binary"),
    (b"\x7FELF", "binary"),
    (b"OfficeEncrypt", "company_lock"),
];

fn marked(bytes: &[u8]) -> Option<&'static str> {
    let known = MARKS.iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, what)| *what);
    let bitmap = || matches!(bytes, [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..]).then_some("image");
    let locked = || bytes[..bytes.len().min(64)].windows(9).any(|window| window == b"E-SafeNet").then_some("company_lock");
    known.or_else(bitmap).or_else(locked)
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
    } else if any("word/") {
        Content::Other("word")
    } else if any("ppt/") || any("ofd.xml") || any("content.xml") {
        Content::Other("document")
    } else if any("index/document.iwa") || any("index.zip") || any("index.apxl") || any("index.xml") {
        Content::Other("numbers")
    } else if any("[content_types].xml") {
        Content::Xlsx
    } else {
        Content::Other("archive")
    };
    (content, inflated)
}

fn ole_kind(bytes: &[u8]) -> Content {
    let Some(ole) = Ole::open(bytes) else { return Content::Other("damaged") };
    if ole.has("EncryptedPackage") {
        // Rights management opens only with its own server.
        return if ole.has("EncryptionInfo") { Content::Package } else { Content::Other("company_lock") };
    }
    if ole.has("Workbook") || ole.has("Book") {
        return Content::Xls;
    }
    Content::Other(if ole.has("WordDocument") {
        "word"
    } else if ole.has("PowerPoint Document") {
        "document"
    } else {
        "ole"
    })
}

fn plain(bytes: &[u8]) -> Content {
    let head = &bytes[..bytes.len().min(4096)];
    if bytes.iter().all(|byte| matches!(byte, 0xEF | 0xBB | 0xBF | 0xFE | 0xFF | b' ' | b'\t' | b'\r' | b'\n')) {
        return Content::Empty;
    }
    // What a power cut or a broken synchronisation leaves.
    if bytes.iter().all(|byte| *byte == 0) {
        return Content::Other("damaged");
    }
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
    if plain.starts_with("mime-version:") || plain.starts_with("from:") && plain.contains("\nmime-version:") {
        return Content::Mhtml;
    }
    if plain.starts_with("id;p") || plain.starts_with("id;") && plain.contains("\nc;") {
        return Content::Other("sylk");
    }
    if plain.starts_with("table\r\n0,1") || plain.starts_with("table\n0,1") {
        return Content::Other("dif");
    }
    // The bytes of UTF-16 can be anything, its characters cannot.
    if let Some(encoding) = Encoding::for_bom(head).map(|mark| mark.0).filter(|found| *found != UTF_8).or_else(|| text::utf16(bytes)) {
        let decoded = encoding.decode(&head[..head.len() & !1]).0;
        let odd = decoded.chars().filter(|c| c.is_control() && !c.is_whitespace() || *c == '\u{FFFD}').count();
        return if odd * 20 > decoded.chars().count() { Content::Other("binary") } else { Content::Text };
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
        assert_eq!(sniff(b"\xEF\xBB\xBF\r\n").0, Content::Empty);
        assert_eq!(sniff(&[0; 512]).0, Content::Other("damaged"));
        assert_eq!(sniff(b"\x62\x14\x23\x65\x01\x00E-SafeNet\0\0").0, Content::Other("company_lock"));
        assert_eq!(sniff(b"MIME-Version: 1.0\r\n").0, Content::Mhtml);
        assert_eq!(sniff(&[0x09, 0x00, 0x04, 0x00, 0x02, 0x00, 0x10, 0x00]).0, Content::Other("biff2"));
        assert_eq!(sniff(b"PK\x03\x04cut off").0, Content::Other("damaged"));
        assert_eq!(sniff("客户,国家\n".as_bytes()).0, Content::Text);
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        assert_eq!(sniff(&wide("客户,国家\n")).0, Content::Text);
        // Tabs and Chinese characters whose bytes look like control marks.
        assert_eq!(sniff(&wide("\u{feff}投诉处理台账\t\t\t\t\t\r\n䄀䈁䌂䐃䔄䘅䜆䠇䤈\t\t\t")).0, Content::Text);
    }
}
