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
