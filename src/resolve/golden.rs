//! Golden record (主记录): what a customer is called and where it is, from everything its rows say.
//!
//! Decides which value survives: for the name the most complete spelling of the newest sheets, never one with a remark; for
//! the country the most frequent; for the rest the newest row that has it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::age::age;
use super::customers::{Customer, Customers};
use super::name::{Name, displayed};
use super::record::{Record, Text};
use super::token::{is_title, tokens};
use crate::finding::{Finding, Kind};
use crate::model::frame::{Rows, Texts};
use crate::model::tidied::Tables;
use crate::model::{Entity, Origin};

/// What decides one line of [`crate::model::resolved::CUSTOMER_COLUMNS`]. Its texts stay where they were read, and are looked up a
/// column at a time ([`Sources::text`]).
#[derive(Debug, Default, Clone)]
pub(super) struct Golden<'t> {
    /// Display name.
    pub name: String,
    /// Roles.
    pub roles: BTreeSet<&'t str>,
    /// A private person.
    pub person: bool,
    /// No row names it: its name is a number or a birthday.
    pub nameless: bool,
    /// Earliest day any row was created.
    pub first_seen_on: Option<NaiveDate>,
    /// Table and row in which the name was read.
    pub at: Option<(Entity, usize)>,
    /// Customer rows, the newest first.
    pub newest: Vec<usize>,
}

/// Columns that are taken from the newest row that has them.
const PLAIN: [&str; 9] = ["region", "city", "email", "phone", "website", "tax_id", "customer_type", "industry", "channel"];

/// The columns that golden records are read from, each found once.
pub(super) struct Sources<'t> {
    rows: Option<Rows<'t>>,
    contacts: Option<Rows<'t>>,
    plain: [Texts<'t>; PLAIN.len()],
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
            plain: PLAIN.map(texts),
            names: ["name", "name_local", "short_name"].map(texts),
            people: ["contact", "person_name"].map(texts),
            mobile: texts("mobile"),
            role: texts("role"),
            hand_in: texts("hand_in"),
        }
    }

    /// The golden record of a customer; `at` is where its first event row stands.
    pub(super) fn golden(&self, customer: &'t Customer, all: &'t Customers, at: Option<(Entity, usize)>) -> Golden<'t> {
        let person = all.records_of(customer).all(|record| record.person);
        let mut golden = Golden { person, at, ..Golden::default() };
        if let Some(rows) = self.rows {
            golden.newest = self.newest_first(customer, rows);
            golden.read_rows(self, rows);
        }
        let mut contacts = customer.rows.iter().filter(|(entity, _)| *entity == Entity::Contact);
        golden.at = golden.at.or_else(|| contacts.next().copied());
        (golden.name, golden.nameless) = match self.best_name(&golden, customer, all) {
            Some(name) => (name, false),
            None => (self.known_by(&golden, customer, all), true),
        };
        golden
    }

    /// A text column of a customer's line.
    pub(super) fn text(&self, column: &str, golden: &Golden<'t>, customer: &'t Customer, all: &'t Customers) -> Option<&'t str> {
        let newest = |from: &dyn Fn(usize) -> Option<&'t str>| golden.newest.iter().find_map(|row| from(*row));
        let records = || all.records_of(customer);
        let plain = PLAIN.iter().position(|known| *known == column).map(|at| self.plain[at]).unwrap_or_default();
        let contacts = |columns: &[&str]| {
            let rows = self.contacts?;
            let mut own = customer.rows.iter().filter(|(entity, _)| *entity == Entity::Contact);
            own.find_map(|(_, row)| columns.iter().find_map(|column| rows.text(column, *row)))
        };
        let said = match column {
            "country" => most(records().filter_map(|record| record.country.as_deref())),
            "contact" => newest(&|row| self.people.iter().find_map(|column| column.get(row))).or_else(|| contacts(&["name"])),
            "phone" => newest(&|row| plain.get(row).or_else(|| self.mobile.get(row))).or_else(|| contacts(&["phone", "mobile"])),
            "email" => newest(&|row| plain.get(row))
                .or_else(|| contacts(&["email"]))
                .or_else(|| records().find_map(|record| record.emails.first()).map(Text::as_str)),
            "city" => newest(&|row| plain.get(row)).or_else(|| records().find_map(|record| record.city.as_deref())),
            _ => newest(&|row| plain.get(row)),
        };
        said.or_else(|| customer.told.get(column).map(Text::as_str))
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
    fn best_name(&self, golden: &Golden<'t>, customer: &'t Customer, all: &'t Customers) -> Option<String> {
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
        // Only a choice needs the names taken apart, and most were.
        if spellings.len() > 1 {
            for (shown, entry) in &mut spellings {
                let known = all.records_of(customer).flat_map(|record| &record.names).find(|name| name.shown == **shown);
                let parsed = if known.is_some() { None } else { Name::parse(shown) };
                entry.1 = known.or(parsed.as_ref()).map_or(0, |name| name.words.len() * 2 + usize::from(name.legal.is_some()));
            }
        }
        let best = spellings.into_iter().filter(|(name, _)| !name.is_empty()).max_by(|a, b| {
            let (left, right) = (a.1, b.1);
            let plain = is_plain(&a.0).cmp(&is_plain(&b.0));
            plain.then(left.1.cmp(&right.1)).then(left.0.cmp(&right.0)).then(b.0.cmp(&a.0))
        });
        let known =
            || spellings_of(customer, all).first().copied().or_else(|| self.text("email", golden, customer, all)).map(str::to_owned);
        best.map(|(name, _)| name).or_else(known)
    }

    /// What a customer without a name is called by.
    fn known_by(&self, golden: &Golden<'t>, customer: &'t Customer, all: &'t Customers) -> String {
        let born = || all.records_of(customer).find_map(|record| record.birthday).map(|day| day.to_string());
        self.text("tax_id", golden, customer, all).map(str::to_owned).or_else(born).unwrap_or_default()
    }
}

impl<'t> Golden<'t> {
    /// A word about a customer that no row names.
    pub(super) fn finding(&self, tables: &Tables) -> Option<Finding> {
        let finding = || Finding::new(Kind::NameMissing).of(Entity::Customer, "name").with("name", &self.name);
        self.nameless.then(|| self.origin(tables).map_or_else(finding, |origin| finding().at(origin)))
    }

    /// Where the name was read.
    pub(super) fn origin(&self, tables: &Tables) -> Option<Origin> {
        self.at.and_then(|(entity, row)| Some(Rows::of(tables.get(&entity)?).origin(row)))
    }

    fn read_rows(&mut self, sources: &Sources<'t>, rows: Rows<'t>) {
        let kind = PLAIN.iter().position(|column| *column == "customer_type").map(|at| sources.plain[at]).unwrap_or_default();
        let mut called = None;
        for row in &self.newest {
            called = called.or(kind.get(*row));
            self.roles.extend(sources.role.get(*row));
            let seen = [rows.date("created_on", *row), self.first_seen_on];
            self.first_seen_on = seen.into_iter().flatten().min();
        }
        if let Some(role) = called.filter(|kind| matches!(*kind, "agent" | "trading" | "trading_house")) {
            self.roles.insert(if role == "agent" { "agent" } else { "trading_house" });
        }
        self.at = self.newest.first().map(|row| (Entity::Customer, *row)).or(self.at);
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
