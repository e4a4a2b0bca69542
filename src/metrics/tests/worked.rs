//! Worked rows: a handful of literal rows, and every figure they make, added up in the comments.

use super::super::CATALOG;
use super::build::{company, run, sheet};
use crate::model::view::Computed;
use crate::model::{Entity, Reason};

/// What a figure must be.
#[derive(Debug, Clone, Copy)]
enum Told {
    Is(f64),
    /// Unknown, for this reason.
    Not(Reason),
    /// Too few to be told, but counted.
    Few(f64, f64),
}

use Told::{Few, Is, Not};

fn holds(computed: &Computed, wanted: &[(&str, Told)]) {
    let mut wrong = Vec::new();
    for (id, told) in wanted {
        let found = company(computed, id);
        let right = match told {
            Is(value) => found.value.is_some_and(|found| (found - value).abs() < 1e-6),
            Not(reason) => found.value.is_none() && found.reason == Some(*reason),
            Few(num, den) => found.reason == Some(Reason::NTooSmall) && (found.num, found.den) == (Some(*num), Some(*den)),
        };
        if !right {
            wrong.push(format!("{id}: {told:?}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Five buy every 200 days, one of them not this year, and one came back after a year without. Who stayed is a fact; that somebody
/// left is not told, where a year does not hold two of their rhythms.
#[test]
fn slow_buyers_have_a_retention_and_no_churn() {
    let slow = |customers: &[&'static str], days: [&'static str; 3]| {
        customers.iter().flat_map(move |one| days.map(|day| (*one, day))).collect::<Vec<_>>()
    };
    let mut rows = slow(&["C1", "C2", "C3", "C4"], ["2025-02-01", "2025-08-20", "2026-03-08"]);
    rows.extend(slow(&["C5"], ["2024-06-01", "2024-12-18", "2025-07-06"]));
    rows.extend([("C6", "2024-06-01"), ("C6", "2026-10-05")]);
    let (customers, days): (Vec<&str>, Vec<&str>) = rows.into_iter().unzip();
    let orders = sheet(Entity::Order, &customers).day("on", &days).money("amount", "USD", &vec![100.0; days.len()]);
    let ids: Vec<String> = (1..=6).map(|number| format!("C{number}")).collect();
    let mut world = super::build::world(vec![orders]);
    world.customers = polars::prelude::df!("customer_id" => &ids, "name" => &ids, "row_count" => vec![1_u32; 6]).unwrap();
    let (computed, _) = super::super::compute(&world, &super::build::october(), &crate::policy::Policy::shipped()).unwrap();
    holds(&computed, &[("retention_share", Is(0.8)), ("churn_share", Not(Reason::NotMatured)), ("reactivated_count", Is(1.0))]);
}

/// Alfa bought 100 in the year before and 200 + 300 in this one; Beta 10 + 50 in the year before and nothing since; Gamma
/// 40 for the first time in October.
#[test]
fn customers_who_stay_leave_and_come() {
    let orders = sheet(Entity::Order, &["C1", "C1", "C1", "C2", "C2", "C3"])
        .day("on", &["2025-06-10", "2025-12-10", "2026-10-05", "2024-11-05", "2025-03-01", "2026-10-20"])
        .money("amount", "USD", &[100.0, 200.0, 300.0, 10.0, 50.0, 40.0]);
    let (computed, _) = run(vec![orders]);
    holds(
        &computed,
        &[
            // Of 160 a year ago 500 is here, at most 100 of it of who was here already.
            ("nrr_share", Is(3.125)),
            ("grr_share", Is(0.625)),
            ("continuing_growth_share", Is(4.0)),
            ("active_growth_share", Is(0.0)),
            ("active_customers_12m", Is(2.0)),
            ("average_customer_value", Is(270.0)),
            ("median_customer_value", Not(Reason::NTooSmall)),
            ("customer_lifetime_value", Not(Reason::NTooSmall)),
            // Two years of orders: nobody can have bought before them.
            ("reactivated_count", Not(Reason::NotMatured)),
            ("new_customer_amount", Is(40.0)),
            ("returning_customer_amount", Is(300.0)),
            ("performance_amount_ytd", Is(340.0)),
            ("performance_yoy_share", Not(Reason::NoBase)),
            ("order_amount_yoy_constant_share", Not(Reason::NoBase)),
            ("concentration_top1_share", Is(500.0 / 540.0)),
            ("concentration_hhi", Is((500.0 * 500.0 + 40.0 * 40.0) / (540.0 * 540.0))),
            ("concentration_agent_top1_share", Not(Reason::NoData)),
            ("pareto_80_customers", Is(1.0)),
            ("order_amount_12m_without_largest", Is(40.0)),
            // Gaps 183 and 299, and 116; medians of the two who have any: 241 and 116.
            ("order_gap_median_days", Is(183.0)),
            ("order_cycle_median_days", Not(Reason::NTooSmall)),
            ("repeat_customer_share", Few(2.0, 3.0)),
            ("retention_share", Few(1.0, 2.0)),
            ("churn_share", Few(1.0, 2.0)),
            // Beta: 609 days at a rhythm of 116.
            ("likely_lost_count", Is(1.0)),
            ("win_back_count", Is(1.0)),
            ("won_back_count", Is(0.0)),
            ("reorder_due_count", Is(0.0)),
            ("inactive_count", Is(1.0)),
            ("at_risk_amount", Is(60.0)),
            ("relation_at_risk_count", Is(1.0)),
            ("relation_best_count", Is(1.0)),
            ("relation_good_count", Is(0.0)),
            ("relation_ordinary_count", Is(1.0)),
            ("value_a_count", Is(1.0)),
            ("value_b_count", Is(0.0)),
            ("value_c_count", Is(1.0)),
            ("rising_small_count", Is(0.0)),
            ("important_count", Is(1.0)),
            ("do_now_count", Is(0.0)),
            ("standing_long_term_count", Is(1.0)),
            ("standing_new_count", Is(2.0)),
            ("standing_one_off_count", Is(0.0)),
            ("standing_potential_count", Is(0.0)),
            ("deal_won_count", Is(3.0)),
            ("deal_negotiating_count", Is(0.0)),
            ("deal_potential_count", Is(0.0)),
            // Alfa's rhythm points to June: beyond six months.
            ("grade_c_count", Is(0.0)),
            ("grade_d_count", Is(1.0)),
            ("grade_e_count", Is(0.0)),
            ("grade_ab_share", Few(0.0, 1.0)),
            ("grade_stale_share", Few(0.0, 1.0)),
            ("urgency_urgent_count", Is(0.0)),
            ("grade_hit_c_share", Not(Reason::NotMatured)),
            ("grade_foresight_ab_share", Not(Reason::NotMatured)),
            ("scorecard_score", Not(Reason::NoTarget)),
            ("prospect_high_count", Is(0.0)),
            ("prospect_score_mean", Not(Reason::NoData)),
            // Repeats, tenure and active quarters: 54.72, 54.44 and 4.17.
            ("loyalty_index_mean", Is(37.777_777_778)),
            ("important_without_owner_count", Is(0.0)),
            ("important_two_owners_count", Is(0.0)),
        ],
    );
}

/// An order of 300 shipped and invoiced in October with 90 paid in advance, one of 100 a year ago and paid; 60 spent to be
/// found, and a list of four Italian companies.
#[test]
fn money_in_out_and_owed() {
    let orders = sheet(Entity::Order, &["C1", "C2"])
        .text("no", &["P1", "P0"])
        .day("on", &["2026-10-05", "2025-11-10"])
        .day("shipped_on", &["2026-10-20", "2025-11-30"])
        .money("amount", "USD", &[300.0, 100.0]);
    let payments = sheet(Entity::Payment, &["C1", "C2"])
        .text("order_no", &["P1", "P0"])
        .text("kind", &["deposit", "balance"])
        .day("on", &["2026-10-06", "2025-11-20"])
        .money("amount", "USD", &[90.0, 100.0])
        .money("bank_fee", "USD", &[2.0, f64::NAN])
        .money("deduction", "USD", &[-5.0, f64::NAN]);
    let owed = sheet(Entity::Receivable, &["C1"])
        .text("order_no", &["P1"])
        .day("on", &["2026-10-05"])
        .day("due_on", &["2026-10-25"])
        .money("amount", "USD", &[300.0]);
    let costs = sheet(Entity::Cost, &[""]).text("kind", &["ads"]).day("on", &["2026-10-01"]).money("amount", "USD", &[60.0]);
    let targets = sheet(Entity::CompanyTarget, &["", "", "", ""]).same("country", "IT");
    let limits = sheet(Entity::CreditLimit, &["C1"]).money("limit", "USD", &[200.0]);
    let (computed, _) = run(vec![orders, payments, owed, costs, targets, limits]);
    holds(
        &computed,
        &[
            ("deposit_amount", Is(90.0)),
            ("bank_fee_amount", Is(2.0)),
            ("deduction_amount", Is(5.0)),
            ("collection_share", Is(190.0 / 400.0)),
            ("shipped_amount", Is(300.0)),
            ("invoiced_amount", Is(300.0)),
            // All of October's shipments are owed: its 31 days.
            ("dso_days", Is(31.0)),
            ("development_cost_amount", Is(60.0)),
            ("acquisition_cost_amount", Is(60.0)),
            ("penetration_share", Is(0.5)),
            ("over_limit_count", Is(1.0)),
            // Over its limit and owing all that is owed: 4 × 5.
            ("credit_risk_count", Is(1.0)),
            ("receivable_1_30_amount", Is(300.0)),
            ("receivable_61_90_amount", Is(0.0)),
            ("blacklist_match_count", Not(Reason::NoSheet)),
            ("deposit_missing_count", Is(0.0)),
        ],
    );
}

/// Gamma asked four times in April, was quoted, got a sample and ordered; Beta asked once and heard nothing. Alfa asks and
/// orders in October.
#[test]
fn the_way_from_asking_to_ordering() {
    let inquiries = sheet(Entity::Inquiry, &["C3", "C3", "C3", "C3", "C2", "C1"]).moment(
        "received_at",
        &["2026-04-01T09:00", "2026-04-09T09:00", "2026-04-17T09:00", "2026-04-25T09:00", "2026-04-03T10:00", "2026-10-10T09:00"],
    );
    let quotes = sheet(Entity::Quotation, &["C3", "C1"]).day("on", &["2026-04-26", "2026-10-11"]);
    let samples = sheet(Entity::Sample, &["C3", "C3"]).day("sent_on", &["2026-04-28", "2026-10-10"]);
    let orders = sheet(Entity::Order, &["C3", "C1"]).day("on", &["2026-05-10", "2026-10-12"]).money("amount", "USD", &[10.0, 20.0]);
    let (computed, _) = run(vec![inquiries, quotes, samples, orders]);
    holds(
        &computed,
        &[
            ("inquiry_quoted_share", Is(0.8)),
            ("inquiry_sampled_share", Is(0.8)),
            ("inquiry_ordered_share", Is(0.8)),
            ("new_customer_conversion_share", Few(1.0, 2.0)),
            ("inquiry_order_ratio", Is(1.0)),
            ("sample_sent_count", Is(1.0)),
            ("sample_ordered_share", Few(1.0, 1.0)),
            ("prospect_age_days", Not(Reason::NoData)),
            // Gamma after 39 days, Alfa after two: too few.
            ("development_cycle_days", Not(Reason::NTooSmall)),
        ],
    );
}

/// Five complaints answered within the hour and closed in four days, two pieces of feedback and three requests.
#[test]
fn complaints_feedback_and_requests() {
    let complaints = sheet(Entity::Complaint, &["C1"; 5])
        .moment("received_at", &["2026-10-12T09:00"; 5])
        .moment("responded_at", &["2026-10-12T10:00"; 5])
        .day("closed_on", &["2026-10-16"; 5]);
    let feedback = sheet(Entity::Feedback, &["C1", "C2"]).day("on", &["2026-10-02", "2026-10-03"]).day("done_on", &["2026-10-05", ""]);
    let requests = sheet(Entity::ServiceRequest, &["C1"; 3])
        .moment("received_at", &["2026-10-12T09:00"; 3])
        .moment("responded_at", &["2026-10-12T10:00"; 3])
        .moment("resolved_at", &["2026-10-15", "2026-10-15", "2026-10-18"]);
    let (computed, _) = run(vec![complaints, feedback, requests]);
    holds(
        &computed,
        &[
            ("complaint_response_share", Is(1.0)),
            ("complaint_response_hours", Is(1.0)),
            ("complaint_response_p90_hours", Not(Reason::NTooSmall)),
            ("complaint_resolution_p90_days", Not(Reason::NTooSmall)),
            ("complaint_reopened_share", Is(0.0)),
            ("complaint_breach_count", Is(0.0)),
            ("complaint_stuck_count", Is(0.0)),
            // Of six fields only the customer is filled.
            ("complaint_complete_share", Is(1.0 / 6.0)),
            ("feedback_closed_share", Few(1.0, 2.0)),
            ("feedback_open_count", Is(1.0)),
            ("service_request_resolution_days", Is(3.0)),
            ("service_request_response_hours", Is(1.0)),
            ("service_request_breach_count", Is(0.0)),
            ("request_open_count", Not(Reason::NoSheet)),
        ],
    );
}

/// Alfa bought, was contacted on five days, and quoted, sent samples and received five times each.
#[test]
fn care_for_customers() {
    let (days, c1) = (["2026-10-05", "2026-10-06", "2026-10-07", "2026-10-08", "2026-10-09"], ["C1"; 5]);
    let orders = sheet(Entity::Order, &["C1"]).day("on", &["2026-10-05"]).money("amount", "USD", &[100.0]);
    let contacts = sheet(Entity::Interaction, &c1).day("on", &days).same("method", "phone");
    let quotes = sheet(Entity::Quotation, &c1).day("on", &days).money("unit_price", "USD", &[1.0; 5]);
    let samples = sheet(Entity::Sample, &c1).day("sent_on", &days).day("received_on", &["2026-10-20", "2026-10-20", "2026-10-20", "", ""]);
    let visits = sheet(Entity::Visit, &c1).day("on", &days).same("channel", "incoming").text("staff_id", &["S1", "S1", "S1", "S1", ""]);
    let customers = sheet(Entity::Customer, &["C1", "C2"])
        .day("updated_on", &["2026-10-01", "2026-01-01"])
        .day("expected_close", &["2026-11-10", ""])
        .text("need", &["explicit", ""])
        .money("expected_amount", "USD", &[1000.0, f64::NAN]);
    let (computed, _) = run(vec![orders, contacts, quotes, samples, visits, customers]);
    holds(
        &computed,
        &[
            // One part of five stands in each quotation; of the profile only the country.
            ("quote_complete_share", Is(0.2)),
            ("quote_profile_share", Is(0.0)),
            ("sample_received_share", Is(0.6)),
            ("sample_approved_share", Is(0.0)),
            ("visit_host_share", Is(0.8)),
            // The only buyer is of tier A.
            ("effort_a_share", Is(1.0)),
            ("effort_b_share", Is(0.0)),
            ("effort_c_share", Is(0.0)),
            // Grade A, seven in ten of 1000.
            ("forecast_amount", Is(700.0)),
            // Beta bought nothing: its record may be a year old.
            ("customer_stale_share", Few(0.0, 2.0)),
            ("customer_complete_share", Is(2.0 / 12.0)),
        ],
    );
}

/// Every source of this room and its tests, for the test below.
const TESTS: [&str; 12] = [
    include_str!("care.rs"),
    include_str!("golden.rs"),
    include_str!("grades.rs"),
    include_str!("hand_ins.rs"),
    include_str!("kept.rs"),
    include_str!("money.rs"),
    include_str!("promises.rs"),
    include_str!("service.rs"),
    include_str!("trade.rs"),
    include_str!("worked.rs"),
    include_str!("../../../tests/it/recount.rs"),
    include_str!("../../../tests/it/history.rs"),
];

/// Metrics that no literal rows work yet.
const UNWORKED: &str = "first_contact_72h_share complaining_customer_share";

#[test]
fn every_metric_but_the_listed_has_worked_rows() {
    let worked = |id: &str| {
        TESTS.iter().any(|text| {
            text.contains(&format!("(\"{id}\"")) || text.contains(&format!("\"{id}\")")) || text.contains(&format!("\"{id}\","))
        })
    };
    let told: Vec<&str> = CATALOG.iter().map(|metric| metric.spec.id).filter(|id| !worked(id)).collect();
    assert_eq!(told.join(" "), UNWORKED, "metrics without worked rows; who works one takes it from the list");
}
