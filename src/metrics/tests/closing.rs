//! Months that close on a day before the calendar month's end: rows of both edges in, figures out.

use chrono::{Days, NaiveDate};

use super::super::{Question, compute};
use super::build::{Sheet, month, october, sheet, told, world};
use crate::model::view::{Computed, Grade};
use crate::model::{Entity, Grain, Reason};
use crate::policy::Policy;

/// October as 26 September to 25 October.
fn closing_on_the_25th() -> Question {
    let question = october();
    Question { month: question.month.closing(25), from: question.from, ..question }
}

fn computed(sheets: Vec<Sheet>) -> Computed {
    compute(&world(sheets), &closing_on_the_25th(), &Policy::shipped()).unwrap().0
}

fn orders() -> Sheet {
    sheet(Entity::Order, &["C1", "C1", "C1", "C1", "C1", "C2", "C1", "C2", "C1"])
        .text("no", &["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9"])
        .day(
            "on",
            &["2025-09-20", "2025-10-25", "2025-12-25", "2025-12-26", "2026-09-25", "2026-09-26", "2026-10-25", "2026-10-26", "2026-11-02"],
        )
        .money("amount", "USD", &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0])
        .same("staff_id", "S1")
}

#[test]
fn a_month_holds_what_lies_between_two_closings() {
    let targets =
        sheet(Entity::Target, &[""]).same("staff_id", "S1").same("kpi", "order_amount").same("period", "2026-10").number("value", &[48.0]);
    let computed = computed(vec![orders(), targets]);
    let at = |id: &str, at: &str| computed.values.company(id, month(at)).and_then(|figure| figure.value);
    assert_eq!([at("order_amount", "2026-10"), at("order_amount", "2026-09"), at("order_amount", "2025-10")], [96.0, 16.0, 2.0].map(Some));
    // The year begins with January, that is on 26 December; twelve months back is after 25 October of last year.
    assert_eq!([at("order_amount_ytd", "2026-10"), at("order_amount_12m", "2026-10")], [120.0, 124.0].map(Some));
    assert_eq!((at("order_count", "2026-10"), at("new_customers", "2026-10")), (Some(2.0), Some(1.0)));
    assert_eq!((at("performance_mom_share", "2026-10"), at("performance_yoy_share", "2026-10")), (Some(5.0), Some(47.0)));
    assert_eq!(
        (at("order_amount_change", "2026-10"), told(&computed, "order_amount_attainment", Grain::Salesperson, "S1").0),
        (Some(80.0), Some(2.0))
    );
    let shown: Vec<&str> = computed.orders.iter().map(|order| order.no.as_str()).collect();
    assert_eq!(shown, ["P6", "P7"]);
    assert_eq!(computed.newest_on, "2026-10-25".parse().ok());
}

#[test]
fn rates_go_by_the_months_name_and_terms_by_the_calendar() {
    let rates =
        sheet(Entity::ExchangeRate, &["", ""]).same("currency", "EUR").text("month", &["2026-09", "2026-10"]).number("rate", &[1.0, 2.0]);
    let orders = sheet(Entity::Order, &["C1", "C1"]).text("no", &["P1", "P2"]).day("on", &["2026-09-25", "2026-09-26"]).money(
        "amount",
        "EUR",
        &[10.0, 10.0],
    );
    let owed = sheet(Entity::Receivable, &["C1"])
        .same("terms", "oa")
        .same("terms_text", "月结")
        .money("amount", "USD", &[500.0])
        .day("on", &["2026-09-26"]);
    let computed = computed(vec![rates, orders, owed]);
    let amount = |at: &str| computed.values.company("order_amount", month(at)).and_then(|figure| figure.value);
    assert_eq!((amount("2026-09"), amount("2026-10")), (Some(10.0), Some(20.0)));
    assert_eq!(computed.receivables.first().and_then(|line| line.due_on), "2026-09-30".parse().ok());
}

#[test]
fn answers_without_a_day_are_of_their_hand_in() {
    let answers = sheet(Entity::Survey, &["C1"; 6]).same("hand_in", "2026-10").number("overall", &[5.0; 6]).same("overall_scale", "1-5");
    let computed = computed(vec![answers]);
    assert_eq!(told(&computed, "csat_share", Grain::Company, ""), (Some(1.0), None));
}

#[test]
fn a_horizon_in_words_counts_from_the_closing_of_its_hand_in() {
    let book = sheet(Entity::Customer, &["C1", "C2"])
        .text("record_id", &["c1", "c2"])
        .same("hand_in", "2026-10")
        .text("need_horizon", &["1个月内", "3个月内"])
        .same("need", "explicit");
    let computed = computed(vec![book]);
    let grades: Vec<_> = computed.customers.iter().map(|line| (line.expected_close.map(|on| on.to_string()), line.grade)).collect();
    assert_eq!(grades[..2], [(Some("2026-11-25".to_owned()), Some(Grade::A)), (Some("2027-01-25".to_owned()), Some(Grade::B))]);
}

#[test]
fn who_left_before_the_closing_owes_no_sheet_of_the_month() {
    let log = sheet(Entity::Interaction, &["C1", "C3"])
        .text("record_id", &["i1", "i2"])
        .text("hand_in", &["2026-10", "2026-09"])
        .text("sheet_staff", &["Fiona", "Leo"])
        .text("staff_id", &["S1", "S2"])
        .day("on", &["2026-10-10", "2026-09-12"]);
    let missing = |left: &str| {
        let mut resolved = world(vec![log.clone()]);
        resolved.staff[1].left_on = left.parse().ok();
        let computed = compute(&resolved, &closing_on_the_25th(), &Policy::shipped()).unwrap().0;
        computed.hand_ins.iter().any(|hand_in| hand_in.staff == "S2" && hand_in.state == "missing")
    };
    assert_eq!(["2026-09-30", "2026-10-24", "2026-10-25", ""].map(missing), [false, false, true, true]);
}

#[test]
fn every_order_counts_in_one_month() {
    let first: NaiveDate = "2026-01-01".parse().unwrap();
    let days: Vec<String> = (0..365).map(|day| (first + Days::new(day)).to_string()).collect();
    let days: Vec<&str> = days.iter().map(String::as_str).collect();
    for closing in [1, 15, 25, 27] {
        let orders = sheet(Entity::Order, &vec!["C1"; days.len()]).day("on", &days).money("amount", "USD", &vec![1.0; days.len()]);
        let december = month("2026-12").closing(closing);
        let question = Question { month: december, from: month("2026-02"), ..october() };
        let computed = compute(&world(vec![orders]), &question, &Policy::shipped()).unwrap().0;
        let count = |at| computed.values.company("order_count", at).and_then(|figure| figure.value).unwrap();
        for at in december.range_from(month("2026-02")) {
            let days = i32::try_from((at.last() - at.first()).num_days() + 1).unwrap();
            assert!((28..=31).contains(&days) && (count(at) - f64::from(days)).abs() < 1e-9, "{closing} {at}: {} of {days}", count(at));
        }
    }
}

#[test]
fn a_month_under_way_is_told_by_the_closing() {
    let days = ["2026-07-24", "2026-08-25", "2026-09-25", "2026-10-14"];
    let orders = sheet(Entity::Order, &["C1"; 4]).day("on", &days).money("amount", "USD", &[1.0; 4]);
    let way = computed(vec![orders]).under_way.unwrap();
    // 28 September to 14 October, Monday to Friday; no holidays are known here.
    assert_eq!((way.until.to_string(), way.workdays, way.of), ("2026-10-14".to_owned(), 13, 20));
    let over = sheet(Entity::Order, &["C1"; 4])
        .day("on", &["2026-07-24", "2026-08-25", "2026-09-25", "2026-10-23"])
        .money("amount", "USD", &[1.0; 4]);
    assert!(computed(vec![over]).under_way.is_none());
}

#[test]
fn a_table_that_ends_with_the_calendar_month_speaks_for_the_next_one_too() {
    // 30 September lies in October: nothing since is a quiet month, not an unknown one.
    let orders = sheet(Entity::Order, &["C1", "C1"]).day("on", &["2026-08-01", "2026-09-30"]).money("amount", "USD", &[1.0, 2.0]);
    assert_eq!(told(&computed(vec![orders]), "order_amount", Grain::Company, ""), (Some(2.0), None));
    let before = sheet(Entity::Order, &["C1"]).day("on", &["2026-09-25"]).money("amount", "USD", &[1.0]);
    assert_eq!(told(&computed(vec![before]), "order_amount", Grain::Company, ""), (None, Some(Reason::NoSheet)));
}
