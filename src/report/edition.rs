//! Edition (版本): for whom a workbook is made, and which workbooks a run is asked for.

use crate::policy::Policy;

/// For whom a workbook is made: decides what it may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edition {
    /// The managers: everything, with the analysis beside.
    Management,
    /// The projector in a meeting: no margins, contacts or prices, nothing against a named person.
    Meeting,
    /// One salesperson: own customers only.
    Salesperson,
    /// One country: its customers only.
    Country,
    /// Outside the company: no personal data, prices or margins.
    External,
}

impl Edition {
    /// All five.
    pub const ALL: [Self; 5] = [Self::Management, Self::Meeting, Self::Salesperson, Self::Country, Self::External];

    /// Id in the policy, the command line, the mark of a workbook and the words.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Management => "management",
            Self::Meeting => "meeting",
            Self::Salesperson => "salesperson",
            Self::Country => "country",
            Self::External => "external",
        }
    }

    /// The edition of an id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|edition| edition.id() == id)
    }
}

/// Which workbooks a run is asked for; without anything, those of the policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Editions named.
    pub editions: Vec<Edition>,
    /// Country of the country edition, as a code.
    pub country: Option<String>,
    /// The one salesperson asked for, by name, alias or id.
    pub salesperson: Option<String>,
    /// A language was named: then a country's workbook is in that, too, and not in the country's own.
    pub language_named: bool,
}

impl Asked {
    /// The editions to make: a country or a person named asks for that edition.
    #[must_use]
    pub fn editions(&self, policy: &Policy) -> Vec<Edition> {
        let mut editions = self.editions.clone();
        if editions.is_empty() {
            editions.extend(self.salesperson.iter().map(|_| Edition::Salesperson));
            editions.extend(self.country.iter().map(|_| Edition::Country));
        }
        if editions.is_empty() {
            editions.extend(policy.report.editions.iter().filter_map(|id| Edition::from_id(id)));
        }
        editions.sort_unstable();
        editions.dedup();
        editions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_named_asks_for_that_workbook_alone() {
        let policy = Policy::shipped();
        let asked = |editions: &[Edition], country: Option<&str>, salesperson: Option<&str>| {
            let asked = Asked {
                editions: editions.to_vec(),
                country: country.map(str::to_owned),
                salesperson: salesperson.map(str::to_owned),
                ..Asked::default()
            };
            asked.editions(&policy)
        };
        assert_eq!(asked(&[], None, None), [Edition::Management, Edition::Salesperson]);
        assert_eq!(asked(&[], None, Some("王芳")), [Edition::Salesperson]);
        assert_eq!(asked(&[], Some("IT"), None), [Edition::Country]);
        assert_eq!(asked(&[Edition::Meeting, Edition::Meeting], None, None), [Edition::Meeting]);
    }
}
