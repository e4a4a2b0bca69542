//! Migration: the same gathering with another ending: a clean master, the rows given back, and the proof.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use polars::prelude::DataFrame;

use crate::book::{self, Book};
use crate::error::Result;
use crate::finding::Finding;
use crate::model::frame::Rows;
use crate::model::resolved::{Memory, Resolved, ReviewPair};
use crate::model::tidied::Tables;
use crate::model::view::{Computed, CustomerLine, MonthView};
use crate::model::{Entity, LineageRow, MetricTable, Money, money};
use crate::report::{self, Crm, Published, Workbook};
use crate::{metrics, resolve};

use super::{Access, Gathered, Job, LogLine, Watch, carry, correct, gather, proof, run_json, view};

/// What a migration found and made.
#[derive(Debug)]
pub struct Migrated {
    /// Files, controls, merges and pairs.
    pub view: MonthView,
    /// Everything wrong or doubtful, in canonical order.
    pub findings: Vec<Finding>,
    /// Findings already seen in an earlier month.
    pub known: Vec<String>,
    /// One line for each non-empty input row.
    pub lineage: Vec<LineageRow>,
    /// Pairs a person should decide.
    pub pairs: Vec<ReviewPair>,
    /// Customers of the master.
    pub customers: usize,
    /// The run as JSON: nothing that varies between two equal runs.
    pub run_json: String,
    files: Vec<Workbook>,
    tables: Tables,
    sources: Tables,
    memory: Memory,
    /// Time of each stage.
    pub timings: Vec<(&'static str, std::time::Duration)>,
}

/// Reads and merges, and lays out the master; writes nothing. `output` is where an earlier migration may lie; `systems` get the
/// master in files of their own.
///
/// # Errors
/// Of kind input, policy or book; `control_totals` when rows or money do not tie.
pub fn migrate(job: &Job, output: &Path, systems: &[Crm], watch: Watch<'_>) -> Result<Migrated> {
    let Gathered { mut clock, book, memory, held, mut findings, intake, tidied, own, mut resolved, facts, lineage, controls } =
        gather(job, watch)?;
    // The book keeps what the sheets say; corrections are laid over it anew each run. A plan or a target is no part of a master.
    let tables = resolved.tables.clone();
    findings.extend(correct::customers(&mut resolved, &held, &job.policy)?);
    let fixes: Vec<_> = held.iter().filter(|answer| correct::is_fix(answer)).cloned().collect();
    findings.extend(resolve::apply(&mut resolved, &fixes)?);
    findings.sort();
    findings.dedup();
    watch("report", "");
    let master = resolve::master(&resolved)?;
    let completeness = proof::completeness(facts.tables.get(&Entity::Customer), master.get(&Entity::Customer));
    let earlier = book::export::read(&output.join("parquet/customer.parquet"));
    let changes = earlier.as_ref().map(|before| proof::changes(before, master.get(&Entity::Customer)));
    let rates = metrics::newest_rates(&resolved, job.month, &job.policy);
    let collisions = resolve::collisions(&resolved, &rates, &job.policy.calendar);
    let sheets = proof::sheets(&intake.files, &tidied, &lineage);
    let repairs = proof::repairs(&own, &findings, job.words);
    let conflicts = proof::conflicts(&resolved.tables, &resolved.staff, &master);
    let worth = proof::worth(&resolved);
    let table_changes = proof::table_changes(output, &master);
    let memory = Memory { identities: resolved.identities.clone(), ..memory };
    let known = book.known_findings(job.month)?;
    let sources = carry::sources(facts.tables, &tables);
    let pairs = resolved.review.clone();
    let computed = Computed { customers: asked_about(&resolved, &worth, &rates), ..Computed::default() };
    let view = view::assemble(job, job.from, computed, resolved, intake, &lineage, controls, facts.carried, false, held);
    let said = report::Migration {
        view: &view,
        findings: &findings,
        master: &master,
        refused: &tidied.refused,
        completeness: &completeness,
        changes: changes.as_deref(),
        table_changes: table_changes.as_deref(),
        sheets: &sheets,
        repairs: &repairs,
        collisions: &collisions,
        conflicts: &conflicts,
        worth: &worth,
        rates: &rates,
        systems,
    };
    let mut written = report::migration(&said, &job.policy, job.words)?;
    for (entity, frame) in &master {
        written.push(Workbook { name: format!("parquet/{}.parquet", entity.id()), bytes: book::export::parquet_bytes(frame)? });
    }
    written.extend(book::export::lineage_files(&lineage)?.into_iter().map(|(name, bytes)| Workbook { name, bytes }));
    let customers = master.get(&Entity::Customer).map_or(0, DataFrame::height);
    let run_json = run_json::render(&view, &findings, &known, &lineage, customers)?;
    clock.lap("report");
    Ok(Migrated {
        view,
        findings,
        known,
        lineage,
        pairs,
        customers,
        run_json,
        files: written,
        tables,
        sources,
        memory,
        timings: clock.laps,
    })
}

/// Writes the files, then records the run in the book, so that ids stay and the next month goes on from here.
///
/// # Errors
/// `output`, `book`, `book_locked`, `month_closed`.
pub fn publish_migration(job: &Job, migrated: &Migrated, output: &Path, log: &LogLine) -> Result<Published> {
    let mut book = Book::open(&job.book, Access::Write)?;
    super::publish::refuse_closed(&book, job.month)?;
    let others = [("run.json".to_owned(), migrated.run_json.clone().into_bytes())];
    let published = report::publish(output, "", &migrated.files, &others)?;
    let draft = book::Draft {
        month: job.month,
        tables: &migrated.tables,
        sources: &migrated.sources,
        lineage: &migrated.lineage,
        metrics: &MetricTable::default(),
        findings: &migrated.findings,
        memory: &migrated.memory,
        workbooks: &[],
        run_json: &migrated.run_json,
        log,
    };
    book::record(&mut book, &draft)?;
    report::retire(output, &migrated.files, &["csv", "parquet"], &["rejected.xlsx", "review.xlsx"]);
    Ok(published)
}

/// The customers a person is asked about: whose they are, and the value of all their orders in base currency. There is no month of
/// which there could be twelve.
fn asked_about(resolved: &Resolved, worth: &BTreeMap<String, Vec<Money>>, rates: &BTreeMap<String, i128>) -> Vec<CustomerLine> {
    let asked: BTreeSet<&str> = resolved.review.iter().flat_map(|pair| [pair.customer_a.as_str(), pair.customer_b.as_str()]).collect();
    let rows = Rows::of(&resolved.customers);
    let line = |row: usize| {
        let (id, name) = (rows.text("customer_id", row).filter(|id| asked.contains(id))?, rows.text("name", row).unwrap_or_default());
        let base = |money: &Money| Some(money::round_half_even(money.micros * rates.get(&money.currency)?, money::MICROS));
        let value = worth.get(name).map(|own| own.iter().filter_map(base).sum()).map(money::micros_to_f64);
        let owner = rows.text("owner_id", row).map(str::to_owned);
        Some(CustomerLine { id: id.to_owned(), name: name.to_owned(), owner, amount_12m: value, ..CustomerLine::default() })
    };
    (0..rows.len()).filter_map(line).collect()
}
