//! The staff list (员工名单): which of its rows are one colleague, and how colleagues of one name are called apart.
//!
//! Decides by employee number, then e-mail, then what differs within one sheet (English name, department): two people of one
//! name are two, and each is called by name and what tells her from the other. Lists of several months say the same colleague
//! again, who may have moved to another department since.

use std::collections::{BTreeMap, BTreeSet};

use super::Directory;
use crate::finding::{Finding, Kind};
use crate::model::frame::Rows;
use crate::model::{Entity, folding};

/// What tells colleagues of one name apart, strongest first.
const TELLING: [&str; 4] = ["staff_no", "english_name", "email", "team"];

/// Names that do not say which colleague is meant, each with the first place and the number of rows.
#[derive(Debug, Default)]
pub(super) struct Unclear(BTreeMap<String, (Finding, u32)>);

impl Unclear {
    /// A name is met that several have.
    pub(super) fn meet(&mut self, name: &str, finding: Finding) {
        let finding = finding.with("name", name);
        let (first, rows) = self.0.entry(folding::key(name)).or_insert_with(|| (finding.clone(), 0));
        *rows += 1;
        if finding.origin < first.origin {
            *first = finding;
        }
    }

    /// One question a name: which of these is meant?
    pub(super) fn findings(self, directory: &Directory) -> impl Iterator<Item = Finding> {
        self.0.into_iter().map(|(key, (finding, rows))| {
            let people = directory.keys.get(&key).into_iter().flatten().map(|at| directory.members[*at].name.as_str());
            let people = people.collect::<Vec<_>>().join("、");
            finding.with("people", people).with("count", rows)
        })
    }
}

/// Rows of the list that are one colleague.
struct Colleague {
    rows: Vec<usize>,
    called: String,
}

impl Directory {
    pub(super) fn list(&mut self, rows: Rows<'_>, unclear: &mut Unclear) {
        let mut named: BTreeMap<String, (String, Vec<usize>)> = BTreeMap::new();
        for row in 0..rows.len() {
            if let Some(name) = said(rows, row, "name").or(said(rows, row, "english_name")) {
                named.entry(folding::key(name)).or_insert_with(|| (name.to_owned(), Vec::new())).1.push(row);
            }
        }
        // In the order of the list: of two rows the later one says the team.
        let mut colleagues: Vec<(Colleague, String)> = Vec::new();
        for (name, of_name) in named.into_values() {
            let (people, open) = told_apart(rows, &of_name);
            for row in open {
                unclear.meet(&name, Finding::new(Kind::StaffShared).of(Entity::Staff, "name").at(rows.origin(row)));
            }
            let called = names(rows, &name, &people);
            colleagues.extend(people.into_iter().zip(called).map(|(rows, called)| (Colleague { rows, called }, name.clone())));
        }
        colleagues.sort_by_key(|(colleague, _)| colleague.rows.first().copied());
        for (colleague, name) in colleagues {
            self.colleague(rows, &colleague, &name);
        }
    }

    fn colleague(&mut self, rows: Rows<'_>, colleague: &Colleague, name: &str) {
        // A name that is somebody's English name already is hers, as before lists had numbers.
        let is_plain = colleague.called == name;
        let known = if is_plain { self.one_or_new(name, true) } else { None };
        let at = known.unwrap_or_else(|| self.new_member(&colleague.called, true));
        self.members[at].listed = true;
        for &row in &colleague.rows {
            for column in ["english_name", "initials", "staff_no"] {
                if let Some(alias) = said(rows, row, column) {
                    self.alias(at, alias);
                }
            }
            for alias in said(rows, row, "other_names").unwrap_or_default().split([',', ';', '/', '、', '，', '；', '|']) {
                self.alias(at, alias);
            }
            if let Some(english) = said(rows, row, "english_name") {
                let given = english.split_whitespace().next().unwrap_or(english);
                let turned = english.split_whitespace().rev().collect::<Vec<_>>().join(" ");
                for spelling in [given.to_owned(), turned, format!("{name}{given}"), format!("{given}{name}"), format!("{name}{english}")] {
                    self.key(at, &spelling);
                }
            }
            if !is_plain {
                self.alias(at, name);
                TELLING.iter().filter_map(|column| said(rows, row, column)).for_each(|told| self.key(at, &format!("{name}{told}")));
                self.key(at, said(rows, row, "email").unwrap_or_default());
            }
            let member = &mut self.members[at];
            member.team = said(rows, row, "team").map(str::to_owned).or(member.team.take());
            member.joined_on = rows.date("joined_on", row).or(member.joined_on);
            member.left_on = rows.date("left_on", row).or(member.left_on);
        }
    }
}

fn said<'r>(rows: Rows<'r>, row: usize, column: &str) -> Option<&'r str> {
    rows.text(column, row).map(str::trim).filter(|text| !text.is_empty())
}

/// The people of one name, each with their rows, and rows that may be any of several.
fn told_apart(rows: Rows<'_>, of_name: &[usize]) -> (Vec<Vec<usize>>, Vec<usize>) {
    let key = |row: usize, column: &str| said(rows, row, column).map(folding::key);
    // Rows that say most of themselves first: the others find them.
    let mut ordered = of_name.to_vec();
    ordered.sort_by_cached_key(|row| TELLING.map(|column| key(*row, column).is_none()));
    let one_sheet = |a: usize, b: usize| ["file", "sheet"].iter().all(|column| rows.text(column, a) == rows.text(column, b));
    // Whether two rows are plainly one person, or plainly two; None where they do not say.
    let same = |a: usize, b: usize| {
        let equal = |column: &str| key(a, column).zip(key(b, column)).map(|(left, right)| left == right);
        let beside = one_sheet(a, b);
        match (equal("staff_no"), equal("email"), equal("english_name"), equal("team")) {
            (Some(number), ..) => Some(number),
            (None, Some(true), ..) => Some(true),
            (None, Some(false), ..) | (.., Some(false), _) | (.., Some(false)) if beside => Some(false),
            (_, _, Some(true), _) | (_, _, None, Some(true)) => Some(true),
            _ => None,
        }
    };
    let (mut people, mut open): (Vec<Vec<usize>>, Vec<usize>) = (Vec::new(), Vec::new());
    for row in ordered {
        let verdicts: Vec<Vec<Option<bool>>> = people.iter().map(|own| own.iter().map(|known| same(row, *known)).collect()).collect();
        let plainly = |of: &Vec<Option<bool>>| of.contains(&Some(true));
        let perhaps = |of: &Vec<Option<bool>>| !of.contains(&Some(false));
        let mut fits: Vec<usize> = (0..people.len()).filter(|at| plainly(&verdicts[*at])).collect();
        if fits.is_empty() {
            fits = (0..people.len()).filter(|at| perhaps(&verdicts[*at])).collect();
        }
        match fits.as_slice() {
            [] => people.push(vec![row]),
            [at] => people[*at].push(row),
            _ => open.push(row),
        }
    }
    for own in &mut people {
        own.sort_unstable();
    }
    people.sort();
    (people, open)
}

/// What each is called: 李娜 where she is the only one, else 李娜（1002）.
fn names(rows: Rows<'_>, name: &str, people: &[Vec<usize>]) -> Vec<String> {
    if people.len() < 2 {
        return vec![name.to_owned(); people.len()];
    }
    let all =
        |own: &[usize], column: &str| own.iter().filter_map(|row| said(rows, *row, column)).map(folding::key).collect::<BTreeSet<_>>();
    let calls = people.iter().enumerate().map(|(place, own)| {
        let last = |column: &str| own.iter().rev().find_map(|row| said(rows, *row, column));
        let is_own = |column: &str, told: &str| {
            let others = people.iter().enumerate().filter(|(other, _)| *other != place);
            others.into_iter().all(|(_, other)| !all(other, column).contains(&folding::key(told)))
        };
        let told = TELLING.into_iter().find_map(|column| last(column).filter(|told| is_own(column, told)));
        let told = told.map_or_else(|| TELLING.into_iter().filter_map(last).collect::<Vec<_>>().join(" "), str::to_owned);
        if name.chars().any(folding::is_han) { format!("{name}（{told}）") } else { format!("{name} ({told})") }
    });
    calls.collect()
}
