//! Reads every file below a folder, each in a process of its own, and prints how it ended: outcome, time, peak memory.
//!
//! ```text
//! cargo run --release --example read-folder -- FOLDER [SECONDS]
//! ```
//!
//! One line a file, tab-separated: file, outcome (`read`, `partly`, the id of what it is, `panic`, `abort`, `hang`),
//! milliseconds, peak in KiB, bytes, sheets, rows, format. The last lines sum up. It ends with 1 if any file panicked,
//! aborted or hung.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

mod meter;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use clientbook::finding::Kind;
use clientbook::ingest::{self, Request};
use clientbook::policy::Policy;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--one", file] => one(Path::new(file)),
        [folder] => all(Path::new(folder), 20),
        [folder, seconds] => all(Path::new(folder), seconds.parse().unwrap_or(20)),
        _ => {
            eprintln!("read-folder FOLDER [SECONDS]");
            ExitCode::from(2)
        }
    }
}

/// Reads one file and prints its line.
fn one(file: &Path) -> ExitCode {
    let request = Request { inputs: vec![file.to_owned()], ..Request::default() };
    let started = Instant::now();
    let outcome = ingest::read(&request, &Policy::shipped(), &mut |_| {});
    let millis = started.elapsed().as_millis();
    let told = match outcome {
        Ok((intake, findings)) => {
            let partly = findings.iter().any(|finding| finding.kind == Kind::FileUnreadable);
            let sheets: Vec<_> = intake.files.iter().flat_map(|file| &file.sheets).collect();
            let rows: u32 = sheets.iter().map(|sheet| sheet.rows_non_empty).sum();
            let format = intake.files.first().map(|file| file.format.clone()).unwrap_or_default();
            format!("{}\t{millis}\t{}\t{}\t{rows}\t{format}", if partly { "partly" } else { "read" }, meter::peak_kib(), sheets.len())
        }
        Err(error) => {
            let what = error.fields.iter().find(|(name, _)| *name == "what").map_or(error.kind.id(), |(_, what)| what.as_str()).to_owned();
            format!("{what}\t{millis}\t{}\t0\t0\t", meter::peak_kib())
        }
    };
    println!("{told}");
    ExitCode::SUCCESS
}

fn all(folder: &Path, seconds: u64) -> ExitCode {
    let mut files = Vec::new();
    walk(folder, &mut files);
    files.sort();
    let (mut outcomes, mut heaviest, mut slowest) = (BTreeMap::<String, usize>::new(), (0_u64, String::new()), (0_u64, String::new()));
    for file in &files {
        let line = in_a_process(file, seconds);
        let label = file.strip_prefix(folder).unwrap_or(file).display().to_string();
        let size = std::fs::metadata(file).map_or(0, |data| data.len());
        let parts: Vec<&str> = line.split('\t').collect();
        let number = |at: usize| parts.get(at).and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
        println!("{label}\t{}\t{}\t{}\t{size}\t{}", parts[0], number(1), number(2), parts.get(3..).unwrap_or_default().join("\t"));
        heaviest = heaviest.max((number(2), label.clone()));
        slowest = slowest.max((number(1), label));
        *outcomes.entry(parts[0].to_owned()).or_default() += 1;
    }
    println!("# {} files: {outcomes:?}", files.len());
    println!("# heaviest: {} KiB {}; slowest: {} ms {}", heaviest.0, heaviest.1, slowest.0, slowest.1);
    let bad = ["panic", "abort", "hang"].iter().any(|outcome| outcomes.contains_key(*outcome));
    ExitCode::from(u8::from(bad))
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() { walk(&entry.path(), files) } else { files.push(entry.path()) }
    }
}

/// The line of a file, or how its process ended instead.
fn in_a_process(file: &Path, seconds: u64) -> String {
    let Ok(program) = std::env::current_exe() else { return "abort".to_owned() };
    let child = Command::new(program).arg("--one").arg(file).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let Ok(mut child) = child else { return "abort".to_owned() };
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(seconds) {
        match child.try_wait() {
            Ok(None) => std::thread::sleep(Duration::from_millis(5)),
            Ok(Some(status)) => {
                let out = child.wait_with_output().map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned()).unwrap_or_default();
                return match status.code() {
                    Some(0) if !out.is_empty() => out,
                    Some(_) => "panic".to_owned(),
                    None => "abort".to_owned(),
                };
            }
            Err(_) => break,
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    "hang".to_owned()
}
