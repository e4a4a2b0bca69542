//! The whole stage on literal rows: what is one customer, one event, one colleague, and that no order of rows matters.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use polars::prelude::{Column, DataFrame, IdxSize, IntoColumn, NamedFrom, Series, df};

use super::*;
use crate::finding::Kind;
use crate::model::Outcome;
use crate::model::frame::{complete, date_column, money_column};
use crate::model::resolved::{Decision, Verdict};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn texts(name: &str, values: &[&str]) -> Column {
    let cells: Vec<Option<&str>> = values.iter().map(|value| (!value.is_empty()).then_some(*value)).collect();
    Series::new(name.into(), cells).into_column()
}

/// Rows of text cells under the first line's names; record ids and row numbers are added.
pub(super) fn table(entity: Entity, rows: &[&[&str]]) -> DataFrame {
    let (names, rows) = rows.split_first().unwrap();
    let mut columns: Vec<Column> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let cells: Vec<&str> = rows.iter().map(|row| row[at]).collect();
        columns.push(match *name {
            "on" | "joined_on" | "left_on" | "updated_on" | "birthday" => date_column(name, cells.iter().map(|cell| cell.parse().ok())),
            "amount" => money_column(name, cells.iter().map(|cell| cell.parse::<i128>().ok().map(|units| units * 1_000_000))),
            _ => texts(name, &cells),
        });
    }
    let numbers: Vec<u32> = (2..).take(rows.len()).collect();
    if !names.contains(&"record_id") {
        let ids: Vec<String> = numbers.iter().map(|row| format!("{}-{row}", entity.id())).collect();
        columns.push(Series::new("record_id".into(), ids).into_column());
    }
    columns.push(Series::new("row_first".into(), numbers.clone()).into_column());
    columns.push(Series::new("row_last".into(), numbers).into_column());
    complete(entity, &DataFrame::new(rows.len(), columns).unwrap()).unwrap()
}

pub(super) fn run(tables: &Tables) -> (Resolved, Vec<Finding>) {
    merge(tables, &Memory::default(), &Policy::shipped()).unwrap()
}

fn column(frame: &DataFrame, name: &str) -> Vec<String> {
    let rows = Rows::of(frame);
    (0..rows.len()).map(|row| rows.text(name, row).unwrap_or("-").to_owned()).collect()
}

fn customer_rows() -> DataFrame {
    table(
        Entity::Customer,
        &[
            &["file", "name", "country", "email", "phone", "owner", "hand_in"],
            &["a.xls", "Ferramenta Brunello S.r.l.", "IT", "info@brunello.example", "", "王芳", ""],
            &["b.csv", "FERRAMENTA BRUNELLO SRL（老客户）", "IT", "", "+390212345678", "王芳", ""],
            &["c.csv", "布鲁内洛五金", "IT", "info@brunello.example", "", "", ""],
            &["a.xls", "Casa Tavernella S.p.A.", "IT", "", "", "Jack", "2026-10"],
            &["a.xls", "Casa Tavernella Deutschland GmbH", "DE", "", "", "王芳", "2026-10"],
            &["b.csv", "International Trading Co., Ltd.", "", "", "", "", ""],
            &["c.csv", "International Trading Company", "", "", "", "", ""],
            &["d.csv", "Casa Tavernella SpA", "IT", "", "", "王芳", "2026-10"],
        ],
    )
}

#[test]
fn rows_become_customers_and_sisters_stay_apart() {
    let (resolved, findings) = run(&[(Entity::Customer, customer_rows())].into());
    let ids = column(&resolved.tables[&Entity::Customer], "customer_id");
    let names = column(&resolved.tables[&Entity::Customer], "name");
    let id = |name: &str| &ids[names.iter().position(|known| known == name).unwrap()];
    assert_eq!(id("Ferramenta Brunello S.r.l."), id("FERRAMENTA BRUNELLO SRL（老客户）"));
    assert_eq!(id("Ferramenta Brunello S.r.l."), id("布鲁内洛五金"));
    assert_eq!(id("Casa Tavernella S.p.A."), id("Casa Tavernella SpA"));
    assert_ne!(id("Casa Tavernella S.p.A."), id("Casa Tavernella Deutschland GmbH"));
    assert_ne!(id("International Trading Co., Ltd."), id("International Trading Company"));
    assert_eq!(column(&resolved.customers, "name").iter().filter(|name| *name == "Ferramenta Brunello S.r.l.").count(), 1);
    // Equal contents need no merge to be one.
    assert_eq!(resolved.merges.len(), 2);
    assert!(findings.iter().any(|finding| finding.kind == Kind::OwnersCollide));
    let used = resolved.lineage.iter().filter(|line| line.outcome == Outcome::Used).count();
    assert_eq!((used, resolved.lineage.len()), (5, 8));
}

#[test]
fn a_row_without_a_name_is_whose_it_must_be_or_called_by_what_it_has() {
    let rows = table(
        Entity::Customer,
        &[
            &["file", "first_name", "last_name", "birthday", "city", "tax_id"],
            &["a.xls", "Aisha", "Bryant", "1993-07-10", "Bradford", ""],
            &["a.xls", "", "", "1993-07-10", "Bradford", ""],
            &["a.xls", "", "", "", "", "IT01234567890"],
        ],
    );
    let (resolved, findings) = run(&[(Entity::Customer, rows)].into());
    assert_eq!(column(&resolved.customers, "name"), ["Aisha Bryant", "IT01234567890"]);
    let told: Vec<_> = findings.iter().filter(|finding| finding.kind == Kind::NameMissing).collect();
    assert_eq!(told.len(), 1, "{told:?}");
}

fn events() -> Tables {
    let ledger = table(
        Entity::Order,
        &[
            &["file", "no", "on", "customer", "amount", "amount_currency", "staff"],
            &["台账/订单台账.csv", "PI-1", "2026-10-05", "Brunello", "100", "USD", "王芳"],
            &["台账/跟单表.xlsx", "PI 1", "", "Ferramenta Brunello", "120", "USD", ""],
            &["台账/订单台账.csv", "PI-2", "2026-10-06", "Nobody Knows GmbH", "50", "EUR", "Jack"],
            &["台账/订单台账.csv", "PI-2", "2026-10-06", "Nobody Knows GmbH", "70", "EUR", "Jack"],
            &["2026-10/王芳.xlsx", "", "2026-10-07", "Nobody Knows", "120", "EUR", ""],
        ],
    );
    let payments = table(
        Entity::Payment,
        &[
            &["file", "order_no", "on", "customer", "payer", "amount", "amount_currency"],
            &["财务.xlsx", "PI-1", "2026-10-09", "", "SOMEBODY ELSE LTD", "30", "USD"],
            &["财务.xlsx", "", "2026-10-09", "", "", "10", "USD"],
        ],
    );
    [(Entity::Customer, customer_rows()), (Entity::Order, ledger), (Entity::Payment, payments)].into()
}

#[test]
fn an_event_told_twice_counts_once_and_its_money_ties() {
    let (resolved, findings) = run(&events());
    let orders = &resolved.tables[&Entity::Order];
    let rows = Rows::of(orders);
    let amounts: BTreeSet<(i128, String)> = (0..rows.len())
        .map(|row| (rows.micros("amount", row).unwrap() / 1_000_000, rows.text("no", row).unwrap_or("-").to_owned()))
        .collect();
    assert_eq!(amounts, [(100, "PI-1".to_owned()), (120, "PI-2".to_owned())].into());
    let kinds: BTreeMap<Kind, usize> = findings.iter().fold(BTreeMap::new(), |mut counted, finding| {
        *counted.entry(finding.kind).or_default() += 1;
        counted
    });
    assert_eq!(kinds.get(&Kind::SourcesDisagree), Some(&1));
    assert_eq!(kinds.get(&Kind::CustomerOnlyInEvents), Some(&1));
    assert_eq!(kinds.get(&Kind::CustomerUnmatched), Some(&1));
    let ids = column(orders, "customer_id");
    let paid = column(&resolved.tables[&Entity::Payment], "customer_id");
    assert!(ids.contains(&paid[0]) && paid[1] == "-");
    let money: i128 = resolved.lineage.iter().filter_map(|line| line.money.as_ref()).map(|money| money.micros / 1_000_000).sum();
    assert_eq!((money, resolved.lineage.len()), (100 + 120 + 50 + 70 + 120 + 30 + 10, 8 + 5 + 2));
}

#[test]
fn equal_lines_of_an_order_count_each_unless_the_whole_order_stands_twice() {
    let line =
        |no: &'static str, product: &'static str, amount: &'static str| ["订单.csv", no, "2026-10-05", "Brunello", product, amount, "USD"];
    let rows = [
        // Two equal lines and another: three lines.
        line("PI-1", "LED", "100"),
        line("PI-1", "LED", "100"),
        line("PI-1", "Lamp", "30"),
        // The other way round too.
        line("PI-2", "Lamp", "30"),
        line("PI-2", "LED", "100"),
        line("PI-2", "LED", "100"),
        // A whole order twice is one order, whether of two lines or of one.
        line("PI-3", "LED", "100"),
        line("PI-3", "Lamp", "30"),
        line("PI-3", "LED", "100"),
        line("PI-3", "Lamp", "30"),
        line("PI-4", "LED", "100"),
        line("PI-4", "LED", "100"),
    ];
    let mut table_rows: Vec<&[&str]> = vec![&["file", "no", "on", "customer", "product", "amount", "amount_currency"]];
    table_rows.extend(rows.iter().map(|row| &row[..]));
    let (resolved, findings) = run(&[(Entity::Customer, customer_rows()), (Entity::Order, table(Entity::Order, &table_rows))].into());
    let orders = Rows::of(&resolved.tables[&Entity::Order]);
    let told = |row: usize| (orders.text("no", row).unwrap().to_owned(), orders.micros("amount", row).unwrap() / 1_000_000);
    let amounts: BTreeMap<String, i128> = (0..orders.len()).map(told).collect();
    let wanted = [("PI-1", 230), ("PI-2", 230), ("PI-3", 130), ("PI-4", 100)];
    assert_eq!(amounts, wanted.map(|(no, amount)| (no.to_owned(), amount)).into());
    let equal: Vec<&Finding> = findings.iter().filter(|finding| finding.kind == Kind::LinesEqual).collect();
    assert_eq!(equal.len(), 1);
    assert_eq!(equal[0].args.iter().find(|(key, _)| *key == "rows").map(|(_, count)| count.as_str()), Some("2"));
    let money: i128 = resolved.lineage.iter().filter_map(|line| line.money.as_ref()).map(|money| money.micros / 1_000_000).sum();
    assert_eq!(money, 230 + 230 + 260 + 200);
}

#[test]
fn credit_goes_to_the_owner_on_the_day() {
    let mut tables = events();
    let staff =
        table(Entity::Staff, &[&["name", "english_name", "left_on"], &["王芳", "Fiona Wang", "2026-08-31"], &["李强", "Jack Li", ""]]);
    let handover = table(
        Entity::Handover,
        &[&["on", "customer", "from_staff", "to_staff"], &["2026-09-01", "Ferramenta Brunello S.r.l.", "Fiona", "Jack"]],
    );
    let calls = table(
        Entity::Interaction,
        &[
            &["file", "record_id", "on", "customer", "staff"],
            &["x.csv", "i1", "2026-08-01", "Brunello", ""],
            &["x.csv", "i2", "2026-09-02", "Brunello", ""],
            &["y.csv", "i2", "2026-09-02", "Brunello", ""],
            &["x.csv", "i3", "2026-09-03", "Brunello", "FIONA"],
        ],
    );
    tables.extend([(Entity::Staff, staff), (Entity::Handover, handover), (Entity::Interaction, calls)]);
    let (resolved, _) = run(&tables);
    let calls = &resolved.tables[&Entity::Interaction];
    let who = |name: &str| resolved.staff.iter().find(|member| member.name == name).unwrap().id.clone();
    assert_eq!(column(calls, "staff_id"), [who("王芳"), who("李强"), who("王芳")]);
    assert_eq!(column(calls, "staff_basis"), ["handover", "handover", "event"]);
    let names = column(&resolved.customers, "name");
    let at = names.iter().position(|name| name == "Ferramenta Brunello S.r.l.").unwrap();
    assert_eq!(column(&resolved.customers, "owner_id")[at], who("李强"));
}

/// Who stands in the hand-in of a month earns what happened in it, in months as the business cuts them.
#[test]
fn credit_goes_to_the_owner_of_the_business_month() {
    let book = table(
        Entity::Customer,
        &[
            &["file", "hand_in", "name", "country", "owner"],
            &["2026-09/x.csv", "2026-09", "Ferramenta Brunello S.r.l.", "IT", "Fiona"],
            &["2026-10/x.csv", "2026-10", "Ferramenta Brunello S.r.l.", "IT", "Jack"],
        ],
    );
    let calls = table(
        Entity::Interaction,
        &[
            &["file", "record_id", "on", "customer"],
            &["x.csv", "i1", "2026-09-25", "Ferramenta Brunello S.r.l."],
            &["x.csv", "i2", "2026-09-26", "Ferramenta Brunello S.r.l."],
        ],
    );
    let staff = table(Entity::Staff, &[&["name"], &["Fiona"], &["Jack"]]);
    let tables = [(Entity::Customer, book), (Entity::Interaction, calls), (Entity::Staff, staff)].into();
    let owners = |closing_day| {
        let mut policy = Policy::shipped();
        policy.calendar.closing_day = closing_day;
        let (resolved, _) = merge(&tables, &Memory::default(), &policy).unwrap();
        let name = |id: &String| resolved.staff.iter().find(|member| member.id == *id).unwrap().name.clone();
        column(&resolved.tables[&Entity::Interaction], "staff_id").iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!((owners(0), owners(25)), (vec!["Fiona".to_owned(), "Fiona".to_owned()], vec!["Fiona".to_owned(), "Jack".to_owned()]));
}

/// A list with a code a row is merged because customers were entered twice; without more evidence two codes are two customers.
#[test]
fn two_codes_of_one_list_part_only_who_is_not_plainly_the_same() {
    let rows: &[&[&str]] = &[
        &["file", "code", "name", "country", "email", "phone", "contact"],
        &["erp.xlsx", "C0117", "Ferramenta Brunello S.r.l.", "IT", "luca@brunello.example", "+390212345678", "Luca"],
        &["erp.xlsx", "C0842", "FERRAMENTA BRUNELLO SPA", "IT", "luca@brunello.example", "+390212345678", ""],
        &["erp.xlsx", "C0201", "Casa Tavernella S.p.A.", "IT", "", "+390512345678", "Anna"],
        &["erp.xlsx", "C0655", "Casa Tavernella S.r.l.", "IT", "", "+390818765432", "Bruno"],
    ];
    let (resolved, _) = run(&[(Entity::Customer, table(Entity::Customer, rows))].into());
    let ids = column(&resolved.tables[&Entity::Customer], "customer_id");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 3, "{ids:?}");
    assert_eq!(resolved.review.len(), 1, "the two without evidence are asked about");
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let tables = events();
    let (wanted, findings) = run(&tables);
    for step in [1, 3, 5, 7] {
        let shuffled: Tables = tables
            .iter()
            .map(|(entity, frame)| {
                let height = frame.height();
                let mut order: Vec<usize> = (0..height).collect();
                order.sort_by_key(|row| ((row + 1) * (2 * step + 1) * 7919) % 101);
                let order: Vec<IdxSize> = order.into_iter().map(|row| IdxSize::try_from(row).unwrap()).collect();
                let columns = frame.columns().iter().map(|column| column.take_slice(&order).unwrap()).collect();
                (*entity, DataFrame::new(height, columns).unwrap())
            })
            .collect();
        let (resolved, found) = run(&shuffled);
        assert!(resolved.customers.equals_missing(&wanted.customers));
        for (entity, frame) in &wanted.tables {
            assert!(resolved.tables[entity].equals_missing(frame), "{entity}");
        }
        assert_eq!(
            (resolved.lineage, resolved.merges, resolved.review),
            (wanted.lineage.clone(), wanted.merges.clone(), wanted.review.clone())
        );
        assert_eq!((resolved.identities, found), (wanted.identities.clone(), findings.clone()));
    }
}

#[test]
fn a_persons_answer_beats_the_score() {
    let tables: Tables = [(Entity::Customer, customer_rows())].into();
    let (places, records) = records(&tables);
    assert_eq!(places.len(), records.len());
    let print = |name: &str| records.iter().find(|record| record.shown() == name).unwrap().fingerprint.clone();
    let answer = |a: &str, b: &str, verdict| {
        let mut prints = [print(a), print(b)];
        prints.sort();
        let [first, second] = prints;
        Decision { fingerprints: (first.into(), second.into()), verdict, source: "review.xlsx › C7".into() }
    };
    let apart = answer("Ferramenta Brunello S.r.l.", "FERRAMENTA BRUNELLO SRL", Verdict::Different);
    let together = answer("Casa Tavernella S.p.A.", "Casa Tavernella Deutschland GmbH", Verdict::Same);
    let against = Decision { verdict: Verdict::Different, ..together.clone() };
    let policy = Policy::shipped();
    let ids = |decisions: Vec<Decision>| {
        let (resolved, findings) = merge(&tables, &Memory { decisions, ..Memory::default() }, &policy).unwrap();
        let frame = &resolved.tables[&Entity::Customer];
        let of: BTreeMap<String, String> = column(frame, "name").into_iter().zip(column(frame, "customer_id")).collect();
        (of, findings.iter().filter(|finding| finding.kind == Kind::DecisionsContradict).count())
    };
    let (of, contradictions) = ids(vec![apart.clone(), together.clone()]);
    assert_ne!(of["Ferramenta Brunello S.r.l."], of["FERRAMENTA BRUNELLO SRL（老客户）"]);
    assert_eq!(of["Casa Tavernella S.p.A."], of["Casa Tavernella Deutschland GmbH"]);
    assert_eq!(contradictions, 0);
    assert_eq!(ids(vec![together, against]).1, 1);
}

#[test]
fn ids_last_when_next_months_rows_come() {
    let tables: Tables = [(Entity::Customer, customer_rows())].into();
    let (first, _) = run(&tables);
    let memory = Memory { identities: first.identities.clone(), ..Memory::default() };
    let mut more = events();
    more.remove(&Entity::Payment);
    let (second, _) = merge(&more, &memory, &Policy::shipped()).unwrap();
    let ids = |resolved: &Resolved| column(&resolved.tables[&Entity::Customer], "customer_id");
    assert_eq!(ids(&first), ids(&second));
    assert_eq!(second.customers.height(), first.customers.height() + 1);
}

#[test]
fn nothing_in_nothing_out() {
    let (resolved, findings) = run(&Tables::new());
    assert_eq!((resolved.customers.height(), resolved.lineage.len(), findings.len()), (0, 0, 0));
    assert_eq!(resolved.customers.width(), crate::model::resolved::CUSTOMER_COLUMNS.len());
    let frame = df!("record_id" => ["c"], "name" => ["Rossi"]).unwrap();
    let (resolved, _) = run(&[(Entity::Customer, complete(Entity::Customer, &frame).unwrap())].into());
    assert_eq!(column(&resolved.customers, "customer_id"), ["C0001"]);
    assert_eq!(day("2026-10-31").to_string(), "2026-10-31");
}
