//! Proof (迁移报告): what was read and what became of it, file by file and currency by currency; how each column was understood;
//! what a person still has to decide.

use std::collections::BTreeSet;

use rust_xlsxwriter::{Workbook as Book, Worksheet};

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Cell, Column, Kind, List};
use super::super::{Workbook, detail};
use super::{Migration, changes, ledgers, tables};
use crate::error::Result;
use crate::finding::{Finding, Severity};
use crate::model::money::{self, micros_to_f64};
use crate::model::{Entity, Money, Unit};

/// Differences shown; the rest is counted in the title.
pub(super) const SHOWN: usize = 5_000;

/// Writes `migration-report.xlsx`.
pub(super) fn write(mut desk: Desk<'_>, of: &Migration<'_>) -> Result<Workbook> {
    desk.present = vec![Sheet::Summary, Sheet::Quality, Sheet::Merges];
    let mut book = Book::new();
    book.set_default_format(&desk.theme.default_format(), 22, 64)?;
    let mut sheets = vec![summary(&desk, of)?, tables::files(&desk, of.sheets)?, tables::money(&desk, of.sheets)?];
    sheets.push(tables::mapping(&desk)?);
    sheets.push(ledgers::repairs(&desk, of.repairs)?);
    sheets.push(detail::write(&desk, Sheet::Quality)?);
    if !desk.view.merges.is_empty() || !desk.view.review.is_empty() {
        sheets.push(detail::write(&desk, Sheet::Merges)?);
    }
    if !of.collisions.is_empty() {
        sheets.push(ledgers::collisions(&desk, of.collisions)?);
    }
    if !of.conflicts.is_empty() {
        sheets.push(ledgers::conflicts(&desk, of.conflicts)?);
    }
    let corrections = ledgers::corrections_of(&desk);
    if !corrections.is_empty() {
        sheets.push(ledgers::corrections(&desk, &corrections)?);
    }
    sheets.push(changes::completeness(&desk, of)?);
    sheets.push(changes::changes(&desk, of)?);
    for (place, mut sheet) in sheets.into_iter().enumerate() {
        sheet.set_active(place == 0);
        book.push_worksheet(sheet);
    }
    super::dated("migration-report.xlsx", book, desk.view.month)
}

pub(super) fn text(desk: &Desk<'_>, key: &str) -> String {
    desk.words.get(&format!("migration.{key}")).to_owned()
}

pub(super) fn say(desk: &Desk<'_>, key: &str, particulars: &[(&str, String)]) -> String {
    desk.words.say(&format!("migration.{key}"), particulars)
}

pub(super) fn column(desk: &Desk<'_>, key: &str, kind: Kind) -> Column {
    Column::new(text(desk, &format!("column.{key}")), kind)
}

pub(super) fn alt(desk: &Desk<'_>, key: &str, rows: usize) -> String {
    say(desk, "alt.list", &[("what", text(desk, &format!("sheet.{key}"))), ("count", rows.to_string())])
}

/// Rows by outcome over all files.
fn outcomes(desk: &Desk<'_>) -> [u64; 4] {
    let mut sums = [0; 4];
    for file in &desk.view.controls.files {
        sums.iter_mut().zip(file.rows_out).for_each(|(sum, rows)| *sum += u64::from(rows));
    }
    sums
}

pub(super) fn subtitle(desk: &Desk<'_>) -> String {
    let [used, merged, rejected, ignored] = outcomes(desk).map(|rows| rows.to_string());
    let sheets: usize = desk.view.files.iter().map(|file| file.sheets.len()).sum();
    let files = desk.view.files.len().to_string();
    say(
        desk,
        "report.subtitle",
        &[
            ("files", files),
            ("sheets", sheets.to_string()),
            ("used", used),
            ("merged", merged),
            ("rejected", rejected),
            ("ignored", ignored),
        ],
    )
}

fn customers(of: &Migration<'_>) -> usize {
    of.master.get(&Entity::Customer).map_or(0, polars::prelude::DataFrame::height)
}

/// Title sentence, the numbers at a glance, and what is still to decide.
fn summary(desk: &Desk<'_>, of: &Migration<'_>) -> Result<Worksheet> {
    let sums = outcomes(desk);
    let count = |number: usize| Cell::Number(super::super::number::float(number));
    let total: u64 = sums.iter().sum();
    let title = say(desk, "report.title", &[("rows", total.to_string()), ("customers", customers(of).to_string())]);
    let mut page = Page::titled(desk, &desk.sheet_name(Sheet::Summary), &title, &subtitle(desk))?;
    let master = of.master.get(&Entity::Customer).map(crate::model::frame::Rows::of);
    let in_events =
        master.map_or(0, |rows| (0..rows.len()).filter(|row| !matches!(rows.text("found_in", *row), Some("customer" | "contact"))).count());
    let decide: BTreeSet<String> =
        desk.findings.iter().filter(|finding| finding.kind.severity() == Severity::Decide).map(Finding::key).collect();
    let repaired = of.repairs.iter().map(|repair| repair.count).sum();
    let items = [
        ("rows", usize::try_from(total).unwrap_or(usize::MAX)),
        ("files", desk.view.files.len()),
        ("customers", customers(of)),
        ("customers_events", in_events),
        ("duplicates", usize::try_from(sums[1]).unwrap_or(usize::MAX)),
        ("merges", desk.view.merges.len()),
        ("review", desk.view.review.len()),
        ("collisions", of.collisions.len()),
        ("conflicts", of.conflicts.len()),
        ("repaired", repaired),
        ("rejected", usize::try_from(sums[2]).unwrap_or(usize::MAX)),
        ("decide", decide.len()),
    ];
    let columns = vec![Column::new(text(desk, "item.item"), Kind::Text), Column::new(text(desk, "item.value"), Kind::Number(Unit::Count))];
    let rows: Vec<_> = items.into_iter().map(|(key, number)| vec![Cell::text(text(desk, &format!("item.{key}"))), count(number)]).collect();
    page.heading(&text(desk, "report.summary_heading"));
    page.list(desk, &List { name: "summary".into(), alt: alt(desk, "files", rows.len()), columns, rows, total: None })?;
    page.heading(&text(desk, "report.decide_heading"));
    let list = to_decide(desk, of);
    page.note(desk, &text(desk, if list.rows.is_empty() { "report.nothing" } else { "report.decide_note" }))?;
    page.list(desk, &list)?;
    page.finish(desk)
}

/// What a person must decide, most money first, one line a question. A question about a customer is worth its orders.
fn to_decide(desk: &Desk<'_>, of: &Migration<'_>) -> List {
    let open = desk.findings.iter().filter(|finding| finding.kind.severity() == Severity::Decide);
    let mut open: Vec<(Stake, &Finding)> = open.map(|finding| (Stake::of(finding, of), finding)).collect();
    open.sort_by(|a, b| b.0.base.cmp(&a.0.base).then_with(|| a.0.money.is_empty().cmp(&b.0.money.is_empty())).then_with(|| a.1.cmp(b.1)));
    let columns = vec![
        column(desk, "problem", Kind::Prose),
        column(desk, "todo", Kind::Prose),
        column(desk, "at_stake", Kind::Prose),
        column(desk, "where", Kind::Code),
    ];
    let rows: Vec<_> = open
        .into_iter()
        .take(SHOWN)
        .map(|(stake, finding)| {
            vec![
                Cell::text(desk.words.tell(finding, "say")),
                Cell::text(desk.words.tell(finding, "todo")),
                Cell::text(stake.said(desk)),
                Cell::text(finding.origin.as_ref().map(|origin| desk.place(origin)).unwrap_or_default()),
            ]
        })
        .collect();
    List { name: "to_decide".into(), alt: alt(desk, "findings", rows.len()), columns, rows, total: None }
}

/// What a question is worth: amounts by currency, and all of them in base currency.
struct Stake {
    money: Vec<Money>,
    /// `None` where a currency has no rate: such a question comes after those whose worth is known.
    base: Option<i128>,
}

impl Stake {
    fn of(finding: &Finding, of: &Migration<'_>) -> Self {
        let worth = |money: &[Money]| -> Option<i128> {
            let base = |money: &Money| Some(money::round_half_even(money.micros.abs() * of.rates.get(&money.currency)?, money::MICROS));
            if money.is_empty() { None } else { money.iter().map(base).sum() }
        };
        let particulars = finding.args.iter().filter(|(key, _)| matches!(*key, "name" | "left" | "right" | "customer"));
        let named = || particulars.filter_map(|(_, name)| of.worth.get(name)).max_by_key(|money| worth(money)).cloned();
        let money = finding.money.clone().map(|money| vec![money]).or_else(named).unwrap_or_default();
        let base = worth(&money);
        Self { money, base }
    }

    /// `EUR 12,300 · USD 500`.
    fn said(&self, desk: &Desk<'_>) -> String {
        let one = |money: &Money| {
            let currency = if money.currency.is_empty() { "?" } else { &money.currency };
            format!("{currency} {}", super::super::number::grouped(micros_to_f64(money.micros), 0))
        };
        let mut said = self.money.iter().map(one).collect::<Vec<_>>().join(" · ");
        if self.base.is_none() && !self.money.is_empty() {
            said.push_str(&text(desk, "report.no_rate"));
        }
        said
    }
}
