//! Source (取值): what a cell of a CRM's file is filled with, by the word its layout uses.

use std::collections::BTreeSet;

use crate::model::folding;
use crate::model::frame::Rows;
use crate::model::money::micros_to_f64;
use crate::words::Words;

/// Before the id of a record, so that it is unique among all records of the other system.
const PREFIX: &str = "clientbook_";

/// Where a cell's text comes from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(from = "String")]
pub(super) enum Source {
    /// Always this text (`=Closed won`).
    Fixed(String),
    /// Id with a prefix.
    Id,
    /// Whole name of a person.
    Person,
    /// Given name of a person.
    FirstName,
    /// Family name of a person.
    LastName,
    /// The country's English name.
    CountryName,
    /// Whose the customer is, and the remark.
    Note,
    /// Of the customer's row (`company.name`).
    Company(Box<Source>),
    /// A column of the master's table.
    Column(String),
}

impl From<String> for Source {
    fn from(text: String) -> Self {
        if let Some(fixed) = text.strip_prefix('=') {
            return Self::Fixed(fixed.to_owned());
        }
        if let Some(of) = text.strip_prefix("company.") {
            return Self::Company(Box::new(Self::from(of.to_owned())));
        }
        match text.as_str() {
            "id" => Self::Id,
            "person" => Self::Person,
            "first_name" => Self::FirstName,
            "last_name" => Self::LastName,
            "country_name" => Self::CountryName,
            "note" => Self::Note,
            _ => Self::Column(text),
        }
    }
}

/// A row of the master, and its customer's.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) rows: Rows<'a>,
    pub(super) at: usize,
    pub(super) company: Option<(Rows<'a>, usize)>,
    /// The person whom a customer's own row names.
    pub(super) is_contact_of_customer: bool,
}

impl Row<'_> {
    /// The text of a cell; empty where nothing is known.
    pub(super) fn cell(&self, source: &Source, words: &Words) -> String {
        let text = |column: &str| self.rows.text(column, self.at).map(str::trim).unwrap_or_default();
        match source {
            Source::Fixed(text) => text.clone(),
            Source::Id => {
                // An event's or contact's row has the customer's id too.
                let own = if self.is_customer() { text("customer_id") } else { text("record_id") };
                format!("{PREFIX}{own}{}", if self.is_contact_of_customer { "_contact" } else { "" })
            }
            Source::Person => self.person().0,
            Source::FirstName => self.person().1,
            Source::LastName => self.person().2,
            Source::CountryName => {
                let code = text("country");
                words.find(&format!("value.country.{code}")).unwrap_or(code).to_owned()
            }
            Source::Note => [text("owner"), text("remark")].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
            Source::Company(of) => self
                .company
                .map_or_else(String::new, |(rows, at)| Row { rows, at, company: None, is_contact_of_customer: false }.cell(of, words)),
            Source::Column(column) => self.column(column),
        }
    }

    fn is_customer(&self) -> bool {
        self.company.is_none_or(|(rows, at)| at == self.at && std::ptr::eq(rows.frame(), self.rows.frame()))
    }

    /// One value a cell: of several addresses or numbers the first.
    fn column(&self, column: &str) -> String {
        let first = |text: &str| text.split(';').next().unwrap_or_default().trim().to_owned();
        match column {
            "amount" => {
                let known = self.rows.text("amount_currency", self.at).is_some();
                let amount = self.rows.micros(column, self.at).filter(|_| known);
                amount.map_or_else(String::new, |micros| micros_to_f64(micros).to_string())
            }
            "on" => self.rows.date(column, self.at).map_or_else(String::new, |day| day.to_string()),
            "record_id" if self.is_contact_of_customer => self.column("customer_id"),
            "email" | "phone" | "mobile" => self.rows.text(column, self.at).map(first).unwrap_or_default(),
            _ => self.rows.text(column, self.at).map(str::trim).unwrap_or_default().to_owned(),
        }
    }

    /// Whole, given and family name.
    fn person(&self) -> (String, String, String) {
        let text = |column: &str| self.rows.text(column, self.at).map(str::trim).filter(|text| !text.is_empty());
        let parts = (text("first_name").unwrap_or_default(), text("last_name").unwrap_or_default());
        let columns: [&str; 2] = if self.is_contact_of_customer { ["contact", "person_name"] } else { ["name", "person_name"] };
        let whole = columns.iter().find_map(|column| text(column)).map_or_else(|| format!("{} {}", parts.0, parts.1), str::to_owned);
        let whole = whole.trim().to_owned();
        if !self.is_contact_of_customer && (!parts.0.is_empty() || !parts.1.is_empty()) {
            return (whole, parts.0.to_owned(), parts.1.to_owned());
        }
        let (first, last) = split(&whole);
        (whole, first, last)
    }
}

/// `Anna Maria Riva` → Anna Maria, Riva; 陈晓 → 晓, 陈. One word alone is a given name.
fn split(whole: &str) -> (String, String) {
    let mut signs = whole.chars();
    let is_chinese = (2..=3).contains(&whole.chars().count()) && whole.chars().all(folding::is_han);
    if let (true, Some(family)) = (is_chinese, signs.next()) {
        return (signs.as_str().to_owned(), family.to_string());
    }
    match whole.rsplit_once(' ') {
        Some((first, last)) => (first.trim().to_owned(), last.to_owned()),
        None => (whole.to_owned(), String::new()),
    }
}

/// Persons of a table of contacts: customer and folded name.
pub(super) fn named(contacts: Rows<'_>) -> BTreeSet<(String, String)> {
    let whole = |row: usize| Row { rows: contacts, at: row, company: None, is_contact_of_customer: false }.person().0;
    let of = |row: usize| Some((contacts.text("customer_id", row)?.to_owned(), folding::key(&whole(row))));
    (0..contacts.len()).filter_map(of).collect()
}

/// Whether a table of contacts names the person that the customer's row names.
pub(super) fn is_listed(customers: Rows<'_>, row: usize, listed: &BTreeSet<(String, String)>) -> bool {
    let id = customers.text("customer_id", row).unwrap_or_default().to_owned();
    listed.contains(&(id, folding::key(customers.text("contact", row).unwrap_or_default())))
}
