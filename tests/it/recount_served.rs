//! A second count of what is no money: grades, satisfaction and service, made again from the merged rows with plain loops.
//!
//! As with the money (`recount`), nothing goes through the catalogue, the facts or a polars expression.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use clientbook::metrics;
use clientbook::model::frame::Rows;
use clientbook::model::period::add_months;
use clientbook::model::resolved::Resolved;
use clientbook::model::view::{Computed, Grade};
use clientbook::model::{Entity, MetricTable, Month};

use crate::recount::merged;

fn october() -> Month {
    "2026-10".parse().unwrap()
}

fn computed() -> (Resolved, Computed) {
    let (resolved, policy) = merged();
    let (published, columns_present) = (MetricTable::default(), BTreeMap::new());
    let question = metrics::Question { month: october(), from: october(), published, columns_present, grades: BTreeMap::new() };
    let (computed, _) = metrics::compute(&resolved, &question, &policy).unwrap();
    (resolved, computed)
}

/// Compares the figures that stand on the month alone; gives how many those are.
fn compare(computed: &Computed, counted: &[(&str, f64)]) -> usize {
    let mut compared = 0;
    for (id, wanted) in counted {
        let found = computed.values.company(id, october()).unwrap_or_else(|| panic!("no {id}"));
        let Some(value) = found.value.filter(|_| found.widened_months == 0) else { continue };
        assert!((value - wanted).abs() < 1e-9 * wanted.abs().max(1.0), "{id}: {value} and {wanted} by hand");
        compared += 1;
    }
    compared
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
fn number(count: usize) -> f64 {
    count as f64
}

#[test]
fn grades_are_the_same_counted_by_hand() {
    let (_, computed) = computed();
    let end = october().last();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut dated = 0;
    for line in &computed.customers {
        if let Some(close) = line.expected_close.filter(|_| matches!(line.grade_basis, "date" | "date_only")) {
            let letter = [(1, "A"), (3, "B"), (6, "C")].into_iter().find(|(months, _)| close <= add_months(end, *months));
            assert_eq!(line.grade.map(Grade::letter), Some(letter.map_or("D", |found| found.1)), "{}: {close}", line.id);
            assert!(close >= end && line.need_state != Some("dead") && line.need_state != Some("latent"), "{}", line.id);
            dated += 1;
        }
        let letter = line.grade.map_or("none", |grade| grade.letter());
        *counts.entry(if line.flags.contains(&"OVERDUE") { "overdue" } else { letter }).or_default() += 1;
        *counts.entry(line.deal_state).or_default() += 1;
        *counts.entry(line.urgency.unwrap_or("unplanned")).or_default() += 1;
    }
    let count = |name: &str| number(counts.get(name).copied().unwrap_or(0));
    let graded: f64 = ["A", "B", "C", "D", "E"].map(count).iter().sum();
    let counted = [
        ("grade_a_count", count("A")),
        ("grade_b_count", count("B")),
        ("grade_c_count", count("C")),
        ("grade_d_count", count("D")),
        ("grade_e_count", count("E")),
        ("grade_none_count", count("none")),
        ("grade_overdue_count", count("overdue")),
        ("grade_ab_share", (count("A") + count("B")) / graded),
        ("deal_won_count", count("won")),
        ("deal_negotiating_count", count("negotiating")),
        ("deal_potential_count", count("potential")),
        ("urgency_urgent_count", count("urgent")),
    ];
    assert_eq!((compare(&computed, &counted), dated > 20), (counted.len(), true));
}

#[test]
fn satisfaction_is_the_same_counted_by_hand() {
    let (resolved, computed) = computed();
    let rows = Rows::of(&resolved.tables[&Entity::Survey]);
    let (mut marks, mut promoters, mut detractors, mut asked) = (Vec::new(), 0, 0, 0);
    let mut votes: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for row in (0..rows.len()).filter(|row| rows.date("on", *row).is_some_and(|on| october().contains(on))) {
        // The samples' main scale.
        if let Some(mark) = rows.number("overall", row).filter(|_| rows.text("overall_scale", row) == Some("1-5")) {
            marks.push(mark);
            votes.entry(rows.text("customer_id", row).unwrap_or_default()).or_default().push(mark);
        }
        if let Some(mark) = rows.number("nps", row).filter(|mark| (0.0..=10.0).contains(mark)) {
            asked += 1;
            promoters += usize::from(mark > 8.5);
            detractors += usize::from(mark < 6.5);
        }
    }
    let mean = |marks: &[f64]| marks.iter().sum::<f64>() / number(marks.len());
    votes.remove("");
    let means: Vec<f64> = votes.values().map(|marks| mean(marks)).collect();
    let counted = [
        ("csat_share", number(marks.iter().filter(|mark| **mark > 3.5).count()) / number(marks.len())),
        ("csat_mean", mean(&marks)),
        ("csat_customer_mean", mean(&means)),
        ("nps", 100.0 * (number(promoters) - number(detractors)) / number(asked)),
    ];
    assert_eq!(compare(&computed, &counted), counted.len());
}

/// The moment of a cell and whether it has a time.
fn moment(rows: Rows<'_>, column: &str, row: usize) -> Option<(NaiveDateTime, bool)> {
    let at = rows.moment(column, row)?;
    Some((at, rows.flag(&format!("{column}_timed"), row) == Some(true) && at.time() != NaiveTime::MIN))
}

/// Whether it was answered within a day; none while its time has not passed.
fn in_a_day(rows: Rows<'_>, (from, to): (&str, &str), row: usize, end: NaiveDate) -> Option<bool> {
    let (asked, timed) = moment(rows, from, row)?;
    let answered = moment(rows, to, row);
    let by_day = !timed || answered.is_some_and(|(_, timed)| !timed);
    let late_from = if by_day { asked.date().and_time(NaiveTime::MIN) + TimeDelta::hours(48) } else { asked + TimeDelta::hours(24) };
    match answered {
        Some((at, _)) if if by_day { at.date() < asked.date() } else { at < asked } => None,
        _ if late_from > end.succ_opt()?.and_time(NaiveTime::MIN) => None,
        Some((at, _)) => Some(if by_day { (at.date() - asked.date()).num_days() <= 1 } else { at <= late_from }),
        None => Some(false),
    }
}

#[test]
fn service_is_the_same_counted_by_hand() {
    let (resolved, computed) = computed();
    let end = october().last();
    let complaints = Rows::of(&resolved.tables[&Entity::Complaint]);
    let (mut received, mut open, mut kept, mut due) = (0, 0, 0, 0);
    let mut complained: BTreeSet<&str> = BTreeSet::new();
    for row in 0..complaints.len() {
        let Some(on) = complaints.moment("received_at", row).map(|at| at.date()) else { continue };
        let again = complaints.flag("reopened", row) == Some(true) && complaints.text("status", row) == Some("open");
        let closed = complaints.date("closed_on", row).filter(|_| !again);
        let ended = closed.map_or(complaints.text("status", row) == Some("closed"), |closed| closed <= end);
        open += usize::from(on <= end && !ended);
        if on > add_months(end, -12)
            && on <= end
            && let Some(customer) = complaints.text("customer_id", row)
        {
            complained.insert(customer);
        }
        if october().contains(on) {
            received += 1;
            if let Some(in_time) = in_a_day(complaints, ("received_at", "responded_at"), row, end) {
                due += 1;
                kept += usize::from(in_time);
            }
        }
    }
    let orders = Rows::of(&resolved.tables[&Entity::Order]);
    let (mut shipped, mut buyers) = (0, BTreeSet::new());
    for row in 0..orders.len() {
        let sample = orders.flag("is_sample", row) == Some(true) || orders.text("order_type", row) == Some("sample");
        let valid = !sample && orders.text("status", row) != Some("cancelled") && orders.micros("amount", row) > Some(0);
        let Some(on) = orders.date("on", row).filter(|_| valid) else { continue };
        shipped += usize::from(orders.date("shipped_on", row).is_some_and(|on| october().contains(on)));
        if on > add_months(end, -12) && on <= end {
            buyers.extend(orders.text("customer_id", row));
        }
    }
    let inquiries = Rows::of(&resolved.tables[&Entity::Inquiry]);
    let asked = (0..inquiries.len()).filter(|row| inquiries.moment("received_at", *row).is_some_and(|at| october().contains(at.date())));
    let asked: Vec<usize> = asked.collect();
    let counted = [
        ("complaint_count", number(received)),
        ("complaint_open_count", number(open)),
        ("complaint_response_share", number(kept) / number(due)),
        ("complaint_rate_per_100", 100.0 * number(received) / number(shipped)),
        ("complaining_customer_share", number(complained.intersection(&buyers).count()) / number(buyers.len())),
        ("inquiry_count", number(asked.len())),
    ];
    assert_eq!(compare(&computed, &counted), counted.len());
}
