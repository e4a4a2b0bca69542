//! Resolve alone (合并基准): how fast rows become customers, and how rightly where the truth is known.
//!
//! `cargo bench --bench resolve` makes trade customers of 10,000 to 1,000,000 rows and prints rows, questions, CPU seconds
//! and peak memory. `cargo bench --bench resolve -- FOLDER` reads every set below FOLDER (a folder with `records.csv` and
//! `truth.csv`, both with `record_id`; beside them a `clientbook.toml` where columns have odd names) with the shipped
//! policy and prints precision, recall and F1 of the automatic merges, and recall once the questions are answered. A number
//! instead of a folder makes one set of so many rows. Both tables are Markdown, as `docs/resolve.md` has them; the last column of
//! the first is the start of the SHA-256 of the set's records, so that a figure names the very rows it was measured on.
#![expect(clippy::print_stdout, reason = "a bench talks to whoever runs it")]
#![expect(clippy::unwrap_used, reason = "a bench that cannot go on says so by panicking")]

mod made;
mod meter;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clientbook::model::Entity;
use clientbook::model::resolved::{Memory, Resolved};
use clientbook::model::tidied::Tables;
use clientbook::policy::Policy;
use clientbook::{ingest, pipeline, resolve};

fn main() {
    let argument = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let folder = argument.as_ref().map(PathBuf::from).filter(|path| path.is_dir());
    if let Some(folder) = folder {
        println!(
            "| set | rows | customers | P | R | F1 | questions | R answered | CPU s | records |\n|---|---|---|---|---|---|---|---|---|---|"
        );
        let mut sets: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        sets.sort();
        sets.iter().filter(|set| set.join("truth.csv").is_file()).for_each(|set| println!("{}", scored(set)));
        return;
    }
    let one = argument.and_then(|text| text.parse::<usize>().ok());
    println!("| rows | customers | merges | questions | CPU s | peak MiB |\n|---|---|---|---|---|---|");
    for rows in one.map_or_else(|| vec![10_000, 30_000, 100_000, 300_000, 1_000_000], |rows| vec![rows]) {
        let tables: Tables = [(Entity::Customer, made::customers(rows))].into();
        let before = meter::peak_mib();
        let (resolved, seconds) = timed(&tables);
        let (found, merges, asked) = (resolved.customers.height(), resolved.merges.len(), resolved.review.len());
        println!("| {rows} | {found} | {merges} | {asked} | {seconds:.2} | {before:.0} → {:.0} |", meter::peak_mib());
    }
}

fn timed(tables: &Tables) -> (Resolved, f64) {
    let before = meter::cpu_seconds();
    let (resolved, _) = resolve::merge(tables, &Memory::default(), &Policy::shipped()).unwrap();
    (resolved, meter::cpu_seconds() - before)
}

/// One line of the table of sets.
fn scored(set: &Path) -> String {
    let columns = r#"
version = 1
[[source]]
file = "records.csv"
entity = "customer"
columns = { "company_name" = "name" }
"#;
    let own = set.join("clientbook.toml");
    let text = std::fs::read_to_string(&own).unwrap_or_else(|_| columns.to_owned());
    let policy = clientbook::policy::load(&text, &own).unwrap();
    let request = ingest::Request { inputs: vec![set.join("records.csv")], ..ingest::Request::default() };
    let (_, tidied, _) = pipeline::inspect(&request, &policy).unwrap();
    let (resolved, seconds) = timed(&tidied.tables);
    let truth = column(&set.join("truth.csv"), "record_id").into_iter().zip(column(&set.join("truth.csv"), "cluster_id"));
    let truth: BTreeMap<String, String> = truth.collect();
    // A sheet's second row is its first record.
    let wanted: Vec<&str> = column(&set.join("records.csv"), "record_id").iter().map(|id| truth[id].clone().leak() as &str).collect();
    let mut given: Vec<String> = (0..wanted.len()).map(|row| format!("?{row}")).collect();
    for line in &resolved.lineage {
        if !line.customer_id.is_empty()
            && let Some(given) = given.get_mut(line.row as usize - 2)
        {
            *given = line.customer_id.to_string();
        }
    }
    let given: Vec<&str> = given.iter().map(String::as_str).collect();
    let found = pairs_of(given.iter().copied());
    let real = pairs_of(wanted.iter().copied());
    let right = pairs_of(given.iter().zip(&wanted).map(|(a, b)| (*a, *b)));
    let precision = share(right, found);
    let recall = share(right, real);
    let answered = share(pairs_of(after_answers(&resolved, &given, &wanted).iter().zip(&wanted).map(|(a, b)| (*a, *b))), real);
    let name = set.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if std::env::var_os("WRONG").is_some() {
        wrong(&resolved);
    }
    format!(
        "| {name} | {} | {} | {precision:.4} | {recall:.4} | {:.4} | {} | {answered:.4} | {seconds:.2} | `{}` |",
        wanted.len(),
        resolved.customers.height(),
        2.0 * precision * recall / (precision + recall),
        resolved.review.len(),
        version(&set.join("records.csv")),
    )
}

/// The start of a file's SHA-256.
fn version(file: &Path) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(std::fs::read(file).unwrap()).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// Prints what was merged, so that its faults can be read.
fn wrong(resolved: &Resolved) {
    for merge in &resolved.merges {
        let steps: Vec<String> = merge.evidence.iter().map(|one| format!("{}.{} {:+.1}", one.comparison, one.level, one.bits)).collect();
        println!("{} {} {:.1} {}", merge.kept_origin.row, merge.merged_origin.row, merge.score, steps.join(" "));
    }
    for pair in &resolved.review {
        let steps: Vec<String> = pair.evidence.iter().map(|one| format!("{}.{} {:+.1}", one.comparison, one.level, one.bits)).collect();
        println!("? {} {} {:.1} {}", pair.origin_a.row, pair.origin_b.row, pair.score, steps.join(" "));
    }
}

/// The assignment once every question is answered rightly, the most likely first.
fn after_answers<'t>(resolved: &Resolved, given: &[&'t str], wanted: &[&str]) -> Vec<&'t str> {
    let mut of: Vec<&str> = given.to_vec();
    let mut members: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    of.iter().enumerate().for_each(|(row, id)| members.entry(id).or_default().push(row));
    for pair in &resolved.review {
        let (a, b) = (pair.origin_a.row as usize - 2, pair.origin_b.row as usize - 2);
        if wanted[a] == wanted[b] && of[a] != of[b] {
            let (kept, gone) = (of[a], of[b]);
            let moved = members.remove(gone).unwrap_or_default();
            for row in &moved {
                of[*row] = kept;
            }
            members.entry(kept).or_default().extend(moved);
        }
    }
    of
}

fn share(part: f64, of: f64) -> f64 {
    if of > 0.0 { part / of } else { 1.0 }
}

/// Pairs of rows with an equal key.
fn pairs_of<K: Ord>(keys: impl Iterator<Item = K>) -> f64 {
    let mut counted: BTreeMap<K, f64> = BTreeMap::new();
    keys.for_each(|key| *counted.entry(key).or_default() += 1.0);
    counted.values().map(|n| n * (n - 1.0) / 2.0).sum()
}

fn column(file: &Path, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let at = reader.headers().unwrap().iter().position(|header| header == name).unwrap();
    reader.records().map(|record| record.unwrap()[at].to_owned()).collect()
}
