//! Month under way (未满月份): a report made before its month is over, told by how far its records go (X4).
//!
//! Decides that a month is under way when nothing is recorded after it and its newest record lies more workdays before its end
//! than the policy allows and than in any of the months before: who writes down little is not told to be early. Such a month is
//! compared with as many workdays of another one, its target counts for the workdays gone, and nobody is scored by it.

use chrono::{Days, NaiveDate};

use super::business_hours::BusinessHours;
use super::coverage::Coverage;
use crate::model::Month;
use crate::model::view::UnderWay;
use crate::policy::Calendar;

/// Months before whose habit counts, and how many of them must have records.
const HABIT: i32 = 12;
const LEAST: usize = 3;

/// How far a month has come; `None` where it is over, as far as its records tell.
pub(super) fn find(coverage: &Coverage, hours: &BusinessHours, calendar: &Calendar, month: Month) -> Option<UnderWay> {
    let until = coverage.newest_in(month).filter(|_| !coverage.goes_on_after(month))?;
    let left = |month: Month, newest: NaiveDate| workdays(hours, newest.succ_opt().unwrap_or(newest), month.last());
    let now = left(month, until);
    let earlier = (1..=HABIT).map(|back| month.plus(-back)).filter_map(|month| Some(left(month, coverage.newest_in(month)?)));
    let usual: Vec<u32> = earlier.collect();
    let early = now > calendar.under_way_days && usual.len() >= LEAST && usual.iter().all(|left| now > *left);
    early.then(|| UnderWay { until, workdays: workdays(hours, month.first(), until), of: workdays(hours, month.first(), month.last()) })
}

/// The last day of another month's first so many workdays.
pub(super) fn same_workdays(hours: &BusinessHours, month: Month, workdays: u32) -> NaiveDate {
    let mut open = days(month.first(), month.last()).filter(|day| hours.is_open(*day));
    match open.nth(workdays.saturating_sub(1) as usize) {
        Some(day) if workdays > 0 => day,
        Some(_) => month.first().pred_opt().unwrap_or(month.first()),
        None => month.last(),
    }
}

fn workdays(hours: &BusinessHours, from: NaiveDate, to: NaiveDate) -> u32 {
    days(from, to).fold(0, |count, day| count + u32::from(hours.is_open(day)))
}

fn days(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    std::iter::successors(Some(from), |day| day.checked_add_days(Days::new(1))).take_while(move |day| *day <= to)
}

#[cfg(test)]
mod tests {
    use polars::prelude::DataFrame;

    use super::*;
    use crate::model::Entity;
    use crate::model::frame::date_column;
    use crate::model::resolved::Resolved;
    use crate::policy::Policy;

    fn orders_on(days: &[&str]) -> Resolved {
        let frame = DataFrame::new(days.len(), vec![date_column("on", days.iter().map(|day| day.parse().ok()))]).unwrap();
        Resolved { tables: [(Entity::Order, frame)].into(), ..Resolved::default() }
    }

    fn found(days: &[&str]) -> Option<(u32, u32)> {
        let (resolved, policy) = (orders_on(days), Policy::shipped());
        let month: Month = "2026-10".parse().unwrap();
        let (coverage, hours) = (Coverage::read(&resolved, month), BusinessHours::read(&resolved, &policy));
        find(&coverage, &hours, &policy.calendar, month).map(|way| (way.workdays, way.of))
    }

    #[test]
    fn records_that_end_early_tell_a_month_under_way() {
        let before = ["2026-07-30", "2026-08-31", "2026-09-25"];
        let with = |day| [&before[..], &[day]].concat();
        assert_eq!(found(&with("2026-10-30")), None);
        assert_eq!(found(&with("2026-10-14")), Some((10, 22)), "by Monday to Friday; no holidays are known here");
        assert_eq!(found(&[&before[..], &["2026-10-14", "2026-11-02"]].concat()), None, "it is over");
        assert_eq!(found(&["2026-09-25", "2026-10-14"]), None, "two months are no habit");
        assert_eq!(found(&["2026-07-05", "2026-08-31", "2026-09-25", "2026-10-14"]), None, "it has been so before");
        assert_eq!(found(&before), None);
    }

    #[test]
    fn as_many_workdays_of_another_month() {
        let hours = BusinessHours::read(&orders_on(&[]), &Policy::shipped());
        let day = |count| same_workdays(&hours, "2026-09".parse().unwrap(), count).to_string();
        assert_eq!([0, 1, 10, 99].map(day), ["2026-08-31", "2026-09-01", "2026-09-14", "2026-09-30"]);
    }
}
