//! Desk (工作台): where tables arrive and frames, refusals, findings and control totals pile up.
//!
//! Decides how many cells of one column and cause are reported one by one: enough to mend them, not to drown in them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::columns::{EntityColumns, Trace};
use super::plan::Sheet;
use super::read::{Flaw, Reader, RowRead};
use super::record::{Occurrences, part_id, refusals};
use super::value::Value;
use super::{mended, rates, targets, totals};
use crate::finding::{Finding, Kind as Problem};
use crate::model::extras::Extra;
use crate::model::raw::{Column, RawTable};
use crate::model::stock::Record;
use crate::model::tidied::{RefusedRow, RefusedTable, Tidied};
use crate::model::{Entity, LineageRow, Money, Month, Origin, Outcome};
use crate::policy::Policy;

/// Cells of one column and cause that are reported; they are grouped later.
const REPORTED: u32 = 200;

/// Rows typed before their cells are let go.
const AT_ONCE: usize = 50_000;

/// A reason why a row is refused, and the field it lacks.
type Lack = (&'static str, &'static str);

/// Everything gathered so far.
#[derive(Default)]
pub(super) struct Desk {
    frames: BTreeMap<Entity, EntityColumns>,
    tidied: Tidied,
    findings: Vec<Finding>,
    occurrences: Occurrences,
    present: BTreeMap<Entity, BTreeSet<&'static str>>,
    /// Rows given back earlier that can be read now, by where they came from.
    mended: BTreeSet<mended::Place>,
    /// Month of the report.
    report: Option<Month>,
}

impl Desk {
    pub(super) fn new(report: Option<Month>) -> Self {
        Self { report, ..Self::default() }
    }

    /// Takes one table.
    pub(super) fn table(&mut self, mut table: RawTable, policy: &Policy) {
        let mut rows = std::mem::take(&mut table.rows);
        let sheet = &Sheet::of(&table, &rows, policy, self.report);
        self.occurrences.turn(sheet, rows.len());
        let entity = sheet.table.entity;
        self.present.entry(entity).or_default().extend(sheet.table.columns.iter().filter_map(|column| column.field));
        self.undeclared_grade(sheet);
        self.yearless_targets(sheet);
        let mut reported = BTreeMap::new();
        let mut sums: BTreeMap<String, i128> = BTreeMap::new();
        let given_back = mended::columns(sheet.table);
        self.frames.entry(entity).or_insert_with(|| EntityColumns::new(entity, rows.len())).expect(rows.len());
        let (mut reader, mut read) = (Reader::new(sheet, rows.stock()), RowRead::default());
        let mut one = |row: Record<'_>| {
            reader.row(row, &mut read);
            let money = control_money(sheet, &read);
            if let Some(money) = money {
                match sums.get_mut(&money.currency) {
                    Some(sum) => *sum += money.micros,
                    None => drop(sums.insert(money.currency.clone(), money.micros)),
                }
            }
            for flaw in &read.flaws {
                self.flaw(sheet, row, flaw, &mut reported);
            }
            if self.row(sheet, row, &read, money) {
                self.mended.extend(mended::places(&given_back, row));
            }
        };
        if table.totals.is_empty() {
            // Nobody asks for the rows again: they go as they are typed.
            while !rows.is_empty() {
                rows.iter().take(AT_ONCE).for_each(&mut one);
                rows.forget(AT_ONCE);
            }
        }
        rows.iter().for_each(&mut one);
        if let Some(columns) = self.frames.get_mut(&entity) {
            let Origin { file, sheet: name, .. } = &sheet.table.origin;
            columns.turn([Some(file), Some(name), sheet.hand_in.as_deref(), sheet.table.context.staff.as_deref()]);
        }
        let currencies: BTreeSet<String> = sums.keys().cloned().collect();
        for line in totals::lines(sheet, &currencies) {
            if let Some(money) = &line.money {
                *sums.entry(money.currency.clone()).or_default() += money.micros;
            }
            self.tidied.totals.push(line);
        }
        self.money(sheet, sums);
        self.findings.extend(totals::differences(sheet, &rows));
    }

    /// Adds up what a table says of money, for the run and for its sheet.
    fn money(&mut self, sheet: &Sheet, sums: BTreeMap<String, i128>) {
        let origin = &sheet.table.origin;
        for (currency, micros) in sums {
            let own = (Arc::clone(&origin.file), Arc::clone(&origin.sheet), currency.clone());
            *self.tidied.money_of_sheets.entry(own).or_default() += micros;
            *self.tidied.money_in.entry(currency).or_default() += micros;
        }
    }

    /// Whether the row became a record.
    fn row(&mut self, sheet: &Sheet, row: Record<'_>, read: &RowRead, money: Option<&Money>) -> bool {
        let table = sheet.table;
        let extra = extras(sheet, row, read);
        let id = self.occurrences.id(sheet, row, &extra);
        let reasons = refusals(sheet, row, read);
        if !reasons.is_empty() {
            self.refuse(sheet, row, &id, reasons, read, money);
            return false;
        }
        let parts = match table.entity {
            Entity::Target => Some((targets::spread(sheet, row, read), ("no_period", "period"))),
            Entity::ExchangeRate if rates::is_wide(sheet) => Some((rates::spread(sheet, row, read), ("no_rate", "rate"))),
            _ => None,
        };
        if let Some((parts, lacking)) = parts {
            if parts.is_empty() {
                self.refuse(sheet, row, &id, vec![lacking], read, money);
                return false;
            }
            let Some(columns) = self.frames.get_mut(&table.entity) else { return false };
            let all: Vec<usize> = (0..sheet.fields.len()).collect();
            for part in parts {
                let own = part_id(table.entity, &id, &part.part);
                columns.push(&trace(row, &own, &extra), &all, &part.values, &read.texts, row.cells.stock());
            }
            return true;
        }
        let Some(columns) = self.frames.get_mut(&table.entity) else { return false };
        if table.entity == Entity::ExchangeRate
            && let Some(values) = rates::quoted(sheet, row, read)
        {
            let all: Vec<usize> = (0..sheet.fields.len()).collect();
            columns.push(&trace(row, &id, &extra), &all, &values, &read.texts, row.cells.stock());
            return true;
        }
        columns.push(&trace(row, &id, &extra), &sheet.filled, &read.values, &read.texts, row.cells.stock());
        true
    }

    fn refuse(&mut self, sheet: &Sheet, row: Record<'_>, id: &str, reasons: Vec<Lack>, read: &RowRead, money: Option<&Money>) {
        let table = sheet.table;
        let Some((reason, wanted)) = reasons.first().copied() else { return };
        let mut finding = Finding::new(Problem::RowRejected)
            .of(table.entity, wanted)
            .at(table.origin.at_row(row.first))
            .with("reason", reason)
            .with("wanted", wanted);
        finding.money = money.cloned();
        finding.staff.clone_from(&table.context.staff);
        self.findings.push(finding);
        let shared = self.tidied.refused.last().filter(|last| last.table_is(table)).map(|last| Arc::clone(&last.table));
        self.tidied.refused.push(RefusedRow {
            origin: table.origin.at_row(row.first),
            entity: table.entity,
            table: shared.unwrap_or_else(|| Arc::new(RefusedTable::of(table))),
            cells: row.cells.iter().cloned().collect(),
            flaws: read
                .flaws
                .iter()
                .filter(|flaw| reasons.iter().all(|(_, wanted)| *wanted != flaw.field))
                .map(|flaw| (flaw.problem.id(), flaw.at))
                .collect(),
            reasons,
        });
        for number in row.first..=row.last.max(row.first) {
            self.tidied.rejected.push(LineageRow {
                file: Arc::clone(&table.origin.file),
                sheet: Arc::clone(&table.origin.sheet),
                row: number,
                entity: Some(table.entity),
                outcome: Outcome::Rejected,
                record_id: Arc::from(id),
                customer_id: Arc::from(""),
                reason: Arc::from(reason),
                money: if number == row.first { money.cloned() } else { None },
            });
        }
    }

    fn flaw(&mut self, sheet: &Sheet, row: Record<'_>, flaw: &Flaw, reported: &mut BTreeMap<(usize, Problem), u32>) {
        let table = sheet.table;
        let column = &table.columns[flaw.at];
        let count = reported.entry((flaw.at, flaw.problem)).or_default();
        *count += 1;
        // Day and month could be either way round: one question settles the column.
        let asked = flaw.problem == Problem::DateAmbiguous;
        if *count > if asked { 1 } else { REPORTED } {
            return;
        }
        let mut finding = Finding::new(flaw.problem)
            .of(table.entity, flaw.field)
            .at(table.origin.at_row(row.first + column.below).at_column(column.index))
            .with("value", &flaw.value)
            .with("header", &column.header);
        finding.money.clone_from(&flaw.money);
        finding.staff.clone_from(&table.context.staff);
        self.findings.push(finding);
    }

    /// A grade column under no declared scheme is shown, not used.
    fn undeclared_grade(&mut self, sheet: &Sheet) {
        let table = sheet.table;
        if table.context.grade_scheme.is_some() {
            return;
        }
        for column in table.columns.iter().filter(|column| column.field == Some("grade")) {
            let origin = table.origin.at_row(table.header_rows.first().copied().unwrap_or(0)).at_column(column.index);
            let mut finding =
                Finding::new(Problem::GradeSchemeUndeclared).of(table.entity, "grade").at(origin).with("header", &column.header);
            finding.staff.clone_from(&table.context.staff);
            self.findings.push(finding);
        }
    }

    /// Months of targets that no year stands beside.
    fn yearless_targets(&mut self, sheet: &Sheet) {
        let table = sheet.table;
        let month =
            |column: &&Column| column.field.is_some_and(|field| field.starts_with("month_") || field == "year_total" || field == "period");
        if let Some(column) = table.columns.iter().find(month).filter(|_| sheet.year_borrowed) {
            let at = table.origin.at_row(table.header_rows.first().copied().unwrap_or(0)).at_column(column.index);
            let finding = Finding::new(Problem::YearBorrowed).of(table.entity, "period").at(at);
            self.findings.push(finding.with("header", &column.header).with("value", &column.header));
        }
    }

    /// Typed tables, refusals, control totals and findings.
    pub(super) fn finish(mut self) -> (Tidied, Vec<Finding>) {
        for (entity, columns) in self.frames.into_iter().filter(|(_, columns)| !columns.is_empty()) {
            self.tidied.tables.insert(entity, columns.finish());
        }
        self.tidied.columns_present = self.present.into_iter().map(|(entity, fields)| (entity, fields.into_iter().collect())).collect();
        mended::settle(&self.mended, &mut self.tidied, &mut self.findings);
        (self.tidied, self.findings)
    }
}

fn trace<'t>(row: Record<'_>, id: &'t str, extra: &'t [Extra<'t>]) -> Trace<'t> {
    Trace { record_id: id, rows: (row.first, row.last.max(row.first)), extra }
}

fn control_money<'r>(sheet: &Sheet, read: &'r RowRead) -> Option<&'r Money> {
    let at = sheet.places.control?;
    if let Value::Money(money) = &read.values[at] { Some(&**money) } else { None }
}

/// Cells that found no field, by the names of their columns: unknown columns, and second claims of one field.
fn extras<'s>(sheet: &'s Sheet, row: Record<'_>, read: &RowRead) -> Vec<Extra<'s>> {
    let written = |at: &usize| Some((*at, row.cells.number(*at))).filter(|(_, number)| *number > 0);
    if let (Some(unknown), []) = (&sheet.unknown_by_name, read.spare.as_slice()) {
        let named = |(at, number): (usize, u32)| (Cow::Borrowed(sheet.table.columns[at].header.as_str()), number);
        return unknown.iter().filter_map(written).map(named).collect();
    }
    let mut extra = BTreeMap::new();
    for &at in sheet.unknown.iter().chain(&read.spare) {
        let Some((_, number)) = written(&at) else { continue };
        let column = &sheet.table.columns[at];
        let mut name = column.header.clone();
        if name.is_empty() || extra.contains_key(&name) {
            name = format!("{name} ({})", crate::model::origin::column_letters(column.index));
        }
        extra.insert(name, number);
    }
    extra.into_iter().map(|(name, number)| (Cow::Owned(name), number)).collect()
}
