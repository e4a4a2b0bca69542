//! Metrics (指标): resolved tables → figures and lists.
//!
//! Every event becomes a fact (numerator, denominator, month, salesperson, country), added to its sums as it comes
//! ([`cube`]); the catalogue says how sums become values ([`figure`]). What must be seen together — a customer's grade, a
//! median, a list — has its own file.

mod acquire;
mod adjustment;
mod affinity;
mod ageing;
mod amount;
mod assess;
mod backlog;
mod bridge;
mod business_hours;
mod care;
mod catalog;
mod churn;
mod collect;
mod commerce;
mod complaint;
mod complete;
mod concentration;
mod coverage;
mod cube;
mod currency;
mod demand;
mod evidence;
mod fallback;
mod figure;
mod follow_up;
mod forecast;
mod foresight;
mod funnel;
mod fx;
mod gather;
mod grade;
mod grade_change;
mod growth;
mod hand_in;
mod improve;
mod inquiry;
mod late;
mod list;
mod loyalty;
mod maintenance;
mod margin;
mod median;
mod orders;
mod outreach;
mod own_days;
mod paperwork;
mod performance;
mod profile;
mod promise;
mod prospect;
mod quote;
mod read;
mod receivable;
mod reconcile;
mod region;
mod relation;
mod release;
mod resolution;
mod response;
mod restate;
mod rfm;
mod rhythm;
mod risk;
mod sample;
mod satisfaction;
mod scorecard;
mod segment;
mod sla;
mod spread;
mod standing;
mod state;
mod stats;
mod survey;
mod target;
mod terms;
mod todo;
mod under_way;
mod urgency;
mod value;
mod visit;
mod watch;
mod world;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use catalog::{CATALOG, Form, Metric, Span, find};
pub use fx::newest_rates;

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

    let mut commerce = commerce::Commerce::read(&world, &orders, &traces, &complaints);

    let mut facts = cube::Facts::default();
    orders::put(&world, &orders, &mut facts);
    orders::put_products(&world, &orders, &mut facts);
    paperwork::put(&world, &orders, &mut facts);
    maintenance::put(&world, &traces, &mut facts);
    standing::put(&world, &assessments, &mut facts);
    follow_up::put(&world, &traces, &assessments, &mut facts);
    inquiry::put(&world, &mut facts, &mut findings);
    satisfaction::put(&world, &mut facts);
    complaint::put(&world, &complaints, &mut facts);
    let answers = survey::read(&world);
    survey::put(&world, &answers, &mut facts);
    let asked = promise::read(&world);
    let mut spread = spread::Spread::default();
    response::put(&world, &asked, &traces, &mut facts, &mut spread);
    resolution::put(&world, &complaints, &traces, &mut facts, &mut spread);
    foresight::put(&world, &traces, &orders, &assessments, &mut facts);
    let profiles = profile::read(&world);
    profile::put(&world, &profiles, &mut facts);
    let source = segment::Source {
        world: &world,
        traces: &traces,
        orders: &orders,
        profiles: &profiles,
        complaints: &complaints,
        assessments: &assessments,
        relations: &commerce.relations,
        usual: &commerce.usual,
    };
    let segments = segment::all(source)?;
    segment::put(&world, &segments, &assessments, &mut facts);
    let visits = visit::read(&world, &mut facts);
    let now = segments.get(&question.month).map_or(&[][..], Vec::as_slice);
    let mut todo = todo::Todo::new(&world, now);
    quote::put(&world, &traces, &profiles, &mut facts, &mut todo);
    sample::put(&world, &mut facts, &mut todo);
    outreach::put(&world, &traces, &asked, &mut facts, &mut todo);
    visit::put(&world, &traces, &segments, &visits, &mut facts, &mut todo);
    demand::put(&world, &traces, &asked, &mut facts, &mut todo);
    demand::complaints(&world, &complaints, &mut facts, &mut todo);
    demand::feedback(&world, &mut facts, &mut todo);
    demand::owners(&world, &segments, &profiles, &mut facts, &mut todo);
    let desk =
        list::Desk { world: &world, states: &states, traces: &traces, assessments: &assessments, segments: now, visits: &visits.all };
    let blacklist = risk::blacklist(&desk);
    commerce.put(&desk, &orders, &blacklist, &mut facts);
    let cube = cube::Cube::of(facts).with_groups(|key| world.above(key));

    let mut values = MetricTable::default();
    figure::set(&world, &cube, &maintenance::unripe(&world, &traces), &mut values);
    maintenance::set(&world, &mut values);
    concentration::set(&world, &traces, &orders, &mut values);
    satisfaction::set(&world, &cube, &mut values);
    complaint::set(&world, &cube, &complaints, &mut values);
    response::set(&world, &cube, &spread, &mut values)?;
    commerce.set(&world, &traces, &cube, &mut values);
    paperwork::set(&cube, &mut values);
    target::set(&world, &mut values);
    survey::set(&world, &cube, &answers, &mut values);
    foresight::set(&world, &mut values);
    demand::set(&world, &mut values);
    let hand_ins = hand_in::read(&world);
    hand_in::set(&world, &hand_ins, &mut values);
    standing::set(&world, &assessments, &mut values);

    orders::say_unpriced(&world, &mut values);
    scorecard::set(&world, &mut values);
    let watch = gather::all(&desk, &orders, &commerce, blacklist, &cube, &values);
    let computed = Computed {
        customers: list::customer::lines(&desk, &complaints, &commerce),
        movement: list::customer::movement(&desk),
        follow_ups: list::follow_up::lines(&desk),
        complaints: list::service::complaints(&desk, &complaints),
        tasks: todo.into_lines(),
        care: care::lines(&world, &traces, &profiles, |place| desk.is_dead(place)),
        breakdowns: [list::breakdown::lines(&desk, &complaints, &commerce.relations), survey::breakdown(&world, &answers)].concat(),
        promises: list::promise::table(&desk, &asked),
        breaches: list::promise::breaches(&desk, &asked),
        surveys: list::service::surveys(&desk),
        receivables: list::money::receivables(&desk, &commerce.owed),
        slips: list::customer::slips(&desk),
        orders: list::money::orders(&desk, &orders),
        watch,
        collisions: list::collision::lines(&desk, &orders),
        hand_ins: hand_in::of_month(hand_ins, question.month),
        newest_on: world.coverage.newest(),
        under_way: world.under_way,
        values,
    };
    findings.extend(world.rates.findings(question.month));
    findings.extend(list::finding::of_customers(&desk));
    findings.extend(list::finding::after_period(&desk));
    findings.extend(hand_in::findings(&world, &computed.hand_ins));
    Ok((computed, findings))
}
