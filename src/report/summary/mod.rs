//! Summary (总览): the month on one screen and one A4 page: a sentence, six tiles, two charts, the salespeople (in the
//! workbook of a country its largest customers), and whom to contact first.
//!
//! The page is a grid of eighteen equal columns; a tile takes three. Lists here are plain ranges on that grid; the real
//! tables stand on their own sheets, one click away.

mod act_now;
mod charts;
mod customers;
mod headline;
mod people;
mod tiles;

use rust_xlsxwriter::{Url, Worksheet};

use super::desk::{Desk, Sheet};
use super::edition::Edition;
use super::page::{fitting, protect};
use super::print;
use super::theme::{Ground, Ink, Look, Side};
use crate::error::Result;

/// Grid: columns and their width in pixels.
const COLUMNS: u16 = 18;
const COLUMN_PIXELS: u32 = 62;

/// Rows of the grid, from 0, with heights in pixels.
const HEIGHTS: [(u32, u32); 20] = [
    (0, 34),
    (1, 18),
    (2, 20),
    (3, 6),
    (4, 22),
    (5, 36),
    (6, 19),
    (7, 19),
    (8, 21),
    (9, 8),
    (10, 25),
    (11, 38),
    (12, 38),
    (13, 38),
    (14, 38),
    (15, 38),
    (16, 38),
    (17, 6),
    (18, 25),
    (19, 24),
];
const WHY_ROW: u32 = 3;
const TILE_ROW: u32 = 4;
const CHART_ROW: u32 = 10;
const LIST_ROW: u32 = 18;

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let mut sheet = Worksheet::new();
    sheet.set_default_format(&desk.theme.default_format(), 22, 64)?;
    sheet.set_name(desk.sheet_name(Sheet::Summary))?;
    sheet.set_column_width_pixels(0, 10)?;
    sheet.set_column_range_width_pixels(1, COLUMNS, COLUMN_PIXELS)?;
    for (row, height) in HEIGHTS {
        sheet.set_row_height_pixels(row, height)?;
    }
    print::set_up(&mut sheet, desk, 1);
    sheet.set_print_center_horizontally(true);
    sheet.set_zoom(90);
    title(&mut sheet, desk)?;
    why(&mut sheet, desk)?;
    tiles::write(&mut sheet, desk)?;
    charts::write(&mut sheet, desk)?;
    let people_end =
        if desk.plan.edition == Edition::Country { customers::write(&mut sheet, desk)? } else { people::write(&mut sheet, desk)? };
    let act_end = act_now::write(&mut sheet, desk)?;
    let end = people_end.max(act_end);
    footer(&mut sheet, desk, end)?;
    sheet.set_print_area(0, 0, end, COLUMNS)?;
    protect(&mut sheet);
    sheet.set_selection(0, 0, 0, 0)?;
    Ok(sheet)
}

/// The sentence, what it is about, and who handed in.
fn title(sheet: &mut Worksheet, desk: &Desk<'_>) -> Result<()> {
    let sentence = headline::sentence(desk);
    let size = fitting(&sentence, 18.0, f64::from(COLUMN_PIXELS) * f64::from(COLUMNS) - 10.0);
    sheet.write_string_with_format(0, 1, &sentence, &desk.theme.format(&Look::body().size(size).bold()))?;
    let view = desk.view;
    let about = desk.say(
        "subtitle",
        &[
            ("company", view.company.clone()),
            ("from", view.month.first().to_string()),
            ("to", view.month.last().to_string()),
            ("as_of", view.data_until.to_string()),
            ("currency", view.base_currency.clone()),
            ("state", desk.text(if view.closed { "closed_month" } else { "draft" })),
        ],
    );
    sheet.write_string_with_format(1, 1, about.trim_start_matches([' ', '│']), &desk.theme.format(&Look::note()))?;
    let (line, missing) = hand_in_line(desk);
    if line.is_empty() {
        if !desk.plan.recipient.is_empty() {
            sheet.write_string_with_format(2, 1, desk.for_whom(), &desk.theme.format(&Look::note()))?;
        }
        return Ok(());
    }
    let look = Look::note().link();
    let look = if missing { look.ink(Ink::Bad).on(Ground::Warn) } else { look };
    for column in 1..=COLUMNS {
        sheet.write_blank(2, column, &desk.theme.format(&if missing { Look::note().on(Ground::Warn) } else { Look::note() }))?;
    }
    let url = Url::new(desk.link(Sheet::Quality)).set_text(format!("{line} ›"));
    sheet.write_url_with_format(2, 1, url, &desk.theme.format(&look))?;
    Ok(())
}

/// Why the month is as it is, with its details one click away.
fn why(sheet: &mut Worksheet, desk: &Desk<'_>) -> Result<()> {
    let Some(text) = super::detail::why(desk).filter(|_| desk.present.contains(&Sheet::Results)) else { return Ok(()) };
    sheet.set_row_height_pixels(WHY_ROW, 26)?;
    let pixels = f64::from(COLUMN_PIXELS) * f64::from(COLUMNS) - 10.0;
    let text = format!("{text} ›");
    let size = fitting(&text, 10.0, pixels);
    let shown = super::width::clip(&text, pixels / (0.7 * size));
    let url = Url::new(desk.link(Sheet::Results)).set_text(shown);
    sheet.write_url_with_format(WHY_ROW, 1, url, &desk.theme.format(&Look::body().size(size).link().ink(Ink::Normal)))?;
    Ok(())
}

/// Hand-in status as one sentence, and whether something is missing.
pub(super) fn hand_in_line(desk: &Desk<'_>) -> (String, bool) {
    let lines = &desk.view.computed.hand_ins;
    let staff: std::collections::BTreeSet<&str> = lines.iter().map(|line| line.staff.as_str()).collect();
    if staff.is_empty() {
        return (String::new(), false);
    }
    let missing: Vec<_> = lines.iter().filter(|line| line.state == "missing").collect();
    let late: std::collections::BTreeSet<&str> = missing.iter().map(|line| line.staff.as_str()).collect();
    let unchanged = lines.iter().filter(|line| line.state == "unchanged").count();
    let mut parts = vec![desk.say(
        if late.is_empty() { "hand_in.all" } else { "hand_in.some" },
        &[("done", (staff.len() - late.len()).to_string()), ("all", staff.len().to_string())],
    )];
    let tables: std::collections::BTreeSet<_> = missing.iter().map(|line| line.entity).collect();
    for entity in tables {
        let count = missing.iter().filter(|line| line.entity == entity).count();
        let table = desk.words.get(&format!("entity.{}", entity.id())).to_owned();
        parts.push(desk.say("hand_in.lacking", &[("table", table), ("count", count.to_string())]));
    }
    if unchanged > 0 {
        parts.push(desk.say("hand_in.same", &[("count", unchanged.to_string())]));
    }
    (parts.join(&desk.text("semicolon")), !late.is_empty())
}

/// How many checks passed, and where the definitions are, at the foot of the page.
fn footer(sheet: &mut Worksheet, desk: &Desk<'_>, row: u32) -> Result<()> {
    let (passed, all) = super::detail::checks_passed(desk);
    let (sign, ink) = if passed == all { ("✓", Ink::Good) } else { ("×", Ink::Bad) };
    let text = format!("{sign} {}", desk.say("foot", &[("passed", passed.to_string()), ("all", all.to_string())]));
    let url = Url::new(desk.link(Sheet::Definitions)).set_text(text);
    sheet.write_url_with_format(row, 1, url, &desk.theme.format(&Look::note().link().ink(ink)))?;
    Ok(())
}

/// The row of column heads under a block's heading, each by its place from the block's first column; gives the row after it.
fn column_heads<const N: usize>(
    sheet: &mut Worksheet,
    desk: &Desk<'_>,
    columns: (u16, u16),
    heads: [(u16, String, Side); N],
) -> Result<u32> {
    let (theme, row) = (&desk.theme, LIST_ROW + 1);
    for column in columns.0..=columns.1 {
        sheet.write_blank(row, column, &theme.format(&Look::head(Side::Left)))?;
    }
    for (place, text, side) in heads {
        sheet.write_string_with_format(row, columns.0 + place, text, &theme.format(&Look::head(side).size(9.0)))?;
    }
    Ok(row + 1)
}

/// A block's heading over some columns, as a link to its detail.
fn heading(sheet: &mut Worksheet, desk: &Desk<'_>, row: u32, columns: (u16, u16), text: &str, to: Sheet) -> Result<()> {
    let look = Look::heading();
    for column in columns.0..=columns.1 {
        sheet.write_blank(row, column, &desk.theme.format(&look))?;
    }
    let pixels = f64::from(COLUMN_PIXELS) * f64::from(columns.1 - columns.0 + 1) - 6.0;
    let text = format!("{text} ›");
    let size = fitting(&text, 11.0, pixels);
    let room = pixels / (0.7 * size);
    let shown = if super::width::printed(&text) <= room { text } else { super::width::clip(&text, room) };
    let url = Url::new(desk.link(to)).set_text(shown);
    sheet.write_url_with_format(row, columns.0, url, &desk.theme.format(&look.size(size)))?;
    Ok(())
}
