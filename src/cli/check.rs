//! `check`: what a report would read, map, reject and merge; reads the book, never writes it.

use std::path::Path;

use super::args::{CheckArgs, Format};
use super::job::Setting;
use super::report::{compute, exit_code};
use super::{say, summary};
use crate::error::Result;
use crate::pipeline;

pub(super) fn check(setting: &Setting, args: &CheckArgs) -> Result<u8> {
    let job = setting.job(&args.run, Path::new("reports"))?;
    let run = compute(setting, &job, &args.run)?;
    if let Some(path) = &args.lineage {
        pipeline::export_lineage(path, &run)?;
    }
    if let Some(path) = &args.pairs {
        pipeline::export_pairs(path, &run)?;
    }
    match args.run.format {
        Format::Json => say::out(&run.run_json),
        Format::Text if !args.run.quiet => {
            say::out(&summary::of(setting.words, &run, None));
            say::out(&summary::sheets(setting.words, &run));
            say::out(&summary::findings(setting.words, &run));
        }
        Format::Text => {}
    }
    Ok(exit_code(&run, true))
}
