//! Collisions (撞单) of all years: customers that two or more salespeople dealt with in the same month, and who came first.
//!
//! Decides that only what stands under a person's own name counts; that months one after the other are a handover and nobody's
//! collision, as are lists of one year and the next; that in the month of a recorded handover, and of a colleague's leaving, and in
//! those beside it both may still be named; and that the newest lists of a customer are of one time.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::age::{Age, age, year_listed};
use crate::model::frame::Rows;
use crate::model::migration::{Claim, Collision};
use crate::model::resolved::Resolved;
use crate::model::{Entity, Month, money};
use crate::policy::Calendar;

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
    /// The newest list that has the customer under this name.
    listed: Option<Age>,
    amounts: BTreeMap<String, i128>,
}

/// Collisions, most money first; `rates` are millionths of base currency for a unit of each currency.
#[must_use]
pub fn collisions(resolved: &Resolved, rates: &BTreeMap<String, i128>, calendar: &Calendar) -> Vec<Collision> {
    let mut found: BTreeMap<&str, BTreeMap<&str, Dealings>> = BTreeMap::new();
    // A name of several may be the very one who keeps the customer.
    let unclear: BTreeSet<&str> = resolved.staff.iter().filter(|one| !one.shared_by.is_empty()).map(|one| one.id.as_str()).collect();
    for (entity, columns) in DEALINGS {
        let Some(rows) = resolved.tables.get(&entity).map(Rows::of) else { continue };
        for row in 0..rows.len() {
            let (Some(id), Some(who)) = (rows.text("customer_id", row), rows.text("staff_id", row)) else { continue };
            if rows.text("staff_basis", row) != Some("event") || unclear.contains(who) {
                continue;
            }
            let known = found.entry(id).or_default().entry(who).or_default();
            let days: Vec<NaiveDate> = columns.iter().filter_map(|column| rows.date(column, row)).collect();
            let hand_in = rows.text("hand_in", row);
            let handed_in = hand_in.and_then(|month| month.parse::<Month>().ok());
            if entity == Entity::Customer {
                known.listed = known.listed.max(Some(age(hand_in, rows, row)));
            }
            if year_listed(hand_in).is_some() {
                continue;
            }
            known.months.extend(days.iter().map(|day| calendar.month_of(*day)).chain(handed_in));
            known.days.extend(days);
            if let (Entity::Order, Some(micros)) = (entity, rows.micros("amount", row)) {
                *known.amounts.entry(rows.text("amount_currency", row).unwrap_or_default().to_owned()).or_default() += micros;
            }
        }
    }
    let handovers = Handovers::of(resolved, calendar);
    let listed = Rows::of(&resolved.customers);
    let mut lines: Vec<Collision> = (0..listed.len())
        .filter_map(|row| {
            let (id, name) = (listed.text("customer_id", row)?, listed.text("name", row).unwrap_or_default());
            collision(id, name, found.get(id)?, &handovers)
        })
        .collect();
    lines.sort_by_cached_key(|line| {
        let worth = line.claims.iter().flat_map(|claim| &claim.amounts).filter_map(|amount| in_base(amount, rates)).max();
        (Reverse(worth.unwrap_or(0)), Reverse(line.months.len()), line.customer.clone())
    });
    lines
}

/// What an amount is worth, for putting in order; `None` without a rate.
fn in_base((currency, micros): &(String, i128), rates: &BTreeMap<String, i128>) -> Option<i128> {
    Some(money::round_half_even(micros * rates.get(currency)?, money::MICROS))
}

/// Months in which customers passed from one colleague to another.
struct Handovers<'r> {
    of_customer: BTreeMap<&'r str, Vec<Month>>,
    of_leaver: BTreeMap<&'r str, Month>,
}

impl<'r> Handovers<'r> {
    fn of(resolved: &'r Resolved, calendar: &Calendar) -> Self {
        let mut of_customer: BTreeMap<&str, Vec<Month>> = BTreeMap::new();
        if let Some(rows) = resolved.tables.get(&Entity::Handover).map(Rows::of) {
            for row in 0..rows.len() {
                if let (Some(id), Some(on)) = (rows.text("customer_id", row), rows.date("on", row)) {
                    of_customer.entry(id).or_default().push(calendar.month_of(on));
                }
            }
        }
        let left = resolved.staff.iter().filter_map(|member| Some((member.id.as_str(), calendar.month_of(member.left_on?))));
        Self { of_customer, of_leaver: left.collect() }
    }

    /// Whether both may be named in the month although only one deals with the customer.
    fn explain(&self, customer: &str, (one, other): (&str, &str), month: Month) -> bool {
        let beside = |known: &Month| month.since(*known).abs() <= 1;
        self.of_customer.get(customer).is_some_and(|months| months.iter().any(beside))
            || [one, other].into_iter().any(|who| self.of_leaver.get(who).is_some_and(beside))
    }
}

fn collision(id: &str, name: &str, people: &BTreeMap<&str, Dealings>, handovers: &Handovers<'_>) -> Option<Collision> {
    let shared = |one: &&str, own: &Dealings| -> BTreeSet<Month> {
        let others = people.iter().filter(|(other, _)| *other != one);
        let met = others.flat_map(|(other, dealings)| dealings.months.iter().map(move |month| (*other, *month)));
        let counts = |(other, month): &(&str, Month)| own.months.contains(month) && !handovers.explain(id, (*one, *other), *month);
        met.filter(counts).map(|(_, month)| month).collect()
    };
    let months: BTreeSet<Month> = people.iter().flat_map(|(one, own)| shared(one, own)).collect();
    let newest = people.values().filter_map(|own| own.listed).max();
    let disputed = people.values().filter(|own| own.listed.is_some() && own.listed == newest).count() > 1;
    let meets = |one: &&str, own: &Dealings| !shared(one, own).is_empty() || disputed && own.listed == newest;
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
    use crate::policy::Policy;

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
        let mut resolved = orders(&[
            ("C0001", "S-2", "2024-03-05", 5),
            ("C0001", "S-1", "2024-03-20", 7),
            ("C0001", "S-1", "2024-05-01", 2),
            ("C0001", "S-3", "2025-01-01", 1),
            ("C0002", "S-1", "2024-03-05", 5),
            ("C0002", "S-2", "2024-04-05", 5),
        ]);
        let found = collisions(&resolved, &BTreeMap::new(), &Policy::shipped().calendar);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].name.as_str(), found[0].months.len()), ("Rossi", 1));
        let claims: Vec<_> = found[0].claims.iter().map(|claim| (claim.staff.as_str(), claim.amounts[0].1)).collect();
        assert_eq!(claims, [("S-2", 5), ("S-1", 9)], "who came first stands first");
        let mut passed = df!("record_id" => ["h"], "customer_id" => ["C0001"]).unwrap();
        passed.with_column(date_column("on", ["2024-04-02".parse().ok()])).unwrap();
        resolved.tables.insert(Entity::Handover, complete(Entity::Handover, &passed).unwrap());
        assert_eq!(collisions(&resolved, &BTreeMap::new(), &Policy::shipped().calendar).len(), 0, "a handover is on record");
    }

    fn listed(rows: &[(&str, Option<&str>)]) -> usize {
        let frame =
            df!("record_id" => rows.iter().map(|row| format!("{row:?}")).collect::<Vec<_>>(), "customer_id" => vec!["C0001"; rows.len()],
            "staff_id" => rows.iter().map(|row| row.0).collect::<Vec<_>>(), "staff_basis" => vec!["event"; rows.len()],
            "hand_in" => rows.iter().map(|row| row.1).collect::<Vec<_>>())
            .unwrap();
        let customers = df!("customer_id" => ["C0001"], "name" => ["Rossi"]).unwrap();
        let tables = [(Entity::Customer, complete(Entity::Customer, &frame).unwrap())].into();
        let found = collisions(&Resolved { tables, customers, ..Resolved::default() }, &BTreeMap::new(), &Policy::shipped().calendar);
        found.first().map_or(0, |line| line.claims.len())
    }

    #[test]
    fn lists_of_one_year_and_the_next_are_a_handover_and_the_newest_lists_of_one_time() {
        assert_eq!(listed(&[("S-1", Some("2018")), ("S-2", Some("2021"))]), 0);
        assert_eq!(listed(&[("S-1", Some("2018")), ("S-2", Some("2021")), ("S-3", Some("2021"))]), 2);
        assert_eq!(listed(&[("S-1", Some("2018")), ("S-2", None)]), 0, "a list of no year is of today");
        assert_eq!(listed(&[("S-1", None), ("S-2", None)]), 2);
        assert_eq!(listed(&[("S-1", Some("2021-05")), ("S-2", Some("2021-05")), ("S-3", Some("2021-06"))]), 2);
    }
}
