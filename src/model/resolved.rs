//! What resolve gives: one customer per customer, one colleague per colleague, one event per event, with stable ids.

use chrono::NaiveDate;
use polars::prelude::{DataFrame, PlSmallStr};

use super::erasure::Erasure;
use super::lineage::LineageRow;
use super::origin::Origin;
use super::own::Answer;
use super::proof::Proof;
use super::tidied::Tables;

/// Columns that resolve adds to every entity table after the catalogue's own.
///
/// `customer_id` is null where no customer was found; `staff_id` is the colleague who earns credit at the event's date,
/// and `staff_basis` says how that was decided (`event`, `handover`, `book`, `owner`).
pub const ADDED: [&str; 3] = ["customer_id", "staff_id", "staff_basis"];

/// The column that orders have besides: the colleague who shares in the credit.
pub const SHARED_WITH: &str = "shared_with_id";

/// Columns of [`Resolved::customers`], all text unless the comment says otherwise.
///
/// `is_person` Boolean; `first_seen_on` Date; `row_count` and `row_first` whole numbers. `names` holds every spelling joined by a bar;
/// `roles` the party roles joined by `;`; `file, sheet, row_first` the origin of the golden name.
pub const CUSTOMER_COLUMNS: [&str; 24] = [
    "customer_id",
    "name",
    "names",
    "country",
    "region",
    "city",
    "email",
    "phone",
    "website",
    "tax_id",
    "contact",
    "customer_type",
    "industry",
    "channel",
    "roles",
    "owner_id",
    "co_owner_id",
    "is_person",
    "first_seen_on",
    "row_count",
    "found_in",
    "file",
    "sheet",
    "row_first",
];

/// Everything resolve decided.
#[derive(Debug, Default)]
pub struct Resolved {
    /// Records that count, with the [`ADDED`] columns: every customer row, each event once.
    pub tables: Tables,
    /// One row a customer, ordered by id; columns as [`CUSTOMER_COLUMNS`].
    pub customers: DataFrame,
    /// Colleagues, ordered by id.
    pub staff: Vec<StaffMember>,
    /// Which rows became one, and why.
    pub merges: Vec<Merge>,
    /// Pairs a person should decide.
    pub review: Vec<ReviewPair>,
    /// Ids to remember for the next run.
    pub identities: Identities,
    /// One line for each data row: used or merged.
    pub lineage: Vec<LineageRow>,
}

/// A colleague.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    /// `S` and the key of the name: the same in every run.
    pub id: String,
    /// Name as the staff list has it.
    pub name: String,
    /// English name, initials and other spellings seen, sorted.
    pub aliases: Vec<String>,
    /// Team, if known.
    pub team: Option<String>,
    /// First day, if known.
    pub joined_on: Option<NaiveDate>,
    /// Last day, if the colleague has left.
    pub left_on: Option<NaiveDate>,
    /// Whether a staff list names the colleague; otherwise only proposed from the sheets.
    pub listed: bool,
    /// Whether customers are owned (a salesperson), as against merchandisers and others.
    pub sells: bool,
    /// Not a colleague but a name of several: their ids. What stands by it is nobody's until a person says whose.
    pub shared_by: Vec<String>,
}

impl StaffMember {
    /// A salesperson of the staff list of whom no more is known than the name.
    #[must_use]
    pub fn named(id: &str, name: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            aliases: Vec::new(),
            team: None,
            joined_on: None,
            left_on: None,
            listed: true,
            sells: true,
            shared_by: Vec::new(),
        }
    }

    /// Whether the colleague was there on the day.
    #[must_use]
    pub fn active_on(&self, day: NaiveDate) -> bool {
        self.joined_on.is_none_or(|joined| joined <= day) && self.left_on.is_none_or(|left| left >= day)
    }
}

/// Why two records became one or were asked about: one comparison that spoke for or against.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Comparison id: `name`, `domain`, `phone`, `country` …
    pub comparison: &'static str,
    /// Level id: `exact`, `near`, `else` …
    pub level: &'static str,
    /// Weight in bits: positive speaks for, negative against.
    pub bits: f64,
    /// What the two records say.
    pub left: PlSmallStr,
    /// What the two records say.
    pub right: PlSmallStr,
}

/// A record that joined a customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// `M` and a key that is the same in every run.
    pub id: PlSmallStr,
    /// Customer both belong to.
    pub customer_id: PlSmallStr,
    /// Name of the record it joined through.
    pub kept_name: PlSmallStr,
    /// Name of the record that joined.
    pub merged_name: PlSmallStr,
    /// Where each stands.
    pub kept_origin: Origin,
    /// Where each stands.
    pub merged_origin: Origin,
    /// What each record is known by, sorted: its fingerprint, then, after `/` each, name, addresses and numbers as hashes.
    pub marks: (String, String),
    /// Score in bits.
    pub score: f64,
    /// What spoke for and against.
    pub evidence: Proof,
}

/// Two records that may be one customer: a person decides.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewPair {
    /// The records.
    pub record_a: String,
    /// The records.
    pub record_b: String,
    /// Their customers today.
    pub customer_a: String,
    /// Their customers today.
    pub customer_b: String,
    /// Names as the sheets have them.
    pub name_a: String,
    /// Names as the sheets have them.
    pub name_b: String,
    /// Where they stand.
    pub origin_a: Origin,
    /// Where they stand.
    pub origin_b: Origin,
    /// What each record is known by, as [`Merge::marks`].
    pub marks: (String, String),
    /// Score in bits.
    pub score: f64,
    /// What spoke for and against.
    pub evidence: Vec<Evidence>,
}

/// Ids given so far: what makes a customer's id last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identities {
    /// Ordered by id.
    pub customers: Vec<Identity>,
    /// Number of the next new customer.
    pub next_number: u32,
}

/// One customer id and what it stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// `C` and four or more digits.
    pub id: String,
    /// Fingerprints (folded content) of the records that carry it, sorted.
    pub fingerprints: Vec<PlSmallStr>,
    /// Ids that were merged into this one, sorted.
    pub aliases: Vec<String>,
}

/// A person's answer about two records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Marks of the two records ([`Merge::marks`]), sorted.
    pub fingerprints: (String, String),
    /// Answer.
    pub verdict: Verdict,
    /// File and cell it was read from.
    pub source: String,
}

/// Same customer, different customers, or not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// One customer.
    Same,
    /// Two customers.
    Different,
    /// Asked again only when something changes.
    Unsure,
}

/// What resolve remembers from earlier runs.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    /// Ids given so far.
    pub identities: Identities,
    /// Answers about records that hold.
    pub decisions: Vec<Decision>,
    /// Everything people answered, for good.
    pub answers: Vec<Answer>,
    /// Customers whose data was deleted.
    pub erasures: Vec<Erasure>,
}
