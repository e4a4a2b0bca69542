//! Blocking (分块): which pairs are worth comparing. Two records are compared when they share a key: a contact point, a
//! number, a rare word of the name, the start of a name in one country, a birthday …
//!
//! A key that more records share than the cap identifies nobody and is left out, so the work stays linear.

use super::record::{Record, Text, last_digits};

/// Pairs of positions, each once, ascending.
pub(super) fn candidates(records: &[Record], cap: usize) -> Vec<(u32, u32)> {
    // Counted first: a list that grows as it goes asks for twice the memory.
    let mut count = 0;
    for record in records {
        keys(record, &mut |_, _| count += 1);
    }
    let mut keyed: Vec<(u64, u32)> = Vec::with_capacity(count);
    for (at, record) in (0_u32..).zip(records) {
        keys(record, &mut |kind, parts| keyed.push((hash(kind, parts), at)));
    }
    keyed.sort_unstable();
    keyed.dedup();
    let mut pairs = Vec::new();
    for block in keyed.chunk_by(|a, b| a.0 == b.0) {
        if block.len() < 2 || block.len() > cap {
            continue;
        }
        for (at, (_, left)) in block.iter().enumerate() {
            pairs.extend(block[at + 1..].iter().map(|(_, right)| (*left, *right)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs.retain(|(left, right)| records[*left as usize].person == records[*right as usize].person);
    pairs
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

/// A name that is only like another merges only beside a contact point, which is a key of its own: likeness needs few keys.
fn company_keys(record: &Record, put: &mut dyn FnMut(u8, &[&str])) {
    let country = record.country.as_deref().unwrap_or_default();
    for name in &record.names {
        put(b'n', &[&name.core_key]);
        for word in name.words.iter().filter(|word| !word.trade && word.text.chars().count() > 2) {
            put(b'w', &[&word.text]);
            put(b's', &[start(&word.text, 5), country]);
            for contact in record.contact.iter().filter(|word| word.len() > 2) {
                put(b'k', &[start(&word.text, 4), contact]);
            }
        }
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
    both(b'Z', &[start(family, 3), postcode]);
    both(b'Y', &[start(given, 3), postcode]);
    if let Some(day) = record.birthday {
        let day = day.to_string();
        both(b'B', &[&day]);
        both(b'H', &[start(family, 4), &day[..4]]);
        both(b'I', &[start(given, 4), &day[..4]]);
        both(b'J', &[start(family, 2), &day[5..]]);
        both(b'L', &[start(given, 2), &day[5..]]);
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

/// The first letters of a word.
pub(super) fn start(text: &str, letters: usize) -> &str {
    text.char_indices().nth(letters).map_or(text, |(at, _)| &text[..at])
}

/// FNV-1a: the same on every machine. A chance collision only compares one pair more.
pub(super) fn hash(kind: u8, parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0x1f]));
    std::iter::once(kind).chain(bytes).fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::super::name::Name;
    use super::*;

    #[test]
    fn records_meet_by_a_shared_key_and_not_in_a_crowd() {
        let named = |text: &str| Record { names: vec![Name::parse(text).unwrap()], ..Record::default() };
        let records = [named("Brunello Srl"), named("Ferramenta Brunello"), named("Rossi")];
        assert_eq!(candidates(&records, 60), [(0, 1)]);
        assert_eq!(candidates(&[named("Rossi"), named("Rossi"), named("Rossi")], 2), []);
    }
}
