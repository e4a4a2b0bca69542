//! Wrong arguments and bad surroundings: one clear message each, the right exit code, nothing half-written.

use crate::workspace::Workspace;

fn with_customers(name: &str) -> Workspace {
    let space = Workspace::new(name);
    space.write("in/客户.csv", "客户名称,国家\nAlba S.r.l.,意大利\n");
    space
}

#[test]
fn wrong_arguments_are_usage() {
    let space = with_customers("usage");
    for arguments in [
        &["report", "in", "--month", "2026-13"][..],
        &["report", "in", "--month", "2026-09", "--from", "2026-10"],
        &["report", "in", "--encoding", "GBKK"],
        &["reprot", "in"],
        &["report", "in", "--language", "de"],
    ] {
        let ran = space.run(arguments).exits(2);
        assert!(!ran.stderr.is_empty(), "{arguments:?}");
    }
    assert!(!space.path("reports").exists());
}

#[test]
fn help_teaches() {
    let space = Workspace::new("help");
    for command in ["report", "check", "inspect", "explain", "metrics", "close"] {
        let ran = space.run(&[command, "--help"]).exits(0);
        assert!(ran.stdout.contains("Usage"), "{}", ran.stdout);
    }
    space.run(&[]).exits(2);
}

#[test]
fn a_missing_input_is_named() {
    let space = Workspace::new("missing_input");
    let ran = space.run(&["report", "没有这个文件夹", "--month", "2026-10"]).exits(4);
    assert!(ran.stderr.contains("没有这个文件夹"), "{}", ran.stderr);
}

#[test]
fn a_folder_without_a_readable_file_is_said_so() {
    let space = Workspace::new("nothing_read");
    space.write("in/扫描件.pdf", b"%PDF-1.7 nothing");
    space.run(&["report", "in", "--month", "2026-10"]).exits(4);
}

#[test]
fn a_policy_typo_names_the_nearest_key() {
    let space = with_customers("policy_typo");
    space.write("in/clientbook.toml", "version = 1\n[grade]\na_month = 2\n");
    let ran = space.run(&["report", "in", "--month", "2026-10"]).exits(3);
    assert!(ran.stderr.contains("a_months"), "{}", ran.stderr);
    let missing = space.run(&["report", "in", "--policy", "没有.toml"]).exits(3);
    assert!(missing.stderr.contains("没有.toml"), "{}", missing.stderr);
}

#[test]
fn an_output_that_cannot_be_written_leaves_the_workbooks_in_the_book() {
    let space = with_customers("output");
    space.write("out", "a file where the folder should be");
    let ran = space.run(&["report", "in", "--month", "2026-10", "--output", "out"]).exits(5);
    assert!(ran.stderr.contains("out"), "{}", ran.stderr);
    let kept = space.path("book/months/2026-10/workbooks/management-2026-10.xlsx");
    assert!(kept.is_file() && ran.stderr.contains("workbooks"), "{}", ran.stderr);
}
