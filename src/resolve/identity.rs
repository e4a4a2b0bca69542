//! Identity (客户编号): ids that last. A customer keeps its id as long as most of what it was known by stays together.
//!
//! Decides which remembered id goes to which customer: an id follows the larger share of its marks; a customer that holds
//! several ids keeps the oldest, the others become aliases; new customers are numbered in the order of their names.

use std::collections::{BTreeMap, BTreeSet};

use super::customers::Customer;
use super::record::Record;
use crate::model::resolved::{Identities, Identity};

/// The id of each customer, and what to remember. `names` are the golden names, by which new ids are numbered.
pub(super) fn assign(customers: &[Customer], names: &[String], before: &Identities) -> (Vec<String>, Identities) {
    let marks: Vec<BTreeSet<String>> = customers.iter().map(|customer| customer.records.iter().flat_map(marks).collect()).collect();
    let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, marks) in marks.iter().enumerate() {
        for mark in marks {
            holders.entry(mark).or_default().push(at);
        }
    }
    let mut owned: BTreeMap<usize, Vec<&Identity>> = BTreeMap::new();
    let mut absent = Vec::new();
    for identity in &before.customers {
        let mut overlap: BTreeMap<usize, usize> = BTreeMap::new();
        for mark in &identity.fingerprints {
            for at in holders.get(mark.as_str()).into_iter().flatten() {
                *overlap.entry(*at).or_default() += 1;
            }
        }
        // Ties go to the customer whose name comes first.
        match overlap.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| names[b.0].cmp(&names[a.0])).then(b.0.cmp(&a.0))) {
            Some((at, _)) => owned.entry(at).or_default().push(identity),
            None => absent.push(identity.clone()),
        }
    }
    let place_of: BTreeMap<String, usize> =
        owned.iter().flat_map(|(at, identities)| identities.iter().map(|identity| (identity.id.clone(), *at))).collect();
    let remembered = before.customers.iter().filter_map(|identity| number(&identity.id)).max().unwrap_or(0);
    let mut next = before.next_number.max(remembered + 1);
    let mut order: Vec<usize> = (0..customers.len()).collect();
    order.sort_by(|a, b| names[*a].cmp(&names[*b]).then_with(|| marks[*a].cmp(&marks[*b])));
    let mut ids = vec![String::new(); customers.len()];
    let mut kept = absent;
    let now: BTreeMap<&str, usize> = holders.iter().filter(|(_, at)| at.len() == 1).map(|(mark, at)| (*mark, at[0])).collect();
    for at in order {
        let mut held = owned.remove(&at).unwrap_or_default();
        held.sort_by_key(|identity| number(&identity.id));
        ids[at] = held.first().map_or_else(
            || {
                next += 1;
                format!("C{:04}", next - 1)
            },
            |identity| identity.id.clone(),
        );
        let mut fingerprints = marks[at].clone();
        // What was known before stays known, unless it is another customer's now.
        let old = held.iter().take(1).flat_map(|identity| &identity.fingerprints);
        fingerprints.extend(old.filter(|mark| now.get(mark.as_str()).is_none_or(|holder| *holder == at)).cloned());
        // An id given up keeps what it was known by, so that it comes back when the merge is taken back.
        for given_up in held.iter().skip(1) {
            let own = |mark: &&String| !held[0].fingerprints.contains(mark);
            fingerprints.retain(|mark| !given_up.fingerprints.iter().filter(own).any(|given| given == mark));
            kept.push((*given_up).clone());
        }
        // An alias whose records are gone stays one; one that has records of its own again does not.
        let mut aliases: BTreeSet<String> = held.iter().flat_map(|identity| identity.aliases.iter().cloned()).collect();
        aliases.retain(|alias| place_of.get(alias).is_none_or(|place| *place == at));
        aliases.extend(held.iter().skip(1).map(|identity| identity.id.clone()));
        kept.push(Identity {
            id: ids[at].clone(),
            fingerprints: fingerprints.into_iter().collect(),
            aliases: aliases.into_iter().collect(),
        });
    }
    kept.sort_by(|a, b| number(&a.id).cmp(&number(&b.id)).then_with(|| a.id.cmp(&b.id)));
    (ids, Identities { customers: kept, next_number: next })
}

/// What a record is known by: its whole content, and apart from it the name in its country, addresses and numbers, so that
/// a corrected cell does not make a new customer.
pub(super) fn marks(record: &Record) -> Vec<String> {
    let mut marks = vec![record.fingerprint.clone()];
    let country = record.country.as_deref().unwrap_or_default();
    marks.extend(record.names.iter().filter(|name| name.distinguishes()).map(|name| short('n', &[&name.full_key, country])));
    marks.extend(record.emails.iter().map(|email| short('e', &[email])));
    marks.extend(record.tax_id.iter().map(|tax| short('t', &[tax])));
    if let (Some(given), Some(family)) = (&record.given, &record.family) {
        let birthday = record.birthday.map(|day| day.to_string()).unwrap_or_default();
        marks.push(short('p', &[given, family, &birthday]));
    }
    marks
}

fn short(kind: char, parts: &[&str]) -> String {
    use sha2::{Digest, Sha256};
    format!("{kind}{}", super::record::hex(&Sha256::digest(parts.join("\u{1f}").as_bytes())[..8]))
}

fn number(id: &str) -> Option<u32> {
    id.strip_prefix('C')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customer(prints: &[&str]) -> Customer {
        let records = prints.iter().map(|print| Record { fingerprint: (*print).into(), ..Record::default() }).collect();
        Customer { records, ..Customer::default() }
    }

    fn remembered(ids: &[(&str, &[&str])]) -> Identities {
        let customers = ids.iter().map(|(id, prints)| Identity {
            id: (*id).into(),
            fingerprints: prints.iter().map(|p| (*p).into()).collect(),
            aliases: vec![],
        });
        Identities { customers: customers.collect(), next_number: 8 }
    }

    #[test]
    fn ids_last_through_merge_split_and_absence() {
        let names: Vec<String> = ["b", "a", "c"].map(str::to_owned).to_vec();
        let (ids, kept) = assign(&[customer(&["1", "2"]), customer(&["3"]), customer(&["4"])], &names, &Identities::default());
        assert_eq!((ids, kept.next_number), (vec!["C0002".to_owned(), "C0001".to_owned(), "C0003".to_owned()], 4));

        let before = remembered(&[("C0003", &["1"]), ("C0005", &["2"]), ("C0006", &["3", "4", "5"]), ("C0007", &["9"])]);
        let now = [customer(&["1", "2"]), customer(&["3", "4"]), customer(&["5"])];
        let (ids, kept) = assign(&now, &names, &before);
        assert_eq!(ids, ["C0003", "C0006", "C0008"], "merged keeps the oldest, split keeps the majority");
        let merged = kept.customers.iter().find(|identity| identity.id == "C0003").unwrap();
        assert_eq!(merged.aliases, ["C0005"]);
        let (ids, again) = assign(&[customer(&["1"]), customer(&["2"])], &names, &kept);
        assert_eq!(ids, ["C0003", "C0005"], "a merge taken back gives each its own id again");
        assert!(again.customers.iter().all(|identity| identity.aliases.is_empty()));
        assert!(kept.customers.iter().any(|identity| identity.id == "C0007"), "absent customers are not forgotten");
    }
}
