//! Password (密码): from a file that was named, else asked of the person at the terminal, once, without showing it.
//!
//! Never an argument: those stand in the list of processes and in the shell's memory. Nobody is asked when the input is no
//! terminal, or when no file wants a password.

use std::io::IsTerminal;
use std::path::Path;

use console::Term;

use super::job::passwords;
use crate::error::Result;
use crate::pipeline::{Request, locked};
use crate::policy::Policy;
use crate::words::Words;

/// The passwords to try for these inputs.
pub(super) fn ask(file: Option<&Path>, request: &Request, policy: &Policy, words: &Words) -> Result<Vec<String>> {
    let mut given = passwords(file)?;
    if file.is_some() || !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Ok(given);
    }
    let closed = locked(request, policy)?;
    if closed.is_empty() {
        return Ok(given);
    }
    let term = Term::stderr();
    let asked = term.write_str(&words.say("cli.password", &[("files", closed.join(", "))])).and_then(|()| term.read_secure_line());
    given.extend(asked.ok().filter(|password| !password.is_empty()));
    Ok(given)
}
