//! Release (订单下发): days from an order to the day it goes to the departments (R-N9).
//!
//! Decides that only orders whose sheet tells the day are counted, and that a day before the order is no answer.

use super::cube::Facts;
use super::median::Medians;
use super::orders::Order;
use super::world::World;
use crate::model::Entity;

/// Facts and days of orders released.
pub(super) fn put(world: &World<'_>, orders: &[Order<'_>], facts: &mut Facts, medians: &mut Medians) {
    let released = world.table(Entity::Order).dates("released_on");
    for order in orders {
        let Some(days) = released[order.row].map(|on| (on - order.on).num_days()).filter(|days| *days >= 0) else { continue };
        let (month, whose) = (world.month_of(order.on), world.whose(order.customer, order.own));
        medians.put("order_release_days", month, whose, f64::from(i32::try_from(days).unwrap_or(i32::MAX)));
        facts.count("order_release_days", month, whose);
    }
}
