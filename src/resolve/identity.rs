//! Identity (客户编号): ids that last. A customer keeps its id as long as most of what it was known by stays together.
//!
//! Decides which remembered id goes to which customer: an id follows the larger share of its marks; a customer that holds
//! several ids keeps the oldest, the others become aliases; new customers are numbered in the order of their names. One known
//! only by a name, because orders came before any list of customers, is the one customer who bears it once the list is there.

use std::collections::{BTreeMap, BTreeSet};

use super::block::hash;
use super::name::Name;
use super::record::{Record, Text};
use crate::model::resolved::{Identities, Identity};

/// Gives names without a country, who bears them, and in how many rows: the customers' own, then those by which events mean them.
type BareNames<'n> = dyn Fn() -> [Vec<(Text, usize, u32)>; 2] + 'n;

/// The id of each customer, and what to remember. `marks` is what each is known by, sorted; `names` are the golden names, by
/// which new ids are numbered; `bare` gives each customer's names without their country, if they are needed.
pub(super) fn assign(mut marks: Vec<Vec<Text>>, names: &[String], before: &Identities, bare: &BareNames<'_>) -> (Vec<String>, Identities) {
    // Nothing remembered, nothing to look up.
    let holders = if before.customers.is_empty() { Holders(Vec::new()) } else { Holders::of(&marks) };
    let mut owned: BTreeMap<usize, Vec<&Identity>> = BTreeMap::new();
    let mut absent = Vec::new();
    for identity in &before.customers {
        let mut overlap: BTreeMap<usize, usize> = BTreeMap::new();
        for mark in &identity.fingerprints {
            for at in holders.of_mark(mark) {
                *overlap.entry(at).or_default() += 1;
            }
        }
        // Ties go to the customer whose name comes first.
        match overlap.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| names[b.0].cmp(&names[a.0])).then(b.0.cmp(&a.0))) {
            Some((at, _)) => owned.entry(at).or_default().push(identity),
            None => absent.push(identity),
        }
    }
    let absent = adopt(absent, bare, &mut owned);
    let place_of: BTreeMap<String, usize> =
        owned.iter().flat_map(|(at, identities)| identities.iter().map(|identity| (identity.id.clone(), *at))).collect();
    let remembered = before.customers.iter().filter_map(|identity| number(&identity.id)).max().unwrap_or(0);
    let mut next = before.next_number.max(remembered + 1);
    let mut order: Vec<usize> = (0..marks.len()).collect();
    order.sort_by(|a, b| names[*a].cmp(&names[*b]).then_with(|| marks[*a].cmp(&marks[*b])));
    let mut ids = vec![String::new(); marks.len()];
    let mut kept = absent;
    kept.reserve_exact(marks.len());
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
        let mut fingerprints = std::mem::take(&mut marks[at]);
        // What was known before stays known, unless it is another customer's now.
        let old = held.iter().take(1).flat_map(|identity| &identity.fingerprints);
        fingerprints.extend(old.filter(|mark| holders.only(mark).is_none_or(|holder| holder == at)).cloned());
        // An id given up keeps what it was known by, so that it comes back when the merge is taken back.
        for given_up in held.iter().skip(1) {
            let own = |mark: &&Text| !held[0].fingerprints.contains(mark);
            fingerprints.retain(|mark| !given_up.fingerprints.iter().filter(own).any(|given| given == mark));
            kept.push((*given_up).clone());
        }
        fingerprints.sort_unstable();
        fingerprints.dedup();
        // An alias whose records are gone stays one; one that has records of its own again does not.
        let mut aliases: BTreeSet<String> = held.iter().flat_map(|identity| identity.aliases.iter().cloned()).collect();
        aliases.retain(|alias| place_of.get(alias).is_none_or(|place| *place == at));
        aliases.extend(held.iter().skip(1).map(|identity| identity.id.clone()));
        kept.push(Identity { id: ids[at].clone(), fingerprints, aliases: aliases.into_iter().collect() });
    }
    kept.sort_by(|a, b| number(&a.id).cmp(&number(&b.id)).then_with(|| a.id.cmp(&b.id)));
    (ids, Identities { customers: kept, next_number: next })
}

/// Gives ids known by names alone to the one customer who bears them; the others stay absent.
fn adopt<'i>(absent: Vec<&'i Identity>, bare: &BareNames<'_>, owned: &mut BTreeMap<usize, Vec<&'i Identity>>) -> Vec<Identity> {
    let is_name = |mark: &&Text| mark.starts_with('n');
    if !absent.iter().any(|identity| identity.fingerprints.iter().any(|mark| is_name(&mark))) {
        return absent.into_iter().cloned().collect();
    }
    let [own, met] = bare().map(|names| {
        let mut bearers: BTreeMap<Text, BTreeMap<usize, u32>> = BTreeMap::new();
        for (mark, at, rows) in names {
            *bearers.entry(mark).or_default().entry(at).or_default() += rows;
        }
        bearers
    });
    let only = |mark: &Text| own.get(mark).filter(|of| of.len() == 1)?.keys().next().copied();
    // A row that hangs on another's order is booked to that one: whom most rows mean has the name.
    let mostly = |mark: &Text| {
        let of = met.get(mark)?;
        let most = of.values().max()?;
        let mut meant = of.iter().filter(|(_, rows)| *rows == most).map(|(at, _)| *at);
        meant.next().filter(|_| meant.next().is_none())
    };
    let bearer = |mark: &Text| only(mark).or_else(|| mostly(mark));
    let mut left = Vec::new();
    for identity in absent {
        // A name in a country is no name without one: whoever was known by it is not taken for a namesake elsewhere.
        let found: BTreeSet<Option<usize>> = identity.fingerprints.iter().filter(is_name).map(bearer).collect();
        match found.into_iter().collect::<Vec<_>>().as_slice() {
            [Some(at)] => owned.entry(*at).or_default().push(identity),
            _ => left.push(identity.clone()),
        }
    }
    left
}

/// Names of a customer's records as they are known by where no country is told.
pub(super) fn names_of<'r>(records: impl Iterator<Item = &'r Record>) -> impl Iterator<Item = Text> {
    records.flat_map(|record| record.names.iter().filter_map(name_mark))
}

/// What a name without a country is known by; `None` where it would fit too many.
pub(super) fn name_mark(name: &Name) -> Option<Text> {
    name.distinguishes().then(|| short('n', &[&name.full_key, ""]))
}

/// Which customers hold a mark: hashes of marks and places of customers, sorted.
struct Holders(Vec<(u64, u32)>);

impl Holders {
    fn of(marks: &[Vec<Text>]) -> Self {
        let places = (0_u32..).zip(marks).flat_map(|(at, own)| own.iter().map(move |mark| (hash(b'm', &[mark]), at)));
        let mut places: Vec<(u64, u32)> = places.collect();
        places.sort_unstable();
        Self(places)
    }

    fn of_mark(&self, mark: &str) -> impl Iterator<Item = usize> {
        let wanted = hash(b'm', &[mark]);
        let from = self.0.partition_point(|(known, _)| *known < wanted);
        self.0[from..].iter().take_while(move |(known, _)| *known == wanted).map(|(_, at)| *at as usize)
    }

    fn only(&self, mark: &str) -> Option<usize> {
        let mut all = self.of_mark(mark);
        all.next().filter(|_| all.next().is_none())
    }
}

/// What all records of a customer are known by, sorted.
pub(super) fn marks_of<'r>(records: impl Iterator<Item = &'r Record>) -> Vec<Text> {
    let mut all: Vec<Text> = records.flat_map(marks).collect();
    all.sort_unstable();
    all.dedup();
    all.shrink_to_fit();
    all
}

/// What a record is known by: its whole content, and apart from it the name in its country, addresses and numbers, so that
/// a corrected cell does not make a new customer.
pub(super) fn marks(record: &Record) -> Vec<Text> {
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

pub(super) fn short(kind: char, parts: &[&str]) -> Text {
    use sha2::{Digest, Sha256};
    let mut text = String::with_capacity(17);
    text.push(kind);
    text.push_str(&super::record::hex(&Sha256::digest(parts.join("\u{1f}").as_bytes())[..8]));
    Text::from(text)
}

fn number(id: &str) -> Option<u32> {
    id.strip_prefix('C')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customer(prints: &[&str]) -> Vec<Text> {
        prints.iter().map(|print| Text::from(*print)).collect()
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
        let (ids, kept) =
            assign(vec![customer(&["1", "2"]), customer(&["3"]), customer(&["4"])], &names, &Identities::default(), &Default::default);
        assert_eq!((ids, kept.next_number), (vec!["C0002".to_owned(), "C0001".to_owned(), "C0003".to_owned()], 4));

        let before = remembered(&[("C0003", &["1"]), ("C0005", &["2"]), ("C0006", &["3", "4", "5"]), ("C0007", &["9"])]);
        let now = || vec![customer(&["1", "2"]), customer(&["3", "4"]), customer(&["5"])];
        let (ids, kept) = assign(now(), &names, &before, &Default::default);
        assert_eq!(ids, ["C0003", "C0006", "C0008"], "merged keeps the oldest, split keeps the majority");
        let merged = kept.customers.iter().find(|identity| identity.id == "C0003").unwrap();
        assert_eq!(merged.aliases, ["C0005"]);
        let (ids, again) = assign(vec![customer(&["1"]), customer(&["2"])], &names, &kept, &Default::default);
        assert_eq!(ids, ["C0003", "C0005"], "a merge taken back gives each its own id again");
        assert!(again.customers.iter().all(|identity| identity.aliases.is_empty()));
        assert!(kept.customers.iter().any(|identity| identity.id == "C0007"), "absent customers are not forgotten");
    }

    #[test]
    fn a_customer_met_in_orders_first_keeps_its_id_when_the_list_comes() {
        let names: Vec<String> = ["rossi", "verdi"].map(str::to_owned).to_vec();
        let before = remembered(&[("C0003", &["f1", "nrossi"]), ("C0004", &["f2", "nverdi", "nverdi-it"]), ("C0005", &["f3", "nbianchi"])]);
        let now = || vec![customer(&["f8", "nrossi-it"]), customer(&["f9", "nverdi-de"])];
        let bare = || [vec![("nrossi".into(), 0, 1), ("nverdi".into(), 1, 1)], vec![("nrossi".into(), 1, 1)]];
        assert_eq!(assign(now(), &names, &before, &bare).0, ["C0003", "C0008"], "a namesake in another country is another");
        let two = || [vec![("nrossi".into(), 0, 1), ("nrossi".into(), 1, 5)], Vec::new()];
        assert_eq!(assign(now(), &names, &before, &two).0, ["C0008", "C0009"], "of two bearers nobody is taken");
        let meant = || [Vec::new(), vec![("nrossi".into(), 0, 1), ("nrossi".into(), 1, 3)]];
        assert_eq!(assign(now(), &names, &before, &meant).0, ["C0008", "C0003"], "whom most orders mean now");
        let tied = || [Vec::new(), vec![("nrossi".into(), 0, 3), ("nrossi".into(), 1, 3)]];
        assert_eq!(assign(now(), &names, &before, &tied).0, ["C0008", "C0009"], "nobody can tell");
    }
}
