//! Export (导出): lineage and review pairs as files of the user's choice.
//!
//! The ending of the name decides: `.csv` is UTF-8 with a byte order mark, so that Excel shows Chinese as it is;
//! `.parquet` has the same columns, typed.

use std::path::Path;

use polars::prelude::{AnyValue, DataFrame, PlSmallStr};

use super::{disk, parquet, rows};
use crate::error::{Error, Kind, Result};
use crate::model::LineageRow;
use crate::model::resolved::ReviewPair;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Writes what became of each input row: `file, sheet, row, entity, outcome, record_id, customer_id, reason`, one line
/// for each non-empty row, ordered by file, sheet and row.
///
/// # Errors
/// `usage` when the name ends neither in `.csv` nor in `.parquet`; `output` when the file cannot be written.
pub fn lineage(path: &Path, lines: &[LineageRow]) -> Result<()> {
    write(path, &rows::lineage(lines)?)
}

/// Writes the pairs a person should decide: `record_a, record_b, score` (bits), ordered by records.
///
/// # Errors
/// `usage` when the name ends neither in `.csv` nor in `.parquet`; `output` when the file cannot be written.
pub fn pairs(path: &Path, pairs: &[ReviewPair]) -> Result<()> {
    write(path, &rows::pairs(pairs)?)
}

/// Lineage as `lineage.csv` and `lineage.parquet`: name and bytes of each.
///
/// # Errors
/// Only on a fault of the program.
pub fn lineage_files(lines: &[LineageRow]) -> Result<Vec<(String, Vec<u8>)>> {
    let table = rows::lineage(lines)?;
    Ok(vec![("lineage.csv".to_owned(), csv(&table)?), ("lineage.parquet".to_owned(), parquet::to_bytes(&table)?)])
}

/// A table as Parquet.
///
/// # Errors
/// Only on a fault of the program.
pub fn parquet_bytes(table: &DataFrame) -> Result<Vec<u8>> {
    Ok(parquet::to_bytes(table)?)
}

/// A table that an earlier run exported; `None` where there is none that can be read.
/// An earlier export is a help, not a need.
#[must_use]
pub fn read(path: &Path) -> Option<DataFrame> {
    std::fs::read(path).ok().and_then(|bytes| parquet::from_bytes(bytes).ok())
}

fn write(path: &Path, table: &DataFrame) -> Result<()> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let bytes = match ending.as_str() {
        "csv" => csv(table)?,
        "parquet" => parquet::to_bytes(table)?,
        _ => {
            let cause = format!("{} must end in .csv or .parquet", path.display());
            return Err(Error::new(Kind::Usage).with("path", path.display()).with("cause", cause));
        }
    };
    disk::replace(path, &bytes).map_err(|error| Error::new(Kind::Output).with("path", path.display()).with("cause", error))
}

fn csv(table: &DataFrame) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    writer.write_record(table.get_column_names().into_iter().map(PlSmallStr::as_str)).map_err(Error::internal)?;
    for row in 0..table.height() {
        for column in table.columns() {
            let text = match column.get(row)? {
                AnyValue::Null => String::new(),
                AnyValue::String(text) => text.to_owned(),
                AnyValue::Float64(number) => number.to_string(),
                other => other.to_string(),
            };
            writer.write_field(text).map_err(Error::internal)?;
        }
        writer.write_record(None::<&[u8]>).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::scratch::Scratch;
    use super::*;
    use crate::model::{Entity, Outcome};

    fn line(row: u32, reason: &str) -> LineageRow {
        let (outcome, record) = if reason.is_empty() { (Outcome::Used, "o1") } else { (Outcome::Ignored, "") };
        LineageRow {
            file: "2026-10/台账,10月.xlsx".into(),
            sheet: "王芳".into(),
            row,
            entity: Some(Entity::Order),
            outcome,
            record_id: record.into(),
            customer_id: "".into(),
            reason: reason.into(),
            money: None,
        }
    }

    #[test]
    fn lineage_is_a_csv_excel_can_show() {
        let scratch = Scratch::new();
        let path = scratch.path().join("行.csv");
        lineage(&path, &[line(9, "total_row"), line(3, "")]).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let wanted = "\u{feff}file,sheet,row,entity,outcome,record_id,customer_id,reason\n\
            \"2026-10/台账,10月.xlsx\",王芳,3,order,used,o1,,\n\"2026-10/台账,10月.xlsx\",王芳,9,order,ignored,,,total_row\n";
        assert_eq!(text, wanted);
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 1);
    }

    #[test]
    fn parquet_has_the_same_columns_and_other_endings_are_refused() {
        let scratch = Scratch::new();
        let path = scratch.path().join("pairs.PARQUET");
        pairs(&path, &[]).unwrap();
        let table = parquet::from_bytes(fs::read(&path).unwrap()).unwrap();
        assert_eq!(table.get_column_names(), ["record_a", "record_b", "score"]);
        assert_eq!(lineage(&scratch.path().join("a.xlsx"), &[]).unwrap_err().kind, Kind::Usage);
        assert_eq!(lineage(&path.join("under-a-file.csv"), &[]).unwrap_err().kind, Kind::Output);
    }
}
