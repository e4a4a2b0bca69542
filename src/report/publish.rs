//! Publish (发布): finished files → the month's folder, each one whole or not at all.
//!
//! First every file is written beside its place under a temporary name and flushed to the disk; only when all stand are
//! they renamed. A workbook that Excel holds open cannot be replaced on Windows: it is put beside as `name (新).xlsx`. A
//! month's folder that cannot be written gets a new one beside it.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::Workbook;
use crate::error::{Error, Kind, Result};

/// What was put where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The month's folder.
    pub folder: PathBuf,
    /// Its files, in the order they were given.
    pub files: Vec<PublishedFile>,
    /// The folder wanted and why it could not be written, where another one was taken.
    pub instead_of: Option<(PathBuf, String)>,
}

/// One published file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedFile {
    /// Name asked for, below the month's folder.
    pub name: String,
    /// Where it stands.
    pub path: PathBuf,
    /// The old file could not be replaced (it is open in Excel), so the new one stands beside it.
    pub beside: bool,
}

/// Writes workbooks and other files (`run.json`) into `dir`/`month_folder`.
///
/// # Errors
/// `output` with path and cause when neither the folder nor one beside it can be written; then nothing was replaced.
pub fn publish(dir: &Path, month_folder: &str, workbooks: &[Workbook], others: &[(String, Vec<u8>)]) -> Result<Published> {
    let refused = match publish_into(dir.join(month_folder), workbooks, others) {
        Ok(published) => return Ok(published),
        Err(refused) => refused,
    };
    // Read-only, locked, or a file in its place; a disk that is full refuses the second one, too.
    let Ok(published) = publish_into(dir.join(format!("{month_folder} (新)")), workbooks, others) else { return Err(refused) };
    let cause = refused.fields.iter().find(|(name, _)| *name == "cause").map(|(_, cause)| cause.clone()).unwrap_or_default();
    Ok(Published { instead_of: Some((dir.join(month_folder), cause)), ..published })
}

/// Takes what an earlier run left and this one did not make out of the way: a table in one of these folders goes; of these workbooks,
/// in which people type, the old one stays under another name. What cannot be moved stays.
pub fn retire(dir: &Path, workbooks: &[Workbook], folders: &[&str], typed_in: &[&str]) {
    let is_made = |name: &str| workbooks.iter().any(|workbook| workbook.name == name);
    for folder in folders {
        let entries = fs::read_dir(dir.join(folder)).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let is_table = path.extension().is_some_and(|ending| ending == *folder);
            if is_table && !is_made(&format!("{folder}/{name}")) {
                let _ = fs::remove_file(&path);
            }
        }
    }
    for name in typed_in.iter().filter(|name| !is_made(name)) {
        let path = dir.join(name);
        if path.is_file() {
            let _ = fs::rename(&path, sibling(&path, |name| name.replace(".xlsx", " (旧).xlsx")));
        }
    }
}

fn publish_into(folder: PathBuf, workbooks: &[Workbook], others: &[(String, Vec<u8>)]) -> Result<Published> {
    let files: Vec<(&str, &[u8])> = workbooks
        .iter()
        .map(|workbook| (workbook.name.as_str(), workbook.bytes.as_slice()))
        .chain(others.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())))
        .collect();
    let mut staged = Vec::new();
    for (name, bytes) in &files {
        let target = folder.join(name);
        match stage(&target, bytes) {
            Ok(temporary) => staged.push((*name, target, temporary)),
            Err(error) => {
                discard(staged.iter().map(|(_, _, temporary)| temporary));
                return Err(refused(&target, &error));
            }
        }
    }
    let mut published = Published { folder, files: Vec::new(), instead_of: None };
    for (place, (name, target, temporary)) in staged.iter().enumerate() {
        match put(temporary, target) {
            Ok((path, beside)) => published.files.push(PublishedFile { name: (*name).to_owned(), path, beside }),
            Err(error) => {
                discard(staged[place..].iter().map(|(_, _, temporary)| temporary));
                return Err(refused(target, &error));
            }
        }
    }
    flush_folder(&published.folder);
    Ok(published)
}

/// Writes the bytes beside the target and makes sure they are on the disk.
fn stage(target: &Path, bytes: &[u8]) -> std::io::Result<PathBuf> {
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    let temporary = sibling(target, |name| format!(".{name}.part"));
    let written = write_flushed(&temporary, bytes);
    if written.is_err() {
        discard(std::iter::once(&temporary));
    }
    written.map(|()| temporary)
}

fn write_flushed(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    #[expect(clippy::disallowed_methods, reason = "the home of the atomic writer: a temporary file that is renamed when whole")]
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Renames into place; where the old file is held open, beside it.
fn put(temporary: &Path, target: &Path) -> std::io::Result<(PathBuf, bool)> {
    if fs::rename(temporary, target).is_ok() {
        return Ok((target.to_owned(), false));
    }
    let beside = sibling(target, |name| match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem} (新).{ending}"),
        None => format!("{name} (新)"),
    });
    fs::rename(temporary, &beside).map(|()| (beside, true))
}

fn sibling(path: &Path, rename: impl Fn(&str) -> String) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(rename(&name))
}

fn discard<'a>(temporaries: impl Iterator<Item = &'a PathBuf>) {
    for path in temporaries {
        // A leftover that cannot be removed either is named by its ending; the error that led here is the one to tell.
        let _ = fs::remove_file(path);
    }
}

/// Makes the renames last through a power cut, where the system lets a folder be opened.
fn flush_folder(folder: &Path) {
    if let Ok(opened) = File::open(folder) {
        let _ = opened.sync_all();
    }
}

fn refused(path: &Path, cause: &std::io::Error) -> Error {
    Error::new(Kind::Output).with("path", path.display()).with("cause", cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("clientbook-publish-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        path
    }

    #[test]
    fn what_an_earlier_run_left_is_not_taken_for_this_ones() {
        let dir = place("retire");
        for name in ["csv/order.csv", "csv/notes.txt", "csv/customer.csv", "rejected.xlsx", "review.xlsx"] {
            stage(&dir.join(name), b"old").and_then(|staged| put(&staged, &dir.join(name))).unwrap();
        }
        let made = ["csv/customer.csv", "review.xlsx"].map(|name| Workbook { name: name.into(), bytes: Vec::new() });
        retire(&dir, &made, &["csv", "parquet"], &["rejected.xlsx", "review.xlsx"]);
        let there = |name: &str| dir.join(name).exists();
        assert!(there("csv/customer.csv") && there("csv/notes.txt") && there("review.xlsx") && there("rejected (旧).xlsx"));
        assert!(!there("csv/order.csv") && !there("rejected.xlsx"));
    }

    fn workbook(bytes: &[u8]) -> Vec<Workbook> {
        vec![Workbook { name: "management-2026-10.xlsx".into(), bytes: bytes.to_vec() }]
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_month_is_replaced_whole() {
        let dir = place("whole");
        let run = [("run.json".to_owned(), b"{}".to_vec())];
        publish(&dir, "2026-10", &workbook(b"old"), &run).unwrap();
        let published = publish(&dir, "2026-10", &workbook(b"new"), &run).unwrap();
        assert_eq!(fs::read(&published.files[0].path).unwrap(), b"new");
        assert!(published.files.iter().all(|file| !file.beside));
        assert_eq!(names(&published.folder), ["management-2026-10.xlsx", "run.json"]);
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_file_that_cannot_be_replaced_gets_a_new_one_beside() {
        let dir = place("beside");
        // A folder in the file's place refuses the rename as an open workbook does on Windows.
        fs::create_dir_all(dir.join("2026-10/management-2026-10.xlsx/x")).unwrap();
        let published = publish(&dir, "2026-10", &workbook(b"new"), &[]).unwrap();
        assert!(published.files[0].beside);
        assert!(published.files[0].path.ends_with("management-2026-10 (新).xlsx"));
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_months_folder_that_cannot_be_written_gets_another_beside() {
        let dir = place("instead");
        // A file in the folder's place refuses every file below it, as a folder without the right to write does.
        write_flushed(&dir.join("2026-10"), b"kept").unwrap();
        let published = publish(&dir, "2026-10", &workbook(b"new"), &[]).unwrap();
        let (wanted, cause) = published.instead_of.clone().unwrap();
        assert_eq!((wanted, published.folder.clone()), (dir.join("2026-10"), dir.join("2026-10 (新)")));
        assert!(!cause.is_empty());
        assert_eq!(fs::read(&published.files[0].path).unwrap(), b"new");
        assert_eq!(fs::read(dir.join("2026-10")).unwrap(), b"kept");
        fs::remove_dir_all(dir).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_without_the_right_to_write_loses_nothing() {
        use std::os::unix::fs::PermissionsExt;
        let dir = place("read-only");
        let first = publish(&dir, "2026-10", &workbook(b"old"), &[]).unwrap();
        fs::set_permissions(&first.folder, fs::Permissions::from_mode(0o555)).unwrap();
        let second = publish(&dir, "2026-10", &workbook(b"new"), &[]).unwrap();
        fs::set_permissions(&first.folder, fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(fs::read(&second.files[0].path).unwrap(), b"new");
        // The superuser may write anywhere: then the old one was replaced as always.
        if second.instead_of.is_some() {
            assert_eq!(fs::read(&first.files[0].path).unwrap(), b"old");
        }
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_an_output_error_and_leaves_nothing() {
        let dir = place("refused");
        publish(&dir, "2026-10", &workbook(b"old"), &[]).unwrap();
        // The second file's folder is a file: staging fails after the first file was staged.
        fs::rename(dir.join("2026-10/management-2026-10.xlsx"), dir.join("2026-10/salespeople")).unwrap();
        write_flushed(&dir.join("2026-10 (新)"), b"in the way").unwrap();
        let others = [("salespeople/王芳.xlsx".to_owned(), b"x".to_vec())];
        let error = publish(&dir, "2026-10", &workbook(b"new"), &others).unwrap_err();
        assert_eq!(error.kind, Kind::Output);
        assert!(error.fields.iter().any(|(name, _)| *name == "path") && error.fields.iter().any(|(name, _)| *name == "cause"));
        assert_eq!(names(&dir.join("2026-10")), ["salespeople"]);
        fs::remove_dir_all(dir).unwrap();
    }
}
