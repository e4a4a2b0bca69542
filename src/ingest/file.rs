//! One file (一个文件): bytes → report, tables, ignored rows and findings.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use super::copies::{self, Seen};
use super::discover::Found;
use super::layout::HeaderAt;
use super::sheet::{self, Place, SheetRead};
use super::sniff::{self, Content};
use super::workbook::{self, Book, Unreadable};
use super::{Request, context, delimited, html, returned, source, xml2003};
use crate::finding::{Finding, Kind};
use crate::model::Origin;
use crate::model::raw::{FileReport, Intake, RawTable};
use crate::policy::{Policy, Source};

/// A file in a wrong encoding is damaged in every row; so many are named, with the count of all.
const DAMAGED_SHOWN: usize = 10;

/// Reads one file into the intake; what was seen before tells copies.
pub(super) fn read(
    found: &Found,
    request: &Request,
    policy: &Policy,
    seen: &mut Seen,
    intake: &mut Intake,
    findings: &mut Vec<Finding>,
    take: &mut dyn FnMut(RawTable),
) {
    let label: Arc<str> = Arc::from(found.label.as_str());
    let mut report = FileReport { file: found.label.clone(), ..FileReport::default() };
    let book = match fs::read(&found.path) {
        Ok(bytes) => {
            report.size = bytes.len() as u64;
            report.sha256 = copies::hash(&bytes);
            let copy = seen.file(&label, &report.sha256);
            let is_copy = copy.is_some();
            findings.extend(copy);
            open(&bytes, &label, request, policy).map(|book| (book, is_copy))
        }
        Err(error) => Err(Unreadable::new("unreadable", error)),
    };
    match book {
        Ok((book, is_copy)) => {
            report.format.clone_from(&book.format);
            sheets(book, &label, found, policy, if is_copy { None } else { Some(seen) }, &mut report, intake, findings, take);
        }
        Err(trouble) => {
            findings
                .push(Finding::new(Kind::FileUnreadable).at(Origin::file(label)).with("what", trouble.what).with("cause", &trouble.cause));
            report.skipped = Some(trouble.what.to_owned());
        }
    }
    intake.files.push(report);
}

fn open(bytes: &[u8], label: &str, request: &Request, policy: &Policy) -> Result<Book, Unreadable> {
    let (content, inflated) = sniff::sniff(bytes);
    if inflated > policy.inputs.max_inflated_mb.saturating_mul(1 << 20) {
        return Err(Unreadable::new("too_large", "max_inflated_mb"));
    }
    let encoding = request.encoding.as_deref().or_else(|| source::of_file(policy, label).and_then(|rule| rule.encoding.as_deref()));
    match content {
        Content::Text => delimited::read(bytes, encoding, policy.inputs.max_cells),
        Content::Html => html::read(bytes, encoding, policy.inputs.max_cells),
        Content::Xml2003 => xml2003::read(bytes, policy.inputs.max_cells),
        Content::Empty => Err(Unreadable::new("empty", "")),
        Content::Other(what) => Err(Unreadable::new(what, "")),
        Content::Xlsx | Content::Xlsb | Content::Ods | Content::Xls(_) => workbook::read(bytes, content, policy.inputs.max_cells),
    }
}

#[expect(clippy::too_many_arguments, reason = "the one place where a file's sheets meet the whole run")]
fn sheets(
    mut book: Book,
    label: &Arc<str>,
    found: &Found,
    policy: &Policy,
    mut seen: Option<&mut Seen>,
    report: &mut FileReport,
    intake: &mut Intake,
    findings: &mut Vec<Finding>,
    take: &mut dyn FnMut(RawTable),
) {
    for (name, cause) in &book.broken {
        let origin = Origin::sheet(Arc::clone(label), name.as_str());
        findings.push(Finding::new(Kind::FileUnreadable).at(origin).with("what", "damaged").with("cause", cause));
    }
    let mark = returned::mark(&book);
    if let Some(mark) = mark.clone() {
        intake.returned.push(returned::returned(label, &book, mark));
    }
    let hand_in = context::hand_in(label, &found.input);
    let rules: Vec<Option<&Source>> = book.grids.iter().map(|grid| source::of_sheet(policy, label, &grid.name)).collect();
    let headers: Vec<Vec<HeaderAt>> =
        book.grids.iter().zip(&rules).map(|(grid, rule)| if mark.is_some() { Vec::new() } else { sheet::headers(grid, *rule) }).collect();
    let mut alike: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for headers in &headers {
        *alike.entry(signature(headers)).or_default() += 1;
    }
    // A sheet goes when it is understood: its cells are in the tables then.
    for ((mut grid, rule), headers) in std::mem::take(&mut book.grids).into_iter().zip(rules).zip(&headers) {
        for row in book.damaged_rows.iter().take(DAMAGED_SHOWN) {
            let origin = Origin::sheet(Arc::clone(label), Arc::clone(&grid.name)).at_row(*row);
            findings
                .push(Finding::new(Kind::EncodingDamaged).at(origin).with("format", &book.format).with("rows", book.damaged_rows.len()));
        }
        if let Some(seen) = seen.as_deref_mut().filter(|_| mark.is_none()) {
            findings.extend(seen.sheet(label, &grid, hand_in.as_deref()));
        }
        let siblings = alike.get(&signature(headers)).copied().unwrap_or(1);
        let place = Place { file: label, hand_in: hand_in.as_deref(), siblings, rule };
        let read: SheetRead = if mark.is_some() { sheet::own(&grid, label) } else { sheet::understand(&mut grid, headers, place) };
        report.sheets.push(read.report);
        drop(grid);
        read.tables.into_iter().for_each(&mut *take);
        intake.ignored.extend(read.ignored);
        findings.extend(read.findings);
    }
}

/// What makes two sheets of a workbook alike: the headers of their first table.
fn signature(headers: &[HeaderAt]) -> Vec<String> {
    headers.first().map(|header| header.headings.iter().map(|(_, heading)| heading.shown()).collect()).unwrap_or_default()
}
