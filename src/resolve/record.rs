//! Record (待比对的记录): what a row says about who the customer is, in the form in which two rows are compared.
//!
//! Decides what identifies: names, contact points, place, numbers, birthday; and whether the row is about a person (a name
//! in parts and no company). The fingerprint is a hash of this content, never of file or row, so decisions outlast sheets.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use polars::prelude::PlSmallStr;
use sha2::{Digest, Sha256};

use super::list::List;
use super::name::{Name, without_remarks};
use super::token::{is_rank, is_title, tokens};
use crate::model::frame::Rows;
use crate::model::{Entity, Origin, folding};

/// A short text: up to 24 bytes ask for no memory of their own. Records hold dozens each, so this is felt.
pub(super) type Text = PlSmallStr;

/// How common words are among the records at hand.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Said {
    /// Bits of the given name.
    pub given: f32,
    /// Bits of the family name.
    pub family: f32,
    /// Bits by which given and family name say less than a name nobody else has.
    pub common: [f32; 2],
    /// Bits that the town says less than an ordinary one.
    pub city: f32,
    /// Bits that the postcode says less than an ordinary one.
    pub postcode: f32,
}

/// What one row says about who the customer is.
#[derive(Debug, Clone, Default)]
pub(super) struct Record {
    /// Table and row it was read from.
    pub at: Option<(Entity, usize)>,
    /// Record id.
    pub id: Text,
    /// Name as the sheet has it; empty where it is the first of [`Self::names`].
    pub shown: Text,
    /// A person no company is named for.
    pub person: bool,
    /// Company names: full, local, short.
    pub names: List<Name>,
    /// Given name of a person, folded.
    pub given: Option<Text>,
    /// Family name of a person, folded.
    pub family: Option<Text>,
    /// How much its words say. Set by [`super::vocabulary`].
    pub said: Said,
    /// Words of the contact's name, sorted, a blank between them.
    pub contact: Text,
    /// ISO alpha-2.
    pub country: Option<Text>,
    /// Folded.
    pub city: Option<Text>,
    /// Folded.
    pub region: Option<Text>,
    /// Words of the address.
    pub address: List<Text>,
    /// Folded.
    pub postcode: Option<Text>,
    /// Lower case.
    pub emails: List<Text>,
    /// Hosts of addresses and website that are not free mail.
    pub domains: List<Text>,
    /// Digits, with `+` where the country is known.
    pub phones: List<Text>,
    /// Folded.
    pub tax_id: Option<Text>,
    /// Day of birth.
    pub birthday: Option<NaiveDate>,
    /// The company's own number for the customer.
    pub code: Option<Text>,
    /// File and sheet, in which one customer has one code; shared by the rows of the sheet.
    pub sheet: Arc<(Arc<str>, Arc<str>)>,
    /// Hash of the identifying content.
    pub fingerprint: Text,
}

impl Record {
    /// Words of the contact's name.
    pub(super) fn contact_words(&self) -> impl Iterator<Item = &str> {
        self.contact.split(' ').filter(|word| !word.is_empty())
    }

    /// Name as the sheet has it.
    pub(super) fn shown(&self) -> &str {
        if self.shown.is_empty() { self.names.first().map_or("", |name| &name.shown) } else { &self.shown }
    }

    /// Derives domains, and takes the fingerprint.
    pub(super) fn finish(&mut self, website: Option<&str>) {
        let hosts = self.emails.iter().filter_map(|email| email.split_once('@')).map(|(_, host)| Text::from(host));
        let site = website.map(|host| Text::from(host.trim_start_matches("www.").to_lowercase()));
        self.domains = List::sorted(hosts.chain(site).filter(|host| host.contains('.') && !is_free_mail(host)));
        self.drop_city_from_names();
        self.fingerprint = self.print();
    }

    /// `Rossi S.r.l. - Milano` of Milano is Rossi S.r.l.
    fn drop_city_from_names(&mut self) {
        let Some(city) = &self.city else { return };
        for name in &mut self.names {
            if let Some((before, after)) = name.shown.rsplit_once(" - ")
                && folding::key(after) == city.as_str()
                && let Some(shorter) = Name::parse(before)
            {
                if self.shown.is_empty() {
                    self.shown = name.shown.clone();
                }
                *name = shorter;
            }
        }
    }

    fn print(&self) -> Text {
        // Gathered first: the hash is quickest in one go.
        let mut said = Vec::with_capacity(256);
        let mut put = |label: &str, value: &str| {
            said.extend_from_slice(label.as_bytes());
            said.extend_from_slice(value.as_bytes());
            said.push(0x1f);
        };
        for name in &self.names {
            put("n", &name.full_key);
        }
        let single = [&self.given, &self.family, &self.country, &self.city, &self.postcode, &self.tax_id, &self.code];
        for (label, value) in ["g", "f", "c", "t", "z", "x", "k"].into_iter().zip(single) {
            put(label, value.as_deref().unwrap_or_default());
        }
        put("p", &self.contact);
        for (label, list) in [("a", &self.address), ("e", &self.emails), ("d", &self.domains), ("h", &self.phones)] {
            match &**list {
                [] => put(label, ""),
                [only] => put(label, only),
                _ => put(label, &list.join(" ")),
            }
        }
        put("b", &self.birthday.map(|day| day.to_string()).unwrap_or_default());
        Text::from(hex(&Sha256::digest(&said)[..12]))
    }

    /// Where it stands.
    pub(super) fn origin(&self, tables: &crate::model::tidied::Tables) -> Origin {
        let row = self.at.and_then(|(entity, row)| Rows::of(tables.get(&entity)?).count("row_first", row));
        Origin::sheet(Arc::clone(&self.sheet.0), Arc::clone(&self.sheet.1)).at_row(row.unwrap_or(0))
    }
}

/// Bytes as hexadecimal text.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(if half < 10 { b'0' + half } else { b'a' + half - 10 });
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}

/// Values of a cell that holds several.
pub(super) fn listed(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.unwrap_or_default().split([';', ',', ' ']).map(str::trim).filter(|part| !part.is_empty())
}

/// The digits of a number, with `+` where its country is known; nothing shorter than a number can be.
pub(super) fn digits(phone: &str) -> Option<Text> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let international = phone.trim_start().starts_with('+') && !digits.starts_with('0');
    (digits.len() >= 7).then(|| if international { Text::from(format!("+{digits}")) } else { Text::from(digits) })
}

/// The digits of a number whose country nobody knows, as it stands in the sheet; not of one that Excel rounded.
pub(super) fn as_written(phone: &str) -> Option<Text> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let rounded = phone.to_lowercase().contains("e+");
    ((7..=13).contains(&digits.len()) && !rounded).then(|| Text::from(digits))
}

/// The last eight digits: the part a number keeps however its country code is written.
pub(super) fn last_digits(digits: &str) -> &str {
    &digits[digits.len().saturating_sub(8)..]
}

/// Whether addresses at the host are anybody's.
pub(super) fn is_free_mail(host: &str) -> bool {
    static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("data/free_mail.csv").lines().collect());
    KNOWN.contains(host)
}

/// Words of a person's name without titles, sorted.
pub(super) fn person_words(text: &str) -> Vec<Text> {
    let mut words = tokens(&without_remarks(text));
    words.retain(|word| !is_title(word));
    words.sort();
    words
}

/// A family name as one word.
pub(super) fn family_name(text: Option<&str>) -> Option<Text> {
    joined(&tokens(text?))
}

/// A given name as one word; what stands before names is none.
pub(super) fn given_name(text: Option<&str>) -> Option<Text> {
    let mut words = tokens(text?);
    words.retain(|word| !is_rank(word));
    joined(&words)
}

fn joined(words: &[Text]) -> Option<Text> {
    let joined = words.concat();
    (!joined.is_empty()).then(|| Text::from(joined))
}

/// `Marco Rossi` → given Marco, family Rossi; one word is a given name.
pub(super) fn split_person(text: Option<&str>) -> (Option<Text>, Option<Text>) {
    let mut words = tokens(&without_remarks(text.unwrap_or_default()));
    words.retain(|word| !is_title(word));
    match words.as_slice() {
        [] => (None, None),
        [only] => (Some(only.clone()), None),
        [given @ .., family] => (Some(Text::from(given.concat())), Some(family.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_of_address_is_no_given_name() {
        for (text, name) in [("Sir", None), ("Dr. Anna Maria", Some("annamaria")), ("Lady", None), ("Ladislav", Some("ladislav"))] {
            assert_eq!(given_name(Some(text)).as_deref(), name, "{text}");
        }
        assert_eq!(family_name(Some("Lord")).as_deref(), Some("lord"));
    }
}
