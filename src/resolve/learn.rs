//! Learning (学习权重): the weights that these very records show, by expectation–maximisation (EM).
//!
//! Decides, for persons, how often each level is seen among rows of one person (m) and of two (u), how many pairs are one
//! person, and whether people of one household are in the file. u is counted on pairs picked evenly. m is counted on pairs
//! that share a key, each as much as its *other* fields say that it is one person: no field vouches for itself. What is shipped
//! counts as so many pairs seen, so few pairs move little. Same records, same weights.

use std::collections::{BTreeMap, BTreeSet};

use super::block::Blocks;
use super::judge::{HOUSEHOLD_STEP, Judge, score};
use super::record::Record;
use super::verdict::may_merge;
use super::weights::{Step, share_of};

/// Persons below whom nothing is learned.
const ENOUGH: usize = 300;
/// Pairs looked at for m, and for u.
const PAIRS: usize = 100_000;
/// Pairs that what is shipped counts for.
const SHIPPED_M: f64 = 40.0;
const SHIPPED_U: f64 = 400.0;
/// Bits beyond even odds from which two records share a household.
const NEIGHBOURS: f64 = 3.0;
/// Odds of two records of a household being one person, in bits: what a file may say.
const HOUSEHOLDS: (f64, f64) = (-2.0, 8.0);
/// Rounds; the weights have settled by then.
const ROUNDS: usize = 4;
/// Merges of which one may be wrong, an eighth more than are promised, for bits are estimates; and the odds between which that is looked for, in bits.
const WRONG: f64 = 225.0;
const ODDS: (f64, f64) = (3.0, 4.25);
/// A weight moves at most so many bits from what is shipped.
const FAR: f64 = 3.0;

/// A comparison and its level.
type Key = (&'static str, &'static str);

/// Bits added to the shipped weights of persons.
#[derive(Debug, Clone, Default)]
pub(super) struct Learned(BTreeMap<Key, f64>);

impl Learned {
    /// Moves the weights of the steps.
    pub(super) fn weigh(&self, steps: &mut [Step]) {
        if self.0.is_empty() {
            return;
        }
        for step in steps {
            step.bits += self.0.get(&(step.comparison, step.level)).copied().unwrap_or(0.0);
        }
    }
}

/// The judge that has learned from the records that share a key.
pub(super) fn learn(records: &[Record], blocks: &Blocks, mut judge: Judge) -> Judge {
    let people: Vec<usize> = (0..records.len()).filter(|at| records[*at].person).collect();
    if people.len() < ENOUGH {
        return judge;
    }
    // As shipped: each round moves the weights anew.
    let plain = |a: usize, b: usize| judge.compare(&records[a], &records[b]);
    let mut pairs = 0;
    blocks.each_pair(records, |a, _| pairs += usize::from(records[a].person));
    let every = (pairs / PAIRS).max(1);
    let (mut place, mut met) = (0, Vec::with_capacity(pairs / every + 1));
    blocks.each_pair(records, |a, b| {
        if records[a].person {
            if place % every == 0 {
                met.push(plain(a, b));
            }
            place += 1;
        }
    });
    let chance: Vec<Vec<Step>> = picked(&people).into_iter().map(|(a, b)| plain(a, b)).collect();
    let all = libm::exp2(judge.prior()) * count(people.len());
    for _ in 0..ROUNDS {
        let mut seen = Seen::default();
        for steps in &met {
            seen.meet(&judge.weighed(steps), &judge);
        }
        for steps in &chance {
            seen.chance(&judge.weighed(steps), &judge);
        }
        let one = (seen.one * count(every)).max(1.0);
        // Two records under one roof whose given names and birthdays differ are two people of it.
        let apart = (seen.apart + 1.0) / (seen.roofs + 4.0);
        let household = libm::log2((1.0 - apart) / apart).clamp(HOUSEHOLDS.0, HOUSEHOLDS.1);
        judge = judge.with(Learned(seen.moved()), libm::log2((all - one).max(1.0) / one), household);
    }
    let odds = odds(&met, &judge);
    judge.asking(odds)
}

/// Bits beyond even odds from which, by these very bits, one merge in [`WRONG`] is of two people.
fn odds(met: &[Vec<Step>], judge: &Judge) -> f64 {
    let weighed = met.iter().map(|steps| judge.weighed(steps)).filter(|steps| may_merge(steps, judge.twins()));
    let mut beyond: Vec<f64> = weighed.map(|steps| score(&steps) - judge.prior()).filter(|bits| *bits > ODDS.0).collect();
    beyond.sort_unstable_by(|a, b| b.total_cmp(a));
    let mut wrong = 0.0;
    let enough = beyond.iter().zip(1..).take_while(|(bits, merges)| {
        wrong += 1.0 - likely(**bits);
        wrong * WRONG <= count(*merges)
    });
    enough.last().map_or(ODDS.1, |(bits, _)| *bits).clamp(ODDS.0, ODDS.1)
}

#[expect(clippy::cast_precision_loss, reason = "no file has 2^52 rows")]
fn count(of: usize) -> f64 {
    of as f64
}

fn likely(bits: f64) -> f64 {
    1.0 / (1.0 + libm::exp2(-bits))
}

/// Pairs picked evenly, the same for the same number of people.
fn picked(people: &[usize]) -> Vec<(usize, usize)> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        people[usize::try_from(state >> 33).unwrap_or(0) % people.len()]
    };
    (0..PAIRS).map(|_| (next(), next())).filter(|(a, b)| a != b).collect()
}

/// What a round has counted.
#[derive(Debug, Default)]
struct Seen {
    m: BTreeMap<Key, f64>,
    u: BTreeMap<Key, f64>,
    /// Pairs expected to be one person.
    one: f64,
    /// Pairs under one roof, and those of them that are two people.
    roofs: f64,
    apart: f64,
}

impl Seen {
    /// A pair that shares a key.
    fn meet(&mut self, steps: &[Step], judge: &Judge) {
        self.one += likely(score(steps) - judge.prior());
        let (shared, own) = Judge::parts(steps.iter());
        if shared > judge.prior() + NEIGHBOURS && steps.iter().any(|step| step.comparison == "given") {
            self.roofs += 1.0;
            self.apart += f64::from(u8::from(own < 0.0));
        }
        let one = likely(score(steps) - judge.prior());
        for field in steps.iter().filter(|step| step.comparison != HOUSEHOLD_STEP) {
            *self.m.entry((field.comparison, field.level)).or_default() += one;
        }
    }

    /// A pair picked by chance.
    fn chance(&mut self, steps: &[Step], judge: &Judge) {
        let two = 1.0 - likely(score(steps) - judge.prior());
        for field in steps {
            *self.u.entry((field.comparison, field.level)).or_default() += two;
        }
    }

    /// Bits by which each level's weight moves.
    fn moved(&self) -> BTreeMap<Key, f64> {
        let mut moved = BTreeMap::new();
        for key in self.m.keys().chain(self.u.keys()).copied().collect::<BTreeSet<Key>>() {
            let Some((m, u)) = share_of(key.0, key.1) else { continue };
            let more = libm::log2(share(&self.m, key, m, SHIPPED_M) / m);
            let less = u.map_or(0.0, |u| libm::log2(share(&self.u, key, u, SHIPPED_U) / u));
            moved.insert(key, (more - less).clamp(-FAR, FAR));
        }
        moved
    }
}

/// Share of a level among all of its comparison; what is shipped counts for so many pairs.
fn share(counted: &BTreeMap<Key, f64>, key: Key, shipped: f64, pairs: f64) -> f64 {
    let all: f64 = counted.iter().filter(|((comparison, _), _)| *comparison == key.0).map(|(_, seen)| seen).sum();
    (counted.get(&key).copied().unwrap_or(0.0) + shipped * pairs) / (all + pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_persons_teach_nothing_and_what_is_shipped_outweighs_few_pairs() {
        let judge = learn(&[], &Blocks::default(), Judge::default());
        assert!((judge.prior() - Judge::default().prior()).abs() < f64::EPSILON);
        let counted = BTreeMap::from([(("email", "exact"), 3.0), (("email", "else"), 1.0)]);
        let few = share(&counted, ("email", "exact"), 0.5, SHIPPED_M);
        assert!((few - (3.0 + 20.0) / 44.0).abs() < 1e-12, "{few}");
        assert!(share(&BTreeMap::new(), ("email", "exact"), 0.5, SHIPPED_M) > 0.49);
    }
}
