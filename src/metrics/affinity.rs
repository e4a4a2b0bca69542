//! Affinity (交叉销售): products that the same customers buy, offered to those who buy one of them (R-KS11), and customers
//! who could buy more than they do (R-N17).
//!
//! Decides that two products belong together when enough customers buy both and at least half of those who buy the first
//! buy the second; and that a customer whose mean order is below the median of its country's buyers, though it orders at
//! least as often, is a candidate for better products.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::list::Desk;
use super::orders::Order;
use super::stats;
use crate::model::Entity;
use crate::model::money::micros_to_f64;
use crate::model::period::months_back;
use crate::model::watch::WatchLine;

/// Customers that must buy both.
const TOGETHER: u32 = 3;
/// Products compared at most, those of most customers first.
const PRODUCTS: usize = 200;
/// Lines at most: a list nobody reads to its end helps nobody.
const LINES: usize = 50;

/// Customers who lack what buyers of the same product also buy: what most buy together first, then by customer.
pub(super) fn lines(desk: &Desk<'_, '_>, orders: &[Order<'_>]) -> Vec<WatchLine> {
    let products = read(desk, orders);
    let mut pairs: Vec<(u32, usize, usize)> = Vec::new();
    for (first, of_first) in products.iter().enumerate() {
        for (second, of_second) in products.iter().enumerate().filter(|(second, _)| *second != first) {
            let both = of_first.buyers.both(&of_second.buyers);
            if both >= TOGETHER && 2 * both >= of_first.count {
                pairs.push((both, first, second));
            }
        }
    }
    pairs.sort_by_key(|(both, first, second)| (std::cmp::Reverse(*both), *first, *second));
    let (mut lines, mut offered) = (Vec::new(), BTreeSet::new());
    // Pairs bought together equally often make one step, by customer; a step that fills the list is the last one looked at.
    for step in pairs.chunk_by(|a, b| a.0 == b.0) {
        let mut found: Vec<(usize, usize, usize)> = Vec::new();
        for (_, first, second) in step {
            found.extend(products[*first].buyers.lacking(&products[*second].buyers).map(|place| (place, *first, *second)));
        }
        found.sort_unstable();
        for (place, first, second) in found {
            if lines.len() < LINES && offered.insert((place, second)) {
                let note = vec![
                    ("first", products[first].name.to_owned()),
                    ("second", products[second].name.to_owned()),
                    ("count", step[0].0.to_string()),
                    ("of", products[first].count.to_string()),
                ];
                lines.push(WatchLine { note, ..desk.watch(place, "together") });
            }
        }
        if lines.len() >= LINES {
            break;
        }
    }
    lines
}

/// A product and who bought it.
#[derive(Debug)]
struct Product<'a> {
    name: &'a str,
    buyers: Places,
    count: u32,
}

/// A set of customers' places, a bit each: most pairs of products share buyers by the thousand.
#[derive(Debug, Clone, Default)]
struct Places(Vec<u64>);

impl Places {
    fn insert(&mut self, place: usize) {
        let word = place / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (place % 64);
    }

    fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// How many stand in both.
    fn both(&self, other: &Self) -> u32 {
        self.0.iter().zip(&other.0).map(|(a, b)| (a & b).count_ones()).sum()
    }

    /// Those who do not stand in the other, in order.
    fn lacking<'p>(&'p self, other: &'p Self) -> impl Iterator<Item = usize> + 'p {
        self.0.iter().enumerate().flat_map(move |(at, word)| {
            let left = word & !other.0.get(at).copied().unwrap_or(0);
            (0..64).filter(move |bit| left & (1 << bit) != 0).map(move |bit| at * 64 + bit)
        })
    }
}

/// The products of most customers, with their buyers.
fn read<'a>(desk: &Desk<'_, 'a>, orders: &[Order<'a>]) -> Vec<Product<'a>> {
    let products = desk.world.table(Entity::Order).texts("product");
    let mut bought: HashMap<&str, Places> = HashMap::new();
    let lines = desk.world.table(Entity::OrderLine);
    // Customers by order number, for the lines; only looked up.
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    for order in orders {
        let Some(place) = order.customer else { continue };
        if lines.len() > 0 && !order.no.is_empty() {
            numbers.insert(order.no, place);
        }
        if let Some(product) = products[order.row] {
            bought.entry(product).or_default().insert(place);
        }
    }
    for (no, product) in lines.texts("order_no").into_iter().zip(lines.texts("product")) {
        if let (Some(place), Some(product)) = (no.and_then(|no| numbers.get(no)), product) {
            bought.entry(product).or_default().insert(*place);
        }
    }
    // One order of its own: the map's reaches nothing.
    let all = bought.into_iter().map(|(name, buyers)| Product { name, count: buyers.count(), buyers });
    let mut ranked: Vec<Product<'_>> = all.filter(|product| product.count >= TOGETHER).collect();
    ranked.sort_by(|a, b| b.count.cmp(&a.count).then(a.name.cmp(b.name)));
    ranked.truncate(PRODUCTS);
    ranked
}

/// Customers who order often but little.
pub(super) fn upsell(desk: &Desk<'_, '_>) -> Vec<WatchLine> {
    let as_of = desk.world.question.month.last();
    let since = months_back(as_of, 12);
    let mut markets: BTreeMap<&str, Vec<(usize, f64, usize)>> = BTreeMap::new();
    for (place, trace) in desk.traces.iter().enumerate() {
        let year = trace.orders_within(since, as_of);
        let sum = year.iter().map(|order| order.base).sum::<Option<i128>>();
        if let (Some(country), Some(sum), false) = (desk.world.customers[place].country, sum, year.is_empty()) {
            markets.entry(country).or_default().push((place, micros_to_f64(sum) / stats::float(year.len()), year.len()));
        }
    }
    let mut lines = Vec::new();
    for buyers in markets.values().filter(|buyers| buyers.len() >= 2 * TOGETHER as usize) {
        let means: Vec<f64> = buyers.iter().map(|(_, mean, _)| *mean).collect();
        let counts: Vec<f64> = buyers.iter().map(|(_, _, count)| stats::float(*count)).collect();
        let (Some(mean), Some(often)) = (stats::median(&means), stats::quantile(&counts, 0.75)) else { continue };
        for (place, own, count) in buyers.iter().filter(|(_, own, count)| *own < 0.5 * mean && *count > 1 && stats::float(*count) >= often)
        {
            let note = vec![("own", format!("{own:.0}")), ("median", format!("{mean:.0}")), ("count", count.to_string())];
            lines.push(WatchLine { base: Some(mean - own), note, ..desk.watch(*place, "richer") });
        }
    }
    lines.sort_by(|a, b| b.base.unwrap_or(0.0).total_cmp(&a.base.unwrap_or(0.0)).then_with(|| a.customer.cmp(&b.customer)));
    lines.truncate(LINES);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_places() {
        let set = |places: &[usize]| {
            let mut set = Places::default();
            for place in places {
                set.insert(*place);
            }
            set
        };
        let (few, many) = (set(&[0, 63, 64]), set(&[63, 64, 200]));
        assert_eq!((few.count(), few.both(&many), many.both(&few)), (3, 2, 2));
        assert_eq!(few.lacking(&many).collect::<Vec<_>>(), [0]);
        assert_eq!(many.lacking(&few).collect::<Vec<_>>(), [200]);
        assert_eq!((Places::default().both(&many), many.lacking(&Places::default()).count()), (0, 3));
    }
}
