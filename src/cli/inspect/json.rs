//! For programs: entity, header, columns and the fate of every row, so that a reading can be compared with a labelled one.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Seen;
use super::account::{self, Run};
use crate::finding::Finding;
use crate::model::origin::column_letters;
use crate::model::raw::{Column, FileReport, RawTable, SheetReport};
use crate::model::{Entity, Outcome};

pub(super) fn whole(seen: &Seen<'_>) -> Value {
    let files: Vec<Value> = seen
        .intake
        .files
        .iter()
        .map(|file| {
            let sheets: Vec<Value> = file.sheets.iter().map(|sheet| self::sheet(seen, file, sheet)).collect();
            json!({"file": file.file, "format": file.format, "sha256": file.sha256, "size": file.size, "skipped": file.skipped, "sheets": sheets})
        })
        .collect();
    json!({"files": files, "findings": seen.findings.iter().map(finding).collect::<Vec<_>>()})
}

fn sheet(seen: &Seen<'_>, file: &FileReport, sheet: &SheetReport) -> Value {
    let runs = account::runs(seen, file, sheet);
    let counts = account::counts(&runs);
    let tables = account::tables(seen, file, sheet);
    let not_used = runs.iter().filter(|run| matches!(run.outcome, Outcome::Rejected | Outcome::Ignored));
    let gone =
        not_used.flat_map(|run| run.rows.iter().map(move |row| json!({"row": row, "outcome": run.outcome.id(), "reason": run.reason})));
    let context = &sheet.context;
    json!({
        "sheet": sheet.sheet, "entity": sheet.entity.map(Entity::id), "hidden": sheet.hidden,
        "header_rows": sheet.header_rows, "rows_non_empty": sheet.rows_non_empty, "title": context.title,
        "context": {
            "staff": context.staff, "country": context.country, "period": context.period, "hand_in": context.hand_in,
            "currency": context.currency, "factor": context.factor,
        },
        "columns": sheet.columns.iter().filter(|column| column.index > 0).map(column).collect::<Vec<_>>(),
        "tables": tables.iter().map(|found| table(found)).collect::<Vec<_>>(),
        "rows": {"used": counts[0], "merged": counts[1], "rejected": counts[2], "ignored": counts[3]},
        "row_outcomes": runs.iter().map(run).collect::<Vec<_>>(),
        "not_used": gone.collect::<Vec<_>>(),
        "sample": sheet.sample,
    })
}

fn table(table: &RawTable) -> Value {
    let region = account::region(table);
    let given = table.columns.iter().filter(|column| column.index == 0);
    json!({
        "entity": table.entity.id(), "form": table.header_rows.is_empty(), "header_rows": table.header_rows,
        "first_row": region.map(|region| region.0), "last_row": region.map(|region| region.1),
        "first_column": region.map(|region| column_letters(region.2)), "last_column": region.map(|region| column_letters(region.3)),
        "columns": table.columns.iter().filter(|column| column.index > 0).map(column).collect::<Vec<_>>(),
        "given": given.map(column).collect::<Vec<_>>(),
        "records": table.rows.iter().map(|row| [row.first, row.last]).collect::<Vec<_>>(),
        "totals": table.totals.iter().map(|row| row.first).collect::<Vec<_>>(),
    })
}

fn column(column: &Column) -> Value {
    json!({
        "column": column_letters(column.index), "index": column.index, "header": column.header, "field": column.field,
        "match": column.matched.id(), "currency": column.currency, "factor": column.factor, "scale": column.scale,
        "rows_below": column.below,
    })
}

fn run(run: &Run) -> Value {
    json!({"first": run.first, "last": run.last, "rows": run.rows.len(), "outcome": run.outcome.id(), "reason": run.reason, "table": run.table})
}

fn finding(finding: &Finding) -> Value {
    let args: BTreeMap<&str, &str> = finding.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    json!({
        "kind": finding.kind.id(), "severity": finding.kind.severity().id(), "at": finding.origin.as_ref().map(ToString::to_string),
        "entity": finding.entity.map(Entity::id), "field": finding.field, "args": args,
    })
}
