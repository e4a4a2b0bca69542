//! `init`: a folder to begin with: a policy that asks for the company's choices, and blank templates to fill in.
//!
//! What is there already stays as it is.

use super::args::InitArgs;
use super::job::{Setting, last_full_month};
use super::say;
use crate::error::Result;
use crate::pipeline;

pub(super) fn init(setting: &Setting, args: &InitArgs) -> Result<u8> {
    let words = setting.words;
    for (path, made) in pipeline::init(&args.dir, &setting.policy, words, last_full_month())? {
        let key = if made { "migration.cli.init_done" } else { "migration.cli.init_kept" };
        say::out(&format!("{}\n", words.say(key, &[("path", path.display().to_string())])));
    }
    say::out(&format!("{}\n", words.get("migration.cli.init_next")));
    Ok(0)
}
