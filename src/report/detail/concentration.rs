//! Concentration (集中度): how much of the twelve months hangs on how few customers.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::number;
use super::super::page::Page;
use super::super::table::{Cell, Kind, List};
use super::{column, subtitle};
use crate::error::Result;
use crate::model::Unit;
use crate::model::view::CustomerLine;

/// Customers listed one by one; the rest is one row.
const SHOWN: usize = 50;

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let mut page = Page::new(desk, Sheet::Concentration, &title(desk), &subtitle(desk))?;
    page.pages(1);
    page.freeze_columns(2);
    page.list(desk, &list(desk))?;
    page.finish(desk)
}

/// Customers with twelve-month money, most first, and the whole.
fn buyers<'a>(desk: &Desk<'a>) -> (Vec<(&'a CustomerLine, f64)>, f64) {
    let known = desk.customers.iter().filter_map(|line| Some((*line, line.amount_12m.filter(|amount| *amount > 0.0)?)));
    let buyers: Vec<_> = known.collect();
    let all = buyers.iter().map(|(_, amount)| amount).sum();
    (buyers, all)
}

pub(super) fn title(desk: &Desk<'_>) -> String {
    let (buyers, all) = buyers(desk);
    let of = |count: usize| number::show(desk.words, Unit::Share, buyers.iter().take(count).map(|(_, amount)| amount).sum::<f64>() / all);
    let first = buyers.first().map(|(line, _)| line.name.clone()).unwrap_or_default();
    let mut run = 0.0;
    let half = buyers.iter().position(|(_, amount)| {
        run += amount;
        run >= all / 2.0
    });
    desk.say(
        "title.concentration",
        &[
            ("count", buyers.len().to_string()),
            ("first", first),
            ("top1", of(1)),
            ("top5", of(5)),
            ("half", half.map_or(0, |place| place + 1).to_string()),
        ],
    )
}

fn list(desk: &Desk<'_>) -> List {
    let (buyers, all) = buyers(desk);
    let share = Kind::Number(Unit::Share);
    let columns = vec![
        column(desk, "rank", Kind::Ordinal),
        column(desk, "customer", Kind::Text),
        column(desk, "country", Kind::Text),
        column(desk, "owner", Kind::Text),
        column(desk, "amount_12m", Kind::Number(Unit::Money)).barred(),
        column(desk, "share", share),
        column(desk, "share_running", share),
        column(desk, "grade", Kind::Word),
        column(desk, "last_order", Kind::Date),
    ];
    let mut run = 0.0;
    let mut rows: Vec<Vec<Cell>> = buyers
        .iter()
        .take(SHOWN)
        .zip(1_u32..)
        .map(|((line, amount), rank)| {
            run += amount;
            vec![
                Cell::count(rank),
                desk.customer(Some(&line.id), &line.name),
                line.country.as_deref().map_or(Cell::Blank, |code| Cell::text(desk.country(code))),
                desk.owner(line.owner.as_deref()),
                Cell::Number(*amount),
                Cell::Number(amount / all),
                Cell::Number(run / all),
                Desk::grade(line.grade),
                Cell::date(line.last_order_on),
            ]
        })
        .collect();
    if buyers.len() > SHOWN {
        let rest: f64 = buyers.iter().skip(SHOWN).map(|(_, amount)| amount).sum();
        let label = desk.say("others_customers", &[("count", (buyers.len() - SHOWN).to_string())]);
        let mut row = vec![Cell::Blank, Cell::text(label), Cell::Blank, Cell::Blank, Cell::Number(rest)];
        row.extend([Cell::Number(rest / all), Cell::Number(1.0), Cell::Blank, Cell::Blank]);
        rows.push(row);
    }
    List { name: "tbl_concentration".into(), alt: desk.text("alt.concentration"), columns, rows, total: None }
}
