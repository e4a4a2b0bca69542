//! Money due (应收): what is owed, how late, by whom.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Cell, Kind, List, TABLE_ROWS, unique};
use super::parameters::Parameter;
use super::{column, origin_columns, said, subtitle};
use crate::error::Result;
use crate::model::Unit;
use crate::model::view::ReceivableLine;

/// Age classes: id of the words, first and last day past due.
const AGES: [(&str, i64, i64); 5] =
    [("not_due", i64::MIN, 0), ("to_30", 1, 30), ("to_60", 31, 60), ("to_90", 61, 90), ("over_90", 91, i64::MAX)];

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let lines = &desk.view.computed.receivables;
    let sum = |late: bool| lines.iter().filter(|line| !late || is_late(line)).filter_map(|line| line.balance_base).sum::<f64>();
    let told = desk.say(
        "title.receivables",
        &[
            ("balance", desk.amount(sum(false))),
            ("overdue", desk.amount(sum(true))),
            ("count", lines.iter().filter(|line| is_late(line)).count().to_string()),
        ],
    );
    let unknown = lines.iter().filter(|line| line.balance_base.is_none()).count();
    let left_out = (unknown > 0).then(|| desk.say("title.receivables_no_rate", &[("count", unknown.to_string())]));
    let title = [Some(told), left_out].into_iter().flatten().collect::<Vec<_>>().join(&desk.text("semicolon"));
    let mut page = Page::new(desk, Sheet::Receivables, &title, &subtitle(desk))?;
    page.freeze_columns(1);
    let (ages, owed) = (ages(desk), owed(desk));
    page.heading(&said::heading(desk, "ages", [said::most(desk, &ages, 1)]));
    page.list(desk, &ages)?;
    let topic = desk.say("heading.receivables", &[("count", lines.len().to_string())]);
    page.heading(&said::named(desk, topic, [said::most(desk, &owed, 1)]));
    page.list(desk, &owed)?;
    page.finish(desk)
}

fn is_late(line: &ReceivableLine) -> bool {
    line.overdue_days.is_some_and(|days| days > 0)
}

/// Rows up to which the days of each are a formula.
const LIVE_ROWS: usize = 2_000;

/// Days past due: a formula over the report date where that says the same.
fn overdue_days(desk: &Desk<'_>, line: &ReceivableLine, rows: usize) -> Cell {
    let Some(days) = line.overdue_days else { return Cell::Blank };
    let value = i32::try_from(days).map_or(0.0, f64::from);
    let counted = line.due_on.is_some_and(|due| (desk.view.as_of - due).num_days() == days);
    match Parameter::ReportDate.cell(desk).filter(|_| counted && rows <= LIVE_ROWS) {
        Some(today) => {
            let header = desk.text("column.money_due_on");
            let due = &unique(std::iter::once(header.as_str()))[0];
            Cell::Live(format!("={today}-tbl_receivables[[#This Row],[{due}]]"), value)
        }
        None => Cell::Number(value),
    }
}

fn ages(desk: &Desk<'_>) -> List {
    let columns = vec![
        column(desk, "age", Kind::Text),
        column(desk, "balance_base", Kind::Cents).summed().barred(),
        column(desk, "count", Kind::Number(Unit::Count)).summed(),
    ];
    let lines = &desk.view.computed.receivables;
    let is_live = desk.has_parameters() && lines.len() <= TABLE_ROWS;
    let named = |key: &str| {
        let header = desk.text(&format!("column.{key}"));
        format!("tbl_receivables[{}]", unique(std::iter::once(header.as_str()))[0])
    };
    let (days, balances) = (named("overdue_days"), named("balance_base"));
    let row = |id: &str, test: Option<String>, chosen: &dyn Fn(&ReceivableLine) -> bool| {
        let of: Vec<_> = lines.iter().filter(|line| chosen(line)).collect();
        let money: f64 = of.iter().filter_map(|line| line.balance_base).sum();
        let count = super::super::number::float(of.len());
        let label = Cell::text(desk.text(&format!("age.{id}")));
        match test.filter(|_| is_live) {
            Some(test) => {
                let (sum, number) = (format!("=SUMIFS({balances},{test})"), format!("=COUNTIFS({test})"));
                vec![label, Cell::Live(sum, money), Cell::Live(number, count)]
            }
            None => vec![label, Cell::Number(money), Cell::Number(count)],
        }
    };
    let test = |from: i64, to: i64| match (from, to) {
        (i64::MIN, to) => format!("{days},\"<={to}\""),
        (from, i64::MAX) => format!("{days},\">={from}\""),
        (from, to) => format!("{days},\">={from}\",{days},\"<={to}\""),
    };
    let within = |from: i64, to: i64| move |line: &ReceivableLine| line.overdue_days.is_some_and(|days| (from..=to).contains(&days));
    let mut rows: Vec<_> = AGES.iter().map(|(id, from, to)| row(id, Some(test(*from, *to)), &within(*from, *to))).collect();
    rows.push(row("unknown", None, &|line| line.overdue_days.is_none()));
    List { name: "tbl_ages".into(), alt: desk.text("alt.ages"), columns, rows, total: Some(desk.text("total")) }
}

fn owed(desk: &Desk<'_>) -> List {
    let mut columns = vec![
        column(desk, "customer", Kind::Text),
        column(desk, "balance_base", Kind::Cents).summed().barred(),
        column(desk, "overdue_days", Kind::Ordinal).days_late(desk.text("number.days_late")),
        column(desk, "money_due_on", Kind::Date),
        column(desk, "document_no", Kind::Text),
        column(desk, "owner", Kind::Text),
        column(desk, "balance_entered", Kind::Cents),
        column(desk, "currency", Kind::Word),
    ];
    columns.extend(origin_columns(desk));
    let lines = &desk.view.computed.receivables;
    let rows: Vec<_> = lines
        .iter()
        .map(|line| {
            let base = line.balance_base.map_or_else(|| Cell::Unknown(desk.words.get("reason.NO_RATE").to_owned()), Cell::Number);
            let mut cells = vec![
                desk.customer(line.customer.as_deref(), &line.name),
                base,
                overdue_days(desk, line, lines.len()),
                Cell::date(line.due_on),
                Cell::text(&line.no),
                desk.owner(line.owner.as_deref()),
                Cell::Number(line.balance.to_f64()),
                Cell::text(&line.balance.currency),
            ];
            cells.extend(Desk::origin(Some(&line.origin)));
            cells
        })
        .collect();
    let alt = desk.say("alt.receivables", &[("count", rows.len().to_string())]);
    List { name: "tbl_receivables".into(), alt, columns, rows, total: Some(desk.text("total")) }
}
