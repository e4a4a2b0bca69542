//! Carried rows put right (沿用行的更正): corrections reach facts that the book holds from files not given this time, too.
//!
//! Decides which field of a typed row a correction means: the one it names, else, as no header is left, the only one that says what
//! was wrong. The new value is typed as any cell is; its currency, where it names none, is the row's.

use polars::prelude::DataFrame;

use super::columns::{EntityColumns, Trace};
use super::correct::{Corrections, Fate, Fix, is_field};
use super::plan::Sheet;
use super::read::{Reader, RowRead};
use crate::error::Result;
use crate::model::field::{Catalogue, Field};
use crate::model::frame::Rows;
use crate::model::raw::{Cell, Column, Context, Match, RawRow, RawTable};
use crate::model::stock::Records;
use crate::model::tidied::Tables;
use crate::model::written::{put, says, written};
use crate::model::{Entity, Origin, folding};
use crate::policy::Policy;

/// A text typed as a cell of this field: a frame of one row that has the field's columns; `None` when it cannot be read.
///
/// # Errors
/// When columns do not make a frame: a fault of the program.
pub fn typed(field: &'static Field, text: &str, currency: Option<&str>, policy: &Policy) -> Result<Option<DataFrame>> {
    let column = Column {
        index: 1,
        header: field.id.to_owned(),
        field: Some(field.id),
        matched: Match::Policy,
        currency: currency.map(str::to_owned),
        factor: None,
        scale: None,
        below: 0,
    };
    let row = RawRow { first: 1, last: 1, cells: vec![Cell::Text(text.into())] };
    let table = RawTable {
        origin: Origin::file(""),
        entity: field.entity,
        header_rows: Vec::new(),
        columns: vec![column],
        rows: vec![row].into(),
        totals: Records::default(),
        context: Context::default(),
    };
    let sheet = Sheet::of(&table, &table.rows, policy, None);
    let mut read = RowRead::default();
    table.rows.iter().for_each(|row| Reader::new(&sheet, table.rows.stock()).row(row, &mut read));
    let known = sheet.place(field.id).is_some_and(|place| !read.values[place].is_null());
    if !known {
        return Ok(None);
    }
    let mut columns = EntityColumns::new(field.entity, 1);
    let trace = Trace { record_id: "", rows: (1, 1), extra: &[] };
    columns.push(&trace, &sheet.filled, &read.values, &read.texts, table.rows.stock());
    columns.turn([Some(""), Some(""), None, None]);
    Ok(Some(columns.finish().into_frame()?))
}

impl Corrections<'_> {
    /// Puts right rows of files that were not read this time.
    ///
    /// # Errors
    /// When columns do not fit: a fault of the program.
    pub fn correct_carried(&mut self, carried: &mut Tables, policy: &Policy) -> Result<()> {
        for fix in self.0.iter_mut().filter(|fix| fix.fate == Fate::Waiting) {
            for (entity, frame) in &mut *carried {
                if fix.fate != Fate::Done {
                    fix.correct_rows(*entity, frame, policy)?;
                }
            }
        }
        Ok(())
    }
}

impl Fix<'_> {
    fn correct_rows(&mut self, entity: Entity, frame: &mut DataFrame, policy: &Policy) -> Result<()> {
        let rows = Rows::of(frame);
        let text = |name: &str, row: usize| rows.text(name, row).unwrap_or_default();
        let of_sheet = |row: &usize| self.is_of(entity, text("file", *row), text("sheet", *row));
        let own: Vec<usize> = (0..rows.len()).filter(of_sheet).collect();
        let here = |row: &usize| {
            let (first, last) = (rows.count("row_first", *row).unwrap_or(0), rows.count("row_last", *row).unwrap_or(0));
            (first..=last.max(first)).contains(&self.row)
        };
        if own.is_empty() {
            return Ok(());
        }
        let Some(row) = own.into_iter().find(here) else {
            self.fate = Fate::Missed("correction_gone", "—".to_owned());
            return Ok(());
        };
        let told = folding::key(&self.column);
        let fields = || Catalogue::shipped().of(entity);
        let named: Vec<&'static Field> = fields().filter(|field| is_field(entity, field.id, &told)).collect();
        let saying: Vec<&'static Field> = fields().filter(|field| says(rows, field, row, &self.answer.before)).collect();
        let field = match (named.first(), saying.as_slice()) {
            (Some(field), _) => *field,
            (None, [one]) if !self.answer.before.is_empty() => *one,
            _ => {
                self.fate = Fate::Missed("correction_gone", "—".to_owned());
                return Ok(());
            }
        };
        if says(rows, field, row, &self.answer.after) {
            self.fate = Fate::Done;
            return Ok(());
        }
        if !says(rows, field, row, &self.answer.before) {
            self.fate = Fate::Missed("correction_differs", written(rows, field, row));
            return Ok(());
        }
        let currency = rows.text(&format!("{}_currency", field.id), row).map(str::to_owned);
        self.fate = match typed(field, &self.answer.after, currency.as_deref(), policy)? {
            Some(value) => {
                put(frame, field, &[row], &value)?;
                Fate::Done
            }
            None => Fate::Missed("correction_unreadable", self.answer.before.clone()),
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use polars::prelude::df;

    use super::*;
    use crate::finding::Finding;
    use crate::model::frame::{complete, money_column};
    use crate::model::own::{Answer, said_date};

    fn carried() -> Tables {
        let mut frame = df!("record_id" => ["o1", "o2"], "file" => ["a.xls", "a.xls"], "sheet" => ["S", "S"],
            "row_first" => [5_u32, 6], "row_last" => [5_u32, 6], "no" => ["PI-1", "PI-2"], "amount_currency" => ["EUR", "USD"],
            "on_text" => [None, Some("没填")])
        .unwrap();
        frame.with_column(money_column("amount", [Some(12_500_000), Some(3_000_000)])).unwrap();
        [(Entity::Order, complete(Entity::Order, &frame).unwrap())].into()
    }

    fn fixed(about: &str, column: &str, before: &str, after: &str) -> (Tables, Vec<Finding>) {
        let answer =
            Answer { about: about.into(), input: format!("fix.{column}"), before: before.into(), after: after.into(), ..Answer::default() };
        let mut tables = carried();
        let mut corrections = Corrections::of(std::slice::from_ref(&answer));
        corrections.correct_carried(&mut tables, &Policy::shipped()).unwrap();
        (tables, corrections.missed())
    }

    #[test]
    fn a_carried_row_is_put_right_and_keeps_its_currency() {
        for (about, column) in [("hand|a.xls||5", "金额"), ("hand|a.xls|S|5", "F"), ("cell|order|a.xls|S|5", "amount")] {
            let (tables, findings) = fixed(about, column, "12.5", "1250");
            let rows = Rows::of(&tables[&Entity::Order]);
            let amounts = [rows.micros("amount", 0), rows.micros("amount", 1)];
            assert_eq!((amounts, findings), ([Some(1_250_000_000), Some(3_000_000)], Vec::new()), "{about} {column}");
            assert_eq!((rows.text("amount_currency", 0), rows.text("amount_currency", 1)), (Some("EUR"), Some("USD")));
        }
        let (tables, findings) = fixed("hand|a.xls||6", "下单日期", "没填", "2026/10/5");
        assert_eq!(Rows::of(&tables[&Entity::Order]).date("on", 1).map(said_date), Some("2026-10-05".into()));
        assert!(findings.is_empty());
    }

    #[test]
    fn what_does_not_fit_stays_and_is_listed() {
        let reason = |found: (Tables, Vec<Finding>)| {
            let amount = Rows::of(&found.0[&Entity::Order]).micros("amount", 0);
            (amount, found.1.into_iter().flat_map(|finding| finding.args).find(|(name, _)| *name == "reason").map(|(_, reason)| reason))
        };
        let kept = |why: &str| (Some(12_500_000), Some(why.to_owned()));
        assert_eq!(reason(fixed("hand|a.xls||5", "金额", "99", "1250")), kept("correction_differs"));
        assert_eq!(reason(fixed("hand|a.xls||9", "金额", "12.5", "1250")), kept("correction_gone"));
        assert_eq!(reason(fixed("hand|b.xls||5", "金额", "12.5", "1250")), kept("correction_gone"));
        assert_eq!(reason(fixed("hand|a.xls||5", "金额", "12.5", "很多")), kept("correction_unreadable"));
        assert_eq!(reason(fixed("hand|a.xls||5", "金额", "12", "12.5")), (Some(12_500_000), None), "right already");
    }
}
