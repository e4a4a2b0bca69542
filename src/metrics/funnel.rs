//! Funnel (询盘→报价→样品→订单): how many inquiries of a month came how far within the policy's days (D2–D4, M13).
//!
//! Decides that the figure of a month is that of the newest cohort whose days have passed; that an order or a sample implies
//! a quotation, and an order no sample; and that the same customer asking for the same product within a week asked once.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};

use super::cube::{Cube, Facts, Whose};
use super::evidence::{StageKind, Trace, until};
use super::figure;
use super::median::Medians;
use super::world::World;
use crate::model::money::micros_to_f64;
use crate::model::watch::FunnelLine;
use crate::model::{Entity, MetricTable, MetricValue, Month, Reason};

/// Months of cohorts the table shows.
const COHORTS: i32 = 12;

/// An inquiry and how far it came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) on: NaiveDate,
    pub(super) customer: Option<usize>,
    pub(super) whose: Whose,
    pub(super) channel: Option<&'a str>,
    /// First inquiry of a customer that never ordered before.
    pub(super) new: bool,
    /// Whether it reached the stage; none where no sheet tells.
    pub(super) quoted: Option<bool>,
    pub(super) sampled: Option<bool>,
    pub(super) ordered: Option<bool>,
}

/// Reads the inquiries that are not spam, oldest first.
pub(super) fn read<'a>(world: &World<'a>, traces: &[Trace<'_>]) -> Vec<Asked<'a>> {
    let table = world.table(Entity::Inquiry);
    let (days, parties) = (table.dates("received_at"), world.parties(table));
    let [statuses, products, channels] = ["status", "product", "channel"].map(|name| table.texts(name));
    let policy = &world.policy.funnel;
    let mut rows: Vec<(NaiveDate, usize)> = days.iter().enumerate().filter_map(|(row, on)| on.map(|on| (on, row))).collect();
    rows.retain(|(_, row)| statuses[*row] != Some("invalid"));
    rows.sort_unstable();
    let mut newest: BTreeMap<(usize, Option<&str>), NaiveDate> = BTreeMap::new();
    let mut seen = vec![false; world.customers.len()];
    // Without a sheet of quotations, and no status either, an inquiry is not "never quoted": nobody tells.
    let tells = |entity| world.table(entity).len() > 0 || world.has_column(Entity::Inquiry, "status");
    let (tells_quotes, tells_samples) = (tells(Entity::Quotation), tells(Entity::Sample));
    let tells_orders = world.table(Entity::Order).len() > 0;
    let mut inquiries = Vec::new();
    for (on, row) in rows {
        let (customer, own) = parties[row];
        if let Some(place) = customer {
            let before = newest.insert((place, products[row]), on);
            if before.is_some_and(|before| (on - before).num_days() <= policy.repeat_days) {
                continue;
            }
        }
        let trace = customer.and_then(|place| traces.get(place));
        let end = on + TimeDelta::days(policy.horizon_days);
        let reached = |kind: StageKind| trace.is_some_and(|trace| staged(trace, kind, on, end));
        let status = statuses[row].unwrap_or_default();
        let ordered = trace.is_some_and(|trace| trace.orders.iter().any(|order| on <= order.on && order.on <= end));
        let sampled = reached(StageKind::Sample) || status == "sampled";
        let first = customer.and_then(|place| seen.get_mut(place)).is_some_and(|seen| !std::mem::replace(seen, true));
        inquiries.push(Asked {
            on,
            customer,
            whose: world.whose(customer, own),
            channel: channels[row],
            new: first && trace.is_some_and(|trace| trace.orders.first().is_none_or(|order| order.on >= on)),
            quoted: tells_quotes.then(|| reached(StageKind::Quotation) || sampled || ordered || status == "quoted"),
            sampled: tells_samples.then_some(sampled),
            ordered: tells_orders.then_some(ordered),
        });
    }
    inquiries
}

fn staged(trace: &Trace<'_>, kind: StageKind, from: NaiveDate, to: NaiveDate) -> bool {
    until(&trace.stages, |stage| stage.on, to).iter().any(|stage| stage.kind == kind && stage.on >= from)
}

/// Facts of cohorts, dated when their days have passed, and of the ways to a first order.
pub(super) fn put(world: &World<'_>, traces: &[Trace<'_>], inquiries: &[Asked<'_>], facts: &mut Facts, medians: &mut Medians) {
    for asked in inquiries {
        let ripe = world.month_of(asked.on).plus(world.policy.funnel.cohort_months);
        for (id, reached) in [
            ("inquiry_quoted_share", asked.quoted),
            ("inquiry_sampled_share", asked.sampled),
            ("inquiry_ordered_share", asked.ordered),
            ("new_customer_conversion_share", asked.ordered.filter(|_| asked.new)),
        ] {
            if let Some(reached) = reached {
                facts.share(id, ripe, asked.whose, reached);
            }
        }
        facts.count("inquiry_period", world.month_of(asked.on), asked.whose);
    }
    for (place, trace) in traces.iter().enumerate() {
        let met = first_contact(trace);
        if let (Some(first), Some(met)) = (trace.orders.first(), met)
            && met < first.on
        {
            let whose = world.whose(Some(place), first.staff);
            let days = i32::try_from((first.on - met).num_days()).unwrap_or(i32::MAX);
            medians.put("development_cycle_days", world.month_of(first.on), whose, f64::from(days));
            facts.count("development_cycle_days", world.month_of(first.on), whose);
        }
        for month in world.months() {
            let as_of = month.last();
            let open = trace.open_stages(as_of, world.policy.grade.open_stage_days).next().is_some();
            if let Some(met) = met.filter(|met| *met <= as_of && open && trace.orders_until(as_of).is_empty()) {
                let days = i32::try_from((as_of - met).num_days()).unwrap_or(i32::MAX);
                medians.put("prospect_age_days", month, world.owned(place), f64::from(days));
                facts.count("prospect_age_days", month, world.owned(place));
            }
        }
    }
    put_samples(world, traces, facts);
}

/// First inquiry, quotation, sample or contact.
pub(super) fn first_contact(trace: &Trace<'_>) -> Option<NaiveDate> {
    [trace.stages.first().map(|stage| stage.on), trace.contacts.first().map(|contact| contact.on)].into_iter().flatten().min()
}

/// Samples: sent, followed by an order.
fn put_samples(world: &World<'_>, traces: &[Trace<'_>], facts: &mut Facts) {
    let (table, policy) = (world.table(Entity::Sample), &world.policy.funnel);
    let sent = table.dates("sent_on");
    for (row, (customer, own)) in world.parties(table).iter().copied().enumerate() {
        let Some(on) = sent[row] else { continue };
        let (month, whose) = (world.month_of(on), world.whose(customer, own));
        facts.count("sample_sent_count", month, whose);
        let end = on + TimeDelta::days(policy.horizon_days);
        let orders = customer.and_then(|place| traces.get(place)).map(|trace| trace.orders.as_slice()).unwrap_or_default();
        let ordered = orders.iter().any(|order| on <= order.on && order.on <= end);
        facts.share("sample_ordered_share", month.plus(policy.cohort_months), whose, ordered);
    }
}

/// Sets the ratio of a month's orders to its inquiries, and the medians.
pub(super) fn set(world: &World<'_>, cube: &Cube, medians: &Medians, values: &mut MetricTable) {
    figure::each(world, cube, "inquiry_order_ratio", values, |month, key| {
        let count = |fact| micros_to_f64(cube.over(fact, key, month, month).den);
        let (orders, inquiries) = (count("order"), count("inquiry_period"));
        if inquiries <= 0.0 {
            return MetricValue::unknown(Reason::NoData);
        }
        MetricValue { num: Some(orders), den: Some(inquiries), value: Some(orders / inquiries), ..MetricValue::default() }
    });
    medians.set(world, cube, "development_cycle_days", true, values);
    medians.set(world, cube, "prospect_age_days", false, values);
}

/// The newest cohorts, oldest first; those whose days have not passed are "to date".
pub(super) fn lines(world: &World<'_>, inquiries: &[Asked<'_>]) -> Vec<FunnelLine> {
    let month = world.question.month;
    let mut lines: BTreeMap<Month, FunnelLine> = BTreeMap::new();
    for asked in inquiries {
        let cohort = world.month_of(asked.on);
        if cohort > month || cohort <= month.plus(-COHORTS) {
            continue;
        }
        let line = lines.entry(cohort).or_insert_with(|| FunnelLine {
            month: cohort.to_string(),
            matured: cohort.plus(world.policy.funnel.cohort_months) <= month,
            ..FunnelLine::default()
        });
        line.inquiries += 1;
        for (count, reached) in [(&mut line.quoted, asked.quoted), (&mut line.sampled, asked.sampled), (&mut line.ordered, asked.ordered)] {
            if let Some(reached) = reached {
                *count.get_or_insert(0) += u32::from(reached);
            }
        }
    }
    lines.into_values().collect()
}
