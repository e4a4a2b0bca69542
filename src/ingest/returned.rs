//! Returned workbooks (回收的工作簿): our own reports that came back. Their rows are no source; only what people typed
//! beside a row's key is read.

use super::grid::Grid;
use super::workbook::Book;
use crate::model::folding;
use crate::model::own::{Entry, Mark, Returned, read_row_key};
use crate::model::raw::Cell;

/// Headers of the column that holds row keys.
const KEY_HEADERS: [&str; 4] = ["key", "编号键", "chiave", "rowkey"];
/// Rows at the top of a sheet in which the mark or the header stands.
const TOP: usize = 12;

/// The mark of one of our own workbooks: property, defined name or a visible cell.
pub(super) fn mark(book: &Book) -> Option<Mark> {
    book.mark.clone().or_else(|| book.grids.iter().find_map(visible_mark))
}

fn visible_mark(grid: &Grid) -> Option<Mark> {
    grid.row_numbers().take(TOP).flat_map(|row| grid.row(row)).find_map(|(_, cell)| match cell {
        Cell::Text(text) => Mark::parse(text),
        _ => None,
    })
}

/// What was typed, by row key and header.
pub(super) fn returned(file: &str, book: &Book, mark: Mark) -> Returned {
    let entries = book.grids.iter().flat_map(entries).collect();
    Returned { file: file.to_owned(), mark, entries }
}

fn entries(grid: &Grid) -> Vec<Entry> {
    let is_key = |cell: &Cell| matches!(cell, Cell::Text(text) if KEY_HEADERS.contains(&folding::key(text).as_str()));
    let header =
        grid.row_numbers().take(TOP).find_map(|row| grid.row(row).iter().find(|(_, cell)| is_key(cell)).map(|(column, _)| (row, *column)));
    let Some((header, key_column)) = header else { return Vec::new() };
    let mut entries = Vec::new();
    for row in grid.row_numbers().filter(|row| *row > header) {
        let key = grid.get(row, key_column).show();
        let Some(id) = read_row_key(&key) else { continue };
        for (column, cell) in grid.row(row).iter().filter(|(column, _)| *column != key_column) {
            let name = grid.get(header, *column).show();
            if !name.is_empty() {
                entries.push(Entry { key: id.to_owned(), column: name, text: cell.show(), sheet: grid.name.to_string(), row });
            }
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::super::grid::tests::grid;
    use super::*;
    use crate::model::own::row_key;

    #[test]
    fn a_visible_mark_suffices_and_only_rows_with_a_right_key_are_read() {
        let mark = Mark { kind: "review".into(), month: "2026-10".into(), edition: "management".into(), recipient: String::new() };
        let (key, wrong) = (row_key("C0042"), "C0042?");
        let sheet = grid("待定", &[&mark.text(), "key|客户|decision", &format!("{key}|Rossi|合并"), &format!("{wrong}|Verdi|不同")]);
        let book = Book { grids: vec![sheet], ..Book::default() };
        assert_eq!(super::mark(&book), Some(mark.clone()));
        let returned = returned("a.xlsx", &book, mark);
        let found: Vec<_> =
            returned.entries.iter().map(|entry| (entry.key.as_str(), entry.column.as_str(), entry.text.as_str(), entry.row)).collect();
        assert_eq!(found, [("C0042", "客户", "Rossi", 3), ("C0042", "decision", "合并", 3)]);
    }
}
