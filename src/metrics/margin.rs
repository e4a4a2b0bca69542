//! Margin (毛利): amount − purchase cost − freight − commission − insurance + tax refund, from the columns there are (M12).
//!
//! Decides the order: the stated margin, else the stated rate, else the parts; without a purchase cost the margin of an
//! order is unknown, and it is left out of amount and margin alike.

use super::catalog::{Form, Metric, find};
use super::cube::{Cube, Facts};
use super::figure;
use super::orders::Order;
use super::world::World;
use crate::model::money::{MICROS, micros_from_f64, round_half_even};
use crate::model::{Entity, MetricTable, MetricValue, Month, Reason};

/// Costs taken off, and what is added back.
const COSTS: [&str; 4] = ["purchase_cost", "freight", "commission", "insurance"];

/// Base margin of each order in the order of `orders`; none where it cannot be told.
pub(super) fn read(world: &World<'_>, orders: &[Order<'_>]) -> Vec<Option<i128>> {
    let table = world.table(Entity::Order);
    let (stated, rates, refunds) = (Money::of(world, "margin"), table.numbers("margin_rate"), Money::of(world, "tax_refund"));
    let costs = COSTS.map(|name| Money::of(world, name));
    let margin = |order: &Order<'_>| {
        let month = world.month_of(order.on);
        if let Some(margin) = stated.as_ref().and_then(|stated| stated.base(world, order, month)) {
            return margin;
        }
        let amount = order.base?;
        if let Some(rate) = rates[order.row].filter(|rate| rate.abs() <= 1.0).and_then(micros_from_f64) {
            return Some(round_half_even(amount * rate, MICROS));
        }
        // No cost, no margin; the other parts are 0 where their cell is empty.
        costs[0].as_ref()?.amounts[order.row]?;
        let mut margin = amount;
        for cost in costs.iter().flatten() {
            margin -= cost.base(world, order, month).unwrap_or(Some(0))?;
        }
        Some(margin + refunds.as_ref().and_then(|refunds| refunds.base(world, order, month)).unwrap_or(Some(0))?)
    };
    orders.iter().map(margin).collect()
}

/// A money column with its currency.
struct Money<'a> {
    amounts: Vec<Option<i128>>,
    codes: Vec<Option<&'a str>>,
}

impl<'a> Money<'a> {
    /// None where no sheet fills the column: two columns of nulls would be made for nothing.
    fn of(world: &World<'a>, name: &str) -> Option<Self> {
        let table = world.table(Entity::Order);
        table.has(name).then(|| Self { amounts: table.micros(name), codes: table.texts(&format!("{name}_currency")) })
    }

    /// Base amount of a filled cell: none without a cell, none inside without a rate.
    #[expect(clippy::option_option, reason = "an empty cell counts 0, one without a rate makes the margin unknown")]
    fn base(&self, world: &World<'_>, order: &Order<'_>, month: Month) -> Option<Option<i128>> {
        let micros = self.amounts[order.row]?;
        let code = self.codes[order.row].unwrap_or(order.amount.currency);
        Some(world.rates.again(month, micros, code))
    }
}

/// Facts of margins: the amount, and its share of the amount it is known for.
pub(super) fn put(world: &World<'_>, orders: &[Order<'_>], margins: &[Option<i128>], facts: &mut Facts) {
    // Orders come by day: the first of a customer tells the month in which it was new.
    let mut first: Vec<Option<Month>> = vec![None; world.customers.len()];
    for (order, margin) in orders.iter().zip(margins) {
        let (month, whose) = (world.month_of(order.on), world.whose(order.customer, order.own));
        let began = order.customer.and_then(|place| first.get_mut(place)).map(|began| *began.get_or_insert(month));
        if let (Some(margin), Some(amount)) = (margin, order.base) {
            order.credit(world, facts, "margin_amount", month, Some(*margin));
            facts.quotient("margin_share", month, whose, Some(*margin), Some(amount));
            if let Some(began) = began {
                let id = if began == month { "new_customer_margin_share" } else { "returning_customer_margin_share" };
                facts.quotient(id, month, whose, Some(*margin), Some(amount));
            }
        }
        facts.quotient("margin_known_share", month, whose, order.base.map(|base| if margin.is_some() { base } else { 0 }), order.base);
    }
}

/// Sets margins; where no sheet tells any, they are unknown rather than 0.
pub(super) fn set(world: &World<'_>, cube: &Cube, values: &mut MetricTable) {
    let any = cube.keys("margin_amount").next().is_some();
    for id in ["margin_amount", "margin_share", "margin_known_share"] {
        let Some(metric) = find(id) else { continue };
        let form = if id == "margin_amount" { Form::Sum } else { Form::Ratio };
        figure::each(world, cube, id, values, |month, key| {
            let cell = cube.over(id, key, month, month);
            let known = cube.over("margin_known_share", key, month, month);
            match (any, id) {
                (false, _) => MetricValue::unknown(Reason::NoColumn),
                (true, "margin_amount") if known.num == 0 => MetricValue::unknown(Reason::NoData),
                _ => figure::value(&world.policy.metric, &Metric { form, ..*metric }, cell),
            }
        });
    }
    if !any {
        figure::no_column(&["new_customer_margin_share", "returning_customer_margin_share"], values);
    }
}
