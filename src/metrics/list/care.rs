//! Care of records and samples (档案与样品): how many customers of each tier have an old record, and what free samples bring
//! against charged ones (R-I5, R-KS9).
//!
//! Decides that samples are judged once their days to an order have passed, twelve months back.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::super::complete;
use super::super::sample;
use super::super::stats;
use super::Desk;
use super::breakdown::plain;
use crate::model::numbers::BreakdownLine;
use crate::model::period::months_back;
use crate::model::{Entity, Reason};

/// Both tables.
pub(super) fn lines(desk: &Desk<'_, '_>) -> Vec<BreakdownLine> {
    [records(desk), samples(desk)].concat()
}

/// A line whose value is hits ÷ count, of enough.
fn share(desk: &Desk<'_, '_>, line: BreakdownLine, hits: u32) -> BreakdownLine {
    let (hits, n) = (f64::from(hits), f64::from(line.count));
    let enough = line.count >= desk.world.policy.metric.min_share_n;
    BreakdownLine {
        value: enough.then(|| hits / n),
        interval: if enough { stats::wilson(hits, n) } else { None },
        reason: (!enough).then_some(Reason::NTooSmall),
        ..line
    }
}

/// Customers whose record is dated, by tier, and the share whose record is old.
fn records(desk: &Desk<'_, '_>) -> Vec<BreakdownLine> {
    let mut tiers: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for (place, segment) in desk.segments.iter().enumerate() {
        if let Some(old) = complete::is_old(desk, place) {
            let line = tiers.entry(segment.value_tier.unwrap_or("none")).or_default();
            (line.0, line.1) = (line.0 + 1, line.1 + u32::from(old));
        }
    }
    tiers.into_iter().map(|(tier, (count, old))| share(desk, plain("profile_age", tier, "value_tier", count), old)).collect()
}

/// Samples free and charged, and the share an order followed.
fn samples(desk: &Desk<'_, '_>) -> Vec<BreakdownLine> {
    let (world, as_of) = (desk.world, desk.month().last());
    let table = world.table(Entity::Sample);
    let (sent, fees, texts, parties) = (table.dates("sent_on"), table.micros("fee"), table.texts("fee_text"), world.parties(table));
    let horizon = TimeDelta::days(world.policy.funnel.horizon_days);
    let until = as_of - horizon;
    let since = months_back(until, 12);
    let mut kinds: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for row in 0..table.len() {
        let (Some(on), Some(free)) = (sent[row].filter(|on| *on > since && *on <= until), sample::is_free(fees[row], texts[row])) else {
            continue;
        };
        let orders = parties[row].0.and_then(|place| desk.traces.get(place)).map(|trace| trace.orders.as_slice()).unwrap_or_default();
        let line = kinds.entry(if free { "free" } else { "charged" }).or_default();
        let ordered = orders.iter().any(|order| on <= order.on && order.on <= on + horizon);
        (line.0, line.1) = (line.0 + 1, line.1 + u32::from(ordered));
    }
    let line = |(kind, (count, ordered)): (&str, (u32, u32))| {
        share(desk, BreakdownLine { months: 12, ..plain("sample_fee", kind, "sample_fee", count) }, ordered)
    };
    kinds.into_iter().map(line).collect()
}
