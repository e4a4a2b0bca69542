//! Hostile rows (乱写的行): every field of every entity filled with scraps; nothing may be lost or make the program stop.

use std::collections::{BTreeMap, BTreeSet};

use super::tidy;
use super::trial::{self, Dice};
use crate::model::field::Catalogue;
use crate::model::frame::Rows;
use crate::model::raw::{Cell, Column, Context, Intake, Match, RawRow, RawTable};
use crate::model::{Entity, Origin};
use crate::policy::Policy;

impl Dice {
    fn cell(&mut self) -> Cell {
        match self.below(12) {
            0 => Cell::Empty,
            1 => Cell::Number([0.0, 6.3, 45_866.5, 20_260_105.0, -5.0, f64::NAN, 1e300][self.below(7)]),
            2 => Cell::Text("2026-10-05".into()),
            3 => Cell::Text("USD 12.5".into()),
            _ => Cell::Text(self.scrap().into()),
        }
    }
}

fn table(entity: Entity, dice: &mut Dice) -> RawTable {
    let fields: Vec<&'static str> = Catalogue::shipped().of(entity).map(|field| field.id).collect();
    let columns = (1..).zip(&fields).map(|(index, field)| Column {
        index,
        header: (*field).to_owned(),
        field: Some(field),
        matched: Match::Alias,
        currency: None,
        factor: None,
        scale: None,
        below: 0,
    });
    let mut row = |first| RawRow { first, last: first, cells: fields.iter().map(|_| dice.cell()).collect() };
    RawTable {
        origin: Origin::sheet("a.xlsx", entity.id()),
        entity,
        header_rows: vec![1],
        columns: columns.collect(),
        rows: (2..32).map(&mut row).collect(),
        totals: vec![row(32)].into(),
        context: Context::default(),
    }
}

#[test]
fn rows_and_money_tie_whatever_is_written() {
    let mut dice = Dice(42);
    let tables = Entity::ALL.map(|entity| table(entity, &mut dice)).to_vec();
    let (tidied, _) = tidy(&mut Intake { tables, ..Intake::default() }, &Policy::shipped()).unwrap();
    let mut money = BTreeMap::<String, i128>::new();
    for entity in Entity::ALL {
        let mut kept = BTreeSet::new();
        if let Some(frame) = &tidied.tables.get(&entity).map(|table| table.clone().into_frame().unwrap()) {
            let rows = Rows::of(frame);
            for row in 0..rows.len() {
                kept.insert(rows.count("row_first", row).unwrap());
                if let Some(field) = entity.control_money()
                    && let Some(micros) = rows.micros(field, row)
                {
                    *money.entry(rows.text(&format!("{field}_currency"), row).unwrap().to_owned()).or_default() += micros;
                }
            }
        }
        let refused = tidied.rejected.iter().filter(|line| line.entity == Some(entity)).count();
        assert_eq!(kept.len() + refused, 30, "{entity}");
    }
    for line in tidied.rejected.iter().chain(&tidied.totals) {
        if let Some(amount) = &line.money {
            *money.entry(amount.currency.clone()).or_default() += amount.micros;
        }
    }
    assert_eq!(money, tidied.money_in);
    assert!(!money.is_empty());
}

#[test]
fn every_parser_stands_scraps() {
    let failed: Vec<_> =
        trial::PARSERS.iter().flat_map(|parser| trial::run(parser, 7, 3_000).into_iter().map(move |one| (parser, one))).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn a_year_of_antiquity_is_no_period() {
    let read = super::period::read(&Cell::Text("00①① 年$".into()), None);
    assert_eq!(read.value, super::value::Value::Null);
}

#[test]
fn no_trunk_zero_is_left_behind_a_calling_code() {
    let read = super::phone::read(&Cell::Text("00123456".into()), Some("DE"), "CN");
    assert!(read.value.text().is_none_or(|number| !number.starts_with("+490")), "{read:?}");
}

#[test]
fn an_unknown_parser_is_a_failure() {
    assert_eq!(trial::run("no_such", 1, 1).len(), 1);
}
