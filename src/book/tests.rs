//! Tests of the book as a whole: what is given back, and that no crash leaves anything between two states.

#![expect(clippy::disallowed_methods, reason = "tests damage files on purpose")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use polars::prelude::df;

use super::journal::{Changes, Journal};
use super::scratch::Scratch;
use super::*;
use crate::finding::{Finding, Kind as Found};
use crate::model::frame::{Rows, money_column};
use crate::model::resolved::{Decision, Identity, Verdict};
use crate::model::{Grain, LineageRow, MetricValue, Outcome};

type Damage = (&'static str, fn(&Path));
type State = BTreeMap<String, Vec<u8>>;

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn state(journal: &Journal) -> State {
    journal.head().files.keys().map(|path| (path.clone(), journal.read(path).unwrap().unwrap())).collect()
}

/// Every file on the disk, staging and lock included, the log left out.
fn files(dir: &Path) -> State {
    let mut found = State::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(dir).unwrap().to_string_lossy().replace('\\', "/");
            if path.is_dir() {
                folders.push(path);
            } else if !name.starts_with("log/") {
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn copy(from: &Path) -> Scratch {
    let to = Scratch::new();
    for (name, bytes) in files(from) {
        let path = to.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    to
}

fn changes(list: &[(&str, Option<&str>)]) -> Changes {
    list.iter().map(|(path, text)| ((*path).to_owned(), text.map(|text| text.as_bytes().to_vec()))).collect()
}

#[test]
fn a_crash_at_any_step_leaves_the_old_state_or_the_new() {
    let whole = |list: &[(&str, &str)]| list.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    let before = Scratch::new();
    let (old, first) = (State::new(), whole(&[("a", "1"), ("months/b", "2"), ("months/y/c", "3")]));
    let change = changes(&[("a", Some("1")), ("months/b", Some("2")), ("months/y/c", Some("3"))]);
    crash_everywhere(&before, &change, &old, &first);
    Journal::open(before.path()).unwrap().commit(change).unwrap();
    let change =
        changes(&[("a", Some("1+")), ("months/b", None), ("months/y/c", Some("3")), ("published/d", Some("4")), ("王/e", Some("5"))]);
    crash_everywhere(&before, &change, &first, &whole(&[("a", "1+"), ("months/y/c", "3"), ("published/d", "4"), ("王/e", "5")]));
}

/// Lets a commit crash at each of its steps, and the recovery from it at each of its own.
fn crash_everywhere(before: &Scratch, change: &Changes, old: &State, new: &State) {
    let mut seen = (0, 0);
    for crash in 0.. {
        let hurt = copy(before.path());
        let mut journal = Journal::open(hurt.path()).unwrap();
        journal.disk.fuse.set(Some(crash));
        let is_done = journal.commit(change.clone()).is_ok();
        let left = files(hurt.path());
        let found = state(&Journal::open(hurt.path()).unwrap());
        assert_eq!(files(hurt.path()), left, "a reader changes nothing");
        assert!(found == *old || found == *new, "crash at {crash}");
        seen = if found == *old { (seen.0 + 1, seen.1) } else { (seen.0, seen.1 + 1) };
        for again in 0.. {
            let hurt = copy(hurt.path());
            let mut journal = Journal::open(hurt.path()).unwrap();
            journal.disk.fuse.set(Some(again));
            let is_recovered = journal.recover().is_ok();
            assert_eq!(state(&Journal::open(hurt.path()).unwrap()), found, "crash at {crash}, then at {again}");
            if is_recovered {
                let mut rest = files(hurt.path());
                assert_eq!(rest.remove("HEAD").is_some(), !found.is_empty());
                assert_eq!(rest, found, "nothing is left over after {crash}, {again}");
                break;
            }
        }
        if is_done {
            assert_eq!(found, *new);
            break;
        }
    }
    assert!(seen.0 > 3 && seen.1 > 3, "both sides of the commit point were tried: {seen:?}");
}

/// A month as a run might leave it; `version` makes two runs differ.
struct Run {
    tables: Tables,
    lineage: Vec<LineageRow>,
    metrics: MetricTable,
    findings: Vec<Finding>,
    memory: Memory,
    workbooks: Vec<(String, Vec<u8>)>,
}

fn run(of: Month, version: u32) -> Run {
    let mut orders = df!("record_id" => ["o1", "o2"], "no" => ["PI-1", "PI-2"], "customer_id" => [Some("C0001"), None]).unwrap();
    orders.with_column(money_column("amount", [Some(i128::from(version) * 1_500_000), None])).unwrap();
    let line = LineageRow {
        file: "台账.xlsx".into(),
        sheet: "王芳".into(),
        row: 3,
        entity: Some(Entity::Order),
        outcome: Outcome::Used,
        record_id: "o1".into(),
        customer_id: "C0001".into(),
        reason: "".into(),
        money: None,
    };
    let mut metrics = MetricTable::default();
    metrics.set("order_count", of, Grain::Company, "", MetricValue::known(f64::from(version)));
    metrics.set("order_count", of.plus(-1), Grain::Company, "", MetricValue::known(99.0));
    let identity = Identity { id: "C0001".to_owned(), fingerprints: vec!["rossi|it".into()], aliases: vec!["C0009".to_owned()] };
    let decision =
        Decision { fingerprints: ("a".to_owned(), "b".to_owned()), verdict: Verdict::Different, source: "评审.xlsx".to_owned() };
    Run {
        tables: Tables::from([(Entity::Order, orders)]),
        lineage: vec![line],
        metrics,
        findings: vec![Finding::new(Found::CustomerUnmatched).with("value", format!("客户{version}"))],
        memory: Memory {
            identities: Identities { customers: vec![identity], next_number: 10 },
            decisions: vec![decision],
            answers: Vec::new(),
            erasures: Vec::new(),
        },
        workbooks: vec![("salespeople/王芳-2026-10.xlsx".to_owned(), vec![u8::try_from(version).unwrap()])],
    }
}

fn record_run(book: &mut Book, of: Month, run: &Run) -> Result<()> {
    let log = LogLine { who: "li\tming".to_owned(), when: "2026-11-02 09:00".to_owned(), utc: String::new(), place: "PC-7".to_owned() };
    let workbooks: Vec<(String, &[u8])> = run.workbooks.iter().map(|(name, bytes)| (name.clone(), bytes.as_slice())).collect();
    let draft = Draft {
        month: of,
        tables: &run.tables,
        sources: &Tables::new(),
        lineage: &run.lineage,
        metrics: &run.metrics,
        findings: &run.findings,
        memory: &run.memory,
        workbooks: &workbooks,
        run_json: "{}\n",
        log: &log,
    };
    record(book, &draft)
}

#[test]
fn what_was_recorded_is_given_back() {
    let scratch = Scratch::new();
    let (september, october) = (month("2026-09"), month("2026-10"));
    let mut book = Book::open(&scratch.path().join("book"), Access::Write).unwrap();
    let first = run(september, 1);
    record_run(&mut book, september, &first).unwrap();
    let second = run(october, 2);
    record_run(&mut book, october, &second).unwrap();
    drop(book);

    let book = Book::open(&scratch.path().join("book"), Access::Read).unwrap();
    assert_eq!((book.drafts().unwrap(), book.closed().unwrap()), (vec![september, october], vec![]));
    let memory = book.memory().unwrap();
    assert_eq!((memory.identities, memory.decisions), (second.memory.identities, second.memory.decisions));
    let amount = |at: Month| Rows::of(&book.facts(at).unwrap()[&Entity::Order]).micros("amount", 0);
    assert_eq!((amount(september), amount(october), amount(october.plus(3))), (Some(1_500_000), Some(3_000_000), Some(3_000_000)));
    let orders = &book.facts(october).unwrap()[&Entity::Order];
    assert_eq!(orders.width(), Catalogue::shipped().schema(Entity::Order).len(), "without the columns resolve added");
    assert!(book.facts(september.plus(-1)).unwrap().is_empty());
    assert_eq!(book.lineage(september).unwrap(), first.lineage);
    assert_eq!(book.lineage(september.plus(-1)).unwrap_err().kind, Kind::NotFound);
    assert!(book.published(october).unwrap().0.is_empty());
    assert_eq!(book.known_findings(october).unwrap(), [first.findings[0].key()]);
    assert!(book.known_findings(september).unwrap().is_empty());
}

#[test]
fn a_closed_month_is_published_and_never_rewritten() {
    let scratch = Scratch::new();
    let october = month("2026-10");
    let mut book = Book::open(scratch.path(), Access::Write).unwrap();
    assert_eq!(close(&mut book, october, &LogLine::default()).unwrap_err().kind, Kind::NotFound);
    record_run(&mut book, october, &run(october, 3)).unwrap();
    close(&mut book, october, &LogLine::default()).unwrap();
    assert_eq!((book.drafts().unwrap(), book.closed().unwrap()), (vec![], vec![october]));
    let published = book.published(october).unwrap().0;
    assert_eq!((published.len(), published.company("order_count", october).unwrap().value), (1, Some(3.0)));
    assert_eq!(fs::read(scratch.path().join("published/2026-10/salespeople/王芳-2026-10.xlsx")).unwrap(), [3]);
    assert!(!scratch.path().join("months/2026-10/workbooks").exists());
    let before = files(scratch.path());
    assert_eq!(record_run(&mut book, october, &run(october, 4)).unwrap_err().kind, Kind::MonthClosed);
    assert_eq!(close(&mut book, october, &LogLine::default()).unwrap_err().kind, Kind::MonthClosed);
    assert_eq!(files(scratch.path()), before);
    assert_eq!(book.facts(october).unwrap().len(), 1, "a closed month's facts can still be carried");
    let log = fs::read_to_string(scratch.path().join("log/2026-10.log")).unwrap();
    assert_eq!(log, "2026-11-02 09:00\tli ming\tPC-7\tdraft\t2026-10\t1\tsalespeople/王芳-2026-10.xlsx\n\t\t\tclose\t2026-10\t2\n");
}

#[test]
fn the_same_run_leaves_the_same_bytes() {
    let (one, two, october) = (Scratch::new(), Scratch::new(), month("2026-10"));
    for (scratch, versions) in [(&one, &[5][..]), (&two, &[5, 5][..])] {
        let mut book = Book::open(scratch.path(), Access::Write).unwrap();
        for version in versions {
            record_run(&mut book, october, &run(october, *version)).unwrap();
        }
    }
    assert_eq!(files(one.path()), files(two.path()));
    let mut book = Book::open(one.path(), Access::Write).unwrap();
    let mut other = run(october, 6);
    other.workbooks.clear();
    other.tables.clear();
    record_run(&mut book, october, &other).unwrap();
    assert!(!one.path().join("months/2026-10/order.parquet").exists(), "a new draft replaces the old as a whole");
    assert!(!one.path().join("months/2026-10/workbooks").exists());
}

#[test]
fn a_record_that_crashes_leaves_one_whole_draft() {
    let before = Scratch::new();
    let october = month("2026-10");
    record_run(&mut Book::open(before.path(), Access::Write).unwrap(), october, &run(october, 1)).unwrap();
    let amount = |book: &Book| Rows::of(&book.facts(october).unwrap()[&Entity::Order]).micros("amount", 0);
    for crash in 0.. {
        let hurt = copy(before.path());
        let mut book = Book::open(hurt.path(), Access::Write).unwrap();
        book.journal.disk.fuse.set(Some(crash));
        let is_done = record_run(&mut book, october, &run(october, 2)).is_ok();
        drop(book);
        let seen = amount(&Book::open(hurt.path(), Access::Read).unwrap());
        let book = Book::open(hurt.path(), Access::Write).unwrap();
        assert_eq!(amount(&book), seen, "crash at {crash}");
        assert!(seen == Some(1_500_000) || seen == Some(3_000_000), "crash at {crash}");
        let keys = book.known_findings(october.plus(1)).unwrap();
        let version = if seen == Some(3_000_000) { 2 } else { 1 };
        assert_eq!(keys, [run(october, version).findings[0].key()], "crash at {crash}");
        if is_done {
            assert_eq!(version, 2);
            return;
        }
    }
}

#[test]
fn reading_never_writes_and_a_missing_book_is_empty() {
    let scratch = Scratch::new();
    let dir = scratch.path().join("none");
    let mut book = Book::open(&dir, Access::Read).unwrap();
    assert!(book.memory().unwrap().identities.customers.is_empty() && book.drafts().unwrap().is_empty());
    assert_eq!(record_run(&mut book, month("2026-10"), &run(month("2026-10"), 1)).unwrap_err().kind, Kind::Internal);
    assert!(!dir.exists());
}

#[test]
fn one_writer_keeps_all_others_out() {
    let scratch = Scratch::new();
    let writer = Book::open(scratch.path(), Access::Write).unwrap();
    for access in [Access::Read, Access::Write] {
        assert_eq!(Book::open(scratch.path(), access).unwrap_err().kind, Kind::BookLocked);
    }
    drop(writer);
    let readers = [Book::open(scratch.path(), Access::Read).unwrap(), Book::open(scratch.path(), Access::Read).unwrap()];
    assert_eq!(Book::open(scratch.path(), Access::Write).unwrap_err().kind, Kind::BookLocked);
    drop(readers);
    Book::open(scratch.path(), Access::Write).unwrap();
}

#[test]
fn damage_is_named() {
    let october = month("2026-10");
    let damages: [Damage; 5] = [
        ("order.parquet", |dir| fs::write(dir.join("months/2026-10/order.parquet"), "x").unwrap()),
        ("metrics.parquet", |dir| fs::remove_file(dir.join("months/2026-10/metrics.parquet")).unwrap()),
        ("HEAD", |dir| fs::remove_file(dir.join("HEAD")).unwrap()),
        ("HEAD", |dir| fs::write(dir.join("HEAD"), "clientbook-book 2 9\n").unwrap()),
        ("book", |dir| {
            fs::remove_dir_all(dir).unwrap();
            fs::write(dir, "a file").unwrap();
        }),
    ];
    for (named, damage) in damages {
        let scratch = Scratch::new();
        let dir = scratch.path().join("book");
        record_run(&mut Book::open(&dir, Access::Write).unwrap(), october, &run(october, 1)).unwrap();
        damage(&dir);
        let error = Book::open(&dir, Access::Write).unwrap_err();
        assert_eq!(error.kind, Kind::Book, "{named}");
        assert!(error.fields[0].1.ends_with(named), "{error}");
    }
}

#[test]
fn a_workbook_name_that_windows_refuses_is_refused_early() {
    let scratch = Scratch::new();
    let october = month("2026-10");
    let mut book = Book::open(scratch.path(), Access::Write).unwrap();
    let mut odd = run(october, 1);
    odd.workbooks[0].0 = "../a?.xlsx".to_owned();
    assert_eq!(record_run(&mut book, october, &odd).unwrap_err().kind, Kind::Internal);
    assert!(book.drafts().unwrap().is_empty());
}
