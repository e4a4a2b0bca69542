//! Events (事件去重): the same order, payment or complaint told by several sheets is one event.
//!
//! Decides what is the same: an equal record id (a copy), an equal number, else the same customer with date and amount
//! within tolerance in another sheet. Rows of one sheet with one order number and unlike contents are lines of that order.
//! The best source wins; what it lacks is filled from the others; what they say differently is reported.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::source;
use crate::model::frame::{Rows, Texts};
use crate::model::money::MICROS;
use crate::model::{Entity, Month, folding};
use crate::policy::Policy;

/// Rows of one event, the winner first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    /// Rows and why each further one is there: `copy`, `same_event`, `same_order`.
    pub rows: Vec<(usize, &'static str)>,
}

impl Event {
    /// The row that speaks for the event.
    pub(super) fn winner(&self) -> usize {
        self.rows[0].0
    }

    /// Rows of one sheet whose amounts make one sum: the winner's own lines.
    pub(super) fn lines(&self) -> impl Iterator<Item = usize> {
        let first = self.rows.iter().take(1).map(|(row, _)| *row);
        first.chain(self.rows.iter().filter(|(_, reason)| *reason == "same_order").map(|(row, _)| *row))
    }

    /// Amount of all its lines.
    pub(super) fn amount(&self, rows: Rows<'_>) -> Option<i128> {
        self.lines().filter_map(|row| rows.micros("amount", row)).reduce(|a, b| a + b)
    }
}

/// How an entity's rows are the same event.
#[derive(Debug, Clone, Copy, Default)]
struct Shape {
    /// Columns of the number.
    number: &'static [&'static str],
    /// Several rows of one sheet with one number are its lines.
    lined: bool,
    /// Rows of one sheet with one number stay apart unless equal.
    apart: bool,
    /// Date column for matching without a number.
    on: Option<&'static str>,
}

const fn shape(entity: Entity) -> Shape {
    let none = Shape { number: &[], lined: false, apart: false, on: None };
    match entity {
        Entity::Order => Shape { number: &["no"], lined: true, on: Some("on"), ..none },
        Entity::Quotation => Shape { number: &["no"], lined: true, ..none },
        Entity::Inquiry | Entity::Complaint | Entity::ServiceRequest | Entity::Feedback | Entity::Visit => {
            Shape { number: &["no"], ..none }
        }
        Entity::Sample | Entity::Shipment | Entity::Deduction => Shape { number: &["no"], apart: true, ..none },
        Entity::Payment => Shape { number: &["no"], apart: true, on: Some("on"), ..none },
        Entity::OrderLine => Shape { number: &["order_no", "line"], apart: true, ..none },
        Entity::Receivable => Shape { number: &["order_no", "invoice_no"], apart: true, ..none },
        _ => none,
    }
}

/// Groups the rows of a table; `customer` is the customer of a row.
pub(super) fn group(entity: Entity, rows: Rows<'_>, customer: &dyn Fn(usize) -> Option<usize>, policy: &Policy) -> Vec<Event> {
    let order = canonical(rows, policy);
    let mut events = copies(entity, rows, &order);
    let shape = shape(entity);
    if !shape.number.is_empty() {
        events = by_number(entity, rows, events, shape, customer, policy);
    }
    if let Some(on) = shape.on {
        events = by_likeness(rows, events, on, customer, policy);
    }
    events
}

/// How much the word of a sheet counts: smaller comes first.
type Rank = (i32, usize);

/// Puts events by where their winner stands.
pub(super) fn by_place(events: &mut [Event], rows: Rows<'_>) {
    let (files, sheets, ids) = (rows.texts("file"), rows.texts("sheet"), rows.texts("record_id"));
    let place = |event: &Event| {
        let row = event.winner();
        (files.get(row), sheets.get(row), rows.count("row_first", row), ids.get(row))
    };
    events.sort_by_cached_key(place);
}

/// Rows by source rank, then file, sheet, row: the best word first, whatever the order of the frame.
fn canonical(rows: Rows<'_>, policy: &Policy) -> Vec<usize> {
    let (files, sheets, ids) = (rows.texts("file"), rows.texts("sheet"), rows.texts("record_id"));
    let place = |row: usize| (files.get(row).unwrap_or_default(), sheets.get(row).unwrap_or_default());
    let mut ranks: BTreeMap<(&str, &str), u32> = (0..rows.len()).map(|row| (place(row), 0)).collect();
    let mut ordered: Vec<(Rank, (&str, &str))> =
        ranks.keys().map(|(file, sheet)| (source::rank(policy, file, sheet), (*file, *sheet))).collect();
    ordered.sort_unstable();
    for (rank, (_, place)) in (0_u32..).zip(ordered) {
        ranks.insert(place, rank);
    }
    let key = |row: usize| (ranks[&place(row)], rows.count("row_first", row).unwrap_or(0), ids.get(row).unwrap_or_default(), row);
    let mut keyed: Vec<(u32, u32, &str, usize)> = (0..rows.len()).map(key).collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(.., row)| row).collect()
}

/// Rows with one record id; of customers and contacts each month's hand-in counts for itself.
fn copies(entity: Entity, rows: Rows<'_>, order: &[usize]) -> Vec<Event> {
    let (ids, months) = (rows.texts("record_id"), rows.texts("hand_in"));
    let state = matches!(entity, Entity::Customer | Entity::Contact);
    let mut place: HashMap<(&str, &str), usize> = HashMap::with_capacity(order.len());
    let mut events: Vec<Event> = Vec::with_capacity(order.len());
    for row in order.iter().copied() {
        let month = if state { months.get(row).filter(|month| month.parse::<Month>().is_ok()).unwrap_or_default() } else { "" };
        let known = ids.get(row).filter(|id| !id.is_empty()).map(|id| *place.entry((id, month)).or_insert(events.len()));
        match known.and_then(|at| events.get_mut(at)) {
            Some(event) => event.rows.push((row, "copy")),
            None => events.push(Event { rows: vec![(row, "")] }),
        }
    }
    events
}

fn by_number(
    entity: Entity,
    rows: Rows<'_>,
    events: Vec<Event>,
    shape: Shape,
    customer: &dyn Fn(usize) -> Option<usize>,
    policy: &Policy,
) -> Vec<Event> {
    let mut place: HashMap<String, Vec<usize>> = HashMap::new();
    let numbers: Vec<Texts<'_>> = shape.number.iter().map(|column| rows.texts(column)).collect();
    let mut kept: Vec<Event> = Vec::with_capacity(events.len());
    for event in events {
        let row = event.winner();
        let parts: Vec<String> = numbers.iter().map(|column| column.get(row).map(folding::key).unwrap_or_default()).collect();
        // Every part of a line's number must be there; of an invoice either.
        let complete =
            if entity == Entity::OrderLine { parts.iter().all(|part| !part.is_empty()) } else { parts.iter().any(|part| !part.is_empty()) };
        if !complete {
            kept.push(event);
            continue;
        }
        let same = place.entry(parts.join("|")).or_default();
        let joined = same.iter().copied().find_map(|at| Some((at, relation(rows, &kept[at], row, shape, customer, policy)?)));
        if let Some((at, reason)) = joined {
            kept[at].rows.extend(event.rows.iter().map(|(row, own)| (*row, if own.is_empty() { reason } else { *own })));
        } else {
            same.push(kept.len());
            kept.push(event);
        }
    }
    kept
}

/// What a row with the number of an event is to it; `None` when it is another event.
fn relation(
    rows: Rows<'_>,
    event: &Event,
    row: usize,
    shape: Shape,
    customer: &dyn Fn(usize) -> Option<usize>,
    policy: &Policy,
) -> Option<&'static str> {
    let first = event.winner();
    let sheet = |row: usize| (rows.text("file", row), rows.text("sheet", row));
    let (left, right) = (customer(first), customer(row));
    let two_customers = left.is_some() && right.is_some() && left != right;
    let amounts = (rows.micros("amount", first), rows.micros("amount", row));
    if two_customers && !matches!(amounts, (Some(a), Some(b)) if near(a, b, policy)) {
        return None;
    }
    if !event.rows.iter().any(|(known, _)| sheet(*known) == sheet(row)) {
        return Some("same_event");
    }
    let content = ["product", "sku", "batch"].iter().all(|column| rows.text(column, first) == rows.text(column, row))
        && amounts.0 == amounts.1
        && rows.number("quantity", first) == rows.number("quantity", row)
        && ["on", "requested_on", "due_on"].iter().all(|column| rows.date(column, first) == rows.date(column, row));
    match (content, shape.lined, shape.apart) {
        (true, ..) => Some("copy"),
        (false, true, _) if sheet(first) != sheet(row) => Some("same_event"),
        (false, true, _) => Some(if repeats_total(rows, first, row) { "same_event" } else { "same_order" }),
        (false, false, true) => None,
        (false, false, false) => Some("same_event"),
    }
}

/// An order's total repeated on each of its lines: equal to the cent, and not the line's price times quantity.
fn repeats_total(rows: Rows<'_>, first: usize, row: usize) -> bool {
    let (Some(a), Some(b)) = (rows.micros("amount", first), rows.micros("amount", row)) else { return false };
    let product = |row: usize| {
        let (price, quantity) = (rows.micros("unit_price", row)?, rows.number("quantity", row)?);
        crate::model::money::micros_from_f64(crate::model::money::micros_to_f64(price) * quantity)
    };
    a == b && product(row).is_none_or(|product| (product - b).abs() > MICROS) && rows.text("product", first) != rows.text("product", row)
}

/// Events without a number that another sheet tells with the same customer, day and amount.
fn by_likeness(rows: Rows<'_>, events: Vec<Event>, on: &str, customer: &dyn Fn(usize) -> Option<usize>, policy: &Policy) -> Vec<Event> {
    let mut buckets: BTreeMap<(usize, String), Vec<usize>> = BTreeMap::new();
    let mut kept: Vec<Event> = Vec::with_capacity(events.len());
    for event in events {
        let row = event.winner();
        let whose = customer(row).zip(Some(rows.text("amount_currency", row).unwrap_or_default().to_owned()));
        let (Some(whose), Some(day), Some(amount)) = (whose, rows.date(on, row), event.amount(rows)) else {
            kept.push(event);
            continue;
        };
        let bucket = buckets.entry(whose).or_default();
        let sheets = |event: &Event| -> BTreeSet<_> {
            event.rows.iter().map(|(row, _)| (rows.text("file", *row), rows.text("sheet", *row))).collect()
        };
        let hooks = |row: usize| rows.text("order_no", row).map(folding::key);
        let found = bucket.iter().copied().find(|at| {
            let known = kept[*at].winner();
            let days = rows.date(on, known).map_or(i64::MAX, |other| (other - day).num_days().abs());
            let one_number = rows.text("no", known).is_none() || rows.text("no", row).is_none();
            let one_order = hooks(known).is_none() || hooks(row).is_none() || hooks(known) == hooks(row);
            one_number
                && one_order
                && days <= policy.events.date_tolerance_days
                && kept[*at].amount(rows).is_some_and(|other| near(other, amount, policy))
                && sheets(&kept[*at]).is_disjoint(&sheets(&event))
        });
        if let Some(at) = found {
            kept[at].rows.extend(event.rows.iter().map(|(row, own)| (*row, if own.is_empty() { "same_event" } else { *own })));
        } else {
            bucket.push(kept.len());
            kept.push(event);
        }
    }
    kept
}

/// Whether two amounts are the same within the policy's tolerance.
pub(super) fn near(a: i128, b: i128, policy: &Policy) -> bool {
    use crate::model::money::micros_to_f64;
    micros_to_f64((a - b).abs()) <= policy.events.amount_tolerance * micros_to_f64(a.abs().max(b.abs()))
}
