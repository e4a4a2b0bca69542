//! Summary: what was read, merged, rejected, and where to look, in about ten lines.

use std::collections::BTreeMap;

use crate::finding::{Finding, Kind, Severity};
use crate::model::raw::FileReport;
use crate::model::view::Grade;
use crate::model::watch::CurrencyTotal;
use crate::model::{Entity, Grain, MetricValue, Outcome, Reason, folding};
use crate::pipeline::{Published, Run};
use crate::words::Words;

/// Unread files that are named; the report lists all.
const UNREAD_SHOWN: usize = 5;

/// Why a file was not read, in words.
fn unread<'a>(words: &'a Words, file: &'a FileReport) -> Option<&'a str> {
    let what = file.skipped.as_deref()?;
    Some(words.find(&format!("error.file_kind.{what}")).unwrap_or(what))
}

/// About ten lines on the whole run.
pub(super) fn of(words: &Words, run: &Run, published: Option<&Published>) -> String {
    let view = &run.view;
    let mut lines = Vec::new();
    let mut line = |key: &str, particulars: &[(&str, String)]| lines.push(words.say(&format!("cli.summary.{key}"), particulars));

    let days = [("from", view.month.first().to_string()), ("to", view.month.last().to_string())];
    let head = [("month", view.month.to_string()), ("company", view.company.clone())];
    line(if view.month.is_calendar() { "head" } else { "head_cut" }, &[head, days].concat());
    let rows_in: u32 = view.controls.files.iter().map(|file| file.rows_in).sum();
    let sheets: usize = view.files.iter().map(|file| file.sheets.len()).sum();
    let out = |place: usize| view.controls.files.iter().map(|file| file.rows_out[place]).sum::<u32>().to_string();
    line("read", &[("files", view.files.len().to_string()), ("sheets", sheets.to_string()), ("rows", rows_in.to_string())]);
    line("rows", &[("used", out(0)), ("merged", out(1)), ("rejected", out(2)), ("ignored", out(3))]);
    // A file that could not be read is named at once: it is what the reader mends first.
    for (file, why) in view.files.iter().filter_map(|file| Some((file, unread(words, file)?))).take(UNREAD_SHOWN) {
        line("unread", &[("file", file.file.clone()), ("why", why.to_owned())]);
    }
    if !view.carried.is_empty() {
        let rows: u32 = view.carried.iter().map(|(_, rows)| rows).sum();
        line("carried", &[("files", view.carried.len().to_string()), ("rows", rows.to_string())]);
    }
    let customers = view.computed.customers.len().to_string();
    line("customers", &[("customers", customers), ("merges", view.merges.len().to_string()), ("pairs", view.review.len().to_string())]);
    let (amount, count_of_orders) =
        (view.computed.values.company("order_amount", view.month), whole(view.computed.values.company("order_count", view.month)));
    let sums = sums(run);
    if amount.is_some_and(|amount| amount.reason == Some(Reason::NoRate)) && !sums.is_empty() {
        line("orders_apart", &[("amounts", sums), ("count", count_of_orders)]);
    } else {
        let last_year = money(view.computed.values.company("order_amount", view.month.plus(-12)));
        line(
            "orders",
            &[("amount", money(amount)), ("currency", view.base_currency.clone()), ("count", count_of_orders), ("last_year", last_year)],
        );
    }
    if let Some(way) = view.computed.under_way {
        line("under_way", &[("until", way.until.to_string()), ("done", way.workdays.to_string()), ("of", way.of.to_string())]);
    }
    line("grades", &[("grades", grades(run))]);
    if !view.computed.hand_ins.is_empty() {
        let missing = view.computed.hand_ins.iter().filter(|hand_in| hand_in.state == "missing").count();
        line("hand_in", &[("all", view.computed.hand_ins.len().to_string()), ("missing", missing.to_string())]);
    }
    line(
        "findings",
        &[
            ("decide", count(&run.findings, Severity::Decide).to_string()),
            ("new", new_to_decide(run).to_string()),
            ("mend", count(&run.findings, Severity::Mend).to_string()),
            ("know", count(&run.findings, Severity::Know).to_string()),
        ],
    );
    match published {
        Some(published) => {
            let first = run.workbooks.first().map_or_else(String::new, |workbook| workbook.name.clone());
            let count = run.workbooks.len().to_string();
            line("published", &[("folder", published.folder.display().to_string()), ("count", count), ("first", first)]);
            if let Some((wanted, cause)) = &published.instead_of {
                let folder = published.folder.display().to_string();
                line("instead", &[("wanted", wanted.display().to_string()), ("cause", cause.clone()), ("folder", folder)]);
            }
            for file in published.files.iter().filter(|file| file.beside) {
                line("beside", &[("wanted", file.name.clone()), ("written", file.path.display().to_string())]);
            }
        }
        None => line("checked", &[]),
    }
    lines.join("\n") + "\n"
}

/// The month's orders in their own currencies, where a rate is missing for the one sum of them.
fn sums(run: &Run) -> String {
    let totals = CurrencyTotal::ordered(&run.view.computed.watch.currencies);
    totals.iter().map(|(ordered, currency)| format!("{currency} {}", grouped(&format!("{ordered:.0}")))).collect::<Vec<_>>().join(" + ")
}

fn count(findings: &[Finding], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.kind.severity() == severity).count()
}

fn new_to_decide(run: &Run) -> usize {
    run.findings.iter().filter(|finding| finding.kind.severity() == Severity::Decide && !run.known.contains(&finding.key())).count()
}

fn money(value: Option<&MetricValue>) -> String {
    value.and_then(|value| value.value).map_or_else(|| "—".to_owned(), |value| grouped(&format!("{value:.0}")))
}

fn whole(value: Option<&MetricValue>) -> String {
    value.and_then(|value| value.value).map_or_else(|| "—".to_owned(), |value| format!("{value:.0}"))
}

/// Thousands separated by commas.
fn grouped(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{sign}{text}")
}

fn grades(run: &Run) -> String {
    let value = |id: &str| whole(run.view.computed.values.get(id, run.view.month, Grain::Company, ""));
    Grade::ALL
        .iter()
        .map(|grade| format!("{} {}", grade.letter(), value(&format!("grade_{}_count", grade.letter().to_lowercase()))))
        .collect::<Vec<_>>()
        .join(" · ")
}

/// One line a sheet: what it is and what became of its rows.
pub(super) fn sheets(words: &Words, run: &Run) -> String {
    let mut outcomes: BTreeMap<(&str, &str), [u32; 4]> = BTreeMap::new();
    for row in &run.lineage {
        let place = Outcome::ALL.iter().position(|outcome| *outcome == row.outcome).unwrap_or(0);
        outcomes.entry((&row.file, &row.sheet)).or_default()[place] += 1;
    }
    let mut text = format!("\n{}\n", words.get("cli.check.sheets"));
    for file in &run.view.files {
        if let Some(why) = unread(words, file) {
            text.push_str(&format!("  {}: {why}\n", file.file));
        }
        for sheet in &file.sheets {
            let rows = outcomes.get(&(file.file.as_str(), sheet.sheet.as_str())).copied().unwrap_or_default();
            let entity = sheet.entity.map_or_else(|| "—".to_owned(), |entity| words.get(&format!("entity.{}", entity.id())).to_owned());
            let joint = if sheet.sheet.is_empty() { "" } else { " › " };
            text.push_str(&format!("  {}{joint}{}: {entity} ", file.file, sheet.sheet));
            text.push_str(&words.say(
                "cli.check.rows",
                &[
                    ("used", rows[0].to_string()),
                    ("merged", rows[1].to_string()),
                    ("rejected", rows[2].to_string()),
                    ("ignored", rows[3].to_string()),
                ],
            ));
            text.push('\n');
        }
    }
    text
}

/// Findings grouped by column and cause across files: to decide first, new ones first, most money at stake first.
pub(super) fn findings(words: &Words, run: &Run) -> String {
    let mut groups: BTreeMap<Cause<'_>, Vec<&Finding>> = BTreeMap::new();
    for finding in &run.findings {
        let cause = finding.args.iter().find(|(name, _)| matches!(*name, "reason" | "why" | "what" | "header"));
        let cause = cause.map(|(_, value)| folding::key(value)).unwrap_or_default();
        groups.entry((finding.kind, finding.entity, finding.field, cause)).or_default().push(finding);
    }
    let mut groups: Vec<Group<'_>> = groups.into_values().map(|found| Group::of(found, run)).collect();
    groups.sort_by_key(Group::rank);
    let mut text = format!("\n{}\n", words.get("cli.check.findings"));
    for group in &groups {
        text.push_str(&group.text(words));
    }
    text
}

/// What was found, in which field, and its reason or header.
type Cause<'a> = (Kind, Option<Entity>, Option<&'a str>, String);

/// Places shown of one group.
const PLACES: usize = 3;

/// Findings of one cause.
struct Group<'a> {
    found: Vec<&'a Finding>,
    new: usize,
    /// Money at stake by currency, in millionths.
    stake: BTreeMap<&'a str, i128>,
}

impl<'a> Group<'a> {
    fn of(mut found: Vec<&'a Finding>, run: &Run) -> Self {
        // The dearest is the example.
        found.sort_by_key(|finding| std::cmp::Reverse(finding.money.as_ref().map_or(0, |money| money.micros.abs())));
        let new = found.iter().filter(|finding| !run.known.contains(&finding.key())).count();
        let mut stake: BTreeMap<&str, i128> = BTreeMap::new();
        for money in found.iter().filter_map(|finding| finding.money.as_ref()) {
            *stake.entry(&money.currency).or_default() += money.micros.abs();
        }
        Self { found, new, stake }
    }

    /// Currencies are not converted here: the largest sum stands for the group.
    fn rank(&self) -> (Severity, bool, std::cmp::Reverse<i128>, std::cmp::Reverse<usize>, Kind) {
        let most = self.stake.values().copied().max().unwrap_or(0);
        let kind = self.found[0].kind;
        (kind.severity(), self.new == 0, std::cmp::Reverse(most), std::cmp::Reverse(self.found.len()), kind)
    }

    fn text(&self, words: &Words) -> String {
        let first = self.found[0];
        let severity = words.get(&format!("finding.severity.{}", first.kind.severity().id())).to_owned();
        let new = if self.new == 0 { String::new() } else { format!("{} {}", words.get("cli.check.new"), self.new) };
        let stake: Vec<String> = self
            .stake
            .iter()
            .filter(|(_, micros)| **micros > 0)
            .map(|(currency, micros)| format!(" · {} {currency}", grouped(&(micros / 1_000_000).to_string())).trim_end().to_owned())
            .collect();
        let field = match (first.entity, first.field) {
            (Some(entity), Some(field)) => words.find(&format!("field.{}.{field}", entity.id())).map(|label| format!(" · {label}")),
            _ => None,
        };
        let title = words.tell(first, "title");
        let mut text = format!("  [{severity}{new}] {title}{} ×{}{}\n", field.unwrap_or_default(), self.found.len(), stake.concat());
        text.push_str(&format!("      {}\n", words.tell(first, "say")));
        let mut places: Vec<String> = Vec::new();
        for origin in self.found.iter().filter_map(|finding| finding.origin.as_ref()) {
            let place = words.place(origin);
            if !places.contains(&place) {
                places.push(place);
            }
        }
        let more = places.len().saturating_sub(PLACES);
        places.truncate(PLACES);
        if !places.is_empty() {
            let more = if more > 0 { format!(" … +{more}") } else { String::new() };
            text.push_str(&format!("      {}{more}\n", places.join("; ")));
        }
        text.push_str(&format!("      → {}\n", words.tell(first, "todo")));
        text
    }
}
