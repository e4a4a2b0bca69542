//! Relationship class (关系等级): best, good, ordinary, at risk, with the rule that decided (V8).
//!
//! Decides the order: what puts a relationship at risk (`churn`) goes before any merit; who never ordered has no class.

use crate::model::numbers::Sentence;
use crate::policy;

/// What speaks for a class.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Case {
    pub(super) has_ordered: bool,
    /// The rule that puts the relationship at risk, as [`super::churn`] judged it.
    pub(super) risk: Option<&'static str>,
    pub(super) ratio: Option<f64>,
    /// Churn signals raised.
    pub(super) signals: usize,
    /// Days the oldest severe complaint has been open.
    pub(super) severe_days: Option<i64>,
    pub(super) csat: Option<f64>,
    pub(super) tier: Option<&'static str>,
    pub(super) tenure_months: i32,
}

/// Class; none without an order.
pub(super) fn decide(case: &Case, value: &policy::Value) -> Option<&'static str> {
    if !case.has_ordered {
        return None;
    }
    let on_cycle = case.ratio.is_some_and(|ratio| ratio <= value.relation_ratio);
    let satisfied = case.csat.is_none_or(|csat| csat >= value.relation_csat);
    Some(match case.tier {
        _ if case.risk.is_some() => "at_risk",
        Some("A") if on_cycle && satisfied && case.tenure_months >= value.relation_tenure_months => "best",
        Some("A" | "B") if on_cycle => "good",
        _ => "ordinary",
    })
}

/// The rule that decided a class.
pub(super) fn rule(case: &Case, class: &str) -> Sentence {
    let with = |key: &'static str, name: &'static str, text: String| (key, vec![(name, text)]);
    match (class, case.risk) {
        ("at_risk", Some("ratio")) => with("metric.relation_rule.risk_ratio", "ratio", format!("{:.1}", case.ratio.unwrap_or(0.0))),
        ("at_risk", Some("signals")) => with("metric.relation_rule.risk_signals", "count", case.signals.to_string()),
        ("at_risk", Some("complaint")) => with("metric.relation_rule.risk_complaint", "days", case.severe_days.unwrap_or(0).to_string()),
        ("at_risk", _) => with("metric.relation_rule.risk_csat", "score", format!("{:.0}", case.csat.unwrap_or(0.0))),
        ("best", _) => with("metric.relation_rule.best", "months", case.tenure_months.to_string()),
        ("good", _) => with("metric.relation_rule.good", "tier", case.tier.unwrap_or_default().to_owned()),
        _ => ("metric.relation_rule.ordinary", Vec::new()),
    }
}

/// Key of what to do for a class.
pub(super) fn action(class: &str) -> &'static str {
    match class {
        "best" => "metric.relation_action.best",
        "good" => "metric.relation_action.good",
        "at_risk" => "metric.relation_action.at_risk",
        _ => "metric.relation_action.ordinary",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    #[test]
    fn risk_goes_before_merit_and_bounds_are_inclusive() {
        let value = Policy::shipped().value;
        let best = Case { has_ordered: true, ratio: Some(1.5), tier: Some("A"), tenure_months: 12, ..Case::default() };
        let class = |case: Case| decide(&case, &value).map(|class| (class, rule(&case, class).0.rsplit('.').next().unwrap()));
        assert_eq!(class(best), Some(("best", "best")));
        assert_eq!(class(Case { csat: Some(4.0), ..best }), Some(("best", "best")));
        assert_eq!(class(Case { csat: Some(3.0), ..best }), Some(("good", "good")));
        assert_eq!(class(Case { tenure_months: 11, ..best }), Some(("good", "good")));
        assert_eq!(class(Case { ratio: Some(1.6), ..best }), Some(("ordinary", "ordinary")));
        for (risk, rule) in [("ratio", "risk_ratio"), ("signals", "risk_signals"), ("complaint", "risk_complaint"), ("csat", "risk_csat")] {
            assert_eq!(class(Case { risk: Some(risk), ..best }), Some(("at_risk", rule)));
        }
        assert_eq!(class(Case { ratio: None, tier: None, ..best }), Some(("ordinary", "ordinary")));
        assert_eq!(class(Case { has_ordered: false, risk: Some("ratio"), ..best }), None);
    }
}
