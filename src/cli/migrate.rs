//! `migrate`: legacy sheets → a clean master the company keeps working with, with proof that nothing was lost.

use super::args::{Format, MigrateArgs};
use super::job::{Setting, log_line};
use super::progress::Progress;
use super::report::timings;
use super::say;
use crate::error::Result;
use crate::finding::Severity;
use crate::model::Outcome;
use crate::pipeline::{self, Migrated, Published};

pub(super) fn migrate(setting: &Setting, args: &MigrateArgs) -> Result<u8> {
    let mut job = setting.job(&args.run, &args.output)?;
    job.handed_in = None;
    pipeline::refuse_closed(&job.book, job.month)?;
    let progress = Progress::new(setting.words, args.run.quiet);
    let systems: Vec<_> = args.systems.iter().map(|name| name.crm()).collect();
    let migrated = pipeline::migrate(&job, &args.output, &systems, &mut |stage, file| progress.at(stage, file));
    progress.done();
    let migrated = migrated?;
    if args.run.timings {
        timings(&migrated.timings);
    }
    let published = pipeline::publish_migration(&job, &migrated, &args.output, &log_line())?;
    match args.run.format {
        Format::Json => say::out(&migrated.run_json),
        Format::Text if !args.run.quiet => say::out(&summary(setting, &migrated, &published)),
        Format::Text => {}
    }
    let decides = |migrated: &Migrated| {
        migrated.findings.iter().any(|finding| finding.kind.severity() == Severity::Decide && !migrated.known.contains(&finding.key()))
    };
    Ok(u8::from(args.run.strict && decides(&migrated)))
}

fn summary(setting: &Setting, migrated: &Migrated, published: &Published) -> String {
    let rejected = migrated.lineage.iter().filter(|row| row.outcome == Outcome::Rejected).count();
    let decide = migrated.findings.iter().filter(|finding| finding.kind.severity() == Severity::Decide).count();
    let particulars = [
        ("customers", migrated.customers.to_string()),
        ("rows", migrated.lineage.len().to_string()),
        ("rejected", rejected.to_string()),
        ("decide", decide.to_string()),
    ];
    let words = setting.words;
    let mut lines = vec![words.say("migration.cli.done", &particulars)];
    lines.push(words.say("migration.cli.folder", &[("path", published.folder.display().to_string())]));
    for file in published.files.iter().filter(|file| file.beside) {
        lines.push(words.say("migration.cli.folder", &[("path", file.path.display().to_string())]));
    }
    lines.push(words.get("migration.cli.next").to_owned());
    lines.join("\n") + "\n"
}
