//! BIFF (旧 Excel 二进制格式): the stream of an `.xls` of Excel 5 to 2003 → sheets, cell by cell.
//!
//! A reader of our own, for what goes wrong with others on real files: two cells far apart must not cost the rectangle
//! between them; text of BIFF8 is UTF-16 whatever the CODEPAGE record says; chart and macro sheets are no data; a
//! record that is cut short ends its sheet and nothing else. It reads values only: formulas by their stored results.

mod records;
mod sheet;
mod strings;

use std::sync::Arc;

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, MACINTOSH, SHIFT_JIS, WINDOWS_1252};

use self::records::{Record, Records, long, word};
use self::strings::{Pieces, Text};
use super::format::Formats;
use super::workbook::{Book, Budget, Unreadable};
use crate::model::own::{self, Mark};
use crate::model::raw::Cell;

const BIFF8: u16 = 0x0600;
const BIFF5: u16 = 0x0500;

/// What the sheets of a workbook share.
#[derive(Debug)]
struct Globals {
    text: Text,
    formats: Formats,
    /// Days count from 1904.
    from_1904: bool,
    /// Shared strings.
    shared: Vec<Cell>,
}

/// A sheet as the workbook announces it.
#[derive(Debug)]
struct Announced {
    at: usize,
    hidden: bool,
    worksheet: bool,
    name: String,
}

/// Reads all worksheets; at most `max_cells` cells.
pub(super) fn read(stream: &[u8], max_cells: u64) -> Result<Book, Unreadable> {
    let version = match Records::from(stream, 0).next() {
        Some(Record { kind: 0x0809, data, .. }) if matches!(word(data, 0), Some(BIFF5 | BIFF8)) => word(data, 0).unwrap_or(BIFF8),
        Some(Record { kind: 0x0809, .. }) => return Err(Unreadable::new("biff2", "")),
        _ => return Err(Unreadable::new("damaged", "BOF")),
    };
    let (globals, mut announced, mark) = globals(stream, version);
    let format = if version == BIFF8 { "xls (BIFF8)" } else { "xls (BIFF5)" };
    let mut book = Book { format: format.to_owned(), mark, ..Book::default() };
    let mut budget = Budget { left: max_cells };
    right(&mut announced, stream);
    for sheet in announced.iter().filter(|sheet| sheet.worksheet) {
        let (grid, trouble) = sheet::read(stream, sheet, &globals, &mut budget)?;
        if let Some(trouble) = trouble {
            book.broken.push((sheet.name.clone(), trouble.to_owned()));
        }
        book.grids.push(grid);
    }
    if announced.is_empty() {
        return Err(Unreadable::new("damaged", "BOUNDSHEET"));
    }
    Ok(book)
}

fn globals(stream: &[u8], version: u16) -> (Globals, Vec<Announced>, Option<Mark>) {
    let text = Text { wide: version == BIFF8, page: WINDOWS_1252 };
    let mut globals = Globals { text, formats: Formats::default(), from_1904: false, shared: Vec::new() };
    let (mut announced, mut mark) = (Vec::new(), None);
    let mut records = Records::from(stream, 0);
    records.next();
    while let Some(Record { kind, data, .. }) = records.next() {
        match kind {
            // EOF, or the first sheet where it is missing.
            0x000A | 0x0809 => break,
            0x0042 => globals.text.page = word(data, 0).map_or(WINDOWS_1252, page),
            0x0022 => globals.from_1904 = word(data, 0) == Some(1),
            0x0085 => announced.extend(boundsheet(data, &globals.text)),
            0x041E | 0x001E => {
                if let Some(id) = word(data, 0) {
                    let name = if globals.text.wide { globals.text.long(&data[2..]) } else { globals.text.short(&data[2..]) };
                    globals.formats.custom(id, &name.unwrap_or_default());
                }
            }
            0x00E0 => globals.formats.cell_style(word(data, 2).unwrap_or(0)),
            0x0018 => mark = mark.or_else(|| defined_name(data, &globals.text)),
            0x00FC => {
                let pieces = records.with_continues(data);
                globals.shared = strings::shared(Pieces::new(pieces));
            }
            _ => {}
        }
    }
    (globals, announced, mark)
}

/// Some writers announce a sheet at a place where none starts; their sheets still stand in the order announced.
fn right(announced: &mut [Announced], stream: &[u8]) {
    let starts = |at: usize| word(stream, at) == Some(0x0809);
    if announced.iter().all(|sheet| starts(sheet.at)) {
        return;
    }
    let (mut at, mut depth, mut places) = (0, 0_u32, Vec::new());
    for record in Records::from(stream, 0) {
        match record.kind {
            0x0809 => {
                if depth == 0 {
                    places.push(at);
                }
                depth += 1;
            }
            0x000A => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 4 + record.data.len();
    }
    for (sheet, place) in announced.iter_mut().zip(places.into_iter().skip(1)) {
        if !starts(sheet.at) {
            sheet.at = place;
        }
    }
}

fn boundsheet(data: &[u8], text: &Text) -> Option<Announced> {
    let at = usize::try_from(long(data, 0)?).ok()?;
    let (state, kind) = (*data.get(4)?, *data.get(5)?);
    let name = text.short(data.get(6..)?).unwrap_or_default().replace('\0', "");
    Some(Announced { at, hidden: state & 3 != 0, worksheet: kind == 0, name })
}

/// The mark of our own workbooks, in a defined name whose formula is one text.
fn defined_name(data: &[u8], text: &Text) -> Option<Mark> {
    let letters = usize::from(*data.get(3)?);
    let rest = data.get(14..)?;
    let (name, taken) = text.letters(rest, letters)?;
    let formula = rest.get(taken..)?;
    if !name.contains(own::DEFINED_NAME) || *formula.first()? != 0x17 {
        return None;
    }
    Mark::parse(&text.short(&formula[1..])?)
}

/// The encoding of a code page number, as Windows and the Macintosh count them.
fn page(number: u16) -> &'static Encoding {
    match number {
        932 | 10_001 => SHIFT_JIS,
        936 | 10_008 | 54_936 => GB18030,
        949 | 10_003 => EUC_KR,
        950 | 10_002 => BIG5,
        10_000 | 32_768 => MACINTOSH,
        874 | 1250..=1258 if number != 1252 => Encoding::for_label(format!("windows-{number}").as_bytes()).unwrap_or(WINDOWS_1252),
        866 => encoding_rs::IBM866,
        10_007 => encoding_rs::X_MAC_CYRILLIC,
        _ => WINDOWS_1252,
    }
}

/// Error values by their number.
fn error(code: u8) -> Cell {
    let text = match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        0x2B => "#DATA!",
        _ => "#?",
    };
    Cell::Error(Arc::from(text))
}

#[cfg(test)]
mod tests;
