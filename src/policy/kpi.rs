//! The sections of the policy that figures about customers and people rest on. The comments of `default.toml` say where
//! each threshold comes from.

use serde::{Deserialize, Serialize};

/// Order clock and churn signals (流失信号).
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Churn {
    /// On cycle up to this overdue ratio.
    pub due_ratio: f64,
    /// Due up to this.
    pub watch_ratio: f64,
    /// Watched up to this; at risk above.
    pub high_ratio: f64,
    /// Likely lost above.
    pub lost_ratio: f64,
    /// Days by which a season may move.
    pub season_slack_days: i64,
    /// Less than this share of the time before is a drop.
    pub drop_share: f64,
    /// Length of the recent time.
    pub recent_days: i64,
    /// The same for contacts.
    pub contact_days: i64,
    /// Days past due that are late.
    pub late_payment_days: i64,
    /// Signals that put a relationship at risk.
    pub signals_at_risk: usize,
    /// Orders expected so soon are listed.
    pub reorder_days_ahead: i64,
    /// Silence that proposes to archive.
    pub inactive_days: i64,
    /// Months of amount to win back.
    pub win_back_months: i32,
    /// Words of price and competitors in notes.
    pub price_words: Vec<String>,
}

/// Risks of customers (风险).
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Risk {
    /// Likelihood × impact from which a risk is middle.
    pub middle_from: i64,
    /// High.
    pub high_from: i64,
    /// Countries whose policy is a risk.
    pub policy_countries: Vec<String>,
    /// A country's year below this share of the year before.
    pub market_drop_share: f64,
    /// Likeness of names that is shown.
    pub blacklist_likeness: f64,
}

/// From inquiry to order (询盘转化).
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Funnel {
    /// Days within which an inquiry counts as converted.
    pub horizon_days: i64,
    /// Months back of the newest ripe cohort.
    pub cohort_months: i32,
    /// Months of orders that belong to a fair.
    pub fair_months: i32,
    /// Repeated inquiries within so many days are one.
    pub repeat_days: i64,
}

/// Probability of a deal by grade (预测).
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Forecast {
    /// Grade A.
    pub a: f64,
    /// Grade B.
    pub b: f64,
    /// Grade C.
    pub c: f64,
    /// Grade D.
    pub d: f64,
    /// Grade E.
    pub e: f64,
    /// Published months from which own hit rates are taken.
    pub calibrate_months: usize,
    /// Customers a grade needs for it.
    pub calibrate_min_n: usize,
}

/// Score card of salespeople (记分卡).
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Scorecard {
    /// Whether the composite is shown.
    pub enabled: bool,
    /// Weight of the order amount's attainment.
    pub order_amount: f64,
    /// Weight of new customers.
    pub new_customers: f64,
    /// Weight of inquiry conversion.
    pub inquiry_ordered: f64,
    /// Weight of satisfaction.
    pub csat: f64,
    /// Weight of the contact rhythm.
    pub follow_up: f64,
    /// Weight of punctual delivery.
    pub on_time: f64,
    /// Share of weights a composite needs.
    pub least_weight: f64,
    /// Composites closer than this share a rank.
    pub tie_points: f64,
    /// Target of satisfaction without a target sheet.
    pub csat_target: f64,
    /// Of the contact rhythm.
    pub follow_up_target: f64,
    /// Of punctual delivery.
    pub on_time_target: f64,
    /// Of inquiry conversion.
    pub inquiry_ordered_target: f64,
}

/// Goals of improvement (改进目标) against a base month; 0 = none.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Improve {
    /// `YYYY-MM`; empty = the same month last year.
    pub base_month: String,
    /// Inquiries that became orders.
    pub development: f64,
    /// Inquiries answered within a day.
    pub communication: f64,
    /// Answers of satisfied customers.
    pub satisfaction: f64,
}
