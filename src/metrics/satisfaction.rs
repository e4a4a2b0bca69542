//! Satisfaction (满意度): top-2-box, means, net promoters and response rate. Scales are never pooled.
//!
//! Decides that figures speak of the scale most answers use, that a mark outside its scale is no answer, and that who was
//! invited must be known before a response rate is told (S1–S3, S6).

use std::collections::{BTreeMap, BTreeSet};

use super::catalog::{Metric, find};
use super::cube::{Facts, Key};
use super::figure;
use super::stats;
use super::survey;
use super::world::World;
use crate::model::money::{MICROS, micros_from_f64};
use crate::model::{Entity, MetricTable, MetricValue, Month, Reason};

/// One answer that counts.
#[derive(Debug, Clone, Copy)]
struct Answer {
    month: Month,
    customer: Option<usize>,
    whose: super::cube::Whose,
    score: f64,
}

/// Facts of answers.
pub(super) fn put(world: &World<'_>, facts: &mut Facts) {
    let top = world.policy.satisfaction.top_from(world.main_scale);
    for answer in answers(world) {
        let Some(score) = micros_from_f64(answer.score) else { continue };
        facts.share("csat_share", answer.month, answer.whose, answer.score >= top);
        facts.put("csat_mean", answer.month, answer.whose, score, MICROS);
    }
    let table = world.table(Entity::Survey);
    let parties = world.parties(table);
    let (marks, scales) = (table.numbers("nps"), table.texts("nps_scale"));
    for (row, (on, (customer, own))) in survey::days(world).into_iter().zip(parties.iter().copied()).enumerate() {
        // Marks of five or of seven, and words, are no answers to this question: nobody could be a promoter (S3).
        let of_ten = scales[row].is_none_or(|scale| scale.ends_with("-10"));
        let (Some(on), Some(mark)) = (on, marks[row].filter(|mark| of_ten && (0.0..=10.0).contains(mark))) else { continue };
        let (promoter, detractor) = (mark >= 9.0, mark < 7.0);
        let (month, whose) = (world.month_of(on), world.whose(customer, own));
        facts.put("nps", month, whose, MICROS * (i128::from(promoter) - i128::from(detractor)), MICROS);
        facts.share("nps_promoter", month, whose, promoter);
    }
}

fn answers(world: &World<'_>) -> Vec<Answer> {
    let table = world.table(Entity::Survey);
    let (days, scores, scales) = (survey::days(world), table.numbers("overall"), table.texts("overall_scale"));
    let (parties, scale) = (world.parties(table), survey::bounds(world.main_scale));
    let answer = |row: usize| {
        let inside = |score: &f64| scale.is_some_and(|(low, high)| (low..=high).contains(score));
        let score = scores[row].filter(|score| scales[row] == Some(world.main_scale) && inside(score))?;
        let (customer, own) = parties[row];
        Some(Answer { month: world.month_of(days[row]?), customer, whose: world.whose(customer, own), score })
    };
    (0..table.len()).filter_map(answer).collect()
}

/// Sets the mean of one vote a customer, and the response rate.
pub(super) fn set(world: &World<'_>, cube: &super::cube::Cube, values: &mut MetricTable) {
    let answers = answers(world);
    let (Some(mean), Some(csat), Some(response)) = (find("csat_customer_mean"), find("csat_mean"), find("survey_response_share")) else {
        return;
    };
    for month in world.months() {
        let obstacle = figure::obstacle(world, mean, month);
        for key in figure::keys(world, cube, csat, month) {
            let told = || customer_mean(world, mean, &answers, key, month);
            figure::put(world, values, mean.spec.id, month, key, obstacle.map_or_else(told, MetricValue::unknown));
        }
        let told = || responses(world, response, month);
        let value = figure::obstacle(world, response, month).map_or_else(told, MetricValue::unknown);
        figure::put(world, values, response.spec.id, month, Key::Company, value);
    }
}

fn customer_mean(world: &World<'_>, metric: &Metric, answers: &[Answer], key: Key, month: Month) -> MetricValue {
    let mut few = MetricValue::unknown(Reason::NoData);
    for months in std::iter::once(&1).chain(&world.policy.satisfaction.widen_months) {
        let from = month.plus(1 - i32::try_from(*months).unwrap_or(1));
        let mut votes: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
        for answer in answers.iter().filter(|answer| (from..=month).contains(&answer.month) && belongs(answer, key)) {
            if let Some(customer) = answer.customer {
                votes.entry(customer).or_default().push(answer.score);
            }
        }
        let means: Vec<f64> = votes.values().map(|scores| scores.iter().sum::<f64>() / stats::float(scores.len())).collect();
        let n = u32::try_from(means.len()).unwrap_or(u32::MAX);
        let (num, den) = (means.iter().sum::<f64>(), stats::float(means.len()));
        if n >= figure::min_n(&world.policy.metric, metric) {
            let widened_months = if *months == 1 { 0 } else { *months };
            let (value, num, den) = (Some(num / den), Some(num), Some(den));
            return MetricValue { value, num, den, n: Some(n), widened_months, ..MetricValue::default() };
        }
        if n > 0 && few.reason == Some(Reason::NoData) {
            few = MetricValue { n: Some(n), ..MetricValue::unknown(Reason::NTooSmall) };
        }
    }
    few
}

fn belongs(answer: &Answer, key: Key) -> bool {
    match key {
        Key::Company => true,
        Key::Staff(place) => answer.whose.staff == Some(place),
        Key::Nobody => answer.whose.staff.is_none(),
        Key::Country(place) => answer.whose.country == Some(place),
        _ => false,
    }
}

/// Different people who answered ÷ invited less bounced.
fn responses(world: &World<'_>, metric: &Metric, month: Month) -> MetricValue {
    let table = world.table(Entity::Survey);
    let (days, invited, bounced) = (survey::days(world), table.numbers("invited"), table.numbers("bounced"));
    let marks = ["overall", "nps", "ces"].map(|name| table.numbers(name));
    // Without a mail address the customer stands for the person, however its name is spelt.
    let [emails, names] = ["email", "customer_id"].map(|name| table.texts(name));
    let (mut reached, mut people) = (0.0, BTreeSet::new());
    for row in (0..table.len()).filter(|row| days[*row].is_some_and(|on| month.contains(on))) {
        if let Some(sent) = invited[row] {
            reached += sent - bounced[row].unwrap_or(0.0);
        }
        if marks.iter().any(|column| column[row].is_some()) {
            people.insert((emails[row].or(names[row]), if emails[row].or(names[row]).is_none() { row } else { 0 }));
        }
    }
    if reached <= 0.0 {
        return MetricValue::unknown(Reason::NoData);
    }
    let (num, n) = (stats::float(people.len()).min(reached), u32::try_from(stats::whole(reached)).ok());
    let told = MetricValue { num: Some(num), den: Some(reached), n, ..MetricValue::default() };
    if n < Some(figure::min_n(&world.policy.metric, metric)) {
        return MetricValue { reason: Some(Reason::NTooSmall), ..told };
    }
    MetricValue { value: Some(num / reached), interval: stats::wilson(num, reached), ..told }
}
