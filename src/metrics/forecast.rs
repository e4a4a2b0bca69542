//! Forecast (预测): expected amounts weighted by how often their grade came true (R-KS12).
//!
//! Decides that the company's own hit rates go before the policy's once enough months are published and a grade has enough
//! customers in months whose time has passed; a customer with an overdue date counts nothing.

use std::collections::BTreeMap;

use super::assess::{Assessments, grade_value};
use super::cube::Facts;
use super::evidence::Trace;
use super::world::World;
use crate::model::money::{MICROS, micros_from_f64, round_half_even};
use crate::model::period::add_months;
use crate::model::view::Grade;
use crate::model::{Grain, Month};

/// Months within which a grade's deal is expected.
const fn horizon(grade: Grade) -> i32 {
    match grade {
        Grade::A => 1,
        Grade::B => 3,
        _ => 6,
    }
}

/// Probability of each grade.
pub(super) fn probabilities(world: &World<'_>, traces: &[Trace<'_>]) -> BTreeMap<Grade, f64> {
    let policy = &world.policy.forecast;
    let mut told: BTreeMap<Grade, f64> = Grade::ALL.into_iter().zip([policy.a, policy.b, policy.c, policy.d, policy.e]).collect();
    let graded = world.question.published.iter().filter(|(id, _, grain, ..)| *id == "customer_grade" && *grain == Grain::Customer);
    let mut seen: BTreeMap<Grade, (usize, usize)> = BTreeMap::new();
    let mut months = std::collections::BTreeSet::new();
    for (_, month, _, key, figure) in graded {
        let Some(grade) =
            Grade::ALL.into_iter().find(|grade| figure.value.is_some_and(|value| (value - grade_value(Some(*grade))).abs() < 0.5))
        else {
            continue;
        };
        months.insert(month);
        let until = add_months(month.last(), horizon(grade));
        let trace = world.customer_place(key).and_then(|place| traces.get(place));
        if let Some(trace) = trace.filter(|_| until <= world.question.month.last()) {
            let (hits, n) = seen.entry(grade).or_default();
            *hits += usize::from(!trace.orders_within(month.last(), until).is_empty());
            *n += 1;
        }
    }
    if months.len() >= policy.calibrate_months {
        for (grade, (hits, n)) in seen.into_iter().filter(|(_, (_, n))| *n >= policy.calibrate_min_n) {
            told.insert(grade, super::stats::float(hits) / super::stats::float(n));
        }
    }
    told
}

/// Facts of expected amounts by probability.
pub(super) fn put(world: &World<'_>, traces: &[Trace<'_>], assessments: &Assessments, facts: &mut Facts) {
    let probabilities = probabilities(world, traces);
    let month: Month = world.question.month;
    for (place, assessment) in assessments.get(&month).into_iter().flatten().enumerate() {
        let Some(assessment) = assessment else { continue };
        let (Some(grade), false) = (assessment.verdict.grade, assessment.is_overdue()) else { continue };
        if assessment.expected.is_none() && !assessment.no_rate {
            continue;
        }
        let share = probabilities.get(&grade).copied().and_then(micros_from_f64).unwrap_or(0);
        let weighted = assessment.expected.map(|expected| round_half_even(expected * share, MICROS));
        facts.amount("forecast_amount", month, world.owned(place), weighted);
    }
}
