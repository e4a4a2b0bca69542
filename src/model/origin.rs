//! Origin (出处): where a value came from, as a person would look it up in Excel.

use std::fmt;
use std::sync::Arc;

/// File, sheet, row and column of a cell; coarser when only the row, sheet or file is meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// Path below its input, with `/` on every system.
    pub file: Arc<str>,
    /// Sheet name; empty for a text file.
    pub sheet: Arc<str>,
    /// Row as Excel shows it, from 1; 0 when the whole sheet is meant.
    pub row: u32,
    /// Column from 1 (A = 1); 0 when the whole row is meant.
    pub column: u32,
}

impl Origin {
    /// The whole file.
    #[must_use]
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Self { file: file.into(), sheet: Arc::from(""), row: 0, column: 0 }
    }

    /// The whole sheet.
    #[must_use]
    pub fn sheet(file: impl Into<Arc<str>>, sheet: impl Into<Arc<str>>) -> Self {
        Self { file: file.into(), sheet: sheet.into(), row: 0, column: 0 }
    }

    /// One row of the same sheet (Excel's number, from 1).
    #[must_use]
    pub fn at_row(&self, row: u32) -> Self {
        Self { row, column: 0, ..self.clone() }
    }

    /// One cell of the same row (A = 1).
    #[must_use]
    pub fn at_column(&self, column: u32) -> Self {
        Self { column, ..self.clone() }
    }
}

/// The letters of a column (1 → A, 27 → AA).
#[must_use]
pub fn column_letters(mut column: u32) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        letters.push(char::from(b'A' + u8::try_from((column - 1) % 26).unwrap_or(0)));
        column = (column - 1) / 26;
    }
    letters.iter().rev().collect()
}

impl fmt::Display for Origin {
    /// `file › sheet!C7`, without the parts that are not meant.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if !self.sheet.is_empty() {
            write!(f, " › {}", self.sheet)?;
        }
        if self.row > 0 {
            let joint = if self.sheet.is_empty() { " › " } else { "!" };
            let column = if self.column == 0 { "row ".to_owned() } else { column_letters(self.column) };
            write!(f, "{joint}{column}{}", self.row)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_reads_as_excel_shows_it() {
        let cell = Origin::sheet("2026-10/台账.xlsx", "王芳").at_row(7).at_column(28);
        assert_eq!(cell.to_string(), "2026-10/台账.xlsx › 王芳!AB7");
        assert_eq!(Origin::file("a.csv").at_row(3).to_string(), "a.csv › row 3");
    }
}
