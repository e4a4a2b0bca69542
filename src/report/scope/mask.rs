//! Mask (遮名): colleagues' names are taken out of texts that a salesperson sees: a note may name whoever helped, a
//! folder whoever kept the customer before.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::Origin;
use crate::model::resolved::StaffMember;

/// The names nobody but the recipient may appear under.
pub(super) struct Mask {
    /// Longest first, so that `王芳芳` goes before `王芳`.
    names: Vec<String>,
    /// The recipient's own names in which a colleague's stands: 李娜（1002） beside a 李娜.
    own: Vec<String>,
    /// What stands in their place.
    instead: String,
    /// Places seen before: many rows stand in few sheets.
    places: RefCell<BTreeMap<Place, Place>>,
}

/// File and sheet.
type Place = (Arc<str>, Arc<str>);

impl Mask {
    /// Masks every colleague but the recipient.
    pub(super) fn new(staff: &[StaffMember], recipient: &StaffMember, instead: &str) -> Self {
        let own: Vec<&String> = std::iter::once(&recipient.name).chain(&recipient.aliases).collect();
        let mut names: Vec<String> = staff
            .iter()
            .filter(|member| member.id != recipient.id)
            .flat_map(|member| std::iter::once(&member.name).chain(&member.aliases))
            .filter(|name| name.chars().count() >= 2 && !own.contains(name))
            .cloned()
            .collect();
        names.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        names.dedup();
        let own = own.into_iter().filter(|own| names.iter().any(|name| own.contains(name.as_str()))).cloned().collect();
        Self { names, own, instead: instead.to_owned(), places: RefCell::default() }
    }

    /// Whether a colleague is named.
    pub(super) fn names_someone(&self, text: &str) -> bool {
        self.names.iter().any(|name| self.find(text, name).is_some())
    }

    /// Where a colleague's name stands by itself and is no part of the recipient's own.
    fn find(&self, text: &str, name: &str) -> Option<usize> {
        let covers = |own: &String, at: usize| text.match_indices(own.as_str()).any(|(from, _)| (from..from + own.len()).contains(&at));
        let is_own = |at: usize| self.own.iter().any(|own| covers(own, at));
        places(text, name).find(|at| !is_own(*at))
    }

    /// The text without colleagues' names.
    pub(super) fn text(&self, text: &str) -> String {
        let mut masked = text.to_owned();
        for name in &self.names {
            let mut from = 0;
            while let Some(at) = self.find(&masked[from..], name).map(|at| at + from) {
                masked.replace_range(at..at + name.len(), &self.instead);
                from = at + self.instead.len();
            }
        }
        masked
    }

    /// A place to look at; one that a colleague's name gives away is not told.
    pub(super) fn origin(&self, origin: &Origin) -> Origin {
        let mut places = self.places.borrow_mut();
        let place = (Arc::clone(&origin.file), Arc::clone(&origin.sheet));
        let (file, sheet) = places.entry(place).or_insert_with(|| (self.text(&origin.file).into(), self.text(&origin.sheet).into()));
        Origin { file: Arc::clone(file), sheet: Arc::clone(sheet), row: origin.row, column: origin.column }
    }
}

/// Where the name stands by itself: Latin letters must not go on on either side, so that `Li` is not found in `Oliver`.
fn places(text: &str, name: &str) -> impl Iterator<Item = usize> {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && c.is_ascii());
    let (starts_latin, ends_latin) = (latin(name.chars().next()), latin(name.chars().next_back()));
    text.match_indices(name).map(|(at, _)| at).filter(move |at| {
        let before = text[..*at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        !(starts_latin && latin(before) || ends_latin && latin(after))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(id: &str, name: &str, aliases: &[&str]) -> StaffMember {
        let aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
        StaffMember { aliases, ..StaffMember::named(id, name) }
    }

    #[test]
    fn colleagues_are_taken_out_and_the_recipient_stays() {
        let staff = [member("S1", "王芳", &["Fiona", "FW"]), member("S2", "张伟", &["Wei", "Li"]), member("S3", "张伟明", &[])];
        let mask = Mask::new(&staff, &staff[0], "同事");
        for (text, wanted) in [
            ("请张伟协助，王芳跟进", "请同事协助，王芳跟进"),
            ("张伟明/张伟", "同事/同事"),
            ("Wei, Weimar, Oliver and Li", "同事, Weimar, Oliver and 同事"),
            ("Fiona (FW)", "Fiona (FW)"),
            ("", ""),
        ] {
            assert_eq!(mask.text(text), wanted);
        }
        let place = mask.origin(&Origin::sheet("2026-09/张伟.xlsx", "客户").at_row(7));
        assert_eq!((&*place.file, place.row), ("2026-09/同事.xlsx", 7));
    }

    #[test]
    fn of_two_of_one_name_each_is_hidden_from_the_other() {
        let staff = [member("S1", "李娜（1001）", &["1001"]), member("S2", "李娜（1002）", &["1002"]), member("S3", "李娜", &[])];
        let mask = Mask::new(&staff, &staff[0], "同事");
        for (text, wanted) in [("李娜（1001）问李娜（1002）", "李娜（1001）问同事"), ("找李娜，李娜（1001）", "找同事，李娜（1001）")]
        {
            assert_eq!(mask.text(text), wanted);
        }
        assert!(!mask.names_someone("李娜（1001）") && mask.names_someone("李娜"));
    }
}
