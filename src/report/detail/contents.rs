//! Contents (目录): what the analysis found, one sentence a sheet, and what is left out with what to record to get it.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Cell, Kind, List};
use super::{column, definitions, subtitle};
use crate::error::Result;

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let found: Vec<Sheet> = desk.present.iter().copied().filter(|sheet| *sheet != Sheet::Contents).collect();
    let title = desk.say("title.contents", &[("month", desk.view.month.to_string()), ("count", found.len().to_string())]);
    let mut page = Page::new(desk, Sheet::Contents, &title, &subtitle(desk))?;
    let columns = vec![column(desk, "left_out", Kind::Text), column(desk, "found", Kind::Prose).within(90.0)];
    let row = |sheet: &Sheet| vec![Cell::Link(desk.sheet_name(*sheet), desk.link(*sheet)), Cell::text(super::title(desk, *sheet))];
    let rows = found.iter().map(row).collect();
    page.list(desk, &List { name: "tbl_contents".into(), alt: desk.text("alt.contents"), columns, rows, total: None })?;
    let missing = definitions::missing(desk);
    if !missing.is_empty() {
        page.heading(&desk.say("heading.left_out", &[("count", missing.len().to_string())]));
        page.list(desk, &definitions::left_out(desk, &missing))?;
    }
    page.finish(desk)
}
