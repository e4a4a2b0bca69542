//! Count (分类计数): the facts of every class.
//!
//! Decides that a customer counts in a month in which it is assessed, whoever owns it today.

use super::super::assess::Assessments;
use super::super::cube::Facts;
use super::super::world::World;
use super::Segments;
use crate::model::money::{MICROS, micros_from_f64};

/// Facts of every class.
pub(in super::super) fn put(world: &World<'_>, segments: &Segments, assessments: &Assessments, facts: &mut Facts) {
    for (&month, all) in segments {
        let assessed = assessments.get(&month);
        for (place, segment) in all.iter().enumerate() {
            if assessed.is_none_or(|all| all.get(place).is_none_or(Option::is_none)) {
                continue;
            }
            let whose = world.owned(place);
            let mut count = |id: Option<&'static str>| {
                if let Some(id) = id {
                    facts.count(id, month, whose);
                }
            };
            count(match segment.value_tier {
                Some("A") => Some("value_a_count"),
                Some("B") => Some("value_b_count"),
                Some("C") => Some("value_c_count"),
                _ => None,
            });
            count(match segment.relation {
                Some("best") => Some("relation_best_count"),
                Some("good") => Some("relation_good_count"),
                Some("ordinary") => Some("relation_ordinary_count"),
                Some("at_risk") => Some("relation_at_risk_count"),
                _ => None,
            });
            count(match segment.standing {
                Some("long_term") => Some("standing_long_term_count"),
                Some("one_off") => Some("standing_one_off_count"),
                Some("new") => Some("standing_new_count"),
                Some("potential") => Some("standing_potential_count"),
                _ => None,
            });
            count((segment.prospect_potential == Some("high")).then_some("prospect_high_count"));
            count(segment.is_rising.then_some("rising_small_count"));
            count((segment.importance == Some("A")).then_some("important_count"));
            count((segment.quadrant == Some("do_now")).then_some("do_now_count"));
            for (id, score) in [("prospect_score_mean", segment.prospect_score), ("loyalty_index_mean", segment.loyalty_index)] {
                if let Some(score) = score.and_then(micros_from_f64) {
                    facts.put(id, month, whose, score, MICROS);
                }
            }
        }
    }
}
