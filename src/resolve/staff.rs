//! Staff (员工): one colleague per colleague, whatever a sheet calls her: 王芳, Fiona, Fiona Wang, FW, 王芳 Fiona.
//!
//! Decides who the colleagues are (the staff list, then the policy, then names found in owner and salesperson columns) and
//! which of them sell. A name no list has is taken as found and reported once. An alias of two colleagues is nobody's.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::record::hex;
use crate::finding::{Finding, Kind};
use crate::model::frame::Rows;
use crate::model::resolved::StaffMember;
use crate::model::tidied::Tables;
use crate::model::{Entity, folding};
use crate::policy::Policy;

/// Columns that name a colleague, and whether being named there is selling.
const NAMED: [(Entity, &str, bool); 26] = [
    (Entity::Customer, "owner", true),
    (Entity::Customer, "co_owner", true),
    (Entity::Order, "staff", true),
    (Entity::Target, "staff", true),
    (Entity::Handover, "from_staff", false),
    (Entity::Handover, "to_staff", false),
    (Entity::Interaction, "staff", false),
    (Entity::Inquiry, "staff", false),
    (Entity::Quotation, "staff", false),
    (Entity::Sample, "staff", false),
    (Entity::Payment, "staff", false),
    (Entity::Receivable, "staff", false),
    (Entity::Complaint, "staff", false),
    (Entity::Survey, "staff", false),
    (Entity::ExhibitionLead, "staff", false),
    (Entity::Order, "merchandiser", false),
    (Entity::Cost, "staff", false),
    (Entity::Visit, "staff", false),
    (Entity::Shipment, "staff", false),
    (Entity::Deduction, "staff", false),
    (Entity::ServiceRequest, "staff", false),
    (Entity::Feedback, "staff", false),
    (Entity::CompanyTarget, "staff", false),
    (Entity::CreditLimit, "staff", false),
    (Entity::Blacklist, "staff", false),
    (Entity::Feedback, "responsible", false),
];

/// Colleagues and every key they are known by.
#[derive(Debug, Default)]
pub(super) struct Directory {
    /// Ordered by id once gathered.
    pub members: Vec<StaffMember>,
    /// Key → place in `members`; `None` where two share it.
    keys: BTreeMap<String, Option<usize>>,
    /// Cells as sheets write them and whom each means, once all are known: a colleague is named in thousands of rows.
    cells: HashMap<String, Option<usize>>,
}

impl Directory {
    /// Everybody the tables and the policy name.
    pub(super) fn gather(tables: &Tables, policy: &Policy, findings: &mut Vec<Finding>) -> Self {
        let mut directory = Self::default();
        if let Some(frame) = tables.get(&Entity::Staff) {
            directory.list(Rows::of(frame));
        }
        for member in &policy.staff.member {
            let at = directory.member(&member.name, true);
            directory.members[at].team = directory.members[at].team.take().or_else(|| member.team.clone());
            member.aliases.iter().for_each(|alias| directory.alias(at, alias));
        }
        directory.spoken();
        directory.unlisted(tables, findings);
        directory.sellers(tables);
        let mut directory = directory.in_order();
        directory.remember(tables);
        directory
    }

    fn remember(&mut self, tables: &Tables) {
        let sheets = [Entity::Customer, Entity::Interaction, Entity::ExhibitionLead].map(|entity| (entity, "sheet_staff"));
        let mut cells = HashMap::new();
        for (entity, column) in NAMED.iter().map(|(entity, column, _)| (*entity, *column)).chain(sheets) {
            let Some(texts) = tables.get(&entity).map(|frame| (Rows::of(frame).texts(column), frame.height())) else { continue };
            for text in (0..texts.1).filter_map(|row| texts.0.get(row)) {
                if !cells.contains_key(text) {
                    cells.insert(text.to_owned(), self.find(text));
                }
            }
        }
        self.cells = cells;
    }

    /// The place of the colleague with this name.
    pub(super) fn find(&self, text: &str) -> Option<usize> {
        if let Some(at) = self.cells.get(text) {
            return *at;
        }
        let known = |text: &str| self.keys.get(&folding::key(text)).copied().flatten();
        known(text).or_else(|| {
            let bare = super::name::without_remarks(text);
            let (han, latin): (String, String) = bare.chars().partition(|c| folding::is_han(*c));
            let bracketed = text.split(['(', '（']).nth(1).map(|rest| rest.trim_end_matches([')', '）']));
            let parts = [Some(&*bare), Some(han.as_str()), Some(latin.as_str()), bracketed];
            let found: BTreeSet<usize> = parts.into_iter().flatten().filter(|part| !part.trim().is_empty()).filter_map(known).collect();
            if found.len() == 1 { found.into_iter().next() } else { None }
        })
    }

    /// The id of the colleague with this name.
    pub(super) fn id(&self, text: Option<&str>) -> Option<&str> {
        self.find(text?).map(|at| self.members[at].id.as_str())
    }

    /// The colleague with this id.
    pub(super) fn by_id(&self, id: &str) -> Option<&StaffMember> {
        self.members.iter().find(|member| member.id == id)
    }

    fn list(&mut self, rows: Rows<'_>) {
        for row in 0..rows.len() {
            let text = |column: &str| rows.text(column, row).map(str::trim).filter(|text| !text.is_empty());
            let Some(name) = text("name").or(text("english_name")) else { continue };
            let at = self.member(name, true);
            for column in ["english_name", "initials", "staff_no"] {
                if let Some(alias) = text(column) {
                    self.alias(at, alias);
                }
            }
            for alias in text("other_names").unwrap_or_default().split([',', ';', '/', '、', '，', '；', '|']) {
                self.alias(at, alias);
            }
            if let Some(english) = text("english_name") {
                let given = english.split_whitespace().next().unwrap_or(english);
                let turned = english.split_whitespace().rev().collect::<Vec<_>>().join(" ");
                for spelling in [given.to_owned(), turned, format!("{name}{given}"), format!("{given}{name}"), format!("{name}{english}")] {
                    self.key(at, &spelling);
                }
            }
            let member = &mut self.members[at];
            member.team = text("team").map(str::to_owned).or(member.team.take());
            member.joined_on = rows.date("joined_on", row).or(member.joined_on);
            member.left_on = rows.date("left_on", row).or(member.left_on);
        }
    }

    /// Names in owner and salesperson columns that no list has.
    fn unlisted(&mut self, tables: &Tables, findings: &mut Vec<Finding>) {
        let mut found: BTreeMap<String, (String, Finding)> = BTreeMap::new();
        let mut settled: HashSet<&str> = HashSet::new();
        let mut met = 0_usize;
        for (entity, column, _) in NAMED {
            let Some(frame) = tables.get(&entity) else { continue };
            let rows = Rows::of(frame);
            let texts = rows.texts(column);
            for (row, text) in (0..rows.len()).filter_map(|row| Some((row, texts.get(row)?))) {
                if settled.contains(text) {
                    continue;
                }
                let before = met;
                for name in text.split(['/', ',', ';', '、', '，']).map(str::trim) {
                    let key = folding::key(name);
                    if key.is_empty() || key.chars().all(char::is_numeric) || self.find(name).is_some() {
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
            let at = self.member(&name, false);
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
    fn spoken(&mut self) {
        let mut meant: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (at, member) in self.members.iter().enumerate() {
            let name: String = member.name.chars().filter(|c| folding::is_han(*c)).collect();
            let spoken = deunicode::deunicode(&name);
            let mut words: Vec<&str> = spoken.split_whitespace().collect();
            if (2..=4).contains(&words.len()) {
                meant.entry(folding::key(&words.concat())).or_default().insert(at);
                words.rotate_left(1);
                meant.entry(folding::key(&words.concat())).or_default().insert(at);
            }
        }
        for (key, members) in meant {
            if let (Some(at), 1) = (members.first(), members.len()) {
                self.keys.entry(key).or_insert(Some(*at));
            }
        }
    }

    fn sellers(&mut self, tables: &Tables) {
        let sells = NAMED.iter().filter(|(_, _, sells)| *sells).map(|(entity, column, _)| (*entity, *column));
        let mut seen: HashSet<&str> = HashSet::new();
        for (entity, column) in sells.chain([(Entity::Customer, "sheet_staff")]) {
            let Some(frame) = tables.get(&entity) else { continue };
            let texts = Rows::of(frame).texts(column);
            for text in (0..frame.height()).filter_map(|row| texts.get(row)).filter(|text| seen.insert(text)) {
                for name in text.split(['/', ',', ';', '、', '，']) {
                    if let Some(at) = self.find(name) {
                        self.members[at].sells = true;
                    }
                }
            }
        }
    }

    fn member(&mut self, name: &str, listed: bool) -> usize {
        let name = name.trim();
        if let Some(Some(at)) = self.keys.get(&folding::key(name)) {
            return *at;
        }
        let at = self.members.len();
        self.members.push(StaffMember {
            id: id_of(name),
            name: name.to_owned(),
            aliases: Vec::new(),
            team: None,
            joined_on: None,
            left_on: None,
            listed,
            sells: false,
        });
        self.key(at, name);
        at
    }

    fn alias(&mut self, at: usize, text: &str) {
        let text = text.trim();
        let member = &mut self.members[at];
        if !text.is_empty() && text != member.name && !member.aliases.iter().any(|alias| alias == text) {
            member.aliases.push(text.to_owned());
            member.aliases.sort();
        }
        self.key(at, text);
    }

    fn key(&mut self, at: usize, text: &str) {
        let key = folding::key(text);
        if !key.is_empty() {
            let owner = self.keys.entry(key).or_insert(Some(at));
            if *owner != Some(at) {
                *owner = None;
            }
        }
    }

    fn in_order(self) -> Self {
        let mut order: Vec<usize> = (0..self.members.len()).collect();
        order.sort_by(|a, b| self.members[*a].id.cmp(&self.members[*b].id));
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(now, before)| place[*before] = now);
        let members = order.iter().map(|at| self.members[*at].clone()).collect();
        let keys = self.keys.into_iter().map(|(key, at)| (key, at.map(|at| place[at]))).collect();
        Self { members, keys, cells: HashMap::new() }
    }
}

fn in_both_scripts(name: &str) -> bool {
    name.chars().any(folding::is_han) && name.chars().any(|c| c.is_ascii_alphabetic())
}

/// `S-wangfang-1f3a`: readable, and the same in every run.
fn id_of(name: &str) -> String {
    let spoken = deunicode::deunicode(name).to_lowercase();
    let letters: String = spoken.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
    let digest = Sha256::digest(folding::key(name).as_bytes());
    format!("S-{letters}-{}", hex(&digest[..2]))
}

#[cfg(test)]
mod tests {
    use polars::prelude::df;

    use super::*;
    use crate::model::frame::complete;

    #[test]
    fn every_alias_is_one_colleague_and_unknown_names_are_asked_about_once() {
        let list = df!("name" => ["王芳", "李强"], "english_name" => ["Fiona Wang", "Jack Li"], "initials" => ["FW", "JL"]).unwrap();
        let orders = df!("record_id" => ["a", "b", "c"], "staff" => [Some("王芳Fiona"), Some("Zoe"), Some("zoe")]).unwrap();
        let tables: Tables =
            [(Entity::Staff, complete(Entity::Staff, &list).unwrap()), (Entity::Order, complete(Entity::Order, &orders).unwrap())].into();
        let mut findings = Vec::new();
        let directory = Directory::gather(&tables, &Policy::shipped(), &mut findings);
        let id = directory.id(Some("王芳")).unwrap().to_owned();
        for alias in ["Fiona", "fiona wang", "FW", "王芳 Fiona", "王芳（Fiona）", "Wang Fiona"] {
            assert_eq!(directory.id(Some(alias)), Some(id.as_str()), "{alias}");
        }
        assert_eq!((directory.members.len(), findings.len()), (3, 1));
        assert_eq!(directory.by_id(&id).map(|member| (member.sells, member.listed)), Some((true, true)));
        assert_eq!(directory.id(Some("Sheet1")), None);
    }

    #[test]
    fn without_a_list_both_scripts_and_the_spoken_name_are_one_person() {
        let staff = [Some("赵磊"), Some("Fiona"), Some("王芳（Fiona）"), Some("王芳"), Some("Wang Fang"), Some("Lei Zhao")];
        let orders = df!("record_id" => ["a", "b", "c", "d", "e", "f"], "staff" => staff).unwrap();
        let tables: Tables = [(Entity::Order, complete(Entity::Order, &orders).unwrap())].into();
        let mut findings = Vec::new();
        let directory = Directory::gather(&tables, &Policy::shipped(), &mut findings);
        let id = |name: &str| directory.id(Some(name)).unwrap().to_owned();
        assert_eq!((id("Fiona"), id("王芳"), id("Wang Fang")), (id("王芳（Fiona）"), id("王芳（Fiona）"), id("王芳（Fiona）")));
        assert_eq!(id("Lei Zhao"), id("赵磊"));
        assert_eq!(directory.members.len(), 2);
    }
}
