//! `forget`: deletes a customer's data from the book with a record, and tells what lies outside the book: sheets that still hold its rows,
//! workbooks that were sent.

use super::args::ForgetArgs;
use super::job::{Setting, log_line};
use super::{say, usage};
use crate::error::Result;
use crate::model::Origin;
use crate::pipeline;

/// Places and workbooks shown.
const SHOWN: usize = 40;

pub(super) fn forget(setting: &Setting, args: &ForgetArgs) -> Result<u8> {
    let reason = args.reason.trim();
    if reason.is_empty() {
        return Err(usage("--reason", "--reason \"…\""));
    }
    let done = pipeline::forget(&setting.book, args.customer.trim(), reason, &log_line())?;
    let words = setting.words;
    let months = done.removed.months.iter().cloned().collect::<Vec<_>>().join(" ");
    let particulars = [("id", done.customer), ("rows", done.removed.rows.to_string()), ("months", months)];
    let mut lines = vec![words.say("cli.forgotten", &particulars)];
    let place = |(file, sheet, row): &(String, String, u32)| words.place(&Origin::sheet(file.as_str(), sheet.as_str()).at_row(*row));
    let places: Vec<String> = done.removed.places.iter().map(place).collect();
    for (key, list) in [("cli.forgotten_places", &places), ("cli.forgotten_books", &done.removed.workbooks)] {
        if list.is_empty() {
            continue;
        }
        lines.push(words.get(key).to_owned());
        lines.extend(list.iter().take(SHOWN).map(|line| format!("  {line}")));
        if list.len() > SHOWN {
            lines.push(format!("  {}", words.say("cli.forgotten_more", &[("count", (list.len() - SHOWN).to_string())])));
        }
    }
    lines.push(words.get("cli.forgotten_again").to_owned());
    say::out(&(lines.join("\n") + "\n"));
    Ok(0)
}
