//! Twelve months replayed (重放): sheets are edited, customers renamed, merged, split, dropped and found again, and the ids
//! of all who did not change stay.

use std::collections::BTreeMap;

use super::tests::table;
use super::*;
use crate::model::resolved::{Decision, Verdict};

const CUSTOMERS: usize = 300;
const MONTHS: usize = 12;

/// A customer as the sheets have it.
#[derive(Clone)]
struct Sheet {
    name: String,
    email: String,
    phone: String,
    city: &'static str,
    /// In how many sheets it stands.
    copies: usize,
    gone: bool,
}

/// The same numbers in every run (a linear congruence).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn word(&mut self) -> String {
        const STARTS: [&str; 16] = ["ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu", "chi"];
        const ENDS: [&str; 10] = ["rin", "sol", "tek", "lan", "mar", "vex", "dor", "nis", "pal", "gor"];
        let mut pick = |from: &[&str]| from[usize::try_from(self.below(from.len() as u64)).unwrap()].to_owned();
        pick(&STARTS) + &pick(&STARTS) + &pick(&STARTS) + &pick(&ENDS)
    }
}

fn customer(dice: &mut Dice, number: usize) -> Sheet {
    let (first, second) = (dice.word(), dice.word());
    Sheet {
        name: format!("{first} {second} S.r.l."),
        email: format!("info@{first}{second}.example"),
        phone: format!("+39 02 {:08}", 10_000_000 + number * 7_919),
        city: ["Milano", "Torino", "Bari"][number % 3],
        copies: 1 + number % 2,
        gone: false,
    }
}

/// The sheets as tables; the record id names the customer.
fn sheets(customers: &[Sheet]) -> Tables {
    let mut rows: Vec<[String; 6]> = Vec::new();
    for (number, sheet) in customers.iter().enumerate().filter(|(_, sheet)| !sheet.gone) {
        for copy in 0..sheet.copies {
            let name = if copy == 0 { sheet.name.clone() } else { sheet.name.to_uppercase().replace("S.R.L.", "SRL") };
            let file = ["a.xlsx", "b.csv"][copy];
            rows.push([format!("{number}-{copy}"), file.into(), name, sheet.email.clone(), sheet.phone.clone(), sheet.city.into()]);
        }
    }
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).chain(["IT"]).collect()).collect();
    let head: &[&str] = &["record_id", "file", "name", "email", "phone", "city", "country"];
    let all: Vec<&[&str]> = std::iter::once(head).chain(rows.iter().map(Vec::as_slice)).collect();
    [(Entity::Customer, table(Entity::Customer, &all))].into()
}

/// Id of each customer in the sheets, by its number.
fn ids(resolved: &Resolved) -> BTreeMap<usize, String> {
    let rows = Rows::of(&resolved.tables[&Entity::Customer]);
    let number = |row| rows.text("record_id", row).unwrap().split('-').next().unwrap().parse().unwrap();
    (0..rows.len()).map(|row| (number(row), rows.text("customer_id", row).unwrap().to_owned())).collect()
}

#[test]
fn ids_last_through_twelve_months_of_edits_merges_splits_renames_and_deletions() {
    let mut dice = Dice(20_261_123);
    let mut customers: Vec<Sheet> = (0..CUSTOMERS).map(|number| customer(&mut dice, number)).collect();
    let policy = Policy::shipped();
    let mut memory = Memory::default();
    let mut before: BTreeMap<usize, String> = BTreeMap::new();
    let (mut unchanged, mut kept, mut renamed) = (0, 0, (0, 0));
    let mut merged: Vec<(usize, usize, String, String)> = Vec::new();
    for month in 0..MONTHS {
        let mut affected: Vec<usize> = Vec::new();
        for (number, sheet) in customers.iter_mut().enumerate() {
            let roll = dice.below(100);
            match roll {
                0..8 => sheet.phone = format!("+39 06 {:08}", 20_000_000 + month * 1_000_003 + number * 13),
                8..11 => sheet.city = "Roma",
                11 => {
                    let word = dice.word();
                    sheet.name = format!("{word} Italia S.r.l.");
                    affected.push(number);
                }
                12..14 => sheet.gone = !sheet.gone,
                14 => sheet.copies = 3 - sheet.copies,
                _ => {}
            }
        }
        customers.extend((0..3).map(|new| customer(&mut dice, CUSTOMERS + month * 3 + new)));
        if month == 4 {
            // A person says that four pairs are one customer each.
            for pair in 0..4 {
                let (a, b) = (pair * 2, pair * 2 + 1);
                customers[a].gone = false;
                customers[b].gone = false;
                memory.decisions.push(Decision {
                    fingerprints: marks_of(&customers, a, b),
                    verdict: Verdict::Same,
                    source: "review".into(),
                });
                merged.push((a, b, before.get(&a).cloned().unwrap_or_default(), before.get(&b).cloned().unwrap_or_default()));
                affected.extend([a, b]);
            }
        }
        if month == 8 {
            // And takes two of them back.
            for (a, b, ..) in &merged[..2] {
                customers[*a].gone = false;
                customers[*b].gone = false;
                let pair = marks_of(&customers, *a, *b);
                memory.decisions.clear();
                memory.decisions.push(Decision { fingerprints: pair, verdict: Verdict::Different, source: "undo".into() });
                affected.extend([*a, *b]);
            }
            affected.extend(merged.iter().flat_map(|(a, b, ..)| [*a, *b]));
        }
        let (resolved, _) = merge(&sheets(&customers), &memory, &policy).unwrap();
        let now = ids(&resolved);
        if month == 4 {
            for (a, b, ..) in &merged {
                assert_eq!(now[a], now[b], "decided to be one customer");
            }
        }
        for (number, id) in &before {
            let Some(today) = now.get(number) else { continue };
            if affected.contains(number) {
                renamed = (renamed.0 + 1, renamed.1 + usize::from(today == id));
            } else {
                unchanged += 1;
                kept += usize::from(today == id);
            }
        }
        before.extend(now);
        memory.identities = resolved.identities;
    }
    assert!(unchanged > 2_500, "{unchanged}");
    assert!(kept * 1000 >= unchanged * 999, "{kept} of {unchanged} unchanged customers kept their id");
    assert!(renamed.1 * 10 >= renamed.0 * 7, "{renamed:?}: renamed customers are known by their other marks");
    for (a, b, id_a, id_b) in &merged[..1] {
        assert_eq!((&before[a], &before[b]), (id_a, id_b), "a merge taken back gives both ids again");
    }
}

/// The marks of two customers' first rows, as a review pair would carry them.
fn marks_of(customers: &[Sheet], a: usize, b: usize) -> (String, String) {
    let tables = sheets(customers);
    let (_, records) = records(&tables);
    let of = |number: usize| records.iter().find(|record| record.id == format!("{number}-0")).unwrap();
    report::marks(of(a), of(b))
}
