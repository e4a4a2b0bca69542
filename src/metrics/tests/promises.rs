//! Promises: limits in business and calendar time, breaches, explanations, and how complaints ended.

use super::build::{company, run, sheet};
use crate::model::{Entity, Reason};

#[test]
fn technical_and_priority_inquiries_have_their_own_clock() {
    // Saturday to Monday: half a business hour. Friday evening is answered after one business minute too many.
    let received = ["2026-10-17T12:00", "2026-10-16T17:30", "2026-10-12T09:00", "2026-10-12T10:00", "2026-10-13", "2026-10-31T12:00"];
    let replied = ["2026-10-19T09:30", "2026-10-19T09:01", "2026-10-12T11:00", "2026-10-14T10:00", "2026-10-14", ""];
    let inquiries = sheet(Entity::Inquiry, &["C1", "C1", "C2", "C2", "C3", "C3"])
        .moment("received_at", &received)
        .moment("replied_at", &replied)
        .text("topic", &["technical", "technical", "price", "price", "technical", "technical"])
        .text("priority", &["", "", "high", "", "", ""]);
    let calls = sheet(Entity::Interaction, &["C2"]).day("on", &["2026-10-12"]).text("direction", &["out"]).text("staff_id", &["S1"]);
    let (computed, _) = run(vec![inquiries, calls]);
    let technical = company(&computed, "reply_technical_30min_share");
    assert_eq!((technical.reason, technical.num, technical.den), (Some(Reason::NTooSmall), Some(1.0), Some(2.0)));
    let priority = company(&computed, "inquiry_reply_2h_share");
    assert_eq!((priority.num, priority.den), (Some(1.0), Some(1.0)));
    assert_eq!(company(&computed, "reply_breach_count").value, Some(2.0));
    // The call of the same day explains the price answer that came two days later; the evening mail stays unexplained.
    let explained = company(&computed, "breach_explained_share");
    assert_eq!((explained.num, explained.den), (Some(1.0), Some(2.0)));
    assert_eq!(company(&computed, "inquiry_response_hours").value, Some(46.75));
    assert_eq!(company(&computed, "inquiry_response_business_hours").n, Some(4));
    assert_eq!(company(&computed, "inquiry_response_p90_hours").reason, Some(Reason::NTooSmall));
    let rows: Vec<_> =
        computed.promises.iter().map(|row| (row.promise, row.received, row.hits, row.breaches, row.not_due, row.no_time)).collect();
    assert_eq!(rows, [("priority", 1, 1, 0, 0, 0), ("standard", 1, 0, 1, 0, 0), ("technical", 4, 1, 1, 1, 1)]);
    assert_eq!((computed.breaches.len(), computed.breaches[0].is_explained), (2, false));
}

#[test]
fn a_holiday_stops_the_business_clock_alone() {
    let holiday = sheet(Entity::Holiday, &["", ""])
        .day("on", &["2026-10-12", "2026-10-11"])
        .text("country", &["CN", "CN"])
        .text("kind", &["holiday", "workday"]);
    let inquiry = sheet(Entity::Inquiry, &["C1", "C2"])
        .moment("received_at", &["2026-10-12T09:00", "2026-10-11T09:00"])
        .moment("replied_at", &["2026-10-13T11:00", "2026-10-11T11:30"])
        .text("priority", &["high", "high"]);
    let (computed, _) = run(vec![holiday, inquiry]);
    let kept = company(&computed, "inquiry_reply_2h_share");
    assert_eq!((kept.num, kept.den), (Some(1.0), Some(2.0)));
    assert_eq!(company(&computed, "inquiry_reply_24h_share").num, Some(1.0));
}

#[test]
fn what_speed_brought() {
    let inquiries =
        sheet(Entity::Inquiry, &["C1", "C2", "C3", "C1", "C2", "C3", "C1"]).moment("received_at", &["2026-04-10T09:00"; 7]).moment(
            "replied_at",
            &["2026-04-10T11:00", "2026-04-10T10:00", "2026-04-10T09:30", "2026-04-10T10:30", "2026-04-10T10:59", "2026-04-10T11:01", ""],
        );
    let orders = sheet(Entity::Order, &["C1", "C2"]).day("on", &["2026-10-07", "2026-10-08"]).money("amount", "USD", &[1.0, 1.0]);
    let recent = sheet(Entity::Interaction, &["C1"]).day("on", &["2026-10-01"]);
    let (computed, _) = run(vec![inquiries, orders, recent]);
    // 180 days end on 7 October: Alfa's order counts, Beta's came a day late. October has no inquiry, so the table is not covered.
    assert_eq!(company(&computed, "conversion_reply_2h_share").reason, Some(Reason::NoSheet));
    let inquiries = sheet(Entity::Inquiry, &["C1", "C2", "C3", "C1", "C2", "C3", "C1", "C3"])
        .moment(
            "received_at",
            &[
                "2026-04-10T09:00",
                "2026-04-10T09:00",
                "2026-04-10T09:00",
                "2026-04-10T09:00",
                "2026-04-10T09:00",
                "2026-04-10T09:00",
                "2026-04-10T09:00",
                "2026-10-10T09:00",
            ],
        )
        .moment(
            "replied_at",
            &[
                "2026-04-10T11:00",
                "2026-04-10T10:00",
                "2026-04-10T09:30",
                "2026-04-10T10:30",
                "2026-04-10T10:59",
                "2026-04-10T11:01",
                "",
                "",
            ],
        );
    let orders = sheet(Entity::Order, &["C1", "C2"]).day("on", &["2026-10-07", "2026-10-08"]).money("amount", "USD", &[1.0, 1.0]);
    let (computed, _) = run(vec![inquiries, orders]);
    let fast = company(&computed, "conversion_reply_2h_share");
    assert_eq!((fast.value, fast.num, fast.den), (Some(0.4), Some(2.0), Some(5.0)));
    assert_eq!(company(&computed, "conversion_reply_late_share").den, Some(1.0));
    assert_eq!(company(&computed, "conversion_reply_24h_share").den, Some(1.0));
}

#[test]
fn how_complaints_ended() {
    let complaints = sheet(Entity::Complaint, &["C1", "C1", "C2", "C2", "C3"])
        .moment("received_at", &["2026-08-01", "2026-08-25", "2026-08-01", "2026-08-03", "2026-09-20"])
        .day("closed_on", &["2026-08-10", "2026-09-01", "2026-09-25", "2026-09-30", "2026-10-05"])
        .text("kind", &["quality", "quality", "delivery", "price", "quality"])
        .day("revisited_on", &["2026-08-12", "", "", "", "2026-10-07"])
        .text("content", &["a", "", "b", "c", "d"]);
    let answers = sheet(Entity::Survey, &["C3", "C1"])
        .day("on", &["2026-10-20", "2026-10-20"])
        .number("overall", &[5.0, 2.0])
        .same("overall_scale", "1-5");
    let (computed, _) = run(vec![complaints, answers]);
    // Three ends turned 30 days old in October; Alfa's first, which came back, did so in September, Gamma's has not yet.
    let first = company(&computed, "complaint_first_time_share");
    assert_eq!((first.reason, first.num, first.den), (Some(Reason::NTooSmall), Some(3.0), Some(3.0)));
    let repeat = company(&computed, "complaint_repeat_share");
    assert_eq!((repeat.num, repeat.den), (Some(1.0), Some(3.0)));
    let after = company(&computed, "post_complaint_csat_share");
    assert_eq!((after.num, after.den), (Some(1.0), Some(1.0)));
    let revisited = company(&computed, "complaint_revisited_share");
    assert_eq!((revisited.value, revisited.den, revisited.widened_months), (Some(0.4), Some(5.0), 3));
}

#[test]
fn requests_for_service_stand_apart() {
    let requests = sheet(Entity::ServiceRequest, &["C1", "C2", "C2"])
        .moment("received_at", &["2026-10-12T09:00", "2026-10-13T09:00", "2026-10-30T09:00"])
        .moment("responded_at", &["2026-10-12T11:01", "2026-10-14T09:00", ""])
        .moment("resolved_at", &["2026-10-14", "2026-10-20", ""])
        .text("priority", &["high", "", ""])
        .number("contacts_count", &[1.0, 3.0, f64::NAN]);
    let (computed, _) = run(vec![requests]);
    assert_eq!(company(&computed, "service_request_count").value, Some(3.0));
    assert_eq!(company(&computed, "service_request_open_count").value, Some(1.0));
    let kept = company(&computed, "service_request_reply_share");
    assert_eq!((kept.num, kept.den), (Some(1.0), Some(3.0)));
    let once = company(&computed, "service_request_first_contact_share");
    assert_eq!((once.num, once.den), (Some(1.0), Some(2.0)));
    assert_eq!(company(&computed, "complaint_count").reason, Some(Reason::NoSheet));
}
