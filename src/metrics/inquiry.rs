//! Inquiry (询盘): how many came, how many are new and complete, and how fast they were answered.
//!
//! Decides D1 (valid = a known customer silent for twelve months, with a contact, a product and a quantity or wish, not
//! spam) and D8 (the clock runs for all but spam; who was not answered in time is a breach, who is not yet due is left out).

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::cube::Facts;
use super::sla::{Reply, within};
use super::world::World;
use crate::finding::{Finding, Kind};
use crate::model::Entity;
use crate::model::period::add_months;

/// Facts of inquiries; replies that stand before their inquiry are reported.
pub(super) fn put(world: &World<'_>, facts: &mut Facts, findings: &mut Vec<Finding>) {
    let table = world.table(Entity::Inquiry);
    let (received, replied, quantities) = (table.moments("received_at"), table.moments("replied_at"), table.numbers("quantity"));
    let [contacts, emails, phones, products, wishes, statuses, numbers] =
        ["contact", "email", "phone", "product", "requirement", "status", "no"].map(|name| table.texts(name));
    let parties = world.parties(table);
    let mut rows: Vec<usize> = (0..table.len()).filter(|row| received[*row].is_some()).collect();
    rows.sort_by_key(|row| (received[*row], *row));
    let mut newest: BTreeMap<usize, NaiveDate> = BTreeMap::new();
    let cut_off = world.question.month.last();
    for row in rows {
        let Some(at) = received[row] else { continue };
        let ((customer, own), on) = (parties[row], at.0.date());
        let (month, whose) = (world.month_of(on), world.whose(customer, own));
        facts.count("inquiry_count", month, whose);
        let spam = statuses[row] == Some("invalid");
        let before = customer.and_then(|place| newest.insert(place, on));
        let silent = before.is_none_or(|before| on > add_months(before, world.policy.value.inquiry_new_months));
        let reachable = contacts[row].or(emails[row]).or(phones[row]).is_some();
        let wanted = products[row].is_some() && (quantities[row].is_some() || wishes[row].is_some());
        if !spam && customer.is_some() && silent && reachable && wanted {
            facts.count("inquiry_valid_count", month, whose);
        }
        match within(at, replied[row], world.policy.service.inquiry_hours, cut_off) {
            Reply::Backwards => findings.push(
                Finding::new(Kind::ReplyBeforeReceipt)
                    .of(Entity::Inquiry, "replied_at")
                    .at(table.origin(row))
                    .with("no", numbers[row].unwrap_or("—"))
                    .with("received", at.0)
                    .with("replied", replied[row].map_or_else(String::new, |reply| reply.0.to_string())),
            ),
            Reply::Told(kept) if !spam => facts.share("inquiry_reply_24h_share", month, whose, kept),
            _ => {}
        }
    }
}
