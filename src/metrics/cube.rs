//! Cube (汇总立方): every event's contribution to a metric, added up by month, salesperson and country.
//!
//! A metric is a sum of facts: numerator and denominator in whole millionths, so that sums are exact whatever the order
//! (law 6), and roll-ups add and never average (R0.2). An amount that could not be converted is a gap.

use std::collections::BTreeMap;

use crate::model::Month;
use crate::model::money::MICROS;

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

/// The months with facts, oldest first.
type Months = Vec<(Month, Cell)>;

/// Sums of one metric by what its facts are told for, each by its place.
#[derive(Debug, Default)]
struct Sums {
    staff: Vec<Months>,
    nobody: Months,
    countries: Vec<Months>,
    channels: Vec<Months>,
    products: Vec<Months>,
    other_products: Months,
}

/// Facts, each added as it comes to the few sums it belongs to: no fact is kept.
#[derive(Debug, Default)]
pub(super) struct Facts {
    metrics: Vec<(&'static str, Sums)>,
    places: BTreeMap<&'static str, usize>,
    /// Metrics put lately, by where their names lie: a name is mostly the same one as before.
    recent: Vec<(&'static str, usize)>,
}

/// One observation of an amount, or a gap.
fn known(base: Option<i128>) -> Cell {
    Cell { num: base.unwrap_or(0), den: MICROS, gap: i128::from(base.is_none()) }
}

/// Names remembered at once.
const RECENT: usize = 1024;

impl Facts {
    /// One observation of which `num` counts.
    pub(super) fn put(&mut self, metric: &'static str, month: Month, whose: Whose, num: i128, den: i128) {
        self.push(metric, month, whose, Cell { num, den, gap: 0 });
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
        self.push(metric, month, whose, known(base));
    }

    /// A part of an amount that is counted elsewhere.
    pub(super) fn part(&mut self, metric: &'static str, month: Month, whose: Whose, base: Option<i128>) {
        self.push(metric, month, whose, Cell { den: 0, ..known(base) });
    }

    /// An amount over an amount; unknown when either is.
    pub(super) fn quotient(&mut self, metric: &'static str, month: Month, whose: Whose, num: Option<i128>, den: Option<i128>) {
        let known = num.zip(den);
        let (num, den) = known.unwrap_or((0, 0));
        self.push(metric, month, whose, Cell { num, den, gap: i128::from(known.is_none()) });
    }

    /// What an amount has of a product, beside the facts that tell whose it is.
    pub(super) fn of_product(&mut self, metric: &'static str, month: Month, place: Option<u32>, base: Option<i128>) {
        let sums = self.sums(metric);
        let months = place.map_or(&mut sums.other_products, |place| months_of(&mut sums.products, place));
        add(months, month, known(base));
    }

    fn push(&mut self, metric: &'static str, month: Month, whose: Whose, cell: Cell) {
        let sums = self.sums(metric);
        add(whose.staff.map_or(&mut sums.nobody, |place| months_of(&mut sums.staff, place)), month, cell);
        if let Some(place) = whose.country {
            add(months_of(&mut sums.countries, place), month, cell);
        }
        if let Some(place) = whose.channel {
            add(months_of(&mut sums.channels, place), month, cell);
        }
    }

    fn sums(&mut self, metric: &'static str) -> &mut Sums {
        self.recent.resize(RECENT, ("", 0));
        let lately = (metric.as_ptr().addr() >> 3) % RECENT;
        let (known, mut place) = self.recent[lately];
        if !std::ptr::eq(known, metric) {
            place = *self.places.entry(metric).or_insert(self.metrics.len());
            if place == self.metrics.len() {
                self.metrics.push((metric, Sums::default()));
            }
            self.recent[lately] = (metric, place);
        }
        &mut self.metrics[place].1
    }
}

fn months_of(all: &mut Vec<Months>, place: u32) -> &mut Months {
    let place = place as usize;
    if all.len() <= place {
        all.resize_with(place + 1, Months::new);
    }
    &mut all[place]
}

/// Adds to the sum of a month. Facts come for nearly every month: it mostly stands as far from the first as it is later.
fn add(months: &mut Months, month: Month, cell: Cell) {
    let later = months.first().and_then(|(first, _)| usize::try_from(month.since(*first)).ok());
    if let Some((_, sum)) = later.and_then(|at| months.get_mut(at)).filter(|(known, _)| *known == month) {
        return sum.add(cell);
    }
    match months.binary_search_by_key(&month, |(known, _)| *known) {
        Ok(at) => months[at].1.add(cell),
        Err(at) => months.insert(at, (month, cell)),
    }
}

impl Sums {
    /// By key, those that have facts; the company is the sum of all colleagues and nobody.
    fn into_keys(self) -> BTreeMap<Key, Months> {
        let mut company = BTreeMap::<Month, Cell>::new();
        for (month, cell) in self.staff.iter().chain([&self.nobody]).flatten() {
            company.entry(*month).or_default().add(*cell);
        }
        let placed = |key: fn(u32) -> Key, all: Vec<Months>| (0..).map(key).zip(all);
        let single = [(Key::Company, company.into_iter().collect()), (Key::Nobody, self.nobody), (Key::Products, self.other_products)];
        placed(Key::Staff, self.staff)
            .chain(placed(Key::Country, self.countries))
            .chain(placed(Key::Channel, self.channels))
            .chain(placed(Key::Product, self.products))
            .chain(single)
            .filter(|(_, months)| !months.is_empty())
            .collect()
    }
}

/// Sums by metric, key and month.
#[derive(Debug, Default)]
pub(super) struct Cube {
    cells: BTreeMap<&'static str, BTreeMap<Key, Months>>,
}

impl Cube {
    /// The sums of all facts.
    pub(super) fn of(facts: Facts) -> Self {
        Self { cells: facts.metrics.into_iter().map(|(metric, sums)| (metric, sums.into_keys())).collect() }
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
        let cube = Cube::of(facts);
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
        let cube = Cube::of(facts);
        assert_eq!(cube.over("order", Key::Product(70_000), month, month), Cell { num: 5, den: MICROS, gap: 0 });
        assert_eq!(cube.over("order", Key::Products, month, month), Cell { num: 0, den: MICROS, gap: 1 });
        assert_eq!(cube.over("order", Key::Company, month, month), Cell::default());
    }

    #[test]
    fn no_facts_make_an_empty_cube() {
        let cube = Cube::of(Facts::default());
        assert_eq!(cube.keys("order").count(), 0);
    }
}
