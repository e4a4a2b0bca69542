//! View (报表视图): everything a workbook says about a month, as plain data with every figure traced.
//!
//! Metrics fills the figures and lists; the pipeline adds what ingest and resolve know; the report only lays out.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::entity::Entity;
use super::lineage::Outcome;
use super::metric::{MetricSpec, MetricTable};
use super::money::Money;
use super::numbers::{BreachLine, BreakdownLine, CareLine, PromiseLine, Segment, TaskLine};
use super::origin::Origin;
use super::own::Answer;
use super::period::Month;
use super::raw::FileReport;
use super::resolved::{Merge, ReviewPair, StaffMember};

/// Intent grade (意向等级): how soon a deal is expected. Unknown is `None`, never E.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Within one month.
    A,
    /// Within three months.
    B,
    /// Within six months.
    C,
    /// Later, or latent need.
    D,
    /// No need, no chance.
    E,
}

impl Grade {
    /// All five.
    pub const ALL: [Self; 5] = [Self::A, Self::B, Self::C, Self::D, Self::E];

    /// Its letter.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::E => "E",
        }
    }

    /// The grade of a letter.
    #[must_use]
    pub fn from_letter(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.letter() == letter)
    }
}

/// What metrics computed: the figures and the lists behind them.
#[derive(Debug, Default)]
pub struct Computed {
    /// Every value, all months and grains.
    pub values: MetricTable,
    /// One line a customer, ordered by id.
    pub customers: Vec<CustomerLine>,
    /// Customers by (grade last month, grade this month); `None` is ungraded.
    pub movement: BTreeMap<(Option<Grade>, Option<Grade>), u32>,
    /// Follow-ups due or overdue at the as-of date, most money at stake first.
    pub follow_ups: Vec<FollowUpLine>,
    /// Complaints open or received in the month, oldest first.
    pub complaints: Vec<ComplaintLine>,
    /// What was promised and kept, by table, channel, topic and priority.
    pub promises: Vec<PromiseLine>,
    /// Promises of the month broken, unanswered ones first.
    pub breaches: Vec<BreachLine>,
    /// Things to do: late, missing or due, by kind.
    pub tasks: Vec<TaskLine>,
    /// Days to think of a customer, soonest first.
    pub care: Vec<CareLine>,
    /// Figures by one or two words: causes, tiers, bands.
    pub breakdowns: Vec<BreakdownLine>,
    /// Survey answers of the window.
    pub surveys: Vec<SurveyLine>,
    /// Receivables not paid, most overdue money first.
    pub receivables: Vec<ReceivableLine>,
    /// Expected-close dates that moved later since last month.
    pub slips: Vec<SlipLine>,
    /// Per salesperson and table: new, unchanged, missing.
    pub hand_ins: Vec<HandIn>,
    /// Orders counted in the month.
    pub orders: Vec<OrderLineView>,
    /// Customers under several salespeople at once, most money first: for management alone.
    pub collisions: Vec<Collision>,
    /// Watch lists, and the tables of currencies, funnel, channels, order stages and score cards.
    pub watch: super::watch::Watch,
}

/// Everything a workbook says.
#[derive(Debug)]
pub struct MonthView {
    /// Report month.
    pub month: Month,
    /// Last day of the month.
    pub as_of: NaiveDate,
    /// Months with figures, oldest first, ending with `month`.
    pub months: Vec<Month>,
    /// Months reconstructed from dated evidence (their trends count, their scores do not).
    pub reconstructed: Vec<Month>,
    /// Company name from the policy.
    pub company: String,
    /// Base currency.
    pub base_currency: String,
    /// Program version.
    pub version: String,
    /// Whether the month is closed.
    pub closed: bool,
    /// Catalogue in display order.
    pub specs: Vec<MetricSpec>,
    /// Figures and lists.
    pub computed: Computed,
    /// Colleagues.
    pub staff: Vec<StaffMember>,
    /// What was merged.
    pub merges: Vec<Merge>,
    /// What a person should decide.
    pub review: Vec<ReviewPair>,
    /// Files and sheets as read.
    pub files: Vec<FileReport>,
    /// Rows and money in = out.
    pub controls: Controls,
    /// Rejected rows and other lines worth showing (not used, not merged).
    pub not_used: Vec<RowNote>,
    /// Files whose facts came from the book because they were not given this time, with their row counts.
    pub carried: Vec<(String, u32)>,
    /// What people typed into our workbooks and holds today: replies, next steps, targets, grades, corrections.
    pub answers: Vec<Answer>,
    /// Thresholds as set, id → value as text, for the definitions sheet.
    pub thresholds: Vec<(String, String)>,
}

impl MonthView {
    /// Display name of a staff id; the id itself when unknown.
    #[must_use]
    pub fn staff_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.staff.iter().find(|member| member.id == id).map_or(id, |member| member.name.as_str())
    }
}

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
    /// As entered.
    pub amount: Money,
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

/// A row that counts nowhere, and why.
#[derive(Debug, Clone)]
pub struct RowNote {
    /// Where.
    pub origin: Origin,
    /// Entity of the sheet.
    pub entity: Option<Entity>,
    /// Rejected or ignored.
    pub outcome: Outcome,
    /// Key of the words.
    pub reason: String,
}

/// Control totals (控制总数): rows and money in = used + merged + rejected + ignored.
#[derive(Debug, Clone, Default)]
pub struct Controls {
    /// By file, in path order.
    pub files: Vec<FileControl>,
    /// Money by currency: in, then by outcome in the order of [`Outcome::ALL`], in millionths.
    pub money: Vec<MoneyControl>,
}

/// Rows of one file.
#[derive(Debug, Clone, Default)]
pub struct FileControl {
    /// Path below its input.
    pub file: String,
    /// Non-empty rows counted by the reader.
    pub rows_in: u32,
    /// Rows by outcome, in the order of [`Outcome::ALL`].
    pub rows_out: [u32; 4],
}

/// Money of one currency.
#[derive(Debug, Clone, Default)]
pub struct MoneyControl {
    /// ISO code; empty when unknown.
    pub currency: String,
    /// Millionths read.
    pub micros_in: i128,
    /// Millionths by outcome, in the order of [`Outcome::ALL`].
    pub micros_out: [i128; 4],
}

impl Controls {
    /// Whether every file and currency ties.
    #[must_use]
    pub fn tie(&self) -> bool {
        self.files.iter().all(|file| file.rows_in == file.rows_out.iter().sum::<u32>())
            && self.money.iter().all(|money| money.micros_in == money.micros_out.iter().sum::<i128>())
    }
}
