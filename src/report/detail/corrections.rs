//! Corrections (退改单): what to mend in the salesperson's own sheets: file, sheet, cell, what is wrong, what is wanted.

use std::collections::BTreeSet;

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::number;
use super::super::page::Page;
use super::super::returnable::{Returnable, Slot};
use super::super::table::{Cell, Kind, List};
use super::{column, quality, subtitle};
use crate::error::Result;
use crate::finding::{Finding, Severity};
use crate::model::Unit;
use crate::model::own::Input;

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let wanted = wanted(desk);
    let mut page = Page::new(desk, Sheet::Corrections, &title(desk, &wanted), &subtitle(desk))?;
    page.freeze_columns(1);
    page.squeezed();
    if wanted.is_empty() {
        page.note(desk, &desk.text("no_findings"))?;
    }
    page.returnable(desk, &table(desk, &wanted))?;
    if !desk.view.computed.hand_ins.is_empty() {
        page.heading(&super::super::summary::hand_in_line(desk).0);
        page.list(desk, &quality::hand_ins(desk))?;
    }
    if !desk.view.not_used.is_empty() {
        page.heading(&desk.say("heading.not_used", &[("count", desk.view.not_used.len().to_string())]));
        page.long(desk, &quality::not_used(desk))?;
    }
    page.finish(desk)
}

/// What is to be decided or mended: decisions first, then as the cells stand in the sheets.
fn wanted<'a>(desk: &Desk<'a>) -> Vec<&'a Finding> {
    let mut wanted: Vec<_> = desk.findings.iter().filter(|finding| finding.kind.severity() != Severity::Know).collect();
    wanted.sort_by(|a, b| a.kind.severity().cmp(&b.kind.severity()).then_with(|| a.origin.cmp(&b.origin)).then_with(|| a.cmp(b)));
    wanted
}

/// The score: rows handed in without anything to mend. A metric of the catalogue takes its place where there is one.
fn title(desk: &Desk<'_>, wanted: &[&Finding]) -> String {
    let count = wanted.len().to_string();
    let scored = desk.view.specs.iter().find(|spec| spec.id.starts_with("data_quality"));
    if let Some((spec, score)) = scored.and_then(|spec| Some((spec, desk.now(spec.id)?))) {
        let show = |value: f64| number::show(desk.words, spec.unit, value);
        let before = desk.before(spec.id, 1).map_or_else(|| "—".to_owned(), show);
        return desk.say("title.corrections_trend", &[("count", count), ("score", show(score)), ("before", before)]);
    }
    let rows: u32 = desk.view.computed.hand_ins.iter().map(|line| line.rows).sum();
    let sheets: BTreeSet<_> =
        desk.view.computed.hand_ins.iter().filter_map(|line| line.origin.as_ref()).map(|o| (&o.file, &o.sheet)).collect();
    let bad: BTreeSet<_> = wanted
        .iter()
        .filter_map(|finding| finding.origin.as_ref())
        .filter(|origin| origin.row > 0 && sheets.contains(&(&origin.file, &origin.sheet)))
        .map(|origin| (&origin.file, &origin.sheet, origin.row))
        .collect();
    if rows > 0 && bad.is_empty() && !wanted.is_empty() {
        return desk.say("title.corrections_elsewhere", &[("count", count), ("rows", rows.to_string())]);
    }
    let clean = rows.saturating_sub(u32::try_from(bad.len()).unwrap_or(u32::MAX));
    if rows == 0 {
        return desk.say("title.corrections_plain", &[("count", count)]);
    }
    let share = number::show(desk.words, Unit::Share, f64::from(clean) / f64::from(rows));
    desk.say("title.corrections", &[("count", count), ("clean", clean.to_string()), ("rows", rows.to_string()), ("share", share)])
}

/// One row a finding. Where the cell is known, what stands in it is given to be put right; the next run reads it so.
fn table(desk: &Desk<'_>, wanted: &[&Finding]) -> Returnable {
    let columns = vec![
        column(desk, "finding", Kind::Text),
        column(desk, "severity", Kind::Word),
        column(desk, "place", Kind::Prose).within(36.0),
        column(desk, "say", Kind::Prose).within(40.0),
        column(desk, "todo", Kind::Prose).within(36.0),
        column(desk, "money", Kind::Text),
        column(desk, "input_value", Kind::Prose).within(26.0),
        column(desk, "input_note", Kind::Prose).within(26.0),
        column(desk, "row_key", Kind::Text),
    ];
    let mut slots = vec![Slot::Shown; 6];
    slots.extend([Slot::Text(Input::Fix("value".into())), Slot::Text(Input::Reason), Slot::Key]);
    let row = |finding: &&Finding| {
        let place = finding.origin.as_ref().map(|origin| desk.place(origin)).unwrap_or_default();
        let money = finding
            .money
            .as_ref()
            .map_or(Cell::Blank, |money| Cell::text(format!("{} {}", number::grouped(money.to_f64(), 0), money.currency)));
        vec![
            Cell::text(desk.words.tell(finding, "title")),
            quality::severity(desk, finding.kind.severity()),
            Cell::text(place),
            Cell::text(desk.words.tell(finding, "say")),
            Cell::text(desk.words.tell(finding, "todo")),
            money,
            cell_of(finding).and_then(|_| value_of(finding)).map_or(Cell::Blank, Cell::text),
            Cell::Blank,
            Cell::Blank,
        ]
    };
    let about = |(place, finding): (usize, &&Finding)| {
        let about = cell_of(finding).unwrap_or_else(|| format!("finding|{}", finding.key()));
        (format!("{}{}", finding.key(), place + 1), about)
    };
    Returnable {
        list: List {
            name: "tbl_corrections".into(),
            alt: desk.text("alt.corrections"),
            columns,
            rows: wanted.iter().map(row).collect(),
            total: None,
        },
        slots,
        apart: None,
        rows: wanted.iter().enumerate().map(about).collect(),
    }
}

/// `cell|<entity>|<file>|<sheet>|<row>|<field>`, where the finding is about one cell and says what stands in it.
fn cell_of(finding: &Finding) -> Option<String> {
    let (entity, field, origin) = (finding.entity?, finding.field?, finding.origin.as_ref().filter(|origin| origin.row > 0)?);
    value_of(finding)?;
    Some(format!("cell|{}|{}|{}|{}|{field}", entity.id(), origin.file, origin.sheet, origin.row))
}

fn value_of(finding: &Finding) -> Option<&str> {
    finding.args.iter().find(|(name, _)| *name == "value").map(|(_, value)| value.as_str())
}
