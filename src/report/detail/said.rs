//! Said (小标题): the heading of a block as a finding: its topic, and what its own numbers say about it.
//!
//! A fact that is not known is left out; without any the topic stands alone, as a heading.

use super::super::desk::Desk;
use super::super::list::{Cell, Kind, List};
use super::super::number;
use crate::model::{Grain, Unit};

/// Topic and facts: `订单与回款：订单数 29，到账额 88.4 万美元`.
pub(super) fn heading(desk: &Desk<'_>, topic: &str, facts: impl IntoIterator<Item = Option<String>>) -> String {
    let topic = desk.text(&format!("heading.{topic}"));
    named(desk, topic, facts)
}

/// The same with a topic that has been worded already.
pub(super) fn named(desk: &Desk<'_>, topic: String, facts: impl IntoIterator<Item = Option<String>>) -> String {
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    if facts.is_empty() { topic } else { desk.say("heading.said", &[("topic", topic), ("facts", facts.join(&desk.text("comma")))]) }
}

/// A value as a sentence has it.
fn shown(desk: &Desk<'_>, unit: Unit, value: f64) -> String {
    if unit == Unit::Money { desk.amount(value) } else { number::show(desk.words, unit, value) }
}

/// A figure of this month by its short name; satisfaction never without the number of answers.
pub(super) fn figure(desk: &Desk<'_>, metric: &str) -> Option<String> {
    let value = desk.now(metric)?;
    let shown = shown(desk, desk.nature(metric).0, value);
    let n = desk.overall(metric, desk.view.month).and_then(|figure| figure.n);
    match n.filter(|_| super::with_n(desk, metric)) {
        Some(n) => Some(desk.say("heading.figure_n", &[("metric", desk.short(metric)), ("value", shown), ("n", n.to_string())])),
        None => Some(desk.say("heading.figure", &[("metric", desk.short(metric)), ("value", shown)])),
    }
}

/// How many reached the month's target.
pub(super) fn reached(desk: &Desk<'_>) -> Option<String> {
    let shares = values(desk, "order_amount_attainment", Grain::Salesperson);
    let reached = shares.iter().filter(|share| **share >= 1.0).count();
    let particulars = [("reached", reached.to_string()), ("count", shares.len().to_string())];
    (!shares.is_empty()).then(|| desk.say("heading.reached", &particulars))
}

/// Lowest and highest of a figure among these values, where there are several.
fn range(desk: &Desk<'_>, metric: &str, values: &[f64]) -> Option<String> {
    let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(*value), high.max(*value)));
    let unit = desk.nature(metric).0;
    let particulars = [("metric", desk.short(metric)), ("low", shown(desk, unit, low)), ("high", shown(desk, unit, high))];
    (values.len() > 1).then(|| desk.say("heading.range", &particulars))
}

/// Lowest and highest of a figure over the months shown.
pub(super) fn over_months(desk: &Desk<'_>, metric: &str) -> Option<String> {
    let months = desk.trend_months();
    let known: Vec<f64> = months.iter().filter_map(|month| desk.overall(metric, *month)?.value).collect();
    range(desk, metric, &known)
}

/// Lowest and highest of a figure over the keys of a dimension: nobody is named.
pub(super) fn among(desk: &Desk<'_>, metric: &str, grain: Grain) -> Option<String> {
    range(desk, metric, &values(desk, metric, grain))
}

fn values(desk: &Desk<'_>, metric: &str, grain: Grain) -> Vec<f64> {
    let value = |key: &String| desk.view.computed.values.get(metric, desk.view.month, grain, key)?.value;
    desk.keys(grain).iter().filter_map(value).collect()
}

/// The row with the largest number of a column, and its share of the column's sum.
pub(super) fn most(desk: &Desk<'_>, list: &List, column: usize) -> Option<String> {
    let number = |row: &Vec<Cell>| match row.get(column) {
        Some(Cell::Number(value) | Cell::Live(_, value)) => Some(*value),
        _ => None,
    };
    let known: Vec<(&Vec<Cell>, f64)> = list.rows.iter().filter_map(|row| Some((row, number(row)?))).collect();
    let sum: f64 = known.iter().map(|(_, value)| value).sum();
    // The first of equals, as the list is ordered.
    let (row, value) = known.iter().copied().reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    if known.len() < 2 || value <= 0.0 || known.iter().any(|(_, value)| *value < 0.0) {
        return None;
    }
    let money = matches!(list.columns.get(column)?.kind, Kind::Number(Unit::Money) | Kind::Cents);
    let shown = shown(desk, if money { Unit::Money } else { Unit::Count }, value);
    let share = number::show(desk.words, Unit::Share, value / sum);
    let name = row.first().map(|cell| cell.shown(Kind::Text)).unwrap_or_default();
    Some(desk.say("heading.most", &[("name", name), ("value", shown), ("share", share)]))
}
