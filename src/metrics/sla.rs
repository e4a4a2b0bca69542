//! SLA (响应时限): whether an answer came within the promised hours.
//!
//! Decides C3: unanswered past the limit is a breach, not yet due is left out; dates without times are kept within a day
//! by their dates; an answer before the question is no answer.

use chrono::{NaiveDate, NaiveTime, TimeDelta};

use super::read::Moment;

/// What became of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reply {
    /// Kept or broken.
    Told(bool),
    /// Its time has not passed at the cut-off.
    NotDue,
    /// The answer stands before the question.
    Backwards,
    /// A limit shorter than a day cannot be told from dates.
    NoTime,
}

/// Whether the answer came within `hours`, as known at the end of the cut-off day.
pub(super) fn within(received: Moment, replied: Option<Moment>, hours: i64, cut_off: NaiveDate) -> Reply {
    let (from, timed) = received;
    let to_the_day = !timed || replied.is_some_and(|(_, timed)| !timed);
    let end = cut_off.succ_opt().unwrap_or(cut_off).and_time(NaiveTime::MIN);
    if to_the_day && hours < 24 {
        return Reply::NoTime;
    }
    let limit =
        if to_the_day { from.date().and_time(NaiveTime::MIN) + TimeDelta::hours(hours + 24) } else { from + TimeDelta::hours(hours) };
    let early = |to: chrono::NaiveDateTime| if to_the_day { to.date() < from.date() } else { to < from };
    match replied {
        Some((to, _)) if early(to) => Reply::Backwards,
        _ if limit > end => Reply::NotDue,
        None => Reply::Told(false),
        Some((to, _)) if to_the_day => Reply::Told((to.date() - from.date()).num_days() * 24 <= hours),
        Some((to, _)) => Reply::Told(to <= limit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        let timed = text.contains('T');
        let text = if timed { format!("{text}:00") } else { format!("{text}T00:00:00") };
        (text.parse().unwrap(), timed)
    }

    #[test]
    fn promises_are_kept_broken_or_open() {
        let cut_off = "2025-10-31".parse().unwrap();
        for (from, to, wanted) in [
            ("2025-10-17T17:30", Some("2025-10-18T17:30"), Reply::Told(true)),
            ("2025-10-17T17:30", Some("2025-10-18T17:31"), Reply::Told(false)),
            ("2025-10-17T17:30", None, Reply::Told(false)),
            ("2025-10-31T09:00", None, Reply::NotDue),
            ("2025-10-31T09:00", Some("2025-10-31T10:00"), Reply::NotDue),
            ("2025-10-17", Some("2025-10-18"), Reply::Told(true)),
            ("2025-10-17T23:00", Some("2025-10-18"), Reply::Told(true)),
            ("2025-10-17", Some("2025-10-19"), Reply::Told(false)),
            ("2025-10-17", Some("2025-10-16"), Reply::Backwards),
            ("2025-10-17T17:30", Some("2025-10-17T17:29"), Reply::Backwards),
            ("2025-10-30", None, Reply::Told(false)),
            ("2025-10-31", None, Reply::NotDue),
        ] {
            assert_eq!(within(at(from), to.map(at), 24, cut_off), wanted, "{from} {to:?}");
        }
        assert_eq!(within(at("2025-10-17"), None, 2, cut_off), Reply::NoTime);
    }
}
