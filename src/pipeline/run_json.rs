//! `run.json`: the run for programs. It holds nothing that varies between two equal runs.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::model::lineage::Outcome;
use crate::model::money::Money;
use crate::model::view::{CustomerLine, MonthView};
use crate::model::{Grain, LineageRow};

use super::control::place;

/// Renders the run, which found so many customers: files, entities, control totals, customers, buyers, merges, review pairs, findings by kind, metrics.
pub(super) fn render(view: &MonthView, findings: &[Finding], known: &[String], lineage: &[LineageRow], customers: usize) -> Result<String> {
    let run = json!({
        "clientbook": view.version,
        "month": view.month.to_string(),
        "as_of": view.as_of.to_string(),
        "from": view.months.first().map(ToString::to_string),
        "base_currency": view.base_currency,
        "files": view.files.iter().zip(&view.controls.files).map(|(file, control)| json!({
            "file": file.file, "format": file.format, "sha256": file.sha256, "skipped": file.skipped,
            "rows_in": control.rows_in, "rows_out": outcomes(&control.rows_out),
        })).collect::<Vec<_>>(),
        "entities": entities(lineage),
        "control_totals": {
            "tie": view.controls.tie(),
            "money": view.controls.money.iter().map(|money| json!({
                "currency": money.currency,
                "in": amount(money.micros_in),
                "out": Outcome::ALL.iter().zip(&money.micros_out).map(|(outcome, micros)| (outcome.id().to_owned(), amount(*micros).into())).collect::<Map<String, Value>>(),
            })).collect::<Vec<_>>(),
        },
        "carried": view.carried.iter().map(|(file, rows)| json!({"file": file, "rows": rows})).collect::<Vec<_>>(),
        "customers": customers,
        "buyers": buyers(view),
        "merges": view.merges.len(),
        "review_pairs": view.review.len(),
        "findings": by_kind(findings, known),
        "metrics": metrics(view),
    });
    let mut text = serde_json::to_string_pretty(&run).map_err(Error::internal)?;
    text.push('\n');
    Ok(text)
}

fn amount(micros: i128) -> String {
    Money::new(micros, "").to_string()
}

fn outcomes(counts: &[u32; 4]) -> Map<String, Value> {
    Outcome::ALL.iter().zip(counts).map(|(outcome, count)| (outcome.id().to_owned(), (*count).into())).collect()
}

fn entities(lineage: &[LineageRow]) -> Map<String, Value> {
    let mut counts: BTreeMap<&str, [u32; 4]> = BTreeMap::new();
    for row in lineage {
        let entity = row.entity.map_or("unknown", crate::model::Entity::id);
        counts.entry(entity).or_default()[place(row.outcome)] += 1;
    }
    counts.into_iter().map(|(entity, counts)| (entity.to_owned(), outcomes(&counts).into())).collect()
}

fn by_kind(findings: &[Finding], known: &[String]) -> Map<String, Value> {
    let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for finding in findings {
        let count = counts.entry(finding.kind.id()).or_default();
        count.0 += 1;
        count.1 += u32::from(!known.contains(&finding.key()));
    }
    counts.into_iter().map(|(kind, (all, new))| (kind.to_owned(), json!({"all": all, "new": new}))).collect()
}

/// Customers with an order: what each figure of customers is made of.
fn buyers(view: &MonthView) -> Vec<Value> {
    let line = |line: &CustomerLine| {
        let (last, segment, rhythm) = (line.last_order_on?, &line.segment, &line.rhythm);
        Some(json!({
            "customer": line.id, "name": line.name, "country": line.country, "orders": line.order_count,
            "last_order_on": last.to_string(), "window_orders": segment.window_orders, "window_amount": segment.window_amount,
            "recency_days": (view.as_of - last).num_days(), "rfm": segment.rfm, "rfm_segment": segment.rfm_segment,
            "value_tier": segment.value_tier, "pareto": segment.pareto, "gap_days": rhythm.gap_days,
            "cycle_days": rhythm.cycle_days, "overdue_ratio": rhythm.overdue_ratio,
        }))
    };
    view.computed.customers.iter().filter_map(line).collect()
}

fn metrics(view: &MonthView) -> Vec<Value> {
    view.computed
        .values
        .iter()
        .filter(|(_, month, grain, _, _)| *month == view.month && *grain != Grain::Customer)
        .map(|(metric, _, grain, key, value)| {
            json!({
                "metric": metric, "grain": grain.id(), "key": key, "value": value.value, "num": value.num, "den": value.den,
                "n": value.n, "interval": value.interval.map(|(low, high)| [low, high]), "reason": value.reason.map(crate::model::Reason::id), "widened_months": value.widened_months,
            })
        })
        .collect()
}
