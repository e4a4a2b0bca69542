//! `inspect`: how one file was understood, sheet by sheet; `--suggest` prints a mapping to paste into the policy.

mod account;
mod json;
mod suggest;
mod text;

use super::args::{Format, InspectArgs};
use super::job::{self, Setting};
use super::password;
use super::say;
use crate::error::{Error, Kind, Result};
use crate::finding::Finding;
use crate::model::raw::Intake;
use crate::model::tidied::Tidied;
use crate::pipeline;

/// Everything there is to tell about a file.
struct Seen<'a> {
    intake: &'a Intake,
    tidied: &'a Tidied,
    findings: &'a [Finding],
}

pub(super) fn inspect(setting: &Setting, args: &InspectArgs) -> Result<u8> {
    if !args.file.exists() {
        return Err(Error::new(Kind::InputMissing).with("path", args.file.display()));
    }
    let mut request = pipeline::Request {
        inputs: vec![args.file.clone()],
        skip: Vec::new(),
        encoding: job::encoding(args.encoding.as_deref())?,
        passwords: Vec::new(),
    };
    request.passwords = password::ask(args.password_file.as_deref(), &request, &setting.policy, setting.words)?;
    let (intake, tidied, findings) = pipeline::inspect(&request, &setting.policy)?;
    let seen = Seen { intake: &intake, tidied: &tidied, findings: &findings };
    let text = match (args.suggest, args.format) {
        (true, _) => suggest::blocks(&intake),
        (false, Format::Json) => format!("{:#}\n", json::whole(&seen)),
        (false, Format::Text) => text::whole(setting.words, &seen),
    };
    say::out(&text);
    Ok(0)
}
