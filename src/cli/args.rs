//! Arguments (命令行参数): the contract of the command line. The doc comments are the help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::Month;
use crate::pipeline::Crm;

/// 客户月报：读入业务员交来的各种表格，合并客户，计算等级、满意度和业绩，生成当月 Excel 报表。
///
/// Monthly client report: reads the sheets people hand in, makes one customer of many rows, computes grades,
/// satisfaction and KPIs, and writes the month's Excel workbooks. Without a command, in a folder with a clientbook.toml,
/// it does the same as `report`.
#[derive(Debug, Parser)]
#[command(name = "clientbook", version, max_term_width = 110, arg_required_else_help = false)]
pub struct Arguments {
    /// What to do
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Options of every command
    #[command(flatten)]
    pub common: Common,
}

/// Options that every command takes.
#[derive(Debug, Clone, Default, Args)]
pub struct Common {
    /// 口径文件 · Policy; else clientbook.toml in this folder, else in the first input folder
    #[arg(long, global = true, value_name = "FILE")]
    pub policy: Option<PathBuf>,

    /// 账簿文件夹 · Folder of the book (history, ids, decisions) [default: book]
    #[arg(long, global = true, value_name = "DIR")]
    pub book: Option<PathBuf>,

    /// 语言 · Language of workbooks and messages; else the policy's, else this computer's
    #[arg(long, global = true, value_enum, value_name = "LANGUAGE")]
    pub language: Option<LanguageName>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 出月报 · Read, compute, publish the month's workbooks
    #[command(after_help = "例 Example:  clientbook report samples --month 2026-10 --from 2025-10 --output reports")]
    Report(ReportArgs),
    /// 只检查不出表 · What would be read, mapped, rejected, merged; writes nothing
    #[command(after_help = "例 Example:  clientbook check samples --month 2026-10 --format json")]
    Check(CheckArgs),
    /// 看一个文件怎样被读懂 · How one file was understood: sheets, header row, column → field and why
    #[command(after_help = "例 Example:  clientbook inspect 订单.xls --suggest >> clientbook.toml")]
    Inspect(InspectArgs),
    /// 解释一个数字 · A customer, a metric, a file › row, or two customers: why this grade, figure or merge
    #[command(
        after_help = "例 Examples:  clientbook explain C0012\n               clientbook explain csat_share\n               clientbook explain \"台账/订单.csv › 17\"\n               clientbook explain C0012 C0047"
    )]
    Explain(ExplainArgs),
    /// 指标目录 · The catalogue of metrics with formula, unit, window and source rule
    Metrics(MetricsArgs),
    /// 迁移旧表 · Legacy sheets → clean master workbook, CSV and Parquet, rejected rows to mend, proof that nothing was lost
    #[command(after_help = "例 Example:  clientbook migrate 历史客户 --output master")]
    Migrate(MigrateArgs),
    /// 新建文件夹 · A commented policy and blank entry templates with drop-downs
    #[command(after_help = "例 Example:  clientbook init 客户月报 --set base_currency=USD --set staff=王芳、李娜")]
    Init(InitArgs),
    /// 查客户 · Is this customer already known, and to whom? Asked before a new one is opened
    #[command(after_help = "例 Example:  clientbook find \"Rossi Ferramenta\"")]
    Find(FindArgs),
    /// 撤销合并 · Take a merge back, for good
    #[command(after_help = "例 Example:  clientbook undo M1a2b3c4d5e")]
    Undo(UndoArgs),
    /// 抹除客户 · Delete a customer's data from the book, every month of it, with a record; its rows are not taken in again
    #[command(after_help = "例 Example:  clientbook forget C0012 --reason \"客户书面要求删除 2026-11-03\"")]
    Forget(ForgetArgs),
    /// 月结 · Turn the month's draft into the final publication; it is never rewritten
    Close(CloseArgs),
}

/// Arguments of `migrate`.
#[derive(Debug, Clone, Args)]
pub struct MigrateArgs {
    /// What is read
    #[command(flatten)]
    pub run: RunArgs,

    /// 结果文件夹 · Where the master, the proof and the rejected rows are written
    #[arg(long, value_name = "DIR")]
    pub output: PathBuf,

    /// 另出他系统的导入文件，可多个 · Also CSV files for the import of these systems, in a folder each
    #[arg(long = "for", value_enum, value_name = "SYSTEM", value_delimiter = ',')]
    pub systems: Vec<SystemName>,
}

/// A system that imports customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SystemName {
    /// companies, contacts, deals
    Hubspot,
    /// res.partner with External ID
    Odoo,
}

impl SystemName {
    /// The system itself.
    pub(super) const fn crm(self) -> Crm {
        match self {
            Self::Hubspot => Crm::Hubspot,
            Self::Odoo => Crm::Odoo,
        }
    }
}

/// Arguments of `init`.
#[derive(Debug, Clone, Args)]
pub struct InitArgs {
    /// 文件夹 · Folder to prepare [default: this one]
    #[arg(value_name = "DIR", default_value = ".")]
    pub dir: PathBuf,

    /// 直接回答，可多次 · Answer beforehand, may be repeated: `base_currency`, `grade_scheme`, staff, `performance_basis`, `fiscal_month`, company
    #[arg(long, value_name = "QUESTION=ANSWER")]
    pub set: Vec<String>,
}

/// What is read, and for which month.
#[derive(Debug, Clone, Default, Args)]
#[expect(clippy::struct_excessive_bools, reason = "one for each switch of the contract")]
pub struct RunArgs {
    /// 输入文件或文件夹 · Files and folders to read [default: the folder of the policy]
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,

    /// 月份 · Month [default: the last full one]
    #[arg(long, value_name = "YYYY-MM")]
    pub month: Option<Month>,

    /// 起始月份 · Also reconstruct earlier months, from this one
    #[arg(long, value_name = "YYYY-MM")]
    pub from: Option<Month>,

    /// 不用账簿里的旧数据 · Ignore facts carried in the book
    #[arg(long)]
    pub fresh: bool,

    /// 文本编码 · Encoding of all text files (GB18030, UTF-8, windows-1252 …)
    #[arg(long, value_name = "LABEL")]
    pub encoding: Option<String>,

    /// 密码文件 · File with passwords to try, one a line
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,

    /// 填好的核对工作簿 · A review workbook that came back; one found among the inputs is read too
    #[arg(long, value_name = "FILE")]
    pub decisions: Option<PathBuf>,

    /// 有待定问题时返回 1 · New findings that a person must decide become exit code 1
    #[arg(long)]
    pub strict: bool,

    /// 输出格式 · text for people, json for programs
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,

    /// 各步用时 · Time of each stage on stderr
    #[arg(long)]
    pub timings: bool,

    /// 安静 · Say nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
}

/// Arguments of `report`.
#[derive(Debug, Clone, Default, Args)]
pub struct ReportArgs {
    /// What is read
    #[command(flatten)]
    pub run: RunArgs,

    /// 报表文件夹 · Where the month's folder is written [default: reports]
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,

    /// 版本 · For whom: several may be named [default: the policy's]
    #[arg(long, value_enum, value_name = "EDITION", value_delimiter = ',')]
    pub edition: Vec<EditionName>,

    /// 国家 · Country of the country edition, by code or name
    #[arg(long, value_name = "CC")]
    pub country: Option<String>,

    /// 业务员 · Only the workbook of this salesperson
    #[arg(long, value_name = "NAME")]
    pub salesperson: Option<String>,
}

/// For whom a workbook is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EditionName {
    /// 管理层 · Managers: everything, with the analysis
    Management,
    /// 会议 · Projector: no margins, contacts, prices, nobody named
    Meeting,
    /// 业务员 · One workbook each: own customers only
    Salesperson,
    /// 国家 · One country's customers
    Country,
    /// 对外 · Outside the company: no names, prices, margins
    External,
}

/// Arguments of `check`.
#[derive(Debug, Clone, Default, Args)]
pub struct CheckArgs {
    /// What is read
    #[command(flatten)]
    pub run: RunArgs,

    /// 每行去向 · Write row → customer assignment, .csv or .parquet
    #[arg(long, value_name = "FILE")]
    pub lineage: Option<PathBuf>,

    /// 待定的成对客户 · Write review pairs, .csv or .parquet
    #[arg(long, value_name = "FILE")]
    pub pairs: Option<PathBuf>,
}

/// Arguments of `inspect`.
#[derive(Debug, Clone, Args)]
pub struct InspectArgs {
    /// 文件 · The file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// 打印可粘贴的映射 · Print a mapping to paste into clientbook.toml
    #[arg(long)]
    pub suggest: bool,

    /// 文本编码 · Encoding, if it is a text file
    #[arg(long, value_name = "LABEL")]
    pub encoding: Option<String>,

    /// 密码文件 · File with passwords to try, one a line
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,

    /// 输出格式 · text for people, json for programs
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

/// Arguments of `explain`.
#[derive(Debug, Clone, Args)]
pub struct ExplainArgs {
    /// 客户编号或名称、指标、文件 › 行，或两家客户 · Customer id or name, metric id, "file › row", or two customers
    #[arg(value_name = "WHAT", required = true, num_args = 1..=2)]
    pub what: Vec<String>,

    /// 月份 · Month [default: the newest in the book]
    #[arg(long, value_name = "YYYY-MM")]
    pub month: Option<Month>,
}

/// Arguments of `metrics`.
#[derive(Debug, Clone, Default, Args)]
pub struct MetricsArgs {
    /// 以 Markdown 输出 · Print as Markdown (docs/metrics.md)
    #[arg(long)]
    pub markdown: bool,
}

/// Arguments of `find`.
#[derive(Debug, Clone, Args)]
pub struct FindArgs {
    /// 名称、邮箱、网址或电话 · Name, e-mail address, website or phone number
    #[arg(value_name = "NAME")]
    pub name: String,
}

/// Arguments of `undo`.
#[derive(Debug, Clone, Args)]
pub struct UndoArgs {
    /// 合并编号 · Merge id, as the report and `explain` show it
    #[arg(value_name = "MERGE")]
    pub merge: String,
}

/// Arguments of `forget`.
#[derive(Debug, Clone, Args)]
pub struct ForgetArgs {
    /// 客户编号或完整名称 · Customer id or whole name
    #[arg(value_name = "CUSTOMER")]
    pub customer: String,

    /// 原因，写入删除记录 · Why: kept in the record of the deletion
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// Arguments of `close`.
#[derive(Debug, Clone, Args)]
pub struct CloseArgs {
    /// 月份 · Month to close
    #[arg(value_name = "YYYY-MM")]
    pub month: Month,
}

/// Output for people or for programs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// A language by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LanguageName {
    /// Simplified Chinese
    #[value(name = "zh-Hans")]
    ZhHans,
    /// Traditional Chinese
    #[value(name = "zh-Hant")]
    ZhHant,
    /// English
    #[value(name = "en")]
    En,
    /// Italian
    #[value(name = "it")]
    It,
}

impl LanguageName {
    /// BCP 47 tag.
    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::ZhHans => "zh-Hans",
            Self::ZhHant => "zh-Hant",
            Self::En => "en",
            Self::It => "it",
        }
    }
}
