//! Errands (待办): what a salesperson's own customers need, worth most first.
//!
//! A customer stands once, with every reason in one sentence; what cannot wait is told apart as a must.

use std::collections::BTreeMap;

use super::super::desk::{Desk, Sheet};
use super::super::table::Cell;
use crate::finding::Severity;
use crate::model::numbers::TaskLine;
use crate::model::view::{CustomerLine, FollowUpLine, Grade};

/// Rows of the page: more would not be done.
pub(super) const ROWS: usize = 15;
/// Musts at the top.
pub(super) const MUSTS: usize = 5;

/// One customer and what to do.
pub(super) struct Errand<'a> {
    pub(super) line: &'a CustomerLine,
    /// Why, one part a reason.
    pub(super) reasons: Vec<String>,
    /// Money at stake in base currency.
    pub(super) at_stake: Option<f64>,
    /// Days past due of the follow-up, where one is due.
    late: i64,
}

impl Errand<'_> {
    /// One line a reason, each with a point where there are several.
    pub(super) fn told(&self) -> String {
        match self.reasons.as_slice() {
            [only] => only.clone(),
            several => several.iter().map(|reason| format!("· {reason}")).collect::<Vec<_>>().join("\n"),
        }
    }
}

/// Every customer with something to do, most money first.
pub(super) fn errands<'a>(desk: &Desk<'a>) -> Vec<Errand<'a>> {
    let due: BTreeMap<&str, &FollowUpLine> =
        desk.view.computed.follow_ups.iter().rev().map(|line| (line.customer.as_str(), line)).collect();
    let mut tasks: BTreeMap<&str, Vec<&TaskLine>> = BTreeMap::new();
    for task in &desk.view.computed.tasks {
        tasks.entry(task.customer.as_deref().unwrap_or_default()).or_default().push(task);
    }
    let mut errands: Vec<Errand<'_>> = desk
        .customers
        .iter()
        .filter_map(|line| {
            let follow_up = due.get(line.id.as_str()).copied();
            let own = tasks.get(line.id.as_str()).map_or(&[][..], Vec::as_slice);
            let mut reasons = reasons(desk, line, follow_up);
            reasons.extend(late_tasks(desk, own));
            reasons.extend(care(desk, line));
            let money = [line.expected_amount, line.overdue_amount, follow_up.and_then(|due| due.at_stake)];
            let at_stake =
                money.into_iter().chain(own.iter().map(|task| task.at_stake)).flatten().filter(|amount| *amount > 0.0).reduce(f64::max);
            (!reasons.is_empty()).then(|| Errand { line, reasons, at_stake, late: follow_up.map_or(0, |due| due.overdue_days) })
        })
        .collect();
    errands.sort_by(|a, b| {
        let money = |errand: &Errand<'_>| errand.at_stake.unwrap_or(0.0);
        money(b).total_cmp(&money(a)).then(b.late.cmp(&a.late)).then_with(|| a.line.id.cmp(&b.line.id))
    });
    errands
}

fn reasons(desk: &Desk<'_>, line: &CustomerLine, follow_up: Option<&FollowUpLine>) -> Vec<String> {
    let mut reasons = Vec::new();
    let passed = line.expected_close.filter(|close| *close <= desk.view.as_of);
    // A date that has passed is said once, with what to do about it.
    if let Some(due) = follow_up.filter(|due| passed.is_none() || due.why != "expected_close") {
        let days = due.overdue_days.unsigned_abs().to_string();
        let key = match due.overdue_days {
            0 => "errand.follow_today",
            1.. => "errand.follow_late",
            _ => "errand.follow_ahead",
        };
        reasons.push(desk.say(key, &[("days", days), ("why", desk.value("follow_up_why", due.why))]));
    }
    if line.complaints_open > 0 {
        reasons.push(desk.say("errand.complaint", &[("count", line.complaints_open.to_string())]));
    }
    if let Some(amount) = line.overdue_amount.filter(|amount| *amount > 0.0) {
        reasons.push(desk.say("errand.money", &[("amount", desk.amount(amount))]));
    }
    if let Some(close) = passed {
        reasons.push(desk.say("errand.date_passed", &[("date", close.to_string())]));
    } else if let Some(close) = line.expected_close.filter(|_| line.flags.contains(&"SLIPPED")) {
        reasons.push(desk.say("errand.date_slipped", &[("date", close.to_string())]));
    }
    let wanted = |is_missing: bool, key: &str| is_missing.then(|| desk.text(&format!("column.{key}")));
    let soon = line.grade.is_some_and(|grade| grade <= Grade::B);
    let missing: Vec<String> = [
        wanted(line.country.is_none(), "country"),
        wanted(soon && line.expected_amount.is_none(), "expected_amount"),
        wanted(soon && line.expected_close.is_none(), "expected_close"),
        wanted(soon && line.next_contact_on.is_none() && follow_up.is_none(), "next_contact"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !missing.is_empty() {
        reasons.push(desk.say("errand.missing", &[("fields", missing.join(&desk.text("list_comma")))]));
    }
    if line.flags.contains(&"E_SUGGESTED") {
        reasons.push(desk.text("errand.suggest_e"));
    }
    reasons
}

/// Kinds of task of one customer that are told: the longest late first.
const TASKS: usize = 3;
/// Days ahead that a day of care is told.
const CARE_DAYS: i64 = 14;

fn late_tasks(desk: &Desk<'_>, tasks: &[&TaskLine]) -> Vec<String> {
    let mut late: BTreeMap<&str, Option<i64>> = BTreeMap::new();
    for task in tasks.iter().filter(|task| task.overdue_days.is_none_or(|days| days >= 0)) {
        let days = late.entry(task.kind).or_default();
        *days = (*days).max(task.overdue_days);
    }
    let mut late: Vec<_> = late.into_iter().collect();
    late.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let told = |(kind, days): (&str, Option<i64>)| {
        let what = desk.value("task", kind);
        match days.filter(|days| *days > 0) {
            Some(days) => desk.say("errand.task", &[("what", what), ("days", days.to_string())]),
            None => desk.say("errand.task_plain", &[("what", what)]),
        }
    };
    late.into_iter().take(TASKS).map(told).collect()
}

/// The next day to think of the customer, if it is near; a holiday of everybody there is no errand.
fn care(desk: &Desk<'_>, line: &CustomerLine) -> Option<String> {
    let near = |on: chrono::NaiveDate| (0..=CARE_DAYS).contains(&(on - desk.view.as_of).num_days());
    let next = desk.view.computed.care.iter().find(|care| care.customer == line.id && care.kind != "holiday" && near(care.on))?;
    // The customer's own name stands in the row.
    let key = if next.about.is_empty() || next.about == line.name { "errand.care_plain" } else { "errand.care" };
    let particulars =
        [("date", next.on.format("%m-%d").to_string()), ("what", desk.value("care", next.kind)), ("about", next.about.clone())];
    Some(desk.say(key, &particulars))
}

/// The late tasks of important customers, as one must.
fn important(desk: &Desk<'_>) -> Option<Cell> {
    let late = || desk.view.computed.tasks.iter().filter(|task| task.is_important && task.overdue_days.is_some_and(|days| days > 0));
    let first =
        late().max_by(|a, b| a.at_stake.unwrap_or(0.0).total_cmp(&b.at_stake.unwrap_or(0.0)).then(a.overdue_days.cmp(&b.overdue_days)))?;
    let particulars = [("count", late().count().to_string()), ("customer", first.name.clone()), ("what", desk.value("task", first.kind))];
    Some(Cell::text(desk.say("must.task", &particulars)))
}

/// What cannot wait: tables not handed in, late complaints, the most overdue money, dates passed of A customers, and
/// what only the salesperson can decide. Each with its link.
pub(super) fn musts(desk: &Desk<'_>) -> Vec<Cell> {
    let computed = &desk.view.computed;
    let mut musts = Vec::new();
    let lacking: Vec<_> = computed
        .hand_ins
        .iter()
        .filter(|line| line.state == "missing")
        .map(|line| desk.words.get(&format!("entity.{}", line.entity.id())).to_owned())
        .collect();
    if !lacking.is_empty() {
        musts.push(Cell::text(desk.say("must.hand_in", &[("tables", lacking.join(&desk.text("list_comma")))])));
    }
    let late = computed.complaints.iter().filter(|line| line.closed_on.is_none()).max_by_key(|line| line.age_days);
    if let Some(case) = late {
        let days = case.age_days.map_or_else(|| "—".to_owned(), |days| days.to_string());
        let text = desk.say("must.complaint", &[("customer", case.name.clone()), ("days", days), ("no", case.no.clone())]);
        musts.push(Cell::Link(text, desk.link(Sheet::Satisfaction)));
    }
    let owed = desk.customers.iter().filter(|line| line.overdue_amount.is_some_and(|amount| amount > 0.0));
    if let Some(line) = owed.max_by(|a, b| a.overdue_amount.unwrap_or(0.0).total_cmp(&b.overdue_amount.unwrap_or(0.0))) {
        let amount = desk.amount(line.overdue_amount.unwrap_or(0.0));
        let text = desk.say("must.money", &[("customer", line.name.clone()), ("amount", amount)]);
        musts.push(Cell::Link(text, desk.link(Sheet::Receivables)));
    }
    musts.extend(important(desk));
    let passed = desk.customers.iter().filter(|line| line.flags.contains(&"OVERDUE")).count();
    if passed > 0 {
        musts.push(Cell::text(desk.say("must.dates", &[("count", passed.to_string())])));
    }
    let decide = desk.findings.iter().filter(|finding| finding.kind.severity() == Severity::Decide).count();
    if decide > 0 {
        let text = desk.say("must.decide", &[("count", decide.to_string())]);
        musts.push(Cell::Link(text, desk.link(Sheet::Corrections)));
    }
    musts.truncate(MUSTS);
    musts
}
