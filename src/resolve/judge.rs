//! Judge (评分口径): what the agreements of two records are worth among the records at hand, and how much merges them.
//!
//! Decides three things. Weights are those of `data/weights.toml`, moved by what the records themselves show (`learn`). What a
//! household shares (family name, roof, town) counts together at most what makes two persons as likely one as two; what only
//! one person has must bring the rest. And twice as many people make four times as many pairs, so more is asked of them.

use super::cluster::Edge;
use super::compare::{compare_names, compare_rest};
use super::learn::Learned;
use super::movers;
use super::record::Record;
use super::strangers::are_strangers;
use super::weights::{Step, step};

/// Bits by which one person must be likelier than two in a small file. Most pairs are far above it, so fewer than one merge in
/// two hundred is wrong.
const PERSON_ODDS: f64 = 4.25;
/// Bits beyond what merges two persons from which a number typed wrongly does not part them.
const CERTAIN: f64 = 3.0;
/// The same for two codes of one list: it has eight rows of another customer for each that it has twice.
const SECOND_CODE: f64 = 3.0;
/// Odds of two records of one household being one person, in bits, where the file does not say.
const HOUSEHOLD_BITS: f64 = 2.0;
/// The same from which a file has one person a household.
const ALONE: f64 = 4.0;
/// Comparison that takes off what is too much for a household.
pub(super) const HOUSEHOLD_STEP: &str = "household";
/// Comparisons in which people of one household agree.
const HOUSEHOLD: [&str; 7] = ["phone", "family", "address", "postcode", "city", "region", "country"];

/// Bits of [`Judge::company`] that are more than even odds.
const COMPANY_ODDS: f64 = 4.0;

/// Weights and limits for these records.
#[derive(Debug, Clone)]
pub(super) struct Judge {
    company: f64,
    /// Bits against two persons picked by chance being one.
    prior: f64,
    learned: Learned,
    /// Bits for one person, all told, where all that a household shares agrees.
    household: f64,
    /// Bits beyond even odds that merge two persons.
    odds: f64,
    /// Whether another address says nothing about companies.
    moving: bool,
}

impl Default for Judge {
    fn default() -> Self {
        Self { company: 10.0, prior: 10.0, learned: Learned::default(), household: HOUSEHOLD_BITS, odds: PERSON_ODDS, moving: false }
    }
}

impl Judge {
    /// For these records, as shipped: every second person is there twice.
    pub(super) fn shipped(records: &[Record], automatic: f64) -> Self {
        let people = u32::try_from(records.iter().filter(|record| record.person).count()).unwrap_or(u32::MAX);
        Self {
            company: automatic,
            prior: libm::log2(f64::from(people.max(2)) / 2.0),
            learned: Learned::default(),
            household: HOUSEHOLD_BITS,
            odds: PERSON_ODDS,
            moving: movers::are_many(records),
        }
    }

    /// With weights learned, and the share of pairs that are one person.
    pub(super) fn with(self, learned: Learned, prior: f64, household: f64) -> Self {
        Self { prior, learned, household, ..self }
    }

    /// Whether people of one household are met often enough that two of one birthday are twins and no slip.
    pub(super) fn twins(&self) -> bool {
        self.household < ALONE
    }

    /// Asking for so many bits beyond even odds.
    pub(super) fn asking(self, odds: f64) -> Self {
        Self { odds, ..self }
    }

    /// What a household shares is worth at most so many bits.
    fn roof(&self) -> f64 {
        self.prior + self.household
    }

    /// Bits of what a household shares, and of all else; what speaks against one person always counts.
    pub(super) fn parts<'s>(steps: impl Iterator<Item = &'s Step>) -> (f64, f64) {
        let mut parts = (0.0, 0.0);
        for step in steps.filter(|step| step.comparison != HOUSEHOLD_STEP) {
            let shared = step.bits > 0.0 && HOUSEHOLD.contains(&step.comparison);
            *(if shared { &mut parts.0 } else { &mut parts.1 }) += step.bits;
        }
        parts
    }

    /// Bits against two persons picked by chance being one.
    pub(super) const fn prior(&self) -> f64 {
        self.prior
    }

    /// Bits that merge such a record with another without a person's word.
    pub(super) fn needed(&self, record: &Record) -> f64 {
        if record.person { (self.prior + self.odds).max(self.company) } else { self.company }
    }

    /// How likely the pair is one customer, from 0 to 1.
    pub(super) fn likely(&self, record: &Record, edge: Edge) -> f64 {
        let even = if record.person { self.prior } else { self.company - COMPANY_ODDS };
        1.0 / (1.0 + libm::exp2(-(edge.bits - even).min(edge.verdict.most())))
    }

    /// Whether two such persons are one whatever numbers they are given.
    pub(super) fn is_certain(&self, record: &Record, bits: f64) -> bool {
        record.person && bits >= self.needed(record) + CERTAIN
    }

    /// Whether two such records are one although a list has them under two codes.
    pub(super) fn outweighs_codes(&self, record: &Record, bits: f64) -> bool {
        bits >= self.needed(record) + SECOND_CODE
    }

    /// Every comparison that says something about the two.
    pub(super) fn compare(&self, a: &Record, b: &Record) -> Vec<Step> {
        let mut steps = Vec::with_capacity(12);
        self.compare_into(a, b, &mut steps);
        steps
    }

    /// The same into a list used again and again.
    fn compare_into(&self, a: &Record, b: &Record, steps: &mut Vec<Step>) {
        compare_names(a, b, steps);
        self.compare_further(a, b, steps);
    }

    /// The same, unless the two have nothing to do with each other; whether they have.
    pub(super) fn compare_known(&self, a: &Record, b: &Record, steps: &mut Vec<Step>) -> bool {
        compare_names(a, b, steps);
        let known = !are_strangers(a, b, steps);
        if known {
            self.compare_further(a, b, steps);
        }
        known
    }

    fn compare_further(&self, a: &Record, b: &Record, steps: &mut Vec<Step>) {
        compare_rest(a, b, steps);
        if a.person && b.person {
            self.learned.weigh(steps);
            steps.extend(self.shared(steps));
        } else if self.moving
            && let Some(address) = steps.iter_mut().find(|step| step.comparison == "address" && step.bits <= 0.0)
        {
            *address = step("address", "moved", 0.0);
        }
    }

    /// Steps of two persons as shipped, with the weights learned since.
    pub(super) fn weighed(&self, steps: &[Step]) -> Vec<Step> {
        let mut steps: Vec<Step> = steps.iter().filter(|step| step.comparison != HOUSEHOLD_STEP).copied().collect();
        self.learned.weigh(&mut steps);
        steps.extend(self.shared(&steps));
        steps
    }

    /// What is taken off because a household shares it.
    fn shared(&self, steps: &[Step]) -> Option<Step> {
        let over = Self::parts(steps.iter()).0 - self.roof();
        (over > 0.0).then_some(Step { comparison: HOUSEHOLD_STEP, level: "shared", bits: -over })
    }
}

/// Sum of all weights, in bits.
pub(super) fn score(steps: &[Step]) -> f64 {
    steps.iter().map(|step| step.bits).sum()
}
