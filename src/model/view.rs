//! View (报表视图): everything a workbook says about a month, as plain data with every figure traced.
//!
//! Metrics fills the figures and lists; the pipeline adds what ingest and resolve know; the report only lays out.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::entity::Entity;
use super::lineage::Outcome;
use super::metric::{MetricSpec, MetricTable};
use super::numbers::{BreachLine, BreakdownLine, CareLine, PromiseLine, TaskLine};
use super::origin::Origin;
use super::own::Answer;
use super::period::Month;
use super::raw::FileReport;
use super::resolved::{Merge, ReviewPair, StaffMember};

pub use super::line::{
    Collision, CollisionSide, ComplaintLine, CustomerLine, FollowUpLine, HandIn, OrderLineView, ReceivableLine, SlipLine, SurveyLine,
};

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

/// How far a month has come that is not over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnderWay {
    /// Day of the newest record.
    pub until: NaiveDate,
    /// Workdays up to it.
    pub workdays: u32,
    /// Workdays of the whole month.
    pub of: u32,
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
    /// Newest day of anything that happened up to the month's end: how far the data go.
    pub newest_on: Option<NaiveDate>,
    /// How far the month has come; `None` where it is over.
    pub under_way: Option<UnderWay>,
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
    /// Day up to which the data go: the newest event's, else the month's end.
    pub data_until: NaiveDate,
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
    /// A month of which nothing is known yet.
    #[must_use]
    pub fn of(month: Month) -> Self {
        Self {
            month,
            as_of: month.last(),
            data_until: month.last(),
            months: vec![month],
            reconstructed: Vec::new(),
            company: String::new(),
            base_currency: "USD".to_owned(),
            version: "0".to_owned(),
            closed: false,
            specs: Vec::new(),
            computed: Computed::default(),
            staff: Vec::new(),
            merges: Vec::new(),
            review: Vec::new(),
            files: Vec::new(),
            controls: Controls::default(),
            not_used: Vec::new(),
            carried: Vec::new(),
            answers: Vec::new(),
            thresholds: Vec::new(),
        }
    }

    /// Display name of a staff id; the id itself when unknown.
    #[must_use]
    pub fn staff_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.staff.iter().find(|member| member.id == id).map_or(id, |member| member.name.as_str())
    }
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
