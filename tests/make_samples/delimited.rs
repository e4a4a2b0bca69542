//! A sheet to delimited text in the encoding and number style of its country.

use encoding_rs::{BIG5, Encoding, GBK, UTF_8, WINDOWS_1252};

use crate::sheet::{Cell, Sheet};

/// How a program of some country exports text.
#[derive(Clone, Copy)]
pub(crate) struct Dialect {
    encoding: &'static Encoding,
    bom: bool,
    separator: char,
    comma: bool,
    date: &'static str,
}

/// UTF-8 with a byte order mark, as Excel writes it.
pub(crate) const UTF8_BOM: Dialect = Dialect { encoding: UTF_8, bom: true, separator: ',', comma: false, date: "%Y-%m-%d" };
/// What a Chinese Windows saves by default.
pub(crate) const CHINA: Dialect = Dialect { encoding: GBK, bom: false, separator: ',', comma: false, date: "%Y/%-m/%-d" };
/// What a Taiwanese Windows saves by default.
pub(crate) const TAIWAN: Dialect = Dialect { encoding: BIG5, bom: false, separator: ',', comma: false, date: "%Y/%m/%d" };
/// What an Italian Windows saves by default.
pub(crate) const ITALY: Dialect = Dialect { encoding: WINDOWS_1252, bom: false, separator: ';', comma: true, date: "%d/%m/%Y" };

/// The bytes of the file.
pub(crate) fn write(sheet: &Sheet, dialect: Dialect) -> Vec<u8> {
    let mut text = String::new();
    for cells in &sheet.rows {
        let line: Vec<String> = cells.iter().map(|cell| field(cell, dialect)).collect();
        text.push_str(&line.join(&dialect.separator.to_string()));
        text.push_str("\r\n");
    }
    let (bytes, _, lossy) = dialect.encoding.encode(&text);
    if lossy {
        let lost: Vec<char> = text.chars().filter(|c| dialect.encoding.encode(&c.to_string()).2).collect();
        panic!("{} holds characters its encoding has not: {lost:?}", sheet.name);
    }
    let mut out = if dialect.bom { vec![0xEF, 0xBB, 0xBF] } else { Vec::new() };
    out.extend_from_slice(&bytes);
    out
}

fn field(cell: &Cell, dialect: Dialect) -> String {
    let number = |text: String| if dialect.comma { text.replace('.', ",") } else { text };
    let text = match cell {
        Cell::Blank => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Number(value) => number(format!("{value}")),
        Cell::Money(value) => number(format!("{value:.2}")),
        Cell::Date(date) => date.format(dialect.date).to_string(),
        Cell::Moment(moment) => moment.format("%Y-%m-%d %H:%M").to_string(),
    };
    if text.contains([dialect.separator, '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
