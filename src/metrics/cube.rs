//! Cube (汇总立方): every event's contribution to a metric, added up by month, salesperson and country.
//!
//! A metric is a sum of facts: numerator and denominator in whole millionths, so that sums are exact whatever the order
//! (law 6), and roll-ups add and never average (R0.2). An amount that could not be converted is a gap.

use std::collections::BTreeMap;

use polars::prelude::{DataFrame, Expr, IntoColumn, IntoLazy, NamedFrom, PolarsResult, Series, col};

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

impl Whose {
    /// Every key an event adds to.
    pub(super) fn keys(self) -> impl Iterator<Item = Key> {
        [Some(Key::Company), Some(self.staff.map_or(Key::Nobody, Key::Staff)), self.country.map(Key::Country)].into_iter().flatten()
    }
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

/// Facts, column by column. Metric, month, salesperson and country are one packed key, so that grouping compares one number.
#[derive(Debug, Default)]
pub(super) struct Facts {
    ids: Vec<&'static str>,
    places: BTreeMap<&'static str, u64>,
    newest: (&'static str, u64),
    key: Vec<u64>,
    num: Vec<i128>,
    den: Vec<i128>,
    gap: Vec<i128>,
}

/// Month 0 of the fact table.
fn epoch() -> Month {
    Month::of(chrono::NaiveDate::default())
}

/// Bits of a key: country, salesperson (each a place + 1; 0 = none), month from [`MONTH_ZERO`], metric.
const COUNTRY_BITS: u32 = 12;
const STAFF_BITS: u32 = 21;
const MONTH_BITS: u32 = 21;
/// Months are counted from so far before the epoch, which no calendar reaches.
const MONTH_ZERO: i32 = 1 << 20;

const fn placed(place: Option<u32>, bits: u32) -> u64 {
    match place {
        Some(place) if (place as u64) + 1 < 1 << bits => place as u64 + 1,
        _ => 0,
    }
}

fn pack(metric: u64, month: Month, whose: Whose) -> u64 {
    let month = u64::try_from(month.since(epoch()) + MONTH_ZERO).unwrap_or(0);
    let key = (metric << MONTH_BITS) | month;
    (key << (STAFF_BITS + COUNTRY_BITS)) | (placed(whose.staff, STAFF_BITS) << COUNTRY_BITS) | placed(whose.country, COUNTRY_BITS)
}

/// Metric's place, month, salesperson and country of a key.
fn unpack(key: u64) -> Option<(usize, Month, Whose)> {
    let part = |shift: u32, bits: u32| (key >> shift) & ((1 << bits) - 1);
    let place = |part: u64| u32::try_from(part).ok().and_then(|place| place.checked_sub(1));
    let month = i32::try_from(part(STAFF_BITS + COUNTRY_BITS, MONTH_BITS)).ok()? - MONTH_ZERO;
    let whose = Whose { staff: place(part(COUNTRY_BITS, STAFF_BITS)), country: place(part(0, COUNTRY_BITS)) };
    Some((usize::try_from(key >> (MONTH_BITS + STAFF_BITS + COUNTRY_BITS)).ok()?, epoch().plus(month), whose))
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

    /// An amount over an amount; unknown when either is.
    pub(super) fn quotient(&mut self, metric: &'static str, month: Month, whose: Whose, num: Option<i128>, den: Option<i128>) {
        let known = num.zip(den);
        let (num, den) = known.unwrap_or((0, 0));
        self.push(metric, month, whose, num, den, i128::from(known.is_none()));
    }

    fn push(&mut self, metric: &'static str, month: Month, whose: Whose, num: i128, den: i128, gap: i128) {
        let place = self.place(metric);
        self.key.push(pack(place, month, whose));
        self.num.push(num);
        self.den.push(den);
        self.gap.push(gap);
    }

    /// Place of a metric; the same one mostly comes many times in a row.
    fn place(&mut self, metric: &'static str) -> u64 {
        if std::ptr::eq(self.newest.0, metric) && !self.ids.is_empty() {
            return self.newest.1;
        }
        let next = self.ids.len() as u64;
        let place = *self.places.entry(metric).or_insert(next);
        if place == next {
            self.ids.push(metric);
        }
        self.newest = (metric, place);
        place
    }

    fn into_frame(self) -> PolarsResult<DataFrame> {
        let columns = vec![
            Series::new("key".into(), self.key).into_column(),
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
    pub(super) fn of(mut facts: Facts) -> PolarsResult<Self> {
        let ids = std::mem::take(&mut facts.ids);
        let facts_summed =
            facts.into_frame()?.lazy().group_by([col("key")]).agg([summed("num"), summed("den"), summed("gap")]).collect()?;
        let mut cube = Self::default();
        let table = Table::frame(&facts_summed);
        let [nums, dens, gaps] = ["num", "den", "gap"].map(|name| table.micros(name));
        for (row, key) in facts_summed.column("key")?.u64()?.iter().enumerate() {
            let Some((metric, month, whose)) = key.and_then(unpack) else { continue };
            let Some(metric) = ids.get(metric) else { continue };
            let cell = Cell { num: nums[row].unwrap_or(0), den: dens[row].unwrap_or(0), gap: gaps[row].unwrap_or(0) };
            for key in whose.keys() {
                let months = cube.cells.entry(metric).or_default().entry(key).or_default();
                months.entry(month).or_default().add(cell);
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
