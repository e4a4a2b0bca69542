//! Grades over two hand-ins: letters, movement, slips, findings.

use super::super::compute;
use super::build::{Sheet, company, month, october, run, sheet, world};
use crate::finding::Kind;
use crate::model::view::Grade;
use crate::model::{Entity, Grain, MetricValue, Reason};
use crate::policy::{Policy, Source};

/// September's and October's sheets of three customers.
fn book() -> Sheet {
    sheet(Entity::Customer, &["C1", "C2", "C3", "C1", "C2", "C3"])
        .text("hand_in", &["2026-09", "2026-09", "2026-09", "2026-10", "2026-10", "2026-10"])
        .text("staff_id", &["S1", "S1", "S2", "S1", "S1", "S2"])
        .text("need", &["explicit", "explicit", "latent", "explicit", "explicit", ""])
        .day("expected_close", &["2026-10-20", "2026-12-15", "", "2026-11-30", "2026-10-10", ""])
        .money("expected_amount", "USD", &[500.0, 80.0, f64::NAN, 500.0, 80.0, f64::NAN])
        .text("grade", &["A", "B", "", "B", "", "A"])
}

fn intent() -> Policy {
    let mut policy = Policy::shipped();
    policy.source.push(Source {
        file: "cust*".into(),
        sheet: None,
        entity: None,
        header_row: None,
        columns: std::collections::BTreeMap::new(),
        encoding: None,
        day_first: None,
        currency: None,
        grade_scheme: Some("intent".into()),
        precedence: None,
        kind: None,
        ignore: false,
    });
    policy
}

#[test]
fn letters_movement_and_slips() {
    let (computed, findings) = compute(&world(vec![book()]), &october(), &intent()).unwrap();
    let line = |place: usize| {
        let line = &computed.customers[place];
        (line.grade.map(Grade::letter), line.grade_basis, line.grade_before.map(Grade::letter), line.flags.clone())
    };
    // Alfa slipped to the inclusive bound of A; Beta's date is past: September's B is kept; Gamma has only a letter.
    assert_eq!(line(0), (Some("A"), "date", Some("A"), vec!["SLIPPED"]));
    assert_eq!(line(1), (Some("B"), "overdue", Some("B"), vec!["OVERDUE"]));
    assert_eq!(line(2), (Some("A"), "declared", Some("D"), vec![]));
    let value = |id: &str| company(&computed, id).value;
    assert_eq!(
        (value("grade_a_count"), value("grade_b_count"), value("grade_overdue_count"), value("grade_none_count")),
        (Some(2.0), Some(0.0), Some(1.0), Some(0.0))
    );
    assert_eq!(value("expected_amount_ab"), Some(500.0));
    assert_eq!(computed.movement.get(&(Some(Grade::D), Some(Grade::A))), Some(&1));
    assert_eq!(computed.movement.values().sum::<u32>(), 3);
    assert_eq!(computed.slips.len(), 1);
    assert_eq!((computed.slips[0].customer.as_str(), computed.slips[0].slip_count), ("C1", 1));
    assert_eq!(computed.follow_ups[0].why, "expected_close");
    let differs: Vec<_> = findings.iter().filter(|finding| finding.kind == Kind::GradeDiffers).collect();
    assert_eq!(differs.len(), 1);
    assert_eq!(differs[0].args, [("name", "Alfa".to_owned()), ("declared", "B".to_owned()), ("computed", "A".to_owned())]);
}

#[test]
fn a_letter_under_no_scheme_is_no_grade() {
    let (computed, _) = run(vec![book()]);
    let gamma = &computed.customers[2];
    assert_eq!((gamma.grade, gamma.grade_basis, gamma.grade_declared.as_deref()), (None, "none", Some("A")));
}

#[test]
fn what_was_published_stands() {
    let mut question = october();
    let september = month("2026-09");
    question.published.set("customer_grade", september, Grain::Customer, "C2", MetricValue::known(3.0));
    question.published.set("grade_a_count", september, Grain::Company, "", MetricValue::known(9.0));
    let (computed, _) = compute(&world(vec![book()]), &question, &intent()).unwrap();
    assert_eq!((computed.customers[1].grade, computed.customers[1].grade_before), (Some(Grade::C), Some(Grade::C)));
    assert_eq!(computed.values.company("grade_a_count", september).unwrap().value, Some(9.0));
}

#[test]
fn undated_state_speaks_for_the_newest_month_alone() {
    let sheet = sheet(Entity::Customer, &["C1", "C2", "C3"])
        .day("expected_close", &["2026-11-10", "2027-02-01", ""])
        .text("need", &["", "none", ""])
        .text("expected_close_text", &["", "", "3个月内"]);
    let orders = super::build::sheet(Entity::Order, &["C2"]).day("on", &["2026-08-01"]).money("amount", "USD", &[1.0]);
    let (computed, findings) = run(vec![sheet, orders]);
    let line = |place: usize| (computed.customers[place].grade.map(Grade::letter), computed.customers[place].grade_basis);
    assert_eq!((line(0), line(1), line(2)), ((Some("A"), "date_only"), (Some("E"), "need"), (Some("B"), "declared")));
    assert!(computed.movement.is_empty() && computed.customers[0].grade_before.is_none());
    let kinds: Vec<Kind> = findings.iter().map(|finding| finding.kind).collect();
    assert_eq!(kinds, [Kind::DateOnlyGrade, Kind::DeadButOrdering]);
    let september = computed.values.company("expected_amount_ab", month("2026-09")).unwrap();
    assert_eq!(september.reason, Some(Reason::Reconstructed));
}

/// Follow-up records tell the close date where the customer sheet is silent, or older.
#[test]
fn the_newest_follow_up_tells_the_close_date() {
    let talks = sheet(Entity::Interaction, &["C1", "C1", "C2", "C3", "C3"])
        .day("on", &["2026-09-10", "2026-10-20", "2026-10-10", "2026-10-05", "2026-11-08"])
        .day("expected_close", &["2027-05-01", "2026-11-15", "", "2026-12-20", "2026-11-09"])
        .text("expected_close_text", &["", "", "3个月内", "", ""])
        .text("need", &["explicit", "", "explicit", "", ""]);
    let (computed, _) = run(vec![sheet(Entity::Customer, &["C1", "C2", "C3"]), talks.clone()]);
    let line = |computed: &crate::model::view::Computed, place: usize| {
        let line = &computed.customers[place];
        (line.grade.map(Grade::letter), line.grade_basis, line.expected_close.map(|day| day.to_string()))
    };
    assert_eq!(line(&computed, 0), (Some("A"), "date", Some("2026-11-15".to_owned())));
    // Three months from the record's own day; what was said after the month is not known in it, and without a need it is to be confirmed.
    assert_eq!(line(&computed, 1), (Some("B"), "date", Some("2027-01-10".to_owned())));
    assert_eq!(line(&computed, 2), (Some("B"), "date_only", Some("2026-12-20".to_owned())));
    // September's hand-in is older than what was said in October, October's own is not.
    let told = |hand_in: &str| {
        let customers =
            sheet(Entity::Customer, &["C1"]).text("hand_in", &[hand_in]).text("need", &["explicit"]).day("expected_close", &["2027-09-01"]);
        line(&run(vec![customers, talks.clone()]).0, 0).2
    };
    assert_eq!(told("2026-09").as_deref(), Some("2026-11-15"));
    assert_eq!(told("2026-10").as_deref(), Some("2027-09-01"));
    // An order since then has settled the deal.
    let orders = sheet(Entity::Order, &["C2"]).day("on", &["2026-10-25"]).money("amount", "USD", &[1.0]);
    let (computed, _) = run(vec![sheet(Entity::Customer, &["C2"]), talks, orders]);
    assert_eq!(line(&computed, 1).2, None);
}
