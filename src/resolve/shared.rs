//! Shared contact points (共用联系方式): an agent's phone under ten companies' names identifies none of them.
//!
//! Decides, from the data, which e-mails, phones, domains and codes stand under too many unlike names, and takes them out of the
//! comparison. They stay in the customer's row and fingerprint.

use std::collections::BTreeMap;

use super::block::{hash, start};
use super::compare::are_two_names;
use super::record::{Record, Text, last_digits};
use crate::finding::{Finding, Kind};
use crate::model::Entity;

/// Names past which people are told.
const MANY: usize = 20;

/// The company's own number: what an entry of a group or a rank is written into is no customer's.
const CODE: u8 = b'k';

/// People's names repeat by chance: so many times the limit of a phone, and this share of all records, before one is a crowd's.
const NAMESAKES: usize = 4;
const NAMESAKES_PER: usize = 500;

/// Takes contact points out that stand under more than `limit` unlike names, and contact persons who stand under far more.
pub(super) fn leave_out(records: &mut [Record], limit: usize, findings: &mut Vec<Finding>) {
    leave_out_family_mail(records);
    let mut named: Vec<u128> = Vec::with_capacity(records.iter().map(|record| points(record).count() + 1).sum());
    // What stands there above the name it stands under, in one number that is compared at once.
    let mut stands_under = |value: u64, stem: u64| named.push(u128::from(value) << 64 | u128::from(stem));
    for record in records.iter() {
        let Some(stem) = stem(record) else { continue };
        let stem = hash(b'n', &[stem]);
        points(record).for_each(|(kind, value)| stands_under(hash(kind, &[value]), stem));
        if let Some(name) = person(record) {
            stands_under(name, stem);
        }
    }
    let namesakes = (limit * NAMESAKES).max(records.len() / NAMESAKES_PER);
    named.sort_unstable();
    named.dedup();
    let value = |named: &u128| u64::try_from(named >> 64).unwrap_or(u64::MAX);
    let crowds = named.chunk_by(|a, b| a >> 64 == b >> 64).filter(|stems| stems.len() > limit);
    let stands: Vec<(u64, usize)> = crowds.map(|stems| (value(&stems[0]), stems.len())).collect();
    drop(named);
    let crowded: Vec<u64> = stands.iter().map(|(value, _)| *value).collect();
    let crowds: Vec<u64> = stands.iter().filter(|(_, names)| *names > namesakes).map(|(value, _)| *value).collect();
    if crowded.is_empty() {
        return;
    }
    tell(records, &stands, findings);
    for record in records {
        for (kind, list) in [(b'e', &mut record.emails), (b'd', &mut record.domains), (b'p', &mut record.phones)] {
            list.retain(|value| crowded.binary_search(&hash(kind, &[point(kind, value)])).is_err());
        }
        if record.code.as_ref().is_some_and(|code| crowded.binary_search(&hash(CODE, &[code])).is_ok()) {
            record.code = None;
        }
        if person(record).is_some_and(|name| crowds.binary_search(&name).is_ok()) {
            record.contact = Text::default();
        }
    }
}

/// An address that two people with unlike given names write from is their house's, and tells neither from the other.
fn leave_out_family_mail(records: &mut [Record]) {
    let mut written: Vec<(u64, u32)> = Vec::new();
    for (at, record) in (0_u32..).zip(records.iter()).filter(|(_, record)| record.person && record.given.is_some()) {
        written.extend(record.emails.iter().map(|email| (hash(b'e', &[email]), at)));
    }
    written.sort_unstable();
    let unlike = |a: u32, b: u32| are_two(&records[a as usize], &records[b as usize]);
    let is_house = |users: &&[(u64, u32)]| users.iter().any(|(_, a)| users.iter().any(|(_, b)| unlike(*a, *b)));
    let houses: Vec<u64> = written
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|users| (2..=MANY).contains(&users.len()))
        .filter(is_house)
        .map(|users| users[0].0)
        .collect();
    if houses.is_empty() {
        return;
    }
    for record in records.iter_mut().filter(|record| record.person) {
        record.emails.retain(|email| houses.binary_search(&hash(b'e', &[email])).is_err());
    }
}

/// Whether the two surely have two given names, however written, and two birthdays if any.
fn are_two(a: &Record, b: &Record) -> bool {
    let (Some(left), Some(right)) = (&a.given, &b.given) else { return false };
    let born_together = a.birthday.is_some() && a.birthday == b.birthday;
    !born_together && a.given != b.family && a.family != b.given && are_two_names(left, right)
}

/// A word about those that stand under very many names, each once.
fn tell(records: &[Record], stands: &[(u64, usize)], findings: &mut Vec<Finding>) {
    let many: Vec<&(u64, usize)> = stands.iter().filter(|(_, names)| *names > MANY).collect();
    if many.is_empty() {
        return;
    }
    let mut told: BTreeMap<(&str, bool), usize> = BTreeMap::new();
    for (kind, value) in records.iter().flat_map(points) {
        if let Ok(at) = many.binary_search_by_key(&hash(kind, &[value]), |(known, _)| *known) {
            told.insert((value, kind == CODE), many[at].1);
        }
    }
    let finding = |((value, code), count): ((&str, bool), usize)| {
        let kind = if code { Kind::CodeOfMany } else { Kind::ContactOfMany };
        Finding::new(kind).about(Entity::Customer).with("value", value).with("count", count)
    };
    findings.extend(told.into_iter().map(finding));
}

fn points(record: &Record) -> impl Iterator<Item = (u8, &str)> {
    let lists = [(b'e', &record.emails), (b'd', &record.domains), (b'p', &record.phones)];
    let code = record.code.iter().map(|code| (CODE, code.as_str()));
    lists.into_iter().flat_map(|(kind, list)| list.iter().map(move |value| (kind, point(kind, value)))).chain(code)
}

/// The contact person of a company.
fn person(record: &Record) -> Option<u64> {
    (!record.contact.is_empty()).then(|| hash(b'c', &[&record.contact.replace(' ', "")]))
}

/// A number counts by its last digits.
fn point(kind: u8, value: &str) -> &str {
    if kind == b'p' { last_digits(value) } else { value }
}

/// The start of the most telling word: spellings of one name share it.
fn stem(record: &Record) -> Option<&str> {
    if record.person {
        return record.family.as_ref().or(record.given.as_ref()).map(|name| start(name, 2));
    }
    record.names.iter().find_map(|name| name.lead()).map(|word| start(&word.text, 3))
}

#[cfg(test)]
mod tests {
    use super::super::list::List;
    use super::super::name::Name;
    use super::*;

    #[test]
    fn a_contact_of_every_second_company_identifies_nobody() {
        const BEGINNINGS: [&str; 13] = ["Ab", "Ce", "Di", "Fo", "Gu", "Ha", "Je", "Ki", "Lo", "Mu", "Na", "Pe", "Qui"];
        let company = |at: usize, contact: &str| Record {
            names: Name::parse(&format!("{}oteria", BEGINNINGS[at])).into_iter().collect(),
            contact: contact.into(),
            ..Record::default()
        };
        let left = |count: usize| {
            let mut records: Vec<Record> = (0..count).map(|at| company(at, "anna")).collect();
            leave_out(&mut records, 3, &mut Vec::new());
            records.iter().filter(|record| !record.contact.is_empty()).count()
        };
        assert_eq!((left(12), left(13)), (12, 0));
    }

    #[test]
    fn an_agents_phone_identifies_nobody() {
        let mut records: Vec<Record> = ["Rossi", "Bianchi", "Verdi", "Gallo"]
            .iter()
            .map(|name| Record {
                names: Name::parse(name).into_iter().collect(),
                phones: ["12345678".into()].into_iter().collect(),
                ..Record::default()
            })
            .collect();
        let coded = |at: usize, code: &str| Record { phones: List::default(), code: Some(code.into()), ..records[at].clone() };
        let mut reused: Vec<Record> = (0..4).map(|at| coded(at, "K1")).collect();
        leave_out(&mut reused, 3, &mut Vec::new());
        assert!(reused.iter().all(|record| record.code.is_none()), "a code of four companies is none");
        let mut three = records[..3].to_vec();
        leave_out(&mut three, 3, &mut Vec::new());
        leave_out(&mut records, 3, &mut Vec::new());
        assert!(three.iter().all(|record| record.phones.len() == 1) && records.iter().all(|record| record.phones.is_empty()));
    }
}
