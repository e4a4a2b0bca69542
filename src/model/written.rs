//! Written (原样的字段): what a typed row says in a field, compared with what a person wrote; and a field of a row replaced.
//!
//! Decides that texts are compared folded, numbers and days by value.

use polars::prelude::{DataFrame, IdxCa, IdxSize, NewChunkedArray, PolarsResult};

use super::field::{Field, Kind};
use super::folding;
use super::frame::Rows;
use super::own::{read_day, read_number, said_date, said_number};

/// Puts the field's columns of one row into those rows of a frame.
///
/// # Errors
/// When columns do not fit.
pub fn put(frame: &mut DataFrame, field: &Field, rows: &[usize], from: &DataFrame) -> PolarsResult<()> {
    let height = frame.height();
    let place = |row: usize| IdxSize::try_from(if rows.contains(&row) { height } else { row }).ok();
    let places = IdxCa::from_iter_options("rows".into(), (0..height).map(place));
    for (suffix, _) in field.kind.columns() {
        let name = format!("{}{suffix}", field.id);
        let mut column = frame.column(&name)?.clone();
        column.append(from.column(&name)?)?;
        frame.with_column(column.take(&places)?)?;
    }
    Ok(())
}

/// How a typed row says a field: as it was written, else the value.
#[must_use]
pub fn written(rows: Rows<'_>, field: &Field, row: usize) -> String {
    let text = rows.text(&format!("{}_text", field.id), row).map(str::to_owned);
    text.or_else(|| match &field.kind {
        Kind::Date | Kind::DateTime => rows.date(field.id, row).map(said_date),
        Kind::Money => rows.micros(field.id, row).map(|micros| said_number(super::money::micros_to_f64(micros))),
        Kind::Number | Kind::Count | Kind::Share | Kind::Score => rows.number(field.id, row).map(said_number),
        Kind::YesNo => rows.flag(field.id, row).map(|yes| if yes { "TRUE" } else { "FALSE" }.to_owned()),
        _ => rows.text(field.id, row).map(str::to_owned),
    })
    .unwrap_or_default()
}

/// Whether a typed row says this text in the field.
#[must_use]
pub fn says(rows: Rows<'_>, field: &Field, row: usize, text: &str) -> bool {
    let same = |said: &str| {
        let numbers = (read_number(said), read_number(text));
        folding::fold(said) == folding::fold(text) || matches!(numbers, (Some(a), Some(b)) if (a - b).abs() <= a.abs() * 1e-9)
    };
    let day = || rows.date(field.id, row).is_some_and(|day| read_day(text) == Some(day));
    same(&written(rows, field, row)) || rows.text(field.id, row).is_some_and(same) || !text.is_empty() && day()
}
