//! Sheet (表页): the XML of one worksheet → cells and merged regions.
//!
//! Decides what a cell of each type says. A cell goes from the window of the scanner into the stock of its sheet: a shared
//! string is looked up once a sheet, a number never becomes text.

use std::io;

use super::super::cells;
use super::super::format::{Formats, Shows};
use super::super::grid::{Grid, Region};
use super::super::workbook::{Budget, Outcome, Unreadable};
use super::scan::{self, Piece, Scanner};
use super::strings::{self, Texts};
use crate::model::raw::Cell;

/// Characters that a cell of Excel can hold.
const LONGEST: usize = 32_767;

/// What the cells of all sheets rest on.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) texts: Texts,
    pub(super) formats: Formats,
    pub(super) from_1904: bool,
}

/// What a cell says it holds (`t`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Number,
    Shared,
    /// A text of its own, where a number would be: the result of a formula.
    Text,
    /// A text of its own with runs.
    Inline,
    Bool,
    Error,
    Iso,
}

/// Last row and column of a sheet.
const LAST: (u32, u32) = (1_048_576, 16_384);

/// A shared string that was not met yet, and one with nothing but blanks.
const UNMET: u32 = u32::MAX;

/// A sheet while it is read.
pub(super) struct Reader<'r> {
    ground: &'r Ground,
    grid: &'r mut Grid,
    budget: &'r mut Budget,
    regions: &'r mut Vec<Region>,
    /// Numbers of the shared strings in the sheet's stock.
    met: Vec<u32>,
    row: u32,
    column: u32,
    text: String,
    /// A shared string that does not exist, or a cell that is nowhere.
    flaw: Option<&'static str>,
}

fn damaged(error: &io::Error) -> Unreadable {
    Unreadable::new("damaged", error)
}

impl<'r> Reader<'r> {
    pub(super) fn new(ground: &'r Ground, grid: &'r mut Grid, budget: &'r mut Budget, regions: &'r mut Vec<Region>) -> Self {
        let met = vec![UNMET; ground.texts.len()];
        Self { ground, grid, budget, regions, met, row: 0, column: 0, text: String::new(), flaw: None }
    }

    /// Reads all of it. What was read before a fault stays in the grid.
    pub(super) fn read(mut self, scanner: &mut Scanner<'_>) -> Outcome<()> {
        let (mut begun, mut ended) = (false, false);
        while let Some(piece) = scanner.next().map_err(|error| damaged(&error))? {
            match piece {
                Piece::Open(b"c", attributes, closed) => {
                    let (style, kind) = self.begin(attributes);
                    if !closed {
                        self.cell(scanner, style, kind)?;
                    }
                }
                Piece::Open(b"row", attributes, _) => {
                    let told = scan::attribute(attributes, b"r").and_then(number);
                    self.row = told.unwrap_or(self.row.saturating_add(1));
                    self.column = 0;
                }
                Piece::Open(b"mergeCell", attributes, _) => self.regions.extend(scan::attribute(attributes, b"ref").and_then(region)),
                Piece::Open(b"sheetData", _, closed) => (begun, ended) = (true, closed),
                Piece::Close(b"sheetData") => ended = true,
                _ => {}
            }
        }
        match (self.flaw, begun, ended) {
            (Some(flaw), ..) => Err(Unreadable::new("damaged", flaw)),
            (None, _, true) => Ok(()),
            (None, true, false) => Err(Unreadable::new("damaged", "</sheetData>")),
            (None, false, false) => Err(Unreadable::new("damaged", "<sheetData>")),
        }
    }

    /// Goes to the place of a cell; gives its style and type.
    fn begin(&mut self, attributes: &[u8]) -> (usize, Type) {
        let (mut style, mut kind) = (0, Type::Number);
        self.column = self.column.saturating_add(1);
        for (name, value) in scan::attributes(attributes) {
            match name {
                b"r" => match place(value) {
                    Some(at) => (self.row, self.column) = at,
                    None => self.flaw = Some("r"),
                },
                b"s" => style = number(value).unwrap_or(0) as usize,
                b"t" => {
                    kind = match value {
                        b"s" => Type::Shared,
                        b"b" => Type::Bool,
                        b"e" => Type::Error,
                        b"d" => Type::Iso,
                        b"str" => Type::Text,
                        b"inlineStr" => Type::Inline,
                        _ => Type::Number,
                    }
                }
                _ => {}
            }
        }
        (style, kind)
    }

    /// Reads up to the end of a cell.
    fn cell(&mut self, scanner: &mut Scanner<'_>, style: usize, kind: Type) -> Outcome<()> {
        loop {
            match scanner.next().map_err(|error| damaged(&error))? {
                Some(Piece::Open(b"v", _, false)) if kind != Type::Inline => self.value(scanner, style, kind)?,
                Some(Piece::Open(b"is", _, false)) => {
                    self.text.clear();
                    strings::rich(scanner, b"is", &mut self.text).map_err(|error| damaged(&error))?;
                    let number = self.grid.number_of(&self.text);
                    self.write(number)?;
                }
                Some(Piece::Open(_, _, false)) => scanner.skip().map_err(|error| damaged(&error))?,
                Some(Piece::Close(b"c")) | None => return Ok(()),
                Some(_) => {}
            }
        }
    }

    /// Reads up to the end of a value.
    fn value(&mut self, scanner: &mut Scanner<'_>, style: usize, kind: Type) -> Outcome<()> {
        self.text.clear();
        let mut written = None;
        loop {
            match scanner.next().map_err(|error| damaged(&error))? {
                Some(Piece::Text(bytes, raw)) => match kind {
                    Type::Shared => written = Some(self.shared(bytes)),
                    Type::Number if written.is_none() => match parsed(bytes) {
                        Some(value) => written = Some(self.figure(value, style)),
                        None => scan::add(&mut self.text, bytes, raw),
                    },
                    _ => scan::add(&mut self.text, bytes, raw),
                },
                Some(Piece::Open(_, _, false)) => scanner.skip().map_err(|error| damaged(&error))?,
                Some(Piece::Close(_)) | None => break,
                Some(Piece::Open(..)) => {}
            }
        }
        let number = match (written, kind) {
            (Some(number), _) => number,
            (None, Type::Shared) => 0,
            (None, Type::Text) => self.grid.number_of(&strings::unescaped(&self.text)),
            (None, _) => self.grid.stock_mut().number(typed(&self.text, kind)),
        };
        self.write(number)
    }

    /// The number of a shared string in the stock.
    fn shared(&mut self, index: &[u8]) -> u32 {
        let Some(index) = number(index.trim_ascii()).map(|index| index as usize) else {
            self.flaw = Some("sharedStrings.xml");
            return 0;
        };
        match self.met.get(index) {
            Some(&UNMET) => {
                let whole = self.ground.texts.get(index).unwrap_or_default();
                // Twelve thousand cells of one text of a megabyte are a bomb of 100 KB.
                let cut = if whole.len() > LONGEST { whole.char_indices().nth(LONGEST).map(|(end, _)| end) } else { None };
                if cut.is_some() {
                    self.flaw = Some("sharedStrings.xml");
                }
                let text = &whole[..cut.unwrap_or(whole.len())];
                self.met[index] = self.grid.number_of(text);
                self.met[index]
            }
            Some(number) => *number,
            None => {
                self.flaw = Some("sharedStrings.xml");
                0
            }
        }
    }

    fn figure(&mut self, value: f64, style: usize) -> u32 {
        let cell = match self.ground.formats.of(style) {
            Shows::Number => cells::number(value),
            shows => cells::serial(value, shows == Shows::Elapsed, self.ground.from_1904),
        };
        self.grid.stock_mut().number(cell)
    }

    fn write(&mut self, number: u32) -> Outcome<()> {
        if number == 0 {
            return Ok(());
        }
        // Told by its row alone, a cell may be beyond the last one, or in none.
        if !(1..=LAST.0).contains(&self.row) || self.column > LAST.1 {
            self.flaw = Some("r");
            return Ok(());
        }
        self.budget.spend(1)?;
        self.grid.write(self.row, self.column, number);
        Ok(())
    }
}

/// A cell that is no number and no shared string.
fn typed(text: &str, kind: Type) -> Cell {
    let plain = text.trim();
    match kind {
        Type::Bool if plain == "1" || plain.eq_ignore_ascii_case("true") => Cell::Bool(true),
        Type::Bool if plain == "0" || plain.eq_ignore_ascii_case("false") => Cell::Bool(false),
        Type::Error if !plain.is_empty() => Cell::Error(plain.into()),
        Type::Iso => cells::iso_date(text).unwrap_or_else(|| cells::text(text)),
        _ => cells::text(text),
    }
}

fn parsed(bytes: &[u8]) -> Option<f64> {
    std::str::from_utf8(bytes.trim_ascii()).ok()?.parse().ok()
}

fn number(digits: &[u8]) -> Option<u32> {
    let add = |number: u32, digit: &u8| number.checked_mul(10)?.checked_add(u32::from(digit.wrapping_sub(b'0')));
    let plain = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    if plain { digits.iter().try_fold(0, add) } else { None }
}

/// Row and column of `AB12`, from 1.
fn place(name: &[u8]) -> Option<(u32, u32)> {
    let letters = name.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let column = name[..letters]
        .iter()
        .try_fold(0_u32, |column, letter| column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1))?;
    let row = number(&name[letters..])?;
    ((1..=LAST.0).contains(&row) && (1..=LAST.1).contains(&column)).then_some((row, column))
}

/// `A1:B3`; of whole rows or columns nothing follows.
fn region(name: &[u8]) -> Option<Region> {
    let colon = name.iter().position(|byte| *byte == b':').unwrap_or(name.len());
    let first = place(&name[..colon])?;
    let last = if colon < name.len() { place(&name[colon + 1..])? } else { first };
    Some(Region { first_row: first.0, last_row: last.0, first_column: first.1, last_column: last.1 })
}
