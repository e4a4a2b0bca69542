//! Strangers (无关的记录): two companies that met by a word, a number or a person and are not one customer.
//!
//! Decides which pairs are worth no further comparison and no question. A word in common across a border wants something of one customer's
//! own under both: a mailbox, a host, a line, a number, a house, a person. Unlike names want more: people change firms and agents lend their
//! telephone, so that neither counts against another host, tax id or country. Most pairs that meet are such.

use super::record::{Record, Text, last_digits};
use super::weights::Step;

/// Whether the two, whose names came to these steps, need not be compared further.
pub(super) fn are_strangers(a: &Record, b: &Record, names: &[Step]) -> bool {
    let level = match names.first() {
        Some(step) if step.comparison == "name" => step.level,
        // Companies' names that say nothing (`Inc.`, 有限公司) are as good as unlike.
        None if !(a.person && b.person) => "else",
        _ => return false,
    };
    let abroad = a.country.is_some() && b.country.is_some() && a.country != b.country;
    match level {
        "else" => !(share_mail_or_tax(a, b) || (!abroad && (share_line(a, b) || (share_person_or_house(a, b) && !are_apart(a, b))))),
        "part" | "similar" | "unit" => abroad && !(share_mail_or_tax(a, b) || share_line(a, b) || share_person_or_house(a, b)),
        _ => false,
    }
}

fn same(left: Option<&Text>, right: Option<&Text>) -> bool {
    left.is_some() && left == right
}

fn meet(left: &[Text], right: &[Text]) -> bool {
    left.iter().any(|one| right.contains(one))
}

fn share_mail_or_tax(a: &Record, b: &Record) -> bool {
    same(a.tax_id.as_ref(), b.tax_id.as_ref()) || meet(&a.emails, &b.emails)
}

/// A telephone, a host, a number in the company's own list, a birthday.
fn share_line(a: &Record, b: &Record) -> bool {
    let line = |number: &Text| b.phones.iter().any(|other| last_digits(number) == last_digits(other));
    let born = a.birthday.is_some() && a.birthday == b.birthday;
    meet(&a.domains, &b.domains) || a.phones.iter().any(line) || same(a.code.as_ref(), b.code.as_ref()) || born
}

fn share_person_or_house(a: &Record, b: &Record) -> bool {
    let house = |word: &&Text| word.starts_with(|letter: char| letter.is_ascii_digit());
    (!a.contact.is_empty() && a.contact == b.contact) || a.address.iter().filter(house).any(|word| b.address.contains(word))
}

/// Another host or tax id.
fn are_apart(a: &Record, b: &Record) -> bool {
    let hosts = !a.domains.is_empty() && !b.domains.is_empty() && !meet(&a.domains, &b.domains);
    hosts || (a.tax_id.is_some() && b.tax_id.is_some() && a.tax_id != b.tax_id)
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
        let buyer = |mut company: Record, host: &str| {
            (company.contact, company.domains) = ("anna conti".into(), [Text::from(host)].into_iter().collect());
            company
        };
        let other = || company("Brunarda Tessuti", "IT", "40000002");
        assert!(!known(buyer(brunello(), "brunello.it"), buyer(other(), "brunarda.it")), "who changes firms takes no firm along");
        assert!(known(buyer(brunello(), "brunello.it"), buyer(other(), "brunello.it")));
        assert!(!known(brunello(), company("Brunarda Tessuti", "DE", "40000001")), "an agent's line");
    }
}
