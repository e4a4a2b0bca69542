//! Discovery (找文件): the files below the inputs, each once, under a label that does not depend on the machine.
//!
//! Decides: temporary (`~$…`) and hidden files, ignored patterns and files that are no sheets by their name are passed
//! over, and so is a folder that is a book; a label is the path below its input with `/`; where two inputs give the same label, the inputs' own names are
//! put in front, whatever order they were named in.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Request, pattern};
use crate::error::{Error, Kind, Result};
use crate::policy::Policy;

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Path below its input, with `/`.
    pub(super) label: String,
    /// Name of the input folder it was found below; empty for a file named itself.
    pub(super) input: String,
}

/// What was found below the inputs.
#[derive(Debug, Default)]
pub(super) struct Discovery {
    /// Files to read, by label.
    pub(super) files: Vec<Found>,
    /// Labels of files passed over, with the reason.
    pub(super) passed: Vec<(String, &'static str)>,
}

/// Names that programs and notes have, never sheets.
const NO_SHEETS: [&str; 22] = [
    "md", "toml", "json", "yml", "yaml", "ini", "log", "bat", "cmd", "ps1", "sh", "exe", "dll", "lnk", "url", "py", "rs", "parquet", "ico",
    "xml~", "tmp", "bak",
];

/// Finds all files.
///
/// # Errors
/// `input_missing` for a named path that does not exist, `usage` when there are more files than the policy allows.
pub(super) fn discover(request: &Request, policy: &Policy) -> Result<Discovery> {
    let skip: Vec<PathBuf> = request.skip.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
    // The same file reached through two inputs is read once, under its longest label.
    let mut by_place: BTreeMap<PathBuf, Found> = BTreeMap::new();
    let mut discovery = Discovery::default();
    for input in &request.inputs {
        let missing = || Error::new(Kind::InputMissing).with("path", input.display());
        let place = fs::canonicalize(input).map_err(|_| missing())?;
        let mut walk = Walk { skip: &skip, found: Vec::new(), books: Vec::new() };
        if place.is_dir() {
            let name = file_name(&place);
            walk.folder(&place, "", &name);
        } else {
            walk.found.push(Found { label: file_name(&place), path: place, input: String::new() });
        }
        discovery.passed.extend(walk.books.into_iter().map(|label| (label, "other_book")));
        for found in walk.found {
            let known = by_place.entry(found.path.clone()).or_insert_with(|| found.clone());
            if (known.label.len(), &known.input) < (found.label.len(), &found.input) {
                *known = found;
            }
        }
    }
    let mut found: Vec<Found> = by_place.into_values().collect();
    tell_apart(&mut found);
    found.sort_by(|left, right| left.label.cmp(&right.label));
    discovery.passed.sort();
    discovery.passed.dedup();
    for file in found {
        match passed_over(&file.label, policy) {
            Some(reason) => discovery.passed.push((file.label, reason)),
            None => discovery.files.push(file),
        }
    }
    if discovery.files.len() > policy.inputs.max_files {
        return Err(Error::new(Kind::PolicyValue)
            .with("path", POLICY)
            .with("key", "inputs.max_files")
            .with("cause", format!("{} > {}", discovery.files.len(), policy.inputs.max_files)));
    }
    Ok(discovery)
}

/// Files that a book has at its top: what it keeps is not read a second time as somebody's sheets.
const BOOK: [&str; 2] = ["HEAD", "book.toml"];

/// The policy lies among the sheets and is none of them.
const POLICY: &str = "clientbook.toml";

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

struct Walk<'a> {
    skip: &'a [PathBuf],
    found: Vec<Found>,
    /// Labels of folders that are a book other than the one at work.
    books: Vec<String>,
}

impl Walk<'_> {
    /// A folder that cannot be listed holds nothing for us; links are followed only to files, so that no loop arises.
    fn folder(&mut self, folder: &Path, prefix: &str, input: &str) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            let label = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                if name.starts_with('.') || name == "__MACOSX" || self.skip.contains(&path) {
                    continue;
                }
                if BOOK.iter().all(|file| path.join(file).is_file()) {
                    self.books.push(label);
                } else {
                    self.folder(&path, &label, input);
                }
            } else if path.is_file() && name != POLICY {
                self.found.push(Found { path, label, input: input.to_owned() });
            }
        }
    }
}

fn passed_over(label: &str, policy: &Policy) -> Option<&'static str> {
    let name = label.rsplit('/').next().unwrap_or(label);
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default();
    let ignored = policy.inputs.ignore.iter().any(|pattern| pattern::fits_label(pattern, label));
    let by_source =
        || policy.source.iter().find(|source| pattern::fits_label(&source.file, label)).is_some_and(|s| s.ignore && s.sheet.is_none());
    if name.starts_with("~$") || name.starts_with(".~") {
        Some("temporary")
    } else if name.starts_with('.') || matches!(name.to_lowercase().as_str(), "thumbs.db" | "desktop.ini") {
        Some("hidden")
    } else if ignored || by_source() {
        Some("policy")
    } else if NO_SHEETS.contains(&extension.as_str()) {
        Some("no_sheet")
    } else {
        None
    }
}

/// Equal labels get the names of their inputs in front, then more of their path, until they differ.
fn tell_apart(found: &mut [Found]) {
    for depth in 1..64 {
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for file in found.iter() {
            *count.entry(file.label.clone()).or_default() += 1;
        }
        if count.values().all(|files| *files == 1) {
            return;
        }
        for file in found.iter_mut().filter(|file| count.get(&file.label).is_some_and(|files| *files > 1)) {
            let below = file.label.split('/').count();
            let longer = file.path.components().rev().take(below + 1).map(|part| part.as_os_str().to_string_lossy().replace('/', ""));
            let mut parts: Vec<String> = longer.collect();
            parts.reverse();
            let longer = parts.join("/");
            file.label = if longer == file.label { format!("{depth}/{longer}") } else { longer };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of this test alone, with empty files.
    fn workspace(name: &str, files: &[&str]) -> PathBuf {
        let root = std::env::temp_dir().join(format!("clientbook-discover-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        for file in files {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::OpenOptions::new().write(true).create(true).truncate(true).open(path).unwrap();
        }
        root
    }

    fn labels(inputs: &[PathBuf], skip: &[PathBuf], policy: &Policy) -> Vec<String> {
        let request = Request { inputs: inputs.to_vec(), skip: skip.to_vec(), ..Request::default() };
        discover(&request, policy).unwrap().files.into_iter().map(|file| file.label).collect()
    }

    #[test]
    fn files_are_labelled_below_their_input_and_told_apart() {
        let root = workspace(
            "labels",
            &[
                "a/2026-10/x.xlsx",
                "b/2026-10/x.xlsx",
                "a/y.csv",
                "a/~$y.xlsx",
                "a/.git/z.csv",
                "a/book/HEAD",
                "a/旧/q.csv",
                "a/old/HEAD",
                "a/old/book.toml",
            ],
        );
        let mut policy = Policy::shipped();
        policy.inputs.ignore = vec!["**/旧/**".to_owned()];
        let (a, b) = (root.join("a"), root.join("b"));
        let wanted = ["a/2026-10/x.xlsx", "b/2026-10/x.xlsx", "y.csv"];
        assert_eq!(labels(&[a.clone(), b.clone()], &[root.join("a/book")], &policy), wanted);
        assert_eq!(labels(&[b, a.clone()], &[root.join("a/book")], &policy), wanted);
        assert_eq!(labels(&[a.join("2026-10"), a], &[root.join("a/book")], &policy), ["2026-10/x.xlsx", "y.csv"]);
        let _ = fs::remove_dir_all(root);
    }

    #[test]
    fn a_missing_input_is_an_error() {
        let request = Request { inputs: vec![PathBuf::from("/no/such/folder")], ..Request::default() };
        assert_eq!(discover(&request, &Policy::shipped()).unwrap_err().kind, Kind::InputMissing);
    }
}
