//! `explain`: anything by id, name, number or place, from what the book holds: its way from the cell to the customer to the figure.

mod trace;

use std::collections::BTreeSet;

use super::args::ExplainArgs;
use super::job::Setting;
use super::{say, usage};
use crate::error::{Error, Kind, Result};
use crate::metrics::CATALOG;
use crate::model::own::{Answer, Spot};
use crate::model::resolved::{Evidence, Merge, ReviewPair};
use crate::model::view::CustomerLine;
use crate::model::{Grain, LineageRow, MetricSpec, MetricValue, Origin, folding};
use crate::pipeline::{self, Job, Run};
use crate::policy::Policy;
use crate::words::Words;
use trace::{is_at, row_reference};

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
    if let Some(erasure) = pipeline::erasure_of(&setting.book, what)? {
        let particulars = [
            ("id", erasure.customer_id),
            ("day", erasure.erased_on),
            ("who", if erasure.who.is_empty() { "—".to_owned() } else { erasure.who }),
            ("reason", erasure.reason),
        ];
        return Ok(say_it(setting.words.say("cli.explain.erased", &particulars) + "\n"));
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
    let run = pipeline::run(&setting.job_on_book(month), &mut |_, _| ())?;
    let lines = pipeline::lineage_held(&setting.book, month)?;
    if let Some(place) = row_reference(what) {
        let told = explain_row(setting.words, &lines, place)?;
        let ids: BTreeSet<String> =
            rows_at(&lines, place)?.into_iter().map(|line| line.record_id.to_string()).filter(|id| !id.is_empty()).collect();
        return Ok(say_it(told + &trace::records(setting.words, &run, &setting.policy, &pipeline::by_records(&run, &ids))));
    }
    anything(setting.words, &run, &setting.policy, what, &lines).map(say_it)
}

/// A metric, a customer by id or whole name, a merge, a number, a colleague, else customers whose name holds the words.
fn anything(words: &Words, run: &Run, policy: &Policy, what: &str, lines: &[LineageRow]) -> Result<String> {
    let named = |label: &str| folding::key(label) == folding::key(what);
    let metric = CATALOG.iter().find(|metric| metric.spec.id == what || named(words.get(&format!("metric.{}.label", metric.spec.id))));
    if let Some(metric) = metric {
        return Ok(explain_metric(words, &metric.spec, run));
    }
    if !exactly(run, what).is_empty() {
        return explain_customer(words, run, what, lines);
    }
    if let Some(merge) = run.view.merges.iter().find(|merge| merge.id.eq_ignore_ascii_case(what)) {
        return Ok(format!("{}\n{}", merge.customer_id, merged(words, merge)));
    }
    let numbered = pipeline::by_number(run, what);
    if !numbered.is_empty() {
        return Ok(trace::records(words, run, policy, &numbered));
    }
    match trace::colleague(words, run, what) {
        Some(text) => Ok(text),
        None => explain_customer(words, run, what, lines),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "used as the end of a chain")]
fn say_it(text: String) -> u8 {
    say::out(&text);
    0
}

/// Sheet rows shown of one customer.
const ROWS: usize = 40;

/// Compares two customers by their ids.
type Ask<'a> = dyn Fn(&str, &str) -> Result<Option<ReviewPair>> + 'a;

/// Lineage of the row that is meant.
fn rows_at<'a>(rows: &'a [LineageRow], (file, sheet, row): (&str, &str, u32)) -> Result<Vec<&'a LineageRow>> {
    let origin = |line: &LineageRow| Origin::sheet(line.file.clone(), line.sheet.clone());
    let found: Vec<&LineageRow> = rows.iter().filter(|line| line.row == row && is_at(&origin(line), file, sheet)).collect();
    if found.is_empty() {
        return Err(Error::new(Kind::NotFound).with("what", format!("{file} › {sheet} › {row}").replace("›  ›", "›")));
    }
    Ok(found)
}

fn explain_row(words: &Words, rows: &[LineageRow], place: (&str, &str, u32)) -> Result<String> {
    let mut text = String::new();
    for line in rows_at(rows, place)? {
        let entity = line.entity.map_or_else(|| "—".to_owned(), |entity| words.get(&format!("entity.{}", entity.id())).to_owned());
        let reason = if line.reason.is_empty() { "" } else { words.find(&format!("reason.row.{}", line.reason)).unwrap_or(&line.reason) };
        let outcome = words.get(&format!("cli.outcome.{}", line.outcome.id())).to_owned();
        let outcome = if reason.is_empty() {
            outcome
        } else {
            words.say("cli.explain.row_reason", &[("outcome", outcome), ("reason", reason.to_owned())])
        };
        let mut said = vec![entity, outcome];
        // A row that was left out became no record, and nobody's.
        let named = [("record", &line.record_id), ("customer", &line.customer_id)].into_iter().filter(|(_, id)| !id.is_empty());
        said.extend(named.map(|(key, id)| words.say(&format!("cli.explain.row_{key}"), &[(key, id.to_string())])));
        let place = words.place(&Origin::sheet(line.file.clone(), line.sheet.clone()).at_row(line.row));
        text.push_str(&words.say("cli.explain.row", &[("place", place), ("said", said.join(words.get("cli.explain.row_comma")))]));
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

/// By id, number given up in a merge, or any spelling of the whole name.
fn exactly<'a>(run: &'a Run, what: &str) -> Vec<&'a CustomerLine> {
    let lines = &run.view.computed.customers;
    let key = folding::key(what);
    let given_up = pipeline::id_in_force(run, what);
    let is = |line: &&CustomerLine| line.id.eq_ignore_ascii_case(what) || given_up.as_deref() == Some(line.id.as_str());
    let by_id: Vec<&CustomerLine> = lines.iter().filter(is).collect();
    if by_id.is_empty() { lines.iter().filter(|line| !key.is_empty() && folding::key(&line.name) == key).collect() } else { by_id }
}

/// [`exactly`], else every one whose name holds the words.
fn customers<'a>(run: &'a Run, what: &str) -> Vec<&'a CustomerLine> {
    let exact = exactly(run, what);
    let key = folding::key(what);
    if exact.is_empty() {
        run.view.computed.customers.iter().filter(|line| !key.is_empty() && folding::key(&line.name).contains(&key)).collect()
    } else {
        exact
    }
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
            pair.name_a,
            pair.name_b,
            pair.score,
            words.place(&pair.origin_a),
            words.place(&pair.origin_b)
        ));
        text.push_str(&evidence(&pair.evidence));
    }
    for merge in run.view.merges.iter().filter(|merge| one.id == other.id && merge.customer_id == one.id) {
        text.push_str(&merged(words, merge));
    }
    if text.len() == before
        && let Some(pair) = ask(&one.id, &other.id)?
    {
        text.push_str(&compared(words, &pair));
    }
    if text.len() == before {
        text.push_str(&format!("  {}\n", words.get(if one.id == other.id { "cli.explain.one_customer" } else { "cli.explain.far_apart" })));
    }
    Ok(text)
}

fn compared(words: &Words, pair: &ReviewPair) -> String {
    let head = format!(
        "  {} | {} {:+.1} bit\n    {}\n    {}\n",
        pair.name_a,
        pair.name_b,
        pair.score,
        words.place(&pair.origin_a),
        words.place(&pair.origin_b)
    );
    head + &evidence(&pair.evidence)
}

fn merged(words: &Words, merge: &Merge) -> String {
    let head = format!(
        "  {} {} ← {} ({}) {:+.1} bit\n",
        merge.id,
        merge.kept_name,
        merge.merged_name,
        words.place(&merge.merged_origin),
        merge.score
    );
    head + &evidence(&merge.evidence.list())
}

/// Two rows: what speaks for and against their records being one customer.
fn explain_rows(setting: &Setting, job: &Job, lines: &[LineageRow], left: (&str, &str, u32), right: (&str, &str, u32)) -> Result<String> {
    let record = |place: (&str, &str, u32)| -> Result<BTreeSet<String>> {
        Ok(rows_at(lines, place)?.into_iter().map(|line| line.record_id.to_string()).collect())
    };
    let (a, b) = (record(left)?, record(right)?);
    let mut text = explain_row(setting.words, lines, left)? + &explain_row(setting.words, lines, right)?;
    text.push_str(
        &pipeline::between(job, &a, &b)?
            .map_or_else(|| format!("  {}\n", setting.words.get("cli.explain.no_records")), |pair| compared(setting.words, &pair)),
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
    add("origin", line.origin.as_ref().map_or(none, |origin| words.place(origin)));
    for merge in run.view.merges.iter().filter(|merge| merge.customer_id == line.id) {
        text.push_str(&merged(words, merge));
    }
    for (field, values) in pipeline::unlike_values(run, &line.id) {
        text.push_str(&format!("  ≠ {}:\n", words.get(&format!("field.customer.{field}"))));
        for (value, origin) in values {
            text.push_str(&format!("      {value}  ({})\n", words.place(&origin)));
        }
    }
    for answer in run.view.answers.iter().filter(|answer| answer.about == format!("customer|{}", line.id)) {
        text.push_str(&format!("  ✎ {}: {} → {}  ({})\n", answer.input, answer.before, answer.after, answer.source));
    }
    for answer in run.view.answers.iter().filter(|answer| corrects(answer, line)) {
        text.push_str(&format!(
            "  ✎ {}: {} → {}  ({})\n",
            answer.input.trim_start_matches("fix."),
            answer.before,
            answer.after,
            answer.source
        ));
    }
    text.push_str(&trace::figures(words, run, Grain::Customer, &line.id));
    text.push_str(&format!("  {}:\n", words.get("cli.explain.rows")));
    let own: Vec<&LineageRow> = rows.iter().filter(|row| *row.customer_id == *line.id).collect();
    for row in own.iter().take(ROWS) {
        let entity = row.entity.map_or_else(|| "—".to_owned(), |entity| words.get(&format!("entity.{}", entity.id())).to_owned());
        let place = words.place(&Origin::sheet(row.file.clone(), row.sheet.clone()).at_row(row.row));
        text.push_str(&format!("      {place}  {entity}\n"));
    }
    if own.len() > ROWS {
        text.push_str(&format!("      … {}\n", own.len() - ROWS));
    }
    text
}

/// Whether a correction kept by hand is about this customer.
fn corrects(answer: &Answer, line: &CustomerLine) -> bool {
    matches!(Spot::parse(&answer.about), Some(Spot::Customer(name))
        if name.eq_ignore_ascii_case(&line.id) || folding::key(&name) == folding::key(&line.name))
}
