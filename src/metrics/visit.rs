//! Visits and effort (拜访与精力分配): visits by value tier, hosts of inbound visits, and contacts by tier (R-F3, N12, B1).
//!
//! Decides that a visit is a row of the visit sheet that is not online, or a contact by visit; that it is a senior one (高层拜访)
//! where who went along, or why, names a senior colleague by name or by position; that a customer new to the window without a
//! visit is left out; and that effort counts customer-days with a contact.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};

use super::cube::Facts;
use super::evidence::{Trace, until};
use super::segment::Segments;
use super::todo::{Task, Todo};
use super::world::World;
use crate::model::Entity;
use crate::model::numbers::Segment;
use crate::model::period::{add_months, months_back};
use crate::policy;

/// Days of visits by the customer's place.
pub(super) type Visits = Vec<BTreeSet<NaiveDate>>;

/// Visits of everybody, and those somebody senior made.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub(super) all: Visits,
    senior: Visits,
}

/// What names somebody senior, in lower case: the policy's positions, and the colleagues who hold one.
fn senior_words(world: &World<'_>) -> Vec<String> {
    let mut words: Vec<String> = world.policy.follow_up.senior_words.iter().map(|word| word.to_lowercase()).collect();
    let table = world.table(Entity::Staff);
    let names = ["name", "english_name"].map(|name| table.texts(name));
    let held = table.texts("position");
    for (row, position) in held.into_iter().enumerate() {
        if position.is_some_and(|position| names_one(position, &world.policy.follow_up.senior_words)) {
            words.extend(names.iter().filter_map(|column| column[row]).map(str::to_lowercase));
        }
    }
    words
}

fn names_one(text: &str, words: &[String]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| text.contains(&word.to_lowercase()))
}

/// Reads the visits, and the facts of their hosts.
pub(super) fn read(world: &World<'_>, facts: &mut Facts) -> Made {
    let mut visits: Visits = vec![BTreeSet::new(); world.customers.len()];
    let mut senior: Visits = vec![BTreeSet::new(); world.customers.len()];
    let table = world.table(Entity::Visit);
    let (days, kinds, attendees) = (table.dates("on"), table.texts("channel"), table.texts("attendees"));
    let (purposes, words) = (table.texts("purpose"), senior_words(world));
    for (row, (customer, own)) in world.parties(table).iter().copied().enumerate() {
        let Some(on) = days[row] else { continue };
        if kinds[row] == Some("incoming") {
            facts.share(
                "visit_host_share",
                world.month_of(on),
                world.whose(customer, own),
                own.staff.is_some() || attendees[row].is_some(),
            );
        }
        if let Some(known) = customer.and_then(|place| visits.get_mut(place)).filter(|_| kinds[row] != Some("online")) {
            known.insert(on);
            if [attendees[row], purposes[row]].into_iter().flatten().any(|text| names_one(text, &words)) {
                senior[customer.unwrap_or_default()].insert(on);
            }
        }
    }
    let table = world.table(Entity::Interaction);
    let (days, methods) = (table.dates("on"), table.texts("method"));
    for (row, (customer, _)) in world.parties(table).iter().copied().enumerate() {
        if let (Some(known), Some(on), Some("visit")) = (customer.and_then(|place| visits.get_mut(place)), days[row], methods[row]) {
            known.insert(on);
        }
    }
    Made { all: visits, senior }
}

/// Months within which a tier is visited.
pub(super) fn rhythm(tier: Option<&str>, policy: &policy::FollowUp) -> Option<i32> {
    match tier? {
        "A" => Some(policy.visit_a_months),
        "B" => Some(policy.visit_b_months),
        _ => Some(policy.visit_c_months),
    }
}

/// Newest visit, and the day the next is due.
pub(super) fn plan(
    world: &World<'_>,
    trace: &Trace<'_>,
    visits: &BTreeSet<NaiveDate>,
    segment: &Segment,
    as_of: NaiveDate,
) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let last = visits.range(..=as_of).next_back().copied();
    let months = rhythm(segment.value_tier, &world.policy.follow_up);
    let from = last.or_else(|| trace.orders.first().map(|order| order.on));
    (last, months.zip(from).map(|(months, from)| add_months(from, months)))
}

/// Facts of visits and effort, and the visits due.
pub(super) fn put(world: &World<'_>, traces: &[Trace<'_>], segments: &Segments, made: &Made, facts: &mut Facts, todo: &mut Todo<'_, '_>) {
    let visits = &made.all;
    let any = visits.iter().any(|days| !days.is_empty());
    for (&month, all) in segments {
        let as_of = month.last();
        for ((place, segment), trace) in all.iter().enumerate().zip(traces) {
            let Some(months) = rhythm(segment.value_tier, &world.policy.follow_up) else { continue };
            let whose = world.owned(place);
            if any {
                let start = months_back(as_of, months);
                let went = visits[place].range(..=as_of).next_back().is_some_and(|on| *on > start);
                let known_before = trace.orders.first().is_some_and(|order| order.on <= start);
                if went || known_before {
                    facts.share("visit_compliance_share", month, whose, went);
                }
                // Tiers A and B are owed a visit of somebody senior; C a yearly review by anybody.
                let senior = made.senior[place].range(..=as_of).next_back().is_some_and(|on| *on > start);
                if segment.value_tier != Some("C") && (senior || known_before) {
                    facts.share("visit_senior_share", month, whose, senior);
                }
                if month == world.question.month {
                    let (last, due) = plan(world, trace, &visits[place], segment, as_of);
                    if let Some(due) = due.filter(|due| *due <= as_of + TimeDelta::days(world.policy.follow_up.list_days_ahead)) {
                        let detail = segment.value_tier.unwrap_or_default().to_owned();
                        todo.add(Task { kind: "visit_due", customer: Some(place), on: last, due_on: Some(due), detail, ..Task::default() });
                    }
                }
            }
            let mut days: Vec<NaiveDate> = until(&trace.contacts, |contact| contact.on, as_of)
                .iter()
                .filter(|contact| contact.personal && month.contains(contact.on))
                .map(|contact| contact.on)
                .collect();
            days.dedup();
            for _ in days {
                for (tier, id) in [("A", "effort_a_share"), ("B", "effort_b_share"), ("C", "effort_c_share")] {
                    facts.share(id, month, whose, segment.value_tier == Some(tier));
                }
            }
        }
    }
}
