//! Age (新旧): which of two rows about one customer is the newer word.
//!
//! Decides that a monthly hand-in goes before what stands in none, then the date of change, then that of entry; and that lists named
//! for a year come before (older than) lists that speak of today, the later year first, unless a row tells its own date of change.

use chrono::NaiveDate;

use crate::model::Month;
use crate::model::frame::Rows;

/// Greater is newer: hand-in month, whether it is of no past year, its date.
pub(super) type Age = (Option<Month>, bool, Option<NaiveDate>);

/// How new a customer row is; `hand_in` as its sheet has it.
pub(super) fn age(hand_in: Option<&str>, rows: Rows<'_>, row: usize) -> Age {
    let changed_on = rows.date("updated_on", row);
    match year_listed(hand_in).filter(|_| changed_on.is_none()) {
        Some(year) => (None, false, NaiveDate::from_ymd_opt(year, 1, 1)),
        None => (hand_in.and_then(|text| text.parse().ok()), true, changed_on.or_else(|| rows.date("created_on", row))),
    }
}

/// The year a list is of that belongs to no month.
pub(super) fn year_listed(hand_in: Option<&str>) -> Option<i32> {
    hand_in.filter(|text| text.len() == 4)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::tests::table;
    use super::*;
    use crate::model::Entity;

    #[test]
    fn months_go_before_dates_and_lists_of_a_year_are_older_than_those_of_today() {
        let frame = table(
            Entity::Customer,
            &[&["name", "updated_on", "created_on"], &["a", "2019-03-05", "2018-01-01"], &["b", "", ""], &["c", "", "2012-05-06"]],
        );
        let of = |hand_in, row| age(hand_in, Rows::of(&frame), row);
        assert!(of(Some("2018"), 2) < of(Some("2019"), 1), "a date of entry does not make a list newer");
        assert!(of(Some("2025"), 1) < of(None, 1), "a list of no year is of today");
        assert!(of(None, 1) < of(None, 2) && of(None, 2) < of(None, 0));
        assert_eq!(of(Some("2025"), 0), of(None, 0), "a row that tells its own date needs no other");
        assert!(of(None, 0) < of(Some("2017-10"), 1));
    }
}
