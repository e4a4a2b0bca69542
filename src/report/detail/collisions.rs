//! Collisions (撞单): customers under two or more salespeople, and expected dates that keep slipping: two ledgers a
//! manager goes through person by person.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Cell, Kind, List};
use super::{column, follow_ups, subtitle};
use crate::error::Result;
use crate::model::Unit;
use crate::model::view::Collision;

/// Writes the collisions.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let mut page = Page::new(desk, Sheet::Collisions, &title(desk), &subtitle(desk))?;
    page.freeze_columns(1);
    page.list(desk, &list(desk))?;
    page.finish(desk)
}

pub(super) fn title(desk: &Desk<'_>) -> String {
    let collisions = &desk.view.computed.collisions;
    let money: f64 = collisions.iter().map(Collision::amount).sum();
    desk.say("title.collisions", &[("count", collisions.len().to_string()), ("amount", desk.amount(money))])
}

/// One row a customer and salesperson, the first to have dealt with the customer first.
fn list(desk: &Desk<'_>) -> List {
    let columns = vec![
        column(desk, "customer", Kind::Text),
        column(desk, "staff", Kind::Text),
        column(desk, "keeper", Kind::Text),
        column(desk, "first_on", Kind::Date),
        column(desk, "last_on", Kind::Date),
        column(desk, "months_active", Kind::Number(Unit::Count)),
        column(desk, "months_shared", Kind::Number(Unit::Count)),
        column(desk, "amount_12m", Kind::Number(Unit::Money)).summed().barred(),
    ];
    // Whoever has the customer in monthly lists alone has months and no day.
    let day = |on: Option<chrono::NaiveDate>| on.map_or_else(|| Cell::Unknown(desk.text("listed_only")), Cell::Date);
    let sides = desk.view.computed.collisions.iter().flat_map(|collision| collision.sides.iter().map(move |side| (collision, side)));
    let rows = sides
        .map(|(collision, side)| {
            vec![
                desk.customer(Some(&collision.customer), &collision.name),
                Cell::text(desk.staff(&side.staff)),
                desk.owner(collision.owner.as_deref()),
                day(side.first_on),
                day(side.last_on),
                Cell::count(side.months),
                Cell::number(u32::try_from(collision.months.len()).ok().map(f64::from)),
                Cell::number(side.amount),
            ]
        })
        .collect();
    List { name: "tbl_collisions".into(), alt: desk.text("alt.collisions"), columns, rows, total: Some(desk.text("total")) }
}

/// Writes the slip ledger.
pub(super) fn slips(desk: &Desk<'_>) -> Result<Worksheet> {
    let mut page = Page::new(desk, Sheet::Slips, &slips_title(desk), &subtitle(desk))?;
    page.pages(1);
    page.freeze_columns(1);
    page.list(desk, &follow_ups::slips(desk))?;
    page.finish(desk)
}

pub(super) fn slips_title(desk: &Desk<'_>) -> String {
    let slips = &desk.view.computed.slips;
    let worst = slips.iter().map(|slip| slip.slip_count).max().unwrap_or(0).to_string();
    desk.say("title.slips", &[("count", slips.len().to_string()), ("worst", worst)])
}
