//! Workbooks (工作簿): what every reader gives, and .xlsb through calamine's typed reader.
//!
//! Decides what calamine alone gets wrong on real files: chart and macro sheets are no data; a panic inside a damaged
//! sheet is that sheet's fault and not the run's; cells are streamed into sparse rows, for a dense rectangle of two far
//! cells would abort the process.

use std::cell::Cell as Flag;
use std::fmt::Display;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use calamine::{Data, DataRef, Reader, Sheet, SheetType, SheetVisible, WorkbookProperties, Xlsb};

use super::cells;
use super::grid::{Grid, Region};
use super::mojibake::Damage;
use crate::model::own::{self, Mark};
use crate::model::quick::Quick;

/// A file as sheets.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// `xlsx`, `xls (BIFF8)`, `csv (GB18030, comma)` …
    pub(super) format: String,
    /// Its sheets, in their order.
    pub(super) grids: Vec<Grid>,
    /// Our own mark, where a property or defined name carries it.
    pub(super) mark: Option<Mark>,
    /// When it was last saved, as the file says.
    pub(super) saved: Option<String>,
    /// Sheets that could not be read, with the cause.
    pub(super) broken: Vec<(String, String)>,
    /// Cells whose text was decoded wrongly before, or lost characters.
    pub(super) damage: Vec<Damage>,
}

/// Why a file cannot be read: an id of `value.file_kind` and the technical cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub(super) what: &'static str,
    pub(super) cause: String,
}

impl Unreadable {
    pub(super) fn new(what: &'static str, cause: impl Display) -> Self {
        Self { what, cause: cause.to_string() }
    }
}

type Source<'a> = Cursor<&'a [u8]>;
pub(super) type Outcome<T> = Result<T, Unreadable>;

thread_local! {
    static QUIET: Flag<bool> = const { Flag::new(false) };
}

/// Runs a reader; `None` when it panicked. The panic's message is held back on this thread only: it would stand between
/// the run's own lines and name no file.
pub(super) fn quietly<T>(reader: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                usual(info);
            }
        }));
    });
    let before = QUIET.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(reader)).ok();
    QUIET.set(before);
    outcome
}

fn worksheets(sheets: &[Sheet]) -> Vec<(String, bool)> {
    sheets
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect()
}

fn properties(found: Option<WorkbookProperties>) -> (Option<String>, Option<String>) {
    found.map_or((None, None), |found| (found.custom_properties.get(own::PROPERTY).cloned(), found.modified))
}

fn mark_of(names: &[(String, String)], property: Option<&String>) -> Option<Mark> {
    let of_name = names.iter().filter(|(name, _)| name.contains(own::DEFINED_NAME)).find_map(|(_, formula)| Mark::parse(formula));
    of_name.or_else(|| Mark::parse(property?))
}

/// Counts cells against the limit.
#[derive(Debug, Default)]
pub(super) struct Budget {
    pub(super) left: u64,
}

impl Budget {
    pub(super) fn spend(&mut self, cells: u64) -> Outcome<()> {
        self.left = self.left.checked_sub(cells).ok_or_else(|| Unreadable::new("too_large", "max_cells"))?;
        Ok(())
    }
}

/// Reads all worksheets of an .xlsb; at most `max_cells` cells.
pub(super) fn xlsb(bytes: &[u8], max_cells: u64) -> Outcome<Book> {
    let mut workbook: Xlsb<Source<'_>> = Xlsb::new(Cursor::new(bytes)).map_err(|error| Unreadable::new("damaged", error))?;
    let (property, saved) = properties(workbook.workbook_properties().ok());
    let mut book = Book { format: "xlsb".to_owned(), mark: mark_of(workbook.defined_names(), property.as_ref()), saved, ..Book::default() };
    let mut budget = Budget { left: max_cells };
    for (name, hidden) in worksheets(workbook.sheets_metadata()) {
        let (mut grid, mut met) = (Grid::new(&name, hidden), Quick::default());
        let read = quietly(|| -> Outcome<()> {
            let mut cells = workbook.worksheet_cells_reader(&name).map_err(|error| Unreadable::new("damaged", error))?;
            while let Some(cell) = cells.next_cell().map_err(|error| Unreadable::new("damaged", error))? {
                let (row, column) = cell.get_position();
                put(&mut grid, &mut budget, &mut met, row, column, cell.get_value())?;
            }
            Ok(())
        });
        finish(&mut book, grid, Vec::new(), read)?;
    }
    Ok(book)
}

/// Puts a value into a grid. `met` are the shared strings the sheet named before, by where they stand in memory.
fn put(grid: &mut Grid, budget: &mut Budget, met: &mut Quick<usize, u32>, row: u32, column: u32, value: &DataRef<'_>) -> Outcome<()> {
    let cell = match value {
        DataRef::Empty => return Ok(()),
        DataRef::SharedString(text) => {
            let number = *met.entry(text.as_ptr() as usize).or_insert_with(|| grid.number_of(text));
            grid.write(row + 1, column + 1, number);
            return budget.spend(u64::from(number > 0));
        }
        DataRef::String(text) => return budget.spend(u64::from(grid.put_text(row + 1, column + 1, text))),
        DataRef::Float(value) => cells::number(*value),
        DataRef::DateTime(at) => cells::date(*at),
        other => cells::data(&Data::from(other.clone())),
    };
    budget.spend(u64::from(!cell.is_empty()))?;
    grid.put(row + 1, column + 1, cell);
    Ok(())
}

/// A sheet that breaks off keeps what was read; a file that is too large is refused as a whole.
pub(super) fn finish(book: &mut Book, mut grid: Grid, merged: Vec<Region>, read: Option<Outcome<()>>) -> Outcome<()> {
    match read {
        Some(Ok(())) => {}
        Some(Err(trouble)) if trouble.what == "too_large" => return Err(trouble),
        Some(Err(trouble)) => book.broken.push((grid.name.to_string(), trouble.cause)),
        None => book.broken.push((grid.name.to_string(), "panic".to_owned())),
    }
    grid.merge(merged);
    book.grids.push(grid);
    Ok(())
}
