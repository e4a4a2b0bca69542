//! The sections of the policy, one struct each. The comments of `default.toml` say where each threshold comes from.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::model::Month;

/// Who the book belongs to.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    /// Name in headers and titles.
    pub name: String,
    /// ISO 4217 code of every total.
    pub base_currency: String,
    /// ISO alpha-2 of the company.
    pub country: String,
    /// Language of workbooks and messages; empty = the machine's.
    pub language: String,
}

/// What is read, and limits.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// File patterns never read.
    pub ignore: Vec<String>,
    /// Entities each salesperson hands in every month.
    pub hand_in_tables: Vec<String>,
    /// Files in one run.
    pub max_files: usize,
    /// Cells per file.
    pub max_cells: u64,
    /// Inflated megabytes per file.
    pub max_inflated_mb: u64,
}

/// What a person knows about certain files.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Pattern below the input, `*` and `**`.
    pub file: String,
    /// Pattern of the sheet name.
    #[serde(default)]
    pub sheet: Option<String>,
    /// Entity id of its rows.
    #[serde(default)]
    pub entity: Option<String>,
    /// Excel row of the header.
    #[serde(default)]
    pub header_row: Option<u32>,
    /// Header → field id.
    #[serde(default)]
    pub columns: std::collections::BTreeMap<String, String>,
    /// Encoding label.
    #[serde(default)]
    pub encoding: Option<String>,
    /// Day before month in text dates.
    #[serde(default)]
    pub day_first: Option<bool>,
    /// Currency of bare amounts.
    pub currency: Option<String>,
    /// `intent`, `lianlian` or `value`.
    #[serde(default)]
    pub grade_scheme: Option<String>,
    /// Higher wins between sources.
    #[serde(default)]
    pub precedence: Option<i32>,
    /// `finance`, `ledger`, `merchandiser` or `salesperson`: see `events.precedence`.
    #[serde(default)]
    pub kind: Option<String>,
    /// Never read.
    #[serde(default)]
    pub ignore: bool,
}

/// Words of the company's own beside the shipped ones (自定义词).
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    /// `entity.field` → headers.
    #[serde(default)]
    pub headers: std::collections::BTreeMap<String, Vec<String>>,
    /// Vocabulary → value → spellings.
    #[serde(default)]
    pub words: std::collections::BTreeMap<String, std::collections::BTreeMap<String, Vec<String>>>,
    /// ISO alpha-2 → names.
    #[serde(default)]
    pub countries: std::collections::BTreeMap<String, Vec<String>>,
}

/// Colleagues, where no staff list says it.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Staff {
    /// Colleagues.
    pub member: Vec<StaffMember>,
}

/// One colleague of the policy.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct StaffMember {
    /// Name.
    pub name: String,
    /// Other spellings.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Team.
    #[serde(default)]
    pub team: Option<String>,
}

/// What counts as performance (业绩口径).
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MoneyRules {
    /// `ordered`, `deposit`, `shipped`, `invoiced`, `received` or `margin`.
    pub performance_basis: String,
    /// Days past due that are not yet overdue.
    pub overdue_grace_days: i64,
    /// Shortage in base currency that counts as paid.
    pub bank_fee_tolerance: f64,
    /// `current` or `original`.
    pub reversal_month: String,
    /// Age in months above which an order without a ship date is no backlog.
    pub backlog_months: i32,
    /// Days after the order at which a deposit not in is missing.
    pub deposit_days: i64,
    /// Share of a deposit whose terms do not tell it.
    pub deposit_share: f64,
    /// Days after shipment to present documents.
    pub lc_present_days: i64,
    /// Days after the bill of lading: open account.
    pub terms_days_oa: i64,
    /// Documents against acceptance.
    pub terms_days_da: i64,
    /// Documents against payment.
    pub terms_days_dp: i64,
    /// Letter of credit at sight.
    pub terms_days_lc: i64,
    /// Balance against a copy of the bill of lading.
    pub terms_days_copy: i64,
}

/// Days the company, or customers of a country, stand still (停工).
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Closure {
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day.
    pub to: String,
    /// ISO alpha-2; empty = the company's.
    #[serde(default)]
    pub country: String,
    /// Name.
    #[serde(default)]
    pub name: String,
}

/// Working time.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Monday = 1.
    pub work_days: Vec<u32>,
    /// HH:MM.
    pub work_from: String,
    /// HH:MM.
    pub work_to: String,
    /// First month of the business year.
    pub fiscal_start_month: u32,
    /// Last day of a business month; 0 = the calendar month's.
    pub closing_day: u32,
    /// IANA name of the zone the company's clocks show.
    pub time_zone: String,
    /// Days every clock stops.
    pub closures: Vec<Closure>,
    /// Whether public holidays pause 24-hour limits.
    pub holidays_pause_calendar: bool,
    /// A month whose records end more workdays before its end, as those before did not, is not over.
    pub under_way_days: u32,
}

impl Calendar {
    /// The month of the business a date falls in.
    #[must_use]
    pub fn month_of(&self, date: NaiveDate) -> Month {
        self.cut(Month::of_calendar(date)).holding(date)
    }

    /// The month of the business that has this name.
    #[must_use]
    pub fn cut(&self, month: Month) -> Month {
        month.closing(u8::try_from(self.closing_day).unwrap_or(0))
    }

    /// The company's time zone; `None` leaves times as they stand.
    #[must_use]
    pub fn zone(&self) -> Option<Tz> {
        self.time_zone.parse().ok()
    }
}

/// Exchange rates beside the rate sheet.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fx {
    /// Rates.
    pub rate: Vec<Rate>,
}

/// One rate: a unit of currency in base currency.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// `YYYY-MM`; empty = every month without its own.
    #[serde(default)]
    pub month: String,
    /// ISO 4217.
    pub currency: String,
    /// Base currency per unit.
    pub rate: f64,
}

/// Entity resolution (客户合并).
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Resolve {
    /// Evidence that merges by itself.
    pub automatic_bits: f64,
    /// Evidence that asks a person.
    pub review_bits: f64,
    /// Largest block compared.
    pub block_cap: usize,
    /// Names under one contact point that make it an agent's.
    pub shared_contact_names: usize,
}

/// The same event in several sheets.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Events {
    /// Share of the amount.
    pub amount_tolerance: f64,
    /// Days.
    pub date_tolerance_days: i64,
    /// Kinds of source, best first.
    pub precedence: Vec<String>,
}

/// Minimum samples (最小样本).
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    /// Share: null below.
    pub min_share_n: u32,
    /// Share: grey below.
    pub grey_share_n: u32,
    /// Median: null below.
    pub min_median_n: u32,
    /// NPS: null below.
    pub min_nps_n: u32,
    /// Rank: none below.
    pub min_rank_n: u32,
    /// 90th percentile: null below.
    pub min_p90_n: u32,
    /// RFM scores: null below.
    pub min_rfm_n: usize,
    /// Won deals from which the company's own days to the deal count.
    pub own_days_min_n: usize,
}

/// Look and contents of the workbooks.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// RGB hex.
    pub accent: String,
    /// Font of every cell.
    pub font: String,
    /// Rows of the act-now list.
    pub act_now_rows: usize,
    /// `month` or `all`.
    pub detail_rows: String,
    /// Editions made.
    pub editions: Vec<String>,
}

/// Privacy.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Privacy {
    /// Mask contacts in messages.
    pub mask_in_messages: bool,
}
