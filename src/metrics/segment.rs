//! Segment (客户分类): every class of every customer in a month, and the facts that count them.
//!
//! Decides size, standing, role, importance, quadrant, activity, rising small customers and the three axes; value,
//! relationship and prospects have files of their own.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};
use polars::prelude::PolarsResult;

use super::assess::{Assessment, Assessments};
use super::complaint::Complaint;
use super::cube::Facts;
use super::evidence::{StageKind, Trace, until};
use super::orders::Order;
use super::profile::Profile;
use super::value::{self, Worth};
use super::world::World;
use super::{fallback, maintenance, prospect, region, relation, stats};
use crate::model::money::{MICROS, micros_from_f64, micros_to_f64};
use crate::model::numbers::Segment;
use crate::model::period::add_months;
use crate::model::{Entity, Month};

/// Everything classes are made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'w, 'a> {
    pub(super) world: &'w World<'a>,
    pub(super) traces: &'w [Trace<'a>],
    pub(super) orders: &'w [Order<'a>],
    pub(super) profiles: &'w [Profile<'a>],
    pub(super) complaints: &'w [Complaint],
    pub(super) assessments: &'w Assessments,
}

/// Segments of every customer by month.
pub(super) type Segments = BTreeMap<Month, Vec<Segment>>;

/// Classes of every customer in every month asked.
pub(super) fn all(source: Source<'_, '_>) -> PolarsResult<Segments> {
    let margins = value::margins(source.world, source.orders);
    let sold = sold(source.world);
    let wishes = wishes(source.world);
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
    let policy = &world.policy.value;
    let mut segments = vec![Segment::default(); world.customers.len()];
    for worth in worths {
        let segment = &mut segments[worth.bought.place];
        (segment.value_tier, segment.value_score, segment.value_parts) = (worth.tier, worth.score, worth.parts);
        (segment.pareto, segment.amount_share, segment.rfm) = (worth.pareto, worth.share, worth.rfm);
        segment.rfm_segment = worth.rfm.map(value::segment);
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
    let potentials: Vec<Option<i128>> = (0..segments.len()).map(|place| potential(source, place, month, assessment(place))).collect();
    let letters = importance(&potentials, policy.importance_a_share, policy.importance_b_share);
    let budgets: Vec<f64> = (0..segments.len()).filter_map(|place| assessment(place)?.expected).map(micros_to_f64).collect();
    let cuts = value::quintiles(&budgets);
    let industries = industry_growth(source, worths);
    let portfolio = maintenance::portfolio_cycle(source.traces, month);
    let csat = answers(world, as_of);
    let severe = severe(world, source.complaints, as_of);
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
        segment.region = customer.country.and_then(region::of);
        segment.is_domestic = customer.country.map(|country| country == world.policy.company.country);
        segment.activity = activity(trace, assessment(place), as_of);
        segment.industry = profile.industry.map(str::to_owned);
        let important = segment.importance.map(|letter| letter != "C");
        let urgent = assessment(place).and_then(|assessment| assessment.urgency).map(|urgency| ["urgent", "soon"].contains(&urgency));
        segment.quadrant = important.zip(urgent).map(|quadrant| match quadrant {
            (true, true) => "do_now",
            (true, false) => "plan",
            (false, true) => "delegate",
            (false, false) => "drop",
        });
        let ratio = ratio(trace, as_of, portfolio);
        let case = relation::Case {
            has_ordered: !orders.is_empty(),
            ratio,
            signals: None,
            severe_days: severe.get(&place).copied(),
            csat: csat.get(&place).copied(),
            tier: segment.value_tier,
            tenure_months: orders.first().map_or(0, |first| tenure(first.on, as_of)),
        };
        if let Some((class, rule)) =
            relation::decide(&case, policy, world.policy.service.complaint_severe_days, world.policy.satisfaction.low_score)
        {
            (segment.relation, segment.relation_rule, segment.relation_action) = (Some(class), Some(rule), Some(relation::action(class)));
        }
        let axis = |high: Option<bool>| high.map(|high| if high { "high" } else { "low" });
        segment.three_axes = [
            axis(segment.value_tier.map(|tier| tier != "C")),
            axis(case.csat.map(|score| score >= policy.relation_csat)),
            axis(letters[place].map(|letter| letter != "C")),
        ];
        segment.loyalty_index = loyalty(trace, as_of);
        segment.contacts_30d = contacts(trace, as_of);
        if orders.is_empty() {
            let asked: Vec<&str> = wishes[place].iter().filter(|(on, _)| *on <= as_of).map(|(_, text)| *text).collect();
            let stages = until(&trace.stages, |stage| stage.on, as_of).iter();
            let case = prospect::Case {
                employees: profile.employees,
                revenue: profile.revenue.map(micros_to_f64),
                grade: assessment(place).and_then(|assessment| assessment.verdict.grade),
                budget: assessment(place).and_then(|assessment| assessment.expected).map(|amount| (micros_to_f64(amount), cuts.as_slice())),
                asked: stages.filter(|stage| stage.kind <= StageKind::Quotation && stage.on > add_months(as_of, -12)).count(),
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

/// Places of tier-C customers whose growth stands in the top share of all growths.
fn rising(worths: &[Worth], share: f64) -> Vec<usize> {
    let growths: Vec<f64> = worths.iter().filter_map(|worth| worth.bought.growth).collect();
    let Some(cut) = stats::quantile(&growths, 1.0 - share) else { return Vec::new() };
    let grows = |worth: &&Worth| worth.tier == Some("C") && worth.bought.growth.is_some_and(|growth| growth >= cut && growth > 0.0);
    worths.iter().filter(grows).map(|worth| worth.bought.place).collect()
}

/// What a customer could buy: the expected amount, else what was bought within a year.
fn potential(source: Source<'_, '_>, place: usize, month: Month, assessment: Option<&Assessment>) -> Option<i128> {
    let as_of = month.last();
    let bought = source.traces.get(place)?.orders_within(add_months(as_of, -12), as_of);
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
        [only] if *only <= add_months(as_of, -one_off_months) => "one_off",
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

/// Overdue ratio: by the own rhythm, with one order by everybody's.
fn ratio(trace: &Trace<'_>, as_of: NaiveDate, portfolio: Option<f64>) -> Option<f64> {
    let days = trace.order_days(as_of);
    fallback::overdue_ratio(days, as_of).or_else(|| {
        #[expect(clippy::cast_precision_loss, reason = "days since an order")]
        let since = (as_of - *days.last()?).num_days() as f64;
        portfolio.filter(|cycle| *cycle > 0.0).map(|cycle| since / cycle)
    })
}

/// Mean of repeated ordering, tenure up to five years and the share of the last eight quarters with an order, 0–100.
fn loyalty(trace: &Trace<'_>, as_of: NaiveDate) -> Option<f64> {
    let orders = trace.orders_until(as_of);
    let first = orders.first()?.on;
    let quarters =
        (0..8).filter(|quarter| !trace.orders_within(add_months(as_of, -3 * (quarter + 1)), add_months(as_of, -3 * quarter)).is_empty());
    let tenure = (f64::from(Month::of(as_of).since(Month::of(first))) / 60.0).min(1.0);
    let repeated = if trace.order_days(as_of).len() > 1 { 1.0 } else { 0.0 };
    Some(100.0 * (repeated + tenure + stats::float(quarters.count()) / 8.0) / 3.0)
}

/// Days with a personal contact of ours in the last 30.
pub(super) fn contacts(trace: &Trace<'_>, as_of: NaiveDate) -> u32 {
    let since = as_of - TimeDelta::days(30);
    let mut days: Vec<NaiveDate> = until(&trace.contacts, |contact| contact.on, as_of)
        .iter()
        .filter(|contact| contact.on > since && contact.personal && !contact.inbound)
        .map(|contact| contact.on)
        .collect();
    days.dedup();
    u32::try_from(days.len()).unwrap_or(u32::MAX)
}

/// Whole months between two days.
fn tenure(from: NaiveDate, to: NaiveDate) -> i32 {
    let months = Month::of(to).since(Month::of(from));
    if add_months(from, months) > to { months - 1 } else { months }
}

/// Newest 1–5 answer of each customer.
fn answers(world: &World<'_>, as_of: NaiveDate) -> BTreeMap<usize, f64> {
    let table = world.table(Entity::Survey);
    let (days, scores, scales) = (table.dates("on"), table.numbers("overall"), table.texts("overall_scale"));
    let mut newest: BTreeMap<usize, (NaiveDate, f64)> = BTreeMap::new();
    for (row, (customer, _)) in world.parties(table).iter().copied().enumerate() {
        let score = scores[row].filter(|score| scales[row] == Some("1-5") && (1.0..=5.0).contains(score));
        if let (Some(place), Some(on), Some(score)) = (customer, days[row].filter(|on| *on <= as_of), score)
            && newest.get(&place).is_none_or(|(known, _)| *known <= on)
        {
            newest.insert(place, (on, score));
        }
    }
    newest.into_iter().map(|(place, (_, score))| (place, score)).collect()
}

/// Days the oldest severe complaint of each customer has been open.
fn severe(world: &World<'_>, complaints: &[Complaint], as_of: NaiveDate) -> BTreeMap<usize, i64> {
    let severities = world.table(Entity::Complaint).texts("severity");
    let mut open: BTreeMap<usize, i64> = BTreeMap::new();
    for complaint in complaints.iter().filter(|complaint| severities[complaint.row] == Some("high") && complaint.open_at(as_of)) {
        if let Some(place) = complaint.customer {
            let days = (as_of - complaint.on()).num_days();
            open.entry(place).and_modify(|known| *known = days.max(*known)).or_insert(days);
        }
    }
    open
}

/// Amount now against a year before, by industry of the buyers.
fn industry_growth<'a>(source: Source<'_, 'a>, worths: &[Worth]) -> BTreeMap<&'a str, f64> {
    let mut sums: BTreeMap<&'a str, (f64, f64)> = BTreeMap::new();
    for worth in worths {
        let industry = source.profiles.get(worth.bought.place).and_then(|profile| profile.industry);
        if let (Some(industry), Some(amount), Some(growth)) = (industry, worth.bought.amount.map(micros_to_f64), worth.bought.growth) {
            let sum = sums.entry(industry).or_default();
            (sum.0, sum.1) = (sum.0 + amount, sum.1 + amount / (1.0 + growth));
        }
    }
    sums.into_iter().filter(|(_, (_, before))| *before > 0.0).map(|(industry, (now, before))| (industry, now / before - 1.0)).collect()
}

/// Words of everything sold or on the product list.
fn sold(world: &World<'_>) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for (entity, columns) in [
        (Entity::Order, &["product"][..]),
        (Entity::OrderLine, &["product", "category"]),
        (Entity::Product, &["name", "name_en", "category"]),
    ] {
        let table = world.table(entity);
        let texts: BTreeSet<&str> = columns.iter().flat_map(|column| table.texts(column)).flatten().collect();
        words.extend(texts.into_iter().flat_map(prospect::words));
    }
    words
}

/// Products each customer asked for.
fn wishes<'a>(world: &World<'a>) -> Vec<Vec<(NaiveDate, &'a str)>> {
    let mut wishes = vec![Vec::new(); world.customers.len()];
    for (entity, day) in
        [(Entity::Inquiry, "received_at"), (Entity::Quotation, "on"), (Entity::Sample, "requested_on"), (Entity::ExhibitionLead, "on")]
    {
        let table = world.table(entity);
        let (days, products) = (table.dates(day), table.texts("product"));
        for (row, (customer, _)) in world.parties(table).iter().copied().enumerate() {
            if let (Some(told), Some(on), Some(product)) = (customer.and_then(|place| wishes.get_mut(place)), days[row], products[row]) {
                told.push((on, product));
            }
        }
    }
    wishes
}

/// Facts of every class.
pub(super) fn put(world: &World<'_>, segments: &Segments, assessments: &Assessments, facts: &mut Facts) {
    for (&month, all) in segments {
        let assessed = assessments.get(&month);
        for (place, segment) in all.iter().enumerate() {
            if assessed.is_none_or(|all| all.get(place).is_none_or(Option::is_none)) {
                continue;
            }
            let whose = world.owned(place);
            let mut count = |id: Option<&'static str>| {
                if let Some(id) = id {
                    facts.count(id, month, whose);
                }
            };
            count(match segment.value_tier {
                Some("A") => Some("value_a_count"),
                Some("B") => Some("value_b_count"),
                Some("C") => Some("value_c_count"),
                _ => None,
            });
            count(match segment.relation {
                Some("best") => Some("relation_best_count"),
                Some("good") => Some("relation_good_count"),
                Some("ordinary") => Some("relation_ordinary_count"),
                Some("at_risk") => Some("relation_at_risk_count"),
                _ => None,
            });
            count(match segment.standing {
                Some("long_term") => Some("standing_long_term_count"),
                Some("one_off") => Some("standing_one_off_count"),
                Some("new") => Some("standing_new_count"),
                Some("potential") => Some("standing_potential_count"),
                _ => None,
            });
            count((segment.prospect_potential == Some("high")).then_some("prospect_high_count"));
            count(segment.is_rising.then_some("rising_small_count"));
            count((segment.importance == Some("A")).then_some("important_count"));
            count((segment.quadrant == Some("do_now")).then_some("do_now_count"));
            for (id, score) in [("prospect_score_mean", segment.prospect_score), ("loyalty_index_mean", segment.loyalty_index)] {
                if let Some(score) = score.and_then(micros_from_f64) {
                    facts.put(id, month, whose, score, MICROS);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::evidence::Bought;
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn bought(days: &[&str]) -> Trace<'static> {
        let orders = days.iter().map(|on| Bought { on: day(on), base: Some(1), staff: None }).collect();
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
    fn loyalty_is_a_mean_of_three() {
        let trace = bought(&["2021-10-31", "2026-10-01"]);
        assert!((loyalty(&trace, day("2026-10-31")).unwrap() - 100.0 * (1.0 + 1.0 + 0.125) / 3.0).abs() < 1e-9);
        assert_eq!(loyalty(&Trace::default(), day("2026-10-31")), None);
    }
}
