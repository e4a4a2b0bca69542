//! Lines of the detailed figures (明细数字): what a workbook lists behind classes, promises and tasks.
//!
//! A breakdown is one figure by one word of a table (causes, tiers, bands); a task is one thing somebody should do; a promise
//! is one row of the response table. Ids stand for words, so that the report only lays out.

use chrono::{NaiveDate, NaiveDateTime};

use super::entity::Entity;
use super::metric::{Reason, Unit};
use super::origin::Origin;

/// A sentence by key of the words, and its particulars.
pub type Sentence = (&'static str, Vec<(&'static str, String)>);

/// Which classes a customer belongs to (客户分类).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Segment {
    /// Value tier (价值层级) `A`, `B`, `C`; `None` without an order in the window.
    pub value_tier: Option<&'static str>,
    /// Tier a month before.
    pub value_tier_before: Option<&'static str>,
    /// Value score, 0–100.
    pub value_score: Option<f64>,
    /// Percentile ranks behind it: amount, frequency, margin, growth, stability.
    pub value_parts: [Option<f64>; 5],
    /// Pareto class (帕累托) `A`, `B`, `C` of the window's amount.
    pub pareto: Option<&'static str>,
    /// Share of the window's amount.
    pub amount_share: Option<f64>,
    /// Valid orders of the window.
    pub window_orders: u32,
    /// Their amount in base currency.
    pub window_amount: Option<f64>,
    /// Scores 1–5 of recency, frequency and amount.
    pub rfm: Option<[u8; 3]>,
    /// Segment of these: `champions`, `loyal` …
    pub rfm_segment: Option<&'static str>,
    /// `large`, `medium`, `small`.
    pub size: Option<&'static str>,
    /// `long_term`, `one_off`, `potential`, `new`.
    pub standing: Option<&'static str>,
    /// `important`, `ordinary`, `potential`: by value tier.
    pub role: Option<&'static str>,
    /// Importance by potential amount: `A`, `B`, `C`.
    pub importance: Option<&'static str>,
    /// Work quadrant of importance and urgency: `do_now`, `plan`, `delegate`, `drop`.
    pub quadrant: Option<&'static str>,
    /// Relationship class: `best`, `good`, `ordinary`, `at_risk`.
    pub relation: Option<&'static str>,
    /// The rule that decided it.
    pub relation_rule: Option<Sentence>,
    /// Key of the words of what to do for its class.
    pub relation_action: Option<&'static str>,
    /// Performance, satisfaction and potential: `high` or `low` each.
    pub three_axes: [Option<&'static str>; 3],
    /// Score of a prospect, 0–100.
    pub prospect_score: Option<f64>,
    /// Marks 1–5: size, decision, budget, fit, industry, competition.
    pub prospect_marks: [Option<u8>; 6],
    /// `high`, `medium`, `low`, `none`; `None` for buyers and where too few marks are known.
    pub prospect_potential: Option<&'static str>,
    /// Region id: `europe`, `middle_east` …
    pub region: Option<&'static str>,
    /// In the company's own country.
    pub is_domestic: Option<bool>,
    /// Newest order or contact within `d90`, `d180`, `d365` or `silent`.
    pub activity: Option<&'static str>,
    /// A tier-C customer whose growth stands in the top fifth.
    pub is_rising: bool,
    /// Loyalty index (忠诚度), 0–100.
    pub loyalty_index: Option<f64>,
    /// What would change the grade.
    pub grade_change: Option<Sentence>,
    /// How often the close date moved later.
    pub slip_count: u32,
    /// Customer-days with a personal contact in the last 30 days.
    pub contacts_30d: u32,
    /// Newest visit.
    pub last_visit_on: Option<NaiveDate>,
    /// Day the next visit of its tier is due.
    pub next_visit_on: Option<NaiveDate>,
    /// Industry as the sheets have it.
    pub industry: Option<String>,
}

/// One figure of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct BreakdownLine {
    /// Table id: `complaint_cause`, `value_tier` …; its title is `metric.breakdown.<table>`.
    pub table: &'static str,
    /// What the line is about: an id of `words`, or a text of the sheets.
    pub key: String,
    /// Second key, where the table has two (importance × urgency).
    pub second: Option<String>,
    /// Vocabulary of the keys (`value.<words>.<key>`); empty: shown as it is.
    pub words: &'static str,
    /// Things counted.
    pub count: u32,
    /// Money in base currency.
    pub amount: Option<f64>,
    /// Share of the table, or the line's own rate.
    pub value: Option<f64>,
    /// Unit of the value.
    pub unit: Unit,
    /// Limits of the value.
    pub interval: Option<(f64, f64)>,
    /// Share of this line and those above it.
    pub cumulative_share: Option<f64>,
    /// Why the value is unknown.
    pub reason: Option<Reason>,
    /// Months the table speaks of.
    pub months: u32,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskLine {
    /// Kind id: `quote_unfollowed`, `sample_no_feedback` …; its words are `value.task.<kind>`.
    pub kind: &'static str,
    /// Table it comes from.
    pub entity: Entity,
    /// Its number, if it has one.
    pub no: String,
    /// Customer id, if found.
    pub customer: Option<String>,
    /// Customer as named.
    pub name: String,
    /// Staff id.
    pub owner: Option<String>,
    /// Day it began.
    pub on: Option<NaiveDate>,
    /// Day by which it was or is due.
    pub due_on: Option<NaiveDate>,
    /// Days past due at the as-of date; negative when still to come.
    pub overdue_days: Option<i64>,
    /// What is missing or how much, in the sheet's own words or ids joined by `;`.
    pub detail: String,
    /// Money at stake in base currency.
    pub at_stake: Option<f64>,
    /// Important customer: tier A or B, or important by potential.
    pub is_important: bool,
    /// Where it was read.
    pub origin: Option<Origin>,
}

/// One day to think of a customer (关怀日历).
#[derive(Debug, Clone, PartialEq)]
pub struct CareLine {
    /// Day.
    pub on: NaiveDate,
    /// `birthday`, `founding_anniversary`, `company_anniversary`, `first_order_anniversary`, `holiday`.
    pub kind: &'static str,
    /// Customer id.
    pub customer: String,
    /// Customer name.
    pub name: String,
    /// Person or holiday it is about.
    pub about: String,
    /// Years, for anniversaries.
    pub years: Option<i32>,
    /// Staff id.
    pub owner: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Region id, for its note `metric.region_note.<region>`.
    pub region: Option<&'static str>,
}

/// One row of the response table (响应时限表).
#[derive(Debug, Clone, PartialEq)]
pub struct PromiseLine {
    /// `inquiry`, `complaint`, `service_request`.
    pub entity: Entity,
    /// Channel word id; empty when not stated.
    pub channel: String,
    /// Topic or kind word id; empty when not stated.
    pub topic: String,
    /// Priority word id; empty when not stated.
    pub priority: String,
    /// Promise id: `technical`, `priority`, `standard`, `urgent`, `plan`.
    pub promise: &'static str,
    /// Limit in minutes.
    pub limit_minutes: i64,
    /// Whether the limit counts business minutes.
    pub is_business: bool,
    /// Months the row speaks of.
    pub months: u32,
    /// Received.
    pub received: u32,
    /// Answered within the limit.
    pub hits: u32,
    /// Too late, or unanswered past the limit.
    pub breaches: u32,
    /// Breaches with an interim word to the customer.
    pub explained: u32,
    /// Time not passed yet.
    pub not_due: u32,
    /// Dates without the time that the limit needs.
    pub no_time: u32,
    /// Hits ÷ (hits + breaches), with enough of them.
    pub share: Option<f64>,
    /// Wilson limits.
    pub interval: Option<(f64, f64)>,
    /// Median minutes by the calendar.
    pub median_minutes: Option<f64>,
    /// 90th percentile.
    pub p90_minutes: Option<f64>,
    /// Median minutes of business time.
    pub median_business_minutes: Option<f64>,
    /// 90th percentile.
    pub p90_business_minutes: Option<f64>,
}

/// A promise broken.
#[derive(Debug, Clone, PartialEq)]
pub struct BreachLine {
    /// Table.
    pub entity: Entity,
    /// Number in the sheet.
    pub no: String,
    /// Customer id, if found.
    pub customer: Option<String>,
    /// Customer as named.
    pub name: String,
    /// Staff id.
    pub owner: Option<String>,
    /// Promise id.
    pub promise: &'static str,
    /// Received.
    pub received_at: NaiveDateTime,
    /// Answered, if ever.
    pub replied_at: Option<NaiveDateTime>,
    /// Minutes by the calendar.
    pub minutes: Option<i64>,
    /// Minutes of business time.
    pub business_minutes: Option<i64>,
    /// Limit in minutes.
    pub limit_minutes: i64,
    /// An interim word or explanation is on record.
    pub is_explained: bool,
    /// Where it was read.
    pub origin: Origin,
}
