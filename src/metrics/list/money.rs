//! Orders of the month and what is owed, as the workbook lists them.

use super::super::cube::Whose;
use super::super::orders::Order;
use super::super::receivable::Owed;
use super::Desk;
use crate::model::Entity;
use crate::model::money::micros_to_f64;
use crate::model::view::{OrderLineView, ReceivableLine};

/// Valid orders of the month, by day and number.
pub(in super::super) fn orders(desk: &Desk<'_, '_>, orders: &[Order<'_>]) -> Vec<OrderLineView> {
    let table = desk.world.table(Entity::Order);
    let countries = table.texts("country");
    let lines = |order: &Order<'_>| {
        let named = countries[order.row].filter(|_| order.customer.is_none()).map(str::to_owned);
        let line = OrderLineView {
            no: order.no.to_owned(),
            on: order.on,
            customer: desk.customer_id(order.customer),
            name: desk.name(order.customer, Some(order.name)),
            owner: None,
            country: desk.country(order.customer).or(named),
            amount: order.amount.money(),
            amount_base: None,
            origin: table.origin(order.row),
        };
        // A shared order stands under both, each with her part.
        let credits = order.credits(desk.world, order.base);
        let credited = |(whose, part): (Whose, Option<i128>)| (desk.staff_id(whose.staff), part.map(micros_to_f64));
        credits.map(credited).map(|(owner, amount_base)| OrderLineView { owner, amount_base, ..line.clone() }).collect::<Vec<_>>()
    };
    orders.iter().filter(|order| desk.month().contains(order.on)).flat_map(lines).collect()
}

/// Unpaid balances: overdue money first, the largest on top, then by due date.
pub(in super::super) fn receivables(desk: &Desk<'_, '_>, owed: &[Owed]) -> Vec<ReceivableLine> {
    let table = desk.world.table(Entity::Receivable);
    let [orders, invoices, names] = ["order_no", "invoice_no", "customer"].map(|name| table.texts(name));
    let mut sorted: Vec<&Owed> = owed.iter().collect();
    sorted.sort_by_key(|owed| (!owed.is_overdue, std::cmp::Reverse(owed.base.filter(|_| owed.is_overdue)), owed.due_on, owed.row));
    let line = |owed: &Owed| ReceivableLine {
        no: orders[owed.row].or(invoices[owed.row]).unwrap_or_default().to_owned(),
        customer: desk.customer_id(owed.customer),
        name: desk.name(owed.customer, names[owed.row]),
        owner: desk.staff_id(owed.whose.staff),
        due_on: owed.due_on,
        overdue_days: owed.due_on.map(|due| (desk.month().last() - due).num_days()),
        balance: owed.balance.clone(),
        balance_base: owed.base.map(micros_to_f64),
        origin: table.origin(owed.row),
    };
    sorted.into_iter().map(line).collect()
}
