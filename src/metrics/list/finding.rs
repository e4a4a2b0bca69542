//! Findings of metrics: what grading noticed about customers, and rows dated after the month.

use std::collections::BTreeMap;

use super::super::assess::is_date_only;
use super::Desk;
use crate::finding::{Finding, Kind};
use crate::model::period::months_back;
use crate::model::{Entity, Origin};

/// Grades that differ from the declared ones, dates nobody backed, and dead customers that order.
pub(in super::super) fn of_customers(desk: &Desk<'_, '_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let as_of = desk.month().last();
    for (place, customer) in desk.world.customers.iter().enumerate() {
        let (Some(assessment), Some(state), Some(trace)) = (desk.assessed(place, desk.month()), desk.state(place), desk.traces.get(place))
        else {
            continue;
        };
        let told = |kind: Kind, field: &'static str| {
            let mut finding = Finding::new(kind)
                .of(Entity::Customer, field)
                .at(desk.world.origin(Entity::Customer, state.row))
                .with("name", customer.name);
            finding.staff = desk.staff_id(customer.owner);
            finding
        };
        if let (Some(declared), Some(grade)) = (state.declared, assessment.verdict.grade)
            && declared != grade
        {
            findings.push(told(Kind::GradeDiffers, "grade").with("declared", declared.letter()).with("computed", grade.letter()));
        }
        if let Some(close) = assessment.close.filter(|_| is_date_only(&assessment.verdict)) {
            findings.push(told(Kind::DateOnlyGrade, "expected_close").with("date", close));
        }
        let recent = trace.orders_within(months_back(as_of, 12), as_of).last();
        if let Some(order) = recent.filter(|_| assessment.need_state == Some("dead")) {
            findings.push(told(Kind::DeadButOrdering, "need").with("date", order.on));
        }
    }
    findings
}

/// Event days that decide the month of a row.
const EVENT_DAYS: [(Entity, &str); 9] = [
    (Entity::Interaction, "on"),
    (Entity::Inquiry, "received_at"),
    (Entity::Quotation, "on"),
    (Entity::Sample, "requested_on"),
    (Entity::Order, "on"),
    (Entity::Payment, "on"),
    (Entity::Receivable, "on"),
    (Entity::Complaint, "received_at"),
    (Entity::Survey, "on"),
];

/// Rows dated after the month, one finding a sheet.
pub(in super::super) fn after_period(desk: &Desk<'_, '_>) -> Vec<Finding> {
    let as_of = desk.month().last();
    let mut findings = Vec::new();
    for (entity, column) in EVENT_DAYS.into_iter().filter(|(entity, _)| desk.world.coverage.passes(*entity, desk.month())) {
        let table = desk.world.table(entity);
        let mut sheets: BTreeMap<Origin, u32> = BTreeMap::new();
        for (row, _) in table.dates(column).into_iter().enumerate().filter(|(_, on)| on.is_some_and(|on| on > as_of)) {
            *sheets.entry(table.origin(row).at_row(0)).or_default() += 1;
        }
        for (origin, rows) in sheets {
            findings.push(Finding::new(Kind::AfterPeriod).about(entity).at(origin).with("rows", rows).with("date", as_of));
        }
    }
    findings
}
