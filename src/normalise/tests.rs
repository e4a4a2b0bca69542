//! Whole tables in, whole frames out.

use std::collections::BTreeMap;

use polars::prelude::DataFrame;

use super::tidy;
use crate::finding::{Finding, Kind as Problem};
use crate::model::field::Catalogue;
use crate::model::frame::Rows;
use crate::model::raw::{Cell, Column, Context, Intake, Match, RawRow, RawTable};
use crate::model::stock::Records;
use crate::model::tidied::Tidied;
use crate::model::{Entity, Origin};
use crate::policy::Policy;

fn column(index: u32, header: &str, field: Option<&'static str>) -> Column {
    Column { index, header: header.to_owned(), field, matched: Match::Alias, currency: None, factor: None, scale: None, below: 0 }
}

fn text(value: &str) -> Cell {
    if value.is_empty() { Cell::Empty } else { Cell::Text(value.into()) }
}

fn rows(first: u32, rows: &[&[&str]]) -> Records {
    let numbered = rows.iter().zip(first..);
    numbered.map(|(cells, row)| RawRow { first: row, last: row, cells: cells.iter().map(|cell| text(cell)).collect() }).collect()
}

fn table(entity: Entity, columns: Vec<Column>, data: &[&[&str]]) -> RawTable {
    RawTable {
        origin: Origin::sheet("2026-10/a.xlsx", "王芳"),
        entity,
        header_rows: vec![1],
        columns,
        rows: rows(2, data),
        totals: Records::default(),
        context: Context { hand_in: Some("2026-10".to_owned()), staff: Some("王芳".to_owned()), ..Context::default() },
    }
}

fn run(tables: Vec<RawTable>) -> (Tidied, Vec<Finding>) {
    tidy(&mut Intake { tables, ..Intake::default() }, &Policy::shipped()).unwrap()
}

fn frame(tidied: &Tidied, entity: Entity) -> &'static DataFrame {
    Box::leak(Box::new(tidied.tables[&entity].clone().into_frame().unwrap()))
}

fn kinds(findings: &[Finding]) -> Vec<Problem> {
    findings.iter().map(|finding| finding.kind).collect()
}

fn orders(data: &[&[&str]]) -> RawTable {
    let mut columns = vec![
        column(1, "订单号", Some("no")),
        column(2, "下单日期", Some("on")),
        column(3, "客户名称", Some("customer")),
        column(4, "金额(USD)", Some("amount")),
        column(5, "金额(EUR)", Some("amount")),
        column(6, "唛头", None),
    ];
    columns[3].currency = Some("USD".to_owned());
    columns[4].currency = Some("EUR".to_owned());
    table(Entity::Order, columns, data)
}

#[test]
fn a_frame_has_exactly_the_schema() {
    let (tidied, findings) = run(vec![orders(&[&["PI-1", "2026/10/5", "Rossi", "100.5", "", "RS"]])]);
    let frame = frame(&tidied, Entity::Order);
    let expected = Catalogue::shipped().schema(Entity::Order);
    let found: Vec<_> = frame.columns().iter().map(|column| (column.name().to_string(), column.dtype().clone())).collect();
    assert_eq!(found, expected);
    let rows = Rows::of(frame);
    assert_eq!(rows.micros("amount", 0), Some(100_500_000));
    assert_eq!(rows.text("amount_currency", 0), Some("USD"));
    assert_eq!(rows.text("extra", 0), Some("{\"唛头\":\"RS\"}"));
    assert_eq!((rows.text("hand_in", 0), rows.text("sheet_staff", 0)), (Some("2026-10"), Some("王芳")));
    assert_eq!(rows.origin(0).row, 2);
    assert!(findings.is_empty(), "{findings:?}");
    assert!(tidied.columns_present[&Entity::Order].contains(&"amount"));
}

#[test]
fn two_amount_columns_give_the_one_that_is_filled() {
    let (tidied, findings) = run(vec![orders(&[
        &["PI-1", "2026/10/5", "Rossi", "", "200", ""],
        &["PI-2", "2026/10/5", "Rossi", "100", "200", ""],
        &["PI-3", "2026/10/5", "Rossi", "", "", ""],
        &["PI-4", "2026/9/31", "Rossi", "50", "", ""],
    ])]);
    let rows = Rows::of(frame(&tidied, Entity::Order));
    assert_eq!((rows.micros("amount", 0), rows.text("amount_currency", 0)), (Some(200_000_000), Some("EUR")));
    assert_eq!((rows.micros("amount", 1), rows.text("amount_currency", 1)), (Some(100_000_000), Some("USD")));
    assert_eq!(rows.len(), 2);
    let reasons: Vec<&str> = tidied.rejected.iter().map(|line| &*line.reason).collect();
    assert_eq!(reasons, ["no_amount", "impossible_date"]);
    assert_eq!(kinds(&findings), [Problem::SecondValue, Problem::RowRejected, Problem::BadDate, Problem::RowRejected]);
    let money_in: BTreeMap<String, i128> = [("EUR".to_owned(), 200_000_000), ("USD".to_owned(), 150_000_000)].into();
    assert_eq!(tidied.money_in, money_in);
}

#[test]
fn equal_rows_of_a_copy_have_equal_ids() {
    let data: &[&[&str]] = &[&["PI-1", "2026/10/5", "Rossi", "1", "", ""], &["PI-1", "2026/10/5", "Rossi", "1", "", ""]];
    let mut copy = orders(data);
    copy.origin = Origin::sheet("副本.xlsx", "Sheet1");
    let (tidied, _) = run(vec![orders(data), copy]);
    let rows = Rows::of(frame(&tidied, Entity::Order));
    let id = |row| rows.text("record_id", row).unwrap();
    assert_eq!((id(0), id(1)), (id(2), id(3)));
    assert_ne!(id(0), id(1));
    assert!(id(0).starts_with("O-") && id(0).len() == 14, "{}", id(0));
}

#[test]
fn totals_tie_and_are_checked() {
    let mut sheet = orders(&[&["PI-1", "2026/10/5", "Rossi", "100", "", ""], &["PI-2", "2026/10/6", "Rossi", "50", "", ""]]);
    sheet.totals = rows(4, &[&["合计", "", "", "150", "", ""], &["总计", "", "", "160", "", ""]]);
    let (tidied, findings) = run(vec![sheet]);
    assert_eq!(tidied.totals.len(), 2);
    assert_eq!(tidied.money_in["USD"], 460_000_000);
    assert_eq!(kinds(&findings), [Problem::TotalDiffers]);
}

#[test]
fn a_target_row_becomes_a_record_a_month() {
    let columns = vec![
        column(1, "业务员", Some("staff")),
        column(2, "指标", Some("kpi")),
        column(3, "1月", Some("month_01")),
        column(4, "2月", Some("month_02")),
        column(5, "合计", Some("year_total")),
    ];
    let mut sheet = table(Entity::Target, columns, &[&["王芳", "销售额(USD)", "100", "", "1,200"], &["王芳", "新客户数", "", "", ""]]);
    sheet.context.title = "2025年度业务员目标".to_owned();
    let (tidied, _) = run(vec![sheet]);
    let rows = Rows::of(frame(&tidied, Entity::Target));
    let told: Vec<_> = (0..rows.len()).map(|row| (rows.text("period", row).unwrap(), rows.number("value", row).unwrap())).collect();
    assert_eq!(told, [("2025-01", 100.0), ("2025", 1200.0)]);
    assert_eq!((rows.text("kpi", 0), rows.text("currency", 0), rows.origin(1).row), (Some("order_amount"), Some("USD"), 2));
    assert_eq!(&*tidied.rejected[0].reason, "no_value");
}

#[test]
fn a_rate_a_currency_or_a_month_becomes_a_record() {
    let told = |columns: Vec<crate::model::raw::Column>, data: &[&[&str]], title: &str| {
        let mut sheet = table(Entity::ExchangeRate, columns, data);
        sheet.context.title = title.to_owned();
        let (tidied, _) = run(vec![sheet]);
        let rows = Rows::of(frame(&tidied, Entity::ExchangeRate));
        let told = |row| {
            (rows.text("month", row).unwrap().to_owned(), rows.text("currency", row).unwrap().to_owned(), rows.number("rate", row).unwrap())
        };
        ((0..rows.len()).map(told).collect::<Vec<_>>(), tidied.rejected.len())
    };
    let rate = |month: &str, currency: &str, rate: f64| (month.to_owned(), currency.to_owned(), rate);
    let currencies = vec![column(1, "月份", Some("month")), column(2, "USD", Some("rate_usd")), column(3, "JPY", Some("rate_jpy"))];
    let (found, rejected) = told(currencies, &[&["2026-09", "7.12", "0.047"], &["2026-10", "7.11", ""], &["2026-11", "", ""]], "");
    assert_eq!(found, [rate("2026-09", "USD", 7.12), rate("2026-09", "JPY", 0.047), rate("2026-10", "USD", 7.11)]);
    assert_eq!(rejected, 1);
    let months = vec![column(1, "币种", Some("currency")), column(2, "1月", Some("month_01")), column(3, "2月", Some("month_02"))];
    let (found, _) = told(months, &[&["美元", "7.10", "7.11"], &["欧元", "7.80", ""]], "2026年汇率");
    assert_eq!(found, [rate("2026-01", "USD", 7.1), rate("2026-02", "USD", 7.11), rate("2026-01", "EUR", 7.8)]);
}

#[test]
fn a_measure_as_a_column_becomes_a_record() {
    let headers =
        [("业务员", "staff"), ("回款目标(USD)", "kpi_collection"), ("新客户数", "kpi_new_customers"), ("询盘数", "kpi_inquiries")];
    let columns = (1..).zip(headers).map(|(index, (header, field))| column(index, header, Some(field))).collect();
    let (tidied, _) = run(vec![table(Entity::Target, columns, &[&["王芳", "5000", "3", ""], &["李娜", "", "", ""]])]);
    let rows = Rows::of(frame(&tidied, Entity::Target));
    let told: Vec<_> =
        (0..rows.len()).map(|row| (rows.text("kpi", row).unwrap(), rows.text("period", row).unwrap(), rows.number("value", row))).collect();
    assert_eq!(told, [("collection", "2026-10", Some(5000.0)), ("new_customers", "2026-10", Some(3.0))]);
    assert_ne!(rows.text("record_id", 0), rows.text("record_id", 1));
    assert_eq!(&*tidied.rejected[0].reason, "no_value");
}

#[test]
fn a_doubtful_country_code_is_settled_by_its_row() {
    let fields = ["name", "country", "phone", "website"];
    let columns = (1..).zip(fields).map(|(index, field)| column(index, field, Some(field))).collect();
    let data: &[&[&str]] = &[
        &["Haus", "GE", "+49 30 123456", ""],
        &["Casa", "SP", "", "www.casa.example.es"],
        &["Maple", "CA", "", ""],
        &["Tiflis", "GE", "030 123456", ""],
    ];
    let (tidied, findings) = run(vec![table(Entity::Customer, columns, data)]);
    let rows = Rows::of(frame(&tidied, Entity::Customer));
    let told: Vec<_> = (0..rows.len()).map(|row| (rows.text("country", row), rows.text("country_text", row).unwrap())).collect();
    assert_eq!(told, [(Some("DE"), "GE"), (Some("ES"), "SP"), (Some("CA"), "CA"), (None, "GE")]);
    assert_eq!(kinds(&findings).iter().filter(|kind| **kind == Problem::CountryUnsure).count(), 2);
}

#[test]
fn a_return_is_kept_and_told() {
    let fields = ["no", "on", "quantity", "unit_price"];
    let columns = (1..).zip(fields).map(|(index, field)| column(index, field, Some(field))).collect();
    let (tidied, findings) = run(vec![table(Entity::Order, columns, &[&["C536379", "2026-10-05", "-2", "USD 27.50"]])]);
    assert_eq!(Rows::of(frame(&tidied, Entity::Order)).micros("amount", 0), Some(-55_000_000));
    assert_eq!(kinds(&findings), [Problem::AmountNegative]);
    assert_eq!(findings[0].money.as_ref().map(|money| money.micros), Some(-55_000_000));
}

#[test]
fn a_grade_counts_only_under_a_declared_scheme() {
    let columns = || vec![column(1, "客户名称", Some("name")), column(2, "等级", Some("grade")), column(3, "电话", Some("phone"))];
    let data: &[&[&str]] = &[&["Rossi", "A级", "02 1234567"], &["", "B", ""]];
    let mut declared = table(Entity::Customer, columns(), data);
    declared.context.grade_scheme = Some("intent".to_owned());
    declared.context.country = Some("意大利".to_owned());
    let (tidied, findings) = run(vec![declared, table(Entity::Customer, columns(), &[&["Bianchi", "A级", ""]])]);
    let rows = Rows::of(frame(&tidied, Entity::Customer));
    assert_eq!((rows.text("grade", 0), rows.text("grade_text", 0)), (Some("A"), Some("A级")));
    assert_eq!((rows.text("grade", 1), rows.text("grade_text", 1)), (None, Some("A级")));
    assert_eq!((rows.text("country", 0), rows.text("phone", 0)), (Some("IT"), Some("+39021234567")));
    assert_eq!(kinds(&findings), [Problem::RowRejected, Problem::GradeSchemeUndeclared]);
}

#[test]
fn nothing_in_nothing_out() {
    let (tidied, findings) = run(Vec::new());
    assert!(tidied.tables.is_empty() && findings.is_empty() && tidied.money_in.is_empty());
}

/// The refusal of a one-row sheet, `-` when it is kept.
fn fate(entity: Entity, fields: &[&'static str], cells: &[&str]) -> String {
    let columns = (1..).zip(fields).map(|(index, field)| column(index, field, Some(field))).collect();
    let (tidied, _) = run(vec![table(entity, columns, &[cells])]);
    tidied.rejected.first().map_or_else(|| "-".to_owned(), |line| line.reason.to_string())
}

#[test]
fn a_row_is_refused_for_what_it_lacks() {
    for (entity, fields, cells, expected) in [
        (Entity::Customer, &["name", "email"][..], &["", "a@b.it"][..], "-"),
        (Entity::Customer, &["name", "country"], &["N/A", "IT"], "no_customer"),
        (Entity::Customer, &["first_name", "birthday", "city"], &["", "1993-07-10", "Bradford"], "-"),
        (Entity::Customer, &["name", "code", "phone"], &["", "K099", "+39 02 1234567"], "no_customer"),
        (Entity::Contact, &["customer", "name"], &["Rossi", ""], "no_name"),
        (Entity::Handover, &["customer", "to_staff"], &["Rossi", ""], "no_taker"),
        (Entity::Interaction, &["customer", "on"], &["Rossi", "2026/2/30"], "impossible_date"),
        (Entity::Interaction, &["customer", "on"], &["Rossi", ""], "no_date"),
        (Entity::Interaction, &["customer_code", "on"], &["C0012", "2026-10-05"], "-"),
        (Entity::Interaction, &["content", "on"], &["报价", "2026-10-05"], "no_customer"),
        (Entity::Inquiry, &["email", "received_at"], &["a@b.it", "2026-10-05 14:30"], "-"),
        (Entity::Order, &["no", "amount", "shipped_on"], &["PI-1", "100", "2026-10-05"], "-"),
        (Entity::Order, &["no", "on", "amount"], &["PI-1", "", "100"], "no_date"),
        (Entity::Order, &["customer", "on", "quantity", "unit_price"], &["Rossi", "2026-10-05", "100pcs", "USD 0.86/pc"], "-"),
        (Entity::Order, &["on", "amount"], &["2026-10-05", "100"], "no_number"),
        (Entity::Payment, &["on", "amount"], &["2026-10-05", "待确认"], "no_amount"),
        (Entity::Survey, &["on", "invited"], &["2026-10", "24"], "-"),
        (Entity::Survey, &["on", "overall"], &["2026-10-05", "N/A"], "-"),
        (Entity::Survey, &["on", "overall"], &["2026-10-05", ""], "no_score"),
        (Entity::ExchangeRate, &["month", "currency", "rate"], &["2026-10", "EUR", "0"], "no_rate"),
        (Entity::ExchangeRate, &["month", "currency", "rate"], &["", "EUR", "1.09"], "no_period"),
        (Entity::Target, &["staff", "value"], &["王芳", "100"], "-"),
        (Entity::Holiday, &["on", "name"], &["2026-10-01", "国庆"], "-"),
    ] {
        assert_eq!(fate(entity, fields, cells), expected, "{entity} {cells:?}");
    }
}

#[test]
fn a_price_times_a_quantity_is_an_amount() {
    let fields = ["no", "on", "quantity", "unit_price"];
    let columns = (1..).zip(fields).map(|(index, field)| column(index, field, Some(field))).collect();
    let (tidied, _) = run(vec![table(Entity::Order, columns, &[&["PI-1", "2026-10-05", "1,500pcs", "FOB NINGBO USD 0.86/pc(MOQ 1000)"]])]);
    let rows = Rows::of(frame(&tidied, Entity::Order));
    assert_eq!((rows.micros("amount", 0), rows.text("amount_currency", 0)), (Some(1_290_000_000), Some("USD")));
    assert_eq!(tidied.money_in["USD"], 1_290_000_000);
}

#[test]
fn a_counter_column_is_no_part_of_the_identity() {
    let sheet = |number: &str| {
        let columns = vec![column(1, "序号", None), column(2, "客户名称", Some("name"))];
        let mut sheet = table(Entity::Customer, columns, &[&[number, "Rossi"]]);
        sheet.origin = Origin::sheet(number, "");
        sheet
    };
    let (tidied, _) = run(vec![sheet("1"), sheet("7")]);
    let rows = Rows::of(frame(&tidied, Entity::Customer));
    assert_eq!(rows.text("record_id", 0), rows.text("record_id", 1));
}

#[test]
fn an_ambiguous_date_column_asks_once() {
    let columns = || vec![column(1, "Date", Some("on")), column(2, "Customer", Some("customer"))];
    let data: &[&[&str]] = &[&["5/6/24", "Rossi"], &["7/8/24", "Rossi"]];
    let (tidied, findings) = run(vec![table(Entity::Interaction, columns(), data)]);
    assert_eq!(kinds(&findings), [Problem::DateAmbiguous]);
    assert_eq!(Rows::of(frame(&tidied, Entity::Interaction)).date("on", 0).unwrap().to_string(), "2024-05-06");
    let proven: &[&[&str]] = &[&["5/6/24", "Rossi"], &["17/8/24", "Rossi"]];
    let (tidied, findings) = run(vec![table(Entity::Interaction, columns(), proven)]);
    assert!(findings.is_empty());
    assert_eq!(Rows::of(frame(&tidied, Entity::Interaction)).date("on", 0).unwrap().to_string(), "2024-06-05");
}
