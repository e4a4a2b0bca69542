//! Streams built record by record.

use super::*;

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes()[..], data].concat()
}

fn cell(kind: u16, row: u16, column: u16, style: u16, rest: &[u8]) -> Vec<u8> {
    let head: Vec<u8> = [row, column, style].iter().flat_map(|word| word.to_le_bytes()).collect();
    record(kind, &[&head, rest].concat())
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A workbook stream of one sheet, its name `表`, two styles (number, date); `globals` stand before the sheet list.
fn workbook(version: u16, globals: &[Vec<u8>], name: &[u8], kind: u8, sheet: &[Vec<u8>]) -> Vec<u8> {
    let start = |what: u8| record(0x0809, &[&version.to_le_bytes()[..], &[what, 0]].concat());
    let style = |format: u8| record(0x00E0, &[0, 0, format, 0]);
    let before = [start(5), globals.concat(), style(0), style(14), style(46)].concat();
    let place = u32::try_from(before.len() + 4 + 6 + name.len() + 4).unwrap();
    let announced = record(0x0085, &[&place.to_le_bytes()[..], &[0, kind], name].concat());
    [before, announced, record(0x000A, &[]), start(0x10), sheet.concat(), record(0x000A, &[])].concat()
}

const NAME8: [u8; 4] = [1, 1, 0x68, 0x88];

fn shown(book: &Book) -> Vec<String> {
    let grid = &book.grids[0];
    let cells =
        grid.row_numbers().flat_map(|row| grid.row(row).iter().map(move |(column, cell)| format!("R{row}C{column} {}", cell.show())));
    cells.collect()
}

#[test]
fn every_kind_of_value_is_read_and_far_cells_cost_nothing() {
    let text = [&[2, 0, 1][..], &wide("客户")].concat();
    let sheet = [
        cell(0x0204, 0, 0, 0, &text),
        cell(0x027E, 0, 1, 0, &(12_345_u32 << 2 | 3).to_le_bytes()),
        cell(0x0203, 0, 2, 1, &46_326.0_f64.to_le_bytes()),
        cell(0x0203, 0, 3, 1, &0.5_f64.to_le_bytes()),
        cell(0x0203, 0, 4, 2, &1.5_f64.to_le_bytes()),
        cell(0x0205, 0, 5, 0, &[1, 0]),
        cell(0x0205, 0, 6, 0, &[0x2A, 1]),
        cell(0x0006, 1, 0, 0, &[0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0]),
        record(0x0207, &text),
        cell(0x0006, 1, 1, 0, &7.0_f64.to_le_bytes()),
        record(0x00BD, &[1, 0, 2, 0, 0, 0, 6, 0, 0, 0, 0, 0, 10, 0, 0, 0, 3, 0]),
        cell(0x00FD, 65_535, 255, 0, &1_u32.to_le_bytes()),
        record(0x00E5, &[1, 0, 0, 0, 1, 0, 2, 0, 3, 0]),
    ];
    let shared = record(0x00FC, &[2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, b'a', 1, 0, 0, b'z']);
    // The record says the text is GBK: it never is.
    let stream = workbook(BIFF8, &[record(0x0042, &936_u16.to_le_bytes()), shared], &NAME8, 0, &sheet);
    let book = read(&stream, 100).unwrap();
    assert_eq!((&*book.grids[0].name, book.broken.len(), book.format.as_str()), ("表", 0, "xls (BIFF8)"));
    let wanted =
        ["R1C1 客户", "R1C2 123.45", "R1C3 2026-10-31", "R1C4 12:00:00", "R1C5 36:00", "R1C6 TRUE", "R1C7 #N/A", "R2C1 客户", "R2C2 7"];
    assert_eq!(shown(&book)[..9], wanted);
    assert_eq!(shown(&book)[9..], ["R2C3 1", "R2C4 2", "R65536C256 z"]);
    assert_eq!(book.grids[0].region(2, 3).map(|region| (region.first_row, region.last_column)), Some((1, 4)));
    assert_eq!(read(&stream, 5).unwrap_err().what, "too_large");
}

#[test]
fn text_of_biff5_is_in_its_code_page_and_days_may_count_from_1904() {
    let globals = [record(0x0042, &936_u16.to_le_bytes()), record(0x0022, &[1, 0])];
    let sheet = [cell(0x0204, 0, 0, 0, &[4, 0, 0xBF, 0xCD, 0xBB, 0xA7]), cell(0x027E, 0, 1, 1, &(38_352_u32 << 2 | 2).to_le_bytes())];
    let book = read(&workbook(BIFF5, &globals, &[2, 0xB1, 0xED], 0, &sheet), 100).unwrap();
    assert_eq!((&*book.grids[0].name, shown(&book)), ("表", vec!["R1C1 客户".to_owned(), "R1C2 2009-01-01".to_owned()]));
}

#[test]
fn a_chart_sheet_is_no_data_and_a_cut_sheet_keeps_what_was_read() {
    let number = cell(0x0203, 0, 0, 0, &1.0_f64.to_le_bytes());
    assert_eq!(read(&workbook(BIFF8, &[], &NAME8, 2, std::slice::from_ref(&number)), 9).unwrap().grids.len(), 0);
    let whole = workbook(BIFF8, &[], &NAME8, 0, &[number.clone(), record(0x0809, &[0, 6, 0x20, 0]), number.clone(), record(0x000A, &[])]);
    assert_eq!(shown(&read(&whole, 9).unwrap()), ["R1C1 1"]);
    let cut = workbook(BIFF8, &[], &NAME8, 0, &[number.clone(), number]);
    let book = read(&cut[..cut.len() - 10], 9).unwrap();
    assert_eq!((shown(&book), book.broken), (vec!["R1C1 1".to_owned()], vec![("表".to_owned(), "EOF".to_owned())]));
}

#[test]
fn no_cut_and_no_changed_byte_is_a_panic() {
    let text = [&[2, 0, 1][..], &wide("客户")].concat();
    let shared = record(0x00FC, &[1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, b'a']);
    let sheet = [cell(0x0204, 0, 0, 0, &text), cell(0x00FD, 1, 0, 0, &[0; 4]), record(0x00BD, &[1, 0, 2, 0, 0, 0, 6, 0, 0, 0, 2, 0])];
    let stream = workbook(BIFF8, &[shared], &NAME8, 0, &sheet);
    for at in 0..stream.len() {
        let _ = read(&stream[..at], 100);
        for value in [0, 1, 0x7F, 0xFF] {
            let mut changed = stream.clone();
            changed[at] = value;
            let _ = read(&changed, 100);
        }
    }
}
