//! Verdict (能否自动合并): whether the evidence for two records may merge them without a person, however many bits it has.
//!
//! Decides what must be there beside the score. Companies: the names agree, or the tax id says it; a name that is only like
//! the other, or an equal name that something speaks against, needs a contact point or number of its own. Persons: the score
//! knows how many share a name and what a household shares (`judge`); only another given name needs more than bits.

use super::weights::Step;

/// Levels that speak for one company whatever the names look like: something only one customer has.
const FIRM: [(&str, &[&str]); 8] = [
    ("email", &["exact", "office", "near", "local"]),
    ("domain", &["exact"]),
    ("phone", &["exact"]),
    ("tax_id", &["exact", "near"]),
    ("address", &["exact", "near"]),
    ("contact", &["exact", "near"]),
    ("birthday", &["exact"]),
    ("code", &["exact"]),
];

/// What an office has for itself, and not the house it is in.
const OFFICE: [(&str, &[&str]); 5] = [
    ("email", &["exact", "office", "near", "local"]),
    ("domain", &["exact"]),
    ("tax_id", &["exact", "near"]),
    ("contact", &["exact", "near"]),
    ("code", &["exact"]),
];
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

/// What may become of two records that look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// One customer if the bits say so.
    Merge,
    /// A person must say so, and will most likely.
    Likely,
    /// A person must say so.
    Open,
    /// Something tells them apart; a person may know better.
    Unlikely,
}

impl Verdict {
    fn or(self, merge: bool) -> Self {
        if merge { Self::Merge } else { self }
    }

    /// Bits up to which the odds of one customer go, however much agrees.
    pub(super) const fn most(self) -> f64 {
        match self {
            Self::Merge => f64::INFINITY,
            Self::Likely => 2.0,
            Self::Open => 0.0,
            Self::Unlikely => -3.0,
        }
    }
}

/// Whether the two may become one without a person.
pub(super) fn may_merge(steps: &[Step], twins: bool) -> bool {
    verdict(steps, twins) == Verdict::Merge
}

/// What may become of the two; `twins` where people of one household are in the file.
pub(super) fn verdict(steps: &[Step], twins: bool) -> Verdict {
    let steps = Steps(steps);
    match steps.level("name") {
        Some(name) => company(&steps, name),
        None if steps.level("given").is_some() || steps.level("family").is_some() => person(&steps, twins),
        None => Verdict::Open.or(steps.count(&FIRM) > 0),
    }
}

fn company(steps: &Steps<'_>, name: &str) -> Verdict {
    let firm = steps.count(&FIRM) > 0;
    let moved = steps.count(&FIRM) > usize::from(here(steps));
    let numbered = steps.at("tax_id", &["exact"]) || steps.at("code", &["exact"]);
    let written = steps.at("email", &["exact"]) || steps.at("contact", &["exact"]);
    let named = !matches!(name, "contained" | "part" | "similar");
    match name {
        "else" => Verdict::Unlikely.or(steps.at("tax_id", &["exact"])),
        "unit" => Verdict::Unlikely.or(steps.at("tax_id", &["exact"]) || (here(steps) && steps.at("phone", &["exact"]))),
        // Seldom are two houses of a chain a digit apart in one street.
        _ if named && steps.at("address", &["digit"]) => {
            Verdict::Likely.or(numbered || written || steps.at("phone", &["exact"]) || steps.at("postcode", &["exact"]))
        }
        // A chain has one name, one switchboard and one host for all its houses, but not one buyer: who moved keeps its people.
        _ if steps.at("address", &["digit", "number", "else"]) => Verdict::Unlikely.or(numbered || (named && written)),
        _ if elsewhere(steps) => Verdict::Open.or(numbered || (named && (written || steps.at("email", &["office"])))),
        "contained" => Verdict::Likely.or(moved || here(steps)),
        // Two restaurants of one hotel have its address and its telephone.
        "part" | "similar" => {
            let lined = steps.at("phone", &["exact"]) && steps.level("address").is_none();
            // Two of one trade may have a buyer of one name, each with a mailbox of his own.
            let buyer = usize::from(steps.at("contact", &["exact", "near"]) && steps.against(&["email", "domain"]) > 0);
            // One says no word that the other has not, and both stand in one house.
            let part = name == "part";
            let open = if part { Verdict::Likely } else { Verdict::Open };
            open.or((steps.count(&OFFICE) > buyer || lined || (part && here(steps))) && steps.against(&["phone"]) == 0)
        }
        // One letter of the telling word: in one town of one country, with the same words beside it.
        "slip" => Verdict::Likely.or(firm || (placed(steps) && steps.0.iter().map(|step| step.bits).sum::<f64>() >= SLIP_BITS)),
        _ => Verdict::Likely.or(firm || (steps.against(&CHANGED) < 2 && !foreign_form(steps))),
    }
}

fn here(steps: &Steps<'_>) -> bool {
    steps.at("address", &["exact", "near"])
}

/// Another town or postcode, and no street that says the same; or half a street and another line.
fn elsewhere(steps: &Steps<'_>) -> bool {
    (!here(steps) && steps.against(&["city", "postcode"]) > 0) || (steps.at("address", &["part"]) && steps.against(&CHANGED) > 0)
}

fn placed(steps: &Steps<'_>) -> bool {
    steps.at("country", &["exact"]) && steps.at("city", &["exact"]) && !steps.at("legal_form", &["else"]) && steps.against(&CHANGED) == 0
}

/// Two legal forms and a country on one side only: sister companies look like that.
fn foreign_form(steps: &Steps<'_>) -> bool {
    steps.level("country").is_none() && !steps.at("city", &["exact"]) && steps.at("legal_form", &["class", "else"])
}

/// Two who share no name share a birthday by chance. Another given name is a twin or a namesake's, and another family name too,
/// unless two things of their own say that only the name was written otherwise.
fn person(steps: &Steps<'_>, twins: bool) -> Verdict {
    let named = ["given", "family"].iter().any(|part| steps.at(part, &["exact", "swapped", "near", "shuffled"]));
    let (born, written) = (steps.at("birthday", &["exact"]), steps.at("email", &["exact"]));
    let numbered = steps.at("tax_id", &["exact", "near"]);
    if steps.at("tax_id", &["exact"]) || (born && numbered) {
        Verdict::Merge
    } else if steps.at("given", &["else"]) {
        let open = if born || written { Verdict::Likely } else { Verdict::Unlikely };
        let town = steps.at("city", &["exact", "near"]) || steps.at("postcode", &["exact", "near"]);
        // Twins have one house, or moved out of it.
        let housed = steps.level("address").is_some() || steps.level("phone").is_some();
        let nearly = written && steps.at("birthday", &["near", "part", "loose"]);
        open.or(nearly || (born && (written || (town && !(twins && housed)))))
    } else if !numbered && steps.at("birthday", &["else"]) && (here(steps) || steps.at("phone", &["exact"])) {
        // Father and son.
        Verdict::Unlikely
    } else if steps.at("family", &["else"]) {
        Verdict::Open.or((born && written) || (named && (born || written)))
    } else {
        Verdict::Open.or(named || numbered || steps.at("email", &["exact", "near"]))
    }
}

#[cfg(test)]
mod tests {
    use super::super::weights::step;
    use super::*;

    fn said_of(levels: &[(&'static str, &'static str)]) -> Vec<Step> {
        levels.iter().map(|(comparison, level)| step(comparison, level, 15.0)).collect()
    }

    fn said(levels: &[(&'static str, &'static str)]) -> bool {
        may_merge(&said_of(levels), true)
    }

    #[test]
    fn a_name_in_another_street_is_asked_about() {
        assert!(said(&[("name", "exact"), ("country", "exact")]));
        assert!(!said(&[("name", "exact"), ("city", "exact"), ("address", "else")]));
        assert!(!said(&[("name", "exact"), ("legal_form", "else")]));
        assert!(said(&[("name", "slip"), ("country", "exact"), ("city", "exact"), ("legal_form", "exact")]));
        assert!(!said(&[("name", "slip"), ("country", "exact")]));
        assert!(!said(&[("name", "else"), ("phone", "exact"), ("domain", "exact")]));
    }

    #[test]
    fn houses_of_one_chain_share_name_telephone_and_host() {
        let chain = [("name", "exact"), ("phone", "exact"), ("domain", "exact")];
        let with = |more: &[(&'static str, &'static str)]| said(&[&chain[..], more].concat());
        assert!(with(&[]) && with(&[("address", "near"), ("city", "else")]));
        assert!(!with(&[("address", "else")]) && !with(&[("address", "number")]) && !with(&[("city", "else")]));
        assert!(with(&[("address", "else"), ("tax_id", "exact")]) && with(&[("address", "digit")]));
        assert!(with(&[("address", "else"), ("contact", "exact")]) && with(&[("city", "else"), ("email", "exact")]), "who moved");
        assert!(!with(&[("address", "else"), ("email", "office")]), "info@ is every house's");
        assert!(with(&[("city", "else"), ("email", "office")]), "one town is written for another");
        assert!(with(&[("address", "moved")]), "where streets say nothing");
        assert!(!said(&[("name", "unit"), ("phone", "exact"), ("domain", "exact")]));
        assert!(!said(&[("name", "similar"), ("address", "exact"), ("phone", "exact")]), "two restaurants of one hotel");
        assert!(said(&[("name", "similar"), ("address", "exact"), ("domain", "exact")]));
        let part = [("name", "part"), ("address", "near")];
        assert!(said(&part) && !said(&part[..1]) && !said(&[&part[..], &[("phone", "else")]].concat()), "a part, mistyped");
        let buyer = [("name", "similar"), ("contact", "exact"), ("city", "exact")];
        assert!(said(&buyer) && !said(&[&buyer[..], &[("email", "else")]].concat()), "two buyers of one name");
    }

    #[test]
    fn another_given_name_is_another_person() {
        assert!(said(&[("given", "exact"), ("family", "exact"), ("city", "exact")]));
        let twins = [("given", "else"), ("family", "exact"), ("address", "exact"), ("phone", "exact"), ("birthday", "exact")];
        assert!(!said(&twins));
        assert!(may_merge(&said_of(&[&twins[..], &[("city", "exact")]].concat()), false), "where nobody lives with others");
        assert!(said(&[&twins[..], &[("email", "exact")]].concat()) && said(&[&twins[..], &[("tax_id", "near")]].concat()));
        let named = [("given", "exact"), ("family", "exact"), ("birthday", "else")];
        assert!(said(&named), "what a namesake is worth the bits know");
        assert!(!said(&[&named[..], &[("phone", "exact")]].concat()), "father and son");
    }
}
