//! Corrections by hand: applied on every run, to rows read and rows carried, and listed where they find nothing.

use std::path::Path;

use calamine::{Data, Reader, open_workbook_auto};
use serde_json::Value;

use crate::workspace::Workspace;

const ORDERS: &str =
    "订单号,下单日期,客户名称,金额,币种\nPI-1,2024-09-05,Alba Chiara S.r.l.,1O00,USD\nPI-2,2024-10-05,Luce Alta GmbH,700,USD\n";
const CUSTOMERS: &str =
    "客户名称,国家,邮箱,业务员\nAlba Chiara S.r.l.,德国,info@albachiara.example,王芳\nLuce Alta GmbH,德国,info@lucealta.example,李娜\n";

fn master(space: &Workspace, sheet: &str) -> Vec<Vec<String>> {
    let mut book = open_workbook_auto(space.path("m/customers-master.xlsx")).unwrap();
    let text = |cell: &Data| cell.to_string();
    book.worksheet_range(sheet).unwrap().rows().map(|row| row.iter().map(text).collect()).collect()
}

fn row(rows: &[Vec<String>], name: &str) -> Vec<String> {
    rows.iter().find(|row| row.iter().any(|cell| cell == name)).unwrap_or_else(|| panic!("{name}: {rows:?}")).clone()
}

fn findings(ran: &str) -> u64 {
    let run: Value = serde_json::from_str(ran).unwrap();
    run["findings"]["correction_not_applied"].as_object().map_or(0, |kind| kind.values().filter_map(Value::as_u64).max().unwrap_or(1))
}

#[test]
fn a_sheet_kept_by_hand_is_applied_on_every_run_to_what_is_read_and_carried() {
    let space = Workspace::new("corrections");
    space.write("old/订单.csv", ORDERS.replace("1O00", "9000")).write("old/客户.csv", CUSTOMERS);
    let run = |inputs: &[&str]| {
        let rest = ["--month", "2026-10", "--output", "m", "--format", "json"];
        space.run(&[&["migrate"], inputs, &rest].concat()).exits(0).stdout
    };
    run(&["old"]);
    assert!(!row(&master(&space, "订单"), "PI-1").contains(&"1000".to_owned()));
    space.write("fix/更正.csv", "文件,行,列,原值,新值\nold\\订单.csv,2,金额,9000,1000\n");
    space.write("fix/客户更正.csv", "客户,字段,原值,新值\nALBA CHIARA SRL,国家,德国,意大利\nluce alta gmbh,业务员,,王芳\n");
    for inputs in [&["old", "fix"][..], &["old"], &["fix"]] {
        let told = run(inputs);
        assert_eq!(findings(&told), 0, "{inputs:?} {told}");
        assert!(row(&master(&space, "订单"), "PI-1").contains(&"1000".to_owned()), "{inputs:?} {:?}", master(&space, "订单"));
        assert!(row(&master(&space, "客户"), "Alba Chiara S.r.l.").contains(&"意大利".to_owned()), "{inputs:?}");
        assert!(row(&master(&space, "客户"), "Luce Alta GmbH").contains(&"王芳".to_owned()), "{inputs:?}");
    }
    // The journal keeps both values; the sheets' rows are accounted for.
    let explained = space.run(&["explain", "Alba Chiara S.r.l."]).exits(0).stdout;
    assert!(explained.contains("德国") && explained.contains("意大利"), "{explained}");
    // A line taken out takes its correction back; one that fits nothing is listed.
    space.write("fix/更正.csv", "文件,行,列,原值,新值\nold\\订单.csv,3,金额,900,1000\n没有.csv,3,金额,1,2\n");
    let told = run(&["old", "fix"]);
    assert_eq!(findings(&told), 2, "{told}");
    assert!(!row(&master(&space, "订单"), "PI-1").contains(&"1000".to_owned()));
    // … from rows that only the book still knows as well.
    space.write("fix/更正.csv", "文件,行,列,原值,新值\nold\\订单.csv,2,金额,9000,1000\n");
    run(&["old", "fix"]);
    assert!(row(&master(&space, "订单"), "PI-1").contains(&"1000".to_owned()));
    space.write("fix/更正.csv", "文件,行,列,原值,新值\nold\\订单.csv,3,金额,700,800\n");
    for _ in 0..2 {
        assert_eq!(findings(&run(&["fix"])), 0);
        assert!(row(&master(&space, "订单"), "PI-1").contains(&"9000".to_owned()), "{:?}", master(&space, "订单"));
        assert!(row(&master(&space, "订单"), "PI-2").contains(&"800".to_owned()));
    }
}

#[test]
fn a_correction_first_told_when_its_file_is_not_given_reaches_the_carried_row() {
    let space = Workspace::new("corrections_carried");
    space.write("old/订单.csv", ORDERS.replace("1O00", "9000")).write("old/客户.csv", CUSTOMERS);
    space.run(&["migrate", "old", "--month", "2026-10", "--output", "m", "--quiet"]).exits(0);
    space.write("fix/corrections.csv", "File,Cell,Was,Should be\n订单.csv,D2,9000,1000\n");
    let ran = space.run(&["migrate", "fix", "--month", "2026-10", "--output", "m", "--format", "json"]).exits(0);
    // No header is left to tell what column D was: the only field that says 9000 is meant.
    assert_eq!(findings(&ran.stdout), 0, "{}", ran.stdout);
    assert!(row(&master(&space, "订单"), "PI-1").contains(&"1000".to_owned()), "{:?}", master(&space, "订单"));
}

#[test]
fn the_blank_sheet_of_init_is_read_back_in_every_language() {
    for language in ["zh-Hans", "zh-Hant", "en", "it"] {
        let space = Workspace::new(&format!("corrections_{language}"));
        space.run(&["init", "firm", "--language", language]).exits(0);
        let blank =
            |name: &str| Path::new(name).parent() == Some(Path::new("")) && Path::new(name).extension().is_some_and(|end| end == "xlsx");
        let path = space.files("firm").into_iter().map(|(name, _)| name).find(|name| blank(name)).unwrap();
        let mut blank = open_workbook_auto(space.path(&format!("firm/{path}"))).unwrap();
        let names: Vec<String> = blank.sheet_names().into_iter().filter(|name| name != "clientbook_lists").collect();
        let mut filled = rust_xlsxwriter::Workbook::new();
        for (name, typed) in
            names.iter().zip([["", "订单.csv", "", "2", "金额", "1O00", "1000"], ["", "Luce Alta GmbH", "国家", "", "奥地利", "", ""]])
        {
            let page = filled.add_worksheet();
            page.set_name(name).unwrap();
            let rows: Vec<Vec<String>> =
                blank.worksheet_range(name).unwrap().rows().map(|row| row.iter().map(Data::to_string).collect()).collect();
            for (at, cells) in (0..).zip(&rows) {
                for (column, cell) in (0..).zip(cells) {
                    page.write_string(at, column, cell).unwrap();
                }
            }
            for (column, cell) in (0..).zip(typed) {
                page.write_string(u32::try_from(rows.len()).unwrap(), column, cell).unwrap();
            }
        }
        space.write("in/订单.csv", ORDERS).write("in/客户.csv", CUSTOMERS).write("in/filled.xlsx", filled.save_to_buffer().unwrap());
        let ran = space.run(&["migrate", "in", "--month", "2026-10", "--output", "m", "--format", "json"]).exits(0);
        assert_eq!(findings(&ran.stdout), 0, "{language} {}", ran.stdout);
        assert!(row(&master(&space, "订单"), "PI-1").contains(&"1000".to_owned()), "{language}");
        assert!(row(&master(&space, "客户"), "Luce Alta GmbH").contains(&"奥地利".to_owned()), "{language} {:?}", master(&space, "客户"));
    }
}
