//! Views without what must not be shown on a screen or outside the company: sums only, nobody named.

use std::collections::BTreeMap;

use super::bare;
use crate::model::view::{Computed, MonthView};
use crate::model::{Grain, MetricTable, Unit};

/// For the projector: figures of the company and of countries, and the grades; no margins, no costs, no contacts, and no
/// figure of a named person.
pub(in super::super) fn meeting(view: &MonthView) -> MonthView {
    let values = kept(&view.computed.values, |metric, grain, _| matches!(grain, Grain::Company | Grain::Country) && !is_secret(metric));
    let computed = Computed { values, movement: view.computed.movement.clone(), ..Computed::default() };
    let specs = view.specs.iter().filter(|spec| !is_secret(spec.id)).copied().collect();
    MonthView { specs, computed, ..bare(view) }
}

/// For outside the company: counts, shares and scores; no money, no names, no countries that a single customer stands for.
pub(in super::super) fn external(view: &MonthView) -> MonthView {
    let unit: BTreeMap<&str, Unit> = view.specs.iter().map(|spec| (spec.id, spec.unit)).collect();
    let is_told = |metric: &str| unit.get(metric).is_some_and(|unit| *unit != Unit::Money) && !is_secret(metric) && !is_internal(metric);
    let mut customers: BTreeMap<&str, u32> = BTreeMap::new();
    for line in &view.computed.customers {
        *customers.entry(line.country.as_deref().unwrap_or("ZZ")).or_default() += 1;
    }
    let values = kept(&view.computed.values, |metric, grain, key| {
        is_told(metric)
            && match grain {
                Grain::Company => true,
                Grain::Country => customers.get(key).is_some_and(|count| *count >= FEWEST),
                _ => false,
            }
    });
    let computed = Computed { values, ..Computed::default() };
    let specs = view.specs.iter().filter(|spec| is_told(spec.id)).copied().collect();
    MonthView { specs, computed, thresholds: Vec::new(), ..bare(view) }
}

/// A country with fewer customers than this would tell of single ones.
const FEWEST: u32 = 5;

fn kept(values: &MetricTable, keep: impl Fn(&str, Grain, &str) -> bool) -> MetricTable {
    let mut table = MetricTable::default();
    for (metric, month, grain, key, value) in values.iter().filter(|(metric, _, grain, key, _)| keep(metric, *grain, key)) {
        table.set(metric, month, grain, key, value.clone());
    }
    table
}

/// What a price or margin could be read from.
fn is_secret(metric: &str) -> bool {
    ["margin", "profit", "cost", "price", "discount", "commission", "average_order_value"].iter().any(|word| metric.contains(word))
}

/// What is nobody's business outside: debts, targets, what is amiss inside.
fn is_internal(metric: &str) -> bool {
    ["receivable", "target", "attainment", "overdue", "complaint", "hand_in", "data_", "follow_up", "stale", "concentration"]
        .iter()
        .any(|word| metric.contains(word))
}
