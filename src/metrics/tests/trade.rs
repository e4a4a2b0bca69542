//! Orders, targets, receivables and maintenance.

use super::super::compute;
use super::build::{Sheet, company, month, october, run, sheet, told, world};
use crate::finding::Kind;
use crate::model::{Entity, Grain, Money, Reason};
use crate::policy::Policy;

fn orders() -> Sheet {
    sheet(Entity::Order, &["C1", "C1", "C2", "C3", "C1", "C1", "C1", "C2"])
        .text("no", &["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8"])
        .day("on", &["2025-09-30", "2026-10-01", "2026-10-31", "2026-01-15", "2026-10-02", "2026-10-03", "2026-10-04", "2026-11-01"])
        .money("amount", "USD", &[50.0, 100.0, 40.0, 10.0, 999.0, 999.0, 0.0, 5.0])
        .text("status", &["", "confirmed", "shipped", "", "cancelled", "", "", ""])
        .text("order_type", &["", "order", "", "", "", "sample", "", ""])
        .text("staff_id", &["S1", "S1", "S2", "S2", "S1", "S1", "S1", "S1"])
}

#[test]
fn valid_orders_count_by_month_year_and_salesperson() {
    let (computed, findings) = run(vec![orders()]);
    let value = |id: &str| company(&computed, id).value;
    assert_eq!((value("order_amount"), value("order_count"), value("average_order_value")), (Some(140.0), Some(2.0), Some(70.0)));
    assert_eq!((value("order_amount_ytd"), value("order_count_ytd"), value("order_amount_12m")), (Some(150.0), Some(3.0), Some(150.0)));
    // Gamma's first order was in January, Beta's is in October; Alfa bought last year.
    assert_eq!((value("new_customers"), value("new_customers_ytd"), value("active_customers_12m")), (Some(1.0), Some(2.0), Some(3.0)));
    assert_eq!(told(&computed, "order_amount", Grain::Salesperson, "S2"), (Some(40.0), None));
    assert_eq!(told(&computed, "order_amount", Grain::Country, "IT"), (Some(140.0), None));
    assert_eq!(told(&computed, "order_amount_ytd", Grain::Country, "ZZ"), (Some(10.0), None));
    assert_eq!(computed.orders.iter().map(|order| order.no.as_str()).collect::<Vec<_>>(), ["P2", "P3"]);
    let after: Vec<_> = findings.iter().filter(|finding| finding.kind == Kind::AfterPeriod).collect();
    assert_eq!(after.len(), 1);
    assert_eq!(after[0].args[0], ("rows", "1".to_owned()));
    // September 2026 is a true 0, October 2025 too; August 2025 is outside the ledger.
    assert_eq!(computed.values.company("order_amount", month("2026-09")).unwrap().value, Some(0.0));
    assert_eq!(computed.values.company("order_amount", month("2025-10")).unwrap().value, Some(0.0));
}

#[test]
fn an_order_of_nobody_takes_the_country_of_its_own_row() {
    let orders = sheet(Entity::Order, &["C1", "", "", ""])
        .text("country", &["BR", "DE", "", "FR"])
        .day("on", &["2026-10-01", "2026-10-02", "2026-10-03", "2026-09-04"])
        .money("amount", "USD", &[100.0, 20.0, 3.0, 1.0]);
    let (computed, _) = run(vec![orders]);
    let amount = |country| told(&computed, "order_amount", Grain::Country, country).0;
    // Alfa's order is Italy's, wherever it went.
    assert_eq!([amount("IT"), amount("DE"), amount("ZZ"), amount("BR")], [Some(100.0), Some(20.0), Some(3.0), None]);
    assert_eq!(company(&computed, "order_amount").value, Some(123.0));
    assert_eq!(told(&computed, "order_amount", Grain::Region, "europe").0, Some(120.0));
    let countries: Vec<_> = computed.orders.iter().map(|order| order.country.as_deref()).collect();
    assert_eq!(countries, [Some("IT"), Some("DE"), None]);
}

#[test]
fn a_shared_order_is_split_by_its_recorded_part() {
    let orders = sheet(Entity::Order, &["C1", "C1", "C1", "C1"])
        .text("no", &["P1", "P2", "P3", "P4"])
        .day("on", &["2026-10-01", "2026-10-02", "2026-10-03", "2026-09-04"])
        .money("amount", "USD", &[100.01, 20.0, 3.0, 10.0])
        .same("staff_id", "S1")
        .text("shared_with_id", &["S2", "S2", "", "S2"])
        .number("staff_share", &[0.5, f64::NAN, 0.5, 0.8]);
    let (computed, _) = run(vec![orders]);
    let by = |id: &str| ["S1", "S2"].map(|staff| told(&computed, id, Grain::Salesperson, staff).0);
    // Of 100.01 the second has 50.00 (half-even), the first the rest; without a part, or a second, an order is the first's.
    assert_eq!(by("order_amount"), [Some(73.01), Some(50.0)]);
    assert_eq!(by("order_count"), [Some(3.0), Some(0.0)]);
    assert_eq!((company(&computed, "order_amount").value, company(&computed, "order_count").value), (Some(123.01), Some(3.0)));
    // Last month 8 and 2: the change adds up for each.
    assert_eq!(by("order_amount_change"), [Some(65.01), Some(48.0)]);
    assert_eq!(by("bridge_more_amount"), [Some(65.01), Some(48.0)]);
    assert_eq!(by("returning_customer_amount"), [Some(73.01), Some(50.0)]);
    let lines: Vec<_> = computed.orders.iter().map(|order| (order.no.as_str(), order.owner.as_deref(), order.amount_base)).collect();
    let line = |no, staff, amount| (no, Some(staff), Some(amount));
    assert_eq!(lines, [line("P1", "S1", 50.01), line("P1", "S2", 50.0), line("P2", "S1", 20.0), line("P3", "S1", 3.0)]);
}

#[test]
fn without_a_rate_the_amount_is_unknown_and_the_count_is_not() {
    let sheet = sheet(Entity::Order, &["C1", "C2"]).day("on", &["2026-10-01", "2026-10-02"]).money("amount", "EUR", &[100.0, 50.0]);
    let (computed, findings) = run(vec![sheet]);
    assert_eq!(company(&computed, "order_amount").reason, Some(Reason::NoRate));
    assert_eq!(company(&computed, "order_count").value, Some(2.0));
    let missing: Vec<_> = findings.iter().filter(|finding| finding.kind == Kind::RateMissing).collect();
    assert_eq!((missing.len(), missing[0].money.clone()), (1, Some(Money::new(150_000_000, "EUR"))));
    assert_eq!(computed.orders[0].amount_base, None);
}

#[test]
fn orders_without_any_amount_count_and_their_money_says_why_it_is_unknown() {
    let ids = ["C1", "C1", "C2", "C3"];
    let sheet = sheet(Entity::Order, &ids)
        .day("on", &["2025-10-01", "2026-10-01", "2026-10-02", "2026-10-03"])
        .text("status", &["", "", "shipped", "cancelled"]);
    let (computed, findings) = run(vec![sheet]);
    let value = |id: &str| (company(&computed, id).value, company(&computed, id).reason);
    assert_eq!((value("order_count"), value("active_customers_12m")), ((Some(2.0), None), (Some(2.0), None)));
    assert_eq!((value("new_customers"), value("repeat_customer_share").1), ((Some(1.0), None), Some(Reason::NTooSmall)));
    for id in ["order_amount", "average_order_value", "performance_amount", "concentration_top1_share", "order_amount_change"] {
        assert_eq!(value(id), (None, Some(Reason::NoData)), "{id}");
    }
    assert!(findings.iter().all(|finding| finding.kind != Kind::RateMissing));
    assert!(computed.orders.iter().all(|order| order.amount.is_none()) && computed.watch.currencies.is_empty());
}

#[test]
fn targets_stand_in_columns_or_rows() {
    let sheet = sheet(Entity::Target, &["", "", ""])
        .text("staff_id", &["S1", "S2", "S2"])
        .text("kpi", &["order_amount", "order_amount", "new_customers"])
        .text("period", &["2026", "2026-10", "2026-10"])
        .number("value", &[f64::NAN, 100.0, 2.0])
        .number("month_10", &[60.0, f64::NAN, f64::NAN])
        .number("year_total", &[600.0, f64::NAN, f64::NAN]);
    let (computed, _) = run(vec![orders(), sheet]);
    assert_eq!(told(&computed, "order_amount_target", Grain::Salesperson, "S1"), (Some(60.0), None));
    assert_eq!(company(&computed, "order_amount_target").value, Some(160.0));
    assert_eq!(told(&computed, "order_amount_attainment", Grain::Salesperson, "S2"), (Some(0.4), None));
    assert_eq!(told(&computed, "order_amount_year_attainment", Grain::Salesperson, "S1"), (Some(100.0 / 600.0), None));
    assert_eq!(told(&computed, "order_amount_year_target", Grain::Salesperson, "S2"), (None, Some(Reason::NoTarget)));
    assert_eq!(told(&computed, "new_customers_target", Grain::Salesperson, "S2"), (Some(2.0), None));
}

#[test]
fn receivables_are_past_due_only_after_their_day() {
    let sheet = sheet(Entity::Receivable, &["C1", "C1", "C2", "C3"])
        .money("amount", "USD", &[300.0, 300.0, 300.0, 40.0])
        .money("received", "USD", &[100.0, 0.0, 300.0, 0.0])
        .day("due_on", &["2026-10-30", "2026-10-31", "2026-01-01", "2026-01-01"]);
    let (computed, _) = run(vec![sheet]);
    let value = |id: &str| company(&computed, id).value;
    assert_eq!(
        (value("receivable_balance"), value("receivable_overdue_amount"), value("receivable_overdue_share")),
        (Some(500.0), Some(200.0), Some(0.4))
    );
    assert_eq!(computed.receivables.len(), 2);
    assert_eq!(computed.receivables[0].overdue_days, Some(1));
    assert_eq!(computed.customers[0].overdue_amount, Some(200.0));
    assert_eq!(company(&computed, "payment_received_amount").reason, Some(Reason::NoSheet));
}

#[test]
fn short_windows_of_slow_buyers_tell_no_retention() {
    // Twelve customers bought in the year before; nine of them again.
    let mut resolved = world(vec![]);
    let ids: Vec<String> = (10..22).map(|id| format!("C{id}")).collect();
    let names: Vec<&str> = ids.iter().map(String::as_str).collect();
    resolved.customers = polars::prelude::df!("customer_id" => &names, "name" => &names).unwrap();
    let (mut customers, mut days) = (names.clone(), vec!["2025-06-01"; 12]);
    customers.extend(&names[..9]);
    days.extend(vec!["2026-06-01"; 9]);
    customers.push("C10");
    days.push("2024-10-15");
    let amounts = vec![1.0; customers.len()];
    resolved.tables = world(vec![sheet(Entity::Order, &customers).day("on", &days).money("amount", "USD", &amounts)]).tables;
    let computed = compute(&resolved, &october(), &Policy::shipped()).unwrap().0;
    // The ledger must reach the report month to speak for it.
    assert_eq!(company(&computed, "retention_share").reason, Some(Reason::NoSheet));
    let question = super::super::Question { month: month("2026-06"), from: month("2026-06"), ..october() };
    let computed = compute(&resolved, &question, &Policy::shipped()).unwrap().0;
    let value = |id: &str| computed.values.company(id, month("2026-06")).unwrap();
    assert_eq!((value("retention_share").value, value("retention_share").n), (None, Some(12)));
    assert_eq!(value("retention_share").reason, Some(Reason::NotMatured));
    assert_eq!(value("returning_share").value, Some(1.0));
    assert_eq!(value("concentration_top5_share").value, Some(5.0 / 9.0));
}

#[test]
fn a_year_of_orders_has_a_retention_of_two_half_years() {
    let ids: Vec<String> = (10..22).map(|id| format!("C{id}")).collect();
    let names: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut customers = [&names[..], &names, &names[..9], &["C10"]].concat();
    let mut days = [vec!["2025-12-10"; 12], vec!["2026-01-10"; 12], vec!["2026-05-10"; 9], vec!["2026-10-01"]].concat();
    let told = |customers: &[&str], days: &[&str]| {
        let ledger = sheet(Entity::Order, customers).day("on", days).money("amount", "USD", &vec![1.0; days.len()]);
        let mut resolved = world(vec![ledger]);
        resolved.customers = polars::prelude::df!("customer_id" => &names, "name" => &names).unwrap();
        let computed = compute(&resolved, &october(), &Policy::shipped()).unwrap().0;
        let value = |id: &str| company(&computed, id).clone();
        [value("retention_share"), value("churn_share")].map(|share| (share.value, share.reason, share.widened_months))
    };
    // Eleven months are no two half-years, and of the year before the year nobody tells.
    assert_eq!(told(&customers, &days), [(None, Some(Reason::NoData), 0); 2]);
    customers.push("C10");
    days.push("2025-11-20");
    assert_eq!(told(&customers, &days), [(Some(0.75), None, 6), (Some(0.25), None, 6)]);
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let forward = run(vec![orders()]).0;
    let reversed = sheet(Entity::Order, &["C2", "C1", "C1", "C1", "C3", "C2", "C1", "C1"])
        .text("no", &["P8", "P7", "P6", "P5", "P4", "P3", "P2", "P1"])
        .day("on", &["2026-11-01", "2026-10-04", "2026-10-03", "2026-10-02", "2026-01-15", "2026-10-31", "2026-10-01", "2025-09-30"])
        .money("amount", "USD", &[5.0, 0.0, 999.0, 999.0, 10.0, 40.0, 100.0, 50.0])
        .text("status", &["", "", "", "cancelled", "", "shipped", "confirmed", ""])
        .text("order_type", &["", "", "sample", "", "", "", "order", ""])
        .text("staff_id", &["S1", "S1", "S1", "S1", "S2", "S2", "S1", "S1"]);
    assert_eq!(forward.values, run(vec![reversed]).0.values);
}

#[test]
fn delivery_is_measured_against_the_promised_day() {
    let mut shipped = vec!["2026-10-15"; 45];
    shipped.extend(["2026-10-16", "2026-11-02", "", "", ""]);
    let promised = vec!["2026-10-15"; 50];
    let sheet = sheet(Entity::Order, &["C1"; 50])
        .day("on", &["2026-10-01"; 50])
        .money("amount", "USD", &[1.0; 50])
        .day("due_on", &promised)
        .day("shipped_on", &shipped);
    let (computed, _) = run(vec![sheet]);
    let share = company(&computed, "on_time_share");
    assert_eq!((share.value, share.n), (Some(0.9), Some(50)));
    let (low, high) = share.interval.unwrap();
    assert!((low - 0.786_398).abs() < 1e-6 && (high - 0.956_524).abs() < 1e-6);
}

#[test]
fn repurchase_needs_a_year_of_orders() {
    let customers: Vec<&str> = ["C1", "C2", "C3"].into_iter().cycle().take(9).collect();
    let days = |first| [vec![first; 3], vec!["2026-02-01"; 3], vec!["2026-10-01", "2025-11-20", "2025-11-20"]].concat();
    let ledger = |first| vec![sheet(Entity::Order, &customers).day("on", &days(first)).money("amount", "USD", &[1.0; 9])];
    let share = |first| company(&run(ledger(first)).0, "repurchase_share").clone();
    // Three customers are too few for a share, whatever the history; their numbers stay.
    assert_eq!(
        (share("2025-11-01").reason, share("2025-11-01").num, share("2025-11-01").den),
        (Some(Reason::NTooSmall), Some(3.0), Some(3.0))
    );
    let (computed, _) = run(ledger("2026-01-01"));
    assert_eq!(company(&computed, "active_customers_12m").value, Some(3.0));
    let short = vec![sheet(Entity::Order, &["C1"]).day("on", &["2026-10-01"]).money("amount", "USD", &[1.0])];
    let (computed, _) = run(short);
    assert_eq!(company(&computed, "active_customers_12m").reason, Some(Reason::NotMatured));
    assert_eq!(company(&computed, "new_customers").reason, Some(Reason::NotMatured));
    assert_eq!(company(&computed, "order_amount_12m").reason, Some(Reason::Partial));
}

#[test]
fn a_month_under_way_is_compared_with_as_many_workdays() {
    // July to September end late; October's records end on the 14th, its tenth workday by Monday to Friday.
    let days = ["2026-07-30", "2026-08-31", "2026-09-14", "2026-09-15", "2026-09-29", "2026-10-08", "2026-10-14"];
    let orders = sheet(Entity::Order, &["C1"; 7])
        .day("on", &days)
        .money("amount", "USD", &[10.0, 10.0, 80.0, 7.0, 900.0, 40.0, 60.0])
        .same("staff_id", "S1");
    let target =
        sheet(Entity::Target, &[""]).same("staff_id", "S1").same("kpi", "order_amount").same("period", "2026-10").number("value", &[220.0]);
    let (computed, _) = run(vec![orders, target]);
    let way = computed.under_way.unwrap();
    assert_eq!((way.until.to_string().as_str(), way.workdays, way.of), ("2026-10-14", 10, 22));
    let growth = company(&computed, "performance_mom_share");
    assert_eq!((growth.num, growth.den, growth.value), (Some(100.0), Some(80.0), Some(0.25)));
    assert_eq!(company(&computed, "order_amount_change").reason, Some(Reason::Partial));
    assert_eq!(told(&computed, "order_amount_attainment", Grain::Salesperson, "S1"), (Some(1.0), None), "100 of 220 × 10 ÷ 22");
}
