//! Evidence (依据): what happened with each customer and when, so that any month can be judged by what was dated by then.
//!
//! Decides what an inbound contact is (an inquiry, an order, a contact marked as theirs, or one of no direction with their word in
//! the feedback), that a contact not marked as theirs is ours, with their word a talk of both, and which
//! stage is open: newer than the policy's limit, not lost, and no order after it.

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;

use chrono::{NaiveDate, TimeDelta};

use super::fallback;
use super::orders::Order;
use super::world::{Parties, World};
use crate::model::period::add_months;
use crate::model::{Entity, horizon};

/// How far an open deal has come, the furthest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum StageKind {
    Inquiry,
    Quotation,
    Sample,
    Negotiation,
    Pi,
}

impl StageKind {
    /// Id for the words.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Inquiry => "inquiry",
            Self::Quotation => "quotation",
            Self::Sample => "sample",
            Self::Negotiation => "negotiation",
            Self::Pi => "pi",
        }
    }
}

/// A stage reached on a day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stage {
    pub(super) on: NaiveDate,
    pub(super) kind: StageKind,
    /// Not lost, rejected or invalid.
    pub(super) open: bool,
    /// Close date an inquiry states.
    pub(super) expected_close: Option<NaiveDate>,
}

/// A logged contact.
#[derive(Debug, Clone, Copy)]
pub(super) struct Contact<'a> {
    pub(super) on: NaiveDate,
    /// The customer spoke: it came to us, or has their word in it.
    pub(super) inbound: bool,
    /// We spoke; both at once is a talk.
    pub(super) outbound: bool,
    /// Mass mail is no contact (M11).
    pub(super) personal: bool,
    pub(super) next_on: Option<NaiveDate>,
    pub(super) next_action: Option<&'a str>,
    pub(super) row: usize,
}

/// What a follow-up record says of the deal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) on: NaiveDate,
    /// Close date: as stated, or a horizon in words counted from the record's own day.
    pub(super) close: Option<NaiveDate>,
    /// `explicit`, `latent`, `none`.
    pub(super) need: Option<&'a str>,
}

/// An order as evidence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bought {
    pub(super) on: NaiveDate,
    pub(super) base: Option<i128>,
    pub(super) staff: Option<u32>,
    /// It has a number of its own.
    pub(super) numbered: bool,
}

/// Everything dated about one customer, each list by day.
#[derive(Debug, Clone, Default)]
pub(super) struct Trace<'a> {
    pub(super) orders: Vec<Bought>,
    pub(super) stages: Vec<Stage>,
    pub(super) contacts: Vec<Contact<'a>>,
    pub(super) told: Vec<Told<'a>>,
    /// Days with an order, once each, read when first asked for.
    pub(super) days: OnceCell<Vec<NaiveDate>>,
    /// Rhythms found lately, by how many of the days they are of: each month is asked for more than once.
    pub(super) rhythms: Cell<[(usize, Option<f64>); 3]>,
}

/// Items dated up to a day.
pub(super) fn until<T>(items: &[T], on: impl Fn(&T) -> NaiveDate, day: NaiveDate) -> &[T] {
    &items[..items.partition_point(|item| on(item) <= day)]
}

impl<'a> Trace<'a> {
    /// What the newest follow-up up to a day says of the deal, and what the newest says of the need; an order after it has settled the deal.
    pub(super) fn told_by(&self, day: NaiveDate) -> Option<Told<'a>> {
        let told = until(&self.told, |told| told.on, day);
        let newest = told.last()?;
        let ordered = self.last_order(day);
        let mut open = told.iter().rev().take_while(|told| ordered.is_none_or(|ordered| told.on >= ordered));
        let close = open.find_map(|told| told.close);
        Some(Told { on: newest.on, close, need: told.iter().rev().find_map(|told| told.need) })
    }

    /// Orders up to a day.
    pub(super) fn orders_until(&self, day: NaiveDate) -> &[Bought] {
        until(&self.orders, |order| order.on, day)
    }

    /// Orders after `from`, up to `day`.
    pub(super) fn orders_within(&self, from: NaiveDate, day: NaiveDate) -> &[Bought] {
        let orders = self.orders_until(day);
        &orders[orders.partition_point(|order| order.on <= from)..]
    }

    /// Newest order up to a day.
    pub(super) fn last_order(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.orders_until(day).last().map(|order| order.on)
    }

    /// Days with an order up to a day, once each.
    pub(super) fn order_days(&self, day: NaiveDate) -> &[NaiveDate] {
        let days = self.days.get_or_init(|| {
            let mut days: Vec<_> = self.orders.iter().map(|order| order.on).collect();
            days.dedup();
            days
        });
        until(days, |on| *on, day)
    }

    /// Days between orders up to a day ([`fallback::cycle_days`]).
    pub(super) fn cycle_days(&self, day: NaiveDate) -> Option<f64> {
        let (days, known) = (self.order_days(day), self.rhythms.get());
        if let Some((_, cycle)) = known.iter().find(|(count, _)| *count == days.len()) {
            return *cycle;
        }
        let cycle = fallback::cycle_days(days);
        self.rhythms.set([(days.len(), cycle), known[0], known[1]]);
        cycle
    }

    /// Newest personal contact up to a day.
    pub(super) fn last_contact(&self, day: NaiveDate) -> Option<NaiveDate> {
        until(&self.contacts, |contact| contact.on, day).iter().rev().find(|contact| contact.personal).map(|contact| contact.on)
    }

    /// Newest sign of life from the customer up to a day.
    pub(super) fn last_inbound(&self, day: NaiveDate) -> Option<NaiveDate> {
        let contact = until(&self.contacts, |contact| contact.on, day).iter().rev().find(|contact| contact.inbound);
        let inquiry = until(&self.stages, |stage| stage.on, day).iter().rev().find(|stage| stage.kind == StageKind::Inquiry);
        [contact.map(|contact| contact.on), inquiry.map(|stage| stage.on), self.last_order(day)].into_iter().flatten().max()
    }

    /// Newest change of stage up to a day.
    pub(super) fn last_stage(&self, day: NaiveDate) -> Option<NaiveDate> {
        let stage = until(&self.stages, |stage| stage.on, day).last().map(|stage| stage.on);
        stage.max(self.last_order(day))
    }

    /// Stages open at a day.
    pub(super) fn open_stages(&self, day: NaiveDate, limit_days: i64) -> impl Iterator<Item = &Stage> {
        let (oldest, ordered) = (day - TimeDelta::days(limit_days), self.last_order(day));
        let open = move |stage: &&Stage| stage.open && stage.on >= oldest && ordered.is_none_or(|ordered| stage.on > ordered);
        until(&self.stages, |stage| stage.on, day).iter().filter(open)
    }

    /// Whether anything is dated up to a day.
    pub(super) fn known_by(&self, day: NaiveDate) -> bool {
        let first = [
            self.orders.first().map(|order| order.on),
            self.stages.first().map(|stage| stage.on),
            self.contacts.first().map(|contact| contact.on),
        ];
        first.into_iter().flatten().any(|on| on <= day)
    }

    /// 长期合作: at least two orders, spanning the months of the rules.
    pub(super) fn long_term(&self, day: NaiveDate, span_months: i32) -> bool {
        let orders = self.orders_until(day);
        let (Some(first), Some(last)) = (orders.first(), orders.last()) else { return false };
        orders.len() >= 2 && add_months(first.on, span_months) <= last.on
    }
}

/// Reads the evidence of every customer, by the customer's place.
pub(super) fn read<'a>(world: &World<'a>, orders: &[Order<'a>]) -> Vec<Trace<'a>> {
    let mut traces = vec![Trace::default(); world.customers.len()];
    // Each list is made once as long as it will be: tens of thousands that grow cost more than counting.
    let contacts = world.parties(world.table(Entity::Interaction));
    for (trace, [orders, contacts]) in traces.iter_mut().zip(counts(world, orders, &contacts)) {
        trace.orders.reserve_exact(orders);
        trace.contacts.reserve_exact(contacts);
    }
    for order in orders {
        if let Some(trace) = order.customer.and_then(|place| traces.get_mut(place)) {
            trace.orders.push(Bought { on: order.on, base: order.base, staff: order.own.staff, numbered: !order.no.is_empty() });
        }
    }
    read_contacts(world, &mut traces);
    read_stages(world, Entity::Inquiry, StageKind::Inquiry, &["received_at"], &["invalid", "lost", "won"], &mut traces);
    read_stages(world, Entity::Quotation, StageKind::Quotation, &["on"], &["lost", "expired"], &mut traces);
    read_stages(world, Entity::Sample, StageKind::Sample, &["sent_on", "requested_on"], &["rejected"], &mut traces);
    for trace in &mut traces {
        trace.stages.sort_by_key(|stage| (stage.on, stage.kind));
        trace.contacts.sort_by_key(|contact| (contact.on, contact.row));
        trace.told.sort_by_key(|told| told.on);
    }
    traces
}

/// Orders and contacts of each customer.
fn counts(world: &World<'_>, orders: &[Order<'_>], contacts: &[Parties]) -> Vec<[usize; 2]> {
    let mut counts = vec![[0; 2]; world.customers.len()];
    let places = orders.iter().map(|order| (order.customer, 0)).chain(contacts.iter().map(|(customer, _)| (*customer, 1)));
    for (customer, list) in places {
        if let Some(counts) = customer.and_then(|place| counts.get_mut(place)) {
            counts[list] += 1;
        }
    }
    counts
}

fn read_stages<'a>(world: &World<'a>, entity: Entity, kind: StageKind, days: &[&str], closed: &[&str], traces: &mut [Trace<'a>]) {
    let table = world.table(entity);
    let days: Vec<Vec<Option<NaiveDate>>> = days.iter().map(|name| table.dates(name)).collect();
    let (statuses, expected, parties) = (table.texts("status"), table.dates("expected_close"), world.parties(table));
    for row in 0..table.len() {
        let on = days.iter().find_map(|column| column[row]);
        let (Some(on), Some(trace)) = (on, parties[row].0.and_then(|place| traces.get_mut(place))) else { continue };
        let open = statuses[row].is_none_or(|status| !closed.contains(&status));
        trace.stages.push(Stage { on, kind, open, expected_close: expected[row] });
    }
}

fn read_contacts<'a>(world: &World<'a>, traces: &mut [Trace<'a>]) {
    let table = world.table(Entity::Interaction);
    let [directions, feedbacks, methods, actions, stages, subjects] =
        ["direction", "feedback", "method", "next_action", "stage", "subject"].map(|name| table.texts(name));
    let [needs, horizons] = ["need", "expected_close_text"].map(|name| table.texts(name));
    let [days, nexts, closes] = ["on", "next_on", "expected_close"].map(|name| table.dates(name));
    let parties = world.parties(table);
    // Logs repeat themselves: each feedback and each horizon is searched once. Only looked up.
    let mut known: HashMap<&str, bool> = HashMap::new();
    let silent = &world.policy.follow_up.unanswered_words;
    let mut speaks = |text: &'a str| *known.entry(text).or_insert_with(|| says_something(text, silent));
    let mut known: HashMap<&str, Option<i32>> = HashMap::new();
    let mut months = |text: &'a str| *known.entry(text).or_insert_with(|| horizon::months(text));
    for row in 0..table.len() {
        let (Some(on), Some(trace)) = (days[row], parties[row].0.and_then(|place| traces.get_mut(place))) else { continue };
        let outbound = directions[row] != Some("in");
        let inbound = !outbound || directions[row].is_none() && feedbacks[row].is_some_and(&mut speaks);
        let personal = methods[row] != Some("mass_mail");
        trace.contacts.push(Contact { on, inbound, outbound, personal, next_on: nexts[row], next_action: actions[row], row });
        let close = closes[row].or_else(|| Some(add_months(on, months(horizons[row]?)?)));
        if close.is_some() || needs[row].is_some() {
            trace.told.push(Told { on, close, need: needs[row] });
        }
        if [stages[row], subjects[row]].into_iter().flatten().any(names_pi) {
            trace.stages.push(Stage { on, kind: StageKind::Pi, open: true, expected_close: None });
        }
    }
}

/// What people write into a feedback cell for nothing.
const NOTHING: [&str; 11] = ["无", "無", "暂无", "暫無", "没有", "沒有", "none", "nothing", "n/a", "nessuno", "na"];

/// Whether a feedback is the customer's word, and not that there was none.
fn says_something(text: &str, silent: &[String]) -> bool {
    let text = text.trim().to_lowercase();
    text.chars().any(char::is_alphanumeric) && !NOTHING.contains(&text.as_str()) && !silent.iter().any(|word| text.contains(word.as_str()))
}

const PROFORMA: &[u8] = b"proforma";

/// Whether a stage text says that a PI (形式发票) or contract is out.
fn names_pi(text: &str) -> bool {
    let proforma = |text: &str| text.as_bytes().windows(PROFORMA.len()).any(|part| part.eq_ignore_ascii_case(PROFORMA));
    text == "PI"
        || text.len() >= PROFORMA.len() && proforma(text)
        || !text.is_ascii() && ["形式发票", "已发PI", "合同", "定金"].iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feedback_speaks_unless_it_says_that_nobody_answered() {
        let silent = crate::policy::Policy::shipped().follow_up.unanswered_words;
        for (text, speaks) in [
            ("嫌价格高，要再比较", true),
            ("客户已回复，下周下单", true),
            ("Interested, asked for a sample", true),
            ("未回复", false),
            ("打电话没人接", false),
            ("No reply yet", false),
            ("Left message with reception", false),
            ("Non risponde al telefono", false),
            ("无", false),
            ("—", false),
            ("", false),
        ] {
            assert_eq!(says_something(text, &silent), speaks, "{text}");
        }
    }

    #[test]
    fn a_pi_is_told_by_its_words() {
        assert!(names_pi("PI") && names_pi("sent ProForma invoice") && names_pi("已签合同") && !names_pi("pi") && !names_pi("报价"));
    }
}
