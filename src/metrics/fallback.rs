//! Fallback (旁证): a grade where nobody gave a date: the customer's order rhythm, the furthest open stage, then silence.
//!
//! Decides G2: at most B without a PI; the customer's silence lowers the letter, and after a year suggests E to a person.

use chrono::{NaiveDate, TimeDelta};

use super::evidence::{StageKind, Trace};
use super::grade::{Verdict, Why, by_date};
use super::stats;
use crate::model::view::Grade;
use crate::policy;

/// Shortest order rhythm in days (V5).
pub(super) const SHORTEST_CYCLE_DAYS: f64 = 7.0;
/// Order days from which the rhythm speaks.
const RHYTHM_DAYS: usize = 3;

/// Days between orders: the median gap, at least a week.
pub(super) fn cycle_days(days: &[NaiveDate]) -> Option<f64> {
    let gaps: Vec<f64> = days.windows(2).map(|pair| as_float((pair[1] - pair[0]).num_days())).collect();
    stats::median(&gaps).map(|gap| gap.max(SHORTEST_CYCLE_DAYS))
}

/// How many rhythms have passed since the last order.
pub(super) fn overdue_ratio(last: NaiveDate, cycle: f64, as_of: NaiveDate) -> f64 {
    as_float((as_of - last).num_days()) / cycle
}

#[expect(clippy::cast_precision_loss, reason = "days between two dates")]
const fn as_float(days: i64) -> f64 {
    days as f64
}

#[expect(clippy::cast_possible_truncation, reason = "a median gap in days")]
const fn as_days(days: f64) -> i64 {
    days as i64
}

/// The grade that evidence alone gives.
pub(super) fn decide(as_of: NaiveDate, trace: &Trace<'_>, negotiating: bool, policy: &policy::Grade) -> Option<Verdict> {
    let stages: Vec<_> = trace.open_stages(as_of, policy.open_stage_days).collect();
    let has_pi = stages.iter().any(|stage| stage.kind == StageKind::Pi);
    let (grade, why) = rhythm(as_of, trace, policy).or_else(|| {
        let furthest = stages.iter().max_by_key(|stage| (stage.kind, stage.on)).map(|stage| (stage.kind, stage.on));
        let (kind, on) = if negotiating && !has_pi { (StageKind::Negotiation, furthest.map_or(as_of, |(_, on)| on)) } else { furthest? };
        Some((staged(as_of, kind, policy), Why::Stage { stage: kind.id(), on }))
    })?;
    let capped = if has_pi { grade } else { grade.max(Grade::B) };
    Some(silenced(as_of, trace, capped, why, policy))
}

fn rhythm(as_of: NaiveDate, trace: &Trace<'_>, policy: &policy::Grade) -> Option<(Grade, Why)> {
    let days = trace.order_days(as_of);
    if days.len() < RHYTHM_DAYS {
        return None;
    }
    let (last, cycle) = (*days.last()?, trace.cycle_days(as_of)?);
    let next = last + TimeDelta::days(as_days(cycle));
    if next < as_of && overdue_ratio(last, cycle, as_of) > policy.cycle_ratio_max {
        return None;
    }
    let close = next.max(as_of);
    Some((by_date(as_of, close, policy), Why::Cycle { last, cycle: as_days(cycle), close }))
}

fn staged(as_of: NaiveDate, kind: StageKind, policy: &policy::Grade) -> Grade {
    let days = match kind {
        StageKind::Pi | StageKind::Negotiation => policy.pi_days,
        StageKind::Sample => policy.sample_days,
        StageKind::Quotation => policy.quote_days,
        StageKind::Inquiry => return Grade::D,
    };
    by_date(as_of, as_of + TimeDelta::days(days), policy)
}

/// Lowers a grade by how long the customer has been silent. Who was never heard of is not lowered: nobody told.
fn silenced(as_of: NaiveDate, trace: &Trace<'_>, grade: Grade, why: Why, policy: &policy::Grade) -> Verdict {
    let Some(last) = trace.last_inbound(as_of) else { return Verdict { grade: Some(grade), why, flags: Vec::new() } };
    let days = (as_of - last).num_days();
    let lowered = if days > policy.d_after_days {
        Grade::D
    } else if days > policy.one_lower_after_days {
        lower(grade)
    } else {
        grade
    };
    let flags = if days > policy.suggest_e_after_days { vec!["E_SUGGESTED"] } else { Vec::new() };
    let why = if lowered == grade { why } else { Why::Activity { last, days } };
    Verdict { grade: Some(lowered), why, flags }
}

const fn lower(grade: Grade) -> Grade {
    match grade {
        Grade::A => Grade::B,
        Grade::B => Grade::C,
        _ => Grade::D,
    }
}

#[cfg(test)]
mod tests {
    use super::super::evidence::{Bought, Contact, Stage};
    use super::*;
    use crate::policy::Policy;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn bought(days: &[&str]) -> Trace<'static> {
        let orders = days.iter().map(|on| Bought { on: day(on), base: Some(1), staff: None, numbered: true }).collect();
        Trace { orders, ..Trace::default() }
    }

    fn decided(as_of: &str, trace: &Trace<'_>) -> Option<(&'static str, &'static str, Vec<&'static str>)> {
        let verdict = decide(day(as_of), trace, false, &Policy::shipped().grade)?;
        Some((verdict.grade?.letter(), verdict.why.basis(), verdict.flags))
    }

    #[test]
    fn the_rhythm_matches_the_reference() {
        let days = ["2025-01-10", "2025-03-11", "2025-05-20", "2025-07-19", "2025-09-17"].map(day);
        assert_eq!(cycle_days(&days), Some(60.0));
        assert!((overdue_ratio(days[4], 60.0, day("2026-01-31")) - 2.266_667).abs() < 1e-6);
        assert_eq!((cycle_days(&days[..1]), cycle_days(&[])), (None, None));
    }

    #[test]
    fn an_order_rhythm_gives_at_most_b_without_a_pi() {
        let trace = bought(&["2025-01-10", "2025-03-11", "2025-05-10"]);
        assert_eq!(decided("2025-06-30", &trace), Some(("B", "cycle", vec![])));
        // Ratio 1.5 still speaks, beyond it the rhythm is dropped and no stage is open.
        assert_eq!(decided("2025-08-08", &trace), Some(("B", "cycle", vec![])));
        assert_eq!(decided("2025-08-09", &trace), None);
    }

    #[test]
    fn stages_and_silence() {
        let stage = |on: &str, kind| Stage { on: day(on), kind, open: true, expected_close: None };
        let quoted =
            Trace { stages: vec![stage("2025-05-01", StageKind::Inquiry), stage("2025-05-20", StageKind::Quotation)], ..Trace::default() };
        assert_eq!(decided("2025-06-30", &quoted), Some(("C", "stage", vec![])));
        let pi = Trace { stages: vec![stage("2025-06-20", StageKind::Pi)], ..Trace::default() };
        assert_eq!(decided("2025-06-30", &pi), Some(("A", "stage", vec![])));
        let sampled = Trace { stages: vec![stage("2025-06-20", StageKind::Sample)], ..Trace::default() };
        assert_eq!(decided("2025-06-30", &sampled), Some(("B", "stage", vec![])));
        let heard =
            |on: &str| Contact { on: day(on), inbound: true, outbound: false, personal: true, next_on: None, next_action: None, row: 0 };
        for (on, wanted) in [
            ("2025-04-01", ("B", "stage", vec![])),
            ("2025-03-31", ("C", "activity", vec![])),
            ("2024-12-31", ("D", "activity", vec![])),
            ("2024-06-29", ("D", "activity", vec!["E_SUGGESTED"])),
        ] {
            let silent = Trace { contacts: vec![heard(on)], ..sampled.clone() };
            assert_eq!(decided("2025-06-30", &silent), Some(wanted), "{on}");
        }
        let inquiry = Trace { stages: vec![stage("2025-06-20", StageKind::Inquiry)], ..Trace::default() };
        assert_eq!(decided("2025-06-30", &inquiry), Some(("D", "stage", vec![])));
        assert_eq!(decided("2025-06-30", &Trace::default()), None);
    }
}
