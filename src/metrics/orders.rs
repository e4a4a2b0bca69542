//! Orders (订单): which rows are valid orders, on which day they count, and what they are worth in base currency.
//!
//! Decides R0.5: confirmed, not cancelled, not a sample, amount above 0 (or 0, where the policy counts what was free), one row an
//! order. The day is the confirmation. Where no sheet tells any amount, orders count without one.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::catalog::CATALOG;
use super::cube::{Facts, Whose};
use super::figure;
use super::world::{Own, World};
use crate::model::money::Rate;
use crate::model::resolved::SHARED_WITH;
use crate::model::{Entity, MetricTable, Money, Month, Reason};

/// An amount as the sheet has it; most are only counted, so the currency is not copied.
#[derive(Debug, Clone, Copy)]
pub(super) struct Priced<'a> {
    pub(super) micros: i128,
    pub(super) currency: &'a str,
}

impl Priced<'_> {
    /// As money of its own; none where no sheet tells amounts.
    pub(super) fn money(self) -> Option<Money> {
        (self.micros != 0 || !self.currency.is_empty()).then(|| Money::new(self.micros, self.currency))
    }
}

/// A valid order.
#[derive(Debug, Clone)]
pub(super) struct Order<'a> {
    pub(super) row: usize,
    pub(super) no: &'a str,
    pub(super) name: &'a str,
    /// Day it counts for.
    pub(super) on: NaiveDate,
    pub(super) customer: Option<usize>,
    pub(super) own: Own,
    /// A second colleague and the part that is hers; few have one, and orders are walked often.
    pub(super) shared: Option<Box<(u32, Rate)>>,
    pub(super) amount: Priced<'a>,
    /// Millionths of base currency.
    pub(super) base: Option<i128>,
    pub(super) due_on: Option<NaiveDate>,
    pub(super) shipped_on: Option<NaiveDate>,
}

/// Reads the valid orders, by day, number and row.
pub(super) fn read<'a>(world: &World<'a>) -> Vec<Order<'a>> {
    let table = world.table(Entity::Order);
    let [numbers, names, statuses, types, codes, currencies] =
        ["no", "customer", "status", "order_type", "amount_currency", "currency"].map(|name| table.texts(name));
    let [ordered, shipped, due] = ["on", "shipped_on", "due_on"].map(|name| table.dates(name));
    let (amounts, samples, parties) = (table.micros("amount"), table.flags("is_sample"), world.parties(table));
    let (free, mut shared) = (world.policy.value.free_orders, shares(world));
    let unpriced = is_unpriced(&amounts);
    let mut orders = Vec::with_capacity(table.len());
    for row in 0..table.len() {
        let is_sample = samples[row] == Some(true) || types[row] == Some("sample");
        let counted = if unpriced { Some(0) } else { amounts[row].filter(|micros| *micros > 0 || free && *micros == 0) };
        let (Some(on), Some(micros)) = (ordered[row], counted) else { continue };
        if is_sample || statuses[row] == Some("cancelled") {
            continue;
        }
        let code = if unpriced { "" } else { codes[row].or(currencies[row]).unwrap_or_default() };
        let (customer, own) = parties[row];
        let base = world.rates.convert(world.month_of(on), micros, code);
        let amount = Priced { micros, currency: code };
        let no = numbers[row].unwrap_or_default();
        let name = names[row].unwrap_or_default();
        orders.push(Order {
            row,
            no,
            name,
            on,
            customer,
            own,
            shared: shared[row].take().map(Box::new),
            amount,
            base,
            due_on: due[row],
            shipped_on: shipped[row],
        });
    }
    orders.sort_by(|a, b| (a.on, a.no, a.row).cmp(&(b.on, b.no, b.row)));
    orders
}

/// Who shares in each order, and how far: the part a sheet records, of the second or of the first; without one the order is the first's
/// alone (R0.6).
fn shares(world: &World<'_>) -> Vec<Option<(u32, Rate)>> {
    let table = world.table(Entity::Order);
    let (people, parties) = (table.texts(SHARED_WITH), world.parties(table));
    if people.iter().all(Option::is_none) {
        return vec![None; table.len()];
    }
    let (firsts, seconds) = (table.numbers("staff_share"), table.numbers("co_share"));
    let share = |row: usize| {
        let second = people[row].and_then(|id| world.staff_place(id)).filter(|second| parties[row].1.staff != Some(*second))?;
        let part = seconds[row].or_else(|| firsts[row].map(|first| 1.0 - first)).filter(|part| *part < 1.0)?;
        Some((second, Rate::from_f64(part)?))
    };
    (0..table.len()).map(share).collect()
}

impl Order<'_> {
    /// To whom so much of the order is credited: its salesperson, and who shares in it.
    pub(super) fn credits(&self, world: &World<'_>, amount: Option<i128>) -> impl Iterator<Item = (Whose, Option<i128>)> + use<> {
        let whose = world.whose(self.customer, self.own);
        let second = self.shared.as_deref().map(|(staff, share)| (*staff, amount.map(|amount| world.rates.part(amount, *share))));
        let first = amount.zip(second.map_or(Some(0), |(_, part)| part)).map(|(amount, part)| amount - part);
        std::iter::once((whose, first)).chain(second.map(|(staff, part)| (Whose { staff: Some(staff), ..whose }, part)))
    }

    /// Adds an amount of the order to a sum: the order itself counts for its salesperson.
    pub(super) fn credit(&self, world: &World<'_>, facts: &mut Facts, metric: &'static str, month: Month, amount: Option<i128>) {
        for (place, (whose, part)) in self.credits(world, amount).enumerate() {
            if place == 0 { facts.amount(metric, month, whose, part) } else { facts.part(metric, month, whose, part) }
        }
    }
}

/// Whether no order has an amount: then their number, days and customers still count, and only their money is unknown.
fn is_unpriced(amounts: &[Option<i128>]) -> bool {
    amounts.iter().all(Option::is_none)
}

/// Says of figures of money that no sheet of orders tells amounts, where that and no missing rate is why they are unknown.
pub(super) fn say_unpriced(world: &World<'_>, values: &mut MetricTable) {
    let table = world.table(Entity::Order);
    if table.len() == 0 || !is_unpriced(&table.micros("amount")) {
        return;
    }
    let reason = if world.has_column(Entity::Order, "amount") { Reason::NoData } else { Reason::NoColumn };
    for metric in CATALOG.iter().filter(|metric| metric.spec.needs.contains(&Entity::Order) || metric.fact == "order") {
        figure::because(metric.spec.id, Reason::NoRate, reason, values);
    }
}

/// What each product was ordered for: by the lines of an order, where it has any, else by the order's own product.
pub(super) fn put_products(world: &World<'_>, orders: &[Order<'_>], facts: &mut Facts) {
    let table = world.table(Entity::OrderLine);
    let [numbers, products, codes, currencies] = ["order_no", "product", "amount_currency", "currency"].map(|name| table.texts(name));
    let amounts = table.micros("amount");
    let mut lines: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for row in 0..table.len() {
        if let (Some(no), Some(_), Some(_)) = (numbers[row], products[row], amounts[row]) {
            lines.entry(no).or_default().push(row);
        }
    }
    let own = world.table(Entity::Order).texts("product");
    for order in orders {
        let month = world.month_of(order.on);
        if let Some(rows) = lines.get(order.no).filter(|_| !order.no.is_empty()) {
            for row in rows {
                let code = codes[*row].or(currencies[*row]).unwrap_or(order.amount.currency);
                let base = amounts[*row].and_then(|micros| world.rates.peek(month, micros, code));
                facts.of_product("order", month, products[*row].and_then(|name| world.product(name)), base);
            }
        } else if let Some(product) = own[order.row] {
            facts.of_product("order", month, world.product(product), order.base);
        }
    }
}

/// Facts of orders: amount and count, first orders of customers, delivery on the promised day, shipments.
pub(super) fn put(world: &World<'_>, orders: &[Order<'_>], facts: &mut Facts) {
    let mut bought = vec![None; world.customers.len()];
    let mut began: Vec<Option<Month>> = vec![None; world.customers.len()];
    let (window, asked) = (world.policy.value.new_customer_window_months, world.months());
    for order in orders {
        let (month, whose) = (world.month_of(order.on), world.whose(order.customer, order.own));
        order.credit(world, facts, "order", month, order.base);
        if let Some(began) = order.customer.and_then(|place| began.get_mut(place)) {
            let new = *began.get_or_insert(month) == month;
            if asked.binary_search(&month).is_ok() {
                let id = if new { "new_customer_amount" } else { "returning_customer_amount" };
                order.credit(world, facts, id, month, order.base);
            }
        }
        if let Some(before) = order.customer.and_then(|place| bought.get_mut(place)) {
            // New is the first valid order ever or, where the policy sets a window, the first after so many silent months.
            let silent = before.is_some_and(|before| window > 0 && order.on > crate::model::period::add_months(before, window));
            if before.is_none() || silent {
                facts.count("new_customer", month, whose);
            }
            *before = Some(order.on);
        }
        if let Some(due) = order.due_on {
            let on_time = order.shipped_on.is_some_and(|shipped| shipped <= due);
            facts.share("on_time_share", world.month_of(due), whose, on_time);
        }
        if let Some(shipped) = order.shipped_on {
            facts.count("shipped", world.month_of(shipped), whose);
        }
    }
}
