//! Clusters (聚类): from pairs to customers. Strongest evidence first, and never against what is known.
//!
//! Decides the three bands (automatic, ask a person, separate) and the guards: a person's answer, conflicting tax ids,
//! different countries (sister companies), different codes in one sheet, a weak bridge between two groups of records.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::block::Blocks;
use super::decisions::{Answers, contradiction};
use super::distance::slips;
use super::judge::{Judge, score};
use super::questions::questions;
use super::record::Record;
use super::verdict::{Verdict, verdict};
use crate::finding::{Finding, Kind};
use crate::policy::Resolve;

/// Members looked at on each side of a bridge.
const BRIDGE_MEMBERS: usize = 6;
/// A record this unlike one of a group speaks against joining it.
const BRIDGE_AGAINST_BITS: f64 = -1.0;
/// Persons of two groups, pair by pair, may on average fall short of even odds by so many bits.
const BRIDGE_SHORT_BITS: f64 = 2.0;

/// Different records that one customer may have; past it a chain of likenesses is likelier than a customer.
const LARGEST: usize = 150;

/// A pair and its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    /// Position.
    pub a: usize,
    /// Position.
    pub b: usize,
    /// Bits.
    pub bits: f64,
    /// Whether what agrees allows it without a person.
    pub verdict: Verdict,
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

/// Sheet and code.
type Code<'n> = (&'n (Arc<str>, Arc<str>), &'n str);

/// What a group of records is known to be; lists are sorted and short.
#[derive(Debug, Clone, Default)]
struct Group<'n> {
    members: Vec<usize>,
    countries: Vec<&'n str>,
    tax_ids: Vec<&'n str>,
    /// Sheet and code.
    codes: Vec<Code<'n>>,
}

impl<'n> Group<'n> {
    fn of(at: usize, node: &'n Record) -> Self {
        let codes = node.code.iter().map(|code| (&*node.sheet, code.as_str())).collect();
        let (countries, tax_ids) = (node.country.as_deref().into_iter().collect(), node.tax_id.as_deref().into_iter().collect());
        Self { members: vec![at], countries, tax_ids, codes }
    }

    fn countries_conflict(&self, other: &Self) -> bool {
        apart(&self.countries, &other.countries)
    }

    fn tax_ids_conflict(&self, other: &Self) -> bool {
        let slip = || self.tax_ids.iter().any(|a| other.tax_ids.iter().any(|b| slips(a, b) <= 2));
        apart(&self.tax_ids, &other.tax_ids) && !slip()
    }

    /// One sheet gives one customer one code; one tax id under two codes of a sheet was entered twice.
    fn codes_conflict(&self, other: &Self) -> bool {
        let in_sheet = |codes: &[Code<'n>], sheet| -> Vec<&'n str> {
            codes.iter().filter(|(known, _)| *known == sheet).map(|(_, code)| *code).collect()
        };
        let two = self.codes.iter().any(|(sheet, _)| apart(&in_sheet(&self.codes, *sheet), &in_sheet(&other.codes, *sheet)));
        two && !self.tax_ids.iter().any(|tax| other.tax_ids.contains(tax))
    }

    fn absorb(&mut self, other: Self) {
        self.members.extend(other.members);
        self.members.sort_unstable();
        unite(&mut self.countries, other.countries);
        unite(&mut self.tax_ids, other.tax_ids);
        unite(&mut self.codes, other.codes);
    }
}

/// Whether both say something and nothing of it is the same.
fn apart(a: &[&str], b: &[&str]) -> bool {
    !a.is_empty() && !b.is_empty() && !a.iter().any(|value| b.contains(value))
}

fn unite<T: Ord>(list: &mut Vec<T>, more: Vec<T>) {
    list.extend(more);
    list.sort_unstable();
    list.dedup();
}

/// Pairs worth a word, strongest first.
pub(super) fn scored(nodes: &[Record], blocks: &Blocks, judge: &Judge, policy: &Resolve) -> Vec<Edge> {
    let mut edges = Vec::new();
    let mut steps = Vec::with_capacity(16);
    blocks.each_pair(nodes, |a, b| {
        if !judge.compare_known(&nodes[a], &nodes[b], &mut steps) {
            return;
        }
        let bits = score(&steps);
        if bits >= policy.review_bits {
            edges.push(Edge { a, b, bits, verdict: verdict(&steps, judge.twins()) });
        }
    });
    edges.sort_unstable_by(|x, y| y.bits.total_cmp(&x.bits).then((x.a, x.b).cmp(&(y.a, y.b))));
    edges
}

/// Groups the records by these edges; `of` gives the record of each row.
pub(super) fn cluster(
    nodes: &[Record],
    of: &[usize],
    edges: Vec<Edge>,
    answers: &Answers,
    judge: &Judge,
    findings: &mut Vec<Finding>,
) -> Clusters {
    let mut work = Work { nodes, answers, of: (0..nodes.len()).collect(), grown: vec![None; nodes.len()] };
    let mut clusters = Clusters::default();
    for (a, b) in &answers.same {
        if work.of[*a] == work.of[*b] {
            continue;
        }
        if work.is_forbidden(&work.group(*a), &work.group(*b)) {
            findings.push(contradiction(nodes[*a].shown(), nodes[*b].shown()));
        } else {
            clusters.joins.push(Edge { a: *a, b: *b, bits: score(&judge.compare(&nodes[*a], &nodes[*b])), verdict: Verdict::Merge });
            work.join(*a, *b);
        }
    }
    let mut asked = Vec::new();
    let mut crowded = BTreeSet::new();
    for edge in edges {
        if work.of[edge.a] == work.of[edge.b] {
            continue;
        }
        let (left, right) = (work.group(edge.a), work.group(edge.b));
        if work.is_forbidden(&left, &right) {
            continue;
        }
        // Persons' numbers are mistyped; where all else agrees they do not part two records. Another country does. A customer entered
        // twice has two codes, and lists are merged because of them: a second code asks for more, and no more than that.
        let certain = judge.is_certain(&nodes[edge.a], edge.bits);
        let automatic = edge.verdict == Verdict::Merge
            && edge.bits >= judge.needed(&nodes[edge.a])
            && !left.countries_conflict(&right)
            && (certain || !left.tax_ids_conflict(&right))
            && (judge.outweighs_codes(&nodes[edge.a], edge.bits) || !left.codes_conflict(&right))
            && !weak_bridge(&left, &right, nodes, judge);
        let too_large = left.members.len() + right.members.len() > LARGEST;
        if automatic && too_large {
            // One word about two crowds, not one for each of their pairs.
            if crowded.insert(work.of[edge.a].min(work.of[edge.b])) {
                let finding = Finding::new(Kind::CustomerTooLarge).with("count", LARGEST);
                findings.push(finding.with("left", nodes[edge.a].shown()).with("right", nodes[edge.b].shown()));
            }
            asked.push(edge);
        } else if automatic {
            work.join(edge.a, edge.b);
            clusters.joins.push(edge);
        } else {
            asked.push(edge);
        }
    }
    asked.retain(|edge| {
        let unsure = answers.unsure.contains(&(edge.a.min(edge.b), edge.a.max(edge.b)));
        !unsure && work.of[edge.a] != work.of[edge.b] && !work.is_forbidden(&work.group(edge.a), &work.group(edge.b))
    });
    clusters.review = questions(asked, &work.of, of, |edge| judge.likely(&nodes[edge.a], edge));
    clusters.of = work.of;
    clusters
}

/// Whether most records of one group are unlike those of the other, or all in all hardly one customer's: one strong pair must not
/// chain two customers.
fn weak_bridge(left: &Group<'_>, right: &Group<'_>, nodes: &[Record], judge: &Judge) -> bool {
    if left.members.len() == 1 && right.members.len() == 1 {
        return false;
    }
    let (mut against, mut compared, mut bits) = (0_u32, 0_u32, 0.0);
    for a in left.members.iter().take(BRIDGE_MEMBERS) {
        for b in right.members.iter().take(BRIDGE_MEMBERS) {
            let found = score(&judge.compare(&nodes[*a], &nodes[*b]));
            compared += 1;
            against += u32::from(found < BRIDGE_AGAINST_BITS);
            bits += found.min(judge.needed(&nodes[*a]));
        }
    }
    let groups = left.members.len() > 1 && right.members.len() > 1 && nodes[left.members[0]].person;
    let carried = !groups || bits >= (judge.prior() - BRIDGE_SHORT_BITS) * f64::from(compared);
    against * 2 > compared || !carried
}

struct Work<'n> {
    nodes: &'n [Record],
    answers: &'n Answers,
    /// Group of each record.
    of: Vec<usize>,
    /// Groups of more than one record, under their first; most records never join another.
    grown: Vec<Option<Box<Group<'n>>>>,
}

impl<'n> Work<'n> {
    fn group(&self, at: usize) -> Cow<'_, Group<'n>> {
        let at = self.of[at];
        self.grown[at].as_deref().map_or_else(|| Cow::Owned(Group::of(at, &self.nodes[at])), Cow::Borrowed)
    }

    /// Whether a person said that a record of one is not a record of the other.
    fn is_forbidden(&self, left: &Group<'_>, right: &Group<'_>) -> bool {
        let different = &self.answers.different;
        let said = |a: usize, b: usize| different.contains(&(a.min(b), a.max(b)));
        !different.is_empty() && left.members.iter().any(|a| right.members.iter().any(|b| said(*a, *b)))
    }

    fn join(&mut self, a: usize, b: usize) {
        let (kept, gone) = (self.of[a].min(self.of[b]), self.of[a].max(self.of[b]));
        let nodes = self.nodes;
        let own = |grown: Option<Box<Group<'n>>>, at: usize| grown.unwrap_or_else(|| Box::new(Group::of(at, &nodes[at])));
        let taken = own(self.grown[gone].take(), gone);
        for member in &taken.members {
            self.of[*member] = kept;
        }
        let mut group = own(self.grown[kept].take(), kept);
        group.absorb(*taken);
        self.grown[kept] = Some(group);
    }
}
