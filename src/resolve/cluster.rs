//! Clusters (聚类): from pairs to customers. Strongest evidence first, and never against what is known.
//!
//! Decides the three bands (automatic, ask a person, separate) and the guards: a person's answer, conflicting tax ids,
//! different countries (sister companies), different codes in one sheet, a weak bridge between two groups of records.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::{compare, may_merge, score};
use super::decisions::{Answers, contradiction};
use super::record::Record;
use super::vocabulary::Vocabulary;
use crate::finding::Finding;
use crate::policy::Resolve;

/// Members looked at on each side of a bridge.
const BRIDGE_MEMBERS: usize = 4;
/// A record this unlike one of a group speaks against joining it.
const BRIDGE_AGAINST_BITS: f64 = -1.0;

/// A pair and its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    /// Position.
    pub a: usize,
    /// Position.
    pub b: usize,
    /// Bits.
    pub bits: f64,
    /// Whether the names allow it without a person.
    pub free: bool,
}

/// Records grouped into customers.
#[derive(Debug, Default)]
pub(super) struct Clusters {
    /// Group of each record: the position of its first member.
    pub of: Vec<usize>,
    /// Edges that joined two groups.
    pub joins: Vec<Edge>,
    /// Pairs for a person to decide, strongest first.
    pub review: Vec<Edge>,
}

/// What a group of records is known to be.
#[derive(Debug, Clone, Default)]
struct Group {
    members: Vec<usize>,
    countries: BTreeSet<String>,
    tax_ids: BTreeSet<String>,
    codes: BTreeMap<(String, String), BTreeSet<String>>,
    forbidden: BTreeSet<usize>,
}

impl Group {
    fn of(at: usize, node: &Record) -> Self {
        let codes = node.code.iter().map(|code| (node.sheet.clone(), [code.clone()].into())).collect();
        let countries = node.country.clone().into_iter().collect();
        Self { members: vec![at], countries, tax_ids: node.tax_id.clone().into_iter().collect(), codes, forbidden: BTreeSet::new() }
    }

    fn is_forbidden(&self, other: &Self) -> bool {
        other.members.iter().any(|member| self.forbidden.contains(member))
    }

    fn conflicts(&self, other: &Self) -> bool {
        let apart = |a: &BTreeSet<String>, b: &BTreeSet<String>| !a.is_empty() && !b.is_empty() && a.is_disjoint(b);
        let slip = || self.tax_ids.iter().any(|a| other.tax_ids.iter().any(|b| strsim::osa_distance(a, b) <= 2));
        let codes = || self.codes.iter().any(|(sheet, codes)| other.codes.get(sheet).is_some_and(|others| codes.is_disjoint(others)));
        // One tax id under two codes of a sheet was entered twice.
        let one_tax = !self.tax_ids.is_disjoint(&other.tax_ids);
        apart(&self.countries, &other.countries) || (apart(&self.tax_ids, &other.tax_ids) && !slip()) || (codes() && !one_tax)
    }

    fn absorb(&mut self, other: Self) {
        self.members.extend(other.members);
        self.members.sort_unstable();
        self.countries.extend(other.countries);
        self.tax_ids.extend(other.tax_ids);
        self.forbidden.extend(other.forbidden);
        for (sheet, codes) in other.codes {
            self.codes.entry(sheet).or_default().extend(codes);
        }
    }
}

/// Groups the records; `pairs` are those worth comparing.
pub(super) fn cluster(
    nodes: &[Record],
    pairs: &[(u32, u32)],
    vocabulary: &Vocabulary,
    answers: &Answers,
    policy: &Resolve,
    findings: &mut Vec<Finding>,
) -> Clusters {
    let mut edges = Vec::new();
    for (a, b) in pairs {
        let (a, b) = (*a as usize, *b as usize);
        let steps = compare(&nodes[a], &nodes[b], vocabulary);
        let bits = score(&steps);
        if bits >= policy.review_bits {
            edges.push(Edge { a, b, bits, free: may_merge(&steps) });
        }
    }
    edges.sort_by(|x, y| y.bits.total_cmp(&x.bits).then((x.a, x.b).cmp(&(y.a, y.b))));
    let mut work =
        Work { of: (0..nodes.len()).collect(), groups: nodes.iter().enumerate().map(|(at, node)| Group::of(at, node)).collect() };
    for (a, b) in &answers.different {
        work.groups[*a].forbidden.insert(*b);
        work.groups[*b].forbidden.insert(*a);
    }
    let mut clusters = Clusters::default();
    for (a, b) in &answers.same {
        if work.of[*a] == work.of[*b] {
            continue;
        }
        if work.group(*a).is_forbidden(work.group(*b)) {
            findings.push(contradiction(&nodes[*a].shown, &nodes[*b].shown));
        } else {
            clusters.joins.push(Edge { a: *a, b: *b, bits: score(&compare(&nodes[*a], &nodes[*b], vocabulary)), free: true });
            work.join(*a, *b);
        }
    }
    let mut asked = Vec::new();
    for edge in edges {
        let (left, right) = (work.group(edge.a), work.group(edge.b));
        if work.of[edge.a] == work.of[edge.b] || left.is_forbidden(right) {
            continue;
        }
        // Persons' numbers are mistyped; where all else agrees they do not part two records.
        let certain = nodes[edge.a].person && edge.bits >= 2.0 * policy.automatic_bits;
        let automatic = edge.free
            && edge.bits >= policy.automatic_bits
            && (certain || !left.conflicts(right))
            && !weak_bridge(left, right, nodes, vocabulary);
        if automatic {
            work.join(edge.a, edge.b);
            clusters.joins.push(edge);
        } else {
            asked.push(edge);
        }
    }
    clusters.review = questions(asked, &work, answers, nodes.len());
    clusters.of = work.of;
    clusters
}

/// Whether most records of one group are unlike those of the other: one strong pair must not chain two customers.
fn weak_bridge(left: &Group, right: &Group, nodes: &[Record], vocabulary: &Vocabulary) -> bool {
    if left.members.len() == 1 && right.members.len() == 1 {
        return false;
    }
    let (mut against, mut compared) = (0_u32, 0_u32);
    for a in left.members.iter().take(BRIDGE_MEMBERS) {
        for b in right.members.iter().take(BRIDGE_MEMBERS) {
            compared += 1;
            against += u32::from(score(&compare(&nodes[*a], &nodes[*b], vocabulary)) < BRIDGE_AGAINST_BITS);
        }
    }
    against * 2 > compared
}

/// One question for two groups, the strongest, at most one for twenty records.
fn questions(asked: Vec<Edge>, work: &Work, answers: &Answers, records: usize) -> Vec<Edge> {
    let mut seen = BTreeSet::new();
    let mut questions = Vec::new();
    for edge in asked {
        let (a, b) = (work.of[edge.a], work.of[edge.b]);
        let open =
            a != b && !work.groups[a].is_forbidden(&work.groups[b]) && !answers.unsure.contains(&(edge.a.min(edge.b), edge.a.max(edge.b)));
        if open && seen.insert((a.min(b), a.max(b))) {
            questions.push(edge);
        }
    }
    questions.truncate((records / 20).max(50));
    questions
}

struct Work {
    of: Vec<usize>,
    groups: Vec<Group>,
}

impl Work {
    fn group(&self, at: usize) -> &Group {
        &self.groups[self.of[at]]
    }

    fn join(&mut self, a: usize, b: usize) {
        let (kept, gone) = (self.of[a].min(self.of[b]), self.of[a].max(self.of[b]));
        let taken = std::mem::take(&mut self.groups[gone]);
        for member in &taken.members {
            self.of[*member] = kept;
        }
        self.groups[kept].absorb(taken);
    }
}
