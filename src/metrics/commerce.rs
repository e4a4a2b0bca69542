//! Commerce (经营): what money, customers' clocks, risks and the way to an order are judged from, read once, and the order in
//! which their figures are made.

use super::amount::{self, Dated};
use super::complaint::Complaint;
use super::cube::{Cube, Facts};
use super::evidence::Trace;
use super::funnel::Asked;
use super::late::{self, Paid};
use super::list::Desk;
use super::median::Medians;
use super::orders::Order;
use super::receivable::{self, Owed};
use super::rhythm::Usual;
use super::risk::{self, Risks};
use super::terms::Terms;
use super::watch::{self, Relation};
use super::world::World;
use super::{acquire, adjustment, ageing, backlog, bridge, collect, complete, figure, forecast, funnel, growth, loyalty, margin};
use super::{performance, release, rhythm};
use crate::model::watch::WatchLine;
use crate::model::{Entity, MetricTable};

/// Rows and judgements.
#[derive(Debug)]
pub(super) struct Commerce<'a> {
    pub(super) payments: Vec<Dated<'a>>,
    pub(super) costs: Vec<Dated<'a>>,
    /// Of each order, in the order of the orders.
    pub(super) terms: Vec<Option<Terms>>,
    pub(super) owed: Vec<Owed>,
    /// Payments against their day.
    paid: Vec<Paid>,
    /// Everybody's rhythm.
    pub(super) usual: Usual,
    /// Of each order, likewise.
    pub(super) margins: Vec<Option<i128>>,
    pub(super) inquiries: Vec<Asked<'a>>,
    /// By customer's place.
    pub(super) relations: Vec<Relation>,
    pub(super) risks: Risks,
    /// Core fields filled, by customer's place.
    pub(super) filled: Vec<[bool; 6]>,
    medians: Medians,
}

impl<'a> Commerce<'a> {
    /// Reads the tables and judges the customers.
    pub(super) fn read(world: &World<'a>, orders: &[Order<'a>], traces: &[Trace<'a>], complaints: &[Complaint]) -> Self {
        let terms = collect::terms(world, orders);
        let owed = receivable::read(world, orders, &terms);
        let payments = amount::read(world, Entity::Payment, &["on"], "amount");
        let paid = late::read(world, &payments);
        let usual = rhythm::usual(world, traces);
        let usual_now = usual.get(&world.question.month).copied().flatten();
        Self {
            payments,
            costs: amount::read(world, Entity::Cost, &["on"], "amount"),
            margins: margin::read(world, orders),
            inquiries: funnel::read(world, traces),
            relations: watch::read(world, traces, complaints, (&owed, &paid), usual_now),
            risks: risk::read(world, traces, &owed),
            filled: complete::read(world),
            medians: Medians::default(),
            terms,
            owed,
            paid,
            usual,
        }
    }

    /// Facts of everything here.
    pub(super) fn put(&mut self, desk: &Desk<'_, 'a>, orders: &[Order<'a>], blacklist: &[WatchLine], facts: &mut Facts) {
        let (world, traces) = (desk.world, desk.traces);
        receivable::put(world, &self.owed, &self.payments, facts);
        performance::put(world, orders, &self.payments, facts);
        growth::put(world, orders, facts);
        bridge::put(world, orders, facts);
        margin::put(world, orders, &self.margins, facts);
        backlog::put(world, orders, facts);
        ageing::put(world, &self.owed, facts);
        late::put(world, &self.paid, facts);
        release::put(world, orders, facts, &mut self.medians);
        collect::put(world, orders, &self.terms, &self.payments, facts);
        loyalty::put(world, traces, facts, &mut self.medians);
        rhythm::put(world, traces, &self.usual, facts);
        watch::put(world, traces, &self.relations, facts);
        self.risks.put(world, blacklist.len(), facts);
        funnel::put(world, traces, &self.inquiries, facts, &mut self.medians);
        acquire::put(world, traces, &self.costs, facts);
        forecast::put(world, traces, desk.assessments, facts);
        complete::put(desk, &self.filled, facts);
    }

    /// Figures of their own making, those that others rest on first.
    pub(super) fn set(&self, world: &World<'_>, traces: &[Trace<'_>], cube: &Cube, values: &mut MetricTable) {
        receivable::set(world, cube, values);
        loyalty::set(world, cube, &self.medians, values);
        funnel::set(world, cube, &self.medians, values);
        rhythm::set(world, traces, values);
        acquire::set(world, cube, values);
        self.medians.set(world, cube, "order_release_days", true, values);
        figure::only_now(world, &watch::NOW, values);
        performance::set(world, cube, values);
        adjustment::set(world, cube, values);
        growth::set(world, cube, values);
        bridge::set(world, cube, values);
        margin::set(world, cube, values);
        ageing::set(world, cube, values);
        collect::set(world, cube, values);
    }
}
