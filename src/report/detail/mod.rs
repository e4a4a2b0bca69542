//! Detail sheets (明细): one file a sheet. Each takes the desk and gives a finished worksheet.

mod answers;
mod breakdowns;
mod bridge;
mod classes;
mod collisions;
mod concentration;
mod contents;
mod corrections;
mod countries;
mod customers;
mod definitions;
mod dimensions;
mod errand;
mod follow_ups;
mod further;
mod grades;
mod merges;
mod own;
mod parameters;
mod priorities;
mod quality;
mod receivables;
mod results;
mod said;
mod salespeople;
mod satisfaction;
mod service;
mod sources;
mod targets;
mod tasks;
mod to_do;
mod trends;
mod watch_lists;
mod what_if;

pub(super) use bridge::why;
pub(super) use results::trend;

use rust_xlsxwriter::Worksheet;

use super::bulk::Long;
use super::desk::{Desk, Sheet};
use super::table::{Cell, Column, Kind, List};
use crate::error::Result;
use crate::model::{Grain, MetricValue, Month, Unit};

/// Writes a detail sheet.
pub(super) fn write(desk: &Desk<'_>, sheet: Sheet) -> Result<Worksheet> {
    match sheet {
        Sheet::Customers => customers::write(desk),
        Sheet::Salespeople => salespeople::write(desk),
        Sheet::FollowUps => follow_ups::write(desk),
        Sheet::Satisfaction => satisfaction::write(desk),
        Sheet::Countries => countries::write(desk),
        Sheet::Receivables => receivables::write(desk),
        Sheet::Quality => quality::write(desk),
        Sheet::Merges => merges::write(desk),
        Sheet::Definitions => definitions::write(desk),
        Sheet::Results => results::write(desk),
        Sheet::Grades => grades::write(desk),
        Sheet::Contents => contents::write(desk),
        Sheet::Trends => trends::write(desk),
        Sheet::ByStaff => dimensions::by_staff(desk),
        Sheet::Dimensions => dimensions::others(desk),
        Sheet::Watch => watch_lists::write(desk),
        Sheet::Classes => classes::write(desk),
        Sheet::Breakdowns => breakdowns::write(desk),
        Sheet::Service => service::write(desk),
        Sheet::Tasks => tasks::write(desk),
        Sheet::Further => further::write(desk),
        Sheet::Concentration => concentration::write(desk),
        Sheet::Slips => collisions::slips(desk),
        Sheet::Collisions => collisions::write(desk),
        Sheet::ToDo => to_do::write(desk),
        Sheet::Priorities => priorities::write(desk),
        Sheet::Own => own::write(desk),
        Sheet::Orders => own::write_orders(desk),
        Sheet::Corrections => corrections::write(desk),
        Sheet::Summary => super::summary::write(desk),
    }
}

/// What a sheet of the analysis found, as its own title says it; the sheet's name where it has no finding.
fn title(desk: &Desk<'_>, sheet: Sheet) -> String {
    match sheet {
        Sheet::Trends => trends::title(desk),
        Sheet::ByStaff => dimensions::staff_title(desk),
        Sheet::Dimensions => dimensions::others_title(desk),
        Sheet::Watch => watch_lists::title(desk),
        Sheet::Classes => classes::title(desk),
        Sheet::Breakdowns => breakdowns::title(desk),
        Sheet::Service => service::title(desk),
        Sheet::Tasks => tasks::title(desk),
        Sheet::Further => further::title(desk),
        Sheet::Countries => countries::title(desk),
        Sheet::Concentration => concentration::title(desk),
        Sheet::Slips => collisions::slips_title(desk),
        Sheet::Collisions => collisions::title(desk),
        Sheet::Merges => merges::title(desk),
        Sheet::Definitions => definitions::title(desk),
        _ => desk.sheet_name(sheet),
    }
}

/// Checks passed and made.
pub(super) fn checks_passed(desk: &Desk<'_>) -> (usize, usize) {
    sources::passed(desk)
}

/// The lists of a workbook that may be too long for it.
pub(super) fn long_lists<'a>(desk: &'a Desk<'_>) -> Vec<Long<'a>> {
    let mut lists = Vec::new();
    let present = |sheet| desk.present.contains(&sheet);
    if present(Sheet::Salespeople) || present(Sheet::Orders) {
        lists.push(salespeople::orders(desk));
    }
    if present(Sheet::Quality) || present(Sheet::Corrections) {
        lists.push(quality::not_used(desk));
    }
    lists
}

/// Period, currency and version: the subtitle of every list.
pub(super) fn subtitle(desk: &Desk<'_>) -> String {
    desk.say(
        "subtitle_list",
        &[
            ("from", desk.view.month.first().to_string()),
            ("to", desk.view.as_of.to_string()),
            ("currency", desk.view.base_currency.clone()),
        ],
    )
}

/// A column headed by a text of the report.
fn column(desk: &Desk<'_>, key: &str, kind: Kind) -> Column {
    Column::new(desk.text(&format!("column.{key}")), kind)
}

/// The definitions of figures: so wide that most take one line or two, and some two hundred of them a few pages.
fn meaning(desk: &Desk<'_>) -> Column {
    column(desk, "meaning", Kind::Prose).within(62.0)
}

/// The three columns every list ends with: where a row was read. The file comes last, where a long name may run over: lists
/// share their columns with others of the sheet, and those would be as wide.
fn origin_columns(desk: &Desk<'_>) -> [Column; 3] {
    let sheet = column(desk, "sheet", Kind::Text).within(20.0);
    [sheet, column(desk, "row", Kind::Ordinal), column(desk, "file", Kind::Text).within(22.0)]
}

/// Whether the sum over a grain's keys is the company's figure.
fn additive(unit: Unit, metric: &str) -> bool {
    matches!(unit, Unit::Money | Unit::Count) && !metric.starts_with("average")
}

/// A table of metrics with one row a key: metrics unknown for every key are left out.
fn by_key(desk: &Desk<'_>, name: &'static str, grain: Grain, head: (String, &dyn Fn(&str) -> String), metrics: &[&str]) -> List {
    let month = desk.view.month;
    let shown: Vec<&str> = metrics.iter().copied().filter(|metric| desk.any_known(metric, grain)).collect();
    let keys = desk.keys_by(grain, "order_amount");
    let mut columns = vec![Column::new(head.0, Kind::Text)];
    for metric in &shown {
        let unit = desk.nature(metric).0;
        let made = Column::new(desk.short(metric), Kind::Number(unit));
        let made = if additive(unit, metric) { made.summed() } else { made };
        columns.push(if *metric == "order_amount" { made.barred() } else { made });
        if with_n(desk, metric) {
            columns.push(Column::new(n_header(desk, metric), Kind::Number(Unit::Count)));
        }
    }
    let row = |key: &String| {
        let mut cells = vec![Cell::text((head.1)(key))];
        for metric in &shown {
            cells.push(desk.figure(metric, grain, key, month));
            if with_n(desk, metric) {
                cells.push(Cell::number(
                    desk.view.computed.values.get(metric, month, grain, key).and_then(|figure| figure.n).map(f64::from),
                ));
            }
        }
        cells
    };
    let rows: Vec<_> = keys.iter().map(row).collect();
    List {
        name: name.into(),
        alt: desk.say("alt.by_key", &[("count", rows.len().to_string())]),
        columns,
        rows,
        total: Some(desk.text("total")),
    }
}

/// Satisfaction is never shown without the number of answers behind it.
fn with_n(desk: &Desk<'_>, metric: &str) -> bool {
    let counted = |(_, _, _, value): (Month, Grain, &str, &MetricValue)| value.n.is_some();
    matches!(metric, "csat_share" | "csat_mean" | "nps" | "inquiry_reply_24h_share") && desk.view.computed.values.of(metric).any(counted)
}

fn n_header(desk: &Desk<'_>, metric: &str) -> String {
    desk.say("column.n_of", &[("metric", desk.short(metric))])
}
