//! Follow-up (跟进): quotations, samples, leads, visits, effort, promises, demands.

use super::{CUSTOMER, Higher, INQUIRY, Lower, Metric, Neutral, Span, happened, share, state_share};
use crate::model::Entity;

const QUOTATION: &[Entity] = &[Entity::Quotation];
const SAMPLE: &[Entity] = &[Entity::Sample];
const LOG: &[Entity] = &[Entity::Interaction];
const FEEDBACK: &[Entity] = &[Entity::Feedback];

pub(super) const FOLLOW_UP: &[Metric] = &[
    share("quote_follow_up_share", Higher, "D9", &["R-F6"]).needs(&[Entity::Quotation, Entity::Interaction]),
    happened("quote_expired_count", Lower, "D9", &["R-F6"]).needs(QUOTATION).over(Span::AsOf).column(Entity::Quotation, "valid_until"),
    share("quote_complete_share", Higher, "D9", &["R-N3"]).needs(QUOTATION),
    share("quote_profile_share", Higher, "D9", &["R-N2"]).needs(QUOTATION),
    happened("quote_below_list_count", Lower, "D9", &["R-N1"]).needs(&[Entity::Quotation, Entity::PriceList]),
    share("quote_below_list_share", Lower, "D9", &["R-N1"]).needs(&[Entity::Quotation, Entity::PriceList]),
    share("sample_approved_share", Higher, "D9", &["R-N8"]).needs(SAMPLE).column(Entity::Sample, "approved"),
    share("sample_photographed_share", Higher, "D9", &["R-N8"]).needs(SAMPLE).column(Entity::Sample, "photographed"),
    share("sample_received_share", Higher, "D9", &["R-N8"]).needs(SAMPLE),
    share("sample_fee_credited_share", Higher, "D9", &["R-N8"]).needs(SAMPLE).column(Entity::Sample, "fee_credited"),
    share("sample_feedback_share", Higher, "D9", &["R-KS9", "R-N8"]).needs(SAMPLE),
    share("lead_contact_48h_share", Higher, "D9", &["R-F7"]).needs(&[Entity::ExhibitionLead]),
    share("first_contact_72h_share", Higher, "D9", &["R-F5"]).needs(LOG).fed_by(Entity::Interaction),
    share("mail_step_share", Higher, "D9", &["R-F4"]).needs(LOG).fed_by(Entity::Interaction),
    state_share("visit_compliance_share", Higher, "M11", &["R-F3"]).needs(CUSTOMER).at_least(5),
    state_share("visit_senior_share", Higher, "M11", &["R-F3"])
        .needs(&[Entity::Customer, Entity::Visit])
        .column(Entity::Visit, "attendees")
        .at_least(5),
    share("visit_host_share", Higher, "M11", &["R-N12"]).needs(&[Entity::Visit]),
    share("two_way_contact_share", Higher, "M11", &["R-F1", "R-F2"]).needs(LOG).fed_by(Entity::Interaction),
    happened("over_contact_count", Lower, "M11", &["R-N14"]).needs(LOG).over(Span::AsOf).fed_by(Entity::Interaction),
    share("effort_a_share", Neutral, "M11", &["R-B1"]).needs(LOG).fed_by(Entity::Interaction),
    share("effort_b_share", Neutral, "M11", &["R-B1"]).needs(LOG).fed_by(Entity::Interaction),
    share("effort_c_share", Neutral, "M11", &["R-B1"]).needs(LOG).fed_by(Entity::Interaction),
    share("promise_kept_share", Higher, "M11", &["R-N13"]).needs(LOG).fed_by(Entity::Interaction),
    happened("important_without_owner_count", Lower, "M11", &["R-F10"]).needs(CUSTOMER).over(Span::AsOf),
    happened("important_two_owners_count", Lower, "M11", &["R-F10"]).needs(CUSTOMER).over(Span::AsOf),
    happened("urgent_unanswered_count", Lower, "C2", &["R-F11"]).needs(INQUIRY).over(Span::AsOf),
    happened("request_open_count", Neutral, "C2", &["R-F11"]).needs(INQUIRY).over(Span::AsOf),
    happened("request_silent_count", Lower, "C2", &["R-F11"]).needs(INQUIRY).over(Span::AsOf),
    happened("complaint_stuck_count", Lower, "C4", &["R-Q1"]).needs(&[Entity::Complaint]).over(Span::AsOf),
    share("feedback_closed_share", Higher, "C4", &["R-S3'"]).needs(FEEDBACK),
    happened("feedback_open_count", Lower, "C4", &["R-S3'"]).needs(FEEDBACK).over(Span::AsOf),
];
