//! The response table (响应时限表) and the promises broken, as the workbook lists them.
//!
//! Decides the table's window: the month, or the first wider one in which something can be judged often enough.

use std::collections::BTreeMap;

use super::super::promise::{Asked, Promise};
use super::super::sla::Reply;
use super::super::stats;
use super::Desk;
use crate::model::Entity;
use crate::model::numbers::{BreachLine, PromiseLine};

type Group<'a> = (Entity, &'static str, &'a str, &'a str, &'a str);

/// One row for each table, promise, channel, topic and priority.
pub(in super::super) fn table(desk: &Desk<'_, '_>, asked: &[Asked<'_>]) -> Vec<PromiseLine> {
    let (month, least) = (desk.month(), desk.world.policy.metric.min_share_n);
    let windows = std::iter::once(1).chain(desk.world.policy.satisfaction.widen_months.iter().copied());
    let mut widest = Vec::new();
    for months in windows {
        let from = month.plus(1 - i32::try_from(months).unwrap_or(1));
        let inside: Vec<&Asked<'_>> = asked.iter().filter(|case| (from..=month).contains(&desk.world.month_of(case.on()))).collect();
        let judged = inside.iter().filter(|case| matches!(case.outcome, Reply::Told(_))).count();
        widest = rows(&inside, months, least);
        if judged >= least as usize {
            break;
        }
    }
    widest
}

fn rows(asked: &[&Asked<'_>], months: u32, least: u32) -> Vec<PromiseLine> {
    let mut groups: BTreeMap<Group<'_>, Vec<&Asked<'_>>> = BTreeMap::new();
    for case in asked {
        let key = (
            case.entity,
            case.promise.id,
            case.channel.unwrap_or_default(),
            case.topic.unwrap_or_default(),
            case.priority.unwrap_or_default(),
        );
        groups.entry(key).or_default().push(case);
    }
    groups.into_iter().filter_map(|(key, cases)| Some(row(key, cases.first()?.promise, &cases, months, least))).collect()
}

fn row((entity, _, channel, topic, priority): Group<'_>, promise: Promise, cases: &[&Asked<'_>], months: u32, least: u32) -> PromiseLine {
    let count = |test: &dyn Fn(&Asked<'_>) -> bool| u32::try_from(cases.iter().filter(|case| test(case)).count()).unwrap_or(u32::MAX);
    let (hits, breaches) = (count(&|case| case.outcome == Reply::Told(true)), count(&|case| case.outcome == Reply::Told(false)));
    let judged = f64::from(hits + breaches);
    let enough = hits + breaches >= least;
    let spread = |minutes: &dyn Fn(&Asked<'_>) -> Option<i64>| {
        let told: Vec<f64> = cases.iter().filter_map(|case| minutes(case)).map(float).collect();
        (stats::median(&told).filter(|_| told.len() >= 3), stats::quantile(&told, 0.9).filter(|_| told.len() >= 10))
    };
    let (median_minutes, p90_minutes) = spread(&|case| case.minutes);
    let (median_business_minutes, p90_business_minutes) = spread(&|case| case.business_minutes);
    PromiseLine {
        entity,
        channel: channel.to_owned(),
        topic: topic.to_owned(),
        priority: priority.to_owned(),
        promise: promise.id,
        limit_minutes: promise.minutes,
        is_business: promise.is_business,
        months,
        received: u32::try_from(cases.len()).unwrap_or(u32::MAX),
        hits,
        breaches,
        explained: count(&|case| case.is_explained),
        not_due: count(&|case| case.outcome == Reply::NotDue),
        no_time: count(&|case| case.outcome == Reply::NoTime),
        share: enough.then(|| f64::from(hits) / judged),
        interval: if enough { stats::wilson(f64::from(hits), judged) } else { None },
        median_minutes,
        p90_minutes,
        median_business_minutes,
        p90_business_minutes,
    }
}

/// Promises of the month broken, longest over the limit first.
pub(in super::super) fn breaches(desk: &Desk<'_, '_>, asked: &[Asked<'_>]) -> Vec<BreachLine> {
    let broken = asked.iter().filter(|case| case.outcome == Reply::Told(false) && desk.month().contains(case.on()));
    let mut lines: Vec<BreachLine> = broken
        .map(|case| BreachLine {
            entity: case.entity,
            no: case.no.to_owned(),
            customer: desk.customer_id(case.customer),
            name: desk.name(case.customer, case.name),
            owner: desk.staff_id(case.whose.staff),
            promise: case.promise.id,
            received_at: case.received.0,
            replied_at: case.replied.map(|(at, _)| at),
            minutes: case.minutes,
            business_minutes: case.business_minutes,
            limit_minutes: case.promise.minutes,
            is_explained: case.is_explained,
            origin: desk.world.origin(case.entity, case.row),
        })
        .collect();
    lines.sort_by(|a, b| {
        let open = |line: &BreachLine| (line.replied_at.is_some(), std::cmp::Reverse(line.minutes));
        open(a).cmp(&open(b)).then_with(|| (a.received_at, &a.origin).cmp(&(b.received_at, &b.origin)))
    });
    lines
}

#[expect(clippy::cast_precision_loss, reason = "minutes of a few years")]
const fn float(minutes: i64) -> f64 {
    minutes as f64
}
