//! Corrections (更正): a cell that a person put right, in one of our workbooks or on a sheet of their own, is read as they wrote it, on
//! every run, however often the wrong source comes again.
//!
//! Decides which cell is meant: the one of that sheet and row that still says what was wrong; else, rows having moved, the
//! only one of its column that says it. A cell that says something else by now is left as it is.

use crate::finding::{Finding, Kind};
use crate::model::field::Catalogue;
use crate::model::own::{Answer, Input, Spot, read_day, read_number, said_text, same_file};
use crate::model::raw::{Cell, Column, RawTable};
use crate::model::stock::Record;
use crate::model::{Entity, Origin, folding};

/// A correction taken apart.
pub(super) struct Fix<'a> {
    /// `None` where a person's own sheet says it: then the column tells.
    pub(super) entity: Option<Entity>,
    file: String,
    sheet: String,
    pub(super) row: u32,
    /// Field id; of a person's own sheet the column as they call it.
    pub(super) column: String,
    pub(super) answer: &'a Answer,
    pub(super) fate: Fate,
}

/// What became of a correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// Its file was not met yet.
    Waiting,
    /// The cell says what it should.
    Done,
    /// A reason of the words, and what the cell says.
    Missed(&'static str, String),
}

/// The corrections that hold, and what became of each.
pub struct Corrections<'a>(pub(super) Vec<Fix<'a>>);

impl<'a> Corrections<'a> {
    /// Those among the answers.
    #[must_use]
    pub fn of(held: &'a [Answer]) -> Self {
        Self(held.iter().filter_map(Fix::of).collect())
    }

    /// Puts the cells of one file right; all its tables are needed to find a row that moved.
    pub fn correct(&mut self, tables: &mut [RawTable]) {
        for fix in &mut self.0 {
            fix.correct(tables);
        }
    }

    /// How many cells say what they should.
    #[must_use]
    pub fn done(&self) -> usize {
        self.0.iter().filter(|fix| fix.fate == Fate::Done).count()
    }

    /// Those that could not be placed. One of our own workbooks about a file that is not here says nothing.
    #[must_use]
    pub fn missed(self) -> Vec<Finding> {
        self.0.iter().filter_map(Fix::finding).collect()
    }
}

impl<'a> Fix<'a> {
    /// `cell|<entity>|<file>|<sheet>|<row>`, or with the field behind where one column serves cells of many fields; else a [`Spot`].
    fn of(answer: &'a Answer) -> Option<Self> {
        let Some(Input::Fix(column)) = Input::from_id(&answer.input) else { return None };
        let fix = |entity, file: &str, sheet: &str, row, column| Self {
            entity,
            file: file.to_owned(),
            sheet: sheet.to_owned(),
            row,
            column,
            answer,
            fate: Fate::Waiting,
        };
        let found = match Spot::parse(&answer.about) {
            Some(Spot::Cell { file, sheet, row }) => fix(None, &file, &sheet, row, column),
            Some(Spot::Customer(_)) => return None,
            None => {
                let parts: Vec<&str> = answer.about.split('|').collect();
                let (["cell", entity, file, sheet, row], column) = (match parts.as_slice() {
                    [cell @ .., own] if parts.len() == 6 => (cell, (*own).to_owned()),
                    cell => (cell, column),
                }) else {
                    return None;
                };
                fix(Some(Entity::from_id(entity)?), file, sheet, row.parse().ok()?, column)
            }
        };
        (!answer.after.is_empty()).then_some(found)
    }

    fn by_hand(&self) -> bool {
        self.entity.is_none()
    }

    /// Whether the place is on this sheet.
    pub(super) fn is_of(&self, entity: Entity, file: &str, sheet: &str) -> bool {
        if let Some(own) = self.entity {
            return own == entity && self.file == file && self.sheet == sheet;
        }
        let sheet_fits = self.sheet.is_empty() || sheet.is_empty() || folding::key(&self.sheet) == folding::key(sheet);
        sheet_fits && same_file(&self.file, file)
    }

    /// Whether a person's name of a column means this one.
    fn is_column(&self, entity: Entity, column: &Column) -> bool {
        if !self.by_hand() {
            return column.field == Some(self.column.as_str());
        }
        let told = folding::key(&self.column);
        told == folding::key(&column.header)
            || column.field.is_some_and(|field| is_field(entity, field, &told))
            || column.index > 0 && self.column.eq_ignore_ascii_case(&crate::model::origin::column_letters(column.index))
    }

    fn correct(&mut self, tables: &mut [RawTable]) {
        let own: Vec<usize> =
            (0..tables.len()).filter(|at| self.is_of(tables[*at].entity, &tables[*at].origin.file, &tables[*at].origin.sheet)).collect();
        if own.is_empty() || self.fate == Fate::Done {
            return;
        }
        let cells: Vec<(usize, usize, usize)> = own.iter().flat_map(|at| self.cells(*at, &tables[*at])).collect();
        let row = |place: &(usize, usize, usize)| tables[place.0].rows.get(place.1);
        let cell = |place: &(usize, usize, usize)| row(place).and_then(|row| row.cells.get(place.2)).unwrap_or(&Cell::Empty);
        let here = |place: &&(usize, usize, usize)| {
            let first = row(place).map_or(0, |row| row.first);
            first + tables[place.0].columns[place.2].below == self.row || first == self.row
        };
        let wrong = |place: &&(usize, usize, usize)| says(cell(place), &self.answer.before);
        let exact: Vec<_> = cells.iter().filter(|place| here(place) && wrong(place)).copied().collect();
        let saying: Vec<_> = cells.iter().filter(wrong).copied().collect();
        let is_right = cells.iter().filter(here).any(|place| says(cell(place), &self.answer.after));
        // A blank moved away cannot be told from any other blank.
        let moved = if self.answer.before.is_empty() { &[][..] } else { &saying[..] };
        let chosen = match (exact.as_slice(), moved) {
            ([one], _) => Some(*one),
            ([one, ..], _) if !self.by_hand() => Some(*one),
            ([], [one]) if !is_right => Some(*one),
            _ => None,
        };
        self.fate = match chosen {
            Some((at, row, column)) => {
                tables[at].rows.put(row, column, Cell::Text(self.answer.after.as_str().into()));
                Fate::Done
            }
            None if is_right => Fate::Done,
            None if exact.len() > 1 => Fate::Missed("correction_several", self.answer.before.clone()),
            None => match cells.iter().find(here) {
                Some(place) => Fate::Missed("correction_differs", cell(place).show()),
                None => Fate::Missed("correction_gone", "—".to_owned()),
            },
        };
    }

    /// Cells of the column.
    fn cells(&self, at: usize, table: &RawTable) -> Vec<(usize, usize, usize)> {
        let of = |(place, column): (usize, &Column)| self.is_column(table.entity, column).then_some(place);
        let columns: Vec<usize> = table.columns.iter().enumerate().filter_map(of).collect();
        let rows = table.rows.iter().enumerate();
        let has = |row: Record<'_>, column: usize| row.cells.len() > column;
        rows.flat_map(|(row, cells)| columns.iter().filter(move |column| has(cells, **column)).map(move |column| (at, row, *column)))
            .collect()
    }

    fn finding(&self) -> Option<Finding> {
        let answer = self.answer;
        let missed = |reason: &str, now: &str| {
            Finding::new(Kind::CorrectionNotApplied)
                .at(Origin::file(answer.source.as_str()))
                .with("was", &answer.before)
                .with("value", &answer.after)
                .with("reason", reason)
                .with("now", if now.is_empty() { "—" } else { now })
        };
        match (&self.fate, self.entity) {
            (Fate::Missed(reason, now), None) => Some(missed(reason, now)),
            (Fate::Waiting, None) => Some(missed("correction_gone", "—")),
            (Fate::Missed(_, now), Some(entity)) => Some(
                Finding::new(Kind::AnswerNotApplied)
                    .about(entity)
                    .at(Origin::sheet(self.file.as_str(), self.sheet.as_str()).at_row(self.row))
                    .with("value", &answer.after)
                    .with("now", if now.is_empty() { "≠" } else { now }),
            ),
            _ => None,
        }
    }
}

/// Whether a folded name means this field: its id or one of its known headers.
pub(super) fn is_field(entity: Entity, field: &str, told: &str) -> bool {
    let known = Catalogue::shipped().field(entity, field);
    known.is_some_and(|known| folding::key(known.id) == told || known.aliases.iter().any(|alias| folding::key(&alias.text) == told))
}

/// Whether a cell says this text, whatever its type and way of writing.
pub(super) fn says(cell: &Cell, text: &str) -> bool {
    let shown = said_text(&cell.show());
    if shown == text || folding::fold(&shown) == folding::fold(text) {
        return true;
    }
    match cell {
        Cell::Number(number) => read_number(text).is_some_and(|told| (told - number).abs() <= number.abs() * 1e-9),
        Cell::Date(at) => read_day(text) == Some(at.date()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::raw::{Context, Match, RawRow};
    use crate::model::stock::Records;

    fn table(cells: &[&str]) -> RawTable {
        let column = Column {
            index: 4,
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
            totals: Records::default(),
            context: Context::default(),
        }
    }

    fn put_right(answer: &Answer, cells: &[&str]) -> (Vec<String>, Vec<Finding>) {
        let mut tables = [table(cells)];
        let mut corrections = Corrections::of(std::slice::from_ref(answer));
        corrections.correct(&mut tables);
        (tables[0].rows.iter().map(|row| row.cells.get(0).unwrap().show()).collect(), corrections.missed())
    }

    fn corrected(cells: &[&str], row: u32) -> (Vec<String>, usize) {
        let answer = Answer {
            about: format!("cell|order|台账/订单.xlsx|王芳|{row}"),
            input: "fix.amount".into(),
            before: "1O00".into(),
            after: "1000".into(),
            ..Answer::default()
        };
        let (cells, findings) = put_right(&answer, cells);
        (cells, findings.len())
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

    fn by_hand(about: &str, column: &str, before: &str, cells: &[&str]) -> (Vec<String>, Vec<String>) {
        let answer = Answer {
            about: about.into(),
            input: format!("fix.{column}"),
            before: before.into(),
            after: "1000".into(),
            source: "更正.xlsx › !F2".into(),
            ..Answer::default()
        };
        let (cells, findings) = put_right(&answer, cells);
        let reason =
            |finding: Finding| finding.args.into_iter().find(|(name, _)| *name == "reason").map(|(_, reason)| reason).unwrap_or_default();
        (cells, findings.into_iter().map(reason).collect())
    }

    #[test]
    fn a_person_names_the_column_by_letter_header_or_field() {
        for column in ["D", "d", "金额", " 金 额", "amount", "Amount", "Importo"] {
            for about in ["hand|订单.xlsx|王芳|2", "hand|D:\\账\\台账\\订单.xlsx||2"] {
                assert_eq!(
                    by_hand(about, column, "1,O00", &["1,O00", "7"]),
                    (vec!["1000".into(), "7".into()], Vec::new()),
                    "{column} {about}"
                );
            }
        }
        let as_it_was = |reason: &str| (vec!["5".to_owned(), "7".to_owned()], vec![reason.to_owned()]);
        assert_eq!(by_hand("hand|订单.xlsx||2", "E", "5", &["5", "7"]), as_it_was("correction_gone"));
        assert_eq!(by_hand("hand|别的.xlsx||2", "D", "5", &["5", "7"]), as_it_was("correction_gone"));
        assert_eq!(by_hand("hand|订单.xlsx||2", "D", "6", &["5", "7"]), as_it_was("correction_differs"));
        assert_eq!(by_hand("hand|订单.xlsx||2", "D", "", &["5", "7"]), as_it_was("correction_differs"));
        assert_eq!(by_hand("hand|订单.xlsx||3", "D", "", &["5", ""]), (vec!["5".into(), "1000".into()], Vec::new()));
    }

    #[test]
    fn numbers_and_days_are_compared_by_value() {
        assert!(says(&Cell::Number(12_000.0), "12,000") && !says(&Cell::Number(12_000.0), "1200"));
        let day = chrono::NaiveDate::from_ymd_opt(2026, 10, 5).and_then(|day| day.and_hms_opt(0, 0, 0)).unwrap();
        assert!(says(&Cell::Date(day), "2026/10/5") && says(&Cell::Empty, ""));
    }
}
