//! Weights (权重): what each level of each comparison is worth, read from `data/weights.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One level: shares among same and different customers.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Level {
    m: f64,
    #[serde(default)]
    u: f64,
    #[serde(default)]
    words: bool,
    #[serde(default)]
    share: f64,
}

static WEIGHTS: LazyLock<BTreeMap<String, BTreeMap<String, Level>>> = LazyLock::new(|| {
    // The embedded file is checked by a test of this module, so a mistake in it never reaches a user.
    toml::from_str(include_str!("data/weights.toml")).unwrap_or_else(|error| panic!("weights: {error}"))
});

/// One comparison and what it came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    /// Comparison id.
    pub comparison: &'static str,
    /// Level id.
    pub level: &'static str,
    /// Weight in bits.
    pub bits: f64,
}

/// Level id, bits that stand, and the share of the words' bits that comes on top.
type Worth = (&'static str, f64, f64);

/// The same with logarithms taken once: a step is made for every field of every pair.
static WORTH: LazyLock<Vec<(&'static str, Vec<Worth>)>> = LazyLock::new(|| {
    let worth = |level: &Level| {
        let log = libm::log2(level.m);
        if level.words { (log, level.share) } else { (log - libm::log2(level.u), 0.0) }
    };
    let levels = |levels: &'static BTreeMap<String, Level>| {
        levels.iter().map(|(id, level)| (id.as_str(), worth(level))).map(|(id, (bits, share))| (id, bits, share)).collect()
    };
    WEIGHTS.iter().map(|(id, found)| (id.as_str(), levels(found))).collect()
});

/// Shares of a level as shipped: m, and u where no words say it.
pub(super) fn share_of(comparison: &str, level: &str) -> Option<(f64, Option<f64>)> {
    let found = WEIGHTS.get(comparison)?.get(level)?;
    Some((found.m, (!found.words).then_some(found.u)))
}

/// The step of a comparison at a level; `words` are the bits of the words compared.
pub(super) fn step(comparison: &'static str, level: &'static str, words: f64) -> Step {
    let levels = WORTH.iter().find(|(id, _)| *id == comparison).map(|(_, levels)| levels);
    let found = levels.and_then(|levels| levels.iter().find(|(id, ..)| *id == level));
    Step { comparison, level, bits: found.map_or(0.0, |(_, bits, share)| bits + words * share) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_has_shares_that_can_be() {
        for (comparison, levels) in WEIGHTS.iter() {
            for (name, level) in levels {
                let fits = level.m > 0.0 && level.m <= 1.0 && (level.words == (level.u == 0.0)) && level.u <= 1.0;
                assert!(fits, "{comparison}.{name}");
            }
        }
        assert!(step("email", "exact", 0.0).bits > 12.0 && step("country", "else", 0.0).bits < -6.0);
    }
}
