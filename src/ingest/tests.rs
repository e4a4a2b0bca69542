//! The law of the room, on whole files: each written row is in exactly one record, total or ignored line.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::*;

/// A folder of this test alone.
fn workspace(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let root = std::env::temp_dir().join(format!("clientbook-ingest-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&root);
    for (file, bytes) in files {
        let path = root.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::OpenOptions::new().write(true).create(true).truncate(true).open(path).unwrap().write_all(bytes).unwrap();
    }
    root
}

fn read_all(root: &Path) -> (Intake, Vec<Finding>) {
    let request = Request { inputs: vec![root.to_path_buf()], ..Request::default() };
    let (intake, findings) = read(&request, &Policy::shipped(), &mut |_| {}).unwrap();
    for file in &intake.files {
        for sheet in &file.sheets {
            let here = |origin: &Origin| *origin.file == *file.file && *origin.sheet == *sheet.sheet;
            let tables = intake.tables.iter().filter(|table| here(&table.origin));
            let mut rows: Vec<u32> =
                tables.flat_map(|table| table.rows.iter().chain(&table.totals)).flat_map(|row| row.first..=row.last).collect();
            rows.extend(intake.ignored.iter().filter(|line| *line.file == *file.file && *line.sheet == *sheet.sheet).map(|line| line.row));
            let told = rows.len();
            rows.sort_unstable();
            rows.dedup();
            assert_eq!((told, rows.len()), (sheet.rows_non_empty as usize, told), "{} {}", file.file, sheet.sheet);
        }
    }
    (intake, findings)
}

fn reasons(intake: &Intake) -> Vec<(u32, &str)> {
    intake.ignored.iter().map(|line| (line.row, line.reason.as_ref())).collect()
}

#[test]
fn every_row_of_an_ugly_ledger_is_accounted_for() {
    let ledger = "某某公司订单台账,,,\n单位：美元,,,\n\n序号,订单号,客户名称,金额\n1,P1,\"Rossi\nS.r.l.\",5\n2,P2,Verdi,7\n合计,,,12\n\n\
                  收款\n收款编号,收款日期,订单号,收款金额\nS1,2026-10-01,P1,5\n备注：未含手续费\n";
    let root = workspace("ledger", &[("2026-10/台账.csv", ledger.as_bytes())]);
    let (intake, findings) = read_all(&root);
    let tables: Vec<_> = intake.tables.iter().map(|table| (table.entity.id(), table.rows.len(), table.totals.len())).collect();
    assert_eq!(tables, [("order", 2, 1), ("payment", 1, 0)]);
    assert_eq!(reasons(&intake), [(1, "title"), (2, "unit_line"), (4, "header"), (9, "title"), (10, "header"), (12, "note")]);
    let context = &intake.tables[0].context;
    assert_eq!((context.hand_in.as_deref(), context.currency.as_deref()), (Some("2026-10"), Some("USD")));
    assert_eq!(intake.tables[0].rows[0].cells[2].show(), "Rossi\nS.r.l.");
    assert_eq!(findings, []);
    let _ = fs::remove_dir_all(root);
}

#[test]
fn an_unreadable_file_among_good_ones_is_told_and_the_rest_is_read() {
    let root = workspace(
        "mixed",
        &[("a.csv", "客户名称,国家,邮箱\nRossi,意大利,a@b.example\n".as_bytes()), ("b.xls", b"%PDF-1.7"), ("c.xlsx", b"PK\x03\x04cut")],
    );
    let (intake, findings) = read_all(&root);
    let skipped: Vec<_> = intake.files.iter().map(|file| file.skipped.as_deref()).collect();
    assert_eq!(skipped, [None, Some("pdf"), Some("damaged")]);
    assert_eq!(findings.iter().filter(|finding| finding.kind == Kind::FileUnreadable).count(), 2);
    let _ = fs::remove_dir_all(root);
}

#[test]
fn nothing_readable_is_an_error() {
    let root = workspace("nothing", &[("a.pdf", b"%PDF-1.7")]);
    let request = Request { inputs: vec![root.clone()], ..Request::default() };
    let error = read(&request, &Policy::shipped(), &mut |_| {}).unwrap_err();
    assert_eq!(error.kind, ErrorKind::NothingRead);
    let _ = fs::remove_dir_all(root);
}

#[test]
fn a_copied_file_is_read_and_named() {
    let rows = "客户名称,国家,邮箱\nRossi,意大利,a@b.example\n".as_bytes();
    let root = workspace("copy", &[("a.csv", rows), ("a 副本.csv", rows)]);
    let (intake, findings) = read_all(&root);
    assert_eq!(intake.tables.len(), 2);
    assert_eq!(findings.iter().map(|finding| finding.kind).collect::<Vec<_>>(), [Kind::FileCopy]);
    let _ = fs::remove_dir_all(root);
}
