//! Shared strings (共享字符串): the texts of a workbook, which its cells name by number.
//!
//! Decides what of a text counts: its runs joined, without how it is pronounced; blanks at its ends only where it says so;
//! `_x000D_` as the character it stands for.

use std::borrow::Cow;
use std::io;

use super::scan::{self, Piece, Scanner};

/// The texts, end to end.
#[derive(Debug, Default)]
pub(super) struct Texts {
    letters: String,
    ends: Vec<usize>,
}

impl Texts {
    /// Reads them; of a part that breaks off, those before.
    pub(super) fn read(scanner: &mut Scanner<'_>) -> io::Result<Self> {
        let mut texts = Self::default();
        while let Some(piece) = scanner.next()? {
            match piece {
                Piece::Open(b"si", _, closed) => {
                    if !closed {
                        rich(scanner, b"si", &mut texts.letters)?;
                    }
                    texts.ends.push(texts.letters.len());
                }
                Piece::Close(b"sst") => break,
                _ => {}
            }
        }
        texts.letters.shrink_to_fit();
        texts.ends.shrink_to_fit();
        Ok(texts)
    }

    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// One of them.
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.letters[start..end])
    }
}

/// Adds the text of the element that was just opened (`si`, `is`), up to its end.
pub(super) fn rich(scanner: &mut Scanner<'_>, element: &[u8], text: &mut String) -> io::Result<()> {
    let (mut start, mut kept, mut aside) = (None, false, false);
    while let Some(piece) = scanner.next()? {
        match piece {
            Piece::Text(bytes, raw) if start.is_some() => scan::add(text, bytes, raw),
            Piece::Open(b"t", attributes, false) if !aside => {
                kept = scan::attribute(attributes, b"xml:space") == Some(b"preserve");
                start = Some(text.len());
            }
            Piece::Close(b"t") => {
                if let Some(start) = start.take() {
                    settle(text, start, kept);
                }
            }
            Piece::Open(b"rPh", _, closed) => aside = !closed,
            Piece::Close(b"rPh") => aside = false,
            Piece::Close(name) if name == element => break,
            _ => {}
        }
    }
    Ok(())
}

fn settle(text: &mut String, start: usize, kept: bool) {
    let written = &text[start..];
    let blank = [' ', '\t', '\r', '\n'];
    let trimmed = if kept { written } else { written.trim_matches(blank) };
    if trimmed.len() < written.len() || trimmed.contains("_x") {
        let plain = unescaped(trimmed).into_owned();
        text.truncate(start);
        text.push_str(&plain);
    }
}

/// Excel writes what XML cannot hold as `_x` with four hexadecimal digits and `_`: units of UTF-16, and such a text itself
/// with `_x005F_` before it.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let (mut plain, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find("_x") {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let mut units = Vec::new();
        while let Some(unit) = unit(rest) {
            units.push(unit);
            rest = &rest[7..];
        }
        plain.extend(char::decode_utf16(units.iter().copied()).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
        if units.is_empty() {
            plain.push_str("_x");
            rest = &rest[2..];
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("_x")?.get(..5)?.strip_suffix('_')?;
    if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) { u16::from_str_radix(digits, 16).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_joined_and_pronunciation_and_loose_blanks_go() {
        let xml = "<sst><si><t> 客户 </t></si><si/><si><r><t xml:space=\"preserve\">Rossi </t></r><r><rPr/><t>S.r.l.</t></r>\
                   <rPh sb=\"0\" eb=\"1\"><t>ロッシ</t></rPh><phoneticPr/></si><si><t><![CDATA[A&B]]></t></si><si><t>_x005F_x000D_ a_x000D_</t></si><si><t>cut";
        let texts = Texts::read(&mut Scanner::new(xml.as_bytes()).unwrap()).unwrap();
        let all: Vec<_> = (0..texts.len()).map(|at| texts.get(at).unwrap()).collect();
        assert_eq!(all, ["客户", "", "Rossi S.r.l.", "A&B", "_x000D_ a\r", "cut"]);
        assert_eq!(texts.get(6), None);
    }

    #[test]
    fn escapes_are_units_of_utf_16() {
        for (text, wanted) in
            [("a_xD83D__xDE00_b", "a😀b"), ("_xD83D_", "\u{fffd}"), ("_x_x0041_", "_xA"), ("_x00中1_", "_x00中1_"), ("a_xb", "a_xb")]
        {
            assert_eq!(unescaped(text), wanted);
        }
    }
}
