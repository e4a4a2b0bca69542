//! Locked files (加密文件): which of the inputs ask for a password that nobody gave.
//!
//! Looked for only when a person sits at a terminal who can be asked: each file that may be encrypted is opened for it.

use std::fs::File;
use std::io::Read;

use super::crypt::{self, Locked};
use super::ole::Ole;
use super::sniff::{self, Content};
use super::{Request, discover};
use crate::error::Result;
use crate::policy::Policy;

/// Labels of the files below the inputs that open with no password known so far.
///
/// # Errors
/// As [`super::read`], for inputs that are missing or too many.
pub fn locked(request: &Request, policy: &Policy) -> Result<Vec<String>> {
    let files = discover::discover(request, policy)?.files.into_iter();
    Ok(files.filter(|found| is_locked(&found.path, &request.passwords)).map(|found| found.label).collect())
}

fn is_locked(path: &std::path::Path, passwords: &[String]) -> bool {
    let mut head = [0_u8; 4];
    let Ok(mut file) = File::open(path) else { return false };
    // Only the containers of Excel's own encryption begin like this.
    if file.read_exact(&mut head).is_err() || head != [0xD0, 0xCF, 0x11, 0xE0] {
        return false;
    }
    drop(file);
    std::fs::read(path).is_ok_and(|bytes| asks(&bytes, passwords))
}

/// Whether a container opens only with another password.
fn asks(bytes: &[u8], passwords: &[String]) -> bool {
    let Some(ole) = Ole::open(bytes) else { return false };
    let answer = match sniff::sniff(bytes).0 {
        Content::Package => crypt::package(&ole, passwords).map(drop),
        Content::Xls => match ole.stream("Workbook").or_else(|| ole.stream("Book")) {
            Some(stream) => crypt::stream(&stream, passwords).map(drop),
            None => return false,
        },
        _ => return false,
    };
    answer == Err(Locked::Password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_container_asks_for_nothing() {
        assert!(!asks(b"PK\x03\x04", &[]));
        assert!(!asks(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], &[]));
    }
}
