//! Likeness (相近): events that lack a number and that another sheet tells with the same customer, day and amount.
//!
//! Decides how far apart two days and two amounts may be.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::Event;
use super::standing::Standing;
use crate::model::folding;
use crate::model::frame::Rows;
use crate::model::money::micros_to_f64;
use crate::model::quick::Quick;
use crate::policy::Policy;

/// Joins such events.
pub(super) fn joined(
    (rows, standing): (Rows<'_>, &Standing),
    events: Vec<Event>,
    on: &str,
    customer: &dyn Fn(usize) -> Option<usize>,
    policy: &Policy,
) -> Vec<Event> {
    let (days, amounts, currencies) = (rows.dates(on), rows.amounts("amount"), rows.texts("amount_currency"));
    let (numbers, orders) = (rows.texts("no"), rows.texts("order_no"));
    let numbered = |event: &Event| numbers.get(event.winner()).is_some();
    // Two numbers are two events.
    if events.iter().all(numbered) {
        return events;
    }
    let order_of = |event: &Event| orders.get(event.winner()).map(folding::key);
    let one_order = |a: &Event, b: &Event| match (order_of(a), order_of(b)) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    };
    let apart = |a: &Event, b: &Event| !a.rows().any(|a| b.rows().any(|b| standing.together(a, b)));
    let tolerance = policy.events.date_tolerance_days;
    // By customer and currency: day and place of each event.
    let mut buckets: Quick<(usize, &str), BTreeSet<(i64, usize)>> = Quick::default();
    let mut kept: Vec<Event> = Vec::with_capacity(events.len());
    for event in events {
        let row = event.winner();
        let (Some(whose), Some(day), Some(amount)) = (customer(row), days(row).map(number_of), event.amount(&amounts)) else {
            kept.push(event);
            continue;
        };
        let bucket = buckets.entry((whose, currencies.get(row).unwrap_or_default())).or_default();
        let (from, to) = (day.saturating_sub(tolerance), day.saturating_add(tolerance));
        let near_by = (from <= to).then(|| bucket.range((from, 0)..=(to, usize::MAX)));
        let same = |at: &usize| {
            let known = &kept[*at];
            !(numbered(known) && numbered(&event))
                && known.amount(&amounts).is_some_and(|other| near(other, amount, policy))
                && apart(known, &event)
                && one_order(known, &event)
        };
        // The first that came, which had the better word.
        let found = near_by.into_iter().flatten().map(|(_, at)| *at).filter(same).min();
        if let Some(at) = found {
            kept[at].absorb(event, "same_event");
        } else {
            bucket.insert((day, kept.len()));
            kept.push(event);
        }
    }
    kept
}

fn number_of(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce())
}

/// Whether two amounts are the same within the policy's tolerance.
pub(in super::super) fn near(a: i128, b: i128, policy: &Policy) -> bool {
    micros_to_f64((a - b).abs()) <= policy.events.amount_tolerance * micros_to_f64(a.abs().max(b.abs()))
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::table;
    use super::*;
    use crate::model::Entity;

    #[test]
    fn the_first_of_several_that_fit_and_never_two_numbers() {
        let frame = table(
            Entity::Order,
            &[
                &["file", "no", "on", "amount", "amount_currency"],
                &["a.csv", "1", "2026-10-05", "100", "USD"],
                &["a.csv", "2", "2026-10-07", "100", "USD"],
                &["b.csv", "", "2026-10-08", "100", "USD"],
                &["b.csv", "", "2026-10-09", "100", "USD"],
                &["b.csv", "", "2026-10-05", "100", "EUR"],
                &["c.csv", "3", "2026-10-05", "100", "USD"],
                &["c.csv", "4", "2026-10-02", "100", "EUR"],
                &["c.csv", "", "2026-10-02", "", "EUR"],
            ],
        );
        let (rows, policy) = (Rows::of(&frame), Policy::shipped());
        let events = (0..rows.len()).map(Event::of).collect();
        let joined = joined((rows, &Standing::of(rows, &policy)), events, "on", &|_| Some(0), &policy);
        let told: Vec<Vec<usize>> = joined.iter().map(|event| event.rows().collect()).collect();
        // The eighth of October is three days from the fifth, the ninth four; the dollars of c.csv have a number, as all others have.
        assert_eq!(told, [vec![0, 2], vec![1, 3], vec![4, 6], vec![5], vec![7]]);
    }
}
