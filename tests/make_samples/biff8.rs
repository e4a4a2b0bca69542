//! One sheet to a true BIFF8 workbook stream, the format of Excel 97–2003.
//!
//! Only what an old customer file needs: shared strings, numbers, dates by number format, merged cells.

use chrono::NaiveDate;

use crate::cfb;
use crate::sheet::{Cell, Sheet};

/// A record's body may not be longer; shared strings go on in CONTINUE records.
const LONGEST: usize = 8224;
/// Index of the first cell format; the fifteen before it are style formats.
const PLAIN: u16 = 15;
const DATE: u16 = 16;
const MONEY: u16 = 17;
const HEAD: u16 = 18;

/// The bytes of the `.xls` file.
pub(crate) fn write(sheet: &Sheet) -> Vec<u8> {
    let mut strings = Strings::default();
    let body = page(sheet, &mut strings);
    let before = globals(sheet, &strings, 0).len();
    let mut stream = globals(sheet, &strings, u32::try_from(before).expect("small"));
    stream.extend(body);
    cfb::wrap("Workbook", &stream)
}

#[derive(Default)]
struct Strings {
    list: Vec<String>,
    uses: u32,
}

impl Strings {
    fn index(&mut self, text: &str) -> u32 {
        self.uses += 1;
        let known = self.list.iter().position(|have| have == text);
        let at = known.unwrap_or_else(|| {
            self.list.push(text.to_owned());
            self.list.len() - 1
        });
        u32::try_from(at).expect("small")
    }
}

fn record(out: &mut Vec<u8>, kind: u16, body: &[u8]) {
    out.extend(kind.to_le_bytes());
    out.extend(short(body.len()).to_le_bytes());
    out.extend(body);
}

fn words(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn short(value: usize) -> u16 {
    u16::try_from(value).expect("fits a BIFF8 field")
}

fn globals(sheet: &Sheet, strings: &Strings, offset: u32) -> Vec<u8> {
    let mut out = Vec::new();
    record(&mut out, 0x0809, &words(&[0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 0, 6, 0]));
    record(&mut out, 0x0042, &words(&[1200]));
    record(&mut out, 0x003D, &words(&[0, 0, 0x4000, 0x2000, 0x38, 0, 0, 1, 600]));
    record(&mut out, 0x0022, &words(&[0]));
    for bold in [false, false, false, false, true] {
        font(&mut out, bold);
    }
    for (index, code) in [(164, "yyyy\\-mm\\-dd"), (165, "#,##0.00")] {
        let mut body = words(&[index, short(code.len())]);
        body.push(0);
        body.extend(code.as_bytes());
        record(&mut out, 0x041E, &body);
    }
    for _ in 0..PLAIN {
        format(&mut out, 0, 0, true);
    }
    // Cell formats in the order of the constants; the fifth font has index 5, because BIFF skips 4.
    for (font, number) in [(0, 0), (0, 164), (0, 165), (5, 0)] {
        format(&mut out, font, number, false);
    }
    record(&mut out, 0x0293, &[0, 0x80, 0, 0xFF]);
    let mut bound = offset.to_le_bytes().to_vec();
    bound.extend([0, 0, u8::try_from(sheet.name.encode_utf16().count()).expect("a short name"), 1]);
    bound.extend(wide(&sheet.name));
    record(&mut out, 0x0085, &bound);
    shared(&mut out, strings);
    record(&mut out, 0x000A, &[]);
    out
}

fn font(out: &mut Vec<u8>, bold: bool) {
    let weight = if bold { 700 } else { 400 };
    let mut body = words(&[220, 0, 0x7FFF, weight, 0]);
    body.extend([0, 0, 134, 0]);
    body.extend([2, 1]);
    body.extend(wide("宋体"));
    record(out, 0x0031, &body);
}

fn format(out: &mut Vec<u8>, font: u16, number: u16, style: bool) {
    let kind = if style { 0xFFF5 } else { 0x0001 };
    let mut body = words(&[font, number, kind]);
    body.extend([if font == 0 { 0x20 } else { 0x22 }, 0, 0, if style { 0xF4 } else { 0xFC }]);
    body.extend([0; 8]);
    body.extend(0x20C0_u16.to_le_bytes());
    record(out, 0x00E0, &body);
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The shared string table, cut between strings where a record is full.
fn shared(out: &mut Vec<u8>, strings: &Strings) {
    let total = u32::try_from(strings.list.len()).expect("small");
    let mut body: Vec<u8> = [strings.uses, total].iter().flat_map(|count| count.to_le_bytes()).collect();
    let mut kind = 0x00FC;
    for text in &strings.list {
        let mut item = short(text.encode_utf16().count()).to_le_bytes().to_vec();
        if text.is_ascii() {
            item.push(0);
            item.extend(text.as_bytes());
        } else {
            item.push(1);
            item.extend(wide(text));
        }
        if body.len() + item.len() > LONGEST {
            record(out, kind, &body);
            kind = 0x003C;
            body.clear();
        }
        body.extend(item);
    }
    record(out, kind, &body);
}

fn page(sheet: &Sheet, strings: &mut Strings) -> Vec<u8> {
    let mut out = Vec::new();
    let columns = short(sheet.rows.iter().map(Vec::len).max().unwrap_or(0));
    record(&mut out, 0x0809, &words(&[0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 0, 6, 0]));
    let mut size = 0_u32.to_le_bytes().to_vec();
    size.extend(u32::from(short(sheet.rows.len())).to_le_bytes());
    size.extend(words(&[0, columns, 0]));
    record(&mut out, 0x0200, &size);
    for column in 0..columns {
        record(&mut out, 0x007D, &words(&[column, column, if column == 0 { 2000 } else { 5200 }, PLAIN, 0, 0]));
    }
    for (row, cells) in sheet.rows.iter().enumerate() {
        record(&mut out, 0x0208, &words(&[short(row), 0, short(cells.len()), 0x00FF, 0, 0, 0x0100, PLAIN]));
        for (column, cell) in cells.iter().enumerate() {
            let head = sheet.heads.contains(&row);
            put(&mut out, words(&[short(row), short(column)]), cell, head, strings);
        }
    }
    record(&mut out, 0x023E, &words(&[0x06B6, 0, 0, 0x40, 0, 0, 0, 0, 0]));
    let mut merged = words(&[short(sheet.merges.len())]);
    for &(top, left, bottom, right) in &sheet.merges {
        merged.extend(words(&[short(top), short(bottom), short(left), short(right)]));
    }
    record(&mut out, 0x00E5, &merged);
    record(&mut out, 0x000A, &[]);
    out
}

fn put(out: &mut Vec<u8>, mut place: Vec<u8>, cell: &Cell, head: bool, strings: &mut Strings) {
    let (format, number) = match cell {
        Cell::Blank => {
            place.extend(PLAIN.to_le_bytes());
            return record(out, 0x0201, &place);
        }
        Cell::Text(text) => {
            place.extend((if head { HEAD } else { PLAIN }).to_le_bytes());
            place.extend(strings.index(text).to_le_bytes());
            return record(out, 0x00FD, &place);
        }
        Cell::Number(number) => (PLAIN, *number),
        Cell::Money(number) => (MONEY, *number),
        Cell::Date(date) => (DATE, serial(*date)),
        Cell::Moment(moment) => (DATE, serial(moment.date())),
    };
    place.extend(format.to_le_bytes());
    place.extend(number.to_le_bytes());
    record(out, 0x0203, &place);
}

/// Days since 1899-12-30, as Excel counts after its 1900 leap-year slip.
fn serial(date: NaiveDate) -> f64 {
    let zero = NaiveDate::from_ymd_opt(1899, 12, 30).expect("a day of the calendar");
    f64::from(i32::try_from((date - zero).num_days()).expect("a day of our time"))
}
