//! Colleagues no list has (名单外的人): names found in owner and salesperson columns.
//!
//! Decides which of them are one (王芳（Fiona） tells that 王芳 and Fiona are), and that a name two colleagues share is a question.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::list::Unclear;
use super::{BETWEEN, Directory, NAMED};
use crate::finding::{Finding, Kind};
use crate::model::folding;
use crate::model::frame::Rows;
use crate::model::tidied::Tables;

impl Directory {
    pub(super) fn unlisted(&mut self, tables: &Tables, unclear: &mut Unclear, findings: &mut Vec<Finding>) {
        let mut found: BTreeMap<String, (String, Finding)> = BTreeMap::new();
        let mut settled: HashSet<&str> = HashSet::new();
        let mut met = 0_usize;
        for (entity, column, _) in NAMED {
            let Some(frame) = tables.get(&entity) else { continue };
            let rows = Rows::of(frame);
            let (texts, sheets) = (rows.texts(column), rows.texts("sheet_staff"));
            for (row, text) in (0..rows.len()).filter_map(|row| Some((row, texts.get(row)?))) {
                if settled.contains(text) {
                    continue;
                }
                let before = met;
                for name in text.split(BETWEEN).map(str::trim) {
                    let key = folding::key(name);
                    if key.is_empty() || key.chars().all(char::is_numeric) {
                        continue;
                    }
                    if let Some(Err(key)) = self.called(name) {
                        // A given name or a spelling that several listed colleagues have.
                        self.stand_for(&key, name);
                    }
                    if let Some(at) = self.find(name) {
                        // Of a name that several have each row counts, but where the sheet tells whose it is.
                        if !self.members[at].shared_by.is_empty() {
                            met += 1;
                            if self.told(Some(name), sheets.get(row)) == Some(self.members[at].id.as_str()) {
                                let shared = self.members[at].name.clone();
                                unclear.meet(&shared, Finding::new(Kind::StaffShared).of(entity, column).at(rows.origin(row)));
                            }
                        }
                        continue;
                    }
                    met += 1;
                    let finding = Finding::new(Kind::StaffUnlisted).of(entity, column).at(rows.origin(row)).with("name", name);
                    let earlier = found.get(&key).is_none_or(|(_, known)| finding.origin < known.origin);
                    if earlier {
                        found.insert(key, (name.to_owned(), finding));
                    }
                }
                // Whoever is named there is known: no other row with these words says more.
                if met == before {
                    settled.insert(text);
                }
            }
        }
        // A name in both scripts (王芳 Fiona) first: it tells that 王芳 and Fiona are one.
        let mut named: Vec<(String, Finding)> = found.into_values().collect();
        let latin = |name: &str| !name.chars().any(folding::is_han);
        named.sort_by_key(|(name, _)| (!in_both_scripts(name), latin(name)));
        let mut spoken = false;
        for (name, finding) in named {
            // All Chinese names are known by then.
            if latin(&name) && !spoken {
                self.spoken();
                spoken = true;
            }
            if self.find(&name).is_some() {
                continue;
            }
            let Some(at) = self.one_or_new(&name, false) else {
                self.stand_for(&folding::key(&name), &name);
                unclear.meet(&name, Finding { kind: Kind::StaffShared, args: Vec::new(), ..finding });
                continue;
            };
            if in_both_scripts(&name) {
                let (han, latin): (String, String) =
                    name.chars().filter(|c| !matches!(c, '(' | ')' | '（' | '）')).partition(|c| folding::is_han(*c));
                for part in [han, latin] {
                    self.alias(at, &part);
                }
            }
            findings.push(finding);
        }
    }

    /// 王芳 is also Wang Fang and Fang Wang, as long as nobody else is.
    pub(super) fn spoken(&mut self) {
        let mut meant: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (at, member) in self.members.iter().enumerate().filter(|(_, member)| member.shared_by.is_empty()) {
            let bare = super::super::name::without_remarks(&member.name);
            let name: String = bare.chars().filter(|c| folding::is_han(*c)).collect();
            let spoken = deunicode::deunicode(&name);
            let mut words: Vec<&str> = spoken.split_whitespace().collect();
            if (2..=4).contains(&words.len()) {
                meant.entry(folding::key(&words.concat())).or_default().insert(at);
                words.rotate_left(1);
                meant.entry(folding::key(&words.concat())).or_default().insert(at);
            }
        }
        for (key, members) in meant {
            self.keys.entry(key).or_insert(members);
        }
    }
}

fn in_both_scripts(name: &str) -> bool {
    name.chars().any(folding::is_han) && name.chars().any(|c| c.is_ascii_alphabetic())
}
