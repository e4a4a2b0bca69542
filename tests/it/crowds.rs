//! Crowds: many rows with one name, number, code or nothing at all. None is merged for that, none takes long, each is told.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::workspace::Workspace;

/// Checks one customer list: how many customers it holds, how many pairs are asked about, and which kinds of finding.
fn told(name: &str, rows: &[String]) -> (usize, usize, Vec<String>) {
    let space = Workspace::new(name);
    space.write("in/customers.csv", format!("Customer,Country,City,Phone,Customer No.\n{}\n", rows.join("\n")));
    let arguments = ["check", "in", "--month", "2026-10", "--format", "json", "--quiet", "--lineage", "l.csv", "--pairs", "p.csv"];
    let ran = space.run(&arguments);
    assert!([0, 1].contains(&ran.code), "{name}: {}", ran.stderr);
    let run: Value = serde_json::from_str(&ran.stdout).unwrap();
    let kinds = run["findings"].as_object().unwrap().keys().cloned().collect();
    let lines = |file: &str| std::fs::read_to_string(space.path(file)).unwrap().lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    let mut customers: BTreeMap<String, usize> = BTreeMap::new();
    for line in lines("l.csv") {
        let cells: Vec<&str> = line.split(',').collect();
        if cells[4] != "ignored" {
            *customers.entry(cells[6].to_owned()).or_default() += 1;
        }
    }
    assert_eq!(customers.values().sum::<usize>(), rows.len(), "{name}: every row is somebody's");
    (customers.len(), lines("p.csv").len(), kinds)
}

/// Names without a word or a beginning in common.
fn unlike(count: usize) -> Vec<String> {
    let (first, then) = (["B", "D", "F", "G", "K", "L", "M", "P", "R", "T"], ["a", "e", "i", "o", "u"]);
    let name = |at: usize| {
        let (one, other, last) = (first[at % 10], then[at / 10 % 5], first[at / 50 % 10].to_lowercase());
        format!("{one}{other}{last}{other}nta")
    };
    (0..count).map(name).collect()
}

fn rows(names: &[String], rest: &str) -> Vec<String> {
    names.iter().map(|name| format!("{name} Srl,Italy,{rest}")).collect()
}

#[test]
fn what_many_share_makes_nobody_one() {
    let has = |kinds: &[String], kind: &str| kinds.iter().any(|known| known == kind);
    let forms: Vec<String> = (0..60).map(|at| format!("{},China,,,", ["Inc.", "有限公司", "S.r.l."][at % 3])).collect();
    let (customers, pairs, kinds) = told("legal_forms_alone", &forms);
    assert_eq!((customers, pairs, has(&kinds, "name_says_nothing")), (60, 0, true), "{kinds:?}");

    let (customers, _, kinds) = told("one_phone", &rows(&unlike(120), ",+39 0299999999,"));
    assert_eq!((customers, has(&kinds, "contact_of_many")), (120, true), "{kinds:?}");
    let (customers, pairs, kinds) = told("one_code", &rows(&unlike(120), ",,K100"));
    assert_eq!((customers, pairs, has(&kinds, "code_of_many")), (120, 0, true), "{kinds:?}");

    let alike = vec!["Rossi,Italy,Milano,,".to_owned(); 200];
    let (customers, _, kinds) = told("one_name_in_one_town", &alike);
    assert_eq!((customers, has(&kinds, "rows_alike")), (1, true), "{kinds:?}");
    let crowd: Vec<String> = (0..80).map(|at| format!("Brunello,Italy,,+39 02{},", 10_000_000 + at * 7_919)).collect();
    let (_, _, kinds) = told("one_name_many_lines", &crowd);
    assert!(has(&kinds, "name_of_many"), "{kinds:?}");
}
