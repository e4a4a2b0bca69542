//! `forget`: nothing of a customer is left in the book, closed months too; its rows stay out; the company's figures stay.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use polars::prelude::{DataType, ParquetReader, SerReader};
use serde_json::Value;

use crate::workspace::{Workspace, files_below};

const CUSTOMERS: &str = "客户名称,国家,邮箱,联系人,电话\n\
    Alba Chiara S.r.l.,意大利,anna@albachiara.example,Anna Riva,+39 02 7654321\n\
    Zeta Mode S.p.A.,意大利,info@zetamode.example,Luca Conti,+39 06 1234567\n";
const ORDERS: &str = "订单号,下单日期,客户名称,金额,币种,业务员\n\
    PI-1,2026-09-05,Alba Chiara S.r.l.,1000,USD,王芳\n\
    PI-2,2026-10-06,ALBA CHIARA SRL,700,USD,王芳\n\
    PI-3,2026-10-07,Zeta Mode S.p.A.,900,USD,李娜\n\
    PI-4,待定,Alba Chiara S.r.l.,70,USD,王芳\n";
const PAYMENTS: &str = "水单号,收款日期,对应PI,收款金额,币种\nW1,2026-10-09,PI-2,700,USD\n";
const FIXES: &str = "客户,字段,原值,新值\nAlba Chiara S.r.l.,城市,,Alba Adriatica\n";

/// Texts of the customer, in no case and nowhere to be read.
const TEXTS: [&str; 5] = ["alba chiara", "albachiara", "anna riva", "7654321", "alba adriatica"];

/// What a person can read in a file: of tables the texts, of workbooks every part.
fn readable(path: &str, bytes: &[u8]) -> String {
    if path.ends_with(".parquet") {
        let frame = ParquetReader::new(std::io::Cursor::new(bytes.to_vec())).finish().unwrap();
        let texts = frame.columns().iter().filter(|column| column.dtype() == &DataType::String);
        let cells = texts.flat_map(|column| {
            let column = column.str().unwrap().clone();
            (0..column.len()).filter_map(|row| column.get(row).map(str::to_owned)).collect::<Vec<_>>()
        });
        return cells.collect::<Vec<_>>().join("\n") + &String::from_utf8_lossy(bytes);
    }
    if Path::new(path).extension().is_some_and(|ending| ending == "xlsx") {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let count = archive.len();
        let part = |place: usize| {
            let mut text = String::new();
            archive.by_index(place).unwrap().read_to_string(&mut text).unwrap();
            text
        };
        return (0..count).map(part).collect();
    }
    String::from_utf8_lossy(bytes).into_owned()
}

fn hits(folder: &Path) -> Vec<String> {
    let files = files_below(folder);
    let said = |(path, bytes): &(String, Vec<u8>)| {
        let text = readable(path, bytes).to_lowercase();
        TEXTS.iter().filter(|wanted| text.contains(**wanted)).map(|wanted| format!("{path}: {wanted}")).collect::<Vec<_>>()
    };
    files.iter().flat_map(said).collect()
}

fn company(path: &Path) -> Vec<Value> {
    let run: Value = serde_json::from_reader(File::open(path).unwrap()).unwrap();
    run["metrics"].as_array().unwrap().iter().filter(|value| value["grain"] == "company").cloned().collect()
}

/// A closed month and a draft with the customer in both.
fn kept(name: &str) -> Workspace {
    let space = Workspace::new(name);
    space.write("in/客户.csv", CUSTOMERS).write("in/订单.csv", ORDERS).write("in/收款.csv", PAYMENTS).write("in/更正.csv", FIXES);
    space.run(&["report", "in", "--month", "2026-09", "--quiet"]).exits(0);
    space.run(&["close", "2026-09"]).exits(0);
    space.run(&["report", "in", "--month", "2026-10", "--quiet"]).exits(0);
    space
}

#[test]
fn nothing_of_a_deleted_customer_is_left_and_its_rows_stay_out() {
    let space = kept("forget");
    let book = space.path("book");
    assert!(hits(&book).len() > 8, "the test looks where it stands: {:?}", hits(&book));
    let before = company(&space.path("book/published/2026-09/run.json"));
    let told = space.run(&["forget", "alba chiara s.r.l.", "--reason", "Alba Chiara S.r.l. 来函要求删除"]).exits(0).stdout;
    assert!(told.contains("C0001") && told.contains("订单.csv › 第 3 行") && told.contains("management-2026-09.xlsx"), "{told}");
    assert_eq!(hits(&book), Vec::<String>::new());
    assert_eq!(company(&space.path("book/published/2026-09/run.json")), before, "the company's figures of a closed month stay");

    // The sheets still hold the rows: none is taken in, none is named, and rows and money tie, or the run would fail.
    let json = space.run(&["report", "in", "--month", "2026-10", "--output", "again", "--format", "json"]).exits(0).stdout;
    let run: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((run["customers"].as_u64(), run["findings"]["rows_erased"]["all"].as_u64()), (Some(1), Some(1)), "{json}");
    assert_eq!((hits(&book), hits(&space.path("again"))), (Vec::<String>::new(), Vec::<String>::new()));
    space.run(&["check", "in", "--month", "2026-10", "--lineage", "rows.csv", "--quiet"]).exits(0);
    let lines = std::fs::read_to_string(space.path("rows.csv")).unwrap();
    let erased: Vec<&str> = lines.lines().filter(|line| line.ends_with(",,,erased")).collect();
    assert_eq!(erased.len(), 5, "{lines}");
    assert!(!lines.contains("C0001"), "{lines}");
    space.run(&["migrate", "in", "--month", "2026-10", "--output", "master", "--quiet"]).exits(0);
    assert_eq!(hits(&space.path("master")), Vec::<String>::new(), "not among the rows given back either");

    // The record of it, and the number, which is not given again.
    let explained = space.run(&["explain", "C0001"]).exits(0).stdout;
    assert!(explained.contains("来函要求删除") && explained.contains("▇▇▇"), "{explained}");
    assert!(space.run(&["find", "Alba Chiara SRL"]).exits(0).stdout.contains("已按要求删除"));
    space.write("in/新客户.csv", "客户名称,国家,邮箱\nBeta Luce S.r.l.,意大利,info@betaluce.example\n");
    space.run(&["report", "in", "--month", "2026-10", "--quiet"]).exits(0);
    assert!(space.run(&["explain", "Beta Luce S.r.l."]).exits(0).stdout.starts_with("C0003"));
}

#[test]
fn a_deletion_needs_a_reason_and_one_customer_and_speaks_four_languages() {
    let space = kept("forget_refused");
    assert_eq!(space.run(&["forget", "C0001"]).code, 2);
    assert_eq!(space.run(&["forget", "C0001", "--reason", " "]).code, 2);
    assert_eq!(space.run(&["forget", "Nessuno S.p.A.", "--reason", "x"]).code, 2);
    assert!(!hits(&space.path("book")).is_empty(), "refused: nothing was taken out");
    for (language, word) in
        [("zh-Hans", "请在原表中删除"), ("zh-Hant", "請在原表中刪除"), ("en", "delete the rows there"), ("it", "cancellare lì le righe")]
    {
        let space = kept(&format!("forget_{language}"));
        let told = space.run(&["forget", "C0001", "--reason", "x", "--language", language]).exits(0).stdout;
        assert!(told.contains(word) && told.contains("C0001"), "{told}");
    }
}
