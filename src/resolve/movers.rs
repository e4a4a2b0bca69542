//! Movers (搬迁): whether another address speaks against one customer in these very records.
//!
//! Decides it from names that share a telephone or a mail address. Where most of them are at one address, another one is another house
//! of the name. Where hardly any are, streets change with each entry (customers move, ship elsewhere, give an office and a works), and
//! another street says nothing. A telephone under many streets of one name is a chain's and no mover's.

use super::address;
use super::block::hash;
use super::record::{Record, Text, last_digits};

/// Pairs below which the records say nothing about it.
const ENOUGH: usize = 10;
/// So many pairs at two addresses for each at one.
const FEW: usize = 5;
/// Records of one name and telephone past which it is a chain.
const CHAIN: usize = 4;

/// Whether customers have another address in nearly each of their records.
pub(super) fn are_many(records: &[Record]) -> bool {
    let mut keyed: Vec<(u64, usize)> = Vec::new();
    for (at, record) in records.iter().enumerate().filter(|(_, record)| !record.person && !record.address.is_empty()) {
        let Some(name) = record.names.first().filter(|name| name.unit.is_empty()) else { continue };
        let mut put = |kind: u8, value: &str| keyed.push((hash(kind, &[&name.core_key, value]), at));
        record.phones.iter().for_each(|phone| put(b'p', last_digits(phone)));
        record.emails.iter().for_each(|email| put(b'e', email));
    }
    keyed.sort_unstable();
    let (mut here, mut elsewhere, mut apart) = (0, 0, 0);
    for group in keyed.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        for pair in group.windows(2) {
            let (a, b) = (&records[pair[0].1], &records[pair[1].1]);
            let town = |left: &Option<Text>, right: &Option<Text>| left.is_some() && right.is_some() && left != right;
            if a.address == b.address || matches!(address::level(&a.address, &b.address, false), "near" | "number" | "part") {
                here += 1;
            } else if group.len() > CHAIN || town(&a.city, &b.city) || town(&a.postcode, &b.postcode) {
                apart += 1;
            } else {
                elsewhere += 1;
            }
        }
    }
    elsewhere >= ENOUGH && elsewhere > FEW * here && elsewhere > apart
}

#[cfg(test)]
mod tests {
    use super::super::name::{Name, tokens};
    use super::*;

    fn listed(place: impl Fn(usize, usize) -> String) -> Vec<Record> {
        let record = |customer: usize, entry: usize| Record {
            names: Name::parse(&format!("Brunello{customer} Trading")).into_iter().collect(),
            phones: [Text::from(format!("0{}", 40_000_000 + customer))].into_iter().collect(),
            address: tokens(&place(customer, entry)).into_iter().collect(),
            ..Record::default()
        };
        (0..20).flat_map(|customer| (0..2).map(move |entry| record(customer, entry))).collect()
    }

    #[test]
    fn streets_that_change_with_each_entry_say_nothing() {
        let streets = ["Albero", "Bosco", "Campo", "Duomo", "Erba"];
        assert!(are_many(&listed(|customer, entry| format!("Via {} {customer}", streets[(customer + entry) % 5]))));
        assert!(!are_many(&listed(|customer, _| format!("Via {} {customer}", streets[customer % 5]))), "one house each");
        assert!(!are_many(&listed(|customer, entry| format!("Via {} {customer}", streets[(customer + entry * (customer % 2)) % 5]))), "half move");
        assert!(!are_many(&[]));
    }
}
