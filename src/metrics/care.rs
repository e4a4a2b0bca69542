//! Care calendar (关怀日历): days to think of a customer: birthdays, anniversaries, the holidays of its country (R-H1).
//!
//! Decides that days of the table beside come every year, that Easter is computed, and that the holiday sheet adds its own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::evidence::Trace;
use super::profile::{Profile, next_on};
use super::region;
use super::world::World;
use crate::model::Entity;
use crate::model::numbers::CareLine;

/// One yearly holiday: country, month and day or days after Easter, name.
#[derive(Debug, Clone, Copy)]
struct Yearly {
    month_day: Option<(u32, u32)>,
    after_easter: i64,
    name: &'static str,
}

static YEARLY: LazyLock<BTreeMap<&'static str, Vec<Yearly>>> = LazyLock::new(|| {
    let mut table: BTreeMap<&'static str, Vec<Yearly>> = BTreeMap::new();
    for line in include_str!("data/yearly_days.csv").lines().skip(1) {
        let mut cells = line.trim().splitn(3, ',');
        let (Some(countries), Some(day), Some(name)) = (cells.next(), cells.next(), cells.next()) else { continue };
        let month_day = day.split_once('-').and_then(|(month, day)| Some((month.parse().ok()?, day.parse().ok()?)));
        let after_easter = day.strip_prefix("easter+").and_then(|days| days.parse().ok()).unwrap_or(0);
        for country in countries.split(' ') {
            table.entry(country).or_default().push(Yearly { month_day, after_easter, name });
        }
    }
    table
});

/// Easter Sunday of the western churches, by the Gregorian computus.
fn easter(year: i32) -> Option<NaiveDate> {
    let (golden, century) = (year % 19, year / 100);
    let leap = century / 4;
    let moon = (19 * golden + century - leap - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let rest = (32 + 2 * (century % 4) + 2 * ((year % 100) / 4) - moon - (year % 100) % 4) % 7;
    let shift = (golden + 11 * moon + 22 * rest) / 451;
    let sum = moon + rest - 7 * shift + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(sum / 31).ok()?, u32::try_from(sum % 31 + 1).ok()?)
}

/// Holidays of a country after a day, up to another.
fn holidays(country: &str, from: NaiveDate, until: NaiveDate) -> Vec<(NaiveDate, &'static str)> {
    let yearly = YEARLY.get(country).map_or(&[][..], Vec::as_slice);
    let on = |holiday: &Yearly, year: i32| match holiday.month_day {
        Some((month, day)) => NaiveDate::from_ymd_opt(year, month, day),
        None => easter(year).map(|sunday| sunday + TimeDelta::days(holiday.after_easter)),
    };
    let years = from.year()..=until.year();
    years
        .flat_map(|year| yearly.iter().filter_map(move |holiday| Some((on(holiday, year)?, holiday.name))))
        .filter(|(on, _)| *on > from && *on <= until)
        .collect()
}

/// A day of a customer: when, what, whose place, about whom or what, and its years.
type Day<'a> = (NaiveDate, &'static str, usize, &'a str, Option<i32>);

/// The days to come, soonest first, of customers who are not dead.
pub(super) fn lines(world: &World<'_>, traces: &[Trace<'_>], profiles: &[Profile<'_>], is_dead: impl Fn(usize) -> bool) -> Vec<CareLine> {
    let as_of = world.question.month.last();
    let ahead = world.policy.follow_up.care_days_ahead;
    let until = as_of + TimeDelta::days(ahead);
    let sheet = sheet_holidays(world, as_of, until);
    let mut by_country: BTreeMap<&str, BTreeSet<(NaiveDate, &str)>> = BTreeMap::new();
    // Put in order before the lines are written: a day is small, a line is not.
    let mut found: Vec<Day<'_>> = Vec::new();
    for (place, customer) in world.customers.iter().enumerate().filter(|(place, _)| !is_dead(*place)) {
        for (person, born) in profiles.get(place).into_iter().flat_map(|profile| &profile.birthdays) {
            found.extend(next_on(*born, as_of, ahead).map(|on| (on, "birthday", place, *person, None)));
        }
        let bought = traces.get(place).and_then(|trace| trace.orders.first()).map(|order| order.on);
        for (kind, day) in [
            ("founding_anniversary", profiles.get(place).and_then(|profile| profile.founded_on)),
            ("first_order_anniversary", bought),
            ("company_anniversary", customer.first_seen_on.filter(|seen| bought.is_none_or(|bought| *seen < bought))),
        ] {
            let coming = day.and_then(|day| Some((next_on(day, as_of, ahead)?, day.year())));
            let years = coming.map(|(on, year)| (on, on.year() - year)).filter(|(_, years)| *years > 0);
            found.extend(years.map(|(on, years)| (on, kind, place, "", Some(years))));
        }
        // A holiday is worth a line for customers somebody deals with.
        let alive = traces.get(place).is_some_and(|trace| !trace.orders.is_empty() || trace.last_contact(as_of).is_some());
        if let Some(country) = customer.country.filter(|_| alive) {
            let days = by_country.entry(country).or_insert_with(|| {
                let mut days: BTreeSet<(NaiveDate, &str)> = holidays(country, as_of, until).into_iter().collect();
                for (on, name) in sheet.get(country).into_iter().flatten() {
                    if !days.iter().any(|(known, _)| known == on) {
                        days.insert((*on, name));
                    }
                }
                days
            });
            found.extend(days.iter().map(|(on, name)| (*on, "holiday", place, *name, None)));
        }
    }
    found.sort_unstable();
    let line = |(on, kind, place, about, years): Day<'_>| {
        let customer = world.customers.get(place)?;
        Some(CareLine {
            on,
            kind,
            customer: customer.id.to_owned(),
            name: customer.name.to_owned(),
            about: about.to_owned(),
            years,
            owner: customer.owner.and_then(|place| world.member(place)).map(|member| member.id.clone()),
            country: customer.country.map(str::to_owned),
            region: customer.country.and_then(region::of),
        })
    };
    found.into_iter().filter_map(line).collect()
}

fn sheet_holidays(world: &World<'_>, from: NaiveDate, until: NaiveDate) -> BTreeMap<String, Vec<(NaiveDate, String)>> {
    let table = world.table(Entity::Holiday);
    let (days, countries, kinds, names) = (table.dates("on"), table.texts("country"), table.texts("kind"), table.texts("name"));
    let mut found: BTreeMap<String, Vec<(NaiveDate, String)>> = BTreeMap::new();
    for row in 0..table.len() {
        if let (Some(on), Some(country)) = (days[row].filter(|on| *on > from && *on <= until), countries[row])
            && kinds[row] != Some("workday")
        {
            found.entry(country.to_owned()).or_default().push((on, names[row].unwrap_or_default().to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_and_fixed_days() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for sunday in ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28"] {
            assert_eq!(easter(day(sunday).year()), Some(day(sunday)));
        }
        let italy: Vec<String> = holidays("IT", day("2026-10-31"), day("2026-12-30")).into_iter().map(|(on, _)| on.to_string()).collect();
        assert_eq!(italy, ["2026-11-01", "2026-12-08", "2026-12-25", "2026-12-26"]);
        assert!(holidays("IT", day("2026-04-01"), day("2026-04-10")).iter().any(|(on, _)| *on == day("2026-04-06")));
        assert!(holidays("ZZ", day("2026-01-01"), day("2026-12-31")).is_empty());
    }
}
