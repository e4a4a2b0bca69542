//! `init`: a policy that loads, and templates that are read back without a question.

use calamine::{Data, Reader, open_workbook_auto};
use serde_json::Value;

use crate::workspace::Workspace;

/// A template's sheets as rows of text, the hidden lists apart.
fn sheets(path: &std::path::Path) -> Vec<(String, Vec<Vec<String>>)> {
    let mut book = open_workbook_auto(path).unwrap();
    let names: Vec<String> = book.sheet_names().into_iter().filter(|name| name != "clientbook_lists").collect();
    let rows = |range: &calamine::Range<Data>| range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect();
    names.into_iter().map(|name| (name.clone(), rows(&book.worksheet_range(&name).unwrap()))).collect()
}

/// `key = value`, and no sentence that holds one.
fn is_choice(line: &str) -> bool {
    line.split_once(" = ").is_some_and(|(key, _)| key.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
}

#[test]
fn the_policy_loads_and_what_is_there_stays() {
    for language in ["zh-Hans", "zh-Hant", "en", "it"] {
        let space = Workspace::new(&format!("init_{language}"));
        space.run(&["init", "firm", "--language", language]).exits(0);
        let policy = std::fs::read_to_string(space.path("firm/clientbook.toml")).unwrap();
        space.run(&["check", "firm", "--month", "2026-10", "--policy", "firm/clientbook.toml"]).exits(0);
        // Every choice taken up at once must load too.
        let chosen: String = policy
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if rest.starts_with("[[") || is_choice(rest) => format!("{rest}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        space.write("chosen.toml", &chosen);
        space.run(&["metrics", "--policy", "chosen.toml"]).exits(0);
        space.write("firm/clientbook.toml", "version = 1\n");
        space.run(&["init", "firm", "--language", language]).exits(0);
        assert_eq!(std::fs::read_to_string(space.path("firm/clientbook.toml")).unwrap(), "version = 1\n");
    }
}

#[test]
fn a_template_filled_in_comes_back_without_a_finding() {
    for language in ["zh-Hans", "zh-Hant", "en", "it"] {
        let space = Workspace::new(&format!("templates_{language}"));
        space.run(&["init", ".", "--language", language]).exits(0);
        let mut filled = 0;
        for (name, _) in space.files("templates") {
            let mut book = rust_xlsxwriter::Workbook::new();
            for (sheet, rows) in sheets(&space.path(&format!("templates/{name}"))) {
                let page = book.add_worksheet();
                page.set_name(&sheet).unwrap();
                let last = u32::try_from(rows.len()).unwrap();
                let header = rows.iter().position(|row| row.len() > 2 && !row[2].is_empty()).unwrap();
                for (row, cells) in (0..).zip(&rows) {
                    for (column, cell) in (0..).zip(cells) {
                        page.write_string(row, column, cell).unwrap();
                    }
                }
                // The clerk copies the example and gives it a number.
                for (column, cell) in (0..).zip(&rows[header + 1]) {
                    page.write_string(last, column, if column == 0 { "1" } else { cell }).unwrap();
                }
                filled += 1;
            }
            space.write(&format!("in/{name}"), book.save_to_buffer().unwrap());
        }
        let ran = space.run(&["check", "in", "--language", language, "--format", "json"]);
        let run: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(run["findings"], serde_json::json!({}), "{language}: {}", space.run(&["check", "in", "--language", language]).stdout);
        let entities = run["entities"].as_object().unwrap();
        let read =
            entities.iter().filter(|(_, outcome)| outcome["used"].as_u64().unwrap() + outcome["merged"].as_u64().unwrap() == 1).count();
        assert_eq!((read, filled), (29, 29), "{language}: {entities:?}");
    }
}

#[test]
fn without_a_terminal_answers_come_as_flags_and_nonsense_is_refused() {
    let space = Workspace::new("init_set");
    let answers = ["--set", "base_currency=eur", "--set", "staff=王芳、李娜", "--set", "grade_scheme=1", "--set", "fiscal_month=4"];
    space.run(&[&["init", "firm"][..], &answers].concat()).exits(0);
    let policy = std::fs::read_to_string(space.path("firm/clientbook.toml")).unwrap();
    for wanted in ["\nbase_currency = \"EUR\"", "\nname = \"王芳\"", "\ngrade_scheme = \"intent\"", "\nfiscal_start_month = 4"] {
        assert!(policy.contains(wanted), "{wanted}: {policy}");
    }
    space.run(&["check", "firm", "--month", "2026-10"]).exits(0);
    space.run(&["init", "other", "--set", "base_currency=dollars"]).exits(2);
    space.run(&["init", "other", "--set", "colour=red"]).exits(2);
}
