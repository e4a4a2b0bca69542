//! Events (事件去重): the same order, payment or complaint told by several sheets is one event.
//!
//! Decides what is the same: an equal record id (a copy), an equal number, else the same customer with date and amount
//! within tolerance in another sheet. Rows of one sheet with one order number and unlike contents are lines of that order.
//! The best source wins; what it lacks is filled from the others; what they say differently is reported.

mod likeness;
mod lines;
mod number;
mod standing;

use crate::model::frame::Rows;
use crate::model::quick::Quick;
use crate::model::{Entity, Month};
use crate::policy::Policy;
pub(super) use likeness::near;
pub(super) use lines::equal;
use number::Shape;
use standing::Standing;

/// Rows of one event, the winner first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Event {
    winner: usize,
    /// Further rows and why each is there: `copy`, `same_event`, `same_order`. Most events have none, which costs nothing.
    others: Vec<(usize, &'static str)>,
}

impl Event {
    const fn of(row: usize) -> Self {
        Self { winner: row, others: Vec::new() }
    }

    /// The row that speaks for the event.
    pub(super) const fn winner(&self) -> usize {
        self.winner
    }

    /// The rows that speak after it, and why each is there.
    pub(super) fn others(&self) -> &[(usize, &'static str)] {
        &self.others
    }

    /// All rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> {
        std::iter::once(self.winner).chain(self.others.iter().map(|(row, _)| *row))
    }

    /// Rows of one sheet whose amounts make one sum: the winner's own lines.
    pub(super) fn lines(&self) -> impl Iterator<Item = usize> {
        let others = self.others.iter().filter(|(_, reason)| *reason == "same_order");
        std::iter::once(self.winner).chain(others.map(|(row, _)| *row))
    }

    /// Amount of all its lines.
    fn amount(&self, amounts: impl Fn(usize) -> Option<i128>) -> Option<i128> {
        self.lines().filter_map(amounts).reduce(|a, b| a + b)
    }

    /// Takes the rows of an event that is the same.
    fn absorb(&mut self, event: Self, reason: &'static str) {
        self.others.push((event.winner, reason));
        self.others.extend(event.others);
    }
}

/// Groups the rows of a table, by where the winners stand; `customer` is the customer of a row.
pub(super) fn group(entity: Entity, rows: Rows<'_>, customer: &dyn Fn(usize) -> Option<usize>, policy: &Policy) -> Vec<Event> {
    let standing = Standing::of(rows, policy);
    let mut events = copies(entity, rows, &standing.best_first(rows));
    let shape = Shape::of(entity);
    if !shape.number.is_empty() {
        events = number::joined(entity, (rows, &standing), events, shape, customer, policy);
    }
    if let Some(on) = shape.on {
        events = likeness::joined((rows, &standing), events, on, customer, policy);
    }
    standing.by_place(rows, events)
}

/// Rows with one record id; of customers and contacts each month's hand-in counts for itself.
fn copies(entity: Entity, rows: Rows<'_>, order: &[usize]) -> Vec<Event> {
    let (ids, months) = (rows.texts("record_id"), rows.texts("hand_in"));
    let state = matches!(entity, Entity::Customer | Entity::Contact);
    let mut place: Quick<(&str, &str), usize> = Quick::with_capacity_and_hasher(order.len(), <_>::default());
    let mut events: Vec<Event> = Vec::with_capacity(order.len());
    for row in order.iter().copied() {
        let month = if state { months.get(row).filter(|month| month.parse::<Month>().is_ok()).unwrap_or_default() } else { "" };
        let known = ids.get(row).filter(|id| !id.is_empty()).map(|id| *place.entry((id, month)).or_insert(events.len()));
        match known.and_then(|at| events.get_mut(at)) {
            Some(event) => event.others.push((row, "copy")),
            None => events.push(Event::of(row)),
        }
    }
    events
}
