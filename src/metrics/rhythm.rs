//! Rhythm (采购周期): a customer's usual days between orders, how overdue it is, and when the next order is expected (V5).
//!
//! Decides the confidence (one gap: low; one order: everybody's median), and that a buyer silent in the same weeks of last
//! year is seasonal: no alarm, and the next order is expected when last year's came.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};

use super::catalog::find;
use super::cube::{Facts, Key};
use super::evidence::Trace;
use super::world::World;
use super::{fallback, figure, stats};
use crate::model::period::{add_months, months_back};
use crate::model::watch::Rhythm;
use crate::model::{MetricTable, MetricValue, Month, Reason};
use crate::policy::Churn;

/// Months of history from which a season can be told.
const SEASON_MONTHS: i32 = 18;

/// Everybody's median rhythm at the ends of months.
pub(super) type Usual = BTreeMap<Month, Option<f64>>;

/// Median rhythm of all customers with at least three order days, for the months asked.
pub(super) fn usual(world: &World<'_>, traces: &[Trace<'_>]) -> Usual {
    let of = |as_of: NaiveDate| {
        let steady = traces.iter().filter(|trace| trace.order_days(as_of).len() > 2);
        stats::median(&steady.filter_map(|trace| trace.cycle_days(as_of)).collect::<Vec<f64>>())
    };
    world.months().into_iter().map(|month| (month, of(month.last()))).collect()
}

/// Where the order clock of a customer stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    cycle: f64,
    pub(super) ratio: f64,
    /// Silent in the same weeks of last year: the day the next order is expected.
    season: Option<NaiveDate>,
    /// How sure the rhythm is.
    flag: Option<&'static str>,
    next: Option<NaiveDate>,
    band: &'static str,
}

impl Clock {
    /// The clock at a day, from the customer's own rhythm or, of a single order, everybody's.
    pub(super) fn read(days: &[NaiveDate], own: Option<f64>, usual: Option<f64>, as_of: NaiveDate, policy: &Churn) -> Option<Self> {
        let last = *days.last()?;
        let (cycle, flag) = match days.len() {
            1 => (usual?, Some("PORTFOLIO")),
            2 => (own?, Some("LOW_CONF")),
            _ => (own?, None),
        };
        let ratio = fallback::overdue_ratio(last, cycle, as_of);
        let season = if ratio > policy.due_ratio { season(days, as_of, policy.season_slack_days) } else { None };
        let band = if season.is_some() { "on_cycle" } else { band(ratio, policy) };
        let next = season.or_else(|| last.checked_add_signed(TimeDelta::days(whole(cycle))));
        Some(Self { cycle, ratio, season, flag, next, band })
    }

    /// Whether it is overdue for longer than the policy allows, and not for the season.
    pub(super) fn is_late(&self, policy: &Churn) -> bool {
        self.ratio > policy.high_ratio && self.season.is_none()
    }
}

/// The order clock of one customer at a day, with how far it spreads; signals are [`super::churn`]'s.
pub(super) fn of(days: &[NaiveDate], usual: Option<f64>, as_of: NaiveDate, policy: &Churn) -> Rhythm {
    let gaps = gaps(days);
    let gap = stats::quantile_of_sorted(&gaps, 0.5);
    let own = gap.map(|gap| gap.max(fallback::SHORTEST_CYCLE_DAYS));
    let Some(clock) = Clock::read(days, own, usual, as_of, policy) else { return Rhythm::default() };
    Rhythm {
        gap_days: gap,
        cycle_days: Some(clock.cycle),
        overdue_ratio: Some(clock.ratio),
        band: Some(clock.band),
        flags: clock.flag.into_iter().chain(clock.season.map(|_| "SEASON")).collect(),
        next_order_on: clock.next,
        next_order_within_days: spread(&gaps).map(whole),
        ..Rhythm::default()
    }
}

/// Days between order days, shortest first.
fn gaps(days: &[NaiveDate]) -> Vec<f64> {
    let mut gaps: Vec<f64> = days.windows(2).map(|pair| number((pair[1] - pair[0]).num_days())).collect();
    gaps.sort_unstable_by(f64::total_cmp);
    gaps
}

const fn band(ratio: f64, policy: &Churn) -> &'static str {
    if ratio <= policy.due_ratio {
        "on_cycle"
    } else if ratio <= policy.watch_ratio {
        "due"
    } else if ratio <= policy.high_ratio {
        "watch"
    } else if ratio <= policy.lost_ratio {
        "high"
    } else {
        "lost"
    }
}

/// Half of the middle half of the gaps, of at least three.
fn spread(gaps: &[f64]) -> Option<f64> {
    (gaps.len() > 2).then_some(())?;
    Some((stats::quantile_of_sorted(gaps, 0.75)? - stats::quantile_of_sorted(gaps, 0.25)?) / 2.0)
}

/// If the customer was as silent in the same weeks of last year: the day a year after the order that ended that silence.
fn season(days: &[NaiveDate], as_of: NaiveDate, slack: i64) -> Option<NaiveDate> {
    let (first, last) = (*days.first()?, *days.last()?);
    let (from, to) = (add_months(last, -12) + TimeDelta::days(slack), months_back(as_of, 12));
    if first > months_back(as_of, SEASON_MONTHS) || from >= to {
        return None;
    }
    let quiet = !days.iter().any(|day| *day > from && *day <= to);
    let active = days.iter().any(|day| *day > months_back(to, 12) && *day <= from);
    let after = days.iter().find(|day| **day > to)?;
    (quiet && active).then(|| add_months(*after, 12))
}

/// Whether the next order is due within the policy's days, or overdue without being given up.
pub(super) fn is_due(rhythm: &Rhythm, as_of: NaiveDate, policy: &Churn) -> bool {
    due(rhythm.next_order_on, rhythm.band, rhythm.flags.contains(&"PORTFOLIO"), as_of, policy)
}

fn due(next: Option<NaiveDate>, band: Option<&str>, borrowed: bool, as_of: NaiveDate, policy: &Churn) -> bool {
    next.is_some_and(|next| (next - as_of).num_days() <= policy.reorder_days_ahead) && band != Some("lost") && !borrowed
}

/// Facts of who is due to order again, for the months asked.
pub(super) fn put(world: &World<'_>, traces: &[Trace<'_>], usual: &Usual, facts: &mut Facts) {
    let policy = &world.policy.churn;
    for (&month, &usual) in usual {
        let as_of = month.last();
        for (place, trace) in traces.iter().enumerate() {
            let Some(clock) = Clock::read(trace.order_days(as_of), trace.cycle_days(as_of), usual, as_of, policy) else { continue };
            let whose = world.owned(place);
            if due(clock.next, Some(clock.band), clock.flag == Some("PORTFOLIO"), as_of, policy) {
                facts.count("reorder_due_count", month, whose);
            }
            if clock.band == "lost" {
                facts.count("likely_lost_count", month, whose);
            }
        }
    }
}

/// Sets the median of all gaps between orders, and of the customers' own medians: as they are, not a week at least.
pub(super) fn set(world: &World<'_>, traces: &[Trace<'_>], values: &mut MetricTable) {
    for month in world.months() {
        let (mut gaps, mut own) = (Vec::new(), Vec::new());
        for trace in traces {
            let first = gaps.len();
            gaps.extend(trace.order_days(month.last()).windows(2).map(|pair| number((pair[1] - pair[0]).num_days())));
            own.extend(stats::median(&gaps[first..]));
        }
        for (id, days) in [("order_gap_median_days", gaps), ("order_cycle_median_days", own)] {
            let Some(metric) = find(id) else { continue };
            let told = || MetricValue { n: u32::try_from(days.len()).ok(), ..middle(&days, figure::min_n(&world.policy.metric, metric)) };
            let value = figure::obstacle(world, metric, month).map_or_else(told, MetricValue::unknown);
            figure::put(world, values, id, month, Key::Company, value);
        }
    }
}

/// The median of at least so many.
fn middle(days: &[f64], least: u32) -> MetricValue {
    match stats::median(days) {
        None => MetricValue::unknown(Reason::NoData),
        Some(_) if days.len() < least as usize => MetricValue::unknown(Reason::NTooSmall),
        Some(median) => MetricValue::known(median),
    }
}

#[expect(clippy::cast_precision_loss, reason = "days between two dates")]
const fn number(days: i64) -> f64 {
    days as f64
}

#[expect(clippy::cast_possible_truncation, reason = "days between two dates")]
const fn whole(days: f64) -> i64 {
    days as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    fn clock(days: &[&str], as_of: &str) -> Rhythm {
        let days: Vec<NaiveDate> = days.iter().map(|day| day.parse().unwrap()).collect();
        of(&days, Some(50.0), as_of.parse().unwrap(), &Policy::shipped().churn)
    }

    #[test]
    fn the_reference_ratio() {
        let rhythm = clock(&["2025-01-10", "2025-03-11", "2025-05-20", "2025-07-19", "2025-09-17"], "2026-01-31");
        assert_eq!((rhythm.cycle_days, rhythm.band), (Some(60.0), Some("high")));
        assert!((rhythm.overdue_ratio.unwrap() - 2.266_667).abs() < 1e-6);
        assert_eq!((rhythm.next_order_on, rhythm.next_order_within_days), ("2025-11-16".parse().ok(), Some(1)));
        assert!(rhythm.flags.is_empty());
    }

    #[test]
    fn few_orders_say_so_and_none_say_nothing() {
        assert_eq!(clock(&[], "2026-01-31"), Rhythm::default());
        let one = clock(&["2026-01-01"], "2026-01-31");
        assert_eq!((one.flags.as_slice(), one.cycle_days, one.band), (&["PORTFOLIO"][..], Some(50.0), Some("on_cycle")));
        let two = clock(&["2026-01-01", "2026-01-03"], "2026-01-31");
        // Two days between orders are a week at least.
        assert_eq!((two.flags.as_slice(), two.cycle_days), (&["LOW_CONF"][..], Some(7.0)));
        let alone = of(&["2026-01-01".parse().unwrap()], None, "2026-01-31".parse().unwrap(), &Policy::shipped().churn);
        assert_eq!(alone, Rhythm::default());
    }

    #[test]
    fn a_buyer_of_christmas_goods_is_not_lost_in_spring() {
        let autumns = ["2024-08-01", "2024-09-01", "2024-10-01", "2025-08-05", "2025-09-03", "2025-10-02"];
        let spring = clock(&autumns, "2026-04-30");
        assert_eq!((spring.band, spring.flags.as_slice()), (Some("on_cycle"), &["SEASON"][..]));
        assert_eq!(spring.next_order_on, "2026-08-05".parse().ok());
        // In November of a year it did not come, it is.
        assert_eq!(clock(&autumns, "2026-11-30").band, Some("lost"));
        // Without a year and a half of orders no season is told.
        assert_eq!(clock(&autumns[3..], "2026-04-30").band, Some("lost"));
    }

    #[test]
    fn bands_are_inclusive() {
        let policy = Policy::shipped().churn;
        let bands: Vec<_> = [1.0, 1.5, 2.0, 3.0, 3.01].into_iter().map(|ratio| band(ratio, &policy)).collect();
        assert_eq!(bands, ["on_cycle", "due", "watch", "high", "lost"]);
    }
}
