//! Gather (清单汇总): every watch list and side table of the month, in the order of [`LISTS`]. Empty lists are left out.

use super::amount::Dated;
use super::commerce::Commerce;
use super::cube::{Cube, Key};
use super::list::Desk;
use super::orders::Order;
use super::{acquire, affinity, amount, backlog, collect, complete, currency, funnel, improve, reconcile, restate, scorecard, watch};
use crate::model::money::micros_to_f64;
use crate::model::watch::{Watch, WatchLine};
use crate::model::{Entity, MetricTable};

/// Everything beside the figures.
pub(super) fn all(
    desk: &Desk<'_, '_>,
    orders: &[Order<'_>],
    sources: &Commerce<'_>,
    blacklist: Vec<WatchLine>,
    cube: &Cube,
    values: &MetricTable,
) -> Watch {
    let terms = &sources.terms;
    let (world, month) = (desk.world, desk.world.question.month);
    let margin = cube.over("margin_share", Key::Company, month.plus(-11), month);
    let margin = (margin.den > 0).then(|| micros_to_f64(margin.num) / micros_to_f64(margin.den));
    let mut lists = watch::lists(desk, &sources.relations);
    lists.extend([
        ("risk", sources.risks.lines(desk)),
        ("limit", sources.risks.limits(desk, orders, terms)),
        ("blacklist", blacklist),
        ("late_order", late(desk, orders)),
        ("shipment_gap", gaps(desk, orders)),
        ("deposit_missing", collect::deposits(desk, orders, terms, &sources.payments)),
        ("lc_deadline", collect::credits(desk, orders, terms)),
        ("expected_receipt", collect::expected(desk, &sources.owed)),
        ("deduction", deductions(desk)),
        ("reconcile", reconcile::lines(desk, orders)),
        ("restatement", restate::lines(desk, values)),
        ("adjustment", restate::late(desk, cube)),
        ("incomplete", complete::lines(desk, &sources.filled)),
        ("cross_sell", affinity::lines(desk, orders)),
        ("upsell", affinity::upsell(desk)),
        ("fair", acquire::fairs(world, desk.traces, &sources.costs, margin)),
    ]);
    Watch {
        lists: lists.into_iter().filter(|(_, lines)| !lines.is_empty()).collect(),
        currencies: currency::totals(world, orders, &sources.payments, &sources.owed),
        funnel: funnel::lines(world, &sources.inquiries),
        channels: acquire::channels(world, desk.traces, &sources.inquiries),
        stages: backlog::stages(world, orders),
        scorecards: scorecard::read(world, values, month),
        improvements: improve::lines(world, values),
    }
}

/// Orders past their promised day: not shipped, or shipped late in the month.
fn late(desk: &Desk<'_, '_>, orders: &[Order<'_>]) -> Vec<WatchLine> {
    let (world, month) = (desk.world, desk.world.question.month);
    let statuses = world.table(Entity::Order).texts("status");
    let line = |order: &Order<'_>| {
        let due = order.due_on.filter(|due| *due < month.last())?;
        if backlog::is_open(world, order, statuses[order.row], month) {
            return Some(collect::order_line(desk, order, "not_shipped", Some(due)));
        }
        let shipped = order.shipped_on.filter(|on| month.contains(*on) && *on > due)?;
        Some(WatchLine { days: Some((shipped - due).num_days()), ..collect::order_line(desk, order, "shipped_late", Some(due)) })
    };
    let mut lines: Vec<WatchLine> = orders.iter().filter_map(line).collect();
    lines.sort_by(|a, b| b.days.cmp(&a.days).then_with(|| a.no.cmp(&b.no)));
    lines
}

/// Shipped orders of the month whose sheet has the columns and leaves them empty.
fn gaps(desk: &Desk<'_, '_>, orders: &[Order<'_>]) -> Vec<WatchLine> {
    let (world, month) = (desk.world, desk.world.question.month);
    let table = world.table(Entity::Order);
    let (bills, arrivals, statuses) = (table.texts("bl_no"), table.dates("eta_on"), table.texts("status"));
    // A column nobody fills is not a gap of one order.
    let (has_bill, has_arrival) = (bills.iter().any(Option::is_some), arrivals.iter().any(Option::is_some));
    let kind = |order: &Order<'_>| {
        let shipped = order.shipped_on.is_some_and(|on| month.contains(on));
        let undated = order.shipped_on.is_none() && statuses[order.row] == Some("shipped") && month.contains(order.on);
        match (shipped, undated) {
            (_, true) => Some("no_ship_date"),
            (true, _) if has_bill && bills[order.row].is_none() => Some("no_bl"),
            (true, _) if has_arrival && arrivals[order.row].is_none() => Some("no_eta"),
            _ => None,
        }
    };
    orders.iter().filter_map(|order| Some(collect::order_line(desk, order, kind(order)?, order.shipped_on.or(Some(order.on))))).collect()
}

/// Deductions of the month.
fn deductions(desk: &Desk<'_, '_>) -> Vec<WatchLine> {
    let world = desk.world;
    let table = world.table(Entity::Deduction);
    let [reasons, departments, numbers, names] = ["reason", "department", "order_no", "customer"].map(|name| table.texts(name));
    let deducted = amount::read(world, Entity::Deduction, &["on"], "amount");
    let line = |deduction: Dated<'_>| WatchLine {
        kind: "deducted",
        customer: desk.customer_id(deduction.customer),
        name: desk.name(deduction.customer, names[deduction.row]),
        owner: desk.staff_id(deduction.whose.staff),
        no: numbers[deduction.row].unwrap_or_default().to_owned(),
        on: Some(deduction.on),
        base: deduction.base.map(micros_to_f64),
        note: vec![
            ("reason", reasons[deduction.row].unwrap_or("—").to_owned()),
            ("department", departments[deduction.row].unwrap_or("—").to_owned()),
        ],
        origin: Some(table.origin(deduction.row)),
        money: Some(deduction.money),
        ..WatchLine::default()
    };
    deducted.into_iter().filter(|deduction| world.question.month.contains(deduction.on)).map(line).collect()
}
