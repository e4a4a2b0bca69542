//! Value (客户价值): the weighted score of each customer and its tier A/B/C and Pareto class (V1, V2).
//!
//! Decides that parts are percentile ranks among those who have them, that unknown parts give their weight to the others,
//! and that equal scores at a border fall into the upper tier.

use polars::prelude::{DataFrame, Expr, IntoColumn, IntoLazy, NamedFrom, PolarsResult, RankMethod, RankOptions, Series, col, lit, when};

use super::evidence::Trace;
use super::orders::Order;
use super::read::Table;
use super::rfm;
use super::stats;
use super::world::World;
use crate::model::Entity;
use crate::model::money::micros_to_f64;
use crate::model::period::months_back;
use crate::policy;
use chrono::NaiveDate;

/// Order-days from which stability can be told.
const STABLE_DAYS: usize = 4;
/// The parts, in the order of the policy's weights.
const PARTS: [&str; 5] = ["amount", "frequency", "margin", "growth", "stability"];

/// What one customer bought in the window.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Bought {
    /// Customer's place.
    pub(super) place: usize,
    /// Base amount, millionths; none where a rate is missing.
    pub(super) amount: Option<i128>,
    pub(super) orders: u32,
    pub(super) margin: Option<f64>,
    pub(super) growth: Option<f64>,
    pub(super) stability: Option<f64>,
    /// Days since the newest order.
    pub(super) recency: i64,
}

/// A customer's standing among all.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Worth {
    pub(super) bought: Bought,
    pub(super) score: Option<f64>,
    pub(super) parts: [Option<f64>; 5],
    pub(super) tier: Option<&'static str>,
    pub(super) pareto: Option<&'static str>,
    pub(super) share: Option<f64>,
    pub(super) rfm: Option<[u8; 3]>,
}

/// Margin of each order in base millionths, with its amount: stated, or by the stated rate.
pub(super) fn margins(world: &World<'_>, orders: &[Order<'_>]) -> Vec<Option<i128>> {
    let table = world.table(Entity::Order);
    let (margins, codes, rates) = (table.micros("margin"), table.texts("margin_currency"), table.numbers("margin_rate"));
    let margin = |order: &Order<'_>| {
        let month = world.month_of(order.on);
        let stated =
            margins[order.row].and_then(|micros| world.rates.peek(month, micros, codes[order.row].unwrap_or(order.amount.currency)));
        let by_rate =
            || rates[order.row].zip(order.base).and_then(|(rate, base)| crate::model::money::micros_from_f64(rate * micros_to_f64(base)));
        stated.or_else(by_rate)
    };
    orders.iter().map(margin).collect()
}

/// What every buyer of the window bought, by place.
pub(super) fn bought(
    world: &World<'_>,
    traces: &[Trace<'_>],
    orders: &[Order<'_>],
    margins: &[Option<i128>],
    as_of: NaiveDate,
) -> Vec<Bought> {
    let months = world.policy.value.window_months;
    let (since, before) = (months_back(as_of, months), months_back(as_of, 2 * months));
    let mut rates: Vec<(i128, i128)> = vec![(0, 0); traces.len()];
    for (order, margin) in orders.iter().zip(margins) {
        let known = order.on > since && order.on <= as_of;
        if let (Some(sums), Some(margin), Some(base), true) =
            (order.customer.and_then(|place| rates.get_mut(place)), margin, order.base, known)
        {
            (sums.0, sums.1) = (sums.0 + margin, sums.1 + base);
        }
    }
    let one = |(place, trace): (usize, &Trace<'_>)| {
        let within = trace.orders_within(since, as_of);
        let newest = within.last()?.on;
        let sum = |from, to| trace.orders_within(from, to).iter().map(|order| order.base).sum::<Option<i128>>();
        let (amount, earlier) = (sum(since, as_of), sum(before, since).filter(|earlier| *earlier > 0));
        let (margin, on) = rates.get(place).copied().unwrap_or_default();
        Some(Bought {
            place,
            amount,
            orders: u32::try_from(within.len()).unwrap_or(u32::MAX),
            margin: (on > 0).then(|| micros_to_f64(margin) / micros_to_f64(on)),
            growth: amount.zip(earlier).map(|(now, earlier)| micros_to_f64(now) / micros_to_f64(earlier) - 1.0),
            stability: stability(trace.order_days(as_of)),
            recency: (as_of - newest).num_days(),
        })
    };
    traces.iter().enumerate().filter_map(one).collect()
}

/// 1 − variation of the order gaps, at least 0; unknown with fewer than four order-days.
fn stability(days: &[NaiveDate]) -> Option<f64> {
    if days.len() < STABLE_DAYS {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "days between two dates")]
    let gaps = || days.windows(2).map(|pair| (pair[1] - pair[0]).num_days() as f64);
    let n = stats::float(days.len() - 1);
    let mean = gaps().sum::<f64>() / n;
    let deviation = (gaps().map(|gap| (gap - mean) * (gap - mean)).sum::<f64>() / n).sqrt();
    (mean > 0.0).then(|| (1.0 - deviation / mean).max(0.0))
}

/// Percentile rank among those who have the part: (average rank − 0.5) ÷ n.
fn percentile_rank(part: &str) -> Expr {
    let options = RankOptions { method: RankMethod::Average, descending: false };
    ((col(part).rank(options, None) - lit(0.5)) / col(part).count()).alias(format!("{part}_rank"))
}

/// Weight of the parts a customer has.
fn known_weight(weights: &[f64; 5]) -> Expr {
    let part = |(part, weight): (&str, &f64)| when(col(part).is_not_null()).then(lit(*weight)).otherwise(lit(0.0));
    PARTS.into_iter().zip(weights).map(part).reduce(|sum, part| sum + part).unwrap_or_else(|| lit(0.0))
}

/// Weighted mean of the ranks, 0–100; unknown where too little weight is known.
fn score(weights: &[f64; 5], least: f64) -> Expr {
    let part =
        |(part, weight): (&str, &f64)| when(col(part).is_not_null()).then(col(format!("{part}_rank")) * lit(*weight)).otherwise(lit(0.0));
    let sum = PARTS.into_iter().zip(weights).map(part).reduce(|sum, part| sum + part).unwrap_or_else(|| lit(0.0));
    let known = known_weight(weights);
    when(known.clone().gt_eq(lit(least)).and(known.clone().gt(lit(0.0))))
        .then(lit(100.0) * sum / known)
        .otherwise(lit(f64::NAN))
        .alias("score")
}

/// Scores, tiers and classes of the buyers.
pub(super) fn rank(bought: &[Bought], policy: &policy::Value, least_rfm: usize) -> PolarsResult<Vec<Worth>> {
    let mut worths: Vec<Worth> = bought.iter().map(|bought| Worth { bought: *bought, ..Worth::default() }).collect();
    if bought.is_empty() {
        return Ok(worths);
    }
    let column = |name: &str, part: &dyn Fn(&Bought) -> Option<f64>| {
        Series::new(name.into(), bought.iter().map(part).collect::<Vec<Option<f64>>>()).into_column()
    };
    let columns = vec![
        column("amount", &|bought| bought.amount.map(micros_to_f64)),
        column("frequency", &|bought| Some(f64::from(bought.orders))),
        column("margin", &|bought| bought.margin),
        column("growth", &|bought| bought.growth),
        column("stability", &|bought| bought.stability),
    ];
    let ranked = DataFrame::new(bought.len(), columns)?
        .lazy()
        .with_columns(PARTS.map(percentile_rank))
        .with_columns([score(&policy.score_weights, policy.score_min_weight)])
        .collect()?;
    let table = Table::frame(&ranked);
    let scores = table.numbers("score");
    let ranks = PARTS.map(|part| table.numbers(&format!("{part}_rank")));
    for (row, worth) in worths.iter_mut().enumerate() {
        worth.score = scores[row];
        worth.parts = std::array::from_fn(|part| ranks[part][row]);
    }
    tiers(&mut worths, policy);
    pareto(&mut worths, policy);
    rfm::give(&mut worths, policy, least_rfm);
    Ok(worths)
}

/// First ⌈20 %⌉ A, up to ⌈50 %⌉ B, the rest C, by score, amount and place.
fn tiers(worths: &mut [Worth], policy: &policy::Value) {
    let mut order: Vec<usize> = (0..worths.len()).filter(|row| worths[*row].score.is_some()).collect();
    let score = |row: usize| worths[row].score.unwrap_or(0.0);
    order.sort_by(|a, b| {
        score(*b).total_cmp(&score(*a)).then_with(|| worths[*b].bought.amount.cmp(&worths[*a].bought.amount)).then(a.cmp(b))
    });
    let n = stats::float(order.len());
    // The hair takes back what binary fractions add: ⌈0.2 · 5⌉ is 1.
    let first = |share: f64| stats::whole((share * n - 1e-9).ceil().max(0.0));
    let (a, b) = (first(policy.tier_a_share), first(policy.tier_a_share + policy.tier_b_share));
    let mut tier = "A";
    let mut given: Vec<(usize, &'static str)> = Vec::with_capacity(order.len());
    for (rank, row) in order.iter().enumerate() {
        let own = if rank < a {
            "A"
        } else if rank < b {
            "B"
        } else {
            "C"
        };
        let same = rank > 0 && score(order[rank - 1]).total_cmp(&score(*row)).is_eq();
        tier = if same { tier } else { own };
        given.push((*row, tier));
    }
    for (row, tier) in given {
        worths[row].tier = Some(tier);
    }
}

/// Pareto classes by the share of amount before the customer; nothing without a positive total of known amounts.
fn pareto(worths: &mut [Worth], policy: &policy::Value) {
    let Some(amounts) = worths.iter().map(|worth| worth.bought.amount).collect::<Option<Vec<i128>>>() else { return };
    let classes = classes(&amounts, policy.pareto_a_share, policy.pareto_b_share);
    let total: i128 = amounts.iter().filter(|amount| **amount > 0).sum();
    for ((worth, class), amount) in worths.iter_mut().zip(classes).zip(&amounts) {
        worth.pareto = class;
        worth.share = (total > 0).then(|| micros_to_f64(*amount) / micros_to_f64(total));
    }
}

/// A, B or C of each amount: by the share that the larger ones have before it.
pub(super) fn classes(amounts: &[i128], a: f64, b: f64) -> Vec<Option<&'static str>> {
    let total: i128 = amounts.iter().filter(|amount| **amount > 0).sum();
    let mut order: Vec<usize> = (0..amounts.len()).collect();
    order.sort_by_key(|row| (std::cmp::Reverse(amounts[*row]), *row));
    let mut classes = vec![None; amounts.len()];
    let mut before = 0_i128;
    for row in order {
        if total <= 0 {
            continue;
        }
        let share = micros_to_f64(before) / micros_to_f64(total);
        classes[row] = Some(if amounts[row] <= 0 {
            "C"
        } else if share < a {
            "A"
        } else if share < b {
            "B"
        } else {
            "C"
        });
        before += amounts[row].max(0);
    }
    classes
}

/// Millionths as a whole number of the unit, for tests and keys.
#[cfg(test)]
pub(super) const fn units(units: i128) -> i128 {
    units * crate::model::money::MICROS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    fn buyers(amounts: &[i128]) -> Vec<Bought> {
        amounts
            .iter()
            .enumerate()
            .map(|(place, amount)| Bought { place, amount: Some(units(*amount)), orders: 1, ..Bought::default() })
            .collect()
    }

    #[test]
    fn ranks_are_average_and_tiers_round_up() {
        let policy = Policy::shipped().value;
        let worths = rank(&buyers(&[100, 80, 60, 40, 20]), &policy, 25).unwrap();
        let ranks: Vec<f64> = worths.iter().map(|worth| worth.parts[0].unwrap()).collect();
        assert!(ranks.iter().zip([0.9, 0.7, 0.5, 0.3, 0.1]).all(|(found, wanted)| (found - wanted).abs() < 1e-12), "{ranks:?}");
        // Amount 40 and frequency 20 of 100 are known: the score is their weighted mean, equal frequency being 0.5 for all.
        assert!((worths[0].score.unwrap() - 100.0 * (40.0 * 0.9 + 20.0 * 0.5) / 60.0).abs() < 1e-9);
        let tiers: Vec<_> = worths.iter().map(|worth| worth.tier.unwrap()).collect();
        assert_eq!(tiers, ["A", "B", "B", "C", "C"]);
        let seven = rank(&buyers(&[7, 6, 5, 4, 3, 2, 1]), &policy, 25).unwrap();
        let counted = |tier| seven.iter().filter(|worth| worth.tier == Some(tier)).count();
        assert_eq!((counted("A"), counted("B"), counted("C")), (2, 2, 3));
        let tied = rank(&buyers(&[9, 9, 9, 1, 1]), &policy, 25).unwrap();
        assert_eq!(tied.iter().map(|worth| worth.tier.unwrap()).collect::<String>(), "AAACC");
        assert!(rank(&[], &policy, 25).unwrap().is_empty());
    }

    #[test]
    fn too_little_known_weight_gives_no_score() {
        let policy = Policy::shipped().value;
        let unknown = Bought { amount: None, orders: 2, ..Bought::default() };
        let worths = rank(&[unknown, buyers(&[5])[0]], &policy, 25).unwrap();
        assert_eq!((worths[0].score, worths[0].tier, worths[0].pareto), (None, None, None));
        assert_eq!(worths[1].tier, Some("A"));
    }

    #[test]
    fn pareto_classes_match_the_reference() {
        let told = |amounts: &[i128]| classes(amounts, 0.8, 0.95);
        assert_eq!(told(&[50, 30, 15, 5]), [Some("A"), Some("A"), Some("B"), Some("C")]);
        assert_eq!(told(&[10, 0, -5]), [Some("A"), Some("C"), Some("C")]);
        assert_eq!(told(&[0, -1]), [None, None]);
        assert!(told(&[]).is_empty());
    }

    #[test]
    fn steady_gaps_are_stable() {
        let days = |days: &[&str]| days.iter().map(|day| day.parse().unwrap()).collect::<Vec<NaiveDate>>();
        assert_eq!(stability(&days(&["2026-01-01", "2026-01-31", "2026-03-02", "2026-04-01"])), Some(1.0));
        assert_eq!(stability(&days(&["2026-01-01", "2026-01-31", "2026-03-02"])), None);
        assert_eq!(stability(&days(&["2026-01-01", "2026-01-02", "2026-01-03", "2026-12-03"])), Some(0.0));
    }
}
