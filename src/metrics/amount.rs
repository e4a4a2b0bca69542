//! Amount (金额): dated money of any table, in its currency and in base currency.
//!
//! Decides that the currency beside the amount goes before the row's own, and the rate is that of the money's month (X1).

use chrono::NaiveDate;

use super::cube::Whose;
use super::world::World;
use crate::model::{Entity, Money, Month};

/// A row with a day and money.
#[derive(Debug, Clone)]
pub(super) struct Dated<'a> {
    pub(super) row: usize,
    pub(super) on: NaiveDate,
    /// Month it counts for.
    pub(super) month: Month,
    pub(super) customer: Option<usize>,
    pub(super) whose: Whose,
    /// Number of the order it hangs on.
    pub(super) order_no: &'a str,
    pub(super) money: Money,
    pub(super) base: Option<i128>,
}

/// Rows of a table that have a day and an amount, by row. The first of `days` that is filled counts.
pub(super) fn read<'a>(world: &World<'a>, entity: Entity, days: &[&str], amount: &str) -> Vec<Dated<'a>> {
    let table = world.table(entity);
    let days: Vec<Vec<Option<NaiveDate>>> = days.iter().map(|name| table.dates(name)).collect();
    let (amounts, parties) = (table.micros(amount), world.parties(table));
    let [codes, currencies] = [format!("{amount}_currency"), "currency".to_owned()].map(|name| table.texts(&name));
    let orders = table.texts("order_no");
    let dated = |row: usize| {
        let (on, micros) = (days.iter().find_map(|column| column[row])?, amounts[row]?);
        let month = world.month_of(on);
        let (code, (customer, own)) = (codes[row].or(currencies[row]).unwrap_or_default(), parties[row]);
        Some(Dated {
            row,
            on,
            month,
            customer,
            whose: world.whose(customer, own),
            order_no: orders[row].unwrap_or_default(),
            money: Money::new(micros, code),
            base: world.rates.convert(month, micros, code),
        })
    };
    (0..table.len()).filter_map(dated).collect()
}
