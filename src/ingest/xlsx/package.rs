//! Package (文件包): the parts of a workbook, and what they say about its sheets: names, places, number formats, properties.
//!
//! Decides that a part which breaks off says what it said so far, and that only worksheets are data: charts, dialogs and
//! macro sheets are not.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::super::format::Formats;
use super::super::markup::{Token, Tokens, attribute, unescape};
use super::super::workbook::{Outcome, Unreadable};
use super::scan::{self, Scanner};
use crate::model::own::{self, Mark};

/// The parts of a workbook.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// By name, in lower case and without a slash in front: programs do not agree on either.
    places: BTreeMap<String, usize>,
}

/// A worksheet, and where its cells are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) hidden: bool,
    /// `None` where the workbook does not say.
    pub(super) path: Option<String>,
}

/// What the workbook says about itself.
#[derive(Debug, Default)]
pub(super) struct About {
    pub(super) sheets: Vec<Sheet>,
    pub(super) from_1904: bool,
    pub(super) mark: Option<Mark>,
    pub(super) saved: Option<String>,
    pub(super) strings: String,
    pub(super) styles: String,
}

/// A relationship: its kind (the last word of its type) and the path of what it leads to.
type Relations = BTreeMap<String, (String, String)>;

impl<'b> Package<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Outcome<Self> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| Unreadable::new("damaged", error))?;
        let names = (0..archive.len()).filter_map(|at| Some((plain(&archive.name_for_index(at)?.ok()?), at)));
        let places = names.collect();
        Ok(Self { archive, places })
    }

    /// A part, to be walked through; `None` where there is none.
    pub(super) fn scanner(&mut self, path: &str) -> Outcome<Option<Scanner<'_>>> {
        let Some(at) = self.places.get(&plain(path)).copied() else { return Ok(None) };
        let part = self.archive.by_index(at).map_err(|error| Unreadable::new("damaged", error))?;
        Scanner::new(part).map(Some).map_err(|error| Unreadable::new("damaged", error))
    }

    /// A small part as text, as far as it can be unpacked; empty where there is none.
    fn text(&mut self, path: &str) -> Outcome<String> {
        let Some(at) = self.places.get(&plain(path)).copied() else { return Ok(String::new()) };
        let mut bytes = Vec::new();
        let mut part = self.archive.by_index(at).map_err(|error| Unreadable::new("damaged", error))?;
        if let Err(error) = part.read_to_end(&mut bytes)
            && bytes.is_empty()
        {
            return Err(Unreadable::new("damaged", error));
        }
        Ok(scan::text_of(&bytes).into_owned())
    }

    /// The workbook's own parts.
    pub(super) fn about(&mut self) -> Outcome<About> {
        let main = relations("", &self.text("_rels/.rels")?).into_values().find(|(kind, _)| kind == "officeDocument");
        let main = main.map_or_else(|| "xl/workbook.xml".to_owned(), |(_, path)| path);
        let workbook = self.text(&main)?;
        if workbook.is_empty() {
            return Err(Unreadable::new("damaged", &main));
        }
        let (folder, name) = main.rsplit_once('/').unwrap_or(("", &main));
        let relations = relations(folder, &self.text(&format!("{folder}/_rels/{name}.rels"))?);
        let of_kind = |wanted: &str| relations.values().find(|(kind, _)| kind == wanted).map(|(_, path)| path.clone());
        let mut about = About {
            strings: of_kind("sharedStrings").unwrap_or_else(|| format!("{folder}/sharedStrings.xml")),
            styles: of_kind("styles").unwrap_or_else(|| format!("{folder}/styles.xml")),
            ..About::default()
        };
        about.read(&workbook, &relations);
        let property = property(&self.text("docProps/custom.xml").unwrap_or_default());
        about.mark = about.mark.or_else(|| Mark::parse(&property?));
        about.saved = saved(&self.text("docProps/core.xml").unwrap_or_default());
        Ok(about)
    }

    /// The number formats of all styles.
    pub(super) fn formats(&mut self, path: &str) -> Outcome<Formats> {
        let (text, mut formats) = (self.text(path)?, Formats::default());
        let mut of_cells = false;
        for token in Tokens::new(&text) {
            match token {
                Token::Open("numFmt", attributes, _) => {
                    if let Some(id) = number(attributes, "numFmtId") {
                        formats.custom(id, &attribute(attributes, "formatCode").unwrap_or_default());
                    }
                }
                Token::Open("cellXfs", _, closed) => of_cells = !closed,
                Token::Close("cellXfs") => of_cells = false,
                Token::Open("xf", attributes, _) if of_cells => formats.cell_style(number(attributes, "numFmtId").unwrap_or(0)),
                _ => {}
            }
        }
        Ok(formats)
    }
}

impl About {
    fn read(&mut self, workbook: &str, relations: &Relations) {
        let mut name = None;
        for token in Tokens::new(workbook) {
            match token {
                Token::Open("sheet", attributes, _) => {
                    let relation = attribute(attributes, "id").and_then(|id| relations.get(&id));
                    if relation.is_none_or(|(kind, _)| kind == "worksheet") {
                        self.sheets.push(Sheet {
                            name: attribute(attributes, "name").unwrap_or_default(),
                            hidden: attribute(attributes, "state").is_some_and(|state| state != "visible"),
                            path: relation.map(|(_, path)| path.clone()),
                        });
                    }
                }
                Token::Open("workbookPr", attributes, _) => {
                    // One without it stands among the extensions.
                    self.from_1904 |= attribute(attributes, "date1904").is_some_and(|told| told == "1" || told == "true");
                }
                Token::Open("definedName", attributes, false) => name = attribute(attributes, "name"),
                Token::Text(text, _) if name.as_ref().is_some_and(|name| name.contains(own::DEFINED_NAME)) => {
                    self.mark = self.mark.take().or_else(|| Mark::parse(&unescape(text)));
                }
                Token::Close("definedName") => name = None,
                _ => {}
            }
        }
    }
}

fn plain(path: &str) -> String {
    path.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

fn number(attributes: &str, name: &str) -> Option<u16> {
    attribute(attributes, name)?.trim().parse().ok()
}

/// The relationships of a part in this folder.
fn relations(folder: &str, text: &str) -> Relations {
    let of = |token| {
        let Token::Open("Relationship", attributes, _) = token else { return None };
        let kind = attribute(attributes, "Type")?.rsplit('/').next().unwrap_or_default().to_owned();
        Some((attribute(attributes, "Id")?, (kind, resolved(folder, &attribute(attributes, "Target")?))))
    };
    Tokens::new(text).filter_map(of).collect()
}

/// The path a target means: from the folder, or from the root with a slash in front.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut steps: Vec<&str> =
        if target.starts_with('/') { Vec::new() } else { folder.split('/').filter(|step| !step.is_empty()).collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Our mark among the properties.
fn property(text: &str) -> Option<String> {
    let mut tokens = Tokens::new(text);
    let ours = |attributes| attribute(attributes, "name").as_deref() == Some(own::PROPERTY);
    tokens.find(|token| matches!(token, Token::Open("property", attributes, false) if ours(attributes)))?;
    tokens.find_map(|token| if let Token::Text(text, _) = token { Some(unescape(text)) } else { None })
}

fn saved(text: &str) -> Option<String> {
    let mut tokens = Tokens::new(text);
    tokens.find(|token| matches!(token, Token::Open("modified", _, false)))?;
    if let Token::Text(text, _) = tokens.next()? { Some(unescape(text)) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_however_they_are_written() {
        for (target, wanted) in
            [("worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"), ("/xl/a.xml", "xl/a.xml"), ("..\\x\\a.xml", "x/a.xml")]
        {
            assert_eq!(resolved("xl", target), wanted);
        }
        assert_eq!(resolved("", "xl/workbook.xml"), "xl/workbook.xml");
        assert_eq!(plain("\\XL\\Workbook.xml"), "xl/workbook.xml");
    }
}
