//! Customers put right (客户更正): a person's own sheet says which field of which customer is what, whatever the sheets say.
//!
//! Decides which customer is meant: by id, number of the company's own, or any spelling of its name; and that a value somebody
//! named as wrong is replaced only where it stands.

use std::collections::BTreeSet;

use polars::prelude::DataFrame;

use super::frames::texts;
use crate::error::Result;
use crate::finding::{Finding, Kind};
use crate::model::frame::Rows;
use crate::model::own::Answer;
use crate::model::resolved::Resolved;
use crate::model::written::{put, says, written};
use crate::model::{Entity, Field, Origin, folding};

/// A correction of a customer, its values typed.
#[derive(Debug)]
pub struct CustomerFix<'a> {
    /// As it was said.
    pub answer: &'a Answer,
    /// Name, id or number of the customer.
    pub customer: String,
    /// Field; `None` where no field of customers is called so.
    pub field: Option<&'static Field>,
    /// What it should be: one row; `None` when it cannot be read.
    pub value: Option<DataFrame>,
    /// What it was, likewise.
    pub was: Option<DataFrame>,
}

/// A reason of the words, and what stands there now.
type Missed = (&'static str, String);

/// Puts customers right; what could not be placed is listed.
///
/// # Errors
/// When a column cannot be put back: a fault of the program.
pub fn correct(resolved: &mut Resolved, fixes: &[CustomerFix<'_>]) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for fix in fixes {
        if let Err((reason, now)) = one(resolved, fix)? {
            let finding = Finding::new(Kind::CorrectionNotApplied).at(Origin::file(fix.answer.source.as_str()));
            let finding = finding.with("was", &fix.answer.before).with("value", &fix.answer.after).with("reason", reason);
            findings.push(finding.with("now", if now.is_empty() { "—" } else { &now }));
        }
    }
    Ok(findings)
}

fn one(resolved: &mut Resolved, fix: &CustomerFix<'_>) -> Result<std::result::Result<(), Missed>> {
    let gone = |reason| Ok(Err((reason, String::new())));
    let places: Vec<usize> = meant(resolved, &fix.customer).into_iter().collect();
    let (place, field) = match (places.as_slice(), fix.field) {
        ([place], Some(field)) => (*place, field),
        ([] | [_], _) => return gone("correction_gone"),
        _ => return gone("correction_several"),
    };
    let Some(value) = &fix.value else { return gone("correction_unreadable") };
    let after = Rows::of(value).text(field.id, 0).map(str::to_owned);
    let before = fix.was.as_ref().and_then(|was| Rows::of(was).text(field.id, 0)).map(str::to_owned);
    let listed = Rows::of(&resolved.customers);
    let id = listed.text("customer_id", place).unwrap_or_default().to_owned();
    if field.id == "owner" {
        let told = folding::key(&fix.answer.after);
        let named = |name: &str| folding::key(name) == told;
        let mut people = resolved.staff.iter().filter(|one| one.shared_by.is_empty());
        let Some(member) = people.find(|one| named(&one.name) || one.aliases.iter().any(|alias| named(alias))) else {
            return gone("correction_unreadable");
        };
        let owner = |row: usize| if row == place { Some(member.id.clone()) } else { listed.text("owner_id", row).map(str::to_owned) };
        let column = texts("owner_id", (0..listed.len()).map(owner));
        resolved.customers.with_column(column)?;
        return Ok(Ok(()));
    }
    let mut done = false;
    let is_golden = resolved.customers.column(field.id).is_ok_and(|column| column.str().is_ok());
    if is_golden {
        let now = listed.text(field.id, place).unwrap_or_default().to_owned();
        let same = |text: &str| folding::fold(&now) == folding::fold(text);
        let stated = !fix.answer.before.is_empty();
        if stated && !(same(&fix.answer.before) || before.as_deref().is_some_and(same) || after.as_deref().is_some_and(same)) {
            return Ok(Err(("correction_differs", now)));
        }
        let set = |row: usize| if row == place { after.clone() } else { listed.text(field.id, row).map(str::to_owned) };
        let column = texts(field.id, (0..listed.len()).map(set));
        resolved.customers.with_column(column)?;
        done = true;
    }
    // The spellings met stay as they were met.
    if field.id != "name"
        && let Some(frame) = resolved.tables.get_mut(&Entity::Customer)
    {
        let rows = Rows::of(frame);
        let own: Vec<usize> = (0..rows.len()).filter(|row| rows.text("customer_id", *row) == Some(id.as_str())).collect();
        let wrong = |row: &usize| {
            fix.answer.before.is_empty()
                || says(rows, field, *row, &fix.answer.before)
                || before.is_some() && rows.text(field.id, *row) == before.as_deref()
        };
        let chosen: Vec<usize> = own.iter().copied().filter(wrong).collect();
        let right = own.iter().any(|row| says(rows, field, *row, &fix.answer.after));
        let now = own.first().map(|row| written(rows, field, *row)).unwrap_or_default();
        match (chosen.is_empty(), done || right) {
            (false, _) => {
                put(frame, field, &chosen, value)?;
                done = true;
            }
            (true, true) => done = true,
            (true, false) if own.is_empty() => {}
            (true, false) => return Ok(Err(("correction_differs", now))),
        }
    }
    if done { Ok(Ok(())) } else { gone("correction_gone") }
}

/// Customers a person's text names.
fn meant(resolved: &Resolved, told: &str) -> BTreeSet<usize> {
    let listed = Rows::of(&resolved.customers);
    let aliased = resolved.identities.customers.iter().find(|known| known.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(told)));
    let id = aliased.map_or(told, |known| known.id.as_str());
    let by_id: BTreeSet<usize> =
        (0..listed.len()).filter(|row| listed.text("customer_id", *row).is_some_and(|own| own.eq_ignore_ascii_case(id))).collect();
    if !by_id.is_empty() {
        return by_id;
    }
    let key = folding::key(told);
    let is = |text: Option<&str>| text.is_some_and(|text| folding::key(text) == key);
    let exact: BTreeSet<usize> = (0..listed.len()).filter(|row| is(listed.text("name", *row))).collect();
    if !exact.is_empty() {
        return exact;
    }
    let rows = resolved.tables.get(&Entity::Customer).map(Rows::of);
    let coded: BTreeSet<&str> = rows
        .map(|rows| (0..rows.len()).filter(|row| is(rows.text("code", *row))).filter_map(|row| rows.text("customer_id", row)).collect())
        .unwrap_or_default();
    let spelt = |row: usize| listed.text("names", row).is_some_and(|names| names.split(" | ").any(|name| folding::key(name) == key));
    (0..listed.len()).filter(|row| spelt(*row) || listed.text("customer_id", *row).is_some_and(|id| coded.contains(id))).collect()
}

#[cfg(test)]
mod tests {
    use polars::prelude::df;

    use super::*;
    use crate::model::Catalogue;
    use crate::model::frame::complete;

    fn resolved() -> Resolved {
        let customers = df!("customer_id" => ["C0001", "C0002"], "name" => ["Rossi", "Verdi"], "names" => ["Rossi | ROSSI SRL", "Verdi"],
            "owner_id" => ["S-1", "S-2"], "country" => ["DE", "IT"]);
        let rows =
            df!("record_id" => ["a", "b"], "customer_id" => ["C0001", "C0001"], "country" => ["DE", "FR"], "address" => ["Via 1", "x"]);
        let frame = complete(Entity::Customer, &rows.unwrap()).unwrap();
        let staff = crate::model::resolved::StaffMember::named("S-2", "王芳");
        Resolved { customers: customers.unwrap(), tables: [(Entity::Customer, frame)].into(), staff: vec![staff], ..Resolved::default() }
    }

    fn typed(field: &'static Field, text: &str) -> DataFrame {
        let frame = df!(field.id => [text], format!("{}_text", field.id) => [text]).unwrap();
        complete(Entity::Customer, &frame).unwrap()
    }

    fn fixed(with: &mut Resolved, customer: &str, field: &str, before: &str, after: &str) -> Vec<String> {
        let answer = Answer { before: before.into(), after: after.into(), ..Answer::default() };
        let field = Catalogue::shipped().field(Entity::Customer, field);
        let value = field.map(|field| typed(field, after));
        let was = field.filter(|_| !before.is_empty()).map(|field| typed(field, before));
        let fix = CustomerFix { answer: &answer, customer: customer.into(), field, value, was };
        let told = correct(with, &[fix]).unwrap();
        told.into_iter().flat_map(|finding| finding.args).filter(|(name, _)| *name == "reason").map(|(_, reason)| reason).collect()
    }

    #[test]
    fn a_customer_is_put_right_by_id_name_or_spelling() {
        for who in ["C0001", "c0001", "rossi", "Rossi S.R.L."] {
            let mut with = resolved();
            assert!(fixed(&mut with, who, "country", "", "IT").is_empty(), "{who}");
            let rows = Rows::of(&with.tables[&Entity::Customer]);
            assert_eq!((Rows::of(&with.customers).text("country", 0), rows.text("country", 1)), (Some("IT"), Some("IT")));
        }
        let mut with = resolved();
        assert!(fixed(&mut with, "Rossi", "address", "Via 1", "Via 2").is_empty());
        let rows = Rows::of(&with.tables[&Entity::Customer]);
        assert_eq!((rows.text("address", 0), rows.text("address", 1)), (Some("Via 2"), Some("x")));
        assert!(fixed(&mut with, "Rossi", "owner", "", "王芳").is_empty());
        assert_eq!(Rows::of(&with.customers).text("owner_id", 0), Some("S-2"));
    }

    #[test]
    fn what_does_not_fit_is_listed() {
        let mut with = resolved();
        assert_eq!(fixed(&mut with, "Bianchi", "country", "", "IT"), ["correction_gone"]);
        assert_eq!(fixed(&mut with, "Rossi", "country", "FR", "IT"), ["correction_differs"]);
        assert_eq!(fixed(&mut with, "Rossi", "address", "Via 9", "Via 2"), ["correction_differs"]);
        assert_eq!(fixed(&mut with, "Rossi", "owner", "", "nobody"), ["correction_unreadable"]);
        assert_eq!(fixed(&mut with, "Rossi", "colour", "", "red"), ["correction_gone"]);
        assert_eq!(Rows::of(&with.customers).text("country", 0), Some("DE"));
    }
}
