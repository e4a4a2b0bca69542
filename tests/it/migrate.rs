//! `migrate`: a clean master with proof; ids that stay; the master read again gives what the legacy sheets gave.

use calamine::{Data, Reader, open_workbook_auto};
use serde_json::Value;

use crate::workspace::{Workspace, project, samples};

/// Legacy folders of the samples: everything but the monthly hand-ins, whose earlier states a master does not keep.
fn legacy() -> Vec<String> {
    ["历史客户", "台账", "基础资料"].iter().map(|folder| format!("{}/{folder}", samples())).collect()
}

fn policy() -> String {
    project("samples/clientbook.toml").to_string_lossy().into_owned()
}

fn run_json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The company's figures: metric → (value, numerator, denominator). How complete customers are is told of rows, and the master has
/// a row for those too who were met only in orders and inquiries.
fn figures(run: &Value) -> Vec<(String, Value, Value, Value)> {
    let company = run["metrics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|value| value["grain"] == "company" && value["metric"] != "customer_complete_share");
    company.map(|v| (v["metric"].as_str().unwrap().to_owned(), v["value"].clone(), v["num"].clone(), v["den"].clone())).collect()
}

fn sheet(path: &std::path::Path, name: &str) -> Vec<Vec<String>> {
    let mut book = open_workbook_auto(path).unwrap();
    let range = book.worksheet_range(name).unwrap();
    range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect()
}

#[test]
fn the_master_read_again_gives_the_same_customers_ids_and_figures() {
    let space = Workspace::new("migrate_again");
    let (inputs, policy) = (legacy(), policy());
    let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
    let with = |command: &str, rest: &[&str]| {
        let mut arguments = vec![command];
        arguments.extend(&inputs);
        arguments.extend(["--month", "2026-10", "--policy", &policy]);
        arguments.extend(rest);
        space.run(&arguments).exits(0)
    };
    let old = run_json(&with("report", &["--book", "b1", "--output", "o1", "--format", "json"]).stdout);
    let told = with("migrate", &["--book", "b2", "--output", "m"]).stdout;
    assert!(told.contains("178 家客户"), "{told}");
    for language in ["zh-Hans", "zh-Hant", "en", "it"] {
        let (master, book, out) = (format!("m-{language}"), format!("b-{language}"), format!("o-{language}"));
        with("migrate", &["--book", "b3", "--fresh", "--output", &master, "--language", language, "--quiet"]);
        let workbook = format!("{master}/customers-master.xlsx");
        let again = ["report", &workbook, "--month", "2026-10", "--policy", &policy, "--book", &book, "--output", &out, "--format", "json"];
        let new = run_json(&space.run(&again).exits(0).stdout);
        assert_eq!(figures(&new), figures(&old), "{language}");
        assert_eq!(new["customers"], old["customers"]);
        let ids = |path: &str| {
            let rows = sheet(
                &space.path(path),
                match language {
                    "en" => "Customers",
                    "it" => "Clienti",
                    "zh-Hant" => "客戶",
                    _ => "客户",
                },
            );
            let at = rows[0].iter().position(|header| header.contains("clientbook")).unwrap();
            let name = usize::from(["编号", "編號", "Customer No", "Codice"].iter().any(|code| rows[0][0].contains(code)));
            rows[1..].iter().map(|row| (row[at].clone(), row[name].clone())).collect::<Vec<_>>()
        };
        let remade = format!("n-{language}");
        space
            .run(&[
                "migrate",
                &workbook,
                "--month",
                "2026-10",
                "--policy",
                &policy,
                "--book",
                &remade,
                "--output",
                &remade,
                "--language",
                language,
                "--quiet",
            ])
            .exits(0);
        assert_eq!(ids(&workbook), ids(&format!("{remade}/customers-master.xlsx")), "ids and names, from an empty book");
    }
}

#[test]
fn refused_rows_come_back_mended_and_only_they_change_the_master() {
    let space = Workspace::new("migrate_mend");
    space.write(
        "old/订单.csv",
        "订单号,下单日期,客户名称,金额,币种\nPI-1,2024-09-05,Alba Chiara S.r.l.,1000,USD\nPI-2,没填,Alba Chiara S.r.l.,700,USD\n",
    );
    space.run(&["migrate", "old", "--month", "2026-10", "--output", "m"]).exits(0);
    let given_back = sheet(&space.path("m/rejected.xlsx"), "订单");
    let header = given_back.iter().position(|row| row[0] == "订单号").unwrap();
    assert_eq!(&given_back[header + 1][..5], ["PI-2", "没填", "Alba Chiara S.r.l.", "700", "USD"]);
    assert!(given_back[header + 1].iter().any(|cell| cell == "下单日期"), "{given_back:?}");
    let first = sheet(&space.path("m/customers-master.xlsx"), "订单");
    assert_eq!(first.len(), 2);

    // The clerk mends the returned rows in a copy; it is read beside the old folder.
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    for (row, cells) in (0..).zip(&given_back) {
        for (column, cell) in (0..).zip(cells) {
            page.write_string(row, column, if cell == "没填" { "2024-10-08" } else { cell }).unwrap();
        }
    }
    space.write("mended/rejected.xlsx", book.save_to_buffer().unwrap());
    space.run(&["migrate", "old", "mended", "--month", "2026-10", "--output", "m"]).exits(0);
    let second = sheet(&space.path("m/customers-master.xlsx"), "订单");
    assert_eq!(second.len(), 3, "{second:?}");
    assert!(!space.path("m/rejected.xlsx").exists() && space.path("m/rejected (旧).xlsx").exists(), "nothing is given back now");
    // Its old row counts no longer, and is not given back again; the run ties, or it would have failed.
    space.run(&["migrate", "old", "mended", "--month", "2026-10", "--output", "n"]).exits(0);
    assert!(!space.path("n/rejected.xlsx").exists());
    let lineage = std::fs::read_to_string(space.path("n/lineage.csv")).unwrap();
    let old = lineage.lines().find(|line| line.contains("订单.csv,,3,")).unwrap();
    assert!(old.contains(",ignored,") && old.ends_with(",mended"), "{old}");
    assert!(!lineage.contains(",rejected,"), "{lineage}");
    let changes = sheet(&space.path("m/migration-report.xlsx"), "本次变化");
    assert!(changes[0][0].contains("没有变化"), "customers are as they were: {:?}", changes[0]);
}

#[test]
fn a_row_of_a_sheet_whose_name_ends_with_a_blank_comes_back_mended() {
    let space = Workspace::new("migrate_blank");
    let write = |sheet_name: &str, rows: &[Vec<String>]| {
        let mut book = rust_xlsxwriter::Workbook::new();
        let page = book.add_worksheet();
        page.set_name(sheet_name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(cells) {
                page.write_string(row, column, cell).unwrap();
            }
        }
        book.save_to_buffer().unwrap()
    };
    let lines =
        ["订单号,下单日期,客户名称,金额,币种", "PI-1,2024-09-05,Alba Chiara S.r.l.,1000,USD", "PI-2,没填,Alba Chiara S.r.l.,700,USD"];
    let rows = lines.map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    space.write("old/旧订单.xlsx", write(" 周婷 ", &rows));
    space.run(&["migrate", "old", "--month", "2026-10", "--output", "m", "--quiet"]).exits(0);
    let given_back = sheet(&space.path("m/rejected.xlsx"), "订单");
    let mended = given_back.iter().map(|row| row.iter().map(|cell| cell.replace("没填", "2024-10-08")).collect()).collect::<Vec<_>>();
    space.write("mended/rejected.xlsx", write("订单", &mended));
    space.run(&["migrate", "old", "mended", "--month", "2026-10", "--output", "n", "--quiet"]).exits(0);
    assert!(!space.path("n/rejected.xlsx").exists());
    let run: serde_json::Value = serde_json::from_slice(&std::fs::read(space.path("n/run.json")).unwrap()).unwrap();
    assert_eq!(run["customers"], 1, "all of the master's");
}

#[test]
fn equal_runs_give_equal_files_and_ids_stay_when_files_are_added() {
    let space = Workspace::new("migrate_equal");
    space.write(
        "a/客户.csv",
        "客户名称,国家,邮箱\nZeta Mode S.p.A.,意大利,info@zetamode.example\nBeta Casa S.r.l.,意大利,info@betacasa.example\n",
    );
    space.write(
        "b/客户2.csv",
        "客户名称,国家,邮箱\nAlfa Luce S.r.l.,意大利,info@alfaluce.example\nZETA MODE SPA,Italy,info@zetamode.example\n",
    );
    space.run(&["migrate", "a", "--month", "2026-10", "--output", "m", "--quiet"]).exits(0);
    let before = space.files("m");
    let of = |name: &str| {
        sheet(&space.path("m/customers-master.xlsx"), "客户").into_iter().find(|row| row.iter().any(|cell| cell == name)).unwrap()
    };
    let zeta = of("Zeta Mode S.p.A.")[0].clone();
    space.run(&["migrate", "a", "b", "--month", "2026-10", "--output", "m", "--quiet"]).exits(0);
    assert_eq!(of("Zeta Mode S.p.A.")[0], zeta);
    assert_eq!(of("Alfa Luce S.r.l.")[0], "C0003");
    let changes = sheet(&space.path("m/migration-report.xlsx"), "本次变化");
    assert!(changes[0][0].contains("新增 1 家"), "{:?}", changes[0]);
    let other = Workspace::new("migrate_equal_2");
    other.write("a/客户.csv", std::fs::read(space.path("a/客户.csv")).unwrap());
    other.run(&["migrate", "a", "--month", "2026-10", "--output", "m", "--quiet"]).exits(0);
    assert_eq!(
        before.iter().map(|file| &file.0).collect::<Vec<_>>(),
        other.files("m").iter().map(|file| file.0.clone()).collect::<Vec<_>>().iter().collect::<Vec<_>>()
    );
    assert!(before == other.files("m"), "the same bytes");
}

#[test]
fn a_row_given_back_names_every_reason_and_its_cell() {
    let space = Workspace::new("migrate_reasons");
    space.write(
        "old/订单.csv",
        "订单号,下单日期,客户名称,金额,币种\nPI-1,2024-02-30,Alba S.r.l.,待确认,USD\nPI-2,待定,Alba S.r.l.,700,USD\n",
    );
    space.run(&["migrate", "old", "--month", "2026-10", "--output", "m", "--quiet"]).exits(0);
    let rows = sheet(&space.path("m/rejected.xlsx"), "订单");
    let header = rows.iter().find(|row| row[0] == "订单号").unwrap().clone();
    let at = |name: &str| header.iter().position(|cell| cell == name).unwrap();
    let of = |number: &str| rows.iter().find(|row| row[0] == number).unwrap().clone();
    let told = |row: &[String]| ["退回原因", "请补上这一列", "出错单元格"].map(|name| row[at(name)].clone());
    assert_eq!(told(&of("PI-1")), ["日期不可能存在；没有金额", "下单日期 · 金额", "B2 · D2"]);
    assert_eq!(told(&of("PI-2")), ["写的不是日期", "下单日期", "B3"]);
}

#[test]
fn the_report_accounts_for_each_sheet_and_lists_shared_customers_conflicts_and_repairs() {
    let space = Workspace::new("migrate_report");
    space.write(
        "old/订单.csv",
        "订单号,下单日期,客户名称,金额,币种,业务员\nPI-1,2024/3/5,Alba Chiara S.r.l.,5000,USD,王芳\nPI-2,2024/3/20,Alba Chiara S.r.l.,700,EUR,李娜\nPI-3,2024/5/1,Luce Alta GmbH,100,USD,王芳\n",
    );
    space.write("old/客户.csv", "客户名称,国家,邮箱,城市\nAlba Chiara S.r.l.,意大利,info@albachiara.example,Milano\nLuce Alta GmbH,德国,info@lucealta.example,Berlin\n");
    space.write("old/客户旧.csv", "客户名称,国家,邮箱,城市\nALBA CHIARA SRL,Italia,info@albachiara.example,Torino\n");
    space.run(&["migrate", "old", "--month", "2026-10", "--output", "m", "--quiet"]).exits(0);
    let report = space.path("m/migration-report.xlsx");
    let line = |name: &str, cells: &[&str]| {
        let rows = sheet(&report, name);
        let found = rows.iter().any(|row| cells.iter().all(|cell| row.iter().any(|own| own == cell)));
        assert!(found, "{name} {cells:?}: {rows:?}");
    };
    let first = open_workbook_auto(&report).unwrap().worksheet_range_at(0).unwrap().unwrap();
    let says = |word: &str| first.rows().flatten().any(|cell| cell.to_string().starts_with(word));
    assert!(says("数据迁移") && !says("管理层版"), "it says what it is");
    line("文件与行数", &["订单.csv", "4", "3", "1", "✓"]);
    line("金额核对", &["订单.csv", "USD", "5100", "✓"]);
    line("金额核对", &["订单.csv", "EUR", "700", "✓"]);
    line("撞单", &["Alba Chiara S.r.l.", "王芳", "1", "2024-03", "USD 5,000"]);
    line("撞单", &["Alba Chiara S.r.l.", "李娜", "1", "2024-03", "EUR 700"]);
    assert!(!sheet(&report, "撞单").iter().flatten().any(|cell| cell == "Luce Alta GmbH"), "one salesperson shares nothing");
    line("冲突", &["Alba Chiara S.r.l.", "城市"]);
    line("修正的写法", &["日期", "订单日期", "3", "2024/3/5", "2024-03-05"]);
    // Only the changed table is named the next time.
    space.write("more/订单.csv", "订单号,下单日期,客户名称,金额,币种,业务员\nPI-9,2024/6/1,Luce Alta GmbH,90,USD,王芳\n");
    space.run(&["migrate", "old", "more", "--month", "2026-10", "--output", "m", "--quiet"]).exits(0);
    line("本次变化", &["订单", "3", "4", "1", "0"]);
}

#[test]
fn a_customer_met_in_orders_first_keeps_its_id_when_its_list_comes() {
    let space = Workspace::new("migrate_list_later");
    space.write(
        "old/订单.csv",
        "订单号,下单日期,客户名称,金额,币种\nPI-1,2024-09-05,Alba Chiara S.r.l.,1000,USD\nPI-2,2024-09-06,Zeta Mode S.p.A.,700,USD\n",
    );
    space.run(&["migrate", "old", "--month", "2026-10", "--output", "m", "--quiet"]).exits(0);
    let of = |name: &str| {
        let rows = sheet(&space.path("m/customers-master.xlsx"), "客户");
        rows.into_iter().find(|row| row.iter().any(|cell| cell.starts_with(name))).unwrap()[0].clone()
    };
    let before = ["Alba Chiara", "Zeta Mode"].map(of);
    // The list writes one of them without its legal form.
    space.write(
        "lists/客户.csv",
        "客户名称,国家,邮箱\nZeta Mode,意大利,info@zetamode.example\nAlba Chiara S.r.l.,意大利,info@albachiara.example\n",
    );
    space.run(&["migrate", "old", "lists", "--month", "2026-10", "--output", "m", "--quiet"]).exits(0);
    assert_eq!(["Alba Chiara", "Zeta Mode"].map(of), before);
}
