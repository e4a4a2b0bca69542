//! Applying answers (采纳答复): next steps, dates, targets and corrections that people typed into our workbooks, laid over
//! what the sheets say.
//!
//! Decides when an answer holds: as long as the sheets of its month or later still say what stood beside it when it was
//! typed, or say nothing. A sheet that says something else since is newer and wins; that is listed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use polars::prelude::{Column, DataFrame, IntoColumn, NamedFrom, Series, df};

use crate::error::Result;
use crate::finding::{Finding, Kind};
use crate::model::frame::{Rows, complete, date_column};
use crate::model::own::{Answer, Input, read_day, read_number, said_date};
use crate::model::resolved::{ADDED, Resolved};
use crate::model::{Entity, Origin};

/// Customer columns that may be put right.
const FIXED: [&str; 12] =
    ["name", "country", "region", "city", "email", "phone", "website", "tax_id", "contact", "customer_type", "industry", "channel"];

/// Lays the answers that hold over the resolved tables.
///
/// # Errors
/// When a column cannot be put back: a fault of the program.
pub fn apply(resolved: &mut Resolved, held: &[Answer]) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let aliases: BTreeMap<String, String> = resolved
        .identities
        .customers
        .iter()
        .flat_map(|identity| identity.aliases.iter().map(|alias| (alias.clone(), identity.id.clone())))
        .collect();
    let mut targets = Vec::new();
    for answer in held {
        let parts: Vec<&str> = answer.about.split('|').collect();
        let applied = match (parts.as_slice(), Input::from_id(&answer.input)) {
            (["customer", id], Some(input)) => {
                let id = aliases.get(*id).map_or(*id, String::as_str);
                customer(resolved, id, &input, answer)?
            }
            (["target", metric, staff, month], Some(Input::Target)) => {
                targets.extend(
                    read_number(&answer.after).map(|value| ((*metric).to_owned(), (*staff).to_owned(), (*month).to_owned(), value)),
                );
                Ok(())
            }
            _ => Ok(()),
        };
        if let Err(now) = applied {
            let finding = Finding::new(Kind::AnswerNotApplied).at(Origin::file(answer.source.as_str()));
            findings.push(finding.with("value", &answer.after).with("now", now));
        }
    }
    if !targets.is_empty() {
        put_targets(resolved, &targets)?;
    }
    Ok(findings)
}

/// Whether it was applied; else what stands there now.
type Applied = std::result::Result<(), String>;

fn customer(resolved: &mut Resolved, id: &str, input: &Input, answer: &Answer) -> Result<Applied> {
    let listed = Rows::of(&resolved.customers);
    let Some(place) = (0..listed.len()).find(|row| listed.text("customer_id", *row) == Some(id)) else { return Ok(Err("—".to_owned())) };
    match input {
        Input::NextOn => state(resolved, id, place, ("next_contact_on", true), answer),
        Input::ExpectedClose => state(resolved, id, place, ("expected_close", true), answer),
        Input::NextAction => state(resolved, id, place, ("next_action", false), answer),
        Input::Fix(field) if FIXED.contains(&field.as_str()) => {
            let now = listed.text(field, place).unwrap_or_default();
            if now == answer.after {
                return Ok(Ok(()));
            }
            if !(now.is_empty() || now == answer.before) {
                return Ok(Err(now.to_owned()));
            }
            let set = |row: usize| if row == place { Some(answer.after.as_str()) } else { listed.text(field, row) };
            let column = texts(field, (0..listed.len()).map(set));
            resolved.customers.with_column(column)?;
            Ok(Ok(()))
        }
        _ => Ok(Ok(())),
    }
}

/// Sets a column of the customer's rows; a customer without a row gets one.
fn state(resolved: &mut Resolved, id: &str, place: usize, (column, dated): (&str, bool), answer: &Answer) -> Result<Applied> {
    let day = read_day(&answer.after);
    let rows = resolved.tables.get(&Entity::Customer).map(Rows::of);
    let said = |row: usize| {
        let rows = rows?;
        if dated { rows.date(column, row).map(said_date) } else { rows.text(column, row).map(str::to_owned) }
    };
    let own: Vec<usize> =
        rows.map(|rows| (0..rows.len()).filter(|row| rows.text("customer_id", *row) == Some(id)).collect()).unwrap_or_default();
    let (Some(rows), false) = (rows, own.is_empty()) else { return add_row(resolved, id, place, column, day, answer).map(Ok) };
    let current = |row: &usize| rows.text("hand_in", *row).is_none_or(|month| month >= answer.month.as_str());
    let newest = own.iter().filter_map(|row| rows.text("hand_in", *row)).max();
    // Where no hand-in is of that month or later, the newest one still speaks.
    let mut meant: Vec<usize> = own.iter().copied().filter(current).collect();
    if meant.is_empty() {
        meant = own.iter().copied().filter(|row| rows.text("hand_in", *row) == newest).collect();
    }
    let open: Vec<usize> = meant.iter().copied().filter(|row| said(*row).is_none_or(|now| now == answer.before)).collect();
    if open.is_empty() {
        let now = meant.iter().find_map(|row| said(*row)).unwrap_or_default();
        let same = now == day.map_or_else(|| answer.after.clone(), said_date);
        return Ok(if same { Ok(()) } else { Err(now) });
    }
    let made = if dated {
        date_column(column, (0..rows.len()).map(|row| if open.contains(&row) { day } else { rows.date(column, row) }))
    } else {
        let after = Some(answer.after.as_str()).filter(|text| !text.is_empty());
        texts(column, (0..rows.len()).map(|row| if open.contains(&row) { after } else { rows.text(column, row) }))
    };
    if let Some(frame) = resolved.tables.get_mut(&Entity::Customer) {
        frame.with_column(made)?;
    }
    Ok(Ok(()))
}

/// A customer known from events alone has its next step all the same.
fn add_row(resolved: &mut Resolved, id: &str, place: usize, column: &str, day: Option<NaiveDate>, answer: &Answer) -> Result<()> {
    let listed = Rows::of(&resolved.customers);
    let mut row = df!("record_id" => [format!("answer-{id}")], "name" => [listed.text("name", place)], "file" => [answer.source.as_str()])?;
    let made = if day.is_some() { date_column(column, [day]) } else { texts(column, [Some(answer.after.as_str())].into_iter()) };
    row.with_column(made)?;
    let row = complete(Entity::Customer, &row)?;
    let row = added(row, &[Some(id)], &[listed.text("owner_id", place)], "owner")?;
    stack(resolved, Entity::Customer, row)
}

/// Targets typed by hand stand before those of the sheets.
fn put_targets(resolved: &mut Resolved, targets: &[(String, String, String, f64)]) -> Result<()> {
    let text = |part: fn(&(String, String, String, f64)) -> &str| targets.iter().map(part).collect::<Vec<_>>();
    let name = |id: &str| resolved.staff.iter().find(|member| member.id == id).map(|member| member.name.clone());
    let rows = df!(
        "record_id" => targets.iter().map(|(metric, staff, month, _)| format!("answer-{metric}-{staff}-{month}")).collect::<Vec<_>>(),
        "kpi" => text(|target| &target.0),
        "period" => text(|target| &target.2),
        "staff" => targets.iter().map(|target| name(&target.1)).collect::<Vec<_>>(),
        "value" => targets.iter().map(|target| target.3).collect::<Vec<_>>(),
    )?;
    let staff: Vec<Option<&str>> = targets.iter().map(|target| Some(target.1.as_str()).filter(|id| !id.is_empty())).collect();
    let rows = added(complete(Entity::Target, &rows)?, &vec![None; targets.len()], &staff, "event")?;
    stack(resolved, Entity::Target, rows)
}

/// Puts rows before those of the table.
fn stack(resolved: &mut Resolved, entity: Entity, rows: DataFrame) -> Result<()> {
    let whole = match resolved.tables.remove(&entity) {
        Some(table) => rows.vstack(&table)?,
        None => rows,
    };
    resolved.tables.insert(entity, whole);
    Ok(())
}

fn added(mut rows: DataFrame, customers: &[Option<&str>], staff: &[Option<&str>], basis: &str) -> Result<DataFrame> {
    rows.with_column(texts(ADDED[0], customers.iter().copied()))?;
    rows.with_column(texts(ADDED[1], staff.iter().copied()))?;
    rows.with_column(texts(ADDED[2], staff.iter().map(|id| id.map(|_| basis))))?;
    Ok(rows)
}

fn texts<'a>(name: &str, values: impl Iterator<Item = Option<&'a str>>) -> Column {
    Series::new(name.into(), values.collect::<Vec<_>>()).into_column()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved() -> Resolved {
        let customers =
            df!("customer_id" => ["C0001", "C0002"], "name" => ["Rossi", "Verdi"], "owner_id" => ["S-1", "S-2"], "phone" => ["1", "2"]);
        let rows = df!("record_id" => ["a", "b", "c"], "customer_id" => ["C0001"; 3], "staff_id" => ["S-1"; 3], "staff_basis" => ["event"; 3],
            "hand_in" => ["2026-09", "2026-10", "2026-11"]);
        let mut rows = rows.unwrap();
        let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        rows.with_column(date_column("next_contact_on", [day("2026-10-05"), day("2026-10-05"), day("2026-12-01")])).unwrap();
        Resolved {
            customers: customers.unwrap(),
            tables: [(Entity::Customer, complete(Entity::Customer, &rows).unwrap())].into(),
            ..Resolved::default()
        }
    }

    fn answer(about: &str, input: &str, before: &str, after: &str) -> Answer {
        let of = |text: &str| text.to_owned();
        Answer { about: of(about), input: of(input), before: of(before), after: of(after), month: of("2026-10"), ..Answer::default() }
    }

    fn days(resolved: &Resolved) -> Vec<String> {
        let rows = Rows::of(&resolved.tables[&Entity::Customer]);
        (0..rows.len()).map(|row| rows.date("next_contact_on", row).map(said_date).unwrap_or_default()).collect()
    }

    #[test]
    fn an_answer_holds_until_a_later_sheet_says_something_else() {
        let mut with = resolved();
        let told = answer("customer|C0001", "next_on", "2026-10-05", "2026/11/20");
        assert!(apply(&mut with, std::slice::from_ref(&told)).unwrap().is_empty());
        assert_eq!(days(&with), ["2026-10-05", "2026-11-20", "2026-12-01"]);
        let stale = Answer { month: "2026-11".into(), ..told };
        assert_eq!(apply(&mut resolved(), &[stale]).unwrap()[0].kind, Kind::AnswerNotApplied);
    }

    #[test]
    fn a_customer_of_events_gets_a_row_and_a_field_is_put_right() {
        let mut with = resolved();
        let answers = [answer("customer|C0002", "next_on", "", "2026-11-20"), answer("customer|C0001", "fix.phone", "1", "+39 02")];
        assert!(apply(&mut with, &answers).unwrap().is_empty());
        assert_eq!(days(&with)[0], "2026-11-20");
        assert_eq!(Rows::of(&with.customers).text("phone", 0), Some("+39 02"));
        let gone = answer("customer|C0099", "fix.phone", "1", "2");
        assert_eq!(apply(&mut with, &[gone]).unwrap().len(), 1);
    }

    #[test]
    fn a_target_typed_by_hand_comes_first() {
        let mut with = resolved();
        apply(&mut with, &[answer("target|order_amount|S-1|2026-11", "target", "", "12万")]).unwrap();
        let rows = Rows::of(&with.tables[&Entity::Target]);
        assert_eq!(
            (rows.text("staff_id", 0), rows.number("value", 0), rows.text("period", 0)),
            (Some("S-1"), Some(120_000.0), Some("2026-11"))
        );
    }
}
