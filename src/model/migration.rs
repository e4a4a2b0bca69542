//! Migration (迁移): what the clean master says about itself: how complete it is, and what changed since the last one.

/// How often a customer field is filled, before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Completeness {
    /// Field id.
    pub field: &'static str,
    /// Customer rows of the sheets that have a value, and all of them.
    pub before: (usize, usize),
    /// Customers of the master that have one, and all of them.
    pub after: (usize, usize),
}

/// One difference between this master and the last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Customer id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// What happened.
    pub what: What,
}

/// What happened to a customer between two migrations.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Not there before.
    New,
    /// A field has another value.
    Changed {
        /// Field id.
        field: &'static str,
        /// Earlier value; empty when there was none.
        was: String,
        /// Value now; empty when there is none.
        is: String,
    },
    /// No longer there.
    Gone,
}
