//! Party (当事方): whom a row of an event means, from its cells to one party for all rows that mean the same.
//!
//! Decides that rows mean one party when name, number and country agree; a name of which nothing is left lets the contact
//! speak, then the number, then the address. A row that names nobody is told, unless such rows need nobody.

use std::collections::{BTreeMap, BTreeSet};

use super::name::Name;
use super::record::{Record, Text, digits, listed, person_words};
use crate::finding::{Finding, Kind};
use crate::model::frame::{Rows, Texts};
use crate::model::quick::Quick;
use crate::model::{Entity, folding};

/// Lists that may name companies we never dealt with: nobody becomes a customer by standing there.
const LISTING: [Entity; 4] = [Entity::Handover, Entity::PriceList, Entity::CompanyTarget, Entity::Blacklist];

/// Columns of an order that are its customer's.
const TOLD: [&str; 6] = ["contact", "email", "phone", "website", "city", "tax_id"];

/// Everything that rows say about one party.
#[derive(Debug, Default)]
pub(super) struct Party {
    /// Name, taken apart and weighed.
    pub name: Option<Name>,
    /// The company's own number for the customer.
    pub code: Option<Text>,
    /// That number as first written.
    pub written_code: Option<Text>,
    /// The number as a name, where nothing else is told.
    pub called: Option<Text>,
    /// Countries given, with how often.
    pub countries: BTreeMap<Text, u32>,
    /// Addresses given.
    pub emails: BTreeSet<Text>,
    /// Numbers given.
    pub phones: BTreeSet<Text>,
    /// What an order's row says about its customer, by column of the golden record.
    pub told: BTreeMap<&'static str, Text>,
    /// Only a person is named.
    pub person: bool,
    /// Where it is named.
    pub rows: Vec<(Entity, usize)>,
    /// Named by more than spam and handovers: a customer of its own if it is nobody else's.
    pub worth_a_customer: bool,
}

impl Party {
    /// The country given most often.
    pub(super) fn country(&self) -> Option<&Text> {
        self.countries.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map(|(country, _)| country)
    }

    /// What it is called.
    pub(super) fn shown(&self) -> Text {
        self.name
            .as_ref()
            .map(|name| name.shown.clone())
            .or_else(|| self.emails.first().or(self.called.as_ref()).cloned())
            .unwrap_or_default()
    }

    /// As a record of a customer.
    pub(super) fn record(&self, shown: &str) -> Record {
        let mut record = Record { shown: Text::from(shown), person: self.person, code: self.code.clone(), ..Record::default() };
        record.country = self.country().cloned();
        if self.person {
            record.given = Some(Text::from(person_words(shown).concat()));
        } else {
            record.names = self.name.clone().into_iter().collect();
        }
        record.emails = self.emails.iter().cloned().collect();
        record.phones = self.phones.iter().cloned().collect();
        record.finish(None);
        record
    }
}

/// The columns by which rows say whom they mean, each found once.
pub(super) struct Said<'t> {
    entity: Entity,
    rows: Rows<'t>,
    customer: Texts<'t>,
    contact: Texts<'t>,
    code: Texts<'t>,
    email: Texts<'t>,
    phone: Texts<'t>,
    country: Texts<'t>,
    status: Texts<'t>,
    told: Vec<(&'static str, Texts<'t>)>,
}

impl<'t> Said<'t> {
    /// Of this table.
    pub(super) fn of(entity: Entity, rows: Rows<'t>) -> Self {
        let told: &[&'static str] = if entity == Entity::Order { &TOLD } else { &[] };
        Self {
            entity,
            rows,
            customer: rows.texts("customer"),
            contact: rows.texts("contact"),
            code: rows.texts("customer_code"),
            email: rows.texts("email"),
            phone: rows.texts("phone"),
            country: rows.texts("country"),
            status: rows.texts("status"),
            told: told.iter().map(|column| (*column, rows.texts(column))).collect(),
        }
    }
}

/// Parties as they are met. Most rows say of theirs what an earlier row said, cell for cell: those are not read again.
#[derive(Default)]
pub(super) struct Parties<'t> {
    list: Vec<Party>,
    /// By name or what stands for it, and code and country.
    places: BTreeMap<(Text, String), usize>,
    /// By the cells that say who is meant.
    known: Quick<[Option<&'t str>; 5], usize>,
}

impl<'t> Parties<'t> {
    /// Reads who a row means, and puts it with the rows that mean the same.
    pub(super) fn read(&mut self, said: &Said<'t>, row: usize, findings: &mut Vec<Finding>) {
        let text = |column: Texts<'t>| column.get(row).map(str::trim).filter(|text| !text.is_empty());
        let named = text(said.customer);
        let contact = text(said.contact).filter(|_| named.is_none());
        let cells = [named, contact, text(said.code), text(said.email), text(said.country)];
        let Some(at) = self.known.get(&cells).copied().or_else(|| self.met(said, row, cells, findings)) else { return };
        let party = &mut self.list[at];
        if let Some(country) = cells[4] {
            *party.countries.entry(Text::from(country)).or_default() += 1;
        }
        party.phones.extend(listed(text(said.phone)).filter_map(digits));
        for (column, texts) in &said.told {
            if let Some(text) = text(*texts) {
                party.told.entry(column).or_insert_with(|| Text::from(text));
            }
        }
        party.rows.push((said.entity, row));
        let spam = said.entity == Entity::Inquiry && text(said.status) == Some("invalid");
        party.worth_a_customer |= !(LISTING.contains(&said.entity) || spam);
    }

    /// The party of a row whose cells no other row had; `None` when it names nobody.
    fn met(&mut self, said: &Said<'t>, row: usize, cells: [Option<&'t str>; 5], findings: &mut Vec<Finding>) -> Option<usize> {
        let company = cells[0].and_then(Name::parse);
        let contact = said.contact.get(row).map(str::trim).filter(|text| !text.is_empty() && company.is_none());
        let person = contact.and_then(Name::parse);
        let code = cells[2].map(folding::key).filter(|code| !code.is_empty()).map(Text::from);
        let emails = || listed(cells[3]).map(|email| Text::from(email.to_lowercase()));
        let key = match (&company, &code, emails().next(), &person) {
            (None, None, None, None) => {
                if names_somebody(said.entity, said.rows, row) {
                    findings.push(Finding::new(Kind::CustomerUnmatched).of(said.entity, "customer").at(said.rows.origin(row)));
                }
                return None;
            }
            (Some(name), _, _, _) | (None, None, None, Some(name)) => name.full_key.clone(),
            (None, Some(_), _, _) => Text::default(),
            (None, None, Some(email), _) => email,
        };
        // A crowd of sister companies shares a name: the country tells them apart.
        let apart = format!("{}|{}", code.as_deref().unwrap_or_default(), cells[4].unwrap_or_default());
        let at = *self.places.entry((key, apart)).or_insert(self.list.len());
        if at == self.list.len() {
            self.list.push(Party::default());
        }
        // A name of which nothing is left (`-`) lets the contact speak, who is another in every row.
        if company.is_some() == cells[0].is_some() {
            self.known.insert(cells, at);
        }
        let party = &mut self.list[at];
        party.person |= company.is_none() && person.is_some() && code.is_none();
        let better = company.or(person);
        if party.name.as_ref().is_none_or(|known| better.as_ref().is_some_and(|name| name.shown < known.shown)) {
            party.name = better.or(party.name.take());
        }
        party.code = code.or(party.code.take());
        if let Some(written) = cells[2].filter(|_| party.written_code.is_none()) {
            party.written_code = Some(Text::from(written));
        }
        party.emails.extend(emails());
        Some(at)
    }

    /// All parties by name, code and country.
    pub(super) fn in_order(mut self) -> Vec<Party> {
        self.places.into_values().map(|at| std::mem::take(&mut self.list[at])).collect()
    }
}

/// A row of invitations, or an order line, is about no customer of its own.
fn names_somebody(entity: Entity, rows: Rows<'_>, row: usize) -> bool {
    match entity {
        Entity::Survey => rows.number("invited", row).is_none() && rows.number("bounced", row).is_none(),
        Entity::OrderLine | Entity::PriceList => false,
        Entity::Inquiry => rows.text("status", row) != Some("invalid"),
        _ => true,
    }
}
