//! Foresight (等级兑现率、预见率): whether grades came true, and whether orders were foreseen (G4).
//!
//! Decides that a grade is judged in the month its horizon ends (A one, B three, C six months), that reconstructed months
//! foretell nothing, and that customers with an overdue date are left out: they stand in a row of their own.

use super::assess::{Assessments, Known, is_reconstructed, published};
use super::cube::Facts;
use super::evidence::Trace;
use super::orders::Order;
use super::world::World;
use crate::model::period::add_months;
use crate::model::view::Grade;
use crate::model::{MetricTable, MetricValue, Month, Reason};

const HITS: [(Grade, &str); 3] = [(Grade::A, "grade_hit_a_share"), (Grade::B, "grade_hit_b_share"), (Grade::C, "grade_hit_c_share")];

fn horizon(world: &World<'_>, grade: Grade) -> i32 {
    let policy = &world.policy.grade;
    let months = match grade {
        Grade::A => policy.a_months,
        Grade::B => policy.b_months,
        _ => policy.c_months,
    };
    i32::try_from(months).unwrap_or(1)
}

/// Grade that stood at a month's end; none where the month foretells nothing.
fn stood(world: &World<'_>, assessments: &Assessments, place: usize, month: Month) -> Option<Known> {
    if let Some(known) = published(world, place, month) {
        return Some(known);
    }
    if is_reconstructed(world, month) {
        return None;
    }
    let assessment = assessments.get(&month)?.get(place)?.as_ref()?;
    Some(Known(assessment.verdict.grade.filter(|_| !assessment.is_overdue())))
}

/// Facts of grades that came true and of orders foreseen.
pub(super) fn put(world: &World<'_>, traces: &[Trace<'_>], orders: &[Order<'_>], assessments: &Assessments, facts: &mut Facts) {
    for month in world.months() {
        for (grade, id) in HITS {
            let before = month.plus(-horizon(world, grade));
            for (place, trace) in traces.iter().enumerate() {
                if stood(world, assessments, place, before) == Some(Known(Some(grade))) {
                    let until = add_months(before.last(), horizon(world, grade));
                    facts.share(id, month, world.owned(place), !trace.orders_within(before.last(), until).is_empty());
                }
            }
        }
        if !(0..traces.len()).any(|place| stood(world, assessments, place, month.plus(-1)).is_some()) {
            continue;
        }
        for order in orders.iter().filter(|order| month.contains(order.on)) {
            let grade = order.customer.and_then(|place| stood(world, assessments, place, month.plus(-1))).and_then(|known| known.0);
            let whose = world.whose(order.customer, order.own);
            facts.share("grade_foresight_a_share", month, whose, grade == Some(Grade::A));
            facts.share("grade_foresight_ab_share", month, whose, grade.is_some_and(|grade| grade <= Grade::B));
        }
    }
}

/// Where no month stood so long ago, the rate has not matured.
pub(super) fn set(world: &World<'_>, values: &mut MetricTable) {
    for id in HITS.iter().map(|(_, id)| *id).chain(["grade_foresight_a_share", "grade_foresight_ab_share"]) {
        let unripe = values.of(id).filter(|(month, _, _, value)| value.reason == Some(Reason::NoData) && *month <= world.question.month);
        let unripe: Vec<_> = unripe.map(|(month, grain, key, _)| (month, grain, key.to_owned())).collect();
        for (month, grain, key) in unripe {
            values.set(id, month, grain, &key, MetricValue { n: Some(0), ..MetricValue::unknown(Reason::NotMatured) });
        }
    }
}
