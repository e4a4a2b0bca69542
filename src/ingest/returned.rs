//! Returned workbooks (回收的工作簿): our own reports that came back. Their rows are no source; only what people typed into
//! input cells is read, and what they changed elsewhere is listed. The contract is in [`crate::model::own`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::grid::Grid;
use super::workbook::Book;
use crate::model::Origin;
use crate::model::own::{
    END_ID, Entry, Input, KEY_ID, Mark, Returned, Stray, WAS_ID, Was, read_row_key, said_date, said_number, said_text, seal,
};
use crate::model::raw::Cell;

/// Rows at the top of a sheet in which a visible mark stands.
const TOP: usize = 12;

/// The mark of one of our own workbooks: property, defined name or a visible cell.
pub(super) fn mark(book: &Book) -> Option<Mark> {
    book.mark.clone().or_else(|| book.grids.iter().find_map(visible_mark))
}

fn visible_mark(grid: &Grid) -> Option<Mark> {
    grid.row_numbers().take(TOP).flat_map(|row| grid.row(row).iter()).find_map(|(_, cell)| match cell {
        Cell::Text(text) => Mark::parse(text),
        _ => None,
    })
}

/// What was typed into input cells, and what was changed elsewhere.
pub(super) fn returned(file: &str, book: &Book, mark: Mark) -> Returned {
    let saved = book.saved.clone().unwrap_or_default();
    let mut returned = Returned { file: file.to_owned(), mark, saved, entries: Vec::new(), untouched: Vec::new(), strays: Vec::new() };
    let file: Arc<str> = Arc::from(file);
    for grid in &book.grids {
        let heads: Vec<Head> = grid.row_numbers().filter_map(|row| Head::at(grid, row)).collect();
        if heads.is_empty() {
            returned.strays.extend(orphan(grid, &Origin::sheet(Arc::clone(&file), Arc::clone(&grid.name))));
        }
        for (place, head) in heads.iter().enumerate() {
            let end = heads.get(place + 1).map_or(u32::MAX, |next| next.row);
            Table { grid, head, sheet: Origin::sheet(Arc::clone(&file), Arc::clone(&grid.name)) }.read(end, &mut returned);
        }
    }
    returned
}

/// A sheet of ours whose hidden row of ids, or the hidden cells beside the rows, is gone: what was typed there cannot be told from
/// what we wrote, so the sheet is listed at its first row that still is ours.
fn orphan(grid: &Grid, sheet: &Origin) -> Option<Stray> {
    let texts = |row: u32| grid.row(row).iter().filter_map(|(column, cell)| Some((*column, cell)).zip(text(cell)));
    let ours = |row: &u32| texts(*row).find(|(_, text)| Was::parse(text).is_some() || *text == KEY_ID || *text == WAS_ID);
    let row = grid.row_numbers().find(|row| ours(row).is_some())?;
    let ((column, _), _) = ours(&row)?;
    Some(Stray { why: "no_table", value: grid.name.to_string(), origin: sheet.at_row(row).at_column(column) })
}

fn text(cell: &Cell) -> Option<&str> {
    if let Cell::Text(text) = cell { Some(text) } else { None }
}

/// The hidden row of column ids.
struct Head {
    row: u32,
    key: u32,
    was: u32,
    inputs: Vec<(u32, Input)>,
    shown: Vec<(u32, u32)>,
}

impl Head {
    fn at(grid: &Grid, row: u32) -> Option<Self> {
        let ids: Vec<(u32, &str)> = grid
            .row(row)
            .iter()
            .filter_map(|(column, cell)| if let Cell::Text(text) = cell { Some((*column, &**text)) } else { None })
            .filter(|(_, text)| text.starts_with('@'))
            .collect();
        let of = |wanted: &str| ids.iter().find(|(_, id)| *id == wanted).map(|(column, _)| *column);
        Some(Self {
            row,
            key: of(KEY_ID)?,
            was: of(WAS_ID)?,
            inputs: ids.iter().filter_map(|(column, id)| Some((*column, Input::from_id(&id[1..])?))).collect(),
            shown: ids.iter().filter_map(|(column, id)| Some((*column, id.strip_prefix("@-")?.parse().ok()?))).collect(),
        })
    }
}

struct Table<'a> {
    grid: &'a Grid,
    head: &'a Head,
    sheet: Origin,
}

impl Table<'_> {
    fn read(&self, end: u32, returned: &mut Returned) {
        let mut seen: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
        // The row below the ids is the header.
        let below = self.grid.row_numbers().filter(|row| *row > self.head.row + 1 && *row < end);
        for row in below.take_while(|row| said(self.grid.get(*row, self.head.was)) != END_ID) {
            let key = said(self.grid.get(row, self.head.key));
            let was = Was::parse(&said(self.grid.get(row, self.head.was)));
            match (read_row_key(&key), was) {
                (Some(key), Some(was)) if was.key == key => {
                    let (untouched, entries): (Vec<_>, Vec<_>) =
                        self.entries(row, key, &was).partition(|entry| entry.before == entry.after);
                    let answers = entries.iter().map(|entry| (entry.input.id(), entry.after.clone())).collect();
                    match seen.get(key) {
                        // A row copied as it is says nothing new; one that says something else is for a person.
                        Some(first) if *first == answers => continue,
                        Some(_) => {
                            returned.strays.extend(self.filled(row).map(|(column, value)| self.stray("row_twice", row, column, value)));
                            continue;
                        }
                        None => drop(seen.insert(key.to_owned(), answers)),
                    }
                    returned.entries.extend(entries);
                    returned.untouched.extend(untouched);
                    returned.strays.extend(self.outside(row, &was));
                }
                // Notes below a table have neither; a row that somebody added has answers.
                (_, None) => {
                    returned.strays.extend(self.filled(row).take(1).map(|(column, value)| self.stray("new_row", row, column, value)));
                }
                _ => returned.strays.push(self.stray("bad_key", row, self.head.key, key)),
            }
        }
    }

    fn entries(&self, row: u32, key: &str, was: &Was) -> impl Iterator<Item = Entry> {
        self.head.inputs.iter().map(move |(column, input)| Entry {
            key: key.to_owned(),
            about: was.about.clone(),
            input: input.clone(),
            before: was.inputs.get(&input.id()).cloned().unwrap_or_default(),
            after: said(self.grid.get(row, *column)),
            origin: self.sheet.at_row(row).at_column(*column),
        })
    }

    /// Cells that are no input cells and say something else than when we wrote them.
    fn outside(&self, row: u32, was: &Was) -> Vec<Stray> {
        let changed = |(column, number): &(u32, u32)| {
            let now = said(self.grid.get(row, *column));
            let before = was.seals.get(number).map(String::as_str).unwrap_or_default();
            (before != "*" && seal(&now) != before).then(|| self.stray("outside", row, *column, now))
        };
        self.head.shown.iter().filter_map(changed).collect()
    }

    /// Input cells of a row that hold something.
    fn filled(&self, row: u32) -> impl Iterator<Item = (u32, String)> {
        let told = self.head.inputs.iter().map(move |(column, _)| (*column, said(self.grid.get(row, *column))));
        told.filter(|(_, value)| !value.is_empty())
    }

    fn stray(&self, why: &'static str, row: u32, column: u32, value: String) -> Stray {
        Stray { why, value, origin: self.sheet.at_row(row).at_column(column) }
    }
}

/// The cell in the form in which cells are compared.
pub(super) fn said(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => said_text(text),
        Cell::Number(number) => said_number(*number),
        Cell::Date(at) if at.time() == chrono::NaiveTime::MIN => said_date(at.date()),
        other => other.show(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::grid::tests::grid;
    use super::*;
    use crate::model::own::row_key;

    fn mark() -> Mark {
        Mark { kind: "review".into(), month: "2026-10".into(), edition: "management".into(), recipient: String::new() }
    }

    fn was(key: &str, decision: &str) -> String {
        let inputs = [("decision".to_owned(), decision.to_owned())].into();
        Was { key: key.into(), about: format!("pair {key}"), inputs, seals: [(1, seal("Rossi")), (2, "*".to_owned())].into() }.text()
    }

    fn read(rows: &[String]) -> Returned {
        let mut lines = vec![mark().text(), "@key|@-1|@decision|@-2|@was".to_owned(), "键|名称|决定|公式|".to_owned()];
        lines.extend_from_slice(rows);
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let book = Book { grids: vec![grid("待定", &lines)], ..Book::default() };
        assert_eq!(super::mark(&book), Some(mark()), "a visible mark suffices");
        returned("a(1).xlsx", &book, mark())
    }

    fn row(key: &str, name: &str, decision: &str) -> String {
        format!("{}|{name}|{decision}||{}", row_key(key), was(key, ""))
    }

    #[test]
    fn only_touched_input_cells_are_read_in_any_order() {
        let found = read(&[row("P2", "Rossi", "不同客户"), row("P1", "Rossi", ""), row("P3", "Rossi", " 同一 客户 ")]);
        let entries: Vec<_> =
            found.entries.iter().map(|entry| (entry.about.as_str(), entry.after.as_str(), entry.origin.to_string())).collect();
        let at = |cell: &str| format!("a(1).xlsx › 待定!{cell}");
        let untouched: Vec<_> = found.untouched.iter().map(|entry| entry.about.as_str()).collect();
        assert_eq!(untouched, ["pair P1"]);
        assert_eq!(entries, [("pair P2", "不同客户", at("C4")), ("pair P3", "同一 客户", at("C6"))]);
        assert_eq!(found.strays, []);
    }

    #[test]
    fn lists_that_follow_on_the_sheet_are_none_of_its_rows() {
        let found = read(&[row("P1", "Rossi", "不同客户"), "||||@end".to_owned(), "币种|读入|相同||".to_owned()]);
        assert_eq!((found.entries.len(), found.strays), (1, Vec::new()));
    }

    #[test]
    fn a_sheet_that_lost_its_hidden_cells_is_listed() {
        let grids = vec![grid("待定", &["键|名称|决定", &format!("P|Rossi|相同|{}", was("P1", ""))]), grid("别的", &["客户|金额", "a|1"])];
        let book = Book { grids, ..Book::default() };
        let found = returned("a.xlsx", &book, mark());
        let strays: Vec<_> = found.strays.iter().map(|stray| (stray.why, stray.value.as_str(), stray.origin.row)).collect();
        assert_eq!((found.entries.len(), strays), (0, vec![("no_table", "待定", 2)]));
    }

    #[test]
    fn what_stands_outside_input_cells_is_listed_and_not_taken() {
        let found = read(&[
            row("P1", "Verdi", "相同"),
            format!("{}|Rossi|相同||{}", row_key("P2"), was("P7", "")),
            "||合并||".to_owned(),
            row("P1", "Rossi", "不同"),
            "注: 共两行||||".to_owned(),
        ]);
        let strays: Vec<_> = found.strays.iter().map(|stray| (stray.why, stray.value.as_str(), stray.origin.row)).collect();
        assert_eq!(
            strays,
            [("outside", "Verdi", 4), ("bad_key", row_key("P2").as_str(), 5), ("new_row", "合并", 6), ("row_twice", "不同", 7),]
        );
        assert_eq!(found.entries.len(), 1);
    }
}
