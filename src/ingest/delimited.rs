//! Delimited text (分隔文本): characters → one grid, with the row numbers Excel would show.
//!
//! Decides the delimiter among comma, semicolon, tab, `|` and `，`: the one that cuts the most records into the same number of
//! fields outside quotes; where none does, blanks between figures do. A blank line is a row; a line break inside quotes is not. A quote that never closes is taken as a
//! letter, or the rest of the file would be one cell.

use std::borrow::Cow;

use super::grid::Grid;
use super::text::{self, Decoded, Pieces};
use super::workbook::{Book, Unreadable};

const DELIMITERS: [(char, &str); 5] = [(',', "comma"), (';', "semicolon"), ('\t', "tab"), ('|', "pipe"), ('，', "full-width comma")];

/// Records that are looked at to find the delimiter.
const PROBE: usize = 300;

/// Reads a text file as one sheet without a name.
pub(super) fn read(bytes: Vec<u8>, named: Option<&str>, max_cells: u64) -> Result<Book, Unreadable> {
    let bytes = match Pieces::of(bytes, named).map(|pieces| by_pieces(pieces, max_cells)) {
        Ok(Ok(book)) => return book,
        Ok(Err(bytes)) | Err(bytes) => bytes,
    };
    let Decoded { text, encoding } = text::decode(&bytes, named).ok_or_else(|| Unreadable::new("encoding", named.unwrap_or_default()))?;
    drop(bytes);
    let (told, body) = told_delimiter(&text);
    let aligned = if told.is_none() { aligned(body) } else { None };
    let (body, told) = aligned.as_deref().map_or((body, told), |body| (body, Some(('\t', "blanks"))));
    let (delimiter, name) = told.unwrap_or_else(|| delimiter(body));
    let mut sheet = Sheet::new(max_cells);
    each(body, delimiter, true, &mut |record| sheet.add(record));
    sheet.into_book(encoding, name)
}

/// A large text, cut while it is decoded; its bytes again where its beginning does not show how.
fn by_pieces(mut pieces: Pieces, max_cells: u64) -> Result<Result<Book, Unreadable>, Vec<u8>> {
    let mut text = String::new();
    let mut more = pieces.add_to(&mut text);
    let (told, body) = told_delimiter(&text);
    let shown = DELIMITERS.iter().all(|(delimiter, _)| records(body, *delimiter, PROBE).len() == PROBE);
    if !shown || told.is_none() && aligned(body).is_some() {
        return Err(pieces.into_bytes());
    }
    let (delimiter, name) = told.unwrap_or_else(|| delimiter(body));
    let mut done = text.len() - body.len();
    let mut sheet = Sheet::new(max_cells);
    loop {
        done += each(&text[done..], delimiter, !more, &mut |record| sheet.add(record));
        if !more || sheet.is_full() {
            return Ok(sheet.into_book(pieces.encoding, name));
        }
        text.drain(..done);
        done = 0;
        more = pieces.add_to(&mut text);
    }
}

/// A sheet while its records come.
struct Sheet {
    grid: Grid,
    row: u32,
    cells: u64,
    max_cells: u64,
}

impl Sheet {
    fn new(max_cells: u64) -> Self {
        Self { grid: Grid::new("", false), row: 0, cells: 0, max_cells }
    }

    const fn is_full(&self) -> bool {
        self.cells > self.max_cells
    }

    /// Adds a record; whether there is room for another.
    fn add(&mut self, record: &[Cow<'_, str>]) -> bool {
        self.row += 1;
        self.cells += record.len() as u64;
        if !self.is_full() {
            for (column, field) in (1_u32..).zip(record) {
                self.grid.put_text(self.row, column, field);
            }
        }
        !self.is_full()
    }

    fn into_book(self, encoding: &str, delimiter: &str) -> Result<Book, Unreadable> {
        if self.is_full() {
            return Err(Unreadable::new("too_large", "max_cells"));
        }
        Ok(Book { format: format!("csv ({encoding}, {delimiter})"), grids: vec![self.grid], ..Book::default() })
    }
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

/// Figures set apart by blanks alone, as old systems print them: the same count in nearly every line, and hardly a word.
fn aligned(text: &str) -> Option<String> {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let mut probe = lines().take(PROBE).peekable();
    if probe.peek().is_none_or(|line| line.contains([',', ';', '\t', '|', '，', '"']) || line.split_whitespace().count() < 3) {
        return None;
    }
    let (mut counts, mut figures, mut all) = (std::collections::BTreeMap::<usize, usize>::new(), 0_usize, 0_usize);
    for line in probe {
        if line.contains([',', ';', '\t', '|', '，']) {
            return None;
        }
        let fields = line.split_whitespace();
        *counts.entry(fields.clone().count()).or_default() += 1;
        all += fields.clone().count();
        figures += fields.filter(|field| field.bytes().all(|byte| byte.is_ascii_digit() || b".-/:".contains(&byte))).count();
    }
    let written: usize = counts.values().sum();
    let usual = counts.values().copied().max().unwrap_or(0);
    let plain = written >= 3 && usual * 20 >= written * 19 && figures * 10 >= all * 7;
    plain.then(|| text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join("\t") + "\n").collect())
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

/// A cell of Excel holds no more; a quote that closes only after it was never one.
const LONGEST: usize = 131_072;

/// The first records of a text; a record of a blank line is one empty field.
fn records(text: &str, delimiter: char, most: usize) -> Vec<Vec<String>> {
    let mut records = Vec::new();
    each(text, delimiter, true, &mut |record| {
        records.push(record.iter().map(ToString::to_string).collect());
        records.len() < most
    });
    records
}

/// Cuts a text into records and hands each to `take`, which says whether to go on. Only quoted fields are copied. Gives how
/// much of the text was cut: of one that goes on (not `last`), a record near the end waits, for a quote may close behind it.
fn each(text: &str, delimiter: char, last: bool, take: &mut dyn FnMut(&[Cow<'_, str>]) -> bool) -> usize {
    let (mut record, mut rest, mut begun) = (Vec::new(), text, 0);
    loop {
        let open = rest.trim_start_matches(' ').strip_prefix('"');
        let (field, after) = open.and_then(|inside| quoted(inside, delimiter)).map_or_else(
            || {
                let end = end_of(rest, delimiter);
                (Cow::Borrowed(&rest[..end]), &rest[end..])
            },
            |(field, after)| (Cow::Owned(field), after),
        );
        record.push(field);
        if let Some(next) = after.strip_prefix(delimiter) {
            rest = next;
            continue;
        }
        if !last && after.len() <= LONGEST * 2 {
            return begun;
        }
        let next = after.strip_prefix("\r\n").or_else(|| after.strip_prefix(['\r', '\n']));
        if next.is_some() || record.len() > 1 || record.iter().any(|field| !field.is_empty()) {
            if !take(&record) {
                break;
            }
            record.clear();
        }
        match next {
            Some(next) if !next.is_empty() => rest = next,
            _ => break,
        }
        begun = text.len() - rest.len();
    }
    text.len()
}

/// Where a field that is not quoted ends.
fn end_of(text: &str, delimiter: char) -> usize {
    let found = match u8::try_from(delimiter) {
        Ok(mark) if mark.is_ascii() => text.bytes().position(|byte| byte == mark || byte == b'\n' || byte == b'\r'),
        _ => text.find([delimiter, '\n', '\r']),
    };
    found.unwrap_or(text.len())
}

/// A quoted field and what follows it. `None` when the quote never closes, or another field opens before it does: then it is
/// a letter (5" of pipe). Quotes inside that are not doubled are letters too.
fn quoted(text: &str, delimiter: char) -> Option<(String, &str)> {
    let (mut field, mut rest) = (String::new(), text);
    while let Some(at) = rest.find('"') {
        field.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        if field.len() > LONGEST {
            return None;
        }
        if let Some(next) = after.strip_prefix('"') {
            field.push('"');
            rest = next;
            continue;
        }
        let next = after.trim_start_matches(' ');
        if next.is_empty() || next.starts_with([delimiter, '\n', '\r']) {
            return Some((field, next));
        }
        if field.ends_with([delimiter, '\n']) {
            return None;
        }
        field.push('"');
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> (String, Vec<(u32, Vec<String>)>) {
        let book = read(text.as_bytes().to_vec(), None, 1_000).unwrap();
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
    fn blanks_part_figures_and_not_words() {
        let (format, rows) = rows(" 00001 19970101  1   11.77\n 00002 19970112  1   12.00\n 00002 19970112  5   77.00\n");
        assert_eq!((format.as_str(), rows[2].1.join("|")), ("csv (UTF-8, blanks)", "00002|19970112|5|77.00".to_owned()));
        assert_eq!(self::rows("we met in 2024\nand then in 2025\nand once in 2026\n").1[0].1.len(), 1);
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
        let stray = rows("a,b\n\"open,y\nfoo,\"bar, baz\"\n\"5\" pipe\",z\n\"two\nlines\",\n").1;
        let shown: Vec<_> = stray.iter().map(|(_, cells)| cells.join("|")).collect();
        assert_eq!(shown, ["a|b", "\"open|y", "foo|bar, baz", "5\" pipe|z", "two\nlines"]);
        assert_eq!(rows("客户，国家，金额\n甲，意大利，5\n").0, "csv (UTF-8, full-width comma)");
        let (format, rows) = rows("sep=|\na|b\n1|2\n");
        assert_eq!((format.as_str(), rows[0].0), ("csv (UTF-8, pipe)", 1));
    }

    #[test]
    fn a_large_text_is_cut_alike_in_pieces_and_whole() {
        let line = |at: usize| match at % 4_001 {
            17 => format!("{at},\"两行\n{}\",5\" pipe\n", "长".repeat(at % 40_000)),
            18 => format!("\"open {at},x,y\n"),
            19 => "\n".to_owned(),
            _ => format!("{at},意大利某某贸易有限公司 {},\"老客户,重点跟进\",王芳\r\n", at % 97),
        };
        let text: String = (0..120_000).map(line).collect();
        let bytes = encoding_rs::GB18030.encode(&text).0.into_owned();
        let pieces = by_pieces(Pieces::of(bytes.clone(), None).ok().unwrap(), 10_000_000).unwrap().unwrap();
        let whole = read(bytes, Some("gb18030"), 10_000_000).unwrap();
        assert_eq!(pieces.format, whole.format);
        let cells = |book: &Book| -> Vec<(u32, u32, String)> {
            let lines = book.grids[0].lines();
            lines.flat_map(|(row, line)| line.iter().map(move |(column, cell)| (row, *column, cell.show()))).collect()
        };
        assert!(cells(&pieces) == cells(&whole));
        assert_eq!(by_pieces(Pieces::of(text.into_bytes(), None).ok().unwrap(), 1_000).unwrap().unwrap_err().what, "too_large");
    }

    #[test]
    fn undecodable_bytes_are_reported_by_row() {
        let book = read(b"a,b\n1,2\n\xff\xfe,3\n".to_vec(), Some("utf-8"), 100).unwrap();
        assert_eq!(book.grids[0].get(3, 1).show(), "\u{fffd}\u{fffd}");
        assert_eq!(read(b"a,b,c".to_vec(), None, 2).unwrap_err().what, "too_large");
        assert_eq!(read(b"a".to_vec(), Some("latin-99"), 2).unwrap_err().what, "encoding");
    }
}
