//! Outreach (开发跟进): leads after a fair, the first follow-up of a new customer, the steps of unanswered mails, too many
//! contacts, promises kept, and answers from the other side (R-F4, F5, F7, N13, N14).
//!
//! Decides that a customer met in the first month of the log is not new, that steps count from our first unanswered contact,
//! and that a promise is kept by a contact after it was made and by the day it names.

use chrono::{NaiveDate, TimeDelta};

use super::cube::Facts;
use super::evidence::{Trace, until};
use super::promise::Asked;
use super::segment;
use super::todo::{Task, Todo};
use super::world::World;
use crate::model::Entity;

/// Facts and tasks of outreach.
pub(super) fn put(world: &World<'_>, traces: &[Trace<'_>], asked: &[Asked<'_>], facts: &mut Facts, todo: &mut Todo<'_, '_>) {
    leads(world, traces, facts, todo);
    first_contacts(world, traces, asked, facts, todo);
    mails(world, traces, facts, todo);
    contacts(world, traces, facts, todo);
    promises(world, traces, facts, todo);
}

/// Whether we spoke to a customer after one day and by another.
fn spoke(trace: &Trace<'_>, after: NaiveDate, by: NaiveDate) -> bool {
    until(&trace.contacts, |contact| contact.on, by).iter().any(|contact| contact.personal && contact.outbound && contact.on > after)
}

fn leads(world: &World<'_>, traces: &[Trace<'_>], facts: &mut Facts, todo: &mut Todo<'_, '_>) {
    let table = world.table(Entity::ExhibitionLead);
    let [ends, met, starts, contacted] = ["fair_end_on", "on", "fair_start_on", "contacted_on"].map(|name| table.dates(name));
    let [names, fairs] = ["customer", "fair"].map(|name| table.texts(name));
    let as_of = world.question.month.last();
    let limit = TimeDelta::days((world.policy.follow_up.lead_hours + 23) / 24);
    for (row, (customer, own)) in world.parties(table).iter().copied().enumerate() {
        let Some(end) = ends[row].or(met[row]).or(starts[row]).filter(|end| *end + limit <= as_of) else { continue };
        let due = end + limit;
        let trace = customer.and_then(|place| traces.get(place));
        let logged = trace.and_then(|trace| {
            let visited = met[row].unwrap_or(end);
            trace.contacts.iter().find(|contact| contact.personal && contact.outbound && contact.on > visited).map(|contact| contact.on)
        });
        let first = [contacted[row], logged].into_iter().flatten().min().filter(|on| *on <= as_of);
        let whose = world.whose(customer, own);
        facts.share("lead_contact_48h_share", world.month_of(end), whose, first.is_some_and(|on| on <= due));
        if first.is_none() {
            let detail = fairs[row].unwrap_or_default().to_owned();
            let at = Some((Entity::ExhibitionLead, row));
            todo.add(Task {
                kind: "lead_uncontacted",
                at,
                name: names[row],
                customer,
                staff: own.staff,
                on: Some(end),
                due_on: Some(due),
                detail,
                ..Task::default()
            });
        }
    }
}

fn first_contacts(world: &World<'_>, traces: &[Trace<'_>], asked: &[Asked<'_>], facts: &mut Facts, todo: &mut Todo<'_, '_>) {
    let as_of = world.question.month.last();
    let Some(start) = world.coverage.first(Entity::Interaction) else { return };
    let limit = TimeDelta::days((world.policy.follow_up.first_contact_hours + 23) / 24);
    let mut replies: Vec<Vec<NaiveDate>> = vec![Vec::new(); traces.len()];
    for case in asked.iter().filter(|case| case.entity == Entity::Inquiry) {
        if let (Some(days), Some((at, _))) = (case.customer.and_then(|place| replies.get_mut(place)), case.replied) {
            days.push(at.date());
        }
    }
    for (place, trace) in traces.iter().enumerate() {
        let events = [trace.contacts.first().map(|contact| contact.on), trace.stages.first().map(|stage| stage.on)];
        let Some(first) = events.into_iter().flatten().min().filter(|first| *first + limit <= as_of && world.month_of(*first) > start)
        else {
            continue;
        };
        // Who already bought before the first logged contact is no new customer.
        if trace.orders.first().is_some_and(|order| order.on <= first) {
            continue;
        }
        let due = first + limit;
        let offered =
            trace.stages.iter().any(|stage| stage.kind > super::evidence::StageKind::Inquiry && stage.on > first && stage.on <= due);
        let kept = spoke(trace, first, due) || offered || replies[place].iter().any(|on| *on >= first && *on <= due);
        facts.share("first_contact_72h_share", world.month_of(first), world.owned(place), kept);
        if !kept && trace.contacts.len() + trace.stages.len() == 1 && (as_of - first).num_days() <= world.policy.grade.open_stage_days {
            todo.add(Task { kind: "first_contact_missing", customer: Some(place), on: Some(first), due_on: Some(due), ..Task::default() });
        }
    }
}

/// Steps of mails to prospects who never answered; with a quotation or a sample out they are past first mails.
fn mails(world: &World<'_>, traces: &[Trace<'_>], facts: &mut Facts, todo: &mut Todo<'_, '_>) {
    let as_of = world.question.month.last();
    let steps = &world.policy.follow_up.mail_step_days;
    let Some(longest) = steps.last() else { return };
    for (place, trace) in traces.iter().enumerate() {
        let offered = until(&trace.stages, |stage| stage.on, as_of).iter().any(|stage| stage.kind > super::evidence::StageKind::Inquiry);
        if !trace.orders.is_empty() || offered || trace.last_inbound(as_of).is_some() {
            continue;
        }
        let mut days: Vec<NaiveDate> = until(&trace.contacts, |contact| contact.on, as_of)
            .iter()
            .filter(|contact| contact.personal)
            .map(|contact| contact.on)
            .collect();
        days.dedup();
        let Some(first) = days.first().copied().filter(|first| (as_of - *first).num_days() <= world.policy.grade.open_stage_days) else {
            continue;
        };
        for (step, after) in steps.iter().enumerate() {
            let due = first + TimeDelta::days(*after);
            if due <= as_of {
                facts.share("mail_step_share", world.month_of(due), world.owned(place), days.get(step + 1).is_some_and(|on| *on <= due));
            }
        }
        let made = days.len() - 1;
        let (kind, due) = match steps.get(made) {
            Some(after) => ("mail_step", first + TimeDelta::days(*after)),
            None => ("mail_stop", first + TimeDelta::days(*longest)),
        };
        if due <= as_of + TimeDelta::days(world.policy.follow_up.list_days_ahead) {
            let detail = format!("{}/{}", (made + 1).min(steps.len()), steps.len());
            todo.add(Task { kind, customer: Some(place), on: Some(first), due_on: Some(due), detail, ..Task::default() });
        }
    }
}

/// Too many contacts in 30 days, and how many customers answer.
fn contacts(world: &World<'_>, traces: &[Trace<'_>], facts: &mut Facts, todo: &mut Todo<'_, '_>) {
    let most = world.policy.follow_up.max_contacts_30_days;
    for (place, trace) in traces.iter().enumerate() {
        let whose = world.owned(place);
        for month in world.months() {
            let as_of = month.last();
            let count = segment::contacts(trace, as_of);
            if count > most {
                facts.count("over_contact_count", month, whose);
                if month == world.question.month {
                    todo.add(Task {
                        kind: "too_many_contacts",
                        customer: Some(place),
                        due_on: Some(as_of),
                        detail: format!("{count} > {most}"),
                        ..Task::default()
                    });
                }
            }
            let inside: Vec<_> = until(&trace.contacts, |contact| contact.on, as_of)
                .iter()
                .filter(|contact| month.contains(contact.on) && contact.personal)
                .collect();
            if !inside.is_empty() {
                facts.share("two_way_contact_share", month, whose, inside.iter().any(|contact| contact.inbound));
            }
        }
    }
}

/// Days promised in the log, in visits and to feedback.
fn promises(world: &World<'_>, traces: &[Trace<'_>], facts: &mut Facts, todo: &mut Todo<'_, '_>) {
    let as_of = world.question.month.last();
    for entity in [Entity::Interaction, Entity::Visit] {
        let table = world.table(entity);
        let (made, promised, actions) = (table.dates("on"), table.dates("next_on"), table.texts("next_action"));
        for (row, (customer, own)) in world.parties(table).iter().copied().enumerate() {
            let (Some(place), Some(on), Some(due)) = (customer, made[row], promised[row].filter(|due| *due <= as_of)) else { continue };
            let Some(trace) = traces.get(place).filter(|_| due > on) else { continue };
            let heard = until(&trace.contacts, |contact| contact.on, as_of)
                .iter()
                .find(|contact| contact.personal && contact.on > on)
                .map(|contact| contact.on);
            let ordered = trace.orders_within(on, due).first().map(|order| order.on);
            let kept = heard.is_some_and(|on| on <= due) || ordered.is_some();
            facts.share("promise_kept_share", world.month_of(due), world.whose(customer, own), kept);
            if heard.is_none() && ordered.is_none() && world.question.month.contains(due) {
                let detail = actions[row].unwrap_or_default().to_owned();
                todo.add(Task {
                    kind: "promise_broken",
                    at: Some((entity, row)),
                    customer,
                    staff: own.staff,
                    on: Some(on),
                    due_on: Some(due),
                    detail,
                    ..Task::default()
                });
            }
        }
    }
    let table = world.table(Entity::Feedback);
    let (due, done) = (table.dates("due_on"), table.dates("done_on"));
    for (row, (customer, own)) in world.parties(table).iter().copied().enumerate() {
        if let Some(due) = due[row].filter(|due| *due <= as_of) {
            facts.share("promise_kept_share", world.month_of(due), world.whose(customer, own), done[row].is_some_and(|done| done <= due));
        }
    }
}
