//! Affinity (交叉销售): products that the same customers buy, offered to those who buy one of them (R-KS11), and customers
//! who could buy more than they do (R-N17).
//!
//! Decides that two products belong together when enough customers buy both and at least half of those who buy the first
//! buy the second; and that a customer whose mean order is below the median of its country's buyers, though it orders at
//! least as often, is a candidate for better products.

use std::collections::{BTreeMap, BTreeSet};

use super::list::Desk;
use super::stats;
use crate::model::Entity;
use crate::model::money::micros_to_f64;
use crate::model::period::months_back;
use crate::model::watch::WatchLine;

/// Customers that must buy both.
const TOGETHER: usize = 3;
/// Products compared at most, those of most customers first.
const PRODUCTS: usize = 200;
/// Lines at most: a list nobody reads to its end helps nobody.
const LINES: usize = 50;

/// Customers who lack what buyers of the same product also buy.
pub(super) fn lines(desk: &Desk<'_, '_>, orders: &[super::orders::Order<'_>]) -> Vec<WatchLine> {
    let bought = read(desk, orders);
    let mut buyers: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (place, products) in &bought {
        for product in products {
            buyers.entry(product).or_default().insert(*place);
        }
    }
    let mut ranked: Vec<(&str, &BTreeSet<usize>)> = buyers.iter().map(|(product, buyers)| (*product, buyers)).collect();
    ranked.retain(|(_, buyers)| buyers.len() >= TOGETHER);
    ranked.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.0.cmp(b.0)));
    ranked.truncate(PRODUCTS);
    let mut lines = Vec::new();
    for (first, of_first) in &ranked {
        for (second, of_second) in &ranked {
            let both = of_first.intersection(of_second).count();
            if first == second || both < TOGETHER || 2 * both < of_first.len() {
                continue;
            }
            for place in of_first.difference(of_second) {
                let note = vec![
                    ("first", (*first).to_owned()),
                    ("second", (*second).to_owned()),
                    ("count", both.to_string()),
                    ("of", of_first.len().to_string()),
                ];
                lines.push((both, WatchLine { note, ..desk.watch(*place, "together") }));
            }
        }
    }
    lines.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.customer.cmp(&b.1.customer)));
    lines.dedup_by(|a, b| a.1.customer == b.1.customer && a.1.note[1] == b.1.note[1]);
    lines.truncate(LINES);
    lines.into_iter().map(|(_, line)| line).collect()
}

/// Products of each customer.
fn read<'a>(desk: &Desk<'_, 'a>, orders: &[super::orders::Order<'a>]) -> BTreeMap<usize, BTreeSet<&'a str>> {
    let products = desk.world.table(Entity::Order).texts("product");
    let mut bought: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for order in orders {
        let Some(place) = order.customer else { continue };
        if !order.no.is_empty() {
            numbers.insert(order.no, place);
        }
        if let Some(product) = products[order.row] {
            bought.entry(place).or_default().insert(product);
        }
    }
    let table = desk.world.table(Entity::OrderLine);
    for (no, product) in table.texts("order_no").into_iter().zip(table.texts("product")) {
        if let (Some(place), Some(product)) = (no.and_then(|no| numbers.get(no)), product) {
            bought.entry(*place).or_default().insert(product);
        }
    }
    bought
}

/// Customers who order often but little.
pub(super) fn upsell(desk: &Desk<'_, '_>) -> Vec<WatchLine> {
    let as_of = desk.world.question.month.last();
    let mut markets: BTreeMap<&str, Vec<(usize, f64, usize)>> = BTreeMap::new();
    for (place, trace) in desk.traces.iter().enumerate() {
        let year = trace.orders_within(months_back(as_of, 12), as_of);
        let sum = year.iter().map(|order| order.base).sum::<Option<i128>>();
        if let (Some(country), Some(sum), false) = (desk.world.customers[place].country, sum, year.is_empty()) {
            markets.entry(country).or_default().push((place, micros_to_f64(sum) / stats::float(year.len()), year.len()));
        }
    }
    let mut lines = Vec::new();
    for buyers in markets.values().filter(|buyers| buyers.len() >= 2 * TOGETHER) {
        let means: Vec<f64> = buyers.iter().map(|(_, mean, _)| *mean).collect();
        let counts: Vec<f64> = buyers.iter().map(|(_, _, count)| stats::float(*count)).collect();
        let (Some(mean), Some(often)) = (stats::median(&means), stats::quantile(&counts, 0.75)) else { continue };
        for (place, own, count) in buyers.iter().filter(|(_, own, count)| *own < 0.5 * mean && *count > 1 && stats::float(*count) >= often)
        {
            let note = vec![("own", format!("{own:.0}")), ("median", format!("{mean:.0}")), ("count", count.to_string())];
            lines.push(WatchLine { base: Some(mean - own), note, ..desk.watch(*place, "richer") });
        }
    }
    lines.sort_by(|a, b| b.base.unwrap_or(0.0).total_cmp(&a.base.unwrap_or(0.0)).then_with(|| a.customer.cmp(&b.customer)));
    lines.truncate(LINES);
    lines
}
