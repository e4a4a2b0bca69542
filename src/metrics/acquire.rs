//! Acquire (获客): what a first order costs, how far a market is reached, what fairs and channels bring (D5–D7).
//!
//! Decides that a fair's cost is spread over its months, the others count when spent; that penetration is active customers
//! of the target companies' countries over those companies; that a fair's return needs a margin, else only its revenue is
//! told; that what a mistake cost (R-KS6) wins nobody; and that a customer's channel is that of its first inquiry.

use std::collections::{BTreeMap, BTreeSet};

use super::amount::Dated;
use super::cube::{Cube, Facts, Key, Whose};
use super::evidence::Trace;
use super::funnel::{Asked, first_contact};
use super::world::World;
use super::{figure, stats};
use crate::model::money::{MICROS, micros_to_f64};
use crate::model::period::{add_months, months_back};
use crate::model::watch::{ChannelLine, WatchLine};
use crate::model::{Entity, MetricTable, MetricValue, Reason};

/// Facts of costs and target companies.
pub(super) fn put(world: &World<'_>, traces: &[Trace<'_>], costs: &[Dated<'_>], facts: &mut Facts) {
    let kinds = world.table(Entity::Cost).texts("kind");
    for cost in costs {
        if kinds[cost.row] == Some("mistake") {
            facts.amount("mistake_cost_amount", cost.month, cost.whose, cost.base);
            continue;
        }
        let months = if kinds[cost.row] == Some("fair") { world.policy.funnel.fair_months.max(1) } else { 1 };
        for step in 0..months {
            // Whole millionths, the rest in the first month.
            let part = cost.base.map(|base| base / i128::from(months) + if step == 0 { base % i128::from(months) } else { 0 });
            facts.amount("development_cost_amount", cost.month.plus(step), cost.whose, part);
        }
    }
    let table = world.table(Entity::CompanyTarget);
    let (countries, parties) = (table.texts("country"), world.parties(table));
    let targets: BTreeSet<Option<&str>> = countries.iter().copied().collect();
    for month in world.months() {
        for (row, (customer, _)) in parties.iter().enumerate() {
            let whose =
                customer.map_or_else(|| Whose { country: world.country(countries[row]), ..Whose::default() }, |place| world.owned(place));
            facts.put("penetration_share", month, Whose { staff: None, ..whose }, 0, MICROS);
        }
        let (as_of, year) = (month.last(), months_back(month.last(), 12));
        for (place, trace) in traces.iter().enumerate() {
            let aimed_at = world.customers.get(place).is_some_and(|customer| targets.contains(&customer.country));
            if aimed_at && !trace.orders_within(year, as_of).is_empty() {
                facts.put("penetration_share", month, Whose { staff: None, ..world.owned(place) }, MICROS, 0);
            }
        }
    }
}

/// Sets the cost of a first order.
pub(super) fn set(world: &World<'_>, cube: &Cube, values: &mut MetricTable) {
    figure::each(world, cube, "acquisition_cost_amount", values, |month, key| {
        let (cost, new) = (cube.over("development_cost_amount", key, month, month), cube.over("new_customer", key, month, month).den);
        let (num, den) = (micros_to_f64(cost.num), micros_to_f64(new));
        let figure = MetricValue { num: Some(num), den: Some(den), n: u32::try_from(new / MICROS).ok(), ..MetricValue::default() };
        match (cost.gap, cost.den, new) {
            (1.., ..) => MetricValue { num: None, reason: Some(Reason::NoRate), ..figure },
            (_, 0, _) | (_, _, 0) => MetricValue { reason: Some(Reason::NoData), ..figure },
            _ => MetricValue { value: Some(num / den), ..figure },
        }
    });
    figure::each(world, cube, "penetration_share", values, |month, key| {
        let cell = cube.over("penetration_share", key, month, month);
        let (num, den) = (micros_to_f64(cell.num), micros_to_f64(cell.den));
        let n = u32::try_from(cell.den / MICROS).ok();
        let known = MetricValue { num: Some(num), den: Some(den), n, ..MetricValue::default() };
        match cell.den {
            _ if matches!(key, Key::Staff(_) | Key::Nobody) => MetricValue::unknown(Reason::NoData),
            ..=0 => MetricValue::unknown(Reason::NoData),
            // More customers than targets: the list of targets is not the market.
            _ if num > den => MetricValue { reason: Some(Reason::Partial), ..known },
            _ => MetricValue { value: Some(num / den), interval: stats::wilson(num, den), ..known },
        }
    });
}

/// What each fair brought: return on its cost by margin, else the multiple of its revenue.
pub(super) fn fairs(world: &World<'_>, traces: &[Trace<'_>], costs: &[Dated<'_>], margin: Option<f64>) -> Vec<WatchLine> {
    let table = world.table(Entity::ExhibitionLead);
    let (names, days) = (table.texts("fair"), table.dates("on"));
    let starts = table.dates("fair_start_on");
    let spent_on = world.table(Entity::Cost).texts("fair");
    let mut won: BTreeMap<&str, BTreeMap<usize, chrono::NaiveDate>> = BTreeMap::new();
    for (row, (customer, _)) in world.parties(table).iter().copied().enumerate() {
        let (Some(name), Some(place), Some(on)) = (names[row], customer, starts[row].or(days[row])) else { continue };
        // Known before the fair: not its doing.
        if traces.get(place).and_then(first_contact).is_none_or(|met| met >= on)
            && traces.get(place).and_then(|trace| trace.orders.first()).is_none_or(|first| first.on >= on)
        {
            won.entry(name).or_default().entry(place).or_insert(on);
        }
    }
    let mut spent: BTreeMap<&str, Option<i128>> = BTreeMap::new();
    for cost in costs {
        if let Some(name) = spent_on[cost.row] {
            let sum = spent.entry(name).or_insert(Some(0));
            *sum = sum.zip(cost.base).map(|(sum, base)| sum + base);
        }
    }
    let line = |(name, cost): (&&str, &Option<i128>)| {
        let cost = micros_to_f64((*cost)?);
        let until = |on| add_months(on, world.policy.funnel.fair_months).min(world.question.month.last());
        let customers = won.get(name);
        let orders = customers.into_iter().flatten().flat_map(|(place, on)| traces[*place].orders_within(*on, until(*on)));
        let revenue = micros_to_f64(orders.map(|order| order.base).sum::<Option<i128>>()?);
        (cost > 0.0).then_some(())?;
        let value = margin.map_or(revenue / cost, |margin| revenue * margin / cost - 1.0);
        Some(WatchLine {
            kind: if margin.is_some() { "return" } else { "revenue" },
            name: (*name).to_owned(),
            base: Some(revenue),
            note: vec![
                ("value", if margin.is_some() { format!("{:+.0}%", 100.0 * value) } else { format!("{value:.1}") }),
                ("cost", format!("{cost:.0}")),
                ("customers", customers.map_or(0, BTreeMap::len).to_string()),
            ],
            ..WatchLine::default()
        })
    };
    spent.iter().filter_map(line).collect()
}

/// Results by channel over twelve months.
pub(super) fn channels(world: &World<'_>, traces: &[Trace<'_>], inquiries: &[Asked<'_>]) -> Vec<ChannelLine> {
    let (as_of, from) = (world.question.month.last(), world.question.month.plus(-11).first());
    let mut first: BTreeMap<usize, &str> = BTreeMap::new();
    let mut lines: BTreeMap<&str, (ChannelLine, Vec<f64>)> = BTreeMap::new();
    for asked in inquiries.iter().filter(|asked| asked.on <= as_of) {
        let channel = asked.channel.unwrap_or_default();
        if let Some(place) = asked.customer {
            first.entry(place).or_insert(channel);
        }
        if asked.on >= from {
            let line = &mut lines.entry(channel).or_default().0;
            line.inquiries += 1;
            line.ordered += u32::from(asked.ordered == Some(true));
        }
    }
    for (place, channel) in first {
        let Some(trace) = traces.get(place) else { continue };
        let (line, cycles) = lines.entry(channel).or_insert_with(|| (ChannelLine::default(), Vec::new()));
        let orders = trace.orders_within(from.pred_opt().unwrap_or(from), as_of);
        if line.customers == 0 {
            line.amount = Some(0.0);
        }
        line.customers += 1;
        line.amount =
            line.amount.zip(orders.iter().map(|order| order.base).sum::<Option<i128>>()).map(|(sum, base)| sum + micros_to_f64(base));
        if let (Some(order), Some(met)) = (trace.orders.first(), first_contact(trace))
            && met < order.on
        {
            cycles.push(f64::from(i32::try_from((order.on - met).num_days()).unwrap_or(i32::MAX)));
        }
    }
    let least = world.policy.metric.min_median_n as usize;
    let line = |(channel, (line, cycles)): (&str, (ChannelLine, Vec<f64>))| ChannelLine {
        channel: channel.to_owned(),
        cycle_days: stats::median(&cycles).filter(|_| cycles.len() >= least),
        ..line
    };
    lines.into_iter().map(line).collect()
}
