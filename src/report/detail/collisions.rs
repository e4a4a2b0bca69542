//! Collisions (撞单): customers under two or more salespeople, and expected dates that keep slipping: two ledgers a
//! manager goes through person by person.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Cell, Kind, List};
use super::{column, follow_ups, origin_columns, subtitle};
use crate::error::Result;
use crate::finding;

/// Writes the collisions.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let mut page = Page::new(desk, Sheet::Collisions, &title(desk), &subtitle(desk))?;
    page.freeze_columns(1);
    page.list(desk, &list(desk))?;
    page.finish()
}

pub(super) fn title(desk: &Desk<'_>) -> String {
    desk.say("title.collisions", &[("count", found(desk).count().to_string())])
}

fn found<'a>(desk: &Desk<'a>) -> impl Iterator<Item = &'a finding::Finding> {
    desk.findings.iter().filter(|finding| finding.kind == finding::Kind::OwnersCollide)
}

fn list(desk: &Desk<'_>) -> List {
    let mut columns = vec![column(desk, "say", Kind::Prose).within(70.0), column(desk, "todo", Kind::Prose)];
    columns.extend(origin_columns(desk));
    let row = |finding: &finding::Finding| {
        let mut cells = vec![Cell::text(desk.words.tell(finding, "say")), Cell::text(desk.words.tell(finding, "todo"))];
        cells.extend(Desk::origin(finding.origin.as_ref()));
        cells
    };
    List { name: "tbl_collisions", alt: desk.text("alt.collisions"), columns, rows: found(desk).map(row).collect(), total: None }
}

/// Writes the slip ledger.
pub(super) fn slips(desk: &Desk<'_>) -> Result<Worksheet> {
    let mut page = Page::new(desk, Sheet::Slips, &slips_title(desk), &subtitle(desk))?;
    page.freeze_columns(1);
    page.list(desk, &follow_ups::slips(desk))?;
    page.finish()
}

pub(super) fn slips_title(desk: &Desk<'_>) -> String {
    let slips = &desk.view.computed.slips;
    let worst = slips.iter().map(|slip| slip.slip_count).max().unwrap_or(0).to_string();
    desk.say("title.slips", &[("count", slips.len().to_string()), ("worst", worst)])
}
