//! `inspect`: how one file was understood, sheet by sheet; `--suggest` prints a mapping to paste into the policy.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::args::{Format, InspectArgs};
use super::job::{self, Setting};
use super::say;
use crate::error::{Error, Kind, Result};
use crate::finding::Finding;
use crate::model::raw::{Column, FileReport, Intake, SheetReport};
use crate::model::tidied::Tidied;
use crate::model::{Outcome, origin::column_letters};
use crate::pipeline;
use crate::words::Words;

pub(super) fn inspect(setting: &Setting, args: &InspectArgs) -> Result<u8> {
    if !args.file.exists() {
        return Err(Error::new(Kind::InputMissing).with("path", args.file.display()));
    }
    let request = pipeline::Request {
        inputs: vec![args.file.clone()],
        skip: Vec::new(),
        encoding: job::encoding(args.encoding.as_deref())?,
        passwords: job::passwords(args.password_file.as_deref())?,
    };
    let (intake, tidied, findings) = pipeline::inspect(&request, &setting.policy)?;
    let text = match (args.suggest, args.format) {
        (true, _) => suggest(&intake),
        (false, Format::Json) => format!("{:#}\n", as_json(&intake, &tidied, &findings)),
        (false, Format::Text) => as_text(setting.words, &intake, &tidied, &findings),
    };
    say::out(&text);
    Ok(0)
}

/// Rows of a sheet by outcome; records not refused count as used here, since nothing is merged yet.
fn outcomes(file: &FileReport, sheet: &SheetReport, intake: &Intake, tidied: &Tidied) -> [u32; 4] {
    let mut counts = [0; 4];
    for row in intake.ignored.iter().chain(&tidied.totals).chain(&tidied.rejected) {
        if *row.file == *file.file && *row.sheet == *sheet.sheet {
            counts[Outcome::ALL.iter().position(|known| *known == row.outcome).unwrap_or(0)] += 1;
        }
    }
    counts[0] = sheet.rows_non_empty.saturating_sub(counts.iter().sum());
    counts
}

fn as_text(words: &Words, intake: &Intake, tidied: &Tidied, findings: &[Finding]) -> String {
    let mut text = String::new();
    for file in &intake.files {
        text.push_str(&format!("{} · {} · {} B\n", file.file, file.format, file.size));
        if let Some(skipped) = &file.skipped {
            text.push_str(&format!("  {}\n", words.find(&format!("error.file_kind.{skipped}")).unwrap_or(skipped)));
        }
        for sheet in &file.sheets {
            text.push_str(&sheet_text(words, file, sheet, intake, tidied));
        }
    }
    if !findings.is_empty() {
        text.push_str(&format!("\n{}\n", words.get("cli.check.findings")));
    }
    for finding in findings.iter().take(40) {
        let place = finding.origin.as_ref().map(ToString::to_string).unwrap_or_default();
        text.push_str(&format!("  {} · {place}\n", words.tell(finding, "say")));
    }
    text
}

fn sheet_text(words: &Words, file: &FileReport, sheet: &SheetReport, intake: &Intake, tidied: &Tidied) -> String {
    let entity = sheet.entity.map_or_else(|| "—".to_owned(), |entity| words.get(&format!("entity.{}", entity.id())).to_owned());
    let header: Vec<String> = sheet.header_rows.iter().map(ToString::to_string).collect();
    let mut text = format!(
        "\n  {} {} · {} · {} {}\n",
        words.get("cli.inspect.sheet"),
        sheet.sheet,
        entity,
        words.get("cli.inspect.header"),
        header.join("–")
    );
    if !sheet.context.title.is_empty() {
        text.push_str(&format!("    {} {}\n", words.get("cli.inspect.title"), sheet.context.title));
    }
    for column in &sheet.columns {
        text.push_str(&format!(
            "    {:<3} {} → {}\n",
            column_letters(column.index),
            column.header.replace('\n', " "),
            meaning(words, sheet, column)
        ));
    }
    let rows = outcomes(file, sheet, intake, tidied);
    let particulars = [("used", rows[0]), ("merged", rows[1]), ("rejected", rows[2]), ("ignored", rows[3])]
        .map(|(name, count)| (name, count.to_string()));
    text.push_str(&format!("    {}\n", words.say("cli.check.rows", &particulars)));
    for sample in sheet.sample.iter().take(3) {
        text.push_str(&format!("    | {}\n", sample.join(" | ")));
    }
    text
}

fn meaning(words: &Words, sheet: &SheetReport, column: &Column) -> String {
    let reason = words.get(&format!("cli.match.{}", column.matched.id())).to_owned();
    match (column.field, sheet.entity) {
        (Some(field), Some(entity)) => {
            let label = words.get(&format!("field.{}.{field}", entity.id())).to_owned();
            let currency = column.currency.as_deref().unwrap_or_default();
            format!("{field} ({label}) {currency} [{reason}]")
        }
        _ => format!("— [{reason}]"),
    }
}

fn as_json(intake: &Intake, tidied: &Tidied, findings: &[Finding]) -> Value {
    let mut rows: BTreeMap<(&str, &str), Vec<Value>> = BTreeMap::new();
    for row in intake.ignored.iter().chain(&tidied.totals).chain(&tidied.rejected) {
        let line = json!({"row": row.row, "outcome": row.outcome.id(), "reason": &*row.reason});
        rows.entry((&row.file, &row.sheet)).or_default().push(line);
    }
    let files: Vec<Value> = intake
        .files
        .iter()
        .map(|file| {
            let sheets: Vec<Value> = file
                .sheets
                .iter()
                .map(|sheet| {
                    let counts = outcomes(file, sheet, intake, tidied);
                    json!({
                        "sheet": sheet.sheet, "entity": sheet.entity.map(crate::model::Entity::id), "hidden": sheet.hidden,
                        "header_rows": sheet.header_rows, "rows_non_empty": sheet.rows_non_empty, "title": sheet.context.title,
                        "columns": sheet.columns.iter().map(column_json).collect::<Vec<_>>(),
                        "rows": {"used": counts[0], "merged": counts[1], "rejected": counts[2], "ignored": counts[3]},
                        "not_used": rows.get(&(file.file.as_str(), sheet.sheet.as_str())).cloned().unwrap_or_default(),
                        "sample": sheet.sample,
                    })
                })
                .collect();
            json!({"file": file.file, "format": file.format, "sha256": file.sha256, "skipped": file.skipped, "sheets": sheets})
        })
        .collect();
    let findings: Vec<Value> = findings
        .iter()
        .map(|finding| {
            let args: BTreeMap<&str, &str> = finding.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
            json!({"kind": finding.kind.id(), "severity": finding.kind.severity().id(), "at": finding.origin.as_ref().map(ToString::to_string), "args": args})
        })
        .collect();
    json!({"files": files, "findings": findings})
}

fn column_json(column: &Column) -> Value {
    json!({
        "column": column_letters(column.index), "index": column.index, "header": column.header, "field": column.field,
        "match": column.matched.id(), "currency": column.currency, "factor": column.factor,
    })
}

/// `[[source]]` blocks that say what the program understood, for a person to correct and paste.
fn suggest(intake: &Intake) -> String {
    let mut text = String::new();
    let quoted = |value: &str| toml::Value::String(value.to_owned()).to_string();
    for file in &intake.files {
        for sheet in &file.sheets {
            let Some(entity) = sheet.entity else { continue };
            text.push_str("[[source]]\n");
            text.push_str(&format!("file = {}\n", quoted(&format!("**/{}", file.file.rsplit('/').next().unwrap_or(&file.file)))));
            if !sheet.sheet.is_empty() {
                text.push_str(&format!("sheet = {}\n", quoted(&sheet.sheet)));
            }
            text.push_str(&format!("entity = \"{}\"\n", entity.id()));
            if let Some(row) = sheet.header_rows.last() {
                text.push_str(&format!("header_row = {row}\n"));
            }
            let pairs: Vec<String> =
                sheet.columns.iter().filter_map(|column| Some(format!("{} = {}", quoted(&column.header), quoted(column.field?)))).collect();
            text.push_str(&format!("columns = {{ {} }}\n", pairs.join(", ")));
            for column in sheet.columns.iter().filter(|column| column.field.is_none()) {
                text.push_str(&format!("# ? {} {}\n", column_letters(column.index), column.header.replace('\n', " ")));
            }
            text.push('\n');
        }
    }
    text
}
