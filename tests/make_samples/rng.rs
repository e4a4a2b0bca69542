//! A small seeded generator, so that the same folder comes out byte for byte every time.

/// `SplitMix64`: enough variety for invented sheets, no dependency, no clock.
pub(crate) struct Rng(u64);

impl Rng {
    /// Starts the stream that belongs to `seed`; each part of the world has its own.
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A whole number in `low..=high`.
    pub(crate) fn range(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low + 1).expect("low must not exceed high");
        low + i64::try_from(self.next() % span).expect("a span of an i64 fits")
    }

    /// An index below `count`.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        let top = i64::try_from(count).expect("counts are small") - 1;
        usize::try_from(self.range(0, top)).expect("never negative")
    }

    /// True in `percent` of the draws.
    pub(crate) fn chance(&mut self, percent: i64) -> bool {
        self.range(0, 99) < percent
    }

    /// One of the items.
    pub(crate) fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len())]
    }

    /// An index drawn with the given weights.
    pub(crate) fn weighted(&mut self, weights: &[i64]) -> usize {
        let mut left = self.range(0, weights.iter().sum::<i64>() - 1);
        for (index, weight) in weights.iter().enumerate() {
            if left < *weight {
                return index;
            }
            left -= weight;
        }
        weights.len() - 1
    }
}
