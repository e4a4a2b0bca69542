//! Maintenance (老客户维护): who bought again, who stayed, who left, and how much hangs on the largest.
//!
//! Decides the sets: buyers of the last twelve months, of the twelve before, and of the month (M1–M4, V3). Retention and
//! churn need both years of orders, and are told only where a window holds two order rhythms.

use std::collections::BTreeMap;

use super::catalog::find;
use super::cube::{Facts, Key};
use super::evidence::Trace;
use super::world::World;
use super::{fallback, figure, stats};
use crate::model::money::micros_to_f64;
use crate::model::period::add_months;
use crate::model::{Entity, MetricTable, MetricValue, Month, Reason};

/// Facts of buyers, for the months asked.
pub(super) fn put(world: &World<'_>, traces: &[Trace<'_>], facts: &mut Facts) {
    let again = world.policy.value.repurchase_window_months;
    for month in world.months() {
        let as_of = month.last();
        let (year, before) = (add_months(as_of, -12), add_months(as_of, -24));
        for (place, trace) in traces.iter().enumerate() {
            let Some(newest) = trace.orders_until(as_of).last() else { continue };
            let whose = world.whose(Some(place), newest.staff);
            if !trace.orders_within(year, as_of).is_empty() {
                facts.count("active_customers_12m", month, whose);
            }
            let repeated = trace.orders_within(add_months(as_of, -again), as_of).len();
            if repeated > 0 {
                facts.share("repurchase_share", month, whose, repeated > 1);
            }
            if month.contains(newest.on) {
                let returned = trace.orders.first().is_some_and(|first| first.on < month.first());
                facts.share("returning_share", month, whose, returned);
            }
            if !trace.orders_within(before, year).is_empty() {
                let stayed = !trace.orders_within(year, as_of).is_empty();
                facts.share("retention_share", month, whose, stayed);
                facts.share("churn_share", month, whose, !stayed);
            }
        }
    }
}

/// Metrics that a month's order history is too short for.
pub(super) fn unripe(world: &World<'_>, traces: &[Trace<'_>]) -> BTreeMap<Month, Vec<&'static str>> {
    let start = world.coverage.first(Entity::Order);
    let slow = portfolio_cycle(traces, world.question.month).is_some_and(|days| 2.0 * days > 365.0);
    let told = |month: Month| {
        let short = |months: i32| start.is_none_or(|start| start > month.plus(1 - months));
        let mut unripe = Vec::new();
        if short(24) || slow {
            unripe.extend(["retention_share", "churn_share"]);
        }
        if short(12) {
            unripe.extend(["repurchase_share", "active_customers_12m"]);
        }
        if short(2) {
            unripe.extend(["returning_share", "new_customers"]);
        }
        (month, unripe)
    };
    world.months().into_iter().map(told).collect()
}

/// Sets the share of the five largest.
pub(super) fn set(world: &World<'_>, traces: &[Trace<'_>], values: &mut MetricTable) {
    for month in world.months() {
        set_concentration(world, traces, month, values);
    }
}

/// Median days between orders over all customers.
pub(super) fn portfolio_cycle(traces: &[Trace<'_>], month: Month) -> Option<f64> {
    let cycles: Vec<f64> = traces.iter().filter_map(|trace| fallback::cycle_days(&trace.order_days(month.last()))).collect();
    stats::median(&cycles)
}

fn set_concentration(world: &World<'_>, traces: &[Trace<'_>], month: Month, values: &mut MetricTable) {
    let Some(metric) = find("concentration_top5_share") else { return };
    let told = || {
        let as_of = month.last();
        let mut amounts = BTreeMap::new();
        for (place, trace) in traces.iter().enumerate() {
            let bought = trace.orders_within(add_months(as_of, -12), as_of);
            if !bought.is_empty() {
                amounts.insert(place, bought.iter().map(|order| order.base).sum::<Option<i128>>());
            }
        }
        top_share(amounts.into_values().collect(), 5)
    };
    let value = figure::obstacle(world, metric, month).map_or_else(told, MetricValue::unknown);
    figure::put(world, values, metric.spec.id, month, Key::Company, value);
}

fn top_share(amounts: Vec<Option<i128>>, top: usize) -> MetricValue {
    let n = u32::try_from(amounts.len()).ok();
    let Some(mut known) = amounts.into_iter().collect::<Option<Vec<i128>>>() else {
        return MetricValue { n, ..MetricValue::unknown(Reason::NoRate) };
    };
    known.sort_unstable_by(|a, b| b.cmp(a));
    let total: i128 = known.iter().sum();
    if total <= 0 {
        return MetricValue { n, ..MetricValue::unknown(Reason::NoData) };
    }
    let (num, den) = (micros_to_f64(known.iter().take(top).sum()), micros_to_f64(total));
    MetricValue { num: Some(num), den: Some(den), n, value: Some(num / den), ..MetricValue::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_customers_share() {
        let share = |amounts: &[i128]| top_share(amounts.iter().map(|amount| Some(*amount)).collect(), 5);
        assert_eq!(share(&[50, 10, 10, 10, 10, 5, 5]).value, Some(0.9));
        assert_eq!(share(&[50]).value, Some(1.0));
        assert_eq!(share(&[]).reason, Some(Reason::NoData));
        assert_eq!(top_share(vec![Some(1), None], 5).reason, Some(Reason::NoRate));
    }
}
