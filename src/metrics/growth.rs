//! Growth (环比、同比): a figure against the month before and the same month last year, as reported and at constant rates.
//!
//! Decides that a base of 0 or less is no base; that constant currency takes the rates of the month compared with (X1);
//! that January and February are compared with last year together, in February (春节); and that a month under way is compared
//! with as many workdays of the other one (X4).

use super::catalog::find;
use super::cube::{Cube, Facts, Key};
use super::figure;
use super::orders::Order;
use super::world::World;
use super::{performance, under_way};
use crate::model::money::micros_to_f64;
use crate::model::{MetricTable, MetricValue, Month, Reason};

/// Metric, months back, and the facts of the month now.
const GROWTHS: [(&str, i32, Option<&str>); 4] = [
    ("performance_mom_share", 1, None),
    ("performance_yoy_share", 12, None),
    ("order_amount_mom_constant_share", 1, Some("order_at_last_month")),
    ("order_amount_yoy_constant_share", 12, Some("order_at_last_year")),
];

/// Orders of as many workdays as a month under way has had.
const SAME_WORKDAYS: &str = "order_same_workdays";

/// Facts of orders at the rates of the month before and of last year, for the months asked.
pub(super) fn put(world: &World<'_>, orders: &[Order<'_>], facts: &mut Facts) {
    put_same_workdays(world, orders, facts);
    let mut months = world.months();
    // February is compared together with January.
    months.extend(world.months().into_iter().filter(|month| month.number() == 2).map(|month| month.plus(-1)));
    months.sort_unstable();
    for order in orders {
        let month = world.month_of(order.on);
        if months.binary_search(&month).is_err() {
            continue;
        }
        for (fact, back) in [("order_at_last_month", 1), ("order_at_last_year", 12)] {
            let base = world.rates.peek(month.plus(-back), order.amount.micros, order.amount.currency);
            order.credit(world, facts, fact, month, base);
        }
    }
}

/// Facts of the orders that a month under way is compared with: those of as many workdays.
fn put_same_workdays(world: &World<'_>, orders: &[Order<'_>], facts: &mut Facts) {
    let (Some(way), month) = (world.under_way, world.question.month) else { return };
    for back in [1, 12] {
        let last = month.plus(-back);
        // February is compared together with January, which is over.
        let first = if back == 12 && month.number() == 2 { last.plus(-1) } else { last };
        let until = under_way::same_workdays(&world.hours, last, way.workdays);
        for order in orders.iter().filter(|order| first.first() <= order.on && order.on <= until) {
            order.credit(world, facts, SAME_WORKDAYS, world.month_of(order.on), order.base);
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
            let under_way = world.under_way_in(month).is_some();
            let then = match source.spec.id {
                "order_amount" if under_way => SAME_WORKDAYS,
                _ if under_way => return MetricValue::unknown(Reason::Partial),
                _ => source.fact,
            };
            grown(cube, key, (constant.unwrap_or(source.fact), then), (first, month), back)
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
