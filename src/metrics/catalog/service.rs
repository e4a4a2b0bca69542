//! Service (服务): response, resolution and requests.

use super::{Form, Higher, INQUIRY, Lower, Metric, Neutral, SURVEY, Span, happened, metric, share, state_share};
use crate::model::{Better, Entity, Unit};

const COMPLAINT: &[Entity] = &[Entity::Complaint];
const REQUEST: &[Entity] = &[Entity::ServiceRequest];

const fn quantile(id: &'static str, unit: Unit, definition: &'static str, requirements: &'static [&'static str]) -> Metric {
    metric(id, unit, Better::Lower, definition, requirements).at_least(3)
}

pub(super) const SERVICE: &[Metric] = &[
    share("reply_technical_30min_share", Higher, "C3", &["R-T1"]).needs(INQUIRY).column(Entity::Inquiry, "replied_at"),
    share("inquiry_reply_2h_share", Higher, "D8", &["R-T2", "R-F9"]).needs(INQUIRY).column(Entity::Inquiry, "priority"),
    quantile("inquiry_response_hours", Unit::Hours, "C2", &["R-T4"]).needs(INQUIRY).column(Entity::Inquiry, "replied_at"),
    quantile("inquiry_response_p90_hours", Unit::Hours, "C2", &["R-T4"]).needs(INQUIRY).column(Entity::Inquiry, "replied_at"),
    quantile("inquiry_response_business_hours", Unit::Hours, "C2", &["R-T4"]).needs(INQUIRY).column(Entity::Inquiry, "replied_at"),
    happened("reply_breach_count", Lower, "C3", &["R-T4"]).needs(INQUIRY).column(Entity::Inquiry, "replied_at"),
    share("breach_explained_share", Higher, "C3", &["R-T5"]),
    share("conversion_reply_2h_share", Neutral, "D8", &["R-T6"]).needs(INQUIRY).column(Entity::Inquiry, "replied_at"),
    share("conversion_reply_24h_share", Neutral, "D8", &["R-T6"]).needs(INQUIRY).column(Entity::Inquiry, "replied_at"),
    share("conversion_reply_late_share", Neutral, "D8", &["R-T6"]).needs(INQUIRY).column(Entity::Inquiry, "replied_at"),
    quantile("complaint_response_hours", Unit::Hours, "C2", &["R-Q5", "R-T4"]).needs(COMPLAINT).column(Entity::Complaint, "responded_at"),
    quantile("complaint_response_p90_hours", Unit::Hours, "C2", &["R-Q5"]).needs(COMPLAINT).column(Entity::Complaint, "responded_at"),
    happened("complaint_breach_count", Lower, "C3", &["R-T4"]).needs(COMPLAINT).column(Entity::Complaint, "responded_at"),
    quantile("complaint_resolution_p90_days", Unit::Days, "C4", &["R-Q5"]).needs(COMPLAINT).column(Entity::Complaint, "closed_on"),
    share("complaint_first_time_share", Higher, "C5", &["R-Q5"]).needs(COMPLAINT).column(Entity::Complaint, "closed_on"),
    share("complaint_reopened_share", Lower, "C6", &["R-Q5"]).needs(COMPLAINT).column(Entity::Complaint, "reopened"),
    state_share("complaint_repeat_share", Lower, "C7", &["R-Q4"]).needs(COMPLAINT),
    state_share("complaining_customer_share", Lower, "C1", &["R-Q1"]).needs(&[Entity::Complaint, Entity::Order]),
    share("complaint_revisited_share", Higher, "C8", &["R-Q4"]).needs(COMPLAINT).column(Entity::Complaint, "revisited_on"),
    share("post_complaint_csat_share", Higher, "C8", &["R-Q4"]).needs(&[Entity::Complaint, Entity::Survey]),
    share("complaint_prevention_share", Higher, "C4", &["R-N10"]).needs(COMPLAINT).column(Entity::Complaint, "prevention"),
    share("complaint_complete_share", Higher, "C1", &["R-Q2", "R-N10"]).needs(COMPLAINT),
    metric("ces_mean", Unit::Score, Higher, "S4", &["R-S1'"])
        .needs(SURVEY)
        .sums("ces_mean", Form::Mean)
        .at_least(5)
        .column(Entity::Survey, "ces"),
    share("ces_easy_share", Higher, "S4", &["R-S1'"]).needs(SURVEY).column(Entity::Survey, "ces"),
    metric("satisfaction_index", Unit::Score, Higher, "S5", &["R-S1'", "R-S2'", "R-KM4"]).needs(SURVEY).at_least(10),
    happened("service_request_count", Neutral, "C1", &["R-N11"]).needs(REQUEST),
    happened("service_request_open_count", Lower, "C4", &["R-N11"]).needs(REQUEST).over(Span::AsOf),
    share("service_request_reply_share", Higher, "C3", &["R-T4", "R-N11"]).needs(REQUEST).column(Entity::ServiceRequest, "responded_at"),
    happened("service_request_breach_count", Lower, "C3", &["R-T4"]).needs(REQUEST).column(Entity::ServiceRequest, "responded_at"),
    quantile("service_request_response_hours", Unit::Hours, "C2", &["R-T4", "R-N11"])
        .needs(REQUEST)
        .column(Entity::ServiceRequest, "responded_at"),
    quantile("service_request_resolution_days", Unit::Days, "C4", &["R-N11", "R-Q5"])
        .needs(REQUEST)
        .column(Entity::ServiceRequest, "resolved_at"),
    share("service_request_first_contact_share", Higher, "C5", &["R-Q5", "R-N11"])
        .needs(REQUEST)
        .column(Entity::ServiceRequest, "contacts_count"),
];
