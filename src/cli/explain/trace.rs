//! From a cell to the figures: a record's cells as they were and as they were read, its customer, and the customer's figures.

use super::figure;
use crate::metrics::CATALOG;
use crate::model::folding;
use crate::model::{Grain, Origin};
use crate::pipeline::{Run, Traced};
use crate::policy::Policy;
use crate::words::Words;

/// Records shown of one number.
const RECORDS: usize = 12;

/// Figures shown of one record's table.
const FIGURES: usize = 15;

/// Records one after the other, each with its customer and the figures of its table and day.
pub(super) fn records(words: &Words, run: &Run, policy: &Policy, found: &[Traced]) -> String {
    let mut text = String::new();
    for record in found.iter().take(RECORDS) {
        text.push_str(&one(words, run, record));
        text.push_str(&fallen_into(words, run, policy, record));
    }
    if found.len() > RECORDS {
        text.push_str(&format!("  … {}\n", found.len() - RECORDS));
    }
    text
}

/// Figures that are made of this table over a time that holds the record's day: the company's and the colleague's.
fn fallen_into(words: &Words, run: &Run, policy: &Policy, record: &Traced) -> String {
    let fiscal = policy.calendar.fiscal_start_month;
    let value = |metric: &str, grain: Grain, key: &str| {
        let mine = |whose: &str| key.is_empty() || whose == key;
        let mut own = run
            .view
            .computed
            .values
            .iter()
            .filter(|(id, month, at, whose, _)| *id == metric && *month == run.view.month && *at == grain && mine(whose));
        own.next().map(|(.., value)| value).filter(|value| value.value.is_some())
    };
    let mut lines = Vec::new();
    let of_table = CATALOG.iter().filter(|metric| metric.spec.needs.contains(&record.entity));
    for metric in of_table.filter(|metric| record.on.is_none_or(|on| metric.holds(on, run.view.month, fiscal))) {
        let spec = &metric.spec;
        let mut told: Vec<String> = value(spec.id, Grain::Company, "").map(|value| figure(words, value)).into_iter().collect();
        if !record.staff_id.is_empty()
            && let Some(own) = value(spec.id, Grain::Salesperson, &record.staff_id)
        {
            told.push(format!("{} {}", run.view.staff_name(&record.staff_id), figure(words, own)));
        }
        if !told.is_empty() {
            lines.push(format!("      {} {}: {}\n", spec.id, words.get(&format!("metric.{}.label", spec.id)), told.join(" · ")));
        }
    }
    if lines.is_empty() {
        return String::new();
    }
    let more = lines.len().saturating_sub(FIGURES);
    lines.truncate(FIGURES);
    let more = if more > 0 { format!("      … {more}\n") } else { String::new() };
    format!("    → {} {}:\n{}{more}", words.get("cli.explain.fallen_into"), run.view.month, lines.concat())
}

fn one(words: &Words, run: &Run, record: &Traced) -> String {
    let entity = record.entity.id();
    let key = format!("entity.{entity}");
    let label = words.get(&key);
    let mut text = format!("{label}  {}  ({})\n", words.place(&record.origin), record.record_id);
    for (field, was, is) in &record.values {
        let name = words.find(&format!("field.{entity}.{field}")).unwrap_or(field);
        let read = if is == was || is.is_empty() { String::new() } else { format!(" → {is}") };
        text.push_str(&format!("      {name}: {was}{read}\n"));
    }
    let line = run.view.computed.customers.iter().find(|line| line.id == record.customer_id);
    let named = line.map_or("", |line| line.name.as_str());
    let customer = if record.customer_id.is_empty() { "—".to_owned() } else { format!("{}  {named}", record.customer_id) };
    let staff = if record.staff_id.is_empty() { "—" } else { run.view.staff_name(&record.staff_id) };
    text.push_str(&format!("    → {}: {customer} · {}: {staff}\n", words.get("entity.customer"), words.get("cli.explain.owner")));
    if let Some(line) = line {
        let grade = line.grade.map_or("—", |grade| grade.letter());
        let amount = line.amount_12m.map_or_else(|| "—".to_owned(), |amount| format!("{amount:.2} {}", run.view.base_currency));
        let (graded, sold) = (words.get("cli.explain.grade"), words.get("cli.explain.amount_12m"));
        text.push_str(&format!("      {graded}: {grade} · {sold}: {amount}\n"));
    }
    text
}

/// The month's figures of a customer or colleague.
pub(super) fn figures(words: &Words, run: &Run, grain: Grain, key: &str) -> String {
    let mut lines = String::new();
    for metric in CATALOG.iter().map(|metric| &metric.spec) {
        let values = run.view.computed.values.iter();
        let own = values.filter(|(id, month, at, whose, _)| *id == metric.id && *month == run.view.month && *at == grain && *whose == key);
        for value in own.map(|(.., value)| value).filter(|value| value.value.is_some()) {
            lines.push_str(&format!(
                "      {} {}: {}\n",
                metric.id,
                words.get(&format!("metric.{}.label", metric.id)),
                figure(words, value)
            ));
        }
    }
    if lines.is_empty() { lines } else { format!("    {} {}:\n{lines}", words.get("cli.explain.figures"), run.view.month) }
}

/// A colleague by name, alias or id.
pub(super) fn colleague(words: &Words, run: &Run, what: &str) -> Option<String> {
    let key = folding::key(what);
    let is = |text: &str| folding::key(text) == key;
    let member = run.view.staff.iter().find(|member| is(&member.id) || is(&member.name) || member.aliases.iter().any(|alias| is(alias)))?;
    let owned = run.view.computed.customers.iter().filter(|line| line.owner.as_deref() == Some(member.id.as_str())).count();
    let mut text = format!("{}  {}  {}\n", member.id, member.name, member.aliases.join(" · "));
    text.push_str(&format!("  {}: {owned}\n", words.get("entity.customer")));
    text.push_str(&figures(words, run, Grain::Salesperson, &member.id));
    Some(text)
}

/// `file › sheet!17`, `file › sheet › 17`, `file › 17`, `file:17`, with either way of writing a path → (file, sheet, row).
pub(super) fn row_reference(what: &str) -> Option<(&str, &str, u32)> {
    let cut = what.rfind(['›', '!', ':', '>'])?;
    let (place, rest) = what.split_at(cut);
    let rest = rest.trim_start_matches(['›', '!', ':', '>']).trim();
    let unit = |c: char| !c.is_ascii_digit();
    // `C7` names a cell, 第 7 行 a row, `C:\2024` a folder.
    let digits = rest.trim_start_matches(unit).trim_end_matches(unit);
    let row = digits.parse().ok().filter(|_| !rest.contains(['\\', '/', '.']))?;
    let (file, sheet) = place.split_once(['›', '!']).or_else(|| place.split_once(" > ")).unwrap_or((place, ""));
    let (file, sheet) = (file.trim().trim_matches('"'), sheet.trim().trim_matches(['›', '!', '>', ' ']));
    (!file.is_empty()).then_some((file, sheet, row))
}

/// Whether a row of the lineage is the one that is meant.
pub(super) fn is_at(origin: &Origin, file: &str, sheet: &str) -> bool {
    crate::model::own::same_file(file, &origin.file) && (sheet.is_empty() || folding::key(&origin.sheet) == folding::key(sheet))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_named_in_any_of_the_usual_ways() {
        for (text, wanted) in [
            ("台账/订单.csv › 17", Some(("台账/订单.csv", "", 17))),
            ("台账/订单.csv › 第 17 行", Some(("台账/订单.csv", "", 17))),
            ("台账/订单.xlsx › 王芳!C7", Some(("台账/订单.xlsx", "王芳", 7))),
            ("台账/订单.xlsx › 王芳 › 7", Some(("台账/订单.xlsx", "王芳", 7))),
            ("台账\\订单.xlsx > 王芳 > 7", Some(("台账\\订单.xlsx", "王芳", 7))),
            ("D:\\数据\\订单2024.csv:17", Some(("D:\\数据\\订单2024.csv", "", 17))),
            ("D:\\数据\\2024", None),
            ("D:\\数据\\订单.csv", None),
            ("C0012", None),
            ("› 7", None),
        ] {
            assert_eq!(row_reference(text), wanted, "{text}");
        }
    }
}
