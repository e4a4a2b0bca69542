//! Golden record (主记录): what a customer is called and where it is, from everything its rows say.
//!
//! Decides which value survives: for the name the most complete spelling of the newest sheets, never one with a remark; for
//! the country the most frequent; for the rest the newest row that has it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::age::age;
use super::customers::{Customer, Customers};
use super::name::{Name, displayed, is_title, tokens};
use super::record::{Record, Text};
use crate::model::frame::{Rows, Texts};
use crate::model::tidied::Tables;
use crate::model::{Entity, Origin};

/// One line of [`crate::model::resolved::CUSTOMER_COLUMNS`] without ids and owner. Texts stay where they were read.
#[derive(Debug, Default, Clone)]
pub(super) struct Golden<'t> {
    /// Display name.
    pub name: String,
    /// As [`TEXTS`].
    texts: [Option<&'t str>; TEXTS.len()],
    /// Roles.
    pub roles: BTreeSet<&'t str>,
    /// A private person.
    pub person: bool,
    /// Earliest day any row was created.
    pub first_seen_on: Option<NaiveDate>,
    /// Table and row in which the name was read.
    pub at: Option<(Entity, usize)>,
    /// Customer rows, the newest first.
    pub newest: Vec<usize>,
}

/// Text columns of a golden record.
const TEXTS: [&str; 11] =
    ["region", "city", "email", "phone", "website", "tax_id", "customer_type", "industry", "channel", "contact", "country"];
/// So many of them are taken from the newest row that has them.
const PLAIN: usize = 9;
const CITY: usize = 1;
const EMAIL: usize = 2;
const PHONE: usize = 3;
const KIND: usize = 6;
const CONTACT: usize = 9;
const COUNTRY: usize = 10;

/// The columns that golden records are read from, each found once.
pub(super) struct Sources<'t> {
    rows: Option<Rows<'t>>,
    contacts: Option<Rows<'t>>,
    plain: Vec<Texts<'t>>,
    names: [Texts<'t>; 3],
    people: [Texts<'t>; 2],
    mobile: Texts<'t>,
    role: Texts<'t>,
    hand_in: Texts<'t>,
}

impl<'t> Sources<'t> {
    /// Of these tables.
    pub(super) fn of(tables: &'t Tables) -> Self {
        let rows = tables.get(&Entity::Customer).map(Rows::of);
        let texts = |column: &str| rows.map(|rows| rows.texts(column)).unwrap_or_default();
        Self {
            rows,
            contacts: tables.get(&Entity::Contact).map(Rows::of),
            plain: TEXTS[..PLAIN].iter().map(|column| texts(column)).collect(),
            names: ["name", "name_local", "short_name"].map(texts),
            people: ["contact", "person_name"].map(texts),
            mobile: texts("mobile"),
            role: texts("role"),
            hand_in: texts("hand_in"),
        }
    }

    /// The golden record of a customer; `at` is where its first event row stands.
    pub(super) fn golden(&self, customer: &'t Customer, all: &'t Customers, at: Option<(Entity, usize)>) -> Golden<'t> {
        let records = all.records_of(customer);
        let mut golden = Golden { person: records.clone().all(|record| record.person), at, ..Golden::default() };
        golden.texts[COUNTRY] = most(records.clone().filter_map(|record| record.country.as_deref()));
        if let Some(rows) = self.rows {
            golden.newest = self.newest_first(customer, rows);
            golden.read_rows(self, rows);
        }
        if let Some(rows) = self.contacts {
            golden.read_contacts(customer, rows);
        }
        golden.texts[EMAIL] = golden.texts[EMAIL].or_else(|| records.clone().find_map(|record| record.emails.first()).map(Text::as_str));
        golden.texts[CITY] = golden.texts[CITY].or_else(|| records.clone().find_map(|record| record.city.as_deref()));
        for (column, text) in &customer.told {
            if let Some(at) = TEXTS.iter().position(|known| known == column) {
                golden.texts[at] = golden.texts[at].or(Some(text.as_str()));
            }
        }
        golden.name = self.best_name(&golden, customer, all);
        golden
    }

    /// Customer rows of a customer by hand-in month and date, the newest first.
    fn newest_first(&self, customer: &Customer, rows: Rows<'t>) -> Vec<usize> {
        let own = customer.rows.iter().filter(|(entity, _)| *entity == Entity::Customer);
        let mut list: Vec<usize> = own.map(|(_, row)| *row).collect();
        let age = |row: usize| age(self.hand_in.get(row), rows, row);
        if list.len() > 1 {
            list.sort_by(|a, b| age(*b).cmp(&age(*a)).then_with(|| place(rows, *a).cmp(&place(rows, *b))));
        }
        list
    }

    /// Plain spellings before shouted ones, full names before short ones, Latin or Chinese as most rows have it; then the most
    /// frequent, longest, first spelling.
    fn best_name(&self, golden: &Golden<'t>, customer: &Customer, all: &Customers) -> String {
        let mut spellings: BTreeMap<String, (u32, usize)> = BTreeMap::new();
        let mut put = |name: &str, weight: u32| {
            let shown = displayed(name).into_owned();
            spellings.entry(shown).or_default().0 += weight;
        };
        let named = |row: usize| self.names.iter().find_map(|column| column.get(row));
        golden.newest.iter().filter_map(|row| named(*row)).for_each(|name| put(name, 2));
        let elsewhere = |record: &Record| record.at.is_none_or(|(entity, _)| entity != Entity::Customer) || record.person;
        if all.records_of(customer).all(elsewhere) {
            all.records_of(customer).for_each(|record| put(record.shown(), 1));
        }
        // Only a choice needs the names taken apart.
        if spellings.len() > 1 {
            for (shown, entry) in &mut spellings {
                entry.1 = Name::parse(shown).map_or(0, |name| name.words.len() * 2 + usize::from(name.legal.is_some()));
            }
        }
        let best = spellings.into_iter().filter(|(name, _)| !name.is_empty()).max_by(|a, b| {
            let (left, right) = (a.1, b.1);
            let plain = is_plain(&a.0).cmp(&is_plain(&b.0));
            plain.then(left.1.cmp(&right.1)).then(left.0.cmp(&right.0)).then(b.0.cmp(&a.0))
        });
        let fallback = || spellings_of(customer, all).first().copied().or(golden.texts[EMAIL]).unwrap_or_default().to_owned();
        best.map_or_else(fallback, |(name, _)| name)
    }
}

impl<'t> Golden<'t> {
    /// A text column.
    pub(super) fn text(&self, column: &str) -> Option<&'t str> {
        self.texts[TEXTS.iter().position(|known| *known == column)?]
    }

    /// Where the name was read.
    pub(super) fn origin(&self, tables: &Tables) -> Option<Origin> {
        self.at.and_then(|(entity, row)| Some(Rows::of(tables.get(&entity)?).origin(row)))
    }

    fn put(&mut self, at: usize, text: Option<&'t str>) {
        self.texts[at] = self.texts[at].or(text);
    }

    fn read_rows(&mut self, sources: &Sources<'t>, rows: Rows<'t>) {
        for place in 0..self.newest.len() {
            let row = self.newest[place];
            for (at, column) in sources.plain.iter().enumerate() {
                self.put(at, column.get(row));
            }
            self.put(CONTACT, sources.people.iter().find_map(|column| column.get(row)));
            self.put(PHONE, sources.mobile.get(row));
            self.roles.extend(sources.role.get(row));
            let seen = [rows.date("created_on", row), self.first_seen_on];
            self.first_seen_on = seen.into_iter().flatten().min();
        }
        if let Some(role) = self.texts[KIND].filter(|kind| matches!(*kind, "agent" | "trading" | "trading_house")) {
            self.roles.insert(if role == "agent" { "agent" } else { "trading_house" });
        }
        self.at = self.newest.first().map(|row| (Entity::Customer, *row)).or(self.at);
    }

    fn read_contacts(&mut self, customer: &Customer, rows: Rows<'t>) {
        for (entity, row) in customer.rows.iter().filter(|(entity, _)| *entity == Entity::Contact) {
            self.at.get_or_insert((*entity, *row));
            for (at, from) in [(CONTACT, "name"), (EMAIL, "email"), (PHONE, "phone"), (PHONE, "mobile")] {
                self.put(at, rows.text(from, *row));
            }
        }
    }
}

/// Every spelling of a customer's name, sorted.
pub(super) fn spellings_of<'s>(customer: &'s Customer, all: &'s Customers) -> Vec<&'s str> {
    let shown = |record: &'s Record| record.names.iter().map(|name| name.shown.as_str()).chain([record.shown()]);
    let mut names: Vec<&str> = all.records_of(customer).flat_map(shown).filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// What puts rows of one age in order: file, sheet, row.
fn place(rows: Rows<'_>, row: usize) -> (Option<&str>, Option<&str>, Option<u32>) {
    (rows.text("file", row), rows.text("sheet", row), rows.count("row_first", row))
}

/// Not all in capitals, no title before it, no place behind it: `Menaje Araucanía SpA / Temuco`.
fn is_plain(name: &str) -> bool {
    let shouted = name.to_uppercase() == name && name.to_lowercase() != name;
    let titled = tokens(name).first().is_some_and(|word| is_title(word));
    !shouted && !titled && !name.contains(" / ")
}

/// The most frequent text, the first of equals.
fn most<'t>(values: impl Iterator<Item = &'t str>) -> Option<&'t str> {
    let mut counted: BTreeMap<&str, u32> = BTreeMap::new();
    values.for_each(|value| *counted.entry(value).or_default() += 1);
    counted.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0))).map(|(value, _)| value)
}
