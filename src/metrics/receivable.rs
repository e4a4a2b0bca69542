//! Receivable (应收): what is owed, what of it is past due, and what was received in the month (M10, M12).
//!
//! Decides that the balance is the stated one, else amount less received; that a balance within the bank-fee tolerance is
//! paid; and that the table speaks for the report month alone.

use chrono::NaiveDate;

use super::catalog::find;
use super::cube::{Cube, Facts, Whose};
use super::figure;
use super::world::World;
use crate::model::money::{Money, micros_from_f64};
use crate::model::{Entity, MetricTable, MetricValue, Month, Unit};

/// An unpaid balance.
#[derive(Debug, Clone)]
pub(super) struct Owed {
    pub(super) row: usize,
    pub(super) customer: Option<usize>,
    pub(super) whose: Whose,
    pub(super) due_on: Option<NaiveDate>,
    /// Past due at the as-of date, beyond the policy's grace.
    pub(super) is_overdue: bool,
    pub(super) balance: Money,
    pub(super) base: Option<i128>,
}

/// Reads what is owed at the end of the report month.
pub(super) fn read(world: &World<'_>) -> Vec<Owed> {
    let (table, month, policy) = (world.table(Entity::Receivable), world.question.month, &world.policy.money);
    let [amounts, received, balances] = ["amount", "received", "balance"].map(|name| table.micros(name));
    let [issued, due] = ["on", "due_on"].map(|name| table.dates(name));
    let codes = ["balance_currency", "amount_currency", "currency"].map(|name| table.texts(name));
    let (parties, as_of) = (world.parties(table), month.last());
    let tolerance = micros_from_f64(policy.bank_fee_tolerance).unwrap_or(0);
    let owed = |row: usize| {
        if issued[row].is_some_and(|on| on > as_of) {
            return None;
        }
        let micros =
            balances[row].or_else(|| amounts[row].map(|amount| amount - received[row].unwrap_or(0))).filter(|micros| *micros > 0)?;
        let code = codes.iter().find_map(|column| column[row]).unwrap_or_default();
        let base = world.rates.convert(issued[row].map_or(month, Month::of), micros, code);
        if base.is_some_and(|base| base <= tolerance) {
            return None;
        }
        let (customer, staff) = parties[row];
        let is_overdue = due[row].is_some_and(|due| (as_of - due).num_days() > policy.overdue_grace_days);
        let whose = world.whose(customer, staff);
        Some(Owed { row, customer, whose, due_on: due[row], is_overdue, balance: Money::new(micros, code), base })
    };
    (0..table.len()).filter_map(owed).collect()
}

/// Facts of receivables and payments.
pub(super) fn put(world: &World<'_>, owed: &[Owed], facts: &mut Facts) {
    for owed in owed {
        facts.amount("receivable", world.question.month, owed.whose, owed.base);
        if owed.is_overdue {
            facts.amount("receivable_overdue", world.question.month, owed.whose, owed.base);
        }
    }
    let table = world.table(Entity::Payment);
    let (days, amounts, parties) = (table.dates("on"), table.micros("amount"), world.parties(table));
    let [codes, currencies] = ["amount_currency", "currency"].map(|name| table.texts(name));
    for row in 0..table.len() {
        let (Some(on), Some(micros)) = (days[row], amounts[row]) else { continue };
        let (month, (customer, staff)) = (Month::of(on), parties[row]);
        let base = world.base(month, Some(micros), codes[row].or(currencies[row]));
        facts.amount("payment", month, world.whose(customer, staff), base);
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
