//! Assessment (客户评定): one customer in one month: grade, flags, urgency, deal state, need state, what is due.
//!
//! Decides which months are reconstructed: those older than the oldest hand-in rest on dated evidence alone. A published
//! grade of an earlier month is never computed again (X5).

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};

use super::evidence::{StageKind, Trace};
use super::follow_up::{self, Due};
use super::grade::{self, Case, Verdict, Why};
use super::state::{State, States};
use super::world::World;
use super::{fallback, own_days, urgency};
use crate::model::period::add_months;
use crate::model::view::Grade;
use crate::model::{Grain, Month};
use crate::policy;

/// One customer in one month.
#[derive(Debug, Clone)]
pub(super) struct Assessment {
    pub(super) verdict: Verdict,
    pub(super) close: Option<NaiveDate>,
    /// Expected amount, millionths of base currency.
    pub(super) expected: Option<i128>,
    /// An expected amount is stated that no rate converts.
    pub(super) no_rate: bool,
    pub(super) due: Option<Due>,
    pub(super) urgency: Option<&'static str>,
    pub(super) deal_state: &'static str,
    pub(super) need_state: Option<&'static str>,
    pub(super) last_contact: Option<NaiveDate>,
}

impl Assessment {
    /// Whether the customer stands in the row of overdue dates instead of its letter's (G3).
    pub(super) fn is_overdue(&self) -> bool {
        self.verdict.flags.contains(&"OVERDUE")
    }

    /// Whether the evidence behind the grade is old.
    pub(super) fn is_stale(&self) -> bool {
        self.verdict.flags.iter().any(|flag| ["STALE", "STALE_DATE", "OVERDUE"].contains(flag))
    }
}

/// All assessments: by month, by the customer's place; none for customers not yet known then.
pub(super) type Assessments = BTreeMap<Month, Vec<Option<Assessment>>>;

/// Grade values as published: 1 = A … 5 = E, 0 = ungraded.
pub(super) fn grade_value(grade: Option<Grade>) -> f64 {
    grade
        .and_then(|grade| Grade::ALL.into_iter().zip([1.0, 2.0, 3.0, 4.0, 5.0]).find(|(known, _)| *known == grade))
        .map_or(0.0, |found| found.1)
}

fn grade_of(value: f64) -> Option<Grade> {
    Grade::ALL.into_iter().find(|grade| (grade_value(Some(*grade)) - value).abs() < 0.5)
}

/// What is known of a grade in a month: the month is known, and whether the customer had one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known(pub(super) Option<Grade>);

/// Grade published for a customer and month, if the month was published.
pub(super) fn published(world: &World<'_>, customer: usize, month: Month) -> Option<Known> {
    let id = world.customers.get(customer)?.id;
    let figure = world.question.published.get("customer_grade", month, Grain::Customer, id)?;
    Some(Known(figure.value.and_then(grade_of)))
}

/// Whether a month rests on dated evidence alone.
pub(super) fn is_reconstructed(world: &World<'_>, month: Month) -> bool {
    let oldest = world.coverage.folders().first();
    month < world.question.month && oldest.is_none_or(|oldest| month < *oldest)
}

/// Assesses every customer in every month, oldest first, so that an overdue date keeps the grade before.
pub(super) fn all(world: &World<'_>, states: &States<'_>, traces: &[Trace<'_>]) -> Assessments {
    let own = own_days::grade_policy(world, traces);
    let mut months = world.months();
    months.extend(world.coverage.folders().iter().filter(|month| **month <= world.question.month));
    months.sort_unstable();
    months.dedup();
    let mut assessments = Assessments::new();
    for month in months {
        let before = assessments.get(&month.plus(-1));
        let assessed = (0..world.customers.len()).map(|place| {
            let kept = published(world, place, month.plus(-1)).map_or_else(|| grade_before(before, place), |known| known.0);
            one(world, states, &own, traces.get(place)?, place, month, kept)
        });
        let assessed = assessed.collect();
        assessments.insert(month, assessed);
    }
    assessments
}

fn grade_before(before: Option<&Vec<Option<Assessment>>>, place: usize) -> Option<Grade> {
    before?.get(place)?.as_ref()?.verdict.grade
}

fn one(
    world: &World<'_>,
    states: &States<'_>,
    own: &policy::Grade,
    trace: &Trace<'_>,
    place: usize,
    month: Month,
    kept: Option<Grade>,
) -> Option<Assessment> {
    let (as_of, policy) = (month.last(), world.policy);
    let state = if is_reconstructed(world, month) { None } else { states.at(place, month) };
    let customer = world.customers.get(place)?;
    let known = month == world.question.month || customer.first_seen_on.is_some_and(|seen| seen <= as_of);
    if !known && state.is_none() && !trace.known_by(as_of) {
        return None;
    }
    let told = trace.told_by(as_of);
    // A follow-up made after the sheet was written knows better; a sheet of no date is the present one.
    let newer = told.filter(|told| state.and_then(State::dated).is_some_and(|dated| told.on > dated));
    let close = newer.and_then(|told| told.close).or(state.and_then(State::close)).or(told.and_then(|told| told.close));
    let close = close.or_else(|| stated_by_inquiry(trace, as_of, policy.grade.open_stage_days));
    let need = newer.and_then(|told| told.need).or(state.and_then(|state| state.need)).or(told.and_then(|told| told.need));
    let standing = state.and_then(|state| state.status);
    let open = trace.open_stages(as_of, policy.grade.open_stage_days).next().is_some();
    let dead = need == Some("none") || standing == Some("dead");
    let case = Case {
        dead,
        latent: need == Some("latent"),
        evident: need == Some("explicit") || open,
        close,
        won: close.is_some_and(|close| !trace.orders_within(add_months(close, -1), as_of).is_empty()),
        kept,
        declared: state.and_then(|state| state.declared),
        horizon: state.filter(|_| close.is_none()).and_then(|state| state.horizon),
    };
    let negotiating = standing == Some("negotiating");
    let mut verdict = grade::decide(as_of, &case, &policy.grade, || fallback::decide(as_of, trace, negotiating, own));
    if let Some((_, by_hand)) = world.question.grades.get(customer.id).filter(|(from, _)| month >= *from) {
        verdict.grade = Some(*by_hand);
        verdict.why = Why::ByHand;
    }
    let limit = verdict.grade.and_then(|grade| grade::stale_after(grade, &policy.grade));
    let touched = [
        states.edited_on(place, month),
        state.and_then(|state| state.updated_on),
        trace.last_inbound(as_of),
        trace.last_stage(as_of),
        told.map(|told| told.on),
    ];
    let touched = touched.into_iter().flatten().filter(|on| *on <= as_of).max();
    if let (Some(limit), Some(touched)) = (limit, touched)
        && (as_of - touched).num_days() - world.hours.paused_days(customer.country, touched, as_of) > limit
    {
        verdict.flags.push("STALE");
    }
    if slip(states, place, month).is_some() {
        verdict.flags.push("SLIPPED");
    }
    let last_contact = trace.last_contact(as_of).max(state.and_then(|state| state.last_contact_on).filter(|on| *on <= as_of));
    let due = if dead { None } else { follow_up::due(world, customer.country, state, trace, last_contact, as_of) };
    // Only the report month's missing rates are a person's to mend.
    let amount = state.and_then(|state| state.expected_amount);
    let in_base = |(micros, code)| {
        if month == world.question.month { world.rates.convert(month, micros, code) } else { world.rates.peek(month, micros, code) }
    };
    let expected = amount.and_then(in_base);
    let deal_state = deal_state(trace, as_of, policy.grade.open_stage_days);
    let need_state = if dead { Some("dead") } else { need.and_then(need_state) };
    let urgency = due.as_ref().map(|due| urgency::of(due.on, as_of, &policy.urgency));
    Some(Assessment {
        verdict,
        close,
        expected,
        no_rate: amount.is_some() && expected.is_none(),
        due,
        urgency,
        deal_state,
        need_state,
        last_contact,
    })
}

/// Close date of the newest open inquiry that states one.
fn stated_by_inquiry(trace: &Trace<'_>, as_of: NaiveDate, limit_days: i64) -> Option<NaiveDate> {
    trace.open_stages(as_of, limit_days).filter_map(|stage| stage.expected_close.map(|close| (stage.on, close))).max().map(|found| found.1)
}

/// Deal state (成交状态, G6): ever ordered, in talks, or neither.
fn deal_state(trace: &Trace<'_>, as_of: NaiveDate, limit_days: i64) -> &'static str {
    if !trace.orders_until(as_of).is_empty() {
        return "won";
    }
    let recent = as_of - TimeDelta::days(limit_days);
    let talked =
        super::evidence::until(&trace.contacts, |contact| contact.on, as_of).iter().any(|contact| contact.inbound && contact.on >= recent);
    let stages = super::evidence::until(&trace.stages, |stage| stage.on, as_of);
    let offered = stages.iter().any(|stage| stage.kind > StageKind::Inquiry && stage.on >= recent);
    if talked || offered { "negotiating" } else { "potential" }
}

/// Need state (需求状态, G7).
fn need_state(need: &str) -> Option<&'static str> {
    match need {
        "explicit" => Some("target"),
        "latent" => Some("latent"),
        "none" => Some("dead"),
        _ => None,
    }
}

/// A close date that the month's sheet puts later than the sheet before.
pub(super) fn slip(states: &States<'_>, place: usize, month: Month) -> Option<(NaiveDate, NaiveDate, usize)> {
    let closes = states.closes(place, month);
    let [.., (_, Some(before), _), (at, Some(now), row)] = closes.as_slice() else { return None };
    (*at == month && now > before).then_some((*before, *now, *row))
}

/// Whether a grade rests on a date nobody backed.
pub(super) const fn is_date_only(verdict: &Verdict) -> bool {
    matches!(verdict.why, Why::DateOnly { .. })
}
