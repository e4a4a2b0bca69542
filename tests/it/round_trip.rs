//! Round trip: our workbooks come back filled in, re-sorted, saved by another program under another name, and are read.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use clientbook::model::own::{KEY_ID, WAS_ID};
use rust_xlsxwriter::{Workbook, Worksheet};

use crate::workspace::Workspace;

/// Two spellings that a person has to decide about, and a stranger.
const CUSTOMERS: &str = "客户名称,国家,邮箱,电话,业务员\n\
    Casa Tavernella S.p.A.,意大利,info@tavernella.example,+39 02 1111 2222,王芳\n\
    Casa Tavernella Deutschland GmbH,德国,info@tavernella.example,+49 30 3333 4444,李娜\n\
    Peacock Home Needs Pvt. Ltd.,印度,sales@peacock.example,+91 22 5555 6666,王芳\n";

type Cells = BTreeMap<(u32, u16), String>;

/// The first sheet as texts.
fn cells(bytes: Vec<u8>) -> (String, Cells) {
    let name = Xlsx::new(Cursor::new(bytes.clone())).map(|book| book.sheet_names()[0].clone()).unwrap();
    let cells = cells_of(bytes, &name);
    (name, cells)
}

/// A sheet as texts.
fn cells_of(bytes: Vec<u8>, name: &str) -> Cells {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(name).unwrap();
    let (top, left) = range.start().unwrap();
    let cells = range.used_cells().filter(|(.., cell)| **cell != Data::Empty);
    let place = |row: usize, column: usize| (top + u32::try_from(row).unwrap(), u16::try_from(left as usize + column).unwrap());
    cells.map(|(row, column, cell)| (place(row, column), cell.to_string())).collect()
}

fn place(cells: &Cells, id: &str) -> (u32, u16) {
    *cells.iter().find(|(_, text)| *text == id).unwrap().0
}

/// Another program's file with the same cells: no property and no defined name, rows turned over, a column more in front.
fn rewritten(name: &str, cells: &Cells) -> Vec<u8> {
    let (first, last) = (place(cells, KEY_ID).0 + 2, cells.keys().map(|(row, _)| *row).max().unwrap());
    let mut sheet = Worksheet::new();
    sheet.set_name(name).unwrap();
    for ((row, column), text) in cells {
        let row = if *row >= first { first + last - row } else { *row };
        match text.parse::<f64>() {
            Ok(number) => sheet.write_number(row, column + 1, number).unwrap(),
            Err(_) => sheet.write_string(row, column + 1, text).unwrap(),
        };
    }
    let mut book = Workbook::new();
    book.push_worksheet(sheet);
    book.save_to_buffer().unwrap()
}

fn review(workspace: &Workspace) -> (String, Cells) {
    cells(std::fs::read(workspace.path("reports/2026-10/review-2026-10.xlsx")).unwrap())
}

fn report(workspace: &Workspace) -> serde_json::Value {
    let ran = workspace.run(&["report", "in", "--month", "2026-10", "--format", "json"]).exits(0);
    serde_json::from_str(&ran.stdout).unwrap()
}

/// A workspace with one month reported, which has at least one question.
fn asked(name: &str) -> Workspace {
    let workspace = Workspace::new(name);
    workspace.write("in/客户.csv", CUSTOMERS);
    assert_eq!(report(&workspace)["review_pairs"], 1);
    workspace
}

#[test]
fn a_decision_is_read_back_from_a_rewritten_file_and_holds_without_it() {
    let workspace = asked("round_trip_decision");
    let (name, mut cells) = review(&workspace);
    let (row, key) = place(&cells, KEY_ID);
    let decision = place(&cells, "@decision").1;
    assert_ne!(cells[&(row + 2, key)], "");
    cells.insert((row + 2, decision), "同一客户".to_owned());
    workspace.write("in/回来的 (1).xlsx", rewritten(&name, &cells));
    let first = report(&workspace);
    assert_eq!((&first["customers"], &first["review_pairs"]), (&2.into(), &0.into()));
    assert!(first["findings"].get("changed_outside").is_none(), "{}", first["findings"]);
    std::fs::remove_file(workspace.path("in/回来的 (1).xlsx")).unwrap();
    assert_eq!(report(&workspace)["customers"], 2, "an answer is permanent");
}

#[test]
fn a_change_outside_the_input_cells_and_an_unknown_word_are_listed() {
    let workspace = asked("round_trip_outside");
    let (name, mut cells) = review(&workspace);
    let row = place(&cells, KEY_ID).0 + 2;
    let (decision, shown) = (place(&cells, "@decision").1, place(&cells, "@-4").1);
    cells.insert((row, decision), "看情况".to_owned());
    cells.insert((row, shown), "另一个名字".to_owned());
    workspace.write("review.xlsx", rewritten(&name, &cells));
    let ran = workspace.run(&["check", "in", "--month", "2026-10", "--decisions", "review.xlsx"]).exits(1);
    assert!(ran.stdout.contains("“看情况”没有看懂") && ran.stdout.contains("“另一个名字”不在可填写的格子里"), "{}", ran.stdout);
    let ran = workspace.run(&["check", "in", "--month", "2026-10", "--decisions", "in/客户.csv"]).exits(2);
    assert!(ran.stderr.contains("--decisions"), "{}", ran.stderr);
}

#[test]
fn a_merge_is_taken_back_for_good_and_names_are_known() {
    let workspace = asked("round_trip_undo");
    let (name, mut cells) = review(&workspace);
    let (row, decision) = (place(&cells, KEY_ID).0 + 2, place(&cells, "@decision").1);
    assert!(cells.values().any(|text| text == WAS_ID));
    cells.insert((row, decision), "same customer".to_owned());
    workspace.write("in/review.xlsx", rewritten(&name, &cells));
    assert_eq!(report(&workspace)["customers"], 2);
    let known = workspace.run(&["find", "casa tavernella spa"]).exits(0);
    assert!(known.stdout.starts_with("已有客户") && known.stdout.contains('＊') && !known.stdout.contains("李娜"), "{}", known.stdout);
    assert!(workspace.run(&["find", "Bianchi"]).exits(0).stdout.contains("没有找到"));
    let explained = workspace.run(&["explain", "Casa Tavernella"]).exits(0).stdout;
    let merge = explained.split_whitespace().find(|word| word.starts_with('M') && word.len() == 11).unwrap();
    workspace.run(&["undo", merge]).exits(0);
    assert_eq!(report(&workspace)["customers"], 3, "the older file among the inputs does not merge them again");
    workspace.run(&["undo", merge]).exits(2);
}

/// The sheet as another program saves it, its rows where they were.
fn saved(name: &str, cells: &Cells) -> Vec<u8> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name).unwrap();
    for ((row, column), text) in cells {
        match text.parse::<f64>() {
            Ok(number) => sheet.write_number(*row, *column, number).unwrap(),
            Err(_) => sheet.write_string(*row, *column, text).unwrap(),
        };
    }
    let mut book = Workbook::new();
    book.push_worksheet(sheet);
    book.save_to_buffer().unwrap()
}

#[test]
fn an_answer_emptied_in_a_later_save_is_taken_back() {
    let workspace = asked("round_trip_emptied");
    let (name, mut cells) = review(&workspace);
    let (row, decision) = (place(&cells, KEY_ID).0 + 2, place(&cells, "@decision").1);
    let at = |cells: &Cells, day: &str| {
        let mut book = Workbook::new();
        let mut sheet = Worksheet::new();
        sheet.set_name(&name).unwrap();
        for ((row, column), text) in cells {
            sheet.write_string(*row, *column, text).unwrap();
        }
        book.push_worksheet(sheet);
        let made = rust_xlsxwriter::ExcelDateTime::parse_from_str(day).unwrap();
        book.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&made));
        book.save_to_buffer().unwrap()
    };
    let untouched = cells.clone();
    cells.insert((row, decision), "同一客户".to_owned());
    workspace.write("in/判定.xlsx", at(&cells, "2026-11-02T09:00:00"));
    assert_eq!(report(&workspace)["customers"], 2);
    // The copy sent before says nothing against it.
    workspace.write("in/原件.xlsx", at(&untouched, "2026-11-01T09:00:00"));
    assert_eq!(report(&workspace)["customers"], 2);
    workspace.write("in/判定 (1).xlsx", at(&untouched, "2026-11-03T09:00:00"));
    let run = report(&workspace);
    assert_eq!((&run["customers"], &run["review_pairs"]), (&3.into(), &1.into()), "both saves are among the inputs");
    assert_eq!(run["findings"]["answer_taken_back"]["all"], 1, "{}", run["findings"]);
    let run = report(&workspace);
    assert!(run["customers"] == 3 && run["findings"].get("answer_taken_back").is_none(), "it is told once: {}", run["findings"]);
    let (_, anew) = review(&workspace);
    assert_eq!(anew.get(&(row, decision)), None);
}

#[test]
fn limits_and_targets_typed_by_a_manager_come_back() {
    let workspace = asked("round_trip_manager");
    let orders = "订单号,订单日期,客户名称,金额,币种,业务员\nP1,2026-10-06,Casa Tavernella S.p.A.,1000,USD,王芳\n";
    workspace.write("in/订单.csv", orders);
    report(&workspace);
    let management = std::fs::read(workspace.path("reports/2026-10/management-2026-10.xlsx")).unwrap();
    let mut parameters = cells_of(management.clone(), "参数与口径");
    let (row, column) = place(&parameters, "@setting");
    // Below the header: the report date, then the days of grade A.
    assert_eq!(parameters[&(row + 3, column)], "30");
    parameters.insert((row + 3, column), "42".to_owned());
    // Another program may save the day as text.
    parameters.insert((row + 2, column), "2026-10-31".to_owned());
    // What marks the workbook stands further down and on its other sheets.
    let mark = parameters.values().find(|text| text.starts_with("clientbook/")).unwrap().clone();
    parameters.insert((0, 20), mark.clone());
    workspace.write("in/回来/参数.xlsx", saved("参数与口径", &parameters));
    let mut targets = cells_of(management, "业务员");
    let (row, column) = place(&targets, "@target");
    let name = targets[&(row + 2, 0)].clone();
    targets.insert((row + 2, column), "123456".to_owned());
    targets.insert((0, 20), mark);
    workspace.write("in/回来/目标.xlsx", saved("业务员", &targets));
    let run = report(&workspace);
    assert_eq!(run["findings"]["setting_proposed"]["all"], 1, "{}", run["findings"]);
    assert!(run["findings"].get("changed_outside").is_none(), "{}", run["findings"]);
    let management = std::fs::read(workspace.path("reports/2026-10/management-2026-10.xlsx")).unwrap();
    let quality = cells_of(management, "数据质量");
    let says = |text: &str| quality.values().any(|cell| cell.contains(text));
    assert!(says("[grade] mode = \"days\", a_days = 42") && says("收回的填写 2 条"), "{quality:?}");
    assert!(says("123456") && says(&format!("{name} · 2026-11")), "{quality:?}");
    // The month after has the target.
    let next = workspace.run(&["report", "in", "--month", "2026-11", "--format", "json"]).exits(0);
    let next: serde_json::Value = serde_json::from_str(&next.stdout).unwrap();
    let target = next["metrics"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["metric"] == "order_amount_target" && line["grain"] == "salesperson" && line["value"] == 123_456.0);
    assert!(target.is_some());
}
