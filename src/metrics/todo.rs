//! To do (待办): one line for each thing late, missing or due, whatever table it comes from.
//!
//! Decides the order of the list: important customers first, then what is longest overdue.

use chrono::NaiveDate;

use super::world::World;
use crate::model::Entity;
use crate::model::numbers::{Segment, TaskLine};

/// What is found to do.
#[derive(Debug)]
pub(super) struct Todo<'w, 'a> {
    world: &'w World<'a>,
    segments: &'w [Segment],
    lines: Vec<TaskLine>,
}

/// One thing to do, before names are looked up.
#[derive(Debug, Clone, Default)]
pub(super) struct Task<'t> {
    pub(super) kind: &'static str,
    /// Table and row.
    pub(super) at: Option<(Entity, usize)>,
    pub(super) no: Option<&'t str>,
    pub(super) name: Option<&'t str>,
    pub(super) customer: Option<usize>,
    pub(super) staff: Option<u32>,
    pub(super) on: Option<NaiveDate>,
    pub(super) due_on: Option<NaiveDate>,
    pub(super) detail: String,
    pub(super) at_stake: Option<f64>,
}

impl<'w, 'a> Todo<'w, 'a> {
    /// An empty list over these customers.
    pub(super) const fn new(world: &'w World<'a>, segments: &'w [Segment]) -> Self {
        Self { world, segments, lines: Vec::new() }
    }

    /// Adds a thing to do.
    pub(super) fn add(&mut self, task: Task<'_>) {
        let known = task.customer.and_then(|place| self.world.customers.get(place));
        let segment = task.customer.and_then(|place| self.segments.get(place));
        let staff = self.world.whose(task.customer, task.staff).staff;
        self.lines.push(TaskLine {
            kind: task.kind,
            entity: task.at.map_or(Entity::Customer, |(entity, _)| entity),
            no: task.no.unwrap_or_default().to_owned(),
            customer: known.map(|customer| customer.id.to_owned()),
            name: known.map(|customer| customer.name).or(task.name).unwrap_or_default().to_owned(),
            owner: staff.and_then(|place| self.world.member(place)).map(|member| member.id.clone()),
            on: task.on,
            due_on: task.due_on,
            overdue_days: task.due_on.map(|due| (self.world.question.month.last() - due).num_days()),
            detail: task.detail,
            at_stake: task.at_stake,
            is_important: segment.is_some_and(is_important),
            origin: task.at.map(|(entity, row)| self.world.origin(entity, row)),
        });
    }

    /// The list in its order.
    pub(super) fn into_lines(mut self) -> Vec<TaskLine> {
        self.lines.sort_by(|a, b| {
            let rank = |line: &TaskLine| (!line.is_important, std::cmp::Reverse(line.overdue_days));
            rank(a)
                .cmp(&rank(b))
                .then_with(|| (a.kind, &a.customer, &a.no, &a.name, &a.origin).cmp(&(b.kind, &b.customer, &b.no, &b.name, &b.origin)))
        });
        self.lines
    }
}

/// Tier A or B, or important by potential.
pub(super) fn is_important(segment: &Segment) -> bool {
    segment.value_tier.is_some_and(|tier| tier != "C") || segment.importance == Some("A")
}
