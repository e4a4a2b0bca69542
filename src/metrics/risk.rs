//! Risk (信用、市场、政策风险): likelihood × impact of each customer's three risks, exposure against limits, and the blacklist.
//!
//! Decides the credit likelihood from the oldest overdue day and the use of the limit, the impact from the share of all that
//! is owed; market risk from the customer's country; policy risk from the policy's list of countries. What cannot be
//! judged has no level.

use std::collections::BTreeMap;

use super::cube::Facts;
use super::evidence::Trace;
use super::list::Desk;
use super::receivable::Owed;
use super::terms::{Method, Terms};
use super::world::World;
use crate::model::money::micros_to_f64;
use crate::model::period::months_back;
use crate::model::watch::{Risk, WatchLine};
use crate::model::{Entity, folding};

/// What is owed and allowed of one customer, base millionths.
#[derive(Debug, Clone, Copy, Default)]
struct Credit {
    owed: i128,
    unknown: bool,
    late_days: i64,
    limit: Option<i128>,
    insured: Option<i128>,
}

/// Risks of every customer, by place.
#[derive(Debug, Default)]
pub(super) struct Risks {
    credits: BTreeMap<usize, Credit>,
    levels: Vec<Risk>,
}

/// Most days past due of each customer's money.
pub(super) fn late_days(world: &World<'_>, owed: &[Owed]) -> BTreeMap<usize, i64> {
    let as_of = world.question.month.last();
    let mut late = BTreeMap::new();
    for owed in owed.iter().filter(|owed| owed.is_overdue) {
        if let (Some(place), Some(due)) = (owed.customer, owed.due_on) {
            let days = (as_of - due).num_days();
            late.entry(place).and_modify(|known: &mut i64| *known = (*known).max(days)).or_insert(days);
        }
    }
    late
}

/// Judges every customer at the report month's end.
pub(super) fn read(world: &World<'_>, traces: &[Trace<'_>], owed: &[Owed]) -> Risks {
    let mut credits: BTreeMap<usize, Credit> = BTreeMap::new();
    for owed in owed {
        let Some(place) = owed.customer else { continue };
        let credit = credits.entry(place).or_default();
        credit.owed += owed.base.unwrap_or(0);
        credit.unknown |= owed.base.is_none();
    }
    for (place, days) in late_days(world, owed) {
        credits.entry(place).or_default().late_days = days;
    }
    read_limits(world, &mut credits);
    let total: i128 = credits.values().map(|credit| credit.owed).sum();
    let [now, before] = [0, 12].map(|back| years(world, traces, back));
    let markets = markets(world, &now, &before);
    let told = world.coverage.covers(Entity::Receivable, world.question.month);
    let bought: i128 = now.iter().flatten().sum();
    let levels = (0..world.customers.len()).map(|place| {
        let (credit, customer) = (credits.get(&place).copied().unwrap_or_default(), world.customers[place]);
        let active = traces.get(place).is_some_and(|trace| !trace.orders.is_empty());
        let size = impact(now.get(place).copied().flatten().unwrap_or(0), bought);
        let market = customer.country.and_then(|country| markets.get(country)).map(|falls| if *falls { 4 } else { 1 });
        let listed = &world.policy.risk.policy_countries;
        let policy =
            customer.country.filter(|_| !listed.is_empty()).map(|country| if listed.iter().any(|code| code == country) { 5 } else { 1 });
        let known = |amount: Option<i128>| amount.map(micros_to_f64);
        Risk {
            credit: (told && (active || credit.owed > 0) && !credit.unknown)
                .then(|| level(world, likelihood(credit) * impact(credit.owed, total))),
            market: market.filter(|_| active).map(|likely| level(world, likely * size)),
            policy: policy.map(|likely| level(world, likely * size)),
            exposure: (told && !credit.unknown).then(|| micros_to_f64(credit.owed)),
            credit_limit: known(credit.limit),
            insured_limit: known(credit.insured),
        }
    });
    let levels = levels.collect();
    Risks { credits, levels }
}

/// Limits of the credit sheet valid at the day, else of the customer sheet.
fn read_limits(world: &World<'_>, credits: &mut BTreeMap<usize, Credit>) {
    let (month, as_of) = (world.question.month, world.question.month.last());
    for (entity, limit, insured) in [(Entity::CreditLimit, "limit", "insured"), (Entity::Customer, "credit_limit", "")] {
        let table = world.table(entity);
        let [limits, insured] = [limit, insured].map(|name| (table.micros(name), table.texts(&format!("{name}_currency"))));
        let (currencies, from, to) = (table.texts("currency"), table.dates("valid_from"), table.dates("valid_to"));
        for (row, (customer, _)) in world.parties(table).iter().copied().enumerate() {
            let valid = from[row].is_none_or(|from| from <= as_of) && to[row].is_none_or(|to| to >= as_of);
            let Some(place) = customer.filter(|_| valid) else { continue };
            let base = |(amounts, codes): &(Vec<Option<i128>>, Vec<Option<&str>>)| {
                world.rates.peek(month, amounts[row]?, codes[row].or(currencies[row]).unwrap_or_default())
            };
            let (limit, insured) = (base(&limits), base(&insured));
            if limit.or(insured).is_some() {
                let credit = credits.entry(place).or_default();
                credit.limit = credit.limit.or(limit);
                credit.insured = credit.insured.or(insured);
            }
        }
    }
}

/// Whether a country's twelve months fell below the policy's share of the twelve before.
fn markets<'a>(world: &World<'a>, now: &[Option<i128>], before: &[Option<i128>]) -> BTreeMap<&'a str, bool> {
    let mut sums: BTreeMap<&str, (i128, i128)> = BTreeMap::new();
    for (customer, years) in world.customers.iter().zip(now.iter().zip(before)) {
        if let (Some(country), (Some(now), Some(before))) = (customer.country, years) {
            let sum = sums.entry(country).or_default();
            *sum = (sum.0 + now, sum.1 + before);
        }
    }
    let share = world.policy.risk.market_drop_share;
    sums.into_iter()
        .filter(|(_, sum)| sum.1 > 0)
        .map(|(country, (now, before))| (country, micros_to_f64(now) < share * micros_to_f64(before)))
        .collect()
}

/// Base amount of each customer's twelve months, so many months back.
fn years(world: &World<'_>, traces: &[Trace<'_>], back: i32) -> Vec<Option<i128>> {
    let to = months_back(world.question.month.last(), back);
    let from = months_back(to, 12);
    traces.iter().map(|trace| trace.orders_within(from, to).iter().map(|order| order.base).sum()).collect()
}

fn likelihood(credit: Credit) -> i64 {
    let late = match credit.late_days {
        ..=0 => 1,
        1..=15 => 2,
        16..=30 => 3,
        31..=90 => 4,
        _ => 5,
    };
    if credit.limit.is_some_and(|limit| credit.owed > limit) { late.max(4) } else { late }
}

/// Impact by share of the whole: 10 %, 5 %, 2 %, 0.5 %.
fn impact(part: i128, whole: i128) -> i64 {
    let above = |permille: i128| whole > 0 && part * 1000 >= whole * permille;
    [(100, 5), (50, 4), (20, 3), (5, 2)].into_iter().find(|(permille, _)| above(*permille)).map_or(1, |(_, impact)| impact)
}

fn level(world: &World<'_>, score: i64) -> &'static str {
    let policy = &world.policy.risk;
    if score >= policy.high_from {
        "high"
    } else if score >= policy.middle_from {
        "middle"
    } else {
        "low"
    }
}

impl Risks {
    /// Risks of a customer.
    pub(super) fn of(&self, place: usize) -> Risk {
        self.levels.get(place).cloned().unwrap_or_default()
    }

    /// Facts of high credit risks and limits passed.
    pub(super) fn put(&self, world: &World<'_>, blacklisted: usize, facts: &mut Facts) {
        let month = world.question.month;
        for (place, risk) in self.levels.iter().enumerate() {
            if risk.credit == Some("high") {
                facts.count("credit_risk_count", month, world.owned(place));
            }
        }
        for (place, credit) in &self.credits {
            if credit.limit.is_some_and(|limit| credit.owed > limit) {
                facts.count("over_limit_count", month, world.owned(*place));
            }
        }
        (0..blacklisted).for_each(|_| facts.count("blacklist_match_count", month, super::cube::Whose::default()));
    }

    /// Risks that are middle or high, the highest first, with what they rest on.
    pub(super) fn lines(&self, desk: &Desk<'_, '_>) -> Vec<WatchLine> {
        let mut lines = Vec::new();
        for (place, risk) in self.levels.iter().enumerate() {
            for (kind, level) in [("credit", risk.credit), ("market", risk.market), ("policy", risk.policy)] {
                if let Some(level) = level.filter(|level| *level != "low") {
                    let late = self.credits.get(&place).map_or(0, |credit| credit.late_days);
                    let base = risk.exposure.filter(|_| kind == "credit");
                    let days = (kind == "credit" && late > 0).then_some(late);
                    let note = vec![("days", late.to_string()), ("country", desk.country(Some(place)).unwrap_or_default())];
                    lines.push(WatchLine { level: Some(level), base, days, note, ..desk.watch(place, kind) });
                }
            }
        }
        lines.sort_by_key(|line| line.level != Some("high"));
        lines
    }

    /// Limits passed, what no insurer covers, open terms without a limit, first orders without a deposit.
    pub(super) fn limits(&self, desk: &Desk<'_, '_>, orders: &[super::orders::Order<'_>], terms: &[Option<Terms>]) -> Vec<WatchLine> {
        let mut lines = Vec::new();
        let open = |terms: &Terms| matches!(terms.method, Method::Open | Method::Acceptance);
        let on_credit: std::collections::BTreeSet<usize> = orders
            .iter()
            .zip(terms)
            .filter(|(_, terms)| terms.as_ref().is_some_and(open))
            .filter_map(|(order, _)| order.customer)
            .collect();
        for (place, credit) in &self.credits {
            let mut line = |kind: &'static str, over: i128, limit: i128| {
                let note = vec![("limit", format!("{:.0}", micros_to_f64(limit))), ("owed", format!("{:.0}", micros_to_f64(credit.owed)))];
                lines.push(WatchLine { base: Some(micros_to_f64(over)), note, ..desk.watch(*place, kind) });
            };
            if let Some(limit) = credit.limit.filter(|limit| credit.owed > *limit) {
                line("over_limit", credit.owed - limit, limit);
            }
            if let Some(insured) = credit.insured.filter(|insured| credit.owed > *insured) {
                line("uninsured", credit.owed - insured, insured);
            }
            if credit.limit.is_none() && credit.owed > 0 && on_credit.contains(place) {
                line("term", credit.owed, 0);
            }
        }
        let mut first = vec![false; desk.world.customers.len()];
        for (order, terms) in orders.iter().zip(terms) {
            let new = order.customer.and_then(|place| first.get_mut(place)).is_some_and(|seen| !std::mem::replace(seen, true));
            let low = terms
                .is_some_and(|terms| terms.deposit_share + 1e-9 < desk.world.policy.money.deposit_share && terms.method != Method::Credit);
            if new && low && desk.world.question.month.contains(order.on) {
                lines.push(super::collect::order_line(desk, order, "no_deposit", Some(order.on)));
            }
        }
        lines
    }
}

/// Customers whose name is, or is like, one on the blacklist.
pub(super) fn blacklist(desk: &Desk<'_, '_>) -> Vec<WatchLine> {
    let table = desk.world.table(Entity::Blacklist);
    let [names, reasons] = ["customer", "reason"].map(|name| table.texts(name));
    let fold = |name: &str| folding::fold(name).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let listed: Vec<(usize, String)> = names.iter().enumerate().filter_map(|(row, name)| Some((row, fold((*name)?)))).collect();
    let mut lines = Vec::new();
    if listed.is_empty() {
        return lines;
    }
    for (place, customer) in desk.world.customers.iter().enumerate() {
        let name = fold(customer.name);
        let like = |(row, listed): &(usize, String)| {
            // Far from equal lengths are far from alike: spares most comparisons.
            let near = name.len().abs_diff(listed.len()) * 5 <= name.len().max(listed.len()) && !listed.is_empty();
            let likeness = if near { strsim::normalized_damerau_levenshtein(&name, listed) } else { 0.0 };
            (likeness >= desk.world.policy.risk.blacklist_likeness).then_some((*row, likeness))
        };
        let best = listed.iter().filter_map(like).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        if let Some((row, likeness)) = best {
            lines.push(WatchLine {
                level: Some("high"),
                note: vec![("name", names[row].unwrap_or_default().to_owned()), ("reason", reasons[row].unwrap_or("—").to_owned())],
                origin: Some(table.origin(row)),
                ..desk.watch(place, if likeness >= 1.0 { "same" } else { "like" })
            });
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likelihood_and_impact_have_their_steps() {
        let credit = |late_days, owed, limit| Credit { owed, late_days, limit, ..Credit::default() };
        let likely: Vec<_> = [0, 1, 15, 16, 30, 31, 90, 91].into_iter().map(|days| likelihood(credit(days, 1, None))).collect();
        assert_eq!(likely, [1, 2, 2, 3, 3, 4, 4, 5]);
        assert_eq!((likelihood(credit(0, 10, Some(10))), likelihood(credit(0, 11, Some(10)))), (1, 4));
        let parts: Vec<_> = [100, 99, 50, 20, 5, 4, 0].into_iter().map(|part| impact(part, 1000)).collect();
        assert_eq!((parts, impact(5, 0)), (vec![5, 4, 4, 3, 2, 1, 1], 1));
    }
}
