//! Answers (答复日志): what people typed into our workbooks, kept for good: who, when, before, after, and where it was read.
//!
//! Decides what is new (reading a file twice says nothing new), which answer holds (of one person the later save; between
//! two persons the later one too, but the conflict is shown), and which entries cannot be understood.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{DataFrame, PolarsResult, df};

use super::emptied;
use crate::finding::{Finding, Kind};
use crate::model::frame::Rows;
use crate::model::own::{Answer, BY_HAND, Choice, Entry, Input, Returned, Spot, read_day, read_number};
use crate::model::resolved::{Decision, Verdict};
use crate::model::view::Grade;
use crate::model::{Month, Origin};

/// The journal with what the returned workbooks add, in canonical order, and what is to be listed.
#[must_use]
pub fn take_in(mut journal: Vec<Answer>, returned: &[Returned], read_in: Month) -> (Vec<Answer>, Vec<Finding>) {
    let mut findings = Vec::new();
    let known =
        |answer: &Answer| (answer.about.clone(), answer.input.clone(), answer.who.clone(), answer.saved.clone(), answer.after.clone());
    let mut seen: BTreeSet<_> = journal.iter().map(known).collect();
    let mut ordered: Vec<&Returned> = returned.iter().collect();
    ordered.sort_by(|a, b| (&a.saved, &a.file).cmp(&(&b.saved, &b.file)));
    for file in ordered {
        for entry in &file.entries {
            if !understood(entry) {
                findings.push(Finding::new(Kind::EntryNotUnderstood).at(entry.origin.clone()).with("value", &entry.after));
                continue;
            }
            let answer = Answer {
                about: entry.about.clone(),
                input: entry.input.id(),
                who: file.mark.recipient.clone(),
                saved: file.saved.clone(),
                month: file.mark.month.clone(),
                read_in: read_in.to_string(),
                before: entry.before.clone(),
                after: entry.after.clone(),
                source: entry.origin.to_string(),
            };
            let answer = if file.mark.kind == BY_HAND { news(&journal, file, answer) } else { Some(answer) };
            if let Some(answer) = answer.filter(|answer| seen.insert(known(answer))) {
                journal.push(answer);
            }
        }
        let emptied = emptied::cells(&journal, file, read_in);
        findings.extend(emptied.iter().map(|(cell, answer)| {
            Finding::new(Kind::AnswerTakenBack).at(cell.origin.clone()).with("value", &answer.before).with("now", &answer.after)
        }));
        journal.extend(emptied.into_iter().map(|(_, answer)| answer));
        findings.extend(
            file.strays.iter().map(|stray| {
                Finding::new(Kind::ChangedOutside).at(stray.origin.clone()).with("why", stray.why).with("value", &stray.value)
            }),
        );
    }
    let mut by_hand: BTreeMap<&str, BTreeSet<(String, String)>> = BTreeMap::new();
    for file in returned.iter().filter(|file| file.mark.kind == BY_HAND) {
        let said = file.entries.iter().map(|entry| (entry.about.clone(), entry.input.id()));
        by_hand.entry(&file.file).or_default().extend(said);
    }
    for (file, now) in by_hand {
        let back = taken_back(&journal, file, &now, read_in);
        journal.extend(back);
    }
    journal.sort();
    (journal, findings)
}

/// What a sheet kept by hand says anew, as the latest word. Such a sheet stays among the inputs and is read every time, and need not
/// say when it was saved: it speaks when it says something else than it did before.
fn news(journal: &[Answer], file: &Returned, mut answer: Answer) -> Option<Answer> {
    let said: Vec<&Answer> = journal.iter().filter(|other| (&other.about, &other.input) == (&answer.about, &answer.input)).collect();
    let own = said.iter().filter(|other| is_from(other, &file.file)).max_by(|a, b| age(a).cmp(&age(b)));
    if own.is_some_and(|own| (&own.before, &own.after) == (&answer.before, &answer.after)) {
        return None;
    }
    let latest = said.iter().map(|other| &other.saved).max();
    if let Some(latest) = latest.filter(|latest| **latest >= answer.saved) {
        answer.saved = format!("{latest}+");
    }
    Some(answer)
}

/// A line that went from a sheet kept by hand takes its correction back.
fn taken_back(journal: &[Answer], file: &str, now: &BTreeSet<(String, String)>, read_in: Month) -> Vec<Answer> {
    let mut last: BTreeMap<(&str, &str), &Answer> = BTreeMap::new();
    for answer in journal.iter().filter(|answer| Spot::parse(&answer.about).is_some()) {
        let held = last.entry((&answer.about, &answer.input)).or_insert(answer);
        if age(held) < age(answer) {
            *held = answer;
        }
    }
    let gone = |answer: &&Answer| {
        is_from(answer, file) && !answer.after.is_empty() && !now.contains(&(answer.about.clone(), answer.input.clone()))
    };
    last.into_values()
        .filter(gone)
        .map(|answer| Answer {
            saved: format!("{}+", answer.saved),
            read_in: read_in.to_string(),
            before: answer.after.clone(),
            after: String::new(),
            ..answer.clone()
        })
        .collect()
}

/// Whether an answer was read in this file.
fn is_from(answer: &Answer, file: &str) -> bool {
    answer.source.strip_prefix(file).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Whether the text says something in its cell; an emptied cell takes the answer back.
fn understood(entry: &Entry) -> bool {
    let text = entry.after.as_str();
    text.is_empty()
        || match entry.input {
            Input::Decision => Choice::read(text).is_some_and(|choice| Choice::DECISIONS.contains(&choice)),
            Input::Reply => Choice::read(text).is_some_and(|choice| Choice::REPLIES.contains(&choice)),
            Input::Grade => Grade::from_letter(&text.to_uppercase()).is_some(),
            Input::NextOn | Input::ExpectedClose => read_day(text).is_some(),
            Input::Target => read_number(text).is_some(),
            Input::Setting => read_number(text).is_some() || read_day(text).is_some(),
            Input::NextAction | Input::Reason | Input::Fix(_) => true,
        }
}

/// The answers that hold, one for each thing asked, ordered; and the conflicts between persons. Answers taken back are
/// among them, with nothing in `after`.
#[must_use]
pub fn in_force(journal: &[Answer]) -> (Vec<Answer>, Vec<Finding>) {
    let mut slots: BTreeMap<(&str, &str), BTreeMap<&str, Vec<&Answer>>> = BTreeMap::new();
    for answer in journal {
        hold(slots.entry((&answer.about, &answer.input)).or_default().entry(&answer.who).or_default(), answer);
    }
    let (mut held, mut findings) = (Vec::new(), Vec::new());
    for people in slots.into_values() {
        let mut said: Vec<&Answer> = people.into_values().flatten().collect();
        said.sort_by(|a, b| age(a).cmp(&age(b)));
        let Some(last) = said.last().copied() else { continue };
        if let Some(other) = said.iter().find(|other| meaning(other) != meaning(last)) {
            findings.push(
                Finding::new(Kind::AnswersConflict)
                    .at(Origin::file(last.source.as_str()))
                    .with("left", &other.after)
                    .with("left_who", speaker(other))
                    .with("right", &last.after)
                    .with("right_who", speaker(last))
                    .with("other", &other.source),
            );
        }
        held.push(last.clone());
    }
    (held, findings)
}

/// A merge taken back at the same second as a file was saved is the later word.
pub(super) fn age(answer: &Answer) -> (&str, bool, &str, &str) {
    (answer.saved.trim_end_matches('Z'), answer.source.starts_with("undo "), &answer.read_in, &answer.source)
}

/// Puts an answer among those of one person that hold: the later word holds alone, and of two copies saved at one second that
/// say different things nobody knows which is later.
fn hold<'a>(held: &mut Vec<&'a Answer>, answer: &'a Answer) {
    let ((saved, undone, ..), file) = (age(answer), file_of(answer));
    let copies = |other: &Answer| {
        !saved.is_empty() && matches!(age(other), (at, taken_back, ..) if (at, taken_back) == (saved, undone)) && file_of(other) != file
    };
    match held.first() {
        Some(first) if copies(first) => match held.iter_mut().find(|other| meaning(other) == meaning(answer)) {
            Some(other) if age(other) < age(answer) => *other = answer,
            Some(_) => {}
            None => held.push(answer),
        },
        Some(first) if age(first) < age(answer) => *held = vec![answer],
        Some(_) => {}
        None => held.push(answer),
    }
}

/// Whose answer it is: management's workbooks name nobody, so their files do.
fn speaker(answer: &Answer) -> &str {
    if answer.who.is_empty() { file_of(answer) } else { &answer.who }
}

/// The file an answer was read in.
fn file_of(answer: &Answer) -> &str {
    answer.source.split(" › ").next().unwrap_or_default()
}

fn meaning(answer: &Answer) -> String {
    Choice::read(&answer.after).map_or_else(|| crate::model::folding::fold(&answer.after), |choice| choice.id().to_owned())
}

/// What people decided about pairs of records. Two persons who contradict each other are both given: resolve follows
/// neither. `stored` are decisions of a book without a journal.
#[must_use]
pub fn decisions(journal: &[Answer], stored: &[Decision]) -> Vec<Decision> {
    let mut latest: BTreeMap<(&str, &str), Vec<&Answer>> = BTreeMap::new();
    for answer in journal.iter().filter(|answer| answer.input == Input::Decision.id()) {
        hold(latest.entry((&answer.about, &answer.who)).or_default(), answer);
    }
    let pair = |about: &str| {
        let (left, right) = about.strip_prefix("pair|")?.split_once('|')?;
        Some((left.to_owned(), right.to_owned()))
    };
    let asked: BTreeSet<_> = latest.keys().filter_map(|(about, _)| pair(about)).collect();
    let mut decisions: Vec<Decision> = stored.iter().filter(|decision| !asked.contains(&decision.fingerprints)).cloned().collect();
    decisions.extend(latest.into_values().flatten().filter_map(|answer| {
        let verdict = match Choice::read(&answer.after)? {
            Choice::Same => Verdict::Same,
            Choice::Different => Verdict::Different,
            _ => Verdict::Unsure,
        };
        Some(Decision { fingerprints: pair(&answer.about)?, verdict, source: answer.source.clone() })
    }));
    decisions
}

/// The journal as a frame, ordered.
pub(super) fn to_frame(journal: &[Answer]) -> PolarsResult<DataFrame> {
    let mut sorted: Vec<&Answer> = journal.iter().collect();
    sorted.sort();
    let texts = |text: fn(&Answer) -> &str| sorted.iter().map(|answer| text(answer)).collect::<Vec<_>>();
    df!(
        "about" => texts(|answer| &answer.about),
        "input" => texts(|answer| &answer.input),
        "who" => texts(|answer| &answer.who),
        "saved" => texts(|answer| &answer.saved),
        "month" => texts(|answer| &answer.month),
        "read_in" => texts(|answer| &answer.read_in),
        "before" => texts(|answer| &answer.before),
        "after" => texts(|answer| &answer.after),
        "source" => texts(|answer| &answer.source),
    )
}

/// The journal from a frame.
pub(super) fn from_frame(frame: &DataFrame) -> Vec<Answer> {
    let rows = Rows::of(frame);
    let text = |name: &str, row| rows.text(name, row).unwrap_or_default().to_owned();
    let answer = |row| Answer {
        about: text("about", row),
        input: text("input", row),
        who: text("who", row),
        saved: text("saved", row),
        month: text("month", row),
        read_in: text("read_in", row),
        before: text("before", row),
        after: text("after", row),
        source: text("source", row),
    };
    (0..rows.len()).map(answer).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::own::{Mark, Stray};

    pub(in super::super) fn file(name: &str, who: &str, saved: &str, about: &str, input: Input, after: &str) -> Returned {
        let origin = Origin::sheet(name, "待定").at_row(6).at_column(3);
        let mark = Mark { kind: "review".into(), month: "2026-10".into(), edition: "management".into(), recipient: who.into() };
        let entry = Entry { key: "k".into(), about: about.into(), input, before: String::new(), after: after.into(), origin };
        Returned { file: name.into(), mark, saved: saved.into(), entries: vec![entry], untouched: Vec::new(), strays: Vec::new() }
    }

    pub(in super::super) fn month() -> Month {
        "2026-11".parse().unwrap()
    }

    #[test]
    fn a_later_save_of_one_person_supersedes_and_reading_twice_changes_nothing() {
        let first = file("a.xlsx", "", "2026-11-02T08:00:00Z", "pair|x|y", Input::Decision, "同一客户");
        let later = file("a(1).xlsx", "", "2026-11-03T08:00:00Z", "pair|x|y", Input::Decision, "不同客户");
        let (journal, findings) = take_in(Vec::new(), &[later.clone(), first.clone()], month());
        assert_eq!((journal.len(), findings.len()), (2, 0));
        let verdicts: Vec<_> = decisions(&journal, &[]).into_iter().map(|decision| decision.verdict).collect();
        assert_eq!(verdicts, [Verdict::Different]);
        assert_eq!(take_in(journal.clone(), &[first, later], month()).0, journal);
        assert_eq!(from_frame(&to_frame(&journal).unwrap()), journal);
        let back = file("b.xlsx", "", "2026-11-04T08:00:00Z", "pair|x|y", Input::Decision, "");
        assert_eq!(decisions(&take_in(journal, &[back], month()).0, &[]), []);
    }

    #[test]
    fn copies_saved_at_one_second_that_differ_are_both_given() {
        let copy = |name, after| file(name, "", "2026-11-02T08:00:00Z", "pair|x|y", Input::Decision, after);
        let given = [copy("a.xlsx", "相同"), copy("b.xlsx", "不同"), copy("c.xlsx", "不同")];
        let (journal, _) = take_in(Vec::new(), &given, month());
        let verdicts: Vec<_> = decisions(&journal, &[]).into_iter().map(|decision| decision.verdict).collect();
        assert!(verdicts.len() == 2 && verdicts.contains(&Verdict::Same) && verdicts.contains(&Verdict::Different));
        assert_eq!(in_force(&journal).1.len(), 1);
        let alike = [copy("a.xlsx", "相同"), copy("b.xlsx", "same")];
        assert_eq!(in_force(&take_in(Vec::new(), &alike, month()).0).1.len(), 0);
    }

    #[test]
    fn two_persons_in_conflict_are_shown_and_their_decisions_both_given() {
        let wang = file("a.xlsx", "王芳", "1", "pair|x|y", Input::Decision, "相同");
        let li = file("b.xlsx", "李娜", "2", "pair|x|y", Input::Decision, "不同");
        let (journal, _) = take_in(Vec::new(), &[wang, li], month());
        let (held, findings) = in_force(&journal);
        assert_eq!((held.len(), held[0].who.as_str(), findings.len(), findings[0].kind), (1, "李娜", 1, Kind::AnswersConflict));
        assert_eq!(decisions(&journal, &[]).len(), 2);
    }

    #[test]
    fn a_sheet_kept_by_hand_speaks_when_it_changes_and_a_line_taken_out_takes_back() {
        let sheet = |after: &str| {
            let mut sheet = file("更正.csv", "", "", "hand|a.xls||3", Input::Fix("D".into()), after);
            sheet.mark.kind = BY_HAND.into();
            sheet
        };
        let empty = Returned { entries: Vec::new(), ..sheet("") };
        let mut journal = Vec::new();
        let mut now = Vec::new();
        for given in [sheet("5"), sheet("5"), sheet("6"), sheet("5"), sheet("5"), empty.clone(), empty, sheet("5")] {
            journal = take_in(journal, &[given], month()).0;
            now.push((journal.len(), in_force(&journal).0[0].after.clone()));
        }
        let said: Vec<(usize, &str)> = now.iter().map(|(length, after)| (*length, after.as_str())).collect();
        assert_eq!(said, [(1, "5"), (1, "5"), (2, "6"), (3, "5"), (3, "5"), (4, ""), (4, ""), (5, "5")]);
    }

    #[test]
    fn what_is_not_understood_or_stands_outside_is_listed() {
        let mut odd = file("a.xlsx", "", "1", "pair|x|y", Input::Decision, "看情况");
        odd.strays.push(Stray { why: "outside", value: "x".into(), origin: Origin::file("a.xlsx") });
        let bad_day = file("b.xlsx", "王芳", "1", "customer|C0001", Input::NextOn, "下周");
        let (journal, findings) = take_in(Vec::new(), &[odd, bad_day], month());
        let kinds: Vec<_> = findings.iter().map(|finding| finding.kind).collect();
        assert_eq!((journal.len(), kinds), (0, vec![Kind::EntryNotUnderstood, Kind::ChangedOutside, Kind::EntryNotUnderstood]));
    }
}
