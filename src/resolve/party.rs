//! Party (往来方): one record that may be a customer, with everything it can be compared by.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::name::Name;
use crate::model::Entity;
use crate::model::folding;
use crate::model::frame::Rows;

static FREE_MAIL: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| include_str!("data/free_mail.csv").lines().skip(1).map(str::trim).collect());

/// Where a party's record stands: its table and row there.
pub(super) type Place = (Entity, usize);

/// One record that may be a customer.
#[derive(Debug, Clone, Default)]
pub(super) struct Party {
    /// Table and row.
    pub(super) place: Option<Place>,
    /// Record id.
    pub(super) record: String,
    /// Name as written.
    pub(super) shown: String,
    /// Every spelling the record gives, taken apart; the first is the main one. Empty for private persons.
    pub(super) names: Vec<Name>,
    /// Given name, folded; of a private person.
    pub(super) given: String,
    /// Family name, folded; of a private person.
    pub(super) family: String,
    /// ISO alpha-2.
    pub(super) country: String,
    pub(super) region: String,
    pub(super) city: String,
    pub(super) address: String,
    pub(super) street_number: String,
    pub(super) postcode: String,
    pub(super) emails: Vec<String>,
    /// Company domains of e-mails and website; free mail is none.
    pub(super) domains: Vec<String>,
    /// Last eight digits.
    pub(super) phones: Vec<String>,
    pub(super) tax_id: String,
    pub(super) contact: String,
    pub(super) birthday: Option<NaiveDate>,
    pub(super) code: String,
}

impl Party {
    /// A row of the customer or contact table.
    pub(super) fn of_customer(rows: Rows<'_>, entity: Entity, row: usize) -> Self {
        let text = |column: &str| rows.text(column, row).map(str::trim).unwrap_or_default();
        let companies: Vec<&str> = match entity {
            Entity::Contact => vec![text("customer")],
            _ => vec![text("name"), text("name_local"), text("short_name")],
        };
        let companies: Vec<&str> = companies.into_iter().filter(|name| !name.is_empty()).collect();
        let mut party = Self { place: Some((entity, row)), ..Self::default() };
        text("record_id").clone_into(&mut party.record);
        if companies.is_empty() {
            party.person(text("first_name"), text("last_name"), if entity == Entity::Contact { text("name") } else { text("person_name") });
        } else {
            companies[0].clone_into(&mut party.shown);
            party.names = companies.iter().map(|name| Name::of(name)).collect();
            let contact = [text("contact"), text("person_name"), text(if entity == Entity::Contact { "name" } else { "" })];
            party.contact = contact.iter().find(|name| !name.is_empty()).map(|name| folding::key(name)).unwrap_or_default();
        }
        text("country").clone_into(&mut party.country);
        party.region = plain(text("region"));
        party.city = plain(text("city"));
        party.address = plain(&format!("{} {}", text("address"), text("address_2")));
        party.street_number = folding::key(text("street_number"));
        party.postcode = folding::key(text("postcode"));
        party.tax_id = folding::key(text("tax_id"));
        party.code = folding::key(text("code"));
        party.birthday = rows.date("birthday", row);
        party.reach(text("email"), &[text("phone"), text("mobile")], text("website"));
        party
    }

    /// The party an event names.
    pub(super) fn of_event(rows: Rows<'_>, entity: Entity, row: usize) -> Self {
        let text = |column: &str| rows.text(column, row).map(str::trim).unwrap_or_default();
        let mut party = Self { place: Some((entity, row)), record: text("record_id").to_owned(), ..Self::default() };
        text("customer").clone_into(&mut party.shown);
        if !party.shown.is_empty() {
            party.names = vec![Name::of(&party.shown)];
        }
        text("country").clone_into(&mut party.country);
        party.code = folding::key(text("customer_code"));
        party.reach(text("email"), &[text("phone")], "");
        party
    }

    fn person(&mut self, given: &str, family: &str, whole: &str) {
        if given.is_empty() && family.is_empty() {
            let (first, last) = whole.rsplit_once(' ').unwrap_or((whole, ""));
            (self.given, self.family) = (plain(first), plain(last));
            whole.clone_into(&mut self.shown);
        } else {
            (self.given, self.family) = (plain(given), plain(family));
            format!("{given} {family}").trim().clone_into(&mut self.shown);
        }
    }

    fn reach(&mut self, emails: &str, phones: &[&str], website: &str) {
        self.emails = emails.split(';').map(str::trim).filter(|email| email.contains('@')).map(str::to_owned).collect();
        let hosts =
            self.emails.iter().filter_map(|email| email.rsplit_once('@')).map(|(_, host)| host).chain([website.trim_start_matches("www.")]);
        self.domains = hosts.filter(|host| host.contains('.') && !FREE_MAIL.contains(host)).map(str::to_owned).collect();
        self.domains.sort_unstable();
        self.domains.dedup();
        let digits = |phone: &str| phone.chars().filter(char::is_ascii_digit).collect::<String>();
        self.phones = phones
            .iter()
            .flat_map(|phone| phone.split(';'))
            .map(digits)
            .filter(|phone| phone.len() >= 7)
            .map(|phone| tail(&phone, 8))
            .collect();
        self.phones.sort_unstable();
        self.phones.dedup();
    }

    /// A private person, not a company.
    pub(super) fn is_person(&self) -> bool {
        self.names.is_empty() && !(self.given.is_empty() && self.family.is_empty())
    }

    /// Nothing to compare by.
    pub(super) fn is_blank(&self) -> bool {
        self.names.iter().all(|name| name.core.is_empty()) && !self.is_person() && self.emails.is_empty() && self.tax_id.is_empty()
    }

    /// What the record says of itself, as a key that does not depend on file or row.
    pub(super) fn fingerprint(&self) -> String {
        let name = folding::key(&self.shown);
        let birthday = self.birthday.map(|date| date.to_string()).unwrap_or_default();
        let parts =
            [&name, &self.country, &self.tax_id, &birthday, &self.city, &self.address, &self.emails.join(";"), &self.phones.join(";")];
        let mut digest = Sha256::new();
        for part in parts {
            digest.update(part);
            digest.update([0]);
        }
        digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Folded, Latin letters without accents.
fn plain(text: &str) -> String {
    let folded = folding::fold(text);
    if folded.is_ascii() || folded.chars().any(folding::is_han) { folded } else { deunicode::deunicode(&folded).to_lowercase() }
}

fn tail(text: &str, count: usize) -> String {
    text[text.len().saturating_sub(count)..].to_owned()
}
