//! Late payments (延迟付款): money that came in after its day, looked back at (R-C4).
//!
//! Decides the day: what a receivable sheet states for the order, the latest where it states several; a day that only follows from
//! terms is no reproach. A deposit has no such day, and a payment of an order without one says nothing.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};

use super::amount::Dated;
use super::cube::{Facts, Whose};
use super::world::World;
use crate::model::Entity;

/// A payment whose day is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paid {
    pub(super) on: NaiveDate,
    pub(super) customer: Option<usize>,
    pub(super) whose: Whose,
    /// Days after the day it was due; 0 or less is in time.
    pub(super) late_days: i64,
}

/// Payments against the day they were due.
pub(super) fn read(world: &World<'_>, payments: &[Dated<'_>]) -> Vec<Paid> {
    let kinds = world.table(Entity::Payment).texts("kind");
    let table = world.table(Entity::Receivable);
    let mut stated: BTreeMap<&str, NaiveDate> = BTreeMap::new();
    for (no, due) in table.texts("order_no").into_iter().zip(table.dates("due_on")) {
        if let (Some(no), Some(due)) = (no, due) {
            let known = stated.entry(no).or_insert(due);
            *known = due.max(*known);
        }
    }
    let paid = |payment: &Dated<'_>| {
        if kinds[payment.row] == Some("deposit") || payment.order_no.is_empty() {
            return None;
        }
        let due = stated.get(payment.order_no)?;
        let late_days = (payment.on - *due).num_days();
        Some(Paid { on: payment.on, customer: payment.customer, whose: payment.whose, late_days })
    };
    payments.iter().filter_map(paid).collect()
}

/// Facts of payments in time or late, by the month they came.
pub(super) fn put(world: &World<'_>, paid: &[Paid], facts: &mut Facts) {
    for payment in paid {
        facts.share(
            "payment_late_share",
            world.month_of(payment.on),
            payment.whose,
            payment.late_days > world.policy.money.overdue_grace_days,
        );
    }
}

/// Most days late of each customer's payments of the recent time.
pub(super) fn recent(world: &World<'_>, paid: &[Paid]) -> BTreeMap<usize, i64> {
    let as_of = world.question.month.last();
    let since = as_of - TimeDelta::days(world.policy.churn.recent_days);
    let mut late: BTreeMap<usize, i64> = BTreeMap::new();
    for payment in paid.iter().filter(|payment| payment.on > since && payment.on <= as_of) {
        if let Some(place) = payment.customer {
            let known = late.entry(place).or_insert(payment.late_days);
            *known = payment.late_days.max(*known);
        }
    }
    late
}
