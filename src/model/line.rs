//! Lines (清单行): one line each of the lists behind the figures, as the workbooks show them.

use chrono::NaiveDate;

use super::entity::Entity;
use super::money::Money;
use super::numbers::Segment;
use super::origin::Origin;
use super::period::Month;
use super::view::Grade;

/// One customer as the workbook lists it.
#[derive(Debug, Clone, Default)]
pub struct CustomerLine {
    /// Customer id.
    pub id: String,
    /// Golden name.
    pub name: String,
    /// ISO alpha-2, if known.
    pub country: Option<String>,
    /// Owner's staff id, if any.
    pub owner: Option<String>,
    /// A private person.
    pub is_person: bool,
    /// Customer type word id.
    pub customer_type: Option<String>,
    /// Computed intent grade.
    pub grade: Option<Grade>,
    /// `date`, `date_only`, `need`, `declared`, `cycle`, `stage`, `activity`, `overdue`: how it was decided.
    pub grade_basis: &'static str,
    /// Reason sentence: key of the words and its arguments.
    pub grade_reason: (&'static str, Vec<(&'static str, String)>),
    /// Grade last month, if that month is known.
    pub grade_before: Option<Grade>,
    /// Grade as the sheet declares it.
    pub grade_declared: Option<String>,
    /// `OVERDUE`, `STALE`, `STALE_DATE`, `SLIPPED`, `E_SUGGESTED`.
    pub flags: Vec<&'static str>,
    /// `urgent`, `soon`, `not_urgent`, `slow`; `None` when nothing is scheduled.
    pub urgency: Option<&'static str>,
    /// `won`, `negotiating`, `potential`.
    pub deal_state: &'static str,
    /// `target`, `latent`, `dead`; `None` when nothing is recorded.
    pub need_state: Option<&'static str>,
    /// Expected close date.
    pub expected_close: Option<NaiveDate>,
    /// Expected amount in base currency.
    pub expected_amount: Option<f64>,
    /// Next follow-up planned.
    pub next_contact_on: Option<NaiveDate>,
    /// Newest contact seen.
    pub last_contact_on: Option<NaiveDate>,
    /// Newest order.
    pub last_order_on: Option<NaiveDate>,
    /// Valid orders ever.
    pub order_count: u32,
    /// Order amount in base currency: month.
    pub amount_month: Option<f64>,
    /// Order amount in base currency: year to date.
    pub amount_ytd: Option<f64>,
    /// Order amount in base currency: 12 months.
    pub amount_12m: Option<f64>,
    /// Newest satisfaction answer on 1–5, if any.
    pub csat: Option<f64>,
    /// Complaints open.
    pub complaints_open: u32,
    /// Receivables past due in base currency.
    pub overdue_amount: Option<f64>,
    /// Order clock and churn signals.
    pub rhythm: super::watch::Rhythm,
    /// Risks.
    pub risk: super::watch::Risk,
    /// Where the newest state of the customer was read.
    pub origin: Option<Origin>,
    /// Sheet rows behind the customer.
    pub row_count: u32,
    /// Classes, scores and what would change the grade.
    pub segment: Segment,
}

/// A follow-up due or overdue.
#[derive(Debug, Clone)]
pub struct FollowUpLine {
    /// Customer id.
    pub customer: String,
    /// Customer name.
    pub name: String,
    /// Owner's staff id.
    pub owner: Option<String>,
    /// Grade.
    pub grade: Option<Grade>,
    /// Day it is due.
    pub due_on: NaiveDate,
    /// Days past due at the as-of date; negative when still to come.
    pub overdue_days: i64,
    /// `planned` (the sheet's next date), `cadence` (the class's rhythm), `expected_close` (date passed).
    pub why: &'static str,
    /// Money at stake in base currency.
    pub at_stake: Option<f64>,
    /// What the sheet says is next.
    pub next_action: Option<String>,
    /// Where it was read.
    pub origin: Option<Origin>,
}

/// A complaint.
#[derive(Debug, Clone)]
pub struct ComplaintLine {
    /// Its number in the sheet.
    pub no: String,
    /// Customer id, if found.
    pub customer: Option<String>,
    /// Customer as named.
    pub name: String,
    /// Country.
    pub country: Option<String>,
    /// Staff id.
    pub owner: Option<String>,
    /// Kind word id.
    pub kind: Option<String>,
    /// What happened.
    pub content: Option<String>,
    /// Received.
    pub received_on: Option<NaiveDate>,
    /// Closed.
    pub closed_on: Option<NaiveDate>,
    /// Days open at the as-of date, or until closed.
    pub age_days: Option<i64>,
    /// First plan within the limit; `None` when it cannot be told.
    pub within_limit: Option<bool>,
    /// Where it was read.
    pub origin: Origin,
}

/// A satisfaction answer.
#[derive(Debug, Clone)]
pub struct SurveyLine {
    /// Day.
    pub on: Option<NaiveDate>,
    /// Customer id, if found.
    pub customer: Option<String>,
    /// Customer as named.
    pub name: String,
    /// Staff id.
    pub owner: Option<String>,
    /// Score as given.
    pub score: Option<f64>,
    /// Scale of the score.
    pub scale: String,
    /// 0–10 likelihood to recommend.
    pub nps: Option<f64>,
    /// 1–7 ease of getting it done (CES).
    pub ces: Option<f64>,
    /// Comment.
    pub comment: Option<String>,
    /// Where it was read.
    pub origin: Origin,
}

/// Money owed.
#[derive(Debug, Clone)]
pub struct ReceivableLine {
    /// Order or invoice number.
    pub no: String,
    /// Customer id, if found.
    pub customer: Option<String>,
    /// Customer as named.
    pub name: String,
    /// Staff id.
    pub owner: Option<String>,
    /// Due date.
    pub due_on: Option<NaiveDate>,
    /// Days past due; negative when not yet due.
    pub overdue_days: Option<i64>,
    /// Balance as entered.
    pub balance: Money,
    /// Balance in base currency.
    pub balance_base: Option<f64>,
    /// Where it was read.
    pub origin: Origin,
}

/// An expected-close date that moved.
#[derive(Debug, Clone)]
pub struct SlipLine {
    /// Customer id.
    pub customer: String,
    /// Customer name.
    pub name: String,
    /// Staff id.
    pub owner: Option<String>,
    /// Date in last month's sheet.
    pub before: NaiveDate,
    /// Date now.
    pub now: NaiveDate,
    /// How often it moved later, all months known.
    pub slip_count: u32,
    /// Where the new date was read.
    pub origin: Option<Origin>,
}

/// An order counted in the month.
#[derive(Debug, Clone)]
pub struct OrderLineView {
    /// Order number.
    pub no: String,
    /// Day.
    pub on: NaiveDate,
    /// Customer id, if found.
    pub customer: Option<String>,
    /// Customer as named.
    pub name: String,
    /// Staff id.
    pub owner: Option<String>,
    /// Country of the customer.
    pub country: Option<String>,
    /// As entered; none where no sheet tells amounts.
    pub amount: Option<Money>,
    /// In base currency; `None` without a rate.
    pub amount_base: Option<f64>,
    /// Where it was read.
    pub origin: Origin,
}

/// One customer worked by several salespeople at once (撞单).
#[derive(Debug, Clone, PartialEq)]
pub struct Collision {
    /// Customer id.
    pub customer: String,
    /// Customer name.
    pub name: String,
    /// Owner's staff id, if any.
    pub owner: Option<String>,
    /// Months in which two or more dealt with the customer, oldest first.
    pub months: Vec<Month>,
    /// The salespeople, the first to have dealt with the customer first.
    pub sides: Vec<CollisionSide>,
}

impl Collision {
    /// Order amount of all of them, 12 months, in base currency.
    #[must_use]
    pub fn amount(&self) -> f64 {
        self.sides.iter().filter_map(|side| side.amount).sum()
    }
}

/// One salesperson of a [`Collision`].
#[derive(Debug, Clone, PartialEq)]
pub struct CollisionSide {
    /// Staff id.
    pub staff: String,
    /// First dealing known.
    pub first_on: Option<NaiveDate>,
    /// Newest dealing known.
    pub last_on: Option<NaiveDate>,
    /// Months of the last twelve with a dealing.
    pub months: u32,
    /// Order amount in base currency, 12 months; `None` without an order.
    pub amount: Option<f64>,
}

/// Hand-in status (交表情况) of one salesperson and table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandIn {
    /// Staff id.
    pub staff: String,
    /// Table.
    pub entity: Entity,
    /// `new`, `unchanged`, `missing`.
    pub state: &'static str,
    /// Rows in this month's hand-in.
    pub rows: u32,
    /// Rows that last month's did not have.
    pub rows_new: u32,
    /// Newest date found in its rows, not after the as-of date.
    pub newest_on: Option<NaiveDate>,
    /// File and sheet.
    pub origin: Option<Origin>,
}
