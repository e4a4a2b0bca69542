//! Strangers (无关的记录): two companies that met by the start of a word or its consonants and have nothing to do with each other.
//!
//! Decides that unlike names, or a word in common across a border, are worth no further comparison and no question unless something
//! that is one customer's own stands under both: a mailbox, a host, a line, a number, a house, a person. Most pairs that meet are such.

use super::record::{Record, Text, last_digits};
use super::weights::Step;

/// Whether the two, whose names came to these steps, need not be compared further.
pub(super) fn are_strangers(a: &Record, b: &Record, names: &[Step]) -> bool {
    let Some(name) = names.first().filter(|step| step.comparison == "name") else { return false };
    let unlike = match name.level {
        "else" => true,
        "similar" | "unit" => a.country.is_some() && b.country.is_some() && a.country != b.country,
        _ => false,
    };
    unlike && !share_something(a, b)
}

fn share_something(a: &Record, b: &Record) -> bool {
    let both = |left: &Option<Text>, right: &Option<Text>| left.is_some() && left == right;
    let any = |left: &[Text], right: &[Text]| left.iter().any(|one| right.contains(one));
    let line = |number: &Text| b.phones.iter().any(|other| last_digits(number) == last_digits(other));
    any(&a.emails, &b.emails)
        || any(&a.domains, &b.domains)
        || a.phones.iter().any(line)
        || (!a.contact.is_empty() && a.contact == b.contact)
        || both(&a.tax_id, &b.tax_id)
        || both(&a.code, &b.code)
        || (a.birthday.is_some() && a.birthday == b.birthday)
        || a.address.iter().any(|word| word.starts_with(|letter: char| letter.is_ascii_digit()) && b.address.contains(word))
}

#[cfg(test)]
mod tests {
    use super::super::judge::Judge;
    use super::super::name::Name;
    use super::super::vocabulary::Vocabulary;
    use super::*;

    #[test]
    fn unlike_names_are_known_to_each_other_by_what_they_share() {
        let company = |name: &str, country: &str, phone: &str| Record {
            names: Name::parse(name).into_iter().collect(),
            country: Some(country.into()),
            phones: [Text::from(phone)].into_iter().collect(),
            ..Record::default()
        };
        let known = |a: Record, b: Record| {
            let mut both = [a, b];
            Vocabulary::weigh(&mut both);
            Judge::default().compare_known(&both[0], &both[1], &mut Vec::new())
        };
        let brunello = || company("Brunello Mobili", "IT", "40000001");
        assert!(!known(brunello(), company("Brunarda Tessuti", "IT", "40000002")), "only a start in common");
        assert!(known(brunello(), company("Brunarda Tessuti", "IT", "+39 40000001")), "one line");
        assert!(!known(brunello(), company("Brunello Tessuti", "DE", "40000002")), "a word in common, abroad");
        assert!(known(brunello(), company("Brunello Tessuti", "IT", "40000002")), "and at home");
        assert!(known(brunello(), company("Brunello Mobili", "DE", "40000002")), "sisters may be asked about");
    }
}
