//! Table (成表): a header with its rows, or the records of a form, made one raw table.
//!
//! Decides which statements above a table hold for each of its rows (客户名称：… over a list of visits), and that a
//! merged amount is counted once.

use std::cell::RefCell;
use std::sync::Arc;

use super::columns;
use super::form::{self, Form, Pair};
use super::grid::Grid;
use super::header::Header;
use super::layout::HeaderAt;
use super::lexicon::Lexicon;
use super::rows::{Class, Judge};
use super::source::{self, Ruled};
use crate::finding::{Finding, Kind};
use crate::model::raw::{Cell, Column, Context, Match, RawRow, RawTable};
use crate::model::stock::Records;
use crate::model::{Entity, Origin, folding};
use crate::policy::Source;

/// Fields that a statement above a table gives to all its rows.
const GIVEN: [&str; 9] = ["customer", "customer_code", "contact", "email", "phone", "country", "fair", "order_no", "no"];
/// A statement with one of these makes the sheet one document (a PI, a quotation), whose date and terms hold as well.
const DOCUMENT: [&str; 3] = ["no", "order_no", "invoice_no"];

/// Rows whose values help to tell what a table is about.
const SAMPLED: usize = 20;

/// One header with the rows above that frame it and the rows below that it heads.
#[derive(Debug)]
pub(super) struct Segment<'a> {
    pub(super) frame: Vec<u32>,
    pub(super) header: &'a HeaderAt,
    pub(super) body: Vec<u32>,
}

/// What a table is made under.
#[derive(Debug, Clone, Copy)]
pub(super) struct Under<'a> {
    pub(super) rule: Option<&'a Source>,
    pub(super) origin: &'a Origin,
    pub(super) context: &'a Context,
}

/// A table made, with the rows that are no data.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) table: RawTable,
    pub(super) ignored: Vec<(u32, &'static str)>,
    pub(super) findings: Vec<Finding>,
}

/// A header and its rows.
pub(super) fn of_header(grid: &mut Grid, segment: &Segment<'_>, entity: Entity, given: &[Pair], under: Under<'_>) -> Made {
    let (mut columns, findings) = columns::columns(grid, segment.header, &segment.body, entity, under.rule, under.origin);
    let held = held(given, entity, &columns);
    let said: Vec<u32> = held.iter().map(|(_, value)| grid.stock_mut().number(value.clone())).collect();
    let stock = grid.share_stock();
    let judge = Judge {
        grid,
        header: segment.header,
        serial: columns::serial(segment.header),
        telling: columns
            .iter()
            .filter(|column| column.field.is_some_and(|field| columns::stands_alone(entity, field)))
            .map(|column| column.index)
            .collect(),
        said: RefCell::default(),
    };
    let lone: Vec<bool> = columns.iter().map(|column| columns::is_amount(entity, column.field)).collect();
    let width = columns.len() + held.len();
    let mut ignored = Vec::new();
    let (mut data, mut totals) = (Records::new(Arc::clone(&stock), width), Records::new(stock, width));
    data.reserve(segment.body.len());
    for row in &segment.body {
        match judge.class(*row) {
            Class::Data => data.push((*row, *row), cells(grid, &columns, &lone, *row).chain(said.iter().copied())),
            Class::Total => totals.push((*row, *row), cells(grid, &columns, &lone, *row)),
            Class::Ignored(reason) => ignored.push((*row, reason)),
        }
    }
    unnamed_total(&columns, entity, &mut data, &mut totals);
    columns.extend(held.into_iter().map(|(column, _)| column));
    let context = declared(under.context, &columns);
    let table =
        RawTable { origin: under.origin.clone(), entity, header_rows: segment.header.rows.clone(), columns, rows: data, totals, context };
    Made { table, ignored, findings }
}

/// Statements above a table that its own columns do not make.
fn held(given: &[Pair], entity: Entity, columns: &[Column]) -> Vec<(Column, Cell)> {
    let field = |pair: &Pair| form::field_of(&pair.label, entity);
    let document = given.iter().filter_map(field).any(|field| DOCUMENT.contains(&field));
    let mut held: Vec<(Column, Cell)> = Vec::new();
    for pair in given.iter().filter(|pair| !pair.value.is_empty()) {
        let Some(field) = field(pair) else { continue };
        let claimed = columns.iter().chain(held.iter().map(|(column, _)| column)).any(|column| column.field == Some(field));
        // The day at the head of a weekly report is the day of what it tells.
        let day = field == "on" && matches!(entity, Entity::Interaction | Entity::Visit);
        if claimed || !(document || day || GIVEN.contains(&field)) || columns::is_amount(entity, Some(field)) {
            continue;
        }
        held.push((column(pair, 0, 0, entity, None), pair.value.clone()));
    }
    held
}

fn column(pair: &Pair, index: u32, below: u32, entity: Entity, rule: Option<&Source>) -> Column {
    let header = Header::parse(pair.label.as_str());
    let (field, matched) = match source::column(rule, &header.shown, entity) {
        Ruled::Field(field) => (Some(field), Match::Policy),
        Ruled::LeftAlone => (None, Match::Policy),
        Ruled::Silent => match form::field_of(&pair.label, entity) {
            Some(field) => (Some(field), Match::Alias),
            None => (None, Match::Unknown),
        },
    };
    Column { index, header: header.shown, field, matched, currency: header.currency, factor: header.factor, scale: header.scale, below }
}

/// The records of a form: one column a label, one row a record; the blank rows within it beside.
pub(super) fn of_form(grid: &Grid, form: &Form, under: Under<'_>) -> (Made, Vec<u32>) {
    let mut columns: Vec<Column> = Vec::new();
    let mut keys: Vec<String> = Vec::new();
    let mut rows: Vec<RawRow> = Vec::new();
    let mut gaps = Vec::new();
    let mut findings = Vec::new();
    for record in &form.records {
        let first = record.iter().map(|pair| pair.row).min().unwrap_or(0);
        let last = record.iter().map(|pair| pair.row).max().unwrap_or(first);
        gaps.extend((first..=last).filter(|row| grid.row(*row).is_empty()));
        let mut cells = vec![Cell::Empty; columns.len()];
        let mut used = vec![false; columns.len()];
        for pair in record {
            let key = folding::key(&pair.label);
            // The same label once more in one record is a column of its own.
            let place = keys.iter().enumerate().position(|(place, known)| *known == key && !used[place]);
            let place = place.unwrap_or_else(|| {
                columns.push(column(pair, pair.column, pair.row - first, form.entity, under.rule));
                keys.push(key);
                cells.push(Cell::Empty);
                used.push(false);
                columns.len() - 1
            });
            used[place] = true;
            cells[place] = pair.value.clone();
        }
        rows.push(RawRow { first, last, cells });
    }
    for column in columns.iter().filter(|column| column.matched == Match::Unknown) {
        let at = under.origin.at_row(rows.first().map_or(0, |row| row.first) + column.below).at_column(column.index);
        findings.push(Finding::new(Kind::ColumnUnknown).at(at).with("header", &column.header).about(form.entity));
    }
    // A line between two records heads the next ones.
    let within = |row: &u32| rows.iter().any(|record| (record.first..=record.last).contains(row));
    let between = form.rows.iter().filter(|row| !within(row)).map(|row| (*row, "note"));
    let ignored = form.frame.iter().map(|row| (*row, "form_line")).chain(between).collect();
    let context = declared(under.context, &columns);
    let origin = under.origin.clone();
    let (rows, totals) = (rows.into(), Records::default());
    let table = RawTable { origin, entity: form.entity, header_rows: Vec::new(), columns, rows, totals, context };
    (Made { table, ignored, findings }, gaps)
}

/// A last row of bare sums under no word is a total.
fn unnamed_total(columns: &[Column], entity: Entity, data: &mut Records, totals: &mut Records) {
    let Some(last) = data.last() else { return };
    let number = |cell: Option<&Cell>| if let Some(Cell::Number(value)) = cell { Some(*value) } else { None };
    let written: Vec<usize> = (0..columns.len()).filter(|at| last.cells.number(*at) > 0).collect();
    let amounts = |at: &usize| columns::is_amount(entity, columns[*at].field);
    let sums = written.iter().all(|at| number(last.cells.get(*at)).is_some()) && written.iter().any(amounts);
    if data.len() < 3 || written.is_empty() || !sums {
        return;
    }
    let above = |at: usize| data.iter().take(data.len() - 1).filter_map(|row| number(row.cells.get(at))).sum::<f64>();
    let stated = |at: &usize| number(last.cells.get(*at)).is_some_and(|stated| (stated - above(*at)).abs() < 0.01);
    if written.iter().filter(|at| amounts(at)).all(stated)
        && let Some((span, numbers)) = data.pop()
    {
        totals.push(span, numbers.into_iter().take(columns.len()));
    }
}

/// The cells of a row by their numbers. A merged amount (`lone`) stands for all its rows together: filled into each it would
/// count several times.
fn cells(grid: &Grid, columns: &[Column], lone: &[bool], row: u32) -> impl Iterator<Item = u32> {
    let merged = grid.is_merged(row);
    let plain = (!merged).then(|| grid.row(row).numbers(columns.iter().map(|column| column.index)));
    let filled = move |(column, lone): (&Column, &bool)| {
        let filled = grid.filled_down(row, column.index);
        let counted = *lone || matches!(grid.stock().cell(filled), Cell::Number(_)) && column.field.is_none();
        if counted { grid.number(row, column.index) } else { filled }
    };
    let filled = merged.then(|| columns.iter().zip(lone).map(filled));
    plain.into_iter().flatten().chain(filled.into_iter().flatten())
}

/// A header that says 意向等级 declares its letters itself.
fn declared(context: &Context, columns: &[Column]) -> Context {
    let says_intent = |header: &str| ["意向", "intent"].iter().any(|word| folding::key(header).contains(word));
    let declares = columns.iter().any(|column| column.field == Some("grade") && says_intent(&column.header));
    let mut context = context.clone();
    if context.grade_scheme.is_none() && declares {
        context.grade_scheme = Some("intent".to_owned());
    }
    context
}

/// The headings of what is said above a table, for the choice of its entity.
pub(super) fn headings(given: &[Pair]) -> Vec<super::mapping::Heading> {
    let telling = |pair: &&Pair| !pair.value.is_empty() && !Lexicon::shipped().form.contains(&folding::key(&pair.label));
    let heading = |pair: &Pair| super::mapping::Heading { own: Header::parse(&pair.label), ..Default::default() };
    given.iter().filter(telling).map(heading).collect()
}

/// Some values of each headed column, from the top.
pub(super) fn some_values(grid: &Grid, segment: &Segment<'_>) -> Vec<Vec<String>> {
    let columns = segment.header.headings.iter().map(|(column, _)| *column);
    let of =
        |column: u32| segment.body.iter().take(SAMPLED).map(|row| grid.get(*row, column).show()).filter(|text| !text.is_empty()).collect();
    columns.map(of).collect()
}
