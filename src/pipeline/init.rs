//! A folder to begin with: policy and blank templates. What is there already stays as it is.

use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::model::Month;
use crate::policy::Policy;
use crate::report::{self, Workbook};
use crate::words::Words;

/// Name of a policy file.
const POLICY: &str = "clientbook.toml";
/// Folder of the blank templates.
const TEMPLATES: &str = "templates";

/// Writes what is missing; gives each path and whether it was made.
///
/// # Errors
/// `output` when the folder cannot be written.
pub fn init(dir: &Path, policy: &Policy, words: &Words, month: Month) -> Result<Vec<(PathBuf, bool)>> {
    let mut files = vec![Workbook { name: POLICY.to_owned(), bytes: words.get("migration.init.policy").trim_start().as_bytes().to_vec() }];
    for template in report::templates(policy, words, month)? {
        files.push(Workbook { name: format!("{TEMPLATES}/{}", template.name), bytes: template.bytes });
    }
    files.push(report::corrections(policy, words, month)?);
    let (kept, new): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| dir.join(&file.name).exists());
    report::publish(dir, "", &new, &[])?;
    let mut told: Vec<_> = new.iter().map(|file| (dir.join(&file.name), true)).collect();
    told.extend(kept.iter().map(|file| (dir.join(&file.name), false)));
    told.sort();
    Ok(told)
}
