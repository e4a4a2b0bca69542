//! Changed files: whatever stands in a file, reading it ends in sheets or in a word about what it is, never in a crash.

use clientbook::ingest::{self, Request};
use clientbook::policy::Policy;

#[path = "../hostile/mod.rs"]
mod files;

/// Turns a format; the program `fuzz-readers` runs as many as one likes.
const TURNS: u64 = 25;

#[test]
fn the_seeds_are_what_they_say() {
    let policy = Policy::shipped();
    for seed in files::seeds::all() {
        let (intake, _) = ingest::read_bytes("file", seed.whole(), &Request::default(), &policy);
        let file = &intake.files[0];
        let wanted = seed.name.contains("encrypted") || seed.name.contains("password");
        assert_eq!(file.skipped.as_deref(), wanted.then_some("encrypted"), "{}", seed.name);
        assert!(wanted || file.sheets.iter().any(|sheet| sheet.rows_non_empty > 0), "{}", seed.name);
    }
}

#[test]
fn no_changed_file_is_a_crash() {
    let (seeds, policy) = (files::seeds::all(), Policy::shipped());
    for (which, seed) in seeds.iter().enumerate() {
        for turn in 0..TURNS {
            let outcome = files::read(files::file(&seeds, which, turn), &policy, true);
            assert_eq!(outcome, Ok(()), "{}, turn {turn}", seed.name);
        }
    }
}
