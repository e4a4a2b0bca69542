//! Staff (员工): names, English names, initials and sheet names become one colleague, from the staff list where there is
//! one, else proposed from the sheets.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Finding, Kind};
use crate::model::Entity;
use crate::model::folding;
use crate::model::frame::Rows;
use crate::model::resolved::StaffMember;
use crate::model::tidied::Tables;
use crate::policy::Policy;

/// All colleagues, and every spelling they are known by.
#[derive(Debug, Default)]
pub(super) struct Roster {
    pub(super) members: Vec<StaffMember>,
    by_key: BTreeMap<String, usize>,
}

/// Columns of events that name a colleague.
const COLUMNS: [&str; 6] = ["owner", "co_owner", "staff", "merchandiser", "from_staff", "to_staff"];
/// Columns whose colleague earns credit for a customer or an order.
const SELLING: [&str; 3] = ["owner", "staff", "to_staff"];

impl Roster {
    /// Reads the staff list and the policy; names met in the sheets that neither has are proposed.
    pub(super) fn of(tables: &Tables, policy: &Policy) -> (Self, Vec<Finding>) {
        let mut roster = Self::default();
        if let Some(frame) = tables.get(&Entity::Staff) {
            let rows = Rows::of(frame);
            for row in 0..rows.len() {
                roster.list(rows, row);
            }
        }
        for member in &policy.staff.member {
            roster.add(&member.name, &member.aliases, |known| known.team = known.team.clone().or_else(|| member.team.clone()));
        }
        let findings = roster.propose(tables);
        roster.mark_sellers(tables);
        (roster.ordered(), findings)
    }

    /// The colleague a text means, if it means exactly one.
    pub(super) fn find(&self, text: &str) -> Option<usize> {
        let key = folding::key(text);
        if let Some(found) = self.by_key.get(&key) {
            return Some(*found);
        }
        // `刘洋 Leo`, `王芳(Fiona)`: every part that is known must mean the same colleague.
        let found: BTreeSet<usize> = parts(text).iter().filter_map(|part| self.by_key.get(&folding::key(part)).copied()).collect();
        if found.len() == 1 { found.first().copied() } else { None }
    }

    /// Id of the colleague a text means.
    pub(super) fn id(&self, text: Option<&str>) -> Option<String> {
        self.find(text?).map(|index| self.members[index].id.clone())
    }

    fn list(&mut self, rows: Rows<'_>, row: usize) {
        let Some(name) = rows.text("name", row) else { return };
        let mut aliases: Vec<String> = Vec::new();
        for column in ["english_name", "initials"] {
            aliases.extend(rows.text(column, row).map(str::to_owned));
        }
        if let Some(others) = rows.text("other_names", row) {
            aliases.extend(others.split([',', '、', '/', ';', '，', '；']).map(|other| other.trim().to_owned()));
        }
        let (team, joined, left) = (rows.text("team", row).map(str::to_owned), rows.date("joined_on", row), rows.date("left_on", row));
        self.add(name, &aliases, |member| {
            member.team = team;
            member.joined_on = joined;
            member.left_on = left;
        });
    }

    fn add(&mut self, name: &str, aliases: &[String], fill: impl FnOnce(&mut StaffMember)) {
        let index = self.by_key.get(&folding::key(name)).copied().unwrap_or_else(|| {
            let member = StaffMember {
                id: String::new(),
                name: name.trim().to_owned(),
                aliases: Vec::new(),
                team: None,
                joined_on: None,
                left_on: None,
                listed: true,
                sells: false,
            };
            self.members.push(member);
            self.members.len() - 1
        });
        fill(&mut self.members[index]);
        let name = self.members[index].name.clone();
        self.by_key.insert(folding::key(&name), index);
        for alias in aliases.iter().filter(|alias| !alias.is_empty()) {
            self.members[index].aliases.push(alias.clone());
            // A first name alone is known too, while nobody else has it.
            let first = alias.split(' ').next().unwrap_or(alias);
            for key in [folding::key(alias), folding::key(first)] {
                self.by_key.entry(key).or_insert(index);
            }
        }
    }

    fn propose(&mut self, tables: &Tables) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (entity, frame) in tables {
            let rows = Rows::of(frame);
            for row in 0..rows.len() {
                for column in COLUMNS {
                    let Some(text) = rows.text(column, row).map(str::trim).filter(|text| !text.is_empty()) else { continue };
                    if self.find(text).is_some() {
                        continue;
                    }
                    self.add(text, &[], |member| member.listed = false);
                    if tables.contains_key(&Entity::Staff) {
                        let origin = rows.origin(row);
                        findings.push(Finding::new(Kind::StaffUnlisted).about(*entity).at(origin).with("name", text));
                    }
                }
            }
        }
        findings
    }

    fn mark_sellers(&mut self, tables: &Tables) {
        for (entity, frame) in
            tables.iter().filter(|(entity, _)| matches!(entity, Entity::Customer | Entity::Order | Entity::Target | Entity::Handover))
        {
            let rows = Rows::of(frame);
            for row in 0..rows.len() {
                let named = SELLING.iter().filter_map(|column| rows.text(column, row));
                let sheet = rows.text("sheet_staff", row).filter(|_| *entity == Entity::Customer);
                for text in named.chain(sheet) {
                    if let Some(index) = self.find(text) {
                        self.members[index].sells = true;
                    }
                }
            }
        }
    }

    /// Ids from the names alone, so that they are the same in every run; members in their order.
    fn ordered(mut self) -> Self {
        let mut taken = BTreeSet::new();
        let mut places: Vec<usize> = (0..self.members.len()).collect();
        places.sort_by(|one, other| self.members[*one].name.cmp(&self.members[*other].name));
        for place in &places {
            let latin: String = deunicode::deunicode(&self.members[*place].name).chars().filter(char::is_ascii_alphanumeric).collect();
            let plain = format!("S-{}", latin.to_lowercase());
            let mut id = plain.clone();
            let mut number = 2;
            while !taken.insert(id.clone()) {
                id = format!("{plain}{number}");
                number += 1;
            }
            let member = &mut self.members[*place];
            member.id = id;
            member.aliases.sort();
            member.aliases.dedup();
        }
        places.sort_by(|one, other| self.members[*one].id.cmp(&self.members[*other].id));
        let moved: BTreeMap<usize, usize> = places.iter().enumerate().map(|(new, old)| (*old, new)).collect();
        self.members = places.iter().map(|old| self.members[*old].clone()).collect();
        for index in self.by_key.values_mut() {
            *index = moved[index];
        }
        self
    }
}

/// `刘洋 Leo`, `王芳Fiona`: cut at everything that is no letter, and between Chinese and Latin letters.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = vec![String::new()];
    let mut before = None;
    for c in text.chars() {
        let script = c.is_alphanumeric().then(|| folding::is_han(c));
        if script != before {
            parts.push(String::new());
        }
        if script.is_some() {
            parts.last_mut().into_iter().for_each(|part| part.push(c));
        }
        before = script;
    }
    parts.retain(|part| !part.is_empty());
    parts
}
