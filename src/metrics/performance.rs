//! Performance (业绩): the amount that counts, by the policy's basis, and the other bases beside it (M12).
//!
//! Decides that a shipment row speaks before the ship date of its order, that an invoice is a receivable's amount on its
//! day, and that performance is exactly the figure of its basis, over the month and over the business year. What changes a
//! closed month counts in the current one where the policy says so.

use std::collections::BTreeSet;

use super::amount::{self, Dated};
use super::catalog::{Form, Metric, Span, find};
use super::cube::{Cube, Facts};
use super::orders::Order;
use super::world::World;
use super::{adjustment, figure};
use crate::model::{Entity, MetricTable, MetricValue, Reason};

/// Metric of a basis.
pub(super) fn source(basis: &str) -> &'static str {
    match basis {
        "deposit" => "deposit_amount",
        "shipped" => "shipped_amount",
        "invoiced" => "invoiced_amount",
        "received" => "payment_received_amount",
        "margin" => "margin_amount",
        _ => "order_amount",
    }
}

/// Facts of what was shipped, invoiced, paid in advance, deducted and kept by banks.
pub(super) fn put(world: &World<'_>, orders: &[Order<'_>], payments: &[Dated<'_>], facts: &mut Facts) {
    let shipments = amount::read(world, Entity::Shipment, &["on", "etd"], "amount");
    let shipped: BTreeSet<&str> = shipments.iter().map(|shipment| shipment.order_no).filter(|no| !no.is_empty()).collect();
    for shipment in &shipments {
        facts.amount("shipped_amount", shipment.month, shipment.whose, shipment.base);
    }
    for order in orders.iter().filter(|order| !shipped.contains(order.no)) {
        if let Some(on) = order.shipped_on {
            let base = world.rates.again(world.month_of(on), order.amount.micros, order.amount.currency);
            order.credit(world, facts, "shipped_amount", world.month_of(on), base);
        }
    }
    for invoice in amount::read(world, Entity::Receivable, &["on"], "amount") {
        facts.amount("invoiced_amount", invoice.month, invoice.whose, invoice.base);
    }
    let table = world.table(Entity::Payment);
    let kinds = table.texts("kind");
    for payment in payments.iter().filter(|payment| kinds[payment.row] == Some("deposit")) {
        facts.amount("deposit_amount", payment.month, payment.whose, payment.base);
    }
    for fee in amount::read(world, Entity::Payment, &["on"], "bank_fee") {
        facts.amount("bank_fee_amount", fee.month, fee.whose, fee.base);
    }
    let in_payments = amount::read(world, Entity::Payment, &["on"], "deduction");
    for deduction in in_payments.into_iter().chain(amount::read(world, Entity::Deduction, &["on"], "amount")) {
        // Sheets write what a customer kept back with either sign.
        facts.amount("deduction_amount", deduction.month, deduction.whose, deduction.base.map(i128::abs));
    }
}

/// Sets performance from the figures of its basis.
pub(super) fn set(world: &World<'_>, cube: &Cube, values: &mut MetricTable) {
    let Some(basis) = find(source(&world.policy.money.performance_basis)) else { return };
    for (id, span) in [("performance_amount", Span::Month), ("performance_amount_ytd", Span::YearToDate)] {
        let metric = Metric { span, form: Form::Sum, ..*basis };
        for month in world.months() {
            let obstacle = figure::obstacle(world, &metric, month);
            let first = figure::first_of(span, month, world.policy.calendar.fiscal_start_month);
            for key in figure::keys(world, cube, &metric, month) {
                let told = || {
                    // A basis without any facts (no margin told, say) is unknown, not 0.
                    if cube.keys(metric.fact).next().is_none() {
                        return MetricValue::unknown(Reason::NoData);
                    }
                    let value = figure::value(&world.policy.metric, &metric, cube.over(metric.fact, key, first, month));
                    adjusted(world, value, adjustment::within(world, cube, key, (first, month)))
                };
                let value = obstacle.map_or_else(told, MetricValue::unknown);
                figure::put(world, values, id, month, key, value);
            }
        }
    }
}

fn adjusted(world: &World<'_>, value: MetricValue, late: f64) -> MetricValue {
    let counts = world.policy.money.reversal_month == "current" && world.policy.money.performance_basis == "ordered";
    match value.value.filter(|_| counts) {
        Some(known) => MetricValue { value: Some(known + late), ..value },
        None => value,
    }
}
