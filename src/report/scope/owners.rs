//! Owners (归属): whose every customer and figure is, found out once for all salespeople.

use std::collections::BTreeMap;
use std::ops::Bound;

use crate::model::view::MonthView;
use crate::model::{Grain, MetricValue, Month};

/// A value with its place in the table.
type Placed<'a> = (&'a str, Month, Grain, &'a str, &'a MetricValue);

/// What of a month belongs to whom.
pub(in super::super) struct Owners<'a> {
    /// Ids and names of customers, each with its owners.
    known: BTreeMap<&'a str, Vec<Option<&'a str>>>,
    values: BTreeMap<&'a str, Vec<Placed<'a>>>,
}

impl<'a> Owners<'a> {
    pub(in super::super) fn of(view: &'a MonthView) -> Self {
        let mut known: BTreeMap<&str, Vec<Option<&str>>> = BTreeMap::new();
        let mut owner: BTreeMap<&str, &str> = BTreeMap::new();
        for line in &view.computed.customers {
            for text in [line.id.as_str(), line.name.as_str()].into_iter().filter(|text| !text.is_empty()) {
                known.entry(text).or_default().push(line.owner.as_deref());
            }
            owner.extend(line.owner.as_deref().map(|staff| (line.id.as_str(), staff)));
        }
        let mut values: BTreeMap<&str, Vec<Placed<'a>>> = BTreeMap::new();
        for placed in view.computed.values.iter() {
            let of = match placed.2 {
                Grain::Salesperson => Some(placed.3),
                Grain::Customer => owner.get(placed.3).copied(),
                _ => None,
            };
            if let Some(staff) = of {
                values.entry(staff).or_default().push(placed);
            }
        }
        Self { known, values }
    }

    /// The figures of a salesperson and of the customers kept.
    pub(super) fn values(&self, staff: &str) -> &[Placed<'a>] {
        self.values.get(staff).map_or(&[], Vec::as_slice)
    }

    /// Whether the text is the id or name of a customer that somebody else keeps.
    pub(super) fn is_anothers(&self, text: &str, staff: &str) -> bool {
        self.known.get(text).is_some_and(|owners| owners.iter().any(|owner| *owner != Some(staff)))
    }

    /// Whether such an id or name stands anywhere in the text.
    pub(super) fn tells_of_anothers(&self, text: &str, staff: &str) -> bool {
        text.char_indices().any(|(at, _)| self.begins_with_anothers(&text[at..], staff))
    }

    /// Looks for the prefixes of a text among the known ones: the greatest known text that is not after it either is a
    /// prefix, or tells how long a prefix can be at most.
    fn begins_with_anothers(&self, text: &str, staff: &str) -> bool {
        let mut upto = Bound::Included(text);
        while let Some((known, _)) = self.known.range::<str, _>((Bound::Unbounded, upto)).next_back() {
            if text.starts_with(known) {
                if self.is_anothers(known, staff) {
                    return true;
                }
                upto = Bound::Excluded(known);
                continue;
            }
            let common: usize = text.chars().zip(known.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
            if common == 0 {
                return false;
            }
            upto = Bound::Included(&text[..common]);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_of_another_is_found_anywhere_in_a_text() {
        let mut known: BTreeMap<&str, Vec<Option<&str>>> = BTreeMap::new();
        for (text, owner) in
            [("Acme", "S1"), ("Acme Trading", "S2"), ("Acme T", "S1"), ("宏途", "S2"), ("C0007", "S1"), ("Both", "S1"), ("Both", "S2")]
        {
            known.entry(text).or_default().push(Some(owner));
        }
        let owners = Owners { known, values: BTreeMap::new() };
        for (text, mine, told) in [
            ("at Acme", "S1", false),
            ("at Acme", "S2", true),
            ("at Acme Trading today", "S1", true),
            ("at Acme Towers", "S1", false),
            ("见宏途公司", "S1", true),
            ("见宏途公司", "S2", false),
            ("C0007", "S2", true),
            ("Both", "S1", true),
            ("", "S1", false),
        ] {
            assert_eq!(owners.tells_of_anothers(text, mine), told, "{text} {mine}");
        }
    }
}
