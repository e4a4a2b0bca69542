//! Index (客户索引): finds the customer that a name, code or address means.
//!
//! Decides when a name is clear: equal without regard to legal form and order, or much nearer to one customer than to any
//! other. A country that differs speaks against; a name of two customers is nobody's.

use std::collections::BTreeSet;

use super::block::{ByHash, hash};
use super::distance::slips;
use super::name::Name;
use super::party::Party;
use super::record::{Record, Text, last_digits};
use super::similar::align;
use crate::model::quick::Quick;

/// Bits a name needs to mean a customer.
const NAME_BITS: f64 = 6.0;
/// Bits it must be ahead of the next customer.
const MARGIN_BITS: f64 = 2.0;

/// Customers by what they are known by. Keys are 64-bit hashes and only looked up: the maps' order reaches nothing.
#[derive(Debug, Default)]
pub(super) struct Index {
    keys: ByHash<Vec<usize>>,
    words: ByHash<Vec<usize>>,
    names: Quick<usize, Vec<Name>>,
    countries: Quick<usize, BTreeSet<Text>>,
}

/// A customer's records are added one after the other, so an ascending list needs to look back only a little.
fn note(list: &mut Vec<usize>, at: usize) {
    if let Err(place) = list.binary_search(&at) {
        list.insert(place, at);
    }
}

impl Index {
    /// Adds what a record of the customer is known by.
    pub(super) fn add(&mut self, at: usize, record: &Record) {
        let mut key = |kind: char, value: &str| {
            if !value.is_empty() {
                note(self.keys.entry(keyed(kind, value)).or_default(), at);
            }
        };
        record.code.iter().for_each(|code| key('c', code));
        record.emails.iter().for_each(|email| key('e', email));
        record.phones.iter().for_each(|phone| key('p', last_digits(phone)));
        for name in &record.names {
            key('f', &name.full_key);
            key('n', &name.core_key);
        }
        if record.person {
            let (given, family) = (record.given.clone().unwrap_or_default(), record.family.clone().unwrap_or_default());
            key('f', &format!("{given}{family}"));
            key('f', &format!("{family}{given}"));
        }
        for name in record.names.iter().filter(|name| name.distinguishes()) {
            for word in name.words.iter().filter(|word| !word.trade) {
                note(self.words.entry(keyed('w', &word.text)).or_default(), at);
                note(self.words.entry(stem(&word.text)).or_default(), at);
            }
            let names = self.names.entry(at).or_default();
            if !names.iter().any(|known| known.core_key == name.core_key) {
                names.push(name.clone());
            }
        }
        self.countries.entry(at).or_default().extend(record.country.clone());
    }

    /// The customer a party means; `Err` when its whole name is two customers'.
    pub(super) fn find(&self, party: &Party) -> Result<Option<usize>, ()> {
        if let Some(at) = party.code.as_ref().and_then(|code| self.only('c', code)) {
            return Ok(Some(at));
        }
        // Whose number is all the name there is, is whom its number means: a shared address makes no two numbers one.
        if party.called.is_some() {
            return Ok(None);
        }
        let mut ambiguous = false;
        if let Some(name) = &party.name {
            for (kind, key) in [('f', &name.full_key), ('n', &name.core_key)] {
                let all = self.keys.get(&keyed(kind, key)).map_or(&[][..], Vec::as_slice);
                let fitting: Vec<usize> = all.iter().copied().filter(|at| self.fits(*at, party)).collect();
                match self.narrowed(fitting, party).as_slice() {
                    [only] => return Ok(Some(*only)),
                    [] => {}
                    _ => ambiguous = true,
                }
                if ambiguous {
                    return Err(());
                }
            }
        }
        if let Some(at) = party.emails.iter().find_map(|email| self.only('e', email)).filter(|at| self.fits(*at, party)) {
            return Ok(Some(at));
        }
        if let Some(at) = party.name.as_ref().and_then(|name| self.nearest(name, party)) {
            return Ok(Some(at));
        }
        let unnamed = party.name.is_none() || party.person;
        Ok(party.phones.iter().find_map(|phone| self.only('p', last_digits(phone))).filter(|_| unnamed))
    }

    /// Of several customers with the name, those with the country or an address that is given.
    fn narrowed(&self, found: Vec<usize>, party: &Party) -> Vec<usize> {
        let has_country =
            |at: &usize| party.country().is_some_and(|country| self.countries.get(at).is_some_and(|known| known.contains(country)));
        let mails = |at: &usize| party.emails.iter().any(|email| self.keys.get(&keyed('e', email)).is_some_and(|known| known.contains(at)));
        for wanted in [&has_country as &dyn Fn(&usize) -> bool, &mails] {
            let left: Vec<usize> = found.iter().copied().filter(|at| wanted(at)).collect();
            if found.len() > 1 && left.len() == 1 {
                return left;
            }
        }
        found
    }

    fn only(&self, kind: char, key: &str) -> Option<usize> {
        let found = self.keys.get(&keyed(kind, key))?;
        if found.len() == 1 { found.first().copied() } else { None }
    }

    /// Whether nothing known speaks against it: the country.
    fn fits(&self, at: usize, party: &Party) -> bool {
        let known = self.countries.get(&at);
        party.country().is_none_or(|country| known.is_none_or(|known| known.is_empty() || known.contains(country)))
    }

    fn nearest(&self, name: &Name, party: &Party) -> Option<usize> {
        let words = name.words.iter().filter(|word| !word.trade);
        let near: BTreeSet<usize> = words
            .flat_map(|word| [keyed('w', &word.text), stem(&word.text)])
            .filter_map(|word| self.words.get(&word))
            .flatten()
            .copied()
            .collect();
        let mut best: Vec<(f64, usize)> = near
            .into_iter()
            .filter(|at| self.fits(*at, party))
            .filter_map(|at| Some((self.names.get(&at)?.iter().filter_map(|known| likeness(known, name)).max_by(f64::total_cmp)?, at)))
            .collect();
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let (bits, at) = best.first().copied()?;
        let ahead = best.get(1).is_none_or(|(next, _)| bits - next >= MARGIN_BITS);
        (bits >= NAME_BITS && ahead).then_some(at)
    }
}

fn likeness(a: &Name, b: &Name) -> Option<f64> {
    let found = align(a, b)?;
    match found.level {
        "exact" | "words" => Some(found.shared),
        "near" | "contained" => Some(found.shared * 0.9),
        // A finger slips within a word and hardly ever on its first letter: Dubinonova is no Futinonova. A longer name is none: the orders
        // of Nefalner are not Nefal's because Nefalner's own list is still to come.
        "slip" if initials(a) == initials(b) && slips(&a.core_key, &b.core_key) < 3 => Some(found.shared * 0.9),
        _ => None,
    }
}

fn initials(name: &Name) -> Vec<char> {
    let mut letters: Vec<char> = name.words.iter().filter_map(|word| word.text.chars().next()).collect();
    letters.sort_unstable();
    letters
}

/// The start of a word, where its spellings still agree.
fn stem(word: &str) -> u64 {
    keyed('s', super::block::start(word, 4))
}

fn keyed(kind: char, value: &str) -> u64 {
    hash(u8::try_from(kind).unwrap_or(b'?'), &[value])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighed(text: &str) -> Name {
        let mut name = Name::parse(text).unwrap();
        name.words.iter_mut().for_each(|word| word.bits = if word.trade { 3.0 } else { 12.0 });
        name
    }

    #[test]
    fn short_names_mean_the_only_customer_they_fit() {
        let mut index = Index::default();
        for (at, (name, country)) in
            [("Ferramenta Brunello S.r.l.", "IT"), ("Casa Tavernella S.p.A.", "IT"), ("Casa Tavernella Deutschland GmbH", "DE")]
                .into_iter()
                .enumerate()
        {
            index.add(at, &Record { names: [weighed(name)].into_iter().collect(), country: Some(country.into()), ..Record::default() });
        }
        let find = |name: &str, country: Option<&str>| {
            let countries = country.into_iter().map(|country| (country.into(), 1)).collect();
            index.find(&Party { name: Some(weighed(name)), countries, ..Party::default() })
        };
        assert_eq!(find("Brunello", None), Ok(Some(0)));
        assert_eq!(find("CASA TAVERNELLA", None), Ok(Some(1)));
        assert_eq!(find("Casa Tavernella", Some("FR")), Ok(None));
        assert_eq!(find("Rossi Trading", None), Ok(None));
        assert_eq!(find("Ferramenta Brunelo", None), Ok(Some(0)));
        assert_eq!(find("Brunellonova", None), Ok(None), "a longer name is another");
        assert_eq!(find("Grunello", None), Ok(None), "a mistake is seldom in the first letter");
    }
}
