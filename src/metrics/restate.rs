//! Restatement (重述说明): figures of closed months as published against what is known of them now (X5).
//!
//! Decides that a difference of less than the smallest digit shown is none, and that the orders behind it are those of a
//! closed month that the published order count did not hold.

use super::cube::{Cube, Key};
use super::list::Desk;
use super::{adjustment, catalog};
use crate::model::money::micros_to_f64;
use crate::model::watch::WatchLine;
use crate::model::{MetricTable, Month, Unit};

/// Company figures that now differ from the published ones, by metric and month.
pub(super) fn lines(desk: &Desk<'_, '_>, values: &MetricTable) -> Vec<WatchLine> {
    let published =
        desk.world.question.published.iter().filter(|(_, month, _, key, _)| key.is_empty() && *month < desk.world.question.month);
    let line = |(id, month, grain, key, before): (&str, Month, crate::model::Grain, &str, &crate::model::MetricValue)| {
        let (metric, now) = (catalog::find(id)?, values.get(id, month, grain, key)?);
        let (then, now) = (before.value?, now.value?);
        // The word for nobody's key is the same as the company's: its grain tells them apart.
        (grain == crate::model::Grain::Company).then_some(())?;
        let smallest = if matches!(metric.spec.unit, Unit::Share | Unit::Ratio | Unit::Score) { 0.000_5 } else { 0.005 };
        let money = metric.spec.unit == Unit::Money;
        ((now - then).abs() >= smallest).then(|| WatchLine {
            kind: "changed",
            name: id.to_owned(),
            on: Some(month.last()),
            base: money.then_some(now - then),
            note: vec![("before", format!("{then:.4}")), ("now", format!("{now:.4}")), ("month", month.to_string())],
            ..WatchLine::default()
        })
    };
    published.filter_map(line).collect()
}

/// Closed months whose order amount changed, with what came late.
pub(super) fn late(desk: &Desk<'_, '_>, cube: &Cube) -> Vec<WatchLine> {
    let world = desk.world;
    let line = |month: Month| {
        let published = world.question.published.company("order_amount", month)?.value?;
        let cell = cube.over("order", Key::Company, month, month);
        let late = micros_to_f64(cell.num) - published;
        (cell.gap == 0 && late.abs() >= 0.005).then(|| WatchLine {
            kind: "late",
            on: Some(month.last()),
            base: Some(late),
            note: vec![("month", month.to_string()), ("before", format!("{published:.2}")), ("now", format!("{:.2}", published + late))],
            ..WatchLine::default()
        })
    };
    adjustment::closed(world).into_iter().filter(|month| *month < world.question.month).filter_map(line).collect()
}
