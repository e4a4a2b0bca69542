//! `inspect`: how one file was understood, for people, for programs, and as a mapping to paste.

use crate::workspace::{Workspace, project};

fn ledger() -> String {
    project("samples/台账/订单台账_GBK_金额表头带币种.csv").to_string_lossy().into_owned()
}

#[test]
fn a_gbk_ledger_is_explained_column_by_column() {
    let space = Workspace::new("inspect");
    let ran = space.run(&["inspect", &ledger()]).exits(0);
    for wanted in ["GB18030", "订单号", "金额(USD)", "amount", "USD"] {
        assert!(ran.stdout.contains(wanted), "{wanted} in:\n{}", ran.stdout);
    }
}

#[test]
fn json_names_entity_header_and_mapping() {
    let space = Workspace::new("inspect_json");
    let ran = space.run(&["inspect", &ledger(), "--format", "json"]).exits(0);
    let found: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let sheet = &found["files"][0]["sheets"][0];
    assert_eq!((sheet["entity"].as_str(), sheet["header_rows"][0].as_u64()), (Some("order"), Some(1)));
    let fields: Vec<&str> = sheet["columns"].as_array().unwrap().iter().filter_map(|column| column["field"].as_str()).collect();
    assert!(fields.contains(&"no") && fields.contains(&"on") && fields.contains(&"customer"), "{fields:?}");
}

#[test]
fn a_suggested_mapping_is_a_valid_policy() {
    let space = Workspace::new("inspect_suggest");
    let ran = space.run(&["inspect", &ledger(), "--suggest"]).exits(0);
    space.write("clientbook.toml", format!("version = 1\n\n{}", ran.stdout));
    space.run(&["inspect", &ledger(), "--policy", "clientbook.toml"]).exits(0);
}

/// What a reading comes down to: entity, header rows, and each column's field, of each table.
fn reading(json: &str) -> Vec<(String, Vec<String>)> {
    let found: serde_json::Value = serde_json::from_str(json).unwrap();
    let tables = found["files"][0]["sheets"].as_array().unwrap().iter().flat_map(|sheet| sheet["tables"].as_array().unwrap());
    let field = |column: &serde_json::Value| format!("{} → {}", column["header"], column["field"]);
    tables
        .map(|table| {
            let columns = table["columns"].as_array().unwrap().iter().map(field).collect();
            (format!("{} {}", table["entity"], table["header_rows"]), columns)
        })
        .collect()
}

#[test]
fn a_suggested_mapping_gives_the_same_reading_again() {
    let space = Workspace::new("inspect_again");
    let ledgers = [
        "某某公司台账,,,,\n单位：美元,,,,\n订单号,下单日期,客户名称,金额,颜色\nP1,2026-10-01,Rossi,5,红\n\n收款,,,,\n收款日期,订单号,客户名称,收款金额,币种\n2026-10-05,P1,Rossi,5,USD\n",
        "客户名称,国家,邮箱,,\nCustomer Name,Country,E-mail,,\nRossi,意大利,a@rossi.example,,\nHaus,德国,b@haus.example,,x\n",
        "客户名称：,Rossi,国家：,意大利\n联系人：,Marco,邮箱：,a@rossi.example\n",
        "收款日期,收款金额,收款日期,收款金额,客户名称,币种\n2026-10-01,5,2026-10-09,6,Rossi,USD\n",
    ];
    for (number, ledger) in ledgers.iter().enumerate() {
        let name = format!("{number}.csv");
        space.write(&name, ledger);
        let before = space.run(&["inspect", &name, "--format", "json"]).exits(0).stdout;
        let suggested = space.run(&["inspect", &name, "--suggest"]).exits(0).stdout;
        space.write("clientbook.toml", format!("version = 1\n\n{suggested}"));
        let after = space.run(&["inspect", &name, "--format", "json", "--policy", "clientbook.toml"]).exits(0).stdout;
        assert_eq!(reading(&before), reading(&after), "{suggested}");
        for gone in ["column_gone", "header_moved"] {
            assert!(!after.contains(gone), "{gone} in {after}");
        }
        std::fs::remove_file(space.path("clientbook.toml")).unwrap();
    }
}

#[test]
fn a_mapping_that_no_longer_fits_says_what_changed() {
    let space = Workspace::new("inspect_gone");
    space.write("a.csv", "某某公司台账,,,\n,,,\n订单号,下单日期,客户名称,总额\nP1,2026-10-01,Rossi,5\n");
    let rule = "version = 1\n[[source]]\nfile = \"**/a.csv\"\nentity = \"order\"\nheader_row = 1\n\
                columns = { \"订单号\" = \"no\", \"下单日期\" = \"on\", \"客户名称\" = \"customer\", \"总价款\" = \"amount\" }\n";
    space.write("clientbook.toml", rule);
    let ran = space.run(&["inspect", "a.csv", "--format", "json", "--policy", "clientbook.toml"]).exits(0);
    let found: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let said = |kind: &str| {
        found["findings"].as_array().unwrap().iter().find(|finding| finding["kind"] == kind).map(|finding| finding["args"].clone())
    };
    assert_eq!(said("header_moved"), Some(serde_json::json!({"wanted": "1", "value": "3"})));
    assert_eq!(said("column_gone").map(|args| args["header"].clone()), Some("总价款".into()));
    assert_eq!(found["files"][0]["sheets"][0]["header_rows"][0], 3);
}

#[test]
fn every_row_of_a_form_and_of_tables_side_by_side_is_told() {
    let space = Workspace::new("inspect_rows");
    space.write(
        "a.csv",
        "客户名称,国家,邮箱,,客户名称,国家,邮箱\nRossi,意大利,a@rossi.example,,Haus,德国,b@haus.example\n,,,,Casa,英国,c@casa.example\n",
    );
    let ran = space.run(&["inspect", "a.csv", "--format", "json"]).exits(0);
    let found: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let sheet = &found["files"][0]["sheets"][0];
    assert_eq!(sheet["rows"], serde_json::json!({"used": 2, "merged": 0, "rejected": 0, "ignored": 1}));
    assert_eq!(sheet["tables"].as_array().unwrap().len(), 2);
    space.write("b.csv", "客户名称：,Rossi,国家：,意大利\n\n联系人：,Marco,邮箱：,a@rossi.example\n填表人：王芳,,,\n");
    let ran = space.run(&["inspect", "b.csv", "--format", "json"]).exits(0);
    let found: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let sheet = &found["files"][0]["sheets"][0];
    assert_eq!(sheet["rows"], serde_json::json!({"used": 1, "merged": 1, "rejected": 0, "ignored": 1}));
    assert_eq!(sheet["tables"][0]["records"], serde_json::json!([[1, 3]]));
    // Rows and money of both tie in a whole run.
    space.run(&["check", ".", "--month", "2026-10"]).exits(0);
}
