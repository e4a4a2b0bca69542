//! Literal parts in, cells out.

use std::io::{Cursor, Write};

use super::super::grid::{Grid, Region};
use super::super::workbook::Book;
use super::read;

const NS: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";

/// A zip of these parts.
fn zipped(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = zip::ZipWriter::new(Cursor::new(&mut bytes));
    for (name, part) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(part).unwrap();
    }
    writer.finish().unwrap();
    bytes
}

/// A workbook whose sheet holds these rows, with texts to share and number formats of its styles.
fn workbook(head: &str, strings: &str, styles: &[u32], rows: &str) -> Vec<(&'static str, Vec<u8>)> {
    let of = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let styles: String = styles.iter().map(|id| format!("<xf numFmtId=\"{id}\"/>")).collect();
    vec![
        ("_rels/.rels", format!("<Relationships><Relationship Id=\"a\" Type=\"{of}/officeDocument\" Target=\"/xl/workbook.xml\"/></Relationships>")),
        ("xl/workbook.xml", format!("<workbook {NS}>{head}<sheets><sheet name=\"图\" r:id=\"r1\"/><sheet name=\"R&amp;D\" state=\"hidden\" r:id=\"r2\"/></sheets></workbook>")),
        // The list breaks off behind what is needed.
        (
            "xl/_rels/workbook.xml.rels",
            format!("<Relationships><Relationship Id=\"r1\" Type=\"{of}/chartsheet\" Target=\"chartsheets/a.xml\"/><Relationship Id=\"r2\" Type=\"{of}/worksheet\" Target=\"worksheets/Sheet1.xml\"/><Relati"),
        ),
        ("xl/styles.xml", format!("<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;年&quot;m\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>")),
        ("xl/sharedStrings.xml", format!("<sst {NS}>{strings}</sst>")),
        ("xl/worksheets/sheet1.xml", format!("<worksheet {NS}>{rows}</worksheet>")),
    ]
    .into_iter()
    .map(|(name, part)| (name, part.into_bytes()))
    .collect()
}

fn opened(parts: &[(&str, Vec<u8>)]) -> Book {
    read(&zipped(parts), 1_000).unwrap()
}

fn shown(grid: &Grid) -> Vec<(u32, Vec<String>)> {
    grid.lines().map(|(row, line)| (row, line.iter().map(|(column, cell)| format!("{column} {}", cell.show())).collect())).collect()
}

#[test]
fn cells_of_every_type_are_read() {
    let rows = "<dimension ref=\"1:4\"/><sheetData><row r=\"2\"><c r=\"B2\" t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c r=\"E2\" s=\"1\"><v>46326.5</v></c></row>\
        <row><c s=\"2\"><f>A1&lt;2</f><v>1.5</v></c><c t=\"str\"><f/><v>a &amp; b_x000D_</v></c><c t=\"b\"><v>1</v></c><c t=\"e\"><v>#SPILL!</v></c>\
        <c t=\"d\"><v>2026-10-31T09:30:00</v></c><c t=\"inlineStr\"><is><r><t>in</t></r><r><t>line</t></r></is></c><c><v>no number</v></c><c s=\"9\"/><c r=\"XFD3\"><v>-1E-2</v></c></row>\
        <row r=\"9\" hidden=\"1\"><c s=\"3\"><v>0.25</v></c><c t=\"s\"><v>0</v></c><c t=\"s\"><v>2</v></c><c><v></v><extLst><ext><v>7</v></ext></extLst></c></row></sheetData>\
        <mergeCells><mergeCell ref=\"B2:C3\"/><mergeCell ref=\"A:B\"/></mergeCells>";
    let book = opened(&workbook("", "<si><t>客户</t></si><si><t> x </t></si><si><t> </t></si>", &[0, 14, 46, 164], rows));
    let [grid] = book.grids.as_slice() else { panic!("the chart is no sheet") };
    assert_eq!((&*grid.name, grid.hidden, book.broken.len()), ("R&D", true, 0));
    let line = |row, cells: &[&str]| (row, cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
    assert_eq!(
        shown(grid),
        [
            line(2, &["2 客户", "3 x", "5 2026-10-31 12:00:00"]),
            line(3, &["1 36:00", "2 a & b", "3 TRUE", "4 #SPILL!", "5 2026-10-31 09:30:00", "6 inline", "7 no number", "16384 -0.01"]),
            line(9, &["1 06:00:00", "2 客户"]),
        ]
    );
    assert_eq!(grid.region(3, 2), Some(Region { first_row: 2, last_row: 3, first_column: 2, last_column: 3 }));
}

#[test]
fn days_may_count_from_1904() {
    let head = "<workbookPr date1904=\"1\"/><extLst><x15:workbookPr chartTrackingRefBase=\"1\"/></extLst>";
    let book = opened(&workbook(head, "", &[0, 14], "<sheetData><row><c s=\"1\"><v>44864</v></c></row></sheetData>"));
    assert_eq!(book.grids[0].get(1, 1).show(), "2026-10-31");
}

#[test]
fn what_could_be_read_of_a_damaged_sheet_stays_and_is_told() {
    let cause = |strings: &str, rows: &str| {
        let book = opened(&workbook("", strings, &[0], rows));
        (book.grids[0].non_empty(), book.broken.first().map(|(sheet, cause)| format!("{sheet}: {cause}")))
    };
    let row = "<row><c><v>1</v></c></row>";
    assert_eq!(cause("", &format!("<sheetData>{row}{row}<row><c")), (2, Some("R&D: </sheetData>".to_owned())));
    assert_eq!(cause("", "<chart/>"), (0, Some("R&D: <sheetData>".to_owned())));
    assert_eq!(
        cause("<si><t>a", "<sheetData><row><c t=\"s\"><v>1</v></c><c t=\"s\"><v>0</v></c></row></sheetData>").1.as_deref(),
        Some("R&D: sharedStrings.xml")
    );
    assert_eq!(cause("", &format!("<sheetData>{row}<row><c r=\"ZZZZ1\"><v>1</v></c></row></sheetData>")), (2, Some("R&D: r".to_owned())));
    assert_eq!(
        cause("", &format!("<sheetData><row r=\"4294967295\"><c><v>1</v></c></row>{row}</sheetData>")),
        (0, Some("R&D: r".to_owned()))
    );
    assert_eq!(cause("", "<sheetData/>"), (0, None));
    let mut parts = workbook("", "", &[0], row);
    parts.truncate(5);
    assert_eq!(opened(&parts).broken, [("R&D".to_owned(), "xl/worksheets/Sheet1.xml".to_owned())]);
    assert_eq!(read(&zipped(&parts[..1]), 9).unwrap_err().what, "damaged");
}

#[test]
fn limits_hold_and_entities_do_not_grow() {
    let rows = format!("<sheetData><row>{}</row></sheetData>", "<c><v>1</v></c>".repeat(20));
    assert_eq!(read(&zipped(&workbook("", "", &[0], &rows)), 19).unwrap_err().what, "too_large");
    let bomb =
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><sheetData><row><c t=\"str\"><v>&b;</v></c></row></sheetData>";
    assert_eq!(opened(&workbook("", "", &[0], bomb)).grids[0].get(1, 1).show(), "&b;");
}

#[test]
fn a_workbook_in_utf_16_is_read() {
    let mut parts = workbook("", "<si><t>客户</t></si>", &[0], "<sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData>");
    for (_, part) in &mut parts {
        let text = String::from_utf8(part.clone()).unwrap();
        *part = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    }
    let book = opened(&parts);
    assert_eq!((&*book.grids[0].name, book.grids[0].get(1, 1).show()), ("R&D", "客户".to_owned()));
}

/// calamine, which reads the same format by a way of its own, finds the same cells in the workbooks we ship.
#[test]
fn samples_are_read_as_calamine_reads_them() {
    use calamine::{DataRef, Reader};
    let (mut folders, mut cells) = (vec![std::path::PathBuf::from("samples")], 0);
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|extension| extension != "xlsx") {
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            let Ok(mut other) = calamine::Xlsx::new(Cursor::new(&bytes)) else { continue };
            for grid in read(&bytes, 1_000_000).unwrap().grids {
                let mut reader = other.worksheet_cells_reader(&grid.name).unwrap();
                while let Some(cell) = reader.next_cell().unwrap() {
                    let (row, column) = cell.get_position();
                    let wanted = match cell.get_value() {
                        DataRef::DateTime(at) => super::super::cells::date(*at),
                        value => super::super::cells::data(&calamine::Data::from(value.clone())),
                    };
                    assert_eq!(*grid.get(row + 1, column + 1), wanted, "{} {row} {column}", path.display());
                    cells += 1;
                }
            }
        }
    }
    assert!(cells > 1_000, "{cells}");
}

#[test]
fn a_text_longer_than_a_cell_can_hold_is_cut_and_told() {
    let strings = format!("<si><t>{}</t></si>", "é".repeat(40_000));
    let rows = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>0</v></c></row></sheetData>";
    let book = opened(&workbook("", &strings, &[0], rows));
    let length = |column| book.grids[0].get(1, column).show().chars().count();
    assert_eq!((length(1), length(2)), (32_767, 32_767));
    assert_eq!(book.broken.len(), 1);
}
