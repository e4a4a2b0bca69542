//! Region (区域): which part of the world a country belongs to, for tags, roll-ups and the notes on customs.
//!
//! Decides the seven regions of `data/regions.csv`; a country outside the table has none.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Regions in the order of lists.
pub(super) const ALL: [&str; 7] = ["europe", "north_america", "latin_america", "middle_east", "africa", "asia", "oceania"];

static REGIONS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("data/regions.csv").lines().skip(1);
    lines
        .filter_map(|line| line.trim().split_once(','))
        .filter_map(|(country, region)| Some((country, *ALL.iter().find(|known| **known == region)?)))
        .collect()
});

/// Region of an ISO alpha-2 code.
pub(super) fn of(country: &str) -> Option<&'static str> {
    REGIONS.get(country).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_a_known_region() {
        assert_eq!(
            (of("IT"), of("AE"), of("US"), of("BR"), of("ZZ")),
            (Some("europe"), Some("middle_east"), Some("north_america"), Some("latin_america"), None)
        );
        let lines = include_str!("data/regions.csv").lines().count() - 1;
        assert_eq!(REGIONS.len(), lines);
    }
}
