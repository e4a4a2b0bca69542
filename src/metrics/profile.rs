//! Profile (客户档案): what the sheets say of a customer that changes slowly: size, industry, competitors, birthdays.
//!
//! Decides that the newest hand-in with a value speaks, field by field, that importance in words is read as a letter, and that
//! a customer was sent by another one where the sheet names it (R-S4').

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::cube::Facts;
use super::world::World;
use crate::model::{Entity, folding};

/// What is on file.
#[derive(Debug, Clone, Default)]
pub(super) struct Profile<'a> {
    pub(super) employees: Option<f64>,
    /// Yearly revenue in base currency, millionths.
    pub(super) revenue: Option<i128>,
    pub(super) industry: Option<&'a str>,
    pub(super) main_products: Option<&'a str>,
    pub(super) competitor: Option<&'a str>,
    /// Importance as a letter.
    pub(super) importance: Option<&'static str>,
    /// Who, and the day and month of birth.
    pub(super) birthdays: Vec<(&'a str, NaiveDate)>,
    pub(super) co_owner: Option<u32>,
    /// Day the company was founded, where the sheets tell more than the year.
    pub(super) founded_on: Option<NaiveDate>,
    /// Customers it recommended us to; none where no sheet asks.
    pub(super) referrals: Option<u32>,
    /// Another customer sent it.
    pub(super) is_referred: bool,
    /// Country, type, contact, and one way to reach the customer are on file (R-N2).
    pub(super) core: [bool; 4],
}

/// Profiles by the customer's place.
pub(super) fn read<'a>(world: &World<'a>) -> Vec<Profile<'a>> {
    let mut profiles: Vec<Profile<'a>> = vec![Profile::default(); world.customers.len()];
    let table = world.table(Entity::Customer);
    let [hand_ins, industries, products, competitors, importances, codes, contacts, persons, emails, phones, types, founded] = [
        "hand_in",
        "industry",
        "main_products",
        "competitor",
        "importance",
        "annual_revenue_currency",
        "contact",
        "person_name",
        "email",
        "phone",
        "customer_type",
        "founded",
    ]
    .map(|name| table.texts(name));
    let (employees, revenues, birthdays) = (table.numbers("employees"), table.micros("annual_revenue"), table.dates("birthday"));
    let parties = world.parties(table);
    let mut rows: Vec<usize> = (0..table.len()).collect();
    // Lists of past years, then those of no time, then hand-ins.
    rows.sort_by_key(|row| (hand_ins[*row].filter(|text| text.contains('-')), hand_ins[*row].is_none(), hand_ins[*row], *row));
    for row in rows {
        let Some(profile) = parties[row].0.and_then(|place| profiles.get_mut(place)) else { continue };
        let revenue = revenues[row].and_then(|micros| world.rates.peek(world.question.month, micros, codes[row].unwrap_or_default()));
        profile.employees = employees[row].or(profile.employees);
        profile.revenue = revenue.or(profile.revenue);
        profile.industry = industries[row].or(profile.industry);
        profile.main_products = products[row].or(profile.main_products);
        profile.competitor = competitors[row].or(profile.competitor);
        profile.founded_on = founded[row].and_then(day_of).or(profile.founded_on);
        profile.importance = importances[row].and_then(letter).or(profile.importance);
        let person = contacts[row].or(persons[row]);
        let known = [types[row].is_some(), person.is_some(), emails[row].or(phones[row]).is_some()];
        for (kept, now) in profile.core[1..].iter_mut().zip(known) {
            *kept |= now;
        }
        if let Some(day) = birthdays[row] {
            profile.birthdays.push((person.unwrap_or_default(), day));
        }
    }
    read_contacts(world, &mut profiles);
    read_resolved(world, &mut profiles);
    read_referrals(world, &mut profiles);
    for profile in &mut profiles {
        profile.birthdays.sort_unstable();
        profile.birthdays.dedup();
    }
    profiles
}

fn read_contacts<'a>(world: &World<'a>, profiles: &mut [Profile<'a>]) {
    let table = world.table(Entity::Contact);
    let (names, birthdays) = (table.texts("name"), table.dates("birthday"));
    for (row, (customer, _)) in world.parties(table).iter().copied().enumerate() {
        let Some(profile) = customer.and_then(|place| profiles.get_mut(place)) else { continue };
        profile.core[2] |= names[row].is_some();
        if let Some(day) = birthdays[row] {
            profile.birthdays.push((names[row].unwrap_or_default(), day));
        }
    }
}

fn read_resolved<'a>(world: &World<'a>, profiles: &mut [Profile<'a>]) {
    let table = super::read::Table::frame(&world.resolved.customers);
    let [ids, co_owners, industries, contacts, emails, phones] =
        ["customer_id", "co_owner_id", "industry", "contact", "email", "phone"].map(|name| table.texts(name));
    for row in 0..table.len() {
        let Some(place) = ids[row].and_then(|id| world.customer_place(id)) else { continue };
        let (Some(profile), Some(customer)) = (profiles.get_mut(place), world.customers.get(place)) else { continue };
        profile.co_owner = co_owners[row].and_then(|id| world.staff_place(id)).filter(|place| Some(*place) != customer.owner);
        profile.industry = profile.industry.or(industries[row]);
        profile.core[0] = customer.country.is_some();
        // What no sheet has a column for is asked of nobody.
        profile.core[1] |= customer.kind.is_some() || !world.has_column(Entity::Customer, "customer_type");
        profile.core[2] |= contacts[row].is_some();
        profile.core[3] |= emails[row].or(phones[row]).is_some();
    }
}

/// Who sent whom: the sheets name a customer by any of its names or its code. Nobody recommends itself.
fn read_referrals(world: &World<'_>, profiles: &mut [Profile<'_>]) {
    let table = world.table(Entity::Customer);
    let (referrers, parties) = (table.texts("referred_by"), world.parties(table));
    if referrers.iter().all(Option::is_none) {
        return;
    }
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (place, customer) in world.customers.iter().enumerate() {
        known.entry(folding::key(customer.name)).or_insert(place);
    }
    for column in ["name", "name_local", "short_name", "code"] {
        for (text, (place, _)) in table.texts(column).into_iter().zip(parties.iter()) {
            if let (Some(text), Some(place)) = (text, place) {
                known.entry(folding::key(text)).or_insert(*place);
            }
        }
    }
    let mut sent: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (text, (place, _)) in referrers.into_iter().zip(parties.iter()) {
        let Some(to) = place.filter(|_| text.is_some()) else { continue };
        if let Some(from) = text.and_then(|text| known.get(&folding::key(text))).filter(|from| **from != to) {
            sent.insert((*from, to));
        }
    }
    for profile in profiles.iter_mut() {
        profile.referrals = Some(0);
    }
    for (from, to) in sent {
        profiles[from].referrals = profiles[from].referrals.map(|count| count + 1);
        profiles[to].is_referred = true;
    }
}

/// Facts of customers that another one sent, in the month they came.
pub(super) fn put(world: &World<'_>, profiles: &[Profile<'_>], facts: &mut Facts) {
    for (place, _) in profiles.iter().enumerate().filter(|(_, profile)| profile.is_referred) {
        if let Some(seen) = world.customers.get(place).and_then(|customer| customer.first_seen_on) {
            facts.count("referred_customer_count", world.month_of(seen), world.owned(place));
        }
    }
}

/// A day told as `2005-03-12`, `2005/3/12` or 2005年3月12日; a bare year or month is none.
fn day_of(text: &str) -> Option<NaiveDate> {
    let parts: Vec<u32> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).map_while(|part| part.parse().ok()).take(3).collect();
    let [year, month, day] = parts[..] else { return None };
    NaiveDate::from_ymd_opt(i32::try_from(year).ok().filter(|year| (1500..=2100).contains(year))?, month, day)
}

/// Importance in words: 重要, VIP, A …
fn letter(text: &str) -> Option<&'static str> {
    let folded = text.trim().to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    if has(&["非重要", "不重要", "low", "低"]) || folded == "c" || folded.starts_with("c类") {
        Some("C")
    } else if has(&["一般", "普通", "normal", "medium", "中"]) || folded == "b" || folded.starts_with("b类") {
        Some("B")
    } else if has(&["重要", "vip", "key", "high", "高", "核心", "importante"]) || folded == "a" || folded.starts_with("a类") {
        Some("A")
    } else {
        None
    }
}

/// Month and day of a birthday in the days from `from`, that many ahead; 29 February is kept on the 28th.
pub(super) fn next_on(day: NaiveDate, from: NaiveDate, ahead: i64) -> Option<NaiveDate> {
    use chrono::Datelike;
    let on = |year: i32| NaiveDate::from_ymd_opt(year, day.month(), day.day()).or_else(|| NaiveDate::from_ymd_opt(year, day.month(), 28));
    let until = from + chrono::TimeDelta::days(ahead);
    [from.year(), from.year() + 1].into_iter().filter_map(on).find(|next| *next > from && *next <= until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn importance_in_words_is_a_letter() {
        for (text, wanted) in [
            ("重要", Some("A")),
            ("非重要", Some("C")),
            ("A类", Some("A")),
            ("一般", Some("B")),
            ("VIP", Some("A")),
            ("c", Some("C")),
            ("?", None),
        ] {
            assert_eq!(letter(text), wanted, "{text}");
        }
    }

    #[test]
    fn founding_days_need_a_day() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        for (text, wanted) in [
            ("2005-03-12", day("2005-03-12")),
            ("2005年3月12日", day("2005-03-12")),
            ("1988/11/2", day("1988-11-02")),
            ("1998", None),
            ("2005年3月", None),
            ("2005-13-40", None),
            ("ca. 1900", None),
            ("", None),
        ] {
            assert_eq!(day_of(text), wanted, "{text}");
        }
    }

    #[test]
    fn birthdays_come_round() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let as_of = day("2026-12-31");
        assert_eq!(next_on(day("1980-01-15"), as_of, 60), Some(day("2027-01-15")));
        assert_eq!(next_on(day("1980-02-29"), as_of, 60), Some(day("2027-02-28")));
        assert_eq!(next_on(day("1980-12-31"), as_of, 60), None);
        assert_eq!(next_on(day("1980-03-01"), as_of, 60), Some(day("2027-03-01")));
        assert_eq!(next_on(day("1980-03-02"), as_of, 60), None);
    }
}
