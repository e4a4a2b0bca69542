//! Lineage (来龙去脉) of data rows: used or merged, and into what. One line a row, whatever records it became.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::events::Once;
use crate::model::frame::Rows;
use crate::model::tidied::Tables;
use crate::model::{Entity, LineageRow, Money, Outcome};

/// One line for each row of each record, in table order; the control money is the row's own, not a sum.
pub(super) fn lineage(tables: &Tables, once: &BTreeMap<Entity, Once>, ids: &BTreeMap<Entity, Vec<Option<String>>>) -> Vec<LineageRow> {
    let mut lines: Vec<LineageRow> = Vec::new();
    let mut places: BTreeMap<(Arc<str>, Arc<str>, u32), usize> = BTreeMap::new();
    let mut met: BTreeSet<&str> = BTreeSet::new();
    for (entity, frame) in tables {
        let (rows, once) = (Rows::of(frame), &once[entity]);
        for row in 0..rows.len() {
            let (stands_for, why) = once.stands_for[row];
            let customer = ids.get(entity).and_then(|ids| ids[stands_for].as_deref()).unwrap_or_default();
            let again =
                matches!(entity, Entity::Customer | Entity::Contact) && why.is_empty() && !customer.is_empty() && !met.insert(customer);
            let reason = if again { "same_customer" } else { why };
            let record: Arc<str> = rows.text("record_id", stands_for).unwrap_or_default().into();
            let (file, sheet): (Arc<str>, Arc<str>) =
                (rows.text("file", row).unwrap_or_default().into(), rows.text("sheet", row).unwrap_or_default().into());
            let first = rows.count("row_first", row).unwrap_or(0);
            for place in first..=rows.count("row_last", row).unwrap_or(first) {
                let money = if place == first { money(*entity, rows, row) } else { None };
                let key = (file.clone(), sheet.clone(), place);
                if let Some(known) = places.get(&key) {
                    // A row that became several records (targets by month) keeps the line of its leading record.
                    if let (Some(known), None) = (lines.get_mut(*known), &money) {
                        known.outcome = known.outcome.min(outcome(reason, place > first));
                    }
                    continue;
                }
                places.insert(key, lines.len());
                lines.push(LineageRow {
                    file: file.clone(),
                    sheet: sheet.clone(),
                    row: place,
                    entity: Some(*entity),
                    outcome: outcome(reason, place > first),
                    record_id: record.clone(),
                    customer_id: customer.into(),
                    reason: reason.into(),
                    money,
                });
            }
        }
    }
    lines
}

fn outcome(reason: &str, further: bool) -> Outcome {
    if reason.is_empty() && !further { Outcome::Used } else { Outcome::Merged }
}

fn money(entity: Entity, rows: Rows<'_>, row: usize) -> Option<Money> {
    let field = entity.control_money()?;
    Some(Money::new(rows.micros(field, row)?, rows.text(&format!("{field}_currency"), row).unwrap_or_default()))
}
