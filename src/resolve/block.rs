//! Blocking (分块): which pairs are worth comparing. Linear: a key shared by more records than the cap identifies
//! nobody and is passed over.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::name::is_generic;
use super::party::Party;
use super::rarity::Rarity;

/// Candidate pairs, each once, smaller index first, in order.
pub(super) fn pairs(parties: &[Party], rarity: &Rarity, cap: usize) -> Vec<(usize, usize)> {
    let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, party) in parties.iter().enumerate() {
        let mut keys = keys(party, rarity, cap);
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            blocks.entry(key).or_default().push(index);
        }
    }
    let mut pairs = Vec::new();
    for members in blocks.into_values().filter(|members| members.len() <= cap) {
        for (place, left) in members.iter().enumerate() {
            pairs.extend(members[place + 1..].iter().map(|right| (*left, *right)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn keys(party: &Party, rarity: &Rarity, cap: usize) -> Vec<String> {
    let mut keys = Vec::new();
    let points = [("e", &party.emails), ("d", &party.domains), ("p", &party.phones)];
    for (kind, values) in points {
        keys.extend(values.iter().filter(|value| !rarity.is_shared(value)).map(|value| format!("{kind}:{value}")));
    }
    if party.tax_id.len() >= 5 {
        keys.push(format!("t:{}", party.tax_id));
    }
    for name in &party.names {
        if name.says_nothing() {
            continue;
        }
        keys.push(format!("n:{}", name.core));
        keys.push(format!("s:{}:{}", party.country, head(&name.core, 5)));
        let mut words: Vec<&String> = name.words.iter().filter(|word| !is_generic(word) && word.chars().count() >= 2).collect();
        words.sort_by_key(|word| (rarity.count(word), (*word).clone()));
        keys.extend(words.iter().filter(|word| rarity.count(word) as usize <= cap).take(3).map(|word| format!("w:{word}")));
    }
    if party.is_person() {
        let (given, family) = (&party.given, &party.family);
        if !given.is_empty() && !family.is_empty() {
            let mut both = [head(given, 3), head(family, 3)];
            both.sort_unstable();
            keys.push(format!("f:{}:{}", both[0], both[1]));
            keys.push(format!("g:{given}:{}", party.city));
            keys.push(format!("h:{family}:{}", party.city));
        }
        if let Some(birthday) = party.birthday {
            keys.push(format!("b:{birthday}"));
            keys.push(format!("y:{}:{}", birthday.year(), head(family, 2)));
            keys.push(format!("z:{}:{}:{}", birthday.month(), birthday.day(), head(given, 2)));
        }
        if !party.postcode.is_empty() && !party.street_number.is_empty() {
            keys.push(format!("a:{}:{}", party.postcode, party.street_number));
        }
        if party.address.len() >= 6 {
            keys.push(format!("r:{}:{}", head(&party.address, 8), head(family, 2)));
        }
    }
    keys
}

fn head(text: &str, count: usize) -> String {
    text.chars().take(count).collect()
}
