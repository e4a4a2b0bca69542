//! Score card (业务员记分卡): six measures of each salesperson against their targets, and the composite (chapter 7, X6).
//!
//! Decides the score of an attainment (0 up to a half, 100 at the target, 120 at most), targets from the target sheet or the
//! policy, and that the composite is off until the policy enables it, needs most of its weights and three full months.

use super::catalog::find;
use super::stats;
use super::world::World;
use crate::model::watch::{ScorePart, Scorecard};
use crate::model::{Grain, MetricTable, MetricValue, Month, Reason};
use crate::policy;

/// Full months a colleague must have been there.
const TENURE_MONTHS: i32 = 3;

/// Measure, its field, its target metric.
const MEASURES: [(&str, &str, &str); 6] = [
    ("performance_amount", "results", "order_amount_target"),
    ("new_customers", "development", "new_customers_target"),
    ("inquiry_ordered_share", "development", ""),
    ("csat_share", "satisfaction", ""),
    ("follow_up_compliance_share", "maintenance", ""),
    ("on_time_share", "results", ""),
];

fn setting(policy: &policy::Scorecard, id: &str) -> (f64, Option<f64>) {
    match id {
        "performance_amount" => (policy.order_amount, None),
        "new_customers" => (policy.new_customers, None),
        "inquiry_ordered_share" => (policy.inquiry_ordered, Some(policy.inquiry_ordered_target)),
        "csat_share" => (policy.csat, Some(policy.csat_target)),
        "follow_up_compliance_share" => (policy.follow_up, Some(policy.follow_up_target)),
        _ => (policy.on_time, Some(policy.on_time_target)),
    }
}

/// Attainment: actual ÷ target, and for figures that should be low 2 − it, at least 0. A target of 0 is none.
pub(super) fn attainment(actual: f64, target: f64, lower_is_better: bool) -> Option<f64> {
    let quotient = (target > 0.0).then(|| actual / target)?;
    Some(if lower_is_better { (2.0 - quotient).max(0.0) } else { quotient })
}

/// Score of an attainment.
pub(super) fn score(attained: f64) -> f64 {
    if attained <= 0.5 {
        0.0
    } else if attained <= 1.0 {
        200.0 * (attained - 0.5)
    } else {
        (100.0 * attained).min(120.0)
    }
}

/// Weighted mean of the scores there are; none where too little weight has one.
pub(super) fn composite(parts: &[(Option<f64>, f64)], least_weight: f64) -> Option<f64> {
    let all: f64 = parts.iter().map(|(_, weight)| weight).sum();
    let told: f64 = parts.iter().filter(|(score, _)| score.is_some()).map(|(_, weight)| weight).sum();
    let sum: f64 = parts.iter().filter_map(|(score, weight)| Some((*score)? * weight)).sum();
    (all > 0.0 && told > 0.0 && told >= least_weight * all).then(|| sum / told)
}

/// Cards of everybody who sells in the month, by staff.
pub(super) fn read(world: &World<'_>, values: &MetricTable, month: Month) -> Vec<Scorecard> {
    let policy = &world.policy.scorecard;
    let places =
        (0..world.resolved.staff.len()).filter_map(|place| u32::try_from(place).ok()).filter(|place| world.sells_in(*place, month));
    let people: Vec<&crate::model::resolved::StaffMember> = places.filter_map(|place| world.member(place)).collect();
    let figure = |id: &str, staff: &str| values.get(id, month, Grain::Salesperson, staff).filter(|figure| figure.value.is_some());
    let mut cards: Vec<Scorecard> = people.iter().map(|member| Scorecard { staff: member.id.clone(), ..Scorecard::default() }).collect();
    for (metric, field, target) in MEASURES {
        let (weight, usual) = setting(policy, metric);
        let team: Vec<f64> = people.iter().filter_map(|member| figure(metric, &member.id)?.value).collect();
        let lower = find(metric).is_some_and(|metric| metric.spec.better == crate::model::Better::Lower);
        let best = team.iter().copied().reduce(|a, b| if (a < b) == lower { a } else { b });
        for card in &mut cards {
            let known = figure(metric, &card.staff);
            let actual = known.and_then(|known| known.value);
            let target = figure(target, &card.staff).and_then(|target| target.value).or(usual);
            // Few answers say nothing about one person.
            let enough = known.is_some_and(|known| metric != "csat_share" || known.n.is_some_and(|n| n >= world.policy.metric.min_rank_n));
            let attained = actual.zip(target).and_then(|(actual, target)| attainment(actual, target, lower));
            card.parts.push(ScorePart {
                metric,
                field,
                actual,
                n: known.and_then(|known| known.n),
                target,
                attainment: attained,
                score: attained.filter(|_| enough).map(score),
                weight,
                team_median: stats::median(&team),
                team_best: best,
            });
        }
    }
    // Part of a month scores nobody.
    let early = world.under_way_in(month).is_some();
    for (card, member) in cards.iter_mut().zip(&people) {
        let new = member.joined_on.is_some_and(|joined| joined > month.plus(1 - TENURE_MONTHS).first());
        let parts: Vec<(Option<f64>, f64)> = card.parts.iter().map(|part| (part.score, part.weight)).collect();
        card.composite = composite(&parts, policy.least_weight).filter(|_| policy.enabled && !new && !early);
    }
    rank(&mut cards, policy.tie_points);
    cards
}

/// Ranks by composite; who is no more than the policy's points behind the one before shares the place.
fn rank(cards: &mut [Scorecard], tie_points: f64) {
    let mut order: Vec<(usize, f64)> = cards.iter().enumerate().filter_map(|(place, card)| Some((place, card.composite?))).collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut before: Option<(f64, u32)> = None;
    for (step, (place, points)) in (1..).zip(order) {
        let at = before.filter(|(leading, _)| leading - points <= tie_points).map_or((points, step), |(_, rank)| (points, rank));
        cards[place].rank = Some(at.1);
        before = Some(at);
    }
}

/// Sets the composite of everybody.
pub(super) fn set(world: &World<'_>, values: &mut MetricTable) {
    for month in world.months() {
        let cards = read(world, values, month);
        let told: Vec<f64> = cards.iter().filter_map(|card| card.composite).collect();
        let reason = if world.policy.scorecard.enabled { Reason::NTooSmall } else { Reason::NoTarget };
        let figure = |value: Option<f64>| value.map_or_else(|| MetricValue::unknown(reason), MetricValue::known);
        for card in &cards {
            values.set("scorecard_score", month, Grain::Salesperson, &card.staff, figure(card.composite));
        }
        values.set("scorecard_score", month, Grain::Company, "", figure(stats::median(&told)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_composite() {
        let attained = [Some(1.3), Some(0.8), Some(0.9), Some(1.02), Some(0.95), None];
        let weights = [35.0, 20.0, 10.0, 15.0, 10.0, 10.0];
        let parts: Vec<_> = attained.into_iter().map(|attained| attained.map(score)).zip(weights).collect();
        let scores: Vec<_> = parts.iter().map(|(score, _)| score.map(f64::round)).collect();
        assert_eq!(scores, [Some(120.0), Some(60.0), Some(80.0), Some(102.0), Some(90.0), None]);
        assert!((composite(&parts, 0.7).unwrap() - 95.8889).abs() < 1e-4);
        assert_eq!(composite(&parts[..1], 0.7), Some(120.0));
        assert_eq!(composite(&[(Some(50.0), 69.0), (None, 31.0)], 0.7), None);
        assert_eq!(composite(&[], 0.7), None);
    }

    #[test]
    fn attainment_turns_round_where_less_is_better() {
        assert_eq!((attainment(30.0, 24.0, true), attainment(60.0, 24.0, true)), (Some(0.75), Some(0.0)));
        assert_eq!((attainment(5.0, 0.0, false), attainment(5.0, 10.0, false)), (None, Some(0.5)));
        assert!((score(0.5), score(1.0), score(1.3)) == (0.0, 100.0, 120.0));
    }

    #[test]
    fn close_composites_share_a_place() {
        let mut cards: Vec<Scorecard> =
            [95.0, 94.0, 90.0].into_iter().map(|points| Scorecard { composite: Some(points), ..Scorecard::default() }).collect();
        cards.push(Scorecard::default());
        rank(&mut cards, 2.0);
        assert_eq!(cards.iter().map(|card| card.rank).collect::<Vec<_>>(), [Some(1), Some(1), Some(3), None]);
    }
}
