//! Clustering (聚类): pairs → customers, strongest evidence first, under constraints; never bare connected components.
//!
//! Two groups are joined only when nothing rules it out for any of their members: other countries, other tax numbers,
//! a person's decision, or names that disagree (one weak bridge must not chain two companies together).

use std::collections::{BTreeMap, BTreeSet};

use super::compare::{Verdict, compare};
use super::party::Party;
use super::rarity::Rarity;

/// A compared pair.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub(super) left: usize,
    pub(super) right: usize,
    pub(super) verdict: Verdict,
}

/// What the bands and constraints made of the pairs.
#[derive(Debug, Default)]
pub(super) struct Clusters {
    /// Cluster of each party: the index of its smallest member.
    pub(super) of: Vec<usize>,
    /// Edges through which parties were joined.
    pub(super) joined: Vec<Edge>,
    /// Pairs for a person to decide.
    pub(super) review: Vec<Edge>,
}

/// What people have decided, by party index.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub(super) same: BTreeSet<(usize, usize)>,
    pub(super) different: BTreeSet<(usize, usize)>,
    pub(super) unsure: BTreeSet<(usize, usize)>,
}

/// Bands in bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bands {
    pub(super) automatic: f64,
    pub(super) review: f64,
}

/// Compares the candidate pairs and clusters the parties.
pub(super) fn cluster(parties: &[Party], pairs: &[(usize, usize)], rarity: &Rarity, rules: &Rules, bands: Bands) -> Clusters {
    let mut groups = Groups::new(parties.len());
    let mut clusters = Clusters::default();
    for (left, right) in &rules.same {
        groups.join(*left, *right);
    }
    let decided = |pair: &(usize, usize)| rules.same.contains(pair) || rules.different.contains(pair);
    let mut edges: Vec<Edge> = pairs
        .iter()
        .filter(|pair| !decided(pair))
        .map(|(left, right)| Edge { left: *left, right: *right, verdict: compare(&parties[*left], &parties[*right], rarity) })
        .filter(|edge| edge.verdict.bits >= bands.review)
        .collect();
    edges.sort_by(|one, other| other.verdict.bits.total_cmp(&one.verdict.bits).then((one.left, one.right).cmp(&(other.left, other.right))));
    let mut left_over = Vec::new();
    for edge in edges {
        if groups.root(edge.left) == groups.root(edge.right) {
            continue;
        }
        let certain = edge.verdict.bits >= bands.automatic && !edge.verdict.ruled_out && enough_kinds(&edge.verdict);
        if certain && groups.may_join(edge.left, edge.right, parties, rarity, rules) {
            groups.join(edge.left, edge.right);
            clusters.joined.push(edge);
        } else {
            left_over.push(edge);
        }
    }
    let mut asked = BTreeSet::new();
    for edge in left_over {
        let roots = (groups.root(edge.left), groups.root(edge.right));
        let pair = (roots.0.min(roots.1), roots.0.max(roots.1));
        let settled =
            roots.0 == roots.1 || rules.unsure.contains(&(edge.left, edge.right)) || edge.verdict.ruled_out && !edge.verdict.names_agree;
        if !settled && asked.insert(pair) {
            clusters.review.push(edge);
        }
    }
    clusters.of = (0..parties.len()).map(|index| groups.root(index)).collect();
    clusters
}

/// A merge by itself needs agreeing names, or two independent ways to reach the same party (a Chinese and an English
/// name share a mailbox, and its phone or its person).
fn enough_kinds(verdict: &Verdict) -> bool {
    let reached = |kind: &str| verdict.evidence.iter().any(|evidence| evidence.comparison == kind && evidence.level == "same");
    verdict.names_agree || reached("tax_id") || reached("email") && (reached("phone") || reached("contact"))
}

struct Groups {
    parent: Vec<usize>,
    members: BTreeMap<usize, Vec<usize>>,
}

impl Groups {
    fn new(count: usize) -> Self {
        Self { parent: (0..count).collect(), members: BTreeMap::new() }
    }

    fn root(&self, mut index: usize) -> usize {
        while self.parent[index] != index {
            index = self.parent[index];
        }
        index
    }

    fn members(&self, root: usize) -> Vec<usize> {
        self.members.get(&root).cloned().unwrap_or_else(|| vec![root])
    }

    fn join(&mut self, left: usize, right: usize) {
        let (left, right) = (self.root(left), self.root(right));
        if left == right {
            return;
        }
        let (kept, gone) = (left.min(right), left.max(right));
        let mut members = self.members(kept);
        members.extend(self.members(gone));
        for member in &members {
            self.parent[*member] = kept;
        }
        self.members.remove(&gone);
        self.members.insert(kept, members);
    }

    /// Whether no member of one group rules out a member of the other. Large groups are sampled at their ends.
    fn may_join(&self, left: usize, right: usize, parties: &[Party], rarity: &Rarity, rules: &Rules) -> bool {
        let (ours, theirs) = (self.members(self.root(left)), self.members(self.root(right)));
        for one in &ours {
            for other in &theirs {
                if rules.different.contains(&(*one.min(other), *one.max(other))) {
                    return false;
                }
            }
        }
        let facts = |members: &[usize], fact: fn(&Party) -> &String| {
            members.iter().map(|member| fact(&parties[*member])).filter(|fact| !fact.is_empty()).cloned().collect::<BTreeSet<_>>()
        };
        let persons = parties[left].is_person() && parties[right].is_person();
        let (countries, other_countries) = (facts(&ours, |party| &party.country), facts(&theirs, |party| &party.country));
        if !persons && !countries.is_empty() && !other_countries.is_empty() && countries.is_disjoint(&other_countries) {
            return false;
        }
        let (taxes, other_taxes) = (facts(&ours, |party| &party.tax_id), facts(&theirs, |party| &party.tax_id));
        if !persons && !taxes.is_empty() && !other_taxes.is_empty() && taxes.is_disjoint(&other_taxes) {
            return false;
        }
        let ends = |members: &[usize]| members.iter().take(3).chain(members.iter().rev().take(3)).copied().collect::<BTreeSet<_>>();
        let (ours, theirs) = (ends(&ours), ends(&theirs));
        let against = |one: usize, other: usize| {
            let verdict = compare(&parties[one], &parties[other], rarity);
            if persons { verdict.bits < -4.0 } else { verdict.ruled_out || verdict.bits < 0.0 && !verdict.names_agree }
        };
        let all = ours.len() * theirs.len();
        let bad =
            ours.iter().flat_map(|one| theirs.iter().map(move |other| (*one, *other))).filter(|(one, other)| against(*one, *other)).count();
        bad * 3 <= all
    }
}
