//! Figure (数值): sums of facts → values, with null rules, intervals and widened windows.
//!
//! Decides R0.1 (a month that is not covered, a missing column, nothing to divide by: unknown, with the reason) and R0.7
//! (too few: widen to the policy's windows, say so, else unknown).

use std::collections::BTreeMap;

use super::catalog::{CATALOG, Form, Metric, Span};
use super::cube::{Cell, Cube, Key};
use super::stats;
use super::world::World;
use crate::model::money::{MICROS, micros_to_f64};
use crate::model::{Entity, Grain, MetricTable, MetricValue, Month, Reason, Unit};
use crate::policy;

/// First month of a window that ends with `month`.
pub(super) fn first_of(span: Span, month: Month, fiscal_start: u32) -> Month {
    let start = i32::try_from(fiscal_start.clamp(1, 12)).unwrap_or(1);
    match span {
        Span::Month | Span::AsOf => month,
        Span::YearToDate => month.plus(-(i32::try_from(month.number()).unwrap_or(1) - start).rem_euclid(12)),
        Span::Months12 => month.plus(-11),
    }
}

/// Why a metric cannot be told for a month at all.
pub(super) fn obstacle(world: &World<'_>, metric: &Metric, month: Month) -> Option<Reason> {
    let first = first_of(metric.span, month, world.policy.calendar.fiscal_start_month);
    for &entity in metric.spec.needs {
        // What a customer book says is dated evidence; months before the oldest hand-in are reconstructed from it.
        if entity == Entity::Customer {
            if world.customers.is_empty() {
                return Some(Reason::NoSheet);
            }
            continue;
        }
        if !world.coverage.covers(entity, month) {
            return Some(Reason::NoSheet);
        }
        if world.coverage.first(entity).is_some_and(|start| start > first) {
            return Some(Reason::Partial);
        }
    }
    metric.column.and_then(|(entity, field)| (!world.has_column(entity, field)).then_some(Reason::NoColumn))
}

/// Observations below which a metric is not told: the policy's minimum of its form (R0.7).
pub(super) const fn min_n(policy: &policy::Metric, metric: &Metric) -> u32 {
    match (metric.form, metric.spec.unit) {
        _ if metric.spec.min_n == 0 => 0,
        (Form::Promoters, _) => policy.min_nps_n,
        (_, Unit::Days) => policy.min_median_n,
        _ => policy.min_share_n,
    }
}

/// The value of sums.
pub(super) fn value(policy: &policy::Metric, metric: &Metric, cell: Cell) -> MetricValue {
    let (num, den) = (micros_to_f64(cell.num), micros_to_f64(cell.den));
    let n = u32::try_from(cell.den / MICROS).ok();
    let n = n.filter(|_| metric.form != Form::Ratio);
    let mut figure = MetricValue { num: Some(num), den: Some(den), n, ..MetricValue::default() };
    if cell.gap > 0 && metric.form != Form::Count {
        figure.reason = Some(Reason::NoRate);
        return figure;
    }
    match metric.form {
        Form::Sum => (figure.num, figure.den, figure.value) = (None, None, Some(num)),
        Form::Count => (figure.num, figure.den, figure.value) = (None, None, Some(den)),
        _ if cell.den <= 0 => (figure.num, figure.den, figure.reason) = (None, Some(0.0), Some(Reason::NoData)),
        Form::Share { .. } => (figure.value, figure.interval) = (Some(num / den), stats::wilson(num, den)),
        Form::Mean | Form::Ratio => figure.value = Some(num / den),
        Form::Promoters | Form::Own => {}
    }
    if figure.value.is_some() && n.is_some_and(|n| n < min_n(policy, metric)) && ratio(metric.form) {
        (figure.value, figure.interval, figure.reason) = (None, None, Some(Reason::NTooSmall));
    }
    figure
}

const fn ratio(form: Form) -> bool {
    matches!(form, Form::Share { .. } | Form::Mean | Form::Promoters)
}

/// The value over the window, widened where the month has too few and the policy allows.
fn widened(world: &World<'_>, cube: &Cube, metric: &Metric, key: Key, month: Month) -> MetricValue {
    let first = first_of(metric.span, month, world.policy.calendar.fiscal_start_month);
    let cell = cube.over(metric.fact, key, first, month);
    let told = |cell: Cell, metric_from: Month| match metric.form {
        Form::Promoters => promoters(world, cube, metric, key, (metric_from, month)),
        _ => value(&world.policy.metric, metric, cell),
    };
    let figure = told(cell, first);
    let may_widen = match metric.form {
        Form::Share { widen } => widen,
        Form::Mean => metric.spec.min_n > 0,
        Form::Promoters => true,
        _ => false,
    };
    if figure.value.is_some() || !may_widen {
        return figure;
    }
    for &months in &world.policy.satisfaction.widen_months {
        let from = month.plus(1 - i32::try_from(months).unwrap_or(1));
        let wide = told(cube.over(metric.fact, key, from, month), from);
        if wide.value.is_some() {
            return MetricValue { widened_months: months, ..wide };
        }
    }
    figure
}

fn promoters(world: &World<'_>, cube: &Cube, metric: &Metric, key: Key, (from, to): (Month, Month)) -> MetricValue {
    let all = cube.over(metric.fact, key, from, to);
    let (n, plus) = (micros_to_f64(all.den), micros_to_f64(cube.over("nps_promoter", key, from, to).num));
    let minus = plus - micros_to_f64(all.num);
    let mut figure =
        MetricValue { num: Some(plus - minus), den: Some(n), n: u32::try_from(all.den / MICROS).ok(), ..MetricValue::default() };
    match stats::net_promoters(plus, minus, n) {
        None => figure.reason = Some(Reason::NoData),
        Some(_) if figure.n.is_some_and(|n| n < min_n(&world.policy.metric, metric)) => figure.reason = Some(Reason::NTooSmall),
        Some((score, interval)) => (figure.value, figure.interval) = (Some(score), Some(interval)),
    }
    figure
}

/// Keys a metric is told for in a month: the company, salespeople there or with facts, countries with facts.
pub(super) fn keys(world: &World<'_>, cube: &Cube, metric: &Metric, month: Month) -> Vec<Key> {
    let first = first_of(metric.span, month, world.policy.calendar.fiscal_start_month);
    let mut keys: Vec<Key> = cube
        .keys(metric.fact)
        .filter(|key| match key {
            Key::Company | Key::Country(_) => true,
            _ => metric.spec.grains.len() > 3 || matches!(key, Key::Staff(_) | Key::Nobody),
        })
        .filter(|key| match key {
            Key::Company | Key::Country(_) => true,
            _ => cube.over(metric.fact, *key, first, month) != Cell::default(),
        })
        .collect();
    keys.push(Key::Company);
    let staff = (0..world.resolved.staff.len()).filter_map(|place| u32::try_from(place).ok());
    keys.extend(staff.filter(|place| world.sells_in(*place, month)).map(Key::Staff));
    keys.sort_unstable();
    keys.dedup();
    keys.retain(|key| world.name(*key).is_some_and(|(grain, _)| metric.spec.grains.contains(&grain)));
    keys
}

/// Sets every metric that is a sum of facts; `unripe` names those a month's history is too short for.
pub(super) fn set(world: &World<'_>, cube: &Cube, unripe: &BTreeMap<Month, Vec<&str>>, values: &mut MetricTable) {
    for month in world.months() {
        for metric in CATALOG.iter().filter(|metric| metric.form != Form::Own) {
            let obstacle = obstacle(world, metric, month);
            for key in keys(world, cube, metric, month) {
                let mut figure = obstacle.map_or_else(|| widened(world, cube, metric, key, month), MetricValue::unknown);
                if figure.value.is_some() && unripe.get(&month).is_some_and(|ids| ids.contains(&metric.spec.id)) {
                    figure = MetricValue { value: None, interval: None, reason: Some(Reason::NotMatured), ..figure };
                }
                put(world, values, metric.spec.id, month, key, figure);
            }
        }
    }
}

/// Sets one value under the key's text.
pub(super) fn put(world: &World<'_>, values: &mut MetricTable, id: &str, month: Month, key: Key, figure: MetricValue) {
    if let Some((grain, text)) = world.name(key) {
        debug_assert_ne!(grain, Grain::Customer);
        // Some figures take the keys of another: its further dimensions are not theirs.
        let common = matches!(grain, Grain::Company | Grain::Salesperson | Grain::Country);
        if !common && super::catalog::find(id).is_none_or(|metric| !metric.spec.grains.contains(&grain)) {
            return;
        }
        values.set(id, month, grain, text, figure);
    }
}

/// Sets a metric of its own making for every month and key, where nothing stands in the way.
pub(super) fn each(world: &World<'_>, cube: &Cube, id: &str, values: &mut MetricTable, told: impl Fn(Month, Key) -> MetricValue) {
    let Some(metric) = super::catalog::find(id) else { return };
    for month in world.months() {
        let obstacle = obstacle(world, metric, month);
        for key in keys(world, cube, metric, month) {
            let figure = obstacle.map_or_else(|| told(month, key), MetricValue::unknown);
            put(world, values, id, month, key, figure);
        }
    }
}

/// Takes back figures that undated state makes from every month but the report month.
pub(super) fn only_now(world: &World<'_>, ids: &[&str], values: &mut MetricTable) {
    for id in ids {
        let others = values.of(id).filter(|(month, ..)| *month != world.question.month);
        let others: Vec<_> = others.map(|(month, grain, key, _)| (month, grain, key.to_owned())).collect();
        for (month, grain, key) in others {
            values.set(id, month, grain, &key, MetricValue::unknown(Reason::Reconstructed));
        }
    }
}

/// Says of figures nothing was known for that no sheet has the columns they need.
pub(super) fn no_column(ids: &[&str], values: &mut MetricTable) {
    for id in ids {
        because(id, Reason::NoData, Reason::NoColumn, values);
    }
}

/// Names the reason behind a reason.
pub(super) fn because(id: &str, told: Reason, behind: Reason, values: &mut MetricTable) {
    let unknown = values.of(id).filter(|(.., value)| value.reason == Some(told));
    let unknown: Vec<_> = unknown.map(|(month, grain, key, _)| (month, grain, key.to_owned())).collect();
    for (month, grain, key) in unknown {
        values.set(id, month, grain, &key, MetricValue::unknown(behind));
    }
}

/// Numerator ÷ denominator of two values of any unit, unknown when either is or the denominator is not above 0.
pub(super) fn quotient(num: Option<&MetricValue>, den: Option<&MetricValue>, unit: Unit) -> MetricValue {
    let known = |figure: Option<&MetricValue>| figure.and_then(|figure| figure.value);
    match (known(num), known(den)) {
        (Some(num), Some(den)) if den > 0.0 => {
            let factor = if unit == Unit::Per100 { 100.0 } else { 1.0 };
            MetricValue { num: Some(num), den: Some(den), value: Some(factor * num / den), ..MetricValue::default() }
        }
        (Some(_), Some(_)) => MetricValue::unknown(Reason::NoData),
        (None, _) => MetricValue::unknown(num.and_then(|figure| figure.reason).unwrap_or(Reason::NoData)),
        (_, None) => MetricValue::unknown(den.and_then(|figure| figure.reason).unwrap_or(Reason::NoData)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::catalog::find;
    use super::*;

    fn value(metric: &Metric, cell: Cell) -> MetricValue {
        super::value(&policy::Policy::shipped().metric, metric, cell)
    }

    fn cell(num: i128, den: i128) -> Cell {
        Cell { num: num * MICROS, den: den * MICROS, gap: 0 }
    }

    #[test]
    fn a_share_has_its_limits_and_minimum() {
        let share = find("csat_share").unwrap();
        let told = value(share, cell(18, 24));
        assert_eq!((told.value, told.n), (Some(0.75), Some(24)));
        let (low, high) = told.interval.unwrap();
        assert!((low - 0.551_006).abs() < 1e-6 && (high - 0.880_006).abs() < 1e-6);
        assert_eq!(value(share, cell(4, 4)).reason, Some(Reason::NTooSmall));
        assert_eq!(value(share, cell(4, 5)).value, Some(0.8));
        assert_eq!(value(share, cell(0, 0)).reason, Some(Reason::NoData));
    }

    #[test]
    fn sums_are_zero_when_nothing_happened_and_unknown_with_a_gap() {
        let amount = find("order_amount").unwrap();
        assert_eq!(value(amount, cell(0, 0)).value, Some(0.0));
        let gap = value(amount, Cell { num: MICROS, den: 2 * MICROS, gap: 1 });
        assert_eq!((gap.value, gap.reason, gap.num), (None, Some(Reason::NoRate), Some(1.0)));
        assert_eq!(value(find("order_count").unwrap(), Cell { num: MICROS, den: 2 * MICROS, gap: 1 }).value, Some(2.0));
        assert_eq!(value(find("average_order_value").unwrap(), cell(0, 0)).reason, Some(Reason::NoData));
    }

    #[test]
    fn the_year_to_date_starts_with_the_business_year() {
        let october: Month = "2026-10".parse().unwrap();
        let first = |start| first_of(Span::YearToDate, october, start).to_string();
        assert_eq!((first(1), first(10), first(11)), ("2026-01".into(), "2026-10".into(), "2025-11".into()));
    }
}
