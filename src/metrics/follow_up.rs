//! Follow-up (跟进): what is due for a customer, and whether the contact rhythm of the rules was kept (M11).
//!
//! Decides the order: the day the sheet or log plans, unless a contact came after it; else the rhythm's day, each
//! month for 长期合作 customers, every three months for prospects. A colleague without any log says nothing, not 0.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::assess::{Assessments, is_reconstructed};
use super::cube::Facts;
use super::evidence::{Trace, until};
use super::state::State;
use super::world::World;
use crate::model::period::{add_months, months_back};
use crate::model::{Entity, Month};

/// Something due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Due {
    pub(super) on: NaiveDate,
    /// `planned` or `cadence`.
    pub(super) why: &'static str,
}

/// What is due next for a customer at a day.
pub(super) fn due(
    world: &World<'_>,
    country: Option<&str>,
    state: Option<&State<'_>>,
    trace: &Trace<'_>,
    last_contact: Option<NaiveDate>,
    as_of: NaiveDate,
) -> Option<Due> {
    let logged = until(&trace.contacts, |contact| contact.on, as_of).iter().rev().find_map(|contact| contact.next_on);
    let planned = state.and_then(|state| state.next_contact_on).or(logged);
    // A contact on or after the planned day has done it.
    if let Some(on) = planned.filter(|on| last_contact.is_none_or(|last| last < *on)) {
        return Some(Due { on, why: "planned" });
    }
    let months = rhythm(world, trace, as_of)?;
    let last = last_contact?;
    let on = match months {
        1 => world.month_of(last).plus(1).last(),
        months => add_months(last, months),
    };
    // The clock stands still while the company or the customer is closed.
    Some(Due { on: world.hours.postponed(country, last, on), why: "cadence" })
}

/// Months within which the rules want a contact; none for customers in neither class.
fn rhythm(world: &World<'_>, trace: &Trace<'_>, as_of: NaiveDate) -> Option<i32> {
    let policy = &world.policy.follow_up;
    if trace.long_term(as_of, policy.long_term_span_months) {
        return Some(policy.long_term_months);
    }
    trace.orders_until(as_of).is_empty().then_some(policy.prospect_months)
}

/// Facts of the rhythm, and of what is overdue.
pub(super) fn put(world: &World<'_>, traces: &[Trace<'_>], assessments: &Assessments, facts: &mut Facts) {
    let logs = logs(world, assessments);
    for (&month, assessed) in assessments {
        let as_of = month.last();
        for (place, assessment) in assessed.iter().enumerate() {
            let (Some(assessment), Some(trace)) = (assessment, traces.get(place)) else { continue };
            let whose = world.owned(place);
            if !is_reconstructed(world, month) && overdue_day(assessment, as_of).is_some() {
                facts.count("follow_up_overdue_count", month, whose);
            }
            let logged = whose.staff.is_some_and(|staff| logs.contains(&(staff, month)));
            if !logged || assessment.need_state == Some("dead") {
                continue;
            }
            let Some(months) = rhythm(world, trace, as_of) else { continue };
            // 每月 is the month of the business; a longer rhythm counts back from the month's end.
            let start = if months == 1 { month.first() } else { months_back(as_of, months).succ_opt().unwrap_or(as_of) };
            let kept = trace.last_contact(as_of).is_some_and(|on| on >= start);
            let seen = world.customers.get(place).and_then(|customer| customer.first_seen_on);
            let in_scope = seen.is_some_and(|seen| seen < start) || trace.known_by(start.pred_opt().unwrap_or(start));
            if kept || in_scope {
                facts.share("follow_up_compliance_share", month, whose, kept);
            }
        }
    }
}

/// The day since which a customer waits, if any: a follow-up or close date past.
pub(super) fn overdue_day(assessment: &super::assess::Assessment, as_of: NaiveDate) -> Option<NaiveDate> {
    let due = assessment.due.as_ref().map(|due| due.on);
    let close = assessment.close.filter(|_| assessment.is_overdue());
    [due, close].into_iter().flatten().filter(|on| *on < as_of).min()
}

/// Who logged a contact in which of the months assessed.
fn logs(world: &World<'_>, assessments: &Assessments) -> BTreeSet<(u32, Month)> {
    let table = world.table(Entity::Interaction);
    let parties = world.parties(table);
    let mut logs = BTreeSet::new();
    for (on, (customer, own)) in table.dates("on").into_iter().zip(parties.iter().copied()) {
        let month = on.map(|on| world.month_of(on)).filter(|month| assessments.contains_key(month));
        if let (Some(month), Some(staff)) = (month, world.whose(customer, own).staff) {
            logs.insert((staff, month));
        }
    }
    logs
}
