//! What is judged of customers: grade, urgency, contact rhythm, promises, satisfaction, value. `default.toml` says where each
//! threshold comes from.

use serde::{Deserialize, Serialize};

/// Intent grade A–E (意向等级).
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// `months` or `days`.
    pub mode: String,
    /// A: within so many calendar months.
    pub a_months: u32,
    /// B.
    pub b_months: u32,
    /// C.
    pub c_months: u32,
    /// A in mode `days`.
    pub a_days: u32,
    /// B in mode `days`.
    pub b_days: u32,
    /// C in mode `days`.
    pub c_days: u32,
    /// A past date keeps the last grade so long.
    pub overdue_keep_days: i64,
    /// Days to the deal from an open PI.
    pub pi_days: i64,
    /// From a sample sent.
    pub sample_days: i64,
    /// From a quotation.
    pub quote_days: i64,
    /// Older stages are no negotiation.
    pub open_stage_days: i64,
    /// Silence that lowers by one grade.
    pub one_lower_after_days: i64,
    /// Silence that lowers to D.
    pub d_after_days: i64,
    /// Silence that suggests E.
    pub suggest_e_after_days: i64,
    /// Overdue ratio up to which the rhythm speaks.
    pub cycle_ratio_max: f64,
    /// Evidence age that makes an A stale.
    pub stale_a_days: i64,
    /// B.
    pub stale_b_days: i64,
    /// C.
    pub stale_c_days: i64,
    /// D.
    pub stale_d_days: i64,
}

/// Urgency classes (紧急程度).
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Urgency {
    /// Urgent within so many days.
    pub urgent_days: i64,
    /// Soon within so many months.
    pub soon_months: i32,
    /// Not urgent within so many months.
    pub not_urgent_months: i32,
}

/// Contact rhythm (跟进).
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// Customers of long standing.
    pub long_term_months: i32,
    /// Prospects: breach.
    pub prospect_months: i32,
    /// Prospects: alert.
    pub prospect_alert_months: i32,
    /// Span of orders that makes a long standing.
    pub long_term_span_months: i32,
    /// Due so soon is listed.
    pub list_days_ahead: i64,
    /// First follow-up after a quotation.
    pub quote_first_days: i64,
    /// After a fair.
    pub lead_hours: i64,
    /// First follow-up.
    pub first_contact_hours: i64,
    /// Visits to tier A every so many months.
    pub visit_a_months: i32,
    /// B.
    pub visit_b_months: i32,
    /// C.
    pub visit_c_months: i32,
    /// Positions of those whose visit is a senior one.
    pub senior_words: Vec<String>,
    /// Days since the last entry that make the record of a tier-A customer old.
    pub profile_a_days: i64,
    /// B.
    pub profile_b_days: i64,
    /// C, and customers of no tier.
    pub profile_c_days: i64,
    /// Days of the follow-up mails after the first.
    pub mail_step_days: Vec<i64>,
    /// An opinion on a sample is asked within so many days.
    pub sample_feedback_days: i64,
    /// Contact days in 30 days above which a customer is disturbed.
    pub max_contacts_30_days: u32,
    /// Words of a feedback that says the customer did not answer.
    pub unanswered_words: Vec<String>,
    /// Days the care calendar looks ahead.
    pub care_days_ahead: i64,
    /// Share of contacts meant for tier A.
    pub effort_a_share: f64,
    /// B.
    pub effort_b_share: f64,
    /// C.
    pub effort_c_share: f64,
}

/// Response promises (SLA).
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Calendar hours.
    pub inquiry_hours: i64,
    /// Business hours.
    pub priority_inquiry_hours: i64,
    /// Business minutes.
    pub technical_minutes: i64,
    /// Calendar hours.
    pub quality_plan_hours: i64,
    /// Days open that put a relationship at risk.
    pub complaint_severe_days: i64,
    /// Business hours for urgent after-sales questions.
    pub urgent_hours: i64,
    /// Solved at the first try: no complaint of the kind for so long.
    pub first_time_days: i64,
    /// Window of repeated complaints.
    pub repeat_months: i32,
    /// An answer so soon after the end speaks of the complaint.
    pub post_complaint_days: i64,
    /// Days in one stage that make a complaint stuck.
    pub stuck_days: i64,
    /// Days an open request may be without a word.
    pub silent_days: i64,
    /// An inquiry that became an order within so many days was won.
    pub conversion_days: i64,
    /// A note with one of them explains a late answer.
    pub explained_words: Vec<String>,
}

/// Survey scales (满意度).
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Satisfaction {
    /// Lowest score of the top box on 1–5.
    pub top_from_1_5: f64,
    /// On 1–7.
    pub top_from_1_7: f64,
    /// On 1–10.
    pub top_from_1_10: f64,
    /// On 0–100.
    pub top_from_0_100: f64,
    /// Windows tried when the month has too few.
    pub widen_months: Vec<u32>,
    /// On 1–5: this or less puts a relationship at risk.
    pub low_score: f64,
    /// Effort score: easy from here.
    pub easy_from_1_7: f64,
    /// Overall, quality, delivery, service, price, response in the index.
    pub index_weights: [f64; 6],
    /// Overall, expectation, ideal in the index, where a survey asks these three.
    pub acsi_weights: [f64; 3],
    /// A response rate below makes the answers uncertain.
    pub low_response_share: f64,
}

impl Satisfaction {
    /// Lowest score of the top box of a scale written as `1-5`.
    #[must_use]
    pub fn top_from(&self, scale: &str) -> f64 {
        match scale {
            "1-5" => self.top_from_1_5,
            "1-7" => self.top_from_1_7,
            "0-100" => self.top_from_0_100,
            _ => self.top_from_1_10,
        }
    }
}

/// Value windows and tiers (价值).
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Value {
    /// Trailing window.
    pub window_months: i32,
    /// Share of customers in tier A.
    pub tier_a_share: f64,
    /// Share in tier B.
    pub tier_b_share: f64,
    /// Window of the repurchase rate.
    pub repurchase_window_months: i32,
    /// Window of retention and churn, and of the base before it.
    pub retention_window_months: i32,
    /// Orders of amount 0 count as orders.
    pub free_orders: bool,
    /// Days since the newest order above which an RFM mark is lower; empty = quintiles of the customers.
    pub rfm_recency_cuts: Vec<f64>,
    /// Orders above which it is higher.
    pub rfm_frequency_cuts: Vec<f64>,
    /// Amounts in base currency above which it is higher.
    pub rfm_amount_cuts: Vec<f64>,
    /// 0: new = first valid order ever.
    pub new_customer_window_months: i32,
    /// Silence after which an inquiry is new.
    pub inquiry_new_months: i32,
    /// Amount, frequency, margin, growth, stability.
    pub score_weights: [f64; 5],
    /// Less known weight gives no score.
    pub score_min_weight: f64,
    /// Pareto class A up to this share of the amount.
    pub pareto_a_share: f64,
    /// B.
    pub pareto_b_share: f64,
    /// Importance A: share of customers, largest potential first.
    pub importance_a_share: f64,
    /// B.
    pub importance_b_share: f64,
    /// A single order older than this was a one-off.
    pub one_off_months: i32,
    /// Top share of growth in which a tier-C customer is rising.
    pub rising_share: f64,
    /// Medium from, large from.
    pub size_employees: [f64; 2],
    /// The same by yearly revenue.
    pub size_revenue: [f64; 2],
    /// Overdue ratio up to which a customer is good.
    pub relation_ratio: f64,
    /// Best customers have stayed so long.
    pub relation_tenure_months: i32,
    /// Best customers are at least so satisfied.
    pub relation_csat: f64,
    /// Size, decision, budget, fit, industry, competition.
    pub prospect_weights: [f64; 6],
    /// Fewer known marks give no score.
    pub prospect_min_marks: usize,
    /// High potential from.
    pub prospect_high: f64,
    /// Medium from.
    pub prospect_medium: f64,
    /// Low from.
    pub prospect_low: f64,
}
