//! Results (业绩走势): the month's main figures month by month, behind the charts and sparklines of the summary, and the
//! bridge from last month's order amount to this month's. Unknown is an empty cell, so that a line has a gap there and
//! never falls to zero.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Cell, Column, Kind, List};
use super::{bridge, column, said, subtitle};
use crate::error::Result;

/// Metrics of the series.
const TREND: [&str; 12] = [
    "order_amount",
    "grade_a_count",
    "csat_share",
    "inquiry_reply_24h_share",
    "repurchase_share",
    "receivable_overdue_amount",
    "grade_b_count",
    "grade_c_count",
    "grade_d_count",
    "grade_e_count",
    "grade_none_count",
    "new_customers",
];

/// Metrics of the series that the edition may show, in the order of the columns after the month.
pub(in super::super) fn trend(desk: &Desk<'_>) -> Vec<&'static str> {
    TREND.into_iter().filter(|metric| desk.spec(metric).is_some()).collect()
}

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let bridges = bridge::bridges(desk);
    let title = bridges.first().map_or_else(|| plain_title(desk), |bridge| bridge.sentence(desk));
    let mut page = Page::new(desk, Sheet::Results, &title, &subtitle(desk))?;
    page.freeze_columns(1);
    page.list(desk, &series(desk))?;
    for bridge in &bridges {
        page.new_page();
        page.heading(&bridge.heading(desk));
        page.list(desk, &bridge.list(desk))?;
        page.aside(desk, bridge::HIDDEN, &bridge.data())?;
        page.chart(|name, first| bridge.chart(desk, name, first))?;
    }
    page.finish(desk)
}

/// What the month's figures are, where last month's amount is not known or not shown.
fn plain_title(desk: &Desk<'_>) -> String {
    let told = ["order_amount", "grade_a_count", "csat_share", "repurchase_share"];
    said::named(desk, desk.text("title.results"), told.map(|metric| said::figure(desk, metric)))
}

fn series(desk: &Desk<'_>) -> List {
    let mut columns = vec![column(desk, "month", Kind::Text)];
    let trend = trend(desk);
    columns.extend(trend.iter().map(|metric| Column::new(desk.short(metric), Kind::Number(desk.nature(metric).0))));
    let months = desk.trend_months();
    let rows = months
        .iter()
        .map(|month| {
            let series = trend.iter().map(|metric| Cell::number(desk.overall(metric, *month).and_then(|figure| figure.value)));
            std::iter::once(Cell::text(month.to_string())).chain(series).collect()
        })
        .collect();
    List { name: "tbl_data".into(), alt: desk.text("alt.data"), columns, rows, total: None }
}
