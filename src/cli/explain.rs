//! `explain`: a customer, a metric or a row, from what the book holds: why this grade, figure or merge.

use std::collections::BTreeSet;

use super::args::ExplainArgs;
use super::job::Setting;
use super::{say, usage};
use crate::error::{Error, Kind, Result};
use crate::metrics::CATALOG;
use crate::model::resolved::{Evidence, Merge, ReviewPair};
use crate::model::view::CustomerLine;
use crate::model::{Grain, LineageRow, MetricSpec, MetricValue, folding};
use crate::pipeline::{self, Job, Run};
use crate::words::Words;

pub(super) fn explain(setting: &Setting, args: &ExplainArgs) -> Result<u8> {
    let held = pipeline::months_held(&setting.book)?;
    let not_held = || Error::new(Kind::NotFound).with("what", setting.book.display());
    let month = match args.month {
        Some(month) if held.contains(&month) => month,
        Some(month) => return Err(Error::new(Kind::NotFound).with("what", month)),
        None => *held.last().ok_or_else(not_held)?,
    };
    let what = args.what.first().map(|what| what.trim()).unwrap_or_default();
    if what.is_empty() {
        return Err(usage(what, "explain C0012 · csat_share · \"台账/订单.csv › 17\""));
    }
    if let Some(other) = args.what.get(1) {
        let run = pipeline::run(&setting.job_on_book(month), &mut |_, _| ())?;
        let lines = pipeline::lineage_held(&setting.book, month)?;
        let job = setting.job_on_book(month);
        if let (Some(left), Some(right)) = (row_reference(what), row_reference(other.trim())) {
            return explain_rows(setting, &job, &lines, left, right).map(say_it);
        }
        let records = |id: &str| -> BTreeSet<String> {
            lines.iter().filter(|line| *line.customer_id == *id).map(|line| line.record_id.to_string()).collect()
        };
        let ask = |left: &str, right: &str| pipeline::between(&job, &records(left), &records(right));
        return explain_pair(setting.words, &run, what, other.trim(), &ask).map(say_it);
    }
    if let Some((place, row)) = row_reference(what) {
        let rows = pipeline::lineage_held(&setting.book, month)?;
        return explain_row(setting.words, &rows, place, row).map(say_it);
    }
    let run = pipeline::run(&setting.job_on_book(month), &mut |_, _| ())?;
    let text = match CATALOG.iter().find(|metric| metric.spec.id == what) {
        Some(metric) => explain_metric(setting.words, &metric.spec, &run),
        None => explain_customer(setting.words, &run, what, &pipeline::lineage_held(&setting.book, month)?)?,
    };
    Ok(say_it(text))
}

#[expect(clippy::needless_pass_by_value, reason = "used as the end of a chain")]
fn say_it(text: String) -> u8 {
    say::out(&text);
    0
}

/// `file › sheet!17`, `file › 17`, `file:17` → (file and sheet, row).
fn row_reference(what: &str) -> Option<(&str, u32)> {
    let cut = what.rfind(['›', '!', ':'])?;
    let (place, rest) = what.split_at(cut);
    let digits = rest.trim_start_matches(['›', '!', ':']).trim().trim_start_matches(|c: char| !c.is_ascii_digit());
    Some((place.trim(), digits.parse().ok()?)).filter(|(place, _)| !place.is_empty())
}

/// Sheet rows shown of one customer.
const ROWS: usize = 40;

/// Compares two customers by their ids.
type Ask<'a> = dyn Fn(&str, &str) -> Result<Option<ReviewPair>> + 'a;

/// Lineage of the row that is meant.
fn rows_at<'a>(rows: &'a [LineageRow], place: &str, row: u32) -> Result<Vec<&'a LineageRow>> {
    let (file, sheet) = place.split_once('›').map_or((place, ""), |(file, sheet)| (file.trim(), sheet.trim()));
    let fits = |line: &&LineageRow| {
        line.row == row && (*line.file == *file || line.file.ends_with(&format!("/{file}"))) && (sheet.is_empty() || *line.sheet == *sheet)
    };
    let found: Vec<&LineageRow> = rows.iter().filter(fits).collect();
    if found.is_empty() {
        return Err(Error::new(Kind::NotFound).with("what", format!("{place} › {row}")));
    }
    Ok(found)
}

fn explain_row(words: &Words, rows: &[LineageRow], place: &str, row: u32) -> Result<String> {
    let mut text = String::new();
    for line in rows_at(rows, place, row)? {
        let entity = line.entity.map_or_else(|| "—".to_owned(), |entity| words.get(&format!("entity.{}", entity.id())).to_owned());
        let reason = if line.reason.is_empty() { "" } else { words.find(&format!("reason.row.{}", line.reason)).unwrap_or(&line.reason) };
        text.push_str(&words.say(
            "cli.explain.row",
            &[
                ("file", line.file.to_string()),
                ("sheet", line.sheet.to_string()),
                ("row", line.row.to_string()),
                ("entity", entity),
                ("outcome", words.get(&format!("cli.outcome.{}", line.outcome.id())).to_owned()),
                ("reason", reason.to_owned()),
                ("record", line.record_id.to_string()),
                ("customer", line.customer_id.to_string()),
            ],
        ));
        text.push('\n');
    }
    Ok(text)
}

fn explain_metric(words: &Words, spec: &MetricSpec, run: &Run) -> String {
    let mut text = format!(
        "{}  {}\n  {}\n",
        spec.id,
        words.get(&format!("metric.{}.label", spec.id)),
        words.get(&format!("metric.{}.meaning", spec.id))
    );
    for (metric, month, grain, key, value) in run.view.computed.values.iter() {
        if metric == spec.id && month == run.view.month && grain != Grain::Customer {
            let who = if grain == Grain::Salesperson { run.view.staff_name(key) } else { key };
            text.push_str(&format!("  {month} {} {who}: {}\n", grain.id(), figure(words, value)));
        }
    }
    text
}

fn figure(words: &Words, value: &MetricValue) -> String {
    let shown = value.value.map_or_else(|| "—".to_owned(), |value| format!("{value:.4}"));
    let parts = match (value.num, value.den) {
        (Some(num), Some(den)) => format!(" = {num} / {den}"),
        _ => String::new(),
    };
    let n = value.n.map_or_else(String::new, |n| format!(", n = {n}"));
    let reason = value.reason.map_or_else(String::new, |reason| format!(" ({})", words.get(&format!("reason.{}", reason.id()))));
    format!("{shown}{parts}{n}{reason}")
}

/// By id, or by name: the exact one, else every one that holds the words.
fn customers<'a>(run: &'a Run, what: &str) -> Vec<&'a CustomerLine> {
    let lines = &run.view.computed.customers;
    let key = folding::key(what);
    let exact: Vec<&CustomerLine> =
        lines.iter().filter(|line| line.id.eq_ignore_ascii_case(what) || folding::key(&line.name) == key).collect();
    if exact.is_empty() { lines.iter().filter(|line| !key.is_empty() && folding::key(&line.name).contains(&key)).collect() } else { exact }
}

fn several(words: &Words, found: &[&CustomerLine]) -> String {
    let names: Vec<String> = found.iter().take(20).map(|line| format!("  {}  {}", line.id, line.name)).collect();
    format!("{}\n{}\n", words.say("cli.explain.several", &[("count", found.len().to_string())]), names.join("\n"))
}

fn explain_customer(words: &Words, run: &Run, what: &str, rows: &[LineageRow]) -> Result<String> {
    match customers(run, what).as_slice() {
        [] => Err(Error::new(Kind::NotFound).with("what", what)),
        [one] => Ok(customer_text(words, run, one, rows)),
        found => Ok(several(words, found)),
    }
}

/// Two customers: what speaks for and against their being one, where they were compared.
fn explain_pair(words: &Words, run: &Run, left: &str, right: &str, ask: &Ask<'_>) -> Result<String> {
    let mut sides = Vec::new();
    for what in [left, right] {
        match customers(run, what).as_slice() {
            [] => return Err(Error::new(Kind::NotFound).with("what", what)),
            [one] => sides.push(*one),
            found => return Ok(several(words, found)),
        }
    }
    let (one, other) = (sides[0], sides[1]);
    let mut text = format!("{}  {}\n{}  {}\n", one.id, one.name, other.id, other.name);
    let ids = [one.id.as_str(), other.id.as_str()];
    let asked = run.view.review.iter().filter(|pair| ids.contains(&pair.customer_a.as_str()) && ids.contains(&pair.customer_b.as_str()));
    let before = text.len();
    for pair in asked {
        text.push_str(&format!(
            "  {} | {} {:+.1} bit\n    {}\n    {}\n",
            pair.name_a, pair.name_b, pair.score, pair.origin_a, pair.origin_b
        ));
        text.push_str(&evidence(&pair.evidence));
    }
    for merge in run.view.merges.iter().filter(|merge| one.id == other.id && merge.customer_id == one.id) {
        text.push_str(&merged(merge));
    }
    if text.len() == before
        && let Some(pair) = ask(&one.id, &other.id)?
    {
        text.push_str(&compared(&pair));
    }
    if text.len() == before {
        text.push_str(&format!("  {}\n", words.get(if one.id == other.id { "cli.explain.one_customer" } else { "cli.explain.far_apart" })));
    }
    Ok(text)
}

fn compared(pair: &ReviewPair) -> String {
    let head = format!("  {} | {} {:+.1} bit\n    {}\n    {}\n", pair.name_a, pair.name_b, pair.score, pair.origin_a, pair.origin_b);
    head + &evidence(&pair.evidence)
}

fn merged(merge: &Merge) -> String {
    let head = format!("  {} {} ← {} ({}) {:+.1} bit\n", merge.id, merge.kept_name, merge.merged_name, merge.merged_origin, merge.score);
    head + &evidence(&merge.evidence)
}

/// Two rows: what speaks for and against their records being one customer.
fn explain_rows(setting: &Setting, job: &Job, lines: &[LineageRow], left: (&str, u32), right: (&str, u32)) -> Result<String> {
    let record = |(place, row): (&str, u32)| -> Result<BTreeSet<String>> {
        Ok(rows_at(lines, place, row)?.into_iter().map(|line| line.record_id.to_string()).collect())
    };
    let (a, b) = (record(left)?, record(right)?);
    let mut text = explain_row(setting.words, lines, left.0, left.1)? + &explain_row(setting.words, lines, right.0, right.1)?;
    text.push_str(
        &pipeline::between(job, &a, &b)?
            .map_or_else(|| format!("  {}\n", setting.words.get("cli.explain.no_records")), |pair| compared(&pair)),
    );
    Ok(text)
}

fn evidence(found: &[Evidence]) -> String {
    let line = |evidence: &Evidence| {
        format!("      {} {} {:+.1}: {} | {}\n", evidence.comparison, evidence.level, evidence.bits, evidence.left, evidence.right)
    };
    found.iter().map(line).collect()
}

fn customer_text(words: &Words, run: &Run, line: &CustomerLine, rows: &[LineageRow]) -> String {
    let none = "—".to_owned();
    let grade = line.grade.map_or(none.clone(), |grade| grade.letter().to_owned());
    let (reason, particulars) = &line.grade_reason;
    let mut text = format!("{}  {}\n", line.id, line.name);
    let mut add = |key: &str, value: String| text.push_str(&format!("  {}: {value}\n", words.get(&format!("cli.explain.{key}"))));
    add("owner", line.owner.as_deref().map_or(none.clone(), |id| run.view.staff_name(id).to_owned()));
    add("grade", format!("{grade} · {}", words.say(reason, particulars)));
    add("declared", line.grade_declared.clone().unwrap_or(none.clone()));
    add("expected_close", line.expected_close.map_or(none.clone(), |date| date.to_string()));
    add("last_order", line.last_order_on.map_or(none.clone(), |date| date.to_string()));
    add("amount_12m", line.amount_12m.map_or(none.clone(), |amount| format!("{amount:.2} {}", run.view.base_currency)));
    add("origin", line.origin.as_ref().map_or(none, ToString::to_string));
    for merge in run.view.merges.iter().filter(|merge| merge.customer_id == line.id) {
        text.push_str(&merged(merge));
    }
    for (field, values) in pipeline::unlike_values(run, &line.id) {
        text.push_str(&format!("  ≠ {}:\n", words.get(&format!("field.customer.{field}"))));
        for (value, origin) in values {
            text.push_str(&format!("      {value}  ({origin})\n"));
        }
    }
    for answer in run.view.answers.iter().filter(|answer| answer.about == format!("customer|{}", line.id)) {
        text.push_str(&format!("  ✎ {}: {} → {}  ({})\n", answer.input, answer.before, answer.after, answer.source));
    }
    text.push_str(&format!("  {}:\n", words.get("cli.explain.rows")));
    let own: Vec<&LineageRow> = rows.iter().filter(|row| *row.customer_id == *line.id).collect();
    for row in own.iter().take(ROWS) {
        let entity = row.entity.map_or_else(|| "—".to_owned(), |entity| words.get(&format!("entity.{}", entity.id())).to_owned());
        text.push_str(&format!("      {} › {}!{}  {entity}\n", row.file, row.sheet, row.row));
    }
    if own.len() > ROWS {
        text.push_str(&format!("      … {}\n", own.len() - ROWS));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::row_reference;

    #[test]
    fn a_row_is_named_in_any_of_the_usual_ways() {
        assert_eq!(row_reference("台账/订单.csv › 17"), Some(("台账/订单.csv", 17)));
        assert_eq!(row_reference("台账/订单.xlsx › 王芳!C7"), Some(("台账/订单.xlsx › 王芳", 7)));
        assert_eq!(row_reference("C0012"), None);
    }
}
