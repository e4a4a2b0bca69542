//! Change bridge (变动分解): this month's order amount − last month's = new + won back + more − lost − less + price + FX, exactly.
//!
//! Decides the order: a customer's class first (first order ever, back after a month without, gone this month, in both),
//! then of those in both the effect of rates (this month's orders at last month's rates), then of prices (the same product
//! in the same currency, this month's quantity at the change of its mean price), and what is left is quantity.

use std::collections::{BTreeMap, BTreeSet};

use super::catalog::find;
use super::cube::{Cube, Facts, Key, Whose};
use super::figure;
use super::orders::Order;
use super::world::World;
use crate::model::money::{MICROS, round_half_even};
use crate::model::{Entity, MetricTable, MetricValue, Month, Reason};

/// The steps, in the order shown.
pub(super) const STEPS: [&str; 7] = [
    "bridge_new_amount",
    "bridge_won_back_amount",
    "bridge_more_amount",
    "bridge_less_amount",
    "bridge_lost_amount",
    "bridge_price_amount",
    "bridge_fx_amount",
];

/// What one customer bought of one salesperson in a month.
#[derive(Debug, Clone, Copy, Default)]
struct Part {
    before: i128,
    now: i128,
    /// Now less now at last month's rates.
    fx: i128,
    price: i128,
}

/// Mean price of a product: quantity and amount.
type Bought = (f64, i128);

/// Quantities and amounts by month, customer, currency and product; only what has all of them.
#[derive(Debug, Default)]
struct Prices<'a> {
    lines: BTreeMap<(Month, usize, &'a str, &'a str), Bought>,
}

impl<'a> Prices<'a> {
    /// From the orders' own columns, and from order lines where there are any.
    fn read(world: &World<'a>, orders: &[Order<'a>], months: &[Month]) -> Self {
        let mut prices = Self::default();
        let table = world.table(Entity::Order);
        let (products, quantities) = (table.texts("product"), table.numbers("quantity"));
        let codes = ["amount_currency", "currency"].map(|name| table.texts(name));
        let itemised: BTreeSet<&str> = world.table(Entity::OrderLine).texts("order_no").into_iter().flatten().collect();
        for order in orders.iter().filter(|order| !itemised.contains(order.no)) {
            let code = codes.iter().find_map(|column| column[order.row]);
            let line = (order.customer, products[order.row], code, quantities[order.row]);
            prices.add(months, world.month_of(order.on), line, order.amount.micros);
        }
        let table = world.table(Entity::OrderLine);
        if table.len() == 0 {
            return prices;
        }
        let days: BTreeMap<&str, (Month, Option<usize>)> = orders
            .iter()
            .filter(|order| !order.no.is_empty())
            .map(|order| (order.no, (world.month_of(order.on), order.customer)))
            .collect();
        let [numbers, skus, names] = ["order_no", "sku", "product"].map(|name| table.texts(name));
        let codes = ["amount_currency", "currency"].map(|name| table.texts(name));
        let (quantities, amounts) = (table.numbers("quantity"), table.micros("amount"));
        for row in 0..table.len() {
            let Some((month, customer)) = numbers[row].and_then(|no| days.get(no)) else { continue };
            let code = codes.iter().find_map(|column| column[row]);
            let (Some(micros), product) = (amounts[row], skus[row].or(names[row])) else { continue };
            prices.add(months, *month, (*customer, product, code, quantities[row]), micros);
        }
        prices
    }

    fn add(&mut self, months: &[Month], month: Month, line: (Option<usize>, Option<&'a str>, Option<&'a str>, Option<f64>), micros: i128) {
        let (Some(customer), Some(product), Some(code), Some(quantity)) = line else { return };
        if quantity > 0.0 && micros > 0 && months.binary_search(&month).is_ok() {
            let known = self.lines.entry((month, customer, code, product)).or_default();
            *known = (known.0 + quantity, known.1 + micros);
        }
    }

    /// Effect of price on a customer's month, base currency at last month's rates.
    fn effect(&self, world: &World<'_>, month: Month, customer: usize) -> i128 {
        let of_customer = self.lines.range((month, customer, "", "")..(month, customer + 1, "", ""));
        let effect = |(&(_, _, code, product), now): (&(Month, usize, &'a str, &'a str), &Bought)| {
            let before = self.lines.get(&(month.plus(-1), customer, code, product))?;
            let change = price(*now)? - price(*before)?;
            let micros = crate::model::money::micros_from_f64(now.0 * change)?;
            world.rates.peek(month.plus(-1), micros, code)
        };
        of_customer.filter_map(effect).sum()
    }
}

fn price((quantity, micros): Bought) -> Option<f64> {
    (quantity > 0.0).then(|| crate::model::money::micros_to_f64(micros) / quantity)
}

/// Facts of every step for the months asked.
pub(super) fn put(world: &World<'_>, orders: &[Order<'_>], facts: &mut Facts) {
    let asked = world.months();
    let mut months: Vec<Month> = asked.iter().flat_map(|month| [*month, month.plus(-1)]).collect();
    months.sort_unstable();
    months.dedup();
    let prices = Prices::read(world, orders, &months);
    let mut first = vec![None; world.customers.len()];
    let mut parts: Vec<(Whole, Whose, Part)> = Vec::new();
    for order in orders {
        let month = world.month_of(order.on);
        if let Some(seen) = order.customer.and_then(|place| first.get_mut(place)) {
            seen.get_or_insert(month);
        }
        if ![month, month.plus(1)].iter().any(|at| asked.binary_search(at).is_ok()) {
            continue;
        }
        let mut add = |at: Month, whose: Whose, part: Part| {
            if asked.binary_search(&at).is_ok() {
                parts.push(((at, order.customer), whose, part));
            }
        };
        // Without a rate there is no amount to explain; the figure itself is unknown then.
        let Some(base) = order.base else {
            for at in [month, month.plus(1)] {
                order.credit(world, facts, "bridge_unknown", at, None);
            }
            continue;
        };
        let at_last = world.rates.peek(month.plus(-1), order.amount.micros, order.amount.currency).unwrap_or(base);
        let parts = order.credits(world, Some(base)).zip(order.credits(world, Some(base - at_last)));
        for ((whose, now), (_, fx)) in parts {
            let (now, fx) = (now.unwrap_or(0), fx.unwrap_or(0));
            add(month, whose, Part { now, fx, ..Part::default() });
            add(month.plus(1), whose, Part { before: now, ..Part::default() });
        }
    }
    for (month, customer, mut people) in together(parts) {
        let new = customer.and_then(|place| first.get(place).copied().flatten()) == Some(month);
        let (before, now) = people.iter().fold((0, 0), |sum, (_, part)| (sum.0 + part.before, sum.1 + part.now));
        let class = match (before > 0, now > 0) {
            (true, true) => None,
            (true, false) => Some("bridge_lost_amount"),
            (false, _) if new => Some("bridge_new_amount"),
            (false, _) => Some("bridge_won_back_amount"),
        };
        if let Some(class) = class {
            for (whose, part) in people {
                facts.amount(class, month, whose, Some(part.now - part.before));
            }
            continue;
        }
        if let Some(place) = customer {
            spread(&mut people, prices.effect(world, month, place), now);
        }
        let left = |part: &Part| part.now - part.before - part.fx - part.price;
        let class = if people.iter().map(|(_, part)| left(part)).sum::<i128>() < 0 { "bridge_less_amount" } else { "bridge_more_amount" };
        for (whose, part) in people {
            facts.amount(class, month, whose, Some(left(&part)));
            facts.amount("bridge_fx_amount", month, whose, Some(part.fx));
            facts.amount("bridge_price_amount", month, whose, Some(part.price));
        }
    }
}

/// A month of a customer.
type Whole = (Month, Option<usize>);
/// The same with its parts by salesperson.
type Parted = (Month, Option<usize>, Vec<(Whose, Part)>);

/// The parts of each month and customer, those of one salesperson added up.
fn together(mut parts: Vec<(Whole, Whose, Part)>) -> Vec<Parted> {
    parts.sort_by_key(|(whole, whose, _)| (*whole, *whose));
    let mut wholes: Vec<Parted> = Vec::new();
    for ((month, customer), whose, part) in parts {
        let known = wholes.last_mut().filter(|known| (known.0, known.1) == (month, customer));
        let Some((.., people)) = known else {
            wholes.push((month, customer, vec![(whose, part)]));
            continue;
        };
        match people.last_mut().filter(|(last, _)| *last == whose) {
            Some((_, sum)) => {
                (sum.before, sum.now, sum.fx) = (sum.before + part.before, sum.now + part.now, sum.fx + part.fx);
            }
            None => people.push((whose, part)),
        }
    }
    wholes
}

/// Spreads a customer's price effect over its salespeople by what they sold; the last takes what rounding leaves.
fn spread(people: &mut [(Whose, Part)], effect: i128, now: i128) {
    let (mut left, last) = (effect, people.len().saturating_sub(1));
    for (place, (_, part)) in people.iter_mut().enumerate() {
        // Millionths of the whole first: the product of two amounts would leave the integer.
        let share = if now == 0 { 0 } else { round_half_even(part.now * MICROS, now) };
        part.price = if place == last { left } else { round_half_even(effect * share, MICROS) };
        left -= part.price;
    }
}

/// Sets the steps and their sum, where both months are known.
pub(super) fn set(world: &World<'_>, cube: &Cube, values: &mut MetricTable) {
    let Some(source) = find("order_amount") else { return };
    let told = |month: Month, key: Key, num: i128| {
        if world.under_way_in(month).is_some() {
            return MetricValue::unknown(Reason::Partial);
        }
        if figure::obstacle(world, source, month.plus(-1)).is_some() {
            return MetricValue::unknown(Reason::NoBase);
        }
        if cube.over("bridge_unknown", key, month, month).gap > 0 {
            return MetricValue::unknown(Reason::NoRate);
        }
        MetricValue::known(crate::model::money::micros_to_f64(num))
    };
    for id in STEPS {
        figure::each(world, cube, id, values, |month, key| told(month, key, cube.over(id, key, month, month).num));
    }
    figure::each(world, cube, "order_amount_change", values, |month, key| {
        let sum = |month: Month| cube.over("order", key, month, month).num;
        told(month, key, sum(month) - sum(month.plus(-1)))
    });
}
