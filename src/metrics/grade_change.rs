//! Grade change (怎样变级): what would move a customer to another grade, for each reason it has its own.

use chrono::NaiveDate;

use super::grade::{Verdict, Why, bounds};
use crate::model::numbers::Sentence;
use crate::model::view::Grade;
use crate::policy;

/// What would change the grade.
pub(super) fn sentence(verdict: &Verdict, as_of: NaiveDate, policy: &policy::Grade) -> Sentence {
    let plain = |key: &'static str| (key, Vec::new());
    match verdict.why {
        Why::Dead => plain("metric.grade_change.dead"),
        Why::Latent => plain("metric.grade_change.latent"),
        Why::DateOnly { .. } => plain("metric.grade_change.date_only"),
        Why::Overdue { .. } => plain("metric.grade_change.overdue"),
        Why::Declared | Why::Horizon { .. } => plain("metric.grade_change.declared"),
        Why::Cycle { .. } | Why::Stage { .. } => plain("metric.grade_change.evidence"),
        Why::Activity { .. } => plain("metric.grade_change.activity"),
        Why::Nothing | Why::Passed { .. } | Why::Won { .. } => plain("metric.grade_change.none"),
        Why::ByHand => plain("metric.grade_change.by_hand"),
        Why::Date { .. } => by_date(verdict.grade, as_of, policy),
    }
}

/// The nearest bounds on both sides of a grade that rests on its date.
fn by_date(grade: Option<Grade>, as_of: NaiveDate, policy: &policy::Grade) -> Sentence {
    let [a, b, c] = bounds(as_of, policy);
    let args = |up: &str, by: NaiveDate, down: &str, after: NaiveDate| {
        vec![("better", up.to_owned()), ("by", by.to_string()), ("worse", down.to_owned()), ("after", after.to_string())]
    };
    match grade {
        Some(Grade::A) => ("metric.grade_change.later", vec![("worse", "B".to_owned()), ("after", a.to_string())]),
        Some(Grade::B) => ("metric.grade_change.date", args("A", a, "C", b)),
        Some(Grade::C) => ("metric.grade_change.date", args("B", b, "D", c)),
        _ => ("metric.grade_change.sooner", vec![("better", "C".to_owned()), ("by", c.to_string())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    #[test]
    fn a_date_has_its_bounds_and_other_reasons_their_remedy() {
        let as_of: NaiveDate = "2025-01-31".parse().unwrap();
        let told = |grade, why| {
            let (key, args) = sentence(&Verdict { grade, why, flags: Vec::new() }, as_of, &Policy::shipped().grade);
            (key.rsplit('.').next().unwrap(), args.into_iter().map(|(_, value)| value).collect::<Vec<_>>())
        };
        let date = Why::Date { close: as_of, days: 0 };
        assert_eq!(told(Some(Grade::A), date), ("later", vec!["B".to_owned(), "2025-02-28".to_owned()]));
        assert_eq!(told(Some(Grade::C), date).1, ["B", "2025-04-30", "D", "2025-07-31"]);
        assert_eq!(told(Some(Grade::D), date), ("sooner", vec!["C".to_owned(), "2025-07-31".to_owned()]));
        assert_eq!(told(None, Why::Nothing).0, "none");
    }
}
