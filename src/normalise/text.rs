//! Text (文字): names, codes and notes as they stand, without what a hand slipped in.

use super::value::{Read, Value, says_nothing};
use crate::finding::Kind as Problem;
use crate::model::raw::Cell;

/// Text as written: single blanks, full-width letters and digits made half-width. A name or code that says nothing is none.
pub(super) fn read(cell: &Cell, named: bool) -> Read {
    if matches!(cell, Cell::Error(_)) {
        return Read::bad(Problem::BadValue);
    }
    if let Cell::Text(text) = cell
        && stands(text, named)
    {
        return Read::good(Value::Text((&**text).into()));
    }
    let shown = cell.show();
    let narrow: String = shown.chars().map(half_width).filter(|c| !matches!(c, '\u{200b}' | '\u{feff}')).collect();
    let bare = narrow.trim_start_matches(|c: char| c == '\'' || c.is_whitespace());
    let squeezed = bare.split_whitespace().collect::<Vec<_>>().join(" ");
    // A mark typed before it (`'NA`) hides a placeholder until it is gone.
    let nothing = squeezed.is_empty() || named && says_nothing(&squeezed);
    if nothing { Read::BLANK } else { Read::good(Value::Text(squeezed.into())) }
}

/// Whether a text is read as it stands.
pub(super) fn stands(text: &str, named: bool) -> bool {
    is_plain(text) && !(named && says_nothing(text))
}

/// Whether the text already is as it should be: single blanks, none outside, nothing full-width, no leading apostrophe.
fn is_plain(text: &str) -> bool {
    if text.is_ascii() {
        let bytes = text.as_bytes();
        let graphic = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
        let spaced =
            |pair: &[u8]| pair[0] == b' ' && pair[1] == b' ' || pair[0] != b' ' && pair[0].is_ascii_whitespace() || pair[0] == 0x0b;
        return graphic(bytes.first()) && graphic(bytes.last()) && bytes[0] != b'\'' && !bytes.windows(2).any(spaced);
    }
    let mut blank = true;
    for c in text.chars() {
        let space = c == ' ';
        if space && blank || !space && c.is_whitespace() || half_width(c) != c || matches!(c, '\u{200b}' | '\u{feff}') {
            return false;
        }
        blank = space;
    }
    !blank && !text.starts_with('\'')
}

/// Letters, digits, `＆` and `．`; Chinese punctuation stays.
fn half_width(c: char) -> char {
    match c {
        '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' | '\u{ff06}' | '\u{ff0e}' => {
            char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_narrowed() {
        for (written, expected) in [
            ("  Rossi   S.r.l. ", Some("Rossi S.r.l.")),
            ("ＲＯＳＳＩ　Ｓ．ｒ．ｌ．", Some("ROSSI S.r.l.")),
            ("宁波（示例）有限公司", Some("宁波（示例）有限公司")),
            ("Müller & Söhne\nGmbH", Some("Müller & Söhne GmbH")),
            ("Rossi\u{200b}", Some("Rossi")),
            ("\u{feff}'Rossi", Some("Rossi")),
            ("=SUM", Some("=SUM")),
            ("'00123", Some("00123")),
            ("N/A", None),
            ("'NA\u{feff}", None),
            ("-", None),
            ("无", None),
        ] {
            assert_eq!(read(&Cell::Text(written.into()), true).value.text(), expected, "{written}");
        }
        assert_eq!(read(&Cell::Number(12.0), true).value.text(), Some("12"));
        assert_eq!(read(&Cell::Empty, false), Read::BLANK);
        assert_eq!(read(&Cell::Error("#REF!".into()), false).problem, Some(Problem::BadValue));
    }
}
