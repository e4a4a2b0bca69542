//! Promise (响应承诺): which limit an inquiry, complaint or request has, and what became of it (C2, C3).
//!
//! Decides the limits by table, topic and priority: half an hour for a technical question and two hours for priority and
//! urgent ones in business time, a day by the calendar for all else. A breach with an interim word counts as explained.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::cube::Whose;
use super::read::{Moment, Table};
use super::sla::{Reply, within};
use super::world::World;
use crate::model::Entity;
use crate::policy;

/// A limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Promise {
    pub(super) id: &'static str,
    pub(super) minutes: i64,
    pub(super) is_business: bool,
}

/// Limit of a table's row by its topic or kind and its priority: the first that fits.
pub(super) fn limit(entity: Entity, topic: Option<&str>, priority: Option<&str>, policy: &policy::Service) -> Promise {
    let business = |id: &'static str, minutes: i64| Promise { id, minutes, is_business: true };
    match (entity, topic, priority) {
        (Entity::Inquiry, Some("technical"), _) => business("technical", policy.technical_minutes),
        (Entity::Inquiry, _, Some("high")) => business("priority", policy.priority_inquiry_hours * 60),
        (Entity::ServiceRequest, _, Some("high")) => business("urgent", policy.urgent_hours * 60),
        _ => Promise { id: "standard", minutes: policy.inquiry_hours * 60, is_business: false },
    }
}

/// Something received that had to be answered.
#[derive(Debug, Clone)]
pub(super) struct Asked<'a> {
    pub(super) entity: Entity,
    pub(super) row: usize,
    pub(super) no: &'a str,
    pub(super) name: Option<&'a str>,
    pub(super) customer: Option<usize>,
    pub(super) whose: Whose,
    pub(super) channel: Option<&'a str>,
    pub(super) topic: Option<&'a str>,
    pub(super) priority: Option<&'a str>,
    pub(super) promise: Promise,
    pub(super) received: Moment,
    /// Answer, if it stands after the question and by the as-of date.
    pub(super) replied: Option<Moment>,
    pub(super) outcome: Reply,
    /// Minutes to the answer by the calendar; none without both times of day.
    pub(super) minutes: Option<i64>,
    /// Minutes of business time.
    pub(super) business_minutes: Option<i64>,
    pub(super) is_explained: bool,
    pub(super) status: Option<&'a str>,
}

impl Asked<'_> {
    /// Day it was received.
    pub(super) fn on(&self) -> NaiveDate {
        self.received.0.date()
    }
}

/// What became of a promise, as known at the end of the cut-off day.
pub(super) fn outcome(world: &World<'_>, promise: Promise, received: Moment, replied: Option<Moment>, cut_off: NaiveDate) -> Reply {
    let timed = received.1 && replied.is_none_or(|(_, timed)| timed);
    let (from, to) = (received.0, replied.map(|reply| reply.0));
    if !timed {
        return if promise.is_business {
            backwards(from, to, false).unwrap_or(Reply::NoTime)
        } else {
            within(received, replied, promise.minutes / 60, cut_off)
        };
    }
    if let Some(reply) = backwards(from, to, true) {
        return reply;
    }
    let limit =
        if promise.is_business { world.hours.after(from, promise.minutes) } else { world.hours.calendar_after(from, promise.minutes) };
    let end = cut_off.succ_opt().unwrap_or(cut_off).and_time(NaiveTime::MIN);
    match to {
        _ if limit > end => Reply::NotDue,
        None => Reply::Told(false),
        Some(to) => Reply::Told(to <= limit),
    }
}

fn backwards(from: NaiveDateTime, to: Option<NaiveDateTime>, timed: bool) -> Option<Reply> {
    let early = |to: &NaiveDateTime| if timed { *to < from } else { to.date() < from.date() };
    to.filter(early).map(|_| Reply::Backwards)
}

/// Columns that differ between the tables.
struct Columns {
    entity: Entity,
    replied: &'static str,
    topic: &'static str,
    priority: &'static str,
    channel: &'static str,
}

const TABLES: [Columns; 3] = [
    Columns { entity: Entity::Inquiry, replied: "replied_at", topic: "topic", priority: "priority", channel: "channel" },
    Columns { entity: Entity::Complaint, replied: "responded_at", topic: "kind", priority: "severity", channel: "" },
    Columns { entity: Entity::ServiceRequest, replied: "responded_at", topic: "topic", priority: "priority", channel: "channel" },
];

/// Everything received, by moment and row; spam inquiries promise nothing.
pub(super) fn read<'a>(world: &World<'a>) -> Vec<Asked<'a>> {
    let interim = interim_days(world);
    let mut asked = Vec::new();
    for columns in &TABLES {
        read_table(world, columns, &interim, &mut asked);
    }
    asked.sort_by_key(|case| (case.received.0, case.entity, case.row));
    asked
}

fn read_table<'a>(world: &World<'a>, columns: &Columns, interim: &BTreeMap<usize, Vec<NaiveDate>>, asked: &mut Vec<Asked<'a>>) {
    let table: Table<'a> = world.table(columns.entity);
    let (received, replied) = (table.moments("received_at"), table.moments(columns.replied));
    let [numbers, names, channels, topics, priorities, statuses, remarks] =
        ["no", "customer", columns.channel, columns.topic, columns.priority, "status", "remark"].map(|name| table.texts(name));
    let parties = world.parties(table);
    let (service, cut_off) = (&world.policy.service, world.question.month.last());
    for row in 0..table.len() {
        let Some(at) = received[row].filter(|at| at.0.date() <= cut_off) else { continue };
        if columns.entity == Entity::Inquiry && statuses[row] == Some("invalid") {
            continue;
        }
        let (customer, own) = parties[row];
        let promise = limit(columns.entity, topics[row], priorities[row], service);
        let known = replied[row].filter(|reply| reply.0.date() <= cut_off);
        let outcome = outcome(world, promise, at, known, cut_off);
        let valid = known.filter(|_| outcome != Reply::Backwards);
        let timed = valid.filter(|(_, timed)| *timed && at.1).map(|(to, _)| to);
        let noted = remarks[row].is_some_and(|text| says(text, &service.explained_words));
        let until = valid.map_or(cut_off, |reply| reply.0.date());
        let spoke = customer.and_then(|place| interim.get(&place)).is_some_and(|days| {
            let limit = at.0.date() + chrono::TimeDelta::days((promise.minutes / 1440).max(1));
            days.iter().any(|day| *day >= at.0.date() && *day <= limit && *day < until)
        });
        asked.push(Asked {
            entity: columns.entity,
            row,
            no: numbers[row].unwrap_or_default(),
            name: names[row],
            customer,
            whose: world.whose(customer, own),
            channel: channels[row],
            topic: topics[row],
            priority: priorities[row],
            promise,
            received: at,
            replied: valid,
            outcome,
            minutes: timed.map(|to| world.hours.calendar_minutes(at.0, to)),
            business_minutes: timed.map(|to| world.hours.minutes(at.0, to)),
            is_explained: outcome == Reply::Told(false) && (noted || spoke),
            status: statuses[row],
        });
    }
}

fn says(text: &str, words: &[String]) -> bool {
    let folded = text.to_lowercase();
    words.iter().any(|word| folded.contains(&word.to_lowercase()))
}

/// Days we wrote or called, by customer: an interim word is a personal contact of ours before the answer.
fn interim_days(world: &World<'_>) -> BTreeMap<usize, Vec<NaiveDate>> {
    let table = world.table(Entity::Interaction);
    let (days, directions, methods) = (table.dates("on"), table.texts("direction"), table.texts("method"));
    let mut found: BTreeMap<usize, Vec<NaiveDate>> = BTreeMap::new();
    for (row, (customer, _)) in world.parties(table).iter().copied().enumerate() {
        if let (Some(place), Some(on)) = (customer, days[row])
            && directions[row] == Some("out")
            && methods[row] != Some("mass_mail")
        {
            found.entry(place).or_default().push(on);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    #[test]
    fn the_limit_is_by_table_topic_and_priority() {
        let policy = Policy::shipped().service;
        let told = |entity, topic, priority| {
            let promise = limit(entity, topic, priority, &policy);
            (promise.id, promise.minutes, promise.is_business)
        };
        assert_eq!(told(Entity::Inquiry, Some("technical"), Some("high")), ("technical", 30, true));
        assert_eq!(told(Entity::Inquiry, Some("price"), Some("high")), ("priority", 120, true));
        assert_eq!(told(Entity::Inquiry, None, None), ("standard", 1440, false));
        assert_eq!(told(Entity::ServiceRequest, None, Some("high")), ("urgent", 120, true));
        assert_eq!(told(Entity::Complaint, Some("quality"), Some("high")), ("standard", 1440, false));
    }

    #[test]
    fn words_that_explain() {
        let words = Policy::shipped().service.explained_words;
        assert!(says("已告知客户延期到周五", &words) && says("Delay explained", &words) && !says("已回复", &words));
    }
}
