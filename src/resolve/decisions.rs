//! Decisions (人工判定): a person's answers about two records, which beat any score.
//!
//! Decides what answers mean for the records of this run: must-link, cannot-link, not to be asked again; and which answers
//! contradict each other: those are reported and not followed.

use std::collections::{BTreeMap, BTreeSet};

use super::record::{Record, Text};
use crate::finding::{Finding, Kind};
use crate::model::resolved::{Decision, Verdict};

/// Answers as pairs of positions.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// One customer.
    pub same: Vec<(usize, usize)>,
    /// Two customers.
    pub different: BTreeSet<(usize, usize)>,
    /// Not to be asked again.
    pub unsure: BTreeSet<(usize, usize)>,
}

impl Answers {
    /// Applies answers to this run's records.
    pub(super) fn of(decisions: &[Decision], nodes: &[Record], findings: &mut Vec<Finding>) -> Self {
        let known = if decisions.is_empty() { Known::default() } else { Known::of(nodes) };
        let mut by_pair: BTreeMap<(&str, &str), Vec<&Decision>> = BTreeMap::new();
        for decision in decisions {
            let (a, b) = (decision.fingerprints.0.as_str(), decision.fingerprints.1.as_str());
            by_pair.entry(if a <= b { (a, b) } else { (b, a) }).or_default().push(decision);
        }
        let mut answers = Self::default();
        for ((a, b), given) in by_pair {
            let says = |verdict| given.iter().find(|decision| decision.verdict == verdict);
            if let (Some(same), Some(different)) = (says(Verdict::Same), says(Verdict::Different)) {
                findings.push(contradiction(&same.source, &different.source));
                continue;
            }
            let verdict = [Verdict::Same, Verdict::Different].into_iter().find(|verdict| says(*verdict).is_some());
            let rights = known.places(b, a);
            for left in known.places(a, b) {
                for right in rights.iter().copied().filter(|right| *right != left) {
                    let pair = (left.min(right), left.max(right));
                    match verdict {
                        Some(Verdict::Same) => answers.same.push(pair),
                        Some(Verdict::Different) => drop(answers.different.insert(pair)),
                        _ => drop(answers.unsure.insert(pair)),
                    }
                }
            }
        }
        answers
    }
}

/// This run's records by what they are known by.
#[derive(Debug, Default)]
struct Known {
    by_mark: BTreeMap<Text, Vec<usize>>,
}

impl Known {
    fn of(nodes: &[Record]) -> Self {
        let mut by_mark: BTreeMap<Text, Vec<usize>> = BTreeMap::new();
        for (at, node) in nodes.iter().enumerate() {
            for mark in super::identity::marks(node) {
                by_mark.entry(mark).or_default().push(at);
            }
        }
        Self { by_mark }
    }

    /// Records that one side of an answer means: those of equal content, else, since a corrected cell must not undo an
    /// answer, those that share more marks with it than with the other side.
    fn places(&self, side: &str, other: &str) -> Vec<usize> {
        let of = |mark: &str| self.by_mark.get(mark).map_or(&[][..], Vec::as_slice);
        let fingerprint = side.split('/').next().unwrap_or_default();
        if !of(fingerprint).is_empty() {
            return of(fingerprint).to_vec();
        }
        let shared = |side: &str| {
            let mut counts: BTreeMap<usize, u32> = BTreeMap::new();
            side.split('/').skip(1).flat_map(of).for_each(|at| *counts.entry(*at).or_default() += 1);
            counts
        };
        let (own, others) = (shared(side), shared(other));
        own.into_iter().filter(|(at, count)| others.get(at).is_none_or(|other| other < count)).map(|(at, _)| at).collect()
    }
}

/// Two answers that cannot both hold.
pub(super) fn contradiction(left: &str, right: &str) -> Finding {
    Finding::new(Kind::DecisionsContradict).with("left", left).with("right", right)
}
