//! Customer lines (客户清单), grade movements, and close dates that moved later.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::super::assess::{Known, is_reconstructed, published, slip};
use super::super::catalog::Span;
use super::super::commerce::Commerce;
use super::super::complaint::Complaint;
use super::super::evidence::Trace;
use super::super::{figure, grade_change, segment, visit};
use super::Desk;
use crate::model::money::micros_to_f64;
use crate::model::numbers::Segment;
use crate::model::view::{CustomerLine, Grade, SlipLine};
use crate::model::watch::{Rhythm, Risk};
use crate::model::{Entity, Month};

/// One line a customer, by id.
pub(in super::super) fn lines(desk: &Desk<'_, '_>, complaints: &[Complaint], commerce: &Commerce<'_>) -> Vec<CustomerLine> {
    let as_of = desk.month().last();
    let open = tally(complaints.iter().filter(|complaint| complaint.open_at(as_of)).map(|complaint| (complaint.customer, Some(1))));
    let overdue = tally(commerce.owed.iter().filter(|owed| owed.is_overdue).map(|owed| (owed.customer, owed.base)));
    let csat = segment::answers(desk.world, as_of);
    let mut lines = Vec::with_capacity(desk.world.customers.len());
    for place in 0..desk.world.customers.len() {
        let Some(mut line) = line(desk, place) else { continue };
        line.csat = csat.get(place).copied().flatten();
        line.complaints_open = open.get(&place).copied().flatten().and_then(|count| u32::try_from(count).ok()).unwrap_or(0);
        line.overdue_amount = overdue.get(&place).copied().flatten().map(micros_to_f64);
        line.rhythm = commerce.relations.get(place).map(|relation| relation.rhythm.clone()).unwrap_or_default();
        line.risk = commerce.risks.of(place);
        lines.push(line);
    }
    lines
}

/// Sums by customer; one unknown amount makes the sum unknown.
fn tally(items: impl Iterator<Item = (Option<usize>, Option<i128>)>) -> BTreeMap<usize, Option<i128>> {
    let mut sums: BTreeMap<usize, Option<i128>> = BTreeMap::new();
    for (customer, amount) in items {
        if let Some(customer) = customer {
            let sum = sums.entry(customer).or_insert(Some(0));
            *sum = sum.zip(amount).map(|(sum, amount)| sum + amount);
        }
    }
    sums
}

fn line(desk: &Desk<'_, '_>, place: usize) -> Option<CustomerLine> {
    let (month, customer, trace) = (desk.month(), desk.world.customers.get(place)?, desk.traces.get(place)?);
    let (assessment, state) = (desk.assessed(place, month)?, desk.state(place));
    let as_of = month.last();
    let fiscal = desk.world.policy.calendar.fiscal_start_month;
    let amount = |span: Span| bought(trace, figure::first_of(span, month, fiscal).first(), as_of);
    let segment = desk.segments.get(place).cloned().unwrap_or_default();
    let (last_visit_on, next_visit_on) =
        desk.visits.get(place).map_or((None, None), |visits| visit::plan(desk.world, trace, visits, &segment, as_of));
    Some(CustomerLine {
        id: customer.id.to_owned(),
        name: customer.name.to_owned(),
        country: customer.country.map(str::to_owned),
        owner: desk.staff_id(customer.owner),
        is_person: customer.is_person,
        customer_type: customer.kind.map(str::to_owned),
        grade: assessment.verdict.grade,
        grade_basis: assessment.verdict.why.basis(),
        grade_reason: assessment.verdict.why.reason(assessment.verdict.grade),
        grade_before: before(desk, place).and_then(|known| known.0),
        grade_declared: state.and_then(|state| state.letter).map(str::to_owned),
        flags: assessment.verdict.flags.clone(),
        urgency: assessment.urgency,
        deal_state: assessment.deal_state,
        need_state: assessment.need_state,
        expected_close: assessment.close,
        expected_amount: assessment.expected.map(micros_to_f64),
        next_contact_on: state
            .and_then(|state| state.next_contact_on)
            .or(assessment.due.filter(|due| due.why == "planned").map(|due| due.on)),
        last_contact_on: assessment.last_contact,
        last_order_on: trace.last_order(as_of),
        order_count: u32::try_from(trace.orders_until(as_of).len()).unwrap_or(u32::MAX),
        amount_month: amount(Span::Month),
        amount_ytd: amount(Span::YearToDate),
        amount_12m: amount(Span::Months12),
        csat: None,
        complaints_open: 0,
        overdue_amount: None,
        rhythm: Rhythm::default(),
        risk: Risk::default(),
        origin: desk.state_origin(place),
        row_count: customer.row_count,
        segment: Segment {
            last_visit_on,
            next_visit_on,
            grade_change: Some(grade_change::sentence(&assessment.verdict, as_of, &desk.world.policy.grade)),
            slip_count: slip_count(desk, place),
            ..segment
        },
    })
}

/// Base amount of the orders from a day on; unknown when one has no rate, and where no order is known at all.
pub(super) fn bought(trace: &Trace<'_>, from: NaiveDate, as_of: NaiveDate) -> Option<f64> {
    let orders = trace.orders_within(from.pred_opt().unwrap_or(from), as_of);
    if trace.orders.is_empty() {
        return None;
    }
    orders.iter().map(|order| order.base).sum::<Option<i128>>().map(micros_to_f64)
}

/// Grade of the month before, if that month and the customer were known then.
fn before(desk: &Desk<'_, '_>, place: usize) -> Option<Known> {
    let month = desk.month().plus(-1);
    if let Some(known) = published(desk.world, place, month) {
        return Some(known);
    }
    if is_reconstructed(desk.world, month) {
        return None;
    }
    desk.assessed(place, month).map(|assessment| Known(assessment.verdict.grade))
}

/// Customers by grade before and now; the rows sum to the opening count.
pub(in super::super) fn movement(desk: &Desk<'_, '_>) -> BTreeMap<(Option<Grade>, Option<Grade>), u32> {
    let mut moved = BTreeMap::new();
    for place in 0..desk.world.customers.len() {
        if let (Some(Known(before)), Some(now)) = (before(desk, place), desk.assessed(place, desk.month())) {
            *moved.entry((before, now.verdict.grade)).or_default() += 1;
        }
    }
    moved
}

/// How often the close date moved later, all hand-ins known.
fn slip_count(desk: &Desk<'_, '_>, place: usize) -> u32 {
    let closes: Vec<(Month, Option<NaiveDate>, usize)> = desk.states.closes(place, desk.month());
    let later = |pair: &&[(Month, Option<NaiveDate>, usize)]| matches!((pair[0].1, pair[1].1), (Some(a), Some(b)) if b > a);
    u32::try_from(closes.windows(2).filter(later).count()).unwrap_or(u32::MAX)
}

/// Close dates later than in the hand-in before, most often moved first.
pub(in super::super) fn slips(desk: &Desk<'_, '_>) -> Vec<SlipLine> {
    let slipped = |place: usize| {
        let (before, now, row) = slip(desk.states, place, desk.month())?;
        let customer = desk.world.customers.get(place)?;
        Some(SlipLine {
            customer: customer.id.to_owned(),
            name: customer.name.to_owned(),
            owner: desk.staff_id(customer.owner),
            before,
            now,
            slip_count: slip_count(desk, place),
            origin: Some(desk.world.origin(Entity::Customer, row)),
        })
    };
    let mut lines: Vec<SlipLine> = (0..desk.world.customers.len()).filter_map(slipped).collect();
    lines.sort_by(|a, b| (b.slip_count, b.now - b.before, &a.customer).cmp(&(a.slip_count, a.now - a.before, &b.customer)));
    lines
}
