//! Golden record (主记录): what a customer is called and where it is, from everything its rows say.
//!
//! Decides which value survives: for the name the most complete spelling of the newest sheets, never one with a remark; for
//! the country the most frequent; for the rest the newest row that has it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::customers::Customer;
use super::name::{Name, displayed, is_title, tokens};
use crate::model::frame::Rows;
use crate::model::tidied::Tables;
use crate::model::{Entity, Origin};

/// One line of [`crate::model::resolved::CUSTOMER_COLUMNS`] without ids and owner.
#[derive(Debug, Default, Clone)]
pub(super) struct Golden {
    /// Display name.
    pub name: String,
    /// All spellings, sorted.
    pub names: BTreeSet<String>,
    /// Text columns by name.
    pub texts: BTreeMap<&'static str, String>,
    /// Roles.
    pub roles: BTreeSet<String>,
    /// A private person.
    pub person: bool,
    /// Earliest day any row was created.
    pub first_seen_on: Option<NaiveDate>,
    /// Where the name was read.
    pub origin: Option<Origin>,
    /// Customer rows, the newest first.
    pub newest: Vec<usize>,
}

/// Text columns taken from the newest row that has them.
const TEXTS: [&str; 9] = ["region", "city", "email", "phone", "website", "tax_id", "customer_type", "industry", "channel"];

/// The golden record of a customer; `at` is where its first event row stands.
pub(super) fn golden(customer: &Customer, tables: &Tables, at: Option<Origin>) -> Golden {
    let mut golden = Golden { person: customer.records.iter().all(|record| record.person), origin: at, ..Golden::default() };
    golden.names = customer
        .records
        .iter()
        .flat_map(|record| record.names.iter().map(|name| name.shown.clone()).chain([record.shown.clone()]))
        .collect();
    golden.names.retain(|name| !name.is_empty());
    let countries = count(customer.records.iter().filter_map(|record| record.country.clone()));
    golden.texts.extend(most(&countries).map(|country| ("country", country.clone())));
    if let Some(frame) = tables.get(&Entity::Customer) {
        let rows = Rows::of(frame);
        golden.newest = newest_first(customer, rows);
        golden.read_rows(customer, rows);
    }
    if let Some(frame) = tables.get(&Entity::Contact) {
        golden.read_contacts(customer, Rows::of(frame));
    }
    for (column, value) in [
        ("email", customer.records.iter().find_map(|record| record.emails.first())),
        ("city", customer.records.iter().find_map(|record| record.city.as_ref())),
    ] {
        if let Some(value) = value {
            golden.texts.entry(column).or_insert_with(|| value.clone());
        }
    }
    for (column, text) in &customer.told {
        golden.texts.entry(column).or_insert_with(|| text.clone());
    }
    golden.name = golden.best_name(customer, tables);
    golden
}

impl Golden {
    fn read_rows(&mut self, customer: &Customer, rows: Rows<'_>) {
        for row in self.newest.clone() {
            for column in TEXTS {
                if let Some(text) = rows.text(column, row) {
                    self.texts.entry(column).or_insert_with(|| text.to_owned());
                }
            }
            if let Some(contact) = rows.text("contact", row).or(rows.text("person_name", row)) {
                self.texts.entry("contact").or_insert_with(|| contact.to_owned());
            }
            if let Some(mobile) = rows.text("mobile", row) {
                self.texts.entry("phone").or_insert_with(|| mobile.to_owned());
            }
            self.roles.extend(rows.text("role", row).map(str::to_owned));
            let seen = [rows.date("created_on", row), self.first_seen_on];
            self.first_seen_on = seen.into_iter().flatten().min();
        }
        let types = self.texts.get("customer_type").map(String::as_str);
        if let Some(role) = types.filter(|kind| matches!(*kind, "agent" | "trading" | "trading_house")) {
            self.roles.insert(if role == "agent" { "agent" } else { "trading_house" }.to_owned());
        }
        self.origin = self.newest.first().map(|row| rows.origin(*row)).or(self.origin.take());
        debug_assert!(customer.rows.len() >= self.newest.len());
    }

    fn read_contacts(&mut self, customer: &Customer, rows: Rows<'_>) {
        for (_, row) in customer.rows.iter().filter(|(entity, _)| *entity == Entity::Contact) {
            self.origin.get_or_insert_with(|| rows.origin(*row));
            for (column, from) in [("contact", "name"), ("email", "email"), ("phone", "phone"), ("phone", "mobile")] {
                if let Some(text) = rows.text(from, *row) {
                    self.texts.entry(column).or_insert_with(|| text.to_owned());
                }
            }
        }
    }

    /// Plain spellings before shouted ones, full names before short ones, Latin or Chinese as most rows have it; then the most frequent, longest, first spelling.
    fn best_name(&self, customer: &Customer, tables: &Tables) -> String {
        let mut spellings: BTreeMap<String, (u32, usize)> = BTreeMap::new();
        let mut put = |name: &str, weight: u32| {
            let shown = displayed(name);
            spellings.entry(shown).or_default().0 += weight;
        };
        if let Some(frame) = tables.get(&Entity::Customer) {
            let rows = Rows::of(frame);
            let named = |row: usize| rows.text("name", row).or(rows.text("name_local", row)).or(rows.text("short_name", row));
            self.newest.iter().filter_map(|row| named(*row)).for_each(|name| put(name, 2));
        }
        if customer.records.iter().all(|record| record.at.is_none_or(|(entity, _)| entity != Entity::Customer) || record.person) {
            customer.records.iter().for_each(|record| put(&record.shown, 1));
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
        let fallback = || self.texts.get("email").cloned().unwrap_or_default();
        best.map(|(name, _)| name).or_else(|| self.names.first().cloned()).unwrap_or_else(fallback)
    }
}

/// Not all in capitals, no title before it, no place behind it: `Menaje Araucanía SpA / Temuco`.
fn is_plain(name: &str) -> bool {
    let shouted = name.to_uppercase() == name && name.to_lowercase() != name;
    let titled = tokens(name).first().is_some_and(|word| is_title(word));
    !shouted && !titled && !name.contains(" / ")
}

/// Customer rows of a customer by hand-in month and date, the newest first.
fn newest_first(customer: &Customer, rows: Rows<'_>) -> Vec<usize> {
    let mut list: Vec<usize> = customer.rows.iter().filter(|(entity, _)| *entity == Entity::Customer).map(|(_, row)| *row).collect();
    let age = |row: usize| {
        let dates = ["updated_on", "created_on"].map(|column| rows.date(column, row));
        (rows.text("hand_in", row), dates[0].or(dates[1]))
    };
    list.sort_by(|a, b| age(*b).cmp(&age(*a)).then_with(|| rows.origin(*a).cmp(&rows.origin(*b))));
    list
}

fn count(values: impl Iterator<Item = String>) -> BTreeMap<String, u32> {
    let mut counted = BTreeMap::new();
    values.for_each(|value| *counted.entry(value).or_default() += 1);
    counted
}

fn most(counted: &BTreeMap<String, u32>) -> Option<&String> {
    counted.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map(|(value, _)| value)
}
