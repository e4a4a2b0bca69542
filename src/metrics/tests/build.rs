//! Small worlds for tests: sheets from literal columns.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use polars::prelude::{Column, DataFrame, IntoColumn, NamedFrom, Series, df};

use crate::model::frame::{complete, date_column, moment_column, money_column};
use crate::model::money::micros_from_f64;
use crate::model::resolved::{Resolved, StaffMember};
use crate::model::view::Computed;
use crate::model::{Entity, Grain, MetricTable, MetricValue, Month, Reason};
use crate::policy::Policy;

use super::super::{Question, compute};
use crate::finding::Finding;

/// One sheet under construction; an empty text is an empty cell.
#[derive(Clone)]
pub(super) struct Sheet {
    entity: Entity,
    columns: Vec<Column>,
}

pub(super) fn sheet(entity: Entity, customers: &[&str]) -> Sheet {
    let records: Vec<String> = (0..customers.len()).map(|row| format!("{entity}-{row}")).collect();
    let rows: Vec<u32> = (2..).take(customers.len()).collect();
    let columns = vec![
        Series::new("record_id".into(), records).into_column(),
        Series::new("file".into(), vec![format!("{entity}.xlsx"); customers.len()]).into_column(),
        Series::new("sheet".into(), vec!["Sheet1"; customers.len()]).into_column(),
        Series::new("row_first".into(), rows).into_column(),
    ];
    Sheet { entity, columns }.text("customer_id", customers).text("customer", customers)
}

impl Sheet {
    fn with(mut self, column: Column) -> Self {
        self.columns.retain(|known| known.name() != column.name());
        self.columns.push(column);
        self
    }

    pub(super) fn text(self, name: &str, cells: &[&str]) -> Self {
        let cells: Vec<Option<&str>> = cells.iter().map(|cell| Some(*cell).filter(|cell| !cell.is_empty())).collect();
        self.with(Series::new(name.into(), cells).into_column())
    }

    pub(super) fn same(self, name: &str, cell: &str) -> Self {
        let cells = vec![cell; self.columns[0].len()];
        self.text(name, &cells)
    }

    pub(super) fn day(self, name: &str, cells: &[&str]) -> Self {
        let column = date_column(name, cells.iter().map(|cell| cell.parse().ok()));
        self.with(column)
    }

    /// `2026-10-01` has no time, `2026-10-01T09:30` has.
    pub(super) fn moment(self, name: &str, cells: &[&str]) -> Self {
        let at = |cell: &&str| format!("{cell}{}", if cell.contains('T') { ":00" } else { "T00:00:00" }).parse::<NaiveDateTime>().ok();
        let timed: Vec<bool> = cells.iter().map(|cell| cell.contains('T')).collect();
        let column = moment_column(name, cells.iter().map(at));
        self.with(column).with(Series::new(format!("{name}_timed").into(), timed).into_column())
    }

    pub(super) fn flag(self, name: &str, cells: &[Option<bool>]) -> Self {
        self.with(Column::new(name.into(), cells.to_vec()))
    }

    pub(super) fn money(self, name: &str, code: &str, cells: &[f64]) -> Self {
        let column = money_column(name, cells.iter().map(|cell| micros_from_f64(*cell)));
        self.with(column).same(&format!("{name}_currency"), code)
    }

    pub(super) fn number(self, name: &str, cells: &[f64]) -> Self {
        self.with(Series::new(name.into(), cells).into_column())
    }

    fn frame(self) -> DataFrame {
        complete(self.entity, &DataFrame::new(self.columns[0].len(), self.columns).unwrap()).unwrap()
    }
}

/// A world of three customers (two of Fiona's in Italy, one of Leo's in Germany) and these sheets.
pub(super) fn world(sheets: Vec<Sheet>) -> Resolved {
    let customers = df!(
        "customer_id" => ["C1", "C2", "C3"], "name" => ["Alfa", "Beta", "Gamma"], "country" => [Some("IT"), Some("IT"), None],
        "owner_id" => ["S1", "S1", "S2"], "is_person" => [false, false, true], "row_count" => [2_u32, 1, 1],
    );
    let mut tables = BTreeMap::new();
    for sheet in sheets {
        let entity = sheet.entity;
        tables.insert(entity, sheet.frame());
    }
    Resolved {
        tables,
        customers: customers.unwrap(),
        staff: vec![StaffMember::named("S1", "Fiona"), StaffMember::named("S2", "Leo")],
        ..Resolved::default()
    }
}

pub(super) fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// October 2026, with the history from September.
pub(super) fn october() -> Question {
    Question {
        month: month("2026-10"),
        from: month("2026-09"),
        published: MetricTable::default(),
        columns_present: BTreeMap::new(),
        grades: BTreeMap::new(),
    }
}

pub(super) fn run(sheets: Vec<Sheet>) -> (Computed, Vec<Finding>) {
    compute(&world(sheets), &october(), &Policy::shipped()).unwrap()
}

/// Company's value of October.
pub(super) fn company<'a>(computed: &'a Computed, id: &str) -> &'a MetricValue {
    computed.values.company(id, month("2026-10")).unwrap_or_else(|| panic!("no {id}"))
}

/// Value and reason of October by grain.
pub(super) fn told(computed: &Computed, id: &str, grain: Grain, key: &str) -> (Option<f64>, Option<Reason>) {
    computed.values.get(id, month("2026-10"), grain, key).map_or((None, None), |value| (value.value, value.reason))
}
