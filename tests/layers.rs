//! Layers (分层): the import table of ARCHITECTURE.md, held against the source; also the homes of printing, environment
//! and cell formats, and the size of files.
//!
//! Reads `src/**/*.rs` as tokens, comments and literals left out, so that neither a doc link nor a text counts as an
//! import. Every breach is told with file and line, all of them at once.

#![expect(clippy::unwrap_used, reason = "a source that cannot be read fails the test")]

use std::fs;
use std::path::{Path, PathBuf};

use self::tokens::{Token, tokens};

#[path = "layers/tokens.rs"]
mod tokens;

/// Who may import whom: a room, and the rooms (or single items of a room) it may name.
const TABLE: [(&str, &[&str]); 14] = [
    ("model", &[]),
    ("error", &["model"]),
    ("finding", &["model"]),
    ("policy", &["model", "error"]),
    ("words", &["model", "error", "finding", "policy"]),
    ("ingest", STAGE),
    ("normalise", STAGE),
    ("resolve", STAGE),
    ("metrics", STAGE),
    ("book", STAGE),
    ("report", &["model", "error", "finding", "policy", "words"]),
    ("pipeline", &["model", "error", "finding", "policy", "words", "ingest", "normalise", "resolve", "metrics", "book", "report"]),
    ("cli", &["pipeline", "policy", "model", "error", "finding", "words", "metrics::CATALOG"]),
    ("main", &["cli"]),
];

const STAGE: &[&str] = &["model", "error", "finding", "policy"];

/// What the tests inside a room may name beside its row of the table.
const IN_TESTS: [(&str, &str); 1] = [("policy", "finding")];

/// Sequences of tokens with one home each.
const HOMES: [(&str, &[&str]); 15] = [
    ("Format :: new", &["report/theme.rs"]),
    ("println !", &["cli/"]),
    ("eprintln !", &["cli/"]),
    ("print !", &["cli/"]),
    ("eprint !", &["cli/"]),
    ("dbg !", &[]),
    ("env :: var", ENVIRONMENT),
    ("env :: var_os", ENVIRONMENT),
    ("env :: vars", ENVIRONMENT),
    ("env :: vars_os", ENVIRONMENT),
    ("env :: args", ENVIRONMENT),
    ("env :: args_os", ENVIRONMENT),
    ("SystemTime :: now", &["cli/"]),
    ("Local :: now", &["cli/"]),
    ("Utc :: now", &["cli/"]),
];

const ENVIRONMENT: &[&str] = &["cli/", "main.rs"];

/// No file is longer.
const MOST_LINES: usize = 500;
/// Half of the files are no longer.
const MEDIAN_LINES: usize = 150;

#[test]
fn every_room_imports_only_what_the_table_allows() {
    tell(&sources().iter().flat_map(|(file, text)| breaches(file, text)).collect::<Vec<_>>());
}

#[test]
fn printing_environment_clock_and_formats_have_their_homes() {
    tell(&sources().iter().flat_map(|(file, text)| strays(file, text)).collect::<Vec<_>>());
}

#[test]
fn files_say_what_they_are_and_stay_small() {
    let files = sources();
    let mut wrong = Vec::new();
    let mut lengths = Vec::new();
    for (file, text) in &files {
        let lines = text.lines().count();
        lengths.push(lines);
        if !text.trim_start_matches('\u{feff}').starts_with("//!") {
            wrong.push(format!("src/{file}:1: opens without `//!`"));
        }
        if lines > MOST_LINES {
            wrong.push(format!("src/{file}:{lines}: longer than {MOST_LINES} lines"));
        }
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    if median > MEDIAN_LINES {
        wrong.push(format!("src: half of the files have more than {MEDIAN_LINES} lines (median {median})"));
    }
    tell(&wrong);
}

fn tell(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} breaches:\n{}", wrong.len(), wrong.join("\n"));
}

/// Path below `src` (with `/`) and text of every source file, in order.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    assert!(files.len() > 20, "the sources were not found");
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
    files.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// The module path of a file: `book/disk.rs` is `book`, `disk`; `book/mod.rs` is `book`; `lib.rs` is the root.
fn modules(file: &str) -> Vec<String> {
    let path = file.trim_end_matches(".rs").trim_end_matches("/mod");
    if path == "lib" { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

/// Imports that the table does not have, and `super` that leaves its room.
fn breaches(file: &str, text: &str) -> Vec<String> {
    let home = modules(file);
    let Some(room) = home.first() else { return Vec::new() };
    let Some((_, allowed)) = TABLE.iter().find(|(name, _)| name == room) else {
        return vec![format!("src/{file}:1: '{room}' is no room of the table")];
    };
    let mut wrong = Vec::new();
    let found = tokens(text);
    let mut inline: Vec<(String, usize)> = Vec::new();
    let mut depth = 0;
    for (at, token) in found.iter().enumerate() {
        let here = |ahead: usize| found.get(at + ahead).map_or("", |token| token.text.as_str());
        let before = |back: usize| at.checked_sub(back).map_or("", |at| found[at].text.as_str());
        match token.text.as_str() {
            "{" => {
                depth += 1;
                if before(2) == "mod" {
                    inline.push((before(1).to_owned(), depth));
                }
            }
            "}" => {
                if inline.last().is_some_and(|(_, opened)| *opened == depth) {
                    inline.pop();
                }
                depth -= 1;
            }
            "super" if before(2) != "super" && before(2) != "pub" => {
                let supers = 1 + (1..).step_by(2).take_while(|ahead| here(*ahead) == "::" && here(ahead + 1) == "super").count();
                if supers >= home.len() + inline.len() {
                    wrong.push(format!("src/{file}:{}: `super` leaves the room '{room}': say `crate::…`", token.line));
                }
            }
            "crate" | "clientbook" if here(1) == "::" => {
                let is_test = home.iter().chain(inline.iter().map(|(name, _)| name)).any(|name| name == "tests");
                for (path, line) in paths(&found[at + 2..]) {
                    let is_own = path.split("::").next() == Some(room);
                    let is_allowed = |rule: &&str| path == **rule || path.strip_prefix(*rule).is_some_and(|rest| rest.starts_with("::"));
                    let is_excused = is_test && IN_TESTS.iter().any(|(name, rule)| name == room && is_allowed(rule));
                    if !is_own && !is_excused && !allowed.iter().any(is_allowed) {
                        wrong.push(format!("src/{file}:{line}: '{room}' may not import `{path}`"));
                    }
                }
            }
            _ => {}
        }
    }
    wrong
}

/// The paths that begin here, a group opened: `{a, b::{c, d}}` is `a`, `b::c`, `b::d`, each with its line.
fn paths(from: &[Token]) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    branch(from, &mut at, "", &mut found);
    found
}

fn branch(from: &[Token], at: &mut usize, prefix: &str, found: &mut Vec<(String, usize)>) {
    let Some(token) = from.get(*at) else { return };
    let line = token.line;
    *at += 1;
    if token.text != "{" {
        let path = if prefix.is_empty() { token.text.clone() } else { format!("{prefix}::{}", token.text) };
        let path = path.trim_end_matches("::self").to_owned();
        let goes_on = from.get(*at).is_some_and(|next| next.text == "::")
            && from.get(*at + 1).is_some_and(|next| next.text == "{" || next.text == "*" || next.is_word());
        if goes_on {
            *at += 1;
            branch(from, at, &path, found);
        } else {
            found.push((path, line));
        }
        return;
    }
    while let Some(token) = from.get(*at) {
        match token.text.as_str() {
            "}" => {
                *at += 1;
                return;
            }
            "," => *at += 1,
            "as" => *at += 2,
            _ => branch(from, at, prefix, found),
        }
    }
}

/// Sequences outside their homes.
fn strays(file: &str, text: &str) -> Vec<String> {
    let found = tokens(text);
    let mut wrong = Vec::new();
    for (sequence, homes) in HOMES {
        if homes.iter().any(|home| file == *home || (home.ends_with('/') && file.starts_with(home))) {
            continue;
        }
        let wanted: Vec<&str> = sequence.split(' ').collect();
        let hits = found.windows(wanted.len()).filter(|window| window.iter().zip(&wanted).all(|(token, wanted)| token.text == **wanted));
        wrong.extend(hits.map(|hit| format!("src/{file}:{}: `{}` away from its home", hit[0].line, sequence.replace(' ', ""))));
    }
    wrong
}

#[test]
fn imports_are_seen_however_they_are_written() {
    let said = |text: &str| breaches("book/disk.rs", text);
    assert!(said("use crate::{error::Result, model::{Month, frame::Rows}, finding::Finding as F};").is_empty());
    assert!(said("// crate::report\n/* crate::report /* */ */ //! [`crate::report`]\nlet a = \"crate::report\";").is_empty());
    assert!(said("let a = r#\"\"crate::report\"#; let b = b'\"'; let c = '\"'; fn d<'a>(x: &'a str) {}").is_empty());
    assert!(said("use super::head; mod tests { use super::super::head; } pub(in crate::book) fn a() {} pub(super) fn b() {}").is_empty());
    for (text, line) in [
        ("use crate::report;", 1),
        ("use crate::{\n error::Result,\n words::Words,\n};", 3),
        ("fn a() {\n\n let x = crate::metrics::compute();\n}", 3),
        ("use crate::*;", 1),
        ("use ::clientbook::report;", 1),
        ("use super::super::model;", 1),
        ("mod tests {\n use super::super::super::model;\n}", 2),
        ("mod tests {}\nuse super::super::model;", 2),
        ("// crate::report\nuse r#type::x; #[path = \"a\\\"b\"] mod a; use crate::ingest::{self};", 2),
    ] {
        let wrong = said(text);
        assert!(wrong.len() == 1 && wrong[0].starts_with(&format!("src/book/disk.rs:{line}:")), "{text}: {wrong:?}");
    }
    assert!(breaches("book/mod.rs", "pub(super) fn a() {}").is_empty());
    assert_eq!(breaches("error.rs", "use super::model::Origin;").len(), 1);
    assert_eq!(breaches("newroom/mod.rs", "").len(), 1);
    assert!(breaches("cli/metrics.rs", "use crate::metrics::CATALOG; crate::metrics::CATALOG.iter();").is_empty());
    assert_eq!(breaches("cli/metrics.rs", "use crate::{metrics::{CATALOG, compute}, metrics};").len(), 2);
    assert!(breaches("policy/load.rs", "mod tests { use crate::finding::Kind; }").is_empty());
    assert_eq!(breaches("policy/load.rs", "use crate::finding::Kind;").len(), 1);
}

#[test]
fn strays_are_seen() {
    assert!(strays("report/theme.rs", "Format::new()").is_empty());
    assert_eq!(strays("report/table.rs", "let f = rust_xlsxwriter::Format::new();").len(), 1);
    assert_eq!(strays("book/mod.rs", "println!(\"{}\", std::env::var(\"A\")); env!(\"B\")").len(), 2);
    assert!(strays("cli/say.rs", "eprintln!(\"\")").is_empty());
}
