//! What people were asked to keep: who went along, what a sample cost, who sent whom, when money was due, why a customer left.

use super::super::{Question, compute};
use super::build::{company, october, run, sheet, told, world};
use crate::model::view::Computed;
use crate::model::{Entity, Grain, Reason};
use crate::policy::Policy;

fn parts(computed: &Computed, id: &str) -> (Option<f64>, Option<f64>) {
    let value = company(computed, id);
    (value.num, value.den)
}

/// Key, second key, count.
type Line<'c> = (&'c str, Option<&'c str>, u32);

/// Lines of a table.
fn table<'c>(computed: &'c Computed, id: &str) -> Vec<Line<'c>> {
    let lines = computed.breakdowns.iter().filter(|line| line.table == id);
    lines.map(|line| (line.key.as_str(), line.second.as_deref(), line.count)).collect()
}

#[test]
fn samples_photographed_free_and_charged() {
    let samples = sheet(Entity::Sample, &["C1", "C1", "C2", "C2", "C3", "C3"])
        .day("sent_on", &["2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05", "2026-10-06", "2026-10-07"])
        .text("fee_text", &["免费", "0", "30", "收取", "", "?"])
        .money("fee", "USD", &[f64::NAN, 0.0, 30.0, f64::NAN, f64::NAN, f64::NAN]);
    let (computed, _) = run(vec![samples]);
    // Two of four whose sheet tells are free: too few for a share; nobody photographed.
    assert_eq!(parts(&computed, "sample_free_share"), (Some(2.0), Some(4.0)));
    assert_eq!(company(&computed, "sample_free_share").reason, Some(Reason::NTooSmall));
    assert_eq!(parts(&computed, "sample_photographed_share"), (Some(0.0), Some(6.0)));
    assert_eq!(company(&computed, "sample_photographed_share").value, Some(0.0));
    // Samples of spring: an order within 180 days of one of the free ones.
    let samples = sheet(Entity::Sample, &["C1", "C2", "C2"])
        .day("sent_on", &["2026-03-01", "2026-03-01", "2025-01-01"])
        .text("fee_text", &["免费", "收取", "收取"]);
    let orders = sheet(Entity::Order, &["C1"]).day("on", &["2026-08-28"]).money("amount", "USD", &[1.0]);
    let (computed, _) = run(vec![samples, orders]);
    assert_eq!(table(&computed, "sample_fee"), [("charged", None, 1), ("free", None, 1)]);
    // October is not covered by samples of spring.
    assert_eq!(company(&computed, "sample_free_share").reason, Some(Reason::NoSheet));
    assert_eq!(company(&run(vec![]).0, "sample_free_share").reason, Some(Reason::NoSheet));
}

#[test]
fn senior_visits_to_large_customers() {
    let visits = |days: &[&str; 3], who: &[&str; 3]| {
        sheet(Entity::Visit, &["C1", "C2", "C1"])
            .day("on", days)
            .text("attendees", who)
            .text("channel", &["outgoing", "outgoing", "online"])
    };
    let asked = |days: &[&str; 3], who: &[&str; 3]| {
        let staff = sheet(Entity::Staff, &["", ""]).text("name", &["Leo Zhang", "Fiona"]).text("position", &["销售总监", "业务经理"]);
        parts(&run(vec![orders_again(), staff, visits(days, who)]).0, "visit_senior_share")
    };
    // Alfa is tier A (three months), Beta B (six), Gamma C: owed no senior visit. By name and by position.
    assert_eq!(asked(&["2026-08-01", "2026-05-01", "2026-10-01"], &["leo zhang, Fiona", "王总经理", "Leo Zhang"]), (Some(2.0), Some(2.0)));
    // 31 July is three months before 31 October: one day too early. An ordinary colleague is not senior.
    assert_eq!(asked(&["2026-07-31", "2026-05-01", "2026-10-01"], &["Leo Zhang", "Fiona", "Leo Zhang"]), (Some(0.0), Some(2.0)));
    let (computed, _) = run(vec![orders_again()]);
    assert_eq!(company(&computed, "visit_senior_share").reason, Some(Reason::NoSheet));
}

fn orders_again() -> super::Sheet {
    sheet(Entity::Order, &["C1", "C2", "C3"]).day("on", &["2025-11-05", "2025-11-05", "2025-11-05"]).money(
        "amount",
        "USD",
        &[300.0, 20.0, 10.0],
    )
}

#[test]
fn prevention_mistakes_and_release() {
    let complaints = sheet(Entity::Complaint, &["C1"; 5])
        .moment("received_at", &["2026-10-01"; 5])
        .day("closed_on", &["2026-10-05", "2026-10-05", "2026-10-05", "2026-10-05", "2026-10-05"])
        .text("prevention", &["来料加检", "培训", "", "SOP", "复检"]);
    let costs = sheet(Entity::Cost, &["", "", ""])
        .day("on", &["2026-10-03", "2026-10-04", "2026-10-05"])
        .text("kind", &["mistake", "mistake", "travel"])
        .text("staff_id", &["S1", "S2", "S1"])
        .money("amount", "USD", &[120.0, 30.0, 500.0]);
    let orders = sheet(Entity::Order, &["C1", "C2", "C3", "C1"])
        .day("on", &["2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04"])
        // The same day, two days, a day before the order, four days.
        .day("released_on", &["2026-10-01", "2026-10-04", "2026-10-02", "2026-10-08"])
        .money("amount", "USD", &[1.0; 4]);
    let (computed, _) = run(vec![complaints, costs, orders]);
    assert_eq!(company(&computed, "complaint_prevention_share").value, Some(0.8));
    // What a mistake cost is no cost of winning customers.
    assert_eq!(company(&computed, "mistake_cost_amount").value, Some(150.0));
    assert_eq!(told(&computed, "mistake_cost_amount", Grain::Salesperson, "S1"), (Some(120.0), None));
    assert_eq!(company(&computed, "development_cost_amount").value, Some(500.0));
    let days = company(&computed, "order_release_days");
    assert_eq!((days.value, days.n), (Some(2.0), Some(3)));
    assert_eq!(company(&run(vec![orders_again()]).0, "mistake_cost_amount").reason, Some(Reason::NoSheet));
}

#[test]
fn papers_of_orders() {
    let orders = || {
        sheet(Entity::Order, &["C1", "C2", "C3", "C1", "C2"])
            .day("on", &["2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05"])
            .day("shipped_on", &["2026-10-20"; 5])
            .money("amount", "USD", &[1.0; 5])
    };
    // Confirmed before, on the day, after, never, before.
    let kept = orders()
        .day("packing_confirmed_on", &["2026-10-10", "2026-10-20", "2026-10-21", "", "2026-10-11"])
        .flag("contract_signed", &[Some(true), Some(true), Some(true), None, Some(true)])
        .flag("contract_filed", &[Some(true), Some(false), Some(true), Some(true), Some(true)]);
    let (computed, _) = run(vec![kept]);
    assert_eq!(company(&computed, "packing_confirmed_share").value, Some(0.6));
    assert_eq!(company(&computed, "contract_complete_share").value, Some(0.6));
    let changed = orders()
        .money("change_cost", "USD", &[30.0, 10.0, f64::NAN, 60.0, 0.0])
        .text("change_bearer", &["customer", "company", "", "", "customer"]);
    let (computed, _) = run(vec![changed]);
    // Of 100 the bearers of 40 are told, the customers' part 30.
    assert_eq!(company(&computed, "change_cost_amount").value, Some(100.0));
    assert_eq!(company(&computed, "change_cost_customer_share").value, Some(0.75));
    let (silent, _) = run(vec![orders()]);
    assert_eq!(company(&silent, "change_cost_customer_share").reason, Some(Reason::NoData));
    for id in ["packing_confirmed_share", "contract_complete_share"] {
        assert_eq!(told(&silent, id, Grain::Company, ""), (None, Some(Reason::NoColumn)), "{id}");
    }
}

#[test]
fn sample_fees_are_set_off_or_not() {
    let samples = sheet(Entity::Sample, &["C1"; 6])
        .day("sent_on", &["2026-10-05"; 6])
        .money("fee", "USD", &[20.0, 20.0, 20.0, 20.0, 20.0, 0.0])
        .flag("fee_credited", &[Some(true), Some(true), Some(true), None, Some(false), None]);
    // What was free has nothing to set off.
    let share = company(&run(vec![samples]).0, "sample_fee_credited_share").clone();
    assert_eq!((share.value, share.n), (Some(0.6), Some(5)));
}

#[test]
fn a_way_that_no_sheet_tells_is_unknown() {
    let columns_present = [(Entity::Inquiry, vec!["received_at"]), (Entity::Order, vec!["on", "amount"])].into();
    let question = Question { columns_present, ..october() };
    let inquiries = || {
        let days = ["2026-04-01T09:00", "2026-04-09T09:00", "2026-04-17T09:00", "2026-04-25T09:00", "2026-04-23T10:00"];
        sheet(Entity::Inquiry, &["C1", "C2", "C3", "C1", "C2"]).moment("received_at", &days)
    };
    // Within 180 days of the inquiry of 25 April.
    let orders = || sheet(Entity::Order, &["C1"]).day("on", &["2026-10-12"]).money("amount", "USD", &[10.0]);
    for (sheets, ordered) in [(vec![inquiries()], None), (vec![inquiries(), orders()], Some(1))] {
        let (computed, _) = compute(&world(sheets), &question, &Policy::shipped()).unwrap();
        let line = &computed.watch.funnel[0];
        assert_eq!((line.inquiries, line.quoted, line.sampled, line.ordered), (5, None, None, ordered));
    }
}

#[test]
fn money_that_came_late() {
    let orders = sheet(Entity::Order, &["C1", "C1", "C2", "C3"]).day("on", &["2026-06-01"; 4]).text("no", &["A1", "A2", "B1", "G1"]).money(
        "amount",
        "USD",
        &[100.0; 4],
    );
    // All paid since; of A2 the later of two days counts.
    let owed = sheet(Entity::Receivable, &["C1", "C1", "C1", "C2", "C3"])
        .text("order_no", &["A1", "A2", "A2", "B1", "G1"])
        .day("due_on", &["2026-08-31", "2026-10-15", "2026-09-15", "2026-08-31", "2026-08-31"])
        .money("amount", "USD", &[100.0; 5])
        .money("received", "USD", &[100.0; 5]);
    let payments = sheet(Entity::Payment, &["C1", "C1", "C2", "C3", "C3", "C3"])
        .day("on", &["2026-10-01", "2026-10-15", "2026-10-20", "2026-08-31", "2026-10-02", "2026-10-03"])
        .text("order_no", &["A1", "A2", "B1", "G1", "?", "G2"])
        .text("kind", &["balance", "balance", "", "balance", "balance", "deposit"])
        .money("amount", "USD", &[50.0; 6]);
    let (computed, _) = run(vec![orders, owed, payments]);
    // October: A1 31 days late, A2 on its day, B1 50 days; G1 paid in August, a deposit and an unknown order say nothing.
    assert_eq!(parts(&computed, "payment_late_share"), (Some(2.0), Some(3.0)));
    let raised = |place: usize| computed.customers[place].rhythm.signals.contains(&"late_payment");
    assert_eq!([raised(0), raised(1), raised(2)], [true, true, false]);
    assert!(computed.customers.iter().all(|line| line.rhythm.signals_assessable > 0));
    // Without receivables and without payments that name an order nothing can be judged.
    let (computed, _) = run(vec![orders_again()]);
    assert_eq!(company(&computed, "payment_late_share").reason, Some(Reason::NoSheet));
}

#[test]
fn margins_of_new_and_returning_customers() {
    let orders = sheet(Entity::Order, &["C1", "C1", "C2", "C2"])
        .day("on", &["2025-06-10", "2026-10-05", "2026-10-20", "2026-10-21"])
        .money("amount", "USD", &[100.0, 200.0, 50.0, 150.0])
        .money("margin", "USD", &[10.0, 20.0, 25.0, f64::NAN]);
    let (computed, _) = run(vec![orders]);
    // Beta's second order of its first month is new money too; its margin nobody wrote down.
    assert_eq!(parts(&computed, "new_customer_margin_share"), (Some(25.0), Some(50.0)));
    assert_eq!(company(&computed, "returning_customer_margin_share").value, Some(0.1));
    let plain = sheet(Entity::Order, &["C1", "C1"]).day("on", &["2025-06-10", "2026-10-05"]).money("amount", "USD", &[1.0, 2.0]);
    assert_eq!(company(&run(vec![plain]).0, "new_customer_margin_share").reason, Some(Reason::NoColumn));
}

#[test]
fn repeats_of_an_inquiry_count_once() {
    let inquiries = sheet(Entity::Inquiry, &["C1", "C1", "C1", "C1", "C2"])
        .moment("received_at", &["2026-10-01", "2026-10-08", "2026-10-16", "2026-10-02", "2026-10-03"])
        .text("product", &["Mug", "Mug", "Mug", "Bowl", "Mug"])
        .text("status", &["", "", "", "", "invalid"]);
    let (computed, _) = run(vec![inquiries]);
    assert_eq!(company(&computed, "inquiry_count").value, Some(5.0));
    // The eighth is a week after the first: the same; the sixteenth, eight days after that, is asked anew.
    assert_eq!(company(&computed, "inquiry_distinct_count").value, Some(3.0));
}

#[test]
fn who_sent_whom_and_when_founded() {
    let customers = sheet(Entity::Customer, &["C1", "C2", "C3"])
        .text("name", &["Alfa", "Beta", "Gamma"])
        .text("referred_by", &["Alfa", "alfa", "nobody we know"])
        .text("founded", &["2005-11-20", "1998", "2001年12月31日"]);
    let orders = sheet(Entity::Order, &["C1", "C2"]).day("on", &["2026-10-05", "2026-10-06"]).money("amount", "USD", &[1.0, 1.0]);
    let (computed, _) = run(vec![customers, orders]);
    // Nobody recommends itself; who is unknown recommends nobody. The invented customers have no day on which they came.
    assert_eq!(company(&computed, "referred_customer_count").value, Some(0.0));
    let index = |place: usize| computed.customers[place].segment.loyalty_index.unwrap();
    assert!((index(0) - 100.0 * (0.125 + 1.0) / 4.0).abs() < 1e-9, "{}", index(0));
    assert!((index(1) - 100.0 * 0.125 / 4.0).abs() < 1e-9, "{}", index(1));
    let founded: Vec<_> = computed.care.iter().filter(|line| line.kind == "founding_anniversary").collect();
    assert_eq!(founded.len(), 1);
    assert_eq!((founded[0].customer.as_str(), founded[0].on.to_string(), founded[0].years), ("C1", "2026-11-20".into(), Some(21)));
}

#[test]
fn why_customers_and_inquiries_were_lost() {
    let customers = sheet(Entity::Customer, &["C1", "C2"]).text("lost_reason", &["转向竞争对手", ""]);
    let orders = sheet(Entity::Order, &["C1", "C2", "C2", "C2"])
        .day("on", &["2025-01-05", "2025-01-05", "2025-02-05", "2025-03-05"])
        .money("amount", "USD", &[70.0, 1.0, 2.0, 3.0]);
    let inquiries = sheet(Entity::Inquiry, &["C1", "C3", "C2"])
        .moment("received_at", &["2026-10-01", "2026-09-01", "2025-10-31"])
        .text("status", &["lost", "lost", "lost"])
        .text("lost_reason", &["价格高", "price", "price"])
        .text("product", &["Mug", "", "Mug"])
        .text("staff_id", &["S2", "", "S1"]);
    let (computed, _) = run(vec![customers, orders, inquiries]);
    // Beta's clock gave up and nobody says why.
    assert_eq!(table(&computed, "churn_reason"), [("competitor", None, 1), ("untold", None, 1)]);
    assert_eq!(computed.breakdowns.iter().find(|line| line.table == "churn_reason").unwrap().amount, Some(70.0));
    // That of a year and a month ago is out; Gamma has no country; nobody but its owner asked for it.
    assert_eq!(table(&computed, "lost_reason_country"), [("price", Some("IT"), 1)]);
    assert_eq!(table(&computed, "lost_reason_product"), [("price", Some("Mug"), 1)]);
    assert_eq!(table(&computed, "lost_reason_staff"), [("price", Some("Leo"), 2)]);
    assert!(table(&run(vec![orders_again()]).0, "churn_reason").is_empty());
}

#[test]
fn records_grow_old_by_tier() {
    let days = ["2026-08-02", "2026-08-01", "2026-08-01"];
    let customers = sheet(Entity::Customer, &["C1", "C2", "C3"]).day("updated_on", &days);
    let (computed, _) = run(vec![customers, orders_again()]);
    // 90 days before 31 October is 2 August: kept. Beta may be 180 days old.
    assert_eq!(parts(&computed, "customer_stale_share"), (Some(0.0), Some(3.0)));
    assert_eq!(table(&computed, "profile_age"), [("A", None, 1), ("B", None, 1), ("C", None, 1)]);
    let customers = sheet(Entity::Customer, &["C1"]).day("updated_on", &["2026-08-01"]);
    assert_eq!(parts(&run(vec![customers, orders_again()]).0, "customer_stale_share"), (Some(1.0), Some(1.0)));
}

#[test]
fn answers_on_one_to_ten_and_without_a_day() {
    let scores = [10.0, 9.0, 9.0, 8.0, 7.0, 1.0, 11.0, 9.0];
    let answers = || sheet(Entity::Survey, &["C1"; 8]).number("overall", &scores).same("overall_scale", "1-10");
    // Nobody wrote a day: they are the report month's. 11 is no answer; nine and ten are the top.
    let (computed, _) = run(vec![answers()]);
    let share = company(&computed, "csat_share");
    assert_eq!((share.value, share.n), (Some(4.0 / 7.0), Some(7)));
    assert!((company(&computed, "csat_mean").value.unwrap() - 53.0 / 7.0).abs() < 1e-9);
    assert!(company(&computed, "csat_mean").interval.is_some_and(|(low, high)| low > 1.0 && high <= 10.0));
    // Five of 1–5 beside seven of 1–10: the scale of most speaks, and the two are never pooled.
    let mixed = sheet(Entity::Survey, &["C1"; 3])
        .day("on", &["2026-10-05", "2026-10-05", "2026-10-06"])
        .number("overall", &[5.0, 4.0, 10.0])
        .text("overall_scale", &["1-5", "1-5", "1-10"]);
    assert_eq!(parts(&run(vec![mixed]).0, "csat_share"), (Some(2.0), Some(2.0)));
}
