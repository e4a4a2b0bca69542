//! Currencies (原币合计): totals of each currency as entered, so that a company without any rate still sees its figures.
//!
//! Decides that nothing received is told only where a sheet of receipts speaks for the month, and so with what was ordered and owed.

use std::collections::BTreeMap;

use super::amount::Dated;
use super::catalog::Span;
use super::figure;
use super::orders::Order;
use super::receivable::Owed;
use super::world::World;
use crate::model::Entity;
use crate::model::money::micros_to_f64;
use crate::model::watch::CurrencyTotal;

/// Totals by currency, by code.
pub(super) fn totals(world: &World<'_>, orders: &[Order<'_>], payments: &[Dated<'_>], owed: &[Owed]) -> Vec<CurrencyTotal> {
    let month = world.question.month;
    let first = figure::first_of(Span::YearToDate, month, world.policy.calendar.fiscal_start_month);
    // Whole millionths first: ordered, before, last year, to date, received, owed.
    let mut sums: BTreeMap<&str, [i128; 6]> = BTreeMap::new();
    for order in orders.iter().filter(|order| order.amount.money().is_some()) {
        let at = world.month_of(order.on);
        let places = [at == month, at == month.plus(-1), at == month.plus(-12), first <= at && at <= month];
        for (place, _) in places.into_iter().enumerate().filter(|(_, counts)| *counts) {
            sums.entry(order.amount.currency).or_default()[place] += order.amount.micros;
        }
    }
    for payment in payments.iter().filter(|payment| payment.month == month) {
        sums.entry(&payment.money.currency).or_default()[4] += payment.money.micros;
    }
    for owed in owed {
        sums.entry(&owed.balance.currency).or_default()[5] += owed.balance.micros;
    }
    let (ordered, last) = (Entity::Order, month.plus(-1));
    let spoken = [
        (ordered, month),
        (ordered, last),
        (ordered, month.plus(-12)),
        (ordered, month),
        (Entity::Payment, month),
        (Entity::Receivable, month),
    ]
    .map(|(entity, month)| world.coverage.covers(entity, month));
    let line = |(code, sums): (&str, [i128; 6])| {
        let told = std::array::from_fn(|place| spoken[place].then(|| micros_to_f64(sums[place])));
        let [ordered, ordered_before, ordered_last_year, ordered_ytd, received, owed] = told;
        let has_rate = world.rates.peek(month, 0, code).is_some();
        CurrencyTotal { currency: code.to_owned(), ordered, ordered_before, ordered_last_year, ordered_ytd, received, owed, has_rate }
    };
    sums.into_iter().map(line).collect()
}
