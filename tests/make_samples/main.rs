//! Writes the invented exporter's folder: `cargo run --example make-samples -- [DIR] [--truth FILE]`.
//!
//! The same bytes come out every time. `--truth` also writes, for every customer row of the customer
//! sheets, which true customer it names: `file,sheet,row,customer_key`, rows counted from 1.

mod biff8;
mod calendar;
mod cfb;
mod delimited;
mod files;
mod rng;
mod sheet;
mod world;
mod xlsx;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use files::Output;
use world::World;

#[expect(clippy::disallowed_methods, reason = "test support: samples are written in place and compared by hash")]
fn main() -> Result<(), Box<dyn Error>> {
    let (folder, truth) = arguments()?;
    let outputs = files::all(&World::tell())?;
    for output in &outputs {
        let path = folder.join(&output.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, &output.bytes)?;
    }
    if let Some(path) = truth {
        fs::write(path, table(&outputs))?;
    }
    Ok(())
}

fn arguments() -> Result<(PathBuf, Option<PathBuf>), Box<dyn Error>> {
    let mut folder = None;
    let mut truth = None;
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        if word == "--truth" {
            truth = Some(PathBuf::from(words.next().ok_or("--truth needs a file")?));
        } else if folder.is_none() && !word.starts_with('-') {
            folder = Some(PathBuf::from(word));
        } else {
            return Err(format!("usage: make-samples [DIR] [--truth FILE], not {word:?}").into());
        }
    }
    Ok((folder.unwrap_or_else(|| Path::new("samples").to_owned()), truth))
}

fn table(outputs: &[Output]) -> String {
    let mut text = String::from("file,sheet,row,customer_key\n");
    for output in outputs {
        for (sheet, row, key) in &output.truth {
            let line = [&output.path, sheet, &row.to_string(), key].map(String::as_str).join(",");
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}
