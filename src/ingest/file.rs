//! One file (一个文件): bytes → report, tables, ignored rows and findings.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use super::copies::{self, Seen};
use super::corrections::Corrections;
use super::discover::Found;
use super::grid::Grid;
use super::open::{self, Manner};
use super::plan::{self, Plan};
use super::sheet::{self, Place, SheetRead};
use super::workbook::{Book, Unreadable};
use super::{Request, context, own_headers, returned, source};
use crate::finding::{Finding, Kind};
use crate::model::Origin;
use crate::model::own::{BY_HAND, Mark, Returned};
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
    sink: &mut dyn FnMut(RawTable),
) {
    let bytes = fs::read(&found.path).map_err(|error| Unreadable::new("unreadable", error));
    take(found, bytes, request, policy, seen, intake, findings, sink);
}

/// Reads the bytes of one file into the intake.
#[expect(clippy::too_many_arguments, reason = "the one place where a file meets the whole run")]
pub(super) fn take(
    found: &Found,
    bytes: Result<Vec<u8>, Unreadable>,
    request: &Request,
    policy: &Policy,
    seen: &mut Seen,
    intake: &mut Intake,
    findings: &mut Vec<Finding>,
    sink: &mut dyn FnMut(RawTable),
) {
    let label: Arc<str> = Arc::from(found.label.as_str());
    let mut report = FileReport { file: found.label.clone(), ..FileReport::default() };
    let book = bytes.and_then(|bytes| {
        report.size = bytes.len() as u64;
        report.sha256 = copies::hash(&bytes);
        let copy = seen.file(&label, &report.sha256);
        let is_copy = copy.is_some();
        findings.extend(copy);
        let rule = source::of_file(policy, &label);
        let manner = Manner {
            encoding: request.encoding.as_deref().or_else(|| rule.and_then(|rule| rule.encoding.as_deref())),
            passwords: &request.passwords,
            max_cells: policy.inputs.max_cells,
            max_inflated: policy.inputs.max_inflated_mb.saturating_mul(1 << 20),
        };
        open::open(bytes, manner).map(|book| (book, is_copy))
    });
    match book {
        Ok((book, is_copy)) => {
            report.format.clone_from(&book.format);
            sheets(book, &label, found, policy, if is_copy { None } else { Some(seen) }, &mut report, intake, findings, sink);
        }
        Err(trouble) => {
            findings.push(
                Finding::new(Kind::FileUnreadable)
                    .at(Origin::file(label))
                    .with("what", trouble.what)
                    .with("how", trouble.what)
                    .with("cause", &trouble.cause),
            );
            report.skipped = Some(trouble.what.to_owned());
        }
    }
    intake.files.push(report);
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
        findings.push(Finding::new(Kind::FileUnreadable).at(origin).with("what", "damaged").with("how", "damaged").with("cause", cause));
    }
    let mark = returned::mark(&book);
    let hand_in = context::hand_in(label, &found.input);
    let stood: Vec<own_headers::Stood> = book.grids.iter_mut().map(|grid| own_headers::translate(grid, policy)).collect();
    let rules: Vec<Vec<&Source>> = book.grids.iter().map(|grid| source::of_sheet(policy, label, &grid.name)).collect();
    let by_hand: Vec<bool> = book.grids.iter().map(|grid| mark.is_none() && corrections(grid, label, &book, intake, findings)).collect();
    let plan = |((grid, rules), by_hand): ((&Grid, &Vec<&Source>), &bool)| {
        if mark.is_some() || *by_hand { Plan::default() } else { plan::plan(grid, rules, label) }
    };
    let plans: Vec<Plan> = book.grids.iter().zip(&rules).zip(&by_hand).map(plan).collect();
    let mut alike: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for plan in &plans {
        *alike.entry(plan.signature()).or_default() += 1;
    }
    if let Some(mark) = mark.clone() {
        intake.returned.push(returned::returned(label, &book, mark));
    }
    for (index, grid) in book.grids.iter().enumerate() {
        findings.extend(damage(&book, index, &grid.name, label));
    }
    // A sheet goes when it is understood, and its tables when they are: no sheet is held twice.
    let plans = plans.into_iter().zip(by_hand).zip(&stood);
    for ((mut grid, rules), ((mut plan, by_hand), stood)) in std::mem::take(&mut book.grids).into_iter().zip(&rules).zip(plans) {
        if let Some(seen) = seen.as_deref_mut().filter(|_| mark.is_none() && !by_hand) {
            findings.extend(seen.sheet(label, &grid, hand_in.as_deref()));
        }
        let siblings = alike.get(&plan.signature()).copied().unwrap_or(1);
        let place = Place { file: label, hand_in: hand_in.as_deref(), siblings, rules };
        let mut read: SheetRead = match (mark.is_some(), by_hand) {
            (true, _) => sheet::apart(&grid, label, "own_workbook"),
            (false, true) => sheet::apart(&grid, label, "corrections"),
            (false, false) => sheet::understand(&mut grid, &mut plan, place),
        };
        own_headers::restore(&mut read, stood);
        report.sheets.push(read.report);
        drop((grid, plan));
        read.tables.into_iter().for_each(&mut *take);
        intake.ignored.extend(read.ignored);
        findings.extend(read.findings);
    }
}

/// Reads a corrections sheet that people keep themselves; gives whether it is one.
fn corrections(grid: &Grid, label: &Arc<str>, book: &Book, intake: &mut Intake, findings: &mut Vec<Finding>) -> bool {
    let Some(sheet) = Corrections::of(grid) else { return false };
    let (entries, found) = sheet.read(grid, label);
    findings.extend(found);
    let mark = Mark { kind: BY_HAND.to_owned(), month: String::new(), edition: String::new(), recipient: String::new() };
    let saved = book.saved.clone().unwrap_or_default();
    intake.returned.push(Returned { file: label.to_string(), mark, saved, entries, untouched: Vec::new(), strays: Vec::new() });
    true
}

/// The first wrongly decoded texts of a sheet, apart those that were mended and those that lost characters.
fn damage(book: &Book, index: usize, sheet: &Arc<str>, label: &Arc<str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for mended in [false, true] {
        let these: Vec<_> = book.damage.iter().filter(|damage| damage.grid == index && damage.mended.is_some() == mended).collect();
        for damage in these.iter().take(DAMAGED_SHOWN) {
            let origin = Origin::sheet(Arc::clone(label), Arc::clone(sheet)).at_row(damage.row);
            let kind = if mended { Kind::EncodingMended } else { Kind::EncodingDamaged };
            let finding = Finding::new(kind).at(origin).with("format", &book.format).with("value", &damage.text);
            findings.push(finding.with("wanted", damage.mended.as_deref().unwrap_or_default()).with("rows", these.len()));
        }
    }
    findings
}
