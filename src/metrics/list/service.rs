//! Complaints and survey answers, as the workbook lists them.

use super::super::complaint::Complaint;
use super::super::sla::Reply;
use super::Desk;
use crate::model::Entity;
use crate::model::view::{ComplaintLine, SurveyLine};

/// Complaints received in the month or open at its end, oldest first.
pub(in super::super) fn complaints(desk: &Desk<'_, '_>, complaints: &[Complaint]) -> Vec<ComplaintLine> {
    let (table, month) = (desk.world.table(Entity::Complaint), desk.month());
    let [numbers, names, countries, kinds, contents] = ["no", "customer", "country", "kind", "content"].map(|name| table.texts(name));
    let shown = complaints.iter().filter(|complaint| month.contains(complaint.on()) || complaint.open_at(month.last()));
    let line = |complaint: &Complaint| {
        let row = complaint.row;
        let closed_on = complaint.closed_on.filter(|closed| *closed <= month.last());
        let told = |reply: Reply| if let Reply::Told(kept) = reply { Some(kept) } else { None };
        let end = closed_on.or((!complaint.is_closed || complaint.closed_on.is_some()).then(|| month.last()));
        ComplaintLine {
            no: numbers[row].unwrap_or_default().to_owned(),
            customer: desk.customer_id(complaint.customer),
            name: desk.name(complaint.customer, names[row]),
            country: desk.country(complaint.customer).or_else(|| countries[row].map(str::to_owned)),
            owner: desk.staff_id(complaint.whose.staff),
            kind: kinds[row].map(str::to_owned),
            content: contents[row].map(str::to_owned),
            received_on: Some(complaint.on()),
            closed_on,
            age_days: end.map(|end| (end - complaint.on()).num_days()),
            within_limit: complaint.plan.map_or_else(|| told(complaint.response), told),
            origin: table.origin(row),
        }
    };
    shown.map(line).collect()
}

/// Answers of the widest window figures may use, newest first.
pub(in super::super) fn surveys(desk: &Desk<'_, '_>) -> Vec<SurveyLine> {
    let table = desk.world.table(Entity::Survey);
    let widest = desk.world.policy.satisfaction.widen_months.iter().copied().max().unwrap_or(1);
    let from = desk.month().plus(1 - i32::try_from(widest).unwrap_or(1));
    let days = table.dates("on");
    let [names, scales, comments] = ["customer", "overall_scale", "comment"].map(|name| table.texts(name));
    let [scores, promoters, efforts] = ["overall", "nps", "ces"].map(|name| table.numbers(name));
    let parties = desk.world.parties(table);
    let line = |row: usize| {
        let on = days[row].filter(|on| (from..=desk.month()).contains(&desk.world.month_of(*on)))?;
        if scores[row].or(promoters[row]).or(efforts[row]).is_none() && comments[row].is_none() {
            return None;
        }
        let (customer, own) = parties[row];
        Some(SurveyLine {
            on: Some(on),
            customer: desk.customer_id(customer),
            name: desk.name(customer, names[row]),
            owner: desk.staff_id(desk.world.whose(customer, own).staff),
            score: scores[row],
            scale: scales[row].unwrap_or_default().to_owned(),
            nps: promoters[row],
            ces: efforts[row],
            comment: comments[row].map(str::to_owned),
            origin: table.origin(row),
        })
    };
    let mut lines: Vec<SurveyLine> = (0..table.len()).filter_map(line).collect();
    lines.sort_by(|a, b| (b.on, &a.origin).cmp(&(a.on, &b.origin)));
    lines
}
