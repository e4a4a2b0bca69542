//! Sheet (工作表): every sheet by name, and which workbook has which, in order. The order never changes from month to month.

/// A sheet of one of the workbooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sheet {
    Summary,
    Results,
    Salespeople,
    Grades,
    Customers,
    FollowUps,
    Satisfaction,
    Receivables,
    Quality,
    Definitions,
    Contents,
    Trends,
    ByStaff,
    Countries,
    Dimensions,
    Watch,
    Classes,
    Breakdowns,
    Service,
    Tasks,
    Further,
    Concentration,
    Slips,
    Collisions,
    Merges,
    ToDo,
    Priorities,
    Own,
    Orders,
    Corrections,
}

impl Sheet {
    pub(super) const MANAGEMENT: [Self; 10] = [
        Self::Summary,
        Self::Results,
        Self::Salespeople,
        Self::Grades,
        Self::Customers,
        Self::FollowUps,
        Self::Satisfaction,
        Self::Receivables,
        Self::Quality,
        Self::Definitions,
    ];
    pub(super) const ANALYSIS: [Self; 16] = [
        Self::Contents,
        Self::Trends,
        Self::ByStaff,
        Self::Countries,
        Self::Dimensions,
        Self::Watch,
        Self::Classes,
        Self::Breakdowns,
        Self::Service,
        Self::Tasks,
        Self::Further,
        Self::Concentration,
        Self::Slips,
        Self::Collisions,
        Self::Merges,
        Self::Definitions,
    ];
    pub(super) const SALESPERSON: [Self; 8] =
        [Self::ToDo, Self::Priorities, Self::Own, Self::Orders, Self::Customers, Self::Satisfaction, Self::Receivables, Self::Corrections];
    pub(super) const MEETING: [Self; 6] =
        [Self::Summary, Self::Results, Self::Grades, Self::Satisfaction, Self::Countries, Self::Definitions];
    pub(super) const COUNTRY: [Self; 9] = [
        Self::Summary,
        Self::Results,
        Self::Own,
        Self::Orders,
        Self::Customers,
        Self::FollowUps,
        Self::Satisfaction,
        Self::Receivables,
        Self::Definitions,
    ];
    pub(super) const EXTERNAL: [Self; 3] = [Self::Results, Self::Countries, Self::Definitions];

    /// Id in the words: `report.sheet.<id>`.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Results => "results",
            Self::Salespeople => "salespeople",
            Self::Grades => "grades",
            Self::Customers => "customers",
            Self::FollowUps => "follow_ups",
            Self::Satisfaction => "satisfaction",
            Self::Receivables => "receivables",
            Self::Quality => "quality",
            Self::Definitions => "definitions",
            Self::Contents => "contents",
            Self::Trends => "trends",
            Self::ByStaff => "by_staff",
            Self::Countries => "countries",
            Self::Dimensions => "dimensions",
            Self::Watch => "watch",
            Self::Classes => "classes",
            Self::Breakdowns => "breakdowns",
            Self::Service => "service",
            Self::Tasks => "tasks",
            Self::Further => "further",
            Self::Concentration => "concentration",
            Self::Slips => "slips",
            Self::Collisions => "collisions",
            Self::Merges => "merges",
            Self::ToDo => "to_do",
            Self::Priorities => "priorities",
            Self::Own => "own",
            Self::Orders => "orders",
            Self::Corrections => "corrections",
        }
    }
}
