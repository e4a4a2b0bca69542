//! Loyalty (老客户): how much of last year's money stayed, what a customer is worth, and how much is new (M5–M8).
//!
//! Decides the set: who bought in the twelve months before the last twelve. Lifetime value is the simple one: yearly amount
//! a customer × margin × years, years = window of churn ÷ churn, at most five.

use super::catalog::find;
use super::cube::{Cube, Facts, Key};
use super::evidence::{Bought, Trace};
use super::figure;
use super::maintenance;
use super::median::Medians;
use super::world::World;
use crate::model::money::micros_to_f64;
use crate::model::period::months_back;
use crate::model::{Entity, Grain, MetricTable, MetricValue, Month, Reason};

/// Years a customer is counted at most.
const LONGEST_YEARS: f64 = 5.0;
/// Customers a lifetime value needs.
const LIFETIME_N: f64 = 20.0;

fn sum(orders: &[Bought]) -> Option<i128> {
    orders.iter().map(|order| order.base).sum()
}

/// Facts of the two years of every customer, for the months asked.
pub(super) fn put(world: &World<'_>, traces: &[Trace<'_>], facts: &mut Facts, medians: &mut Medians) {
    for month in world.months() {
        let as_of = month.last();
        let (year, before) = (months_back(as_of, 12), months_back(as_of, 24));
        for (place, trace) in traces.iter().enumerate() {
            let Some(newest) = trace.orders_until(as_of).last() else { continue };
            let whose = world.whose(Some(place), newest.staff);
            let (now, then) = (trace.orders_within(year, as_of), trace.orders_within(before, year));
            if !now.is_empty() {
                facts.amount("customer_value", month, whose, sum(now));
                if let Some(amount) = sum(now) {
                    medians.put("median_customer_value", month, whose, micros_to_f64(amount));
                    facts.count("median_customer_value", month, whose);
                }
            }
            if !then.is_empty() {
                facts.count("active_before", month, whose);
                let (now, then) = (sum(now), sum(then));
                facts.quotient("nrr_share", month, whose, now, then);
                facts.quotient("grr_share", month, whose, now.zip(then).map(|(now, then)| now.min(then)), then);
                if now != Some(0) {
                    facts.quotient("continuing_growth_share", month, whose, now, then);
                }
            }
        }
    }
}

/// Sets growths, mean and median value, and lifetime value.
pub(super) fn set(world: &World<'_>, cube: &Cube, medians: &Medians, values: &mut MetricTable) {
    let start = world.coverage.first(Entity::Order);
    let short = |month: Month, months: i32| start.is_none_or(|start| start > month.plus(1 - months));
    figure::each(world, cube, "continuing_growth_share", values, |month, key| {
        let cell = cube.over("continuing_growth_share", key, month, month);
        match (short(month, 24), cell.gap, cell.den) {
            (true, ..) => MetricValue::unknown(Reason::NotMatured),
            (_, 1.., _) => MetricValue::unknown(Reason::NoRate),
            (_, _, ..=0) => MetricValue::unknown(Reason::NoData),
            _ => grown(micros_to_f64(cell.num), micros_to_f64(cell.den)),
        }
    });
    figure::each(world, cube, "active_growth_share", values, |month, key| {
        let count = |fact| micros_to_f64(cube.over(fact, key, month, month).den);
        match (short(month, 24), count("active_before")) {
            (true, _) => MetricValue::unknown(Reason::NotMatured),
            (_, 0.0) => MetricValue::unknown(Reason::NoBase),
            (_, before) => grown(count("active_customers_12m"), before),
        }
    });
    medians.set(world, cube, "median_customer_value", false, values);
    // A year's amount of less than a year is none, as of the mean.
    let unripe = values.of("median_customer_value").filter(|(month, .., value)| value.value.is_some() && short(*month, 12));
    let unripe: Vec<_> = unripe.map(|(month, grain, key, value)| (month, grain, key.to_owned(), value.n)).collect();
    for (month, grain, key, n) in unripe {
        let value = MetricValue { n, ..MetricValue::unknown(Reason::NotMatured) };
        values.set("median_customer_value", month, grain, &key, value);
    }
    let Some(churn) = find("churn_share") else { return };
    let mut told = Vec::new();
    for month in world.months() {
        let known = |id: &str| values.get(id, month, Grain::Company, "").cloned().unwrap_or_default();
        let (value, left) = (known("average_customer_value"), known(churn.spec.id));
        let margin = cube.over("margin_share", Key::Company, month.plus(-11), month);
        let years = f64::from(maintenance::window(world)) / 12.0;
        told.push((month, lifetime(&value, (&left, years), (micros_to_f64(margin.num), micros_to_f64(margin.den)))));
    }
    for (month, value) in told {
        values.set("customer_lifetime_value", month, Grain::Company, "", value);
    }
}

fn grown(now: f64, then: f64) -> MetricValue {
    MetricValue { num: Some(now), den: Some(then), value: Some(now / then - 1.0), ..MetricValue::default() }
}

/// Yearly value × margin × years; churn is that of so many years.
fn lifetime(value: &MetricValue, (churn, years): (&MetricValue, f64), (margin, amount): (f64, f64)) -> MetricValue {
    let (Some(worth), Some(churned)) = (value.value, churn.value) else {
        return MetricValue::unknown(value.reason.or(churn.reason).unwrap_or(Reason::NoData));
    };
    if amount <= 0.0 {
        return MetricValue::unknown(Reason::NoColumn);
    }
    if churned <= 0.0 {
        return MetricValue::unknown(Reason::NoBase);
    }
    if value.den.is_none_or(|n| n < LIFETIME_N) {
        return MetricValue::unknown(Reason::NTooSmall);
    }
    MetricValue { n: value.n, ..MetricValue::known(worth * margin / amount * (years / churned).min(LONGEST_YEARS)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_simple_lifetime_value() {
        // 12,000 × 2.5 a year, 20 % margin, a quarter leaves: four years.
        let worth = MetricValue { den: Some(40.0), n: Some(40), ..MetricValue::known(30_000.0) };
        let value = |churn: f64, margin| lifetime(&worth, (&MetricValue::known(churn), 1.0), margin);
        assert_eq!(value(0.25, (20.0, 100.0)).value, Some(24_000.0));
        assert_eq!(value(0.1, (20.0, 100.0)).value, Some(30_000.0));
        // A quarter leaves in half a year: two years.
        assert_eq!(lifetime(&worth, (&MetricValue::known(0.25), 0.5), (20.0, 100.0)).value, Some(12_000.0));
        assert_eq!(value(0.0, (20.0, 100.0)).reason, Some(Reason::NoBase));
        assert_eq!(value(0.25, (0.0, 0.0)).reason, Some(Reason::NoColumn));
        let few = MetricValue { den: Some(19.0), ..worth.clone() };
        assert_eq!(lifetime(&few, (&MetricValue::known(0.25), 1.0), (20.0, 100.0)).reason, Some(Reason::NTooSmall));
        let none = lifetime(&MetricValue::unknown(Reason::NoRate), (&MetricValue::known(0.25), 1.0), (20.0, 100.0));
        assert_eq!(none.reason, Some(Reason::NoRate));
    }
}
