//! Shuffled records (行序打乱): what is learned from the records is learned in whatever order they stand.
//!
//! Decides nothing; three hundred persons and more teach weights, companies that move teach what a street says, and both must
//! give the same groups however rows are ordered.

use std::collections::BTreeMap;

use super::tests::{run, table};
use crate::model::Entity;
use crate::model::frame::Rows;

const GIVEN: [&str; 12] = ["anna", "marco", "paolo", "linda", "carlo", "elena", "hans", "petra", "brian", "nancy", "louis", "claire"];
const FAMILY: [&str; 14] = [
    "rossi", "bianchi", "colombo", "schulz", "meyer", "thompson", "lefevre", "garcia", "novak", "kowalski", "tanaka", "moreau", "hill",
    "conti",
];

/// A person's row, and for each third a second one with a slip.
fn persons() -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for at in 0..300_usize {
        let (given, family) =
            (GIVEN[at * 7 % 12], format!("{}{}", FAMILY[at * 5 % 14], char::from(b'a' + u8::try_from(at * 3 % 26).unwrap())));
        let born = format!("19{:02}-{:02}-{:02}", 30 + at * 11 % 60, 1 + at * 5 % 12, 1 + at * 13 % 28);
        rows.push([given, &family, &born].map(str::to_owned).to_vec());
        if at % 3 == 0 {
            let slipped: String = family.chars().rev().enumerate().filter(|(place, _)| *place != 2).map(|(_, letter)| letter).collect();
            let slipped: String = slipped.chars().rev().collect();
            rows.push([given, &slipped, &born].map(str::to_owned).to_vec());
        }
    }
    rows
}

/// Companies, each in two streets.
fn movers() -> Vec<Vec<String>> {
    let streets = ["Albero", "Bosco", "Campo", "Duomo", "Erba"];
    let row = |at: usize, entry: usize| {
        let name = format!("{}{} Utensili", FAMILY[at % 14], GIVEN[at * 5 % 12]);
        vec![name, format!("Via {} {at}", streets[(at + entry) % 5]), format!("+3902{}", 30_000_000 + at * 101)]
    };
    (0..28).flat_map(|at| [row(at, 0), row(at, 1)]).collect()
}

/// Groups of row numbers.
fn groups(headers: &[&str], rows: &[Vec<String>], order: &[usize]) -> Vec<Vec<usize>> {
    let numbered: Vec<Vec<String>> = order.iter().map(|at| [vec![format!("r{at:04}")], rows[*at].clone()].concat()).collect();
    let head: Vec<&str> = ["record_id"].into_iter().chain(headers.iter().copied()).collect();
    let cells: Vec<Vec<&str>> = std::iter::once(head).chain(numbered.iter().map(|row| row.iter().map(String::as_str).collect())).collect();
    let lines: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
    let (resolved, _) = run(&[(Entity::Customer, table(Entity::Customer, &lines))].into());
    let found = Rows::of(&resolved.tables[&Entity::Customer]);
    let mut of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for row in 0..found.len() {
        let number = found.text("record_id", row).unwrap()[1..].parse().unwrap();
        of.entry(found.text("customer_id", row).unwrap()).or_default().push(number);
    }
    let mut groups: Vec<Vec<usize>> = of.into_values().collect();
    for group in &mut groups {
        group.sort_unstable();
    }
    groups.sort();
    groups
}

#[test]
fn what_records_teach_does_not_hang_on_their_order() {
    for (headers, rows) in [(&["first_name", "last_name", "birthday"][..], persons()), (&["name", "address", "phone"][..], movers())] {
        let wanted = groups(headers, &rows, &(0..rows.len()).collect::<Vec<_>>());
        assert!(wanted.len() + 20 < rows.len(), "{} of {}", wanted.len(), rows.len());
        for step in [1, 5, 11] {
            let mut order: Vec<usize> = (0..rows.len()).collect();
            order.sort_by_key(|at| (at + 3) * (2 * step + 1) * 7919 % 10_007);
            assert_eq!(groups(headers, &rows, &order), wanted, "shuffle {step}");
        }
    }
}
