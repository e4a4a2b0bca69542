//! Urgency (紧急程度): how soon a customer must be dealt with, by the days to the next action (G5).

use chrono::{NaiveDate, TimeDelta};

use crate::model::period::add_months;
use crate::policy;

/// The class of a due day; a day past is urgent too.
pub(super) fn of(due: NaiveDate, as_of: NaiveDate, policy: &policy::Urgency) -> &'static str {
    if due <= as_of + TimeDelta::days(policy.urgent_days) {
        "urgent"
    } else if due <= add_months(as_of, policy.soon_months) {
        "soon"
    } else if due <= add_months(as_of, policy.not_urgent_months) {
        "not_urgent"
    } else {
        "slow"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_are_inclusive() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let policy = crate::policy::Policy::shipped().urgency;
        for (due, class) in [
            ("2025-01-01", "urgent"),
            ("2025-02-07", "urgent"),
            ("2025-02-08", "soon"),
            ("2025-02-28", "soon"),
            ("2025-03-01", "not_urgent"),
            ("2025-04-30", "not_urgent"),
            ("2025-05-01", "slow"),
        ] {
            assert_eq!(of(day(due), day("2025-01-31"), &policy), class, "{due}");
        }
    }
}
