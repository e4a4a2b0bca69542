//! Maintenance (老客户维护): who bought again, who stayed, who left.
//!
//! Decides the sets: buyers of the policy's months (twelve), of as many before, of the month, and ever (M1–M4); that rows
//! without an order number are lines of one purchase where they are of one day. Retention needs both windows of orders, shorter ones
//! where the history is short and they hold two order rhythms; only there is who did not buy taken to have left (M4).

use std::collections::BTreeMap;

use super::cube::Facts;
use super::evidence::{Bought, Trace};
use super::stats;
use super::world::World;
use crate::model::period::months_back;
use crate::model::{Entity, MetricTable, MetricValue, Month};

/// Facts of buyers, for the months asked.
pub(super) fn put(world: &World<'_>, traces: &[Trace<'_>], facts: &mut Facts) {
    let again = world.policy.value.repurchase_window_months;
    let window = window(world);
    for month in world.months() {
        let as_of = month.last();
        let (year, since, before) = (months_back(as_of, 12), months_back(as_of, window), months_back(as_of, 2 * window));
        let lately = months_back(as_of, again);
        for (place, trace) in traces.iter().enumerate() {
            let Some(newest) = trace.orders_until(as_of).last() else { continue };
            let whose = world.whose(Some(place), newest.staff);
            if !trace.orders_within(year, as_of).is_empty() {
                facts.count("active_customers_12m", month, whose);
            }
            let recent = trace.orders_within(lately, as_of);
            if !recent.is_empty() {
                facts.share("repurchase_share", month, whose, bought_again(recent));
            }
            facts.share("repeat_customer_share", month, whose, bought_again(trace.orders_until(as_of)));
            if month.contains(newest.on) {
                let returned = trace.orders.first().is_some_and(|first| first.on < month.first());
                facts.share("returning_share", month, whose, returned);
            }
            if !trace.orders_within(before, since).is_empty() {
                let stayed = newest.on > since;
                facts.share("retention_share", month, whose, stayed);
                facts.share("churn_share", month, whose, !stayed);
            } else if newest.on > since && trace.orders.first().is_some_and(|first| first.on <= before) {
                facts.count("reactivated_count", month, whose);
            }
        }
    }
}

/// Whether orders, by day, are two purchases at least: an order number is one, rows without a number one a day.
fn bought_again(orders: &[Bought]) -> bool {
    let mut before: Option<&Bought> = None;
    orders.iter().any(|order| {
        let another = before.is_some_and(|before| order.numbered || before.numbered || order.on != before.on);
        before = Some(order);
        another
    })
}

/// Months of each of the two windows of retention: the policy's; where the orders do not go back twice as far, half of how far
/// they go, but not less than half of the policy's.
pub(super) fn window(world: &World<'_>) -> i32 {
    let wanted = world.policy.value.retention_window_months;
    let known = world.coverage.first(Entity::Order).map_or(0, |start| world.question.month.since(start) + 1);
    let half = known / 2;
    if half < wanted && 2 * half >= wanted { half } else { wanted }
}

/// Says of retention and churn that their windows are shorter than the policy's.
pub(super) fn set(world: &World<'_>, values: &mut MetricTable) {
    let window = window(world);
    if window == world.policy.value.retention_window_months {
        return;
    }
    for id in ["retention_share", "churn_share"] {
        let told: Vec<_> = values.of(id).map(|(month, grain, key, value)| (month, grain, key.to_owned(), value.clone())).collect();
        for (month, grain, key, value) in told.into_iter().filter(|(.., value)| value.value.is_some()) {
            values.set(id, month, grain, &key, MetricValue { widened_months: window.unsigned_abs(), ..value });
        }
    }
}

/// Metrics that a month's order history is too short for.
pub(super) fn unripe(world: &World<'_>, traces: &[Trace<'_>]) -> BTreeMap<Month, Vec<&'static str>> {
    let start = world.coverage.first(Entity::Order);
    let window = window(world);
    let cycle = portfolio_cycle(traces, world.question.month);
    let slow = cycle.is_some_and(|days| 2.0 * days > 365.0 * f64::from(window) / 12.0);
    let told = |month: Month| {
        let short = |months: i32| start.is_none_or(|start| start > month.plus(1 - months));
        let mut unripe = Vec::new();
        // Windows as long as the company set them tell who came back, whatever the rhythm (M3); shorter ones of ours would miss them.
        if short(2 * window) || slow && window < world.policy.value.retention_window_months {
            unripe.push("retention_share");
        }
        if short(2 * window) || slow {
            unripe.push("churn_share");
        }
        // Who came back must have been able to buy before both windows.
        if short(2 * window + 1) {
            unripe.push("reactivated_count");
        }
        if short(24) {
            unripe.extend(["nrr_share", "grr_share"]);
        }
        if short(12) {
            unripe.extend(["repurchase_share", "active_customers_12m", "average_customer_value"]);
        }
        if short(2) {
            unripe.extend(["returning_share", "new_customers"]);
        }
        (month, unripe)
    };
    world.months().into_iter().map(told).collect()
}

/// Median days between orders over all customers.
pub(super) fn portfolio_cycle(traces: &[Trace<'_>], month: Month) -> Option<f64> {
    let as_of = month.last();
    let cycles: Vec<f64> = traces.iter().filter_map(|trace| trace.cycle_days(as_of)).collect();
    stats::median(&cycles)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_one_day_without_a_number_are_one_purchase() {
        let order = |on: &str, numbered| Bought { on: on.parse().unwrap(), base: Some(1), staff: None, numbered };
        let (first, second) = ("2026-10-01", "2026-10-02");
        assert!(!bought_again(&[]) && !bought_again(&[order(first, true)]));
        assert!(!bought_again(&[order(first, false), order(first, false)]));
        assert!(bought_again(&[order(first, false), order(first, false), order(second, false)]));
        assert!(bought_again(&[order(first, true), order(first, true)]) && bought_again(&[order(first, false), order(first, true)]));
    }
}
