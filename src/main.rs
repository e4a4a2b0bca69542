//! Starts the program: parse, call the library, print the error, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    clientbook::cli::run()
}
