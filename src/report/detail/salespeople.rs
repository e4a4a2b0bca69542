//! Salespeople (业务员): what each one achieved, the customers they keep, and the month's orders behind the total.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::Worksheet;

use super::super::bulk::Long;
use super::super::desk::{Desk, Sheet};
use super::super::number;
use super::super::page::Page;
use super::super::table::{Cell, Kind, List, unique};
use super::{by_key, column, origin_columns, said, subtitle, targets};
use crate::error::Result;
use crate::model::view::OrderLineView;
use crate::model::{Grain, Money, Unit};

const ACHIEVED: [&str; 7] = [
    "order_amount",
    "order_amount_target",
    "order_amount_attainment",
    "order_amount_ytd",
    "order_amount_year_target",
    "order_amount_year_attainment",
    "order_amount_12m",
];

const TRADED: [&str; 7] = [
    "order_count",
    "average_order_value",
    "new_customers",
    "new_customers_target",
    "active_customers_12m",
    "payment_received_amount",
    "receivable_overdue_amount",
];

const KEPT: [&str; 9] = [
    "grade_a_count",
    "grade_b_count",
    "grade_c_count",
    "grade_d_count",
    "grade_e_count",
    "grade_none_count",
    "grade_overdue_count",
    "grade_stale_share",
    "expected_amount_ab",
];

const FOLLOWED: [&str; 7] = [
    "urgency_urgent_count",
    "follow_up_overdue_count",
    "follow_up_compliance_share",
    "inquiry_count",
    "inquiry_reply_24h_share",
    "repurchase_share",
    "churn_share",
];

const SERVED: [&str; 4] = ["csat_share", "csat_mean", "complaint_count", "complaint_response_share"];

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let mut page = Page::new(desk, Sheet::Salespeople, &title(desk), &subtitle(desk))?;
    page.freeze_columns(1);
    page.squeezed();
    let name = |key: &str| desk.staff(key);
    let head = || desk.text("column.staff");
    page.heading(&said::heading(desk, "achieved", [said::reached(desk), said::figure(desk, "order_amount_attainment")]));
    let mut achieved = by_key(desk, "tbl_staff_result", Grain::Salesperson, (head(), &name), &ACHIEVED);
    add_last_year(desk, &mut achieved);
    make_live(desk, &mut achieved);
    page.list(desk, &achieved)?;
    for (topic, told, table, metrics) in [
        ("traded", ["order_count", "payment_received_amount", "receivable_overdue_amount"], "tbl_staff_trade", &TRADED[..]),
        ("kept", ["grade_a_count", "grade_b_count", "expected_amount_ab"], "tbl_staff_customers", &KEPT[..]),
        ("followed", ["follow_up_overdue_count", "inquiry_reply_24h_share", "repurchase_share"], "tbl_staff_follow_up", &FOLLOWED[..]),
        ("served", ["csat_share", "complaint_count", "complaint_response_share"], "tbl_staff_service", &SERVED[..]),
    ] {
        let list = by_key(desk, table, Grain::Salesperson, (head(), &name), metrics);
        // A column of names says nothing by itself.
        if list.columns.len() > 1 {
            page.heading(&said::heading(desk, topic, told.map(|metric| said::figure(desk, metric))));
            page.list(desk, &list)?;
        }
    }
    if desk.plan.kind == "management" {
        page.heading(&desk.say("heading.targets", &[("month", desk.view.month.plus(1).to_string())]));
        page.returnable(desk, &targets::table(desk))?;
    }
    if !desk.view.computed.orders.is_empty() {
        page.heading(&orders_heading(desk));
        page.long(desk, &orders(desk))?;
    }
    page.finish(desk)
}

fn title(desk: &Desk<'_>) -> String {
    let amount = desk.now("order_amount").map_or_else(|| "—".to_owned(), |amount| desk.amount(amount));
    desk.say("title.salespeople", &[("count", desk.sellers().to_string()), ("amount", amount)])
}

/// Attainment as a formula over the amount and the target beside it.
fn make_live(desk: &Desk<'_>, list: &mut List) {
    let headers = unique(list.columns.iter().map(|column| column.header.as_str()));
    let place = |metric: &str| {
        let wanted = desk.short(metric);
        list.columns.iter().position(|column| column.header == wanted)
    };
    let places = (place("order_amount"), place("order_amount_target"), place("order_amount_attainment"));
    let (Some(amount), Some(target), Some(share)) = places else { return };
    let reference = |place: usize| format!("{}[[#This Row],[{}]]", list.name, headers[place]);
    let formula = format!("={}/{}", reference(amount), reference(target));
    for row in &mut list.rows {
        if let (Cell::Number(now), Cell::Number(goal), Cell::Number(stated)) = (&row[amount], &row[target], &row[share]) {
            // Only where the formula says what the figure says.
            if *goal > 0.0 && (now / goal - stated).abs() < 1e-9 {
                row[share] = Cell::Live(formula.clone(), *stated);
            }
        }
    }
}

/// Same month last year and the change, right after the amount, where last year is known.
fn add_last_year(desk: &Desk<'_>, list: &mut List) {
    let (month, values) = (desk.view.month, &desk.view.computed.values);
    let keys = desk.keys_by(Grain::Salesperson, "order_amount");
    let earlier = |key: &str| desk.earlier("order_amount", Grain::Salesperson, key, 12);
    if keys.iter().all(|key| earlier(key).is_none()) || !desk.any_known("order_amount", Grain::Salesperson) {
        return;
    }
    list.columns.insert(2, column(desk, "amount_last_year", Kind::Number(Unit::Money)).summed());
    list.columns.insert(3, column(desk, "year_on_year", Kind::Word));
    for (row, key) in list.rows.iter_mut().zip(&keys) {
        let before = earlier(key);
        let now = values.get("order_amount", month, Grain::Salesperson, key).and_then(|figure| figure.value);
        let (unit, better) = desk.nature("order_amount");
        let change = now.zip(before).and_then(|(now, before)| number::change(desk.words, unit, better, now, before));
        row.insert(2, before.map_or_else(|| Cell::Unknown(desk.text("no_last_year")), Cell::Number));
        row.insert(
            3,
            change
                .map_or_else(|| Cell::Unknown(desk.words.get("reason.NO_BASE").to_owned()), |change| Cell::Marked(change.text, change.ink)),
        );
    }
}

/// How many orders the list has: a shared one stands under both who share it, one line after the other.
pub(super) fn orders_heading(desk: &Desk<'_>) -> String {
    let orders = &desk.view.computed.orders;
    let again = |pair: &&[OrderLineView]| pair[0].owner != pair[1].owner && pair[0].no == pair[1].no && pair[0].origin == pair[1].origin;
    let count = orders.len() - orders.windows(2).filter(again).count();
    desk.say("heading.orders", &[("count", count.to_string())])
}

/// The orders behind the amount.
pub(super) fn orders<'a>(desk: &'a Desk<'_>) -> Long<'a> {
    let mut columns = vec![
        column(desk, "customer", Kind::Text),
        column(desk, "amount_base", Kind::Cents).summed(),
        column(desk, "owner", Kind::Text),
        column(desk, "order_no", Kind::Text),
        column(desk, "date", Kind::Date),
        column(desk, "country", Kind::Text),
        column(desk, "amount_entered", Kind::Cents),
        column(desk, "currency", Kind::Word),
    ];
    columns.extend(origin_columns(desk));
    let orders = &desk.view.computed.orders;
    // Few names stand in very many rows.
    let all = |id: fn(&OrderLineView) -> Option<&str>| orders.iter().map(move |order| id(order).unwrap_or("")).collect::<BTreeSet<_>>();
    let owners: BTreeMap<&str, String> = all(|order| order.owner.as_deref()).into_iter().map(|id| (id, desk.staff(id))).collect();
    let countries: BTreeMap<&str, String> = all(|order| order.country.as_deref()).into_iter().map(|id| (id, desk.country(id))).collect();
    let named = |names: &BTreeMap<&str, String>, id: &str| names.get(id).map_or(Cell::Blank, Cell::text);
    let row = move |place: usize| {
        orders.get(place).map_or_else(Vec::new, |order| {
            let unknown = if order.amount.is_some() { "reason.NO_RATE" } else { "reason.NO_COLUMN" };
            let told = |amount: Option<f64>| amount.map_or_else(|| Cell::Unknown(desk.words.get(unknown).to_owned()), Cell::Number);
            let mut cells = vec![
                desk.customer(order.customer.as_deref(), &order.name),
                told(order.amount_base),
                named(&owners, order.owner.as_deref().unwrap_or("")),
                Cell::text(&order.no),
                Cell::Date(order.on),
                order.country.as_deref().map_or(Cell::Blank, |code| named(&countries, code)),
                told(order.amount.as_ref().map(Money::to_f64)),
                order.amount.as_ref().map_or(Cell::Blank, |amount| Cell::text(&amount.currency)),
            ];
            cells.extend(Desk::origin(Some(&order.origin)));
            cells
        })
    };
    Long {
        id: "orders".to_owned(),
        table: "tbl_orders",
        alt: desk.say("alt.orders", &[("count", orders.len().to_string())]),
        title: desk.sheet_name(Sheet::Orders),
        columns,
        count: orders.len(),
        row: Box::new(row),
        total: Some(desk.text("total")),
    }
}
