//! Act now (先跟进): the due follow-ups with most money at stake, each a link to the customer's row.

use std::collections::BTreeSet;

use rust_xlsxwriter::{Url, Worksheet};

use super::super::desk::{Desk, Sheet};
use super::super::number;
use super::super::table::{Cell, clean};
use super::super::theme::{Ground, Ink, Look, Side};
use super::super::width::clip;
use super::{COLUMNS as GRID, LIST_ROW, column_heads, heading};
use crate::error::Result;
use crate::model::view::{FollowUpLine, Grade};

const COLUMNS: (u16, u16) = (12, GRID);
/// Places of grade, money and days after the name, and the owner between.
const OWNER: u16 = 3;
const GRADE: u16 = 4;
const MONEY: u16 = 5;
const DAYS: u16 = 6;
/// Customer's name takes three columns.
const NAME_WIDTH: f64 = 27.0;
/// The owner's takes one.
const OWNER_WIDTH: f64 = 9.5;

/// Writes the block; gives the row after it.
pub(super) fn write(sheet: &mut Worksheet, desk: &Desk<'_>) -> Result<u32> {
    if !desk.plan.sheets.contains(&Sheet::FollowUps) {
        return grades(sheet, desk);
    }
    let lines = chosen(desk);
    heading(sheet, desk, LIST_ROW, COLUMNS, &message(desk, &lines), Sheet::FollowUps)?;
    if lines.is_empty() {
        return Ok(LIST_ROW + 2);
    }
    let money = desk.say("act_now.money", &[("sign", number::table_scale(desk.words).1.trim().to_owned())]);
    let heads = [
        (0, desk.text("act_now.customer"), Side::Left),
        (OWNER, desk.text("people.staff"), Side::Left),
        (GRADE, desk.text("column.grade"), Side::Centre),
        (MONEY, money, Side::Right),
        (DAYS, desk.text("act_now.late"), Side::Right),
    ];
    let mut row = column_heads(sheet, desk, COLUMNS, heads)?;
    for line in lines {
        write_line(sheet, desk, row, line)?;
        row += 1;
    }
    Ok(row)
}

/// Where nobody may be named: the customers of each grade, this month and last.
fn grades(sheet: &mut Worksheet, desk: &Desk<'_>) -> Result<u32> {
    heading(sheet, desk, LIST_ROW, COLUMNS, &desk.text("act_now.grades"), Sheet::Grades)?;
    let theme = &desk.theme;
    let heads =
        [(0, "grade", Side::Left), (GRADE, "last_month", Side::Right), (MONEY, "this_month", Side::Right), (DAYS, "change", Side::Right)]
            .map(|(place, key, side)| (place, desk.text(&format!("column.{key}")), side));
    let mut row = column_heads(sheet, desk, COLUMNS, heads)?;
    for (metric, label) in Grade::ALL
        .iter()
        .map(|grade| (format!("grade_{}_count", grade.letter().to_lowercase()), desk.text(&format!("grade.{}", grade.letter()))))
        .chain([("grade_none_count".to_owned(), desk.text("grade.none"))])
    {
        sheet.set_row_height_pixels(row, 21)?;
        for column in COLUMNS.0..=COLUMNS.1 {
            sheet.write_blank(row, column, &theme.format(&Look::body().hair()))?;
        }
        sheet.write_string_with_format(row, COLUMNS.0, label, &theme.format(&Look::body().hair()))?;
        let look = || Look::body().side(Side::Right).hair();
        let (before, now) = (desk.before(&metric, 1), desk.now(&metric));
        for (place, value) in [(GRADE, before), (MONEY, now)] {
            match value {
                Some(value) => sheet.write_number_with_format(row, COLUMNS.0 + place, value, &theme.format(&look().number("0")))?,
                None => sheet.write_string_with_format(row, COLUMNS.0 + place, "—", &theme.format(&look().ink(Ink::Muted)))?,
            };
        }
        let (unit, better) = desk.nature(&metric);
        let change = now.zip(before).and_then(|(now, before)| number::change(desk.words, unit, better, now, before));
        let (text, ink) = change.map_or_else(|| ("—".to_owned(), Ink::Muted), |change| (change.text, change.ink));
        sheet.write_string_with_format(row, COLUMNS.0 + DAYS, text, &theme.format(&look().size(9.0).ink(ink)))?;
        row += 1;
    }
    Ok(row)
}

/// One line a customer, due ones first, then by money at stake.
fn chosen<'a>(desk: &Desk<'a>) -> Vec<&'a FollowUpLine> {
    let mut lines = desk.due();
    // Without need there is nothing to win by calling; late money of such a customer stands on its own sheet.
    lines.retain(|line| line.grade != Some(Grade::E));
    let mut seen = BTreeSet::new();
    lines.retain(|line| seen.insert(line.customer.as_str()));
    lines.truncate(desk.policy.report.act_now_rows);
    lines
}

fn message(desk: &Desk<'_>, lines: &[&FollowUpLine]) -> String {
    if lines.is_empty() {
        return desk.text("act_now.nobody");
    }
    let money: f64 = lines.iter().filter_map(|line| line.at_stake).sum();
    desk.say("act_now.message", &[("count", lines.len().to_string()), ("amount", desk.amount(money))])
}

fn write_line(sheet: &mut Worksheet, desk: &Desk<'_>, row: u32, line: &FollowUpLine) -> Result<()> {
    let theme = &desk.theme;
    sheet.set_row_height_pixels(row, 21)?;
    let look = || Look::body().hair();
    for column in COLUMNS.0..=COLUMNS.1 {
        sheet.write_blank(row, column, &theme.format(&look()))?;
    }
    let name = clip(&clean(&line.name), NAME_WIDTH);
    if let Cell::Link(_, place) = desk.customer(Some(&line.customer), &line.name) {
        let tip = format!("{} · {}", clip(&clean(&line.name), 160.0), desk.staff(line.owner.as_deref().unwrap_or("")));
        let url = Url::new(place).set_text(name.as_str()).set_tip(tip.chars().take(250).collect::<String>());
        sheet.write_url_with_format(row, COLUMNS.0, url, &theme.format(&look().link().quoted(&name)))?;
    } else {
        sheet.write_string_with_format(row, COLUMNS.0, &name, &theme.format(&look().quoted(&name)))?;
    }
    let owner = line.owner.as_deref().map(|id| clip(&desk.staff(id), OWNER_WIDTH)).unwrap_or_default();
    if !owner.is_empty() {
        sheet.write_string_with_format(row, COLUMNS.0 + OWNER, &owner, &theme.format(&look().quoted(&owner)))?;
    }
    if let Some(grade) = line.grade {
        sheet.write_string_with_format(
            row,
            COLUMNS.0 + GRADE,
            grade.letter(),
            &theme.format(&look().bold().side(Side::Centre).on(Ground::Grade(grade))),
        )?;
    }
    if let Some(money) = line.at_stake {
        let money = money / number::table_scale(desk.words).0;
        sheet.write_number_with_format(
            row,
            COLUMNS.0 + MONEY,
            money,
            &theme.format(&look().side(Side::Right).number(super::people::AMOUNT)),
        )?;
    }
    let days = line.overdue_days.unsigned_abs().to_string();
    let key = match line.overdue_days {
        0 => "act_now.today",
        1.. => "act_now.overdue",
        _ => "act_now.ahead",
    };
    let late = desk.say(key, &[("days", days)]);
    sheet.write_string_with_format(row, COLUMNS.0 + DAYS, late, &theme.format(&look().side(Side::Right)))?;
    Ok(())
}
