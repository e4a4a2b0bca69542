//! Emptied (清空的格子): an answer that a person took out again, or set back, before saving the workbook anew.
//!
//! Decides which later save speaks of the same cell: the same person's copy of the same workbook.

use std::collections::BTreeMap;

use super::answers::age;
use crate::model::Month;
use crate::model::own::{Answer, Entry, Input, Returned};

/// Cells of a later save of one person's workbook that say again what we wrote there: what was typed in them is taken back. A
/// workbook made anew shows what was answered, so that its cells were written otherwise than those of the one before.
pub(super) fn cells<'f>(journal: &[Answer], file: &'f Returned, read_in: Month) -> Vec<(&'f Entry, Answer)> {
    let mut last: BTreeMap<(&str, &str), &Answer> = BTreeMap::new();
    for answer in journal.iter().filter(|answer| answer.who == file.mark.recipient) {
        let held = last.entry((&answer.about, &answer.input)).or_insert(answer);
        if age(held) < age(answer) {
            *held = answer;
        }
    }
    let of = |cell: &'f Entry| {
        let input = cell.input.id();
        let held = last.get(&(cell.about.as_str(), input.as_str()))?;
        let is_of_this = held.month == file.mark.month && held.before == cell.before && !held.source.starts_with("undo ");
        let is_later = !held.saved.is_empty() && held.saved.trim_end_matches('Z') < file.saved.trim_end_matches('Z');
        // A limit proposed is no cell's content: the workbook made anew shows the policy's again.
        (is_of_this && is_later && held.after != cell.after && cell.input != Input::Setting).then(|| {
            let told = Answer {
                saved: file.saved.clone(),
                read_in: read_in.to_string(),
                before: held.after.clone(),
                after: cell.after.clone(),
                source: cell.origin.to_string(),
                ..(*held).clone()
            };
            (cell, told)
        })
    };
    file.untouched.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::super::answers::tests::{file, month};
    use super::super::answers::{in_force, take_in};
    use super::*;
    use crate::finding::Kind;

    #[test]
    fn a_cell_emptied_again_in_a_later_save_takes_its_answer_back() {
        let typed = |saved: &str, who: &str| file("a.xlsx", who, saved, "figure|x", Input::Reply, "异议");
        let emptied = |saved: &str, who: &str| {
            let mut emptied = file("b.xlsx", who, saved, "figure|x", Input::Reply, "");
            emptied.untouched = std::mem::take(&mut emptied.entries);
            emptied
        };
        let now = |journal: &[Answer]| in_force(journal).0.into_iter().map(|answer| (answer.before, answer.after)).collect::<Vec<_>>();
        let said = |before: &str, after: &str| vec![(before.to_owned(), after.to_owned())];
        let (journal, findings) = take_in(Vec::new(), &[emptied("2", "王芳"), typed("1", "王芳")], month());
        assert_eq!((journal.len(), now(&journal), findings.len()), (2, said("异议", ""), 1));
        assert_eq!(findings[0].kind, Kind::AnswerTakenBack);
        // Read again it says nothing new; typed again it holds again.
        assert_eq!(take_in(journal.clone(), &[emptied("2", "王芳"), typed("1", "王芳")], month()), (journal.clone(), Vec::new()));
        let again = take_in(journal.clone(), &[typed("3", "王芳")], month()).0;
        assert_eq!(now(&again), said("", "异议"));
        // An earlier save, another person's copy, one that does not say when, and a workbook of another month take nothing back.
        let (mut other, mut anew) = (emptied("2", "王芳"), emptied("2", "王芳"));
        other.mark.month = "2026-09".into();
        // Made anew, it showed the answer.
        anew.untouched.iter_mut().for_each(|cell| (cell.before, cell.after) = ("异议".into(), "异议".into()));
        for file in [emptied("0", "王芳"), emptied("2", "李娜"), emptied("", "王芳"), other, anew] {
            let (journal, findings) = take_in(Vec::new(), &[typed("1", "王芳"), file], month());
            assert_eq!((now(&journal), findings), (said("", "异议"), Vec::new()));
        }
    }
}
