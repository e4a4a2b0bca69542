//! Comparison (比对): what two parties say for and against being one, as named levels with weights in bits
//! (Fellegi–Sunter). Missing says nothing. The weights stand in `data/weights.toml`.

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::name::{Name, is_generic};
use super::party::Party;
use super::rarity::Rarity;
use crate::model::resolved::Evidence;

static WEIGHTS: LazyLock<toml::Table> =
    LazyLock::new(|| include_str!("data/weights.toml").parse().unwrap_or_else(|error| panic!("weights: {error}")));

/// Bits of a level, from the shipped table.
fn weight(comparison: &str, level: &str) -> f64 {
    WEIGHTS.get(comparison).and_then(|levels| levels.get(level)).and_then(toml::Value::as_float).unwrap_or(0.0)
}

/// What two parties are to each other.
#[derive(Debug, Clone)]
pub(super) struct Verdict {
    /// Sum of all evidence.
    pub(super) bits: f64,
    /// The names, or the persons, speak for one party, not against.
    pub(super) names_agree: bool,
    /// Something rules a merge out: other country, other tax number, another name in the same script.
    pub(super) ruled_out: bool,
    /// Each comparison that said something.
    pub(super) evidence: Vec<Evidence>,
}

/// Compares two parties.
pub(super) fn compare(left: &Party, right: &Party, rarity: &Rarity) -> Verdict {
    let mut weighed = Weighed::default();
    let name = if left.is_person() && right.is_person() {
        person(left, right, rarity, &mut weighed)
    } else {
        company(left, right, rarity, &mut weighed)
    };
    equal("country", &left.country, &right.country, &mut weighed);
    equal("region", &left.region, &right.region, &mut weighed);
    equal("street_number", &left.street_number, &right.street_number, &mut weighed);
    city(left, right, rarity, &mut weighed);
    near("postcode", &left.postcode, &right.postcode, 0.75, &mut weighed);
    address(&left.address, &right.address, &mut weighed);
    contact_points(left, right, rarity, &mut weighed);
    let tax = near("tax_id", &left.tax_id, &right.tax_id, 0.85, &mut weighed);
    if !left.contact.is_empty() && left.contact == right.contact {
        weighed.add("contact", "same", weight("contact", "same"), &left.contact, &right.contact);
    }
    birthday(left.birthday, right.birthday, &mut weighed);
    let companies = !(left.is_person() && right.is_person());
    let other_country = !left.country.is_empty() && !right.country.is_empty() && left.country != right.country;
    Verdict {
        bits: weighed.evidence.iter().map(|evidence| evidence.bits).sum(),
        names_agree: name == Some(true),
        ruled_out: companies && (other_country || name == Some(false) || tax == Some(false)),
        evidence: weighed.evidence,
    }
}

#[derive(Default)]
struct Weighed {
    evidence: Vec<Evidence>,
}

impl Weighed {
    fn add(&mut self, comparison: &'static str, level: &'static str, bits: f64, left: &str, right: &str) {
        self.evidence.push(Evidence { comparison, level, bits, left: left.to_owned(), right: right.to_owned() });
    }
}

/// The best of all spellings on both sides. `None` when they cannot be compared (Chinese against Latin letters).
fn company(left: &Party, right: &Party, rarity: &Rarity, weighed: &mut Weighed) -> Option<bool> {
    let (names, others) = (super::attach::names(left), super::attach::names(right));
    let pairs = names.iter().flat_map(|one| others.iter().map(move |other| (one, other)));
    let best = pairs
        .filter(|(one, other)| one.han == other.han && !one.core.is_empty() && !other.core.is_empty())
        .map(|(one, other)| likeness(one, other, rarity))
        .max_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)))?;
    let (share, matched) = best;
    let (level, bits, agrees) = if share >= 0.93 {
        ("same", (matched * weight("name", "same_factor")).min(weight("name", "same_cap")), Some(true))
    } else if share >= 0.78 {
        ("near", (matched * weight("name", "near_factor")).min(weight("name", "near_cap")), Some(true))
    } else if share >= 0.55 {
        ("part", (matched * weight("name", "part_factor")).min(weight("name", "part_cap")), None)
    } else if share >= 0.35 {
        ("little", weight("name", "little"), None)
    } else {
        ("other", weight("name", "other"), Some(false))
    };
    weighed.add("name", level, bits, &left.shown, &right.shown);
    agrees
}

/// Share of the words' rarity that two names have in common, and that rarity in bits.
pub(super) fn likeness(left: &Name, right: &Name, rarity: &Rarity) -> (f64, f64) {
    let total = |name: &Name| name.words.iter().map(|word| rarity.word(word)).sum::<f64>();
    if left.core == right.core {
        return (1.0, total(left).min(total(right)));
    }
    let mut free: Vec<&String> = right.words.iter().collect();
    let mut matched = 0.0;
    for word in &left.words {
        let best = free
            .iter()
            .enumerate()
            .map(|(place, other)| (place, word_likeness(word, other)))
            .max_by(|one, other| one.1.total_cmp(&other.1));
        if let Some((place, alike)) = best.filter(|(_, alike)| *alike > 0.0) {
            matched += alike * rarity.word(word).min(rarity.word(free[place]));
            free.remove(place);
        }
    }
    let share = 2.0 * matched / (total(left) + total(right)).max(1e-9);
    // Words written together or apart: Alba Chiara, Albachiara.
    let joined = strsim::jaro_winkler(&left.core, &right.core);
    let long = left.core.chars().count().min(right.core.chars().count()) >= 6;
    if long && joined >= 0.95 && share < joined {
        (joined - 0.02, matched.max(total(left).min(total(right)) * 0.8))
    } else {
        (share.min(1.0), matched)
    }
}

fn word_likeness(left: &str, right: &str) -> f64 {
    if left == right {
        return 1.0;
    }
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    if is_generic(left) || is_generic(right) || short.chars().count() < 4 {
        return 0.0;
    }
    if long.starts_with(short) && short.len() >= 4 {
        return 0.8;
    }
    let alike = strsim::jaro_winkler(left, right);
    let close = strsim::osa_distance(left, right) <= 1 + usize::from(short.len() >= 8);
    if alike >= 0.88 && close { alike * 0.92 } else { 0.0 }
}

/// Given and family name, each by its rarity; swapped is allowed.
fn person(left: &Party, right: &Party, rarity: &Rarity, weighed: &mut Weighed) -> Option<bool> {
    let swapped = !left.given.is_empty() && left.given == right.family && left.family == right.given;
    if swapped {
        weighed.add("given", "swapped", weight("given", "swapped"), &left.given, &right.given);
        weighed.add("family", "swapped", weight("family", "swapped"), &left.family, &right.family);
        return Some(true);
    }
    let mut agree = [None, None];
    for (place, (comparison, one, other)) in
        [("given", &left.given, &right.given), ("family", &left.family, &right.family)].into_iter().enumerate()
    {
        if one.is_empty() || other.is_empty() {
            continue;
        }
        let rare = if comparison == "given" { rarity.given(one) } else { rarity.family(one) };
        let initial = one.chars().count().min(other.chars().count()) == 1 && one.chars().next() == other.chars().next();
        let (level, bits, agrees) = if one == other {
            ("same", rare.min(weight(comparison, "same_cap")), true)
        } else if strsim::jaro_winkler(one, other) >= 0.84 || strsim::osa_distance(one, other) <= 1 && one.len() > 3 {
            ("near", weight(comparison, "near"), true)
        } else if initial {
            ("initial", weight(comparison, "initial"), true)
        } else {
            ("other", weight(comparison, "other"), false)
        };
        weighed.add(comparison, level, bits, one, other);
        agree[place] = Some(agrees);
    }
    match agree {
        [None, None] => None,
        [Some(false), Some(false)] => Some(false),
        _ => Some(true),
    }
}

fn equal(comparison: &'static str, left: &str, right: &str, weighed: &mut Weighed) {
    if left.is_empty() || right.is_empty() {
        return;
    }
    let level = if left == right { "same" } else { "other" };
    weighed.add(comparison, level, weight(comparison, level), left, right);
}

fn city(left: &Party, right: &Party, rarity: &Rarity, weighed: &mut Weighed) {
    let (one, other) = (&left.city, &right.city);
    if one.is_empty() || other.is_empty() {
        return;
    }
    if one == other {
        weighed.add("city", "same", rarity.city(one).min(weight("city", "same_cap")), one, other);
    } else {
        let level = if strsim::jaro_winkler(one, other) >= 0.88 { "near" } else { "other" };
        weighed.add("city", level, weight("city", level), one, other);
    }
}

/// Same, near or other by normalised edit distance; tells whether they agree.
fn near(comparison: &'static str, left: &str, right: &str, limit: f64, weighed: &mut Weighed) -> Option<bool> {
    if left.is_empty() || right.is_empty() {
        return None;
    }
    let alike = strsim::normalized_damerau_levenshtein(left, right);
    let level = if left == right {
        "same"
    } else if alike >= limit {
        "near"
    } else {
        "other"
    };
    weighed.add(comparison, level, weight(comparison, level), left, right);
    Some(alike >= limit)
}

fn address(left: &str, right: &str, weighed: &mut Weighed) {
    if left.is_empty() || right.is_empty() {
        return;
    }
    let alike = strsim::jaro_winkler(left, right).max(strsim::normalized_damerau_levenshtein(left, right));
    let level = if alike >= 0.95 {
        "same"
    } else if alike >= 0.82 {
        "near"
    } else {
        "other"
    };
    weighed.add("address", level, weight("address", level), left, right);
}

/// E-mail and phone: the strongest thing they share; contact points of agents say nothing.
fn contact_points(left: &Party, right: &Party, rarity: &Rarity, weighed: &mut Weighed) {
    let own = |points: &[String]| points.iter().filter(|point| !rarity.is_shared(point)).cloned().collect::<Vec<_>>();
    let (mails, others) = (own(&left.emails), own(&right.emails));
    let (domains, other_domains) = (own(&left.domains), own(&right.domains));
    let common = |one: &[String], other: &[String]| one.iter().find(|point| other.contains(point)).cloned();
    if let Some(mail) = common(&mails, &others) {
        weighed.add("email", "same", weight("email", "same"), &mail, &mail);
    } else if let Some(domain) = common(&domains, &other_domains) {
        weighed.add("email", "same_domain", weight("email", "same_domain"), &domain, &domain);
    } else if let (Some(one), Some(other)) = (mails.first(), others.first()) {
        let user = |mail: &str| mail.split('@').next().unwrap_or_default().to_owned();
        let level = if strsim::jaro_winkler(one, other) >= 0.95 && strsim::osa_distance(one, other) <= 2 {
            "near"
        } else if user(one) == user(other) && user(one).len() >= 6 {
            "same_user"
        } else {
            "other"
        };
        weighed.add("email", level, weight("email", level), one, other);
    }
    let (phones, other_phones) = (own(&left.phones), own(&right.phones));
    if let Some(phone) = common(&phones, &other_phones) {
        weighed.add("phone", "same", weight("phone", "same"), &phone, &phone);
    } else if let (Some(one), Some(other)) = (phones.first(), other_phones.first()) {
        weighed.add("phone", "other", weight("phone", "other"), one, other);
    }
}

/// A birthday with one digit wrong, or day and month swapped, is near.
fn birthday(left: Option<NaiveDate>, right: Option<NaiveDate>, weighed: &mut Weighed) {
    let (Some(left), Some(right)) = (left, right) else { return };
    let (one, other) = (left.format("%Y%m%d").to_string(), right.format("%Y%m%d").to_string());
    let swapped = one[..4] == other[..4] && one[4..6] == other[6..] && one[6..] == other[4..6];
    let level = if one == other {
        "same"
    } else if strsim::osa_distance(&one, &other) <= 1 || swapped {
        "near"
    } else {
        "other"
    };
    weighed.add("birthday", level, weight("birthday", level), &one, &other);
}
