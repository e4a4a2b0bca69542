//! Known (分类依据): what classes are judged from: newest answers, severe complaints, growth of an industry, products sold and
//! asked for.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::super::complaint::Complaint;
use super::super::prospect;
use super::super::value::Worth;
use super::super::world::World;
use super::Source;
use crate::model::Entity;
use crate::model::money::micros_to_f64;

/// Newest 1–5 answer of each customer up to a day, by place.
pub(in super::super) fn answers(world: &World<'_>, as_of: NaiveDate) -> Vec<Option<f64>> {
    let table = world.table(Entity::Survey);
    let (days, scores, scales) = (table.dates("on"), table.numbers("overall"), table.texts("overall_scale"));
    let mut newest: Vec<Option<(NaiveDate, f64)>> = vec![None; world.customers.len()];
    for (row, (customer, _)) in world.parties(table).iter().copied().enumerate() {
        let score = scores[row].filter(|score| scales[row] == Some("1-5") && (1.0..=5.0).contains(score));
        if let (Some(known), Some(on), Some(score)) =
            (customer.and_then(|place| newest.get_mut(place)), days[row].filter(|on| *on <= as_of), score)
            && known.is_none_or(|(known, _)| known <= on)
        {
            *known = Some((on, score));
        }
    }
    newest.into_iter().map(|found| found.map(|(_, score)| score)).collect()
}

/// Days the oldest severe complaint of each customer has been open.
pub(super) fn severe(world: &World<'_>, complaints: &[Complaint], as_of: NaiveDate) -> BTreeMap<usize, i64> {
    let severities = world.table(Entity::Complaint).texts("severity");
    let mut open: BTreeMap<usize, i64> = BTreeMap::new();
    for complaint in complaints.iter().filter(|complaint| severities[complaint.row] == Some("high") && complaint.open_at(as_of)) {
        if let Some(place) = complaint.customer {
            let days = (as_of - complaint.on()).num_days();
            open.entry(place).and_modify(|known| *known = days.max(*known)).or_insert(days);
        }
    }
    open
}

/// Amount now against a year before, by industry of the buyers.
pub(super) fn industry_growth<'a>(source: Source<'_, 'a>, worths: &[Worth]) -> BTreeMap<&'a str, f64> {
    let mut sums: BTreeMap<&'a str, (f64, f64)> = BTreeMap::new();
    for worth in worths {
        let industry = source.profiles.get(worth.bought.place).and_then(|profile| profile.industry);
        if let (Some(industry), Some(amount), Some(growth)) = (industry, worth.bought.amount.map(micros_to_f64), worth.bought.growth) {
            let sum = sums.entry(industry).or_default();
            (sum.0, sum.1) = (sum.0 + amount, sum.1 + amount / (1.0 + growth));
        }
    }
    sums.into_iter().filter(|(_, (_, before))| *before > 0.0).map(|(industry, (now, before))| (industry, now / before - 1.0)).collect()
}

/// Words of everything sold or on the product list.
pub(super) fn sold(world: &World<'_>) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for (entity, columns) in [
        (Entity::Order, &["product"][..]),
        (Entity::OrderLine, &["product", "category"]),
        (Entity::Product, &["name", "name_en", "category"]),
    ] {
        let table = world.table(entity);
        let texts: BTreeSet<&str> = columns.iter().flat_map(|column| table.texts(column)).flatten().collect();
        words.extend(texts.into_iter().flat_map(prospect::words));
    }
    words
}

/// Products each customer asked for.
pub(super) fn wishes<'a>(world: &World<'a>) -> Vec<Vec<(NaiveDate, &'a str)>> {
    let mut wishes = vec![Vec::new(); world.customers.len()];
    for (entity, day) in
        [(Entity::Inquiry, "received_at"), (Entity::Quotation, "on"), (Entity::Sample, "requested_on"), (Entity::ExhibitionLead, "on")]
    {
        let table = world.table(entity);
        let (days, products) = (table.dates(day), table.texts("product"));
        for (row, (customer, _)) in world.parties(table).iter().copied().enumerate() {
            if let (Some(told), Some(on), Some(product)) = (customer.and_then(|place| wishes.get_mut(place)), days[row], products[row]) {
                told.push((on, product));
            }
        }
    }
    wishes
}
