//! `close`: the month's draft becomes the final publication.

use super::args::CloseArgs;
use super::job::{Setting, log_line};
use super::say;
use crate::error::Result;
use crate::pipeline;

pub(super) fn close(setting: &Setting, args: &CloseArgs) -> Result<u8> {
    pipeline::close(&setting.book, args.month, &log_line())?;
    let particulars = [("month", args.month.to_string()), ("book", setting.book.display().to_string())];
    say::out(&format!("{}\n", setting.words.say("cli.closed", &particulars)));
    Ok(0)
}
