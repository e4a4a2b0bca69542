//! What ingest gives: sheets as tables of raw cells with every column mapped or named unknown, and every row classed.
//!
//! Raw means: nothing is typed yet beyond what the file itself stores (a number is a number, text is text).

use std::sync::Arc;

use chrono::{NaiveDateTime, NaiveTime, TimeDelta};
use polars::prelude::PlSmallStr;

use super::entity::Entity;
use super::lineage::LineageRow;
use super::origin::Origin;
use super::own::Returned;
use super::stock::Records;

/// A cell as the file stores it.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing, or only blanks.
    #[default]
    Empty,
    /// Text, with outer blanks removed; a short one lies in the cell itself.
    Text(PlSmallStr),
    /// A number that carries no date format.
    Number(f64),
    /// TRUE or FALSE.
    Bool(bool),
    /// A number with a date format.
    Date(NaiveDateTime),
    /// A time of day without a day (Excel serial below 1).
    Time(NaiveTime),
    /// An elapsed time (`[h]:mm`).
    Elapsed(TimeDelta),
    /// An error value such as `#REF!`.
    Error(Arc<str>),
}

impl Cell {
    /// Whether nothing is written there.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// The cell as a person would read it: whole numbers without `.0`, dates as ISO.
    #[must_use]
    pub fn show(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.to_string(),
            Self::Error(text) => text.to_string(),
            Self::Number(value) => format!("{value}"),
            Self::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
            Self::Date(at) if at.time() == NaiveTime::MIN => at.date().to_string(),
            Self::Date(at) => at.format("%Y-%m-%d %H:%M:%S").to_string(),
            Self::Time(time) => time.format("%H:%M:%S").to_string(),
            Self::Elapsed(span) => format!("{}:{:02}", span.num_hours(), span.num_minutes() % 60),
        }
    }
}

/// Why a column was given its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// The policy says so.
    Policy,
    /// The header is a known alias.
    Alias,
    /// Both halves of a bilingual header, or header and unit, agree.
    Compound,
    /// Decided among several by neighbours or values.
    Context,
    /// Only alike: a suggestion that the report lists.
    Likeness,
    /// No field: kept as an extra attribute.
    Unknown,
}

impl Match {
    /// Id for words and JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Alias => "alias",
            Self::Compound => "compound",
            Self::Context => "context",
            Self::Likeness => "likeness",
            Self::Unknown => "unknown",
        }
    }
}

/// One column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    /// Column in the sheet, from 1 (A = 1); 0 for what the sheet says once for all rows (客户名称：… above a table).
    pub index: u32,
    /// Header as it stands, the rows of a two-row header joined by `/`.
    pub header: String,
    /// Field id of the table's entity, if known. A field may be claimed by several columns (两个金额列).
    pub field: Option<&'static str>,
    /// Why.
    pub matched: Match,
    /// Currency the header names: bare numbers below are in it.
    pub currency: Option<String>,
    /// Factor the header names: 万 → 10,000, 千 → 1,000, `%` → 0.01.
    pub factor: Option<f64>,
    /// Scale bounds the header names, e.g. `满意度（1-5）` → `(1, 5)`.
    pub scale: Option<(f64, f64)>,
    /// Rows between a record's first row and this value: 0 in a table, not in a form.
    pub below: u32,
}

/// One data row by itself: its cells in the order of [`RawTable::columns`]. Tables hold theirs as [`Records`].
#[derive(Debug, Clone)]
pub struct RawRow {
    /// First Excel row of the record.
    pub first: u32,
    /// Last Excel row: greater than `first` for forms and rows that continue.
    pub last: u32,
    /// Cells by column; merged cells filled inside their region.
    pub cells: Vec<Cell>,
}

/// One table found on a sheet, ready to be typed.
#[derive(Debug, Clone)]
pub struct RawTable {
    /// File and sheet (row and column 0).
    pub origin: Origin,
    /// What its rows are about.
    pub entity: Entity,
    /// Excel rows of the header (one or two).
    pub header_rows: Vec<u32>,
    /// Its columns, left to right.
    pub columns: Vec<Column>,
    /// Its data rows.
    pub rows: Records,
    /// Total and sub-total rows: not data, but their money is part of the control totals.
    pub totals: Records,
    /// What the sheet says for all its rows.
    pub context: Context,
}

/// Facts a sheet states once for all its rows, by title, name or place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// Title lines above the header, joined by ` / `.
    pub title: String,
    /// Hand-in month of the folder (`2026-10`).
    pub hand_in: Option<String>,
    /// Colleague named by the sheet's or file's name, as written.
    pub staff: Option<String>,
    /// Country named by the sheet's name, as written.
    pub country: Option<String>,
    /// Month or year named by the sheet's name or title, as written.
    pub period: Option<String>,
    /// Currency of a unit line (`单位:USD`).
    pub currency: Option<String>,
    /// Factor of a unit line (`单位:万元` → 10,000).
    pub factor: Option<u32>,
    /// Number formats say day before month in this table's text dates (policy); `None` decides by evidence.
    pub day_first: Option<bool>,
    /// Declared grade scheme of this source (`intent`, `lianlian`, `value`), from the policy.
    pub grade_scheme: Option<String>,
}

/// How a file was read.
#[derive(Debug, Clone, Default)]
pub struct FileReport {
    /// Path below its input, with `/`.
    pub file: String,
    /// `xlsx`, `xls (BIFF8)`, `csv (GB18030, comma)` …
    pub format: String,
    /// SHA-256 of the bytes, hex.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// Why it was not read, as a key of the error words; `None` when it was.
    pub skipped: Option<String>,
    /// Its sheets.
    pub sheets: Vec<SheetReport>,
}

/// How a sheet was read.
#[derive(Debug, Clone, Default)]
pub struct SheetReport {
    /// Name; empty for a text file.
    pub sheet: String,
    /// Entity of its leading table, if any.
    pub entity: Option<Entity>,
    /// Excel rows with at least one non-empty cell.
    pub rows_non_empty: u32,
    /// Blank rows inside a record that spans several (a form): within its span, but no row of the sheet.
    pub gaps: Vec<u32>,
    /// Excel rows of the header.
    pub header_rows: Vec<u32>,
    /// Header → field, with the reason.
    pub columns: Vec<Column>,
    /// Hidden in Excel.
    pub hidden: bool,
    /// Staff, month and the like that the sheet states.
    pub context: Context,
    /// First rows for `inspect`, as shown.
    pub sample: Vec<Vec<String>>,
}

/// Everything ingest found.
#[derive(Debug, Default)]
pub struct Intake {
    /// Files in canonical order (by path), read or not.
    pub files: Vec<FileReport>,
    /// Tables in canonical order (file, sheet, first row).
    pub tables: Vec<RawTable>,
    /// One line for each non-empty row that is no data: banner, header, total, note, other subject.
    pub ignored: Vec<LineageRow>,
    /// Our own workbooks that came back.
    pub returned: Vec<Returned>,
}
