//! Collisions (撞单) of all years: customers that two or more salespeople dealt with in the same month, and who came first.
//!
//! Decides that only what stands under a person's own name counts; that months one after the other are a handover and nobody's
//! collision; and that rows of a list without any date are of one time, if they are the newest of their customer.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::model::frame::Rows;
use crate::model::migration::{Claim, Collision};
use crate::model::resolved::Resolved;
use crate::model::{Entity, Month};

/// What shows that a salesperson deals with a customer, and the columns of its day.
const DEALINGS: [(Entity, &[&str]); 7] = [
    (Entity::Customer, &["created_on", "updated_on"]),
    (Entity::Interaction, &["on"]),
    (Entity::Inquiry, &["received_at"]),
    (Entity::Quotation, &["on"]),
    (Entity::Sample, &["requested_on", "sent_on"]),
    (Entity::Order, &["on"]),
    (Entity::Visit, &["on"]),
];

/// One person's dealings with one customer.
#[derive(Default)]
struct Dealings {
    days: BTreeSet<NaiveDate>,
    months: BTreeSet<Month>,
    undated: bool,
    amounts: BTreeMap<String, i128>,
}

/// Collisions, most money first; `disputed` are names of customers that their own rows give to several people at once.
#[must_use]
pub fn collisions(resolved: &Resolved, disputed: &BTreeSet<&str>) -> Vec<Collision> {
    let mut found: BTreeMap<&str, BTreeMap<&str, Dealings>> = BTreeMap::new();
    for (entity, columns) in DEALINGS {
        let Some(rows) = resolved.tables.get(&entity).map(Rows::of) else { continue };
        for row in 0..rows.len() {
            let (Some(id), Some(who)) = (rows.text("customer_id", row), rows.text("staff_id", row)) else { continue };
            if rows.text("staff_basis", row) != Some("event") {
                continue;
            }
            let known = found.entry(id).or_default().entry(who).or_default();
            let days: Vec<NaiveDate> = columns.iter().filter_map(|column| rows.date(column, row)).collect();
            let handed_in = rows.text("hand_in", row).and_then(|month| month.parse::<Month>().ok());
            known.undated |= days.is_empty() && handed_in.is_none();
            known.months.extend(days.iter().map(|day| Month::of(*day)).chain(handed_in));
            known.days.extend(days);
            if let (Entity::Order, Some(micros)) = (entity, rows.micros("amount", row)) {
                *known.amounts.entry(rows.text("amount_currency", row).unwrap_or_default().to_owned()).or_default() += micros;
            }
        }
    }
    let listed = Rows::of(&resolved.customers);
    let mut lines: Vec<Collision> = (0..listed.len())
        .filter_map(|row| {
            let (id, name) = (listed.text("customer_id", row)?, listed.text("name", row).unwrap_or_default());
            collision(id, name, found.get(id)?, disputed.contains(name))
        })
        .collect();
    lines.sort_by(|a, b| {
        worth(b).cmp(&worth(a)).then_with(|| b.months.len().cmp(&a.months.len())).then_with(|| a.customer.cmp(&b.customer))
    });
    lines
}

fn worth(collision: &Collision) -> i128 {
    collision.claims.iter().flat_map(|claim| claim.amounts.iter().map(|(_, micros)| *micros)).max().unwrap_or(0)
}

fn collision(id: &str, name: &str, people: &BTreeMap<&str, Dealings>, disputed: bool) -> Option<Collision> {
    let shared = |one: &&str, own: &Dealings| -> BTreeSet<Month> {
        let others = people.iter().filter(|(other, _)| *other != one).flat_map(|(_, dealings)| &dealings.months);
        others.filter(|month| own.months.contains(month)).copied().collect()
    };
    let months: BTreeSet<Month> = people.iter().flat_map(|(one, own)| shared(one, own)).collect();
    let meets = |one: &&str, own: &Dealings| !shared(one, own).is_empty() || disputed && (own.undated || !own.months.is_empty());
    let mut claims: Vec<Claim> = people
        .iter()
        .filter(|(one, own)| meets(one, own))
        .map(|(one, own)| Claim {
            staff: (*one).to_owned(),
            first_on: own.days.first().copied(),
            last_on: own.days.last().copied(),
            amounts: own.amounts.iter().map(|(currency, micros)| (currency.clone(), *micros)).collect(),
        })
        .collect();
    claims.sort_by(|a, b| (a.first_on.is_none(), a.first_on, &a.staff).cmp(&(b.first_on.is_none(), b.first_on, &b.staff)));
    let found = Collision { customer: id.to_owned(), name: name.to_owned(), months: months.into_iter().collect(), claims };
    (found.claims.len() > 1).then_some(found)
}

#[cfg(test)]
mod tests {
    use polars::prelude::df;

    use super::*;
    use crate::model::frame::{complete, date_column, money_column};

    fn orders(rows: &[(&str, &str, &str, i128)]) -> Resolved {
        let texts = |of: fn(&(&str, &str, &str, i128)) -> String| rows.iter().map(of).collect::<Vec<_>>();
        let mut frame = df!("record_id" => texts(|row| format!("{}{}", row.1, row.2)), "customer_id" => texts(|row| row.0.into()),
            "staff_id" => texts(|row| row.1.into()), "staff_basis" => texts(|_| "event".into()), "amount_currency" => texts(|_| "USD".into()))
        .unwrap();
        frame.with_column(date_column("on", rows.iter().map(|row| row.2.parse().ok()))).unwrap();
        frame.with_column(money_column("amount", rows.iter().map(|row| Some(row.3)))).unwrap();
        let customers = df!("customer_id" => ["C0001", "C0002"], "name" => ["Rossi", "Verdi"]).unwrap();
        Resolved { customers, tables: [(Entity::Order, complete(Entity::Order, &frame).unwrap())].into(), ..Resolved::default() }
    }

    #[test]
    fn one_month_of_two_people_collides_and_a_handover_does_not() {
        let resolved = orders(&[
            ("C0001", "S-2", "2024-03-05", 5),
            ("C0001", "S-1", "2024-03-20", 7),
            ("C0001", "S-1", "2024-05-01", 2),
            ("C0001", "S-3", "2025-01-01", 1),
            ("C0002", "S-1", "2024-03-05", 5),
            ("C0002", "S-2", "2024-04-05", 5),
        ]);
        let found = collisions(&resolved, &BTreeSet::new());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].name.as_str(), found[0].months.len()), ("Rossi", 1));
        let claims: Vec<_> = found[0].claims.iter().map(|claim| (claim.staff.as_str(), claim.amounts[0].1)).collect();
        assert_eq!(claims, [("S-2", 5), ("S-1", 9)], "who came first stands first");
        assert_eq!(collisions(&resolved, &["Verdi"].into()).len(), 2);
    }
}
