//! HTML tables (网页表格): what web systems export under the name `.xls`. All tables of the page become one sheet, a
//! blank row between them; `colspan` and `rowspan` are merged regions.

use std::collections::BTreeMap;

use super::cells;
use super::grid::{Grid, Region};
use super::markup::{Token, Tokens, attribute, unescape};
use super::text;
use super::workbook::{Book, Budget, Unreadable};
use crate::model::raw::Cell;

/// No sheet has more columns.
const FARTHEST: u32 = 16_384;
/// Spans beyond this are mistakes.
const WIDEST: u32 = 1_000;

/// Reads the tables of a page.
pub(super) fn read(bytes: &[u8], named: Option<&str>, max_cells: u64) -> Result<Book, Unreadable> {
    let told = named.map(str::to_owned).or_else(|| charset(bytes));
    let decoded = text::decode(bytes, told.as_deref()).or_else(|| text::decode(bytes, None));
    let Some(decoded) = decoded else { return Err(Unreadable::new("encoding", "")) };
    let mut page = Page { budget: Budget { left: max_cells }, grid: Grid::new("", false), ..Page::default() };
    for token in Tokens::new(&decoded.text) {
        page.token(token)?;
    }
    page.end_cell()?;
    page.grid.merge(std::mem::take(&mut page.regions));
    Ok(Book { format: format!("html ({})", decoded.encoding), grids: vec![page.grid], ..Book::default() })
}

/// The page's own word about its encoding, unless a byte order mark speaks.
fn charset(bytes: &[u8]) -> Option<String> {
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) || bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return None;
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_lowercase();
    let after = head.split_once("charset=")?.1.trim_start_matches(['"', '\'', ' ']);
    let label: String = after.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    // A page that says UTF-8 and is not is common; its bytes are believed.
    let wrong = label.is_empty() || (label.starts_with("utf") && std::str::from_utf8(bytes).is_err());
    (!wrong).then_some(label)
}

#[derive(Default)]
struct Page {
    budget: Budget,
    grid: Grid,
    regions: Vec<Region>,
    row: u32,
    column: u32,
    /// Columns still covered by a `rowspan` from above, with the last row covered.
    covered: BTreeMap<u32, u32>,
    cell: Option<Open>,
}

/// A cell whose end was not seen yet.
struct Open {
    text: String,
    number: Option<f64>,
    width: u32,
    height: u32,
}

impl Page {
    fn token(&mut self, token: Token<'_>) -> Result<(), Unreadable> {
        match token {
            Token::Open(name, attributes, _) => match name.to_ascii_lowercase().as_str() {
                "table" => {
                    self.end_cell()?;
                    self.row += u32::from(self.row > 0);
                    self.covered.clear();
                }
                "tr" => {
                    self.end_cell()?;
                    self.row += 1;
                    self.column = 0;
                }
                "td" | "th" => {
                    self.end_cell()?;
                    let span =
                        |name| attribute(attributes, name).and_then(|value| value.trim().parse().ok()).unwrap_or(1_u32).clamp(1, WIDEST);
                    let number = attribute(attributes, "num").and_then(|value| value.trim().parse().ok());
                    self.cell = Some(Open { text: String::new(), number, width: span("colspan"), height: span("rowspan") });
                }
                "br" | "p" | "div" => self.write(" \n"),
                _ => {}
            },
            Token::Close(name) if matches!(name.to_ascii_lowercase().as_str(), "td" | "th" | "tr" | "table") => self.end_cell()?,
            Token::Close(_) => {}
            Token::Text(text, raw) => self.write(&if raw { text.to_owned() } else { unescape(text) }),
        }
        Ok(())
    }

    fn write(&mut self, text: &str) {
        if let Some(cell) = &mut self.cell {
            cell.text.push_str(text);
        }
    }

    fn end_cell(&mut self) -> Result<(), Unreadable> {
        let Some(cell) = self.cell.take() else { return Ok(()) };
        let row = self.row.max(1);
        let mut column = self.column + 1;
        while self.covered.get(&column).is_some_and(|last| *last >= row) {
            column += 1;
        }
        self.budget.spend(1)?;
        let words = cell.text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.grid.put(row, column, cell.number.map_or_else(|| cells::text(&words), Cell::Number));
        let (last_row, last_column) = (row + cell.height - 1, column.saturating_add(cell.width - 1).min(FARTHEST));
        if cell.height > 1 {
            self.covered.extend((column..=last_column).map(|column| (column, last_row)));
        }
        if cell.height > 1 || cell.width > 1 {
            self.regions.push(Region { first_row: row, last_row, first_column: column, last_column });
        }
        self.column = last_column;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_regions_and_the_charset_is_found() {
        let page = "<html><meta charset=gb2312><table><tr><th rowspan=2>序号<th colspan=2>客户信息</tr><tr><td>客户名称<td>国家</tr>\
                    <tr><td>1</td><td>Rossi &amp; C.<br>Roma</td><td x:num=\"5\">五</td></tr></table></html>";
        let book = read(&encoding_rs::GB18030.encode(page).0, None, 100).unwrap();
        let grid = &book.grids[0];
        let row = |row: u32| grid.row(row).iter().map(|(column, cell)| format!("{column}{}", cell.show())).collect::<Vec<_>>();
        assert_eq!(row(2), ["2客户名称", "3国家"]);
        assert_eq!(row(3), ["11", "2Rossi & C. Roma", "35"]);
        assert_eq!(grid.region(1, 3).map(|region| region.first_column), Some(2));
        assert_eq!(book.format, "html (GB18030)");
    }
}
