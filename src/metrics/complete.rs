//! Completeness (资料完整度): how many of a customer's core fields are filled, and how old the record is.
//!
//! Decides the core fields of the company's profile (country, contact, a way to reach it, type, products, terms), counted
//! over all rows of the customer, and that a record is old after so many days as its value tier allows (R-I5).

use super::cube::Facts;
use super::list::Desk;
use super::world::World;
use crate::model::Entity;
use crate::model::money::MICROS;
use crate::model::watch::WatchLine;

/// Core fields; of several columns in one, any will do.
const CORE: [(&str, &[&str]); 6] = [
    ("country", &["country"]),
    ("contact", &["contact", "person_name", "first_name"]),
    ("email", &["email", "phone", "mobile", "im"]),
    ("customer_type", &["customer_type"]),
    ("main_products", &["main_products", "industry"]),
    ("payment_terms", &["payment_terms"]),
];

/// Filled core fields of every customer, by place.
pub(super) fn read(world: &World<'_>) -> Vec<[bool; CORE.len()]> {
    let mut filled = vec![[false; CORE.len()]; world.customers.len()];
    for (place, customer) in world.customers.iter().enumerate() {
        filled[place][0] = customer.country.is_some();
        filled[place][3] = customer.kind.is_some();
    }
    for entity in [Entity::Customer, Entity::Contact] {
        let table = world.table(entity);
        let parties = world.parties(table);
        for (at, (_, columns)) in CORE.iter().enumerate() {
            for column in *columns {
                for (cell, (customer, _)) in table.texts(column).into_iter().zip(parties.iter()) {
                    if let (Some(_), Some(row)) = (cell, customer.and_then(|place| filled.get_mut(place))) {
                        row[at] = true;
                    }
                }
            }
        }
    }
    filled
}

/// Facts of the report month.
pub(super) fn put(desk: &Desk<'_, '_>, filled: &[[bool; CORE.len()]], facts: &mut Facts) {
    let (world, month) = (desk.world, desk.month());
    for (place, fields) in filled.iter().enumerate() {
        if desk.state(place).is_none() {
            continue;
        }
        let whose = world.owned(place);
        let full = i128::try_from(fields.iter().filter(|filled| **filled).count()).unwrap_or(0);
        facts.put("customer_complete_share", month, whose, full * MICROS, i128::try_from(CORE.len()).unwrap_or(1) * MICROS);
        if let Some(old) = is_old(desk, place) {
            facts.share("customer_stale_share", month, whose, old);
        }
    }
}

/// Whether a customer's record is older than its tier allows; none where the sheets date nothing.
pub(super) fn is_old(desk: &Desk<'_, '_>, place: usize) -> Option<bool> {
    let (state, as_of, policy) = (desk.state(place)?, desk.month().last(), &desk.world.policy.follow_up);
    let on = state.updated_on.max(state.last_contact_on).filter(|on| *on <= as_of)?;
    let limit = match desk.segments.get(place).and_then(|segment| segment.value_tier) {
        Some("A") => policy.profile_a_days,
        Some("B") => policy.profile_b_days,
        _ => policy.profile_c_days,
    };
    Some((as_of - on).num_days() > limit)
}

/// Customers with orders whose profile lacks core fields, most orders first.
pub(super) fn lines(desk: &Desk<'_, '_>, filled: &[[bool; CORE.len()]]) -> Vec<WatchLine> {
    let lacks = |place: &usize| filled[*place].iter().any(|filled| !filled);
    let orders = |place: usize| (desk.traces.get(place).map_or(0, |trace| trace.orders.len()), place);
    let mut wanting: Vec<(usize, usize)> = (0..filled.len()).filter(lacks).map(orders).filter(|(orders, _)| *orders > 0).collect();
    wanting.sort_unstable_by_key(|(orders, place)| (std::cmp::Reverse(*orders), *place));
    let line = |(_, place): (usize, usize)| {
        let lacking: Vec<&str> = CORE.iter().zip(&filled[place]).filter(|(_, filled)| !**filled).map(|((id, _), _)| *id).collect();
        WatchLine {
            note: vec![("fields", lacking.join(", ")), ("count", lacking.len().to_string())],
            origin: desk.state_origin(place),
            ..desk.watch(place, "fields")
        }
    };
    wanting.into_iter().map(line).collect()
}
