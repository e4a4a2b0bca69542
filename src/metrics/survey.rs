//! Survey (满意度维度): effort score, satisfaction index and its dimensions, and how sure a mean is (S2, S4, S5).
//!
//! Decides that the index is made on the scale most answers use, each attribute by its own mean, that a missing attribute
//! gives its weight to the others, that a survey which asks the three questions of the ACSI (overall, expectation, ideal) has
//! its index from them alone, and that scales are never pooled.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::catalog::find;
use super::cube::{Cube, Facts, Whose};
use super::stats;
use super::world::{Parties, World};
use super::{figure, spread};
use crate::model::money::{MICROS, micros_from_f64, micros_to_f64};
use crate::model::numbers::BreakdownLine;
use crate::model::{Entity, MetricTable, MetricValue, Month, Reason, Unit};
use crate::policy;

/// Attributes in the order of the policy's weights; then the two that only the ACSI asks, and those that are compared with the
/// others but are in no index.
pub(super) const DIMENSIONS: [&str; 11] =
    ["overall", "quality", "delivery", "service", "price", "response", "expectation", "ideal", "reliability", "personal", "beyond"];

/// The two that only the ACSI asks.
const ACSI: std::ops::Range<usize> = 6..8;

/// A weight for each attribute.
type Weights = [f64; DIMENSIONS.len()];

/// The policy's weights: of the three questions of the ACSI where anybody answered the two of its own, else of the attributes.
fn weights(policy: &policy::Satisfaction, answers: &[Answer<'_>]) -> Weights {
    let [overall, quality, delivery, service, price, response] = policy.index_weights;
    if answers.iter().any(|answer| answer.scores[ACSI].iter().any(Option::is_some)) {
        let [overall, expectation, ideal] = policy.acsi_weights;
        return [overall, 0.0, 0.0, 0.0, 0.0, 0.0, expectation, ideal, 0.0, 0.0, 0.0];
    }
    [overall, quality, delivery, service, price, response, 0.0, 0.0, 0.0, 0.0, 0.0]
}

/// One answer: a score and its scale for each attribute.
#[derive(Debug, Clone)]
pub(super) struct Answer<'a> {
    pub(super) month: Month,
    pub(super) whose: Whose,
    pub(super) scores: [Option<(f64, &'a str)>; DIMENSIONS.len()],
}

/// Bounds of a scale written as `1-5`.
pub(super) fn bounds(scale: &str) -> Option<(f64, f64)> {
    let (low, high) = scale.split_once('-')?;
    let (low, high) = (low.parse().ok()?, high.parse().ok()?);
    (high > low).then_some((low, high))
}

/// Day of each row of the survey table: its own, else the end of its hand-in; where no row has a day, the report month's end.
pub(super) fn days(world: &World<'_>) -> Vec<Option<NaiveDate>> {
    let table = world.table(Entity::Survey);
    let (days, hand_ins) = (table.dates("on"), table.texts("hand_in"));
    let usual = days.iter().all(Option::is_none).then(|| world.question.month.last());
    let handed_in = |text: Option<&str>| text.and_then(|text| world.month_named(text)).map(Month::last);
    days.into_iter().zip(hand_ins).map(|(on, hand_in)| on.or_else(|| handed_in(hand_in)).or(usual)).collect()
}

/// The scale most answers of the year use, the shorter of two equally many.
pub(super) fn main_scale<'a>(world: &World<'a>) -> &'a str {
    let (table, month) = (world.table(Entity::Survey), world.question.month);
    let (scores, scales) = (table.numbers("overall"), table.texts("overall_scale"));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for ((on, score), scale) in days(world).into_iter().zip(scores).zip(scales) {
        if let (Some(on), Some(_), Some(scale)) = (on, score, scale)
            && (month.plus(-11)..=month).contains(&world.month_of(on))
        {
            *counts.entry(scale).or_default() += 1;
        }
    }
    let long = |scale: &str| bounds(scale).map_or(0.0, |(low, high)| high - low);
    counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| long(b.0).total_cmp(&long(a.0)))).map_or("1-5", |(scale, _)| scale)
}

/// Every answer; a score outside its scale is none.
pub(super) fn read<'a>(world: &World<'a>) -> Vec<Answer<'a>> {
    let table = world.table(Entity::Survey);
    let days = days(world);
    let columns = DIMENSIONS.map(|name| (table.numbers(name), table.texts(&format!("{name}_scale"))));
    let answer = |(row, (customer, own)): (usize, Parties)| {
        let scores = std::array::from_fn(|dimension| {
            let (scores, scales): &(Vec<Option<f64>>, Vec<Option<&str>>) = &columns[dimension];
            let (score, scale) = (scores[row]?, scales[row]?);
            let (low, high) = bounds(scale)?;
            (low..=high).contains(&score).then_some((score, scale))
        });
        Some(Answer { month: world.month_of(days[row]?), whose: world.whose(customer, own), scores })
    };
    world.parties(table).iter().copied().enumerate().filter_map(answer).collect()
}

/// Facts of effort, and squares for the spread of means.
pub(super) fn put(world: &World<'_>, answers: &[Answer<'_>], facts: &mut Facts) {
    for answer in answers {
        let Some((score, _)) = answer.scores[0].filter(|(_, scale)| *scale == world.main_scale) else { continue };
        if let Some(square) = micros_from_f64(score * score) {
            facts.put("csat_square", answer.month, answer.whose, square, MICROS);
        }
    }
    let table = world.table(Entity::Survey);
    let (days, scores, scales) = (days(world), table.numbers("ces"), table.texts("ces_scale"));
    for (row, (customer, own)) in world.parties(table).iter().copied().enumerate() {
        let score = scores[row].filter(|score| scales[row] == Some("1-7") && (1.0..=7.0).contains(score));
        if let (Some(on), Some(score)) = (days[row], score)
            && let (Some(micros), Some(square)) = (micros_from_f64(score), micros_from_f64(score * score))
        {
            let (month, whose) = (world.month_of(on), world.whose(customer, own));
            facts.put("ces_mean", month, whose, micros, MICROS);
            facts.put("ces_square", month, whose, square, MICROS);
            facts.share("ces_easy_share", month, whose, score >= world.policy.satisfaction.easy_from_1_7);
        }
    }
}

/// Sets the index, and the limits of the means.
pub(super) fn set(world: &World<'_>, cube: &Cube, answers: &[Answer<'_>], values: &mut MetricTable) {
    limits(world, cube, values, ("csat_mean", "csat_square"), bounds(world.main_scale).unwrap_or((1.0, 5.0)));
    limits(world, cube, values, ("ces_mean", "ces_square"), (1.0, 7.0));
    let (Some(metric), Some(keyed)) = (find("satisfaction_index"), find("csat_mean")) else { return };
    let (least, weights) = (world.policy.metric.min_nps_n, weights(&world.policy.satisfaction, answers));
    for month in world.months() {
        let obstacle = figure::obstacle(world, metric, month);
        let widest = world.policy.satisfaction.widen_months.iter().copied().max().unwrap_or(1).max(1);
        let reach = month.plus(1 - i32::try_from(widest).unwrap_or(1))..=month;
        let counts = |answer: &&Answer<'_>| answer.scores.iter().zip(&weights).any(|(score, weight)| score.is_some() && *weight > 0.0);
        let recent: Vec<&Answer<'_>> = answers.iter().filter(|answer| reach.contains(&answer.month)).filter(counts).collect();
        for key in figure::keys(world, cube, keyed, month) {
            let told = || {
                let mut first = None;
                for months in std::iter::once(1).chain(world.policy.satisfaction.widen_months.iter().copied()) {
                    let from = month.plus(1 - i32::try_from(months).unwrap_or(1));
                    let inside = recent.iter().filter(|answer| answer.month >= from && spread::belongs(answer.whose, key));
                    let value = index(inside.copied(), &weights, least);
                    if value.value.is_some() {
                        return MetricValue { widened_months: if months == 1 { 0 } else { months }, ..value };
                    }
                    first.get_or_insert(value);
                }
                first.unwrap_or_default()
            };
            figure::put(world, values, metric.spec.id, month, key, obstacle.map_or_else(told, MetricValue::unknown));
        }
    }
}

/// Answers on a scale, and of each attribute the sum and number of scores.
type Sums = (u32, [(f64, f64); DIMENSIONS.len()]);

/// 100 · Σ w · (mean − min) ÷ (max − min), Σ w = 1 over the attributes there are: at least two, of enough answers.
fn index<'a>(answers: impl Iterator<Item = &'a Answer<'a>>, weights: &Weights, least: u32) -> MetricValue {
    let mut scales: BTreeMap<&str, Sums> = BTreeMap::new();
    for answer in answers {
        let mut told: Vec<&str> = Vec::new();
        for (dimension, score) in answer.scores.iter().enumerate().filter(|(dimension, _)| weights[*dimension] > 0.0) {
            if let Some((score, scale)) = score {
                let sums = &mut scales.entry(scale).or_default().1[dimension];
                (sums.0, sums.1) = (sums.0 + score, sums.1 + 1.0);
                told.push(scale);
            }
        }
        told.sort_unstable();
        told.dedup();
        for scale in told {
            scales.entry(scale).or_default().0 += 1;
        }
    }
    let Some((scale, (n, sums))) = scales.into_iter().max_by(|a, b| a.1.0.cmp(&b.1.0).then(b.0.cmp(a.0))) else {
        return MetricValue { n: Some(0), ..MetricValue::unknown(Reason::NoData) };
    };
    let Some((low, high)) = bounds(scale) else { return MetricValue::unknown(Reason::NoData) };
    let asked = sums.iter().zip(weights).filter(|((_, n), weight)| *n > 0.0 && **weight > 0.0);
    let parts: Vec<(f64, f64)> = asked.map(|((sum, n), weight)| (sum / n, *weight)).collect();
    if parts.len() < 2 || n < least {
        let reason = if parts.len() < 2 { Reason::NoData } else { Reason::NTooSmall };
        return MetricValue { n: Some(n), ..MetricValue::unknown(reason) };
    }
    MetricValue { n: Some(n), ..MetricValue::known(weighted(&parts, (low, high))) }
}

/// Index of means with their weights, on a scale with these bounds.
pub(super) fn weighted(parts: &[(f64, f64)], (low, high): (f64, f64)) -> f64 {
    let weight: f64 = parts.iter().map(|part| part.1).sum();
    let reached: f64 = parts.iter().map(|(mean, weight)| weight * (mean - low) / (high - low)).sum();
    100.0 * reached / weight
}

/// Mean ± 1.96 standard errors of every value of a mean, within its scale.
fn limits(world: &World<'_>, cube: &Cube, values: &mut MetricTable, (id, squares): (&str, &str), (low, high): (f64, f64)) {
    let Some(metric) = find(id) else { return };
    for month in world.months() {
        for key in figure::keys(world, cube, metric, month) {
            let Some((grain, text)) = world.name(key) else { continue };
            let Some(value) = values.get(id, month, grain, text).cloned() else { continue };
            let (Some(mean), Some(n)) = (value.value, value.n.filter(|n| *n > 1)) else { continue };
            let from = month.plus(1 - i32::try_from(value.widened_months.max(1)).unwrap_or(1));
            let sum = micros_to_f64(cube.over(squares, key, from, month).num);
            let half = standard_error(sum, mean, f64::from(n)) * stats::Z95;
            values.set(id, month, grain, text, MetricValue { interval: Some(((mean - half).max(low), (mean + half).min(high))), ..value });
        }
    }
}

fn standard_error(squares: f64, mean: f64, n: f64) -> f64 {
    ((squares - n * mean * mean).max(0.0) / (n - 1.0) / n).sqrt()
}

/// Attributes of the widest window, weakest first: one line an attribute and scale.
pub(super) fn breakdown(world: &World<'_>, answers: &[Answer<'_>]) -> Vec<BreakdownLine> {
    let month = world.question.month;
    let months = world.policy.satisfaction.widen_months.iter().copied().max().unwrap_or(1);
    let from = month.plus(1 - i32::try_from(months).unwrap_or(1));
    let mut scores: BTreeMap<(usize, &str), Vec<f64>> = BTreeMap::new();
    for answer in answers.iter().filter(|answer| (from..=month).contains(&answer.month)) {
        for (dimension, score) in answer.scores.iter().enumerate() {
            if let Some((score, scale)) = score {
                scores.entry((dimension, scale)).or_default().push(*score);
            }
        }
    }
    let mut lines: Vec<(f64, BreakdownLine)> = scores
        .into_iter()
        .filter_map(|((dimension, scale), scores)| {
            let ((low, high), n) = (bounds(scale)?, stats::float(scores.len()));
            let mean = scores.iter().sum::<f64>() / n;
            let squares = scores.iter().map(|score| score * score).sum::<f64>();
            let half = if scores.len() > 1 { standard_error(squares, mean, n) * stats::Z95 } else { high - low };
            let enough = scores.len() >= world.policy.metric.min_share_n as usize;
            let line = BreakdownLine {
                table: "dimension",
                key: DIMENSIONS[dimension].to_owned(),
                second: Some(scale.to_owned()),
                words: "dimension",
                count: u32::try_from(scores.len()).unwrap_or(u32::MAX),
                amount: None,
                value: enough.then_some(mean),
                unit: Unit::Score,
                interval: enough.then_some(((mean - half).max(low), (mean + half).min(high))),
                cumulative_share: None,
                reason: (!enough).then_some(Reason::NTooSmall),
                months,
            };
            Some(((mean - low) / (high - low), line))
        })
        .collect();
    lines.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.key.cmp(&b.1.key)));
    lines.into_iter().map(|(_, line)| line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(scores: &[[Option<f64>; 3]], scale: &'static str) -> Vec<Answer<'static>> {
        let answer = |scores: &[Option<f64>; 3]| {
            let mut all = [None; DIMENSIONS.len()];
            for (place, score) in scores.iter().enumerate() {
                all[place + 1] = score.map(|score| (score, scale));
            }
            Answer { month: "2026-10".parse().unwrap(), whose: Whose::default(), scores: all }
        };
        scores.iter().map(answer).collect()
    }

    const EQUAL: Weights = [0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0];

    #[test]
    fn the_index_matches_the_references() {
        let even = answers(&[[Some(8.0), Some(7.0), Some(7.5)]; 10], "1-10");
        assert!((index(even.iter(), &EQUAL, 10).value.unwrap() - 72.2222).abs() < 1e-3);
        let mobile = answers(&[[Some(7.988), Some(7.128), Some(7.316)]; 10], "1-10");
        assert!((index(mobile.iter(), &EQUAL, 10).value.unwrap() - 71.9704).abs() < 1e-3);
        let ohio = [0.0, 0.3885, 0.3190, 0.2925, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        assert!((index(mobile.iter(), &ohio, 10).value.unwrap() - 72.4122).abs() < 1e-3);
    }

    #[test]
    fn missing_attributes_and_few_answers() {
        let two = answers(&[[Some(5.0), Some(3.0), None]; 10], "1-5");
        assert_eq!(index(two.iter(), &EQUAL, 10).value, Some(75.0));
        assert_eq!(index(two[..9].iter(), &EQUAL, 10).reason, Some(Reason::NTooSmall));
        let one = answers(&[[Some(5.0), None, None]; 10], "1-5");
        assert_eq!(index(one.iter(), &EQUAL, 10).reason, Some(Reason::NoData));
        assert_eq!(index([].iter(), &EQUAL, 10).reason, Some(Reason::NoData));
        // Two scales are never pooled: the one with more answers speaks.
        let mixed = [answers(&[[Some(5.0), Some(5.0), None]; 11], "1-5"), answers(&[[Some(1.0), Some(1.0), None]; 10], "1-10")].concat();
        assert_eq!(index(mixed.iter(), &EQUAL, 10).value, Some(100.0));
    }

    #[test]
    fn what_is_compared_only_moves_no_index() {
        let policy = policy::Policy::shipped().satisfaction;
        let mut asked = answers(&[[Some(8.0), Some(7.0), Some(7.5)]; 10], "1-10");
        let before = index(asked.iter(), &weights(&policy, &asked), 10);
        for answer in &mut asked {
            answer.scores[8] = Some((1.0, "1-10"));
        }
        assert_eq!(index(asked.iter(), &weights(&policy, &asked), 10), before);
    }

    #[test]
    fn the_three_questions_of_the_acsi_stand_alone() {
        let policy = policy::Policy::shipped().satisfaction;
        let mut asked = answers(&[[Some(1.0), None, None]; 10], "1-10");
        assert!(weights(&policy, &asked).iter().zip(EQUAL).all(|(found, wanted)| (found - wanted).abs() < 1e-12));
        for answer in &mut asked {
            answer.scores[0] = Some((7.988, "1-10"));
            answer.scores[6] = Some((7.128, "1-10"));
            answer.scores[7] = Some((7.316, "1-10"));
        }
        assert!((index(asked.iter(), &weights(&policy, &asked), 10).value.unwrap() - 71.9704).abs() < 1e-3);
    }

    #[test]
    fn scales_and_errors() {
        assert_eq!((bounds("1-7"), bounds("0-100"), bounds("x"), bounds("5-1")), (Some((1.0, 7.0)), Some((0.0, 100.0)), None, None));
        // 1, 2, 3: mean 2, variance 1, standard error 1/√3.
        assert!((standard_error(14.0, 2.0, 3.0) - 1.0 / 3.0_f64.sqrt()).abs() < 1e-12);
    }
}
