//! Metrics (指标): resolved tables → figures and lists.
//!
//! Every event becomes a fact (numerator, denominator, month, salesperson, country); one polars query adds the facts up
//! ([`cube`]); the catalogue says how sums become values ([`figure`]). What must be seen together — a customer's grade, a
//! median, a list — has its own file.

mod adjustment;
mod ageing;
mod amount;
mod assess;
mod backlog;
mod bridge;
mod business_hours;
mod catalog;
mod collect;
mod complaint;
mod concentration;
mod coverage;
mod cube;
mod evidence;
mod fallback;
mod figure;
mod follow_up;
mod foresight;
mod fx;
mod grade;
mod grade_change;
mod growth;
mod hand_in;
mod horizon;
mod inquiry;
mod list;
mod maintenance;
mod margin;
mod median;
mod orders;
mod own_days;
mod performance;
mod profile;
mod promise;
mod prospect;
mod read;
mod receivable;
mod region;
mod relation;
mod resolution;
mod response;
mod satisfaction;
mod segment;
mod sla;
mod spread;
mod standing;
mod state;
mod stats;
mod target;
mod terms;
mod urgency;
mod value;
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
    let payments = amount::read(&world, Entity::Payment, &["on"], "amount");
    let terms = collect::terms(&world, &orders);
    let owed = receivable::read(&world, &orders, &terms);
    let margins = margin::read(&world, &orders);

    let mut facts = cube::Facts::default();
    orders::put(&world, &orders, &mut facts);
    maintenance::put(&world, &traces, &mut facts);
    standing::put(&world, &assessments, &mut facts);
    follow_up::put(&world, &traces, &assessments, &mut facts);
    inquiry::put(&world, &mut facts, &mut findings);
    satisfaction::put(&world, &mut facts);
    complaint::put(&world, &complaints, &mut facts);
    let asked = promise::read(&world);
    let mut spread = spread::Spread::default();
    response::put(&world, &asked, &traces, &mut facts, &mut spread);
    resolution::put(&world, &complaints, &traces, &mut facts, &mut spread);
    foresight::put(&world, &traces, &orders, &assessments, &mut facts);
    let profiles = profile::read(&world);
    let source = segment::Source {
        world: &world,
        traces: &traces,
        orders: &orders,
        profiles: &profiles,
        complaints: &complaints,
        assessments: &assessments,
    };
    let segments = segment::all(source)?;
    segment::put(&world, &segments, &assessments, &mut facts);
    receivable::put(&world, &owed, &payments, &mut facts);
    performance::put(&world, &orders, &payments, &mut facts);
    growth::put(&world, &orders, &mut facts);
    bridge::put(&world, &orders, &mut facts);
    margin::put(&world, &orders, &margins, &mut facts);
    backlog::put(&world, &orders, &mut facts);
    ageing::put(&world, &owed, &mut facts);
    collect::put(&world, &orders, &terms, &payments, &mut facts);
    let cube = cube::Cube::of(facts)?;

    let mut values = MetricTable::default();
    figure::set(&world, &cube, &maintenance::unripe(&world, &traces), &mut values);
    maintenance::set(&world, &traces, &mut values);
    concentration::set(&world, &traces, &orders, &mut values);
    satisfaction::set(&world, &cube, &mut values);
    complaint::set(&world, &cube, &complaints, &mut values);
    response::set(&world, &cube, &spread, &mut values)?;
    receivable::set(&world, &cube, &mut values);
    performance::set(&world, &cube, &mut values);
    adjustment::set(&world, &cube, &mut values);
    growth::set(&world, &cube, &mut values);
    bridge::set(&world, &cube, &mut values);
    margin::set(&world, &cube, &mut values);
    ageing::set(&world, &cube, &mut values);
    collect::set(&world, &cube, &mut values);
    target::set(&world, &mut values);
    foresight::set(&world, &mut values);
    let hand_ins = hand_in::read(&world);
    hand_in::set(&world, &hand_ins, &mut values);
    standing::set(&world, &assessments, &mut values);

    let desk = list::Desk {
        world: &world,
        states: &states,
        traces: &traces,
        assessments: &assessments,
        segments: segments.get(&question.month).map_or(&[][..], Vec::as_slice),
    };
    let computed = Computed {
        customers: list::customer::lines(&desk, &complaints, &owed),
        movement: list::customer::movement(&desk),
        follow_ups: list::follow_up::lines(&desk),
        complaints: list::service::complaints(&desk, &complaints),
        tasks: Vec::new(),
        care: Vec::new(),
        breakdowns: Vec::new(),
        promises: list::promise::table(&desk, &asked),
        breaches: list::promise::breaches(&desk, &asked),
        surveys: list::service::surveys(&desk),
        receivables: list::money::receivables(&desk, &owed),
        slips: list::customer::slips(&desk),
        orders: list::money::orders(&desk, &orders),
        collisions: list::collision::lines(&desk, &orders),
        watch: crate::model::watch::Watch::default(),
        hand_ins: hand_in::of_month(hand_ins, question.month),
        values,
    };
    findings.extend(world.rates.findings(question.month));
    findings.extend(list::finding::of_customers(&desk));
    findings.extend(list::finding::after_period(&desk));
    findings.extend(hand_in::findings(&world, &computed.hand_ins));
    Ok((computed, findings))
}
