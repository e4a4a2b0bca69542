//! Labelled pairs (人工标注对): more than three hundred pairs of Chinese, English and Italian trade customers, each with the
//! reason why it is one customer or two (`tests/data/labelled_pairs.csv`).
//!
//! Decides what the shipped defaults must reach on them, and that odd input neither explodes nor merges.

use polars::prelude::{DataFrame, IntoColumn, NamedFrom, Series};

use super::merge;
use crate::finding::{Finding, Kind};
use crate::model::Entity;
use crate::model::frame::{Rows, complete};
use crate::model::resolved::{Decision, Memory, Resolved, Verdict};
use crate::policy::Policy;

const COLUMNS: [&str; 6] = ["name", "country", "city", "email", "phone", "contact"];

fn resolved(rows: &[Vec<String>]) -> Resolved {
    told(rows, &[]).0
}

fn told(rows: &[Vec<String>], decisions: &[Decision]) -> (Resolved, Vec<Finding>) {
    let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let cells = |at: usize| rows.iter().map(|row| row.get(at).and_then(filled)).collect::<Vec<_>>();
    let mut columns: Vec<_> = COLUMNS.iter().enumerate().map(|(at, name)| Series::new((*name).into(), cells(at)).into_column()).collect();
    let numbers: Vec<u32> = (2..).take(rows.len()).collect();
    columns.push(Series::new("record_id".into(), numbers.iter().map(|number| format!("r{number}")).collect::<Vec<_>>()).into_column());
    columns.push(Series::new("file".into(), vec!["a.csv"; rows.len()]).into_column());
    columns.push(Series::new("row_first".into(), numbers.clone()).into_column());
    columns.push(Series::new("row_last".into(), numbers).into_column());
    let frame = complete(Entity::Customer, &DataFrame::new(rows.len(), columns).unwrap()).unwrap();
    let memory = Memory { decisions: decisions.to_vec(), ..Memory::default() };
    merge(&[(Entity::Customer, frame)].into(), &memory, &Policy::shipped()).unwrap()
}

fn ids(resolved: &Resolved) -> Vec<String> {
    let rows = Rows::of(&resolved.tables[&Entity::Customer]);
    (0..rows.len()).map(|row| rows.text("customer_id", row).unwrap().to_owned()).collect()
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

#[test]
fn labelled_pairs_are_told_apart() {
    let mut reader = csv::Reader::from_reader(include_str!("../../tests/data/labelled_pairs.csv").as_bytes());
    let (mut wrong, mut same, mut found, mut asked) = (Vec::new(), 0_u32, 0_u32, 0_u32);
    let mut missed = Vec::new();
    let mut pairs = 0;
    for pair in reader.records() {
        let cells: Vec<String> = pair.unwrap().iter().map(str::to_owned).collect();
        let resolved = resolved(&[cells[..6].to_vec(), cells[6..12].to_vec()]);
        let ids = ids(&resolved);
        let (one, question) = (ids[0] == ids[1], !resolved.review.is_empty());
        pairs += 1;
        if one && cells[12] != "same" {
            wrong.push(format!("{} / {}: {}", cells[0], cells[6], cells[13]));
        }
        if cells[12] == "same" {
            same += 1;
            found += u32::from(one);
            asked += u32::from(!one && question);
            if !one {
                missed.push(format!("{} / {}: {}{}", cells[0], cells[6], cells[13], if question { " (asked)" } else { "" }));
            }
        }
    }
    assert!(pairs >= 300);
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(f64::from(found) >= 0.98 * f64::from(same), "found {found} of {same}: {missed:#?}");
    assert!(f64::from(found + asked) >= 0.98 * f64::from(same), "found or asked {} of {same}: {missed:#?}", found + asked);
}

#[test]
fn odd_names_merge_nobody() {
    let odd = [["", ""], ["", ""], ["A", ""], ["A", "IT"], ["Co., Ltd.", ""], ["Co., Ltd.", "CN"], ["S.r.l.", "IT"], ["GmbH", "DE"]];
    let (resolved, findings) = told(&odd.map(|cells| row(&cells)), &[]);
    assert_eq!(findings.iter().filter(|finding| finding.kind == Kind::NameSaysNothing).count(), 1);
    let found = ids(&resolved);
    let distinct: std::collections::BTreeSet<&String> = found.iter().collect();
    assert_eq!(distinct.len(), odd.len());
}

#[test]
fn a_phone_of_thousands_of_rows_and_a_column_of_one_value_merge_nobody() {
    let letters = |at: usize| -> String {
        (0..5).map(|place| char::from(b'a' + u8::try_from((at * 7919 + 13) / 26_usize.pow(place) % 26).unwrap())).collect()
    };
    let rows: Vec<Vec<String>> =
        (0..5000).map(|at| row(&[&format!("{} Trading", letters(at)), "CN", "Ningbo", "info@agent.example", "+8657412345678"])).collect();
    let (resolved, findings) = told(&rows, &[]);
    let many: Vec<&Finding> = findings.iter().filter(|finding| finding.kind == Kind::ContactOfMany).collect();
    assert_eq!(many.len(), 3, "phone, address and domain");
    assert!(resolved.merges.len() < 5, "{}", resolved.merges.len());
    assert!(resolved.review.len() <= 250);
}

#[test]
fn decisions_that_go_round_in_a_circle_are_told_and_not_followed() {
    let rows = ["Rossi Casa S.r.l.", "Bianchi Mobili S.p.A.", "Verdi Utensili S.n.c."].map(|name| row(&[name, "IT"]));
    let marks: Vec<String> = {
        let pair = |a: usize, b: usize| [rows[a].clone(), rows[b].clone()];
        let lone = |at: usize| told(&pair(at, (at + 1) % 3), &[]).0.identities;
        (0..3)
            .map(|at| {
                let both = lone(at);
                let next = lone((at + 2) % 3);
                // What the row at hand has in both pairs is what it alone is known by.
                let all: Vec<_> = both.customers.iter().map(|identity| identity.fingerprints.clone()).collect();
                let other: Vec<_> = next.customers.iter().map(|identity| identity.fingerprints.clone()).collect();
                all.into_iter().find(|prints| other.contains(prints)).unwrap().iter().find(|mark| mark.len() == 24).unwrap().to_string()
            })
            .collect()
    };
    let answer = |a: usize, b: usize, verdict| {
        let (one, other) = (marks[a].clone().min(marks[b].clone()), marks[a].clone().max(marks[b].clone()));
        Decision { fingerprints: (one, other), verdict, source: "review.xlsx".into() }
    };
    let circle = [answer(0, 1, Verdict::Same), answer(1, 2, Verdict::Same), answer(0, 2, Verdict::Different)];
    let (resolved, findings) = told(&rows, &circle);
    let ids = ids(&resolved);
    assert_ne!(ids[0], ids[2], "what a person parted stays apart");
    assert_eq!(findings.iter().filter(|finding| finding.kind == Kind::DecisionsContradict).count(), 1);
}

#[test]
fn one_strong_pair_does_not_chain_two_customers() {
    // The third row has the first group's name and the second group's address: a bridge that most members speak against.
    let rows = [
        ["Rossi Casa S.r.l.", "IT", "Milano", "info@rossicasa.it", "+390211112222", ""],
        ["ROSSI CASA SRL", "IT", "Milano", "ufficio@rossicasa.it", "+390211112222", ""],
        ["Brunello Utensili S.p.A.", "IT", "Bari", "info@brunello.it", "+390809998887", ""],
        ["Brunello Utensili Spa", "IT", "Bari", "vendite@brunello.it", "+390809998887", ""],
        ["Rossi Casa", "IT", "", "info@brunello.it", "", ""],
    ];
    let ids = ids(&resolved(&rows.map(|cells| row(&cells))));
    assert_eq!((&ids[0], &ids[2]), (&ids[1], &ids[3]));
    assert_ne!(ids[0], ids[2]);
}

#[test]
fn more_records_than_a_customer_can_have_are_asked_about() {
    // Each row shares a number with the next one, so that one chain holds them all.
    let phones = |at: usize| format!("+39021110{:04};+39021110{:04}", 1000 + at, 1001 + at);
    let rows: Vec<Vec<String>> = (0..200).map(|at| row(&["Rossi Casa S.r.l.", "IT", "Milano", "", &phones(at), ""])).collect();
    let (resolved, findings) = told(&rows, &[]);
    let ids = ids(&resolved);
    let largest = ids.iter().map(|id| ids.iter().filter(|other| *other == id).count()).max().unwrap();
    assert!(largest <= 150, "{largest}");
    assert!(findings.iter().any(|finding| finding.kind == Kind::CustomerTooLarge) && !resolved.review.is_empty());
}

#[test]
fn neither_the_order_of_rows_nor_of_files_changes_who_is_whom() {
    let mut reader = csv::Reader::from_reader(include_str!("../../tests/data/labelled_pairs.csv").as_bytes());
    let pairs: Vec<Vec<String>> = reader.records().map(|pair| pair.unwrap().iter().map(str::to_owned).collect()).collect();
    let rows: Vec<Vec<String>> = pairs.iter().flat_map(|cells| [cells[..6].to_vec(), cells[6..12].to_vec()]).collect();
    let groups = |order: &[usize]| -> Vec<Vec<usize>> {
        let shuffled: Vec<Vec<String>> = order.iter().map(|at| rows[*at].clone()).collect();
        let mut of: std::collections::BTreeMap<String, Vec<usize>> = std::collections::BTreeMap::new();
        for (id, at) in ids(&resolved(&shuffled)).into_iter().zip(order) {
            of.entry(id).or_default().push(*at);
        }
        let mut groups: Vec<Vec<usize>> = of.into_values().collect();
        for group in &mut groups {
            group.sort_unstable();
        }
        groups.sort();
        groups
    };
    let wanted = groups(&(0..rows.len()).collect::<Vec<_>>());
    for step in [1, 2, 5, 11, 17] {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|at| (at + 3) * (2 * step + 1) * 7919 % 10_007);
        assert_eq!(groups(&order), wanted, "shuffle {step}");
    }
}
