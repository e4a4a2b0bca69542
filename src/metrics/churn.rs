//! Churn (流失): five signals, each true, false or not assessable, and whose relationship is at risk (V7, V8).
//!
//! Decides that a signal whose table does not reach back far enough cannot be judged; that the amount signal spares a season
//! when eighteen months are known; and the order of the rules that put a relationship at risk: clock, signals, complaint, answer.

use chrono::{NaiveDate, TimeDelta};

use super::evidence::{Contact, StageKind, Trace, until};
use super::world::World;
use super::{rhythm, stats};
use crate::model::period::months_back;
use crate::model::watch::Rhythm;
use crate::model::{Entity, Month};
use crate::policy::{Churn, Policy};

/// Reply pairs from which a median speaks.
const REPLIES: usize = 2;
/// Contacts in the time before from which fewer is a signal.
const CONTACTS: usize = 2;

/// What the history lets be judged at a day.
#[expect(clippy::struct_excessive_bools, reason = "one answer a table")]
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach {
    amount: bool,
    contact: bool,
    asked: bool,
    owed: bool,
}

impl Reach {
    pub(super) fn of(world: &World<'_>, as_of: NaiveDate) -> Self {
        let (policy, month) = (&world.policy.churn, world.month_of(as_of));
        let reaches = |entity: Entity, days: i64| {
            let first = world.coverage.first(entity).map(Month::first);
            first.is_some_and(|first| first <= as_of - TimeDelta::days(days)) && world.coverage.covers(entity, month)
        };
        Self {
            amount: reaches(Entity::Order, 2 * policy.recent_days),
            contact: reaches(Entity::Interaction, 2 * policy.contact_days),
            asked: reaches(Entity::Inquiry, 0) || reaches(Entity::Quotation, 0),
            owed: month == world.question.month && world.coverage.covers(Entity::Receivable, month),
        }
    }

    /// Payments whose day is known tell lateness too.
    pub(super) const fn with_payments(self, known: bool) -> Self {
        Self { owed: self.owed || known, ..self }
    }
}

/// Signals of one customer: id, and whether it is raised; none where it cannot be judged.
pub(super) fn signals(
    trace: &Trace<'_>,
    late_days: Option<i64>,
    reach: Reach,
    as_of: NaiveDate,
    policy: &Churn,
) -> [(&'static str, Option<bool>); 5] {
    [
        ("amount", dropped(trace, as_of, policy).filter(|_| reach.amount)),
        ("contact", quieter(trace, as_of, policy).filter(|_| reach.contact)),
        ("no_order", reach.asked.then(|| asks_only(trace, as_of, policy))),
        ("late_payment", reach.owed.then(|| late_days.is_some_and(|days| days > policy.late_payment_days))),
        ("slow_reply", slower(trace, as_of, policy).filter(|_| reach.contact)),
    ]
}

/// s1: less than the policy's share of the half-year before and, where known, of the same season last year.
fn dropped(trace: &Trace<'_>, as_of: NaiveDate, policy: &Churn) -> Option<bool> {
    let half = TimeDelta::days(policy.recent_days);
    let sum = |from: NaiveDate, to: NaiveDate| trace.orders_within(from, to).iter().map(|order| order.base).sum::<Option<i128>>();
    let (now, before) = (sum(as_of - half, as_of)?, sum(as_of - half - half, as_of - half)?);
    let first = trace.orders.first()?.on;
    let less = |than: i128| as_share(now, than).is_some_and(|share| share < policy.drop_share);
    if first > months_back(as_of, 18) {
        return Some(less(before));
    }
    let season = months_back(as_of, 12);
    Some(less(before) && less(sum(season - half, season)?))
}

/// A share of millionths; nothing to compare with is no drop.
fn as_share(now: i128, before: i128) -> Option<f64> {
    use crate::model::money::micros_to_f64;
    (before > 0).then(|| micros_to_f64(now) / micros_to_f64(before))
}

/// s2: fewer contacts from the customer than the policy's share of the time before.
fn quieter(trace: &Trace<'_>, as_of: NaiveDate, policy: &Churn) -> Option<bool> {
    let span = TimeDelta::days(policy.contact_days);
    let count = |from: NaiveDate, to: NaiveDate| within(&trace.contacts, from, to).iter().filter(|contact| contact.inbound).count();
    let (now, before) = (count(as_of - span, as_of), count(as_of - span - span, as_of - span));
    (before >= CONTACTS).then(|| stats::float(now) < policy.drop_share * stats::float(before))
}

/// s3: asked or was quoted twice, and did not order.
fn asks_only(trace: &Trace<'_>, as_of: NaiveDate, policy: &Churn) -> bool {
    let from = as_of - TimeDelta::days(policy.recent_days);
    let stages = until(&trace.stages, |stage| stage.on, as_of);
    let asked = stages.iter().filter(|stage| stage.on > from && stage.kind <= StageKind::Quotation).count();
    asked > 1 && trace.orders_within(from, as_of).is_empty()
}

/// s5: the median days to the customer's answer doubled.
fn slower(trace: &Trace<'_>, as_of: NaiveDate, policy: &Churn) -> Option<bool> {
    let span = TimeDelta::days(policy.contact_days);
    let median = |from: NaiveDate, to: NaiveDate| {
        let replies = replies(within(&trace.contacts, from, to));
        (replies.len() >= REPLIES).then_some(())?;
        stats::median(&replies)
    };
    let (now, before) = (median(as_of - span, as_of)?, median(as_of - span - span, as_of - span)?);
    (before > 0.0).then_some(now > 2.0 * before)
}

/// Days from each unanswered contact of ours to the customer's next.
fn replies(contacts: &[Contact<'_>]) -> Vec<f64> {
    let (mut asked, mut days): (Option<NaiveDate>, Vec<f64>) = (None, Vec::new());
    for contact in contacts {
        if contact.inbound {
            if let Some(on) = asked.take() {
                days.push(f64::from(i32::try_from((contact.on - on).num_days()).unwrap_or(i32::MAX)));
            }
        } else if contact.personal {
            asked.get_or_insert(contact.on);
        }
    }
    days
}

fn within<'t, 'a>(contacts: &'t [Contact<'a>], from: NaiveDate, to: NaiveDate) -> &'t [Contact<'a>] {
    let contacts = until(contacts, |contact| contact.on, to);
    &contacts[contacts.partition_point(|contact| contact.on <= from)..]
}

/// What else is known of a customer where its relationship is judged.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Strain {
    /// Most days any of its money is past due.
    pub(super) late_days: Option<i64>,
    /// A severe complaint is open longer than the policy allows.
    pub(super) complaint: bool,
    /// Newest answer on 1–5.
    pub(super) csat: Option<f64>,
}

/// A customer as its relationship is judged on a day.
#[derive(Clone, Copy)]
pub(super) struct Relation<'t, 'a> {
    pub(super) trace: &'t Trace<'a>,
    pub(super) strain: Strain,
    pub(super) reach: Reach,
    /// Everybody's rhythm, for who ordered once.
    pub(super) usual: Option<f64>,
    pub(super) as_of: NaiveDate,
    pub(super) policy: &'t Policy,
}

impl Relation<'_, '_> {
    /// Clock and signals, and the rule that puts the customer at risk, if any (潜在流失).
    pub(super) fn judge(self) -> (Rhythm, Option<&'static str>) {
        let churn = &self.policy.churn;
        let mut clock = rhythm::of(self.trace.order_days(self.as_of), self.usual, self.as_of, churn);
        let signals = self.signals();
        clock.signals = signals.iter().filter(|(_, raised)| *raised == Some(true)).map(|(id, _)| *id).collect();
        clock.signals_assessable = u32::try_from(signals.iter().filter(|(_, raised)| raised.is_some()).count()).unwrap_or(0);
        // Who never ordered has no relationship to lose.
        if clock.cycle_days.is_none() && self.trace.orders_until(self.as_of).is_empty() {
            return (clock, None);
        }
        let late = clock.overdue_ratio.is_some_and(|ratio| ratio > churn.high_ratio) && !clock.flags.contains(&"SEASON");
        let rule = rule(late, clock.signals.len(), self.strain, self.policy);
        (clock, rule)
    }

    /// The same of a buyer in a month whose lines nobody lists: overdue ratio, how many signals, and the rule.
    pub(super) fn judge_briefly(self) -> (Option<f64>, usize, Option<&'static str>) {
        let (trace, churn) = (self.trace, &self.policy.churn);
        let clock = rhythm::Clock::read(trace.order_days(self.as_of), trace.cycle_days(self.as_of), self.usual, self.as_of, churn);
        let raised = self.signals().iter().filter(|(_, raised)| *raised == Some(true)).count();
        let late = clock.is_some_and(|clock| clock.is_late(churn));
        (clock.map(|clock| clock.ratio), raised, rule(late, raised, self.strain, self.policy))
    }

    fn signals(self) -> [(&'static str, Option<bool>); 5] {
        signals(self.trace, self.strain.late_days, self.reach, self.as_of, &self.policy.churn)
    }
}

/// The first rule that holds.
fn rule(late: bool, signals: usize, strain: Strain, policy: &Policy) -> Option<&'static str> {
    let rules = [
        ("ratio", late),
        ("signals", signals >= policy.churn.signals_at_risk),
        ("complaint", strain.complaint),
        ("csat", strain.csat.is_some_and(|score| score <= policy.satisfaction.low_score)),
    ];
    rules.into_iter().find(|(_, holds)| *holds).map(|(rule, _)| rule)
}

#[cfg(test)]
mod tests {
    use super::super::evidence::{Bought, Stage};
    use super::*;

    const ALL: Reach = Reach { amount: true, contact: true, asked: true, owed: true };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn bought(on: &str, base: i128) -> Bought {
        Bought { on: day(on), base: Some(base), staff: None, numbered: true }
    }

    fn contact(on: &str, inbound: bool) -> Contact<'static> {
        Contact { on: day(on), inbound, outbound: !inbound, personal: true, next_on: None, next_action: None, row: 0 }
    }

    fn raised(trace: &Trace<'_>, late: Option<i64>, reach: Reach) -> Vec<(&'static str, Option<bool>)> {
        signals(trace, late, reach, day("2026-10-31"), &Policy::shipped().churn).to_vec()
    }

    #[test]
    fn each_signal_has_its_boundary() {
        let mut trace = Trace { orders: vec![bought("2026-02-01", 100), bought("2026-08-01", 50)], ..Trace::default() };
        assert_eq!(raised(&trace, None, ALL)[0], ("amount", Some(false)));
        trace.orders[1].base = Some(49);
        assert_eq!(raised(&trace, None, ALL)[0], ("amount", Some(true)));
        // A season: as little last year.
        trace.orders.splice(0..0, [bought("2025-01-05", 100), bought("2025-08-01", 50)]);
        assert_eq!(raised(&trace, None, ALL)[0], ("amount", Some(false)));
        assert_eq!(raised(&Trace::default(), None, ALL)[0], ("amount", None));
        assert_eq!((raised(&trace, Some(15), ALL)[3].1, raised(&trace, Some(16), ALL)[3].1), (Some(false), Some(true)));
    }

    #[test]
    fn silence_and_slow_answers_need_something_to_compare() {
        let mut trace = Trace { contacts: vec![contact("2026-06-01", true), contact("2026-06-20", true)], ..Trace::default() };
        assert_eq!(raised(&trace, None, ALL)[1], ("contact", Some(true)));
        trace.contacts.push(contact("2026-10-01", true));
        assert_eq!(raised(&trace, None, ALL)[1], ("contact", Some(false)));
        trace.contacts.remove(0);
        assert_eq!(raised(&trace, None, ALL)[1], ("contact", None));
        let pairs =
            [("2026-06-01", "2026-06-02"), ("2026-06-10", "2026-06-11"), ("2026-09-01", "2026-09-04"), ("2026-09-10", "2026-09-13")];
        trace.contacts = pairs.iter().flat_map(|(ours, theirs)| [contact(ours, false), contact(theirs, true)]).collect();
        assert_eq!(raised(&trace, None, ALL)[4], ("slow_reply", Some(true)));
        trace.contacts.truncate(6);
        assert_eq!(raised(&trace, None, ALL)[4], ("slow_reply", None));
    }

    #[test]
    fn prices_asked_twice_without_an_order() {
        let stage = |on| Stage { on: day(on), kind: StageKind::Quotation, open: true, expected_close: None };
        let mut trace = Trace { stages: vec![stage("2026-08-01"), stage("2026-09-01")], ..Trace::default() };
        assert_eq!(raised(&trace, None, ALL)[2], ("no_order", Some(true)));
        trace.orders = vec![bought("2026-09-02", 1)];
        assert_eq!(raised(&trace, None, ALL)[2], ("no_order", Some(false)));
        let nothing = Reach { amount: false, contact: false, asked: false, owed: false };
        assert!(raised(&trace, Some(99), nothing).iter().all(|(_, raised)| raised.is_none()));
    }

    #[test]
    fn the_first_rule_decides() {
        let policy = Policy::shipped();
        let trace = Trace { orders: vec![bought("2026-10-01", 1)], ..Trace::default() };
        let judged = |trace: &Trace<'_>, strain| {
            Relation { trace, strain, reach: ALL, usual: Some(30.0), as_of: day("2026-10-31"), policy: &policy }.judge().1
        };
        assert_eq!(judged(&trace, Strain::default()), None);
        assert_eq!(judged(&trace, Strain { csat: Some(2.0), ..Strain::default() }), Some("csat"));
        assert_eq!(judged(&trace, Strain { csat: Some(2.0), complaint: true, ..Strain::default() }), Some("complaint"));
        assert_eq!(judged(&Trace::default(), Strain { csat: Some(1.0), ..Strain::default() }), None);
        let late = Trace { orders: vec![bought("2026-08-01", 1)], ..Trace::default() };
        assert_eq!(judged(&late, Strain { csat: Some(1.0), ..Strain::default() }), Some("ratio"));
    }
}
