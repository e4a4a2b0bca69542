//! Finding (问题): everything that is wrong or doubtful and did not stop the run. Kinds and fields only; the sentences
//! are in `words/`.
//!
//! Severity says what a person has to do: decide, mend, or only know.

use crate::model::{Entity, Money, Origin};

/// What a person has to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A person must decide; figures may change with the answer.
    Decide,
    /// The source should be mended.
    Mend,
    /// Good to know.
    Know,
}

impl Severity {
    /// Id for words and JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Decide => "decide",
            Self::Mend => "mend",
            Self::Know => "know",
        }
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $id:literal $severity:ident,)*) => {
        /// What was found.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[$doc])* $name,)*
        }

        impl Kind {
            /// Every kind, in the order of all lists.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Key of its words: `finding.<id>`.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// What a person has to do about it.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }
        }
    };
}

kinds! {
    /// A file among good ones could not be read.
    FileUnreadable "file_unreadable" Decide,
    /// A temporary or hidden file was passed over.
    FileSkipped "file_skipped" Know,
    /// Two files, or two sheets, have the same content.
    FileCopy "file_copy" Know,
    /// Bytes that no encoding explains became U+FFFD.
    EncodingDamaged "encoding_damaged" Mend,
    /// Text decoded wrongly before was brought back.
    EncodingMended "encoding_mended" Know,
    /// A hidden sheet was read.
    SheetHidden "sheet_hidden" Know,
    /// A sheet about something else, or not understood.
    SheetNotUsed "sheet_not_used" Know,
    /// A column was given a field only by likeness.
    ColumnGuessed "column_guessed" Decide,
    /// A header says one thing and the cells below another: kept as an extra attribute.
    ColumnDoubtful "column_doubtful" Decide,
    /// The policy maps a column that the sheet no longer has.
    ColumnGone "column_gone" Decide,
    /// The header is no longer in the row the policy names.
    HeaderMoved "header_moved" Know,
    /// A column nobody knows was kept as an extra attribute.
    ColumnUnknown "column_unknown" Know,
    /// A total row disagrees with the rows above it.
    TotalDiffers "total_differs" Mend,
    /// A column called grade stands under no declared scheme.
    GradeSchemeUndeclared "grade_scheme_undeclared" Decide,
    /// A cell could not be read as what its column holds.
    BadValue "bad_value" Mend,
    /// A second column tells the same field differently: the first counts, this one is kept beside.
    SecondValue "second_value" Know,
    /// A date that cannot be, or lies far off.
    BadDate "bad_date" Mend,
    /// Day and month could be either way round.
    DateAmbiguous "date_ambiguous" Decide,
    /// A text names no day (5月初, a month without its year): one was assumed.
    DateAssumed "date_assumed" Know,
    /// A date without its year took that of its neighbours.
    YearBorrowed "year_borrowed" Mend,
    /// An order, or a line of one, with an amount below zero: a return or cancellation.
    AmountNegative "amount_negative" Know,
    /// An amount without a known currency.
    CurrencyUnknown "currency_unknown" Mend,
    /// A word outside the vocabulary of its column.
    WordUnknown "word_unknown" Mend,
    /// Payment terms from which no due day follows.
    TermsUnclear "terms_unclear" Know,
    /// A two-letter code that may stand for another country, or for a state of the US.
    CountryUnsure "country_unsure" Mend,
    /// A row without what its record cannot do without.
    RowRejected "row_rejected" Mend,
    /// A row dated after the report month: kept, in no figure of it.
    AfterPeriod "after_period" Know,
    /// Two sources tell the same event differently.
    SourcesDisagree "sources_disagree" Mend,
    /// An order of a sheet has a line twice, and others once: each counts.
    LinesEqual "lines_equal" Mend,
    /// An event names a customer that no customer sheet has.
    CustomerOnlyInEvents "customer_only_in_events" Know,
    /// An event names no customer, or one that cannot be found.
    CustomerUnmatched "customer_unmatched" Mend,
    /// Rows that may be one customer.
    MayBeSame "may_be_same" Decide,
    /// A customer under two or more salespeople (撞单).
    OwnersCollide "owners_collide" Decide,
    /// A customer without an owner.
    OwnerMissing "owner_missing" Mend,
    /// A phone, e-mail or domain stands under so many names that it identifies none of them.
    ContactOfMany "contact_of_many" Know,
    /// A customer's code stands under so many names that it is no customer's.
    CodeOfMany "code_of_many" Mend,
    /// Different rows of one name, more than are compared with each other.
    NameOfMany "name_of_many" Mend,
    /// Very many equal rows with hardly more than a name.
    RowsAlike "rows_alike" Mend,
    /// A customer that no row names.
    NameMissing "name_missing" Mend,
    /// Customer rows with nothing that tells them from others.
    NameSaysNothing "name_says_nothing" Mend,
    /// Two groups alike that together would be larger than a customer can be.
    CustomerTooLarge "customer_too_large" Decide,
    /// No sheet names any colleague, so no customer has an owner.
    OwnersUnknown "owners_unknown" Mend,
    /// A colleague's name that the staff list does not have.
    StaffUnlisted "staff_unlisted" Decide,
    /// A name that several colleagues have, and nothing beside it that tells which.
    StaffShared "staff_shared" Decide,
    /// Decisions about the same records contradict each other.
    DecisionsContradict "decisions_contradict" Decide,
    /// A declared grade differs from the computed one.
    GradeDiffers "grade_differs" Know,
    /// A date of expected close without any evidence of need.
    DateOnlyGrade "date_only_grade" Mend,
    /// A customer called dead has ordered within twelve months.
    DeadButOrdering "dead_but_ordering" Mend,
    /// A month's rate is missing; its amounts are in no base total.
    RateMissing "rate_missing" Decide,
    /// Months were closed with other days than the policy gives them now.
    MonthRecut "month_recut" Decide,
    /// A salesperson's sheet was not handed in.
    HandInMissing "hand_in_missing" Decide,
    /// A salesperson's sheet is the same as last month's.
    HandInUnchanged "hand_in_unchanged" Mend,
    /// A reply stands before what it replies to.
    ReplyBeforeReceipt "reply_before_receipt" Mend,
    /// Rows of customers whose data was deleted were left out.
    RowsErased "rows_erased" Know,
    /// Rows of a living sheet that last month's had are gone.
    RowsVanished "rows_vanished" Decide,
    /// An entry of a returned workbook is not understood.
    EntryNotUnderstood "entry_not_understood" Mend,
    /// A cell of a returned workbook that is no input cell was changed, or a row is none of ours.
    ChangedOutside "changed_outside" Mend,
    /// A salesperson's own customer may be one that somebody else keeps: all that a salesperson is told of it.
    AskManager "ask_manager" Decide,
    /// A limit typed on the parameters sheet that the policy could take up.
    SettingProposed "setting_proposed" Know,
    /// A figure of the parameters sheet tried out in that workbook alone.
    SettingTried "setting_tried" Know,
    /// Two persons answered the same question differently.
    AnswersConflict "answers_conflict" Decide,
    /// An answer was emptied again, or set back, in a later save.
    AnswerTakenBack "answer_taken_back" Know,
    /// An answer was not applied, because the source says something else since, or what it is about is gone.
    AnswerNotApplied "answer_not_applied" Know,
    /// A correction kept by hand found no cell, or one that says something else.
    CorrectionNotApplied "correction_not_applied" Mend,
}

/// One thing found, where, and with which particulars.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Kind: decides severity and sentence.
    pub kind: Kind,
    /// Entity concerned.
    pub entity: Option<Entity>,
    /// Field concerned (id).
    pub field: Option<&'static str>,
    /// Where.
    pub origin: Option<Origin>,
    /// Particulars the sentence names (`{value}`, `{wanted}`, `{header}` …).
    pub args: Vec<(&'static str, String)>,
    /// Money the finding concerns.
    pub money: Option<Money>,
    /// Staff id or name whose sheet it is, where known.
    pub staff: Option<String>,
}

impl Finding {
    /// A finding of this kind.
    #[must_use]
    pub const fn new(kind: Kind) -> Self {
        Self { kind, entity: None, field: None, origin: None, args: Vec::new(), money: None, staff: None }
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }

    /// Says which field of which entity.
    #[must_use]
    pub const fn of(mut self, entity: Entity, field: &'static str) -> Self {
        self.entity = Some(entity);
        self.field = Some(field);
        self
    }

    /// Says which entity.
    #[must_use]
    pub const fn about(mut self, entity: Entity) -> Self {
        self.entity = Some(entity);
        self
    }

    /// Adds a particular.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// Key by which the same finding is known again next month: what was found and where it would be looked for.
    ///
    /// Left out is what changes although nothing new happened: digits in the names of file and sheet (`2026-09/9月跟单`
    /// and `2026-10/10月跟单` are one source), and the row, which moves in a living sheet, unless it alone tells two
    /// findings apart.
    #[must_use]
    pub fn key(&self) -> String {
        use sha2::{Digest, Sha256};
        let mut digest = Sha256::new();
        let entity = self.entity.map_or("", Entity::id);
        let (file, sheet, row) = self.origin.as_ref().map_or(("", "", 0), |origin| (&origin.file, &origin.sheet, origin.row));
        let row = if self.args.is_empty() || self.kind == Kind::RowRejected { row.to_string() } else { String::new() };
        let source = [without_digits(file), without_digits(sheet), row];
        let staff = self.staff.as_deref().unwrap_or_default();
        for part in [self.kind.id(), entity, self.field.unwrap_or_default(), &source[0], &source[1], &source[2], staff] {
            digest.update(part);
            digest.update([0]);
        }
        for (name, value) in &self.args {
            digest.update(name);
            digest.update([1]);
            digest.update(value);
            digest.update([0]);
        }
        digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Says how much money it concerns.
    #[must_use]
    pub fn worth(mut self, money: Money) -> Self {
        self.money = Some(money);
        self
    }
}

/// The name with every run of digits as one `#`.
fn without_digits(name: &str) -> String {
    let mut kept = String::new();
    for sign in name.chars() {
        if !sign.is_ascii_digit() {
            kept.push(sign);
        } else if !kept.ends_with('#') {
            kept.push('#');
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad_date(file: &str, row: u32, value: &str) -> Finding {
        Finding::new(Kind::BadDate).of(Entity::Order, "on").at(Origin::sheet(file, "王芳").at_row(row)).with("value", value)
    }

    #[test]
    fn the_same_thing_keeps_its_key_when_month_and_row_move() {
        let key = bad_date("2026-09/9月台账.xlsx", 7, "2026/13/1").key();
        assert_eq!(bad_date("2026-10/10月台账.xlsx", 12, "2026/13/1").key(), key);
        assert_ne!(bad_date("2026-09/9月台账.xlsx", 7, "31.9.").key(), key);
        assert_ne!(bad_date("2026-09/财务.xlsx", 7, "2026/13/1").key(), key);
    }

    #[test]
    fn a_row_counts_where_it_alone_tells_two_apart() {
        let rejected = |row| Finding::new(Kind::RowRejected).at(Origin::file("a.csv").at_row(row)).with("reason", "no_amount");
        assert_ne!(rejected(3).key(), rejected(4).key());
        let missing = |staff: &str| Finding { staff: Some(staff.to_owned()), ..Finding::new(Kind::HandInMissing) };
        assert_ne!(missing("S1").key(), missing("S2").key());
    }
}
