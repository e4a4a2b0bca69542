//! Opening (打开): the bytes of a file → its sheets, whatever it turns out to be.
//!
//! Decides which reader a kind of content gets, and that an encrypted workbook is opened first. A reader that panics
//! on a damaged file is that file's fault and not the run's.

use super::crypt::{self, Locked};
use super::ole::Ole;
use super::sniff::{self, Content};
use super::workbook::{self, Book, Unreadable};
use super::{biff, delimited, html, mhtml, mojibake, ods, xlsx, xml2003, zipped};

/// How a file is to be opened.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner<'a> {
    /// Encoding a person named.
    pub(super) encoding: Option<&'a str>,
    /// Passwords a person gave.
    pub(super) passwords: &'a [String],
    /// Most cells.
    pub(super) max_cells: u64,
    /// Most bytes once inflated.
    pub(super) max_inflated: u64,
}

/// Reads a file's sheets.
///
/// # Errors
/// What the file is, when it cannot be read.
pub(super) fn open(bytes: Vec<u8>, manner: Manner<'_>) -> Result<Book, Unreadable> {
    let mut book = workbook::quietly(|| by_content(bytes, manner)).unwrap_or_else(|| Err(Unreadable::new("damaged", "panic")))?;
    mojibake::mend(&mut book);
    Ok(book)
}

/// The bytes of a text go as soon as they are characters.
fn by_content(bytes: Vec<u8>, manner: Manner<'_>) -> Result<Book, Unreadable> {
    match sniff::sniff(&bytes) {
        (Content::Text, inflated) if inflated <= manner.max_inflated => delimited::read(bytes, manner.encoding, manner.max_cells),
        _ => plainly(&bytes, manner),
    }
}

fn plainly(bytes: &[u8], manner: Manner<'_>) -> Result<Book, Unreadable> {
    let (content, inflated) = sniff::sniff(bytes);
    if inflated > manner.max_inflated {
        return Err(Unreadable::new("too_large", "max_inflated_mb"));
    }
    match content {
        Content::Text => delimited::read(bytes.to_vec(), manner.encoding, manner.max_cells),
        Content::Html => html::read(bytes, manner.encoding, manner.max_cells),
        Content::Mhtml => mhtml::read(bytes, manner.encoding, manner.max_cells),
        Content::Xml2003 => xml2003::read(bytes, manner.max_cells),
        Content::Empty => Err(Unreadable::new("empty", "")),
        Content::Other(what) => Err(Unreadable::new(what, "")),
        Content::Xls => xls(bytes, manner),
        Content::Biff => biff::read(bytes, manner.max_cells),
        Content::Package => package(bytes, manner),
        Content::Ods => ods::read(bytes, manner.max_cells, manner.max_inflated).map_err(|fault| of_zip(bytes, fault)),
        Content::Xlsx => xlsx::read(bytes, manner.max_cells).map_err(|fault| of_zip(bytes, fault)),
        Content::Xlsb => workbook::xlsb(bytes, manner.max_cells).map_err(|fault| of_zip(bytes, fault)),
    }
}

/// A part that was broken off because it grew beyond what it declared is no damage.
fn of_zip(bytes: &[u8], fault: Unreadable) -> Unreadable {
    if fault.what == "damaged" && zipped::lies(bytes) { Unreadable::new("too_large", "max_inflated_mb") } else { fault }
}

fn xls(bytes: &[u8], manner: Manner<'_>) -> Result<Book, Unreadable> {
    let ole = Ole::open(bytes);
    let stream = ole.as_ref().and_then(|ole| ole.stream("Workbook").or_else(|| ole.stream("Book")));
    let stream = stream.ok_or_else(|| Unreadable::new("damaged", "Workbook"))?;
    let plain = crypt::stream(&stream, manner.passwords).map_err(|locked| why(locked, manner.passwords))?;
    drop(stream);
    biff::read(&plain, manner.max_cells)
}

fn package(bytes: &[u8], manner: Manner<'_>) -> Result<Book, Unreadable> {
    let ole = Ole::open(bytes).ok_or_else(|| Unreadable::new("damaged", "OLE"))?;
    let plain = crypt::package(&ole, manner.passwords).map_err(|locked| why(locked, manner.passwords))?;
    match sniff::sniff(&plain).0 {
        Content::Package | Content::Xls => Err(Unreadable::new("damaged", "EncryptedPackage")),
        _ => plainly(&plain, manner),
    }
}

fn why(locked: Locked, passwords: &[String]) -> Unreadable {
    match locked {
        Locked::Password if passwords.is_empty() => Unreadable::new("encrypted", ""),
        Locked::Password => Unreadable::new("password_wrong", ""),
        Locked::Method => Unreadable::new("cipher_unknown", ""),
        Locked::Damaged => Unreadable::new("damaged", "EncryptionInfo"),
    }
}
