//! Targets (目标): next month's target of each salesperson, as cells that a manager fills in; the next run reads them.

use super::super::desk::Desk;
use super::super::returnable::{Returnable, Slot};
use super::super::table::{Cell, Column, Kind, List};
use super::column;
use crate::model::own::Input;
use crate::model::{Grain, Unit};

/// Column of the hidden cells: right of all lists of the sheet.
const HIDDEN: u16 = 24;
const SHOWN: [&str; 3] = ["order_amount", "order_amount_target", "order_amount_attainment"];

/// One row a salesperson who still sells: this month's amount and target, and the cell for next month's.
pub(super) fn table(desk: &Desk<'_>) -> Returnable {
    let mut columns = vec![column(desk, "staff", Kind::Text)];
    columns.extend(SHOWN.map(|metric| Column::new(desk.short(metric), Kind::Number(desk.nature(metric).0))));
    columns.push(column(desk, "input_target", Kind::Number(Unit::Money)));
    columns.push(column(desk, "row_key", Kind::Text));
    let slots = vec![Slot::Shown, Slot::Shown, Slot::Shown, Slot::Shown, Slot::Number(Input::Target), Slot::Key];
    let month = desk.view.month;
    let sells = |id: &String| {
        let member = desk.view.staff.iter().find(|member| member.id == *id);
        member.is_some_and(|member| member.sells && member.left_on.is_none_or(|left| left > month.last()))
    };
    let keys: Vec<String> = desk.keys_by(Grain::Salesperson, "order_amount").into_iter().filter(sells).collect();
    let row = |id: &String| {
        let mut cells = vec![Cell::text(desk.staff(id))];
        cells.extend(SHOWN.map(|metric| desk.figure(metric, Grain::Salesperson, id, month)));
        let next = desk.view.computed.values.get("order_amount_target", month.plus(1), Grain::Salesperson, id);
        cells.extend([Cell::number(next.and_then(|figure| figure.value)), Cell::Blank]);
        cells
    };
    let list = List {
        name: "tbl_targets".into(),
        alt: desk.say("alt.targets", &[("month", month.plus(1).to_string())]),
        columns,
        rows: keys.iter().map(row).collect(),
        total: None,
    };
    let about = |id: &String| (format!("T{id}"), format!("target|order_amount|{id}|{}", month.plus(1)));
    Returnable { list, slots, apart: Some(HIDDEN), rows: keys.iter().map(about).collect() }
}
