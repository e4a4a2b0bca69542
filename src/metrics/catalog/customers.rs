//! Customers (客户类): who stays and leaves and what it is worth, and the way from first contact to first order.

use super::Better::{Higher, Lower, Neutral};
use super::{COMPANY, CUSTOMER, Form, INQUIRY, Metric, ORDER, Span, WIDE, happened, metric};
use crate::model::{Better, Entity, Unit};

const fn money(id: &'static str, definition: &'static str, requirements: &'static [&'static str]) -> Metric {
    metric(id, Unit::Money, Higher, definition, requirements).needs(ORDER).sums(id, Form::Sum)
}

const fn ratio(id: &'static str) -> Metric {
    metric(id, Unit::Share, Higher, "M5", &["R-KM1"]).needs(ORDER).sums(id, Form::Ratio).over(Span::AsOf)
}

const fn margin(id: &'static str) -> Metric {
    metric(id, Unit::Share, Higher, "M12", &["R-KS13"]).needs(ORDER).sums(id, Form::Ratio).over(Span::Months12)
}

const fn cohort(id: &'static str, definition: &'static str, requirements: &'static [&'static str]) -> Metric {
    metric(id, Unit::Share, Higher, definition, requirements)
        .needs(INQUIRY)
        .sums(id, Form::Share { widen: true })
        .over(Span::AsOf)
        .at_least(5)
        .by(WIDE)
}

const fn state(id: &'static str, better: Better, definition: &'static str, requirements: &'static [&'static str]) -> Metric {
    happened(id, better, definition, requirements).needs(ORDER).over(Span::AsOf)
}

const fn rhythm(id: &'static str) -> Metric {
    metric(id, Unit::Days, Neutral, "V5", &["R-KS10"]).needs(ORDER).over(Span::AsOf).by(COMPANY).at_least(3)
}

const SAMPLE: &[Entity] = &[Entity::Sample];
const COST: &[Entity] = &[Entity::Cost];

/// Customers.
pub(super) const CUSTOMERS: &[Metric] = &[
    money("new_customer_amount", "M12", &["R-KS13"]),
    money("returning_customer_amount", "M12", &["R-KS13"]),
    margin("new_customer_margin_share"),
    margin("returning_customer_margin_share"),
    happened("referred_customer_count", Higher, "M1", &["R-S4'"]).needs(CUSTOMER).column(Entity::Customer, "referred_by"),
    ratio("nrr_share"),
    ratio("grr_share"),
    metric("continuing_growth_share", Unit::Share, Higher, "M6", &["R-KM2"])
        .needs(ORDER)
        .sums("continuing_growth_share", Form::Own)
        .over(Span::AsOf),
    metric("active_growth_share", Unit::Share, Higher, "M6", &["R-KM2"]).needs(ORDER).sums("active_before", Form::Own).over(Span::AsOf),
    metric("average_customer_value", Unit::Money, Higher, "M7", &["R-KM3"])
        .needs(ORDER)
        .sums("customer_value", Form::Mean)
        .over(Span::AsOf),
    metric("median_customer_value", Unit::Money, Higher, "M7", &["R-KM3"])
        .needs(ORDER)
        .sums("median_customer_value", Form::Own)
        .over(Span::AsOf)
        .at_least(3),
    metric("customer_lifetime_value", Unit::Money, Higher, "M8", &["R-KM3"]).needs(ORDER).over(Span::AsOf).by(COMPANY),
    state("reactivated_count", Higher, "M3", &["R-C9"]),
    rhythm("order_gap_median_days"),
    rhythm("order_cycle_median_days"),
    state("reorder_due_count", Neutral, "V5", &["R-KS10"]),
    state("likely_lost_count", Lower, "V5", &["R-C1"]),
    metric("at_risk_amount", Unit::Money, Lower, "V8", &["R-C9"]).needs(ORDER).sums("at_risk_amount", Form::Sum).over(Span::AsOf),
    state("win_back_count", Neutral, "V7", &["R-C9"]),
    state("won_back_count", Higher, "V7", &["R-C9"]),
    happened("inactive_count", Lower, "V7", &["R-C10"]).needs(CUSTOMER).over(Span::AsOf),
    state("credit_risk_count", Lower, "M10", &["R-X1", "R-X2"]),
    happened("over_limit_count", Lower, "M10", &["R-X3", "R-N5"]).needs(CUSTOMER).over(Span::AsOf),
    happened("blacklist_match_count", Lower, "M10", &["R-X3"]).needs(&[Entity::Blacklist]).over(Span::AsOf).by(COMPANY),
    cohort("inquiry_quoted_share", "D2", &["R-KD7", "R-KS7"]),
    cohort("inquiry_sampled_share", "D2", &["R-KD7", "R-KS7"]),
    cohort("inquiry_ordered_share", "D2", &["R-KD7", "R-KS7"]),
    cohort("new_customer_conversion_share", "D3", &["R-KD2"]),
    metric("inquiry_order_ratio", Unit::Ratio, Higher, "D2", &["R-KD2", "R-KD7"])
        .needs(&[Entity::Inquiry, Entity::Order])
        .sums("inquiry_period", Form::Own),
    metric("development_cycle_days", Unit::Days, Lower, "D4", &["R-KD3"])
        .needs(ORDER)
        .sums("development_cycle_days", Form::Own)
        .at_least(3),
    metric("prospect_age_days", Unit::Days, Neutral, "D4", &["R-KD3"])
        .needs(CUSTOMER)
        .sums("prospect_age_days", Form::Own)
        .over(Span::AsOf)
        .at_least(3),
    happened("sample_sent_count", Neutral, "M13", &["R-KS9"]).needs(SAMPLE),
    metric("sample_free_share", Unit::Share, Neutral, "M13", &["R-KS9"])
        .needs(SAMPLE)
        .sums("sample_free_share", Form::Share { widen: true })
        .at_least(5)
        .column(Entity::Sample, "fee"),
    metric("sample_ordered_share", Unit::Share, Higher, "M13", &["R-KS9"])
        .needs(SAMPLE)
        .sums("sample_ordered_share", Form::Share { widen: true })
        .over(Span::AsOf)
        .at_least(5),
    metric("development_cost_amount", Unit::Money, Lower, "D5", &["R-KD4"]).needs(COST).sums("development_cost_amount", Form::Sum),
    metric("acquisition_cost_amount", Unit::Money, Lower, "D5", &["R-KD4"])
        .needs(&[Entity::Cost, Entity::Order])
        .sums("development_cost_amount", Form::Own),
    metric("penetration_share", Unit::Share, Higher, "D6", &["R-KD5"])
        .needs(&[Entity::CompanyTarget, Entity::Order])
        .sums("penetration_share", Form::Own)
        .over(Span::AsOf)
        .by(&[crate::model::Grain::Company, crate::model::Grain::Country]),
];
