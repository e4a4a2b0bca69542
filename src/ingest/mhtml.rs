//! MHTML (单个文件网页): a page and its parts in one mail-like file, as Excel's "single file web page" and some web systems
//! write it, under the name `.xls` or `.mht`. Each page with a table is a sheet.

use super::html;
use super::workbook::{Book, Unreadable};

/// Parts beyond this are no workbook.
const MOST_PARTS: usize = 1_000;

/// Reads the pages that hold tables.
pub(super) fn read(bytes: &[u8], named: Option<&str>, max_cells: u64) -> Result<Book, Unreadable> {
    let mut book = Book { format: "mhtml".to_owned(), ..Book::default() };
    for part in parts(bytes).into_iter().take(MOST_PARTS) {
        let Some((head, body)) = head_and_body(part) else { continue };
        if !head.contains("content-type: text/html") {
            continue;
        }
        let plain = decode(&head, body);
        let charset = head.split_once("charset=").map(|(_, rest)| rest.trim_start_matches('"'));
        let told: Option<String> =
            charset.map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect());
        let mut page = html::read(&plain, named.or(told.as_deref()), max_cells)?;
        // The frame around the sheets holds none itself.
        page.grids.retain(|grid| grid.non_empty() > 0);
        if book.grids.is_empty() {
            book.format = page.format.replacen("html", "mhtml", 1);
        }
        book.grids.extend(page.grids);
    }
    if book.grids.is_empty() { Err(Unreadable::new("mhtml", "")) } else { Ok(book) }
}

/// What stands between the lines of the boundary; the whole file where there is none.
fn parts(bytes: &[u8]) -> Vec<&[u8]> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).into_owned();
    let at = head.to_ascii_lowercase().find("boundary=");
    let Some(boundary) = at.and_then(|at| head[at + 9..].split(['\r', '\n', ';']).next()) else { return vec![bytes] };
    let line = format!("--{}", boundary.trim().trim_matches('"'));
    let mut parts = Vec::new();
    let (mut start, mut at) = (None, 0);
    for row in bytes.split_inclusive(|byte| *byte == b'\n') {
        if row.starts_with(line.as_bytes()) {
            if let Some(start) = start {
                parts.push(&bytes[start..at]);
            }
            start = Some(at + row.len());
        }
        at += row.len();
    }
    // A file that was cut has no closing line.
    parts.extend(start.filter(|start| *start < bytes.len()).map(|start| &bytes[start..]));
    parts
}

/// The head in small letters and on one line per header, and the body after the blank line.
fn head_and_body(part: &[u8]) -> Option<(String, &[u8])> {
    let mut at = 0;
    for row in part.split_inclusive(|byte| *byte == b'\n') {
        at += row.len();
        if row.trim_ascii().is_empty() && at > row.len() {
            let head = String::from_utf8_lossy(&part[..at]).to_ascii_lowercase();
            return Some((head, &part[at..]));
        }
    }
    None
}

fn decode(head: &str, body: &[u8]) -> Vec<u8> {
    if head.contains("quoted-printable") {
        quoted(body)
    } else if head.contains("base64") {
        super::crypt::base64(&String::from_utf8_lossy(body))
    } else {
        body.to_vec()
    }
}

/// `=3D` is a byte, `=` at the end of a line nothing.
fn quoted(body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'=' {
            plain.push(*byte);
        } else if let Some(after) = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")) {
            rest = after;
        } else if let Some(byte) =
            rest.get(..2).and_then(|two| std::str::from_utf8(two).ok()).and_then(|two| u8::from_str_radix(two, 16).ok())
        {
            plain.push(byte);
            rest = &rest[2..];
        } else {
            plain.push(b'=');
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_with_tables_are_sheets() {
        let file = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"--=_x\"\r\n\r\n----=_x\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\
                    Content-Transfer-Encoding: quoted-printable\r\n\r\n<table><tr><td num=3D\"5\">=E5=AE=A2=\r\n</td><td>=E6=88=B7</td></tr></table>\r\n\
                    ----=_x\r\nContent-Type: image/png\r\n\r\nxx\r\n----=_x--\r\n";
        let book = read(file.as_bytes(), None, 100).unwrap();
        assert_eq!((book.grids.len(), book.format.as_str()), (1, "mhtml (UTF-8)"));
        assert_eq!(book.grids[0].row(1).iter().map(|(_, cell)| cell.show()).collect::<Vec<_>>(), ["5", "户"]);
        assert_eq!(read(b"MIME-Version: 1.0\r\n\r\nhello", None, 9).unwrap_err().what, "mhtml");
        assert_eq!(quoted(b"a=\nb=3d=zz="), b"ab==zz=");
    }
}
