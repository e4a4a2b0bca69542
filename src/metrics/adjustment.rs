//! Adjustment (上月补录、调整): what arrived late for a month that is closed already (X5).
//!
//! Decides that a closed month keeps what was published; the difference between what is known of it now and what was
//! published counts in the month in which it became known, once.

use super::cube::{Cube, Key};
use super::figure;
use super::world::World;
use crate::model::money::micros_to_f64;
use crate::model::{MetricTable, MetricValue, Month, Reason};

/// Closed months, oldest first: those with a published order amount.
pub(super) fn closed(world: &World<'_>) -> Vec<Month> {
    let published = world.question.published.iter().filter(|(id, _, _, key, _)| *id == "order_amount" && key.is_empty());
    let mut months: Vec<Month> = published.map(|(_, month, ..)| month).collect();
    months.sort_unstable();
    months.dedup();
    months
}

/// Order amount known now of a closed month, less what was published.
fn difference(world: &World<'_>, cube: &Cube, key: Key, month: Month) -> f64 {
    let Some((grain, text)) = world.name(key) else { return 0.0 };
    let Some(published) = world.question.published.get("order_amount", month, grain, text).and_then(|figure| figure.value) else {
        return 0.0;
    };
    let cell = cube.over("order", key, month, month);
    if cell.gap > 0 { 0.0 } else { micros_to_f64(cell.num) - published }
}

/// What the closings after a month already counted as adjustment.
fn counted(world: &World<'_>, key: Key, before: Month) -> f64 {
    let Some((grain, text)) = world.name(key) else { return 0.0 };
    let published = world
        .question
        .published
        .iter()
        .filter(|(id, month, at, known, _)| *id == "adjustment_amount" && *month < before && *at == grain && *known == text);
    published.filter_map(|(.., figure)| figure.value).sum()
}

/// Adjustment that counts in a month: in a closed one as published, in the report month what is not yet counted.
pub(super) fn of(world: &World<'_>, cube: &Cube, key: Key, month: Month) -> f64 {
    if month != world.question.month {
        let published = world.name(key).and_then(|(grain, text)| world.question.published.get("adjustment_amount", month, grain, text));
        return published.and_then(|figure| figure.value).unwrap_or(0.0);
    }
    let months = closed(world).into_iter().filter(|closed| *closed < month);
    let known: f64 = months.map(|closed| difference(world, cube, key, closed)).sum();
    let late = known - counted(world, key, month);
    // Sums of published floats differ in digits nobody sees.
    if late.abs() < 0.005 { 0.0 } else { late }
}

/// Adjustments of a window beyond what its own months now hold: late rows of months inside the window are in their sums.
pub(super) fn within(world: &World<'_>, cube: &Cube, key: Key, (first, last): (Month, Month)) -> f64 {
    if first == last || last != world.question.month {
        return of(world, cube, key, last);
    }
    let closed = closed(world).into_iter().filter(|month| *month < first);
    closed.map(|month| difference(world, cube, key, month)).sum::<f64>() - counted(world, key, first)
}

/// Sets the adjustment of every month.
pub(super) fn set(world: &World<'_>, cube: &Cube, values: &mut MetricTable) {
    let any = closed(world).first().copied();
    figure::each(world, cube, "adjustment_amount", values, |month, key| match any {
        Some(first) if first < month => MetricValue::known(of(world, cube, key, month)),
        _ => MetricValue::unknown(Reason::NoBase),
    });
}
