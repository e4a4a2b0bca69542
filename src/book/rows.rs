//! Rows (来龙去脉表): lineage and review pairs as tables, with the columns of the contract.
//!
//! Decides their order: by file, sheet and row, whatever order the stages gave.

use polars::prelude::{Column, DataFrame, PolarsResult, df};

use crate::error::{Error, Result};
use crate::model::frame::Rows;
use crate::model::resolved::ReviewPair;
use crate::model::{Entity, LineageRow, Outcome};

/// `file, sheet, row, entity, outcome, record_id, customer_id, reason`; what is unknown is null.
pub(super) fn lineage(rows: &[LineageRow]) -> PolarsResult<DataFrame> {
    let mut sorted: Vec<&LineageRow> = rows.iter().collect();
    sorted.sort_by_key(|row| (&row.file, &row.sheet, row.row, row.entity, row.outcome, &row.record_id));
    let texts = |name: &str, text: fn(&LineageRow) -> Option<&str>| {
        Column::new(name.into(), sorted.iter().map(|row| text(row)).collect::<Vec<_>>())
    };
    let columns = vec![
        texts("file", |row| Some(&row.file)),
        texts("sheet", |row| Some(&row.sheet)),
        Column::new("row".into(), sorted.iter().map(|row| row.row).collect::<Vec<_>>()),
        texts("entity", |row| row.entity.map(Entity::id)),
        texts("outcome", |row| Some(row.outcome.id())),
        texts("record_id", |row| filled(&row.record_id)),
        texts("customer_id", |row| filled(&row.customer_id)),
        texts("reason", |row| filled(&row.reason)),
    ];
    DataFrame::new(sorted.len(), columns)
}

/// Lineage from its frame, without money.
pub(super) fn lineage_of(frame: &DataFrame) -> Result<Vec<LineageRow>> {
    let rows = Rows::of(frame);
    let text = |name: &str, row| rows.text(name, row).unwrap_or_default();
    (0..rows.len())
        .map(|row| {
            let outcome = Outcome::ALL.into_iter().find(|outcome| outcome.id() == text("outcome", row));
            Ok(LineageRow {
                file: text("file", row).into(),
                sheet: text("sheet", row).into(),
                row: rows.count("row", row).unwrap_or(0),
                entity: Entity::from_id(text("entity", row)),
                outcome: outcome.ok_or_else(|| Error::internal(format!("outcome '{}'", text("outcome", row))))?,
                record_id: text("record_id", row).into(),
                customer_id: text("customer_id", row).into(),
                reason: text("reason", row).into(),
                money: None,
            })
        })
        .collect()
}

/// `record_a, record_b, score` (bits), by records.
pub(super) fn pairs(pairs: &[ReviewPair]) -> PolarsResult<DataFrame> {
    let mut sorted: Vec<&ReviewPair> = pairs.iter().collect();
    sorted.sort_by_key(|pair| (&pair.record_a, &pair.record_b));
    df!(
        "record_a" => sorted.iter().map(|pair| pair.record_a.as_str()).collect::<Vec<_>>(),
        "record_b" => sorted.iter().map(|pair| pair.record_b.as_str()).collect::<Vec<_>>(),
        "score" => sorted.iter().map(|pair| pair.score).collect::<Vec<_>>(),
    )
}

fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
