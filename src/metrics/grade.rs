//! Grade (意向等级 A–E): how soon a deal is expected, by the company's rule (G1) and its boundaries.
//!
//! Decides the order of the rules: no need → E; latent need → D; a close date to come → its letter; a date past → the last
//! published grade for a while (G3); a declared letter; fallback evidence (G2). Nothing known stays ungraded, never E.

use chrono::{NaiveDate, TimeDelta};

use crate::model::period::add_months;
use crate::model::view::Grade;
use crate::policy;

/// What speaks for a grade at the as-of date.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a customer, each asked once")]
pub(super) struct Case {
    /// Need recorded as none, or the customer as dead.
    pub(super) dead: bool,
    /// Need recorded as latent.
    pub(super) latent: bool,
    /// Need recorded as explicit, or an open inquiry, quotation, sample or PI.
    pub(super) evident: bool,
    pub(super) close: Option<NaiveDate>,
    /// The deal of a close date past was won: an order came after it or shortly before.
    pub(super) won: bool,
    /// Grade last published.
    pub(super) kept: Option<Grade>,
    pub(super) declared: Option<Grade>,
    /// Months to the deal said in words that no date goes with.
    pub(super) horizon: Option<i32>,
}

/// How a grade was decided, with its particulars.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Why {
    Dead,
    Latent,
    Date {
        close: NaiveDate,
        days: i64,
    },
    DateOnly {
        close: NaiveDate,
        days: i64,
    },
    Overdue {
        close: NaiveDate,
        days: i64,
    },
    /// The date has passed, and nothing else speaks for a grade.
    Passed {
        close: NaiveDate,
        days: i64,
    },
    /// The deal of the date was won; of the next one nothing is told.
    Won {
        close: NaiveDate,
    },
    Declared,
    Horizon {
        months: i32,
    },
    Cycle {
        last: NaiveDate,
        cycle: i64,
        close: NaiveDate,
    },
    Stage {
        stage: &'static str,
        on: NaiveDate,
    },
    Activity {
        last: NaiveDate,
        days: i64,
    },
    Nothing,
    /// A person set it.
    ByHand,
}

impl Why {
    /// Basis id.
    pub(super) const fn basis(self) -> &'static str {
        match self {
            Self::Dead | Self::Latent => "need",
            Self::Date { .. } => "date",
            Self::DateOnly { .. } => "date_only",
            Self::Overdue { .. } => "overdue",
            Self::Declared | Self::Horizon { .. } => "declared",
            Self::Cycle { .. } => "cycle",
            Self::Stage { .. } => "stage",
            Self::Activity { .. } => "activity",
            Self::Nothing | Self::Passed { .. } | Self::Won { .. } => "none",
            Self::ByHand => "by_hand",
        }
    }

    /// Key of the sentence and its particulars.
    pub(super) fn reason(self, grade: Option<Grade>) -> (&'static str, Vec<(&'static str, String)>) {
        let mut args = vec![("grade", grade.map_or("—", Grade::letter).to_owned())];
        let key = match self {
            Self::Dead => "metric.grade_reason.dead",
            Self::Latent => "metric.grade_reason.latent",
            Self::Declared => "metric.grade_reason.declared",
            Self::Nothing => "metric.grade_reason.none",
            Self::ByHand => "metric.grade_reason.by_hand",
            Self::Horizon { months } => {
                args.push(("months", months.to_string()));
                "metric.grade_reason.horizon"
            }
            Self::Date { close, days } => dated("metric.grade_reason.date", close, days, &mut args),
            Self::DateOnly { close, days } => dated("metric.grade_reason.date_only", close, days, &mut args),
            Self::Overdue { close, days } => dated("metric.grade_reason.overdue", close, days, &mut args),
            Self::Passed { close, days } => dated("metric.grade_reason.passed", close, days, &mut args),
            Self::Won { close } => {
                args.push(("date", close.to_string()));
                "metric.grade_reason.won"
            }
            Self::Activity { last, days } => dated("metric.grade_reason.activity", last, days, &mut args),
            Self::Cycle { last, cycle, close } => {
                args.push(("last", last.to_string()));
                dated("metric.grade_reason.cycle", close, cycle, &mut args)
            }
            Self::Stage { stage, on } => {
                args.push(("date", on.to_string()));
                match stage {
                    "pi" => "metric.grade_reason.stage_pi",
                    "negotiation" => "metric.grade_reason.stage_negotiation",
                    "sample" => "metric.grade_reason.stage_sample",
                    "quotation" => "metric.grade_reason.stage_quotation",
                    _ => "metric.grade_reason.stage_inquiry",
                }
            }
        };
        (key, args)
    }
}

fn dated(key: &'static str, date: NaiveDate, days: i64, args: &mut Vec<(&'static str, String)>) -> &'static str {
    args.extend([("date", date.to_string()), ("days", days.to_string())]);
    key
}

/// A grade, why, and its flags.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Verdict {
    pub(super) grade: Option<Grade>,
    pub(super) why: Why,
    pub(super) flags: Vec<&'static str>,
}

/// Last days of A, B and C.
pub(super) fn bounds(as_of: NaiveDate, policy: &policy::Grade) -> [NaiveDate; 3] {
    let months = |months: u32| add_months(as_of, i32::try_from(months).unwrap_or(0));
    let days = |days: u32| as_of + TimeDelta::days(i64::from(days));
    if policy.mode == "days" {
        [days(policy.a_days), days(policy.b_days), days(policy.c_days)]
    } else {
        [months(policy.a_months), months(policy.b_months), months(policy.c_months)]
    }
}

/// The letter of a close date that is still to come. Boundaries are inclusive.
pub(super) fn by_date(as_of: NaiveDate, close: NaiveDate, policy: &policy::Grade) -> Grade {
    let letters = [Grade::A, Grade::B, Grade::C];
    bounds(as_of, policy).into_iter().zip(letters).find(|(bound, _)| close <= *bound).map_or(Grade::D, |(_, letter)| letter)
}

/// The letter of a horizon in words.
fn by_horizon(months: i32, policy: &policy::Grade) -> Grade {
    let bounds = [policy.a_months, policy.b_months, policy.c_months].into_iter().zip([Grade::A, Grade::B, Grade::C]);
    let within = |bound: u32| i64::from(months) <= i64::from(bound);
    bounds.into_iter().find(|(bound, _)| within(*bound)).map_or(Grade::D, |(_, letter)| letter)
}

/// Decides the grade; `fallback` gives grade, reason and flag of the evidence and is asked last.
pub(super) fn decide(as_of: NaiveDate, case: &Case, policy: &policy::Grade, fallback: impl FnOnce() -> Option<Verdict>) -> Verdict {
    let plain = |grade: Grade, why: Why| Verdict { grade: Some(grade), why, flags: Vec::new() };
    if case.dead {
        return plain(Grade::E, Why::Dead);
    }
    if case.latent {
        return plain(Grade::D, Why::Latent);
    }
    let mut flag = None;
    if let Some(close) = case.close.filter(|close| !case.won || *close >= as_of) {
        let days = (close - as_of).num_days();
        if days >= 0 {
            let why = if case.evident { Why::Date { close, days } } else { Why::DateOnly { close, days } };
            return plain(by_date(as_of, close, policy), why);
        }
        let fresh = -days <= policy.overdue_keep_days;
        flag = Some(if fresh { "OVERDUE" } else { "STALE_DATE" });
        if let Some(kept) = case.kept.filter(|_| fresh) {
            return Verdict { grade: Some(kept), why: Why::Overdue { close, days: -days }, flags: vec!["OVERDUE"] };
        }
    }
    let in_words = case.horizon.map(|months| plain(by_horizon(months, policy), Why::Horizon { months }));
    let declared = in_words.or_else(|| case.declared.map(|grade| plain(grade, Why::Declared)));
    let mut verdict = declared.or_else(fallback).unwrap_or_else(|| {
        let why = match case.close.map(|close| (close, (as_of - close).num_days())) {
            Some((close, _)) if case.won => Why::Won { close },
            Some((close, days)) => Why::Passed { close, days },
            None => Why::Nothing,
        };
        Verdict { grade: None, why, flags: Vec::new() }
    });
    verdict.flags.splice(0..0, flag);
    verdict
}

/// Days after which a grade's evidence is old; none for E and ungraded.
pub(super) const fn stale_after(grade: Grade, policy: &policy::Grade) -> Option<i64> {
    match grade {
        Grade::A => Some(policy.stale_a_days),
        Grade::B => Some(policy.stale_b_days),
        Grade::C => Some(policy.stale_c_days),
        Grade::D => Some(policy.stale_d_days),
        Grade::E => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn decided(case: Case) -> Verdict {
        decide(day("2025-01-31"), &case, &Policy::shipped().grade, || None)
    }

    #[test]
    fn boundaries_are_calendar_months_inclusive() {
        for (close, letter) in [
            ("2025-01-31", "A"),
            ("2025-02-28", "A"),
            ("2025-03-01", "B"),
            ("2025-04-30", "B"),
            ("2025-05-01", "C"),
            ("2025-07-31", "C"),
            ("2025-08-01", "D"),
        ] {
            let verdict = decided(Case { evident: true, close: Some(day(close)), ..Case::default() });
            assert_eq!((verdict.grade.unwrap().letter(), verdict.why.basis()), (letter, "date"), "{close}");
        }
    }

    #[test]
    fn in_days_the_second_of_march_is_still_an_a() {
        let mut policy = Policy::shipped().grade;
        assert_eq!(by_date(day("2025-01-31"), day("2025-03-02"), &policy), Grade::B);
        policy.mode = "days".into();
        assert_eq!(by_date(day("2025-01-31"), day("2025-03-02"), &policy), Grade::A);
    }

    #[test]
    fn need_goes_before_the_date_and_nothing_is_no_e() {
        let close = Some(day("2025-02-10"));
        assert_eq!(decided(Case { dead: true, close, ..Case::default() }).grade, Some(Grade::E));
        assert_eq!(decided(Case { latent: true, close, ..Case::default() }).grade, Some(Grade::D));
        assert_eq!(decided(Case { close, ..Case::default() }).why.basis(), "date_only");
        for (months, letter) in [(1, Grade::A), (2, Grade::B), (3, Grade::B), (6, Grade::C), (12, Grade::D)] {
            assert_eq!(decided(Case { horizon: Some(months), declared: Some(Grade::E), ..Case::default() }).grade, Some(letter));
        }
        let nothing = decided(Case::default());
        assert_eq!((nothing.grade, nothing.why.basis()), (None, "none"));
    }

    #[test]
    fn a_date_past_keeps_the_last_grade_for_thirty_days() {
        let case = |close: &str| Case { evident: true, close: Some(day(close)), kept: Some(Grade::B), ..Case::default() };
        let fresh = decided(case("2025-01-01"));
        assert_eq!((fresh.grade, fresh.flags), (Some(Grade::B), vec!["OVERDUE"]));
        let stale = decided(case("2024-12-31"));
        assert_eq!((stale.grade, stale.flags.clone()), (None, vec!["STALE_DATE"]));
        let unpublished = decided(Case { kept: None, declared: Some(Grade::C), ..case("2025-01-20") });
        assert_eq!((unpublished.grade, unpublished.why.basis(), unpublished.flags), (Some(Grade::C), "declared", vec!["OVERDUE"]));
        let next = decided(Case { won: true, ..case("2025-02-10") });
        assert_eq!((next.grade, next.why.basis()), (Some(Grade::A), "date"));
        let won = decided(Case { won: true, ..case("2025-01-20") });
        assert_eq!((won.grade, won.flags.len(), won.why), (None, 0, Why::Won { close: day("2025-01-20") }));
        assert_eq!(stale.why, Why::Passed { close: day("2024-12-31"), days: 31 });
    }
}
