//! Sources and checks (来源与核对): each file with its fingerprint and what became of its rows, and both sides of every sum.

use std::collections::BTreeMap;

use super::super::desk::Desk;
use super::super::number;
use super::super::table::{Cell, Column, Kind, List};
use super::super::theme::Ink;
use super::{column, said};
use crate::model::money::micros_to_f64;
use crate::model::view::FileControl;
use crate::model::{Grain, Unit};

/// Smallest difference that counts: half a unit of the base currency.
const TOLERANCE: f64 = 0.5;

/// Both sides of each sum: 通过 or what differs.
pub(super) fn checks(desk: &Desk<'_>) -> List {
    let columns = vec![
        column(desk, "check", Kind::Code),
        column(desk, "left_side", Kind::Cents),
        column(desk, "right_side", Kind::Cents),
        column(desk, "difference", Kind::Cents),
        column(desk, "verdict", Kind::Word),
    ];
    let controls = &desk.view.controls;
    let (focus, mut rows) = (desk.plan.focus.0, Vec::new());
    let rows_in: f64 = controls.files.iter().map(|file| f64::from(file.rows_in)).sum();
    let rows_out: f64 = controls.files.iter().flat_map(|file| file.rows_out).map(f64::from).sum();
    if !controls.files.is_empty() {
        rows.push(check(desk, desk.text("check.rows"), rows_in, Some(rows_out)));
    }
    for money in &controls.money {
        let currency = if money.currency.is_empty() { desk.text("currency_none") } else { money.currency.clone() };
        let out = micros_to_f64(money.micros_out.iter().sum());
        rows.push(check(desk, desk.say("check.money", &[("currency", currency)]), micros_to_f64(money.micros_in), Some(out)));
    }
    if let Some(amount) = desk.now("order_amount") {
        let dimensions = [("check.by_staff", Grain::Salesperson), ("check.by_country", Grain::Country)];
        for (key, grain) in dimensions.into_iter().filter(|(_, grain)| focus == Grain::Company && !desk.keys(*grain).is_empty()) {
            rows.push(check(desk, desk.text(key), amount, sum_of(desk, grain)));
        }
        // A salesperson is credited with orders of customers that are now a colleague's, and not with a predecessor's.
        if focus != Grain::Salesperson && !desk.customers.is_empty() {
            let nobody = desk.view.computed.orders.iter().filter(|order| order.customer.is_none()).filter_map(|order| order.amount_base);
            let parts: Vec<f64> = desk.customers.iter().filter_map(|line| line.amount_month).chain(nobody).collect();
            rows.push(check(desk, desk.text("check.by_customer"), amount, (!parts.is_empty()).then(|| parts.iter().sum())));
        }
        if desk.view.computed.orders.is_empty() {
            return checks_list(desk, rows, columns);
        }
        let orders: Vec<f64> = desk.view.computed.orders.iter().filter_map(|order| order.amount_base).collect();
        rows.push(check(desk, desk.text("check.by_order"), amount, (!orders.is_empty()).then(|| orders.iter().sum())));
    }
    checks_list(desk, rows, columns)
}

/// How many of the checks passed.
pub(super) fn checks_heading(desk: &Desk<'_>) -> String {
    let (passed, all) = passed(desk);
    said::heading(desk, "checks", [Some(desk.say("heading.checked", &[("passed", passed.to_string()), ("all", all.to_string())]))])
}

/// How many files with how many rows.
pub(super) fn files_heading(desk: &Desk<'_>) -> String {
    let files = &desk.view.controls.files;
    let rows: u32 = files.iter().map(|file| file.rows_in).sum();
    let told = desk.say("heading.read", &[("files", files.len().to_string()), ("rows", number::grouped(f64::from(rows), 0))]);
    said::heading(desk, "sources", [Some(told).filter(|_| !files.is_empty())])
}

fn checks_list(desk: &Desk<'_>, rows: Vec<Vec<Cell>>, columns: Vec<Column>) -> List {
    List { name: "tbl_checks".into(), alt: desk.text("alt.checks"), columns, rows, total: None }
}

/// Checks passed and made.
pub(super) fn passed(desk: &Desk<'_>) -> (usize, usize) {
    let rows = checks(desk).rows;
    let passed = rows.iter().filter(|row| !matches!(row.last(), Some(Cell::Marked(_, Ink::Bad)))).count();
    (passed, rows.len())
}

/// Sum of the order amount over a grain's keys.
fn sum_of(desk: &Desk<'_>, grain: Grain) -> Option<f64> {
    let values = &desk.view.computed.values;
    let keys = desk.keys(grain);
    let known: Vec<f64> =
        keys.iter().filter_map(|key| values.get("order_amount", desk.view.month, grain, key).and_then(|figure| figure.value)).collect();
    (!known.is_empty()).then(|| known.iter().sum())
}

fn check(desk: &Desk<'_>, name: String, left: f64, right: Option<f64>) -> Vec<Cell> {
    let Some(right) = right else {
        let unknown = || Cell::Unknown(desk.words.get("reason.NO_DATA").to_owned());
        return vec![Cell::text(name), Cell::Number(left), unknown(), unknown(), Cell::text("—")];
    };
    let verdict = if (left - right).abs() < TOLERANCE {
        Cell::Marked(format!("✓ {}", desk.text("passed")), Ink::Good)
    } else {
        Cell::Marked(format!("× {}", desk.text("differs")), Ink::Bad)
    };
    vec![Cell::text(name), Cell::Number(left), Cell::Number(right), Cell::Number(left - right), verdict]
}

/// Files as read: format, fingerprint, rows in and by outcome.
pub(super) fn files(desk: &Desk<'_>) -> List {
    let count = Kind::Number(Unit::Count);
    let columns = vec![
        column(desk, "file", Kind::Prose).within(44.0),
        column(desk, "rows_in", count).summed(),
        column(desk, "rows_used", count).summed(),
        column(desk, "rows_merged", count).summed(),
        column(desk, "verdict", Kind::Word),
        column(desk, "format", Kind::Text),
        column(desk, "rows_rejected", count).summed(),
        column(desk, "rows_ignored", count).summed(),
        column(desk, "sha256", Kind::Code),
    ];
    let mut controls: BTreeMap<&str, &FileControl> = desk.view.controls.files.iter().map(|file| (file.file.as_str(), file)).collect();
    let cells = |file: &str, format: String, sha256: &str, control: Option<&FileControl>| {
        let Some(control) = control else {
            return [
                vec![Cell::text(file)],
                vec![Cell::Blank; 4],
                vec![Cell::text(format)],
                vec![Cell::Blank; 2],
                vec![Cell::text(sha256)],
            ]
            .concat();
        };
        let ties = control.rows_in == control.rows_out.iter().sum::<u32>();
        let (text, ink) = if ties { ("✓", Ink::Good) } else { ("×", Ink::Bad) };
        let verdict = Cell::Marked(format!("{text} {}", desk.text(if ties { "passed" } else { "differs" })), ink);
        let [used, merged, rejected, ignored] = control.rows_out.map(Cell::count);
        let rows_in = Cell::count(control.rows_in);
        vec![Cell::text(file), rows_in, used, merged, verdict, Cell::text(format), rejected, ignored, Cell::text(sha256)]
    };
    let mut rows = Vec::new();
    for file in &desk.view.files {
        let format = match &file.skipped {
            Some(why) => desk.word(&[&format!("finding.{why}.title"), &format!("error.{why}.say"), &format!("reason.row.{why}")], why),
            None => file.format.clone(),
        };
        rows.push(cells(&file.file, format, &file.sha256, controls.remove(file.file.as_str())));
    }
    rows.extend(controls.into_values().map(|control| cells(&control.file, String::new(), "", Some(control))));
    List { name: "tbl_files".into(), alt: desk.text("alt.files"), columns, rows, total: Some(desk.text("total")) }
}

/// Files whose facts came from the book.
pub(super) fn carried(desk: &Desk<'_>) -> List {
    let columns =
        vec![column(desk, "carried", Kind::Text), column(desk, "note", Kind::Text), column(desk, "rows_used", Kind::Number(Unit::Count))];
    let row = |(file, rows): &(String, u32)| vec![Cell::text(file), Cell::text(desk.text("from_book")), Cell::count(*rows)];
    List {
        name: "tbl_carried".into(),
        alt: desk.text("alt.carried"),
        columns,
        rows: desk.view.carried.iter().map(row).collect(),
        total: None,
    }
}

/// Money per currency: read, and by outcome.
pub(super) fn money(desk: &Desk<'_>) -> List {
    let columns = vec![
        column(desk, "control_money", Kind::Text),
        column(desk, "money_in", Kind::Cents),
        column(desk, "money_used", Kind::Cents),
        column(desk, "money_merged", Kind::Cents),
        column(desk, "verdict", Kind::Word),
        column(desk, "money_rejected", Kind::Cents),
        column(desk, "money_ignored", Kind::Cents),
    ];
    let row = |money: &crate::model::view::MoneyControl| {
        let ties = money.micros_in == money.micros_out.iter().sum::<i128>();
        let verdict = if ties {
            Cell::Marked(format!("✓ {}", desk.text("passed")), Ink::Good)
        } else {
            Cell::Marked(format!("× {}", desk.text("differs")), Ink::Bad)
        };
        let currency = if money.currency.is_empty() { desk.text("currency_none") } else { money.currency.clone() };
        let [used, merged, rejected, ignored] = money.micros_out.map(|micros| Cell::Number(micros_to_f64(micros)));
        vec![Cell::text(currency), Cell::Number(micros_to_f64(money.micros_in)), used, merged, verdict, rejected, ignored]
    };
    let rows: Vec<_> = desk.view.controls.money.iter().map(row).collect();
    let alt = desk.say("alt.money", &[("count", number::grouped(number::float(rows.len()), 0))]);
    List { name: "tbl_control_money".into(), alt, columns, rows, total: None }
}
