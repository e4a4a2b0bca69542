//! Inquiries, satisfaction, complaints and follow-ups.

use super::build::{company, run, sheet, told};
use crate::finding::Kind;
use crate::model::{Entity, Grain, Reason};

#[test]
fn inquiries_valid_and_answered() {
    let sheet = sheet(Entity::Inquiry, &["C1", "C1", "C2", "C3", "", "C3"])
        .moment(
            "received_at",
            &["2025-10-31T09:00", "2026-10-31T00:30", "2026-10-10T09:00", "2026-10-11", "2026-10-12T08:00", "2026-10-13T09:00"],
        )
        .moment("replied_at", &["", "", "2026-10-11T09:01", "2026-10-12", "2026-10-12T09:00", "2026-10-13T08:00"])
        .text("email", &["a@x", "a@x", "b@x", "c@x", "s@x", "c@x"])
        .text("product", &["mug"; 6])
        .number("quantity", &[10.0; 6])
        .text("status", &["", "", "", "", "invalid", ""]);
    let (computed, findings) = run(vec![sheet]);
    let value = |id: &str| company(&computed, id).value;
    assert_eq!(value("inquiry_count"), Some(5.0));
    // Alfa asked exactly twelve months before; spam and the second of Gamma do not count.
    assert_eq!(value("inquiry_valid_count"), Some(2.0));
    let replies = company(&computed, "inquiry_reply_24h_share");
    assert_eq!((replies.value, replies.reason, replies.n), (None, Some(Reason::NTooSmall), Some(2)));
    assert_eq!(findings.iter().filter(|finding| finding.kind == Kind::ReplyBeforeReceipt).count(), 1);
}

#[test]
fn satisfaction_widens_where_a_month_has_too_few() {
    let answers = ["2026-10-01", "2026-10-02", "2026-09-03", "2026-08-04", "2026-08-05", "2026-10-06", "2026-10-07"];
    let sheet = sheet(Entity::Survey, &["C1", "C1", "C2", "C3", "C3", "C3", "C2"])
        .day("on", &answers)
        .number("overall", &[5.0, 4.0, 3.0, 4.0, 5.0, 9.0, 0.0])
        .text("overall_scale", &["1-5", "1-5", "1-5", "1-5", "1-5", "1-10", "1-5"]);
    let (computed, _) = run(vec![sheet]);
    let share = company(&computed, "csat_share");
    assert_eq!((share.value, share.n, share.widened_months), (Some(0.8), Some(5), 3));
    let mean = company(&computed, "csat_mean");
    assert_eq!((mean.value, mean.widened_months), (Some(4.2), 3));
    assert_eq!(company(&computed, "csat_customer_mean").reason, Some(Reason::NTooSmall));
    assert_eq!(company(&computed, "nps").reason, Some(Reason::NoData));
    assert_eq!(computed.customers[0].csat, Some(4.0));
    assert_eq!(computed.surveys.len(), 7);
}

#[test]
fn promoters_and_response_rate() {
    let marks: Vec<f64> = [vec![9.0; 10], vec![8.0; 6], vec![6.0; 4], vec![f64::NAN]].concat();
    let customers = vec!["C1"; 21];
    let emails: Vec<String> = (0..20).map(|mail| format!("{mail}@x")).chain([String::new()]).collect();
    let emails: Vec<&str> = emails.iter().map(String::as_str).collect();
    let (mut invited, mut bounced) = (vec![f64::NAN; 21], vec![f64::NAN; 21]);
    (invited[20], bounced[20]) = (104.0, 4.0);
    // Marks of five are no answers to the question of ten: nobody could be a promoter.
    let of_five = sheet(Entity::Survey, &["C1"; 12]).day("on", &["2026-10-05"; 12]).number("nps", &[5.0; 12]).same("nps_scale", "1-5");
    assert_eq!(company(&run(vec![of_five]).0, "nps").reason, Some(Reason::NoData));
    let sheet = sheet(Entity::Survey, &customers)
        .day("on", &["2026-10-09"; 21])
        .number("nps", &marks)
        .text("email", &emails)
        .number("invited", &invited)
        .number("bounced", &bounced);
    let (computed, _) = run(vec![sheet]);
    let nps = company(&computed, "nps");
    assert!((nps.value.unwrap() - 30.0).abs() < 1e-9);
    assert!((nps.interval.unwrap().1 - 64.2293).abs() < 1e-3);
    assert_eq!(company(&computed, "survey_response_share").value, Some(0.2));
}

#[test]
fn complaints_against_orders_shipped() {
    let complaints = sheet(Entity::Complaint, &["C1", "C1", "C2", "C2"])
        .moment("received_at", &["2026-10-01", "2026-10-05", "2026-09-20", "2026-10-20"])
        .moment("plan_at", &["2026-10-02", "2026-10-08", "", ""])
        .day("closed_on", &["2026-10-11", "2026-10-25", "2026-11-02", ""])
        .text("status", &["closed", "closed", "closed", "closed"])
        .text("kind", &["quality", "quality", "delivery", ""]);
    let shipped = vec!["2026-10-10"; 40];
    let orders =
        sheet(Entity::Order, &["C1"; 40]).day("on", &["2026-09-01"; 40]).money("amount", "USD", &[1.0; 40]).day("shipped_on", &shipped);
    let orders_now = vec![complaints, orders];
    let (computed, _) = run(orders_now);
    assert_eq!(company(&computed, "complaint_count").value, Some(3.0));
    // Closed in November: open at the end of October. Closed without a day: not open.
    assert_eq!(company(&computed, "complaint_open_count").value, Some(1.0));
    assert_eq!(company(&computed, "complaint_rate_per_100").reason, Some(Reason::NoSheet));
    assert_eq!(company(&computed, "complaint_resolution_days").reason, Some(Reason::NTooSmall));
    assert_eq!(company(&computed, "complaint_plan_24h_share").n, Some(3));
    assert_eq!(computed.complaints.len(), 4);
    assert_eq!(computed.complaints[1].within_limit, Some(true));
}

#[test]
fn the_rhythm_of_the_rules() {
    // Alfa is of long standing, Beta and Gamma are prospects; Leo logged nothing.
    let orders = sheet(Entity::Order, &["C1", "C1"]).day("on", &["2025-01-01", "2026-03-01"]).money("amount", "USD", &[1.0, 1.0]);
    let contacts = sheet(Entity::Interaction, &["C1", "C2", "C2", "C3"])
        .day("on", &["2026-10-15", "2026-05-01", "2026-10-10", "2026-04-01"])
        .text("method", &["email", "phone", "mass_mail", "phone"])
        .text("staff_id", &["S1", "S1", "S1", "S2"])
        .day("next_on", &["2026-11-02", "", "", ""]);
    let (computed, _) = run(vec![orders, contacts]);
    let share = company(&computed, "follow_up_compliance_share");
    assert_eq!((share.reason, share.num, share.den), (Some(Reason::NTooSmall), Some(1.0), Some(2.0)));
    assert_eq!(told(&computed, "follow_up_compliance_share", Grain::Salesperson, "S2"), (None, Some(Reason::NoData)));
    let due: Vec<_> = computed.follow_ups.iter().map(|line| (line.customer.as_str(), line.why, line.overdue_days)).collect();
    assert_eq!(due, [("C1", "planned", -2), ("C3", "cadence", 122), ("C2", "cadence", 91)]);
    assert_eq!(company(&computed, "follow_up_overdue_count").value, Some(2.0));
    assert_eq!(computed.customers[0].urgency, Some("urgent"));
}
