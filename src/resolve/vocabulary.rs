//! Vocabulary (词频): how much a word of a name says. A word that many names share says little.
//!
//! Bits are -log2 of the word's share among names. The names at hand are laid over a shipped expectation, so that a small
//! file, which can show no word to be common, still knows that Trading is and Brunello is not.

use super::block::{ByHash, Hashes, hash};
use super::record::{Record, Said, Text};

/// Names the shipped expectation counts for.
const EXPECTED_NAMES: f64 = 2000.0;
/// Share of names that have a certain word of the trade, and another word.
const TRADE_SHARE: f64 = 0.0625;
const OTHER_SHARE: f64 = 0.000_122;
/// Town and postcode: tag of the key, and the share of records expected in one, as in `data/weights.toml`.
const PLACES: [(u8, f64); 2] = [(b'c', 0.03), (b'z', 0.006)];
/// Given and family name: tags of the keys.
const PARTS: [u8; 2] = [b'g', b'f'];
/// Share of persons with a certain given or family name.
const PERSON_SHARE: f64 = 0.002;

/// Words by how many records have them, as hashes that are only looked up.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    words: ByHash<u32>,
    names: u32,
    /// Given and family names, each kind for itself: half the world's Martins are given so.
    persons: ByHash<u32>,
    people: [u32; 2],
    /// Towns and postcodes, and how many records have one.
    places: ByHash<u32>,
    placed: [u32; 2],
}

impl Vocabulary {
    /// Counts the words of all records, then writes each word's bits into them.
    pub(super) fn weigh(records: &mut [Record]) -> Self {
        let mut counted = Self::default();
        let mut known = Hashes::default();
        for record in records.iter() {
            // One name in twenty rows is one company twenty times, and makes none of its words common.
            for name in record.names.iter().filter(|name| known.insert(hash(b'a', &[&name.core_key]))) {
                counted.names += 1;
                for word in &name.words {
                    *counted.words.entry(hash(b'w', &[&word.text])).or_default() += 1;
                }
            }
            for (kind, name) in [&record.given, &record.family].into_iter().enumerate() {
                if let Some(name) = name {
                    counted.people[kind] += 1;
                    *counted.persons.entry(hash(PARTS[kind], &[name])).or_default() += 1;
                }
            }
        }
        for record in records.iter() {
            for (kind, place) in [&record.city, &record.postcode].into_iter().enumerate() {
                if let Some(place) = place {
                    counted.placed[kind] += 1;
                    *counted.places.entry(hash(PLACES[kind].0, &[place])).or_default() += 1;
                }
            }
        }
        for record in records {
            record.names.iter_mut().for_each(|name| counted.weigh_name(name));
            let said = |kind: usize, name: &Option<Text>| name.as_deref().map_or(0.0, |name| counted.person_bits(kind, name));
            let common = |kind: usize, name: &Option<Text>| {
                name.as_deref().map_or(0.0, |name| counted.rarest(kind) - counted.person_bits(kind, name))
            };
            let less = |kind: usize, place: &Option<Text>| place.as_deref().map_or(0.0, |place| counted.less(kind, place));
            record.said = Said {
                given: said(0, &record.given),
                family: said(1, &record.family),
                common: [common(0, &record.given), common(1, &record.family)],
                city: less(0, &record.city),
                postcode: less(1, &record.postcode),
            };
        }
        counted
    }

    /// Writes each word's bits into a name from elsewhere.
    pub(super) fn weigh_name(&self, name: &mut super::name::Name) {
        for word in &mut name.words {
            let expected = if word.trade { TRADE_SHARE } else { OTHER_SHARE };
            word.bits = bits(self.words.get(&hash(b'w', &[&word.text])).copied().unwrap_or(0), self.names, expected);
            // Two letters are initials or an ending: they never say much.
            if word.text.is_ascii() && word.text.len() <= 2 {
                word.bits = word.bits.min(3.0);
            }
        }
    }

    /// Bits that a place says less than an ordinary one of its kind, because so many of the file are there.
    fn less(&self, kind: usize, place: &str) -> f32 {
        let (tag, ordinary) = PLACES[kind];
        let count = self.places.get(&hash(tag, &[place])).copied().unwrap_or(0);
        let expected = bits(0, 0, ordinary);
        (expected - bits(count, self.placed[kind], ordinary)).max(0.0)
    }

    /// Bits of a name that one record has.
    fn rarest(&self, kind: usize) -> f32 {
        bits(1, self.people[kind], PERSON_SHARE)
    }

    /// Bits of a given or family name.
    fn person_bits(&self, kind: usize, name: &str) -> f32 {
        bits(self.persons.get(&hash(PARTS[kind], &[name])).copied().unwrap_or(0), self.people[kind], PERSON_SHARE)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "bits are small numbers")]
fn bits(count: u32, of: u32, expected: f64) -> f32 {
    let share = (f64::from(count) + EXPECTED_NAMES * expected) / (f64::from(of) + EXPECTED_NAMES);
    -libm::log2(share) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rare_word_says_more_than_one_of_the_trade() {
        assert!(bits(1, 200, OTHER_SHARE) > 9.5);
        assert!(bits(1, 200, TRADE_SHARE) < 4.5);
        assert!(bits(100_000, 100_000, OTHER_SHARE) < 0.1);
    }
}
