//! For people: each sheet with its table, header, columns and reasons, the fate of its rows, and a few of them.

use std::collections::BTreeMap;

use super::Seen;
use super::account::{self, Run};
use crate::finding::Finding;
use crate::model::origin::column_letters;
use crate::model::raw::{Column, FileReport, Match, RawTable, SheetReport};
use crate::model::{Entity, Outcome, folding};
use crate::words::Words;

/// Kinds of findings shown, and sample rows of a table.
const SHOWN: usize = 40;
const SAMPLE: usize = 3;
/// No column of text is wider.
const WIDEST: usize = 34;

pub(super) fn whole(words: &Words, seen: &Seen<'_>) -> String {
    let mut text = String::new();
    for file in &seen.intake.files {
        text.push_str(&format!("{} · {} · {}\n", file.file, file.format, size(file.size)));
        if let Some(skipped) = &file.skipped {
            text.push_str(&format!("  {}\n", words.find(&format!("error.file_kind.{skipped}")).unwrap_or(skipped)));
        }
        for sheet in &file.sheets {
            text.push_str(&self::sheet(words, seen, file, sheet));
        }
    }
    text.push_str(&findings(words, seen.findings));
    text
}

fn size(bytes: u64) -> String {
    if bytes < 10_240 { format!("{bytes} B") } else { format!("{} KB", bytes / 1024) }
}

fn sheet(words: &Words, seen: &Seen<'_>, file: &FileReport, sheet: &SheetReport) -> String {
    let runs = account::runs(seen, file, sheet);
    let tables = account::tables(seen, file, sheet);
    let mut text = format!("\n■ {} {}", words.get("cli.inspect.sheet"), sheet.sheet);
    if sheet.hidden {
        text.push_str(&format!(" ({})", words.get("cli.inspect.hidden")));
    }
    text.push('\n');
    text.push_str(&context(words, sheet));
    for (place, table) in tables.iter().enumerate() {
        text.push_str(&self::table(words, table));
        for row in table.rows.iter().take(SAMPLE) {
            let cells: Vec<String> = row.cells.iter().map(|cell| cut(&cell.show().replace('\n', " "), 18)).collect();
            text.push_str(&format!("      {:>5} │ {}\n", row.first, cells.join(" │ ")));
        }
        if tables.len() > 1 {
            let own: Vec<Run> = runs.iter().filter(|run| run.table == Some(place)).cloned().collect();
            text.push_str(&format!("      {}\n", counted(words, &own)));
        }
    }
    if tables.is_empty() {
        for row in sheet.sample.iter().take(SAMPLE) {
            text.push_str(&format!("      │ {}\n", row.iter().map(|cell| cut(cell, 18)).collect::<Vec<_>>().join(" │ ")));
        }
    }
    text.push_str(&format!("  {} {}\n", words.get("cli.inspect.rows"), counted(words, &runs)));
    text.push_str(&reasons(words, &runs));
    text
}

fn counted(words: &Words, runs: &[Run]) -> String {
    let rows = account::counts(runs);
    let particulars = [("used", rows[0]), ("merged", rows[1]), ("rejected", rows[2]), ("ignored", rows[3])];
    words.say("cli.check.rows", &particulars.map(|(name, count)| (name, count.to_string())))
}

/// What the sheet says once for all its rows.
fn context(words: &Words, sheet: &SheetReport) -> String {
    let context = &sheet.context;
    let said = [
        ("title", (!context.title.is_empty()).then(|| context.title.clone())),
        ("staff", context.staff.clone()),
        ("country", context.country.clone()),
        ("period", context.period.clone().or_else(|| context.hand_in.clone())),
        ("currency", context.currency.clone()),
    ];
    let said: Vec<String> =
        said.into_iter().filter_map(|(name, value)| Some(format!("{} {}", words.get(&format!("cli.inspect.{name}")), value?))).collect();
    if said.is_empty() { String::new() } else { format!("  {}\n", said.join(" · ")) }
}

fn table(words: &Words, table: &RawTable) -> String {
    let entity = words.get(&format!("entity.{}", table.entity.id())).to_owned();
    let place = account::region(table).map_or_else(String::new, |(top, bottom, left, right)| {
        format!(" · {}{top}:{}{bottom}", column_letters(left), column_letters(right))
    });
    let header: Vec<String> = table.header_rows.iter().map(ToString::to_string).collect();
    let header = if header.is_empty() {
        words.get("cli.inspect.form").to_owned()
    } else {
        format!("{} {}", words.get("cli.inspect.header"), header.join("–"))
    };
    let mut text = format!("  ▸ {entity}{place} · {header}\n");
    let headers = table.columns.iter().map(|column| width(&column.header)).max().unwrap_or(0).min(WIDEST);
    let meanings: Vec<String> = table.columns.iter().map(|column| meaning(words, table.entity, column)).collect();
    let fields = meanings.iter().map(|meaning| width(meaning)).max().unwrap_or(0).min(WIDEST);
    for (column, meaning) in table.columns.iter().zip(&meanings) {
        let letters = if column.index == 0 { "↑".to_owned() } else { column_letters(column.index) };
        let doubt = if matches!(column.matched, Match::Likeness | Match::Unknown) { "?" } else { " " };
        let reason = words.get(&format!("cli.match.{}", column.matched.id())).to_owned();
        let header = pad(&cut(&column.header.replace('\n', " "), headers), headers);
        text.push_str(&format!("    {doubt} {letters:<3} {header}  {}  {reason}\n", pad(meaning, fields)));
    }
    text
}

fn meaning(words: &Words, entity: Entity, column: &Column) -> String {
    let Some(field) = column.field else { return "—".to_owned() };
    let label = words.get(&format!("field.{}.{field}", entity.id())).to_owned();
    let unit = match (&column.currency, column.factor) {
        (Some(currency), Some(factor)) => format!(" {currency} ×{factor}"),
        (Some(currency), None) => format!(" {currency}"),
        (None, Some(factor)) => format!(" ×{factor}"),
        (None, None) => String::new(),
    };
    format!("{label} ({field}){unit}")
}

/// Rows not used, by outcome and reason.
fn reasons(words: &Words, runs: &[Run]) -> String {
    let mut groups: BTreeMap<(Outcome, &str), Vec<String>> = BTreeMap::new();
    for run in runs.iter().filter(|run| !run.reason.is_empty()) {
        let rows = if run.first == run.last { run.first.to_string() } else { format!("{}–{}", run.first, run.last) };
        groups.entry((run.outcome, &run.reason)).or_default().push(rows);
    }
    let mut text = String::new();
    for ((outcome, reason), mut rows) in groups {
        let more = rows.len() > 12;
        rows.truncate(12);
        let outcome = words.get(&format!("cli.outcome.{}", outcome.id())).to_owned();
        let reason = words.find(&format!("reason.row.{reason}")).unwrap_or(reason).to_owned();
        text.push_str(&format!("      {outcome} · {reason}: {}{}\n", rows.join(", "), if more { " …" } else { "" }));
    }
    text
}

/// Findings by what and in which column, with one example each.
fn findings(words: &Words, findings: &[Finding]) -> String {
    let mut groups: BTreeMap<(crate::finding::Kind, &str, u32, String), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        let (sheet, column) = finding.origin.as_ref().map_or(("", 0), |origin| (&*origin.sheet, origin.column));
        let cause = finding.args.iter().find(|(name, _)| matches!(*name, "reason" | "why")).map(|(_, value)| value.clone());
        groups.entry((finding.kind, sheet, column, cause.unwrap_or_default())).or_default().push(finding);
    }
    if groups.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{}\n", words.get("cli.check.findings"));
    let mut groups: Vec<Vec<&Finding>> = groups.into_values().collect();
    groups.sort_by_key(|found| (found[0].kind.severity(), std::cmp::Reverse(found.len())));
    for found in groups.iter().take(SHOWN) {
        let first = found[0];
        let place = first.origin.as_ref().map(|origin| words.place(origin)).unwrap_or_default();
        let severity = words.get(&format!("finding.severity.{}", first.kind.severity().id())).to_owned();
        text.push_str(&format!("  [{severity}] {} ×{} · {place}\n", words.tell(first, "title"), found.len()));
        text.push_str(&format!("      {}\n      → {}\n", words.tell(first, "say"), words.tell(first, "todo")));
    }
    text
}

/// Columns a text takes on a screen: Chinese signs take two.
fn width(text: &str) -> usize {
    text.chars()
        .map(|c| if folding::is_han(c) || ('\u{ff01}'..='\u{ff60}').contains(&c) || ('\u{3000}'..='\u{303f}').contains(&c) { 2 } else { 1 })
        .sum()
}

fn pad(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(width(text))))
}

fn cut(text: &str, to: usize) -> String {
    if width(text) <= to {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        if width(&kept) + 3 > to {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_takes_two_places_of_a_screen() {
        assert_eq!((width("客户A"), pad("客户", 6).as_str(), cut("客户名称很长", 8).as_str()), (5, "客户  ", "客户名…"));
    }
}
