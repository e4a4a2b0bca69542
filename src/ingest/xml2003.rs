//! XML of Excel 2003 (XML 表格): what Java back ends write under the name `.xls`.

use super::cells;
use super::grid::{Grid, Region};
use super::markup::{Token, Tokens, attribute, unescape};
use super::text;
use super::workbook::{Book, Budget, Unreadable};
use crate::model::raw::Cell;

/// Reads all worksheets.
pub(super) fn read(bytes: &[u8], max_cells: u64) -> Result<Book, Unreadable> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let told = attribute(head.split("?>").next().unwrap_or_default(), "encoding").filter(|label| !label.to_lowercase().starts_with("utf"));
    let decoded = text::decode(bytes, told.as_deref()).or_else(|| text::decode(bytes, None));
    let Some(decoded) = decoded else { return Err(Unreadable::new("encoding", "")) };
    let mut reader =
        Reader { book: Book { format: "xml 2003".to_owned(), ..Book::default() }, budget: Budget { left: max_cells }, ..Reader::default() };
    for token in Tokens::new(&decoded.text) {
        reader.token(token)?;
    }
    reader.end_sheet();
    Ok(reader.book)
}

#[derive(Default)]
struct Reader {
    book: Book,
    budget: Budget,
    sheet: Option<(Grid, Vec<Region>)>,
    row: u32,
    column: u32,
    span: (u32, u32),
    /// Type and text of the data element that is open.
    data: Option<(String, String)>,
    comment: bool,
    visible: bool,
}

impl Reader {
    fn token(&mut self, token: Token<'_>) -> Result<(), Unreadable> {
        match token {
            Token::Open(name, attributes, closed) => self.open(name, attributes, closed),
            Token::Close("Data") if !self.comment => return self.end_data(),
            Token::Close("Comment") => self.comment = false,
            Token::Close("Visible") => self.visible = false,
            Token::Close("Worksheet") => self.end_sheet(),
            Token::Close(_) => {}
            Token::Text(text, raw) => {
                let text = if raw { text.to_owned() } else { unescape(text) };
                if let Some((_, data)) = self.data.as_mut().filter(|_| !self.comment) {
                    data.push_str(&text);
                } else if self.visible
                    && text.contains("Hidden")
                    && let Some((grid, _)) = &mut self.sheet
                {
                    grid.hidden = true;
                }
            }
        }
        Ok(())
    }

    fn open(&mut self, name: &str, attributes: &str, closed: bool) {
        let number = |wanted| attribute(attributes, wanted).and_then(|value| value.trim().parse::<u32>().ok());
        match name {
            "Worksheet" => {
                self.end_sheet();
                self.sheet = Some((Grid::new(&attribute(attributes, "Name").unwrap_or_default(), false), Vec::new()));
                self.row = 0;
            }
            "Row" => {
                self.row = number("Index").unwrap_or(self.row.saturating_add(1)).min(1_048_576);
                self.column = 0;
                self.span = (0, 0);
            }
            "Cell" => {
                let next = self.column.saturating_add(1).saturating_add(self.span.0);
                self.column = number("Index").unwrap_or(next).min(16_384);
                self.span = (number("MergeAcross").unwrap_or(0).min(16_384), number("MergeDown").unwrap_or(0).min(1_048_576));
                if let (Some((_, regions)), true) = (&mut self.sheet, self.span != (0, 0)) {
                    let (last_row, last_column) = (self.row + self.span.1, self.column + self.span.0);
                    regions.push(Region { first_row: self.row, last_row, first_column: self.column, last_column });
                }
            }
            "Data" if !closed && !self.comment => self.data = Some((attribute(attributes, "Type").unwrap_or_default(), String::new())),
            "Comment" => self.comment = !closed,
            "Visible" => self.visible = !closed,
            _ => {}
        }
    }

    fn end_data(&mut self) -> Result<(), Unreadable> {
        let (Some((kind, text)), Some((grid, _))) = (self.data.take(), &mut self.sheet) else { return Ok(()) };
        self.budget.spend(1)?;
        let cell = match kind.as_str() {
            "Number" => text.trim().parse().ok().filter(|value: &f64| value.is_finite()).map(Cell::Number),
            "Boolean" => Some(Cell::Bool(text.trim() == "1")),
            "DateTime" => cells::iso_date(&text),
            "Error" => Some(Cell::Error(text.trim().into())),
            _ => None,
        };
        grid.put(self.row.max(1), self.column.max(1), cell.unwrap_or_else(|| cells::text(&text)));
        Ok(())
    }

    fn end_sheet(&mut self) {
        if let Some((mut grid, regions)) = self.sheet.take() {
            grid.merge(regions);
            self.book.grids.push(grid);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indexed_rows_merged_cells_and_types_are_read() {
        let xml = r#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
            <Worksheet ss:Name="订单"><Table><Row ss:Index="3"><Cell ss:MergeAcross="1"><Data ss:Type="String">客户 &amp; 国家</Data></Cell><Cell><Data ss:Type="Number">5.5</Data></Cell></Row>
            <Row><Cell ss:Index="2"><Data ss:Type="DateTime">2026-10-31T00:00:00.000</Data><Comment><ss:Data>note</ss:Data></Comment></Cell></Row></Table>
            <WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"#;
        let book = read(xml.as_bytes(), 100).unwrap();
        let grid = &book.grids[0];
        assert_eq!((grid.name.as_ref(), grid.hidden), ("订单", true));
        let written: Vec<(u32, Cell)> = grid.row(3).iter().map(|(column, cell)| (*column, cell.clone())).collect();
        assert_eq!(written, [(1, Cell::Text("客户 & 国家".into())), (3, Cell::Number(5.5))]);
        assert_eq!(grid.get(4, 2).show(), "2026-10-31");
        assert_eq!(grid.non_empty(), 2);
    }
}
