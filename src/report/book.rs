//! Book (工作簿): one workbook from its plan: the sheets in order, its properties and its own mark.

use rust_xlsxwriter::{CalculationMode, DocProperties, ExcelDateTime, Workbook as Book};

use super::desk::Desk;
use super::{Workbook, detail};
use crate::error::{Error, Result};
use crate::model::own::{DEFINED_NAME, PROPERTY};

/// Lays out the workbook of the desk's plan. `name` is its place below the month's folder.
pub(super) fn write(desk: &Desk<'_>, name: String) -> Result<Workbook> {
    let mut book = Book::new();
    book.set_default_format(&desk.theme.default_format(), 22, 64)?;
    let home = desk.plan.home();
    for sheet in &desk.present {
        let mut made = detail::write(desk, *sheet)?;
        made.set_tab_color(if *sheet == home { desk.theme.accent() } else { desk.theme.tint(0.6) });
        if *sheet == home {
            made.set_active(true);
        }
        book.push_worksheet(made);
    }
    let mark = desk.plan.mark(desk.view.month).text();
    seal(desk, &mut book, &mark, name)
}

/// Gives a workbook its mark and properties, and its bytes.
pub(super) fn seal(desk: &Desk<'_>, book: &mut Book, mark: &str, name: String) -> Result<Workbook> {
    // A quote in a string constant is written twice.
    book.define_name(DEFINED_NAME, &format!("=\"{}\"", mark.replace('"', "\"\"")))?;
    book.set_properties(&properties(desk, mark)?);
    book.set_calculation_mode(CalculationMode::Automatic);
    let bytes = book.save_to_buffer()?;
    Ok(Workbook { name, bytes })
}

/// Made "at" the as-of date, so that the same month gives the same bytes.
fn properties(desk: &Desk<'_>, mark: &str) -> Result<DocProperties> {
    let view = desk.view;
    let made = ExcelDateTime::parse_from_str(&view.as_of.to_string()).map_err(Error::internal)?;
    let particulars = [("company", view.company.clone()), ("month", view.month.to_string()), ("recipient", desk.plan.recipient.clone())];
    let title = desk.say(&format!("document.title_{}", desk.plan.kind), &particulars);
    Ok(DocProperties::new()
        .set_title(title.trim())
        .set_subject(desk.text("document.subject"))
        .set_author(format!("clientbook {}", view.version))
        .set_company(view.company.as_str())
        .set_keywords(desk.text("document.keywords"))
        .set_creation_datetime(&made)
        .set_custom_property(PROPERTY, mark))
}
