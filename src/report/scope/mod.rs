//! Scope (可见范围): a recipient's workbook is laid out from a view that holds only what the recipient may see.
//!
//! Nothing is hidden afterwards: what is not in the narrowed view cannot reach a cell, a shared string or a chart. A list
//! that is not named here is left out, so that a new one is shown to nobody by oversight.

mod country;
mod mask;
mod outside;
mod owners;
mod person;

pub(super) use country::country;
pub(super) use outside::{external, meeting};
pub(super) use owners::Owners;
pub(super) use person::salesperson;

use crate::model::view::MonthView;

/// The same month with the same catalogue and nothing else in it.
fn bare(view: &MonthView) -> MonthView {
    MonthView {
        as_of: view.as_of,
        data_until: view.data_until,
        months: view.months.clone(),
        reconstructed: view.reconstructed.clone(),
        company: view.company.clone(),
        base_currency: view.base_currency.clone(),
        version: view.version.clone(),
        closed: view.closed,
        specs: view.specs.clone(),
        thresholds: view.thresholds.iter().filter(|(name, _)| is_rule(name)).cloned().collect(),
        ..MonthView::of(view.month)
    }
}

/// Rules everybody may know; the company's staff, sources and rates are not among them.
fn is_rule(name: &str) -> bool {
    const RULES: [&str; 8] = ["grade.", "urgency.", "follow_up.", "service.", "satisfaction.", "value.", "calendar.", "metric."];
    RULES.iter().any(|start| name.starts_with(start))
}
