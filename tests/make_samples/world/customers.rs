//! The true customers: who they are, how to reach them, who looks after them.

use chrono::NaiveDate;

use super::places::{self, Place};
use super::staff::{FIONA, HANK, JACK, JENNY, LEO, MINDY, RAY, TINA, YANA};
use crate::calendar::{day, plus};
use crate::rng::Rng;

const TABLE: &str = include_str!("../data/customers.csv");
/// End buyers who are reached only through a trading house: its phone and e-mail stand in their rows.
const VIA: [(&str, &str); 6] = [
    ("Nile Lotus Import & Export", "Yiwu Hongtu Import & Export"),
    ("Savanna Sun Retailers", "Yiwu Hongtu Import & Export"),
    ("Lagoon City Household Ventures", "Yiwu Hongtu Import & Export"),
    ("Merlion Home Concept", "Lion Rock Sourcing"),
    ("Rumah Melati Trading", "Lion Rock Sourcing"),
    ("Peacock Home Needs", "Harbour Pearl Trading"),
];
/// Firms of one stem in two countries: one web site, two customers, each with its own mailboxes.
const SISTERS: [&str; 2] = ["Casa Tavernella", "Northgate Homeware"];
/// Small firms that write from a free mailbox, whose domain says nothing about them.
const FREE_MAIL: [&str; 7] = [
    "Fratelli Zampaglia",
    "Ingross Market Vesuvina",
    "Bazar Costaclara",
    "Bazar Ipêamarelo",
    "Agenzia Corvarossa",
    "Kivu Lake Bazaar",
    "Cantina Vasi Roccaforte",
];

/// Somebody to write to.
#[derive(Clone)]
pub(crate) struct Contact {
    pub(crate) given: String,
    pub(crate) family: String,
    pub(crate) title: &'static str,
    pub(crate) mail: String,
    pub(crate) mobile: String,
}

impl Contact {
    /// Given name, then family name.
    pub(crate) fn full(&self) -> String {
        format!("{} {}", self.given, self.family)
    }
}

/// What the generator knows and the exporter does not: one true customer.
pub(crate) struct Customer {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) legal: String,
    pub(crate) place: &'static Place,
    pub(crate) city: String,
    /// R regular, O occasional, C churned, W won in 2026, N won in 2026-10, P prospect, Q quiet.
    pub(crate) profile: char,
    /// In no customer sheet: only in orders or inquiries.
    pub(crate) unlisted: bool,
    /// c company, p private person, a agent, t trading house.
    pub(crate) kind: char,
    pub(crate) chinese: String,
    pub(crate) site: String,
    pub(crate) phone: String,
    pub(crate) tax: String,
    pub(crate) contacts: Vec<Contact>,
    pub(crate) since: NaiveDate,
    /// Typical order size in cents.
    pub(crate) size: i64,
    pub(crate) owner: usize,
    /// Owner before 2026-09-01.
    pub(crate) owner_before: usize,
}

impl Customer {
    /// The salesperson responsible on that day.
    pub(crate) fn owner_on(&self, date: NaiveDate) -> usize {
        if date < super::staff::handover_day() { self.owner_before } else { self.owner }
    }

    /// True for a company that has bought or will buy within the story.
    pub(crate) const fn buys(&self) -> bool {
        matches!(self.profile, 'R' | 'O' | 'C' | 'W' | 'N')
    }

    /// The first contact.
    pub(crate) fn main(&self) -> &Contact {
        &self.contacts[0]
    }
}

/// All customers, in a fixed order; the key of the first is `C001`.
pub(crate) fn all() -> Vec<Customer> {
    let mut rng = Rng::new(11);
    let mut list: Vec<Customer> = Vec::new();
    for line in TABLE.lines().skip(1) {
        let fields: Vec<&str> = line.split('|').collect();
        let index = list.len();
        list.push(one(index, &fields, &mut rng));
    }
    for (buyer, house) in VIA {
        let from = list.iter().position(|one| one.name == house).expect("the trading house is in the table");
        let (phone, contacts) = (list[from].phone.clone(), list[from].contacts.clone());
        let buyer = list.iter_mut().find(|one| one.name == buyer).expect("the buyer is in the table");
        buyer.phone = phone;
        buyer.contacts = contacts;
    }
    list
}

fn one(index: usize, fields: &[&str], rng: &mut Rng) -> Customer {
    let [name, legal, code, city, profile, kind, chinese] = fields else {
        panic!("customers.csv: seven fields a line, not {fields:?}");
    };
    let place = places::find(code);
    let kind = kind.chars().next().unwrap_or('c');
    let site = if kind == 'p' { String::new() } else { site(name) };
    let domain = if kind == 'p' || FREE_MAIL.contains(name) { "mailfree.example" } else { &site };
    let people = if kind == 'c' { 1 + rng.below(3) } else { 1 };
    let contacts = (0..people).map(|at| contact(at, (name, kind), place, domain, rng)).collect();
    let (owner_before, owner) = owners(index, code);
    let profile_letter = profile.chars().next().unwrap_or('Q');
    let typical = match profile_letter {
        'R' => rng.range(3_100_000, 8_000_000),
        'O' | 'C' => rng.range(1_700_000, 5_000_000),
        _ => rng.range(1_300_000, 4_200_000),
    };
    let since = match profile_letter {
        'N' => day(2026, 4, 14),
        'W' => plus(day(2025, 9, 8), rng.range(0, 90)),
        'P' => plus(day(2025, 8, 4), rng.range(0, 380)),
        _ => plus(day(2016, 3, 1), rng.range(0, 3000)),
    };
    Customer {
        key: format!("C{:03}", index + 1),
        name: (*name).to_owned(),
        legal: (*legal).to_owned(),
        place,
        city: (*city).to_owned(),
        profile: profile_letter,
        unlisted: profile.ends_with('x'),
        kind,
        chinese: (*chinese).to_owned(),
        site,
        phone: place.number(rng),
        tax: format!("{:011}", 10_000_000 + rng.range(0, 89_999_999) * 7),
        contacts,
        since,
        size: if kind == 'p' { 400_000 } else { typical },
        owner,
        owner_before,
    }
}

fn contact(at: usize, (name, kind): (&str, char), place: &Place, domain: &str, rng: &mut Rng) -> Contact {
    let (given, family) = match name.split_once(' ') {
        Some((given, family)) if kind == 'p' => (given.to_owned(), family.to_owned()),
        _ => (rng.pick(place.given()).to_owned(), rng.pick(place.family()).to_owned()),
    };
    let title = ["Purchasing Manager", "Owner", "Sourcing Assistant", "Logistics"][at.max(rng.below(2))];
    let local =
        if kind != 'p' && domain != "mailfree.example" && at == 0 && rng.chance(40) && !SISTERS.iter().any(|stem| name.starts_with(stem)) {
            "info".to_owned()
        } else {
            format!("{}.{}", super::ascii(&given), super::ascii(&family))
        };
    Contact { given, family, title, mail: format!("{local}@{domain}"), mobile: place.number(rng) }
}

/// The web site: the first two words of the name; sister companies therefore share theirs.
fn site(name: &str) -> String {
    let plain = super::ascii(name);
    let words: Vec<&str> = plain.split('-').filter(|word| word.len() > 1).take(2).collect();
    format!("{}.example", words.join("-"))
}

/// Owner before and after the handover.
fn owners(index: usize, code: &str) -> (usize, usize) {
    let choices: &[usize] = match code {
        "IT" => &[FIONA, JENNY, FIONA, HANK],
        "DE" | "FR" | "GB" | "AT" | "CH" | "NL" => &[JACK, HANK, JACK],
        "ES" | "PT" | "PL" | "GR" | "TR" | "RU" | "LT" | "CZ" | "HU" | "NO" | "SE" => &[JENNY, JACK],
        "US" | "CA" => &[LEO, MINDY],
        "MX" | "BR" | "CL" | "PE" | "AR" | "CO" => &[MINDY, LEO],
        "JP" | "KR" | "TW" | "HK" | "CN" | "SG" | "MY" | "VN" | "AU" | "NZ" => &[TINA],
        _ => &[RAY],
    };
    let before = choices[index % choices.len()];
    let after = match (before, index % 9) {
        (HANK, 4) => JENNY,
        (HANK, 8) => JACK,
        (HANK, _) => YANA,
        _ => before,
    };
    (before, after)
}
