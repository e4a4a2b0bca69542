//! Passwords (密码): an encrypted workbook → its plain bytes, if a password fits.
//!
//! Decides which passwords are tried: first the one that Excel itself tries without asking, then those a person gave.
//! A wrong password is told from a right one by the file's own verifier, so nothing decrypted wrongly is ever read.

mod agile;
mod cipher;
mod standard;
mod xls;
mod xor;

use super::ole::Ole;

/// What Excel puts on a workbook that is only write-protected, and opens without asking.
const EXCELS_OWN: &str = "VelvetSweatshop";

/// Why it stays closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Locked {
    /// No password tried fits.
    Password,
    /// A method we do not have (certificates, rights management, ciphers of old).
    Method,
    /// The description of the encryption contradicts itself.
    Damaged,
}

/// Tries each password; the first answer that is not "wrong" counts.
fn each<T>(passwords: &[String], mut attempt: impl FnMut(&str) -> Result<T, Locked>) -> Result<T, Locked> {
    for password in std::iter::once(EXCELS_OWN).chain(passwords.iter().map(String::as_str)) {
        match attempt(password) {
            Err(Locked::Password) => {}
            answer => return answer,
        }
    }
    Err(Locked::Password)
}

/// The zip inside an encrypted `.xlsx`, `.xlsm` or `.xlsb`.
pub(super) fn package(ole: &Ole<'_>, passwords: &[String]) -> Result<Vec<u8>, Locked> {
    let info = ole.stream("EncryptionInfo").ok_or(Locked::Method)?;
    let package = ole.stream("EncryptedPackage").ok_or(Locked::Damaged)?;
    let (major, minor) = (word(&info, 0).ok_or(Locked::Damaged)?, word(&info, 2).ok_or(Locked::Damaged)?);
    match (major, minor) {
        (4, 4) => agile::open(info.get(8..).unwrap_or_default(), &package, passwords),
        (2..=4, 2) => standard::open(info.get(8..).unwrap_or_default(), &package, passwords),
        _ => Err(Locked::Method),
    }
}

/// The stream of an encrypted `.xls`, its record headers where they were.
pub(super) fn stream(stream: &[u8], passwords: &[String]) -> Result<Vec<u8>, Locked> {
    xls::open(stream, passwords)
}

/// Base 64; anything else between the letters is passed over.
pub(super) fn base64(text: &str) -> Vec<u8> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    for letter in text.bytes() {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = (bits << 6 | u32::from(six)) & 0xFFFF;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xFF).unwrap_or(0));
        }
    }
    bytes
}

/// A password as Excel hashes it.
fn wide(password: &str) -> Vec<u8> {
    password.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at + 4)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(four)).ok()
}

#[cfg(test)]
mod tests;
