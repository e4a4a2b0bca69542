//! What is due on an order, and what came in.

use chrono::NaiveDate;

use super::orders::{Order, Terms};
use crate::calendar::{as_of, plus, workday};
use crate::rng::Rng;

/// One instalment of an order.
pub(crate) struct Instalment {
    pub(crate) kind: &'static str,
    /// Cents of the order's currency.
    pub(crate) amount: i64,
    pub(crate) due: NaiveDate,
    pub(crate) received: Option<NaiveDate>,
}

/// The instalments of an order, the deposit first.
pub(crate) fn instalments(order: &Order, rng: &mut Rng) -> Vec<Instalment> {
    let sailed = order.shipped.unwrap_or(order.planned);
    let deposit = order.amount * 3 / 10;
    let rest = order.amount - deposit;
    let parts = match order.terms {
        Terms::CopyOfBill => vec![("定金", deposit, plus(order.date, 7)), ("尾款", rest, plus(sailed, 14))],
        Terms::BeforeShipment => vec![("定金", deposit, plus(order.date, 7)), ("尾款", rest, sailed)],
        Terms::OpenAccount => vec![("全款", order.amount, plus(sailed, 60))],
        Terms::Letter => vec![("全款", order.amount, plus(sailed, 21))],
        Terms::Advance => vec![("全款", order.amount, plus(order.date, 5))],
    };
    parts.into_iter().map(|(kind, amount, due)| instalment(kind, amount, due, rng)).collect()
}

fn instalment(kind: &'static str, amount: i64, due: NaiveDate, rng: &mut Rng) -> Instalment {
    let delay = match rng.range(0, 99) {
        0..78 => rng.range(-3, 4),
        78..97 => rng.range(6, 40),
        _ => rng.range(60, 400),
    };
    let received = Some(workday(plus(due, delay))).filter(|date| *date <= as_of());
    Instalment { kind, amount, due, received }
}
