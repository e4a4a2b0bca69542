//! Parquet: tables as files that `DuckDB`, Spark and Power Query read as they are.
//!
//! Decides what makes the bytes depend on the rows alone: one row group, Snappy (every reader has it), full statistics
//! with a fixed length for text, whatever the chunks of the frame and the number of threads.

use std::io::Cursor;

use polars::io::SerReader;
use polars::prelude::{DataFrame, ParquetCompression, ParquetReader, ParquetWriter, PolarsResult, StatisticsOptions};

/// Longest text kept as a column's smallest and largest value.
const STATISTICS_TEXT_BYTES: u64 = 64;

/// The frame as a Parquet file.
pub(super) fn to_bytes(frame: &DataFrame) -> PolarsResult<Vec<u8>> {
    let mut whole = frame.clone();
    whole.rechunk_mut();
    let statistics = StatisticsOptions {
        min_value: true,
        max_value: true,
        null_count: true,
        distinct_count: false,
        binary_statistics_truncate_length: Some(STATISTICS_TEXT_BYTES),
    };
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Snappy)
        .with_statistics(statistics)
        .with_row_group_size(Some(whole.height().max(1)))
        .finish(&mut whole)?;
    Ok(bytes)
}

/// The frame in a Parquet file.
pub(super) fn from_bytes(bytes: Vec<u8>) -> PolarsResult<DataFrame> {
    ParquetReader::new(Cursor::new(bytes)).finish()
}

#[cfg(test)]
mod tests {
    use polars::prelude::df;

    use super::*;

    #[test]
    fn bytes_depend_on_rows_not_on_chunks() {
        let whole = df!("a" => ["壹", "b", "c"], "n" => [Some(1_u32), None, Some(3)]).unwrap();
        let mut parts = whole.slice(0, 1);
        parts.vstack_mut(&whole.slice(1, 2)).unwrap();
        let bytes = to_bytes(&whole).unwrap();
        assert_eq!(to_bytes(&parts).unwrap(), bytes);
        assert!(from_bytes(bytes).unwrap().equals_missing(&whole));
    }

    #[test]
    fn an_empty_table_keeps_its_columns() {
        let empty = df!("a" => ["x"]).unwrap().slice(0, 0);
        assert!(from_bytes(to_bytes(&empty).unwrap()).unwrap().equals(&empty));
    }
}
