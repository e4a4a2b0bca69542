//! Decisions (人工判定): a person's answers about two records, which beat any score.
//!
//! Decides what answers mean for the records of this run: must-link, cannot-link, not to be asked again; and which answers
//! contradict each other: those are reported and not followed.

use std::collections::{BTreeMap, BTreeSet};

use super::record::Record;
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
        let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, node) in nodes.iter().enumerate() {
            places.entry(&node.fingerprint).or_default().push(at);
        }
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
            for left in places.get(a).into_iter().flatten() {
                for right in places.get(b).into_iter().flatten().filter(|right| *right != left) {
                    let pair = (*left.min(right), *left.max(right));
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

/// Two answers that cannot both hold.
pub(super) fn contradiction(left: &str, right: &str) -> Finding {
    Finding::new(Kind::DecisionsContradict).with("left", left).with("right", right)
}
