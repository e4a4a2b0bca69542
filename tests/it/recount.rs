//! A second count: the samples' headline figures made again from the merged rows with plain loops, and compared.
//!
//! Nothing here goes through the catalogue, the facts or a polars expression: rows are read cell by cell.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::{Datelike, NaiveDate};
use clientbook::model::frame::Rows;
use clientbook::model::period::add_months;
use clientbook::model::resolved::{Memory, Resolved};
use clientbook::model::{Entity, MetricTable, Month};
use clientbook::policy::{Policy, load};
use clientbook::{ingest, metrics, normalise, resolve};

use crate::workspace::samples;

/// The samples, merged.
pub(crate) fn merged() -> (Resolved, Policy) {
    let folder = samples();
    let file = PathBuf::from(&folder).join("clientbook.toml");
    let policy = load(&std::fs::read_to_string(&file).unwrap(), &file).unwrap();
    let request = ingest::Request { inputs: vec![folder.into()], skip: Vec::new(), encoding: None, passwords: Vec::new() };
    let (mut intake, _) = ingest::read(&request, &policy, &mut |_| ()).unwrap();
    let (mut tidied, _) = normalise::tidy(&mut intake, &policy).unwrap();
    let (resolved, _) = resolve::merge(&tidied.take_frames().unwrap(), &Memory::default(), &policy).unwrap();
    (resolved, policy)
}

/// Amounts in base currency by rates of the sheet and the policy, by month and currency.
struct Rates {
    known: BTreeMap<(String, String), f64>,
    /// Last day of a month; 0 is the calendar's.
    closing: u32,
}

impl Rates {
    fn read(resolved: &Resolved, policy: &Policy, closing: u32) -> Self {
        let mut rates = BTreeMap::new();
        for rate in &policy.fx.rate {
            rates.insert((rate.month.clone(), rate.currency.clone()), rate.rate);
        }
        if let Some(frame) = resolved.tables.get(&Entity::ExchangeRate) {
            let rows = Rows::of(frame);
            for row in 0..rows.len() {
                if let (Some(month), Some(code), Some(rate)) =
                    (rows.text("month", row), rows.text("currency", row), rows.number("rate", row))
                {
                    rates.insert((month.to_owned(), code.to_owned()), rate);
                }
            }
        }
        Self { known: rates, closing }
    }

    fn base(&self, on: NaiveDate, amount: f64, code: &str) -> Option<f64> {
        let next = self.closing > 0 && on.day() > self.closing;
        let (year, month) = if next && on.month() == 12 { (on.year() + 1, 1) } else { (on.year(), on.month() + u32::from(next)) };
        let month = format!("{year:04}-{month:02}");
        let rate = if code == "USD" {
            1.0
        } else {
            *self.known.get(&(month, code.to_owned())).or_else(|| self.known.get(&(String::new(), code.to_owned())))?
        };
        Some((amount * rate * 100.0).round() / 100.0)
    }
}

/// A dated amount of a customer; unknown without a rate.
struct Dated {
    on: NaiveDate,
    customer: Option<String>,
    base: Option<f64>,
    due: Option<NaiveDate>,
    shipped: Option<NaiveDate>,
    open: bool,
}

#[expect(clippy::cast_precision_loss, reason = "amounts of samples stay far below 2^53 millionths")]
fn dated(resolved: &Resolved, rates: &Rates, entity: Entity, amount: &str) -> Vec<Dated> {
    let rows = Rows::of(&resolved.tables[&entity]);
    let mut found = Vec::new();
    for row in 0..rows.len() {
        let (Some(on), Some(micros)) = (rows.date("on", row), rows.micros(amount, row)) else { continue };
        let status = rows.text("status", row);
        let sample = rows.flag("is_sample", row) == Some(true) || rows.text("order_type", row) == Some("sample");
        if entity == Entity::Order && (micros <= 0 || sample || status == Some("cancelled")) {
            continue;
        }
        let code = rows.text(&format!("{amount}_currency"), row).filter(|code| !code.is_empty()).or_else(|| rows.text("currency", row));
        found.push(Dated {
            on,
            customer: rows.text("customer_id", row).map(str::to_owned),
            base: rates.base(on, micros as f64 / 1e6, code.unwrap_or_default()),
            due: rows.date("due_on", row),
            shipped: rows.date("shipped_on", row),
            open: !matches!(status, Some("shipped" | "done")),
        });
    }
    found
}

/// Sum after `from` up to `to`; none when one has no rate.
fn sum(rows: &[Dated], from: NaiveDate, to: NaiveDate) -> Option<f64> {
    rows.iter().filter(|row| row.on > from && row.on <= to).map(|row| row.base).sum()
}

fn buyers(rows: &[Dated], from: NaiveDate, to: NaiveDate) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for row in rows.iter().filter(|row| row.on > from && row.on <= to) {
        if let Some(customer) = &row.customer {
            *counts.entry(customer.as_str()).or_default() += 1;
        }
    }
    counts
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
fn share(hits: usize, of: usize) -> Option<f64> {
    (of >= 5).then(|| hits as f64 / of as f64)
}

#[test]
fn headline_figures_are_the_same_counted_by_hand() {
    let (resolved, policy) = merged();
    // Last days of October, September and August, and of the business year before.
    recount(&resolved, &policy, 0, ["2026-10-31", "2026-09-30", "2026-08-31", "2025-12-31"]);
    recount(&resolved, &policy, 25, ["2026-10-25", "2026-09-25", "2026-08-25", "2025-12-25"]);
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows; one figure after the other")]
fn recount(resolved: &Resolved, policy: &Policy, closing: u8, edges: [&str; 4]) {
    let month = Month::new(2026, 10).unwrap().closing(closing);
    let question = metrics::Question {
        month,
        from: month,
        published: MetricTable::default(),
        columns_present: BTreeMap::new(),
        grades: BTreeMap::new(),
    };
    let (computed, _) = metrics::compute(resolved, &question, policy).unwrap();
    let rates = Rates::read(resolved, policy, u32::from(closing));
    let orders = dated(resolved, &rates, Entity::Order, "amount");
    let payments = dated(resolved, &rates, Entity::Payment, "amount");
    let [end, start, before, january] = edges.map(|day| day.parse::<NaiveDate>().unwrap());
    let (year, two) = (add_months(end, -12), add_months(end, -24));
    let here = orders.iter().filter(|row| row.on > start && row.on <= end).count();
    let mut first: BTreeMap<&str, NaiveDate> = BTreeMap::new();
    for row in &orders {
        if let Some(customer) = &row.customer {
            let known = first.entry(customer).or_insert(row.on);
            *known = (*known).min(row.on);
        }
    }
    let new = |from: NaiveDate| first.values().filter(|on| **on > from && **on <= end).count() as f64;
    let (now, then) = (buyers(&orders, year, end), buyers(&orders, two, year));
    let again = now.values().filter(|count| **count > 1).count();
    let stayed = then.keys().filter(|id| now.contains_key(*id)).count();
    let in_month = buyers(&orders, start, end);
    let returned = in_month.keys().filter(|id| first[*id] <= start).count();
    let due: Vec<&Dated> = orders.iter().filter(|row| row.due.is_some_and(|due| due > start && due <= end)).collect();
    let punctual = due.iter().filter(|row| row.shipped.is_some_and(|shipped| Some(shipped) <= row.due)).count();
    let backlog: Vec<&Dated> = orders
        .iter()
        .filter(|row| row.on <= end && add_months(row.on, 12) >= end && row.shipped.map_or(row.open, |shipped| shipped > end))
        .collect();
    let late = backlog.iter().filter(|row| row.due.is_some_and(|due| due < end)).count() as f64;
    let amount = sum(&orders, start, end);
    let mut by_customer: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for row in orders.iter().filter(|row| row.on > before && row.on <= end) {
        let sums = by_customer.entry(row.customer.as_deref().unwrap_or_default()).or_default();
        if row.on > start { sums.1 += row.base.unwrap_or(0.0) } else { sums.0 += row.base.unwrap_or(0.0) }
    }
    let class = |test: &dyn Fn(&str, f64, f64) -> bool| -> Option<f64> {
        Some(by_customer.iter().filter(|(id, sums)| test(id, sums.0, sums.1)).map(|(_, sums)| sums.1 - sums.0).sum())
    };
    let is_new = |id: &str| first.get(id).is_some_and(|on| *on > start);
    let amounts: Vec<f64> = now
        .keys()
        .map(|id| {
            orders
                .iter()
                .filter(|row| row.customer.as_deref() == Some(*id) && row.on > year && row.on <= end)
                .filter_map(|row| row.base)
                .sum()
        })
        .collect();
    let counted: [(&str, Option<f64>); 22] = [
        ("order_amount", amount),
        ("order_amount_ytd", sum(&orders, january, end)),
        ("order_amount_12m", sum(&orders, year, end)),
        ("order_count", Some(here as f64)),
        ("average_order_value", amount.map(|amount| amount / here as f64)),
        ("order_amount_change", amount.zip(sum(&orders, before, start)).map(|(now, then)| now - then)),
        ("performance_mom_share", amount.zip(sum(&orders, before, start)).map(|(now, then)| now / then - 1.0)),
        ("performance_amount", amount),
        ("bridge_new_amount", class(&|id, then, now| then <= 0.0 && now > 0.0 && is_new(id))),
        ("bridge_won_back_amount", class(&|id, then, now| then <= 0.0 && now > 0.0 && !is_new(id))),
        ("bridge_lost_amount", class(&|_, then, now| then > 0.0 && now <= 0.0)),
        ("new_customers", Some(new(start))),
        ("new_customers_ytd", Some(new(january))),
        ("active_customers_12m", Some(now.len() as f64)),
        ("repurchase_share", share(again, now.len())),
        ("returning_share", share(returned, in_month.len())),
        ("retention_share", share(stayed, then.len())),
        ("on_time_share", share(punctual, due.len())),
        ("late_order_count", Some(late)),
        ("backlog_amount", backlog.iter().map(|row| row.base).sum()),
        ("payment_received_amount", sum(&payments, start, end)),
        ("average_customer_value", Some(amounts.iter().sum::<f64>() / amounts.len() as f64)),
    ];
    let mut compared = 0;
    for (id, wanted) in counted {
        let found = computed.values.company(id, month).unwrap_or_else(|| panic!("no {id}"));
        if let (Some(value), Some(wanted)) = (found.value.filter(|_| found.widened_months == 0), wanted) {
            assert!((value - wanted).abs() < 1e-6 * wanted.abs().max(1.0), "{id} to {end}: {value} and {wanted} by hand");
            compared += 1;
        } else {
            assert!(found.reason.is_some() || found.widened_months > 0 || wanted.is_none(), "{id}: {found:?} and {wanted:?}");
        }
    }
    assert!(compared >= 20, "only {compared} figures are known");
    let ids: BTreeSet<&str> = counted.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids.len(), counted.len());
}
