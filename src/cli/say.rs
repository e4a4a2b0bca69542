//! Saying: sentences to the screen. Errors and progress go to stderr, results to stdout.

use std::io::Write;

use crate::error::Error;
use crate::words::Words;

/// Prints a result. A reader that has gone away (`| head`) is no fault.
pub(super) fn out(text: &str) {
    let mut stdout = std::io::stdout().lock();
    let _gone = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
}

/// Prints a note beside the result.
pub(super) fn note(text: &str) {
    let mut stderr = std::io::stderr().lock();
    let _gone = writeln!(stderr, "{text}");
}

/// Prints an error in the person's language: what, where, what to do. Gives its exit code.
pub(super) fn error(error: &Error, words: &Words) -> u8 {
    let id = error.kind.id();
    let fields: Vec<(&str, String)> = error.fields.iter().map(|(name, value)| (*name, words.spoken(name, value))).collect();
    let mut text = format!("{}{}", words.get("cli.error"), words.say(&format!("error.{id}.say"), &fields));
    if let Some(origin) = &error.origin {
        text.push_str(&format!("\n  {origin}"));
    }
    note(&format!("{text}\n{}{}", words.get("cli.todo"), words.say(&format!("error.{id}.todo"), &fields)));
    error.kind.exit_code()
}

/// Prints what clap has to say: help and version to stdout, mistakes to stderr.
pub(super) fn clap_error(error: &clap::Error) {
    let _gone = error.print();
}

/// Prints the short help.
pub(super) fn help(command: &mut clap::Command) {
    let _gone = command.print_help();
}
