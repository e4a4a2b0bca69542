//! Concentration (客户集中度): how much hangs on the largest customers and agents (V3).
//!
//! Decides that shares are of the amount of the policy's window, that one amount without a rate makes them unknown, and that an order
//! through an agent hangs on the agent.

use std::collections::BTreeMap;

use super::catalog::find;
use super::cube::Key;
use super::evidence::Trace;
use super::figure;
use super::orders::Order;
use super::stats;
use super::world::World;
use crate::model::money::micros_to_f64;
use crate::model::period::months_back;
use crate::model::{Entity, MetricTable, MetricValue, Month, Reason, folding};

/// On whom an order hangs: an agent, or a customer, by place.
type Hook = (bool, usize);

/// Sets the shares of the largest, the index, and the amount without the largest customer.
pub(super) fn set(world: &World<'_>, traces: &[Trace<'_>], orders: &[Order<'_>], values: &mut MetricTable) {
    let agents = agents(world);
    for month in world.months() {
        let as_of = month.last();
        let since = months_back(as_of, world.policy.value.window_months);
        let by_customer: Vec<Option<i128>> = traces
            .iter()
            .map(|trace| trace.orders_within(since, as_of))
            .filter(|bought| !bought.is_empty())
            .map(|bought| bought.iter().map(|order| order.base).sum())
            .collect();
        let by_customer = sorted(&by_customer);
        let within = &orders[orders.partition_point(|order| order.on <= since)..];
        let within = &within[..within.partition_point(|order| order.on <= as_of)];
        let mut by_agent: BTreeMap<Hook, Option<i128>> = BTreeMap::new();
        if within.iter().any(|order| agents[order.row].is_some()) {
            for order in within {
                let hook = agents[order.row].map(|agent| (true, agent)).or(order.customer.map(|place| (false, place)));
                let Some(hook) = hook else { continue };
                let sum = by_agent.entry(hook).or_insert(Some(0));
                *sum = sum.zip(order.base).map(|(sum, base)| sum + base);
            }
        }
        for (id, told) in [
            ("concentration_top1_share", top(&by_customer, |_| 1)),
            ("concentration_top5_share", top(&by_customer, |_| 5)),
            ("concentration_top20_share", top(&by_customer, |n| stats::whole((0.2 * stats::float(n) - 1e-9).ceil()))),
            ("concentration_hhi", index(&by_customer)),
            ("pareto_80_customers", reach(&by_customer, 0.8)),
            ("order_amount_12m_without_largest", without_largest(&by_customer)),
            ("concentration_agent_top1_share", agent_share(&by_agent)),
        ] {
            put(world, id, month, told, values);
        }
    }
}

/// Agent of each order row: equal once folded, one place.
fn agents(world: &World<'_>) -> Vec<Option<usize>> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut agent = |name: &str| {
        let next = places.len();
        *places.entry(folding::key(name)).or_insert(next)
    };
    world.table(Entity::Order).texts("agent").into_iter().map(|name| name.map(&mut agent)).collect()
}

fn put(world: &World<'_>, id: &str, month: Month, told: MetricValue, values: &mut MetricTable) {
    if let Some(metric) = find(id) {
        let value = figure::obstacle(world, metric, month).map_or(told, MetricValue::unknown);
        figure::put(world, values, id, month, Key::Company, value);
    }
}

/// Amounts largest first and their total, or why there is none.
type Sorted = Result<(Vec<i128>, i128), MetricValue>;

fn sorted(amounts: &[Option<i128>]) -> Sorted {
    let n = u32::try_from(amounts.len()).ok();
    let unknown = |reason| MetricValue { n, ..MetricValue::unknown(reason) };
    let mut known = amounts.iter().copied().collect::<Option<Vec<i128>>>().ok_or_else(|| unknown(Reason::NoRate))?;
    known.sort_unstable_by(|a, b| b.cmp(a));
    let total: i128 = known.iter().sum();
    if total > 0 { Ok((known, total)) } else { Err(unknown(Reason::NoData)) }
}

fn top(amounts: &Sorted, count: impl Fn(usize) -> usize) -> MetricValue {
    match amounts {
        Err(unknown) => unknown.clone(),
        Ok((known, total)) => {
            let (num, den) = (micros_to_f64(known.iter().take(count(known.len())).sum()), micros_to_f64(*total));
            MetricValue { num: Some(num), den: Some(den), n: u32::try_from(known.len()).ok(), ..MetricValue::known(num / den) }
        }
    }
}

/// Herfindahl–Hirschman index: Σ share², 1 for a single customer.
fn index(amounts: &Sorted) -> MetricValue {
    match amounts {
        Err(unknown) => unknown.clone(),
        Ok((known, total)) => {
            let shares = known.iter().map(|amount| micros_to_f64(*amount) / micros_to_f64(*total));
            MetricValue { n: u32::try_from(known.len()).ok(), ..MetricValue::known(shares.map(|share| share * share).sum()) }
        }
    }
}

/// How many of the largest make the share.
fn reach(amounts: &Sorted, share: f64) -> MetricValue {
    match amounts {
        Err(unknown) => unknown.clone(),
        Ok((known, total)) => {
            let mut sum = 0_i128;
            let short = known.iter().take_while(|amount| {
                sum += **amount;
                micros_to_f64(sum) < share * micros_to_f64(*total)
            });
            let count = short.count() + 1;
            MetricValue { n: u32::try_from(known.len()).ok(), ..MetricValue::known(stats::float(count.min(known.len()))) }
        }
    }
}

fn without_largest(amounts: &Sorted) -> MetricValue {
    match amounts {
        Err(unknown) => unknown.clone(),
        Ok((known, total)) => {
            let rest = total - known.first().copied().unwrap_or(0);
            MetricValue { n: u32::try_from(known.len()).ok(), ..MetricValue::known(micros_to_f64(rest)) }
        }
    }
}

/// Share of the largest agent; unknown where no order names one.
fn agent_share(sums: &BTreeMap<Hook, Option<i128>>) -> MetricValue {
    if sums.is_empty() {
        return MetricValue::unknown(Reason::NoData);
    }
    let all: Vec<Option<i128>> = sums.values().copied().collect();
    let largest = sums.iter().filter(|((is_agent, _), _)| *is_agent).filter_map(|(_, sum)| *sum).max();
    match (sorted(&all), largest) {
        (Err(unknown), _) => unknown,
        (Ok(_), None) => MetricValue::unknown(Reason::NoRate),
        (Ok((known, total)), Some(largest)) => {
            let (num, den) = (micros_to_f64(largest), micros_to_f64(total));
            MetricValue { num: Some(num), den: Some(den), n: u32::try_from(known.len()).ok(), ..MetricValue::known(num / den) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(amounts: &[i128]) -> Vec<Option<i128>> {
        amounts.iter().map(|amount| Some(amount * 1_000_000)).collect()
    }

    #[test]
    fn shares_of_the_largest() {
        let amounts = sorted(&some(&[50, 30, 15, 5]));
        assert_eq!(top(&amounts, |_| 1).value, Some(0.5));
        assert_eq!(top(&amounts, |n| stats::whole((0.2 * stats::float(n)).ceil())).value, Some(0.5));
        assert!((index(&amounts).value.unwrap() - (0.25 + 0.09 + 0.0225 + 0.0025)).abs() < 1e-12);
        assert_eq!((reach(&amounts, 0.8).value, reach(&sorted(&some(&[9])), 0.8).value), (Some(2.0), Some(1.0)));
        assert_eq!(without_largest(&amounts).value, Some(50.0));
        assert_eq!(top(&sorted(&some(&[50, 10, 10, 10, 10, 5, 5])), |_| 5).value, Some(0.9));
        assert_eq!(without_largest(&sorted(&some(&[7]))).value, Some(0.0));
    }

    #[test]
    fn nothing_and_no_rate_are_unknown() {
        let none = sorted(&[]);
        for told in [top(&none, |_| 1), index(&none), reach(&none, 0.8), without_largest(&sorted(&some(&[0])))] {
            assert_eq!((told.value, told.reason), (None, Some(Reason::NoData)));
        }
        assert_eq!(index(&sorted(&[Some(1), None])).reason, Some(Reason::NoRate));
        let agents = BTreeMap::from([((true, 0), Some(30)), ((false, 1), Some(70))]);
        assert_eq!(agent_share(&agents).value, Some(0.3));
        assert_eq!(agent_share(&BTreeMap::new()).reason, Some(Reason::NoData));
    }
}
