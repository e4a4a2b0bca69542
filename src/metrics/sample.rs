//! Sample care (样品跟进): approved and photographed before sending, free or charged, the charge set off, received, and an opinion asked in time
//! (R-N8, R-KS9).

use chrono::TimeDelta;

use super::cube::Facts;
use super::todo::{Task, Todo};
use super::world::World;
use crate::model::Entity;

/// Facts and tasks of samples.
pub(super) fn put(world: &World<'_>, facts: &mut Facts, todo: &mut Todo<'_, '_>) {
    let table = world.table(Entity::Sample);
    let [requested, sent, received, answered] = ["requested_on", "sent_on", "received_on", "feedback_on"].map(|name| table.dates(name));
    let [numbers, names, opinions, statuses] = ["no", "customer", "feedback", "status"].map(|name| table.texts(name));
    let (approved, photographed, parties) = (table.flags("approved"), table.flags("photographed"), world.parties(table));
    let (fees, fee_texts) = (table.micros("fee"), table.texts("fee_text"));
    let as_of = world.question.month.last();
    let credited = table.flags("fee_credited");
    let (asks_approval, asks_credit) = (world.has_column(Entity::Sample, "approved"), world.has_column(Entity::Sample, "fee_credited"));
    for row in 0..table.len() {
        let Some(on) = sent[row].or(requested[row]).filter(|on| *on <= as_of) else { continue };
        let (customer, own) = parties[row];
        let (month, whose) = (world.month_of(on), world.whose(customer, own));
        let task = |kind: &'static str, due| Task {
            kind,
            at: Some((Entity::Sample, row)),
            no: numbers[row],
            name: names[row],
            customer,
            staff: own.staff,
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
        facts.share("sample_photographed_share", month, whose, photographed[row] == Some(true));
        if let Some(free) = is_free(fees[row], fee_texts[row]) {
            facts.share("sample_free_share", month, whose, free);
            if !free && asks_credit {
                facts.share("sample_fee_credited_share", month, whose, credited[row] == Some(true));
            }
        }
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

/// Whether a sample was given for nothing: a fee of 0, or words that say so; untold where the cell is empty or unclear.
pub(super) fn is_free(fee: Option<i128>, text: Option<&str>) -> Option<bool> {
    if let Some(fee) = fee {
        return Some(fee <= 0);
    }
    let told = text?.trim().to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| told.contains(word));
    let is = |words: &[&str]| words.contains(&told.as_str());
    if any(&["免费", "免收", "免費", "不收", "free", "gratis", "gratuit"]) || is(&["否", "无", "無", "n", "no", "none"]) {
        return Some(true);
    }
    (any(&["收取", "收费", "收費", "已收", "已付", "到付", "预付", "預付", "paid", "charged", "collect", "pagat"])
        || is(&["是", "有", "y", "yes", "sì", "si"]))
    .then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_and_charged() {
        let told = |text: &str| is_free(None, Some(text));
        assert_eq!(["免费", "FREE", "否", "不收取"].map(told), [Some(true); 4]);
        assert_eq!(["收取", "到付", "是", "Paid"].map(told), [Some(false); 4]);
        assert_eq!((told("?"), is_free(None, None)), (None, None));
        assert_eq!((is_free(Some(0), None), is_free(Some(1), Some("免费"))), (Some(true), Some(false)));
    }
}
