//! Same input, policy, book and version → the same bytes, whatever the order of the files and the number of threads.

use crate::workspace::{Workspace, files_below, project, samples};

#[test]
fn a_second_run_other_orders_and_one_thread_give_the_same_bytes() {
    let space = Workspace::new("same_bytes");
    let month = ["--month", "2026-10", "--from", "2025-10"];
    let folders =
        ["基础资料", "历史客户", "台账", "2026-09", "2026-10"].map(|name| project("samples").join(name).to_string_lossy().into_owned());
    let policy = project("samples/clientbook.toml").to_string_lossy().into_owned();
    let run = |output: &str, book: &str, inputs: &[&str], threads: &str| {
        let mut arguments = vec!["report"];
        arguments.extend(inputs);
        arguments.extend(month);
        arguments.extend(["--policy", policy.as_str(), "--output", output, "--book", book, "--quiet"]);
        space.run_with(&arguments, &[("POLARS_MAX_THREADS", threads)]).exits(0);
        space.files(output)
    };
    let forward: Vec<&str> = folders.iter().map(String::as_str).collect();
    let backward: Vec<&str> = folders.iter().rev().map(String::as_str).collect();
    let first = run("first", "book_a", &forward, "2");
    assert!(!first.is_empty());
    same(&first, &run("again", "book_a", &forward, "2"), "a second run with the same book");
    same(&first, &run("backward", "book_b", &backward, "1"), "the files in another order, one thread");
}

#[test]
fn the_committed_example_is_what_the_samples_give() {
    let space = Workspace::new("example");
    let inputs = samples();
    space.run(&["report", &inputs, "--month", "2026-10", "--from", "2025-10", "--output", "example", "--quiet"]).exits(0);
    same(&files_below(&project("reports/example")), &space.files("example"), "reports/example");
}

fn same(expected: &[(String, Vec<u8>)], found: &[(String, Vec<u8>)], what: &str) {
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(expected), names(found), "{what}");
    for ((name, left), (_, right)) in expected.iter().zip(found) {
        assert!(left == right, "{what}: {name} differs ({} and {} bytes)", left.len(), right.len());
    }
}
