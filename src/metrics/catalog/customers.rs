//! To come.

use super::Metric;

/// None yet.
pub(super) const CUSTOMERS: &[Metric] = &[];
