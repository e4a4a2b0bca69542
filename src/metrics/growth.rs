//! Growth (环比、同比): a figure against the month before and the same month last year, as reported and at constant rates.
//!
//! Decides that a base of 0 or less is no base; that constant currency takes the rates of the month compared with (X1);
//! and that January and February are compared with last year together, in February (春节).

use super::catalog::find;
use super::cube::{Cube, Facts, Key};
use super::figure;
use super::orders::Order;
use super::performance;
use super::world::World;
use crate::model::money::micros_to_f64;
use crate::model::{MetricTable, MetricValue, Month, Reason};

/// Metric, months back, and the facts of the month now.
const GROWTHS: [(&str, i32, Option<&str>); 4] = [
    ("performance_mom_share", 1, None),
    ("performance_yoy_share", 12, None),
    ("order_amount_mom_constant_share", 1, Some("order_at_last_month")),
    ("order_amount_yoy_constant_share", 12, Some("order_at_last_year")),
];

/// Facts of orders at the rates of the month before and of last year, for the months asked.
pub(super) fn put(world: &World<'_>, orders: &[Order<'_>], facts: &mut Facts) {
    let mut months = world.months();
    // February is compared together with January.
    months.extend(world.months().into_iter().filter(|month| month.number() == 2).map(|month| month.plus(-1)));
    months.sort_unstable();
    for order in orders {
        let month = Month::of(order.on);
        if months.binary_search(&month).is_err() {
            continue;
        }
        let whose = world.whose(order.customer, order.staff);
        for (fact, back) in [("order_at_last_month", 1), ("order_at_last_year", 12)] {
            let base = world.rates.peek(month.plus(-back), order.amount.micros, order.amount.currency);
            facts.amount(fact, month, whose, base);
        }
    }
}

/// Sets the growths.
pub(super) fn set(world: &World<'_>, cube: &Cube, values: &mut MetricTable) {
    let basis = performance::source(&world.policy.money.performance_basis);
    for (id, back, constant) in GROWTHS {
        let Some(source) = find(if constant.is_some() { "order_amount" } else { basis }) else { continue };
        figure::each(world, cube, id, values, |month, key| {
            if back == 12 && month.number() == 1 {
                return MetricValue::unknown(Reason::NotMatured);
            }
            let first = if back == 12 && month.number() == 2 { month.plus(-1) } else { month };
            let covered = [first.plus(-back), month.plus(-back)].iter().all(|month| figure::obstacle(world, source, *month).is_none());
            if !covered {
                return MetricValue::unknown(Reason::NoBase);
            }
            grown(cube, key, (constant.unwrap_or(source.fact), source.fact), (first, month), back)
        });
    }
}

fn grown(cube: &Cube, key: Key, (now, then): (&str, &str), (first, last): (Month, Month), back: i32) -> MetricValue {
    let (now, then) = (cube.over(now, key, first, last), cube.over(then, key, first.plus(-back), last.plus(-back)));
    if now.gap > 0 || then.gap > 0 {
        return MetricValue::unknown(Reason::NoRate);
    }
    let (num, den) = (micros_to_f64(now.num), micros_to_f64(then.num));
    if then.num <= 0 {
        return MetricValue { num: Some(num), den: Some(den), ..MetricValue::unknown(Reason::NoBase) };
    }
    let widened_months = u32::try_from(last.since(first)).map_or(0, |more| if more > 0 { more + 1 } else { 0 });
    MetricValue { num: Some(num), den: Some(den), value: Some(num / den - 1.0), widened_months, ..MetricValue::default() }
}
