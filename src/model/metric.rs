//! Metric (指标): its specification, and the long history of its values.
//!
//! A value is kept with numerator, denominator and n, so that roll-ups sum and never average. Unknown is `None` with a
//! [`Reason`], never 0 (metric rule R0.1).

use std::collections::BTreeMap;

use super::entity::Entity;
use super::period::Month;

/// What the number counts: decides its format everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Whole things.
    Count,
    /// Money in the base currency.
    Money,
    /// A fraction shown as percent; its change is in percentage points.
    Share,
    /// Days.
    Days,
    /// Hours.
    Hours,
    /// A score, one or two decimals.
    Score,
    /// −100 to 100.
    Points,
    /// Events per 100 orders.
    Per100,
    /// A plain ratio.
    Ratio,
}

/// Which direction is good: decides the colour of the arrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither.
    Neutral,
}

/// What a value is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    /// The company; key is empty.
    Company,
    /// A salesperson; key is the staff id.
    Salesperson,
    /// A country; key is ISO alpha-2, `ZZ` when unknown.
    Country,
    /// A customer; key is the customer id.
    Customer,
    /// A team of salespeople; key is its name.
    Team,
    /// A region of the world; key is the region id.
    Region,
    /// The channel a customer came through; key is the channel's word id.
    Channel,
    /// A product; key is its name, empty for the smaller ones together.
    Product,
}

impl Grain {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Company, Self::Salesperson, Self::Country, Self::Customer, Self::Team, Self::Region, Self::Channel, Self::Product];

    /// Id in the history table.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Salesperson => "salesperson",
            Self::Country => "country",
            Self::Customer => "customer",
            Self::Team => "team",
            Self::Region => "region",
            Self::Channel => "channel",
            Self::Product => "product",
        }
    }

    /// The grain with this id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grain| grain.id() == id)
    }
}

/// Why a value is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// No sheet of that kind covers the month.
    NoSheet,
    /// The sheet has no such column.
    NoColumn,
    /// Covered, but nothing to divide by.
    NoData,
    /// Fewer rows than the minimum sample.
    NTooSmall,
    /// An exchange rate is missing.
    NoRate,
    /// Its window has not passed yet.
    NotMatured,
    /// No target was set.
    NoTarget,
    /// Dates without a time of day.
    NoTime,
    /// Part of the month, or some hand-ins, are missing: not comparable.
    Partial,
    /// This salesperson's sheet was not handed in.
    MissingHandIn,
    /// The base of the comparison is zero or unknown.
    NoBase,
    /// Reconstructed months do not carry this figure.
    Reconstructed,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Self; 12] = [
        Self::NoSheet,
        Self::NoColumn,
        Self::NoData,
        Self::NTooSmall,
        Self::NoRate,
        Self::NotMatured,
        Self::NoTarget,
        Self::NoTime,
        Self::Partial,
        Self::MissingHandIn,
        Self::NoBase,
        Self::Reconstructed,
    ];

    /// Id in the history table and the words.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::NoSheet => "NO_SHEET",
            Self::NoColumn => "NO_COLUMN",
            Self::NoData => "NO_DATA",
            Self::NTooSmall => "N_TOO_SMALL",
            Self::NoRate => "NO_RATE",
            Self::NotMatured => "NOT_MATURED",
            Self::NoTarget => "NO_TARGET",
            Self::NoTime => "NO_TIME",
            Self::Partial => "PARTIAL",
            Self::MissingHandIn => "MISSING_HAND_IN",
            Self::NoBase => "NO_BASE",
            Self::Reconstructed => "RECONSTRUCTED",
        }
    }

    /// The reason with this id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.id() == id)
    }
}

/// What a metric is. Its words stand in `words/`, its expression beside the spec in `metrics/`.
#[derive(Debug, Clone, Copy)]
pub struct MetricSpec {
    /// Id: words, units last (`grade_hit_rate`).
    pub id: &'static str,
    /// Number's unit.
    pub unit: Unit,
    /// Good direction.
    pub better: Better,
    /// Grains it is computed for.
    pub grains: &'static [Grain],
    /// Tables it needs; a missing one makes it null.
    pub needs: &'static [Entity],
    /// Smallest n for which it is shown.
    pub min_n: u32,
    /// Requirement rows it answers (`R-KM1`).
    pub requirements: &'static [&'static str],
    /// Dictionary rows it follows (`M1`).
    pub definition: &'static str,
    /// Window, as a key of the words: `month`, `year_to_date`, `months_12`, `as_of`.
    pub window: &'static str,
}

/// One value of one metric.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MetricValue {
    /// Numerator, where it is a rate or mean.
    pub num: Option<f64>,
    /// Denominator.
    pub den: Option<f64>,
    /// Observations behind it.
    pub n: Option<u32>,
    /// The value.
    pub value: Option<f64>,
    /// Why it is unknown; `Partial` may stand beside no value only.
    pub reason: Option<Reason>,
    /// Lower and upper limit of the 95 % interval, where one is stated.
    pub interval: Option<(f64, f64)>,
    /// Months the window was widened to; 0 when it was not.
    pub widened_months: u32,
}

impl MetricValue {
    /// Known value.
    #[must_use]
    pub fn known(value: f64) -> Self {
        Self { value: Some(value), ..Self::default() }
    }

    /// Unknown, with the reason.
    #[must_use]
    pub fn unknown(reason: Reason) -> Self {
        Self { reason: Some(reason), ..Self::default() }
    }
}

/// Values by month, grain, key and metric: the long history.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MetricTable {
    /// Metric, then month and grain, then key: asking copies no text.
    values: BTreeMap<String, OfMetric>,
}

/// Values of one metric by month, grain and key.
type OfMetric = BTreeMap<(Month, Grain), BTreeMap<String, MetricValue>>;

impl MetricTable {
    /// Sets a value.
    pub fn set(&mut self, metric: &str, month: Month, grain: Grain, key: &str, value: MetricValue) {
        if !self.values.contains_key(metric) {
            self.values.insert(metric.to_owned(), BTreeMap::new());
        }
        if let Some(of_metric) = self.values.get_mut(metric) {
            of_metric.entry((month, grain)).or_default().insert(key.to_owned(), value);
        }
    }

    /// A value, if it was computed.
    #[must_use]
    pub fn get(&self, metric: &str, month: Month, grain: Grain, key: &str) -> Option<&MetricValue> {
        self.values.get(metric)?.get(&(month, grain))?.get(key)
    }

    /// The company's value.
    #[must_use]
    pub fn company(&self, metric: &str, month: Month) -> Option<&MetricValue> {
        self.get(metric, month, Grain::Company, "")
    }

    /// All values, ordered by metric, month, grain and key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Month, Grain, &str, &MetricValue)> {
        self.values.iter().flat_map(|(metric, of_metric)| {
            of_metric.iter().flat_map(move |((month, grain), of_grain)| {
                of_grain.iter().map(move |(key, value)| (metric.as_str(), *month, *grain, key.as_str(), value))
            })
        })
    }

    /// All values of one metric.
    pub fn of(&self, metric: &str) -> impl Iterator<Item = (Month, Grain, &str, &MetricValue)> {
        self.values
            .get(metric)
            .into_iter()
            .flatten()
            .flat_map(|((month, grain), of_grain)| of_grain.iter().map(move |(key, value)| (*month, *grain, key.as_str(), value)))
    }

    /// Number of values.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.values().flat_map(BTreeMap::values).map(BTreeMap::len).sum()
    }

    /// Whether nothing was computed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}
