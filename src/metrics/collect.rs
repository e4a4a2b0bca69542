//! Collection (收款): what came in of what was sold, deposits not in, days that credits set, and when money is expected.
//!
//! Decides that a deposit is missing when the terms name one, the policy's days have passed, the goods have not left and no
//! payment bears the order's number; and that a balance without a due day takes it from the terms of its order.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};

use super::ageing::coming;
use super::amount::Dated;
use super::cube::{Cube, Facts};
use super::list::Desk;
use super::orders::Order;
use super::receivable::Owed;
use super::terms::{Method, Terms, parse};
use super::world::World;
use super::{backlog, figure};
use crate::model::money::{MICROS, micros_from_f64, micros_to_f64, round_half_even};
use crate::model::watch::WatchLine;
use crate::model::{Entity, MetricTable, MetricValue, Money, Reason};

/// Days ahead that credits and receipts are listed for.
const AHEAD_DAYS: i64 = 60;

/// Terms of each order, in the order of `orders`: of the order, else of its customer's sheet.
pub(super) fn terms(world: &World<'_>, orders: &[Order<'_>]) -> Vec<Option<Terms>> {
    let policy = &world.policy.money;
    let customers = world.table(Entity::Customer);
    let mut usual: BTreeMap<usize, Terms> = BTreeMap::new();
    let (words, texts) = (customers.texts("payment_terms"), customers.texts("payment_terms_text"));
    for (row, (customer, _)) in world.parties(customers).iter().copied().enumerate() {
        if let (Some(customer), Some(terms)) = (customer, parse(words[row], texts[row], policy)) {
            usual.entry(customer).or_insert(terms);
        }
    }
    let table = world.table(Entity::Order);
    let (words, texts) = (table.texts("payment_terms"), table.texts("payment_terms_text"));
    let of = |order: &Order<'_>| {
        parse(words[order.row], texts[order.row], policy).or_else(|| order.customer.and_then(|place| usual.get(&place)).copied())
    };
    orders.iter().map(of).collect()
}

/// An order whose deposit is not in, and the deposit in millionths.
fn missing<'o, 'a>(
    world: &World<'_>,
    orders: &'o [Order<'a>],
    terms: &[Option<Terms>],
    payments: &[Dated<'_>],
) -> Vec<(&'o Order<'a>, i128)> {
    let (month, policy) = (world.question.month, &world.policy.money);
    let paid: BTreeSet<&str> = payments.iter().filter(|payment| payment.on <= month.last()).map(|payment| payment.order_no).collect();
    let statuses = world.table(Entity::Order).texts("status");
    let missing = |(order, terms): (&'o Order<'a>, &Option<Terms>)| {
        let share = terms.as_ref().map(|terms| terms.deposit_share).filter(|share| *share > 0.0)?;
        let waited = (month.last() - order.on).num_days() > policy.deposit_days;
        let open = backlog::is_open(world, order, statuses[order.row], month);
        let deposit = round_half_even(order.amount.micros * micros_from_f64(share)?, MICROS);
        (waited && open && !order.no.is_empty() && !paid.contains(order.no)).then_some((order, deposit))
    };
    orders.iter().zip(terms).filter_map(missing).collect()
}

/// Facts of deposits not in.
pub(super) fn put(world: &World<'_>, orders: &[Order<'_>], terms: &[Option<Terms>], payments: &[Dated<'_>], facts: &mut Facts) {
    for (order, _) in missing(world, orders, terms, payments) {
        facts.count("deposit_missing_count", world.question.month, world.whose(order.customer, order.own));
    }
}

/// Sets the share of a year's orders that came in, and deductions.
pub(super) fn set(world: &World<'_>, cube: &Cube, values: &mut MetricTable) {
    figure::each(world, cube, "collection_share", values, |month, key| {
        let (sold, paid) = (cube.over("order", key, month.plus(-11), month), cube.over("payment", key, month.plus(-11), month));
        match (sold.gap + paid.gap, sold.num) {
            (1.., _) => MetricValue::unknown(Reason::NoRate),
            (_, ..=0) => MetricValue::unknown(Reason::NoData),
            _ => {
                let (num, den) = (micros_to_f64(paid.num), micros_to_f64(sold.num));
                MetricValue { num: Some(num), den: Some(den), value: Some(num / den), ..MetricValue::default() }
            }
        }
    });
    figure::each(world, cube, "deduction_amount", values, |month, key| {
        let told = world.coverage.covers(Entity::Deduction, month)
            || world.coverage.covers(Entity::Payment, month) && world.has_column(Entity::Payment, "deduction");
        let cell = cube.over("deduction_amount", key, month, month);
        match (told || cell.den > 0, cell.gap) {
            (false, _) => MetricValue::unknown(Reason::NoSheet),
            (true, 1..) => MetricValue::unknown(Reason::NoRate),
            _ => MetricValue::known(micros_to_f64(cell.num)),
        }
    });
    // What is due to be deposited is a state of the report month.
    figure::only_now(world, &["deposit_missing_count"], values);
}

/// Deposits not in, oldest first.
pub(super) fn deposits(desk: &Desk<'_, '_>, orders: &[Order<'_>], terms: &[Option<Terms>], payments: &[Dated<'_>]) -> Vec<WatchLine> {
    let as_of = desk.world.question.month.last();
    let line = |(order, deposit): (&Order<'_>, i128)| WatchLine {
        days: Some((as_of - order.on).num_days() - desk.world.policy.money.deposit_days),
        money: Some(Money::new(deposit, order.amount.currency)),
        base: desk.world.rates.peek(desk.world.month_of(order.on), deposit, order.amount.currency).map(micros_to_f64),
        ..order_line(desk, order, "not_received", Some(order.on))
    };
    missing(desk.world, orders, terms, payments).into_iter().map(line).collect()
}

/// A line about an order.
pub(super) fn order_line(desk: &Desk<'_, '_>, order: &Order<'_>, kind: &'static str, on: Option<NaiveDate>) -> WatchLine {
    WatchLine {
        kind,
        customer: desk.customer_id(order.customer),
        name: desk.name(order.customer, Some(order.name)),
        owner: desk.staff_id(desk.world.whose(order.customer, order.own).staff),
        country: desk.country(order.customer),
        no: order.no.to_owned(),
        on,
        days: on.map(|on| (desk.world.question.month.last() - on).num_days()),
        money: order.amount.money(),
        base: order.base.map(micros_to_f64),
        origin: Some(desk.world.origin(Entity::Order, order.row)),
        ..WatchLine::default()
    }
}

/// Days that letters of credit set: shipment by the promised day, documents within the policy's days after it.
pub(super) fn credits(desk: &Desk<'_, '_>, orders: &[Order<'_>], terms: &[Option<Terms>]) -> Vec<WatchLine> {
    let (world, as_of) = (desk.world, desk.world.question.month.last());
    let statuses = world.table(Entity::Order).texts("status");
    let line = |(order, terms): (&Order<'_>, &Option<Terms>)| {
        terms.filter(|terms| terms.method == Method::Credit)?;
        if backlog::is_open(world, order, statuses[order.row], world.question.month) {
            let due = order.due_on.filter(|due| (*due - as_of).num_days() <= AHEAD_DAYS)?;
            return Some(order_line(desk, order, "ship", Some(due)));
        }
        let until = order.shipped_on? + TimeDelta::days(world.policy.money.lc_present_days);
        (order.shipped_on? <= as_of && until >= as_of).then(|| order_line(desk, order, "present", Some(until)))
    };
    orders.iter().zip(terms).filter_map(line).collect()
}

/// Balances expected within sixty days, soonest first; a day from the terms is marked as derived.
pub(super) fn expected(desk: &Desk<'_, '_>, owed: &[Owed]) -> Vec<WatchLine> {
    let (world, as_of) = (desk.world, desk.world.question.month.last());
    let table = world.table(Entity::Receivable);
    let [orders, invoices, names] = ["order_no", "invoice_no", "customer"].map(|name| table.texts(name));
    let line = |owed: &Owed| {
        let due = owed.due_on.filter(|due| coming(*due, as_of, AHEAD_DAYS))?;
        Some(WatchLine {
            kind: if owed.derived { "derived" } else { "stated" },
            customer: desk.customer_id(owed.customer),
            name: desk.name(owed.customer, names[owed.row]),
            owner: desk.staff_id(owed.whose.staff),
            country: desk.country(owed.customer),
            no: orders[owed.row].or(invoices[owed.row]).unwrap_or_default().to_owned(),
            on: Some(due),
            days: Some((as_of - due).num_days()),
            money: Some(owed.balance.clone()),
            base: owed.base.map(micros_to_f64),
            origin: Some(table.origin(owed.row)),
            ..WatchLine::default()
        })
    };
    let mut lines: Vec<WatchLine> = owed.iter().filter_map(line).collect();
    lines.sort_by(|a, b| (a.on, &a.no).cmp(&(b.on, &b.no)));
    lines
}
