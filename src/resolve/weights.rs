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

/// The step of a comparison at a level; `words` are the bits of the words compared.
pub(super) fn step(comparison: &'static str, level: &'static str, words: f64) -> Step {
    let bits = WEIGHTS.get(comparison).and_then(|levels| levels.get(level)).map_or(0.0, |found| {
        let chance = if found.words { words * found.share } else { -libm::log2(found.u) };
        libm::log2(found.m) + chance
    });
    Step { comparison, level, bits }
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
