//! Questions (待判定): which pairs a person is asked about, and in which order.
//!
//! Decides that few are asked, those first by whose answers most rows find each other: each pair that looks alike counts for itself, as
//! much as it is likely, so that two groups of many like rows come before two that met by one.

use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BinaryHeap};

use super::cluster::Edge;

/// Rows for which one question may be asked; in a small file a few more.
const ROWS_A_QUESTION: usize = 20;
const FEWEST: usize = 40;

/// The questions about these pairs, strongest first, at most one for [`ROWS_A_QUESTION`] rows. `groups` gives the group of each record, `node_of`
/// the record of each row, `likely` how likely a pair is one customer. What likely answers already join is not asked again, and
/// counts as joined for what is asked next.
pub(super) fn questions(pairs: Vec<Edge>, groups: &[usize], node_of: &[usize], likely: impl Fn(Edge) -> f64) -> Vec<Edge> {
    let mut rows = vec![0_u32; groups.len()];
    for node in node_of {
        rows[*node] += 1;
    }
    let mut places: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut open: Vec<Question> = Vec::new();
    for edge in pairs {
        let (a, b) = (groups[edge.a], groups[edge.b]);
        let one = likely(edge);
        let wins = one * f64::from(rows[edge.a]) * f64::from(rows[edge.b]);
        match places.entry((a.min(b), a.max(b))) {
            Entry::Occupied(known) => open[*known.get()].wins += wins,
            Entry::Vacant(place) => {
                place.insert(open.len());
                open.push(Question { edge, one, wins });
            }
        }
    }
    drop((places, rows));
    let most = (node_of.len() / ROWS_A_QUESTION).max(FEWEST);
    let mut agenda = Agenda::of(open, groups.to_vec());
    std::iter::from_fn(|| agenda.next()).take(most).collect()
}

/// The strongest pair of two groups, how likely they are one customer, and the pairs of rows that are likely to find each other then:
/// each pair that looks alike counts for itself, so that one chance likeness of two crowds is worth no more than that.
struct Question {
    edge: Edge,
    one: f64,
    wins: f64,
}

/// Open questions, the one that wins most first.
struct Agenda {
    open: Vec<Question>,
    /// Group of each record, as likely answers so far would make it.
    of: Vec<usize>,
    /// Open questions about each group.
    about: BTreeMap<usize, Vec<usize>>,
    /// Those that were asked, or are part of another.
    done: Vec<bool>,
    /// What each wins, and its place; one that wins more by now is here again.
    queue: BinaryHeap<(u64, Reverse<usize>)>,
}

impl Agenda {
    fn of(open: Vec<Question>, of: Vec<usize>) -> Self {
        let mut about: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, question) in open.iter().enumerate() {
            for end in [question.edge.a, question.edge.b] {
                about.entry(of[end]).or_default().push(at);
            }
        }
        // A positive number orders as its bits do.
        let queue = open.iter().enumerate().map(|(at, question)| (question.wins.to_bits(), Reverse(at))).collect();
        Self { done: vec![false; open.len()], open, of, about, queue }
    }

    fn next(&mut self) -> Option<Edge> {
        while let Some((wins, Reverse(at))) = self.queue.pop() {
            if !self.done[at] && wins == self.open[at].wins.to_bits() {
                self.done[at] = true;
                if self.open[at].one >= 0.5 {
                    self.join(self.open[at].edge);
                }
                return Some(self.open[at].edge);
            }
        }
        None
    }

    /// As if the answer were yes: two questions about the same two groups become one.
    fn join(&mut self, edge: Edge) {
        let (a, b) = (top(&mut self.of, edge.a), top(&mut self.of, edge.b));
        let (kept, gone) = (a.min(b), a.max(b));
        self.of[gone] = kept;
        let mut both = self.about.remove(&gone).unwrap_or_default();
        both.extend(self.about.remove(&kept).unwrap_or_default());
        both.sort_unstable();
        both.dedup();
        let mut firsts: BTreeMap<usize, usize> = BTreeMap::new();
        for at in both {
            let edge = self.open[at].edge;
            let (a, b) = (top(&mut self.of, edge.a), top(&mut self.of, edge.b));
            if self.done[at] || a == b {
                self.done[at] = true;
                continue;
            }
            let other = if a == kept { b } else { a };
            match firsts.entry(other) {
                Entry::Vacant(place) => {
                    place.insert(at);
                }
                Entry::Occupied(first) => {
                    self.done[at] = true;
                    self.open[*first.get()].wins += self.open[at].wins;
                    self.queue.push((self.open[*first.get()].wins.to_bits(), Reverse(*first.get())));
                }
            }
        }
        self.about.insert(kept, firsts.into_values().collect());
    }
}

/// The first of the group that answers so far would make.
fn top(of: &mut [usize], at: usize) -> usize {
    let mut top = of[at];
    while of[top] != top {
        top = of[top];
    }
    of[at] = top;
    top
}

#[cfg(test)]
mod tests {
    use super::super::verdict::Verdict;
    use super::*;

    fn pair(a: usize, b: usize, bits: f64) -> Edge {
        Edge { a, b, bits, verdict: Verdict::Likely }
    }

    #[test]
    fn what_joins_most_rows_is_asked_first_and_nothing_twice() {
        // Records 0 and 1 are one group of four rows, 2 and 3 another of two; 4 and 5 stand alone.
        let groups = [0, 0, 2, 2, 4, 5];
        let rows = [0, 0, 0, 1, 2, 3, 4, 5];
        let pairs = vec![pair(4, 5, 9.0), pair(0, 2, 8.0), pair(1, 3, 7.0), pair(2, 4, 6.0), pair(0, 4, 5.0)];
        let asked = questions(pairs.clone(), &groups, &rows, |_| 0.9);
        assert_eq!(asked, [pairs[1], pairs[3], pairs[0]], "two groups by their strongest pair, and 4 once it may join both");
        let unlikely = questions(pairs.clone(), &groups, &rows, |_| 0.1);
        assert_eq!(unlikely.len(), 4, "what is hardly one joins nothing meanwhile");
        assert_eq!(questions(Vec::new(), &groups, &rows, |_| 0.9), []);
    }
}
