//! People (业务员): one line a salesperson and the sum. Signs, no red names: a manager reads it aloud in the meeting.

use rust_xlsxwriter::{ConditionalFormatDataBar, ConditionalFormatDataBarDirection, Formula, Worksheet};

use super::super::desk::{Desk, Sheet};
use super::super::number;
use super::super::table::note;
use super::super::theme::{Ground, Ink, Look, Side};
use super::{LIST_ROW, heading};
use crate::error::Result;
use crate::model::resolved::StaffMember;
use crate::model::{Grain, MetricValue};

const COLUMNS: (u16, u16) = (1, 10);
/// Rows on the page; more salespeople share the last one.
const ROWS: usize = 10;
/// Percent with a verdict's sign, as a number format: the cell stays a number.
const ATTAINMENT: &str = "[>=1]\"✓ \"0%;[<0.8]\"× \"0%;\"○ \"0%";
/// Scaled amounts: no decimals from a thousand, so that a narrow column holds them.
pub(super) const AMOUNT: &str = "[>=1000]#,##0;[<=-1000]-#,##0;#,##0.0";

/// What a column shows.
enum Shown {
    /// An amount in the page's scale; summed.
    Money(&'static str),
    /// A count, or several added; summed.
    Count(&'static [&'static str]),
    /// A share or attainment; the sum's is the company's.
    Rate(&'static str, &'static str),
    /// Change of a metric against the same month last year.
    Change(&'static str),
    /// Observations behind a metric.
    N(&'static str),
}

static SHOWN: [(&str, Shown); 9] = [
    ("amount", Shown::Money("order_amount")),
    ("target", Shown::Money("order_amount_target")),
    ("attainment", Shown::Rate("order_amount_attainment", ATTAINMENT)),
    ("year_on_year", Shown::Change("order_amount")),
    ("new_customers", Shown::Count(&["new_customers"])),
    ("grade_ab", Shown::Count(&["grade_a_count", "grade_b_count"])),
    ("csat", Shown::Rate("csat_share", "0.0%")),
    ("n", Shown::N("csat_share")),
    ("overdue", Shown::Count(&["follow_up_overdue_count"])),
];

/// By salesperson; by country where the edition names nobody.
fn grain(desk: &Desk<'_>) -> Grain {
    if desk.keys(Grain::Salesperson).is_empty() && !desk.keys(Grain::Country).is_empty() { Grain::Country } else { Grain::Salesperson }
}

/// The columns: nobody has a country's target or follow-ups.
fn columns(desk: &Desk<'_>) -> impl Iterator<Item = &'static (&'static str, Shown)> {
    let by_country = grain(desk) == Grain::Country;
    SHOWN.iter().filter(move |(key, _)| !by_country || !matches!(*key, "target" | "attainment" | "overdue"))
}

/// Writes the block; gives the row after it.
pub(super) fn write(sheet: &mut Worksheet, desk: &Desk<'_>) -> Result<u32> {
    let (detail, head) = match grain(desk) {
        Grain::Country => (Sheet::Countries, "people.country"),
        _ => (Sheet::Salespeople, "people.staff"),
    };
    heading(sheet, desk, LIST_ROW, COLUMNS, &message(desk), detail)?;
    let mut keys = desk.keys_by(grain(desk), "order_amount");
    keys.retain(|key| worth_a_line(desk, key));
    if keys.is_empty() {
        return Ok(LIST_ROW + 2);
    }
    let theme = &desk.theme;
    sheet.write_string_with_format(LIST_ROW + 1, COLUMNS.0, desk.text(head), &theme.format(&Look::head(Side::Left).size(9.0)))?;
    for ((key, _), column) in columns(desk).zip(COLUMNS.0 + 1..) {
        let head = Look::head(Side::Right).size(9.0);
        sheet.write_string_with_format(LIST_ROW + 1, column, desk.text(&format!("people.{key}")), &theme.format(&head))?;
    }
    let (shown, rest) = if keys.len() > ROWS { keys.split_at(ROWS - 1) } else { (keys.as_slice(), &[][..]) };
    let first = LIST_ROW + 2;
    let mut row = first;
    for key in shown {
        write_person(sheet, desk, row, key)?;
        row += 1;
    }
    if !rest.is_empty() {
        write_rest(sheet, desk, row, rest)?;
        row += 1;
    }
    if row > first {
        let bar = ConditionalFormatDataBar::new()
            .set_fill_color(theme.tint(0.72))
            .set_solid_fill(true)
            .set_border_off(true)
            .set_direction(ConditionalFormatDataBarDirection::LeftToRight);
        sheet.add_conditional_format(first, COLUMNS.0 + 1, row - 1, COLUMNS.0 + 1, &bar)?;
    }
    write_total(sheet, desk, (first, row), &keys)?;
    Ok(row + 1)
}

/// How many reached their target; without targets, what the team did.
fn message(desk: &Desk<'_>) -> String {
    let keys = desk.keys(Grain::Salesperson);
    let value = |metric: &str, key: &str| {
        desk.view.computed.values.get(metric, desk.view.month, Grain::Salesperson, key).and_then(|figure| figure.value)
    };
    let shares: Vec<f64> = keys.iter().filter_map(|key| value("order_amount_attainment", key)).collect();
    let unit = desk.say(
        "people.unit",
        &[("sign", number::table_scale(desk.words).1.trim().to_owned()), ("currency", desk.view.base_currency.clone())],
    );
    if grain(desk) == Grain::Country {
        let keys = desk.keys_by(Grain::Country, "order_amount");
        let first = keys.first().map(|key| desk.country(key)).unwrap_or_default();
        return desk.say("people.message_countries", &[("count", keys.len().to_string()), ("first", first), ("unit", unit)]);
    }
    if shares.is_empty() {
        let new = desk.now("new_customers").map_or_else(|| "—".to_owned(), |new| number::grouped(new, 0));
        return desk.say("people.message_plain", &[("count", desk.sellers().to_string()), ("new", new), ("unit", unit)]);
    }
    let reached = shares.iter().filter(|share| **share >= 1.0).count();
    desk.say("people.message", &[("reached", reached.to_string()), ("count", shares.len().to_string()), ("unit", unit)])
}

/// Who was there in the month, or has something to show for it: a colleague who left earlier fills no line with dashes.
fn worth_a_line(desk: &Desk<'_>, key: &str) -> bool {
    let view = desk.view;
    let there = |member: &&StaffMember| member.id == *key && (member.active_on(view.month.first()) || member.active_on(view.as_of));
    let counted = |metric: &str| view.computed.values.get(metric, view.month, grain(desk), key).and_then(|figure| figure.value);
    let shows = |shown: &Shown| match shown {
        Shown::Money(metric) => counted(metric).is_some_and(|value| value != 0.0),
        Shown::Count(metrics) => metrics.iter().any(|metric| counted(metric).is_some_and(|value| value != 0.0)),
        _ => false,
    };
    view.staff.iter().any(|member| there(&member)) || SHOWN.iter().any(|(_, shown)| shows(shown))
}

fn body() -> Look {
    Look::body().side(Side::Right).hair()
}

fn write_person(sheet: &mut Worksheet, desk: &Desk<'_>, row: u32, key: &str) -> Result<()> {
    let theme = &desk.theme;
    sheet.set_row_height_pixels(row, 21)?;
    let name = super::super::width::clip(&desk.key_name(grain(desk), key), 9.5);
    sheet.write_string_with_format(row, COLUMNS.0, name, &theme.format(&Look::body().hair()))?;
    let month = desk.view.month;
    let values = &desk.view.computed.values;
    let divisor = number::table_scale(desk.words).0;
    for ((_, shown), column) in columns(desk).zip(COLUMNS.0 + 1..) {
        let (metrics, divisor, format) = match shown {
            Shown::Money(metric) => (std::slice::from_ref(metric), divisor, AMOUNT),
            Shown::Count(metrics) => (*metrics, 1.0, "0"),
            Shown::Rate(metric, format) => (std::slice::from_ref(metric), 1.0, *format),
            Shown::Change(metric) => {
                write_change(sheet, desk, (row, column), key, metric)?;
                continue;
            }
            Shown::N(metric) => {
                let n = values.get(metric, month, grain(desk), key).and_then(|figure| figure.n);
                let format = theme.format(&body().ink(Ink::Muted).number("0"));
                match n {
                    Some(n) => sheet.write_number_with_format(row, column, f64::from(n), &format)?,
                    None => sheet.write_blank(row, column, &format)?,
                };
                continue;
            }
        };
        if let Some(value) = added(desk, metrics, key) {
            sheet.write_number_with_format(row, column, value / divisor, &theme.format(&body().number(format)))?;
        } else {
            sheet.write_string_with_format(row, column, "—", &theme.format(&body().ink(Ink::Muted)))?;
            let figure = metrics.iter().find_map(|metric| values.get(metric, month, grain(desk), key));
            sheet.insert_note(row, column, &note(theme, &desk.reason(figure)))?;
        }
    }
    Ok(())
}

/// The figures of a key added, where all of them are known.
fn added(desk: &Desk<'_>, metrics: &[&str], key: &str) -> Option<f64> {
    metrics.iter().map(|metric| desk.view.computed.values.get(metric, desk.view.month, grain(desk), key)?.value).sum()
}

fn write_change(sheet: &mut Worksheet, desk: &Desk<'_>, at: (u32, u16), key: &str, metric: &str) -> Result<()> {
    let figure = desk.view.computed.values.get(metric, desk.view.month, grain(desk), key);
    let now = figure.and_then(|figure| figure.value);
    let (unit, better) = desk.nature(metric);
    let change =
        now.zip(desk.earlier(metric, grain(desk), key, 12)).and_then(|(now, before)| number::change(desk.words, unit, better, now, before));
    if change.is_none() {
        sheet.insert_note(at.0, at.1, &note(&desk.theme, &no_change(desk, figure)))?;
    }
    let (text, ink) = change.map_or_else(|| ("—".to_owned(), Ink::Muted), |change| (change.text, change.ink));
    sheet.write_string_with_format(at.0, at.1, text, &desk.theme.format(&body().size(9.0).ink(ink)))?;
    Ok(())
}

/// Why a figure has no change: it is unknown itself, or there is nothing to compare it with.
fn no_change(desk: &Desk<'_>, figure: Option<&MetricValue>) -> String {
    match figure {
        Some(MetricValue { value: Some(_), .. }) => desk.words.get("reason.NO_BASE").to_owned(),
        unknown => desk.reason(unknown),
    }
}

/// Everyone who has no row of their own, summed.
fn write_rest(sheet: &mut Worksheet, desk: &Desk<'_>, row: u32, rest: &[String]) -> Result<()> {
    let theme = &desk.theme;
    sheet.set_row_height_pixels(row, 21)?;
    let others = if grain(desk) == Grain::Country { "people.others_countries" } else { "people.others" };
    let name = desk.say(others, &[("count", rest.len().to_string())]);
    sheet.write_string_with_format(row, COLUMNS.0, name, &theme.format(&Look::body().hair().ink(Ink::Muted)))?;
    for ((_, shown), column) in columns(desk).zip(COLUMNS.0 + 1..) {
        let (metrics, divisor, format) = match shown {
            Shown::Money(metric) => (std::slice::from_ref(metric), number::table_scale(desk.words).0, AMOUNT),
            Shown::Count(metrics) => (*metrics, 1.0, "0"),
            _ => {
                sheet.write_blank(row, column, &theme.format(&body()))?;
                continue;
            }
        };
        // A sum of nothing is no zero.
        if rest.iter().any(|key| added(desk, metrics, key).is_some()) {
            sheet.write_number_with_format(row, column, sum(desk, metrics, rest) / divisor, &theme.format(&body().number(format)))?;
        } else {
            sheet.write_string_with_format(row, column, "—", &theme.format(&body().ink(Ink::Muted)))?;
        }
    }
    Ok(())
}

fn sum(desk: &Desk<'_>, metrics: &[&str], keys: &[String]) -> f64 {
    keys.iter().filter_map(|key| added(desk, metrics, key)).sum()
}

/// Sums are live formulas over the rows above; rates are the company's.
fn write_total(sheet: &mut Worksheet, desk: &Desk<'_>, rows: (u32, u32), keys: &[String]) -> Result<()> {
    let theme = &desk.theme;
    let (first, row) = rows;
    if row == first {
        return Ok(());
    }
    sheet.set_row_height_pixels(row, 22)?;
    let look = || Look::body().bold().side(Side::Right).on(Ground::Total);
    sheet.write_string_with_format(row, COLUMNS.0, desk.text("total"), &theme.format(&look().side(Side::Left)))?;
    for ((_, shown), column) in columns(desk).zip(COLUMNS.0 + 1..) {
        let (metrics, divisor, format) = match shown {
            Shown::Money(metric) => (std::slice::from_ref(metric), number::table_scale(desk.words).0, AMOUNT),
            Shown::Count(metrics) => (*metrics, 1.0, "0"),
            Shown::Rate(metric, format) => {
                if let Some(value) = desk.now(metric) {
                    sheet.write_number_with_format(row, column, value, &theme.format(&look().number(*format)))?;
                } else {
                    sheet.write_string_with_format(row, column, "—", &theme.format(&look().ink(Ink::Muted)))?;
                    sheet.insert_note(row, column, &note(theme, &desk.reason(desk.overall(metric, desk.view.month))))?;
                }
                continue;
            }
            Shown::Change(metric) => {
                let (unit, better) = desk.nature(metric);
                let before = desk.before(metric, 12);
                let change = desk.now(metric).zip(before).and_then(|(now, before)| number::change(desk.words, unit, better, now, before));
                if change.is_none() {
                    let figure = desk.overall(metric, desk.view.month);
                    sheet.insert_note(row, column, &note(theme, &no_change(desk, figure)))?;
                }
                let (text, ink) = change.map_or_else(|| ("—".to_owned(), Ink::Muted), |change| (change.text, change.ink));
                sheet.write_string_with_format(row, column, text, &theme.format(&look().size(9.0).ink(ink)))?;
                continue;
            }
            Shown::N(metric) => {
                let n = desk.overall(metric, desk.view.month).and_then(|figure| figure.n);
                match n {
                    Some(n) => {
                        sheet.write_number_with_format(row, column, f64::from(n), &theme.format(&look().ink(Ink::Muted).number("0")))?
                    }
                    None => sheet.write_blank(row, column, &theme.format(&look()))?,
                };
                continue;
            }
        };
        let unknown =
            metrics.iter().map(|metric| desk.overall(metric, desk.view.month)).find(|figure| figure.is_none_or(|of| of.value.is_none()));
        if let Some(company) = unknown {
            // A sum of the parts that are known would look like the whole.
            sheet.write_string_with_format(row, column, "—", &theme.format(&look().ink(Ink::Muted)))?;
            sheet.insert_note(row, column, &note(theme, &desk.reason(company)))?;
            continue;
        }
        let letter = crate::model::origin::column_letters(u32::from(column) + 1);
        let formula = Formula::new(format!("=SUM({letter}{}:{letter}{row})", first + 1))
            .set_result(format!("{}", sum(desk, metrics, keys) / divisor));
        sheet.write_formula_with_format(row, column, formula, &theme.format(&look().number(format)))?;
    }
    Ok(())
}
