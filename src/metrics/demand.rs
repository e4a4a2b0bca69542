//! Demands (需求登记): what customers wait for: urgent questions without an answer, open requests without a word, complaints
//! stuck or recorded in part, feedback to departments, and important customers without one owner (R-F10, F11, Q1, Q2, S3').

use chrono::{NaiveDate, TimeDelta};

use super::complaint::Complaint;
use super::cube::Facts;
use super::evidence::Trace;
use super::profile::Profile;
use super::promise::Asked;
use super::resolution::REQUIRED;
use super::segment::Segments;
use super::todo::{Task, Todo, is_important};
use super::world::World;
use crate::model::{Entity, MetricTable, MetricValue, Reason};

/// Facts and tasks of everything that waits.
pub(super) fn put(world: &World<'_>, traces: &[Trace<'_>], asked: &[Asked<'_>], facts: &mut Facts, todo: &mut Todo<'_, '_>) {
    let as_of = world.question.month.last();
    let silent = world.policy.service.silent_days;
    for case in asked {
        let open = case.replied.is_none() && !matches!(case.status, Some("closed" | "won" | "lost" | "quoted" | "sampled"));
        let task = |kind: &'static str, due: NaiveDate| Task {
            kind,
            at: Some((case.entity, case.row)),
            no: Some(case.no),
            name: case.name,
            customer: case.customer,
            staff: case.whose.staff,
            on: Some(case.on()),
            due_on: Some(due),
            ..Task::default()
        };
        if open && case.priority == Some("high") {
            facts.count("urgent_unanswered_count", world.question.month, case.whose);
            todo.add(task("urgent_unanswered", case.on()));
        }
        let waiting = match case.entity {
            Entity::Inquiry => {
                matches!(case.status, None | Some("open" | "quoted" | "sampled"))
                    && (as_of - case.on()).num_days() <= world.policy.grade.open_stage_days
            }
            Entity::ServiceRequest => case.status != Some("closed"),
            _ => false,
        };
        if !waiting {
            continue;
        }
        let trace = case.customer.and_then(|place| traces.get(place));
        if trace.is_some_and(|trace| trace.last_order(as_of).is_some_and(|on| on >= case.on())) {
            continue;
        }
        facts.count("request_open_count", world.question.month, case.whose);
        let heard = [Some(case.on()), case.replied.map(|(at, _)| at.date()), trace.and_then(|trace| trace.last_contact(as_of))]
            .into_iter()
            .flatten()
            .max();
        if let Some(heard) = heard.filter(|heard| (as_of - *heard).num_days() > silent) {
            facts.count("request_silent_count", world.question.month, case.whose);
            todo.add(Task { detail: heard.to_string(), ..task("request_silent", heard + TimeDelta::days(silent)) });
        }
    }
}

/// What the report month's state alone makes: other months carry what was published, else nothing.
const OF_THE_MONTH: [&str; 4] = ["urgent_unanswered_count", "request_open_count", "request_silent_count", "complaint_stuck_count"];

/// Takes back what other months cannot tell.
pub(super) fn set(world: &World<'_>, values: &mut MetricTable) {
    for id in OF_THE_MONTH {
        let others = values.of(id).filter(|(month, ..)| *month != world.question.month);
        let others: Vec<_> = others.map(|(month, grain, key, _)| (month, grain, key.to_owned())).collect();
        for (month, grain, key) in others {
            let published = world.question.published.get(id, month, grain, &key).cloned();
            values.set(id, month, grain, &key, published.unwrap_or_else(|| MetricValue::unknown(Reason::Reconstructed)));
        }
    }
}

/// Stage a complaint stands in, and since when.
pub(super) fn stage(complaint: &Complaint, responded: Option<NaiveDate>, planned: Option<NaiveDate>) -> (&'static str, NaiveDate) {
    match (responded, planned) {
        (_, Some(planned)) => ("planned", planned.max(complaint.on())),
        (Some(responded), None) => ("responded", responded.max(complaint.on())),
        (None, None) => ("received", complaint.on()),
    }
}

/// Complaints stuck in a stage, not asked after, or recorded in part.
pub(super) fn complaints(world: &World<'_>, complaints: &[Complaint], facts: &mut Facts, todo: &mut Todo<'_, '_>) {
    let table = world.table(Entity::Complaint);
    let (responded, planned, revisited) = (table.dates("responded_at"), table.dates("plan_at"), table.dates("revisited_on"));
    let [numbers, names] = ["no", "customer"].map(|name| table.texts(name));
    let required: Vec<(&str, Vec<Option<&str>>)> =
        REQUIRED.iter().filter(|field| world.has_column(Entity::Complaint, field)).map(|field| (*field, table.texts(field))).collect();
    let (as_of, stuck) = (world.question.month.last(), world.policy.service.stuck_days);
    let asks = world.has_column(Entity::Complaint, "revisited_on");
    for complaint in complaints.iter().filter(|complaint| complaint.on() <= as_of) {
        let row = complaint.row;
        let task = |kind: &'static str, on: NaiveDate, due: NaiveDate, detail: String| Task {
            kind,
            at: Some((Entity::Complaint, row)),
            no: numbers[row],
            name: names[row],
            customer: complaint.customer,
            staff: complaint.whose.staff,
            on: Some(on),
            due_on: Some(due),
            detail,
            at_stake: None,
        };
        if complaint.open_at(as_of) {
            let (stage, since) = stage(complaint, responded[row].filter(|on| *on <= as_of), planned[row].filter(|on| *on <= as_of));
            if (as_of - since).num_days() > stuck {
                facts.count("complaint_stuck_count", world.question.month, complaint.whose);
                todo.add(task("complaint_stuck", since, since + TimeDelta::days(stuck), stage.to_owned()));
            }
        }
        let month = world.month_of(complaint.on());
        let missing: Vec<&str> = required.iter().filter(|(_, column)| column[row].is_none()).map(|(field, _)| *field).collect();
        if month == world.question.month && !missing.is_empty() {
            todo.add(task("complaint_incomplete", complaint.on(), complaint.on(), missing.join(";")));
        }
        let ended =
            complaint.closed_on.filter(|ended| *ended <= as_of && (as_of - *ended).num_days() <= world.policy.service.post_complaint_days);
        if let Some(ended) = ended.filter(|_| asks && revisited[row].is_none()) {
            todo.add(task("complaint_not_revisited", ended, ended + TimeDelta::days(stuck), String::new()));
        }
    }
}

/// Feedback given to departments (意见登记): closed or open.
pub(super) fn feedback(world: &World<'_>, facts: &mut Facts, todo: &mut Todo<'_, '_>) {
    let table = world.table(Entity::Feedback);
    let [given, due, done] = ["on", "due_on", "done_on"].map(|name| table.dates(name));
    let [numbers, names, statuses, topics] = ["no", "customer", "status", "topic"].map(|name| table.texts(name));
    let as_of = world.question.month.last();
    for (row, (customer, own)) in world.parties(table).iter().copied().enumerate() {
        let Some(on) = given[row].filter(|on| *on <= as_of) else { continue };
        let whose = world.whose(customer, own);
        let closed = done[row].is_some_and(|done| done <= as_of) || done[row].is_none() && statuses[row].is_some_and(is_closed);
        facts.share("feedback_closed_share", world.month_of(on), whose, closed);
        for month in world.months() {
            let open = on <= month.last() && done[row].map_or(!closed, |done| done > month.last());
            if open {
                facts.count("feedback_open_count", month, whose);
            }
        }
        if let Some(due) = due[row].filter(|due| !closed && *due < as_of) {
            let at = Some((Entity::Feedback, row));
            let detail = topics[row].unwrap_or_default().to_owned();
            todo.add(Task {
                kind: "feedback_overdue",
                at,
                no: numbers[row],
                name: names[row],
                customer,
                staff: own.staff,
                on: Some(on),
                due_on: Some(due),
                detail,
                at_stake: None,
            });
        }
    }
}

/// Whether a status in words says that something is done.
pub(super) fn is_closed(text: &str) -> bool {
    let folded = text.to_lowercase();
    let open = ["未", "没有", "not ", "处理中", "进行中", "待", "open", "non "].iter().any(|word| folded.contains(word));
    !open && ["已", "完成", "关闭", "结", "closed", "done", "resolved", "chiuso", "fatto"].iter().any(|word| folded.contains(word))
}

/// Important customers without an owner, or with two.
pub(super) fn owners(world: &World<'_>, segments: &Segments, profiles: &[Profile<'_>], facts: &mut Facts, todo: &mut Todo<'_, '_>) {
    for (&month, all) in segments {
        for (place, _) in all.iter().enumerate().filter(|(_, segment)| is_important(segment)) {
            let (Some(customer), Some(profile)) = (world.customers.get(place), profiles.get(place)) else { continue };
            let found = match (customer.owner, profile.co_owner) {
                (None, None) => Some(("important_without_owner_count", "owner_none")),
                (Some(_), Some(_)) => Some(("important_two_owners_count", "owner_two")),
                _ => None,
            };
            if let Some((id, kind)) = found {
                facts.count(id, month, world.owned(place));
                if month == world.question.month {
                    let other = profile.co_owner.and_then(|place| world.member(place)).map(|member| member.name.clone());
                    todo.add(Task { kind, customer: Some(place), detail: other.unwrap_or_default(), ..Task::default() });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_in_words_is_open_or_closed() {
        for (text, wanted) in [
            ("已完成", true),
            ("未完成", false),
            ("处理中", false),
            ("Closed", true),
            ("not done", false),
            ("已关闭", true),
            ("待处理", false),
            ("", false),
        ] {
            assert_eq!(is_closed(text), wanted, "{text}");
        }
    }
}
