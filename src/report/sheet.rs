//! Sheet (工作表): the sheets of the management workbook by name and order. The order never changes from month to month.

/// The sheets of the management workbook, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sheet {
    Summary,
    Customers,
    Salespeople,
    FollowUps,
    Satisfaction,
    Countries,
    Receivables,
    Quality,
    Merges,
    Definitions,
    Data,
}

impl Sheet {
    pub(super) const ALL: [Self; 11] = [
        Self::Summary,
        Self::Customers,
        Self::Salespeople,
        Self::FollowUps,
        Self::Satisfaction,
        Self::Countries,
        Self::Receivables,
        Self::Quality,
        Self::Merges,
        Self::Definitions,
        Self::Data,
    ];

    /// Id in the words: `report.sheet.<id>`.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Customers => "customers",
            Self::Salespeople => "salespeople",
            Self::FollowUps => "follow_ups",
            Self::Satisfaction => "satisfaction",
            Self::Countries => "countries",
            Self::Receivables => "receivables",
            Self::Quality => "quality",
            Self::Merges => "merges",
            Self::Definitions => "definitions",
            Self::Data => "data",
        }
    }
}
