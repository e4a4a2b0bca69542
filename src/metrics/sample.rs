//! Sample care (样品跟进): approved before sending, received, and an opinion asked in time (R-N8, R-KS9).

use chrono::TimeDelta;

use super::cube::Facts;
use super::todo::{Task, Todo};
use super::world::World;
use crate::model::{Entity, Month};

/// Facts and tasks of samples.
pub(super) fn put(world: &World<'_>, facts: &mut Facts, todo: &mut Todo<'_, '_>) {
    let table = world.table(Entity::Sample);
    let [requested, sent, received, answered] = ["requested_on", "sent_on", "received_on", "feedback_on"].map(|name| table.dates(name));
    let [numbers, names, opinions, statuses] = ["no", "customer", "feedback", "status"].map(|name| table.texts(name));
    let (approved, parties) = (table.flags("approved"), world.parties(table));
    let as_of = world.question.month.last();
    let asks_approval = world.has_column(Entity::Sample, "approved");
    for row in 0..table.len() {
        let Some(on) = sent[row].or(requested[row]).filter(|on| *on <= as_of) else { continue };
        let (customer, staff) = parties[row];
        let (month, whose) = (Month::of(on), world.whose(customer, staff));
        let task = |kind: &'static str, due| Task {
            kind,
            at: Some((Entity::Sample, row)),
            no: numbers[row],
            name: names[row],
            customer,
            staff,
            on: Some(on),
            due_on: Some(due),
            ..Task::default()
        };
        let recent = (as_of - on).num_days() <= world.policy.grade.open_stage_days;
        if asks_approval {
            facts.share("sample_approved_share", month, whose, approved[row] == Some(true));
            if approved[row] != Some(true) && recent {
                todo.add(task("sample_unapproved", on));
            }
        }
        let Some(sent) = sent[row].filter(|sent| *sent <= as_of) else { continue };
        facts.share(
            "sample_received_share",
            month,
            whose,
            received[row].is_some() || matches!(statuses[row], Some("received" | "approved")),
        );
        let due = sent + TimeDelta::days(world.policy.follow_up.sample_feedback_days);
        if due > as_of {
            continue;
        }
        let told = answered[row].is_some_and(|on| on <= due) || answered[row].is_none() && opinions[row].is_some();
        facts.share("sample_feedback_share", month, whose, told);
        let open = answered[row].is_none() && opinions[row].is_none() && !matches!(statuses[row], Some("approved" | "rejected"));
        if open && recent {
            todo.add(task("sample_no_feedback", due));
        }
    }
}
