//! Number (单号): rows with an equal number are one event.
//!
//! Decides which columns make an entity's number, and what a row with the number of an event is to it: the same event, a line
//! of that order, a copy, or another event after all.

use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, BuildHasherDefault};

use super::standing::Standing;
use super::{Event, lines, near};
use crate::model::frame::{Rows, Texts};
use crate::model::money::{MICROS, micros_from_f64, micros_to_f64};
use crate::model::quick::{Mix, Quick};
use crate::model::{Entity, folding};
use crate::policy::Policy;

/// How an entity's rows are the same event.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shape {
    /// Columns of the number.
    pub(super) number: &'static [&'static str],
    /// Several rows of one sheet with one number are its lines.
    lined: bool,
    /// Rows of one sheet with one number stay apart unless equal.
    apart: bool,
    /// Date column for matching without a number.
    pub(super) on: Option<&'static str>,
}

impl Shape {
    /// Of this entity.
    pub(super) const fn of(entity: Entity) -> Self {
        let none = Self { number: &[], lined: false, apart: false, on: None };
        match entity {
            Entity::Order => Self { number: &["no"], lined: true, on: Some("on"), ..none },
            Entity::Quotation => Self { number: &["no"], lined: true, ..none },
            Entity::Inquiry | Entity::Complaint | Entity::ServiceRequest | Entity::Feedback | Entity::Visit => {
                Self { number: &["no"], ..none }
            }
            Entity::Sample | Entity::Shipment | Entity::Deduction => Self { number: &["no"], apart: true, ..none },
            Entity::Payment => Self { number: &["no"], apart: true, on: Some("on"), ..none },
            Entity::OrderLine => Self { number: &["order_no", "line"], apart: true, ..none },
            Entity::Receivable => Self { number: &["order_no", "invoice_no"], apart: true, ..none },
            _ => none,
        }
    }
}

/// The number of each row, folded.
struct Numbers<'a> {
    columns: Vec<Texts<'a>>,
    /// Every part of a line's number must be there; of an invoice either.
    whole: bool,
}

impl Numbers<'_> {
    /// Writes the number of a row; `false` when it has none.
    fn write(&self, row: usize, number: &mut String) -> bool {
        number.clear();
        let mut filled = 0;
        for (at, column) in self.columns.iter().enumerate() {
            if at > 0 {
                number.push('|');
            }
            let before = number.len();
            if let Some(text) = column.get(row) {
                folding::push_key(text, number);
            }
            filled += usize::from(number.len() > before);
        }
        if self.whole { filled == self.columns.len() } else { filled > 0 }
    }
}

/// Events by the hash of their number: of each hash the first and the last one, and of each the next. Equal hashes are only
/// a reason to compare the numbers.
#[derive(Default)]
struct Met {
    ends: Quick<u64, (usize, usize)>,
    next: Quick<usize, usize>,
}

impl Met {
    /// Those with this hash, in the order in which they came.
    fn alike(&self, hash: u64) -> impl Iterator<Item = usize> {
        std::iter::successors(self.ends.get(&hash).map(|(first, _)| *first), |at| self.next.get(at).copied())
    }

    fn add(&mut self, hash: u64, at: usize) {
        match self.ends.entry(hash) {
            Entry::Vacant(free) => {
                free.insert((at, at));
            }
            Entry::Occupied(mut known) => {
                let before = std::mem::replace(&mut known.get_mut().1, at);
                self.next.insert(before, at);
            }
        }
    }
}

/// Joins the events of equal numbers.
pub(super) fn joined(
    entity: Entity,
    (rows, standing): (Rows<'_>, &Standing),
    events: Vec<Event>,
    shape: Shape,
    customer: &dyn Fn(usize) -> Option<usize>,
    policy: &Policy,
) -> Vec<Event> {
    let numbers = Numbers { columns: shape.number.iter().map(|column| rows.texts(column)).collect(), whole: entity == Entity::OrderLine };
    let (mut number, mut other) = (String::new(), String::new());
    let mut met = Met::default();
    let mut kept: Vec<Event> = Vec::with_capacity(events.len());
    for event in events {
        let row = event.winner();
        if !numbers.write(row, &mut number) {
            kept.push(event);
            continue;
        }
        let hash = BuildHasherDefault::<Mix>::default().hash_one(number.as_str());
        let mut same = |at: &usize| {
            numbers.write(kept[*at].winner(), &mut other);
            number == other
        };
        let related = |at: usize| Some((at, relation((rows, standing), &kept[at], row, shape, customer, policy)?));
        let found = met.alike(hash).filter(|at| same(at)).find_map(related);
        if let Some((at, reason)) = found {
            kept[at].absorb(event, reason);
        } else {
            met.add(hash, kept.len());
            kept.push(event);
        }
    }
    if shape.lined {
        kept.iter_mut().filter(|event| !event.others.is_empty()).for_each(|event| lines::settle(rows, standing, event));
    }
    kept
}

/// What a row with the number of an event is to it; `None` when it is another event.
fn relation(
    (rows, standing): (Rows<'_>, &Standing),
    event: &Event,
    row: usize,
    shape: Shape,
    customer: &dyn Fn(usize) -> Option<usize>,
    policy: &Policy,
) -> Option<&'static str> {
    let first = event.winner();
    let (left, right) = (customer(first), customer(row));
    let two_customers = left.is_some() && right.is_some() && left != right;
    let amounts = (rows.micros("amount", first), rows.micros("amount", row));
    if two_customers && !matches!(amounts, (Some(a), Some(b)) if near(a, b, policy)) {
        return None;
    }
    if !event.rows().any(|known| standing.together(known, row)) {
        return Some("same_event");
    }
    if shape.lined {
        let line = standing.together(first, row) && !repeats_total(rows, first, row);
        return Some(if line { "same_order" } else { "same_event" });
    }
    match (lines::said(rows, first) == lines::said(rows, row), shape.apart) {
        (true, _) => Some("copy"),
        (false, true) => None,
        (false, false) => Some("same_event"),
    }
}

/// An order's total repeated on each of its lines: equal to the cent, and not the line's price times quantity.
fn repeats_total(rows: Rows<'_>, first: usize, row: usize) -> bool {
    let (Some(a), Some(b)) = (rows.micros("amount", first), rows.micros("amount", row)) else { return false };
    let product = |row: usize| {
        let (price, quantity) = (rows.micros("unit_price", row)?, rows.number("quantity", row)?);
        micros_from_f64(micros_to_f64(price) * quantity)
    };
    a == b && product(row).is_none_or(|product| (product - b).abs() > MICROS) && rows.text("product", first) != rows.text("product", row)
}
