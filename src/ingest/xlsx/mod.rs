//! XLSX (工作簿): the parts of a .xlsx or .xlsm → sheets.
//!
//! A reader of our own, because this is where most rows come from: calamine makes a text of every cell and reads a sheet anew
//! for its merged regions. It reads whatever is well enough formed to be told; a sheet that breaks off keeps what was read.
//!
//! ```text
//! package (zip, relationships) ─▶ strings, formats ─▶ sheet ◀─ scan (inflated window by window) ─▶ grid
//! ```

mod package;
mod scan;
mod sheet;
mod strings;
#[cfg(test)]
mod tests;

use self::package::{Package, Sheet};
use self::sheet::{Ground, Reader};
use self::strings::Texts;
use super::grid::Grid;
use super::workbook::{Book, Budget, Outcome, Unreadable, finish, quietly};

/// Reads all worksheets; at most `max_cells` cells.
pub(super) fn read(bytes: &[u8], max_cells: u64) -> Outcome<Book> {
    let mut package = Package::open(bytes)?;
    let about = package.about()?;
    let formats = package.formats(&about.styles)?;
    let texts = match package.scanner(&about.strings)? {
        Some(mut scanner) => Texts::read(&mut scanner).map_err(|error| Unreadable::new("damaged", error))?,
        None => Texts::default(),
    };
    let ground = Ground { texts, formats, from_1904: about.from_1904 };
    let mut book = Book { format: "xlsx".to_owned(), mark: about.mark, saved: about.saved, ..Book::default() };
    let mut budget = Budget { left: max_cells };
    for Sheet { name, hidden, path } in about.sheets {
        let (mut grid, mut regions) = (Grid::new(&name, hidden), Vec::new());
        let read = quietly(|| -> Outcome<()> {
            let path = path.ok_or_else(|| Unreadable::new("damaged", "workbook.xml.rels"))?;
            let mut scanner = package.scanner(&path)?.ok_or_else(|| Unreadable::new("damaged", &path))?;
            Reader::new(&ground, &mut grid, &mut budget, &mut regions).read(&mut scanner)
        });
        finish(&mut book, grid, regions, read)?;
    }
    Ok(book)
}
