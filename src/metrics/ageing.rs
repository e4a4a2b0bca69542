//! Ageing (账龄): how long money has been due, when more is expected, and how many days of sales are owed (M10).
//!
//! Decides the classes 1–30, 31–60, 61–90 and over 90 days past due; expected receipts are balances due within 30 and 60
//! days; DSO counts back month by month over what was shipped, else ordered.

use chrono::NaiveDate;

use super::catalog::find;
use super::cube::{Cube, Facts, Key};
use super::figure;
use super::receivable::Owed;
use super::world::World;
use crate::model::money::micros_to_f64;
use crate::model::{Entity, MetricTable, MetricValue, Month, Reason};

/// Longest history DSO counts back over.
const LONGEST_MONTHS: i32 = 36;

/// Class of days past due.
const fn class(days: i64) -> Option<&'static str> {
    match days {
        ..=0 => None,
        1..=30 => Some("receivable_1_30_amount"),
        31..=60 => Some("receivable_31_60_amount"),
        61..=90 => Some("receivable_61_90_amount"),
        _ => Some("receivable_over_90_amount"),
    }
}

/// Facts of what is owed at the report month's end.
pub(super) fn put(world: &World<'_>, owed: &[Owed], facts: &mut Facts) {
    let (month, as_of) = (world.question.month, world.question.month.last());
    for owed in owed {
        let Some(due) = owed.due_on else { continue };
        let days = (as_of - due).num_days();
        if let Some(class) = class(days).filter(|_| owed.is_overdue) {
            facts.amount(class, month, owed.whose, owed.base);
        }
        let late = i128::from(days.max(0));
        facts.quotient("receivable_late_days", month, owed.whose, owed.base.map(|base| base * late), owed.base);
        for (id, within) in [("receipt_30d_amount", 30), ("receipt_60d_amount", 60)] {
            if (-within..=0).contains(&days) {
                facts.amount(id, month, owed.whose, owed.base);
            }
        }
    }
}

/// Sets DSO.
pub(super) fn set(world: &World<'_>, cube: &Cube, values: &mut MetricTable) {
    let shipped = world.has_column(Entity::Order, "shipped_on") && cube.keys("shipped_amount").next().is_some();
    let Some(source) = find(if shipped { "shipped_amount" } else { "order_amount" }) else { return };
    figure::each(world, cube, "dso_days", values, |month, key| {
        let owed = cube.over("receivable", key, month, month);
        if owed.gap > 0 {
            return MetricValue::unknown(Reason::NoRate);
        }
        let known = |month: &Month| figure::obstacle(world, source, *month).is_none();
        let months: Vec<Month> = (0..LONGEST_MONTHS).map(|back| month.plus(-back)).take_while(known).collect();
        let sales: Vec<(f64, f64)> = months.iter().map(|month| sold(cube, source.fact, key, *month)).collect();
        let (value, left) = count_back(micros_to_f64(owed.num), &sales);
        // More is owed than was ever sold: at least so many days, and no figure.
        if left > 0.005 {
            return MetricValue { num: Some(value), ..MetricValue::unknown(Reason::Partial) };
        }
        MetricValue { num: Some(micros_to_f64(owed.num)), value: Some(value), ..MetricValue::default() }
    });
}

fn sold(cube: &Cube, fact: &str, key: Key, month: Month) -> (f64, f64) {
    let days = (month.last() - month.first()).num_days() + 1;
    let days = u32::try_from(days).map_or(0.0, f64::from);
    (micros_to_f64(cube.over(fact, key, month, month).num), days)
}

/// Days that a balance takes off the sales of the months going back, and what is left of it.
pub(super) fn count_back(balance: f64, sales: &[(f64, f64)]) -> (f64, f64) {
    let (mut left, mut days) = (balance, 0.0);
    for (sold, length) in sales {
        if left <= 0.0 {
            break;
        }
        if *sold >= left {
            return (days + length * left / sold, 0.0);
        }
        left -= sold.max(0.0);
        days += length;
    }
    (days, left.max(0.0))
}

/// Whether a day falls within so many days after another.
pub(super) fn coming(due: NaiveDate, as_of: NaiveDate, days: i64) -> bool {
    (0..=days).contains(&(due - as_of).num_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_sales_outstanding_count_back() {
        let (days, left) = count_back(260.0, &[(100.0, 30.0), (80.0, 31.0), (120.0, 30.0)]);
        assert!((days - 81.0).abs() < 1e-9 && left.abs() < 1e-9);
        assert_eq!(count_back(0.0, &[(100.0, 30.0)]), (0.0, 0.0));
        assert_eq!(count_back(150.0, &[(100.0, 30.0)]), (30.0, 50.0));
        assert_eq!(count_back(10.0, &[]), (0.0, 10.0));
        // A month without sales is passed over with its days.
        assert_eq!(count_back(10.0, &[(0.0, 31.0), (20.0, 30.0)]), (46.0, 0.0));
    }

    #[test]
    fn classes_begin_the_day_after() {
        let classes: Vec<_> = [0, 1, 30, 31, 60, 61, 90, 91].into_iter().map(|days| class(days).unwrap_or("")).collect();
        assert_eq!((classes[0], classes[1], classes[2]), ("", "receivable_1_30_amount", "receivable_1_30_amount"));
        assert_eq!(
            (classes[3], classes[5], classes[7]),
            ("receivable_31_60_amount", "receivable_61_90_amount", "receivable_over_90_amount")
        );
    }
}
