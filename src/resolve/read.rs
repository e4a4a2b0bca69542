//! Reading (取记录): from the rows of a customer or contact table to records that can be compared.
//!
//! Decides which columns say who somebody is, and when a row is about a person: a name in parts and no company, or a customer
//! called what its contact is called.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::list::List;
use super::name::Name;
use super::record::{Record, Text, as_written, digits, family_name, given_name, listed, person_words, split_person};
use super::token::tokens;
use crate::model::frame::{Rows, Texts};
use crate::model::{Entity, folding};

/// File and sheet.
type Sheet = Arc<(Arc<str>, Arc<str>)>;

/// The columns of a table that say who somebody is, each found once.
pub(super) struct Reader<'a> {
    entity: Entity,
    rows: Rows<'a>,
    companies: Vec<Texts<'a>>,
    name: Texts<'a>,
    whole: Texts<'a>,
    parts: (Texts<'a>, Texts<'a>),
    contact: Texts<'a>,
    person_name: Texts<'a>,
    customer_type: Texts<'a>,
    places: [Texts<'a>; 4],
    streets: [Texts<'a>; 3],
    numbers: [(Texts<'a>, Texts<'a>); 3],
    email: Texts<'a>,
    website: Texts<'a>,
    own: [Texts<'a>; 3],
    stands: (Texts<'a>, Texts<'a>),
    sheets: BTreeMap<(&'a str, &'a str), Sheet>,
}

impl<'a> Reader<'a> {
    /// Of a customer or contact table.
    pub(super) fn of(entity: Entity, rows: Rows<'a>) -> Self {
        let companies: &[&str] = if entity == Entity::Customer { &["name", "name_local", "short_name"] } else { &["customer"] };
        Self {
            entity,
            rows,
            companies: companies.iter().map(|column| rows.texts(column)).collect(),
            name: rows.texts("name"),
            whole: rows.texts(if entity == Entity::Contact { "name" } else { "person_name" }),
            parts: (rows.texts("first_name"), rows.texts("last_name")),
            contact: rows.texts("contact"),
            person_name: rows.texts("person_name"),
            customer_type: rows.texts("customer_type"),
            places: ["country", "city", "region", "postcode"].map(|column| rows.texts(column)),
            streets: ["street_number", "address", "address_2"].map(|column| rows.texts(column)),
            numbers: [("phone", "phone_text"), ("mobile", "mobile_text"), ("fax", "fax_text")]
                .map(|(typed, written)| (rows.texts(typed), rows.texts(written))),
            email: rows.texts("email"),
            website: rows.texts("website"),
            own: ["record_id", "tax_id", "code"].map(|column| rows.texts(column)),
            stands: (rows.texts("file"), rows.texts("sheet")),
            sheets: BTreeMap::new(),
        }
    }

    /// The record of a row.
    pub(super) fn read(&mut self, row: usize) -> Record {
        let text = |column: Texts<'a>| column.get(row).map(str::trim).filter(|text| !text.is_empty());
        let keyed = |column: Texts<'a>| text(column).map(folding::key).filter(|key| !key.is_empty()).map(Text::from);
        let mut names: Vec<Name> = Vec::new();
        names.extend(self.companies.iter().filter_map(|column| Name::parse(text(*column)?)));
        names.dedup_by(|a, b| a.full_key == b.full_key);
        let mut made = Record { at: Some((self.entity, row)), ..Record::default() };
        made.id = Text::from(text(self.own[0]).unwrap_or_default());
        // A customer called what its contact is called is that person.
        let kind = text(self.customer_type);
        let called = text(self.name).filter(|_| names.len() == 1 && names[0].legal.is_none() && kind != Some("trading_company"));
        let same = |name: &&str| {
            let others = [self.contact, self.person_name].map(text);
            if others.iter().all(Option::is_none) {
                return false;
            }
            let words = person_words(name);
            words.len() > 1 && others.into_iter().flatten().any(|other| person_words(other) == words)
        };
        let said = called.filter(|_| self.entity == Entity::Customer && kind == Some("person"));
        let person_called = said.or(called.filter(same));
        if person_called.is_some() {
            names.clear();
        }
        made.person = names.is_empty();
        let whole = text(self.whole);
        let spoken = || [self.parts.0, self.parts.1].into_iter().filter_map(text).collect::<Vec<_>>().join(" ");
        if made.person {
            let parts = (given_name(text(self.parts.0)), family_name(text(self.parts.1)));
            (made.given, made.family) =
                if parts.0.is_some() || parts.1.is_some() { parts } else { split_person(person_called.or(whole).or(text(self.contact))) };
            let shown = person_called.or(whole).filter(|_| text(self.parts.1).is_none());
            made.shown = shown.map_or_else(|| Text::from(spoken()), Text::from);
        } else if let Some(contact) = whole.or(text(self.contact)) {
            made.contact = Text::from(person_words(contact).join(" "));
        } else {
            made.contact = Text::from(person_words(&spoken()).join(" "));
        }
        made.names = List::from(names);
        made.country = text(self.places[0]).map(Text::from);
        [made.city, made.region, made.postcode] = [self.places[1], self.places[2], self.places[3]].map(keyed);
        made.address = self.streets.into_iter().filter_map(text).flat_map(tokens).collect();
        let emails = listed(text(self.email)).filter(|email| email.contains('@'));
        made.emails = List::sorted(emails.map(|email| Text::from(email.to_lowercase())));
        made.phones = List::sorted(self.numbers.into_iter().flat_map(|(typed, written)| {
            let (typed, written) = (text(typed), text(written));
            listed(typed).filter_map(digits).chain(written.filter(|_| typed.is_none()).and_then(as_written))
        }));
        [made.tax_id, made.code] = [self.own[1], self.own[2]].map(keyed);
        made.birthday = self.rows.date("birthday", row);
        let stands = (self.stands.0.get(row).unwrap_or_default(), self.stands.1.get(row).unwrap_or_default());
        // One name of a sheet for all its rows, not a copy each.
        made.sheet = self.sheets.entry(stands).or_insert_with(|| Arc::new((Arc::from(stands.0), Arc::from(stands.1)))).clone();
        made.finish(text(self.website));
        made
    }
}
