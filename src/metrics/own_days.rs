//! Own days (自有阶段天数): how long the company's own won deals took from each stage to the order (G2).
//!
//! Decides that a stage belongs to the next order of its customer within the policy's days, and that the medians replace the
//! constants of the policy stage by stage once enough deals were won.

use super::evidence::{StageKind, Trace, until};
use super::stats;
use super::world::World;
use crate::policy;

/// Days to the deal of one stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct StageDays {
    pub(super) stage: &'static str,
    /// Deals won from it.
    pub(super) deals: usize,
    /// Their median days, where there are any.
    pub(super) median: Option<f64>,
    /// Days in use.
    pub(super) used: i64,
    pub(super) is_own: bool,
}

/// Days of the three stages that the policy gives constants for.
pub(super) fn read(world: &World<'_>, traces: &[Trace<'_>]) -> [StageDays; 3] {
    let policy = &world.policy.grade;
    let least = world.policy.metric.own_days_min_n;
    let as_of = world.question.month.last();
    [(StageKind::Pi, policy.pi_days), (StageKind::Sample, policy.sample_days), (StageKind::Quotation, policy.quote_days)].map(
        |(kind, constant)| {
            let mut days = Vec::new();
            for trace in traces {
                let orders = trace.order_days(as_of);
                for (place, order) in orders.iter().enumerate() {
                    let before = place.checked_sub(1).and_then(|place| orders.get(place));
                    // An order of the day a stage is dated belongs to the stage; the newest stage before the order counts.
                    let stage = until(&trace.stages, |stage| stage.on, *order).iter().rev().find(|stage| stage.kind == kind);
                    let stage = stage.filter(|stage| before.is_none_or(|before| stage.on > *before));
                    let taken = stage.map(|stage| (*order - stage.on).num_days()).filter(|taken| *taken <= policy.open_stage_days);
                    #[expect(clippy::cast_precision_loss, reason = "days between two dates")]
                    days.extend(taken.map(|taken| taken as f64));
                }
            }
            let median = stats::median(&days);
            #[expect(clippy::cast_possible_truncation, reason = "a median of days within the policy's limit")]
            let own = median.filter(|_| days.len() >= least).map(|median| median.round() as i64);
            StageDays { stage: kind.id(), deals: days.len(), median, used: own.unwrap_or(constant), is_own: own.is_some() }
        },
    )
}

/// The grade's policy with the company's own days.
pub(super) fn grade_policy(world: &World<'_>, traces: &[Trace<'_>]) -> policy::Grade {
    let [pi, sample, quotation] = read(world, traces);
    policy::Grade { pi_days: pi.used, sample_days: sample.used, quote_days: quotation.used, ..world.policy.grade.clone() }
}

#[cfg(test)]
mod tests {
    use super::super::Question;
    use super::super::evidence::{Bought, Stage};
    use super::*;
    use crate::model::MetricTable;
    use crate::model::resolved::Resolved;
    use crate::policy::Policy;

    #[test]
    fn twenty_won_deals_replace_the_constant() {
        let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
        let trace = Trace {
            orders: vec![
                Bought { on: day("2026-03-01"), base: None, staff: None, numbered: true },
                Bought { on: day("2026-06-01"), base: None, staff: None, numbered: true },
            ],
            stages: vec![Stage { on: day("2026-02-19"), kind: StageKind::Quotation, open: true, expected_close: None }],
            ..Trace::default()
        };
        let (resolved, policy) = (Resolved::default(), Policy::shipped());
        let question = Question {
            month: "2026-10".parse().unwrap(),
            from: "2026-10".parse().unwrap(),
            published: MetricTable::default(),
            columns_present: std::collections::BTreeMap::new(),
            grades: std::collections::BTreeMap::new(),
        };
        let world = World::new(&resolved, &question, &policy);
        let quotation = |count: usize| read(&world, &vec![trace.clone(); count])[2];
        assert_eq!(quotation(20), StageDays { stage: "quotation", deals: 20, median: Some(10.0), used: 10, is_own: true });
        assert_eq!((quotation(19).used, quotation(19).is_own, quotation(0).median), (180, false, None));
        assert_eq!(grade_policy(&world, &vec![trace; 20]).quote_days, 10);
    }
}
