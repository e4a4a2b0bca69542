//! Hand-in (交表): what each salesperson handed in for a month: new, unchanged or missing.
//!
//! Decides who is due: the salespeople of the staff list, and whoever handed in before; a name only proposed from a sheet
//! owes nothing, and nobody a table that no colleague ever handed in. That a copy of last month's sheet is `unchanged` and no sheet at all `missing`; and that figures a missing sheet
//! feeds are unknown for the salesperson and not comparable for the company, so that they never look like a fall.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::catalog::CATALOG;
use super::read::Table;
use super::world::World;
use crate::finding::{Finding, Kind};
use crate::model::view::HandIn;
use crate::model::{Entity, Grain, MetricTable, MetricValue, Month, Origin, Reason, folding};

/// One sheet's worth of rows.
#[derive(Debug, Default)]
struct Sheet {
    /// What each row says or which record it belongs to, with its number of rows.
    rows: BTreeMap<String, u32>,
    newest_on: Option<NaiveDate>,
    origin: Option<Origin>,
}

/// Sheets by colleague and month.
type Sheets = BTreeMap<(u32, Month), Sheet>;

/// Customer fields whose change makes a sheet new.
const SAID: [&str; 6] = ["need", "status", "grade", "next_action", "need_horizon", "remark"];
const SAID_ON: [&str; 3] = ["expected_close", "next_contact_on", "last_contact_on"];

/// Hand-ins of every month with a folder, up to the report month.
pub(super) fn read(world: &World<'_>) -> BTreeMap<Month, Vec<HandIn>> {
    if world.coverage.folders().is_empty() {
        return BTreeMap::new();
    }
    let tables = world.policy.inputs.hand_in_tables.iter().filter_map(|id| Entity::from_id(id));
    let handed: Vec<(Entity, Sheets)> = tables.map(|entity| (entity, sheets(world, entity))).collect();
    let folders: Vec<Month> = world.coverage.folders().iter().copied().filter(|month| *month <= world.question.month).collect();
    let mut hand_ins: BTreeMap<Month, Vec<HandIn>> = BTreeMap::new();
    for (step, &month) in folders.iter().enumerate() {
        let before = step.checked_sub(1).and_then(|step| folders.get(step));
        let staff = (0..world.resolved.staff.len()).filter_map(|place| u32::try_from(place).ok());
        for place in staff.filter(|place| world.sells_in(*place, month)) {
            let Some(member) = world.member(place) else { continue };
            let before_now = |(who, at): &(u32, Month)| *who == place && *at <= month;
            if !member.listed && !handed.iter().any(|(_, sheets)| sheets.keys().any(before_now)) {
                continue;
            }
            // A table that nobody ever handed in is not kept here: nobody owes it.
            for (entity, sheets) in handed.iter().filter(|(_, sheets)| sheets.keys().any(|(_, at)| *at <= month)) {
                let earlier = before.and_then(|before| sheets.get(&(place, *before)));
                let hand_in = compare(&member.id, *entity, sheets.get(&(place, month)), earlier);
                // Sheets are handed in at the month's end: who left before it owes none.
                if hand_in.state == "missing" && member.left_on.is_some_and(|left| left < month.last()) {
                    continue;
                }
                hand_ins.entry(month).or_default().push(hand_in);
            }
        }
    }
    hand_ins
}

fn compare(staff: &str, entity: Entity, now: Option<&Sheet>, before: Option<&Sheet>) -> HandIn {
    let mut hand_in = HandIn { staff: staff.to_owned(), entity, state: "missing", rows: 0, rows_new: 0, newest_on: None, origin: None };
    let Some(now) = now else { return hand_in };
    let known = |row: &String| before.and_then(|before| before.rows.get(row)).copied().unwrap_or(0);
    hand_in.rows = now.rows.values().sum();
    hand_in.rows_new = now.rows.iter().map(|(row, count)| count.saturating_sub(known(row))).sum();
    hand_in.state = if before.is_some() && hand_in.rows_new == 0 { "unchanged" } else { "new" };
    hand_in.newest_on = now.newest_on;
    hand_in.origin.clone_from(&now.origin);
    hand_in
}

/// Names a sheet may carry, folded, and whose they are.
fn names(world: &World<'_>) -> BTreeMap<String, u32> {
    let mut names = BTreeMap::new();
    for (member, place) in world.resolved.staff.iter().zip(0..) {
        for name in std::iter::once(&member.name).chain(&member.aliases) {
            names.entry(folding::key(name)).or_insert(place);
        }
    }
    names
}

fn sheets(world: &World<'_>, entity: Entity) -> Sheets {
    let table = world.table(entity);
    let names = names(world);
    let [files, sheets, hand_ins, people, records] = ["file", "sheet", "hand_in", "sheet_staff", "record_id"].map(|name| table.texts(name));
    let parties = world.parties(table);
    let person_of = |text: Option<&str>| text.and_then(|text| names.get(&folding::key(text)).copied());
    let newest = newest_days(table, world.question.month.last());
    let told = if entity == Entity::Customer { contents(table) } else { Vec::new() };
    let mut found = Sheets::new();
    let mut add = |place: u32, month: Month, row: String, on: Option<NaiveDate>, origin: Origin| {
        let sheet = found.entry((place, month)).or_default();
        *sheet.rows.entry(row).or_default() += 1;
        sheet.newest_on = sheet.newest_on.max(on);
        let origin = origin.at_row(0);
        sheet.origin = sheet.origin.take().map_or(Some(origin.clone()), |known| Some(known.min(origin)));
    };
    // A repeated event is one record: only the lineage still knows every sheet that had it.
    let by_lineage = entity != Entity::Customer && world.resolved.lineage.iter().any(|line| line.entity == Some(entity));
    if !by_lineage {
        for row in 0..table.len() {
            let place = person_of(people[row]).or(parties[row].1.staff);
            let (Some(month), Some(place)) = (hand_ins[row].and_then(|text| world.month_named(text)), place) else {
                continue;
            };
            let said = told.get(row).cloned().or_else(|| records[row].map(str::to_owned)).unwrap_or_default();
            add(place, month, said, newest[row], table.origin(row));
        }
        return found;
    }
    let whose: BTreeMap<(&str, &str), Option<&str>> =
        (0..table.len()).filter_map(|row| Some(((files[row]?, sheets[row].unwrap_or_default()), people[row]))).collect();
    let by_record: BTreeMap<&str, usize> = (0..table.len()).filter_map(|row| Some((records[row]?, row))).collect();
    let months = file_months(world);
    for line in world.resolved.lineage.iter().filter(|line| line.entity == Some(entity)) {
        let Some(&month) = months.get(&*line.file) else { continue };
        let kept = by_record.get(&*line.record_id).copied();
        let person = whose.get(&(&*line.file, &*line.sheet)).copied().flatten().or(Some(&*line.sheet));
        let Some(place) = person_of(person).or_else(|| kept.and_then(|row| parties[row].1.staff)) else { continue };
        let origin = Origin::sheet(line.file.clone(), line.sheet.clone());
        add(place, month, line.record_id.to_string(), kept.and_then(|row| newest[row]), origin);
    }
    found
}

/// Hand-in month of each file: as its rows say, else by its folder.
fn file_months(world: &World<'_>) -> BTreeMap<String, Month> {
    let mut months = BTreeMap::new();
    for &entity in world.resolved.tables.keys() {
        let table = world.table(entity);
        for (file, hand_in) in table.texts("file").into_iter().zip(table.texts("hand_in")) {
            if let (Some(file), Some(month)) = (file, hand_in.and_then(|text| world.month_named(text))) {
                months.insert(file.to_owned(), month);
            }
        }
    }
    for file in world.resolved.lineage.iter().map(|line| &line.file).collect::<BTreeSet<_>>() {
        let folder = file.rsplit('/').skip(1).find_map(|part| world.month_named(part));
        if let Some(month) = folder {
            months.entry(file.to_string()).or_insert(month);
        }
    }
    months
}

fn newest_days(table: Table<'_>, as_of: NaiveDate) -> Vec<Option<NaiveDate>> {
    let columns = ["on", "updated_on", "last_contact_on"].map(|name| table.dates(name));
    let newest = |row: usize| columns.iter().filter_map(|column| column[row]).filter(|on| *on <= as_of).max();
    (0..table.len()).map(newest).collect()
}

/// What each customer row says, as one text.
fn contents(table: Table<'_>) -> Vec<String> {
    let names = table.texts("customer_id");
    let (texts, days) = (SAID.map(|name| table.texts(name)), SAID_ON.map(|name| table.dates(name)));
    let amounts = table.micros("expected_amount");
    let content = |row: usize| {
        let texts: Vec<&str> = texts.iter().map(|column| column[row].unwrap_or_default()).collect();
        let days: Vec<Option<NaiveDate>> = days.iter().map(|column| column[row]).collect();
        format!("{:?} {texts:?} {days:?} {:?}", names[row], amounts[row])
    };
    (0..table.len()).map(content).collect()
}

/// The hand-ins of one month.
pub(super) fn of_month(mut hand_ins: BTreeMap<Month, Vec<HandIn>>, month: Month) -> Vec<HandIn> {
    hand_ins.remove(&month).unwrap_or_default()
}

/// Makes unknown what a missing sheet feeds.
pub(super) fn set(world: &World<'_>, hand_ins: &BTreeMap<Month, Vec<HandIn>>, values: &mut MetricTable) {
    for month in world.months() {
        let missing = hand_ins.get(&month).into_iter().flatten().filter(|hand_in| hand_in.state == "missing");
        let missing: Vec<(&str, Entity)> = missing.map(|hand_in| (hand_in.staff.as_str(), hand_in.entity)).collect();
        for metric in CATALOG {
            let people: Vec<&str> = missing.iter().filter(|(_, entity)| metric.hand_in == Some(*entity)).map(|(staff, _)| *staff).collect();
            if people.is_empty() {
                continue;
            }
            let touched: Vec<(Grain, String, MetricValue)> = values
                .iter()
                .filter(|(id, at, grain, key, _)| {
                    *id == metric.spec.id
                        && *at == month
                        && (*grain != Grain::Salesperson || people.contains(key))
                        && *grain != Grain::Customer
                })
                .map(|(_, _, grain, key, value)| (grain, key.to_owned(), value.clone()))
                .collect();
            for (grain, key, value) in touched {
                let reason = if grain == Grain::Salesperson { Reason::MissingHandIn } else { Reason::Partial };
                if value.value.is_some() || grain == Grain::Salesperson {
                    let told = MetricValue { value: None, interval: None, reason: Some(reason), ..value };
                    values.set(metric.spec.id, month, grain, &key, told);
                }
            }
        }
    }
}

/// Findings of the report month's hand-ins.
pub(super) fn findings(world: &World<'_>, hand_ins: &[HandIn]) -> Vec<Finding> {
    let kind = |hand_in: &HandIn| match hand_in.state {
        "missing" => Some(Kind::HandInMissing),
        "unchanged" => Some(Kind::HandInUnchanged),
        _ => None,
    };
    let finding = |hand_in: &HandIn| {
        let name =
            world.staff_place(&hand_in.staff).and_then(|place| world.member(place)).map_or(hand_in.staff.as_str(), |member| &member.name);
        let mut finding = Finding::new(kind(hand_in)?).about(hand_in.entity).with("staff", name).with("month", world.question.month);
        finding.origin.clone_from(&hand_in.origin);
        finding.staff = Some(hand_in.staff.clone());
        Some(finding)
    };
    hand_ins.iter().filter_map(finding).collect()
}
