//! Head (账簿首页): which files the book consists of, with the hash of each.
//!
//! `HEAD` is text: a first line `clientbook-book 1 <generation>`, then one line a file, `sha256  path`, sorted by path,
//! so that `sha256sum --check` reads it too. A file that `HEAD` does not name is no part of the book.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// Format of the book this version reads and writes.
pub(super) const FORMAT: u32 = 1;

const MAGIC: &str = "clientbook-book";

/// The files of one state of the book.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// Number of commits that led here; 0 for an empty book.
    pub(super) generation: u64,
    /// Hash by path; paths are below the book, with `/`.
    pub(super) files: BTreeMap<String, String>,
}

impl Head {
    /// Reads the text of a `HEAD`; the error says what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut lines = text.lines();
        let first: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
        let [MAGIC, format, generation] = first[..] else {
            return Err("its first line is not that of a book".to_owned());
        };
        if format != FORMAT.to_string() {
            return Err(format!("the book has format {format}, this version reads format {FORMAT}: use a newer clientbook"));
        }
        let generation = generation.parse().map_err(|_| format!("'{generation}' is not a generation"))?;
        let files = lines
            .map(|line| {
                let parts = line.split_once("  ").filter(|(hash, path)| hash.len() == 64 && is_legal(path));
                parts.map(|(hash, path)| (path.to_owned(), hash.to_owned())).ok_or_else(|| format!("line '{line}' is damaged"))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { generation, files })
    }

    /// The text of the `HEAD`.
    pub(super) fn to_text(&self) -> String {
        let mut text = format!("{MAGIC} {FORMAT} {}\n", self.generation);
        for (path, hash) in &self.files {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{hash}  {path}");
        }
        text
    }
}

/// SHA-256 in hexadecimal.
pub(super) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Whether a path is below the book and a name on every system: no `..`, no drive, no sign or ending that Windows
/// refuses, no device name.
pub(super) fn is_legal(path: &str) -> bool {
    path.split('/').all(is_legal_name)
}

fn is_legal_name(name: &str) -> bool {
    const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "COM", "LPT"];
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let is_device = DEVICES.iter().any(|device| {
        let number = stem.strip_prefix(device);
        number.is_some_and(|rest| if device.starts_with(['L']) || *device == "COM" { is_one_digit(rest) } else { rest.is_empty() })
    });
    let is_refused = |sign: char| sign.is_control() || r#"<>:"|?*\"#.contains(sign);
    !name.is_empty() && !name.ends_with(['.', ' ']) && !name.contains(is_refused) && !is_device
}

fn is_one_digit(text: &str) -> bool {
    text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_reads_back() {
        let head = Head { generation: 7, files: BTreeMap::from([("months/2026-10/王芳.xlsx".to_owned(), hash(b"a"))]) };
        assert_eq!(Head::parse(&head.to_text()), Ok(head));
        assert_eq!(hash(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn a_damaged_or_newer_head_is_refused() {
        for text in ["", "clientbook-book 2 1\n", "clientbook-book 1 x\n", "clientbook-book 1 1\nabc  book.toml\n"] {
            assert!(Head::parse(text).is_err(), "{text}");
        }
        let outside = format!("clientbook-book 1 1\n{}  ../x\n", hash(b""));
        assert!(Head::parse(&outside).is_err());
    }

    #[test]
    fn names_are_legal_on_every_system() {
        for legal in ["book.toml", "months/2026-10/order.parquet", "salespeople/王芳-2026-10.xlsx", "com10.txt", "console"] {
            assert!(is_legal(legal), "{legal}");
        }
        for illegal in ["", "a//b", "../a", "/a", "C:/a", "a\\b", "a?", "a.", "a ", "con", "nul.txt", "LPT1", "a\nb"] {
            assert!(!is_legal(illegal), "{illegal}");
        }
    }
}
