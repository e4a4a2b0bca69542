//! Segment (客户分类): every class of every customer in a month.
//!
//! Decides size, standing, role, importance, quadrant, activity, rising small customers and the three axes; value,
//! relationship and prospects have files of their own.

mod count;
mod known;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};
use polars::prelude::PolarsResult;

use super::assess::{Assessment, Assessments};
use super::churn::{Reach, Strain};
use super::complaint::Complaint;
use super::evidence::{Bought, StageKind, Trace, until};
use super::orders::Order;
use super::profile::Profile;
use super::rhythm::Usual;
use super::value::{self, Worth};
use super::watch::Relation;
use super::world::World;
use super::{churn, prospect, region, relation, stats};
use crate::model::Month;
use crate::model::money::micros_to_f64;
use crate::model::numbers::Segment;
use crate::model::period::{add_months, months_back};

/// Everything classes are made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'w, 'a> {
    pub(super) world: &'w World<'a>,
    pub(super) traces: &'w [Trace<'a>],
    pub(super) orders: &'w [Order<'a>],
    pub(super) profiles: &'w [Profile<'a>],
    pub(super) complaints: &'w [Complaint],
    pub(super) assessments: &'w Assessments,
    /// Clocks and risks at the report month's end, by place.
    pub(super) relations: &'w [Relation],
    /// Everybody's rhythm.
    pub(super) usual: &'w Usual,
}

pub(super) use count::put;
pub(super) use known::answers;

/// Segments of every customer by month.
pub(super) type Segments = BTreeMap<Month, Vec<Segment>>;

/// Classes of every customer in every month asked.
pub(super) fn all(source: Source<'_, '_>) -> PolarsResult<Segments> {
    let margins = value::margins(source.world, source.orders);
    let sold = known::sold(source.world);
    let wishes = known::wishes(source.world);
    let mut worths: BTreeMap<Month, Vec<Worth>> = BTreeMap::new();
    let months = source.world.months();
    // Only the report month shows the tier of the month before.
    for month in months.iter().copied().chain([source.world.question.month.plus(-1)]) {
        if let Entry::Vacant(free) = worths.entry(month) {
            let bought = value::bought(source.world, source.traces, source.orders, &margins, month.last());
            free.insert(value::rank(&bought, &source.world.policy.value, source.world.policy.metric.min_rfm_n)?);
        }
    }
    let none = Vec::new();
    let told = |month: Month| {
        let (now, before) = (worths.get(&month).unwrap_or(&none), worths.get(&month.plus(-1)).unwrap_or(&none));
        (month, one_month(source, month, now, before, &sold, &wishes))
    };
    Ok(months.into_iter().map(told).collect())
}

fn one_month(
    source: Source<'_, '_>,
    month: Month,
    worths: &[Worth],
    before: &[Worth],
    sold: &BTreeSet<String>,
    wishes: &[Vec<(NaiveDate, &str)>],
) -> Vec<Segment> {
    let (world, as_of) = (source.world, month.last());
    // Only the report month's sentences and words are shown.
    let now = month == world.question.month;
    let policy = &world.policy.value;
    let mut segments = vec![Segment::default(); world.customers.len()];
    for worth in worths {
        let segment = &mut segments[worth.bought.place];
        (segment.value_tier, segment.value_score, segment.value_parts) = (worth.tier, worth.score, worth.parts);
        (segment.pareto, segment.amount_share, segment.rfm) = (worth.pareto, worth.share, worth.rfm);
        segment.rfm_segment = worth.rfm.map(super::rfm::segment);
        (segment.window_orders, segment.window_amount) = (worth.bought.orders, worth.bought.amount.map(micros_to_f64));
    }
    for worth in before {
        segments[worth.bought.place].value_tier_before = worth.tier;
    }
    for place in rising(worths, policy.rising_share) {
        segments[place].is_rising = true;
    }
    let assessed = source.assessments.get(&month);
    let assessment = |place: usize| assessed.and_then(|all| all.get(place)).and_then(Option::as_ref);
    let year = months_back(as_of, 12);
    let potential = |place: usize| potential(source.traces.get(place)?.orders_within(year, as_of), assessment(place));
    let potentials: Vec<Option<i128>> = (0..segments.len()).map(potential).collect();
    let regions: Vec<_> = world.countries.iter().map(|country| region::of(country)).collect();
    let letters = importance(&potentials, policy.importance_a_share, policy.importance_b_share);
    let budgets: Vec<f64> = (0..segments.len()).filter_map(|place| assessment(place)?.expected).map(micros_to_f64).collect();
    let cuts = super::rfm::quintiles(&budgets);
    let industries = known::industry_growth(source, worths);
    let (reach, usual) = (Reach::of(world, as_of), source.usual.get(&month).copied().flatten());
    let csat = known::answers(world, as_of);
    let severe = known::severe(world, source.complaints, as_of);
    for (place, segment) in segments.iter_mut().enumerate() {
        let (Some(trace), Some(profile), Some(customer)) =
            (source.traces.get(place), source.profiles.get(place), world.customers.get(place))
        else {
            continue;
        };
        let orders = trace.orders_until(as_of);
        segment.standing = Some(standing(trace, as_of, policy.one_off_months, world.policy.follow_up.long_term_span_months));
        segment.role = Some(match segment.value_tier {
            _ if orders.is_empty() => "potential",
            Some("A" | "B") => "important",
            _ => "ordinary",
        });
        segment.size = size(profile, policy);
        segment.importance = profile.importance.or(letters[place]);
        segment.region = customer.country_place.and_then(|place| regions.get(place as usize).copied().flatten());
        segment.is_domestic = customer.country.map(|country| country == world.policy.company.country);
        segment.activity = activity(trace, assessment(place), as_of);
        segment.industry = profile.industry.filter(|_| now).map(str::to_owned);
        let important = segment.importance.map(|letter| letter != "C");
        let urgent = assessment(place).and_then(|assessment| assessment.urgency).map(|urgency| ["urgent", "soon"].contains(&urgency));
        segment.quadrant = important.zip(urgent).map(quadrant);
        let (severe_days, csat) = (severe.get(&place).copied(), csat.get(place).copied().flatten());
        let complaint = severe_days.is_some_and(|days| days > world.policy.service.complaint_severe_days);
        let judged = match source.relations.get(place).filter(|_| now) {
            Some(relation) => (relation.rhythm.overdue_ratio, relation.rhythm.signals.len(), relation.rule),
            None => judged_then(world, trace, Strain { late_days: None, complaint, csat }, (reach, usual), as_of),
        };
        let case = relation::Case {
            has_ordered: !orders.is_empty(),
            risk: judged.2,
            ratio: judged.0,
            signals: judged.1,
            severe_days,
            csat,
            tier: segment.value_tier,
            tenure_months: orders.first().map_or(0, |first| tenure(first.on, as_of)),
        };
        if let Some(class) = relation::decide(&case, policy) {
            (segment.relation, segment.relation_action) = (Some(class), Some(relation::action(class)));
            segment.relation_rule = now.then(|| relation::rule(&case, class));
        }
        let axis = |high: Option<bool>| high.map(|high| if high { "high" } else { "low" });
        segment.three_axes = [
            axis(segment.value_tier.map(|tier| tier != "C")),
            axis(case.csat.map(|score| score >= policy.relation_csat)),
            axis(letters[place].map(|letter| letter != "C")),
        ];
        segment.loyalty_index = loyalty(trace, profile.referrals, month);
        segment.contacts_30d = contacts(trace, as_of);
        if orders.is_empty() {
            let asked: Vec<&str> = wishes[place].iter().filter(|(on, _)| *on <= as_of).map(|(_, text)| *text).collect();
            let stages = until(&trace.stages, |stage| stage.on, as_of).iter();
            let case = prospect::Case {
                employees: profile.employees,
                revenue: profile.revenue.map(micros_to_f64),
                grade: assessment(place).and_then(|assessment| assessment.verdict.grade),
                budget: assessment(place).and_then(|assessment| assessment.expected).map(|amount| (micros_to_f64(amount), cuts.as_slice())),
                asked: stages.filter(|stage| stage.kind <= StageKind::Quotation && stage.on > year).count(),
                fits: prospect::fits(&asked, profile, sold),
                industry_growth: profile.industry.and_then(|industry| industries.get(industry).copied()),
                has_competitor: profile.competitor.is_some(),
            };
            let scored = prospect::score(&case, policy);
            (segment.prospect_marks, segment.prospect_score, segment.prospect_potential) = (scored.marks, scored.score, scored.potential);
        }
    }
    segments
}

/// What to do with a customer, by whether it is important and whether it is urgent (R-U5).
const fn quadrant((important, urgent): (bool, bool)) -> &'static str {
    match (important, urgent) {
        (true, true) => "do_now",
        (true, false) => "plan",
        (false, true) => "delegate",
        (false, false) => "drop",
    }
}

/// Clock, signals and risk in a month before the report's: what was owed then nobody knows.
fn judged_then(
    world: &World<'_>,
    trace: &Trace<'_>,
    strain: Strain,
    (reach, usual): (Reach, Option<f64>),
    as_of: NaiveDate,
) -> (Option<f64>, usize, Option<&'static str>) {
    if trace.orders_until(as_of).is_empty() {
        return (None, 0, None);
    }
    churn::Relation { trace, strain, reach, usual, as_of, policy: world.policy }.judge_briefly()
}

/// Places of tier-C customers whose growth stands in the top share of all growths.
fn rising(worths: &[Worth], share: f64) -> Vec<usize> {
    let growths: Vec<f64> = worths.iter().filter_map(|worth| worth.bought.growth).collect();
    let Some(cut) = stats::quantile(&growths, 1.0 - share) else { return Vec::new() };
    let grows = |worth: &&Worth| worth.tier == Some("C") && worth.bought.growth.is_some_and(|growth| growth >= cut && growth > 0.0);
    worths.iter().filter(grows).map(|worth| worth.bought.place).collect()
}

/// What a customer could buy: the expected amount, else what was bought within a year.
fn potential(bought: &[Bought], assessment: Option<&Assessment>) -> Option<i128> {
    let year = bought.iter().map(|order| order.base).sum::<Option<i128>>().filter(|_| !bought.is_empty());
    assessment.and_then(|assessment| assessment.expected).max(year).filter(|amount| *amount > 0)
}

/// Letters by potential, largest first.
fn importance(potentials: &[Option<i128>], a: f64, b: f64) -> Vec<Option<&'static str>> {
    let mut known: Vec<usize> = (0..potentials.len()).filter(|place| potentials[*place].is_some()).collect();
    known.sort_by_key(|place| (std::cmp::Reverse(potentials[*place]), *place));
    let n = stats::float(known.len());
    let first = |share: f64| stats::whole((share * n - 1e-9).ceil().max(0.0));
    let mut letters = vec![None; potentials.len()];
    for (rank, place) in known.into_iter().enumerate() {
        letters[place] = Some(if rank < first(a) {
            "A"
        } else if rank < first(a + b) {
            "B"
        } else {
            "C"
        });
    }
    letters
}

/// Long-standing, one-off, potential, new (R-K2).
fn standing(trace: &Trace<'_>, as_of: NaiveDate, one_off_months: i32, span_months: i32) -> &'static str {
    let days = trace.order_days(as_of);
    match days {
        [] => "potential",
        _ if trace.long_term(as_of, span_months) => "long_term",
        [only] if *only <= months_back(as_of, one_off_months) => "one_off",
        _ => "new",
    }
}

fn size(profile: &Profile<'_>, policy: &crate::policy::Value) -> Option<&'static str> {
    let class = |value: f64, [medium, large]: [f64; 2]| u8::from(value >= medium) + u8::from(value >= large);
    let by_people = profile.employees.map(|count| class(count, policy.size_employees));
    let by_money = profile.revenue.map(|micros| class(micros_to_f64(micros), policy.size_revenue));
    by_people.max(by_money).map(|class| ["small", "medium", "large"][usize::from(class)])
}

fn activity(trace: &Trace<'_>, assessment: Option<&Assessment>, as_of: NaiveDate) -> Option<&'static str> {
    let newest = [trace.last_order(as_of), trace.last_stage(as_of), assessment.and_then(|assessment| assessment.last_contact)];
    let days = (as_of - newest.into_iter().flatten().max()?).num_days();
    Some(match days {
        ..=90 => "d90",
        91..=180 => "d180",
        181..=365 => "d365",
        _ => "silent",
    })
}

/// Mean of repeated ordering, tenure up to five years, the share of the last eight quarters with an order and, where the
/// sheets ask for it, having recommended us, 0–100.
fn loyalty(trace: &Trace<'_>, referrals: Option<u32>, month: Month) -> Option<f64> {
    let as_of = month.last();
    let orders = trace.orders_until(as_of);
    let first = orders.first()?.on;
    // A bit for each of the last eight quarters.
    let recent = orders.iter().rev().map(|order| month.since(month.holding(order.on))).take_while(|months| *months < 24);
    let quarters = recent.fold(0_u32, |quarters, months| quarters | 1 << (months / 3));
    let tenure = (f64::from(month.since(month.holding(first))) / 60.0).min(1.0);
    let yes = |holds: bool| if holds { 1.0 } else { 0.0 };
    let sum = yes(trace.order_days(as_of).len() > 1) + tenure + f64::from(quarters.count_ones()) / 8.0;
    Some(100.0 * referrals.map_or(sum / 3.0, |count| (sum + yes(count > 0)) / 4.0))
}

/// Days with a personal contact of ours in the last 30.
pub(super) fn contacts(trace: &Trace<'_>, as_of: NaiveDate) -> u32 {
    let since = as_of - TimeDelta::days(30);
    let contacts = until(&trace.contacts, |contact| contact.on, as_of);
    let recent = contacts.iter().rev().take_while(|contact| contact.on > since);
    let (mut days, mut last) = (0, None);
    for contact in recent.filter(|contact| contact.personal && contact.outbound) {
        days += u32::from(last.replace(contact.on) != Some(contact.on));
    }
    days
}

/// Whole months between two days.
fn tenure(from: NaiveDate, to: NaiveDate) -> i32 {
    let months = Month::of_calendar(to).since(Month::of_calendar(from));
    if add_months(from, months) > to { months - 1 } else { months }
}

#[cfg(test)]
mod tests {
    use super::super::evidence::Bought;
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn bought(days: &[&str]) -> Trace<'static> {
        let orders = days.iter().map(|on| Bought { on: day(on), base: Some(1), staff: None, numbered: true }).collect();
        Trace { orders, ..Trace::default() }
    }

    #[test]
    fn standing_by_orders() {
        let told = |days: &[&str]| standing(&bought(days), day("2026-10-31"), 6, 12);
        assert_eq!(told(&[]), "potential");
        assert_eq!(told(&["2026-04-30"]), "one_off");
        assert_eq!(told(&["2026-05-01"]), "new");
        assert_eq!(told(&["2025-10-01", "2026-10-01"]), "long_term");
        assert_eq!(told(&["2025-10-02", "2026-10-01"]), "new");
    }

    #[test]
    fn letters_by_potential() {
        let letters = importance(&[Some(5), None, Some(9), Some(1), Some(2), Some(3)], 0.2, 0.3);
        assert_eq!(letters, [Some("B"), None, Some("A"), Some("C"), Some("C"), Some("B")]);
    }

    #[test]
    fn small_customers_that_grow() {
        let worth = |place: usize, tier, growth| Worth {
            bought: value::Bought { place, growth: Some(growth), ..value::Bought::default() },
            tier: Some(tier),
            ..Worth::default()
        };
        let worths =
            [worth(0, "A", 3.0), worth(1, "C", 2.0), worth(2, "C", 0.1), worth(3, "C", -0.5), worth(4, "B", 0.0), worth(5, "C", 2.5)];
        assert_eq!(rising(&worths, 0.2), [5]);
        assert!(rising(&worths[3..4], 0.2).is_empty() && rising(&[], 0.2).is_empty());
    }

    #[test]
    fn loyalty_is_a_mean_of_what_is_known() {
        let trace = bought(&["2021-10-31", "2026-10-01"]);
        let told = |referrals| loyalty(&trace, referrals, "2026-10".parse().unwrap()).unwrap();
        assert!((told(None) - 100.0 * (1.0 + 1.0 + 0.125) / 3.0).abs() < 1e-9);
        assert!((told(Some(0)) - 100.0 * 2.125 / 4.0).abs() < 1e-9 && (told(Some(2)) - 100.0 * 3.125 / 4.0).abs() < 1e-9);
        assert_eq!(loyalty(&Trace::default(), Some(1), "2026-10".parse().unwrap()), None);
    }
}
