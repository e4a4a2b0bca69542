//! Quotation care (报价跟进): followed up in time, complete, to known customers, and not below the list price (R-F6, R-N1–3).
//!
//! Decides that a follow-up is a contact on one of the policy's next days, that price lists of the customer go before general
//! ones, and that a note of approval allows a price below the list.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};

use super::cube::Facts;
use super::evidence::{Trace, until};
use super::profile::Profile;
use super::todo::{Task, Todo};
use super::world::World;
use crate::model::money::micros_to_f64;
use crate::model::{Entity, folding};

/// Parts a quotation should state, with the field that holds each.
const PARTS: [&str; 5] = ["unit_price", "lead_time", "payment_terms", "moq", "packaging"];
/// Words that approve a price.
const APPROVED: [&str; 8] = ["批准", "已批", "同意", "审批", "特批", "approved", "authorised", "approvato"];

/// A list price.
#[derive(Debug, Clone, Copy)]
struct Listed {
    customer: Option<usize>,
    /// The row names a customer.
    is_own: bool,
    micros: i128,
    base: Option<i128>,
    least: f64,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

/// Facts and tasks of quotations.
pub(super) fn put(world: &World<'_>, traces: &[Trace<'_>], profiles: &[Profile<'_>], facts: &mut Facts, todo: &mut Todo<'_, '_>) {
    let table = world.table(Entity::Quotation);
    let [numbers, names, statuses, products, codes, currencies, remarks] =
        ["no", "customer", "status", "product", "unit_price_currency", "currency", "remark"].map(|name| table.texts(name));
    let (days, valid, prices, quantities) =
        (table.dates("on"), table.dates("valid_until"), table.micros("unit_price"), table.numbers("quantity"));
    let amounts = table.micros("amount");
    let (amount_codes, parties) = (table.texts("amount_currency"), world.parties(table));
    let parts = parts(world);
    let prices_listed = price_list(world);
    let (as_of, months) = (world.question.month.last(), world.months());
    let policy = &world.policy.follow_up;
    for row in 0..table.len() {
        let Some(on) = days[row].filter(|on| *on <= as_of) else { continue };
        let (customer, own) = parties[row];
        let (month, whose) = (world.month_of(on), world.whose(customer, own));
        let trace = customer.and_then(|place| traces.get(place));
        let code = amount_codes[row].or(currencies[row]).unwrap_or_default();
        let stake = amounts[row].and_then(|micros| world.rates.peek(month, micros, code)).map(micros_to_f64);
        let task = |kind: &'static str, due: NaiveDate, detail: String| Task {
            kind,
            at: Some((Entity::Quotation, row)),
            no: numbers[row],
            name: names[row],
            customer,
            staff: own.staff,
            on: Some(on),
            due_on: Some(due),
            detail,
            at_stake: stake,
        };
        let closed = matches!(statuses[row], Some("won" | "lost" | "expired"));
        let ordered = |day: NaiveDate| trace.is_some_and(|trace| !trace.orders_within(on.pred_opt().unwrap_or(on), day).is_empty());
        let due = on + TimeDelta::days(policy.quote_first_days);
        if let Some(trace) = trace.filter(|_| due <= as_of && world.coverage.covers(Entity::Interaction, month)) {
            let spoke = |until_day: NaiveDate| {
                until(&trace.contacts, |contact| contact.on, until_day).iter().any(|contact| contact.personal && contact.on > on)
            };
            let kept = spoke(due) || ordered(due);
            facts.share("quote_follow_up_share", month, whose, kept);
            let recent = (as_of - on).num_days() <= world.policy.grade.open_stage_days;
            if !closed && recent && !spoke(as_of) && !ordered(as_of) {
                todo.add(task("quote_unfollowed", due, String::new()));
            }
        }
        if let Some(until) = valid[row].filter(|_| !closed) {
            for &at in months.iter().filter(|at| until < at.last() && on <= at.last() && !ordered(at.last())) {
                facts.count("quote_expired_count", at, whose);
            }
            if until < as_of && !ordered(as_of) && (as_of - until).num_days() <= world.policy.grade.open_stage_days {
                todo.add(task("quote_expired", until, until.to_string()));
            }
        }
        let mut missing: Vec<&str> = Vec::new();
        for (part, has) in &parts {
            facts.share("quote_complete_share", month, whose, has[row]);
            if !has[row] {
                missing.push(part);
            }
        }
        if !missing.is_empty() && world.question.month == month {
            todo.add(task("quote_incomplete", on, missing.join(";")));
        }
        if let Some(profile) = customer.and_then(|place| profiles.get(place)) {
            let complete = profile.core.iter().all(|known| *known);
            facts.share("quote_profile_share", month, whose, complete);
            if !complete && world.question.month == month {
                let fields = ["country", "customer_type", "contact", "email"].into_iter().zip(profile.core);
                todo.add(task(
                    "quote_profile",
                    on,
                    fields.filter(|(_, known)| !known).map(|(field, _)| field).collect::<Vec<_>>().join(";"),
                ));
            }
        }
        let price = prices[row].filter(|price| *price > 0).zip(codes[row].or(currencies[row]));
        if let (Some((price, code)), Some(product)) = (price, products[row]) {
            let base = world.rates.peek(month, price, code);
            let listed = prices_listed.get(&folding::key(product)).map_or(&[][..], Vec::as_slice);
            let Some(listed) = fitting(listed, customer, on, quantities[row]) else { continue };
            let below = base.zip(listed.base).is_some_and(|(price, listed)| price < listed);
            let approved = remarks[row].is_some_and(|text| APPROVED.iter().any(|word| text.to_lowercase().contains(word)));
            facts.share("quote_below_list_share", month, whose, below);
            if below && !approved {
                facts.count("quote_below_list_count", month, whose);
                if world.question.month == month {
                    todo.add(task("quote_below_list", on, format!("{} < {}", micros_to_f64(price), micros_to_f64(listed.micros))));
                }
            }
        }
    }
}

/// Whether each row states each part some sheet has a column for.
fn parts(world: &World<'_>) -> Vec<(&'static str, Vec<bool>)> {
    let table = world.table(Entity::Quotation);
    let stated = |part: &'static str| match part {
        "unit_price" => {
            table.micros("unit_price").into_iter().zip(table.micros("amount")).map(|(price, amount)| price.or(amount).is_some()).collect()
        }
        "moq" => table.numbers("moq").into_iter().map(|moq| moq.is_some()).collect(),
        part => {
            table.texts(part).into_iter().zip(table.texts(&format!("{part}_text"))).map(|(word, text)| word.or(text).is_some()).collect()
        }
    };
    PARTS.into_iter().filter(|part| world.has_column(Entity::Quotation, part)).map(|part| (part, stated(part))).collect()
}

/// List prices by folded product name and code.
fn price_list(world: &World<'_>) -> BTreeMap<String, Vec<Listed>> {
    let table = world.table(Entity::PriceList);
    let [products, codes, customers, prices, currencies] =
        ["product", "product_code", "customer", "price_currency", "currency"].map(|name| table.texts(name));
    let (amounts, least, from, to) =
        (table.micros("price"), table.numbers("min_quantity"), table.dates("valid_from"), table.dates("valid_to"));
    let parties = world.parties(table);
    let mut list: BTreeMap<String, Vec<Listed>> = BTreeMap::new();
    for row in 0..table.len() {
        let Some(micros) = amounts[row].filter(|micros| *micros > 0) else { continue };
        let code = prices[row].or(currencies[row]).unwrap_or_default();
        let base = world.rates.peek(world.question.month, micros, code);
        let listed = Listed {
            customer: parties[row].0,
            is_own: customers[row].is_some(),
            micros,
            base,
            least: least[row].unwrap_or(0.0),
            from: from[row],
            to: to[row],
        };
        let mut keys: Vec<String> = [products[row], codes[row]].into_iter().flatten().map(folding::key).collect();
        keys.dedup();
        for key in keys {
            list.entry(key).or_default().push(listed);
        }
    }
    list
}

/// The price that fits: in force on the day, for the customer rather than for all, of the largest quantity reached.
fn fitting(listed: &[Listed], customer: Option<usize>, on: NaiveDate, quantity: Option<f64>) -> Option<Listed> {
    let in_force = |listed: &&Listed| {
        let dated = listed.from.is_none_or(|from| from <= on) && listed.to.is_none_or(|to| to >= on);
        let reached = listed.least <= quantity.unwrap_or(f64::INFINITY) || listed.least <= 0.0;
        dated && reached && (!listed.is_own || listed.customer.is_some() && listed.customer == customer)
    };
    let better = |a: &&Listed, b: &&Listed| a.is_own.cmp(&b.is_own).then(a.least.total_cmp(&b.least)).then(a.from.cmp(&b.from));
    // Without a quantity the lowest price in force is asked for, so that nobody is blamed for a discount on volume.
    let fits = listed.iter().filter(in_force);
    if quantity.is_none() {
        return fits.max_by(|a, b| a.is_own.cmp(&b.is_own).then(b.micros.cmp(&a.micros))).copied();
    }
    fits.max_by(better).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fitting_list_price() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let listed = |micros, least, customer: Option<usize>| Listed {
            customer,
            is_own: customer.is_some(),
            micros,
            base: Some(micros),
            least,
            from: Some(day("2026-01-01")),
            to: Some(day("2026-12-31")),
        };
        let list = [listed(10, 0.0, None), listed(8, 1000.0, None), listed(7, 0.0, Some(3))];
        let price = |customer, on, quantity| fitting(&list, customer, day(on), quantity).map(|listed| listed.micros);
        assert_eq!(price(None, "2026-10-01", Some(999.0)), Some(10));
        assert_eq!(price(None, "2026-10-01", Some(1000.0)), Some(8));
        assert_eq!(price(Some(3), "2026-10-01", Some(1000.0)), Some(7));
        assert_eq!(price(None, "2026-12-31", None), Some(8));
        assert_eq!(price(None, "2027-01-01", Some(1.0)), None);
    }
}
