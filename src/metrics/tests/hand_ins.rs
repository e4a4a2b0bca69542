//! A missing sheet makes unknown what it feeds; an old one is named.

use super::build::{company, run, sheet, told};
use crate::finding::Kind;
use crate::model::{Entity, Grain, Reason};

#[test]
fn missing_and_unchanged_sheets_are_told() {
    // Fiona hands in September's log again, Leo nothing.
    let log = sheet(Entity::Interaction, &["C1", "C1", "C3"])
        .text("record_id", &["i1", "i1", "i2"])
        .text("hand_in", &["2026-09", "2026-10", "2026-09"])
        .text("sheet_staff", &["Fiona", "fiona ", "Leo"])
        .text("staff_id", &["S1", "S1", "S2"])
        .day("on", &["2026-09-10", "2026-09-10", "2026-09-12"]);
    let (computed, findings) = run(vec![log]);
    let state =
        |staff: &str, entity| computed.hand_ins.iter().find(|hand_in| hand_in.staff == staff && hand_in.entity == entity).unwrap().state;
    assert_eq!((state("S1", Entity::Interaction), state("S2", Entity::Interaction)), ("unchanged", "missing"));
    // A customer sheet is nobody's hand-in here.
    assert!(computed.hand_ins.iter().all(|hand_in| hand_in.entity == Entity::Interaction));
    assert_eq!(told(&computed, "follow_up_overdue_count", Grain::Salesperson, "S2"), (None, Some(Reason::MissingHandIn)));
    assert_eq!(company(&computed, "follow_up_overdue_count").reason, Some(Reason::Partial));
    assert_eq!(company(&computed, "grade_none_count").value, Some(3.0));
    assert_eq!(findings.iter().filter(|finding| finding.kind == Kind::HandInUnchanged).count(), 1);
    assert_eq!(findings.iter().filter(|finding| finding.kind == Kind::HandInMissing).count(), 1);
}

#[test]
fn without_hand_in_folders_nothing_is_missing() {
    let log = sheet(Entity::Interaction, &["C1"]).day("on", &["2026-10-10"]).text("staff_id", &["S1"]);
    let (computed, _) = run(vec![log]);
    assert!(computed.hand_ins.is_empty());
    assert_eq!(company(&computed, "follow_up_overdue_count").value, Some(0.0));
}

#[test]
fn a_name_nobody_listed_owes_no_sheet() {
    let log = || {
        sheet(Entity::Interaction, &["C1", "C1"])
            .text("record_id", &["i1", "i2"])
            .same("hand_in", "2026-10")
            .same("sheet_staff", "Fiona")
            .text("staff_id", &["S1", "S1"])
            .day("on", &["2026-10-10", "2026-10-12"])
    };
    let mut resolved = super::build::world(vec![log()]);
    resolved.staff.iter_mut().for_each(|member| member.listed = false);
    let computed = super::super::compute(&resolved, &super::build::october(), &crate::policy::Policy::shipped()).unwrap().0;
    let staff: Vec<&str> = computed.hand_ins.iter().map(|hand_in| hand_in.staff.as_str()).collect();
    assert_eq!(staff, ["S1"]);
    let newest = computed.hand_ins.iter().find(|hand_in| hand_in.entity == Entity::Interaction).unwrap();
    assert_eq!((newest.state, newest.rows, newest.rows_new, newest.newest_on), ("new", 2, 2, "2026-10-12".parse().ok()));
}
