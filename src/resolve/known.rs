//! Known (已知客户): whether a name, address or number is that of a customer, and what speaks for and against two records.
//!
//! Decides when a customer is known by a name: `same` when a spelling of it is equal but for legal form, case, width and
//! order of words; `alike` when every telling word of the shorter name is found in the other, slips of the key allowed.

use std::collections::BTreeSet;

use polars::prelude::DataFrame;

use super::block::Blocks;
use super::evidence::evidence;
use super::judge::{Judge, score};
use super::learn::learn;
use super::name::Name;
use super::record::{Record, Text, digits, last_digits};
use super::shared;
use super::similar::likeness;
use super::vocabulary::Vocabulary;
use crate::model::frame::Rows;
use crate::model::resolved::ReviewPair;
use crate::model::tidied::Tables;
use crate::policy::Policy;

/// Words at least this like each other are one word misspelt.
const ALIKE: f64 = 0.85;

/// A customer that may be meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Known {
    /// `same` before `alike`.
    pub how: How,
    /// Customer id.
    pub id: String,
    /// The spelling that fits.
    pub name: String,
    /// ISO alpha-2, if known.
    pub country: Option<String>,
    /// Owner's staff id, if any.
    pub owner: Option<String>,
}

/// How surely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// This customer.
    Same,
    /// Perhaps this customer.
    Alike,
}

/// Customers that the text may mean (a name, an e-mail address, a website, a phone number), the surest first.
#[must_use]
pub fn find(customers: &DataFrame, text: &str) -> Vec<Known> {
    let rows = Rows::of(customers);
    let asked = Asked::of(text);
    let mut found: Vec<Known> = (0..rows.len())
        .filter_map(|row| {
            let cell = |column: &str| rows.text(column, row);
            let (how, name) = asked.fits(&cell)?;
            Some(Known {
                how,
                id: cell("customer_id")?.to_owned(),
                name,
                country: cell("country").map(str::to_owned),
                owner: cell("owner_id").map(str::to_owned),
            })
        })
        .collect();
    found.sort();
    found
}

struct Asked {
    name: Option<Name>,
    email: Option<String>,
    host: Option<String>,
    phone: Option<String>,
}

impl Asked {
    fn of(text: &str) -> Self {
        let folded = crate::model::folding::fold(text);
        let email = folded.contains('@').then(|| folded.clone());
        let host = folded.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.").split('/').next();
        let host = host.filter(|host| email.is_none() && host.contains('.') && !host.contains(' ')).map(str::to_owned);
        let is_number = folded.chars().filter(char::is_ascii_digit).count() * 2 > folded.chars().count();
        let phone = if is_number { digits(&folded).map(|digits| last_digits(&digits).to_owned()) } else { None };
        Self { name: Name::parse(text).filter(|_| email.is_none()), email, host, phone }
    }

    fn fits<'a>(&self, cell: &dyn Fn(&str) -> Option<&'a str>) -> Option<(How, String)> {
        let name = || cell("name").unwrap_or_default().to_owned();
        let lists = |column: &str, wanted: &str| {
            cell(column).is_some_and(|text| text.to_lowercase().split([';', ',', ' ']).any(|one| one == wanted))
        };
        if self.email.as_deref().is_some_and(|email| lists("email", email)) {
            return Some((How::Same, name()));
        }
        let site = || cell("website").unwrap_or_default().to_lowercase();
        if self.host.as_deref().is_some_and(|host| site().trim_start_matches("www.") == host) {
            return Some((How::Same, name()));
        }
        if let Some(phone) = &self.phone
            && cell("phone").is_some_and(|text| text.split([';', ',']).filter_map(digits).any(|known| last_digits(&known) == phone))
        {
            return Some((How::Same, name()));
        }
        let asked = self.name.as_ref()?;
        let spellings = cell("names").unwrap_or_default().split(" | ").filter_map(Name::parse);
        spellings.filter_map(|known| Some((how(asked, &known)?, known.shown.to_string()))).min()
    }
}

fn how(asked: &Name, known: &Name) -> Option<How> {
    let sorted = |name: &Name| {
        let mut words: Vec<Text> = name.words.iter().map(|word| word.text.clone()).collect();
        words.sort();
        words.concat()
    };
    let equal = asked.core_key == known.core_key || sorted(asked) == sorted(known);
    if asked.full_key == known.full_key || (equal && asked.distinguishes() && !asked.core_key.is_empty()) {
        return Some(How::Same);
    }
    if asked.han || known.han {
        let (short, long) = if asked.core_key.len() <= known.core_key.len() {
            (&asked.core_key, &known.core_key)
        } else {
            (&known.core_key, &asked.core_key)
        };
        let alike = asked.han == known.han
            && short.chars().count() >= 2
            && (long.contains(short.as_str()) || strsim::osa_distance(short, long) == 1 && short.chars().count() >= 4);
        return alike.then_some(How::Alike);
    }
    let telling = |name: &Name| -> Vec<Text> { name.words.iter().filter(|word| !word.trade).map(|word| word.text.clone()).collect() };
    let (mut short, mut long) = (telling(asked), telling(known));
    if short.len() > long.len() {
        std::mem::swap(&mut short, &mut long);
    }
    let said = short.iter().any(|word| word.chars().count() >= 3);
    (said && short.iter().all(|word| long.iter().any(|other| likeness(word, other) >= ALIKE))).then_some(How::Alike)
}

/// What speaks for and against two records: the strongest of all comparisons between records of either side. `left` and
/// `right` are record ids of customer and contact rows.
#[must_use]
pub fn between(tables: &Tables, left: &BTreeSet<String>, right: &BTreeSet<String>, policy: &Policy) -> Option<ReviewPair> {
    let (_, mut records) = super::records(tables);
    Vocabulary::weigh(&mut records);
    shared::leave_out(&mut records, policy.resolve.shared_contact_names, &mut Vec::new());
    let judge = learn(&records, &Blocks::of(&records, policy.resolve.block_cap), Judge::shipped(&records, policy.resolve.automatic_bits));
    let of = |ids: &BTreeSet<String>| -> Vec<usize> { (0..records.len()).filter(|at| ids.contains(records[*at].id.as_str())).collect() };
    let (lefts, rights) = (of(left), of(right));
    let mut best: Option<(f64, usize, usize)> = None;
    for a in &lefts {
        for b in rights.iter().filter(|b| *b != a) {
            let bits = score(&judge.compare(&records[*a], &records[*b]));
            if best.is_none_or(|(known, ..)| bits > known) {
                best = Some((bits, *a, *b));
            }
        }
    }
    let (bits, a, b) = best?;
    let (a, b): (&Record, &Record) = (&records[a], &records[b]);
    Some(ReviewPair {
        record_a: a.id.to_string(),
        record_b: b.id.to_string(),
        customer_a: String::new(),
        customer_b: String::new(),
        name_a: a.shown().to_owned(),
        name_b: b.shown().to_owned(),
        origin_a: a.origin(tables),
        origin_b: b.origin(tables),
        marks: super::report::marks(a, b),
        score: bits,
        evidence: evidence(a, b, &judge.compare(a, b)),
    })
}

#[cfg(test)]
mod tests {
    use polars::prelude::df;

    use super::*;

    fn answers(text: &str) -> Vec<(How, String)> {
        let customers = df!(
            "customer_id" => ["C0001", "C0002", "C0003"],
            "name" => ["Rossi Ferramenta S.r.l.", "宁波海天贸易有限公司", "Verdi Tools GmbH"],
            "names" => ["ROSSI FERRAMENTA SPA | Rossi Ferramenta S.r.l.", "宁波海天贸易有限公司", "Verdi Tools GmbH"],
            "email" => [Some("info@rossi.it;a@b.c"), None, None],
            "website" => [None, None, Some("www.verdi.de")],
            "phone" => [Some("+39 02 1234 5678"), None, None],
        );
        find(&customers.unwrap(), text).into_iter().map(|known| (known.how, known.id)).collect()
    }

    #[test]
    fn a_customer_is_known_whatever_the_form() {
        for text in ["rossi ferramenta", "ＲＯＳＳＩ Ferramenta srl", "Ferramenta Rossi", "INFO@rossi.it", "0039 0212345678"] {
            assert_eq!(answers(text), [(How::Same, "C0001".to_owned())], "{text}");
        }
        assert_eq!(answers("宁波海天"), [(How::Alike, "C0002".to_owned())]);
        assert_eq!(answers("寧波海天貿易有限公司"), [(How::Same, "C0002".to_owned())]);
        assert_eq!(answers("http://verdi.de/about"), [(How::Same, "C0003".to_owned())]);
        assert_eq!(answers("Rosssi Feramenta"), [(How::Alike, "C0001".to_owned())]);
    }

    #[test]
    fn strangers_and_bare_legal_forms_are_not_known() {
        for text in ["Bianchi", "GmbH", "Trading", "", "info@verdi.it"] {
            assert_eq!(answers(text), [], "{text}");
        }
    }
}
