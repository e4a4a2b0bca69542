//! ODS (开放文档表格): the XML of `LibreOffice` and WPS → sheets.
//!
//! A reader of our own, because the format says "this row a million times" in one word: only written cells are repeated
//! here, and no more of them than a sheet of that kind could mean.

use std::io::{Cursor, Read};

use super::cells;
use super::grid::{Grid, Region};
use super::markup::{Token, Tokens, attribute, unescape};
use super::workbook::{Book, Budget, Unreadable};
use crate::model::own::{self, Mark};
use crate::model::raw::Cell;

/// Rows and columns a sheet can have.
const LAST: (u32, u32) = (1_048_576, 16_384);
/// Cells that may come from repeating others.
const MOST_REPEATED: u64 = 2_000_000;

/// Reads all sheets.
pub(super) fn read(bytes: &[u8], max_cells: u64, max_inflated: u64) -> Result<Book, Unreadable> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| Unreadable::new("damaged", error))?;
    let mut part = |name: &str| -> Result<String, Unreadable> {
        let file = archive.by_name(name).map_err(|error| Unreadable::new("damaged", error))?;
        let mut text = Vec::new();
        file.take(max_inflated.saturating_add(1)).read_to_end(&mut text).map_err(|error| Unreadable::new("damaged", error))?;
        if text.len() as u64 > max_inflated {
            return Err(Unreadable::new("too_large", "max_inflated_mb"));
        }
        Ok(String::from_utf8(text).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    };
    if part("META-INF/manifest.xml").is_ok_and(|manifest| manifest.contains("encryption-data")) {
        // Its ciphers are not Excel's: no password of ours would open it.
        return Err(Unreadable::new("cipher_unknown", ""));
    }
    let meta = part("meta.xml").unwrap_or_default();
    let mark = of_meta(&meta, |name, attributes| name == "user-defined" && attribute(attributes, "name").as_deref() == Some(own::PROPERTY));
    let saved = of_meta(&meta, |name, _| name == "date");
    let content = part("content.xml")?;
    let mut reader = Reader {
        book: Book { format: "ods".to_owned(), mark: mark.and_then(|text| Mark::parse(&text)), saved, ..Book::default() },
        ..Reader::default()
    };
    reader.budget.left = max_cells;
    for token in Tokens::new(&content) {
        reader.token(token)?;
    }
    reader.end_sheet();
    Ok(reader.book)
}

/// The text of one element of the properties.
fn of_meta(meta: &str, wanted: impl Fn(&str, &str) -> bool) -> Option<String> {
    let mut tokens = Tokens::new(meta);
    tokens.find(|token| matches!(token, Token::Open(name, attributes, false) if wanted(name, attributes)))?;
    match tokens.next()? {
        Token::Text(text, _) => Some(unescape(text)),
        _ => None,
    }
}

#[derive(Default)]
struct Reader {
    book: Book,
    budget: Budget,
    repeated: u64,
    sheet: Option<(Grid, Vec<Region>)>,
    /// Styles of sheets that are not shown.
    hidden: Vec<String>,
    style: String,
    row: u32,
    rows: u32,
    column: u32,
    /// Cells of the row that is open, with how often each stands.
    line: Vec<(u32, u32, Cell)>,
    cell: Option<Open>,
    /// Elements whose text is no content: notes, and what was deleted.
    aside: u32,
}

/// A cell whose end was not seen yet.
#[derive(Default)]
struct Open {
    value: Option<Cell>,
    text: String,
    times: u32,
    span: (u32, u32),
}

impl Reader {
    fn token(&mut self, token: Token<'_>) -> Result<(), Unreadable> {
        match token {
            Token::Open("annotation" | "tracked-changes" | "shapes", _, false) => self.aside += 1,
            Token::Close("annotation" | "tracked-changes" | "shapes") => self.aside = self.aside.saturating_sub(1),
            _ if self.aside > 0 => {}
            Token::Open(name, attributes, closed) => return self.open(name, attributes, closed),
            Token::Close("table-row") => return self.end_row(),
            Token::Close("table-cell" | "covered-table-cell") => self.end_cell(),
            Token::Close("table") => self.end_sheet(),
            Token::Close(_) => {}
            Token::Text(text, raw) => {
                if let Some(cell) = &mut self.cell {
                    cell.text.push_str(&if raw { text.to_owned() } else { unescape(text) });
                }
            }
        }
        Ok(())
    }

    fn open(&mut self, name: &str, attributes: &str, closed: bool) -> Result<(), Unreadable> {
        let number = |wanted| attribute(attributes, wanted).and_then(|value| value.trim().parse::<u32>().ok());
        match name {
            "style" => self.style = attribute(attributes, "name").unwrap_or_default(),
            "table-properties" if attribute(attributes, "display").as_deref() == Some("false") => self.hidden.push(self.style.clone()),
            "table" => {
                self.end_sheet();
                let hidden = attribute(attributes, "style-name").is_some_and(|style| self.hidden.contains(&style));
                self.sheet = Some((Grid::new(&attribute(attributes, "name").unwrap_or_default(), hidden), Vec::new()));
                (self.row, self.column) = (1, 1);
            }
            "table-row" => {
                self.rows = number("number-rows-repeated").unwrap_or(1).max(1);
                self.column = 1;
                if closed {
                    return self.end_row();
                }
            }
            "table-cell" | "covered-table-cell" => {
                let span = (number("number-rows-spanned").unwrap_or(1), number("number-columns-spanned").unwrap_or(1));
                let times = number("number-columns-repeated").unwrap_or(1).max(1);
                self.cell = Some(Open { value: value(attributes), text: String::new(), times, span });
                if closed {
                    self.end_cell();
                }
            }
            _ => {
                if let Some(cell) = &mut self.cell {
                    match name {
                        "p" if !cell.text.is_empty() => cell.text.push('\n'),
                        "line-break" => cell.text.push('\n'),
                        "s" | "tab" => cell.text.push(' '),
                        _ => {}
                    }
                }
            }
        }
        Ok(())
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let value = cell.value.unwrap_or_else(|| cells::text(&cell.text));
        if let (Some((_, regions)), true) = (&mut self.sheet, cell.span.0 > 1 || cell.span.1 > 1) {
            let end = |start: u32, length: u32, last: u32| start.saturating_add(length.max(1) - 1).min(last);
            regions.push(Region {
                first_row: self.row,
                last_row: end(self.row, cell.span.0, LAST.0),
                first_column: self.column,
                last_column: end(self.column, cell.span.1, LAST.1),
            });
        }
        if !value.is_empty() && self.column <= LAST.1 {
            self.line.push((self.column, cell.times.min(LAST.1 + 1 - self.column), value));
        }
        self.column = self.column.saturating_add(cell.times);
    }

    fn end_row(&mut self) -> Result<(), Unreadable> {
        self.end_cell();
        let line = std::mem::take(&mut self.line);
        let rows = self.rows.min((LAST.0 + 1).saturating_sub(self.row));
        let cells: u64 = line.iter().map(|(_, times, _)| u64::from(*times)).sum();
        let all = cells * u64::from(rows);
        self.budget.spend(all)?;
        self.repeated += all - line.len() as u64 * u64::from(rows.min(1));
        if self.repeated > MOST_REPEATED {
            return Err(Unreadable::new("too_large", "max_cells"));
        }
        if let (Some((grid, _)), false) = (&mut self.sheet, line.is_empty()) {
            for row in self.row..self.row + rows {
                for (column, times, cell) in &line {
                    (0..*times).for_each(|step| grid.put(row, column + step, cell.clone()));
                }
            }
        }
        self.row = self.row.saturating_add(self.rows);
        Ok(())
    }

    fn end_sheet(&mut self) {
        self.cell = None;
        self.line.clear();
        if let Some((mut grid, regions)) = self.sheet.take() {
            grid.merge(regions);
            self.book.grids.push(grid);
        }
    }
}

/// The typed value of a cell; `None` for text, which stands between the tags.
fn value(attributes: &str) -> Option<Cell> {
    let text = |name| attribute(attributes, name);
    match text("value-type")?.as_str() {
        "float" | "percentage" | "currency" => text("value")?.trim().parse().ok().map(cells::number),
        "date" => cells::iso_date(&text("date-value")?),
        "time" => cells::iso_duration(&text("time-value")?),
        "boolean" => Some(Cell::Bool(text("boolean-value")? == "true")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(content: &str, max_cells: u64) -> Result<Book, Unreadable> {
        let mut reader = Reader { budget: Budget { left: max_cells }, ..Reader::default() };
        Tokens::new(content).try_for_each(|token| reader.token(token))?;
        reader.end_sheet();
        Ok(reader.book)
    }

    #[test]
    fn values_spans_repeats_and_hidden_sheets_are_read() {
        let content = "<style:style style:name=\"h\"><style:table-properties table:display=\"false\"/></style:style>\
            <table:table table:name=\"表\" table:style-name=\"h\"><table:table-row table:number-rows-repeated=\"2\"><table:table-cell/></table:table-row>\
            <table:table-row><table:table-cell table:number-columns-spanned=\"2\" office:value-type=\"string\"><text:p>客户<text:s/>A</text:p><text:p>b</text:p>\
            <office:annotation><text:p>note</text:p></office:annotation></table:table-cell><table:covered-table-cell/>\
            <table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"float\" office:value=\"5.5\"><text:p>5,50</text:p></table:table-cell>\
            <table:table-cell office:value-type=\"date\" office:date-value=\"2026-10-31\"/><table:table-cell office:value-type=\"time\" office:time-value=\"PT09H30M00S\"/>\
            </table:table-row><table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>";
        let book = read_all(content, 100).unwrap();
        let grid = &book.grids[0];
        let cells: Vec<_> = grid.row(3).iter().map(|(column, cell)| format!("{column} {}", cell.show())).collect();
        assert_eq!(cells, ["1 客户 A\nb", "3 5.5", "4 5.5", "5 2026-10-31", "6 09:30:00"]);
        assert_eq!((grid.hidden, grid.non_empty(), grid.region(3, 2).map(|region| region.last_column)), (true, 1, Some(2)));
    }

    #[test]
    fn a_value_a_billion_times_is_refused() {
        let content = "<table:table><table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"16384\" \
                       office:value-type=\"float\" office:value=\"1\"/></table:table-row></table:table>";
        assert_eq!(read_all(content, u64::MAX).unwrap_err().what, "too_large");
    }
}
