//! The samples folder is what its program makes, byte for byte, and the merge finds its true customers.

use std::process::Command;

use crate::workspace::{Workspace, files_below, project, samples};

/// The example program of this build, beside the integration test's own binary.
fn make_samples() -> Command {
    let beside = std::env::current_exe().unwrap();
    let target = beside.parent().and_then(|deps| deps.parent()).unwrap();
    Command::new(target.join("examples").join(format!("make-samples{}", std::env::consts::EXE_SUFFIX)))
}

#[test]
fn the_program_makes_the_samples_again_byte_for_byte() {
    let space = Workspace::new("make_samples");
    let status = make_samples().arg(space.path("samples")).status().unwrap();
    assert!(status.success());
    let made = space.files("samples");
    assert!(made.len() >= 24, "{} files", made.len());
    let kept = files_below(&project("samples"));
    for (name, bytes) in &made {
        let found = kept.iter().find(|(kept, _)| kept == name).unwrap_or_else(|| panic!("{name} is not in samples/"));
        assert!(found.1 == *bytes, "{name} differs from samples/");
    }
}

/// Pairwise precision and recall of automatic merges over the customer sheets, against the generator's own truth.
#[test]
fn the_merge_finds_the_true_customers() {
    let space = Workspace::new("truth");
    let status = make_samples().arg(space.path("samples")).arg("--truth").arg(space.path("truth.csv")).status().unwrap();
    assert!(status.success());
    space.run(&["check", &samples(), "--month", "2026-10", "--lineage", "lineage.csv", "--quiet"]);
    let truth = column_map(&space, "truth.csv", &["file", "sheet", "row"], "customer_key");
    let found = column_map(&space, "lineage.csv", &["file", "sheet", "row"], "customer_id");
    let rows: Vec<(&str, &str)> =
        truth.iter().filter_map(|(place, key)| Some((key.as_str(), found.iter().find(|(other, _)| other == place)?.1.as_str()))).collect();
    assert!(rows.len() > 500, "{} of {} rows of the truth are in the lineage", rows.len(), truth.len());
    let (mut together, mut right, mut wanted) = (0_u32, 0_u32, 0_u32);
    for (place, left) in rows.iter().enumerate() {
        for right_row in &rows[place + 1..] {
            let (same, merged) = (left.0 == right_row.0, left.1 == right_row.1 && !left.1.is_empty());
            together += u32::from(merged);
            wanted += u32::from(same);
            right += u32::from(same && merged);
        }
    }
    let (precision, recall) = (f64::from(right) / f64::from(together), f64::from(right) / f64::from(wanted));
    assert!(precision >= 0.995, "precision {precision:.4}");
    assert!(recall >= 0.95, "recall {recall:.4}");
}

fn column_map(space: &Workspace, file: &str, keys: &[&str], value: &str) -> Vec<(Vec<String>, String)> {
    let bytes = std::fs::read(space.path(file)).unwrap();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = csv::Reader::from_reader(bytes);
    let headers = reader.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|header| header == name).unwrap_or_else(|| panic!("{file}: no column {name}"));
    let (keys, value): (Vec<usize>, usize) = (keys.iter().map(|key| at(key)).collect(), at(value));
    reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            (keys.iter().map(|key| row[*key].to_owned()).collect(), row[value].to_owned())
        })
        .collect()
}
