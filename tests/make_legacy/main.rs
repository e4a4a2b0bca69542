//! Writes ten years of an invented exporter's legacy sheets: `cargo run --example make-legacy -- DIR [--truth FILE] [--seed N]`.
//!
//! 300 files: ten layouts × three formats × ten years, and a few copies; more than 60,000 rows, of which a quarter of the customer
//! rows repeat a company. The same seed gives the same bytes. `--truth` writes `file,sheet,row,customer_key` of the customer lists.

#[path = "../make_samples/biff8.rs"]
mod biff8;
#[path = "../make_samples/cfb.rs"]
mod cfb;
mod company;
#[path = "../make_samples/delimited.rs"]
#[expect(dead_code, reason = "the samples use more dialects")]
mod delimited;
mod layout;
#[path = "../make_samples/rng.rs"]
#[expect(dead_code, reason = "the samples draw in more ways")]
mod rng;
#[path = "../make_samples/sheet.rs"]
#[expect(dead_code, reason = "the samples have more shapes")]
mod sheet;
#[path = "../make_samples/xlsx.rs"]
mod xlsx;

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use company::{Company, companies};
use layout::{LAYOUTS, LISTS, Page};
use rng::Rng;

/// Years of sheets, and rows of one sheet.
const YEARS: usize = 10;
const ROWS: usize = 205;
/// Companies met in the lists: a quarter of the rows repeat one.
const COMPANIES: usize = YEARS * 3 * LISTS * ROWS * 3 / 4;

#[expect(clippy::disallowed_methods, reason = "test support: the folder is written in place")]
fn main() -> Result<(), Box<dyn Error>> {
    let (folder, truth, seed) = arguments()?;
    // Neighbouring seeds are one stream a draw apart: each seed gets a stretch of its own.
    let mut rng = Rng::new(seed.wrapping_sub(1).wrapping_mul(1_000_000_007).wrapping_add(1));
    let firms = companies(&mut rng, COMPANIES);
    let mut lines = String::from("file,sheet,row,customer_key\n");
    let mut next = 0;
    for year in 0..YEARS {
        let mut ordering: Vec<Vec<&Company>> = Vec::new();
        for (layout, title) in LAYOUTS.iter().enumerate() {
            for (copy, ending) in ["xls", "xlsx", "csv"].into_iter().enumerate() {
                // Payments are for the orders of their year.
                let paid = ordering.get(copy).filter(|_| layout == 6).cloned();
                let chosen = paid.unwrap_or_else(|| choose(&mut rng, &firms, layout, &mut next));
                if layout == 5 {
                    ordering.push(chosen.clone());
                }
                let page = Page { layout, year, copy, companies: chosen };
                let made = layout::sheet(&mut rng, &page);
                let bytes = match ending {
                    "xls" => biff8::write(&made),
                    "xlsx" => xlsx::write(std::slice::from_ref(&made))?,
                    _ => delimited::write(&made, if year < 6 { delimited::CHINA } else { delimited::UTF8_BOM }),
                };
                let name = format!("{}/{title}_{}.{ending}", 2015 + year, copy + 1);
                for (row, key) in &made.truth {
                    let sheet = if ending == "csv" { "" } else { made.name.as_str() };
                    lines.push_str(&format!("{name},{sheet},{},{key}\n", row + 1));
                }
                let path = folder.join(&name);
                fs::create_dir_all(path.parent().unwrap_or(&folder))?;
                fs::write(&path, &bytes)?;
                if year.is_multiple_of(4) && layout == 5 {
                    fs::write(folder.join(format!("{}/{title} - 副本.{ending}", 2015 + year)), &bytes)?;
                }
            }
        }
    }
    if let Some(path) = truth {
        fs::write(path, lines)?;
    }
    Ok(())
}

/// New companies for three rows of four in the lists, known ones for the fourth and for every event.
fn choose<'a>(rng: &mut Rng, firms: &'a [Company], layout: usize, next: &mut usize) -> Vec<&'a Company> {
    let mut chosen: Vec<&Company> = Vec::with_capacity(ROWS);
    let mut here = std::collections::BTreeSet::new();
    while chosen.len() < ROWS {
        let new = layout < LISTS && chosen.len() % 4 != 3 && *next < firms.len();
        let at = if new { *next } else { rng.below((*next).max(ROWS)) };
        *next += usize::from(new);
        if layout < LISTS && !here.insert(at) {
            continue;
        }
        chosen.push(&firms[at]);
    }
    chosen
}

fn arguments() -> Result<(PathBuf, Option<PathBuf>, u64), Box<dyn Error>> {
    let usage = "usage: make-legacy DIR [--truth FILE] [--seed N]";
    let (mut folder, mut truth, mut seed) = (None, None, 1);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--truth" => truth = Some(PathBuf::from(words.next().ok_or(usage)?)),
            "--seed" => seed = words.next().ok_or(usage)?.parse()?,
            _ if folder.is_none() && !word.starts_with('-') => folder = Some(PathBuf::from(word)),
            _ => return Err(usage.into()),
        }
    }
    Ok((folder.ok_or(usage)?, truth, seed))
}
