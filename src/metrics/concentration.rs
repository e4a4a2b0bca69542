//! Concentration (客户集中度): how much hangs on the largest customers and agents (V3).
//!
//! Decides that shares are of twelve months' amount, that one amount without a rate makes them unknown, and that an order
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
use crate::model::period::add_months;
use crate::model::{Entity, MetricTable, MetricValue, Month, Reason, folding};

/// Sets the shares of the largest, the index, and the amount without the largest customer.
pub(super) fn set(world: &World<'_>, traces: &[Trace<'_>], orders: &[Order<'_>], values: &mut MetricTable) {
    let agents = world.table(Entity::Order).texts("agent");
    for month in world.months() {
        let as_of = month.last();
        let since = add_months(as_of, -12);
        let by_customer: Vec<Option<i128>> = traces
            .iter()
            .map(|trace| trace.orders_within(since, as_of))
            .filter(|bought| !bought.is_empty())
            .map(|bought| bought.iter().map(|order| order.base).sum())
            .collect();
        let mut by_agent: BTreeMap<(bool, String), Option<i128>> = BTreeMap::new();
        for order in orders.iter().filter(|order| order.on > since && order.on <= as_of) {
            let key = match (agents[order.row], order.customer) {
                (Some(agent), _) => (true, folding::key(agent)),
                (None, Some(place)) => (false, place.to_string()),
                (None, None) => continue,
            };
            let sum = by_agent.entry(key).or_insert(Some(0));
            *sum = sum.zip(order.base).map(|(sum, base)| sum + base);
        }
        let has_agents = by_agent.keys().any(|(is_agent, _)| *is_agent);
        for (id, told) in [
            ("concentration_top1_share", top(&by_customer, |_| 1)),
            ("concentration_top20_share", top(&by_customer, |n| stats::whole((0.2 * stats::float(n) - 1e-9).ceil()))),
            ("concentration_hhi", index(&by_customer)),
            ("pareto_80_customers", reach(&by_customer, 0.8)),
            ("order_amount_12m_without_largest", without_largest(&by_customer)),
            ("concentration_agent_top1_share", agent_share(&by_agent, has_agents)),
        ] {
            put(world, id, month, told, values);
        }
    }
}

fn put(world: &World<'_>, id: &str, month: Month, told: MetricValue, values: &mut MetricTable) {
    if let Some(metric) = find(id) {
        let value = figure::obstacle(world, metric, month).map_or(told, MetricValue::unknown);
        figure::put(world, values, id, month, Key::Company, value);
    }
}

/// Amounts largest first and their total, or why there is none.
fn sorted(amounts: &[Option<i128>]) -> Result<(Vec<i128>, i128), MetricValue> {
    let n = u32::try_from(amounts.len()).ok();
    let unknown = |reason| MetricValue { n, ..MetricValue::unknown(reason) };
    let mut known = amounts.iter().copied().collect::<Option<Vec<i128>>>().ok_or_else(|| unknown(Reason::NoRate))?;
    known.sort_unstable_by(|a, b| b.cmp(a));
    let total: i128 = known.iter().sum();
    if total > 0 { Ok((known, total)) } else { Err(unknown(Reason::NoData)) }
}

fn top(amounts: &[Option<i128>], count: impl Fn(usize) -> usize) -> MetricValue {
    match sorted(amounts) {
        Err(unknown) => unknown,
        Ok((known, total)) => {
            let (num, den) = (micros_to_f64(known.iter().take(count(known.len())).sum()), micros_to_f64(total));
            MetricValue { num: Some(num), den: Some(den), n: u32::try_from(known.len()).ok(), ..MetricValue::known(num / den) }
        }
    }
}

/// Herfindahl–Hirschman index: Σ share², 1 for a single customer.
fn index(amounts: &[Option<i128>]) -> MetricValue {
    match sorted(amounts) {
        Err(unknown) => unknown,
        Ok((known, total)) => {
            let shares = known.iter().map(|amount| micros_to_f64(*amount) / micros_to_f64(total));
            MetricValue { n: u32::try_from(known.len()).ok(), ..MetricValue::known(shares.map(|share| share * share).sum()) }
        }
    }
}

/// How many of the largest make the share.
fn reach(amounts: &[Option<i128>], share: f64) -> MetricValue {
    match sorted(amounts) {
        Err(unknown) => unknown,
        Ok((known, total)) => {
            let mut sum = 0_i128;
            let short = known.iter().take_while(|amount| {
                sum += **amount;
                micros_to_f64(sum) < share * micros_to_f64(total)
            });
            let count = short.count() + 1;
            MetricValue { n: u32::try_from(known.len()).ok(), ..MetricValue::known(stats::float(count.min(known.len()))) }
        }
    }
}

fn without_largest(amounts: &[Option<i128>]) -> MetricValue {
    match sorted(amounts) {
        Err(unknown) => unknown,
        Ok((known, total)) => {
            let rest = total - known.first().copied().unwrap_or(0);
            MetricValue { n: u32::try_from(known.len()).ok(), ..MetricValue::known(micros_to_f64(rest)) }
        }
    }
}

/// Share of the largest agent; unknown where no order names one.
fn agent_share(sums: &BTreeMap<(bool, String), Option<i128>>, has_agents: bool) -> MetricValue {
    if !has_agents {
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
        let amounts = some(&[50, 30, 15, 5]);
        assert_eq!(top(&amounts, |_| 1).value, Some(0.5));
        assert_eq!(top(&amounts, |n| stats::whole((0.2 * stats::float(n)).ceil())).value, Some(0.5));
        assert!((index(&amounts).value.unwrap() - (0.25 + 0.09 + 0.0225 + 0.0025)).abs() < 1e-12);
        assert_eq!((reach(&amounts, 0.8).value, reach(&some(&[9]), 0.8).value), (Some(2.0), Some(1.0)));
        assert_eq!(without_largest(&amounts).value, Some(50.0));
        assert_eq!(without_largest(&some(&[7])).value, Some(0.0));
    }

    #[test]
    fn nothing_and_no_rate_are_unknown() {
        for told in [top(&[], |_| 1), index(&[]), reach(&[], 0.8), without_largest(&some(&[0]))] {
            assert_eq!((told.value, told.reason), (None, Some(Reason::NoData)));
        }
        assert_eq!(index(&[Some(1), None]).reason, Some(Reason::NoRate));
        let agents = BTreeMap::from([((true, "x".to_owned()), Some(30)), ((false, "1".to_owned()), Some(70))]);
        assert_eq!(agent_share(&agents, true).value, Some(0.3));
        assert_eq!(agent_share(&agents, false).reason, Some(Reason::NoData));
    }
}
