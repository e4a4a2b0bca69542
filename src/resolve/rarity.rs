//! Rarity (词频): how much it tells that two records share a word, in bits; and which contact points belong to an agent.

use std::collections::{BTreeMap, BTreeSet};

use super::name::is_generic;
use super::party::Party;

/// Frequencies learned from the records of this run.
#[derive(Debug, Default)]
pub(super) struct Rarity {
    words: BTreeMap<String, u32>,
    given: BTreeMap<String, u32>,
    family: BTreeMap<String, u32>,
    city: BTreeMap<String, u32>,
    records: f64,
    shared: BTreeSet<String>,
}

/// Small files are judged as if they held this many records: a word met once in 50 rows is not yet common.
const FLOOR: f64 = 2000.0;

impl Rarity {
    /// Learns from all parties. A contact point under more than `most_names` different names identifies nobody.
    pub(super) fn learn(parties: &[Party], most_names: usize) -> Self {
        let mut rarity = Self { records: f64::from(u32::try_from(parties.len()).unwrap_or(u32::MAX)).max(FLOOR), ..Self::default() };
        let mut under: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for party in parties {
            let words: BTreeSet<&String> = party.names.iter().flat_map(|name| &name.words).collect();
            for word in words {
                *rarity.words.entry(word.clone()).or_default() += 1;
            }
            for (value, counts) in [(&party.given, &mut rarity.given), (&party.family, &mut rarity.family), (&party.city, &mut rarity.city)]
            {
                if !value.is_empty() {
                    *counts.entry(value.clone()).or_default() += 1;
                }
            }
            let name = party.names.first().map_or(party.family.as_str(), |name| name.core.as_str());
            if name.is_empty() {
                continue;
            }
            for point in party.emails.iter().chain(&party.domains).chain(&party.phones) {
                let names = under.entry(point).or_default();
                if names.len() <= most_names && !names.iter().any(|known| alike(known, name)) {
                    names.insert(name);
                }
            }
        }
        rarity.shared = under.into_iter().filter(|(_, names)| names.len() > most_names).map(|(point, _)| point.to_owned()).collect();
        rarity
    }

    /// Bits that sharing this word of a name is worth.
    pub(super) fn word(&self, word: &str) -> f64 {
        if is_generic(word) { 0.7 } else { self.bits(&self.words, word).clamp(1.5, 11.0) }
    }

    pub(super) fn given(&self, name: &str) -> f64 {
        self.bits(&self.given, name).max(2.0)
    }

    pub(super) fn family(&self, name: &str) -> f64 {
        self.bits(&self.family, name).max(2.0)
    }

    pub(super) fn city(&self, name: &str) -> f64 {
        self.bits(&self.city, name).max(0.5)
    }

    /// How many records hold the word.
    pub(super) fn count(&self, word: &str) -> u32 {
        self.words.get(word).copied().unwrap_or(0)
    }

    /// Whether a contact point belongs to an agent or forwarder: it stands under many names.
    pub(super) fn is_shared(&self, point: &str) -> bool {
        self.shared.contains(point)
    }

    fn bits(&self, counts: &BTreeMap<String, u32>, word: &str) -> f64 {
        libm::log2(self.records / f64::from(counts.get(word).copied().unwrap_or(1)))
    }
}

/// Two cores that are spellings of one name.
fn alike(left: &str, right: &str) -> bool {
    left == right || left.starts_with(right) || right.starts_with(left) || strsim::jaro_winkler(left, right) >= 0.85
}
