//! Spread (分布): medians and high percentiles of observations, by month and key, as polars expressions.
//!
//! Decides that quantiles are linear (R0.3), come from rows and never from other quantiles (R0.2), and that a month of too
//! few takes the policy's longer windows.

use std::collections::BTreeMap;

use polars::prelude::{DataFrame, Expr, IntoColumn, IntoLazy, NamedFrom, PolarsResult, QuantileMethod, Series, col, lit};

use super::catalog::find;
use super::cube::{Cube, Facts, Key, Whose};
use super::figure;
use super::read::Table;
use super::world::World;
use crate::model::{MetricTable, MetricValue, Month, Reason};

/// Observations of metrics.
#[derive(Debug, Default)]
pub(super) struct Spread {
    rows: BTreeMap<&'static str, Vec<(Month, Whose, f64)>>,
}

/// Quantile of the observations, by linear interpolation.
fn quantile(share: f64) -> Expr {
    col("value").quantile(lit(share), QuantileMethod::Linear).alias("quantile")
}

impl Spread {
    /// One observation; a fact of its own tells the cube which keys there are.
    pub(super) fn put(&mut self, facts: &mut Facts, metric: &'static str, month: Month, whose: Whose, value: f64) {
        facts.count(metric, month, whose);
        self.rows.entry(metric).or_default().push((month, whose, value));
    }

    /// Sets a metric from the observations put under `source`: the quantile `share`, of at least so many.
    pub(super) fn set(
        &self,
        world: &World<'_>,
        cube: &Cube,
        (id, source): (&'static str, &'static str),
        (share, least): (f64, u32),
        values: &mut MetricTable,
    ) -> PolarsResult<()> {
        let (Some(metric), Some(keyed)) = (find(id), find(source)) else { return Ok(()) };
        let rows = self.rows.get(source).map_or(&[][..], Vec::as_slice);
        for month in world.months() {
            let obstacle = figure::obstacle(world, metric, month);
            let keys: Vec<Key> = figure::keys(world, cube, keyed, month)
                .into_iter()
                .filter(|key| world.name(*key).is_some_and(|(grain, _)| metric.spec.grains.contains(&grain)))
                .collect();
            let mut told: BTreeMap<Key, MetricValue> = BTreeMap::new();
            if obstacle.is_none() {
                for months in std::iter::once(1).chain(world.policy.satisfaction.widen_months.iter().copied()) {
                    if keys.iter().all(|key| told.get(key).is_some_and(|value| value.value.is_some())) {
                        break;
                    }
                    let from = month.plus(1 - i32::try_from(months).unwrap_or(1));
                    for (key, found, n) in quantiles(rows, (from, month), share)? {
                        let widened_months = if months == 1 { 0 } else { months };
                        let value = match found.filter(|_| n >= least) {
                            Some(value) => MetricValue { n: Some(n), widened_months, ..MetricValue::known(value) },
                            None => MetricValue { n: Some(n), ..MetricValue::unknown(Reason::NTooSmall) },
                        };
                        let known = told.entry(key).or_insert_with(|| value.clone());
                        if known.value.is_none() && value.value.is_some() {
                            *known = value;
                        }
                    }
                }
            }
            for key in keys {
                let none = MetricValue { n: Some(0), ..MetricValue::unknown(Reason::NoData) };
                let value = obstacle.map_or_else(|| told.remove(&key).unwrap_or(none), MetricValue::unknown);
                figure::put(world, values, id, month, key, value);
            }
        }
        Ok(())
    }
}

/// Quantile and number of observations of each key in a window.
fn quantiles(rows: &[(Month, Whose, f64)], (from, to): (Month, Month), share: f64) -> PolarsResult<Vec<(Key, Option<f64>, u32)>> {
    let (mut places, mut values) = (Vec::new(), Vec::new());
    for (_, whose, value) in rows.iter().filter(|(month, ..)| (from..=to).contains(month)) {
        for key in whose.keys() {
            places.push(key);
            values.push(*value);
        }
    }
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let mut keys = places.clone();
    keys.sort_unstable();
    keys.dedup();
    let place = |key: &Key| keys.binary_search(key).ok().and_then(|place| u32::try_from(place).ok());
    let columns = vec![
        Series::new("key".into(), places.iter().map(place).collect::<Vec<_>>()).into_column(),
        Series::new("value".into(), values).into_column(),
    ];
    let told = DataFrame::new(places.len(), columns)?
        .lazy()
        .group_by([col("key")])
        .agg([quantile(share), col("value").count().alias("n")])
        .collect()?;
    let table = Table::frame(&told);
    let counts = told.column("n")?.u32()?.iter().collect::<Vec<_>>();
    let found = table.counts("key").into_iter().zip(table.numbers("quantile")).zip(counts);
    Ok(found.filter_map(|((key, value), n)| Some((*keys.get(key? as usize)?, value, n?))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_linear_and_come_from_rows() {
        let month: Month = "2026-10".parse().unwrap();
        let minutes = [12.0, 25.0, 40.0, 90.0, 130.0, 300.0, 1500.0];
        let fiona = Whose { staff: Some(1), ..Whose::default() };
        let mut rows: Vec<_> = minutes.iter().map(|value| (month, fiona, *value)).collect();
        rows.push((month.plus(-1), fiona, 1.0));
        let find = |share: f64, key: Key| {
            quantiles(&rows, (month, month), share)
                .unwrap()
                .into_iter()
                .find(|(found, ..)| *found == key)
                .map(|(_, value, n)| (value.unwrap(), n))
        };
        assert_eq!(find(0.5, Key::Company), Some((90.0, 7)));
        assert!((find(0.9, Key::Staff(1)).unwrap().0 - 780.0).abs() < 1e-9);
        assert_eq!(find(0.5, Key::Nobody), None);
        assert!(quantiles(&rows, (month.plus(-9), month.plus(-8)), 0.5).unwrap().is_empty());
    }
}
