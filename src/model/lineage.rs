//! Lineage (来龙去脉): what became of each non-empty input row. There is exactly one line for each.

use std::sync::Arc;

use super::entity::Entity;
use super::money::Money;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The first row of its record.
    Used,
    /// A further row of the same record, event or customer.
    Merged,
    /// Could not be used; the reason says why.
    Rejected,
    /// No data: banner, header, total, note, other subject, own workbook.
    Ignored,
}

impl Outcome {
    /// All four, in the order of every table.
    pub const ALL: [Self; 4] = [Self::Used, Self::Merged, Self::Rejected, Self::Ignored];

    /// Id in the lineage table.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Merged => "merged",
            Self::Rejected => "rejected",
            Self::Ignored => "ignored",
        }
    }
}

/// One non-empty input row and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineageRow {
    /// Path below its input, with `/`.
    pub file: Arc<str>,
    /// Sheet; empty for a text file.
    pub sheet: Arc<str>,
    /// Row as Excel shows it.
    pub row: u32,
    /// Leading entity; `None` where the sheet's subject is unknown.
    pub entity: Option<Entity>,
    /// What became of it.
    pub outcome: Outcome,
    /// Record it belongs to; empty when it belongs to none.
    pub record_id: Arc<str>,
    /// Customer it belongs to; empty when unknown.
    pub customer_id: Arc<str>,
    /// Why, as a key of the words (`total_row`, `copy`, `same_customer`, `no_amount` …).
    pub reason: Arc<str>,
    /// Money in the entity's control field ([`Entity::control_money`]), for the control totals.
    pub money: Option<Money>,
}
