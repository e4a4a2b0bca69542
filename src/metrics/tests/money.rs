//! Performance bases, growth, the change bridge, margin, ageing, reconciliation and adjustments.

use super::super::compute;
use super::build::{Sheet, company, month, october, run, sheet, told, world};
use crate::model::{Entity, Grain, MetricValue, Reason};
use crate::policy::{Policy, Rate};

/// September and October: Alfa in both, Beta only before, Gamma new in October; Alfa pays in euros from October.
fn ledger() -> Sheet {
    sheet(Entity::Order, &["C1", "C2", "C1", "C3", "C2"])
        .text("no", &["P1", "P2", "P3", "P4", "P0"])
        .day("on", &["2026-09-10", "2026-09-12", "2026-10-10", "2026-10-12", "2026-08-01"])
        .money("amount", "USD", &[100.0, 50.0, 150.0, 30.0, 10.0])
        .text("product", &["cup", "", "cup", "", ""])
        .number("quantity", &[100.0, f64::NAN, 120.0, f64::NAN, f64::NAN])
        .day("shipped_on", &["2026-10-05", "", "2026-10-20", "", "2026-09-01"])
        .day("due_on", &["2026-10-01", "2026-10-15", "2026-10-25", "2026-11-20", ""])
        .text("staff_id", &["S1", "S1", "S2", "S2", "S1"])
}

const STEPS: [&str; 7] = super::super::bridge::STEPS;

fn near(found: Option<f64>, wanted: f64) -> bool {
    found.is_some_and(|found| (found - wanted).abs() < 1e-6)
}

#[test]
fn the_bridge_adds_up_exactly_at_every_grain() {
    let (computed, _) = run(vec![ledger()]);
    let value = |id: &str| company(&computed, id).value;
    assert_eq!(
        (value("order_amount_change"), value("bridge_new_amount"), value("bridge_lost_amount")),
        (Some(30.0), Some(30.0), Some(-50.0))
    );
    // 120 cups at 1.25 instead of 1.00: 30 of price, 20 of quantity.
    assert!(near(value("bridge_price_amount"), 30.0) && near(value("bridge_more_amount"), 20.0));
    assert_eq!(
        (value("bridge_fx_amount"), value("bridge_won_back_amount"), value("bridge_less_amount")),
        (Some(0.0), Some(0.0), Some(0.0))
    );
    for (grain, key) in [(Grain::Company, ""), (Grain::Salesperson, "S1"), (Grain::Salesperson, "S2"), (Grain::Country, "IT")] {
        let sum: f64 = STEPS.iter().map(|id| told(&computed, id, grain, key).0.unwrap_or(0.0)).sum();
        assert!(near(told(&computed, "order_amount_change", grain, key).0, sum), "{grain:?} {key}");
    }
    // August is the first month of the ledger: nothing before it to compare with.
    let first = computed.values.company("bridge_new_amount", month("2025-10")).unwrap();
    assert_eq!(first.reason, Some(Reason::NoSheet));
}

#[test]
fn rates_explain_their_part_and_constant_currency_has_none() {
    let sheet = sheet(Entity::Order, &["C1", "C1"]).day("on", &["2026-09-10", "2026-10-10"]).money("amount", "EUR", &[10_000.0, 10_000.0]);
    let mut policy = Policy::shipped();
    policy.fx.rate =
        [("2026-09", 7.2), ("2026-10", 7.1)].map(|(month, rate)| Rate { month: month.into(), currency: "EUR".into(), rate }).into();
    let computed = compute(&world(vec![sheet]), &october(), &policy).unwrap().0;
    let value = |id: &str| company(&computed, id).value;
    assert!(near(value("performance_mom_share"), 71_000.0 / 72_000.0 - 1.0) && near(value("order_amount_mom_constant_share"), 0.0));
    assert!(near(value("bridge_fx_amount"), -1000.0) && near(value("bridge_more_amount"), 0.0));
    assert!(near(value("order_amount_change"), -1000.0));
    let currencies = &computed.watch.currencies;
    assert_eq!(
        (currencies.len(), currencies[0].currency.as_str(), currencies[0].ordered, currencies[0].has_rate),
        (1, "EUR", Some(10_000.0), true)
    );
}

#[test]
fn without_rates_the_bridge_is_unknown_and_currencies_still_add_up() {
    let sheet = sheet(Entity::Order, &["C1", "C2"]).day("on", &["2026-09-10", "2026-10-10"]).money("amount", "EUR", &[5.0, 7.0]);
    let (computed, _) = run(vec![sheet]);
    assert_eq!(company(&computed, "bridge_new_amount").reason, Some(Reason::NoRate));
    assert_eq!(company(&computed, "performance_amount").reason, Some(Reason::NoRate));
    let total = &computed.watch.currencies[0];
    assert_eq!((total.ordered, total.ordered_before, total.has_rate), (Some(7.0), Some(5.0), false));
    // No sheet tells what was received or is owed.
    assert_eq!((total.received, total.owed), (None, None));
}

#[test]
fn every_basis_counts_its_own_amount() {
    let payments = sheet(Entity::Payment, &["C1", "C1"])
        .day("on", &["2026-10-02", "2026-10-03"])
        .money("amount", "USD", &[40.0, 60.0])
        .text("kind", &["deposit", "balance"]);
    let owed = sheet(Entity::Receivable, &["C1"]).day("on", &["2026-10-09"]).money("amount", "USD", &[77.0]);
    let resolved = world(vec![ledger().money("margin", "USD", &[10.0, 5.0, 45.0, 6.0, 1.0]), payments, owed]);
    let amount = |basis: &str| {
        let mut policy = Policy::shipped();
        policy.money.performance_basis = basis.into();
        let computed = compute(&resolved, &october(), &policy).unwrap().0;
        company(&computed, "performance_amount").value
    };
    let bases = ["ordered", "deposit", "shipped", "invoiced", "received", "margin"].map(amount);
    assert_eq!(bases, [Some(180.0), Some(40.0), Some(250.0), Some(77.0), Some(100.0), Some(51.0)]);
}

#[test]
fn margin_needs_a_cost_and_backlog_a_ship_date() {
    let (computed, _) = run(vec![ledger()]);
    assert_eq!(company(&computed, "margin_amount").reason, Some(Reason::NoColumn));
    assert_eq!((company(&computed, "backlog_amount").value, company(&computed, "late_order_count").value), (Some(80.0), Some(1.0)));
    let late: Vec<_> = computed.watch.lists["late_order"].iter().map(|line| (line.no.as_str(), line.kind, line.days)).collect();
    assert_eq!(late, [("P2", "not_shipped", Some(16)), ("P1", "shipped_late", Some(4))]);
    // Amount less cost, freight and commission, plus the refund: 150 − 100 − 10 + 5.
    let cost = |cells: [f64; 5]| ledger().money("purchase_cost", "USD", &cells).money("freight", "USD", &[1.0, 1.0, 10.0, 1.0, 1.0]);
    let none = f64::NAN;
    let (computed, _) = run(vec![cost([none, none, 100.0, none, none]).money("tax_refund", "USD", &[none, none, 5.0, none, none])]);
    assert_eq!(company(&computed, "margin_amount").value, Some(45.0));
    assert!(near(company(&computed, "margin_share").value, 0.3) && near(company(&computed, "margin_known_share").value, 150.0 / 180.0));
}

#[test]
fn ageing_expected_receipts_and_days_of_sales() {
    let owed = sheet(Entity::Receivable, &["C1", "C1", "C2", "C2", "C3"])
        .text("order_no", &["P3", "P1", "P2", "X1", "P4"])
        .day("on", &["2026-10-10", "2026-09-10", "2026-09-12", "2026-10-12", "2026-10-12"])
        .day("due_on", &["2026-10-30", "2026-07-31", "2026-11-30", "2026-12-01", ""])
        .money("amount", "USD", &[150.0, 100.0, 55.0, 60.0, 90.0])
        .text("terms", &["", "", "", "", ""]);
    let (computed, _) = run(vec![ledger(), owed]);
    let value = |id: &str| company(&computed, id).value;
    assert_eq!(
        (value("receivable_1_30_amount"), value("receivable_over_90_amount"), value("receivable_31_60_amount")),
        (Some(150.0), Some(100.0), Some(0.0))
    );
    assert_eq!((value("receipt_30d_amount"), value("receipt_60d_amount")), (Some(55.0), Some(115.0)));
    // (150 × 1 + 100 × 92) ÷ 365 dated
    assert!(near(value("receivable_late_days"), 9350.0 / 365.0));
    let kinds: Vec<_> = computed.watch.lists["reconcile"].iter().map(|line| (line.no.as_str(), line.kind)).collect();
    assert_eq!(kinds, [("P4", "amount"), ("X1", "missing_in_orders")]);
    let due: Vec<_> = computed.watch.lists["expected_receipt"].iter().map(|line| (line.no.as_str(), line.days)).collect();
    assert_eq!(due, [("P2", Some(-30)), ("X1", Some(-31))]);
}

#[test]
fn what_comes_late_for_a_closed_month_counts_once_in_the_current_one() {
    let mut question = october();
    let mut publish = |id: &str, at: &str, value: f64| question.published.set(id, month(at), Grain::Company, "", MetricValue::known(value));
    publish("order_amount", "2026-09", 110.0);
    let computed = compute(&world(vec![ledger()]), &question, &Policy::shipped()).unwrap().0;
    // September now holds 150: 40 came late.
    assert_eq!((company(&computed, "adjustment_amount").value, company(&computed, "performance_amount").value), (Some(40.0), Some(220.0)));
    // The year already holds September as it is now.
    assert_eq!(computed.watch.lists["adjustment"].len(), 1);
    assert_eq!(computed.watch.lists["restatement"][0].note[0], ("before", "110.0000".to_owned()));
    let mut policy = Policy::shipped();
    policy.money.reversal_month = "original".into();
    let computed = compute(&world(vec![ledger()]), &question, &policy).unwrap().0;
    assert_eq!(company(&computed, "performance_amount").value, Some(180.0));
}
