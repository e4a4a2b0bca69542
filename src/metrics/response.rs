//! Response (响应): shares kept, first response times, breaches and their explanations, and what speed brought (C2, C3, D8).
//!
//! Decides that figures go by the month of receipt, that a conversion counts in the month its window ends, and that an
//! unanswered inquiry stands with the late ones.

use chrono::TimeDelta;
use polars::prelude::PolarsResult;

use super::cube::{Cube, Facts};
use super::evidence::Trace;
use super::promise::Asked;
use super::sla::Reply;
use super::spread::Spread;
use super::world::World;
use crate::model::{Entity, MetricTable};

/// Facts and observations of everything received.
pub(super) fn put(world: &World<'_>, asked: &[Asked<'_>], traces: &[Trace<'_>], facts: &mut Facts, spread: &mut Spread) {
    for case in asked {
        let (month, whose) = (world.month_of(case.on()), case.whose);
        let ids: [&'static str; 3] = match case.entity {
            Entity::Inquiry => ["inquiry_response_hours", "inquiry_response_business_hours", "reply_breach_count"],
            Entity::Complaint => ["complaint_response_hours", "", "complaint_breach_count"],
            _ => ["service_request_response_hours", "", "service_request_breach_count"],
        };
        for (id, minutes) in [(ids[0], case.minutes), (ids[1], case.business_minutes)] {
            if let Some(minutes) = minutes.filter(|_| !id.is_empty()) {
                spread.put(facts, id, month, whose, hours(minutes));
            }
        }
        if case.outcome == Reply::Told(false) {
            facts.count(ids[2], month, whose);
            facts.share("breach_explained_share", month, whose, case.is_explained);
        }
        if let Reply::Told(kept) = case.outcome {
            match (case.entity, case.promise.id) {
                (Entity::Inquiry, "technical") => facts.share("reply_technical_30min_share", month, whose, kept),
                (Entity::Inquiry, "priority") => facts.share("inquiry_reply_2h_share", month, whose, kept),
                (Entity::ServiceRequest, _) => facts.share("service_request_reply_share", month, whose, kept),
                _ => {}
            }
        }
        if case.entity == Entity::ServiceRequest {
            facts.count("service_request_count", month, whose);
        }
        if case.entity == Entity::Inquiry {
            convert(world, case, traces, facts);
        }
    }
}

/// Whether an inquiry became an order in its window, by how fast it was answered.
fn convert(world: &World<'_>, case: &Asked<'_>, traces: &[Trace<'_>], facts: &mut Facts) {
    let end = case.on() + TimeDelta::days(world.policy.service.conversion_days);
    let Some(trace) = case.customer.and_then(|place| traces.get(place)) else { return };
    if end > world.question.month.last() {
        return;
    }
    let Some(band) = band(case) else { return };
    let won = !trace.orders_within(case.on().pred_opt().unwrap_or(case.on()), end).is_empty();
    facts.share(band, world.month_of(end), case.whose, won);
}

/// Band of the answer; none where days without times cannot tell it.
pub(super) fn band(case: &Asked<'_>) -> Option<&'static str> {
    let late = "conversion_reply_late_share";
    let Some((to, _)) = case.replied else {
        return matches!(case.outcome, Reply::Told(false) | Reply::NoTime).then_some(late);
    };
    Some(match case.minutes {
        Some(minutes) if minutes <= 120 => "conversion_reply_2h_share",
        Some(minutes) if minutes <= 24 * 60 => "conversion_reply_24h_share",
        Some(_) => late,
        None if (to.date() - case.on()).num_days() > 1 => late,
        None => return None,
    })
}

/// Sets the medians and high percentiles of response times.
pub(super) fn set(world: &World<'_>, cube: &Cube, spread: &Spread, values: &mut MetricTable) -> PolarsResult<()> {
    let (few, high) = (world.policy.metric.min_median_n, world.policy.metric.min_p90_n);
    for (id, source, share, least) in [
        ("inquiry_response_hours", "inquiry_response_hours", 0.5, few),
        ("inquiry_response_p90_hours", "inquiry_response_hours", 0.9, high),
        ("inquiry_response_business_hours", "inquiry_response_business_hours", 0.5, few),
        ("complaint_response_hours", "complaint_response_hours", 0.5, few),
        ("complaint_response_p90_hours", "complaint_response_hours", 0.9, high),
        ("service_request_response_hours", "service_request_response_hours", 0.5, few),
        ("service_request_resolution_days", "service_request_resolution_days", 0.5, few),
        ("complaint_resolution_p90_days", "complaint_resolution_p90_days", 0.9, high),
    ] {
        spread.set(world, cube, (id, source), (share, least), values)?;
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "minutes between two moments of a few years")]
const fn hours(minutes: i64) -> f64 {
    minutes as f64 / 60.0
}
