//! Command line (命令行): the only room that prints, reads the environment or asks for today.

mod args;
mod check;
mod close;
mod desktop;
mod explain;
mod find;
mod forget;
mod init;
mod inspect;
mod job;
mod metrics;
mod migrate;
mod password;
mod progress;
mod report;
mod say;
mod summary;
mod undo;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

pub use args::{Arguments, Command};

use crate::error::{Error, Kind};

/// Parses the arguments of this process and does what they say.
#[must_use]
pub fn run() -> ExitCode {
    run_with(std::env::args_os())
}

/// Does what the arguments say; prints; gives the exit code of the contract.
#[must_use]
pub fn run_with(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    match Arguments::try_parse_from(arguments) {
        Ok(arguments) => ExitCode::from(dispatch(&arguments)),
        Err(error) => {
            say::clap_error(&error);
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
        }
    }
}

/// The program's help as Markdown, for `docs/cli.md`.
#[must_use]
pub fn help_markdown() -> String {
    let mut command = Arguments::command().term_width(110);
    command.build();
    let mut text = String::from("# clientbook: command line\n\n<!-- Made by the program; a test compares it. -->\n");
    text.push_str(&format!("\n```text\n{}```\n", trimmed(&command.render_long_help().to_string())));
    for sub in command.get_subcommands_mut().filter(|sub| sub.get_name() != "help") {
        let name = sub.get_name().to_owned();
        text.push_str(&format!("\n## {name}\n\n```text\n{}```\n", trimmed(&sub.render_long_help().to_string())));
    }
    text
}

/// clap pads its help with blanks at line ends.
fn trimmed(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn dispatch(arguments: &Arguments) -> u8 {
    let setting = match job::Setting::find(&arguments.common, inputs(arguments)) {
        Ok(setting) => setting,
        Err((error, words)) => return say::error(&error, words),
    };
    let done = match &arguments.command {
        None if setting.policy_file.is_none() => {
            say::help(&mut Arguments::command());
            return 2;
        }
        None => {
            let done = report::report(&setting, &args::ReportArgs::default());
            desktop::wait_and_open(&setting, done.as_ref().ok());
            done.map(|done| done.code)
        }
        Some(Command::Report(args)) => report::report(&setting, args).map(|done| done.code),
        Some(Command::Check(args)) => check::check(&setting, args),
        Some(Command::Inspect(args)) => inspect::inspect(&setting, args),
        Some(Command::Explain(args)) => explain::explain(&setting, args),
        Some(Command::Metrics(args)) => Ok(metrics::metrics(&setting, args)),
        Some(Command::Migrate(args)) => migrate::migrate(&setting, args),
        Some(Command::Init(args)) => init::init(&setting, args),
        Some(Command::Find(args)) => find::find(&setting, args),
        Some(Command::Undo(args)) => undo::undo(&setting, args),
        Some(Command::Forget(args)) => forget::forget(&setting, args),
        Some(Command::Close(args)) => close::close(&setting, args),
    };
    done.unwrap_or_else(|error| say::error(&error, setting.words))
}

/// The inputs a command names: the policy may lie in the first of them.
fn inputs(arguments: &Arguments) -> &[std::path::PathBuf] {
    match &arguments.command {
        Some(Command::Report(args)) => &args.run.inputs,
        Some(Command::Check(args)) => &args.run.inputs,
        Some(Command::Migrate(args)) => &args.run.inputs,
        Some(Command::Inspect(args)) => std::slice::from_ref(&args.file),
        _ => &[],
    }
}

/// An argument that parses but cannot be.
fn usage(value: &str, cause: &str) -> Error {
    Error::new(Kind::Usage).with("value", value).with("cause", cause)
}
