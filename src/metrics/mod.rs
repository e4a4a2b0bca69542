//! Metrics (指标): resolved tables → figures and lists.
//!
//! Every event becomes a fact (numerator, denominator, month, salesperson, country); one polars query adds the facts up
//! ([`cube`]); the catalogue says how sums become values ([`figure`]). What must be seen together — a customer's grade, a
//! median, a list — has its own file.

mod assess;
mod catalog;
mod complaint;
mod coverage;
mod cube;
mod evidence;
mod fallback;
mod figure;
mod follow_up;
mod fx;
mod grade;
mod hand_in;
mod horizon;
mod inquiry;
mod list;
mod maintenance;
mod orders;
mod read;
mod receivable;
mod satisfaction;
mod sla;
mod standing;
mod state;
mod stats;
mod target;
mod urgency;
mod world;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use catalog::{CATALOG, Form, Metric, Span, find};

use crate::error::Result;
use crate::finding::Finding;
use crate::model::resolved::Resolved;
use crate::model::view::{Computed, Grade};
use crate::model::{Entity, MetricTable, Month};
use crate::policy::Policy;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// Report month.
    pub month: Month,
    /// First month of the history that is computed (`--from`); equal to `month` when only that month is wanted.
    pub from: Month,
    /// Values as published for earlier months, from the book.
    pub published: MetricTable,
    /// Fields that some sheet has a column for.
    pub columns_present: BTreeMap<Entity, Vec<&'static str>>,
    /// Grades that a person set, by customer id, and from which month on.
    pub grades: BTreeMap<String, (Month, Grade)>,
}

/// Computes every metric and list.
///
/// # Errors
/// Only on a fault of the program.
pub fn compute(resolved: &Resolved, question: &Question, policy: &Policy) -> Result<(Computed, Vec<Finding>)> {
    let world = world::World::new(resolved, question, policy);
    let mut findings = Vec::new();
    let orders = orders::read(&world);
    let traces = evidence::read(&world, &orders);
    let states = state::read(&world);
    let assessments = assess::all(&world, &states, &traces);
    let complaints = complaint::read(&world);
    let owed = receivable::read(&world);

    let mut facts = cube::Facts::default();
    orders::put(&world, &orders, &mut facts);
    maintenance::put(&world, &traces, &mut facts);
    standing::put(&world, &assessments, &mut facts);
    follow_up::put(&world, &traces, &assessments, &mut facts);
    inquiry::put(&world, &mut facts, &mut findings);
    satisfaction::put(&world, &mut facts);
    complaint::put(&world, &complaints, &mut facts);
    receivable::put(&world, &owed, &mut facts);
    let cube = cube::Cube::of(facts)?;

    let mut values = MetricTable::default();
    figure::set(&world, &cube, &maintenance::unripe(&world, &traces), &mut values);
    maintenance::set(&world, &traces, &mut values);
    satisfaction::set(&world, &cube, &mut values);
    complaint::set(&world, &cube, &complaints, &mut values);
    receivable::set(&world, &cube, &mut values);
    target::set(&world, &mut values);
    let hand_ins = hand_in::read(&world);
    hand_in::set(&world, &hand_ins, &mut values);
    standing::set(&world, &assessments, &mut values);

    let desk = list::Desk { world: &world, states: &states, traces: &traces, assessments: &assessments };
    let computed = Computed {
        customers: list::customer::lines(&desk, &complaints, &owed),
        movement: list::customer::movement(&desk),
        follow_ups: list::follow_up::lines(&desk),
        complaints: list::service::complaints(&desk, &complaints),
        surveys: list::service::surveys(&desk),
        receivables: list::money::receivables(&desk, &owed),
        slips: list::customer::slips(&desk),
        orders: list::money::orders(&desk, &orders),
        collisions: list::collision::lines(&desk, &orders),
        hand_ins: hand_in::of_month(hand_ins, question.month),
        values,
    };
    findings.extend(world.rates.findings(question.month));
    findings.extend(list::finding::of_customers(&desk));
    findings.extend(list::finding::after_period(&desk));
    findings.extend(hand_in::findings(&world, &computed.hand_ins));
    Ok((computed, findings))
}
