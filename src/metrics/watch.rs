//! Watch (关注): clocks, signals and risks of every customer put together, and the lists they make.
//!
//! Decides who stands on which list: at risk by the first rule that holds, due to reorder by the clock, to be won back when
//! the clock gave up, inactive after the policy's days without order and contact.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::TimeDelta;

use super::assess::Assessment;
use super::churn::{self, Reach, Strain};
use super::complaint::Complaint;
use super::cube::Facts;
use super::evidence::{Trace, until};
use super::late::{self, Paid};
use super::list::Desk;
use super::receivable::Owed;
use super::rhythm;
use super::risk;
use super::segment;
use super::world::World;
use crate::model::Entity;
use crate::model::money::micros_to_f64;
use crate::model::period::add_months;
use crate::model::watch::{Rhythm, WatchLine};

/// One customer's relationship at the report month's end.
#[derive(Debug, Clone, Default)]
pub(super) struct Relation {
    pub(super) rhythm: Rhythm,
    /// Rule that puts it at risk.
    pub(super) rule: Option<&'static str>,
    /// Base amount of the months before its newest order.
    pub(super) at_stake: Option<i128>,
}

/// Judges every customer, by place.
pub(super) fn read(
    world: &World<'_>,
    traces: &[Trace<'_>],
    complaints: &[Complaint],
    (owed, paid): (&[Owed], &[Paid]),
    usual: Option<f64>,
) -> Vec<Relation> {
    let (as_of, policy) = (world.question.month.last(), &world.policy.churn);
    let reach = Reach::of(world, as_of).with_payments(!paid.is_empty());
    // Past due now, or paid late of late: whichever is worse.
    let mut late = late::recent(world, paid);
    for (place, days) in risk::late_days(world, owed) {
        let known = late.entry(place).or_insert(days);
        *known = days.max(*known);
    }
    let (severe, answers) = (severe(world, complaints), segment::answers(world, as_of));
    let remarks = remarks(world);
    let judge = |(place, trace): (usize, &Trace<'_>)| {
        let strain = Strain {
            late_days: late.get(&place).copied(),
            complaint: severe.contains(&place),
            csat: answers.get(place).copied().flatten(),
        };
        let (mut rhythm, rule) = churn::Relation { trace, strain, reach, usual, as_of, policy: world.policy }.judge();
        let last = trace.last_order(as_of);
        let window = last.map(|last| trace.orders_within(add_months(last, -policy.win_back_months), last));
        let at_stake = window.and_then(|orders| orders.iter().map(|order| order.base).sum::<Option<i128>>());
        rhythm.at_stake = at_stake.filter(|_| rule.is_some()).map(micros_to_f64);
        rhythm.remarks = remarks.get(&place).cloned().unwrap_or_default();
        Relation { rhythm, rule, at_stake }
    };
    traces.iter().enumerate().map(judge).collect()
}

/// Customers with a severe complaint open longer than the policy allows.
fn severe(world: &World<'_>, complaints: &[Complaint]) -> BTreeSet<usize> {
    let (as_of, severities) = (world.question.month.last(), world.table(Entity::Complaint).texts("severity"));
    let long = TimeDelta::days(world.policy.service.complaint_severe_days);
    let severe = complaints
        .iter()
        .filter(|complaint| complaint.open_at(as_of) && complaint.on() + long < as_of && severities[complaint.row] == Some("high"));
    severe.filter_map(|complaint| complaint.customer).collect()
}

/// Remarks from notes and visits of the recent time: talk of prices and competitors, visits called off twice.
fn remarks(world: &World<'_>) -> BTreeMap<usize, Vec<&'static str>> {
    let (as_of, policy) = (world.question.month.last(), &world.policy.churn);
    let recent = as_of - TimeDelta::days(policy.recent_days);
    let mut found: BTreeMap<usize, Vec<&'static str>> = BTreeMap::new();
    let table = world.table(Entity::Interaction);
    let (days, texts) = (table.dates("on"), ["content", "feedback", "remark"].map(|name| table.texts(name)));
    // Logs repeat themselves: each text is searched once. Only looked up.
    let mut known_texts: HashMap<&str, bool> = HashMap::new();
    for (row, (customer, _)) in world.parties(table).iter().copied().enumerate() {
        let Some(place) = customer.filter(|_| days[row].is_some_and(|on| on > recent && on <= as_of)) else { continue };
        let speaks = texts.iter().filter_map(|column| column[row]).any(|text| {
            *known_texts.entry(text).or_insert_with(|| {
                let text = text.to_lowercase();
                policy.price_words.iter().any(|word| text.contains(word.as_str()))
            })
        });
        if speaks && found.get(&place).is_none_or(Vec::is_empty) {
            found.insert(place, vec!["price_talk"]);
        }
    }
    let table = world.table(Entity::Visit);
    let (days, results) = (table.dates("on"), table.texts("result"));
    let mut called_off: BTreeMap<usize, u32> = BTreeMap::new();
    for (row, (customer, _)) in world.parties(table).iter().copied().enumerate() {
        let off = results[row].is_some_and(|text| {
            ["取消", "推迟", "改期", "cancel", "postpone", "annulla"].iter().any(|word| text.to_lowercase().contains(word))
        });
        if let Some(place) = customer.filter(|_| off && days[row].is_some_and(|on| on > recent && on <= as_of)) {
            *called_off.entry(place).or_default() += 1;
        }
    }
    for (place, _) in called_off.into_iter().filter(|(_, count)| *count > 1) {
        found.entry(place).or_default().push("visit_cancelled");
    }
    found.retain(|_, remarks| !remarks.is_empty());
    found
}

/// Facts of relations; they speak for the report month alone.
pub(super) fn put(world: &World<'_>, traces: &[Trace<'_>], relations: &[Relation], facts: &mut Facts) {
    let month = world.question.month;
    for (place, (relation, trace)) in relations.iter().zip(traces).enumerate() {
        let whose = world.owned(place);
        if relation.rule.is_some() {
            facts.amount("at_risk_amount", month, whose, relation.at_stake);
        }
        match winning_back(world, trace, relation) {
            Some("open") => facts.count("win_back_count", month, whose),
            Some("won") => facts.count("won_back_count", month, whose),
            _ => {}
        }
        if is_inactive(world, place, trace) {
            facts.count("inactive_count", month, whose);
        }
    }
}

/// Figures that only the report month has.
pub(super) const NOW: [&str; 7] = [
    "at_risk_amount",
    "win_back_count",
    "won_back_count",
    "inactive_count",
    "credit_risk_count",
    "over_limit_count",
    "blacklist_match_count",
];

/// Open: the clock gave up. Won: it had given up a month ago, and the customer ordered in the month.
fn winning_back(world: &World<'_>, trace: &Trace<'_>, relation: &Relation) -> Option<&'static str> {
    let month = world.question.month;
    if relation.rhythm.band == Some("lost") {
        return Some("open");
    }
    let days = trace.order_days(month.last());
    let here = days.iter().filter(|day| month.contains(**day)).count();
    let before = &days[..days.len() - here];
    if here == 0 || before.len() < 2 {
        return None;
    }
    let clock = rhythm::of(before, None, month.plus(-1).last(), &world.policy.churn);
    (clock.band == Some("lost")).then_some("won")
}

/// Neither order nor contact for so long, though known longer.
fn is_inactive(world: &World<'_>, place: usize, trace: &Trace<'_>) -> bool {
    let as_of = world.question.month.last();
    let limit = as_of - TimeDelta::days(world.policy.churn.inactive_days);
    let newest = [
        trace.last_order(as_of),
        until(&trace.contacts, |contact| contact.on, as_of).last().map(|contact| contact.on),
        trace.last_stage(as_of),
    ];
    let newest = newest.into_iter().flatten().max();
    let seen = world.customers.get(place).and_then(|customer| customer.first_seen_on);
    newest.or(seen).is_some_and(|on| on < limit)
}

/// The lists of relations.
pub(super) fn lists(desk: &Desk<'_, '_>, relations: &[Relation]) -> Vec<(&'static str, Vec<WatchLine>)> {
    let (world, as_of) = (desk.world, desk.world.question.month.last());
    let mut lists: [(&'static str, Vec<WatchLine>); 4] = ["at_risk", "reorder_due", "win_back", "inactive"].map(|list| (list, Vec::new()));
    for (place, (relation, trace)) in relations.iter().zip(desk.traces).enumerate() {
        let rhythm = &relation.rhythm;
        let note = || {
            vec![
                ("ratio", rhythm.overdue_ratio.map_or_else(|| "—".into(), |ratio| format!("{ratio:.1}"))),
                ("cycle", rhythm.cycle_days.map_or_else(|| "—".into(), |days| format!("{days:.0}"))),
                ("signals", rhythm.signals.len().to_string()),
                ("assessable", rhythm.signals_assessable.to_string()),
                ("within", rhythm.next_order_within_days.map_or_else(|| "—".into(), |days| days.to_string())),
            ]
        };
        let base = relation.at_stake.map(micros_to_f64);
        let last = trace.last_order(as_of);
        let line = |kind: &'static str| WatchLine {
            on: last,
            days: last.map(|last| (as_of - last).num_days()),
            base,
            note: note(),
            origin: desk.state_origin(place),
            ..desk.watch(place, kind)
        };
        if let Some(rule) = relation.rule {
            lists[0].1.push(line(rule));
        }
        if rhythm::is_due(rhythm, as_of, &world.policy.churn) {
            let kind = match rhythm.next_order_on {
                _ if rhythm.flags.contains(&"SEASON") => "season",
                Some(next) if next < as_of => "overdue",
                _ => "due",
            };
            let (on, days) = (rhythm.next_order_on, rhythm.next_order_on.map(|next| (as_of - next).num_days()));
            lists[1].1.push(WatchLine { on, days, ..line(kind) });
        }
        let dead = desk.assessed(place, world.question.month).is_some_and(|assessment: &Assessment| assessment.need_state == Some("dead"));
        if let Some(state) = winning_back(world, trace, relation) {
            lists[2].1.push(line(if dead { "lost" } else { state }));
        }
        if is_inactive(world, place, trace) {
            lists[3].1.push(line("silent"));
        }
    }
    for (_, lines) in &mut lists {
        lines.sort_by(|a, b| b.base.unwrap_or(0.0).total_cmp(&a.base.unwrap_or(0.0)).then_with(|| a.customer.cmp(&b.customer)));
    }
    lists.into()
}
