//! Text encoding (编码): bytes → characters, never silently wrong.
//!
//! Decides, in this order: a named encoding; a byte order mark; UTF-16 by the place of its NULs or by the Han its units
//! are; strict UTF-8; UTF-8 with lines of something else between (files put together, files cut off); few bytes that are
//! plainly Western letters or plainly everyday GBK; else chardetng over the lines that are not plain ASCII (16 Chinese characters are enough for
//! GBK and Big5). GBK is read as GB18030. "It is valid GB18030, so it is GBK" would be wrong for every Big5 file.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Decoder, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::mojibake;

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
    if encoding == UTF_8
        && let Err(error) = std::str::from_utf8(&bytes[skip..])
    {
        return Some(by_line(&bytes[skip..], error.error_len().is_none()));
    }
    let (text, _) = encoding.decode_without_bom_handling(&bytes[skip..]);
    Some(Decoded { text: text.into_owned(), encoding: shown(encoding) })
}

/// A large text decoded piece by piece, so that it is never held twice: its bytes go as they become characters.
pub(super) struct Pieces {
    bytes: Vec<u8>,
    /// Bytes decoded so far, of those still held.
    done: usize,
    decoder: Decoder,
    /// Name of the encoding.
    pub(super) encoding: &'static str,
}

/// Bytes decoded at once.
const PIECE: usize = 1 << 20;

/// So many bytes are let go at once.
const LET_GO: usize = 4 * PIECE;

impl Pieces {
    /// The pieces of a text that is worth it; else its bytes again: where a person named the encoding, or lines differ in theirs.
    pub(super) fn of(bytes: Vec<u8>, named: Option<&str>) -> Result<Self, Vec<u8>> {
        if bytes.len() < LET_GO || named.is_some_and(|label| !label.is_empty()) {
            return Err(bytes);
        }
        let (encoding, skip) = Encoding::for_bom(&bytes).unwrap_or_else(|| (guess(&bytes), 0));
        if encoding == UTF_8 && std::str::from_utf8(&bytes[skip..]).is_err() {
            return Err(bytes);
        }
        Ok(Self { bytes, done: skip, decoder: encoding.new_decoder_without_bom_handling(), encoding: shown(encoding) })
    }

    /// The bytes again, of which none has been let go yet.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Adds the next piece to a text; gives whether more will follow.
    pub(super) fn add_to(&mut self, text: &mut String) -> bool {
        if self.done >= LET_GO {
            self.bytes.drain(..self.done);
            self.bytes.shrink_to_fit();
            self.done = 0;
        }
        let end = (self.done + PIECE).min(self.bytes.len());
        let (piece, last) = (&self.bytes[self.done..end], end == self.bytes.len());
        text.reserve(self.decoder.max_utf8_buffer_length(piece.len()).unwrap_or(piece.len() * 3));
        // There is room for all: the decoder takes the whole piece.
        let _ = self.decoder.decode_to_string(piece, text, last);
        self.done = end;
        !last
    }
}

/// A file of UTF-8 with other lines between: those lines are decoded by a guess of their own, all together.
fn by_line(bytes: &[u8], cut_off: bool) -> Decoded {
    if cut_off {
        return Decoded { text: String::from_utf8_lossy(bytes).into_owned(), encoding: "UTF-8" };
    }
    let lines = || bytes.split_inclusive(|byte| *byte == b'\n');
    let others = lines().filter(|line| std::str::from_utf8(line).is_err()).flatten().copied().collect::<Vec<u8>>();
    let encoding = few(&others).unwrap_or_else(|| by_statistics(&others));
    let mut text = String::with_capacity(bytes.len());
    for line in lines() {
        match std::str::from_utf8(line) {
            Ok(line) => text.push_str(line),
            Err(_) => text.push_str(&encoding.decode_without_bom_handling(line).0),
        }
    }
    Decoded { text, encoding: if encoding == UTF_8 { "UTF-8" } else { "UTF-8 + others" } }
}

/// Labels of the web standard, and what people call them besides.
fn by_label(label: &str) -> Option<&'static Encoding> {
    let plain = label.to_ascii_lowercase().replace(['_', ' '], "-");
    let encoding = match plain.as_str() {
        "ansi" | "cp936" | "936" | "gb" => GB18030,
        "cp950" | "950" => BIG5,
        "utf16" | "utf-16le" => UTF_16LE,
        "cp1252" | "latin1" | "1252" => WINDOWS_1252,
        other => Encoding::for_label(other.as_bytes())?,
    };
    Some(if encoding == GBK { GB18030 } else { encoding })
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some(wide) = utf16(bytes) {
        return wide;
    }
    if is_mostly_utf8(bytes) {
        return UTF_8;
    }
    few(bytes).unwrap_or_else(|| by_statistics(bytes))
}

fn by_statistics(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    for line in telling(bytes) {
        detector.feed(line, false);
    }
    detector.feed(b"", true);
    let encoding = detector.guess(None, Utf8Detection::Allow);
    if encoding == GBK { GB18030 } else { encoding }
}

/// Bytes that chardetng is shown. It is slow, and what it learns it learns from the first thousands of letters.
const SHOWN: usize = 64 << 10;

/// The lines that hold other bytes than ASCII: only they tell encodings apart.
fn telling(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut left = SHOWN;
    bytes.split_inclusive(|byte| *byte == b'\n').filter(|line| !line.is_ascii()).take_while(move |line| {
        let more = left > 0;
        left = left.saturating_sub(line.len());
        more
    })
}

/// Valid throughout, but for a last character cut off, or in most of the lines that are not plain ASCII.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let Err(error) = std::str::from_utf8(bytes) else { return true };
    if error.error_len().is_none() && bytes[..error.valid_up_to()].iter().any(|byte| *byte >= 0x80) {
        return true;
    }
    let (mut valid, mut all) = (0_usize, 0_usize);
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_ascii()) {
        all += 1;
        // Two GBK characters can look like two of UTF-8; three bytes each time are no accident.
        valid += usize::from(std::str::from_utf8(line).is_ok_and(|line| line.chars().any(|c| c.len_utf8() >= 3)));
    }
    valid * 2 > all
}

/// Pairs of bytes that are few.
const FEW: usize = 64;

/// What bytes above ASCII show by themselves, where there are too few for statistics. Western letters stand alone between
/// ASCII letters; GBK comes in pairs, both above 0xA0, that are everyday characters.
fn few(bytes: &[u8]) -> Option<&'static Encoding> {
    let (mut western, mut runs, mut pairs, mut everyday) = (true, 0_usize, 0_usize, 0_usize);
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] < 0x80 {
            at += 1;
            continue;
        }
        let end = bytes[at..].iter().position(|byte| *byte < 0x80).map_or(bytes.len(), |length| at + length);
        let run = &bytes[at..end];
        let letter = |place: Option<&u8>| place.is_some_and(u8::is_ascii_alphabetic);
        let beside = letter(at.checked_sub(1).and_then(|before| bytes.get(before))) || letter(bytes.get(end));
        western &= run.len() == 1
            && matches!(run[0], 0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0xFF | 0x80 | 0xB0)
            && (beside || matches!(run[0], 0x80 | 0xB0));
        runs += 1;
        pairs += run.len().div_ceil(2);
        if run.len().is_multiple_of(2) {
            let han = GBK.decode_without_bom_handling_and_without_replacement(run);
            everyday += han.map_or(0, |han| {
                han.chars().filter(|c| mojibake::is_common(*c) || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')).count()
            });
        }
        // So many are statistics' business.
        if !western && pairs >= FEW {
            return None;
        }
        at = end;
    }
    if western && runs > 0 {
        return Some(WINDOWS_1252);
    }
    ((2..FEW).contains(&pairs) && everyday * 20 >= pairs * 19).then_some(GB18030)
}

/// Separators, digits and line ends are ASCII, so in UTF-16 every second byte is often NUL: the odd ones little-endian.
/// Where a file is Chinese almost throughout, its units are nearly all everyday Han.
pub(super) fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..(bytes.len() & !1).min(65_536)];
    if head.len() < 4 {
        return None;
    }
    let (mut even, mut odd) = (0_usize, 0_usize);
    for pair in head.chunks_exact(2) {
        even += usize::from(pair[0] == 0);
        odd += usize::from(pair[1] == 0);
    }
    let enough = (head.len() / 40).max(1);
    match (even, odd) {
        (few, many) if many >= enough && many > few * 8 => Some(UTF_16LE),
        (many, few) if many >= enough && many > few * 8 => Some(UTF_16BE),
        (0, 0) => None,
        _ => [UTF_16LE, UTF_16BE].into_iter().find(|encoding| is_everyday(head, encoding)),
    }
}

fn is_everyday(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let (mut all, mut known) = (0_usize, 0_usize);
    for c in text.chars() {
        all += 1;
        known += usize::from(
            mojibake::is_common(c) || matches!(c, '\t' | '\r' | '\n' | ' '..='~' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}'),
        );
    }
    known * 10 >= all * 9
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
        assert_eq!(decoded(&WINDOWS_1252.encode(italian).0), (italian.into(), "windows-1252"));
        let wide: Vec<u8> = CHINESE.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&wide), (CHINESE.into(), "UTF-16LE"));
        let wide: Vec<u8> = CHINESE.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decoded(&wide), (CHINESE.into(), "UTF-16BE"));
    }

    #[test]
    fn few_bytes_are_enough() {
        for text in ["客户,国\n", "深圳,1\n", "客户名称,金额\n王芳,5\n"] {
            assert_eq!(decoded(&GB18030.encode(text).0), (text.into(), "GB18030"), "{text}");
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert_eq!(decoded(&wide), (text.into(), "UTF-16LE"), "{text}");
        }
        for text in ["Città;1\n", "Müller;x\n", "Société Générale,1\n", "prezzo €;12\n", "São Paulo\n"] {
            assert_eq!(decoded(&WINDOWS_1252.encode(text).0), (text.into(), "windows-1252"), "{text}");
        }
        for text in ["客戶,國家\n", "公司名稱,聯絡人\n"] {
            assert_eq!(decoded(&BIG5.encode(text).0), (text.into(), "Big5"), "{text}");
        }
    }

    #[test]
    fn lines_of_two_encodings_and_a_cut_end_are_read() {
        let mixed = [CHINESE.as_bytes(), &GB18030.encode("德国,柏林\n").0, CHINESE.as_bytes()].concat();
        assert_eq!(decoded(&mixed), (format!("{CHINESE}德国,柏林\n{CHINESE}"), "UTF-8 + others"));
        let cut = &CHINESE.as_bytes()[..CHINESE.len() - 3];
        assert_eq!(decoded(cut).1, "UTF-8");
        assert!(decoded(cut).0.ends_with('\u{fffd}'));
    }

    #[test]
    fn a_named_encoding_wins_and_a_wrong_name_is_refused() {
        let bytes = GB18030.encode("金额").0;
        assert_eq!(decode(&bytes, Some("gbk")).unwrap().text, "金额");
        assert_eq!(decode(&bytes, Some("no such")), None);
        assert!(decode(&bytes, Some("utf-8")).unwrap().text.contains('\u{fffd}'));
    }
}
