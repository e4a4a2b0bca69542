//! `undo`: takes a merge back for good.

use super::args::UndoArgs;
use super::job::{Setting, log_line};
use super::say;
use crate::error::Result;
use crate::pipeline;

pub(super) fn undo(setting: &Setting, args: &UndoArgs) -> Result<u8> {
    let month = pipeline::newest_month(&setting.book)?;
    let merge = pipeline::undo(&setting.job_on_book(month), args.merge.trim(), &log_line())?;
    let particulars = [("merge", merge.id.to_string()), ("left", merge.kept_name.to_string()), ("right", merge.merged_name.to_string())];
    say::out(&format!("{}\n", setting.words.say("cli.undone", &particulars)));
    Ok(0)
}
