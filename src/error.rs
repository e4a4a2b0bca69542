//! Error (错误): what ends a command. Kinds and fields only; the sentences are in `words/`.
//!
//! The kind decides the exit code. A problem that lets the run go on is a [`crate::finding::Finding`] instead.

use std::fmt;

use crate::model::Origin;

/// What ended the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An argument is wrong.
    Usage,
    /// A command, option or file kind that this version does not have yet.
    NotAvailable,
    /// No policy file where one was named.
    PolicyMissing,
    /// The policy file cannot be parsed.
    PolicySyntax,
    /// A key or value of the policy is not known; the nearest name is a field.
    PolicyUnknown,
    /// A value of the policy is out of range.
    PolicyValue,
    /// An input path does not exist.
    InputMissing,
    /// None of the inputs could be read.
    NothingRead,
    /// The output folder or a workbook cannot be written.
    Output,
    /// The workbooks cannot be written where they were wanted; they stand in the book.
    OutputKept,
    /// The book cannot be read or written.
    Book,
    /// The book is used by another run.
    BookLocked,
    /// The month is closed and is never rewritten.
    MonthClosed,
    /// There is no such month, customer, metric or row.
    NotFound,
    /// Rows or money do not tie: nothing is published.
    ControlTotals,
    /// A fault of the program.
    Internal,
}

impl Kind {
    /// Every kind, for the test that each has its words.
    pub const ALL: [Self; 16] = [
        Self::Usage,
        Self::NotAvailable,
        Self::PolicyMissing,
        Self::PolicySyntax,
        Self::PolicyUnknown,
        Self::PolicyValue,
        Self::InputMissing,
        Self::NothingRead,
        Self::Output,
        Self::OutputKept,
        Self::Book,
        Self::BookLocked,
        Self::MonthClosed,
        Self::NotFound,
        Self::ControlTotals,
        Self::Internal,
    ];

    /// Key of its words: `error.<id>`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::NotAvailable => "not_available",
            Self::PolicyMissing => "policy_missing",
            Self::PolicySyntax => "policy_syntax",
            Self::PolicyUnknown => "policy_unknown",
            Self::PolicyValue => "policy_value",
            Self::InputMissing => "input_missing",
            Self::NothingRead => "nothing_read",
            Self::Output => "output",
            Self::OutputKept => "output_kept",
            Self::Book => "book",
            Self::BookLocked => "book_locked",
            Self::MonthClosed => "month_closed",
            Self::NotFound => "not_found",
            Self::ControlTotals => "control_totals",
            Self::Internal => "internal",
        }
    }

    /// Exit code of the contract.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Usage | Self::NotAvailable | Self::NotFound => 2,
            Self::PolicyMissing | Self::PolicySyntax | Self::PolicyUnknown | Self::PolicyValue => 3,
            Self::InputMissing | Self::NothingRead => 4,
            Self::Output | Self::OutputKept | Self::Book | Self::BookLocked | Self::MonthClosed => 5,
            Self::ControlTotals | Self::Internal => 70,
        }
    }
}

/// What ended the command, where, and with which particulars.
#[derive(Debug, Clone)]
pub struct Error {
    /// Kind: decides exit code and sentence.
    pub kind: Kind,
    /// Particulars the sentence names (`{path}`, `{key}`, `{nearest}`, `{cause}` …).
    pub fields: Vec<(&'static str, String)>,
    /// File, sheet, cell, where there is one.
    pub origin: Option<Origin>,
}

/// Result of a stage.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of this kind.
    #[must_use]
    pub const fn new(kind: Kind) -> Self {
        Self { kind, fields: Vec::new(), origin: None }
    }

    /// Adds a particular.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.fields.push((name, value.to_string()));
        self
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }

    /// A fault of the program, with its technical cause.
    #[must_use]
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self::new(Kind::Internal).with("cause", cause)
    }
}

impl fmt::Display for Error {
    /// For logs and tests; people read the sentence from `words/`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind.id())?;
        for (name, value) in &self.fields {
            write!(f, " {name}={value}")?;
        }
        self.origin.as_ref().map_or(Ok(()), |origin| write!(f, " at {origin}"))
    }
}

impl std::error::Error for Error {}

impl From<polars::error::PolarsError> for Error {
    fn from(error: polars::error::PolarsError) -> Self {
        Self::internal(error)
    }
}
