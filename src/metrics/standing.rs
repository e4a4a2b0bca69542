//! Standing (等级分布): assessments counted: grades, urgency, deal states, expected money.
//!
//! Decides that a customer with an overdue date stands in a row of its own, so that the rows add up to all customers, and
//! that what an earlier month published about its state is not computed again (X5).

use super::assess::{Assessments, grade_value, is_reconstructed, published};
use super::catalog::{CATALOG, Span};
use super::cube::Facts;
use super::world::World;
use crate::model::view::Grade;
use crate::model::{Entity, Grain, MetricTable, MetricValue, Reason};

/// Facts of every assessed customer and month.
pub(super) fn put(world: &World<'_>, assessments: &Assessments, facts: &mut Facts) {
    for (&month, assessed) in assessments {
        for (place, assessment) in assessed.iter().enumerate() {
            let Some(assessment) = assessment else { continue };
            let whose = world.owned(place);
            let letter = assessment.verdict.grade;
            facts.count(row_of(letter, assessment.is_overdue()), month, whose);
            if let Some(letter) = letter {
                if !assessment.is_overdue() {
                    facts.share("grade_ab_share", month, whose, letter <= Grade::B);
                }
                if letter <= Grade::D {
                    facts.share("grade_stale_share", month, whose, assessment.is_stale());
                }
                if (assessment.expected.is_some() || assessment.no_rate) && letter <= Grade::B && !assessment.is_overdue() {
                    facts.amount("expected_amount_ab", month, whose, assessment.expected);
                }
            }
            facts.count(deal_of(assessment.deal_state), month, whose);
            if assessment.urgency == Some("urgent") {
                facts.count("urgency_urgent_count", month, whose);
            }
        }
    }
}

const fn row_of(grade: Option<Grade>, overdue: bool) -> &'static str {
    match grade {
        _ if overdue => "grade_overdue_count",
        Some(Grade::A) => "grade_a_count",
        Some(Grade::B) => "grade_b_count",
        Some(Grade::C) => "grade_c_count",
        Some(Grade::D) => "grade_d_count",
        Some(Grade::E) => "grade_e_count",
        None => "grade_none_count",
    }
}

fn deal_of(state: &str) -> &'static str {
    match state {
        "won" => "deal_won_count",
        "negotiating" => "deal_negotiating_count",
        _ => "deal_potential_count",
    }
}

/// Figures that undated state makes, which reconstructed months do not carry.
const UNDATED: [&str; 4] = ["grade_stale_share", "urgency_urgent_count", "follow_up_overdue_count", "expected_amount_ab"];

/// Sets each customer's grade, takes back what reconstructed months cannot carry, and lets published state stand.
pub(super) fn set(world: &World<'_>, assessments: &Assessments, values: &mut MetricTable) {
    for month in world.months().into_iter().filter(|month| !is_reconstructed(world, *month)) {
        for (place, assessment) in assessments.get(&month).into_iter().flatten().enumerate() {
            let (Some(assessment), Some(customer)) = (assessment, world.customers.get(place)) else { continue };
            let letter = published(world, place, month).map_or(assessment.verdict.grade, |known| known.0);
            let value = letter.map_or_else(|| MetricValue::unknown(Reason::NoData), |letter| MetricValue::known(grade_value(Some(letter))));
            values.set("customer_grade", month, Grain::Customer, customer.id, value);
        }
    }
    for id in UNDATED {
        let reconstructed = values.of(id).filter(|(month, ..)| is_reconstructed(world, *month));
        let reconstructed: Vec<_> = reconstructed.map(|(month, grain, key, _)| (month, grain, key.to_owned())).collect();
        for (month, grain, key) in reconstructed {
            values.set(id, month, grain, &key, MetricValue::unknown(Reason::Reconstructed));
        }
    }
    for metric in CATALOG.iter().filter(|metric| metric.span == Span::AsOf && metric.hand_in == Some(Entity::Customer)) {
        for (month, grain, key, value) in world.question.published.of(metric.spec.id) {
            if month < world.question.month && grain != Grain::Customer {
                values.set(metric.spec.id, month, grain, key, value.clone());
            }
        }
    }
}
