//! Blocking (分块): which pairs are worth comparing. Two records are compared when they share a key: a contact point, a
//! number, a rare word of the name, the start of a name in one country, a birthday …
//!
//! A key that more records share than the cap identifies nobody and is left out, so the work stays linear. Pairs are never
//! listed: a million records have tens of millions. They are met block by block, where the records of one block stay at hand,
//! and each only in the first block that both are in.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use super::record::{Record, Text, last_digits};

/// Which records share a key, and which blocks each record is in.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// Positions of records, block after block, ascending in each.
    members: Vec<u32>,
    /// Where each block ends in `members`.
    ends: Vec<u32>,
    /// Numbers of blocks, record after record, ascending in each.
    numbers: Vec<u32>,
    /// Where each record ends in `numbers`, behind a zero.
    bounds: Vec<u32>,
}

impl Blocks {
    /// Of these records; keys of more than `cap` of them are left out.
    pub(super) fn of(records: &[Record], cap: usize) -> Self {
        // Counted first: each key then goes straight to its part, and no list grows.
        let mut starts = vec![0; PARTS + 1];
        for record in records {
            keys(record, &mut |kind, parts| starts[part(hash(kind, parts)) + 1] += 1);
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut keyed = vec![Keyed(0); starts[PARTS]];
        for (at, record) in (0_u32..).zip(records) {
            keys(record, &mut |kind, parts| {
                let hash = hash(kind, parts);
                let place = &mut next[part(hash)];
                keyed[*place] = Keyed::of(hash, at);
                *place += 1;
            });
        }
        let mut made = Self { bounds: vec![0; records.len() + 1], members: Vec::with_capacity(keyed.len()), ..Self::default() };
        for (from, to) in starts.iter().zip(&starts[1..]) {
            let part = &mut keyed[*from..*to];
            part.sort_unstable();
            part.chunk_by(|a, b| a.key() == b.key()).for_each(|block| made.take(block, cap));
        }
        drop(keyed);
        made.members.shrink_to_fit();
        made.ends.shrink_to_fit();
        for at in 1..made.bounds.len() {
            made.bounds[at] += made.bounds[at - 1];
        }
        let mut next = made.bounds.clone();
        made.numbers = vec![0; made.members.len()];
        for (number, block) in (0_u32..).zip(chunks(&made.members, &made.ends)) {
            for at in block {
                let place = &mut next[*at as usize];
                made.numbers[*place as usize] = number;
                *place += 1;
            }
        }
        made
    }

    /// Makes a block of those who have a key, each once, unless it is a crowd or one alone.
    fn take(&mut self, having: &[Keyed], cap: usize) {
        let from = self.members.len();
        self.members.extend(having.chunk_by(|a, b| a == b).map(|same| same[0].at()));
        if (2..=cap).contains(&(self.members.len() - from)) {
            self.members[from..].iter().for_each(|at| self.bounds[*at as usize + 1] += 1);
            self.ends.push(u32::try_from(self.members.len()).unwrap_or(u32::MAX));
        } else {
            self.members.truncate(from);
        }
    }

    /// Every pair of positions once, the smaller first.
    pub(super) fn each_pair(&self, records: &[Record], mut met: impl FnMut(usize, usize)) {
        // Beside each other, so that nobody's record is fetched to see that it is of the other kind.
        let person: Vec<bool> = records.iter().map(|record| record.person).collect();
        for (number, block) in (0_u32..).zip(chunks(&self.members, &self.ends)) {
            for (at, left) in block.iter().enumerate() {
                let left = *left as usize;
                let known = self.before(left, number);
                for right in &block[at + 1..] {
                    let right = *right as usize;
                    if person[left] == person[right] && !meet(known, self.before(right, number)) {
                        met(left, right);
                    }
                }
            }
        }
    }

    /// Blocks of a record before that one.
    fn before(&self, record: usize, number: u32) -> &[u32] {
        let own = &self.numbers[self.bounds[record] as usize..self.bounds[record + 1] as usize];
        &own[..own.iter().position(|block| *block >= number).unwrap_or(own.len())]
    }
}

/// Parts that keys fall into by the lower end of their hash: few enough to be written side by side, small enough to be sorted at hand.
const PARTS: usize = 1 << 10;

fn part(hash: u64) -> usize {
    usize::try_from(hash).unwrap_or(usize::MAX) % PARTS
}

/// The upper half of a key's hash, and the record that has it, in one number: millions of them are sorted, and one number is compared at
/// once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Keyed(u64);

impl Keyed {
    const fn of(hash: u64, at: u32) -> Self {
        Self(hash >> 32 << 32 | at as u64)
    }

    const fn key(self) -> u64 {
        self.0 >> 32
    }

    #[expect(clippy::cast_possible_truncation, reason = "the lower half is the record")]
    const fn at(self) -> u32 {
        self.0 as u32
    }
}

/// The blocks one after the other.
fn chunks<'b>(members: &'b [u32], ends: &'b [u32]) -> impl Iterator<Item = &'b [u32]> {
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(ends).map(|(from, to)| &members[from as usize..*to as usize])
}

/// Whether two ascending lists have a number in common.
fn meet(mut left: &[u32], mut right: &[u32]) -> bool {
    while let ([one, rest @ ..], [other, others @ ..]) = (left, right) {
        match one.cmp(other) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => left = rest,
            std::cmp::Ordering::Greater => right = others,
        }
    }
    false
}

fn keys(record: &Record, put: &mut dyn FnMut(u8, &[&str])) {
    for phone in &record.phones {
        put(b'p', &[last_digits(phone)]);
    }
    for (kind, list) in [(b'e', &record.emails), (b'd', &record.domains)] {
        for value in list {
            put(kind, &[value]);
        }
    }
    for (kind, value) in [(b't', &record.tax_id), (b'c', &record.code)] {
        if let Some(value) = value {
            put(kind, &[value]);
        }
    }
    if record.person { person_keys(record, put) } else { company_keys(record, put) }
}

/// A mistyped name still meets its like: by the start of a word, by its consonants, for most slips are of a vowel or of a letter doubled,
/// or by the contact or the house. A Chinese one meets the same with a town before it by its last two characters.
fn company_keys(record: &Record, put: &mut dyn FnMut(u8, &[&str])) {
    let country = record.country.as_deref().unwrap_or_default();
    for name in &record.names {
        put(b'n', &[&name.core_key]);
        for word in name.words.iter().filter(|word| !word.trade) {
            if name.han && word.text.chars().nth(1).is_some() {
                put(b'h', &[end(&word.text, 2)]);
            }
            if word.text.chars().nth(2).is_none() {
                continue;
            }
            put(b'w', &[&word.text]);
            put(b's', &[start(&word.text, 5), country]);
            let mut letters = [0; BONES];
            if let Some(bones) = bones(&word.text, &mut letters) {
                put(b'v', &[bones, country]);
            }
            for contact in record.contact_words().filter(|word| word.len() > 2) {
                put(b'k', &[start(&word.text, 4), contact]);
            }
            if record.contact.contains(' ') {
                put(b'o', &[start(&word.text, 1), &record.contact]);
            }
        }
    }
    if let Some((number, street)) = super::address::house(&record.address) {
        put(b'a', &[number, start(street, 4)]);
    }
}

fn person_keys(record: &Record, put: &mut dyn FnMut(u8, &[&str])) {
    let [given, family, city, postcode] =
        [&record.given, &record.family, &record.city, &record.postcode].map(|value| value.as_deref().unwrap_or_default());
    let mut both = |kind: u8, parts: &[&str]| {
        if parts.iter().all(|part| !part.is_empty()) {
            put(kind, parts);
        }
    };
    let (first, second) = if given <= family { (given, family) } else { (family, given) };
    both(b'N', &[first, second]);
    both(b'F', &[family, city]);
    both(b'G', &[given, city]);
    // Town and year mistyped, too: one name whole and how the other begins, whichever comes first.
    both(b'R', &[given, start(family, 2)]);
    both(b'R', &[family, start(given, 2)]);
    // A name that few have is enough.
    both(b'U', &[family]);
    both(b'U', &[given]);
    both(b'Z', &[start(family, 3), postcode]);
    both(b'Y', &[start(given, 3), postcode]);
    // Both names mistyped: the same initials in one place, or of one year.
    let initials = [start(first, 1), start(second, 1)];
    both(b'P', &[initials[0], initials[1], city]);
    both(b'P', &[initials[0], initials[1], postcode]);
    if let Some(day) = record.birthday {
        let day = day.to_string();
        both(b'B', &[&day]);
        both(b'H', &[start(family, 4), &day[..4]]);
        both(b'I', &[start(given, 4), &day[..4]]);
        both(b'J', &[start(family, 2), &day[5..]]);
        both(b'L', &[start(given, 2), &day[5..]]);
        both(b'Q', &[initials[0], initials[1], &day[..4]]);
    }
    if let Some(number) = record.address.first() {
        both(b'A', &[number, postcode]);
    }
    for local in record.emails.iter().filter_map(|email| email.split('@').next()) {
        both(b'M', &[local]);
    }
    if record.address.len() > 1 {
        let street: Vec<&str> = record.address.iter().take(3).map(Text::as_str).collect();
        both(b'S', &street);
    }
}

/// Consonants of a word that are looked at.
const BONES: usize = 24;

/// The consonants of a Latin word, each once where it is doubled; `None` where hardly any are left.
fn bones<'l>(word: &str, letters: &'l mut [u8; BONES]) -> Option<&'l str> {
    let mut count = 0;
    let consonants = word.bytes().filter(|letter| letter.is_ascii_alphanumeric() && !b"aeiou".contains(letter));
    for letter in consonants.take(BONES) {
        if count == 0 || letters[count - 1] != letter {
            letters[count] = letter;
            count += 1;
        }
    }
    (word.is_ascii() && count > 1).then(|| str::from_utf8(&letters[..count]).ok()).flatten()
}

/// The last letters of a word.
fn end(text: &str, letters: usize) -> &str {
    text.char_indices().nth_back(letters - 1).map_or(text, |(at, _)| &text[at..])
}

/// The first letters of a word.
pub(super) fn start(text: &str, letters: usize) -> &str {
    text.char_indices().nth(letters).map_or(text, |(at, _)| &text[..at])
}

/// FNV-1a: the same on every machine. A chance collision only compares one pair more.
pub(super) fn hash(kind: u8, parts: &[&str]) -> u64 {
    let more = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let part = |hash: u64, part: &&str| more(part.bytes().fold(hash, more), 0x1f);
    parts.iter().fold(more(0xcbf2_9ce4_8422_2325, kind), part)
}

/// Counts by such a hash, which needs no further hashing. Only looked up.
pub(super) type ByHash<T> = HashMap<u64, T, BuildHasherDefault<AsItIs>>;

/// Such hashes that were met. Only looked up.
pub(super) type Hashes = HashSet<u64, BuildHasherDefault<AsItIs>>;

/// A number that is a hash already.
#[derive(Debug, Default)]
pub(super) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        // Only whole numbers are asked for; anything else is as good as any hash.
        self.0 = bytes.iter().fold(self.0, |hash, byte| hash.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

#[cfg(test)]
mod tests {
    use super::super::name::Name;
    use super::*;

    #[test]
    fn records_meet_by_a_shared_key_and_not_in_a_crowd() {
        let named = |text: &str| Record { names: Name::parse(text).into_iter().collect(), ..Record::default() };
        let pairs = |records: &[Record], cap| {
            let mut met = Vec::new();
            Blocks::of(records, cap).each_pair(records, |a, b| met.push((a, b)));
            met.sort_unstable();
            met
        };
        let mut records = vec![named("Brunello Srl"), named("Ferramenta Brunello"), named("Rossi"), named("Brunello Ferramenta")];
        assert_eq!(pairs(&records, 60), [(0, 1), (0, 3), (1, 3)], "each pair once, however many keys it shares");
        records[3].person = true;
        assert_eq!(pairs(&records, 60), [(0, 1)], "a company is no person");
        assert_eq!(pairs(&[named("Rossi"), named("Rossi"), named("Rossi")], 2), []);
        assert_eq!(pairs(&[], 2), []);
        let person = |given: &str, family: &str, day: &str| {
            let [given, family] = [given, family].map(|name| Some(Text::from(name)));
            Record { person: true, given, family, birthday: day.parse().ok(), ..Record::default() }
        };
        let mistyped =
            [person("alfie", "griffihs", "2009-04-07"), person("alfie", "griffiths", "2008-05-07"), person("griffiths", "alfie", "")];
        assert_eq!(pairs(&mistyped, 60), [(0, 1), (0, 2), (1, 2)], "one name whole, whichever comes first");
    }
}
