//! `report`: real files in, workbooks out; and the accounts behind them.

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::workspace::{Workspace, files_below, project, samples};

#[test]
fn the_samples_give_a_report_with_a_summary_of_ten_lines() {
    let space = Workspace::new("report");
    let ran = space.run(&["report", &samples(), "--month", "2026-10", "--output", "out"]).exits(0);
    let lines = ran.stdout.lines().count();
    assert!((8..=12).contains(&lines), "{}", ran.stdout);
    assert!(ran.stderr.is_empty(), "quiet when piped: {}", ran.stderr);
    let names: Vec<String> = space.files("out").into_iter().map(|(name, _)| name).collect();
    assert!(names.contains(&"2026-10/management-2026-10.xlsx".to_owned()), "{names:?}");
    assert!(names.contains(&"2026-10/run.json".to_owned()), "{names:?}");
}

#[test]
fn rows_and_money_tie_and_the_figures_are_the_ledgers() {
    let space = Workspace::new("ties");
    let ran = space.run(&["report", &samples(), "--month", "2026-10", "--from", "2025-10", "--format", "json"]).exits(0);
    let run: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(run["control_totals"]["tie"], true);
    for file in run["files"].as_array().unwrap() {
        let out: u64 = file["rows_out"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
        assert_eq!(file["rows_in"].as_u64().unwrap(), out, "{}", file["file"]);
    }
    let company = |metric: &str| {
        let values = run["metrics"].as_array().unwrap();
        values.iter().find(|value| value["metric"] == metric && value["grain"] == "company").unwrap_or_else(|| panic!("no {metric}"))["value"].clone()
    };
    // Added up by hand from the ledger: 29 valid orders, USD 1,089,206.50 + EUR 121,750.00 × 1.1684 + CNY 378,991.50 × 0.14134.
    assert_eq!(company("order_count"), 29.0);
    let amount = company("order_amount").as_f64().unwrap();
    assert!((amount - 1_285_025.86).abs() < 1.0, "{amount}");
    // The four spring-fair leads and Bohemia Krystal Domov, which only the ledger knows.
    assert_eq!(company("new_customers"), 5.0);
}

/// Also run by itself on the freshly made example, before the tests.
#[test]
fn every_made_workbook_opens_without_an_error_cell() {
    let mut opened = 0;
    for (name, _) in files_below(&project("reports/example")).iter().filter(|(name, _)| name.contains(".xlsx")) {
        let mut book: Xlsx<_> = open_workbook(project("reports/example").join(name)).unwrap();
        for sheet in book.sheet_names() {
            let range = book.worksheet_range(&sheet).unwrap();
            for (row, column, cell) in range.used_cells() {
                assert!(!matches!(cell, Data::Error(_)), "{name} › {sheet} row {row} column {column}: {cell:?}");
                let text = cell.to_string();
                assert!(!is_unfilled(&text), "{name} › {sheet} row {row} column {column}: {text}");
            }
        }
        opened += 1;
    }
    assert!(opened >= 1, "no workbook in reports/example");
}

#[test]
fn an_unreadable_file_among_good_ones_is_named_and_the_others_are_read() {
    let space = Workspace::new("unreadable");
    space.write("in/客户.csv", "客户名称,国家,业务员\nAlba S.r.l.,意大利,王芳\n").write("in/坏.xlsx", b"PK\x03\x04 broken");
    let ran = space.run(&["report", "in", "--month", "2026-10"]).exits(0);
    assert!(ran.stdout.contains("2026-10"), "{}", ran.stdout);
    let json = space.run(&["check", "in", "--month", "2026-10", "--format", "json"]);
    assert!(json.stdout.contains("file_unreadable"), "{}", json.stdout);
}

#[test]
fn text_from_a_sheet_never_becomes_a_formula() {
    let space = Workspace::new("formula");
    space.write("in/客户.csv", "客户名称,国家,业务员\n\"=HYPERLINK(\"\"http://x.example\"\",\"\"y\"\") Ltd\",意大利,王芳\n");
    space.run(&["report", "in", "--month", "2026-10", "--output", "out"]).exits(0);
    let mut book: Xlsx<_> = open_workbook(space.path("out/2026-10/management-2026-10.xlsx")).unwrap();
    for sheet in book.sheet_names() {
        for (_, _, formula) in book.worksheet_formula(&sheet).unwrap().used_cells() {
            assert!(!formula.contains("x.example"), "{sheet}: {formula}");
        }
    }
}

#[test]
fn without_a_command_a_folder_with_a_policy_is_reported() {
    let space = Workspace::new("no_command");
    space.write("clientbook.toml", "version = 1\n[company]\nname = \"示例\"\n");
    space.write("客户.csv", "客户名称,国家,业务员\nAlba S.r.l.,意大利,王芳\n");
    let ran = space.run(&[]).exits(0);
    assert!(ran.stdout.contains("示例") && space.path("reports").is_dir(), "{}", ran.stdout);
}

/// A particular nobody filled in (`{name}`), or the key of words that are missing (`report.title.x`).
fn is_unfilled(text: &str) -> bool {
    let word = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let particular =
        text.split('{').skip(1).any(|rest| rest.split_once('}').is_some_and(|(name, _)| word(name.split('|').next().unwrap_or(name))));
    let topics = ["entity.", "error.", "field.", "finding.", "metric.", "reason.", "report.", "value."];
    particular || topics.iter().any(|topic| text.strip_prefix(topic).is_some_and(|rest| rest.contains('.') && rest.split('.').all(word)))
}
