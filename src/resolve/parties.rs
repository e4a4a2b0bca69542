//! Parties (事件里的客户): which customer an order, inquiry, payment … means by the name, code or address it gives.
//!
//! Decides in this order: an order's number where the row hangs on an order, the code, the whole name, the name without
//! legal form, the e-mail address, the best name by a clear margin. Who is found nowhere becomes a customer of its own,
//! called by its number where that is all there is; a row that names nobody stays without one. Neither is silent.

use std::collections::{BTreeMap, BTreeSet};

use super::customers::Customers;
use super::index::Index;
use super::name::Name;
use super::record::{Record, Text, digits, listed, person_words};
use super::vocabulary::Vocabulary;
use crate::finding::{Finding, Kind};
use crate::model::frame::Rows;
use crate::model::tidied::Tables;
use crate::model::{Entity, Origin, folding};

/// Entities that name a customer, in the order in which new customers are called after them.
pub(super) const NAMING: [Entity; 21] = [
    Entity::Order,
    Entity::Inquiry,
    Entity::Quotation,
    Entity::Sample,
    Entity::Interaction,
    Entity::Complaint,
    Entity::Survey,
    Entity::ExhibitionLead,
    Entity::Handover,
    Entity::Payment,
    Entity::Receivable,
    Entity::OrderLine,
    Entity::Visit,
    Entity::Shipment,
    Entity::ServiceRequest,
    Entity::Feedback,
    Entity::Deduction,
    Entity::CreditLimit,
    Entity::PriceList,
    Entity::CompanyTarget,
    Entity::Blacklist,
];

/// Entities whose rows hang on an order by its number, and on an inquiry.
const HANGING: [(Entity, &str, Entity); 8] = [
    (Entity::Payment, "order_no", Entity::Order),
    (Entity::Receivable, "order_no", Entity::Order),
    (Entity::OrderLine, "order_no", Entity::Order),
    (Entity::Complaint, "order_no", Entity::Order),
    (Entity::Shipment, "order_no", Entity::Order),
    (Entity::Deduction, "order_no", Entity::Order),
    (Entity::ServiceRequest, "order_no", Entity::Order),
    (Entity::Quotation, "inquiry_no", Entity::Inquiry),
];

/// Lists that may name companies we never dealt with: nobody becomes a customer by standing there.
const LISTING: [Entity; 4] = [Entity::Handover, Entity::PriceList, Entity::CompanyTarget, Entity::Blacklist];

/// Columns of an order that are its customer's.
const TOLD: [&str; 6] = ["contact", "email", "phone", "website", "city", "tax_id"];

/// Customers by entity and number.
type Numbers = BTreeMap<(Entity, String), usize>;

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

/// Gives every row of an event its customer.
pub(super) fn attach(tables: &Tables, customers: &mut Customers, vocabulary: &Vocabulary, findings: &mut Vec<Finding>) {
    if !NAMING.iter().any(|entity| tables.contains_key(entity)) {
        return;
    }
    let mut index = Index::default();
    for (at, customer) in customers.list.iter().enumerate() {
        customers.records_of(customer).for_each(|record| index.add(at, record));
    }
    let coded = customers.list.iter().flat_map(|customer| customers.records_of(customer)).any(|record| record.code.is_some());
    let mut parties: BTreeMap<(Text, String), Party> = BTreeMap::new();
    let mut hanging = Vec::new();
    let numbers = known_numbers(tables);
    for entity in NAMING {
        let Some(frame) = tables.get(&entity) else { continue };
        let rows = Rows::of(frame);
        let hook = HANGING.iter().find(|(hangs, ..)| *hangs == entity);
        for row in 0..rows.len() {
            let number = hook.and_then(|(_, column, on)| Some((*on, rows.text(column, row).map(folding::key)?)));
            match number.filter(|number| numbers.contains(number)) {
                Some(number) => hanging.push((entity, row, number)),
                None => read(entity, rows, row, &mut parties, findings),
            }
        }
    }
    let mut parties: Vec<Party> = parties.into_values().collect();
    // Where no sheet of customers has numbers, an order's number for its customer is all the name there is.
    let ordering = |party: &Party| party.rows.iter().any(|(entity, _)| *entity == Entity::Order);
    for party in parties.iter_mut().filter(|party| !coded && party.name.is_none() && party.emails.is_empty() && ordering(party)) {
        party.called = party.written_code.clone();
    }
    parties.iter_mut().filter_map(|party| party.name.as_mut()).for_each(|name| vocabulary.weigh_name(name));
    // Whole names before short ones, so that a short one finds them.
    let words = |party: &Party| party.name.as_ref().map_or(0, |name| name.words.len());
    parties.sort_by_key(|party| std::cmp::Reverse(words(party)));
    // Known ones first: an order's number then tells whom another sheet's translated name (枫谷家居) means.
    let (known, unknown): (Vec<&Party>, Vec<&Party>) = parties.iter().partition(|party| index.find(party) != Ok(None));
    for party in known {
        place(party, tables, customers, &mut index, findings);
    }
    let told = numbers_of(tables, customers);
    for party in unknown {
        match translated(party, tables, &told, customers) {
            Some(at) => {
                index.add(at, &party.record(&party.shown()));
                party.rows.iter().for_each(|row| customers.of.insert(*row, at));
            }
            None => place(party, tables, customers, &mut index, findings),
        }
    }
    hang(tables, hanging, customers);
}

fn place(party: &Party, tables: &Tables, customers: &mut Customers, index: &mut Index, findings: &mut Vec<Finding>) {
    let first = party.rows.iter().min().and_then(|(entity, row)| Some((*entity, Rows::of(tables.get(entity)?).origin(*row))));
    let shown = party.shown();
    let finding = |kind| {
        let finding = Finding::new(kind).with("name", &shown);
        first.clone().map_or(finding.clone(), |(entity, origin)| finding.of(entity, "customer").at(origin))
    };
    let found = match index.find(party) {
        Ok(Some(at)) => at,
        // Two customers have the name: a person must say which is meant.
        Err(()) => {
            findings.push(finding(Kind::CustomerUnmatched));
            return;
        }
        Ok(None) if !party.worth_a_customer || party.name.is_none() && party.called.is_none() => {
            if party.worth_a_customer {
                findings.push(finding(Kind::CustomerUnmatched));
            }
            return;
        }
        Ok(None) => {
            let record = party.record(&shown);
            index.add(customers.list.len(), &record);
            let found_in = first.as_ref().map(|(entity, _)| *entity);
            findings.push(finding(Kind::CustomerOnlyInEvents));
            customers.add(record, found_in)
        }
    };
    for (column, text) in &party.told {
        customers.list[found].told.entry(column).or_insert_with(|| text.clone());
    }
    party.rows.iter().for_each(|row| customers.of.insert(*row, found));
}

impl Party {
    /// The country given most often.
    pub(super) fn country(&self) -> Option<&Text> {
        self.countries.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map(|(country, _)| country)
    }

    fn shown(&self) -> Text {
        self.name
            .as_ref()
            .map(|name| name.shown.clone())
            .or_else(|| self.emails.first().or(self.called.as_ref()).cloned())
            .unwrap_or_default()
    }

    fn record(&self, shown: &str) -> Record {
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

/// Reads who a row means, and puts it with the rows that mean the same.
fn read(entity: Entity, rows: Rows<'_>, row: usize, parties: &mut BTreeMap<(Text, String), Party>, findings: &mut Vec<Finding>) {
    let text = |column: &str| rows.text(column, row).map(str::trim).filter(|text| !text.is_empty());
    let company = text("customer").and_then(Name::parse);
    let person = if company.is_none() { text("contact").and_then(Name::parse) } else { None };
    let code = text("customer_code").map(folding::key).filter(|code| !code.is_empty()).map(Text::from);
    let email = listed(text("email")).next().map(|email| Text::from(email.to_lowercase()));
    let key = match (&company, &code, &email, &person) {
        (None, None, None, None) => {
            if names_somebody(entity, rows, row) {
                findings.push(Finding::new(Kind::CustomerUnmatched).of(entity, "customer").at(rows.origin(row)));
            }
            return;
        }
        (Some(name), _, _, _) | (None, None, None, Some(name)) => name.full_key.clone(),
        (None, Some(_), _, _) => Text::default(),
        (None, None, Some(email), _) => email.clone(),
    };
    // A crowd of sister companies shares a name: the country tells them apart.
    let country = text("country").map(Text::from);
    let party =
        parties.entry((key, format!("{}|{}", code.as_deref().unwrap_or_default(), country.as_deref().unwrap_or_default()))).or_default();
    party.person |= company.is_none() && person.is_some() && code.is_none();
    let better = company.or(person);
    if party.name.as_ref().is_none_or(|known| better.as_ref().is_some_and(|name| name.shown < known.shown)) {
        party.name = better.or(party.name.take());
    }
    party.code = code.or(party.code.take());
    if let Some(written) = text("customer_code").filter(|_| party.written_code.is_none()) {
        party.written_code = Some(Text::from(written));
    }
    if let Some(country) = country {
        *party.countries.entry(country).or_default() += 1;
    }
    party.emails.extend(listed(text("email")).map(|email| Text::from(email.to_lowercase())));
    party.phones.extend(listed(text("phone")).filter_map(digits));
    if entity == Entity::Order {
        for column in TOLD {
            if let Some(text) = text(column) {
                party.told.entry(column).or_insert_with(|| Text::from(text));
            }
        }
    }
    party.rows.push((entity, row));
    party.worth_a_customer |= !(LISTING.contains(&entity) || entity == Entity::Inquiry && text("status") == Some("invalid"));
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

/// Numbers that orders and inquiries have, so that rows can hang on them.
fn known_numbers(tables: &Tables) -> BTreeSet<(Entity, String)> {
    let mut numbers = BTreeSet::new();
    for entity in [Entity::Order, Entity::Inquiry] {
        let Some(frame) = tables.get(&entity) else { continue };
        let rows = Rows::of(frame);
        let named = |row: &usize| ["customer", "customer_code", "email"].iter().any(|column| rows.text(column, *row).is_some());
        numbers.extend((0..rows.len()).filter(named).filter_map(|row| Some((entity, rows.text("no", row).map(folding::key)?))));
    }
    numbers
}

/// Customers by the number of the orders and inquiries that name them; the first sheet decides.
fn numbers_of(tables: &Tables, customers: &Customers) -> Numbers {
    let mut numbers: BTreeMap<(Entity, String), (Origin, usize)> = BTreeMap::new();
    for entity in [Entity::Order, Entity::Inquiry] {
        let Some(frame) = tables.get(&entity) else { continue };
        let rows = Rows::of(frame);
        for row in 0..rows.len() {
            let (Some(no), Some(at)) = (rows.text("no", row), customers.of.get((entity, row))) else { continue };
            let told = (rows.origin(row), at);
            let entry = numbers.entry((entity, folding::key(no))).or_insert_with(|| told.clone());
            if told < *entry {
                *entry = told;
            }
        }
    }
    numbers.into_iter().map(|(number, (_, at))| (number, at)).collect()
}

/// The customer that other sheets name under this party's order and inquiry numbers, where the scripts differ: a name and
/// its translation. One other customer among them, and it is nobody's translation.
fn translated(party: &Party, tables: &Tables, told: &Numbers, customers: &Customers) -> Option<usize> {
    let name = party.name.as_ref()?;
    let mut meant: BTreeSet<usize> = BTreeSet::new();
    for (entity, row) in &party.rows {
        let rows = Rows::of(tables.get(entity)?);
        let (on, column) = match entity {
            Entity::Order | Entity::Inquiry => (*entity, "no"),
            Entity::Quotation => (Entity::Inquiry, "inquiry_no"),
            _ => (Entity::Order, "order_no"),
        };
        meant.extend(rows.text(column, *row).and_then(|no| told.get(&(on, folding::key(no)))).copied());
    }
    let at: usize = meant.first().copied().filter(|_| meant.len() == 1)?;
    let mut names = customers.records_of(&customers.list[at]).flat_map(|record| &record.names).peekable();
    (names.peek().is_some() && names.all(|known| known.han != name.han)).then_some(at)
}

/// Gives rows that hang on an order or inquiry its customer.
fn hang(tables: &Tables, hanging: Vec<(Entity, usize, (Entity, String))>, customers: &mut Customers) {
    let numbers = numbers_of(tables, customers);
    for (entity, row, number) in hanging {
        if let Some(at) = numbers.get(&number) {
            customers.of.insert((entity, row), *at);
        }
    }
}
