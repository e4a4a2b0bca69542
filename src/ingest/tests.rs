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
                tables.flat_map(|table| table.rows.iter().chain(table.totals.iter())).flat_map(|row| row.first..=row.last).collect();
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
    assert_eq!(intake.tables[0].rows.get(0).unwrap().cells.get(2).unwrap().show(), "Rossi\nS.r.l.");
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

/// A workbook as people hand it in: banner, two header rows, a merged country, a total, a hidden list of choices.
fn hand_in() -> Vec<u8> {
    use rust_xlsxwriter::{Format, Workbook};
    let (mut workbook, plain) = (Workbook::new(), Format::default());
    let sheet = workbook.add_worksheet().set_name("周婷").unwrap();
    sheet.merge_range(0, 0, 0, 4, "客户跟进总表 2026-10 业务员：Tina", &plain).unwrap();
    sheet.merge_range(1, 0, 2, 0, "序号", &plain).unwrap();
    sheet.merge_range(1, 1, 1, 3, "客户信息", &plain).unwrap();
    sheet.merge_range(1, 4, 2, 4, "预计金额(EUR)", &plain).unwrap();
    for (column, text) in (1_u16..).zip(["客户名称", "国家", "邮箱"]) {
        sheet.write(2, column, text).unwrap();
    }
    for (row, name, amount) in [(3, "Rossi", 5), (4, "Verdi", 7)] {
        sheet
            .write(row, 0, row - 2)
            .unwrap()
            .write(row, 1, name)
            .unwrap()
            .write(row, 3, "a@b.example")
            .unwrap()
            .write(row, 4, amount)
            .unwrap();
    }
    sheet.merge_range(3, 2, 4, 2, "意大利", &plain).unwrap();
    sheet.write(5, 0, "合计").unwrap().write(5, 4, 12).unwrap();
    let choices = workbook.add_worksheet().set_name("下拉选项").unwrap().set_hidden(true);
    for (row, line) in (0_u32..).zip([["状态", "来源"], ["跟进中", "展会"]]) {
        choices.write_row(row, 0, line).unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

#[test]
fn a_hand_in_workbook_is_read_under_its_two_header_rows() {
    let root = workspace("workbook", &[("2026-10/客户表.xls", &hand_in())]);
    let (intake, findings) = read_all(&root);
    let table = &intake.tables[0];
    assert_eq!((intake.tables.len(), table.entity.id(), table.header_rows.as_slice()), (1, "customer", [2, 3].as_slice()));
    let columns: Vec<_> = table.columns.iter().map(|column| (column.header.as_str(), column.field)).collect();
    let wanted = [
        ("序号", None),
        ("客户信息/客户名称", Some("name")),
        ("客户信息/国家", Some("country")),
        ("客户信息/邮箱", Some("email")),
        ("预计金额(EUR)", Some("expected_amount")),
    ];
    assert_eq!(columns, wanted);
    let shown: Vec<_> = table
        .rows
        .iter()
        .chain(table.totals.iter())
        .map(|row| row.cells.iter().map(crate::model::raw::Cell::show).collect::<Vec<_>>().join("|"))
        .collect();
    assert_eq!(shown, ["1|Rossi|意大利|a@b.example|5", "2|Verdi|意大利|a@b.example|7", "合计||||12"]);
    assert_eq!((table.context.staff.as_deref(), table.context.hand_in.as_deref()), (Some("Tina"), Some("2026-10")));
    assert_eq!(findings.iter().map(|finding| finding.kind).collect::<Vec<_>>(), [Kind::SheetHidden, Kind::SheetNotUsed]);
    assert_eq!((intake.files[0].format.as_str(), intake.files[0].sheets[1].hidden), ("xlsx", true));
    let _ = fs::remove_dir_all(root);
}

#[test]
fn our_own_workbook_is_known_by_its_property_and_is_no_source() {
    use crate::model::own::{Mark, PROPERTY};
    use rust_xlsxwriter::{DocProperties, Workbook};
    let mark = Mark { kind: "salesperson".into(), month: "2026-10".into(), edition: "salesperson".into(), recipient: "王芳".into() };
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_custom_property(PROPERTY, mark.text()));
    workbook
        .add_worksheet()
        .write_row(0, 0, ["客户名称", "国家", "邮箱"])
        .unwrap()
        .write_row(1, 0, ["Rossi", "意大利", "a@b.example"])
        .unwrap();
    let root = workspace("own", &[("renamed.xlsx", &workbook.save_to_buffer().unwrap())]);
    let (intake, _) = read_all(&root);
    assert_eq!((intake.tables.len(), intake.returned[0].mark.clone()), (0, mark));
    assert_eq!(reasons(&intake), [(1, "own_workbook"), (2, "own_workbook")]);
    let _ = fs::remove_dir_all(root);
}
