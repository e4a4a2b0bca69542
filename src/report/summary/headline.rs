//! Headline (标题句): one sentence made from numbers: the amount, how it compares, the target, and the one exception to
//! know. A month that is not comparable says so first, and nobody is named.

use super::super::desk::Desk;
use super::super::number;
use crate::model::{Reason, Unit};

/// The sentence of the month.
pub(super) fn sentence(desk: &Desk<'_>) -> String {
    let mut facts = vec![amount(desk)];
    facts.extend(comparison(desk));
    facts.extend(attainment(desk));
    let mut sentence = facts.join(&desk.text("comma"));
    if let Some(exception) = exception(desk) {
        sentence = format!("{sentence}{}{exception}", desk.text("semicolon"));
    }
    let recipient = &desk.plan.recipient;
    if recipient.is_empty() { sentence } else { desk.say("headline.of", &[("recipient", recipient.clone()), ("sentence", sentence)]) }
}

fn month(desk: &Desk<'_>) -> String {
    desk.text(&format!("month_name.{}", desk.view.month.number()))
}

fn amount(desk: &Desk<'_>) -> String {
    if let Some(value) = desk.now("order_amount") {
        return desk.say("headline.amount", &[("month", month(desk)), ("amount", desk.amount(value))]);
    }
    let why = desk.reason(desk.overall("order_amount", desk.view.month));
    if let Some(amount) = desk.by_currency(3) {
        return desk.say("headline.by_currency", &[("month", month(desk)), ("amount", amount), ("reason", why)]);
    }
    desk.say("headline.unknown", &[("month", month(desk)), ("reason", why)])
}

/// Against the same month last year and last month, where they are known; a month under way against as many workdays of theirs.
fn comparison(desk: &Desk<'_>) -> Vec<String> {
    let so_far = desk.view.computed.under_way.map(|way| {
        let (until, done, of) = (way.until.to_string(), way.workdays.to_string(), way.of.to_string());
        desk.say("headline.under_way", &[("until", until), ("done", done), ("of", of)])
    });
    let Some(now) = desk.now("order_amount") else { return so_far.into_iter().collect() };
    if desk.first_month() {
        return so_far.into_iter().chain([desk.text("first_month")]).collect();
    }
    let told = [("headline.year_on_year", 12, "performance_yoy_share"), ("headline.month_on_month", 1, "performance_mom_share")]
        .into_iter()
        .filter_map(|(key, months, growth)| {
            let (now, before) = if so_far.is_some() {
                let same = desk.overall(growth, desk.view.month).filter(|figure| figure.value.is_some())?;
                same.num.zip(same.den)?
            } else {
                (now, desk.before("order_amount", months)?)
            };
            let change = number::signed(desk.words, Unit::Money, now, before)?;
            Some(desk.say(key, &[("change", change)]))
        });
    let told: Vec<String> = told.collect();
    let told = if told.is_empty() { vec![desk.text("headline.not_compared")] } else { told };
    so_far.into_iter().chain(told).collect()
}

fn attainment(desk: &Desk<'_>) -> Option<String> {
    let share = desk.now("order_amount_attainment")?;
    Some(desk.say("headline.attainment", &[("share", number::show(desk.words, Unit::Share, share))]))
}

/// The one thing to know: missing hand-ins before late money before late follow-ups.
fn exception(desk: &Desk<'_>) -> Option<String> {
    let lines = &desk.view.computed.hand_ins;
    let staff: std::collections::BTreeSet<&str> = lines.iter().map(|line| line.staff.as_str()).collect();
    let late: std::collections::BTreeSet<&str> =
        lines.iter().filter(|line| line.state == "missing").map(|line| line.staff.as_str()).collect();
    if !late.is_empty() {
        return Some(desk.say("headline.hand_in", &[("done", (staff.len() - late.len()).to_string()), ("all", staff.len().to_string())]));
    }
    if desk.overall("order_amount", desk.view.month).is_some_and(|figure| figure.reason == Some(Reason::Partial)) {
        return Some(desk.text("headline.partial"));
    }
    if let Some(money) = desk.now("receivable_overdue_amount").filter(|money| *money > 0.0) {
        return Some(desk.say("headline.overdue_money", &[("amount", desk.amount(money))]));
    }
    let count = desk.now("follow_up_overdue_count").filter(|count| *count > 0.0)?;
    Some(desk.say("headline.overdue_contacts", &[("count", number::grouped(count, 0))]))
}
