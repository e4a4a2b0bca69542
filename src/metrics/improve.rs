//! Improvement (改进目标): how far development, communication and satisfaction have come since a base month, against the goals of
//! the company's rules: 30 %, 40 % and 25 % better.
//!
//! Decides which measure stands for each goal, and that a share cannot be asked to pass the whole: then the whole is the goal.

use super::world::World;
use crate::model::watch::ImprovementLine;
use crate::model::{MetricTable, Month};

/// The goals, those that were measured in either month. Without a base month in the policy it is the same month last year.
pub(super) fn lines(world: &World<'_>, values: &MetricTable) -> Vec<ImprovementLine> {
    let (policy, month) = (&world.policy.improve, world.question.month);
    let base = world.month_named(&policy.base_month).unwrap_or_else(|| month.plus(-12));
    let known = |table: &MetricTable, id: &str, at: Month| table.company(id, at).and_then(|figure| figure.value);
    let goals = [
        ("inquiry_ordered_share", policy.development),
        ("inquiry_reply_24h_share", policy.communication),
        ("csat_share", policy.satisfaction),
    ];
    let line = |(metric, goal): (&'static str, f64)| {
        let before = known(values, metric, base).or_else(|| known(&world.question.published, metric, base));
        let now = known(values, metric, month);
        let (target, gained) = match before.filter(|before| *before > 0.0) {
            Some(before) => (Some((before * (1.0 + goal)).min(1.0)), now.map(|now| now / before - 1.0)),
            None => (None, None),
        };
        ImprovementLine { metric, base, before, now, gained, goal, target, attainment: attained(before, now, target) }
    };
    goals.into_iter().filter(|(_, goal)| *goal > 0.0).map(line).filter(|line| line.before.is_some() || line.now.is_some()).collect()
}

/// Share of the way gone; where there was none left to go, the whole of it as long as nothing is lost.
fn attained(before: Option<f64>, now: Option<f64>, target: Option<f64>) -> Option<f64> {
    let (before, now, target) = (before?, now?, target?);
    let way = target - before;
    Some(if way > 0.0 { ((now - before) / way).max(0.0) } else { f64::from(u8::from(now >= before)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_gone_is_told_of_the_way_there_was() {
        let gone = |before, now, target| attained(Some(before), Some(now), Some(target)).map(|share| (share * 100.0).round());
        assert_eq!(gone(0.10, 0.115, 0.13), Some(50.0));
        assert_eq!(gone(0.10, 0.08, 0.13), Some(0.0));
        assert_eq!(gone(0.90, 0.95, 1.0), Some(50.0), "no share passes the whole");
        assert_eq!((gone(1.0, 1.0, 1.0), gone(1.0, 0.9, 1.0)), (Some(100.0), Some(0.0)));
        assert_eq!(attained(None, Some(0.5), None), None);
    }
}
