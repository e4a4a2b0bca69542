//! Journal (提交日志): how many files change as one, so that a crash or a full disk leaves the old state or the new.
//!
//! A commit writes the changed files and the new `HEAD` under `staging/` and syncs them. Renaming `staging/HEAD` to
//! `HEAD.next` is the commit point. Before it the old `HEAD` holds and staging is thrown away; after it the new state
//! holds, and whoever opens the book next finishes: staged files move to their places, files no longer named go,
//! `HEAD.next` becomes `HEAD`. A reader changes nothing and finds a file not yet moved in `staging/`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::disk::{self, Disk};
use super::head::{self, Head};
use crate::error::{Error, Kind, Result};

const HEAD: &str = "HEAD";
const NEXT: &str = "HEAD.next";
const STAGING: &str = "staging";
/// Folders that cannot be there without a `HEAD`.
const PARTS: [&str; 2] = ["months", "published"];

/// New content by path; `None` removes the file.
pub(super) type Changes = BTreeMap<String, Option<Vec<u8>>>;

/// The files of a book folder and their last committed state.
#[derive(Debug)]
pub(super) struct Journal {
    root: PathBuf,
    pub(super) disk: Disk,
    head: Head,
    /// `HEAD.next` is there: some files may still lie in `staging/`.
    is_pending: bool,
}

impl Journal {
    /// The committed state, every file's hash checked. Writes nothing.
    pub(super) fn open(root: &Path) -> Result<Self> {
        let mut journal = Self { root: root.to_path_buf(), disk: Disk::default(), head: Head::default(), is_pending: false };
        journal.load()?;
        for path in journal.head.files.keys() {
            journal.read(path)?;
        }
        Ok(journal)
    }

    /// The committed files.
    pub(super) const fn head(&self) -> &Head {
        &self.head
    }

    /// The folder.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// A committed file; `None` when the book has no such file.
    pub(super) fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let Some(wanted) = self.head.files.get(path) else { return Ok(None) };
        let staged = self.is_pending.then(|| self.place(STAGING).join(path));
        let found = staged.into_iter().chain([self.place(path)]).find_map(|place| fs::read(place).ok());
        match found {
            Some(bytes) if head::hash(&bytes) == *wanted => Ok(Some(bytes)),
            Some(_) => Err(self.broken(path, "it was changed from outside; put back the book folder from its last copy")),
            None => Err(self.broken(path, "it is missing or cannot be opened; put back the book folder from its last copy")),
        }
    }

    /// Completes a commit that was interrupted after its commit point, or throws away one interrupted before it.
    pub(super) fn recover(&mut self) -> Result<()> {
        self.load()?;
        if self.is_pending {
            self.roll_forward()?;
        }
        let staging = self.place(STAGING);
        self.disk.remove_tree(&staging).map_err(|error| failed(&staging, &error))
    }

    /// Makes the changes as one. Content that is already there is no change; without a change nothing is written.
    pub(super) fn commit(&mut self, changes: Changes) -> Result<()> {
        self.recover()?;
        let mut next = Head { generation: self.head.generation + 1, files: self.head.files.clone() };
        let mut staged = Vec::new();
        for (path, content) in changes {
            match content {
                Some(bytes) => {
                    let hash = head::hash(&bytes);
                    if self.head.files.get(&path) != Some(&hash) {
                        staged.push((path.clone(), bytes));
                    }
                    next.files.insert(path, hash);
                }
                None => drop(next.files.remove(&path)),
            }
        }
        if next.files == self.head.files {
            return Ok(());
        }
        staged.push((HEAD.to_owned(), next.to_text().into_bytes()));
        let staging = self.place(STAGING);
        for (path, bytes) in staged {
            let place = staging.join(path);
            self.disk.write(&place, &bytes).map_err(|error| failed(&place, &error))?;
        }
        sync(&staging)?;
        let place = self.place(NEXT);
        self.disk.rename(&staging.join(HEAD), &place).map_err(|error| failed(&place, &error))?;
        sync(&self.root)?;
        self.recover()
    }

    /// Adds a line to a file that is no part of the committed state.
    pub(super) fn append(&self, path: &str, line: &str) -> Result<()> {
        let place = self.place(path);
        self.disk.append(&place, line).map_err(|error| failed(&place, &error))
    }

    fn roll_forward(&mut self) -> Result<()> {
        let old = self.parse(HEAD)?.unwrap_or_default();
        let staging = self.place(STAGING);
        let mut touched = BTreeSet::new();
        for path in self.head.files.keys() {
            let (from, to) = (staging.join(path), self.place(path));
            if from.exists() {
                self.disk.rename(&from, &to).map_err(|error| failed(&to, &error))?;
                touched.extend(to.parent().map(Path::to_path_buf));
            }
        }
        for folder in &touched {
            sync(folder)?;
        }
        for path in old.files.keys().filter(|path| !self.head.files.contains_key(*path)) {
            let place = self.place(path);
            self.disk.remove(&place).map_err(|error| failed(&place, &error))?;
            disk::prune(&self.root, &place);
        }
        let place = self.place(HEAD);
        self.disk.rename(&self.place(NEXT), &place).map_err(|error| failed(&place, &error))?;
        sync(&self.root)?;
        self.is_pending = false;
        Ok(())
    }

    fn load(&mut self) -> Result<()> {
        let next = self.parse(NEXT)?;
        self.is_pending = next.is_some();
        let head = if next.is_some() { next } else { self.parse(HEAD)? };
        if head.is_none()
            && let Some(part) = PARTS.into_iter().find(|part| self.place(part).exists())
        {
            return Err(self.broken(HEAD, &format!("it is missing beside '{part}'; put back the book folder from its last copy")));
        }
        self.head = head.unwrap_or_default();
        Ok(())
    }

    fn parse(&self, name: &str) -> Result<Option<Head>> {
        let place = self.place(name);
        match fs::read_to_string(&place) {
            Ok(text) => Head::parse(&text).map(Some).map_err(|cause| self.broken(name, &cause)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&place, &error)),
        }
    }

    fn place(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    fn broken(&self, path: &str, cause: &str) -> Error {
        Error::new(Kind::Book).with("path", self.place(path).display()).with("cause", cause)
    }
}

fn sync(folder: &Path) -> Result<()> {
    disk::sync_folder(folder).map_err(|error| failed(folder, &error))
}

/// The disk refused.
pub(super) fn failed(path: &Path, error: &io::Error) -> Error {
    Error::new(Kind::Book).with("path", path.display()).with("cause", error)
}
