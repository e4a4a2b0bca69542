//! From a cell to the figures: a record's cells as they were and as they were read, its customer, and the customer's figures.

use super::figure;
use crate::metrics::CATALOG;
use crate::model::folding;
use crate::model::{Entity, Grain, Origin};
use crate::pipeline::{Run, Traced};
use crate::words::Words;

/// Records shown of one number.
const RECORDS: usize = 12;

/// Records one after the other, then each customer's figures that come of such records.
pub(super) fn records(words: &Words, run: &Run, found: &[Traced]) -> String {
    let mut text: String = found.iter().take(RECORDS).map(|record| one(words, run, record)).collect();
    if found.len() > RECORDS {
        text.push_str(&format!("  … {}\n", found.len() - RECORDS));
    }
    let mut customers: Vec<&str> = found.iter().map(|record| record.customer_id.as_str()).filter(|id| !id.is_empty()).collect();
    customers.sort_unstable();
    customers.dedup();
    let entities: Vec<Entity> = found.iter().map(|record| record.entity).collect();
    for id in customers {
        let line = run.view.computed.customers.iter().find(|line| line.id == id);
        text.push_str(&format!("{id}  {}\n", line.map_or("", |line| line.name.as_str())));
        text.push_str(&figures(words, run, Grain::Customer, id, Some(&entities)));
    }
    text
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
    let named = run.view.computed.customers.iter().find(|line| line.id == record.customer_id).map_or("", |line| line.name.as_str());
    let customer = if record.customer_id.is_empty() { "—".to_owned() } else { format!("{}  {named}", record.customer_id) };
    let staff = if record.staff_id.is_empty() { "—" } else { run.view.staff_name(&record.staff_id) };
    text.push_str(&format!("    → {}: {customer} · {}: {staff}\n", words.get("entity.customer"), words.get("cli.explain.owner")));
    text
}

/// The month's figures of a customer or colleague, of records of these tables alone where they are named.
pub(super) fn figures(words: &Words, run: &Run, grain: Grain, key: &str, of: Option<&[Entity]>) -> String {
    let mut lines = String::new();
    for metric in CATALOG.iter().map(|metric| &metric.spec) {
        if of.is_some_and(|of| !metric.needs.iter().any(|entity| of.contains(entity))) {
            continue;
        }
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
    text.push_str(&figures(words, run, Grain::Salesperson, &member.id, None));
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
