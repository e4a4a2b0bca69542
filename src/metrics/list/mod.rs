//! Lists (清单): the lines behind the figures, as the workbook shows them.

pub(super) mod breakdown;
mod care;
pub(super) mod collision;
pub(super) mod customer;
pub(super) mod finding;
pub(super) mod follow_up;
mod lost;
pub(super) mod money;
pub(super) mod promise;
pub(super) mod service;

use super::assess::{Assessment, Assessments};
use super::evidence::Trace;
use super::state::{State, States};
use super::visit::Visits;
use super::world::World;
use crate::model::numbers::Segment;
use crate::model::watch::WatchLine;
use crate::model::{Entity, Month, Origin};

/// What every list is written from.
#[derive(Debug)]
pub(super) struct Desk<'w, 'a> {
    pub(super) world: &'w World<'a>,
    pub(super) states: &'w States<'a>,
    pub(super) traces: &'w [Trace<'a>],
    pub(super) assessments: &'w Assessments,
    /// Classes of the report month, by customer's place.
    pub(super) segments: &'w [Segment],
    /// Visits, by customer's place.
    pub(super) visits: &'w Visits,
}

impl<'a> Desk<'_, 'a> {
    /// Report month.
    pub(in crate::metrics) fn month(&self) -> Month {
        self.world.question.month
    }

    /// The customer's assessment in a month.
    pub(in crate::metrics) fn assessed(&self, place: usize, month: Month) -> Option<&Assessment> {
        self.assessments.get(&month)?.get(place)?.as_ref()
    }

    /// Whether a customer is dead, so that nobody need think of it.
    pub(super) fn is_dead(&self, place: usize) -> bool {
        self.assessed(place, self.month()).is_some_and(|assessment| assessment.need_state == Some("dead"))
    }

    /// What the newest sheet says of a customer.
    pub(in crate::metrics) fn state(&self, place: usize) -> Option<&State<'a>> {
        self.states.at(place, self.month())
    }

    /// Where that stands.
    pub(in crate::metrics) fn state_origin(&self, place: usize) -> Option<Origin> {
        self.state(place).map(|state| self.world.origin(Entity::Customer, state.row))
    }

    /// Staff id of a place.
    pub(in crate::metrics) fn staff_id(&self, place: Option<u32>) -> Option<String> {
        place.and_then(|place| self.world.member(place)).map(|member| member.id.clone())
    }

    /// Id of a customer's place.
    pub(in crate::metrics) fn customer_id(&self, place: Option<usize>) -> Option<String> {
        place.and_then(|place| self.world.customers.get(place)).map(|customer| customer.id.to_owned())
    }

    /// Name of a customer: as resolved, else as the sheet has it.
    pub(in crate::metrics) fn name(&self, place: Option<usize>, told: Option<&str>) -> String {
        let known = place.and_then(|place| self.world.customers.get(place)).map(|customer| customer.name);
        known.or(told).unwrap_or_default().to_owned()
    }

    /// Country of a customer, if known.
    pub(in crate::metrics) fn country(&self, place: Option<usize>) -> Option<String> {
        place.and_then(|place| self.world.customers.get(place)).and_then(|customer| customer.country).map(str::to_owned)
    }

    /// A watch line about a customer.
    pub(in crate::metrics) fn watch(&self, place: usize, kind: &'static str) -> WatchLine {
        let owner = self.world.customers.get(place).and_then(|customer| customer.owner);
        WatchLine {
            kind,
            customer: self.customer_id(Some(place)),
            name: self.name(Some(place), None),
            owner: self.staff_id(owner),
            country: self.country(Some(place)),
            ..WatchLine::default()
        }
    }
}
