//! Movers (搬迁): whether another address speaks against one customer in these very records.
//!
//! Decides it from rows of one name. Where most that share a telephone or a mail address are at one place, another place is another
//! house of the name. Where many are not, and hardly a row elsewhere has a line of its own, customers move, ship elsewhere, give
//! an office and a works: another street says nothing. Houses of a chain have lines of their own, and stand in many towns.

use super::address;
use super::block::hash;
use super::record::{Record, Text, last_digits};

/// Pairs below which the records say nothing about it.
const ENOUGH: usize = 10;
/// Pairs at one address for each at two.
const FEW: usize = 3;
/// Rows of one name that are looked at.
const ROWS: usize = 6;

/// Pairs of one name, both with an address.
#[derive(Debug, Default)]
struct Seen {
    /// With a telephone or mail address in common: at one place, at two, in two towns.
    here: usize,
    elsewhere: usize,
    apart: usize,
    /// With none in common, at two places.
    own: usize,
}

/// Whether many customers have another address in another record.
pub(super) fn are_many(records: &[Record]) -> bool {
    let placed = records.iter().enumerate().filter(|(_, record)| !record.person && !record.address.is_empty());
    let named = placed.filter_map(|(at, record)| Some((record.names.first().filter(|name| name.unit.is_empty())?, at)));
    let mut keyed: Vec<(u64, usize)> = named.map(|(name, at)| (hash(b'n', &[&name.core_key]), at)).collect();
    keyed.sort_unstable();
    let mut seen = Seen::default();
    for group in keyed.chunk_by(|a, b| a.0 == b.0) {
        let group = &group[..group.len().min(ROWS)];
        for (at, (_, one)) in group.iter().enumerate() {
            group[at + 1..].iter().for_each(|(_, other)| seen.meet(&records[*one], &records[*other]));
        }
    }
    seen.elsewhere >= ENOUGH && seen.elsewhere * FEW > seen.here && seen.elsewhere > seen.apart + seen.own
}

impl Seen {
    fn meet(&mut self, a: &Record, b: &Record) {
        let phone = |number: &Text| b.phones.iter().any(|other| last_digits(number) == last_digits(other));
        let shared = a.phones.iter().any(phone) || a.emails.iter().any(|email| b.emails.contains(email));
        let comparable = (!a.phones.is_empty() && !b.phones.is_empty()) || (!a.emails.is_empty() && !b.emails.is_empty());
        let differ = |left: &Option<Text>, right: &Option<Text>| left.is_some() && right.is_some() && left != right;
        let here = a.address == b.address || address::level(&a.address, &b.address, false) != "else";
        let counted = match (shared, here) {
            (true, true) => &mut self.here,
            (true, false) if differ(&a.city, &b.city) || differ(&a.postcode, &b.postcode) => &mut self.apart,
            (true, false) => &mut self.elsewhere,
            (false, false) if comparable => &mut self.own,
            (false, _) => return,
        };
        *counted += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::name::Name;
    use super::super::token::tokens;
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
        let tenth = |customer: usize, entry: usize| {
            format!("Via {} {customer}", streets[(customer + entry * usize::from(customer.is_multiple_of(10))) % 5])
        };
        assert!(!are_many(&listed(tenth)) && !are_many(&[]), "few move");
        let mut houses = listed(|customer, entry| format!("Via {} {customer}", streets[(customer + entry) % 5]));
        let lines = houses.iter_mut().zip(0..).filter(|(_, at)| at % 4 != 0);
        lines.for_each(|(house, at)| house.phones = [Text::from(format!("0{}", 50_000_000 + at))].into_iter().collect());
        assert!(!are_many(&houses), "houses with lines of their own");
    }
}
