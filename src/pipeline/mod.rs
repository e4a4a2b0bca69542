//! Pipeline (流水线): the one place that knows the order of the stages.
//!
//! [`run`] reads, computes and lays out, and writes nothing; [`publish`] hands the result to the output folder and the
//! book. Both `report` and `check` come this way, so what is checked is what would be published.

mod ask;
mod carry;
mod control;
mod copied;
mod correct;
mod forget;
mod init;
mod migrate;
mod proof;
mod publish;
mod recut;
mod run_json;
mod trace;
mod vanished;
mod view;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

pub use crate::ingest::{Request, locked};
pub use crate::report::{Asked, Crm, Edition};
pub use crate::resolve::{How, Known};
pub use ask::{answers as answers_held, between, find, newest_month, undo, unlike_values};
pub use forget::{Forgotten, erasure_of, forget, is_erased};
pub use init::{POLICY, Question, blank_policy, init};
pub use migrate::{Migrated, migrate, publish_migration};
pub use publish::{LogLine, Published, close, export_lineage, export_pairs, publish};
pub use trace::{Traced, by_number, by_records, id_in_force};

use crate::book::{Access, Book, answers};
use crate::error::{Error, Kind, Result};
use crate::finding::Finding;
use crate::model::own::{Answer, Input};
use crate::model::raw::{Intake, RawTable};
use crate::model::resolved::{Memory, Resolved, ReviewPair};
use crate::model::tidied::{Tables, Tidied};
use crate::model::view::{Controls, Grade, MonthView};
use crate::model::{LineageRow, Month};
use crate::policy::Policy;
use crate::report::Workbook;
use crate::words::Words;
use crate::{ingest, metrics, normalise, report, resolve};
use correct::Reading;

/// What a run is asked to do: everything decided, nothing left to the environment.
#[derive(Debug)]
pub struct Job {
    /// Files and folders to read; none = only what the book holds.
    pub inputs: Vec<PathBuf>,
    /// Folders never walked into.
    pub skip: Vec<PathBuf>,
    /// A returned workbook named as such.
    pub decisions: Option<PathBuf>,
    /// Encoding of all text files, if named.
    pub encoding: Option<String>,
    /// Passwords to try.
    pub passwords: Vec<String>,
    /// Report month.
    pub month: Month,
    /// First month of the history; the report month itself: as far back as the book goes, a year at most.
    pub from: Month,
    /// Month for which sheets that name none were handed in: dates without any year are of its year. Legacy sheets have none.
    pub handed_in: Option<Month>,
    /// Ignore facts carried in the book.
    pub fresh: bool,
    /// Folder of the book.
    pub book: PathBuf,
    /// All choices.
    pub policy: Policy,
    /// Texts.
    pub words: &'static Words,
    /// Which workbooks are made; `None` = none, for a run that publishes nothing.
    pub asked: Option<report::Asked>,
}

/// What a run found and made.
#[derive(Debug)]
pub struct Run {
    /// Everything a workbook says.
    pub view: MonthView,
    /// Everything wrong or doubtful, in canonical order.
    pub findings: Vec<Finding>,
    /// Stable keys of findings already seen in an earlier month.
    pub known: Vec<String>,
    /// One line for each non-empty input row.
    pub lineage: Vec<LineageRow>,
    /// Pairs a person should decide.
    pub pairs: Vec<ReviewPair>,
    /// Finished workbooks.
    pub workbooks: Vec<Workbook>,
    /// The run as JSON: nothing that varies between two equal runs.
    pub run_json: String,
    /// Records for the book.
    tables: Tables,
    /// Rows as read, of entities whose records are fewer.
    sources: Tables,
    /// Ids and decisions for the book.
    memory: Memory,
    /// Time of each stage.
    pub timings: Vec<(&'static str, Duration)>,
}

/// What is told while a run goes on: the stage's id, and the file being read.
pub type Watch<'a> = &'a mut dyn FnMut(&str, &str);

/// Reads, computes and lays out; writes nothing.
///
/// # Errors
/// Of kind input, policy or book; `control_totals` when rows or money do not tie.
pub fn run(job: &Job, watch: Watch<'_>) -> Result<Run> {
    let Gathered { mut clock, book, memory, held, mut findings, intake, mut resolved, facts, lineage, controls, .. } = gather(job, watch)?;

    watch("metrics", "");
    // The book keeps what the sheets say; answers are laid over it anew each run.
    let tables = resolved.tables.clone();
    let carry::Facts { tables: rows, carried, columns_present } = facts;
    let sources = carry::sources(rows, &tables);
    findings.extend(correct::customers(&mut resolved, &held, &job.policy)?);
    findings.extend(resolve::apply(&mut resolved, &held)?);
    let from = history(&book, job)?;
    let (published, others) = book.published(job.month)?;
    findings.extend(recut::finding(&others));
    let question = metrics::Question { month: job.month, from, published, columns_present, grades: grades(&held) };
    let (computed, found) = metrics::compute(&resolved, &question, &job.policy)?;
    findings.extend(found);
    findings.sort();
    findings.dedup();
    clock.lap("metrics");

    watch("report", "");
    let memory = Memory { identities: resolved.identities.clone(), ..memory };
    let known = book.known_findings(job.month)?;
    let closed = book.closed()?.contains(&job.month);
    let pairs = resolved.review.clone();
    let view = view::assemble(job, from, computed, resolved, intake, &lineage, controls, carried, closed, held);
    let workbooks = match &job.asked {
        Some(asked) => report::write(&view, &findings, &job.policy, job.words, asked)?,
        None => Vec::new(),
    };
    let run_json = run_json::render(&view, &findings, &known, &lineage, view.computed.customers.len())?;
    clock.lap("report");
    Ok(Run { view, findings, known, lineage, pairs, workbooks, run_json, tables, sources, memory, timings: clock.laps })
}

/// The month from which on history is told: as asked, else as far back as the book goes, a year at most.
fn history(book: &Book, job: &Job) -> Result<Month> {
    if job.from != job.month {
        return Ok(job.from);
    }
    let held = book.drafts()?.into_iter().chain(book.closed()?);
    Ok(held.filter(|held| (job.month.plus(-12)..job.month).contains(held)).min().unwrap_or(job.month))
}

/// Grades that people set, by customer.
fn grades(held: &[Answer]) -> BTreeMap<String, (Month, Grade)> {
    let grade = |answer: &Answer| {
        let id = answer.about.strip_prefix("customer|").filter(|_| answer.input == Input::Grade.id())?;
        Some((id.to_owned(), (answer.month.parse().ok()?, Grade::from_letter(&answer.after.to_uppercase())?)))
    };
    held.iter().filter_map(grade).collect()
}

/// What every ending of a run starts from: rows read, typed, merged, and accounted for.
struct Gathered {
    clock: Clock,
    book: Book,
    memory: Memory,
    /// Answers that hold.
    held: Vec<Answer>,
    findings: Vec<Finding>,
    intake: Intake,
    tidied: Tidied,
    /// The typed rows of this run's files.
    own: Tables,
    facts: carry::Facts,
    resolved: Resolved,
    lineage: Vec<LineageRow>,
    controls: Controls,
}

/// Reads, types and merges, and makes sure that rows and money tie.
fn gather(job: &Job, watch: Watch<'_>) -> Result<Gathered> {
    let mut clock = Clock::start();
    let book = Book::open(&job.book, Access::Read)?;
    let mut memory = book.memory()?;
    let mut findings = Vec::new();

    let known = correct::fixes(&answers::in_force(&memory.answers).0);
    let reading = Reading::of(job, watch, &known)?;
    let (answers, told) = answers::take_in(memory.answers, &reading.intake.returned, job.month);
    findings.extend(told);
    let (mut held, told) = answers::in_force(&answers);
    findings.extend(told);
    findings.extend(crate::book::proposals(&held, job.month));
    memory.decisions = answers::decisions(&answers, &memory.decisions);
    memory.answers = answers;
    // The workbook that puts a cell right may come last: then the files are read once more.
    let fixes = correct::fixes(&held);
    let reading = if fixes == known { reading } else { Reading::of(job, watch, &fixes)? };
    let Reading { mut intake, findings: found, tidying, mut corrections } = reading;
    findings.extend(found);
    clock.lap_but("ingest", tidying.spent);

    watch("normalise", "");
    let (mut tidied, found) = tidying.tidying.finish()?;
    findings.extend(found);
    let mut own = tidied.take_frames()?;
    let mut carried = if job.fresh { Tables::new() } else { book.facts(job.month)? };
    let withdrawn = correct::withdrawn(&memory.answers, &held);
    normalise::Corrections::of(&withdrawn).correct_carried(&mut carried, &job.policy)?;
    corrections.correct_carried(&mut carried, &job.policy)?;
    findings.extend(corrections.missed());
    forget::drop_erased(&mut memory, &mut held, &mut own, &mut tidied, &mut findings)?;
    if !job.fresh {
        findings.extend(vanished::findings(&tidied, &own, &book.facts(job.month.plus(-1))?, &intake.files));
    }
    let facts = carry::together(&own, &tidied.columns_present, &carried, &intake.files)?;
    clock.lap_with("normalise", tidying.spent);

    watch("resolve", "");
    let (resolved, found) = resolve::merge(&facts.tables, &memory, &job.policy)?;
    findings.extend(found);
    let lineage = control::lineage(&mut intake, &mut tidied, &resolved);
    let controls = control::totals(&intake.files, &tidied, &lineage);
    control::must_tie(&controls)?;
    copied::told_once(&mut findings);
    clock.lap("resolve");
    Ok(Gathered { clock, book, memory, held, findings, intake, tidied, own, facts, resolved, lineage, controls })
}

/// Reads all inputs; `take` gets each table.
fn read(job: &Job, watch: Watch<'_>, take: &mut dyn FnMut(RawTable)) -> Result<(Intake, Vec<Finding>)> {
    let inputs: Vec<PathBuf> = job.inputs.iter().chain(&job.decisions).cloned().collect();
    if inputs.is_empty() {
        return Ok((Intake::default(), Vec::new()));
    }
    let request = ingest::Request { inputs, skip: job.skip.clone(), encoding: job.encoding.clone(), passwords: job.passwords.clone() };
    let (intake, found) = ingest::read_each(&request, &job.policy, &mut |file| watch("ingest", file), take)?;
    if let Some(path) = &job.decisions {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !intake.returned.iter().any(|file| file.file == name || file.file.ends_with(&format!("/{name}"))) {
            let cause = format!("--decisions: {name} is no workbook that clientbook made");
            return Err(Error::new(Kind::Usage).with("value", path.display()).with("cause", cause));
        }
    }
    Ok((intake, found))
}

/// How one file was understood, typed but not merged: what `inspect` shows.
///
/// # Errors
/// As [`ingest::read`].
pub fn inspect(request: &Request, policy: &Policy) -> Result<(Intake, Tidied, Vec<Finding>)> {
    let mut tidying = normalise::Tidying::new(policy, None);
    // One file is shown row by row: its tables are kept, where a run lets them go.
    let mut tables = Vec::new();
    let (mut intake, mut findings) = ingest::read_each(request, policy, &mut |_| (), &mut |table| {
        tables.push(table.clone());
        tidying.take(table);
    })?;
    intake.tables = tables;
    let (tidied, found) = tidying.finish()?;
    findings.extend(found);
    findings.sort();
    Ok((intake, tidied, findings))
}

/// Months the book holds, newest last: drafts and closed ones.
///
/// # Errors
/// When the book cannot be read.
pub fn months_held(book: &std::path::Path) -> Result<Vec<Month>> {
    let book = Book::open(book, Access::Read)?;
    let mut months = book.drafts()?;
    months.extend(book.closed()?);
    months.sort_unstable();
    months.dedup();
    Ok(months)
}

/// The lineage the book holds for a month.
///
/// # Errors
/// `not_found` when the month is not held.
pub fn lineage_held(book: &std::path::Path, month: Month) -> Result<Vec<LineageRow>> {
    Book::open(book, Access::Read)?.lineage(month)
}

/// Refuses a month that is closed, before any work is done.
///
/// # Errors
/// `month_closed`.
pub fn refuse_closed(book: &std::path::Path, month: Month) -> Result<()> {
    let closed = Book::open(book, Access::Read)?.closed()?.contains(&month);
    if closed { Err(Error::new(Kind::MonthClosed).with("month", month)) } else { Ok(()) }
}

/// Typing while reading goes on, and the time it takes.
struct Timed<'p> {
    tidying: normalise::Tidying<'p>,
    spent: Duration,
}

impl<'p> Timed<'p> {
    fn new(job: &'p Job) -> Self {
        Self { tidying: normalise::Tidying::new(&job.policy, job.handed_in), spent: Duration::ZERO }
    }

    fn take(&mut self, table: RawTable) {
        let start = Instant::now();
        self.tidying.take(table);
        self.spent += start.elapsed();
    }
}

/// Stage times, for `--timings` only: they reach no figure and no file.
struct Clock {
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Clock {
    fn start() -> Self {
        Self { last: Instant::now(), laps: Vec::new() }
    }

    /// A lap in which other work was done besides.
    fn lap_but(&mut self, stage: &'static str, other: Duration) {
        self.laps.push((stage, self.last.elapsed().saturating_sub(other)));
        self.last = Instant::now();
    }

    /// A lap whose work began within an earlier one.
    fn lap_with(&mut self, stage: &'static str, earlier: Duration) {
        self.laps.push((stage, self.last.elapsed() + earlier));
        self.last = Instant::now();
    }

    fn lap(&mut self, stage: &'static str) {
        self.laps.push((stage, self.last.elapsed()));
        self.last = Instant::now();
    }
}
