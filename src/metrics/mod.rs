//! Metrics (指标): resolved tables → figures and lists.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::finding::Finding;
use crate::model::resolved::Resolved;
use crate::model::view::Computed;
use crate::model::{Entity, MetricTable, Month};
use crate::policy::Policy;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// Report month.
    pub month: Month,
    /// First month of the history that is computed (`--from`); equal to `month` when only that month is wanted.
    pub from: Month,
    /// Values as published for earlier months, from the book.
    pub published: MetricTable,
    /// Fields that some sheet has a column for.
    pub columns_present: BTreeMap<Entity, Vec<&'static str>>,
}

/// Computes every metric and list.
///
/// # Errors
/// Only on a fault of the program.
pub fn compute(_resolved: &Resolved, _question: &Question, _policy: &Policy) -> Result<(Computed, Vec<Finding>)> {
    Ok((Computed::default(), Vec::new()))
}
