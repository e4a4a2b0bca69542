//! Shared contact points (共用联系方式): an agent's phone under ten companies' names identifies none of them.
//!
//! Decides, from the data, which e-mails, phones and domains stand under too many unlike names, and takes them out of the
//! comparison. They stay in the customer's record and fingerprint.

use super::block::{hash, start};
use super::record::{Record, last_digits};

/// Takes contact points out that stand under more than `limit` unlike names.
pub(super) fn leave_out(records: &mut [Record], limit: usize) {
    let mut named: Vec<(u64, u64)> = Vec::with_capacity(records.len() * 3);
    for record in records.iter() {
        let Some(stem) = stem(record) else { continue };
        let stem = hash(b'n', &[stem]);
        named.extend(points(record).map(|(kind, value)| (hash(kind, &[value]), stem)));
    }
    named.sort_unstable();
    named.dedup();
    let crowded: Vec<u64> = named.chunk_by(|a, b| a.0 == b.0).filter(|stems| stems.len() > limit).map(|stems| stems[0].0).collect();
    drop(named);
    if crowded.is_empty() {
        return;
    }
    for record in records {
        for (kind, list) in [(b'e', &mut record.emails), (b'd', &mut record.domains), (b'p', &mut record.phones)] {
            list.retain(|value| crowded.binary_search(&hash(kind, &[point(kind, value)])).is_err());
        }
    }
}

fn points(record: &Record) -> impl Iterator<Item = (u8, &str)> {
    let lists = [(b'e', &record.emails), (b'd', &record.domains), (b'p', &record.phones)];
    lists.into_iter().flat_map(|(kind, list)| list.iter().map(move |value| (kind, point(kind, value))))
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
    use super::super::name::Name;
    use super::*;

    #[test]
    fn an_agents_phone_identifies_nobody() {
        let mut records: Vec<Record> = ["Rossi", "Bianchi", "Verdi", "Gallo"]
            .iter()
            .map(|name| Record { names: vec![Name::parse(name).unwrap()], phones: vec!["12345678".into()], ..Record::default() })
            .collect();
        let mut three = records[..3].to_vec();
        leave_out(&mut three, 3);
        leave_out(&mut records, 3);
        assert!(three.iter().all(|record| record.phones.len() == 1) && records.iter().all(|record| record.phones.is_empty()));
    }
}
