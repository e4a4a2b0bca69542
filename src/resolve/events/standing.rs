//! Standing (出处): in which sheet each row of a table stands, as a number, so that no row's names are compared again.
//!
//! Decides whose word counts more: the sheet's source rank, then the names of file and sheet, the row, the record id —
//! whatever the order of the frame.

use std::collections::BTreeMap;

use super::super::source;
use super::Event;
use crate::model::frame::Rows;
use crate::policy::Policy;

/// The sheets of a table's rows.
pub(super) struct Standing {
    /// Of each row its sheet.
    sheets: Vec<u32>,
    /// Of each sheet its place by rank and name, and by name alone.
    places: Vec<(u32, u32)>,
}

impl Standing {
    /// Of this table.
    pub(super) fn of(rows: Rows<'_>, policy: &Policy) -> Self {
        let (files, names) = (rows.texts("file"), rows.texts("sheet"));
        let mut known: BTreeMap<(&str, &str), u32> = BTreeMap::new();
        let mut latest = None;
        let mut sheets = Vec::with_capacity(rows.len());
        for row in 0..rows.len() {
            let name = (files.get(row).unwrap_or_default(), names.get(row).unwrap_or_default());
            // Neighbours mostly stand in one sheet.
            let sheet = match latest {
                Some((before, sheet)) if before == name => sheet,
                _ => {
                    let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
                    *known.entry(name).or_insert(next)
                }
            };
            latest = Some((name, sheet));
            sheets.push(sheet);
        }
        let mut places = vec![(0, 0); known.len()];
        let mut ranked = Vec::with_capacity(known.len());
        for (by_name, ((file, name), sheet)) in (0..).zip(known) {
            places[sheet as usize].1 = by_name;
            ranked.push((source::rank(policy, file, name), by_name, sheet));
        }
        ranked.sort_unstable();
        for (by_rank, (.., sheet)) in (0..).zip(ranked) {
            places[sheet as usize].0 = by_rank;
        }
        Self { sheets, places }
    }

    /// The sheet of a row.
    pub(super) fn sheet(&self, row: usize) -> u32 {
        self.sheets[row]
    }

    /// Whether two rows stand in one sheet.
    pub(super) fn together(&self, a: usize, b: usize) -> bool {
        self.sheets[a] == self.sheets[b]
    }

    fn place(&self, row: usize) -> (u32, u32) {
        self.places[self.sheets[row] as usize]
    }

    /// The rows, the best word first.
    pub(super) fn best_first(&self, rows: Rows<'_>) -> Vec<usize> {
        let (firsts, ids) = (rows.counts("row_first"), rows.texts("record_id"));
        let mut keyed: Vec<(u32, u32, usize)> = (0..rows.len()).map(|row| (self.place(row).0, firsts(row).unwrap_or(0), row)).collect();
        // An id is looked at only where two records share a row.
        let id = |row: usize| ids.get(row).unwrap_or_default();
        keyed.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| id(a.2).cmp(id(b.2))).then(a.2.cmp(&b.2)));
        keyed.into_iter().map(|(.., row)| row).collect()
    }

    /// Events by where their winner stands.
    pub(super) fn by_place(&self, rows: Rows<'_>, mut events: Vec<Event>) -> Vec<Event> {
        let (firsts, ids) = (rows.counts("row_first"), rows.texts("record_id"));
        let key = |(at, event): (usize, &Event)| (self.place(event.winner).1, firsts(event.winner), at);
        let mut keyed: Vec<(u32, Option<u32>, usize)> = events.iter().enumerate().map(key).collect();
        let id = |at: usize| ids.get(events[at].winner);
        keyed.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| id(a.2).cmp(&id(b.2))).then(a.2.cmp(&b.2)));
        keyed.into_iter().map(|(.., at)| std::mem::take(&mut events[at])).collect()
    }
}
