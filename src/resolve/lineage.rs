//! Lineage (来龙去脉) of the rows that resolve received: used, or merged into another row's record.
//!
//! Decides which row of a customer counts as its first, and that each sheet row has one line with its own money, so that
//! money in equals money out.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;

use super::events::Event;
use crate::model::frame::{Rows, Texts};
use crate::model::{Entity, LineageRow, Money, Outcome};

/// Lines gathered so far, in the order in which tables give them; whole names of sheets and reasons once, not a copy a line.
#[derive(Debug, Default)]
pub(super) struct Lines {
    told: Vec<LineageRow>,
    sheets: Vec<(Arc<str>, Arc<str>)>,
    reasons: Vec<Arc<str>>,
}

/// A column's cells, found once.
type Cells<'a, T> = Box<dyn Fn(usize) -> Option<T> + 'a>;

/// The columns of a table that lines are made of.
struct Source<'a> {
    entity: Entity,
    file: Texts<'a>,
    sheet: Texts<'a>,
    record: Texts<'a>,
    first: Cells<'a, u32>,
    last: Cells<'a, u32>,
    /// The control field, if there is one.
    amount: Option<Cells<'a, i128>>,
    currency: Texts<'a>,
}

impl<'a> Source<'a> {
    fn of(entity: Entity, rows: Rows<'a>) -> Self {
        let money = entity.control_money();
        Self {
            entity,
            file: rows.texts("file"),
            sheet: rows.texts("sheet"),
            record: rows.texts("record_id"),
            first: Box::new(rows.counts("row_first")),
            last: Box::new(rows.counts("row_last")),
            amount: money.map(|field| -> Cells<'a, i128> { Box::new(rows.amounts(field)) }),
            currency: money.map(|field| rows.texts(&format!("{field}_currency"))).unwrap_or_default(),
        }
    }

    fn money(&self, row: usize) -> Option<Money> {
        Some(Money::new(self.amount.as_ref()?(row)?, self.currency.get(row).unwrap_or_default()))
    }
}

impl Lines {
    /// None yet; so many rows are to come.
    pub(super) fn of(rows: usize) -> Self {
        Self { told: Vec::with_capacity(rows), ..Self::default() }
    }

    /// Adds rows of a table that are a deleted customer's: they belong to nobody.
    pub(super) fn erased(&mut self, entity: Entity, rows: Rows<'_>, which: &[usize]) {
        let (source, nobody) = (Source::of(entity, rows), Arc::from(""));
        for row in which {
            self.row(&source, *row, (Outcome::Ignored, "erased"), &nobody, &nobody);
        }
    }

    /// Adds the rows of a table, whose events come by file, sheet and row; `customer` gives the id of a row's customer.
    pub(super) fn table(&mut self, entity: Entity, rows: Rows<'_>, events: &[Event], customer: &dyn Fn(usize) -> Option<Arc<str>>) {
        let source = Source::of(entity, rows);
        let nobody: Arc<str> = Arc::from("");
        let mut first_of: HashSet<Arc<str>> = HashSet::new();
        for event in events {
            let winner = event.winner();
            let id = customer(winner).unwrap_or_else(|| Arc::clone(&nobody));
            let record: Arc<str> = Arc::from(source.record.get(winner).unwrap_or_default());
            let again = entity == Entity::Customer && !id.is_empty() && !first_of.insert(Arc::clone(&id));
            let became = if again { (Outcome::Merged, "same_customer") } else { (Outcome::Used, "") };
            self.row(&source, winner, became, &record, &id);
            for (row, reason) in event.others() {
                self.row(&source, *row, (Outcome::Merged, *reason), &record, &id);
            }
        }
    }

    fn row(&mut self, source: &Source<'_>, row: usize, became: (Outcome, &str), record: &Arc<str>, customer: &Arc<str>) {
        let (file, sheet) = self.stands(source.file.get(row).unwrap_or_default(), source.sheet.get(row).unwrap_or_default());
        let reason = self.reason(became.1);
        let first = (source.first)(row).unwrap_or(0);
        let last = (source.last)(row).unwrap_or(first).max(first);
        let money = source.money(row);
        for number in first..=last {
            self.told.push(LineageRow {
                file: Arc::clone(&file),
                sheet: Arc::clone(&sheet),
                row: number,
                entity: Some(source.entity),
                outcome: became.0,
                record_id: Arc::clone(record),
                customer_id: Arc::clone(customer),
                reason: Arc::clone(&reason),
                money: if number == first { money.clone() } else { None },
            });
        }
    }

    /// Neighbours mostly stand in one sheet: the last one is looked at first.
    fn stands(&mut self, file: &str, sheet: &str) -> (Arc<str>, Arc<str>) {
        let known = self.sheets.iter().rposition(|(known, other)| &**known == file && &**other == sheet);
        let at = known.unwrap_or_else(|| {
            self.sheets.push((Arc::from(file), Arc::from(sheet)));
            self.sheets.len() - 1
        });
        let last = self.sheets.len() - 1;
        self.sheets.swap(at, last);
        self.sheets[last].clone()
    }

    fn reason(&mut self, reason: &str) -> Arc<str> {
        if let Some(known) = self.reasons.iter().find(|known| &***known == reason) {
            return Arc::clone(known);
        }
        let made: Arc<str> = Arc::from(reason);
        self.reasons.push(Arc::clone(&made));
        made
    }

    /// One line for each row of each sheet, by file, sheet and row; money of further records of a row after them.
    pub(super) fn finish(mut self) -> Vec<LineageRow> {
        self.told.sort_by(by_place);
        let mut beside = Vec::new();
        self.told.dedup_by(|line, known| {
            let one = by_place(line, known) == Ordering::Equal;
            if one {
                beside.extend(joined(known, line));
            }
            one
        });
        self.told.append(&mut beside);
        self.told
    }
}

fn by_place(a: &LineageRow, b: &LineageRow) -> Ordering {
    let text = |a: &Arc<str>, b: &Arc<str>| if Arc::ptr_eq(a, b) { Ordering::Equal } else { a.cmp(b) };
    text(&a.file, &b.file).then_with(|| text(&a.sheet, &b.sheet)).then(a.row.cmp(&b.row))
}

/// One sheet row that became several records (a year of targets) is used if any of them is. Tables side by side share a row;
/// its money is that of all its records, so a line of its own comes back for it.
fn joined(known: &mut LineageRow, line: &LineageRow) -> Option<LineageRow> {
    let beside = known.entity != line.entity || known.record_id != line.record_id;
    match &line.money {
        Some(_) if beside => return Some(line.clone()),
        _ if known.outcome == Outcome::Merged && line.outcome == Outcome::Used => {
            let money = known.money.take().or_else(|| line.money.clone());
            *known = LineageRow { money, ..line.clone() };
        }
        _ => {}
    }
    None
}
