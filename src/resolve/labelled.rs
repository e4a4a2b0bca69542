//! Labelled pairs (人工标注对): more than three hundred pairs of Chinese, English and Italian trade customers, each with the
//! reason why it is one customer or two (`tests/data/labelled_pairs.csv`).
//!
//! Decides what the shipped defaults must reach on them, and that odd input neither explodes nor merges.

use polars::prelude::{DataFrame, IntoColumn, NamedFrom, Series};

use super::merge;
use crate::model::Entity;
use crate::model::frame::{Rows, complete};
use crate::model::resolved::{Memory, Resolved};
use crate::policy::Policy;

const COLUMNS: [&str; 6] = ["name", "country", "city", "email", "phone", "contact"];

fn resolved(rows: &[Vec<String>]) -> Resolved {
    let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let cells = |at: usize| rows.iter().map(|row| row.get(at).and_then(filled)).collect::<Vec<_>>();
    let mut columns: Vec<_> = COLUMNS.iter().enumerate().map(|(at, name)| Series::new((*name).into(), cells(at)).into_column()).collect();
    let numbers: Vec<u32> = (2..).take(rows.len()).collect();
    columns.push(Series::new("record_id".into(), numbers.iter().map(|number| format!("r{number}")).collect::<Vec<_>>()).into_column());
    columns.push(Series::new("file".into(), vec!["a.csv"; rows.len()]).into_column());
    columns.push(Series::new("row_first".into(), numbers.clone()).into_column());
    columns.push(Series::new("row_last".into(), numbers).into_column());
    let frame = complete(Entity::Customer, &DataFrame::new(rows.len(), columns).unwrap()).unwrap();
    merge(&[(Entity::Customer, frame)].into(), &Memory::default(), &Policy::shipped()).unwrap().0
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
    let found = ids(&resolved(&odd.map(|cells| row(&cells))));
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
    let resolved = resolved(&rows);
    assert!(resolved.merges.len() < 5, "{}", resolved.merges.len());
    assert!(resolved.review.len() <= 250);
}
