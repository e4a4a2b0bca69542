//! Plan (版面方案): what stands where on a sheet, before it is said what it means.
//!
//! Decides the order of looking: forms first, for their labels look like headers; then headers; then, where two tables
//! stand side by side, each side by itself; where neither is found, a table lying on its side, or one without a header. A row named in the policy is taken, unless its header plainly moved.

use std::collections::BTreeSet;

use super::form::{self, Form};
use super::grid::Grid;
use super::headless;
use super::lanes;
use super::layout::{self, HeaderAt};
use super::source;
use super::transposed;
use crate::model::folding;
use crate::model::raw::Cell;
use crate::policy::Source;

/// The forms and headers of one lane of a sheet.
#[derive(Debug, Default)]
pub(super) struct Lane {
    /// The part of the sheet, where it is not the whole.
    pub(super) grid: Option<Grid>,
    pub(super) forms: Vec<Form>,
    pub(super) headers: Vec<HeaderAt>,
}

/// The lay-out of a sheet.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) lanes: Vec<Lane>,
    /// Header rows the policy names, and where they now stand.
    pub(super) moved: Vec<(u32, u32)>,
}

impl Plan {
    /// Whether no table and no form was found.
    pub(super) fn is_empty(&self) -> bool {
        self.lanes.iter().all(|lane| lane.forms.is_empty() && lane.headers.is_empty())
    }

    /// Every header and label of the sheet, whole and without its caption.
    pub(super) fn headers_shown(&self) -> Vec<String> {
        let headings = self.lanes.iter().flat_map(|lane| &lane.headers).flat_map(|header| &header.headings);
        let labels = self.lanes.iter().flat_map(|lane| &lane.forms).flat_map(|form| form.records.iter().flatten());
        headings
            .flat_map(|(_, heading)| [heading.shown(), heading.own.shown.clone()])
            .chain(labels.map(|pair| pair.label.clone()))
            .collect()
    }

    /// What makes two sheets of a workbook alike: the headers of their first table, or the labels of their form.
    pub(super) fn signature(&self) -> Vec<String> {
        let Some(lane) = self.lanes.first() else { return Vec::new() };
        match (lane.headers.first(), lane.forms.first().and_then(|form| form.records.first())) {
            (Some(header), _) => header.headings.iter().map(|(_, heading)| heading.shown()).collect(),
            (None, Some(record)) => record.iter().map(|pair| folding::key(&pair.label)).collect(),
            (None, None) => Vec::new(),
        }
    }
}

/// Looks at a sheet under its rules.
pub(super) fn plan(grid: &Grid, rules: &[&Source], file: &str) -> Plan {
    let whole = lane(grid, rules, file);
    let named: Vec<u32> = rules.iter().filter_map(|rule| rule.header_row).collect();
    if !named.is_empty() {
        return by_rules(grid, whole, rules, &named);
    }
    let parts = lanes::lanes(grid, &whole.headers);
    if parts.is_empty() {
        return Plan { lanes: vec![whole], moved: Vec::new() };
    }
    let lanes = parts.into_iter().map(|(first, last)| {
        let part = grid.between(first, last);
        Lane { grid: None, ..lane(&part, rules, file) }.of(part)
    });
    Plan { lanes: lanes.collect(), moved: Vec::new() }
}

impl Lane {
    fn of(mut self, grid: Grid) -> Self {
        self.grid = Some(grid);
        self
    }
}

fn lane(grid: &Grid, rules: &[&Source], file: &str) -> Lane {
    let rule = rules.first().copied();
    let named = source::entity(rule).filter(|_| rule.is_some_and(|rule| rule.header_row.is_none()));
    let mut forms = form::forms(grid, &top_lines(grid), file, named);
    let formed: BTreeSet<u32> = forms.iter().flat_map(|form| form.rows.iter().chain(&form.frame)).copied().collect();
    let mut headers = layout::headers(grid, &formed);
    if forms.is_empty() && headers.is_empty() {
        forms.extend(transposed::form(grid, &top_lines(grid), file, named));
        if forms.is_empty() {
            headers.extend(headless::header(grid, rule).or_else(|| layout::ruled(grid, rule)));
        }
    }
    Lane { grid: None, forms, headers }
}

/// The first lines of one cell: they may name what the sheet is about.
fn top_lines(grid: &Grid) -> String {
    let lines = grid.row_numbers().take(3).map(|row| grid.row(row)).filter_map(|line| match line.only() {
        Some(Cell::Text(text)) => Some(text.to_string()),
        _ => None,
    });
    lines.collect::<Vec<_>>().join(" / ")
}

/// A header that shows at most half of the rule's columns, while another shows more, has moved.
fn by_rules(grid: &Grid, whole: Lane, rules: &[&Source], named: &[u32]) -> Plan {
    let shows = |header: &HeaderAt, rule: &Source| {
        let keys: BTreeSet<String> =
            header.headings.iter().flat_map(|(_, heading)| [folding::key(&heading.shown()), folding::key(&heading.own.shown)]).collect();
        rule.columns.keys().filter(|text| keys.contains(&folding::key(text))).count()
    };
    let (mut rows, mut moved) = (Vec::new(), Vec::new());
    for (rule, row) in rules.iter().zip(named) {
        let there = layout::named(grid, &[*row]).first().map_or(0, |header| shows(header, rule));
        let best = whole.headers.iter().max_by_key(|header| shows(header, rule));
        match best {
            Some(best) if !best.rows.contains(row) && there * 2 <= rule.columns.len() && shows(best, rule) > there => {
                let now = best.rows.last().copied().unwrap_or(*row);
                moved.push((*row, now));
                rows.push(now);
            }
            _ => rows.push(*row),
        }
    }
    let headers = layout::named(grid, &rows);
    let headers = if headers.is_empty() { whole.headers } else { headers };
    let headed: BTreeSet<u32> = headers.iter().flat_map(|header| header.rows.iter().copied()).collect();
    let forms = whole.forms.into_iter().filter(|form| form.rows.is_disjoint(&headed)).collect();
    Plan { lanes: vec![Lane { grid: None, forms, headers }], moved }
}
