//! Team (团队类): forecast, score card, and how complete the records are.

use super::Better::{Higher, Lower};
use super::{CUSTOMER, Form, Metric, PEOPLE, Span, metric};
use crate::model::{Entity, Unit};

/// Team.
pub(super) const TEAM: &[Metric] = &[
    metric("forecast_amount", Unit::Money, Higher, "G1", &["R-KS12"])
        .needs(CUSTOMER)
        .sums("forecast_amount", Form::Sum)
        .over(Span::AsOf)
        .column(Entity::Customer, "expected_amount"),
    metric("scorecard_score", Unit::Score, Higher, "K", &["R-KS2"]).by(PEOPLE),
    metric("customer_complete_share", Unit::Share, Higher, "X5", &["R-I3"])
        .needs(CUSTOMER)
        .sums("customer_complete_share", Form::Ratio)
        .over(Span::AsOf),
    metric("customer_stale_share", Unit::Share, Lower, "X5", &["R-I5"])
        .needs(CUSTOMER)
        .sums("customer_stale_share", Form::Share { widen: false })
        .over(Span::AsOf)
        .at_least(5),
];
