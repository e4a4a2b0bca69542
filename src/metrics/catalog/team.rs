//! To come.

use super::Metric;

/// None yet.
pub(super) const TEAM: &[Metric] = &[];
