//! A sheet before it has a file format: rows of cells, merged ranges, and which true customer a row names.

use chrono::{NaiveDate, NaiveDateTime};

/// What one cell holds.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    Blank,
    Text(String),
    Number(f64),
    Money(f64),
    Date(NaiveDate),
    Moment(NaiveDateTime),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Blank } else { Self::Text(text.to_owned()) }
    }
}
impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}
impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}
impl From<NaiveDate> for Cell {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}
impl From<NaiveDateTime> for Cell {
    fn from(moment: NaiveDateTime) -> Self {
        Self::Moment(moment)
    }
}
impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(f64::from(i32::try_from(number).expect("counts in a sheet are small")))
    }
}
impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Blank, Into::into)
    }
}

/// An amount kept in cents, shown with two decimals.
pub(crate) fn money(cents: i64) -> Cell {
    Cell::Money(f64::from(i32::try_from(cents).expect("amounts in a sheet are small")) / 100.0)
}

/// Rows of mixed values without the noise of conversions.
#[macro_export]
macro_rules! row {
    ($($value:expr),* $(,)?) => { vec![$($crate::sheet::Cell::from($value)),*] };
}

/// Rectangle of merged cells: first row, first column, last row, last column, from 0.
pub(crate) type Merge = (usize, usize, usize, usize);

/// One sheet of a workbook, or the whole of a `.csv`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) rows: Vec<Vec<Cell>>,
    pub(crate) merges: Vec<Merge>,
    /// Rows shown bold.
    pub(crate) heads: Vec<usize>,
    pub(crate) hidden: bool,
    /// (row index from 0, customer key)
    pub(crate) truth: Vec<(usize, String)>,
}

impl Sheet {
    /// An empty sheet.
    pub(crate) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    /// Adds a row that names a customer.
    pub(crate) fn push_customer(&mut self, key: &str, cells: Vec<Cell>) {
        self.truth.push((self.rows.len(), key.to_owned()));
        self.push(cells);
    }

    /// Adds a title merged over `width` columns.
    pub(crate) fn banner(&mut self, text: &str, width: usize) {
        let row = self.rows.len();
        self.heads.push(row);
        self.merges.push((row, 0, row, width - 1));
        self.push(vec![Cell::from(text)]);
    }

    /// Adds a header row.
    pub(crate) fn header(&mut self, titles: &[&str]) {
        self.heads.push(self.rows.len());
        self.push(titles.iter().map(|title| Cell::from(*title)).collect());
    }

    /// Adds two header rows: merged parents above their children; a parent without children is merged downwards.
    pub(crate) fn two_headers(&mut self, groups: &[(&str, &[&str])]) {
        let top = self.rows.len();
        let (mut parents, mut children) = (Vec::new(), Vec::new());
        for (parent, kids) in groups {
            let column = parents.len();
            parents.push(Cell::from(*parent));
            if kids.is_empty() {
                children.push(Cell::Blank);
                self.merges.push((top, column, top + 1, column));
                continue;
            }
            parents.extend(kids.iter().skip(1).map(|_| Cell::Blank));
            children.extend(kids.iter().map(|kid| Cell::from(*kid)));
            self.merges.push((top, column, top, column + kids.len() - 1));
        }
        self.heads.extend([top, top + 1]);
        self.push(parents);
        self.push(children);
    }
}
