//! Verdict (能否自动合并): whether the evidence for two records may merge them without a person, however many bits it has.
//!
//! Decides what must be there beside the score. Companies: the names agree, or the tax id says it; a name that is only like
//! the other, or an equal name that something speaks against, needs a contact point or number of its own. Persons: the score
//! knows how many share a name and what a household shares (`judge`); only another given name needs more than bits.

use super::weights::Step;

/// Levels that speak for one company whatever the names look like: something only one customer has.
const FIRM: [(&str, &[&str]); 8] = [
    ("email", &["exact", "near", "local"]),
    ("domain", &["exact"]),
    ("phone", &["exact"]),
    ("tax_id", &["exact", "near"]),
    ("address", &["exact", "near"]),
    ("contact", &["exact", "near"]),
    ("birthday", &["exact"]),
    ("code", &["exact"]),
];

/// What one person has, and nobody else of the household.
const OWN: [(&str, &[&str]); 3] = [("email", &["exact", "near"]), ("tax_id", &["exact", "near"]), ("birthday", &["exact"])];

/// A place that differs: another company of that name, or a branch.
const ELSEWHERE: [&str; 3] = ["city", "address", "postcode"];
/// People and lines change: two of them speak against an equal name.
const CHANGED: [&str; 3] = ["domain", "phone", "contact"];

/// Bits by which country, town and words must be ahead where only a letter of the telling word differs.
const SLIP_BITS: f64 = 18.0;

/// The steps of one pair, asked by comparison and level.
struct Steps<'s>(&'s [Step]);

impl Steps<'_> {
    fn level(&self, comparison: &str) -> Option<&'static str> {
        self.0.iter().find(|step| step.comparison == comparison).map(|step| step.level)
    }

    fn at(&self, comparison: &str, levels: &[&str]) -> bool {
        self.level(comparison).is_some_and(|level| levels.contains(&level))
    }

    fn count(&self, wanted: &[(&str, &[&str])]) -> usize {
        wanted.iter().filter(|(comparison, levels)| self.at(comparison, levels)).count()
    }

    fn against(&self, comparisons: &[&str]) -> usize {
        comparisons.iter().filter(|comparison| self.at(comparison, &["else"])).count()
    }
}

/// Whether the two may become one without a person.
pub(super) fn may_merge(steps: &[Step]) -> bool {
    let steps = Steps(steps);
    match steps.level("name") {
        Some(name) => company(&steps, name),
        None if steps.level("given").is_some() || steps.level("family").is_some() => person(&steps),
        None => steps.count(&FIRM) > 0,
    }
}

fn company(steps: &Steps<'_>, name: &str) -> bool {
    let firm = steps.count(&FIRM) > 0;
    let moved = steps.count(&FIRM) > usize::from(steps.at("address", &["exact", "near"]));
    let elsewhere = steps.against(&ELSEWHERE) > 0 || (steps.at("address", &["part"]) && steps.against(&CHANGED) > 0);
    match name {
        "else" => steps.at("tax_id", &["exact"]),
        // A trade centre, a hotel or a forwarder's yard is many companies' address.
        "contained" => moved || steps.at("address", &["exact"]),
        "similar" => moved && steps.against(&["phone"]) == 0,
        // One letter of the telling word: in one town of one country, with the same words beside it.
        "slip" => firm || (placed(steps) && !elsewhere && steps.0.iter().map(|step| step.bits).sum::<f64>() >= SLIP_BITS),
        _ => firm || (!elsewhere && steps.against(&CHANGED) < 2 && !foreign_form(steps)),
    }
}

fn placed(steps: &Steps<'_>) -> bool {
    steps.at("country", &["exact"]) && steps.at("city", &["exact"]) && !steps.at("legal_form", &["else"]) && steps.against(&CHANGED) == 0
}

/// Two legal forms and a country on one side only: sister companies look like that.
fn foreign_form(steps: &Steps<'_>) -> bool {
    steps.level("country").is_none() && !steps.at("city", &["exact"]) && steps.at("legal_form", &["class", "else"])
}

/// Two who share no name share a birthday by chance. Another given name is another person of the family, unless something says that only the name was written otherwise.
fn person(steps: &Steps<'_>) -> bool {
    let named = ["given", "family"].iter().any(|part| steps.at(part, &["exact", "swapped", "near"]));
    let numbered = steps.at("email", &["exact", "near"]) || steps.at("tax_id", &["exact", "near"]);
    (named || numbered) && (!steps.at("given", &["else"]) || steps.count(&OWN) > 0)
}

#[cfg(test)]
mod tests {
    use super::super::weights::step;
    use super::*;

    fn said(levels: &[(&'static str, &'static str)]) -> bool {
        let steps: Vec<Step> = levels.iter().map(|(comparison, level)| step(comparison, level, 15.0)).collect();
        may_merge(&steps)
    }

    #[test]
    fn a_name_in_another_street_is_asked_about() {
        assert!(said(&[("name", "exact"), ("country", "exact")]));
        assert!(!said(&[("name", "exact"), ("city", "exact"), ("address", "else")]));
        assert!(said(&[("name", "exact"), ("address", "else"), ("phone", "exact")]));
        assert!(!said(&[("name", "exact"), ("legal_form", "else")]));
        assert!(said(&[("name", "slip"), ("country", "exact"), ("city", "exact"), ("legal_form", "exact")]));
        assert!(!said(&[("name", "slip"), ("country", "exact")]));
        assert!(!said(&[("name", "else"), ("phone", "exact"), ("domain", "exact")]));
    }

    #[test]
    fn another_given_name_is_another_person() {
        assert!(said(&[("given", "exact"), ("family", "exact"), ("city", "exact")]));
        assert!(!said(&[("given", "else"), ("family", "exact"), ("address", "exact"), ("phone", "exact"), ("birthday", "near")]));
        assert!(said(&[("given", "else"), ("family", "exact"), ("address", "exact"), ("birthday", "exact")]));
    }
}
