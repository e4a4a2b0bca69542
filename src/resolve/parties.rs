//! Parties (事件里的客户): which customer an order, inquiry, payment … means by the name, code or address it gives.
//!
//! Decides in this order: an order's number where the row hangs on an order, the code, the whole name, the name without
//! legal form, the e-mail address, the best name by a clear margin. Who is found nowhere becomes a customer of its own,
//! called by its number where that is all there is; a row that names nobody stays without one. Neither is silent.

use std::collections::{BTreeSet, HashSet};
use std::hash::BuildHasherDefault;

use super::customers::Customers;
use super::index::Index;
use super::party::{Parties, Party, Said};
use super::vocabulary::Vocabulary;
use crate::finding::{Finding, Kind};
use crate::model::frame::{Rows, Texts};
use crate::model::quick::{Mix, Quick};
use crate::model::tidied::Tables;
use crate::model::{Entity, folding};

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
pub(super) const HANGING: [(Entity, &str, Entity); 8] = [
    (Entity::Payment, "order_no", Entity::Order),
    (Entity::Receivable, "order_no", Entity::Order),
    (Entity::OrderLine, "order_no", Entity::Order),
    (Entity::Complaint, "order_no", Entity::Order),
    (Entity::Shipment, "order_no", Entity::Order),
    (Entity::Deduction, "order_no", Entity::Order),
    (Entity::ServiceRequest, "order_no", Entity::Order),
    (Entity::Quotation, "inquiry_no", Entity::Inquiry),
];

/// File, sheet and row that name a customer, and its place.
type Told<'t> = ((&'t str, &'t str, u32), usize);
/// Customers by entity and number.
type Numbers<'t> = Quick<(Entity, String), Told<'t>>;

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
    let mut parties = Parties::default();
    let mut hanging = Vec::new();
    // Where nothing hangs on an order, nobody asks for an order's number.
    let hangs = tables.iter().any(|(entity, frame)| hook_of(*entity, Rows::of(frame)).is_some());
    let numbers = if hangs { known_numbers(tables) } else { HashSet::default() };
    for entity in NAMING {
        let Some(frame) = tables.get(&entity) else { continue };
        let rows = Rows::of(frame);
        let said = Said::of(entity, rows);
        let hook = hook_of(entity, rows);
        for row in 0..rows.len() {
            let number = hook.and_then(|(column, on)| Some((on, column.get(row).map(folding::key)?)));
            match number.filter(|number| numbers.contains(number)) {
                Some(number) => hanging.push((entity, row, number)),
                None => parties.read(&said, row, findings),
            }
        }
    }
    let mut parties = parties.in_order();
    // Where no sheet of customers has numbers, an order's number for its customer is all the name there is.
    let ordering = |party: &Party| party.rows.iter().any(|(entity, _)| *entity == Entity::Order);
    for party in parties.iter_mut().filter(|party| !coded && party.name.is_none() && party.code.is_some() && ordering(party)) {
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
    let told = if unknown.iter().any(|party| party.name.is_some()) { numbers_of(tables, customers) } else { Numbers::default() };
    for party in unknown {
        match translated(party, tables, &told, customers) {
            Some(at) => {
                index.add(at, &party.record(&party.shown()));
                party.rows.iter().for_each(|row| customers.of.insert(*row, at));
            }
            None => place(party, tables, customers, &mut index, findings),
        }
    }
    if !hanging.is_empty() {
        hang(tables, hanging, customers);
    }
}

/// The numbers by which the rows of a table hang on another, and on which; none where no row has one.
fn hook_of(entity: Entity, rows: Rows<'_>) -> Option<(Texts<'_>, Entity)> {
    let (_, column, on) = HANGING.iter().find(|(hangs, ..)| *hangs == entity)?;
    Some((rows.texts(column), *on)).filter(|(column, _)| !matches!(column, Texts::Null))
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

/// Numbers that orders and inquiries have, so that rows can hang on them; only looked up.
fn known_numbers(tables: &Tables) -> HashSet<(Entity, String), BuildHasherDefault<Mix>> {
    let mut numbers = HashSet::default();
    for entity in [Entity::Order, Entity::Inquiry] {
        let Some(frame) = tables.get(&entity) else { continue };
        let rows = Rows::of(frame);
        let (no, naming) = (rows.texts("no"), ["customer", "customer_code", "email"].map(|column| rows.texts(column)));
        let named = |row: &usize| naming.iter().any(|column| column.get(*row).is_some());
        numbers.extend((0..rows.len()).filter(named).filter_map(|row| Some((entity, no.get(row).map(folding::key)?))));
    }
    numbers
}

/// Customers by the number of the orders and inquiries that name them; the first sheet decides.
fn numbers_of<'t>(tables: &'t Tables, customers: &Customers) -> Numbers<'t> {
    let mut numbers = Numbers::default();
    for entity in [Entity::Order, Entity::Inquiry] {
        let Some(frame) = tables.get(&entity) else { continue };
        let rows = Rows::of(frame);
        let [numbered, files, sheets] = ["no", "file", "sheet"].map(|column| rows.texts(column));
        let firsts = rows.counts("row_first");
        for row in 0..rows.len() {
            let (Some(no), Some(at)) = (numbered.get(row), customers.of.get((entity, row))) else { continue };
            let stands = (files.get(row).unwrap_or_default(), sheets.get(row).unwrap_or_default(), firsts(row).unwrap_or(0));
            let told = (stands, at);
            let entry = numbers.entry((entity, folding::key(no))).or_insert(told);
            *entry = told.min(*entry);
        }
    }
    numbers
}

/// The customer that other sheets name under this party's order and inquiry numbers, where the scripts differ: a name and
/// its translation. One other customer among them, and it is nobody's translation.
fn translated(party: &Party, tables: &Tables, told: &Numbers<'_>, customers: &Customers) -> Option<usize> {
    let name = party.name.as_ref()?;
    let mut meant: BTreeSet<usize> = BTreeSet::new();
    for (entity, row) in &party.rows {
        let rows = Rows::of(tables.get(entity)?);
        let (on, column) = match entity {
            Entity::Order | Entity::Inquiry => (*entity, "no"),
            Entity::Quotation => (Entity::Inquiry, "inquiry_no"),
            _ => (Entity::Order, "order_no"),
        };
        meant.extend(rows.text(column, *row).and_then(|no| told.get(&(on, folding::key(no)))).map(|(_, at)| *at));
    }
    let at: usize = meant.first().copied().filter(|_| meant.len() == 1)?;
    let mut names = customers.records_of(&customers.list[at]).flat_map(|record| &record.names).peekable();
    (names.peek().is_some() && names.all(|known| known.han != name.han)).then_some(at)
}

/// Gives rows that hang on an order or inquiry its customer.
fn hang(tables: &Tables, hanging: Vec<(Entity, usize, (Entity, String))>, customers: &mut Customers) {
    let numbers = numbers_of(tables, customers);
    for (entity, row, number) in hanging {
        if let Some((_, at)) = numbers.get(&number) {
            customers.of.insert((entity, row), *at);
        }
    }
}
