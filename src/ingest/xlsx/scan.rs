//! Scanner (扫描): a part of a workbook as tags and texts, while it is inflated.
//!
//! Decides that no more than a window of a part is held, and that a piece is given as the bytes it is: most are a number or a
//! name, and never become text. Nothing is validated; comments and declarations pass, entities cannot be defined.

use std::borrow::Cow;
use std::io::{self, Cursor, Read};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::super::markup::unescape;

/// A piece of XML; names are without their prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// `<name attributes>`; the flag tells `<name/>`.
    Open(&'a [u8], &'a [u8], bool),
    /// `</name>`.
    Close(&'a [u8]),
    /// What stands between tags, entities not yet replaced; the flag tells CDATA, where there are none.
    Text(&'a [u8], bool),
}

/// Walks through a part.
pub(super) struct Scanner<'a> {
    source: Box<dyn Read + 'a>,
    window: Vec<u8>,
    /// What the window holds and was not given yet.
    at: usize,
    end: usize,
    /// What went wrong behind the bytes held: they are given first.
    fault: Option<io::Error>,
}

/// Bytes held at once, as long as no piece is longer.
const WINDOW: usize = 1 << 16;
/// No cell holds so much: a longer piece is damage, and must not cost its size in memory.
const LONGEST: usize = 1 << 24;

impl<'a> Scanner<'a> {
    /// A part from its start. What is not UTF-8 is decoded at once: some programs write UTF-16, none for large sheets.
    pub(super) fn new(source: impl Read + 'a) -> io::Result<Self> {
        let mut scanner = Self { source: Box::new(source), window: vec![0; WINDOW], at: 0, end: 0, fault: None };
        scanner.fill()?;
        let encoding = encoding(&scanner.window[..scanner.end]);
        if encoding != UTF_8 {
            let mut bytes = scanner.window[..scanner.end].to_vec();
            scanner.source.read_to_end(&mut bytes)?;
            let text = encoding.decode(&bytes).0.into_owned();
            (scanner.source, scanner.end) = (Box::new(Cursor::new(text.into_bytes())), 0);
        }
        Ok(scanner)
    }

    /// The next piece; `None` at the end, also where a tag breaks off.
    pub(super) fn next(&mut self) -> io::Result<Option<Piece<'_>>> {
        let item = loop {
            let held = &self.window[self.at..self.end];
            let start = self.at;
            if let Some(length) = measure(held) {
                self.at += length;
                if !passes(&held[..length]) {
                    break start..self.at;
                }
            } else if !self.fill()? {
                let rest = self.at..self.end;
                self.at = self.end;
                if rest.is_empty() || self.window[rest.start] == b'<' {
                    return Ok(None);
                }
                break rest;
            }
        };
        Ok(Some(piece(&self.window[item])))
    }

    /// Passes over what stands inside the element that was just opened.
    pub(super) fn skip(&mut self) -> io::Result<()> {
        let mut depth = 1;
        while depth > 0 {
            match self.next()? {
                Some(Piece::Open(_, _, false)) => depth += 1,
                Some(Piece::Close(_)) => depth -= 1,
                Some(_) => {}
                None => break,
            }
        }
        Ok(())
    }

    /// Takes in more; gives whether there was any.
    fn fill(&mut self) -> io::Result<bool> {
        self.window.copy_within(self.at..self.end, 0);
        (self.at, self.end) = (0, self.end - self.at);
        if self.end == self.window.len() {
            if self.end >= LONGEST {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "a tag or text without an end"));
            }
            self.window.resize(self.end * 2, 0);
        }
        let before = self.end;
        while self.end < self.window.len() {
            if let Some(fault) = self.fault.take() {
                return Err(fault);
            }
            match self.source.read(&mut self.window[self.end..]) {
                Ok(0) => break,
                Ok(more) => self.end += more,
                Err(fault) => {
                    self.fault = Some(fault);
                    if self.end > before {
                        break;
                    }
                }
            }
        }
        Ok(self.end > before)
    }
}

/// A whole part as text.
pub(super) fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    encoding(bytes).decode(bytes).0
}

/// The encoding of a part: by its mark, by how its first `<` lies, or as it says.
fn encoding(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    match bytes {
        [b'<', 0, ..] => UTF_16LE,
        [0, b'<', ..] => UTF_16BE,
        [b'<', b'?', ..] => {
            let declaration = measure(bytes).map_or(&[][..], |length| &bytes[..length]);
            let told = attribute(declaration, b"encoding").and_then(Encoding::for_label);
            // Where this can be read at all, it is no UTF-16.
            told.filter(|encoding| encoding.is_ascii_compatible()).unwrap_or(UTF_8)
        }
        _ => UTF_8,
    }
}

/// The length of the first tag, text, comment or declaration; `None` where its end was not seen.
fn measure(bytes: &[u8]) -> Option<usize> {
    let [b'<', second, ..] = bytes else {
        return bytes.iter().position(|byte| *byte == b'<').filter(|length| *length > 0);
    };
    match second {
        b'!' if bytes.starts_with(b"<!--") => past(bytes, 4, b"-->"),
        b'!' if bytes.starts_with(CDATA) => past(bytes, CDATA.len(), b"]]>"),
        b'!' if CDATA.starts_with(bytes) || b"<!--".starts_with(bytes) => None,
        b'?' => past(bytes, 2, b"?>"),
        _ => tag(bytes),
    }
}

const CDATA: &[u8] = b"<![CDATA[";

/// A tag's length: a `>` in quotes does not end it.
fn tag(bytes: &[u8]) -> Option<usize> {
    let end = bytes.iter().position(|byte| *byte == b'>')?;
    // Nearly always the first one ends it: no quote is open before it.
    let (open, other) = bytes[..end].iter().fold((false, false), |(open, other), byte| (open ^ (*byte == b'"'), other || *byte == b'\''));
    if !open && !other {
        return Some(end + 1);
    }
    let mut quote = 0;
    for (at, byte) in bytes.iter().enumerate() {
        match *byte {
            b'>' if quote == 0 => return Some(at + 1),
            b'"' | b'\'' if quote == 0 => quote = *byte,
            byte if byte == quote => quote = 0,
            _ => {}
        }
    }
    None
}

fn past(bytes: &[u8], from: usize, end: &[u8]) -> Option<usize> {
    let found = bytes[from..].windows(end.len()).position(|window| window == end)?;
    Some(from + found + end.len())
}

/// Comments, instructions and declarations say nothing.
fn passes(item: &[u8]) -> bool {
    matches!(item, [b'<', b'?', ..]) || matches!(item, [b'<', b'!', ..]) && !item.starts_with(CDATA)
}

fn piece(item: &[u8]) -> Piece<'_> {
    let [b'<', inside @ .., b'>'] = item else { return Piece::Text(item, false) };
    if let Some(inside) = item.strip_prefix(CDATA) {
        return Piece::Text(&inside[..inside.len() - 3], true);
    }
    if let [b'/', name @ ..] = inside {
        return Piece::Close(local(name.trim_ascii()));
    }
    let (inside, closed) = if let [inside @ .., b'/'] = inside { (inside, true) } else { (inside, false) };
    let end = inside.iter().position(u8::is_ascii_whitespace).unwrap_or(inside.len());
    Piece::Open(local(&inside[..end]), &inside[end..], closed)
}

fn local(name: &[u8]) -> &[u8] {
    name.iter().position(|byte| *byte == b':').map_or(name, |at| &name[at + 1..])
}

/// Names and values of attributes, as they stand.
pub(super) fn attributes(mut rest: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    std::iter::from_fn(move || {
        let equal = rest.iter().position(|byte| *byte == b'=')?;
        let name = rest[..equal].trim_ascii();
        let (quote, after) = rest[equal + 1..].trim_ascii_start().split_first()?;
        let end = after.iter().position(|byte| byte == quote)?;
        rest = &after[end + 1..];
        Some((name, &after[..end]))
    })
}

/// One attribute's value, as it stands.
pub(super) fn attribute<'t>(tag: &'t [u8], wanted: &[u8]) -> Option<&'t [u8]> {
    // In a declaration the first name stands behind `<?xml`.
    attributes(tag).find(|(name, _)| *name == wanted || name.ends_with(wanted) && name.starts_with(b"<?")).map(|(_, value)| value)
}

/// Adds a text with its entities replaced and its line ends as XML has them.
pub(super) fn add(text: &mut String, bytes: &[u8], raw: bool) {
    let written = String::from_utf8_lossy(bytes);
    let written = if written.contains('\r') { Cow::Owned(written.replace("\r\n", "\n").replace('\r', "\n")) } else { written };
    if raw || !written.contains('&') { text.push_str(&written) } else { text.push_str(&unescape(&written)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: impl Read) -> Vec<String> {
        let (mut scanner, mut all) = (Scanner::new(source).unwrap(), Vec::new());
        while let Some(piece) = scanner.next().unwrap() {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            all.push(match piece {
                Piece::Open(name, rest, closed) => format!("<{}{}{}", text(name), text(rest), if closed { "/" } else { "" }),
                Piece::Close(name) => format!("/{}", text(name)),
                Piece::Text(bytes, raw) => format!("{}{}", text(bytes), if raw { "!" } else { "" }),
            });
        }
        all
    }

    /// Gives a byte at a time, as a slow inflater might.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.0.read(&mut into[..1])
        }
    }

    const SHEET: &str = "<?xml version=\"1.0\"?><!-- <c> --><x:c r=\"A1\" t='a>b'><v>1 &lt; 2</v><f/></x:c ><![CDATA[<v>]]> end";

    #[test]
    fn tags_texts_and_cdata_are_told_apart_and_the_rest_passes() {
        let wanted = ["<c r=\"A1\" t='a>b'", "<v", "1 &lt; 2", "/v", "<f/", "/c", "<v>!", " end"];
        assert_eq!(shown(SHEET.as_bytes()), wanted);
        assert_eq!(shown(Drops(SHEET.as_bytes())), wanted);
        assert_eq!(attributes(b" r=\"A1\" x:t = 'b' broken").collect::<Vec<_>>(), [(&b"r"[..], &b"A1"[..]), (b"x:t", b"b")]);
    }

    #[test]
    fn other_encodings_are_decoded_first() {
        let xml = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><v>客户</v>";
        let little: Vec<u8> = [0xfeff].into_iter().chain(xml.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = xml.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let chinese = encoding_rs::GBK.encode("<?xml version=\"1.0\" encoding='GBK'?><v>客户</v>").0.into_owned();
        for bytes in [little, big, chinese, xml.as_bytes().to_vec()] {
            assert_eq!(shown(bytes.as_slice()), ["<v", "客户", "/v"]);
        }
    }

    #[test]
    fn a_piece_longer_than_the_window_is_whole_and_one_without_end_is_refused() {
        let long = format!("<v>{}</v>", "a".repeat(WINDOW * 5));
        assert_eq!(shown(long.as_bytes())[1].len(), WINDOW * 5);
        assert_eq!(shown(&b"<v>1</v><c r=\"A"[..]), ["<v", "1", "/v"]);
        let mut endless = Scanner::new(io::Read::chain(&b"<c r=\""[..], io::repeat(b'a'))).unwrap();
        assert!(endless.next().is_err());
    }

    #[test]
    fn what_stands_before_a_fault_is_given() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::InvalidData.into())
            }
        }
        let mut scanner = Scanner::new(io::Read::chain(&b"<v>1</v>"[..], Broken)).unwrap();
        let given = (0..4).map(|_| scanner.next().map(|piece| piece.is_some()).ok());
        assert_eq!(given.collect::<Vec<_>>(), [Some(true), Some(true), Some(true), None]);
    }

    #[test]
    fn entities_and_line_ends_are_those_of_xml() {
        let mut text = String::new();
        add(&mut text, b"R&amp;D\r\n&#x4e2d;&#10;&nobody;", false);
        add(&mut text, b"&amp;", true);
        assert_eq!(text, "R&D\n中\n&nobody;&amp;");
    }
}
