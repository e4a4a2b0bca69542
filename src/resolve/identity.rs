//! Identity (客户编号): ids that last. A cluster keeps the id with most of its fingerprints; a merge keeps the oldest and
//! makes the others aliases; of a split the larger part keeps the id; new ids follow the names' order.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::resolved::{Identities, Identity};

/// A customer of this run, before it has its id.
#[derive(Debug, Clone, Default)]
pub(super) struct Unnamed {
    /// Key by which new ids are given in order: the folded name.
    pub(super) order: String,
    /// Fingerprints of its records.
    pub(super) fingerprints: BTreeSet<String>,
}

/// Ids for the customers, in their order, and what to remember.
pub(super) fn assign(customers: &[Unnamed], known: &Identities) -> (Vec<String>, Identities) {
    let mut owner: BTreeMap<&str, &str> = BTreeMap::new();
    for identity in &known.customers {
        for fingerprint in &identity.fingerprints {
            owner.insert(fingerprint, &identity.id);
        }
    }
    // (shared fingerprints, older id first, customer in canonical order): the best claim takes the id.
    let mut claims: Vec<(usize, &str, usize)> = Vec::new();
    let mut touched: Vec<BTreeSet<&str>> = Vec::with_capacity(customers.len());
    for (index, customer) in customers.iter().enumerate() {
        let mut shared: BTreeMap<&str, usize> = BTreeMap::new();
        for id in customer.fingerprints.iter().filter_map(|fingerprint| owner.get(fingerprint.as_str())) {
            *shared.entry(id).or_default() += 1;
        }
        touched.push(shared.keys().copied().collect());
        // A merge keeps the oldest of the ids it holds.
        claims.extend(shared.iter().map(|(id, count)| (*count, *id, index)));
    }
    claims.sort_by(|one, other| {
        one.1.cmp(other.1).then(other.0.cmp(&one.0)).then_with(|| customers[one.2].order.cmp(&customers[other.2].order))
    });
    let mut ids: Vec<Option<String>> = vec![None; customers.len()];
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    for (_, id, index) in claims {
        if ids[index].is_none() && taken.insert(id) {
            ids[index] = Some(id.to_owned());
        }
    }
    let mut next = known.next_number.max(1);
    let mut new: Vec<usize> = (0..customers.len()).filter(|index| ids[*index].is_none()).collect();
    new.sort_by_key(|index| (&customers[*index].order, customers[*index].fingerprints.first()));
    for index in new {
        ids[index] = Some(format!("C{next:04}"));
        next += 1;
    }
    let ids: Vec<String> = ids.into_iter().flatten().collect();
    let remembered = remember(customers, &ids, &touched, known, next);
    (ids, remembered)
}

fn remember(customers: &[Unnamed], ids: &[String], touched: &[BTreeSet<&str>], known: &Identities, next: u32) -> Identities {
    let mut all: BTreeMap<String, Identity> = known.customers.iter().map(|identity| (identity.id.clone(), identity.clone())).collect();
    let present: BTreeSet<&String> = customers.iter().flat_map(|customer| &customer.fingerprints).collect();
    for identity in all.values_mut() {
        // A fingerprint met this time belongs to whoever holds it now.
        identity.fingerprints.retain(|fingerprint| !present.contains(fingerprint));
    }
    for ((customer, id), touched) in customers.iter().zip(ids).zip(touched) {
        let gone: Vec<String> = touched
            .iter()
            .filter(|other| *other != id && !ids.iter().any(|held| held == *other))
            .map(|other| (*other).to_owned())
            .collect();
        let mut aliases: BTreeSet<String> = gone.iter().filter_map(|other| all.remove(other)).flat_map(|other| other.aliases).collect();
        aliases.extend(gone);
        let identity = all.entry(id.clone()).or_insert_with(|| Identity { id: id.clone(), ..Identity::default() });
        identity.fingerprints.extend(customer.fingerprints.iter().cloned());
        identity.fingerprints.sort();
        identity.aliases.extend(aliases);
        identity.aliases.sort();
        identity.aliases.dedup();
    }
    Identities { customers: all.into_values().collect(), next_number: next }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customer(order: &str, fingerprints: &[&str]) -> Unnamed {
        Unnamed { order: order.into(), fingerprints: fingerprints.iter().map(|text| (*text).to_owned()).collect() }
    }

    #[test]
    fn ids_outlast_merges_splits_and_new_customers() {
        let first = [customer("b", &["1", "2"]), customer("a", &["3"])];
        let (ids, known) = assign(&first, &Identities::default());
        assert_eq!(ids, ["C0002", "C0001"]);
        // A newcomer sorts first and still gets the next number.
        let (ids, known) = assign(&[customer("0", &["9"]), customer("b", &["1", "2"]), customer("a", &["3"])], &known);
        assert_eq!(ids, ["C0003", "C0002", "C0001"]);
        // Merged: the oldest stays, the other becomes its alias.
        let (ids, merged) = assign(&[customer("ab", &["1", "2", "3"])], &known);
        assert_eq!(ids, ["C0001"]);
        let kept = merged.customers.iter().find(|identity| identity.id == "C0001").unwrap();
        assert_eq!(kept.aliases, ["C0002"]);
        // Split again: the larger part keeps the id.
        let (ids, _) = assign(&[customer("b", &["1", "2"]), customer("a", &["3"])], &merged);
        assert_eq!(ids, ["C0001", "C0004"]);
    }
}
