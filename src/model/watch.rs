//! Watch list (关注清单): what the figures ask a person to look at, one shape for all lists, so that a workbook lays out
//! any of them with one table. Title and sentence of each kind stand in `words` under `list.<list>`.

use chrono::NaiveDate;

use super::money::Money;
use super::origin::Origin;
use super::period::Month;

/// Every list with its kinds, in the order a workbook shows them.
pub const LISTS: [(&str, &[&str]); 20] = [
    ("at_risk", &["ratio", "signals", "csat", "complaint"]),
    ("reorder_due", &["due", "overdue", "season"]),
    ("win_back", &["open", "won", "lost"]),
    ("inactive", &["silent"]),
    ("risk", &["credit", "market", "policy"]),
    ("limit", &["over_limit", "uninsured", "term", "no_deposit"]),
    ("blacklist", &["same", "like"]),
    ("late_order", &["not_shipped", "shipped_late"]),
    ("shipment_gap", &["no_bl", "no_eta", "no_ship_date"]),
    ("deposit_missing", &["not_received"]),
    ("lc_deadline", &["ship", "present"]),
    ("expected_receipt", &["stated", "derived"]),
    ("deduction", &["deducted"]),
    ("reconcile", &["timing", "currency", "duplicate", "missing_in_finance", "missing_in_orders", "amount"]),
    ("restatement", &["changed"]),
    ("adjustment", &["late"]),
    ("incomplete", &["fields"]),
    ("cross_sell", &["together"]),
    ("upsell", &["richer"]),
    ("fair", &["return", "revenue"]),
];

/// One line of a watch list. What does not apply is `None`.
#[derive(Debug, Clone, Default)]
pub struct WatchLine {
    /// Kind within its list.
    pub kind: &'static str,
    /// Customer id.
    pub customer: Option<String>,
    /// Customer, product, fair or metric as named.
    pub name: String,
    /// Owner's staff id.
    pub owner: Option<String>,
    /// ISO alpha-2.
    pub country: Option<String>,
    /// Number of the order, invoice or record.
    pub no: String,
    /// The day that matters.
    pub on: Option<NaiveDate>,
    /// Days past it at the as-of date; negative when still to come.
    pub days: Option<i64>,
    /// Money as entered.
    pub money: Option<Money>,
    /// Money in base currency.
    pub base: Option<f64>,
    /// `low`, `middle`, `high`.
    pub level: Option<&'static str>,
    /// Particulars of the kind's sentence.
    pub note: Vec<(&'static str, String)>,
    /// Where it was read.
    pub origin: Option<Origin>,
}

/// A customer's order clock (采购周期) and churn signals (流失信号) at the as-of date.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rhythm {
    /// Median days between its order days, two at least.
    pub gap_days: Option<f64>,
    /// Usual days between orders: the median gap, at least a week, or everybody's.
    pub cycle_days: Option<f64>,
    /// Days since the newest order ÷ cycle.
    pub overdue_ratio: Option<f64>,
    /// `on_cycle`, `due`, `watch`, `high`, `lost`.
    pub band: Option<&'static str>,
    /// `LOW_CONF` (one gap), `PORTFOLIO` (one order: everybody's median), `SEASON` (silent in the same weeks last year).
    pub flags: Vec<&'static str>,
    /// Next order expected, and the days before and after it that the middle half of its gaps would make.
    pub next_order_on: Option<NaiveDate>,
    /// Half of the middle half of its gaps.
    pub next_order_within_days: Option<i64>,
    /// Signals raised: `amount`, `contact`, `no_order`, `late_payment`, `slow_reply`.
    pub signals: Vec<&'static str>,
    /// Signals that could be judged.
    pub signals_assessable: u32,
    /// Further remarks: `price_talk` (notes speak of price or competitors), `visit_cancelled`.
    pub remarks: Vec<&'static str>,
    /// Twelve months' amount at stake, base currency, where the relationship is at risk.
    pub at_stake: Option<f64>,
}

/// A customer's risks: level by kind.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Risk {
    /// `low`, `middle`, `high`.
    pub credit: Option<&'static str>,
    /// Likewise.
    pub market: Option<&'static str>,
    /// Likewise.
    pub policy: Option<&'static str>,
    /// Owed and ordered but not paid, base currency.
    pub exposure: Option<f64>,
    /// Credit limit, base currency.
    pub credit_limit: Option<f64>,
    /// Insured limit, base currency.
    pub insured_limit: Option<f64>,
}

/// Totals of one currency, as entered; `None` of what no sheet speaks for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CurrencyTotal {
    /// ISO code; empty when unknown.
    pub currency: String,
    /// Orders of the month.
    pub ordered: Option<f64>,
    /// Orders of the month before.
    pub ordered_before: Option<f64>,
    /// Orders of the same month last year.
    pub ordered_last_year: Option<f64>,
    /// Orders of the business year up to the month.
    pub ordered_ytd: Option<f64>,
    /// Received in the month.
    pub received: Option<f64>,
    /// Owed at the month's end.
    pub owed: Option<f64>,
    /// Whether the month has a rate into base currency.
    pub has_rate: bool,
}

impl CurrencyTotal {
    /// What was ordered in the month in each known currency, the largest amount first.
    #[must_use]
    pub fn ordered(totals: &[Self]) -> Vec<(f64, &str)> {
        let told = totals.iter().filter(|total| !total.currency.is_empty());
        let mut told: Vec<(f64, &str)> = told.filter_map(|total| Some((total.ordered?, total.currency.as_str()))).collect();
        told.retain(|(ordered, _)| *ordered > 0.0);
        told.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        told
    }
}

/// Inquiries of one month and how far they came (询盘漏斗).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FunnelLine {
    /// Month of the inquiries, as text.
    pub month: String,
    /// Inquiries.
    pub inquiries: u32,
    /// Quoted within the horizon; none where no sheet tells.
    pub quoted: Option<u32>,
    /// Sampled; none where no sheet tells.
    pub sampled: Option<u32>,
    /// Ordered; none where no sheet tells.
    pub ordered: Option<u32>,
    /// Whether the horizon has passed; otherwise the line is "to date".
    pub matured: bool,
}

/// Results of one channel (渠道), twelve months.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChannelLine {
    /// Channel word id; empty when none is told.
    pub channel: String,
    /// Inquiries.
    pub inquiries: u32,
    /// Of them from customers that ordered within the horizon.
    pub ordered: u32,
    /// Customers whose first contact came by it.
    pub customers: u32,
    /// Order amount of those customers, base currency.
    pub amount: Option<f64>,
    /// Median days from first contact to first order, of at least three.
    pub cycle_days: Option<f64>,
}

/// Open orders at one stage (订单阶段).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StageLine {
    /// `confirmed`, `in_production`, `shipped`, `done`.
    pub stage: String,
    /// Orders.
    pub orders: u32,
    /// Of them past their day.
    pub late: u32,
    /// Base amount; `None` when one has no rate.
    pub amount: Option<f64>,
}

/// One measure on a salesperson's score card (记分卡).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScorePart {
    /// Metric id.
    pub metric: &'static str,
    /// `development`, `maintenance`, `satisfaction`, `results`.
    pub field: &'static str,
    /// Actual.
    pub actual: Option<f64>,
    /// Observations.
    pub n: Option<u32>,
    /// Target.
    pub target: Option<f64>,
    /// Attainment (X6).
    pub attainment: Option<f64>,
    /// Score 0–120.
    pub score: Option<f64>,
    /// Weight.
    pub weight: f64,
    /// Median of the colleagues.
    pub team_median: Option<f64>,
    /// Best of the colleagues.
    pub team_best: Option<f64>,
}

/// A salesperson's score card.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scorecard {
    /// Staff id.
    pub staff: String,
    /// Its measures.
    pub parts: Vec<ScorePart>,
    /// Composite, where the policy has set weights.
    pub composite: Option<f64>,
    /// Place among colleagues; equal where composites are not far enough apart.
    pub rank: Option<u32>,
}

/// A goal of improvement (改进目标): a measure now and in the base month, against what the company wants of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ImprovementLine {
    /// Metric id.
    pub metric: &'static str,
    /// Base month.
    pub base: Month,
    /// The measure then.
    pub before: Option<f64>,
    /// The measure now.
    pub now: Option<f64>,
    /// Now ÷ then − 1.
    pub gained: Option<f64>,
    /// What that should be, by the policy.
    pub goal: f64,
    /// What the measure should be.
    pub target: Option<f64>,
    /// Share of the way from then to the target.
    pub attainment: Option<f64>,
}

/// Lists and tables beside the figures.
#[derive(Debug, Clone, Default)]
pub struct Watch {
    /// Lists by id, as in [`LISTS`]; an empty list is absent.
    pub lists: std::collections::BTreeMap<&'static str, Vec<WatchLine>>,
    /// Totals by currency.
    pub currencies: Vec<CurrencyTotal>,
    /// Inquiry cohorts, oldest first.
    pub funnel: Vec<FunnelLine>,
    /// Channels.
    pub channels: Vec<ChannelLine>,
    /// Order stages.
    pub stages: Vec<StageLine>,
    /// Score cards by staff.
    pub scorecards: Vec<Scorecard>,
    /// Goals of improvement.
    pub improvements: Vec<ImprovementLine>,
}
