//! One sheet (一张表): grid → tables, with every written row in exactly one place.
//!
//! The law of this room stands here: each written row becomes part of a record, a total, or an ignored line with its
//! reason. Nothing else may happen to a row.

use std::sync::Arc;

use super::columns;
use super::context;
use super::entity::{self, Names, Subject};
use super::grid::Grid;
use super::layout::{self, HeaderAt};
use super::rows::{self, Class, Judge};
use super::source;
use crate::finding::{Finding, Kind};
use crate::model::raw::{Cell, Column, Context, RawRow, RawTable, SheetReport};
use crate::model::{Entity, LineageRow, Origin, Outcome, folding};
use crate::policy::Source;

/// Rows shown by `inspect`.
const SAMPLE_ROWS: usize = 8;

/// Where a sheet stands and what is known of it beforehand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// Label of the file.
    pub(super) file: &'a Arc<str>,
    /// Hand-in month of its folder.
    pub(super) hand_in: Option<&'a str>,
    /// Sheets of the workbook with this sheet's header, itself counted.
    pub(super) siblings: usize,
    /// What the policy says.
    pub(super) rule: Option<&'a Source>,
}

/// Everything a sheet gives.
#[derive(Debug, Default)]
pub(super) struct SheetRead {
    pub(super) report: SheetReport,
    pub(super) tables: Vec<RawTable>,
    pub(super) ignored: Vec<LineageRow>,
    pub(super) findings: Vec<Finding>,
}

/// Understands one sheet.
pub(super) fn understand(grid: &Grid, headers: &[HeaderAt], place: Place<'_>) -> SheetRead {
    let origin = Origin::sheet(Arc::clone(place.file), Arc::clone(&grid.name));
    let mut read = SheetRead { report: blank_report(grid), ..SheetRead::default() };
    if &*grid.name == crate::model::own::LISTS_SHEET {
        ignore_all(&mut read, grid, &origin, "own_workbook");
        return read;
    }
    if grid.hidden && grid.non_empty() > 0 {
        read.findings.push(Finding::new(Kind::SheetHidden).at(origin.clone()).with("rows", grid.non_empty()));
    }
    if place.rule.is_some_and(|rule| rule.ignore) {
        ignore_all(&mut read, grid, &origin, "policy");
        return read;
    }
    if headers.is_empty() {
        ignore_all(&mut read, grid, &origin, "no_table");
        return read;
    }
    let segments = segments(grid, headers);
    let mut context = Context { hand_in: place.hand_in.map(str::to_owned), ..Context::default() };
    let mut marks: Vec<(u32, &'static str)> = Vec::new();
    let mut unused = Vec::new();
    for segment in segments {
        let title = frame(grid, &segment, &mut context, &mut marks);
        context::name_facts(&mut context, &grid.name, place.siblings, place.file);
        by_rule(&mut context, place.rule);
        let headings: Vec<_> = segment.header.headings.iter().map(|(_, heading)| heading.clone()).collect();
        let names = Names { sheet: grid.name.to_string(), title, file: place.file.to_string() };
        marks.extend(segment.header.rows.iter().map(|row| (*row, "header")));
        let subject = source::entity(place.rule).map_or_else(|| entity::decide(&headings, &names), Subject::Of);
        match subject {
            Subject::Of(entity) => {
                let (mut table, findings) = table(grid, &segment, entity, place.rule, &origin, &context, &mut marks);
                read.findings.extend(findings);
                let says_intent = |header: &str| ["意向", "intent"].iter().any(|word| folding::key(header).contains(word));
                if table.context.grade_scheme.is_none()
                    && table.columns.iter().any(|column| column.field == Some("grade") && says_intent(&column.header))
                {
                    // A header that says 意向等级 declares its letters itself.
                    table.context.grade_scheme = Some("intent".to_owned());
                }
                read.tables.push(table);
            }
            Subject::Other => unused.push((segment, "other_subject")),
            Subject::Unknown => unused.push((segment, "not_understood")),
        }
    }
    for (segment, reason) in &unused {
        marks.extend(segment.body.iter().map(|row| (*row, *reason)));
        let finding = Finding::new(Kind::SheetNotUsed).at(origin.at_row(segment.header.rows.first().copied().unwrap_or(0)));
        read.findings.push(finding.with("why", *reason).with("rows", segment.body.len()));
    }
    lead(&mut read, headers, &context);
    read.report.context = context;
    let entity = read.report.entity;
    marks.sort_by_key(|(row, _)| *row);
    read.ignored.extend(marks.into_iter().map(|(row, reason)| line(&origin, row, entity, reason)));
    read
}

/// One header with the rows above that frame it and the rows below that it heads.
struct Segment<'a> {
    frame: Vec<u32>,
    header: &'a HeaderAt,
    body: Vec<u32>,
}

fn segments<'a>(grid: &Grid, headers: &'a [HeaderAt]) -> Vec<Segment<'a>> {
    let mut segments: Vec<Segment<'a>> = Vec::new();
    let mut rows = grid.row_numbers().peekable();
    for (index, header) in headers.iter().enumerate() {
        let first = header.rows.first().copied().unwrap_or(0);
        let mut before = Vec::new();
        while let Some(row) = rows.next_if(|row| *row < first) {
            before.push(row);
        }
        // The lines right above a later header are its title; what stands before them belongs to the table above.
        if index > 0 {
            let own = before.iter().rev().take_while(|row| grid.row(**row).len() == 1).count();
            let body = before.len() - own;
            let frame = before.split_off(body);
            if let Some(last) = segments.last_mut() {
                last.body = before;
            }
            before = frame;
        }
        while rows.next_if(|row| header.rows.contains(row)).is_some() {}
        segments.push(Segment { frame: before, header, body: Vec::new() });
    }
    if let Some(last) = segments.last_mut() {
        last.body = rows.collect();
    }
    segments
}

fn frame(grid: &Grid, segment: &Segment<'_>, context: &mut Context, marks: &mut Vec<(u32, &'static str)>) -> String {
    let before = context.title.len();
    for row in &segment.frame {
        let kind = rows::preamble(grid.row(*row));
        context::frame_facts(context, kind, grid.row(*row));
        marks.push((*row, kind));
    }
    context.title[before..].trim_start_matches(" / ").to_owned()
}

fn by_rule(context: &mut Context, rule: Option<&Source>) {
    let Some(rule) = rule else { return };
    if rule.currency.is_some() {
        context.currency.clone_from(&rule.currency);
    }
    context.day_first = rule.day_first;
    context.grade_scheme.clone_from(&rule.grade_scheme);
}

fn table(
    grid: &Grid,
    segment: &Segment<'_>,
    entity: Entity,
    rule: Option<&Source>,
    origin: &Origin,
    context: &Context,
    marks: &mut Vec<(u32, &'static str)>,
) -> (RawTable, Vec<Finding>) {
    let (columns, findings) = columns::columns(grid, segment.header, &segment.body, entity, rule, origin);
    let judge = Judge {
        grid,
        header: segment.header,
        serial: columns::serial(segment.header),
        telling: columns
            .iter()
            .filter(|column| column.field.is_some_and(|field| columns::stands_alone(entity, field)))
            .map(|column| column.index)
            .collect(),
    };
    let (mut data, mut totals) = (Vec::new(), Vec::new());
    for row in &segment.body {
        match judge.class(*row) {
            Class::Data => data.push(raw_row(grid, &columns, entity, *row)),
            Class::Total => totals.push(raw_row(grid, &columns, entity, *row)),
            Class::Ignored(reason) => marks.push((*row, reason)),
        }
    }
    let table = RawTable {
        origin: origin.clone(),
        entity,
        header_rows: segment.header.rows.clone(),
        columns,
        rows: data,
        totals,
        context: context.clone(),
    };
    (table, findings)
}

/// A merged amount stands for all its rows together: filled into each it would count several times.
fn raw_row(grid: &Grid, columns: &[Column], entity: Entity, row: u32) -> RawRow {
    let cell = |column: &Column| {
        let filled = grid.filled_down(row, column.index);
        let counted = columns::is_amount(entity, column.field) || matches!(filled, Cell::Number(_)) && column.field.is_none();
        if counted { grid.get(row, column.index).clone() } else { filled.clone() }
    };
    RawRow { first: row, last: row, cells: columns.iter().map(cell).collect() }
}

fn blank_report(grid: &Grid) -> SheetReport {
    let shown = |row: u32| grid.row(row).iter().take(30).map(|(_, cell)| cell.show()).collect();
    SheetReport {
        sheet: grid.name.to_string(),
        rows_non_empty: grid.non_empty(),
        hidden: grid.hidden,
        sample: grid.row_numbers().take(SAMPLE_ROWS).map(shown).collect(),
        ..SheetReport::default()
    }
}

/// The table with the most rows leads the sheet's report.
fn lead(read: &mut SheetRead, headers: &[HeaderAt], context: &Context) {
    read.report.header_rows = headers.iter().flat_map(|header| header.rows.iter().copied()).collect();
    let leading = read.tables.iter().rev().max_by_key(|table| table.rows.len());
    if let Some(table) = leading {
        read.report.entity = Some(table.entity);
        read.report.columns.clone_from(&table.columns);
    }
    read.report.context = context.clone();
}

/// Ignores every row of a sheet, and says so unless the sheet is empty.
pub(super) fn ignore_all(read: &mut SheetRead, grid: &Grid, origin: &Origin, reason: &'static str) {
    read.ignored.extend(grid.row_numbers().map(|row| line(origin, row, None, reason)));
    if grid.non_empty() > 0 && reason != "own_workbook" {
        let finding = Finding::new(Kind::SheetNotUsed).at(origin.clone());
        read.findings.push(finding.with("why", reason).with("rows", grid.non_empty()));
    }
}

/// A sheet of one of our own workbooks: its rows are no source.
pub(super) fn own(grid: &Grid, file: &Arc<str>) -> SheetRead {
    let mut read = SheetRead { report: blank_report(grid), ..SheetRead::default() };
    ignore_all(&mut read, grid, &Origin::sheet(Arc::clone(file), Arc::clone(&grid.name)), "own_workbook");
    read
}

fn line(origin: &Origin, row: u32, entity: Option<Entity>, reason: &'static str) -> LineageRow {
    LineageRow {
        file: Arc::clone(&origin.file),
        sheet: Arc::clone(&origin.sheet),
        row,
        entity,
        outcome: Outcome::Ignored,
        record_id: Arc::from(""),
        customer_id: Arc::from(""),
        reason: Arc::from(reason),
        money: None,
    }
}

/// The headers of a sheet under its rule.
pub(super) fn headers(grid: &Grid, rule: Option<&Source>) -> Vec<HeaderAt> {
    layout::headers(grid, rule.and_then(|rule| rule.header_row))
}
