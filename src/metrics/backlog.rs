//! Backlog (在手未出货) and order stages (订单阶段): what is confirmed and not shipped, and what of it is late.
//!
//! Decides that an order counts until its ship date or a status of shipped; that one older than the policy's months was
//! never recorded as shipped; and that late is past the promised day and still here.

use std::collections::BTreeMap;

use super::cube::Facts;
use super::orders::Order;
use super::world::World;
use crate::model::money::micros_to_f64;
use crate::model::period::{add_months, months_back};
use crate::model::watch::StageLine;
use crate::model::{Entity, Month};

/// Stages in their order.
const STAGES: [&str; 4] = ["confirmed", "in_production", "shipped", "done"];

/// Whether an order is not shipped at the end of a month.
pub(super) fn is_open(world: &World<'_>, order: &Order<'_>, status: Option<&str>, month: Month) -> bool {
    let as_of = month.last();
    let gone = order.shipped_on.map_or_else(|| matches!(status, Some("shipped" | "done")), |shipped| shipped <= as_of);
    !gone && order.on <= as_of && add_months(order.on, world.policy.money.backlog_months) >= as_of
}

/// Facts of open and late orders, for the months asked.
pub(super) fn put(world: &World<'_>, orders: &[Order<'_>], facts: &mut Facts) {
    let statuses = world.table(Entity::Order).texts("status");
    for month in world.months() {
        let as_of = month.last();
        let oldest = months_back(as_of, world.policy.money.backlog_months + 1);
        let first = orders.partition_point(|order| order.on < oldest);
        for order in orders[first..].iter().take_while(|order| order.on <= as_of) {
            if !is_open(world, order, statuses[order.row], month) {
                continue;
            }
            let whose = world.whose(order.customer, order.own);
            facts.amount("backlog_amount", month, whose, order.base);
            if order.due_on.is_some_and(|due| due < as_of) {
                facts.count("late_order_count", month, whose);
            }
        }
    }
}

/// The board of stages: open orders and those shipped in the month.
pub(super) fn stages(world: &World<'_>, orders: &[Order<'_>]) -> Vec<StageLine> {
    let (month, statuses) = (world.question.month, world.table(Entity::Order).texts("status"));
    let mut lines: BTreeMap<usize, (StageLine, Option<i128>)> = BTreeMap::new();
    for order in orders {
        let open = is_open(world, order, statuses[order.row], month);
        let stage = if open {
            usize::from(statuses[order.row] == Some("in_production"))
        } else if order.shipped_on.is_some_and(|on| month.contains(on)) {
            if statuses[order.row] == Some("done") { 3 } else { 2 }
        } else {
            continue;
        };
        let line = lines.entry(stage).or_insert_with(|| (StageLine { stage: STAGES[stage].to_owned(), ..StageLine::default() }, Some(0)));
        line.0.orders += 1;
        let sent = order.shipped_on.filter(|_| !open).unwrap_or(month.last());
        line.0.late += u32::from(order.due_on.is_some_and(|due| due < sent));
        line.1 = line.1.zip(order.base).map(|(sum, base)| sum + base);
    }
    lines.into_values().map(|(line, amount)| StageLine { amount: amount.map(micros_to_f64), ..line }).collect()
}
