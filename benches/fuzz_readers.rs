//! Reads changed files for as many CPU seconds as one likes, and names those that crash, so that each can become a test.
//!
//! ```text
//! cargo run --release --example fuzz-readers -- SECONDS [FIRST-TURN] [FORMAT] [FOLDER]
//! ```
//!
//! Turns are numbered: a turn named here gives the same file again. With a folder, its files are changed instead of the
//! made ones (`FORMAT` is then a part of their names). Run it under `ulimit -v` to catch what asks for too much memory.

#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use clientbook::policy::Policy;

#[path = "../tests/hostile/mod.rs"]
mod hostile;
mod meter;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, otherwise: u64| arguments.get(at).and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let (wanted_seconds, mut turn) = (number(0, 60), number(1, 0));
    let wanted = arguments.get(2).map(String::as_str).unwrap_or_default();
    let (policy, seeds) = (Policy::shipped(), hostile::seeds::all());
    let files = arguments.get(3).map(|folder| folder_files(folder, wanted)).unwrap_or_default();
    std::panic::set_hook(Box::new(|info| println!("  {info}")));
    let (mut runs, mut crashes, mut slowest) = (0_u64, 0_u64, 0.0_f64);
    let mut spent = 0.0;
    #[expect(clippy::cast_precision_loss, reason = "seconds of a run")]
    while spent < wanted_seconds as f64 {
        let of_seeds = seeds.iter().enumerate().filter(|(_, seed)| files.is_empty() && seed.name.contains(wanted));
        let mut made: Vec<(String, bool, Vec<u8>)> =
            of_seeds.map(|(which, seed)| (seed.name.to_owned(), true, hostile::file(&seeds, which, turn))).collect();
        if let Some((name, bytes)) = files.get(usize::try_from(turn).unwrap_or(0) % files.len().max(1)) {
            let mut dice = hostile::Dice::new(turn);
            let mut changed = bytes.clone();
            hostile::change(&mut changed, &files[dice.below(files.len())].1, &mut dice);
            made.push((name.clone(), false, changed));
        }
        for (name, ours, bytes) in made {
            let before = meter::cpu_seconds();
            if let Err(trouble) = hostile::read(bytes, &policy, ours) {
                println!("{name}, turn {turn}: {trouble}");
                crashes += 1;
            }
            spent = meter::cpu_seconds();
            let took = spent - before;
            if took > 5.0 {
                println!("{name}, turn {turn}: {took:.1} CPU s");
            }
            slowest = slowest.max(took);
            runs += 1;
        }
        turn += 1;
    }
    println!("{runs} files read in {spent:.0} CPU s, up to turn {turn}; {crashes} crashes; slowest {slowest:.1} s");
}

fn folder_files(folder: &str, wanted: &str) -> Vec<(String, Vec<u8>)> {
    let (mut files, mut folders) = (Vec::new(), vec![std::path::PathBuf::from(folder)]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.path().display().to_string());
            if path.is_dir() {
                folders.push(path);
            } else if name.contains(wanted) && entry.metadata().is_ok_and(|data| data.len() < 200_000) {
                files.extend(std::fs::read(&path).map(|bytes| (name, bytes)));
            }
        }
    }
    files.sort();
    files
}
