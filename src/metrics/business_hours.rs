//! Business hours (工作时间): minutes the company works between two moments, and when so many minutes have passed.
//!
//! Decides that public holidays of the company's country are closed and make-up workdays (调休) open whatever the weekday,
//! and that closures of the policy (停工) pause calendar limits too.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::read::Table;
use crate::model::Entity;
use crate::model::resolved::Resolved;
use crate::policy::Policy;

/// Days looked at before a limit is given up: a calendar without a working day must end.
const LONGEST_DAYS: u32 = 400;

/// The company's working calendar.
#[derive(Debug, Clone)]
pub(super) struct BusinessHours {
    from: NaiveTime,
    to: NaiveTime,
    work_days: Vec<u32>,
    closed: BTreeSet<NaiveDate>,
    open: BTreeSet<NaiveDate>,
    closures: Vec<(NaiveDate, NaiveDate)>,
    /// Closures of the customers' countries.
    abroad: Vec<(String, NaiveDate, NaiveDate)>,
}

impl BusinessHours {
    /// The policy's week with the sheets' holidays.
    pub(super) fn read(resolved: &Resolved, policy: &Policy) -> Self {
        let calendar = &policy.calendar;
        let time = |text: &str, hour: u32| {
            let fallback = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(NaiveTime::MIN);
            NaiveTime::parse_from_str(text, "%H:%M").unwrap_or(fallback)
        };
        let mut hours = Self {
            from: time(&calendar.work_from, 9),
            to: time(&calendar.work_to, 18),
            work_days: calendar.work_days.clone(),
            closed: BTreeSet::new(),
            open: BTreeSet::new(),
            closures: Vec::new(),
            abroad: Vec::new(),
        };
        for closure in &calendar.closures {
            let (Ok(from), Ok(to)) = (closure.from.parse(), closure.to.parse()) else { continue };
            if closure.country.is_empty() || closure.country == policy.company.country {
                hours.closures.push((from, to));
            } else {
                hours.abroad.push((closure.country.clone(), from, to));
            }
        }
        let table = Table::of(resolved, Entity::Holiday);
        let rows = table.dates("on").into_iter().zip(table.texts("country")).zip(table.texts("kind"));
        for ((on, country), kind) in rows {
            let ours = country.is_none_or(|country| country == policy.company.country);
            if let Some(on) = on.filter(|_| ours) {
                if kind == Some("workday") {
                    hours.open.insert(on)
                } else {
                    hours.closed.insert(on)
                };
            }
        }
        if calendar.holidays_pause_calendar {
            hours.closures.extend(hours.closed.iter().map(|day| (*day, *day)));
        }
        hours.closures.sort_unstable();
        // Overlapping closures become one, so that no day pauses a clock twice.
        hours.closures.dedup_by(|next, kept| {
            let joined = next.0 <= kept.1;
            if joined {
                kept.1 = kept.1.max(next.1);
            }
            joined
        });
        hours
    }

    /// Whether the company stood still, so that every clock stops.
    pub(super) fn is_closure(&self, day: NaiveDate) -> bool {
        self.closures.iter().any(|(from, to)| (*from..=*to).contains(&day))
    }

    /// Days after `from` up to `to` on which the company or the customer's country stood still (X1b).
    pub(super) fn paused_days(&self, country: Option<&str>, from: NaiveDate, to: NaiveDate) -> i64 {
        if self.closures.is_empty() && self.abroad.is_empty() {
            return 0;
        }
        let theirs = |day: NaiveDate| {
            self.abroad.iter().any(|(place, first, last)| Some(place.as_str()) == country && (*first..=*last).contains(&day))
        };
        let still = from.iter_days().skip(1).take_while(|day| *day <= to).filter(|day| self.is_closure(*day) || theirs(*day));
        i64::try_from(still.count()).unwrap_or(i64::MAX)
    }

    /// A day due, later by the days that stood still since.
    pub(super) fn postponed(&self, country: Option<&str>, since: NaiveDate, due: NaiveDate) -> NaiveDate {
        let mut later = due;
        // The days added may run into another closure.
        for _ in 0..LONGEST_DAYS {
            let next = due + TimeDelta::days(self.paused_days(country, since, later));
            if next == later {
                break;
            }
            later = next;
        }
        later
    }

    /// Whether the company works on a day.
    pub(super) fn is_open(&self, day: NaiveDate) -> bool {
        if self.is_closure(day) {
            return false;
        }
        self.open.contains(&day) || self.work_days.contains(&day.weekday().number_from_monday()) && !self.closed.contains(&day)
    }

    /// Business minutes between two moments; 0 when they stand backwards.
    pub(super) fn minutes(&self, from: NaiveDateTime, to: NaiveDateTime) -> i64 {
        let mut sum = TimeDelta::zero();
        let mut day = from.date();
        while day <= to.date() {
            if self.is_open(day) {
                let (start, end) = (day.and_time(self.from).max(from), day.and_time(self.to).min(to));
                sum += (end - start).max(TimeDelta::zero());
            }
            let Some(next) = day.checked_add_days(Days::new(1)) else { break };
            day = next;
        }
        sum.num_minutes()
    }

    /// The moment at which so many business minutes have passed.
    pub(super) fn after(&self, from: NaiveDateTime, minutes: i64) -> NaiveDateTime {
        let mut left = TimeDelta::minutes(minutes);
        let mut day = from.date();
        for _ in 0..LONGEST_DAYS {
            if self.is_open(day) {
                let (start, end) = (day.and_time(self.from).max(from), day.and_time(self.to));
                let slot = (end - start).max(TimeDelta::zero());
                if slot >= left {
                    return start + left;
                }
                left -= slot;
            }
            let Some(next) = day.checked_add_days(Days::new(1)) else { break };
            day = next;
        }
        from + TimeDelta::minutes(minutes)
    }

    /// Calendar minutes between two moments, without the days of a closure.
    pub(super) fn calendar_minutes(&self, from: NaiveDateTime, to: NaiveDateTime) -> i64 {
        (to - from - self.paused(from, to)).num_minutes()
    }

    /// The moment at which so many calendar hours have passed, closures left out.
    pub(super) fn calendar_after(&self, from: NaiveDateTime, minutes: i64) -> NaiveDateTime {
        let mut end = from + TimeDelta::minutes(minutes);
        for (first, last) in &self.closures {
            let start = first.and_time(NaiveTime::MIN).max(from);
            let reopened = last.checked_add_days(Days::new(1)).unwrap_or(*last).and_time(NaiveTime::MIN);
            if start < end {
                end += (reopened - start).max(TimeDelta::zero());
            }
        }
        end
    }

    /// Time of closures between two moments.
    fn paused(&self, from: NaiveDateTime, to: NaiveDateTime) -> TimeDelta {
        let overlap = |(first, last): &(NaiveDate, NaiveDate)| {
            let start = first.and_time(NaiveTime::MIN).max(from);
            let end = last.checked_add_days(Days::new(1)).unwrap_or(*last).and_time(NaiveTime::MIN).min(to);
            (end - start).max(TimeDelta::zero())
        };
        self.closures.iter().map(overlap).fold(TimeDelta::zero(), |sum, part| sum + part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Closure;

    fn at(text: &str) -> NaiveDateTime {
        format!("{text}:00").parse().unwrap()
    }

    fn shipped() -> BusinessHours {
        BusinessHours::read(&Resolved::default(), &Policy::shipped())
    }

    #[test]
    fn over_a_weekend_matches_the_reference() {
        let (from, to) = (at("2025-10-17T17:30"), at("2025-10-20T09:20"));
        assert_eq!((shipped().minutes(from, to), shipped().calendar_minutes(from, to)), (50, 3830));
        assert_eq!(shipped().after(from, 50), to);
        assert_eq!(shipped().minutes(to, from), 0);
        assert_eq!(shipped().after(at("2025-10-18T12:00"), 30), at("2025-10-20T09:30"));
        assert_eq!(shipped().after(at("2025-10-17T07:00"), 540), at("2025-10-17T18:00"));
    }

    #[test]
    fn holidays_close_and_make_up_days_open() {
        let mut hours = shipped();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        hours.closed.insert(day("2025-10-20"));
        hours.open.insert(day("2025-10-18"));
        assert_eq!(hours.minutes(at("2025-10-17T17:30"), at("2025-10-20T10:00")), 30 + 540);
        assert!(hours.is_open(day("2025-10-18")) && !hours.is_open(day("2025-10-20")));
    }

    #[test]
    fn days_stand_still_for_us_and_for_the_customers_country() {
        let mut policy = Policy::shipped();
        let closure = |from: &str, to: &str, country: &str| crate::policy::Closure {
            from: from.into(),
            to: to.into(),
            country: country.into(),
            name: String::new(),
        };
        policy.calendar.closures = vec![closure("2026-02-10", "2026-02-19", ""), closure("2026-08-08", "2026-08-22", "IT")];
        let hours = BusinessHours::read(&Resolved::default(), &policy);
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(hours.paused_days(None, day("2026-02-01"), day("2026-03-01")), 10);
        assert_eq!(hours.paused_days(None, day("2026-02-10"), day("2026-02-12")), 2);
        assert_eq!(hours.paused_days(Some("IT"), day("2026-08-01"), day("2026-08-31")), 15);
        assert_eq!(hours.paused_days(Some("DE"), day("2026-08-01"), day("2026-08-31")), 0);
        assert_eq!(hours.postponed(None, day("2026-01-20"), day("2026-02-12")), day("2026-02-22"));
        assert_eq!(hours.postponed(None, day("2026-03-01"), day("2026-03-31")), day("2026-03-31"));
    }

    #[test]
    fn a_closure_pauses_every_clock() {
        let mut policy = Policy::shipped();
        policy.calendar.closures =
            vec![Closure { from: "2025-10-17".into(), to: "2025-10-19".into(), country: String::new(), name: "停工".into() }];
        let hours = BusinessHours::read(&Resolved::default(), &policy);
        assert_eq!(hours.calendar_minutes(at("2025-10-16T12:00"), at("2025-10-20T13:00")), 25 * 60);
        assert_eq!(hours.calendar_after(at("2025-10-16T12:00"), 24 * 60), at("2025-10-20T12:00"));
        assert!(!hours.is_open("2025-10-17".parse().unwrap()));
    }
}
