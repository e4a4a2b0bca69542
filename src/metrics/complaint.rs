//! Complaint (客诉): how many, how many still open, how fast the first plan and the end came.
//!
//! Decides C1 (per 100 orders shipped in the same month, exact Poisson limits), C3 (24 hours to the first answer; to the
//! first plan for quality complaints) and C4 (median days of those received in the month and closed by its end).

use chrono::NaiveDate;

use super::catalog::{Metric, find};
use super::cube::{Cube, Facts, Key, Whose};
use super::figure;
use super::read::Moment;
use super::sla::{Reply, within};
use super::stats;
use super::world::World;
use crate::model::money::{MICROS, micros_to_f64};
use crate::model::{Entity, MetricTable, MetricValue, Month, Reason};

/// A complaint.
#[derive(Debug, Clone, Copy)]
pub(super) struct Complaint {
    pub(super) row: usize,
    pub(super) customer: Option<usize>,
    pub(super) whose: Whose,
    pub(super) received: Moment,
    pub(super) closed_on: Option<NaiveDate>,
    /// Said to be closed, with or without a day.
    pub(super) is_closed: bool,
    pub(super) response: Reply,
    /// Of a quality complaint (质量问题), or one of no stated kind.
    pub(super) plan: Option<Reply>,
}

impl Complaint {
    /// Day it was received.
    pub(super) fn on(&self) -> NaiveDate {
        self.received.0.date()
    }

    /// Whether it was open at the end of a day.
    pub(super) fn open_at(&self, day: NaiveDate) -> bool {
        self.on() <= day && self.closed_on.map_or(!self.is_closed, |closed| closed > day)
    }
}

/// Reads the complaints, oldest first.
pub(super) fn read(world: &World<'_>) -> Vec<Complaint> {
    let table = world.table(Entity::Complaint);
    let [received, responded, planned] = ["received_at", "responded_at", "plan_at"].map(|name| table.moments(name));
    let (closed, reopened) = (table.dates("closed_on"), table.flags("reopened"));
    let [statuses, kinds] = ["status", "kind"].map(|name| table.texts(name));
    let parties = world.parties(table);
    // A sheet that has no place for a plan says nothing about plans.
    let tells_plans = world.has_column(Entity::Complaint, "plan_at");
    let (service, cut_off) = (&world.policy.service, world.question.month.last());
    let complaint = |row: usize| {
        let (received, (customer, own)) = (received[row]?, parties[row]);
        let needs_plan = tells_plans && kinds[row].is_none_or(|kind| kind == "quality");
        // Reopened and not closed again: an earlier closing day is no end.
        let again = reopened[row] == Some(true) && statuses[row] == Some("open");
        Some(Complaint {
            row,
            customer,
            whose: world.whose(customer, own),
            received,
            closed_on: closed[row].filter(|_| !again),
            is_closed: statuses[row] == Some("closed"),
            response: within(received, responded[row], service.inquiry_hours, cut_off),
            plan: needs_plan.then(|| within(received, planned[row], service.quality_plan_hours, cut_off)),
        })
    };
    let mut complaints: Vec<Complaint> = (0..table.len()).filter_map(complaint).collect();
    complaints.sort_by_key(|complaint| (complaint.received.0, complaint.row));
    complaints
}

/// Facts of complaints.
pub(super) fn put(world: &World<'_>, complaints: &[Complaint], facts: &mut Facts) {
    let months = world.months();
    let products = world.table(Entity::Complaint).texts("product");
    for complaint in complaints {
        let month = world.month_of(complaint.on());
        facts.count("complaint_count", month, complaint.whose);
        if let Some(product) = products[complaint.row] {
            facts.of_product("complaint_count", month, world.product(product), Some(MICROS));
        }
        if let Reply::Told(kept) = complaint.response {
            facts.share("complaint_response_share", month, complaint.whose, kept);
        }
        if let Some(Reply::Told(kept)) = complaint.plan {
            facts.share("complaint_plan_24h_share", month, complaint.whose, kept);
        }
        for &month in months.iter().filter(|month| complaint.open_at(month.last())) {
            facts.count("complaint_open_count", month, complaint.whose);
        }
    }
}

/// Sets the rate per 100 orders and the days to the end.
pub(super) fn set(world: &World<'_>, cube: &Cube, complaints: &[Complaint], values: &mut MetricTable) {
    let (Some(rate), Some(days), Some(count)) =
        (find("complaint_rate_per_100"), find("complaint_resolution_days"), find("complaint_count"))
    else {
        return;
    };
    for month in world.months() {
        let (no_rate, no_days) = (figure::obstacle(world, rate, month), figure::obstacle(world, days, month));
        for key in figure::keys(world, cube, count, month) {
            let told = || per_100(cube, key, month);
            figure::put(world, values, rate.spec.id, month, key, no_rate.map_or_else(told, MetricValue::unknown));
            let told = || resolution(world, days, complaints, key, month);
            figure::put(world, values, days.spec.id, month, key, no_days.map_or_else(told, MetricValue::unknown));
        }
    }
}

fn per_100(cube: &Cube, key: Key, month: Month) -> MetricValue {
    let num = micros_to_f64(cube.over("complaint_count", key, month, month).den);
    let den = micros_to_f64(cube.over("shipped", key, month, month).den);
    rate_per_100(num, den)
}

fn rate_per_100(num: f64, den: f64) -> MetricValue {
    let told = MetricValue { num: Some(num), den: Some(den), n: u32::try_from(stats::whole(den)).ok(), ..MetricValue::default() };
    if den <= 0.0 {
        return MetricValue { reason: Some(Reason::NoData), ..told };
    }
    let (low, high) = stats::poisson(num);
    MetricValue { value: Some(100.0 * num / den), interval: Some((100.0 * low / den, 100.0 * high / den)), ..told }
}

fn resolution(world: &World<'_>, metric: &Metric, complaints: &[Complaint], key: Key, month: Month) -> MetricValue {
    let mut told = MetricValue::unknown(Reason::NoData);
    for months in std::iter::once(1).chain(world.policy.satisfaction.widen_months.iter().copied()) {
        let from = month.plus(1 - i32::try_from(months).unwrap_or(1));
        let own = complaints.iter().filter(|complaint| (from..=month).contains(&world.month_of(complaint.on())) && belongs(complaint, key));
        let closed = own
            .filter_map(|complaint| Some((complaint.closed_on?, complaint.on())))
            .filter(|(closed, on)| *closed >= *on && *closed <= month.last());
        let days: Vec<f64> = closed.map(|(closed, on)| stats::float(usize::try_from((closed - on).num_days()).unwrap_or(0))).collect();
        let n = u32::try_from(days.len()).unwrap_or(u32::MAX);
        if n >= figure::min_n(&world.policy.metric, metric) {
            let widened_months = if months == 1 { 0 } else { months };
            return MetricValue { value: stats::median(&days), n: Some(n), widened_months, ..MetricValue::default() };
        }
        if n > 0 {
            told = MetricValue { n: Some(n), ..MetricValue::unknown(Reason::NTooSmall) };
        }
    }
    told
}

fn belongs(complaint: &Complaint, key: Key) -> bool {
    match key {
        Key::Company => true,
        Key::Staff(place) => complaint.whose.staff == Some(place),
        Key::Nobody => complaint.whose.staff.is_none(),
        Key::Country(place) => complaint.whose.country == Some(place),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_in_120_orders() {
        let rate = rate_per_100(3.0, 120.0);
        let (low, high) = rate.interval.unwrap();
        assert_eq!(rate.value, Some(2.5));
        assert!((low - 0.515_56).abs() < 1e-4 && (high - 7.306_061).abs() < 1e-4);
        assert_eq!(rate_per_100(3.0, 0.0).reason, Some(Reason::NoData));
        assert_eq!(rate_per_100(0.0, 10.0).value, Some(0.0));
    }
}
