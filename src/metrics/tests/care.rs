//! Follow-up beyond the rhythm: quotations, samples, leads, mails, visits, promises, demands, and the classes on the lines.

use super::build::{company, run, sheet};
use crate::model::{Entity, Reason};

fn kinds(computed: &crate::model::view::Computed) -> Vec<(&str, &str)> {
    let mut kinds: Vec<(&str, &str)> = computed.tasks.iter().map(|task| (task.kind, task.customer.as_deref().unwrap_or(""))).collect();
    kinds.sort_unstable();
    kinds
}

#[test]
fn quotations_followed_complete_and_at_list_price() {
    let quotes = sheet(Entity::Quotation, &["C1", "C2", "C3"])
        .day("on", &["2026-10-10", "2026-10-10", "2026-10-30"])
        .day("valid_until", &["2026-12-31", "2026-10-20", ""])
        .text("product", &["Mug 450", "Mug 450", "Bowl"])
        .money("unit_price", "USD", &[2.0, 1.9, 1.0])
        .text("remark", &["经理批准", "", ""])
        .text("lead_time", &["30天", "", "30天"]);
    let list = sheet(Entity::PriceList, &[""]).text("product", &["mug 450"]).money("price", "USD", &[2.1]).text("customer", &[""]);
    let calls = sheet(Entity::Interaction, &["C1", "C2"]).day("on", &["2026-10-12", "2026-10-13"]).text("direction", &["out", "out"]);
    let (computed, _) = run(vec![quotes, list, calls]);
    // The call on the second day counts, that on the third is late; the last quotation is not due.
    let followed = company(&computed, "quote_follow_up_share");
    assert_eq!((followed.num, followed.den, followed.reason), (Some(1.0), Some(2.0), Some(Reason::NTooSmall)));
    assert_eq!(company(&computed, "quote_expired_count").value, Some(1.0));
    assert_eq!(company(&computed, "quote_below_list_count").value, Some(1.0));
    assert_eq!(company(&computed, "quote_below_list_share").num, Some(2.0));
    let told = kinds(&computed);
    assert!(told.contains(&("quote_below_list", "C2")) && !told.contains(&("quote_below_list", "C1")), "{told:?}");
    assert!(told.contains(&("quote_expired", "C2")) && told.contains(&("quote_incomplete", "C2")), "{told:?}");
}

#[test]
fn samples_leads_and_requests() {
    let samples = sheet(Entity::Sample, &["C1", "C2"])
        .day("sent_on", &["2026-10-01", "2026-10-20"])
        .day("requested_on", &["2026-09-25", "2026-10-15"]);
    let leads = sheet(Entity::ExhibitionLead, &["C3", "C2"])
        .day("on", &["2026-10-15", "2026-10-15"])
        .day("fair_end_on", &["2026-10-19", "2026-10-19"])
        .day("contacted_on", &["2026-10-21", ""]);
    let inquiries = sheet(Entity::Inquiry, &["C1"]).moment("received_at", &["2026-10-05T09:00"]).text("priority", &["high"]);
    let (computed, _) = run(vec![samples, leads, inquiries]);
    let told = |id: &str| (company(&computed, id).num, company(&computed, id).den);
    assert_eq!(told("sample_feedback_share"), (Some(0.0), Some(1.0)));
    assert_eq!(told("lead_contact_48h_share"), (Some(1.0), Some(2.0)));
    assert_eq!(company(&computed, "urgent_unanswered_count").value, Some(1.0));
    assert_eq!(company(&computed, "request_silent_count").value, Some(1.0));
    let tasks = kinds(&computed);
    for task in [("lead_uncontacted", "C2"), ("request_silent", "C1"), ("sample_no_feedback", "C1"), ("urgent_unanswered", "C1")] {
        assert!(tasks.contains(&task), "{task:?} of {tasks:?}");
    }
    let before = computed.values.company("urgent_unanswered_count", "2026-09".parse().unwrap()).unwrap();
    assert_eq!(before.value, None);
}

#[test]
fn steps_of_mails_promises_and_too_many_contacts() {
    let days = ["2026-10-01", "2026-10-03", "2026-10-15"];
    let often: Vec<String> = (1..=9).map(|day| format!("2026-10-{:02}", day + 10)).collect();
    let all: Vec<&str> = days.iter().copied().chain(often.iter().map(String::as_str)).collect();
    let customers: Vec<&str> = std::iter::repeat_n("C1", 3).chain(std::iter::repeat_n("C2", 9)).collect();
    let promised: Vec<&str> = ["2026-10-04", "2026-10-14", "2026-10-20"].into_iter().chain(std::iter::repeat_n("", 9)).collect();
    let log =
        sheet(Entity::Interaction, &customers).day("on", &all).same("direction", "out").same("staff_id", "S1").day("next_on", &promised);
    let (computed, _) = run(vec![log]);
    // Alfa's steps of 2, 7, 14, 21 days: made on day 2, missed on 7 and 14, then on day 14 of the list as the second.
    let told = |id: &str| (company(&computed, id).num, company(&computed, id).den);
    assert_eq!(told("promise_kept_share"), (Some(1.0), Some(3.0)));
    assert_eq!(company(&computed, "over_contact_count").value, Some(1.0));
    assert_eq!(company(&computed, "two_way_contact_share").num, Some(0.0));
    let steps = company(&computed, "mail_step_share");
    assert!(steps.den.is_some_and(|den| den >= 5.0), "{steps:?}");
    let tasks = kinds(&computed);
    assert!(tasks.contains(&("too_many_contacts", "C2")) && tasks.contains(&("promise_broken", "C1")), "{tasks:?}");
    let line = &computed.customers[1];
    assert_eq!((line.segment.contacts_30d, line.segment.standing), (9, Some("potential")));
}

#[test]
fn classes_stand_on_the_lines() {
    let orders = sheet(Entity::Order, &["C1", "C1", "C2"])
        .day("on", &["2025-09-01", "2026-10-01", "2026-02-01"])
        .money("amount", "USD", &[100.0, 300.0, 50.0])
        .money("margin", "USD", &[30.0, 90.0, 5.0]);
    let visits = sheet(Entity::Visit, &["C1"]).day("on", &["2026-09-01"]).text("channel", &["outgoing"]);
    let contacts = sheet(Entity::Contact, &["C2"]).text("name", &["Anna"]).day("birthday", &["1980-11-20"]);
    let customers =
        sheet(Entity::Customer, &["C3"]).text("need", &["explicit"]).text("importance", &["重要"]).number("employees", &[300.0]);
    let (computed, _) = run(vec![orders, visits, contacts, customers]);
    let [alfa, beta, gamma] = [0, 1, 2].map(|place| &computed.customers[place].segment);
    assert_eq!((alfa.value_tier, alfa.pareto, alfa.standing, alfa.role), (Some("A"), Some("A"), Some("long_term"), Some("important")));
    // 300 of 350 stand before Beta: 86 %.
    assert_eq!((beta.pareto, beta.standing), (Some("B"), Some("one_off")));
    assert_eq!((gamma.importance, gamma.size, gamma.role, gamma.value_tier), (Some("A"), Some("large"), Some("potential"), None));
    assert_eq!(alfa.relation, Some("best"));
    assert!(beta.relation_rule.is_some() && gamma.relation.is_none() && gamma.grade_change.is_some());
    assert_eq!(alfa.region, Some("europe"));
    assert_eq!(
        (alfa.last_visit_on.map(|on| on.to_string()), alfa.next_visit_on.map(|on| on.to_string())),
        (Some("2026-09-01".into()), Some("2026-12-01".into()))
    );
    let largest = company(&computed, "concentration_top1_share");
    assert!((largest.value.unwrap() - 300.0 / 350.0).abs() < 1e-12);
    assert_eq!(company(&computed, "value_a_count").value, Some(1.0));
    assert_eq!(company(&computed, "visit_compliance_share").reason, Some(Reason::NTooSmall));
    assert!(computed.care.iter().any(|line| line.kind == "birthday" && line.about == "Anna" && line.on.to_string() == "2026-11-20"));
    assert!(computed.care.iter().any(|line| line.kind == "holiday" && line.customer == "C1" && line.on.to_string() == "2026-12-25"));
    let tiers: Vec<_> =
        computed.breakdowns.iter().filter(|line| line.table == "value_tier").map(|line| (line.key.as_str(), line.count)).collect();
    assert_eq!(tiers.iter().map(|(_, count)| count).sum::<u32>(), 3);
    assert!(computed.breakdowns.iter().any(|line| line.table == "importance_urgency" && line.key == "A"));
}

#[test]
fn grades_come_true_and_orders_are_foreseen() {
    let book = sheet(Entity::Customer, &["C1", "C2", "C3"])
        .text("hand_in", &["2026-09", "2026-09", "2026-09"])
        .text("need", &["explicit", "explicit", "latent"])
        .day("expected_close", &["2026-10-20", "2026-10-25", ""]);
    let orders = sheet(Entity::Order, &["C1", "C3", "C2"]).day("on", &["2026-10-30", "2026-10-31", "2026-11-01"]).money(
        "amount",
        "USD",
        &[1.0, 1.0, 1.0],
    );
    let (computed, _) = run(vec![book, orders]);
    let told = |id: &str| (company(&computed, id).num, company(&computed, id).den, company(&computed, id).reason);
    // Both stood at A on 30 September; the horizon of one month ends on 30 October, inclusive.
    assert_eq!(told("grade_hit_a_share"), (Some(1.0), Some(2.0), Some(Reason::NTooSmall)));
    assert_eq!(told("grade_foresight_a_share"), (Some(1.0), Some(2.0), Some(Reason::NTooSmall)));
    assert_eq!(company(&computed, "grade_hit_b_share").reason, Some(Reason::NotMatured));
}

#[test]
fn effort_and_index() {
    let answers = sheet(Entity::Survey, &["C1"; 10])
        .day("on", &["2026-10-05"; 10])
        .number("quality", &[5.0; 10])
        .same("quality_scale", "1-5")
        .number("service", &[3.0; 10])
        .same("service_scale", "1-5")
        .number("overall", &[5.0, 3.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0])
        .same("overall_scale", "1-5")
        .number("ces", &[7.0, 6.0, 5.0, 4.0, 7.0, 7.0, 7.0, 7.0, 7.0, 9.0])
        .same("ces_scale", "1-7");
    let (computed, _) = run(vec![answers]);
    assert_eq!(company(&computed, "satisfaction_index").value, Some(75.0));
    let ces = company(&computed, "ces_mean");
    assert_eq!((ces.n, ces.value), (Some(9), Some(57.0 / 9.0)));
    assert!(ces.interval.is_some_and(|(low, high)| low < 6.3 && high <= 7.0));
    assert_eq!(company(&computed, "ces_easy_share").num, Some(8.0));
    let weakest = computed.breakdowns.iter().find(|line| line.table == "dimension").unwrap();
    assert_eq!((weakest.key.as_str(), weakest.value), ("service", Some(3.0)));
    let (low, high) = company(&computed, "csat_mean").interval.unwrap();
    // Squares 50 + 9·… : variance 2/9, standard error √(2/90).
    assert!((high - low - 2.0 * 1.959_964 * (2.0_f64 / 90.0).sqrt()).abs() < 1e-5);
}
