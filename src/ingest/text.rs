//! Text encoding (编码): bytes → characters, never silently wrong.
//!
//! Decides, in this order: a named encoding; a byte order mark; strict UTF-8; UTF-16 by the place of its NULs; else
//! chardetng over the lines that are not plain ASCII (16 Chinese characters are enough for GBK and Big5). GBK is read as GB18030. "It is
//! valid GB18030, so it is GBK" would be wrong for every Big5 file.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

/// Decoded text and how it was decoded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    /// The characters; undecodable bytes are U+FFFD.
    pub(super) text: String,
    /// Name of the encoding.
    pub(super) encoding: &'static str,
}

/// Decodes a file; `named` is what a person says it is. `None` when the name is no encoding.
pub(super) fn decode(bytes: &[u8], named: Option<&str>) -> Option<Decoded> {
    if let Some(label) = named.filter(|label| !label.is_empty()) {
        let encoding = by_label(label)?;
        let (text, ..) = encoding.decode(bytes);
        return Some(Decoded { text: text.into_owned(), encoding: shown(encoding) });
    }
    let (encoding, skip) = Encoding::for_bom(bytes).unwrap_or_else(|| (guess(bytes), 0));
    let (text, _) = encoding.decode_without_bom_handling(&bytes[skip..]);
    Some(Decoded { text: text.into_owned(), encoding: shown(encoding) })
}

/// Labels of the web standard, and what people call them besides.
fn by_label(label: &str) -> Option<&'static Encoding> {
    let plain = label.to_ascii_lowercase().replace(['_', ' '], "-");
    let encoding = match plain.as_str() {
        "ansi" | "cp936" | "936" | "gb" => GB18030,
        "cp950" | "950" => BIG5,
        "utf16" | "utf-16le" => UTF_16LE,
        "cp1252" | "latin1" | "1252" => encoding_rs::WINDOWS_1252,
        other => Encoding::for_label(other.as_bytes())?,
    };
    Some(if encoding == GBK { GB18030 } else { encoding })
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some(wide) = utf16(bytes) {
        return wide;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    for line in telling(bytes) {
        detector.feed(line, false);
    }
    detector.feed(b"", true);
    let encoding = detector.guess(None, Utf8Detection::Allow);
    if encoding == GBK { GB18030 } else { encoding }
}

/// Bytes that chardetng is shown. It is slow, and what it learns it learns from the first thousands of letters.
const SHOWN: usize = 256 << 10;

/// The lines that hold other bytes than ASCII: only they tell encodings apart.
fn telling(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut left = SHOWN;
    bytes.split_inclusive(|byte| *byte == b'\n').filter(|line| !line.is_ascii()).take_while(move |line| {
        let more = left > 0;
        left = left.saturating_sub(line.len());
        more
    })
}

/// Separators, digits and line ends are ASCII, so in UTF-16 every second byte is often NUL: the odd ones little-endian.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let head = &bytes[..bytes.len().min(65_536)];
    let (mut even, mut odd) = (0_usize, 0_usize);
    for pair in head.chunks_exact(2) {
        even += usize::from(pair[0] == 0);
        odd += usize::from(pair[1] == 0);
    }
    let enough = (head.len() / 40).max(1);
    match (even, odd) {
        (few, many) if many >= enough && many > few * 8 => Some(UTF_16LE),
        (many, few) if many >= enough && many > few * 8 => Some(UTF_16BE),
        _ => None,
    }
}

/// The label people know: the standard writes `gb18030` small.
fn shown(encoding: &'static Encoding) -> &'static str {
    if encoding == GB18030 { "GB18030" } else { encoding.name() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHINESE: &str = "客户名称,国家,业务员,备注\n意大利某某贸易有限公司,意大利,王芳,老客户重点跟进\n";

    fn decoded(bytes: &[u8]) -> (String, &'static str) {
        let decoded = decode(bytes, None).unwrap();
        (decoded.text, decoded.encoding)
    }

    #[test]
    fn the_usual_encodings_are_told_apart() {
        assert_eq!(decoded(CHINESE.as_bytes()), (CHINESE.into(), "UTF-8"));
        assert_eq!(decoded(&[b"\xEF\xBB\xBF", CHINESE.as_bytes()].concat()), (CHINESE.into(), "UTF-8"));
        assert_eq!(decoded(&GB18030.encode(CHINESE).0), (CHINESE.into(), "GB18030"));
        let traditional = "客戶代號,公司名稱,國家,聯絡人\nK1,布魯內洛五金有限公司,義大利,統一編號\n";
        assert_eq!(decoded(&BIG5.encode(traditional).0), (traditional.into(), "Big5"));
        let italian = "Ragione Sociale;Città;Qualità\nSocietà Perché S.r.l.;Forlì;più alta\n";
        assert_eq!(decoded(&encoding_rs::WINDOWS_1252.encode(italian).0), (italian.into(), "windows-1252"));
        let wide: Vec<u8> = CHINESE.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&wide), (CHINESE.into(), "UTF-16LE"));
        let wide: Vec<u8> = CHINESE.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decoded(&wide), (CHINESE.into(), "UTF-16BE"));
    }

    #[test]
    fn a_named_encoding_wins_and_a_wrong_name_is_refused() {
        let bytes = GB18030.encode("金额").0;
        assert_eq!(decode(&bytes, Some("gbk")).unwrap().text, "金额");
        assert_eq!(decode(&bytes, Some("no such")), None);
        assert!(decode(&bytes, Some("utf-8")).unwrap().text.contains('\u{fffd}'));
    }
}
