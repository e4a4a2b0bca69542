//! Money due (应收): what is owed, how late, by whom.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Cell, Kind, List};
use super::{column, origin_columns, subtitle};
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
    let title = desk.say(
        "title.receivables",
        &[
            ("balance", desk.amount(sum(false))),
            ("overdue", desk.amount(sum(true))),
            ("count", lines.iter().filter(|line| is_late(line)).count().to_string()),
        ],
    );
    let mut page = Page::new(desk, Sheet::Receivables, &title, &subtitle(desk))?;
    page.freeze_columns(1);
    page.heading(&desk.text("heading.ages"));
    page.list(desk, &ages(desk))?;
    page.heading(&desk.say("heading.receivables", &[("count", lines.len().to_string())]));
    page.list(desk, &owed(desk))?;
    page.finish()
}

fn is_late(line: &ReceivableLine) -> bool {
    line.overdue_days.is_some_and(|days| days > 0)
}

fn ages(desk: &Desk<'_>) -> List {
    let columns = vec![
        column(desk, "age", Kind::Text),
        column(desk, "balance_base", Kind::Cents).summed().barred(),
        column(desk, "count", Kind::Number(Unit::Count)).summed(),
    ];
    let lines = &desk.view.computed.receivables;
    let row = |id: &str, chosen: &dyn Fn(&ReceivableLine) -> bool| {
        let of: Vec<_> = lines.iter().filter(|line| chosen(line)).collect();
        let money: f64 = of.iter().filter_map(|line| line.balance_base).sum();
        vec![Cell::text(desk.text(&format!("age.{id}"))), Cell::Number(money), Cell::Number(super::super::number::float(of.len()))]
    };
    let mut rows: Vec<_> =
        AGES.iter().map(|(id, from, to)| row(id, &|line| line.overdue_days.is_some_and(|days| (*from..=*to).contains(&days)))).collect();
    rows.push(row("unknown", &|line| line.overdue_days.is_none()));
    List { name: "tbl_ages".into(), alt: desk.text("alt.ages"), columns, rows, total: Some(desk.text("total")) }
}

fn owed(desk: &Desk<'_>) -> List {
    let mut columns = vec![
        column(desk, "customer", Kind::Text),
        column(desk, "balance_base", Kind::Cents).summed().barred(),
        column(desk, "overdue_days", Kind::Ordinal),
        column(desk, "due_on", Kind::Date),
        column(desk, "document_no", Kind::Text),
        column(desk, "owner", Kind::Text),
        column(desk, "balance_entered", Kind::Cents),
        column(desk, "currency", Kind::Word),
    ];
    columns.extend(origin_columns(desk));
    let rows: Vec<_> = desk
        .view
        .computed
        .receivables
        .iter()
        .map(|line| {
            let base = line.balance_base.map_or_else(|| Cell::Unknown(desk.words.get("reason.NO_RATE").to_owned()), Cell::Number);
            let mut cells = vec![
                desk.customer(line.customer.as_deref(), &line.name),
                base,
                line.overdue_days.map_or(Cell::Blank, |days| Cell::Number(i32::try_from(days).map_or(0.0, f64::from))),
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
