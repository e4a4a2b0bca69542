//! Collisions (撞单): one customer worked by two or more salespeople in the same month, for management's own sheet.
//!
//! Decides that only what a person dealt with under their own name counts (a contact, inquiry, quotation, order, or the
//! customer in their hand-in), that both must have done so in one month of the last twelve, and that a customer handed over
//! is nobody's collision: months one after the other do not overlap.

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
#[derive(Debug, Clone, Copy, Default)]
struct Dealings {
    who: u32,
    first: Option<NaiveDate>,
    last: Option<NaiveDate>,
    /// Months back from the report month, a bit each.
    months: u32,
    base: Option<i128>,
}

/// The people who dealt with each customer, by the customer's place; mostly one.
type Sides = Vec<Vec<Dealings>>;

/// One person's dealings among a customer's.
fn side(sides: &mut Sides, at: usize, who: u32) -> Option<&mut Dealings> {
    sides.get_mut(at)?.iter_mut().find(|side| side.who == who)
}

/// Collisions, most money first.
pub(in super::super) fn lines(desk: &Desk<'_, '_>, orders: &[Order<'_>]) -> Vec<Collision> {
    let mut found: Sides = vec![Vec::new(); desk.world.customers.len()];
    read(desk, &mut found);
    let from = desk.month().plus(1 - MONTHS).first();
    for order in orders.iter().filter(|order| order.on >= from && order.on <= desk.month().last()) {
        let side = order.customer.zip(order.own.staff).and_then(|(at, who)| side(&mut found, at, who));
        if let (Some(side), Some(base)) = (side, order.base) {
            *side.base.get_or_insert(0) += base;
        }
    }
    let mut lines: Vec<Collision> = found.iter_mut().enumerate().filter_map(|(at, people)| collision(desk, at, people)).collect();
    lines.sort_by(|a, b| b.amount().total_cmp(&a.amount()).then_with(|| a.customer.cmp(&b.customer)));
    lines
}

fn read(desk: &Desk<'_, '_>, found: &mut Sides) {
    let (world, last) = (desk.world, desk.month().last());
    let mut put = |at: Option<usize>, who: Option<u32>, basis: Option<&str>, day: Option<NaiveDate>, month: Option<Month>| {
        let own = basis == Some("event") && who.and_then(|who| world.member(who)).is_some_and(|member| member.sells);
        let (Some(at), Some(who), true) = (at, who, own) else { return };
        if side(found, at, who).is_none()
            && let Some(people) = found.get_mut(at)
        {
            people.push(Dealings { who, ..Dealings::default() });
        }
        let Some(known) = side(found, at, who) else { return };
        if let Some(day) = day.filter(|day| *day <= last) {
            known.first = known.first.map_or(Some(day), |first| Some(first.min(day)));
            known.last = known.last.max(Some(day));
        }
        let back =
            month.or(day.map(|day| world.month_of(day))).map(|month| desk.month().since(month)).filter(|back| (0..MONTHS).contains(back));
        known.months |= back.map_or(0, |back| 1 << back);
    };
    for (entity, columns) in DEALINGS {
        let table = world.table(entity);
        let days: Vec<_> = columns.iter().map(|name| table.dates(name)).collect();
        let bases = table.texts("staff_basis");
        for (row, (at, own)) in world.parties(table).iter().copied().enumerate() {
            let day = days.iter().find_map(|column| column[row]);
            put(at, own.staff, bases[row], day, None);
        }
    }
    let table = world.table(Entity::Customer);
    let (created, bases, hand_ins) = (table.dates("created_on"), table.texts("staff_basis"), table.texts("hand_in"));
    for (row, (at, own)) in world.parties(table).iter().copied().enumerate() {
        // A list that stands in no month's hand-in says whose customer it is today.
        let this_year = |text: &str| text.parse() == Ok(desk.month().year());
        let month =
            hand_ins[row].map_or(Some(desk.month()), |text| world.month_named(text).or_else(|| this_year(text).then(|| desk.month())));
        put(at, own.staff, bases[row], created[row], month);
    }
}

fn collision(desk: &Desk<'_, '_>, at: usize, people: &mut [Dealings]) -> Option<Collision> {
    // Months in which two or more dealt with the customer.
    let (_, shared) = people.iter().fold((0, 0), |(any, twice), side| (any | side.months, twice | (any & side.months)));
    if shared == 0 {
        return None;
    }
    people.sort_unstable_by_key(|side| side.who);
    let mut sides: Vec<CollisionSide> = people
        .iter()
        .filter(|dealings| dealings.months & shared != 0)
        .filter_map(|dealings| {
            Some(CollisionSide {
                staff: desk.staff_id(Some(dealings.who))?,
                first_on: dealings.first,
                last_on: dealings.last,
                months: dealings.months.count_ones(),
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
    let months = (0..MONTHS).rev().filter(|back| shared & (1 << back) != 0).map(|back| desk.month().plus(-back)).collect();
    Some(Collision { customer: customer.id.to_owned(), name: customer.name.to_owned(), owner, months, sides })
}
