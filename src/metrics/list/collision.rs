//! Collisions (撞单): one customer worked by two or more salespeople in the same month, for management's own sheet.
//!
//! Decides that only what a person dealt with under their own name counts (a contact, inquiry, quotation, order, or the
//! customer in their hand-in), that both must have done so in one month of the last twelve, and that a customer handed over
//! is nobody's collision: months one after the other do not overlap.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::super::orders::Order;
use super::Desk;
use crate::model::money::micros_to_f64;
use crate::model::view::{Collision, CollisionSide};
use crate::model::{Entity, Month};

/// What shows that a salesperson deals with a customer, and the columns of its day.
const DEALINGS: [(Entity, &[&str]); 5] = [
    (Entity::Interaction, &["on"]),
    (Entity::Inquiry, &["received_at"]),
    (Entity::Quotation, &["on"]),
    (Entity::Sample, &["requested_on", "sent_on"]),
    (Entity::Order, &["on"]),
];
/// Months looked back, the report month among them.
const MONTHS: i32 = 12;

/// One person's dealings with one customer.
#[derive(Debug, Default)]
struct Dealings {
    days: BTreeSet<NaiveDate>,
    months: BTreeSet<Month>,
    base: Option<i128>,
}

/// Collisions, most money first.
pub(in super::super) fn lines(desk: &Desk<'_, '_>, orders: &[Order<'_>]) -> Vec<Collision> {
    let mut found: BTreeMap<usize, BTreeMap<u32, Dealings>> = BTreeMap::new();
    read(desk, &mut found);
    let from = desk.month().plus(1 - MONTHS).first();
    for order in orders.iter().filter(|order| order.on >= from && order.on <= desk.month().last()) {
        let side = order.customer.zip(order.staff).and_then(|(at, who)| found.get_mut(&at)?.get_mut(&who));
        if let (Some(side), Some(base)) = (side, order.base) {
            *side.base.get_or_insert(0) += base;
        }
    }
    let mut lines: Vec<Collision> = found.into_iter().filter_map(|(at, people)| collision(desk, at, &people)).collect();
    lines.sort_by(|a, b| b.amount().total_cmp(&a.amount()).then_with(|| a.customer.cmp(&b.customer)));
    lines
}

fn read(desk: &Desk<'_, '_>, found: &mut BTreeMap<usize, BTreeMap<u32, Dealings>>) {
    let world = desk.world;
    let mut put = |at: Option<usize>, who: Option<u32>, basis: Option<&str>, day: Option<NaiveDate>, month: Option<Month>| {
        let own = basis == Some("event") && who.and_then(|who| world.member(who)).is_some_and(|member| member.sells);
        let (Some(at), Some(who), true) = (at, who, own) else { return };
        let known = found.entry(at).or_default().entry(who).or_default();
        known.days.extend(day.filter(|day| *day <= desk.month().last()));
        known.months.extend(month.or(day.map(Month::of)).filter(|month| *month <= desk.month() && *month > desk.month().plus(-MONTHS)));
    };
    for (entity, columns) in DEALINGS {
        let table = world.table(entity);
        let days: Vec<_> = columns.iter().map(|name| table.dates(name)).collect();
        let bases = table.texts("staff_basis");
        for (row, (at, who)) in world.parties(table).into_iter().enumerate() {
            let day = days.iter().find_map(|column| column[row]);
            put(at, who, bases[row], day, None);
        }
    }
    let table = world.table(Entity::Customer);
    let (created, bases, hand_ins) = (table.dates("created_on"), table.texts("staff_basis"), table.texts("hand_in"));
    for (row, (at, who)) in world.parties(table).into_iter().enumerate() {
        // A list that stands in no month's hand-in says whose customer it is today.
        let month = hand_ins[row].map_or(Some(desk.month()), |month| month.parse().ok());
        put(at, who, bases[row], created[row], month);
    }
}

fn collision(desk: &Desk<'_, '_>, at: usize, people: &BTreeMap<u32, Dealings>) -> Option<Collision> {
    let mut count: BTreeMap<Month, u32> = BTreeMap::new();
    people.values().flat_map(|dealings| &dealings.months).for_each(|month| *count.entry(*month).or_default() += 1);
    let months: BTreeSet<Month> = count.into_iter().filter(|(_, people)| *people > 1).map(|(month, _)| month).collect();
    let mut sides: Vec<CollisionSide> = people
        .iter()
        .filter(|(_, dealings)| !dealings.months.is_disjoint(&months))
        .filter_map(|(who, dealings)| {
            Some(CollisionSide {
                staff: desk.staff_id(Some(*who))?,
                first_on: dealings.days.first().copied(),
                last_on: dealings.days.last().copied(),
                months: u32::try_from(dealings.months.len()).unwrap_or(u32::MAX),
                amount: dealings.base.map(micros_to_f64),
            })
        })
        .collect();
    sides.sort_by_key(|side| (side.first_on.is_none(), side.first_on, side.staff.clone()));
    if sides.len() < 2 {
        return None;
    }
    let customer = desk.world.customers.get(at)?;
    let owner = desk.staff_id(customer.owner);
    Some(Collision { customer: customer.id.to_owned(), name: customer.name.to_owned(), owner, months: months.into_iter().collect(), sides })
}
