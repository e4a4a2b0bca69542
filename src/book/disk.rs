//! Disk (磁盘): the only place of the book that changes files.
//!
//! Every change is one small step that either happened or did not: a file is written and synced under a name nobody
//! reads yet, then renamed. Decides how long a name held open by another program is waited for.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Waits between tries of a rename, 0.6 s in all: virus scanners and folder synchronisers let go of a file by then.
const RENAME_WAITS_MS: [u64; 5] = [20, 40, 80, 160, 300];

/// Does the changes; tests make it fail at a chosen step.
#[derive(Debug, Default)]
pub(super) struct Disk {
    #[cfg(test)]
    pub(super) fuse: std::cell::Cell<Option<u32>>,
}

impl Disk {
    /// Writes a whole file and waits until it is on the disk; makes the folders above it.
    pub(super) fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let kept = if self.burnt() { &bytes[..bytes.len() / 2] } else { bytes };
        let mut file = create(path)?;
        file.write_all(kept)?;
        file.sync_all()?;
        self.step()
    }

    /// Renames a file, over an existing one if there is one.
    pub(super) fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut waits = RENAME_WAITS_MS.into_iter().take(if cfg!(windows) { RENAME_WAITS_MS.len() } else { 0 });
        loop {
            match fs::rename(from, to) {
                Err(error) if error.kind() == ErrorKind::PermissionDenied => match waits.next() {
                    Some(wait) => std::thread::sleep(Duration::from_millis(wait)),
                    None => return Err(error),
                },
                done => return done,
            }
        }
    }

    /// Removes a file; one that is already gone is fine.
    pub(super) fn remove(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        gone_is_fine(fs::remove_file(path))
    }

    /// Removes a folder with everything in it, file by file; one that is already gone is fine.
    pub(super) fn remove_tree(&self, dir: &Path) -> io::Result<()> {
        let entries = match fs::read_dir(dir) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                self.remove_tree(&entry.path())?;
            } else {
                self.remove(&entry.path())?;
            }
        }
        self.step()?;
        gone_is_fine(fs::remove_dir(dir))
    }

    /// Adds a line to the end of a file.
    pub(super) fn append(&self, path: &Path, line: &str) -> io::Result<()> {
        self.step()?;
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        file.write_all(format!("{line}\n").as_bytes())?;
        file.sync_all()
    }

    /// Counts a step; in a test the step where the fuse burns down, and every later one, fails.
    #[cfg(test)]
    fn step(&self) -> io::Result<()> {
        if self.burnt() {
            return Err(io::Error::other("crash of the test"));
        }
        self.fuse.set(self.fuse.get().map(|left| left - 1));
        Ok(())
    }

    #[cfg(test)]
    fn burnt(&self) -> bool {
        self.fuse.get() == Some(0)
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "the tests' variant counts and fails")]
    const fn step(&self) -> io::Result<()> {
        Ok(())
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, reason = "the tests' variant counts")]
    const fn burnt(&self) -> bool {
        false
    }
}

/// Makes the names in a folder last. Windows does so by itself and cannot open a folder as a file.
pub(super) fn sync_folder(dir: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
}

/// Replaces one file outside the book as a whole, through a neighbour that is renamed over it.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let neighbour = path.with_file_name(name);
    let disk = Disk::default();
    let done = disk.write(&neighbour, bytes).and_then(|()| disk.rename(&neighbour, path));
    if done.is_err() {
        // Best effort: the first error is the one worth telling.
        let _ = fs::remove_file(&neighbour);
    }
    done
}

/// Removes the folders above a removed file as far as they are empty, up to but without `root`.
pub(super) fn prune(root: &Path, path: &Path) {
    let above: Vec<PathBuf> =
        path.ancestors().skip(1).take_while(|dir| *dir != root && dir.starts_with(root)).map(Path::to_path_buf).collect();
    for dir in above {
        if fs::remove_dir(dir).is_err() {
            return;
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the home of the book's writes: the name is not read until renamed")]
fn create(path: &Path) -> io::Result<File> {
    File::create(path)
}

fn gone_is_fine(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        done => done,
    }
}
