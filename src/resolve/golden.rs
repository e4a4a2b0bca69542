//! Golden record (主记录): one line a customer, each field by a stated rule of survivorship.
//!
//! Name: the longest spelling of the newest hand-in's sheets, without remarks, Latin before Chinese only when both are
//! there. Country and the rest: the value most records give, ties by the first in canonical order. Owner: the newest
//! hand-in's, else the newest row's; a colleague who has left passes the customer on by the handover sheet.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use polars::prelude::{Column, DataFrame};

use super::name::{Name, without_remark};
use super::staff::Roster;
use crate::error::Result;
use crate::finding::{Finding, Kind};
use crate::model::Entity;
use crate::model::frame::{Rows, date_column};
use crate::model::tidied::Tables;

/// A row that belongs to a customer, in canonical order: customer and contact rows first, then events.
pub(super) type Member = (Entity, usize);

/// One customer's golden fields, before the frame is built.
#[derive(Debug, Default)]
pub(super) struct Golden {
    pub(super) name: String,
    names: BTreeSet<String>,
    facts: BTreeMap<&'static str, String>,
    owner: Option<String>,
    co_owner: Option<String>,
    is_person: bool,
    first_seen: Option<NaiveDate>,
    row_count: u32,
    found_in: BTreeSet<&'static str>,
    origin: Option<Member>,
}

/// Fields that survive by majority: column of the golden record, columns it is read from.
const BY_MAJORITY: [(&str, &[&str]); 12] = [
    ("country", &["country"]),
    ("region", &["region"]),
    ("city", &["city"]),
    ("email", &["email"]),
    ("phone", &["phone", "mobile"]),
    ("website", &["website"]),
    ("tax_id", &["tax_id"]),
    ("contact", &["contact", "person_name"]),
    ("customer_type", &["customer_type"]),
    ("industry", &["industry"]),
    ("channel", &["channel"]),
    ("roles", &["role"]),
];

/// Builds the golden record of one customer.
pub(super) fn golden(members: &[Member], tables: &Tables, roster: &Roster, findings: &mut Vec<Finding>) -> Golden {
    let mut golden = Golden::default();
    let mut votes: BTreeMap<&'static str, Vec<(String, u32)>> = BTreeMap::new();
    let mut spelled: Vec<(bool, Option<String>, String, Member)> = Vec::new();
    for member in members {
        let Some(frame) = tables.get(&member.0) else { continue };
        let rows = Rows::of(frame);
        let sheet = matches!(member.0, Entity::Customer | Entity::Contact);
        golden.row_count += u32::from(sheet);
        golden.found_in.insert(member.0.id());
        let seen = ["created_on", "on", "received_at", "requested_on"].iter().find_map(|column| rows.date(column, member.1));
        golden.first_seen = golden.first_seen.into_iter().chain(seen).min();
        for shown in shown_names(rows, member.0, member.1, &mut golden.is_person) {
            golden.names.insert(shown.clone());
            spelled.push((sheet, rows.text("hand_in", member.1).map(str::to_owned), shown, *member));
        }
        for (fact, columns) in BY_MAJORITY {
            if let Some(value) = columns.iter().find_map(|column| rows.text(column, member.1)) {
                let counts = votes.entry(fact).or_default();
                match counts.iter_mut().find(|(known, _)| known == value) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((value.to_owned(), 1)),
                }
            }
        }
    }
    for (fact, counts) in votes {
        let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
        if let Some((value, _)) = counts.iter().find(|(_, count)| *count == most) {
            golden.facts.insert(fact, value.clone());
        }
    }
    name(&mut golden, spelled);
    owner(&mut golden, members, tables, roster, findings);
    golden
}

fn shown_names(rows: Rows<'_>, entity: Entity, row: usize, is_person: &mut bool) -> Vec<String> {
    let columns: &[&str] = match entity {
        Entity::Customer => &["name", "name_local"],
        _ => &["customer"],
    };
    let mut shown: Vec<String> = columns.iter().filter_map(|column| rows.text(column, row)).map(str::to_owned).collect();
    if shown.is_empty() && entity == Entity::Customer {
        let whole = [rows.text("first_name", row), rows.text("last_name", row)].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let whole = if whole.is_empty() {
            rows.text("person_name", row).or_else(|| rows.text("short_name", row)).unwrap_or_default().to_owned()
        } else {
            whole
        };
        *is_person = rows.text("short_name", row).is_none() && !whole.is_empty();
        shown.extend((!whole.is_empty()).then_some(whole));
    }
    if shown.is_empty() && entity != Entity::Customer {
        shown.extend(rows.text("email", row).map(str::to_owned));
    }
    shown
}

/// Customer sheets before events, newest hand-in first, then the fullest spelling.
fn name(golden: &mut Golden, mut spelled: Vec<(bool, Option<String>, String, Member)>) {
    spelled.sort_by(|one, other| {
        let fullness = |text: &str| {
            let clean = without_remark(text);
            let capitals = clean.chars().all(|c| !c.is_lowercase());
            (!Name::of(text).han, clean == text.trim(), !capitals, clean.chars().count())
        };
        other.0.cmp(&one.0).then(fullness(&other.2).cmp(&fullness(&one.2))).then(other.1.cmp(&one.1)).then(one.2.cmp(&other.2))
    });
    if let Some((_, _, shown, member)) = spelled.first() {
        golden.name = without_remark(shown);
        golden.origin = Some(*member);
    }
}

fn owner(golden: &mut Golden, members: &[Member], tables: &Tables, roster: &Roster, findings: &mut Vec<Finding>) {
    let mut claims: Vec<(Option<String>, Option<NaiveDate>, String, Member)> = Vec::new();
    let mut passed: Vec<(Option<NaiveDate>, String)> = Vec::new();
    for member in members {
        let Some(frame) = tables.get(&member.0) else { continue };
        let rows = Rows::of(frame);
        match member.0 {
            Entity::Customer | Entity::Contact => {
                let named = roster.id(rows.text("owner", member.1)).or_else(|| roster.id(rows.text("sheet_staff", member.1)));
                let updated = rows.date("updated_on", member.1).or_else(|| rows.date("created_on", member.1));
                claims.extend(named.map(|named| (rows.text("hand_in", member.1).map(str::to_owned), updated, named, *member)));
                golden.co_owner = golden.co_owner.take().or_else(|| roster.id(rows.text("co_owner", member.1)));
            }
            Entity::Handover => passed.extend(roster.id(rows.text("to_staff", member.1)).map(|to| (rows.date("on", member.1), to))),
            _ => {}
        }
    }
    passed.sort();
    let newest = claims.iter().filter_map(|claim| claim.0.clone()).max();
    let current: Vec<&(Option<String>, Option<NaiveDate>, String, Member)> =
        claims.iter().filter(|claim| newest.is_none() || claim.0 == newest).collect();
    let mut names: BTreeSet<&str> = current.iter().map(|claim| claim.2.as_str()).collect();
    let here = |id: &str| roster.members.iter().any(|member| member.id == id && member.left_on.is_none());
    if names.len() > 1 {
        names.retain(|id| here(id));
    }
    golden.owner = current
        .iter()
        .filter(|claim| names.contains(claim.2.as_str()) || names.is_empty())
        .max_by_key(|claim| claim.1)
        .map(|claim| claim.2.clone());
    let left = golden.owner.as_deref().is_some_and(|id| !here(id));
    if let Some((_, to)) = passed.last().filter(|_| left || golden.owner.is_none()) {
        golden.owner = Some(to.clone());
    }
    if newest.is_some() && names.len() > 1 {
        let who: Vec<&str> =
            roster.members.iter().filter(|member| names.contains(member.id.as_str())).map(|member| member.name.as_str()).collect();
        let mut finding =
            Finding::new(Kind::OwnersCollide).about(Entity::Customer).with("name", &golden.name).with("staff", who.join("、"));
        if let Some(claim) = current.first() {
            finding = finding.at(Rows::of(&tables[&claim.3.0]).origin(claim.3.1));
        }
        findings.push(finding);
    }
    let sheet_row = members.iter().find(|member| member.0 == Entity::Customer);
    if let (None, Some(member)) = (&golden.owner, sheet_row) {
        let origin = Rows::of(&tables[&member.0]).origin(member.1);
        findings.push(Finding::new(Kind::OwnerMissing).about(Entity::Customer).at(origin).with("name", &golden.name));
    }
}

/// The frame of all customers, ordered by id; columns as `CUSTOMER_COLUMNS`.
pub(super) fn frame(customers: &[(String, Golden)], tables: &Tables) -> Result<DataFrame> {
    let mut order: Vec<&(String, Golden)> = customers.iter().collect();
    order.sort_by(|one, other| (one.0.len(), &one.0).cmp(&(other.0.len(), &other.0)));
    let text = |name: &str, value: &dyn Fn(&(String, Golden)) -> Option<String>| {
        Column::new(name.into(), order.iter().map(|customer| value(customer)).collect::<Vec<Option<String>>>())
    };
    let origin = |customer: &(String, Golden)| customer.1.origin.map(|(entity, row)| Rows::of(&tables[&entity]).origin(row));
    let mut columns = vec![
        text("customer_id", &|customer| Some(customer.0.clone())),
        text("name", &|customer| Some(customer.1.name.clone())),
        text("names", &|customer| Some(customer.1.names.iter().cloned().collect::<Vec<_>>().join(" | "))),
    ];
    columns.extend(BY_MAJORITY.iter().map(|(fact, _)| text(fact, &|customer| customer.1.facts.get(fact).cloned())));
    columns.extend([
        text("owner_id", &|customer| customer.1.owner.clone()),
        text("co_owner_id", &|customer| customer.1.co_owner.clone()),
        Column::new("is_person".into(), order.iter().map(|customer| customer.1.is_person).collect::<Vec<bool>>()),
        date_column("first_seen_on", order.iter().map(|customer| customer.1.first_seen)),
        Column::new("row_count".into(), order.iter().map(|customer| customer.1.row_count).collect::<Vec<u32>>()),
        text("found_in", &|customer| Some(customer.1.found_in.iter().copied().collect::<Vec<_>>().join(";"))),
        text("file", &|customer| origin(customer).map(|origin| origin.file.to_string())),
        text("sheet", &|customer| origin(customer).map(|origin| origin.sheet.to_string())),
        Column::new(
            "row_first".into(),
            order.iter().map(|customer| origin(customer).map(|origin| origin.row)).collect::<Vec<Option<u32>>>(),
        ),
    ]);
    Ok(DataFrame::new(order.len(), columns)?)
}
