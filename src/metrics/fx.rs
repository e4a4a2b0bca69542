//! Exchange rates (汇率): what a unit of a currency was worth in base currency in a month.
//!
//! Decides that the rate sheet goes before the policy, and that a missing rate leaves the amount unknown: never 1, never
//! the nearest month (X1). A rate may be quoted in any currency (7.1 yuan a dollar, 100 yen in yuan): what it is worth in base
//! follows through the month's other rates, either way round. A sheet that names no currency is in base; one that gives the base currency a rate
//! of its own is not.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::read::Table;
use crate::finding::{Finding, Kind};
use crate::model::money::Rate;
use crate::model::resolved::Resolved;
use crate::model::{Entity, Money, Month, money};
use crate::policy::Policy;

/// The longest window of a figure: two years back (M3), and the same months a year before.
const WINDOW_MONTHS: i32 = 24;

/// Rates by month and currency, and what they could not convert.
#[derive(Debug)]
pub(super) struct Rates {
    base: String,
    /// Worth of one unit in base currency; no month: every month without its own.
    known: BTreeMap<String, BTreeMap<Option<Month>, Rate>>,
    /// By currency and month; every amount asks, so that no name is copied for one known.
    missing: RefCell<BTreeMap<String, BTreeMap<Month, i128>>>,
}

impl Rates {
    /// Rates of the policy, and over them those of the rate sheet.
    pub(super) fn read(resolved: &Resolved, policy: &Policy) -> Self {
        let mut rates = BTreeMap::new();
        for rate in &policy.fx.rate {
            let month = if rate.month.is_empty() { None } else { rate.month.parse().ok() };
            if month.is_some() || rate.month.is_empty() {
                insert(&mut rates, month, &rate.currency, Some(rate.rate));
            }
        }
        let base = &policy.company.base_currency;
        let sheet = sheet(resolved);
        let elsewhere = quoted_elsewhere(&sheet, base);
        for (month, quotes) in &sheet {
            for (currency, worth) in in_base(quotes, base, elsewhere) {
                insert(&mut rates, Some(*month), currency, Some(worth));
            }
        }
        Self { base: base.clone(), known: rates, missing: RefCell::default() }
    }

    /// An amount in millionths of base currency, rounded half-even to its minor unit. A rate that is missing is noted.
    pub(super) fn convert(&self, month: Month, micros: i128, currency: &str) -> Option<i128> {
        let base = self.peek(month, micros, currency);
        // An amount without any currency is already reported where it was read.
        if base.is_none() && !currency.is_empty() {
            let mut missing = self.missing.borrow_mut();
            if let Some(months) = missing.get_mut(currency) {
                *months.entry(month).or_default() += micros;
            } else {
                missing.insert(currency.to_owned(), [(month, micros)].into());
            }
        }
        base
    }

    /// The same for money that stands under another month or column already: the month's rate is missed, its worth noted once.
    pub(super) fn again(&self, month: Month, micros: i128, currency: &str) -> Option<i128> {
        self.peek(month, micros, currency).or_else(|| self.convert(month, 0, currency))
    }

    /// A part of an amount in base currency, rounded as amounts are.
    pub(super) fn part(&self, base: i128, share: Rate) -> i128 {
        money::convert(base, share, &self.base)
    }

    /// The same without a note, for amounts that no total needs.
    pub(super) fn peek(&self, month: Month, micros: i128, currency: &str) -> Option<i128> {
        Some(money::convert(micros, self.rate(month, currency)?, &self.base))
    }

    /// Worth of one unit in base currency in a month.
    fn rate(&self, month: Month, currency: &str) -> Option<Rate> {
        if currency == self.base {
            return Some(Rate::ONE);
        }
        let months = self.known.get(currency)?;
        months.get(&Some(month)).or_else(|| months.get(&None)).copied()
    }

    /// One finding for each month and currency without a rate, with the money it leaves out. Months that no window of the
    /// report month reaches are no question to anybody.
    pub(super) fn findings(&self, until: Month) -> Vec<Finding> {
        let missing = self.missing.borrow();
        let told = missing.iter().flat_map(|(currency, months)| months.iter().map(move |(month, micros)| (*month, currency, *micros)));
        let mut told: Vec<_> = told.filter(|(month, ..)| (until.plus(-WINDOW_MONTHS)..=until).contains(month)).collect();
        told.sort_unstable();
        let finding = |(month, currency, micros): (Month, &String, i128)| {
            let money = Money::new(micros, currency.clone());
            Finding::new(Kind::RateMissing).of(Entity::ExchangeRate, "rate").with("month", month).with("currency", currency).worth(money)
        };
        told.into_iter().map(finding).collect()
    }
}

/// Millionths of base currency for one unit of each currency, by the newest rate up to the month: for putting amounts of many years
/// in order, never for a figure.
#[must_use]
pub fn newest_rates(resolved: &Resolved, month: Month, policy: &Policy) -> BTreeMap<String, i128> {
    let rates = Rates::read(resolved, policy);
    let newest = |months: &BTreeMap<Option<Month>, Rate>| {
        let until = months.range(..=Some(month)).next_back().or_else(|| months.first_key_value());
        until.map(|(_, rate)| rate.micros())
    };
    let known = rates.known.iter().filter_map(|(currency, months)| Some((currency.clone(), newest(months)?)));
    known.chain([(rates.base.clone(), money::MICROS)]).collect()
}

/// A rate as the sheet has it: a unit of the first currency in the second, which may be nobody's word.
type Quotes<'a> = BTreeMap<(&'a str, Option<&'a str>), f64>;

/// Rates of the rate sheet as they stand there, by month.
fn sheet(resolved: &Resolved) -> BTreeMap<Month, Quotes<'_>> {
    let table = Table::of(resolved, Entity::ExchangeRate);
    let [months, currencies, others] = ["month", "currency", "quoted_in"].map(|name| table.texts(name));
    let [rates, units] = ["rate", "units"].map(|name| table.numbers(name));
    let mut sheet: BTreeMap<Month, Quotes<'_>> = BTreeMap::new();
    for row in 0..table.len() {
        let rate = rates[row].map(|rate| rate / units[row].unwrap_or(1.0)).filter(|rate| *rate > 0.0);
        if let (Some(Ok(month)), Some(currency), Some(rate)) = (months[row].map(str::parse), currencies[row], rate) {
            sheet.entry(month).or_default().insert((currency, others[row]), rate);
        }
    }
    sheet
}

/// Whether the rates that name no currency are in another one than base: the sheet gives base a rate, or another currency is always 1.
fn quoted_elsewhere(sheet: &BTreeMap<Month, Quotes<'_>>, base: &str) -> bool {
    let mut open: BTreeMap<&str, bool> = BTreeMap::new();
    for ((currency, _), rate) in sheet.values().flatten().filter(|((_, other), _)| other.is_none()) {
        *open.entry(currency).or_insert(true) &= is_one(*rate);
    }
    match open.get(base) {
        Some(always_one) => !always_one,
        None => open.values().any(|always_one| *always_one),
    }
}

/// What a unit of each currency is worth in base, as far as a month's rates lead there; the straight ones first.
fn in_base<'a>(quotes: &Quotes<'a>, base: &'a str, elsewhere: bool) -> Vec<(&'a str, f64)> {
    // The currency that nobody named stands under the empty code.
    let named = |other: Option<&'a str>| other.unwrap_or(if elsewhere { "" } else { base });
    let mut edges: Vec<(&str, &str, f64)> = quotes.iter().map(|((one, other), rate)| (*one, named(*other), *rate)).collect();
    edges.sort_by_key(|(one, other, _)| (*other != base, *one != base));
    let mut known = BTreeMap::from([(base, 1.0)]);
    loop {
        let before = known.len();
        for (one, other, rate) in &edges {
            if let Some(worth) = known.get(other).copied() {
                known.entry(one).or_insert(rate * worth);
            } else if let Some(worth) = known.get(one).copied() {
                known.insert(other, worth / rate);
            }
        }
        if known.len() == before {
            return known.into_iter().filter(|(currency, _)| !currency.is_empty() && *currency != base).collect();
        }
    }
}

/// Whether a rate says that the currency is the sheet's own.
fn is_one(rate: f64) -> bool {
    (rate - 1.0).abs() < 1e-9
}

fn insert(rates: &mut BTreeMap<String, BTreeMap<Option<Month>, Rate>>, month: Option<Month>, currency: &str, rate: Option<f64>) {
    if let Some(rate) = rate.and_then(Rate::from_f64) {
        rates.entry(currency.to_owned()).or_default().insert(month, rate);
    }
}

#[cfg(test)]
mod tests {
    use polars::prelude::df;

    use super::*;

    #[test]
    fn a_missing_rate_is_unknown_and_reported_once() {
        let frame = df!("month" => ["2026-09", "2026-10"], "currency" => ["EUR", "EUR"], "rate" => [1.08, 1.1]).unwrap();
        let resolved = Resolved { tables: [(Entity::ExchangeRate, frame)].into(), ..Resolved::default() };
        let rates = Rates::read(&resolved, &Policy::shipped());
        let october: Month = "2026-10".parse().unwrap();
        assert_eq!(rates.convert(october, 100_000_000, "EUR"), Some(110_000_000));
        assert_eq!(rates.convert(october, 100_000_000, "USD"), Some(100_000_000));
        assert_eq!(rates.convert(october.plus(-1), 100_000_000, "EUR"), Some(108_000_000));
        // August has no rate: September's is not taken
        assert_eq!(rates.convert(october.plus(-2), 100_000_000, "EUR"), None);
        assert_eq!(rates.convert(october.plus(-2), 50_000_000, "EUR"), None);
        assert_eq!(rates.convert(october, 1, ""), None);
        let newest = newest_rates(&resolved, october.plus(-1), &Policy::shipped());
        assert_eq!((newest["EUR"], newest["USD"], newest.get("CNY")), (1_080_000, money::MICROS, None));
        let findings = rates.findings(october);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].money, Some(Money::new(150_000_000, "EUR")));
    }

    #[test]
    fn a_sheet_in_another_currency_is_turned_into_base() {
        let of = |rows: &[(&str, &str, f64)]| {
            let months: Vec<&str> = rows.iter().map(|row| row.0).collect();
            let codes: Vec<&str> = rows.iter().map(|row| row.1).collect();
            let rates: Vec<f64> = rows.iter().map(|row| row.2).collect();
            let frame = df!("month" => months, "currency" => codes, "rate" => rates).unwrap();
            let resolved = Resolved { tables: [(Entity::ExchangeRate, frame)].into(), ..Resolved::default() };
            Rates::read(&resolved, &Policy::shipped())
        };
        let october: Month = "2026-10".parse().unwrap();
        // Yuan for a dollar and for a euro; a month without the dollar's tells nothing of the euro.
        let yuan = of(&[("2026-10", "USD", 7.1), ("2026-10", "EUR", 7.81), ("2026-10", "CNY", 1.0), ("2026-09", "EUR", 7.8)]);
        assert_eq!(yuan.convert(october, 100_000_000, "EUR"), Some(110_000_000));
        assert_eq!(yuan.convert(october, 71_000_000, "CNY"), Some(10_000_000));
        assert_eq!(yuan.convert(october, 100_000_000, "USD"), Some(100_000_000));
        assert_eq!(yuan.convert(october.plus(-1), 100_000_000, "EUR"), None);
        let without_base = of(&[("2026-10", "CNY", 1.0), ("2026-10", "EUR", 7.81)]);
        assert_eq!((without_base.convert(october, 1, "EUR"), without_base.convert(october, 1, "CNY")), (None, None));
        let in_base = of(&[("2026-10", "USD", 1.0), ("2026-10", "EUR", 1.1)]);
        assert_eq!(in_base.convert(october, 100_000_000, "EUR"), Some(110_000_000));
    }

    #[test]
    fn rates_quoted_any_way_lead_to_base() {
        let october: Month = "2026-10".parse().unwrap();
        let of = |rows: &[(&str, &str, f64, f64)]| {
            let frame = df!(
                "month" => vec!["2026-10"; rows.len()],
                "currency" => rows.iter().map(|row| row.0).collect::<Vec<_>>(),
                "quoted_in" => rows.iter().map(|row| Some(row.1).filter(|code| !code.is_empty())).collect::<Vec<_>>(),
                "units" => rows.iter().map(|row| row.2).collect::<Vec<_>>(),
                "rate" => rows.iter().map(|row| row.3).collect::<Vec<_>>(),
            );
            let resolved = Resolved { tables: [(Entity::ExchangeRate, frame.unwrap())].into(), ..Resolved::default() };
            Rates::read(&resolved, &Policy::shipped())
        };
        let worth = |rates: &Rates, currency: &str| rates.peek(october, 1_000_000_000, currency);
        // In yuan, the yen by the hundred: the yuan itself is worth what the dollar's rate says.
        let yuan = of(&[("USD", "CNY", 1.0, 7.1), ("EUR", "CNY", 1.0, 7.81), ("JPY", "CNY", 100.0, 4.7)]);
        assert_eq!((worth(&yuan, "CNY"), worth(&yuan, "EUR")), (Some(140_850_000), Some(1_100_000_000)));
        assert_eq!(worth(&yuan, "JPY"), Some(6_620_000));
        // What a dollar is in each of them.
        let inverse = of(&[("USD", "EUR", 1.0, 0.8), ("USD", "KRW", 1.0, 1390.0)]);
        assert_eq!((worth(&inverse, "EUR"), worth(&inverse, "KRW")), (Some(1_250_000_000), Some(720_000)));
        // A currency named nowhere else leads nowhere; the straight rate goes before the roundabout one.
        let mixed = of(&[("GBP", "CHF", 1.0, 1.1), ("CNY", "USD", 1.0, 0.14), ("EUR", "CNY", 1.0, 8.0), ("EUR", "USD", 1.0, 1.1)]);
        assert_eq!((worth(&mixed, "GBP"), worth(&mixed, "EUR")), (None, Some(1_100_000_000)));
        // Without a word of the currency: base, by the hundred.
        assert_eq!(worth(&of(&[("JPY", "", 100.0, 0.66)]), "JPY"), Some(6_600_000));
    }

    #[test]
    fn money_that_stands_twice_is_missed_once() {
        let rates = Rates::read(&Resolved::default(), &Policy::shipped());
        let october: Month = "2026-10".parse().unwrap();
        assert_eq!((rates.convert(october, 5_000_000, "EUR"), rates.again(october.plus(-1), 5_000_000, "EUR")), (None, None));
        let findings = rates.findings(october);
        let worth: Vec<_> = findings.iter().map(|found| found.money.clone().map(|money| money.micros)).collect();
        assert_eq!(worth, [Some(0), Some(5_000_000)]);
    }

    #[test]
    fn the_policy_rate_stands_in_for_every_month() {
        let mut policy = Policy::shipped();
        policy.fx.rate.push(crate::policy::Rate { month: String::new(), currency: "CNY".into(), rate: 0.14 });
        let rates = Rates::read(&Resolved::default(), &policy);
        assert_eq!(rates.convert("2026-10".parse().unwrap(), 1_000_000, "CNY"), Some(140_000));
    }
}
