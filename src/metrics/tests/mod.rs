//! Small worlds: literal rows in, figures and lines out.

mod build;
mod care;
mod closing;
mod golden;
mod grades;
mod hand_ins;
mod kept;
mod money;
mod promises;
mod service;
mod trade;
mod worked;

use super::{CATALOG, compute};
use crate::model::resolved::Resolved;
use crate::model::{Entity, Grain};
use crate::policy::Policy;
use build::{Sheet, october, run, sheet};

/// A sheet of every kind.
fn everything() -> Vec<Sheet> {
    vec![
        sheet(Entity::Customer, &["C1"]).day("expected_close", &["2026-11-10"]).text("need", &["explicit"]),
        sheet(Entity::Interaction, &["C1"]).day("on", &["2026-10-05"]).text("staff_id", &["S1"]),
        sheet(Entity::Inquiry, &["C3"]).moment("received_at", &["2026-10-05T09:00"]),
        sheet(Entity::Order, &["C1"]).day("on", &["2026-10-05"]).money("amount", "USD", &[100.0]),
        sheet(Entity::Payment, &["C1"]).day("on", &["2026-10-05"]).money("amount", "USD", &[30.0]),
        sheet(Entity::Receivable, &["C1"]).money("amount", "USD", &[100.0]),
        sheet(Entity::Complaint, &["C1"]).moment("received_at", &["2026-10-05"]),
        sheet(Entity::Survey, &["C1"]).day("on", &["2026-10-05"]).number("overall", &[5.0]).same("overall_scale", "1-5"),
    ]
}

#[test]
fn every_metric_of_the_catalogue_is_computed() {
    let (computed, _) = run(everything());
    for metric in CATALOG {
        for grain in metric.spec.grains {
            let found = computed.values.iter().any(|(id, _, at, _, _)| id == metric.spec.id && at == *grain);
            // These sheets name no country, team, channel or product.
            let always = matches!(grain, Grain::Company | Grain::Salesperson | Grain::Customer);
            assert!(found || !always, "{} by {grain:?}", metric.spec.id);
        }
    }
    assert!(computed.values.iter().all(|(id, ..)| super::find(id).is_some()));
    assert!(computed.values.iter().all(|(_, _, _, _, value)| value.value.is_some() != value.reason.is_some()));
}

#[test]
fn without_any_sheet_everything_is_unknown() {
    let (computed, findings) = compute(&Resolved::default(), &october(), &Policy::shipped()).unwrap();
    assert!(findings.is_empty() && computed.customers.is_empty());
    for (id, _, _, _, value) in computed.values.iter() {
        assert!(value.value.is_none(), "{id}: {value:?}");
    }
}
