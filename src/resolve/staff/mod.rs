//! Staff (员工): one colleague per colleague, whatever a sheet calls her: 王芳, Fiona, Fiona Wang, FW, 王芳 Fiona.
//!
//! Decides who the colleagues are (the staff list in `list`, then the policy, then names found in owner and salesperson columns
//! in `unlisted`) and which of them sell. A name no list has is taken as found and reported once. A name of two colleagues says
//! nothing of either: what it stands by is kept under the bare name, which nobody's workbook shows, and asked about.

mod list;
#[cfg(test)]
mod tests;
mod unlisted;

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
const NAMED: [(Entity, &str, bool); 27] = [
    (Entity::Customer, "owner", true),
    (Entity::Customer, "co_owner", true),
    (Entity::Order, "staff", true),
    (Entity::Order, "co_staff", true),
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

/// Signs between two names in one cell.
pub(super) const BETWEEN: [char; 5] = ['/', ',', ';', '、', '，'];

/// Colleagues and every key they are known by.
#[derive(Debug, Default)]
pub(super) struct Directory {
    /// Ordered by id once gathered.
    pub members: Vec<StaffMember>,
    /// Key → places in `members` of all who are called so.
    keys: BTreeMap<String, BTreeSet<usize>>,
    /// Key → place of the bare name that several share.
    shared: BTreeMap<String, usize>,
    /// Cells as sheets write them and whom each means, once all are known: a colleague is named in thousands of rows.
    cells: HashMap<String, Option<usize>>,
}

impl Directory {
    /// Everybody the tables and the policy name.
    pub(super) fn gather(tables: &Tables, policy: &Policy, findings: &mut Vec<Finding>) -> Self {
        let mut directory = Self::default();
        let mut unclear = list::Unclear::default();
        if let Some(frame) = tables.get(&Entity::Staff) {
            directory.list(Rows::of(frame), &mut unclear);
        }
        let mut claimed: BTreeSet<String> = BTreeSet::new();
        for member in &policy.staff.member {
            let Some(at) = directory.one_or_new(&member.name, true) else {
                unclear.meet(&member.name, Finding::new(Kind::StaffShared).of(Entity::Staff, "name"));
                continue;
            };
            directory.members[at].team = directory.members[at].team.take().or_else(|| member.team.clone());
            for alias in &member.aliases {
                // The company's word settles whom a name means that several bear.
                if claimed.insert(folding::key(alias)) {
                    directory.keys.remove(&folding::key(alias));
                }
                directory.alias(at, alias);
            }
        }
        directory.spoken();
        directory.share();
        directory.unlisted(tables, &mut unclear, findings);
        directory.sellers(tables);
        let mut directory = directory.in_order();
        findings.extend(unclear.findings(&directory));
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

    /// The place of the colleague with this name; that of the bare name where several have it.
    pub(super) fn find(&self, text: &str) -> Option<usize> {
        if let Some(at) = self.cells.get(text) {
            return *at;
        }
        if let Some(known) = self.called(text) {
            return known.map_or_else(|key| self.shared.get(&key).copied(), Some);
        }
        let bare = super::name::without_remarks(text);
        let (han, latin): (String, String) = bare.chars().partition(|c| folding::is_han(*c));
        let bracketed = text.split(['(', '（']).nth(1).map(|rest| rest.trim_end_matches([')', '）']));
        let parts = [Some(&*bare), Some(han.as_str()), Some(latin.as_str()), bracketed];
        let (mut found, mut keys) = (BTreeSet::new(), BTreeSet::new());
        for part in parts.into_iter().flatten().filter(|part| !part.trim().is_empty()).filter_map(|part| self.called(part)) {
            match part {
                Ok(at) => drop(found.insert(at)),
                Err(key) => drop(keys.insert(key)),
            }
        }
        // 李娜 (1002): the number tells which of them, as long as it is one of them.
        let fits = |at: &usize| keys.iter().all(|key| self.keys.get(key).is_some_and(|all| all.contains(at)));
        match found.len() {
            1 if found.iter().all(fits) => found.into_iter().next(),
            _ => keys.iter().find_map(|key| self.shared.get(key).copied()),
        }
    }

    /// The only one of this name, or the key that several have.
    fn called(&self, text: &str) -> Option<Result<usize, String>> {
        let key = folding::key(text);
        let all = self.keys.get(&key)?;
        Some(if all.len() == 1 { all.first().copied().ok_or(key) } else { Err(key) })
    }

    /// The id of the colleague with this name.
    pub(super) fn id(&self, text: Option<&str>) -> Option<&str> {
        self.find(text?).map(|at| self.members[at].id.as_str())
    }

    /// The id of the colleague a cell names; whose sheet it is tells which of several of one name.
    pub(super) fn told(&self, cell: Option<&str>, sheet: Option<&str>) -> Option<&str> {
        let member = &self.members[self.find(cell?)?];
        let handed_in = self.id(sheet).filter(|id| member.shared_by.iter().any(|one| one == id));
        Some(handed_in.unwrap_or(&member.id))
    }

    /// The colleague with this id.
    pub(super) fn by_id(&self, id: &str) -> Option<&StaffMember> {
        self.members.iter().find(|member| member.id == id)
    }

    /// A name that several have becomes an entry of its own and stands under none of theirs.
    fn share(&mut self) {
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        for text in self.members.iter().flat_map(|member| std::iter::once(&member.name).chain(&member.aliases)) {
            let key = folding::key(text);
            if self.keys.get(&key).is_some_and(|all| all.len() > 1) {
                texts.entry(key).or_insert_with(|| text.clone());
            }
        }
        for (at, member) in self.members.iter_mut().enumerate() {
            let is_hers = |alias: &String| self.keys.get(&folding::key(alias)).is_none_or(|all| all.len() == 1 && all.contains(&at));
            member.aliases.retain(is_hers);
        }
        for (key, text) in texts {
            self.stand_for(&key, &text);
        }
    }

    /// The entry of a name that several have.
    fn stand_for(&mut self, key: &str, text: &str) -> usize {
        if let Some(at) = self.shared.get(key) {
            return *at;
        }
        let shared_by = self.keys.get(key).into_iter().flatten().map(|at| self.members[*at].id.clone()).collect();
        let at = self.members.len();
        self.members.push(StaffMember { shared_by, listed: false, sells: false, ..StaffMember::named(&id_of(text), text) });
        self.shared.insert(key.to_owned(), at);
        at
    }

    fn sellers(&mut self, tables: &Tables) {
        let sells = NAMED.iter().filter(|(_, _, sells)| *sells).map(|(entity, column, _)| (*entity, *column));
        let mut seen: HashSet<&str> = HashSet::new();
        for (entity, column) in sells.chain([(Entity::Customer, "sheet_staff")]) {
            let Some(frame) = tables.get(&entity) else { continue };
            let texts = Rows::of(frame).texts(column);
            for text in (0..frame.height()).filter_map(|row| texts.get(row)).filter(|text| seen.insert(text)) {
                for name in text.split(BETWEEN) {
                    if let Some(at) = self.find(name) {
                        self.members[at].sells |= self.members[at].shared_by.is_empty();
                    }
                }
            }
        }
    }

    /// The colleague of this name, a new one where nobody has it; none where several do.
    fn one_or_new(&mut self, name: &str, listed: bool) -> Option<usize> {
        let name = name.trim();
        match self.called(name) {
            Some(known) => known.ok(),
            None => Some(self.new_member(name, listed)),
        }
    }

    fn new_member(&mut self, name: &str, listed: bool) -> usize {
        let at = self.members.len();
        self.members.push(StaffMember { listed, sells: false, ..StaffMember::named(&id_of(name), name) });
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
            self.keys.entry(key).or_default().insert(at);
        }
    }

    fn in_order(self) -> Self {
        let mut order: Vec<usize> = (0..self.members.len()).collect();
        order.sort_by(|a, b| self.members[*a].id.cmp(&self.members[*b].id));
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(now, before)| place[*before] = now);
        let members = order.iter().map(|at| self.members[*at].clone()).collect();
        let keys = self.keys.into_iter().map(|(key, all)| (key, all.into_iter().map(|at| place[at]).collect())).collect();
        let shared = self.shared.into_iter().map(|(key, at)| (key, place[at])).collect();
        Self { members, keys, shared, cells: HashMap::new() }
    }
}

/// `S-wangfang-1f3a`: readable, and the same in every run.
fn id_of(name: &str) -> String {
    let spoken = deunicode::deunicode(name).to_lowercase();
    let letters: String = spoken.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
    let digest = Sha256::digest(folding::key(name).as_bytes());
    format!("S-{letters}-{}", hex(&digest[..2]))
}
