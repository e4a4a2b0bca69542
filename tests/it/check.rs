//! `check`: says what would happen, writes nothing, and ends with 1 while something new waits for a decision.

use crate::workspace::{Workspace, samples};

#[test]
fn check_writes_no_book_and_no_report() {
    let space = Workspace::new("check");
    let ran = space.run(&["check", &samples(), "--month", "2026-10"]);
    assert!([0, 1].contains(&ran.code), "{}", ran.stderr);
    assert!(ran.stdout.contains("订单台账_GBK_金额表头带币种.csv"), "{}", ran.stdout);
    assert!(space.files("").is_empty());
}

#[test]
fn lineage_and_pairs_are_written_alone() {
    let space = Workspace::new("check_exports");
    let ran = space.run(&["check", &samples(), "--month", "2026-10", "--lineage", "rows.csv", "--pairs", "pairs.csv", "--quiet"]);
    assert!([0, 1].contains(&ran.code), "{}", ran.stderr);
    let head = |name: &str| {
        String::from_utf8(std::fs::read(space.path(name)).unwrap())
            .unwrap()
            .lines()
            .next()
            .unwrap()
            .trim_start_matches('\u{feff}')
            .to_owned()
    };
    assert_eq!(head("rows.csv"), "file,sheet,row,entity,outcome,record_id,customer_id,reason");
    assert_eq!(head("pairs.csv"), "record_a,record_b,score");
}

#[test]
fn a_clean_folder_ends_with_0() {
    let space = Workspace::new("check_clean");
    space.write("in/客户名单.csv", "客户名称,国家,邮箱\nAlba Chiara S.r.l.,意大利,info@alba.example\n");
    space.write("in/员工名单.csv", "姓名,英文名,组别\n王芳,Fiona,欧洲组\n");
    space.run(&["check", "in", "--month", "2026-10"]).exits(0);
}
