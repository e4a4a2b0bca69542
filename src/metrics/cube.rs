//! Cube (汇总立方): every event's contribution to a metric, added up by month, salesperson and country.
//!
//! A metric is a sum of facts: numerator and denominator in whole millionths, so that sums are exact whatever the order
//! (law 6), and roll-ups add and never average (R0.2). An amount that could not be converted is a gap.

use std::collections::BTreeMap;

use polars::prelude::{Column, DataFrame, Expr, IntoColumn, IntoLazy, NamedFrom, PolarsResult, Series, col};

use super::read::Table;
use crate::model::Month;
use crate::model::frame::money_column;
use crate::model::money::MICROS;

/// Who and where an event belongs to, as places in the lists of the world.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Whose {
    /// Colleague who earns credit.
    pub(super) staff: Option<u32>,
    /// Country of the customer.
    pub(super) country: Option<u32>,
}

/// A sum of facts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cell {
    /// Numerator, millionths.
    pub(super) num: i128,
    /// Denominator, millionths.
    pub(super) den: i128,
    /// Facts whose numerator is unknown.
    pub(super) gap: i128,
}

impl Cell {
    /// Adds another sum.
    pub(super) fn add(&mut self, other: Self) {
        self.num += other.num;
        self.den += other.den;
        self.gap += other.gap;
    }
}

/// A key of one grain: the company, a colleague, a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// Everything.
    Company,
    /// One colleague.
    Staff(u32),
    /// No colleague: what belongs to nobody, so that a table of salespeople adds up to the company.
    Nobody,
    /// One country.
    Country(u32),
}

/// Facts, column by column.
#[derive(Debug, Default)]
pub(super) struct Facts {
    metric: Vec<&'static str>,
    month: Vec<i32>,
    whose: Vec<Whose>,
    num: Vec<i128>,
    den: Vec<i128>,
    gap: Vec<i128>,
}

/// Month 0 of the fact table.
fn epoch() -> Month {
    Month::of(chrono::NaiveDate::default())
}

impl Facts {
    /// One observation of which `num` counts.
    pub(super) fn put(&mut self, metric: &'static str, month: Month, whose: Whose, num: i128, den: i128) {
        self.push(metric, month, whose, num, den, 0);
    }

    /// A yes-or-no observation.
    pub(super) fn share(&mut self, metric: &'static str, month: Month, whose: Whose, hit: bool) {
        self.put(metric, month, whose, if hit { MICROS } else { 0 }, MICROS);
    }

    /// A thing that happened.
    pub(super) fn count(&mut self, metric: &'static str, month: Month, whose: Whose) {
        self.put(metric, month, whose, MICROS, MICROS);
    }

    /// An amount, if it is known in base currency.
    pub(super) fn amount(&mut self, metric: &'static str, month: Month, whose: Whose, base: Option<i128>) {
        self.push(metric, month, whose, base.unwrap_or(0), MICROS, i128::from(base.is_none()));
    }

    fn push(&mut self, metric: &'static str, month: Month, whose: Whose, num: i128, den: i128, gap: i128) {
        self.metric.push(metric);
        self.month.push(month.since(epoch()));
        self.whose.push(whose);
        self.num.push(num);
        self.den.push(den);
        self.gap.push(gap);
    }

    fn into_frame(self, ids: &[&'static str]) -> PolarsResult<DataFrame> {
        let place = |id: &&'static str| ids.binary_search(id).ok().and_then(|place| u32::try_from(place).ok());
        let metric: Vec<Option<u32>> = self.metric.iter().map(place).collect();
        let column = |name: &str, values: Vec<Option<u32>>| -> Column { Series::new(name.into(), values).into_column() };
        let columns = vec![
            column("metric", metric),
            Series::new("month".into(), self.month).into_column(),
            column("staff", self.whose.iter().map(|whose| whose.staff).collect()),
            column("country", self.whose.iter().map(|whose| whose.country).collect()),
            money_column("num", self.num.into_iter().map(Some)),
            money_column("den", self.den.into_iter().map(Some)),
            money_column("gap", self.gap.into_iter().map(Some)),
        ];
        DataFrame::new(columns[0].len(), columns)
    }
}

/// Exact sum of a column of millionths.
fn summed(name: &str) -> Expr {
    col(name).sum()
}

/// Sums by metric, key and month.
#[derive(Debug, Default)]
pub(super) struct Cube {
    cells: BTreeMap<&'static str, BTreeMap<Key, BTreeMap<Month, Cell>>>,
}

impl Cube {
    /// Adds the facts up: one query for all metrics, months and grains.
    pub(super) fn of(facts: Facts) -> PolarsResult<Self> {
        let mut ids = facts.metric.clone();
        ids.sort_unstable();
        ids.dedup();
        let facts_summed = facts
            .into_frame(&ids)?
            .lazy()
            .group_by(["metric", "month", "staff", "country"].map(col))
            .agg([summed("num"), summed("den"), summed("gap")])
            .collect()?;
        let mut cube = Self::default();
        let table = Table::frame(&facts_summed);
        let months: Vec<Option<i32>> = facts_summed.column("month")?.i32()?.iter().collect();
        let [metrics, staff, countries] = ["metric", "staff", "country"].map(|name| table.counts(name));
        let [nums, dens, gaps] = ["num", "den", "gap"].map(|name| table.micros(name));
        for row in 0..facts_summed.height() {
            let (Some(metric), Some(month)) = (metrics[row].and_then(|place| ids.get(place as usize)), months[row]) else { continue };
            let cell = Cell { num: nums[row].unwrap_or(0), den: dens[row].unwrap_or(0), gap: gaps[row].unwrap_or(0) };
            let keys = [Some(Key::Company), Some(staff[row].map_or(Key::Nobody, Key::Staff)), countries[row].map(Key::Country)];
            for key in keys.into_iter().flatten() {
                let months = cube.cells.entry(metric).or_default().entry(key).or_default();
                months.entry(epoch().plus(month)).or_default().add(cell);
            }
        }
        Ok(cube)
    }

    /// The sum over some months, both ends included; zero where nothing was told.
    pub(super) fn over(&self, metric: &str, key: Key, from: Month, to: Month) -> Cell {
        let mut sum = Cell::default();
        if let Some(months) = self.cells.get(metric).and_then(|keys| keys.get(&key)) {
            for (_, cell) in months.range(from..=to) {
                sum.add(*cell);
            }
        }
        sum
    }

    /// Keys that a metric has facts for, in any month.
    pub(super) fn keys(&self, metric: &str) -> impl Iterator<Item = Key> {
        self.cells.get(metric).into_iter().flat_map(|keys| keys.keys().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_add_up_by_month_and_grain() {
        let month: Month = "2026-10".parse().unwrap();
        let (fiona, italy) = (Whose { staff: Some(0), country: Some(3) }, Whose { staff: None, country: Some(3) });
        let mut facts = Facts::default();
        facts.amount("order", month, fiona, Some(5_000_000));
        facts.amount("order", month, italy, Some(7_000_000));
        facts.amount("order", month.plus(-1), italy, None);
        facts.share("on_time", month, fiona, false);
        let cube = Cube::of(facts).unwrap();
        assert_eq!(cube.over("order", Key::Company, month, month), Cell { num: 12_000_000, den: 2 * MICROS, gap: 0 });
        assert_eq!(cube.over("order", Key::Staff(0), month, month).num, 5_000_000);
        assert_eq!(cube.over("order", Key::Country(3), month.plus(-11), month), Cell { num: 12_000_000, den: 3 * MICROS, gap: 1 });
        assert_eq!(cube.over("on_time", Key::Company, month, month), Cell { num: 0, den: MICROS, gap: 0 });
        assert_eq!(cube.over("nothing", Key::Company, month, month), Cell::default());
        assert_eq!(cube.keys("order").count(), 4);
    }

    #[test]
    fn no_facts_make_an_empty_cube() {
        let cube = Cube::of(Facts::default()).unwrap();
        assert_eq!(cube.keys("order").count(), 0);
    }
}
