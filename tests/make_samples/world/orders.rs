//! Orders of 24 months: confirmed, made, shipped, paid, now and then late or cancelled.

use chrono::{Datelike, NaiveDate};

use super::customers::Customer;
use super::products::RANGE;
use super::spelling;
use crate::calendar::{MONTHS, as_of, in_month, plus, workday};
use crate::rng::Rng;

/// Orders confirmed in each month, 2024-11 first: growth, a dip at the Chinese New Year, a strong last month.
const PER_MONTH: [usize; 24] = [17, 14, 15, 7, 17, 18, 17, 16, 17, 19, 20, 22, 20, 18, 17, 6, 20, 22, 20, 19, 21, 22, 24, 31];
/// Every such order is cancelled, every such one is a sample order (counted over all orders).
const CANCEL_EVERY: usize = 36;
const SAMPLE_EVERY: usize = 29;

/// How a customer pays.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Terms {
    CopyOfBill,
    BeforeShipment,
    OpenAccount,
    Letter,
    Advance,
}

impl Terms {
    /// As written in the ledger.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::CopyOfBill => "30% T/T定金，70%见提单复印件",
            Self::BeforeShipment => "30% T/T deposit, balance before shipment",
            Self::OpenAccount => "O/A 60 days",
            Self::Letter => "L/C at sight",
            Self::Advance => "100% T/T in advance",
        }
    }
}

/// One line of an order; the price is in cents of the order's currency.
pub(crate) struct Line {
    pub(crate) product: usize,
    pub(crate) quantity: i64,
    pub(crate) price: i64,
}

/// One order.
pub(crate) struct Order {
    pub(crate) no: String,
    pub(crate) date: NaiveDate,
    pub(crate) customer: usize,
    pub(crate) owner: usize,
    pub(crate) currency: &'static str,
    pub(crate) lines: Vec<Line>,
    /// Cents.
    pub(crate) amount: i64,
    pub(crate) planned: NaiveDate,
    pub(crate) shipped: Option<NaiveDate>,
    pub(crate) terms: Terms,
    pub(crate) cancelled: bool,
    pub(crate) sample: bool,
    /// The customer's name as typed into the ledger.
    pub(crate) typed: String,
}

impl Order {
    /// The order's state as of the report month's end.
    pub(crate) fn status(&self) -> &'static str {
        match self.shipped {
            _ if self.cancelled => "已取消",
            Some(date) if (as_of() - date).num_days() > 60 => "已完成",
            Some(_) => "已发货",
            None if (as_of() - self.date).num_days() > 12 => "生产中",
            None => "已确认",
        }
    }

    /// A confirmed order of goods: not cancelled, not a sample.
    pub(crate) const fn valid(&self) -> bool {
        !self.cancelled && !self.sample
    }
}

/// All orders by date.
pub(crate) fn all(customers: &[Customer]) -> Vec<Order> {
    let mut rng = Rng::new(23);
    let mut list: Vec<Order> = Vec::new();
    let mut year_count = (0, 0);
    for (month, count) in (0..MONTHS).zip(PER_MONTH) {
        let mut buyers = due(month, customers);
        while buyers.len() < count {
            let weights: Vec<i64> = customers.iter().enumerate().map(|(at, one)| weight(one, month, buyers.contains(&at))).collect();
            buyers.push(rng.weighted(&weights));
        }
        let mut drawn: Vec<(NaiveDate, usize)> = buyers.iter().map(|who| (in_month(month, rng.range(10, 960)), *who)).collect();
        drawn.sort_unstable();
        for (date, who) in drawn {
            if year_count.0 != date.year() {
                year_count = (date.year(), 0);
            }
            year_count.1 += 1;
            let no = number(date, year_count.1);
            let total = list.len() + 1;
            let mut order = one(no, date, who, &customers[who], &mut rng);
            order.cancelled = total.is_multiple_of(CANCEL_EVERY);
            if total.is_multiple_of(SAMPLE_EVERY) && customers[who].profile != 'N' {
                make_sample(&mut order);
            }
            if order.cancelled {
                order.shipped = None;
            }
            list.push(order);
        }
    }
    list
}

/// `PI2025-0123` until the new numbering of 2026: `LB-PI-26081`.
fn number(date: NaiveDate, count: i32) -> String {
    if date.year() < 2026 {
        let base = if date.year() == 2024 { 180 } else { 0 };
        format!("PI{}-{:04}", date.year(), base + count)
    } else {
        format!("LB-PI-{:02}{count:03}", date.year() - 2000)
    }
}

/// Customers whose order in that month belongs to the story.
fn due(month: i64, customers: &[Customer]) -> Vec<usize> {
    let wanted = |at: usize, one: &Customer| match one.profile {
        'N' => month == 23,
        'C' => at % 11 == usize::try_from(month).unwrap_or(99),
        'R' => (at + usize::try_from(month).unwrap_or(0)).is_multiple_of(6),
        'W' => month == 16 + i64::try_from(at % 6).unwrap_or(0),
        'O' => month == i64::try_from(at % 24).unwrap_or(0),
        _ => false,
    };
    let listed = customers.iter().enumerate();
    listed.filter(|(at, one)| wanted(*at, one)).map(|(at, _)| at).take(PER_MONTH[usize::try_from(month).unwrap_or(0)]).collect()
}

const fn weight(one: &Customer, month: i64, already: bool) -> i64 {
    let full = match one.profile {
        'R' => 10,
        'O' => 2,
        'C' if month < 11 => 4,
        'W' if month >= 22 => 6,
        _ => 0,
    };
    if already { full / 5 } else { full }
}

fn one(no: String, date: NaiveDate, who: usize, customer: &Customer, rng: &mut Rng) -> Order {
    let currency = match customer.place.code {
        "IT" if customer.kind != 'p' && who.is_multiple_of(2) => "EUR",
        "CN" => "CNY",
        _ => "USD",
    };
    let scale = match currency {
        "EUR" => 92,
        "CNY" => 715,
        _ => 100,
    };
    let goal = customer.size * rng.range(55, 150) / 100 * scale / 100;
    let count = rng.below(3) + 1;
    let mut lines: Vec<Line> = Vec::new();
    for at in 0..count {
        let product = (who * 3 + at * 4 + rng.below(4)) % RANGE.len();
        let price = RANGE[product].cents * scale / 100 * rng.range(96, 106) / 100;
        let share = goal / i64::try_from(count).unwrap_or(1);
        lines.push(Line { product, quantity: (share / price / 50).max(1) * 50, price });
    }
    let amount = lines.iter().map(|line| line.quantity * line.price).sum();
    let planned = workday(plus(date, rng.range(26, 48)));
    let late = if rng.chance(17) { rng.range(2, 19) } else { -rng.range(0, 3) };
    let shipped = Some(workday(plus(planned, late))).filter(|shipped| *shipped <= as_of());
    let terms = match who % 7 {
        0 | 3 | 6 => Terms::CopyOfBill,
        1 | 4 => Terms::BeforeShipment,
        2 => Terms::OpenAccount,
        _ if amount < 500_000 => Terms::Advance,
        _ => Terms::Letter,
    };
    let typed = spelling::usual(customer, rng.range(0, 99));
    let owner = customer.owner_on(date);
    Order { no, date, customer: who, owner, currency, lines, amount, planned, shipped, terms, cancelled: false, sample: false, typed }
}

/// Turns the order into a small paid sample order.
fn make_sample(order: &mut Order) {
    order.sample = true;
    order.lines.truncate(1);
    order.lines[0].quantity = 24;
    order.amount = order.lines[0].quantity * order.lines[0].price;
    order.terms = Terms::Advance;
}

/// Units of US dollars for a hundred thousand units of that currency in that month: invented rates.
pub(crate) fn rate(currency: &str, date: NaiveDate) -> i64 {
    let month = i64::from(date.year() * 12 + date.month0().cast_signed() - (2024 * 12 + 8));
    match currency {
        "EUR" => 106_000 + month * 430 + (month * 37 % 11) * 90,
        "CNY" => 13_760 + month * 14 + (month * 29 % 7) * 6,
        _ => 100_000,
    }
}
