//! Data (数据): the series behind the charts and sparklines of the summary, one row a month. Unknown is an empty cell,
//! so that a line has a gap there and never falls to zero.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Cell, Column, Kind, List};
use super::{column, subtitle};
use crate::error::Result;

/// Metrics of the series, in the order of the columns after the month.
pub(in super::super) const TREND: [&str; 12] = [
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

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let mut page = Page::new(desk, Sheet::Data, &desk.text("title.data"), &subtitle(desk))?;
    page.freeze_columns(1);
    let mut columns = vec![column(desk, "month", Kind::Text)];
    columns.extend(TREND.iter().map(|metric| Column::new(desk.short(metric), Kind::Number(desk.nature(metric).0))));
    columns.push(column(desk, "month_of_year", Kind::Word));
    let months = desk.trend_months();
    let rows = months
        .iter()
        .map(|month| {
            let series = TREND.iter().map(|metric| Cell::number(desk.company(metric, *month).and_then(|figure| figure.value)));
            let label = Cell::text(desk.text(&format!("month_short.{}", month.number())));
            std::iter::once(label).chain(series).chain([Cell::text(month.to_string())]).collect()
        })
        .collect();
    page.list(desk, &List { name: "tbl_data", alt: desk.text("alt.data"), columns, rows, total: None })?;
    page.finish()
}
