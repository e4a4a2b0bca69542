//! `report`: read, compute, publish, and say in ten lines what happened.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::args::{Format, ReportArgs, RunArgs};
use super::job::{Setting, log_line};
use super::progress::Progress;
use super::{say, summary};
use crate::error::Result;
use crate::finding::Severity;
use crate::pipeline::{self, Asked, Edition, Job, Run};

/// What a finished report leaves to say.
pub(super) struct Done {
    /// Exit code.
    pub(super) code: u8,
    /// The month's folder.
    pub(super) folder: PathBuf,
}

pub(super) fn report(setting: &Setting, args: &ReportArgs) -> Result<Done> {
    let output = args.output.clone().unwrap_or_else(|| PathBuf::from("reports"));
    let mut job = setting.job(&args.run, &output)?;
    job.asked = Some(Asked { language_named: setting.language_named, ..asked(args) });
    pipeline::refuse_closed(&job.book, job.month)?;
    let run = compute(setting, &job, &args.run)?;
    let published = pipeline::publish(&job, &run, &output, &log_line())?;
    match args.run.format {
        Format::Json => say::out(&run.run_json),
        Format::Text if !args.run.quiet => say::out(&summary::of(setting.words, &run, Some(&published))),
        Format::Text => {}
    }
    Ok(Done { code: exit_code(&run, args.run.strict), folder: published.folder })
}

/// Which workbooks the arguments ask for.
fn asked(args: &ReportArgs) -> Asked {
    let editions = args.edition.iter().filter_map(|edition| {
        let value = edition.to_possible_value()?;
        Edition::from_id(value.get_name())
    });
    Asked { editions: editions.collect(), country: args.country.clone(), salesperson: args.salesperson.clone(), ..Asked::default() }
}

/// Runs the pipeline with progress and, when asked, its times.
pub(super) fn compute(setting: &Setting, job: &Job, args: &RunArgs) -> Result<Run> {
    let progress = Progress::new(setting.words, args.quiet);
    let run = pipeline::run(job, &mut |stage, file| progress.at(stage, file));
    progress.done();
    let run = run?;
    if args.timings {
        timings(&run.timings);
    }
    Ok(run)
}

/// Says how long each stage took, and the peak of memory.
pub(super) fn timings(stages: &[(&'static str, std::time::Duration)]) {
    for (stage, time) in stages {
        say::note(&format!("{:<10} {:>8.3} s", stage, time.as_secs_f64()));
    }
    if let Some(peak) = peak_memory_mb() {
        say::note(&format!("{:<10} {peak:>8.0} MB", "peak"));
    }
}

/// 1 when new findings wait for a person's decision and the caller wants to know.
pub(super) fn exit_code(run: &Run, strict: bool) -> u8 {
    let waits = run.findings.iter().any(|finding| finding.kind.severity() == Severity::Decide && !run.known.contains(&finding.key()));
    u8::from(strict && waits)
}

/// Peak memory of this process, where the system tells it.
fn peak_memory_mb() -> Option<f64> {
    let status = std::fs::read_to_string(Path::new("/proc/self/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024.0)
}
