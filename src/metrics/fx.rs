//! Exchange rates (汇率): what a unit of a currency was worth in base currency in a month.
//!
//! Decides that the rate sheet goes before the policy, and that a missing rate leaves the amount unknown: never 1, never
//! the nearest month (X1). A sheet that gives the base currency a rate of its own is quoted in another currency (7.1 yuan a
//! dollar): its rates are divided by that one.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::read::Table;
use crate::finding::{Finding, Kind};
use crate::model::resolved::Resolved;
use crate::model::{Entity, Money, Month, money};
use crate::policy::Policy;

/// The longest window of a figure: two years back (M3), and the same months a year before.
const WINDOW_MONTHS: i32 = 24;

/// Rates by month and currency, and what they could not convert.
#[derive(Debug)]
pub(super) struct Rates {
    base: String,
    /// Millionths of base currency for one unit; no month: every month without its own.
    known: BTreeMap<String, BTreeMap<Option<Month>, i128>>,
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
        let own = sheet.get(base.as_str());
        let quoted_elsewhere = match own {
            Some(months) => months.values().any(|rate| !is_one(*rate)),
            // Another currency is always worth 1 of what the sheet is in.
            None => sheet.values().any(|months| months.values().all(|rate| is_one(*rate))),
        };
        for (currency, months) in &sheet {
            for (month, rate) in months {
                let unit = if quoted_elsewhere { own.and_then(|months| months.get(month)).copied() } else { Some(1.0) };
                insert(&mut rates, Some(*month), currency, unit.map(|unit| rate / unit));
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

    /// The same without a note, for amounts that no total needs.
    pub(super) fn peek(&self, month: Month, micros: i128, currency: &str) -> Option<i128> {
        Some(money::convert(micros, self.rate(month, currency)?, &self.base))
    }

    /// Millionths of base currency for one unit in a month.
    fn rate(&self, month: Month, currency: &str) -> Option<i128> {
        if currency == self.base {
            return Some(money::MICROS);
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
    let newest = |months: &BTreeMap<Option<Month>, i128>| {
        let until = months.range(..=Some(month)).next_back().or_else(|| months.first_key_value());
        until.map(|(_, rate)| *rate)
    };
    let known = rates.known.iter().filter_map(|(currency, months)| Some((currency.clone(), newest(months)?)));
    known.chain([(rates.base.clone(), money::MICROS)]).collect()
}

/// Rates of the rate sheet as they stand there, by currency and month.
fn sheet<'a>(resolved: &'a Resolved) -> BTreeMap<&'a str, BTreeMap<Month, f64>> {
    let table = Table::of(resolved, Entity::ExchangeRate);
    let columns = table.texts("month").into_iter().zip(table.texts("currency")).zip(table.numbers("rate"));
    let mut rates: BTreeMap<&'a str, BTreeMap<Month, f64>> = BTreeMap::new();
    for ((month, currency), rate) in columns {
        if let (Some(Ok(month)), Some(currency), Some(rate)) = (month.map(str::parse), currency, rate.filter(|rate| *rate > 0.0)) {
            rates.entry(currency).or_default().insert(month, rate);
        }
    }
    rates
}

/// Whether a rate says that the currency is the sheet's own.
fn is_one(rate: f64) -> bool {
    (rate - 1.0).abs() < 1e-9
}

fn insert(rates: &mut BTreeMap<String, BTreeMap<Option<Month>, i128>>, month: Option<Month>, currency: &str, rate: Option<f64>) {
    if let Some(rate) = rate.and_then(money::micros_from_f64).filter(|rate| *rate > 0) {
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
