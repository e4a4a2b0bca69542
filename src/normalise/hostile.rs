//! Hostile rows (乱写的行): every field of every entity filled with scraps; nothing may be lost or make the program stop.

use std::collections::{BTreeMap, BTreeSet};

use super::tidy;
use crate::model::field::Catalogue;
use crate::model::frame::Rows;
use crate::model::raw::{Cell, Column, Context, Intake, Match, RawRow, RawTable};
use crate::model::{Entity, Origin};
use crate::policy::Policy;

const SCRAPS: [&str; 60] = [
    "1",
    "2",
    "12",
    "2026",
    "05",
    "31",
    "10000",
    "123456",
    "99999999999999999999999999999",
    "年",
    "月",
    "日",
    "初",
    "份",
    "万",
    "千",
    "k",
    "%",
    "USD",
    "$",
    "¥",
    "€",
    "元",
    "约",
    "-",
    "–",
    "/",
    ".",
    ",",
    "，",
    " ",
    "\n",
    ":",
    "(",
    "）",
    "+",
    "00",
    "ext",
    "转",
    "x",
    "德国",
    "ge",
    "A",
    "级",
    "T",
    "pm",
    "点",
    "may",
    "★",
    "满意",
    "是",
    "a@b.cc",
    "www.",
    "é",
    "İ",
    "😀",
    "\u{200b}",
    "'",
    "1.39E+10",
    "*",
];

/// A small generator of its own, so that the rows are the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn cell(&mut self) -> Cell {
        match self.below(12) {
            0 => Cell::Empty,
            1 => Cell::Number([0.0, 6.3, 45_866.5, 20_260_105.0, -5.0, f64::NAN, 1e300][self.below(7)]),
            2 => Cell::Text("2026-10-05".into()),
            3 => Cell::Text("USD 12.5".into()),
            _ => Cell::Text((0..=self.below(6)).map(|_| SCRAPS[self.below(SCRAPS.len())]).collect::<String>().into()),
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
        totals: vec![row(32)],
        context: Context::default(),
    }
}

#[test]
fn rows_and_money_tie_whatever_is_written() {
    let mut dice = Dice(42);
    let tables = Entity::ALL.map(|entity| table(entity, &mut dice)).to_vec();
    let (tidied, _) = tidy(&Intake { tables, ..Intake::default() }, &Policy::shipped()).unwrap();
    let mut money = BTreeMap::<String, i128>::new();
    for entity in Entity::ALL {
        let mut kept = BTreeSet::new();
        if let Some(frame) = tidied.tables.get(&entity) {
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
