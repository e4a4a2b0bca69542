//! Kind (字段类型): what a field holds, and so how its cells are read and which frame columns they fill.

use polars::prelude::{DataType, TimeUnit};

/// What a field holds: it decides the normaliser and the frame columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Free text, as written (trimmed).
    Text,
    /// A number or code kept as text: `00123` stays `00123`.
    Code,
    /// Name of a company or customer.
    Company,
    /// Name of a person.
    Person,
    /// Name, alias or initials of a colleague.
    Staff,
    /// A day.
    Date,
    /// A moment; a cell without a time of day has `_timed` false.
    DateTime,
    /// A month (`2026-10`) or a year (`2026`).
    Period,
    /// An amount with its currency.
    Money,
    /// A plain number.
    Number,
    /// A whole number.
    Count,
    /// A share as a fraction: `30%` and `30` under `概率, %` are 0.3.
    Share,
    /// A score with its scale (`1-5`, `1-7`, `1-10`, `0-10`, `0-100`).
    Score,
    /// ISO 3166 alpha-2.
    Country,
    /// ISO 4217.
    Currency,
    /// E.164, several joined by `;`.
    Phone,
    /// Lower-case addresses, several joined by `;`.
    Email,
    /// Host of a web address.
    Website,
    /// Yes or no.
    YesNo,
    /// A word of the named vocabulary (`word:channel`).
    Word(String),
}

impl Kind {
    pub(super) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "text" => Self::Text,
            "code" => Self::Code,
            "company" => Self::Company,
            "person" => Self::Person,
            "staff" => Self::Staff,
            "date" => Self::Date,
            "date_time" => Self::DateTime,
            "period" => Self::Period,
            "money" => Self::Money,
            "number" => Self::Number,
            "count" => Self::Count,
            "share" => Self::Share,
            "score" => Self::Score,
            "country" => Self::Country,
            "currency" => Self::Currency,
            "phone" => Self::Phone,
            "email" => Self::Email,
            "website" => Self::Website,
            "yes_no" => Self::YesNo,
            _ => Self::Word(text.strip_prefix("word:")?.to_owned()),
        })
    }

    /// The frame columns of a field of this kind, as suffix and type. Suffix `_text` holds the original where the
    /// typed value may say less than the cell did.
    #[must_use]
    pub fn columns(&self) -> Vec<(&'static str, DataType)> {
        let typed = match self {
            Self::Text | Self::Code | Self::Company | Self::Person | Self::Staff => return vec![("", DataType::String)],
            Self::Date => vec![("", DataType::Date)],
            Self::DateTime => vec![("", DataType::Datetime(TimeUnit::Milliseconds, None)), ("_timed", DataType::Boolean)],
            Self::Money => vec![("", decimal()), ("_currency", DataType::String)],
            Self::Number | Self::Count | Self::Share => vec![("", DataType::Float64)],
            Self::Score => vec![("", DataType::Float64), ("_scale", DataType::String)],
            Self::YesNo => vec![("", DataType::Boolean)],
            Self::Period | Self::Country | Self::Currency | Self::Phone | Self::Email | Self::Website | Self::Word(_) => {
                vec![("", DataType::String)]
            }
        };
        typed.into_iter().chain([("_text", DataType::String)]).collect()
    }
}

/// The type of every money column.
#[must_use]
pub const fn decimal() -> DataType {
    DataType::Decimal(38, 6)
}
