//! Blanking (涂黑): a deleted customer's names, addresses and numbers wherever they stand in the book: in tables, in `run.json`, in every
//! part of a workbook.
//!
//! Decides what is blanked: the text itself where it stands by itself; the whole cell where it is written otherwise (case, width) or is
//! short or part of another customer's name, and then only where it is all the cell says.

use std::io::{Cursor, Read, Write};

use polars::prelude::{DataFrame, DataType, NamedFrom, PolarsResult, Series};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::error::{Error, Result};
use crate::model::erasure::BLANKED;
use crate::model::folding;

/// Fewest signs of a text that is looked for within others.
const PART: usize = 6;
/// The same of Chinese.
const PART_HAN: usize = 3;

/// Texts that must not be read any more.
#[derive(Debug, Default)]
pub struct Blank {
    /// As written and folded; longest first, so that a name goes before its first word.
    parts: Vec<(String, String)>,
    /// Folded: blanked where a cell says nothing else.
    wholes: Vec<String>,
}

impl Blank {
    /// Of a customer's own texts, as far as `others` do not say the same.
    #[must_use]
    pub fn of(own: impl IntoIterator<Item = String>, others: &[String]) -> Self {
        let others: Vec<String> = others.iter().map(|text| folding::fold(text)).collect();
        let mut blank = Self::default();
        for text in own {
            let folded = folding::fold(&text);
            if folded.chars().count() < 2 || others.contains(&folded) {
                continue;
            }
            let least = if folded.chars().any(folding::is_han) { PART_HAN } else { PART };
            if folded.chars().count() >= least && !others.iter().any(|other| find(other, &folded).is_some()) {
                blank.parts.push((text, folded.clone()));
            }
            blank.wholes.push(folded);
        }
        blank.parts.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.cmp(b)));
        blank.parts.dedup();
        blank.wholes.sort();
        blank.wholes.dedup();
        blank
    }

    /// The text without what must not be read; `None` when it holds none of it.
    #[must_use]
    pub fn text(&self, text: &str) -> Option<String> {
        if text.is_empty() || self.wholes.is_empty() {
            return None;
        }
        let folded = folding::fold(text);
        if self.wholes.binary_search(&folded).is_ok() {
            return Some(BLANKED.to_owned());
        }
        if !self.parts.iter().any(|(_, part)| find(&folded, part).is_some()) {
            return None;
        }
        let mut left = text.to_owned();
        for (part, _) in &self.parts {
            while let Some(at) = find(&left, part) {
                left.replace_range(at..at + part.len(), BLANKED);
            }
        }
        let folded = folding::fold(&left);
        let still = self.parts.iter().any(|(_, part)| find(&folded, part).is_some());
        Some(if still { BLANKED.to_owned() } else { left })
    }

    /// The table with its texts blanked; `None` when nothing is.
    pub(super) fn frame(&self, frame: &DataFrame) -> PolarsResult<Option<DataFrame>> {
        let mut made: Option<DataFrame> = None;
        for column in frame.columns().iter().filter(|column| column.dtype() == &DataType::String) {
            let cells = column.str()?;
            let blanked: Vec<Option<String>> = (0..cells.len()).map(|row| self.text(cells.get(row)?)).collect();
            if blanked.iter().any(Option::is_some) {
                let kept = blanked.into_iter().enumerate().map(|(row, blanked)| blanked.or_else(|| cells.get(row).map(str::to_owned)));
                let column = Series::new(column.name().clone(), kept.collect::<Vec<_>>());
                made.get_or_insert_with(|| frame.clone()).with_column(column.into())?;
            }
        }
        Ok(made)
    }

    /// A workbook with every part blanked; `None` when nothing is, or the bytes are none.
    pub(super) fn workbook(&self, bytes: &[u8]) -> Result<Option<Vec<u8>>> {
        let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(None) };
        let mut parts = Vec::with_capacity(archive.len());
        let mut is_changed = false;
        for place in 0..archive.len() {
            let mut part = archive.by_index(place).map_err(Error::internal)?;
            let mut content = Vec::new();
            part.read_to_end(&mut content).map_err(Error::internal)?;
            let name = part.name().map_err(Error::internal)?.to_string();
            if let Some(blanked) = std::str::from_utf8(&content).ok().and_then(|text| self.markup(text)) {
                (content, is_changed) = (blanked.into_bytes(), true);
            }
            parts.push((name, content));
        }
        if !is_changed {
            return Ok(None);
        }
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer.start_file(name, SimpleFileOptions::default()).map_err(Error::internal)?;
            writer.write_all(&content).map_err(Error::internal)?;
        }
        Ok(Some(writer.finish().map_err(Error::internal)?.into_inner()))
    }

    /// Texts between tags, and whatever of them stands in attributes (links, names).
    fn markup(&self, text: &str) -> Option<String> {
        let mut made = String::with_capacity(text.len());
        let mut is_changed = false;
        for piece in text.split_inclusive('<') {
            let (tag, said) = piece.split_once('>').map_or(("", piece), |(tag, said)| (&piece[..=tag.len()], said));
            let (said, open) = said.strip_suffix('<').map_or((said, ""), |said| (said, "<"));
            let mut attributes = tag.to_owned();
            for (part, _) in &self.parts {
                while let Some(at) = find(&attributes, &escaped(part)) {
                    attributes.replace_range(at..at + escaped(part).len(), BLANKED);
                }
            }
            let blanked = if is_number(said) { None } else { self.text(&plain(said)) };
            is_changed |= blanked.is_some() || attributes != tag;
            made.push_str(&attributes);
            made.push_str(&blanked.map_or_else(|| said.to_owned(), |said| escaped(&said)));
            made.push_str(open);
        }
        is_changed.then_some(made)
    }
}

fn is_number(text: &str) -> bool {
    text.len() < 7 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-')
}

/// Where the part stands by itself: `Ray` is not in `Rayon`.
fn find(text: &str, part: &str) -> Option<usize> {
    let latin = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_alphanumeric());
    let alone = |at: &usize| {
        let (before, after) = (text[..*at].chars().next_back(), text[at + part.len()..].chars().next());
        !(latin(part.chars().next()) && latin(before) || latin(part.chars().next_back()) && latin(after))
    };
    text.match_indices(part).map(|(at, _)| at).find(alone)
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blank() -> Blank {
        let own = ["Rossi & Casa S.r.l.", "Rossi", "info@rossicasa.example", "+39 02 1234567", "罗西贸易"].map(str::to_owned);
        Blank::of(own, &["Rossi Luce S.r.l.".to_owned(), "Bianchi".to_owned()])
    }

    #[test]
    fn a_text_goes_where_it_stands_by_itself_and_neighbours_stay() {
        for (text, wanted) in [
            ("Rossi & Casa S.r.l.", Some("▇▇▇")),
            ("ROSSI & CASA S.R.L.", Some("▇▇▇")),
            ("Ask Rossi & Casa S.r.l. again", Some("Ask ▇▇▇ again")),
            ("ask rossi & casa s.r.l. again", Some("▇▇▇")),
            ("罗西贸易逾期", Some("▇▇▇逾期")),
            ("Rossi", Some("▇▇▇")),
            ("Rossi Luce S.r.l.", None),
            ("Bianchi", None),
            ("", None),
        ] {
            assert_eq!(blank().text(text).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn every_part_of_a_workbook_is_blanked() {
        let sheet = r#"<c><is><t>Rossi &amp; Casa S.r.l.</t></is></c><v>12</v><a Target="mailto:info@rossicasa.example"/><t>Verdi</t>"#;
        let wanted = r#"<c><is><t>▇▇▇</t></is></c><v>12</v><a Target="mailto:▇▇▇"/><t>Verdi</t>"#;
        assert_eq!(blank().markup(sheet).as_deref(), Some(wanted));
        assert_eq!(blank().markup("<t>Verdi</t>"), None);
        assert_eq!(blank().workbook(b"no workbook").unwrap(), None);
    }
}
