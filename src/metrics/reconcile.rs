//! Reconciliation (对账): the order ledger against finance's receivables, number by number.
//!
//! Decides the kinds, the first that holds: the number twice in finance, other currency, other amount beyond the policy's
//! tolerance, other month; and what stands on one side only, in the report month.

use std::collections::BTreeMap;

use super::amount::{self, Dated};
use super::collect::order_line;
use super::list::Desk;
use super::orders::Order;
use crate::model::money::micros_to_f64;
use crate::model::watch::WatchLine;
use crate::model::{Entity, Month};

/// Differences, in the order of the numbers; nothing where finance handed nothing in.
pub(super) fn lines(desk: &Desk<'_, '_>, orders: &[Order<'_>]) -> Vec<WatchLine> {
    let (world, month) = (desk.world, desk.world.question.month);
    let table = world.table(Entity::Receivable);
    let mut invoices: BTreeMap<&str, Vec<Dated<'_>>> = BTreeMap::new();
    for invoice in amount::read(world, Entity::Receivable, &["on"], "amount") {
        if !invoice.order_no.is_empty() && invoice.on <= month.last() {
            invoices.entry(invoice.order_no).or_default().push(invoice);
        }
    }
    if invoices.is_empty() {
        return Vec::new();
    }
    let numbers: BTreeMap<&str, &Order<'_>> = orders.iter().filter(|order| !order.no.is_empty()).map(|order| (order.no, order)).collect();
    let (mut lines, tolerance) = (Vec::new(), world.policy.events.amount_tolerance);
    for order in orders.iter().filter(|order| month.contains(order.on) && !order.no.is_empty()) {
        let line = |kind| order_line(desk, order, kind, Some(order.on));
        match invoices.get(order.no) {
            None => lines.push(line("missing_in_finance")),
            Some(known) => lines.extend(difference(order, known, month, tolerance).map(|(kind, told)| WatchLine {
                note: vec![("finance", told), ("orders", format!("{:.2} {}", micros_to_f64(order.amount.micros), order.amount.currency))],
                ..line(kind)
            })),
        }
    }
    for (no, known) in invoices.iter().filter(|(no, _)| !numbers.contains_key(*no)) {
        for invoice in known.iter().filter(|invoice| month.contains(invoice.on)) {
            lines.push(WatchLine {
                kind: "missing_in_orders",
                customer: desk.customer_id(invoice.customer),
                name: desk.name(invoice.customer, table.texts("customer")[invoice.row]),
                owner: desk.staff_id(invoice.whose.staff),
                no: (*no).to_owned(),
                on: Some(invoice.on),
                money: Some(invoice.money.clone()),
                base: invoice.base.map(micros_to_f64),
                origin: Some(table.origin(invoice.row)),
                ..WatchLine::default()
            });
        }
    }
    lines
}

/// How an order of the month differs from what finance holds under its number, and what finance says.
fn difference(order: &Order<'_>, known: &[Dated<'_>], month: Month, tolerance: f64) -> Option<(&'static str, String)> {
    let told = |invoice: &Dated<'_>| format!("{:.2} {}", invoice.money.to_f64(), invoice.money.currency);
    let total: i128 = known.iter().map(|invoice| invoice.money.micros).sum();
    let ours = micros_to_f64(order.amount.micros);
    let near = |micros: i128| (micros_to_f64(micros) - ours).abs() <= tolerance * ours;
    let first = known.first()?;
    // Instalments add up to the order; the whole amount twice does not.
    if known.len() > 1 && known.iter().filter(|invoice| near(invoice.money.micros)).count() > 1 {
        return Some(("duplicate", format!("{}×", known.len())));
    }
    if known.iter().any(|invoice| invoice.money.currency != order.amount.currency) {
        return Some(("currency", told(first)));
    }
    if !near(total) {
        return Some(("amount", format!("{:.2} {}", micros_to_f64(total), first.money.currency)));
    }
    (first.month != month).then(|| ("timing", first.on.to_string()))
}

#[cfg(test)]
mod tests {
    use super::super::cube::Whose;
    use super::super::orders::Priced;
    use super::super::world::Own;
    use super::*;
    use crate::model::Money;

    fn told(amount: i128, invoices: &[(&str, i128, &str)]) -> Option<&'static str> {
        let order = Order {
            row: 0,
            no: "P1",
            name: "",
            on: "2026-10-05".parse().unwrap(),
            customer: None,
            own: Own::default(),
            shared: None,
            amount: Priced { micros: amount * 1_000_000, currency: "USD" },
            base: None,
            due_on: None,
            shipped_on: None,
        };
        let dated = |(on, amount, code): &(&str, i128, &str)| Dated {
            row: 0,
            on: on.parse().unwrap(),
            month: Month::of_calendar(on.parse().unwrap()),
            customer: None,
            whose: Whose::default(),
            order_no: "P1",
            money: Money::new(amount * 1_000_000, *code),
            base: None,
        };
        difference(&order, &invoices.iter().map(dated).collect::<Vec<_>>(), "2026-10".parse().unwrap(), 0.005).map(|found| found.0)
    }

    #[test]
    fn each_kind_of_difference() {
        assert_eq!(told(1000, &[("2026-10-20", 1000, "USD")]), None);
        assert_eq!(told(1000, &[("2026-10-20", 1005, "USD")]), None);
        assert_eq!(told(1000, &[("2026-10-20", 1006, "USD")]), Some("amount"));
        assert_eq!(told(1000, &[("2026-10-06", 300, "USD"), ("2026-10-20", 700, "USD")]), None);
        assert_eq!(told(1000, &[("2026-10-06", 1000, "USD"), ("2026-10-06", 1000, "USD")]), Some("duplicate"));
        assert_eq!(told(1000, &[("2026-10-06", 1000, "EUR")]), Some("currency"));
        assert_eq!(told(1000, &[("2026-11-02", 1000, "USD")]), Some("timing"));
        assert_eq!(told(1000, &[]), None);
    }
}
