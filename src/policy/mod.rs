//! Policy (口径): every threshold and choice, typed. A company's file is laid over the shipped `default.toml`.
//!
//! Unknown keys are refused with the nearest name, so a typing mistake never silently leaves the default in force.

mod customer;
mod kpi;
mod load;
mod section;

pub use customer::*;
pub use kpi::*;
pub use load::load;
pub use section::*;

use serde::{Deserialize, Serialize};

/// The shipped defaults, with the rule each threshold comes from.
pub const DEFAULT: &str = include_str!("default.toml");

/// All choices of a run.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Format of the policy file; 1.
    pub version: u32,
    /// Who the book belongs to.
    pub company: Company,
    /// What is read, and limits.
    pub inputs: Inputs,
    /// What a person knows about certain files; the first that fits wins.
    #[serde(default)]
    pub source: Vec<Source>,
    /// Words of the company's own.
    pub vocabulary: Vocabulary,
    /// Colleagues, where no staff list says it.
    pub staff: Staff,
    /// Intent grade A–E.
    pub grade: Grade,
    /// Urgency classes.
    pub urgency: Urgency,
    /// Contact rhythm.
    pub follow_up: FollowUp,
    /// Response promises.
    pub service: Service,
    /// Survey scales.
    pub satisfaction: Satisfaction,
    /// Value windows and tiers.
    pub value: Value,
    /// Order clock and churn signals.
    pub churn: Churn,
    /// Risks of customers.
    pub risk: Risk,
    /// From inquiry to order.
    pub funnel: Funnel,
    /// Probability of a deal by grade.
    pub forecast: Forecast,
    /// Score card of salespeople.
    pub scorecard: Scorecard,
    /// Goals of improvement.
    pub improve: Improve,
    /// What counts as performance.
    pub money: MoneyRules,
    /// Working time.
    pub calendar: Calendar,
    /// Exchange rates beside the rate sheet.
    pub fx: Fx,
    /// Entity resolution.
    pub resolve: Resolve,
    /// The same event in several sheets.
    pub events: Events,
    /// Minimum samples.
    pub metric: Metric,
    /// Look and contents of the workbooks.
    pub report: Report,
    /// Privacy.
    pub privacy: Privacy,
}

impl Policy {
    /// The shipped defaults.
    #[must_use]
    pub fn shipped() -> Self {
        toml::from_str(DEFAULT).unwrap_or_else(|error| panic!("shipped policy: {error}"))
    }

    /// Every setting as `section.key` and its value as text, in the file's order: for the definitions sheet.
    #[must_use]
    pub fn settings(&self) -> Vec<(String, String)> {
        let table = toml::Table::try_from(self).unwrap_or_default();
        let mut settings = Vec::new();
        flatten("", &table, &mut settings);
        settings
    }
}

fn flatten(prefix: &str, table: &toml::Table, settings: &mut Vec<(String, String)>) {
    for (key, value) in table {
        let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::Table(inner) => flatten(&name, inner, settings),
            toml::Value::String(text) => settings.push((name, text.clone())),
            other => settings.push((name, other.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_policy_parses_and_lists_its_settings() {
        let settings = Policy::shipped().settings();
        assert!(settings.iter().any(|(name, value)| name == "grade.a_months" && value == "1"));
    }
}
