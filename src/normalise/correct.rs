//! Corrections (更正): a cell that a person put right in one of our workbooks is read as they wrote it, on every run, however
//! often the wrong source comes again.
//!
//! Decides which cell is meant: the one of that sheet and row that still says what was wrong; else, rows having moved, the
//! only one of its column that says it. A cell that says something else by now is left as it is.

use crate::finding::{Finding, Kind};
use crate::model::own::{Answer, Input};
use crate::model::raw::{Cell, Intake, RawTable};
use crate::model::{Entity, Origin};

/// A correction taken apart.
struct Correction<'a> {
    entity: Entity,
    file: String,
    sheet: &'a str,
    row: u32,
    field: String,
    answer: &'a Answer,
}

/// Puts the cells right; what could not be placed is listed.
pub fn correct(intake: &mut Intake, held: &[Answer]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for correction in held.iter().filter_map(Correction::of) {
        let after = Cell::Text(correction.answer.after.as_str().into());
        let mut tables: Vec<&mut RawTable> = intake.tables.iter_mut().filter(|table| correction.is_of(table)).collect();
        if tables.is_empty() {
            continue;
        }
        let found: Vec<(usize, usize, usize)> = tables.iter().enumerate().flat_map(|(at, table)| correction.cells(at, table)).collect();
        let exact = found.iter().find(|(at, row, _)| tables[*at].rows[*row].first == correction.row);
        match exact.or(if found.len() == 1 { found.first() } else { None }) {
            Some((at, row, column)) => tables[*at].rows[*row].cells[*column] = after,
            None if tables.iter().any(|table| correction.stands_right(table)) => {}
            None => findings.push(
                Finding::new(Kind::AnswerNotApplied)
                    .about(correction.entity)
                    .at(Origin::sheet(correction.file.as_str(), correction.sheet).at_row(correction.row))
                    .with("value", &correction.answer.after)
                    .with("now", "≠"),
            ),
        }
    }
    findings
}

impl<'a> Correction<'a> {
    /// `cell|<entity>|<file>|<sheet>|<row>`, or with the field behind where one column serves cells of many fields.
    fn of(answer: &'a Answer) -> Option<Self> {
        let Some(Input::Fix(field)) = Input::from_id(&answer.input) else { return None };
        let parts: Vec<&str> = answer.about.split('|').collect();
        let (["cell", entity, file, sheet, row], field) = (match parts.as_slice() {
            [cell @ .., own] if parts.len() == 6 => (cell, (*own).to_owned()),
            cell => (cell, field),
        }) else {
            return None;
        };
        let (entity, row) = (Entity::from_id(entity)?, row.parse().ok()?);
        (!answer.after.is_empty()).then(|| Self { entity, file: (*file).to_owned(), sheet, row, field, answer })
    }

    fn is_of(&self, table: &RawTable) -> bool {
        table.entity == self.entity && *table.origin.file == *self.file && *table.origin.sheet == *self.sheet
    }

    /// Cells of the field that say what was wrong.
    fn cells(&self, at: usize, table: &RawTable) -> Vec<(usize, usize, usize)> {
        self.saying(table, &self.answer.before).into_iter().map(|(row, column)| (at, row, column)).collect()
    }

    fn stands_right(&self, table: &RawTable) -> bool {
        self.saying(table, &self.answer.after).iter().any(|(row, _)| table.rows[*row].first == self.row)
    }

    fn saying(&self, table: &RawTable, text: &str) -> Vec<(usize, usize)> {
        let said = |cell: &Cell| crate::model::own::said_text(&cell.show()) == text;
        let columns = table.columns.iter().enumerate().filter(|(_, column)| column.field == Some(self.field.as_str()));
        columns
            .flat_map(|(column, _)| {
                let rows = table.rows.iter().enumerate();
                rows.filter(move |(_, row)| row.cells.get(column).is_some_and(said)).map(move |(row, _)| (row, column))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::raw::{Column, Context, Match, RawRow};

    fn table(cells: &[&str]) -> RawTable {
        let column = Column {
            index: 1,
            header: "金额".into(),
            field: Some("amount"),
            matched: Match::Alias,
            currency: None,
            factor: None,
            scale: None,
            below: 0,
        };
        let row = |(at, text): (u32, &&str)| RawRow { first: at, last: at, cells: vec![Cell::Text((*text).into())] };
        RawTable {
            origin: Origin::sheet("台账/订单.xlsx", "王芳"),
            entity: Entity::Order,
            header_rows: vec![1],
            columns: vec![column],
            rows: (2..).zip(cells).map(row).collect(),
            totals: Vec::new(),
            context: Context::default(),
        }
    }

    fn corrected(cells: &[&str], row: u32) -> (Vec<String>, usize) {
        let answer = Answer {
            about: format!("cell|order|台账/订单.xlsx|王芳|{row}"),
            input: "fix.amount".into(),
            before: "1O00".into(),
            after: "1000".into(),
            ..Answer::default()
        };
        let mut intake = Intake { tables: vec![table(cells)], ..Intake::default() };
        let findings = correct(&mut intake, &[answer]);
        (intake.tables[0].rows.iter().map(|row| row.cells[0].show()).collect(), findings.len())
    }

    #[test]
    fn the_wrong_cell_is_put_right_wherever_it_moved() {
        assert_eq!(corrected(&["1O00", "1O00"], 3), (vec!["1O00".to_owned(), "1000".to_owned()], 0));
        assert_eq!(corrected(&["5", "6", "1O00"], 2), (vec!["5".to_owned(), "6".to_owned(), "1000".to_owned()], 0));
    }

    #[test]
    fn a_source_put_right_is_left_alone_and_another_value_is_listed() {
        assert_eq!(corrected(&["1000"], 2), (vec!["1000".to_owned()], 0));
        assert_eq!(corrected(&["1200"], 2), (vec!["1200".to_owned()], 1));
        assert_eq!(corrected(&["1O00", "1O00"], 9), (vec!["1O00".to_owned(), "1O00".to_owned()], 1));
    }
}
