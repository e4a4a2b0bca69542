//! Cube (汇总立方): every event's contribution to a metric, added up by month, salesperson and country.
//!
//! A metric is a sum of facts: numerator and denominator in whole millionths, so that sums are exact whatever the order
//! (law 6), and roll-ups add and never average (R0.2). An amount that could not be converted is a gap.

mod key;

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

use polars::prelude::{DataFrame, Expr, IntoColumn, IntoLazy, NamedFrom, PolarsResult, Series, col};

use super::read::Table;
use crate::model::Month;
use crate::model::frame::money_column;
use crate::model::money::MICROS;
use key::{KeyHasher, event, pack, product, rolled_up, unpack};

/// Who and where an event belongs to, as places in the lists of the world.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Whose {
    /// Colleague who earns credit.
    pub(super) staff: Option<u32>,
    /// Country of the customer.
    pub(super) country: Option<u32>,
    /// Channel the customer came through.
    pub(super) channel: Option<u32>,
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
    /// One channel.
    Channel(u32),
    /// One product.
    Product(u32),
    /// The smaller products together.
    Products,
    /// One team: the sum of its colleagues.
    Team(u32),
    /// One region: the sum of its countries.
    Region(u32),
}

/// Facts, added up as they come by metric, month, salesperson and country: one packed key, so that a fact costs one look.
#[derive(Debug, Default)]
pub(super) struct Facts {
    ids: Vec<&'static str>,
    places: BTreeMap<&'static str, u64>,
    /// Metrics put lately, by where their names lie: a name is mostly the same one as before.
    recent: Vec<(&'static str, u64)>,
    /// Where a key's sum stands; looked up for every fact, never iterated.
    slots: HashMap<u64, usize, BuildHasherDefault<KeyHasher>>,
    keys: Vec<u64>,
    sums: Vec<Cell>,
}

/// One observation of an amount, or a gap.
fn known(base: Option<i128>) -> Cell {
    Cell { num: base.unwrap_or(0), den: MICROS, gap: i128::from(base.is_none()) }
}

/// Names remembered at once.
const RECENT: usize = 64;

impl Facts {
    /// One observation of which `num` counts.
    pub(super) fn put(&mut self, metric: &'static str, month: Month, whose: Whose, num: i128, den: i128) {
        self.push(metric, month, event(whose), Cell { num, den, gap: 0 });
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
        self.push(metric, month, event(whose), known(base));
    }

    /// An amount over an amount; unknown when either is.
    pub(super) fn quotient(&mut self, metric: &'static str, month: Month, whose: Whose, num: Option<i128>, den: Option<i128>) {
        let known = num.zip(den);
        let (num, den) = known.unwrap_or((0, 0));
        self.push(metric, month, event(whose), Cell { num, den, gap: i128::from(known.is_none()) });
    }

    /// What an amount has of a product, beside the facts that tell whose it is.
    pub(super) fn of_product(&mut self, metric: &'static str, month: Month, place: Option<u32>, base: Option<i128>) {
        self.push(metric, month, product(place), known(base));
    }

    fn push(&mut self, metric: &'static str, month: Month, event: u64, cell: Cell) {
        let key = pack(self.place(metric), month, event);
        let next = self.keys.len();
        let slot = *self.slots.entry(key).or_insert(next);
        if slot == next {
            self.keys.push(key);
            self.sums.push(Cell::default());
        }
        if let Some(sum) = self.sums.get_mut(slot) {
            sum.add(cell);
        }
    }

    /// Place of a metric.
    fn place(&mut self, metric: &'static str) -> u64 {
        self.recent.resize(RECENT, ("", 0));
        let lately = (metric.as_ptr().addr() >> 3) % RECENT;
        if let Some((known, place)) = self.recent.get(lately)
            && std::ptr::eq(*known, metric)
        {
            return *place;
        }
        let next = self.ids.len() as u64;
        let place = *self.places.entry(metric).or_insert(next);
        if place == next {
            self.ids.push(metric);
        }
        self.recent[lately] = (metric, place);
        place
    }

    /// One row for each sum and grain.
    fn into_frame(self) -> PolarsResult<DataFrame> {
        let rows = || self.keys.iter().zip(&self.sums).flat_map(|(key, sum)| rolled_up(*key).map(move |key| (key, sum)));
        let keys: Vec<u64> = rows().map(|(key, _)| key).collect();
        let columns = vec![
            Series::new("key".into(), keys).into_column(),
            money_column("num", rows().map(|(_, sum)| Some(sum.num))),
            money_column("den", rows().map(|(_, sum)| Some(sum.den))),
            money_column("gap", rows().map(|(_, sum)| Some(sum.gap))),
        ];
        DataFrame::new(columns[0].len(), columns)
    }
}

/// Exact sum of a column of millionths.
fn summed(name: &str) -> Expr {
    col(name).sum()
}

/// The months with facts, oldest first.
type Months = Vec<(Month, Cell)>;

/// Sums by metric, key and month.
#[derive(Debug, Default)]
pub(super) struct Cube {
    cells: BTreeMap<&'static str, BTreeMap<Key, Months>>,
}

impl Cube {
    /// Rolls the facts up: one query for all metrics, months and grains.
    pub(super) fn of(mut facts: Facts) -> PolarsResult<Self> {
        let ids = std::mem::take(&mut facts.ids);
        let facts_summed =
            facts.into_frame()?.lazy().group_by([col("key")]).agg([summed("num"), summed("den"), summed("gap")]).collect()?;
        let table = Table::frame(&facts_summed);
        let [nums, dens, gaps] = ["num", "den", "gap"].map(|name| table.micros(name));
        let keys: Vec<u64> = facts_summed.column("key")?.u64()?.iter().map(Option::unwrap_or_default).collect();
        // By metric and month, so that each key's months come in order.
        let mut rows: Vec<usize> = (0..keys.len()).collect();
        rows.sort_unstable_by_key(|row| keys[*row]);
        let mut cube = Self::default();
        for row in rows {
            let Some((metric, key, month)) = unpack(keys[row]) else { continue };
            let Some(metric) = ids.get(metric) else { continue };
            let cell = Cell { num: nums[row].unwrap_or(0), den: dens[row].unwrap_or(0), gap: gaps[row].unwrap_or(0) };
            cube.cells.entry(metric).or_default().entry(key).or_default().push((month, cell));
        }
        Ok(cube)
    }

    /// The same with the sums of the keys that stand above others: teams, regions.
    pub(super) fn with_groups(mut self, above: impl Fn(Key) -> Option<Key>) -> Self {
        for keys in self.cells.values_mut() {
            let mut groups: BTreeMap<Key, BTreeMap<Month, Cell>> = BTreeMap::new();
            for (key, months) in keys.iter() {
                let Some(group) = above(*key) else { continue };
                for (month, cell) in months {
                    groups.entry(group).or_default().entry(*month).or_default().add(*cell);
                }
            }
            keys.extend(groups.into_iter().map(|(key, months)| (key, months.into_iter().collect())));
        }
        self
    }

    /// The sum over some months, both ends included; zero where nothing was told.
    pub(super) fn over(&self, metric: &str, key: Key, from: Month, to: Month) -> Cell {
        let mut sum = Cell::default();
        if let Some(months) = self.cells.get(metric).and_then(|keys| keys.get(&key)) {
            let first = months.partition_point(|(month, _)| *month < from);
            for (_, cell) in months[first..].iter().take_while(|(month, _)| *month <= to) {
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
        let (fiona, italy) =
            (Whose { staff: Some(0), country: Some(3), channel: Some(1) }, Whose { staff: None, country: Some(3), channel: None });
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
        assert_eq!(cube.keys("order").count(), 5);
        assert_eq!(cube.over("order", Key::Channel(1), month.plus(-11), month).num, 5_000_000);
        let grouped = cube.with_groups(|key| match key {
            Key::Staff(_) | Key::Nobody => Some(Key::Team(7)),
            _ => None,
        });
        assert_eq!(grouped.over("order", Key::Team(7), month.plus(-11), month), Cell { num: 12_000_000, den: 3 * MICROS, gap: 1 });
    }

    #[test]
    fn products_stand_apart_from_whose_the_event_is() {
        let month: Month = "2026-10".parse().unwrap();
        let mut facts = Facts::default();
        facts.of_product("order", month, Some(70_000), Some(5));
        facts.of_product("order", month, None, None);
        let cube = Cube::of(facts).unwrap();
        assert_eq!(cube.over("order", Key::Product(70_000), month, month), Cell { num: 5, den: MICROS, gap: 0 });
        assert_eq!(cube.over("order", Key::Products, month, month), Cell { num: 0, den: MICROS, gap: 1 });
        assert_eq!(cube.over("order", Key::Company, month, month), Cell::default());
    }

    #[test]
    fn no_facts_make_an_empty_cube() {
        let cube = Cube::of(Facts::default()).unwrap();
        assert_eq!(cube.keys("order").count(), 0);
    }
}
