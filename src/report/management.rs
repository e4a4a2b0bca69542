//! The management workbook (管理层工作簿): its sheets in order, its properties and its own mark.

use rust_xlsxwriter::{CalculationMode, DocProperties, ExcelDateTime, Workbook as Book};

use super::desk::{Desk, Sheet};
use super::{Workbook, detail};
use crate::error::{Error, Result};
use crate::model::own::{DEFINED_NAME, Mark, PROPERTY};

/// What makes the workbook known as ours when it comes back.
pub(super) fn mark(desk: &Desk<'_>) -> Mark {
    Mark { kind: "management".into(), month: desk.view.month.to_string(), edition: "management".into(), recipient: String::new() }
}

/// Writes the workbook.
pub(super) fn write(desk: &Desk<'_>) -> Result<Workbook> {
    let mut book = Book::new();
    book.set_default_format(&desk.theme.default_format(), 22, 64)?;
    for sheet in &desk.present {
        let mut made = detail::write(desk, *sheet)?;
        made.set_tab_color(if *sheet == Sheet::Summary { desk.theme.accent() } else { desk.theme.tint(0.6) });
        if *sheet == Sheet::Summary {
            made.set_active(true);
        }
        book.push_worksheet(made);
    }
    let mark = mark(desk).text();
    book.define_name(DEFINED_NAME, &format!("=\"{mark}\""))?;
    book.set_properties(&properties(desk, &mark)?);
    book.set_calculation_mode(CalculationMode::Automatic);
    let bytes = book.save_to_buffer()?;
    Ok(Workbook { name: format!("management-{}.xlsx", desk.view.month), bytes })
}

/// Made "at" the as-of date, so that the same month gives the same bytes.
fn properties(desk: &Desk<'_>, mark: &str) -> Result<DocProperties> {
    let view = desk.view;
    let made = ExcelDateTime::parse_from_str(&view.as_of.to_string()).map_err(Error::internal)?;
    let title = desk.say("document.title", &[("company", view.company.clone()), ("month", view.month.to_string())]);
    Ok(DocProperties::new()
        .set_title(title.trim())
        .set_subject(desk.text("document.subject"))
        .set_author(format!("clientbook {}", view.version))
        .set_company(view.company.as_str())
        .set_keywords(desk.text("document.keywords"))
        .set_creation_datetime(&made)
        .set_custom_property(PROPERTY, mark))
}
