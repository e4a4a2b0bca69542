//! Crowds (同名过多): very many rows under one name.
//!
//! Decides what people are told: rows of one name that are more than are compared with each other, and equal rows that say hardly more than
//! a name. Nothing else would show that a crowd was left apart, or counted as one.

use super::name::Name;
use super::record::Record;
use crate::finding::{Finding, Kind};
use crate::model::Entity;

/// Equal rows past which a list is hardly the same customer again and again.
const ALIKE: usize = 150;

/// A word about each crowd. `records` are distinct, those whose names start alike side by side; `counts` says how many rows each stands for, and more
/// than `cap` of one name are not all compared.
pub(super) fn tell(records: &[Record], counts: impl Iterator<Item = usize>, cap: usize, findings: &mut Vec<Finding>) {
    let finding =
        |kind, record: &Record, count| Finding::new(kind).about(Entity::Customer).with("value", record.shown()).with("count", count);
    let alike = records.iter().zip(counts).filter(|(record, count)| *count > ALIKE && is_bare(record));
    findings.extend(alike.map(|(record, count)| finding(Kind::RowsAlike, record, count)));
    let named = |record: &Record| record.names.first().filter(|name| name.distinguishes()).map(|name| name.core_key.clone());
    let near = |a: &Record, b: &Record| super::nodes::shelf(a) == super::nodes::shelf(b);
    for shelf in records.chunk_by(near).filter(|shelf| shelf.len() > cap) {
        let mut keyed: Vec<_> = shelf.iter().filter_map(|record| Some((named(record)?, record))).collect();
        keyed.sort_by(|a, b| a.0.cmp(&b.0));
        let crowds = keyed.chunk_by(|a, b| a.0 == b.0).filter(|crowd| crowd.len() > cap);
        findings.extend(crowds.map(|crowd| finding(Kind::NameOfMany, crowd[0].1, crowd.len())));
    }
}

/// A name that tells it from others, and nothing by which it could be reached or known.
fn is_bare(record: &Record) -> bool {
    let said = record.tax_id.is_some() || record.code.is_some() || record.birthday.is_some() || !record.contact.is_empty();
    let reached = !record.emails.is_empty() || !record.phones.is_empty() || !record.address.is_empty();
    !said && !reached && record.names.iter().any(Name::distinguishes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_of_one_name_is_told() {
        let named = |text: &str| Record { names: Name::parse(text).into_iter().collect(), ..Record::default() };
        let told = |records: &[Record], count: usize| {
            let mut findings = Vec::new();
            tell(records, records.iter().map(|_| count), 3, &mut findings);
            findings.iter().map(|finding| finding.kind).collect::<Vec<_>>()
        };
        assert_eq!(told(&[named("Rossi"), named("Verdi")], ALIKE), []);
        assert_eq!(told(&[named("Rossi"), named("Ltd")], ALIKE + 1), [Kind::RowsAlike], "a name of no one is told elsewhere");
        assert_eq!(told(&[named("Brunello Srl"), named("Brunello"), named("BRUNELLO SPA"), named("Brunello Nova")], 1), []);
        assert_eq!(told(&[named("Brunello Srl"), named("Brunello"), named("BRUNELLO SPA"), named("Brunello GmbH")], 1), [Kind::NameOfMany]);
    }
}
