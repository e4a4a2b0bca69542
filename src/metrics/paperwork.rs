//! Paperwork (订单手续): whether an order's contract is reviewed, signed and filed (R-N7), whether the customer confirmed the packing
//! before it was made, and what changes after that cost and who bears it (R-N6).
//!
//! Decides that only the steps some sheet has a column for are asked for, and that an empty cell is a step not taken.

use super::cube::{Cube, Facts};
use super::figure;
use super::orders::Order;
use super::world::World;
use crate::model::{Entity, MetricTable};

/// Steps of a contract, in their order.
const STEPS: [&str; 3] = ["contract_reviewed", "contract_signed", "contract_filed"];

/// Facts of orders by the month of the order, and of shipments by theirs.
pub(super) fn put(world: &World<'_>, orders: &[Order<'_>], facts: &mut Facts) {
    let table = world.table(Entity::Order);
    let told = |step: &&str| table.has(step) && world.has_column(Entity::Order, step);
    let steps: Vec<Vec<Option<bool>>> = STEPS.into_iter().filter(told).map(|step| table.flags(step)).collect();
    let confirmed = Some("packing_confirmed_on").filter(told).map(|step| table.dates(step));
    let (costs, codes, bearers) = (table.micros("change_cost"), table.texts("change_cost_currency"), table.texts("change_bearer"));
    for order in orders {
        let whose = world.whose(order.customer, order.own);
        if !steps.is_empty() {
            let complete = steps.iter().all(|step| step[order.row] == Some(true));
            facts.share("contract_complete_share", world.month_of(order.on), whose, complete);
        }
        if let Some(micros) = costs[order.row].filter(|micros| *micros != 0) {
            let month = world.month_of(order.on);
            let cost = world.rates.again(month, micros, codes[order.row].unwrap_or(order.amount.currency));
            facts.amount("change_cost_amount", month, whose, cost);
            if let Some(bearer) = bearers[order.row] {
                let theirs = if bearer == "customer" { cost } else { Some(0) };
                facts.quotient("change_cost_customer_share", month, whose, theirs, cost);
            }
        }
        if let (Some(confirmed), Some(shipped)) = (&confirmed, order.shipped_on) {
            let in_time = confirmed[order.row].is_some_and(|on| on <= shipped);
            facts.share("packing_confirmed_share", world.month_of(shipped), whose, in_time);
        }
    }
}

/// Says where no sheet has any of the steps.
pub(super) fn set(cube: &Cube, values: &mut MetricTable) {
    for id in ["contract_complete_share", "packing_confirmed_share"] {
        if cube.keys(id).next().is_none() {
            figure::no_column(&[id], values);
        }
    }
}
