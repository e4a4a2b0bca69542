//! Record (待比对的记录): what a row says about who the customer is, in the form in which two rows are compared.
//!
//! Decides what identifies: names, contact points, place, numbers, birthday; and whether the row is about a person (a name
//! in parts and no company). The fingerprint is a hash of this content, never of file or row, so decisions outlast sheets.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::name::{Name, is_title, tokens, without_remarks};
use crate::model::frame::Rows;
use crate::model::{Entity, Origin, folding};

/// What one row says about who the customer is.
#[derive(Debug, Clone, Default)]
pub(super) struct Record {
    /// Table and row it was read from.
    pub at: Option<(Entity, usize)>,
    /// Record id.
    pub id: String,
    /// Name as the sheet has it.
    pub shown: String,
    /// A person no company is named for.
    pub person: bool,
    /// Company names: full, local, short.
    pub names: Vec<Name>,
    /// Given name of a person, folded.
    pub given: Option<String>,
    /// Family name of a person, folded.
    pub family: Option<String>,
    /// Words of the contact's name, sorted.
    pub contact: Vec<String>,
    /// ISO alpha-2.
    pub country: Option<String>,
    /// Folded.
    pub city: Option<String>,
    /// Folded.
    pub region: Option<String>,
    /// Words of the address.
    pub address: Vec<String>,
    /// Folded.
    pub postcode: Option<String>,
    /// Lower case.
    pub emails: Vec<String>,
    /// Hosts of addresses and website that are not free mail.
    pub domains: Vec<String>,
    /// Digits, with `+` where the country is known.
    pub phones: Vec<String>,
    /// Folded.
    pub tax_id: Option<String>,
    /// Day of birth.
    pub birthday: Option<NaiveDate>,
    /// The company's own number for the customer.
    pub code: Option<String>,
    /// File and sheet, in which one customer has one code.
    pub sheet: (Arc<str>, Arc<str>),
    /// Hash of the identifying content.
    pub fingerprint: String,
}

impl Record {
    /// A row of the customer, contact or exhibition-lead table.
    pub(super) fn read(entity: Entity, rows: Rows<'_>, row: usize) -> Self {
        let text = |column: &str| rows.text(column, row).map(str::trim).filter(|text| !text.is_empty());
        let keyed = |column: &str| text(column).map(folding::key).filter(|key| !key.is_empty());
        let company_columns: &[&str] = if entity == Entity::Customer { &["name", "name_local", "short_name"] } else { &["customer"] };
        let mut names: Vec<Name> = company_columns.iter().filter_map(|column| Name::parse(text(column)?)).collect();
        names.dedup_by(|a, b| a.full_key == b.full_key);
        let mut made = Self { at: Some((entity, row)), id: text("record_id").unwrap_or_default().to_owned(), ..Self::default() };
        // A customer called what its contact is called is that person.
        let called =
            text("name").filter(|_| names.len() == 1 && names[0].legal.is_none() && text("customer_type") != Some("trading_company"));
        let same = |name: &&str| {
            let words = person_words(name);
            words.len() > 1
                && ["contact", "person_name"].iter().any(|column| text(column).is_some_and(|other| person_words(other) == words))
        };
        let said = called.filter(|_| entity == Entity::Customer && text("customer_type") == Some("person"));
        let person_called = said.or(called.filter(same));
        if person_called.is_some() {
            names.clear();
        }
        made.person = names.is_empty();
        let whole = text(if entity == Entity::Contact { "name" } else { "person_name" });
        let parts = (keyed_name(text("first_name")), keyed_name(text("last_name")));
        let spoken = || [text("first_name"), text("last_name")].into_iter().flatten().collect::<Vec<_>>().join(" ");
        if made.person {
            (made.given, made.family) =
                if parts.0.is_some() || parts.1.is_some() { parts } else { split_person(person_called.or(whole).or(text("contact"))) };
            made.shown = person_called.or(whole).map(str::to_owned).filter(|_| text("last_name").is_none()).unwrap_or_else(spoken);
        } else {
            made.shown.clone_from(&names[0].shown);
            made.contact = person_words(&whole.map_or_else(|| text("contact").map_or_else(spoken, str::to_owned), str::to_owned));
        }
        made.names = names;
        made.country = text("country").map(str::to_owned);
        made.city = keyed("city");
        made.region = keyed("region");
        made.address = [text("street_number"), text("address"), text("address_2")].into_iter().flatten().flat_map(tokens).collect();
        made.postcode = keyed("postcode");
        made.emails = listed(text("email")).map(str::to_lowercase).filter(|email| email.contains('@')).collect();
        made.phones = [("phone", "phone_text"), ("mobile", "mobile_text"), ("fax", "fax_text")]
            .into_iter()
            .flat_map(|(column, original)| match text(column) {
                Some(typed) => listed(Some(typed)).filter_map(digits).collect::<Vec<_>>(),
                None => text(original).and_then(as_written).into_iter().collect(),
            })
            .collect();
        made.tax_id = keyed("tax_id");
        made.birthday = rows.date("birthday", row);
        made.code = keyed("code");
        let origin = rows.origin(row);
        made.sheet = (origin.file, origin.sheet);
        made.finish(text("website"));
        made
    }

    /// Sorts, drops doubles, derives domains, and takes the fingerprint.
    pub(super) fn finish(&mut self, website: Option<&str>) {
        let hosts = self.emails.iter().filter_map(|email| email.split_once('@')).map(|(_, host)| host.to_owned());
        let site = website.map(|host| host.trim_start_matches("www.").to_lowercase());
        self.domains = hosts.chain(site).filter(|host| host.contains('.') && !is_free_mail(host)).collect();
        for list in [&mut self.emails, &mut self.phones, &mut self.domains] {
            list.sort();
            list.dedup();
        }
        self.drop_city_from_names();
        self.fingerprint = self.print();
    }

    /// `Rossi S.r.l. - Milano` of Milano is Rossi S.r.l.
    fn drop_city_from_names(&mut self) {
        let Some(city) = &self.city else { return };
        for name in &mut self.names {
            if let Some((before, after)) = name.shown.rsplit_once(" - ")
                && folding::key(after) == *city
                && let Some(shorter) = Name::parse(before)
            {
                *name = shorter;
            }
        }
    }

    fn print(&self) -> String {
        let mut hasher = Sha256::new();
        let mut put = |label: &str, value: &str| {
            hasher.update(label.as_bytes());
            hasher.update(value.as_bytes());
            hasher.update([0x1f]);
        };
        for name in &self.names {
            put("n", &name.full_key);
        }
        let single = [&self.given, &self.family, &self.country, &self.city, &self.postcode, &self.tax_id, &self.code];
        for (label, value) in ["g", "f", "c", "t", "z", "x", "k"].into_iter().zip(single) {
            put(label, value.as_deref().unwrap_or_default());
        }
        for (label, list) in [("p", &self.contact), ("a", &self.address), ("e", &self.emails), ("d", &self.domains), ("h", &self.phones)] {
            put(label, &list.join(" "));
        }
        put("b", &self.birthday.map(|day| day.to_string()).unwrap_or_default());
        hex(&hasher.finalize()[..12])
    }

    /// Where it stands.
    pub(super) fn origin(&self, tables: &crate::model::tidied::Tables) -> Origin {
        let found = self.at.and_then(|(entity, row)| Some(Rows::of(tables.get(&entity)?).origin(row)));
        found.unwrap_or_else(|| Origin::sheet(Arc::clone(&self.sheet.0), Arc::clone(&self.sheet.1)))
    }
}

/// Bytes as hexadecimal text.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Values of a cell that holds several.
pub(super) fn listed(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.unwrap_or_default().split([';', ',', ' ']).map(str::trim).filter(|part| !part.is_empty())
}

/// The digits of a number, with `+` where its country is known; nothing shorter than a number can be.
pub(super) fn digits(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let international = phone.trim_start().starts_with('+') && !digits.starts_with('0');
    (digits.len() >= 7).then(|| if international { format!("+{digits}") } else { digits })
}

/// The digits of a number whose country nobody knows, as it stands in the sheet; not of one that Excel rounded.
fn as_written(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let rounded = phone.to_lowercase().contains("e+");
    ((8..=13).contains(&digits.len()) && !rounded).then_some(digits)
}

/// The last eight digits: the part a number keeps however its country code is written.
pub(super) fn last_digits(digits: &str) -> &str {
    &digits[digits.len().saturating_sub(8)..]
}

/// Whether addresses at the host are anybody's.
pub(super) fn is_free_mail(host: &str) -> bool {
    static KNOWN: LazyLock<BTreeSet<&str>> = LazyLock::new(|| include_str!("data/free_mail.csv").lines().collect());
    KNOWN.contains(host)
}

/// Words of a person's name without titles, sorted.
pub(super) fn person_words(text: &str) -> Vec<String> {
    let mut words = tokens(&without_remarks(text));
    words.retain(|word| !is_title(word));
    words.sort();
    words
}

fn keyed_name(text: Option<&str>) -> Option<String> {
    let joined = tokens(text?).concat();
    (!joined.is_empty()).then_some(joined)
}

/// `Marco Rossi` → given Marco, family Rossi; one word is a given name.
fn split_person(text: Option<&str>) -> (Option<String>, Option<String>) {
    let mut words = tokens(&without_remarks(text.unwrap_or_default()));
    words.retain(|word| !is_title(word));
    match words.as_slice() {
        [] => (None, None),
        [only] => (Some(only.clone()), None),
        [given @ .., family] => (Some(given.concat()), Some(family.clone())),
    }
}
