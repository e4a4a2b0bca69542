//! Trends (趋势): every figure of the catalogue, one row a figure, one column a month. An unknown month is a dash with its
//! reason, so that it never looks like a fall.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Cell, Column, Kind, List};
use super::{column, own, subtitle};
use crate::error::Result;
use crate::model::MetricSpec;

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let (known, unknown) = known(desk);
    let mut page = Page::new(desk, Sheet::Trends, &title(desk), &subtitle(desk))?;
    page.freeze_columns(1);
    page.squeezed();
    page.list(desk, &list(desk, &known))?;
    // So that the months stand above the figures on every printed page.
    page.screen_only();
    if !unknown.is_empty() {
        page.heading(&desk.say("heading.unknown", &[("count", unknown.len().to_string())]));
        page.list(desk, &own::unknown_list(desk, &unknown))?;
    }
    page.finish(desk)
}

pub(super) fn title(desk: &Desk<'_>) -> String {
    let (known, unknown) = known(desk);
    desk.say(
        "title.trends",
        &[("known", known.len().to_string()), ("months", desk.trend_months().len().to_string()), ("unknown", unknown.len().to_string())],
    )
}

/// Figures with a value in any month shown, and the others.
fn known<'a>(desk: &'a Desk<'_>) -> (Vec<&'a MetricSpec>, Vec<&'a MetricSpec>) {
    let months = desk.trend_months();
    let told = desk.view.specs.iter().filter(|spec| spec.grains.contains(&desk.plan.focus.0));
    told.partition(|spec| months.iter().any(|month| desk.overall(spec.id, *month).is_some_and(|figure| figure.value.is_some())))
}

fn list(desk: &Desk<'_>, specs: &[&MetricSpec]) -> List {
    let months = desk.trend_months();
    let mut columns = vec![column(desk, "metric", Kind::Text)];
    columns.extend(months.iter().map(|month| Column::new(month.to_string(), Kind::Ordinal)));
    columns.push(column(desk, "unit", Kind::Word));
    let row = |spec: &&MetricSpec| {
        let mut cells = vec![Cell::text(desk.label(spec.id))];
        cells.extend(months.iter().map(|month| own::measured(desk.own(spec.id, *month), spec)));
        cells.push(Cell::text(desk.text(&format!("unit.{}", super::definitions::unit_id(spec.unit)))));
        cells
    };
    List { name: "tbl_trends".into(), alt: desk.text("alt.trends"), columns, rows: specs.iter().map(row).collect(), total: None }
}
