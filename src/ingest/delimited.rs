//! Delimited text (分隔文本): characters → one grid, with the row numbers Excel would show.
//!
//! Decides the delimiter among comma, semicolon, tab and `|`: the one that cuts the most records into the same number of
//! fields outside quotes. A blank line is a row; a line break inside quotes is not. Quotes that never close are taken as
//! letters, or the rest of the file would be one cell.

use super::cells::Pool;
use super::grid::Grid;
use super::text::{self, Decoded};
use super::workbook::{Book, Unreadable};

const DELIMITERS: [(char, &str); 4] = [(',', "comma"), (';', "semicolon"), ('\t', "tab"), ('|', "pipe")];

/// Records that are looked at to find the delimiter.
const PROBE: usize = 300;

/// Reads a text file as one sheet without a name.
pub(super) fn read(bytes: &[u8], named: Option<&str>, max_cells: u64) -> Result<Book, Unreadable> {
    let Decoded { text, encoding } = text::decode(bytes, named).ok_or_else(|| Unreadable::new("encoding", named.unwrap_or_default()))?;
    let (told, body) = told_delimiter(&text);
    let (delimiter, name) = told.unwrap_or_else(|| delimiter(body));
    let mut grid = Grid::new("", false);
    let mut pool = Pool::default();
    let (mut damaged_rows, mut cells) = (Vec::new(), 0_u64);
    let damaged = body.contains('\u{fffd}');
    let mut row = 0_u32;
    let mut take = |record: &[String]| {
        row += 1;
        cells += record.len() as u64;
        if cells <= max_cells {
            if damaged && record.iter().any(|field| field.contains('\u{fffd}')) {
                damaged_rows.push(row);
            }
            for (column, field) in (1_u32..).zip(record) {
                grid.put(row, column, pool.text(field));
            }
        }
        cells <= max_cells
    };
    let quotes = closes(body, delimiter);
    split(body, delimiter, quotes, &mut take);
    if cells > max_cells {
        return Err(Unreadable::new("too_large", "max_cells"));
    }
    Ok(Book { format: format!("csv ({encoding}, {name})"), grids: vec![grid], damaged_rows, ..Book::default() })
}

/// Excel's own hint `sep=;`: a line it does not show, nor number.
fn told_delimiter(text: &str) -> (Option<(char, &'static str)>, &str) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let line = text.lines().next().unwrap_or_default();
    let Some(told) = line.trim_matches('"').to_ascii_lowercase().strip_prefix("sep=").and_then(|rest| rest.chars().next()) else {
        return (None, text);
    };
    let known = DELIMITERS.into_iter().find(|(delimiter, _)| *delimiter == told);
    (known, known.map_or(text, |_| text[line.len()..].trim_start_matches('\r').trim_start_matches('\n')))
}

fn delimiter(text: &str) -> (char, &'static str) {
    let mut best = (DELIMITERS[0], 0.0_f64);
    for candidate in DELIMITERS {
        let score = consistency(&records(text, candidate.0, PROBE));
        if score > best.1 + 1e-9 {
            best = (candidate, score);
        }
    }
    best.0
}

/// Share of the records that have the commonest number of fields above one, weighted by how many fields that is.
#[expect(clippy::cast_precision_loss, reason = "at most a few hundred records are counted")]
fn consistency(records: &[Vec<String>]) -> f64 {
    let written: Vec<usize> = records.iter().filter(|record| record.iter().any(|field| !field.trim().is_empty())).map(Vec::len).collect();
    let most = written.iter().copied().max().unwrap_or(0);
    (2..=most)
        .map(|fields| {
            let share = written.iter().filter(|count| **count == fields).count() as f64 / written.len() as f64;
            share * libm::log(1.0 + fields as f64)
        })
        .fold(0.0, f64::max)
}

/// The first records of a text; a record of a blank line is one empty field.
fn records(text: &str, delimiter: char, most: usize) -> Vec<Vec<String>> {
    let first = |quotes: bool| {
        let mut records = Vec::new();
        let closed = split(text, delimiter, quotes, &mut |record| {
            records.push(record.to_vec());
            records.len() < most
        });
        closed.then_some(records)
    };
    first(true).or_else(|| first(false)).unwrap_or_default()
}

/// Whether each quote that opens a field is closed before the text ends.
fn closes(text: &str, delimiter: char) -> bool {
    !text.contains('"') || split(text, delimiter, true, &mut |_| true)
}

/// Cuts a text into records and hands each to `take`, which says whether to go on. The fields are reused from record to
/// record. `false` when the text ends inside quotes.
fn split(text: &str, delimiter: char, quotes: bool, take: &mut dyn FnMut(&[String]) -> bool) -> bool {
    let bytes = text.as_bytes();
    let is_delimiter = |byte: u8| char::from(byte) == delimiter;
    let is_mark = |byte: &u8| is_delimiter(*byte) || matches!(byte, b'"' | b'\n' | b'\r');
    let mut record: Vec<String> = vec![String::new()];
    let (mut fields, mut inside, mut at) = (1, false, 0);
    while let Some(byte) = bytes.get(at).copied() {
        let field = &mut record[fields - 1];
        if inside {
            // What stands between two marks is copied at once; all marks are ASCII, so no character is cut.
            let end = bytes[at..].iter().position(|byte| *byte == b'"').map_or(bytes.len(), |length| at + length);
            field.push_str(&text[at..end]);
            at = end + 1;
            if bytes.get(at) == Some(&b'"') {
                field.push('"');
                at += 1;
            } else {
                inside = end == bytes.len();
            }
        } else if byte == b'"' && quotes && field.trim().is_empty() {
            field.clear();
            inside = true;
            at += 1;
        } else if is_delimiter(byte) {
            match record.get_mut(fields) {
                Some(next) => next.clear(),
                None => record.push(String::new()),
            }
            fields += 1;
            at += 1;
        } else if byte == b'\n' || byte == b'\r' {
            at += if byte == b'\r' && bytes.get(at + 1) == Some(&b'\n') { 2 } else { 1 };
            if !take(&record[..fields]) {
                return true;
            }
            record[0].clear();
            fields = 1;
        } else {
            let end = bytes[at + 1..].iter().position(is_mark).map_or(bytes.len(), |length| at + 1 + length);
            field.push_str(&text[at..end]);
            at = end;
        }
    }
    if inside {
        return false;
    }
    if fields > 1 || !record[0].is_empty() {
        take(&record[..fields]);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> (String, Vec<(u32, Vec<String>)>) {
        let book = read(text.as_bytes(), None, 1_000).unwrap();
        let grid = &book.grids[0];
        (book.format, grid.row_numbers().map(|row| (row, grid.row(row).iter().map(|(_, cell)| cell.show()).collect())).collect())
    }

    #[test]
    fn a_decimal_comma_does_not_beat_the_semicolon() {
        let (format, rows) = rows("Cliente;Fatturato;Città\nRossi;108405,60;Roma\nVerdi;12,5;\"Bari; Puglia\"\n");
        assert_eq!(format, "csv (UTF-8, semicolon)");
        assert_eq!(rows[2], (3, vec!["Verdi".to_owned(), "12,5".into(), "Bari; Puglia".into()]));
    }

    #[test]
    fn rows_are_numbered_as_excel_numbers_them() {
        let (_, rows) = rows("a,b\r\n\r\n\"two\nlines\",x\r\n,,\r\ny,z");
        assert_eq!(rows.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [1, 3, 5]);
        assert_eq!(rows[1].1, ["two\nlines", "x"]);
    }

    #[test]
    fn an_open_quote_and_a_hint_line_are_survived() {
        assert_eq!(rows("a,b\n5\" pipe,x\n\"open,y\n").1[2].1, ["\"open", "y"]);
        let (format, rows) = rows("sep=|\na|b\n1|2\n");
        assert_eq!((format.as_str(), rows[0].0), ("csv (UTF-8, pipe)", 1));
    }

    #[test]
    fn undecodable_bytes_are_reported_by_row() {
        let book = read(b"a,b\n1,2\n\xff\xfe,3\n", Some("utf-8"), 100).unwrap();
        assert_eq!(book.damaged_rows, [3]);
        assert_eq!(read(b"a,b,c", None, 2).unwrap_err().what, "too_large");
        assert_eq!(read(b"a", Some("latin-99"), 2).unwrap_err().what, "encoding");
    }
}
