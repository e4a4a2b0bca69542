//! Follow-ups to do (待跟进): one line a customer, most money at stake first.

use chrono::{NaiveDate, TimeDelta};

use super::super::evidence::until;
use super::Desk;
use super::customer::bought;
use crate::model::Entity;
use crate::model::money::micros_to_f64;
use crate::model::period::months_back;
use crate::model::view::FollowUpLine;

/// Everything due by the policy's days ahead: an overdue close date, a planned contact, the rhythm of the rules.
pub(in super::super) fn lines(desk: &Desk<'_, '_>) -> Vec<FollowUpLine> {
    let as_of = desk.month().last();
    let until = as_of + TimeDelta::days(desk.world.policy.follow_up.list_days_ahead);
    let mut lines: Vec<FollowUpLine> = (0..desk.world.customers.len()).filter_map(|place| line(desk, place, until)).collect();
    lines.sort_by(|a, b| {
        let money = b.at_stake.unwrap_or(0.0).total_cmp(&a.at_stake.unwrap_or(0.0));
        money.then_with(|| b.overdue_days.cmp(&a.overdue_days)).then_with(|| a.customer.cmp(&b.customer))
    });
    lines
}

fn line(desk: &Desk<'_, '_>, place: usize, by: NaiveDate) -> Option<FollowUpLine> {
    let as_of = desk.month().last();
    let (customer, trace) = (desk.world.customers.get(place)?, desk.traces.get(place)?);
    let assessment = desk.assessed(place, desk.month())?;
    let close = assessment.close.filter(|_| assessment.is_overdue()).map(|on| (on, "expected_close"));
    // The planned day is what a person has to do; a close date past asks for a new date.
    let (due_on, why) =
        assessment.due.map(|due| (due.on, due.why)).into_iter().chain(close).min_by_key(|(on, why)| (*on, *why == "cadence"))?;
    if due_on > by {
        return None;
    }
    let state = desk.state(place);
    let newest = until(&trace.contacts, |contact| contact.on, as_of).last();
    let year = bought(trace, months_back(as_of, 12).succ_opt().unwrap_or(as_of), as_of);
    Some(FollowUpLine {
        customer: customer.id.to_owned(),
        name: customer.name.to_owned(),
        owner: desk.staff_id(customer.owner),
        grade: assessment.verdict.grade,
        due_on,
        overdue_days: (as_of - due_on).num_days(),
        why,
        at_stake: assessment.expected.map(micros_to_f64).or(year.filter(|amount| *amount > 0.0)),
        next_action: state.and_then(|state| state.next_action).or(newest.and_then(|contact| contact.next_action)).map(str::to_owned),
        origin: desk.state_origin(place).or_else(|| newest.map(|contact| desk.world.origin(Entity::Interaction, contact.row))),
    })
}
