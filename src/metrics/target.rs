//! Target (目标): what was to be reached in the month and the year, and how much of it was (X6).
//!
//! Decides that months stand in columns or in rows, that the year is its own total or its twelve months, and that the
//! company's target is its own row or else the sum of its salespeople's.

use std::collections::BTreeMap;

use super::catalog::Span;
use super::cube::Key;
use super::figure;
use super::world::World;
use crate::model::money::{micros_from_f64, micros_to_f64};
use crate::model::{Entity, Grain, MetricTable, MetricValue, Month, Reason, Unit};

/// A target's owner: a place, or the company as a whole.
type Owner = Option<u32>;

/// Targets in their own unit.
#[derive(Debug, Default)]
struct Targets {
    months: BTreeMap<(&'static str, Owner, Month), f64>,
    years: BTreeMap<(&'static str, Owner, i32), f64>,
}

/// Words that a target sheet writes where the company is meant; a total row is no target of its own.
const COMPANY: [&str; 6] = ["公司", "全公司", "公司合计", "公司总计", "Company", "Azienda"];
const KPIS: [&str; 2] = ["order_amount", "new_customers"];

fn read(world: &World<'_>) -> Targets {
    let table = world.table(Entity::Target);
    let [kpis, periods, people, currencies] = ["kpi", "period", "staff", "currency"].map(|name| table.texts(name));
    let [years, totals, targets] = ["year", "year_total", "value"].map(|name| table.numbers(name));
    let columns: Vec<Vec<Option<f64>>> = (1..=12).map(|month| table.numbers(&format!("month_{month:02}"))).collect();
    let parties = world.parties(table);
    let mut found = Targets::default();
    for row in 0..table.len() {
        let Some(kpi) = KPIS.into_iter().find(|kpi| kpis[row] == Some(kpi)) else { continue };
        let owner = parties[row].1.staff;
        if owner.is_none() && !people[row].is_none_or(|name| COMPANY.contains(&name)) {
            continue;
        }
        let in_base = |month: Month, value: f64| match currencies[row] {
            Some(code) if kpi == "order_amount" => world.rates.convert(month, micros_from_f64(value)?, code).map(micros_to_f64),
            _ => Some(value),
        };
        let period = periods[row].unwrap_or_default();
        let year = period.get(..4).and_then(|year| year.parse::<i32>().ok()).or_else(|| years[row].and_then(year_of));
        if let (Some(month), Some(value)) = (world.month_named(period), targets[row]) {
            if let Some(value) = in_base(month, value) {
                found.months.entry((kpi, owner, month)).or_insert(value);
            }
            continue;
        }
        let Some(january) = year.and_then(|year| Month::new(year, 1)) else { continue };
        for (step, column) in (0..).zip(&columns) {
            let month = january.plus(step);
            if let Some(value) = column[row].and_then(|value| in_base(month, value)) {
                found.months.entry((kpi, owner, month)).or_insert(value);
            }
        }
        if let Some(value) = totals[row].or(targets[row]).and_then(|value| in_base(january, value)) {
            found.years.entry((kpi, owner, january.year())).or_insert(value);
        }
    }
    found
}

#[expect(clippy::cast_possible_truncation, reason = "checked to be a year")]
fn year_of(year: f64) -> Option<i32> {
    (1990.0..2200.0).contains(&year).then_some(year as i32)
}

impl Targets {
    fn month(&self, kpi: &'static str, key: Key, month: Month) -> Option<f64> {
        self.summed(key, |owner| self.months.get(&(kpi, owner, month)).copied())
    }

    /// The stated total, else twelve stated months.
    fn year(&self, kpi: &'static str, key: Key, first: Month) -> Option<f64> {
        let twelve = |owner: Owner| (0..12).map(|step| self.months.get(&(kpi, owner, first.plus(step))).copied()).sum::<Option<f64>>();
        let total = |owner: Owner| self.years.get(&(kpi, owner, first.year())).copied().filter(|_| first.number() == 1);
        self.summed(key, |owner| total(owner).or_else(|| twelve(owner)))
    }

    fn summed(&self, key: Key, target: impl Fn(Owner) -> Option<f64>) -> Option<f64> {
        match key {
            Key::Staff(place) => target(Some(place)),
            Key::Company => target(None).or_else(|| {
                let owners = self.months.keys().map(|(_, owner, _)| *owner).chain(self.years.keys().map(|(_, owner, _)| *owner));
                let owners: std::collections::BTreeSet<Owner> = owners.flatten().map(Some).collect();
                let all: Vec<f64> = owners.into_iter().filter_map(target).collect();
                (!all.is_empty()).then(|| all.iter().sum())
            }),
            _ => None,
        }
    }
}

/// Sets targets and how far they were reached.
pub(super) fn set(world: &World<'_>, values: &mut MetricTable) {
    let targets = read(world);
    let staff = (0..world.resolved.staff.len()).filter_map(|place| u32::try_from(place).ok());
    let keys: Vec<Key> = std::iter::once(Key::Company).chain(staff.map(Key::Staff)).collect();
    for month in world.months() {
        let first = figure::first_of(Span::YearToDate, month, world.policy.calendar.fiscal_start_month);
        for &key in &keys {
            let monthly = targets.month("order_amount", key, month);
            let yearly = targets.year("order_amount", key, first);
            let new = targets.month("new_customers", key, month);
            if let Key::Staff(place) = key
                && monthly.or(yearly).or(new).is_none()
                && !world.sells_in(place, month)
            {
                continue;
            }
            let told = |target: Option<f64>| target.map_or_else(|| MetricValue::unknown(Reason::NoTarget), MetricValue::known);
            figure::put(world, values, "order_amount_target", month, key, told(monthly));
            figure::put(world, values, "order_amount_year_target", month, key, told(yearly));
            figure::put(world, values, "new_customers_target", month, key, told(new));
            for (id, actual, target) in [
                ("order_amount_attainment", "performance_amount", monthly.map(|target| target * gone(world, month))),
                ("order_amount_year_attainment", "performance_amount_ytd", yearly),
            ] {
                let value = attained(world, values, actual, month, key, target);
                figure::put(world, values, id, month, key, value);
            }
        }
    }
}

/// Share of a month's workdays gone: of a month under way, its target counts for them alone.
fn gone(world: &World<'_>, month: Month) -> f64 {
    let way = world.under_way_in(month).filter(|way| way.of > 0);
    way.map_or(1.0, |way| f64::from(way.workdays) / f64::from(way.of))
}

/// Actual ÷ target. A target of 0 is none.
fn attained(world: &World<'_>, values: &MetricTable, actual: &str, month: Month, key: Key, target: Option<f64>) -> MetricValue {
    let Some(target) = target.filter(|target| *target > 0.0) else { return MetricValue::unknown(Reason::NoTarget) };
    let (grain, text) = world.name(key).unwrap_or((Grain::Company, ""));
    let nothing = MetricValue::unknown(Reason::NoSheet);
    let actual = values.get(actual, month, grain, text).unwrap_or(&nothing);
    figure::quotient(Some(actual), Some(&MetricValue::known(target)), Unit::Share)
}
