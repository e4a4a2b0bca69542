//! Receivable (应收): what is owed, what of it is past due, and what was received in the month (M10, M12).
//!
//! Decides that the balance is the stated one, else amount less received; that a balance within the bank-fee tolerance is
//! paid; and that the table speaks for the report month alone.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::amount::Dated;
use super::catalog::find;
use super::cube::{Cube, Facts, Whose};
use super::figure;
use super::orders::Order;
use super::terms::{Terms, parse};
use super::world::World;
use crate::model::money::{Money, micros_from_f64};
use crate::model::{Entity, MetricTable, MetricValue, Unit};

/// An unpaid balance.
#[derive(Debug, Clone)]
pub(super) struct Owed {
    pub(super) row: usize,
    pub(super) customer: Option<usize>,
    pub(super) whose: Whose,
    pub(super) due_on: Option<NaiveDate>,
    /// The due day follows from the terms, not from the sheet.
    pub(super) derived: bool,
    /// Past due at the as-of date, beyond the policy's grace.
    pub(super) is_overdue: bool,
    pub(super) balance: Money,
    pub(super) base: Option<i128>,
}

/// Reads what is owed at the end of the report month.
pub(super) fn read(world: &World<'_>, orders: &[Order<'_>], terms: &[Option<Terms>]) -> Vec<Owed> {
    let (table, month, policy) = (world.table(Entity::Receivable), world.question.month, &world.policy.money);
    let [amounts, received, balances] = ["amount", "received", "balance"].map(|name| table.micros(name));
    let [issued, due] = ["on", "due_on"].map(|name| table.dates(name));
    let codes = ["balance_currency", "amount_currency", "currency"].map(|name| table.texts(name));
    let (parties, as_of) = (world.parties(table), month.last());
    let [numbers, words, texts] = ["order_no", "terms", "terms_text"].map(|name| table.texts(name));
    let named: BTreeSet<&str> = numbers.iter().copied().flatten().collect();
    let asked = orders.iter().zip(terms).filter(|(order, _)| !named.is_empty() && named.contains(order.no));
    let known: BTreeMap<&str, (&Order<'_>, Option<Terms>)> = asked.map(|(order, terms)| (order.no, (order, *terms))).collect();
    // Without a stated day the terms say it, from the shipment of its order, else from the invoice.
    let derived = |row: usize| {
        let order = numbers[row].and_then(|no| known.get(no));
        let terms = parse(words[row], texts[row], policy).or_else(|| order.and_then(|(_, terms)| *terms))?;
        let shipped = order.map_or(issued[row], |(order, _)| order.shipped_on);
        terms.due_on(order.and_then(|(order, _)| order.due_on), shipped, policy)
    };
    let tolerance = micros_from_f64(policy.bank_fee_tolerance).unwrap_or(0);
    let owed = |row: usize| {
        if issued[row].is_some_and(|on| on > as_of) {
            return None;
        }
        let micros =
            balances[row].or_else(|| amounts[row].map(|amount| amount - received[row].unwrap_or(0))).filter(|micros| *micros > 0)?;
        let code = codes.iter().find_map(|column| column[row]).unwrap_or_default();
        let base = world.rates.convert(issued[row].map_or(month, |on| world.month_of(on)), micros, code);
        if base.is_some_and(|base| base <= tolerance) {
            return None;
        }
        let (customer, own) = parties[row];
        let due_on = due[row].or_else(|| derived(row));
        let is_overdue = due_on.is_some_and(|due| (as_of - due).num_days() > policy.overdue_grace_days);
        let whose = world.whose(customer, own);
        Some(Owed { row, customer, whose, due_on, derived: due[row].is_none(), is_overdue, balance: Money::new(micros, code), base })
    };
    (0..table.len()).filter_map(owed).collect()
}

/// Facts of receivables and payments.
pub(super) fn put(world: &World<'_>, owed: &[Owed], payments: &[Dated<'_>], facts: &mut Facts) {
    for owed in owed {
        facts.amount("receivable", world.question.month, owed.whose, owed.base);
        if owed.is_overdue {
            facts.amount("receivable_overdue", world.question.month, owed.whose, owed.base);
        }
    }
    for payment in payments {
        facts.amount("payment", payment.month, payment.whose, payment.base);
    }
}

/// Sets the overdue share.
pub(super) fn set(world: &World<'_>, cube: &Cube, values: &mut MetricTable) {
    let (Some(share), Some(balance)) = (find("receivable_overdue_share"), find("receivable_balance")) else { return };
    for month in world.months() {
        let obstacle = figure::obstacle(world, share, month);
        for key in figure::keys(world, cube, balance, month) {
            let Some((grain, text)) = world.name(key) else { continue };
            let known = |id: &str| values.get(id, month, grain, text);
            // A country or colleague without overdue money has no overdue fact: a true 0.
            let zero = MetricValue::known(0.0);
            let overdue = known("receivable_overdue_amount").unwrap_or(&zero);
            let told = figure::quotient(Some(overdue), known("receivable_balance"), Unit::Share);
            let value = obstacle.map_or(told, MetricValue::unknown);
            figure::put(world, values, share.spec.id, month, key, value);
        }
    }
}
