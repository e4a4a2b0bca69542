//! One sheet (一张表): grid → tables, with every written row in exactly one place.
//!
//! The law of this room stands here: each written row becomes part of a record, a total, or an ignored line with its
//! reason. Nothing else may happen to a row.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::context;
use super::entity::{self, Names};
use super::form::{self, Form, Pair};
use super::grid::Grid;
use super::layout::HeaderAt;
use super::plan::{Lane, Plan};
use super::rows;
use super::source;
use super::subject::Subject;
use super::table::{self, Made, Segment, Under};
use crate::finding::{Finding, Kind};
use crate::model::raw::{Context, Match, RawTable, SheetReport};
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
    pub(super) rules: &'a [&'a Source],
}

/// Everything a sheet gives.
#[derive(Debug, Default)]
pub(super) struct SheetRead {
    pub(super) report: SheetReport,
    pub(super) tables: Vec<RawTable>,
    pub(super) ignored: Vec<LineageRow>,
    pub(super) findings: Vec<Finding>,
}

/// A sheet while it is read: what became of each row so far.
struct Desk<'a> {
    place: Place<'a>,
    origin: Origin,
    context: Context,
    read: SheetRead,
    marks: BTreeMap<u32, &'static str>,
    taken: BTreeSet<u32>,
}

/// Understands one sheet. The cells of rows that become records are moved out of the grid.
pub(super) fn understand(grid: &mut Grid, plan: &mut Plan, place: Place<'_>) -> SheetRead {
    let origin = Origin::sheet(Arc::clone(place.file), Arc::clone(&grid.name));
    let mut read = SheetRead { report: blank_report(grid), ..SheetRead::default() };
    if &*grid.name == crate::model::own::LISTS_SHEET {
        ignore_all(&mut read, grid, &origin, "own_workbook");
        return read;
    }
    if grid.hidden && grid.non_empty() > 0 {
        read.findings.push(Finding::new(Kind::SheetHidden).at(origin.clone()).with("rows", grid.non_empty()));
    }
    if place.rules.first().is_some_and(|rule| rule.ignore) {
        ignore_all(&mut read, grid, &origin, "policy");
        return read;
    }
    if plan.is_empty() {
        ignore_all(&mut read, grid, &origin, "no_table");
        return read;
    }
    for (wanted, found) in &plan.moved {
        read.findings.push(Finding::new(Kind::HeaderMoved).at(origin.at_row(*found)).with("wanted", wanted).with("value", found));
    }
    let context = Context { hand_in: place.hand_in.map(str::to_owned), ..Context::default() };
    let mut desk = Desk { place, origin, context, read, marks: BTreeMap::new(), taken: BTreeSet::new() };
    for Lane { grid: own, forms, headers } in &mut plan.lanes {
        desk.lane(own.as_mut().unwrap_or(grid), forms, headers);
    }
    desk.mapping_gone(plan);
    desk.finish(grid)
}

impl Desk<'_> {
    fn lane(&mut self, grid: &mut Grid, forms: &[Form], headers: &[HeaderAt]) {
        let formed: BTreeSet<u32> = forms.iter().flat_map(|form| form.rows.iter().chain(&form.frame)).copied().collect();
        let mut rows: Vec<u32> = grid.row_numbers().filter(|row| !formed.contains(row)).collect();
        if headers.is_empty() {
            let last = forms.last().and_then(|form| form.rows.last().copied()).unwrap_or(0);
            let below = rows.split_off(rows.partition_point(|row| *row < last));
            self.frame(grid, &rows);
            self.marks.extend(below.iter().map(|row| (*row, if rows::preamble(grid.row(*row)) == "title" { "note" } else { "form_line" })));
            rows.clear();
        }
        if !forms.is_empty() {
            context::name_facts(&mut self.context, &grid.name, self.place.siblings, self.place.file);
        }
        for form in forms {
            by_rule(&mut self.context, self.place.rules.first().copied());
            let under = Under { rule: self.place.rules.first().copied(), origin: &self.origin, context: &self.context };
            let (made, gaps) = table::of_form(grid, form, under);
            self.taken.extend(made.table.rows.iter().flat_map(|row| row.first..=row.last));
            self.read.report.gaps.extend(gaps);
            self.keep(made);
        }
        let segments = segments(grid, headers, rows);
        for segment in &segments {
            let first = segment.header.rows.first().copied().unwrap_or(0);
            // One form above a table is its head: its customer is the customer of each row.
            let heads = forms.iter().rev().find(|form| form.rows.last().is_some_and(|last| *last < first));
            let head = heads.filter(|form| form.records.len() == 1);
            let given = head.and_then(|form| form.records.first()).cloned().unwrap_or_default();
            self.segment(grid, segment, given, head.map(|form| form.entity));
        }
    }

    fn segment(&mut self, grid: &mut Grid, segment: &Segment<'_>, mut given: Vec<Pair>, head: Option<Entity>) {
        let rules = self.place.rules;
        let own = rules.iter().find(|rule| rule.header_row.is_some_and(|row| segment.header.rows.contains(&row)));
        let rule = own.or_else(|| rules.first()).copied();
        let title = self.frame(grid, &segment.frame);
        given.extend(segment.frame.iter().flat_map(|row| form::statements(*row, grid.row(*row))));
        context::name_facts(&mut self.context, &grid.name, self.place.siblings, self.place.file);
        by_rule(&mut self.context, rule);
        self.marks.extend(segment.header.rows.iter().map(|row| (*row, "header")));
        let headings: Vec<_> = segment.header.headings.iter().map(|(_, heading)| heading.clone()).collect();
        given.extend(context::customer_of_sheet(&headings, &grid.name, self.place.siblings));
        let names = Names { sheet: grid.name.to_string(), title, file: self.place.file.to_string() };
        let subject = match source::entity(rule) {
            Some(entity) => Subject::Of(entity),
            None => entity::decide(&headings, &names, &table::headings(&given), &table::some_values(grid, segment)).under(head, &headings),
        };
        let reason = match subject {
            Subject::Of(entity) => {
                let mut context = self.context.clone();
                if given.iter().any(|pair| pair.row == 0) && context.staff.as_deref() == Some(grid.name.trim()) {
                    context.staff = None;
                }
                let under = Under { rule, origin: &self.origin, context: &context };
                let made = table::of_header(grid, segment, entity, &given, under);
                let rows = made.table.rows.iter().chain(made.table.totals.iter());
                self.taken.extend(rows.map(|row| row.first));
                self.keep(made);
                return;
            }
            Subject::Other => "other_subject",
            Subject::Unknown => "not_understood",
        };
        for row in &segment.body {
            self.marks.entry(*row).or_insert(reason);
        }
        let at = self.origin.at_row(segment.header.rows.first().copied().unwrap_or(0));
        self.read.findings.push(Finding::new(Kind::SheetNotUsed).at(at).with("why", reason).with("rows", segment.body.len()));
    }

    fn keep(&mut self, made: Made) {
        self.read.findings.extend(made.findings);
        self.marks.extend(made.ignored);
        if !made.table.rows.is_empty() || !made.table.totals.is_empty() || !made.table.header_rows.is_empty() {
            self.read.tables.push(made.table);
        }
    }

    /// Columns that a rule maps and no header of the sheet has any more.
    fn mapping_gone(&mut self, plan: &Plan) {
        let shown = plan.headers_shown();
        let there: BTreeSet<String> = shown.iter().map(|text| folding::key(text)).collect();
        let tables = &self.read.tables;
        let unclaimed = tables.iter().flat_map(|table| &table.columns).filter(|column| column.matched == Match::Unknown);
        let unclaimed: BTreeSet<&str> = unclaimed.map(|column| column.header.as_str()).collect();
        let unclaimed = if unclaimed.is_empty() { "—".to_owned() } else { unclaimed.into_iter().collect::<Vec<_>>().join("、") };
        let letters: BTreeSet<String> = tables.iter().flat_map(|table| &table.columns).map(|column| folding::key(&column.header)).collect();
        for header in self.place.rules.iter().flat_map(|rule| rule.columns.keys()) {
            let key = folding::key(header);
            if !there.contains(&key) && !letters.contains(&key) {
                let finding = Finding::new(Kind::ColumnGone).at(self.origin.clone());
                let likely = self.renamed(header).unwrap_or_else(|| unclaimed.clone());
                self.read.findings.push(finding.with("header", header).with("value", likely));
            }
        }
    }

    /// The header that most likely took a mapped one's place: what is known by itself as the same field, else the most alike
    /// of those without a field, else the only one of them.
    fn renamed(&self, header: &str) -> Option<String> {
        let field = self.place.rules.iter().find_map(|rule| rule.columns.get(header))?;
        let columns = || self.read.tables.iter().flat_map(|table| &table.columns).filter(|column| column.matched != Match::Policy);
        if let Some(same) = columns().find(|column| column.field == Some(field.as_str())) {
            return Some(same.header.clone());
        }
        let free: Vec<&str> = columns().filter(|column| column.matched == Match::Unknown).map(|column| column.header.as_str()).collect();
        let wanted = folding::key(header);
        let alike = |other: &&&str| {
            let other = folding::key(other);
            other.contains(&wanted) || wanted.contains(&other) || strsim::normalized_damerau_levenshtein(&wanted, &other) >= 0.5
        };
        let best = free.iter().filter(|other| !folding::key(other).is_empty()).find(alike);
        best.or(if let [only] = free.as_slice() { Some(only) } else { None }).map(|text| (*text).to_owned())
    }

    /// Reads the lines above a table and gives their title.
    fn frame(&mut self, grid: &Grid, rows: &[u32]) -> String {
        let before = self.context.title.len();
        for row in rows {
            let kind = rows::preamble(grid.row(*row));
            context::frame_facts(&mut self.context, kind, grid.row(*row));
            self.marks.insert(*row, kind);
        }
        self.context.title[before..].trim_start_matches(" / ").to_owned()
    }

    fn finish(mut self, grid: &Grid) -> SheetRead {
        self.read
            .tables
            .sort_by_key(|table| (first_row(table), table.columns.iter().map(|column| column.index).filter(|index| *index > 0).min()));
        let report = &mut self.read.report;
        let mut header_rows: Vec<u32> = self.marks.iter().filter(|(_, reason)| **reason == "header").map(|(row, _)| *row).collect();
        header_rows.dedup();
        report.header_rows = header_rows;
        // The table with the most rows leads the sheet's report.
        if let Some(table) = self.read.tables.iter().rev().max_by_key(|table| table.rows.len()) {
            report.entity = Some(table.entity);
            report.columns.clone_from(&table.columns);
        }
        report.context = self.context;
        report.gaps.sort_unstable();
        report.gaps.dedup();
        let entity = report.entity;
        // A row beside a record of another table is that record's row.
        for row in grid.row_numbers().filter(|row| !self.taken.contains(row)) {
            let reason = self.marks.get(&row).copied().unwrap_or("note");
            self.read.ignored.push(line(&self.origin, row, entity, reason));
        }
        self.read
    }
}

fn first_row(table: &RawTable) -> u32 {
    table.header_rows.first().copied().or_else(|| table.rows.get(0).map(|row| row.first)).unwrap_or(0)
}

/// Cuts the rows of a lane at its headers.
fn segments<'a>(grid: &Grid, headers: &'a [HeaderAt], rows: Vec<u32>) -> Vec<Segment<'a>> {
    let mut segments: Vec<Segment<'a>> = Vec::new();
    let mut rows = rows.into_iter().peekable();
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

fn by_rule(context: &mut Context, rule: Option<&Source>) {
    let Some(rule) = rule else { return };
    if rule.currency.is_some() {
        context.currency.clone_from(&rule.currency);
    }
    context.day_first = rule.day_first;
    context.grade_scheme.clone_from(&rule.grade_scheme);
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

/// Ignores every row of a sheet, and says so unless the sheet is empty.
pub(super) fn ignore_all(read: &mut SheetRead, grid: &Grid, origin: &Origin, reason: &'static str) {
    read.ignored.extend(grid.row_numbers().map(|row| line(origin, row, None, reason)));
    if grid.non_empty() > 0 && !matches!(reason, "own_workbook" | "corrections") {
        let finding = Finding::new(Kind::SheetNotUsed).at(origin.clone());
        read.findings.push(finding.with("why", reason).with("rows", grid.non_empty()));
    }
}

/// A sheet that is no source: of one of our own workbooks, or of corrections.
pub(super) fn apart(grid: &Grid, file: &Arc<str>, reason: &'static str) -> SheetRead {
    let mut read = SheetRead { report: blank_report(grid), ..SheetRead::default() };
    ignore_all(&mut read, grid, &Origin::sheet(Arc::clone(file), Arc::clone(&grid.name)), reason);
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
