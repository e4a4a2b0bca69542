//! Resolution (解决): complaints solved at the first try, opened again, repeated, asked after; requests for service apart.
//!
//! Decides C5–C8: the first try counts once no complaint of the kind came back within the policy's days, repeats go by
//! customer and kind over twelve months, and an answer soon after the end speaks of the complaint.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};

use super::complaint::Complaint;
use super::cube::Facts;
use super::evidence::Trace;
use super::spread::Spread;
use super::stats;
use super::survey;
use super::world::World;
use crate::model::Entity;
use crate::model::period::months_back;

/// Fields every complaint should have (R-Q2): the day goes without saying.
pub(super) const REQUIRED: [&str; 6] = ["customer", "content", "product", "batch", "kind", "order_no"];

/// Facts of how complaints ended.
pub(super) fn put(world: &World<'_>, complaints: &[Complaint], traces: &[Trace<'_>], facts: &mut Facts, spread: &mut Spread) {
    let table = world.table(Entity::Complaint);
    let kinds = table.texts("kind");
    let (reopened, revisited, preventions) = (table.flags("reopened"), table.dates("revisited_on"), table.texts("prevention"));
    let required: Vec<Vec<Option<&str>>> =
        REQUIRED.iter().filter(|field| world.has_column(Entity::Complaint, field)).map(|field| table.texts(field)).collect();
    let policy = &world.policy.service;
    // Days of each customer's complaints of one kind.
    let mut days: BTreeMap<(usize, Option<&str>), Vec<NaiveDate>> = BTreeMap::new();
    for complaint in complaints {
        if let Some(place) = complaint.customer {
            days.entry((place, kinds[complaint.row])).or_default().push(complaint.on());
        }
    }
    for complaint in complaints {
        let (month, whose, row) = (world.month_of(complaint.on()), complaint.whose, complaint.row);
        for field in &required {
            facts.share("complaint_complete_share", month, whose, field[row].is_some());
        }
        let ended = complaint.closed_on.filter(|closed| *closed >= complaint.on());
        if let Some(ended) = ended {
            let solved = world.month_of(ended);
            facts.share("complaint_reopened_share", solved, whose, reopened[row] == Some(true));
            facts.share("complaint_prevention_share", solved, whose, preventions[row].is_some());
            facts.share("complaint_revisited_share", solved, whose, revisited[row].is_some_and(|on| on >= ended));
            let ripe = ended + TimeDelta::days(policy.first_time_days);
            if ripe <= world.question.month.last() {
                let of_kind = complaint.customer.and_then(|place| days.get(&(place, kinds[row])));
                let back = of_kind.is_some_and(|days| days.iter().any(|on| *on > complaint.on() && *on <= ripe));
                facts.share("complaint_first_time_share", world.month_of(ripe), whose, reopened[row] != Some(true) && !back);
            }
            if ended <= world.question.month.last() {
                let days = stats::float(usize::try_from((ended - complaint.on()).num_days()).unwrap_or(0));
                spread.put(facts, "complaint_resolution_p90_days", month, whose, days);
            }
        }
    }
    put_customers(world, complaints, &kinds, traces, facts);
    put_answers(world, complaints, facts);
    put_requests(world, facts, spread);
}

/// Customers who complained twice of the same, and those who complained at all among the active.
fn put_customers(world: &World<'_>, complaints: &[Complaint], kinds: &[Option<&str>], traces: &[Trace<'_>], facts: &mut Facts) {
    for month in world.months() {
        let as_of = month.last();
        let (since, year) = (months_back(as_of, world.policy.service.repeat_months), months_back(as_of, 12));
        let mut told: BTreeMap<usize, BTreeMap<Option<&str>, u32>> = BTreeMap::new();
        for complaint in complaints.iter().filter(|complaint| complaint.on() > since && complaint.on() <= as_of) {
            if let Some(place) = complaint.customer {
                *told.entry(place).or_default().entry(kinds[complaint.row]).or_default() += 1;
            }
        }
        for (place, by_kind) in &told {
            facts.share("complaint_repeat_share", month, world.owned(*place), by_kind.values().any(|count| *count > 1));
        }
        for (place, trace) in traces.iter().enumerate() {
            if !trace.orders_within(year, as_of).is_empty() {
                facts.share("complaining_customer_share", month, world.owned(place), told.contains_key(&place));
            }
        }
    }
}

/// Answers of customers whose complaint had just ended (C8).
fn put_answers(world: &World<'_>, complaints: &[Complaint], facts: &mut Facts) {
    let mut ended: BTreeMap<usize, BTreeSet<NaiveDate>> = BTreeMap::new();
    for complaint in complaints {
        if let (Some(place), Some(closed)) = (complaint.customer, complaint.closed_on) {
            ended.entry(place).or_default().insert(closed);
        }
    }
    let table = world.table(Entity::Survey);
    let (days, scores, scales) = (survey::days(world), table.numbers("overall"), table.texts("overall_scale"));
    let Some((low, high)) = survey::bounds(world.main_scale) else { return };
    let within = TimeDelta::days(world.policy.service.post_complaint_days);
    for (row, (customer, own)) in world.parties(table).iter().copied().enumerate() {
        let score = scores[row].filter(|score| scales[row] == Some(world.main_scale) && (low..=high).contains(score));
        if let (Some(place), Some(on), Some(score)) = (customer, days[row], score)
            && ended.get(&place).is_some_and(|closed| closed.range(on - within..=on).next().is_some())
        {
            let top = world.policy.satisfaction.top_from(world.main_scale);
            facts.share("post_complaint_csat_share", world.month_of(on), world.whose(customer, own), score >= top);
        }
    }
}

/// Requests for repair, spare parts or help: solved at the first contact, open, and how long they took.
fn put_requests(world: &World<'_>, facts: &mut Facts, spread: &mut Spread) {
    let table = world.table(Entity::ServiceRequest);
    let (received, resolved, contacts) = (table.dates("received_at"), table.dates("resolved_at"), table.numbers("contacts_count"));
    let statuses = table.texts("status");
    let months = world.months();
    for (row, (customer, own)) in world.parties(table).iter().copied().enumerate() {
        let Some(on) = received[row] else { continue };
        let whose = world.whose(customer, own);
        let ended = resolved[row].filter(|ended| *ended >= on);
        if let Some(ended) = ended {
            let days = stats::float(usize::try_from((ended - on).num_days()).unwrap_or(0));
            spread.put(facts, "service_request_resolution_days", world.month_of(on), whose, days);
            if let Some(contacts) = contacts[row].filter(|contacts| *contacts >= 1.0) {
                facts.share("service_request_first_contact_share", world.month_of(ended), whose, contacts < 2.0);
            }
        }
        for &month in &months {
            let still = ended.map_or(statuses[row] != Some("closed"), |ended| ended > month.last());
            if on <= month.last() && still {
                facts.count("service_request_open_count", month, whose);
            }
        }
    }
}
