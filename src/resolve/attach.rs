//! Attaching events to customers: by number, by name, by mailbox, by a likeness that is clear, or by a short name that
//! only one customer has. What is not clear is not guessed.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::likeness;
use super::name::{Name, is_generic};
use super::party::Party;
use super::rarity::Rarity;

/// Customers known so far, with the keys an event may name them by. A customer is the index of its cluster.
#[derive(Debug, Default)]
pub(super) struct Known {
    codes: BTreeMap<String, BTreeSet<usize>>,
    cores: BTreeMap<String, BTreeSet<usize>>,
    mails: BTreeMap<String, BTreeSet<usize>>,
    words: BTreeMap<String, BTreeSet<usize>>,
    names: BTreeMap<usize, Vec<Name>>,
    countries: BTreeMap<usize, BTreeSet<String>>,
}

/// Likeness from which a name is the same name written otherwise, and the lead it needs over the next.
const CLEAR: f64 = 0.80;
const LEAD: f64 = 0.10;
/// Bits of rarity a short name needs to stand for a longer one.
const SHORT_NAME_BITS: f64 = 5.0;

impl Known {
    /// Adds a party's keys under its customer.
    pub(super) fn add(&mut self, customer: usize, party: &Party) {
        let put = |map: &mut BTreeMap<String, BTreeSet<usize>>, key: &str| {
            if !key.is_empty() {
                map.entry(key.to_owned()).or_default().insert(customer);
            }
        };
        put(&mut self.codes, &party.code);
        for name in names(party) {
            put(&mut self.cores, &name.core);
            for word in name.words.iter().filter(|word| !is_generic(word)) {
                put(&mut self.words, word);
            }
            let known = self.names.entry(customer).or_default();
            if !known.contains(&name) {
                known.push(name);
            }
        }
        for mail in &party.emails {
            put(&mut self.mails, mail);
        }
        if !party.country.is_empty() {
            self.countries.entry(customer).or_default().insert(party.country.clone());
        }
    }

    /// The one customer the party means.
    pub(super) fn find(&self, party: &Party, rarity: &Rarity) -> Option<usize> {
        self.only(self.codes.get(&party.code), party)
            .or_else(|| self.by_core(party))
            .or_else(|| party.emails.iter().filter(|mail| !rarity.is_shared(mail)).find_map(|mail| self.only(self.mails.get(mail), party)))
            .or_else(|| self.by_likeness(party, rarity))
    }

    fn by_core(&self, party: &Party) -> Option<usize> {
        names(party).iter().find_map(|name| {
            let found = self.cores.get(&name.core)?;
            self.only(Some(found), party).or_else(|| {
                let by_mail = party.emails.iter().filter_map(|mail| self.mails.get(mail)).flatten();
                let both: BTreeSet<usize> = by_mail.filter(|customer| found.contains(customer)).copied().collect();
                self.only(Some(&both), party)
            })
        })
    }

    /// The only candidate whose country is not another one.
    fn only(&self, found: Option<&BTreeSet<usize>>, party: &Party) -> Option<usize> {
        let mut fitting = found?.iter().filter(|customer| self.fits(**customer, party));
        let first = fitting.next()?;
        fitting.next().is_none().then_some(*first)
    }

    fn fits(&self, customer: usize, party: &Party) -> bool {
        party.country.is_empty() || self.countries.get(&customer).is_none_or(|countries| countries.contains(&party.country))
    }

    fn by_likeness(&self, party: &Party, rarity: &Rarity) -> Option<usize> {
        let mut best: Vec<(f64, usize)> = Vec::new();
        let mut holding: BTreeSet<usize> = BTreeSet::new();
        let wanted = names(party);
        let mut candidates: BTreeSet<usize> = BTreeSet::new();
        for name in &wanted {
            for word in name.words.iter().filter(|word| !is_generic(word)) {
                let near = self.words.range(head(word)..).take_while(|(known, _)| known.starts_with(&head(word)));
                candidates.extend(near.flat_map(|(_, customers)| customers));
            }
        }
        for customer in candidates.into_iter().filter(|customer| self.fits(*customer, party)) {
            let known = self.names.get(&customer).map(Vec::as_slice).unwrap_or_default();
            let pairs =
                wanted.iter().flat_map(|name| known.iter().map(move |other| (name, other))).filter(|(name, other)| name.han == other.han);
            let mut score = 0.0_f64;
            for (name, other) in pairs {
                score = score.max(likeness(name, other, rarity).0);
                let own: Vec<&String> = name.words.iter().filter(|word| !is_generic(word)).collect();
                let bits: f64 = own.iter().map(|word| rarity.word(word)).sum();
                if bits >= SHORT_NAME_BITS && own.iter().all(|word| other.words.contains(word)) {
                    holding.insert(customer);
                }
            }
            best.push((score, customer));
        }
        best.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        let second = best.get(1).map_or(0.0, |found| found.0);
        let clear = best.first().filter(|(score, _)| *score >= CLEAR && score - second >= LEAD).map(|(_, customer)| *customer);
        clear.or_else(|| if holding.len() == 1 { holding.first().copied() } else { None })
    }
}

/// Company names, or the person's name as one.
pub(super) fn names(party: &Party) -> Vec<Name> {
    if party.is_person() { vec![Name::of(&party.shown)] } else { party.names.clone() }
}

fn head(word: &str) -> String {
    word.chars().take(3).collect()
}
