//! Median (中位数): observations whose middle value is the figure, by month and key.
//!
//! Decides that a month of too few takes the policy's longer windows, and that medians are made from rows, never from
//! medians (R0.2).

use std::collections::BTreeMap;

use super::catalog::find;
use super::cube::{Cube, Key, Whose};
use super::world::World;
use super::{figure, stats};
use crate::model::{MetricTable, MetricValue, Month, Reason};

/// Observations by metric, key and month.
#[derive(Debug, Default)]
pub(super) struct Medians {
    rows: BTreeMap<&'static str, BTreeMap<Key, BTreeMap<Month, Vec<f64>>>>,
}

impl Medians {
    /// One observation.
    pub(super) fn put(&mut self, metric: &'static str, month: Month, whose: Whose, value: f64) {
        let keys = [Some(Key::Company), Some(whose.staff.map_or(Key::Nobody, Key::Staff)), whose.country.map(Key::Country)];
        let known = self.rows.entry(metric).or_default();
        for key in keys.into_iter().flatten() {
            known.entry(key).or_default().entry(month).or_default().push(value);
        }
    }

    /// Observations of a window.
    pub(super) fn over(&self, metric: &str, key: Key, from: Month, to: Month) -> Vec<f64> {
        let months = self.rows.get(metric).and_then(|keys| keys.get(&key));
        months.into_iter().flat_map(|months| months.range(from..=to)).flat_map(|(_, values)| values.iter().copied()).collect()
    }

    /// Sets a metric from its observations. It needs facts in the cube under its own id, which decide the keys.
    pub(super) fn set(&self, world: &World<'_>, cube: &Cube, id: &str, widen: bool, values: &mut MetricTable) {
        let Some(metric) = find(id) else { return };
        let least = figure::min_n(&world.policy.metric, metric);
        figure::each(world, cube, id, values, |month, key| {
            let told = |from: Month| middle(&self.over(id, key, from, month), least);
            let first = told(figure::first_of(metric.span, month, world.policy.calendar.fiscal_start_month));
            if first.value.is_some() || !widen {
                return first;
            }
            let windows = world.policy.satisfaction.widen_months.iter().map(|&months| {
                let wide = told(month.plus(1 - i32::try_from(months).unwrap_or(1)));
                MetricValue { widened_months: months, ..wide }
            });
            windows.into_iter().find(|wide| wide.value.is_some()).unwrap_or(first)
        });
    }
}

/// The median of at least so many observations.
pub(super) fn middle(rows: &[f64], least: u32) -> MetricValue {
    let n = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    match stats::median(rows) {
        None => MetricValue { n: Some(0), ..MetricValue::unknown(Reason::NoData) },
        Some(_) if n < least => MetricValue { n: Some(n), ..MetricValue::unknown(Reason::NTooSmall) },
        value => MetricValue { value, n: Some(n), ..MetricValue::default() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_enough_rows() {
        assert_eq!(middle(&[45.0, 60.0, 90.0, 200.0], 3).value, Some(75.0));
        assert_eq!(middle(&[45.0, 60.0], 3).reason, Some(Reason::NTooSmall));
        assert_eq!(middle(&[], 3).reason, Some(Reason::NoData));
    }

    #[test]
    fn windows_gather_rows_of_their_months() {
        let month: Month = "2026-10".parse().unwrap();
        let whose = Whose { staff: Some(1), ..Whose::default() };
        let mut medians = Medians::default();
        medians.put("development_cycle_days", month, whose, 10.0);
        medians.put("development_cycle_days", month.plus(-1), Whose::default(), 20.0);
        assert_eq!(medians.over("development_cycle_days", Key::Company, month.plus(-2), month), [20.0, 10.0]);
        assert_eq!(medians.over("development_cycle_days", Key::Staff(1), month, month), [10.0]);
        assert!(medians.over("nothing", Key::Company, month, month).is_empty());
    }
}
