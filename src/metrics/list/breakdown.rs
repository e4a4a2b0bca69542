//! Breakdowns (分布): figures by a word or two: value, relation, regions, causes of complaints, stages, effort, speed.
//!
//! Decides which tables there are, that causes stand by frequency with the share so far (Pareto), and that amounts are of
//! twelve months.

use std::collections::BTreeMap;

use super::super::complaint::Complaint;
use super::super::demand;
use super::super::evidence::{Trace, until};
use super::super::own_days;
use super::super::stats;
use super::super::watch::Relation;
use super::Desk;
use super::customer::bought;
use crate::model::numbers::{BreakdownLine, Segment};
use crate::model::period::months_back;
use crate::model::{Entity, Reason, Unit};

/// Lines of a table by how often its key comes, with the share so far.
fn pareto(table: &'static str, words: &'static str, counted: BTreeMap<String, (u32, Option<f64>)>, months: u32) -> Vec<BreakdownLine> {
    let total: u32 = counted.values().map(|(count, _)| count).sum();
    let mut rows: Vec<_> = counted.into_iter().collect();
    rows.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(&b.0)));
    let mut so_far = 0_u32;
    let line = |(key, (count, amount)): (String, (u32, Option<f64>))| {
        so_far += count;
        let (n, all) = (f64::from(count), f64::from(total));
        BreakdownLine {
            table,
            key,
            second: None,
            words,
            count,
            amount,
            value: (total > 0).then(|| n / all),
            unit: Unit::Share,
            interval: stats::wilson(n, all),
            cumulative_share: (total > 0).then(|| f64::from(so_far) / all),
            reason: None,
            months,
        }
    };
    rows.into_iter().map(line).collect()
}

/// A class of a customer, and its place in the order of its table.
type Class = fn(&Segment) -> Option<&'static str>;

/// Tables of customers: id, vocabulary, class.
const CLASSES: [(&str, &str, Class); 12] = [
    ("value_tier", "value_tier", |segment| Some(segment.value_tier.unwrap_or("none"))),
    ("pareto", "value_tier", |segment| segment.pareto),
    ("rfm_segment", "rfm_segment", |segment| segment.rfm_segment),
    ("relation", "relation", |segment| segment.relation),
    ("standing", "standing", |segment| segment.standing),
    ("role", "role", |segment| segment.role),
    ("size", "size", |segment| segment.size),
    ("region", "region", |segment| Some(segment.region.unwrap_or("unknown"))),
    ("territory", "territory", |segment| {
        Some(segment.is_domestic.map_or("unknown", |domestic| if domestic { "domestic" } else { "foreign" }))
    }),
    ("activity", "activity", |segment| segment.activity),
    ("importance", "value_tier", |segment| segment.importance),
    ("prospect_potential", "prospect_potential", |segment| {
        segment.prospect_potential.or_else(|| (segment.role == Some("potential")).then_some("unscored"))
    }),
];

/// Every table.
pub(in super::super) fn lines(desk: &Desk<'_, '_>, complaints: &[Complaint], relations: &[Relation]) -> Vec<BreakdownLine> {
    let mut lines = Vec::new();
    let amounts = amounts(desk);
    for (table, words, class) in CLASSES {
        lines.extend(customers(desk, &amounts, table, words, class));
    }
    lines.extend(types(desk, &amounts));
    lines.extend(industries(desk, &amounts));
    lines.extend(matrix(desk));
    lines.extend(stage_days(desk));
    lines.extend(touches(desk));
    lines.extend(causes(desk, complaints));
    lines.extend(stages(desk, complaints));
    lines.extend(departments(desk));
    lines.extend(pareto("lost_reason", "lost_reason", super::lost::counted(desk), 12));
    lines.extend(super::lost::crossed(desk));
    lines.extend(pareto("churn_reason", "churn_reason", super::lost::churned(desk, relations), 0));
    lines.extend(super::care::lines(desk));
    lines
}

/// Twelve months' amount of each customer, by place: whether it is assessed at all, and its amount if known.
type Amounts = Vec<(bool, Option<f64>)>;

fn amounts(desk: &Desk<'_, '_>) -> Amounts {
    let as_of = desk.month().last();
    let since = months_back(as_of, 12).succ_opt().unwrap_or(as_of);
    let amount = |(place, trace): (usize, &Trace<'_>)| (desk.assessed(place, desk.month()).is_some(), bought(trace, since, as_of));
    desk.traces.iter().enumerate().map(amount).collect()
}

/// Customers by a class, with their twelve months' amount.
fn customers(desk: &Desk<'_, '_>, amounts: &Amounts, table: &'static str, words: &'static str, class: Class) -> Vec<BreakdownLine> {
    let keyed = desk.segments.iter().enumerate().filter_map(|(place, segment)| Some((place, class(segment)?)));
    by_key(amounts, table, words, keyed)
}

fn by_key<'k>(
    amounts: &Amounts,
    table: &'static str,
    words: &'static str,
    keyed: impl Iterator<Item = (usize, &'k str)>,
) -> Vec<BreakdownLine> {
    let mut counted: BTreeMap<&str, (u32, Option<f64>)> = BTreeMap::new();
    for (place, key) in keyed {
        let Some((true, amount)) = amounts.get(place).copied() else { continue };
        let line = counted.entry(key).or_default();
        line.0 += 1;
        if let Some(amount) = amount {
            line.1 = Some(line.1.unwrap_or(0.0) + amount);
        }
    }
    pareto(table, words, counted.into_iter().map(|(key, line)| (key.to_owned(), line)).collect(), 12)
}

fn types(desk: &Desk<'_, '_>, amounts: &Amounts) -> Vec<BreakdownLine> {
    let keyed = desk.world.customers.iter().enumerate().filter_map(|(place, customer)| Some((place, customer.kind?)));
    by_key(amounts, "customer_type", "customer_type", keyed)
}

fn industries(desk: &Desk<'_, '_>, amounts: &Amounts) -> Vec<BreakdownLine> {
    let keyed = desk.segments.iter().enumerate().filter_map(|(place, segment)| Some((place, segment.industry.as_deref()?)));
    by_key(amounts, "industry", "", keyed)
}

/// Importance × urgency, every cell (R-U5).
fn matrix(desk: &Desk<'_, '_>) -> Vec<BreakdownLine> {
    let mut cells: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for (place, segment) in desk.segments.iter().enumerate() {
        let Some(assessment) = desk.assessed(place, desk.month()) else { continue };
        *cells.entry((segment.importance.unwrap_or("none"), assessment.urgency.unwrap_or("unplanned"))).or_default() += 1;
    }
    let line = |((importance, urgency), count): ((&str, &str), u32)| BreakdownLine {
        second: Some(urgency.to_owned()),
        ..plain("importance_urgency", importance, "value_tier", count)
    };
    cells.into_iter().map(line).collect()
}

pub(super) fn plain(table: &'static str, key: &str, words: &'static str, count: u32) -> BreakdownLine {
    BreakdownLine {
        table,
        key: key.to_owned(),
        second: None,
        words,
        count,
        amount: None,
        value: None,
        unit: Unit::Share,
        interval: None,
        cumulative_share: None,
        reason: None,
        months: 0,
    }
}

/// Days from a stage to the order: the company's own, and those in use (G2).
fn stage_days(desk: &Desk<'_, '_>) -> Vec<BreakdownLine> {
    let line = |days: own_days::StageDays| BreakdownLine {
        second: Some(days.used.to_string()),
        value: days.median,
        unit: Unit::Days,
        reason: if days.median.is_none() { Some(Reason::NoData) } else { (!days.is_own).then_some(Reason::NTooSmall) },
        ..plain("stage_days", days.stage, "stage", u32::try_from(days.deals).unwrap_or(u32::MAX))
    };
    own_days::read(desk.world, desk.traces).into_iter().map(line).collect()
}

/// Median days from the first contact to the first order, by contacts a month on the way (R-F8).
fn touches(desk: &Desk<'_, '_>) -> Vec<BreakdownLine> {
    let as_of = desk.month().last();
    let mut bands: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for trace in desk.traces {
        let Some((days, often)) = first_deal(trace, as_of) else { continue };
        bands.entry([1.0, 2.0, 4.0].iter().filter(|bound| often >= **bound).count()).or_default().push(days);
    }
    let least = desk.world.policy.metric.min_median_n as usize;
    let line = |(band, days): (usize, Vec<f64>)| BreakdownLine {
        value: stats::median(&days).filter(|_| days.len() >= least),
        unit: Unit::Days,
        reason: (days.len() < least).then_some(Reason::NTooSmall),
        ..plain("touch_band", ["under_1", "from_1", "from_2", "from_4"][band], "touch_band", u32::try_from(days.len()).unwrap_or(u32::MAX))
    };
    bands.into_iter().map(line).collect()
}

/// Days to the first order and contacts a month until then.
fn first_deal(trace: &Trace<'_>, as_of: chrono::NaiveDate) -> Option<(f64, f64)> {
    let order = trace.orders.first().filter(|order| order.on <= as_of)?.on;
    let contacts = until(&trace.contacts, |contact| contact.on, order);
    let first = contacts.first()?.on;
    let days = stats::float(usize::try_from((order - first).num_days()).ok()?);
    Some((days, stats::float(contacts.len()) / (days / 30.0).max(1.0)))
}

/// Causes of complaints of twelve months, by kind, product, country, batch, remedy, department and cause.
fn causes(desk: &Desk<'_, '_>, complaints: &[Complaint]) -> Vec<BreakdownLine> {
    let (table, month) = (desk.world.table(Entity::Complaint), desk.month());
    let inside: Vec<&Complaint> =
        complaints.iter().filter(|complaint| (month.plus(-11)..=month).contains(&desk.world.month_of(complaint.on()))).collect();
    let money = table.micros("compensation");
    let codes = table.texts("compensation_currency");
    let mut lines = Vec::new();
    for (id, field, words) in [
        ("complaint_kind", "kind", "complaint_kind"),
        ("complaint_cause", "cause", ""),
        ("complaint_product", "product", ""),
        ("complaint_batch", "batch", ""),
        ("complaint_remedy", "remedy", ""),
        ("complaint_department", "department", ""),
        ("complaint_country", "country", "country"),
    ] {
        let column = table.texts(field);
        let mut counted: BTreeMap<String, (u32, Option<f64>)> = BTreeMap::new();
        for complaint in &inside {
            let country = || desk.country(complaint.customer);
            let key = column[complaint.row].map(str::to_owned).or_else(|| if field == "country" { country() } else { None });
            let Some(key) = key else { continue };
            let line = counted.entry(key).or_default();
            line.0 += 1;
            let paid = money[complaint.row].and_then(|micros| {
                desk.world.rates.peek(desk.world.month_of(complaint.on()), micros, codes[complaint.row].unwrap_or_default())
            });
            if let Some(paid) = paid {
                line.1 = Some(line.1.unwrap_or(0.0) + crate::model::money::micros_to_f64(paid));
            }
        }
        lines.extend(pareto(id, words, counted, 12));
    }
    lines
}

/// Open complaints by stage and age, and the median days to each stage.
fn stages(desk: &Desk<'_, '_>, complaints: &[Complaint]) -> Vec<BreakdownLine> {
    let table = desk.world.table(Entity::Complaint);
    let (responded, planned) = (table.dates("responded_at"), table.dates("plan_at"));
    let as_of = desk.month().last();
    let mut open: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    let mut taken: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for complaint in complaints.iter().filter(|complaint| complaint.on() <= as_of) {
        let row = complaint.row;
        if complaint.open_at(as_of) {
            let (stage, _) = demand::stage(complaint, responded[row].filter(|on| *on <= as_of), planned[row].filter(|on| *on <= as_of));
            let age = match (as_of - complaint.on()).num_days() {
                ..=7 => "days_0_7",
                8..=30 => "days_8_30",
                _ => "days_over_30",
            };
            *open.entry((stage, age)).or_default() += 1;
        }
        for (stage, on) in [("responded", responded[row]), ("planned", planned[row]), ("closed", complaint.closed_on)] {
            if let Some(days) = on.filter(|on| *on <= as_of).and_then(|on| usize::try_from((on - complaint.on()).num_days()).ok()) {
                taken.entry(stage).or_default().push(stats::float(days));
            }
        }
    }
    let least = desk.world.policy.metric.min_median_n as usize;
    let aged = open.into_iter().map(|((stage, age), count)| BreakdownLine {
        second: Some(age.to_owned()),
        ..plain("complaint_stage", stage, "complaint_stage", count)
    });
    let lasted = taken.into_iter().map(|(stage, days)| BreakdownLine {
        value: stats::median(&days).filter(|_| days.len() >= least),
        unit: Unit::Days,
        reason: (days.len() < least).then_some(Reason::NTooSmall),
        ..plain("complaint_stage_days", stage, "complaint_stage", u32::try_from(days.len()).unwrap_or(u32::MAX))
    });
    aged.chain(lasted).collect()
}

/// Feedback by department: how much, and the share closed.
fn departments(desk: &Desk<'_, '_>) -> Vec<BreakdownLine> {
    let table = desk.world.table(Entity::Feedback);
    let (given, done) = (table.dates("on"), table.dates("done_on"));
    let [departments, statuses] = ["department", "status"].map(|name| table.texts(name));
    let month = desk.month();
    let mut counted: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for row in (0..table.len()).filter(|row| given[*row].is_some_and(|on| (month.plus(-11)..=month).contains(&desk.world.month_of(on)))) {
        let closed =
            done[row].is_some_and(|done| done <= month.last()) || done[row].is_none() && statuses[row].is_some_and(demand::is_closed);
        let line = counted.entry(departments[row].unwrap_or("")).or_default();
        (line.0, line.1) = (line.0 + 1, line.1 + u32::from(closed));
    }
    let least = desk.world.policy.metric.min_share_n;
    let line = |(department, (count, closed)): (&str, (u32, u32))| {
        let enough = count >= least;
        BreakdownLine {
            value: enough.then(|| f64::from(closed) / f64::from(count)),
            interval: if enough { stats::wilson(f64::from(closed), f64::from(count)) } else { None },
            reason: (!enough).then_some(Reason::NTooSmall),
            months: 12,
            ..plain("feedback_department", department, "", count)
        }
    };
    counted.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pareto_table_adds_up() {
        let counted = BTreeMap::from([("b".to_owned(), (1, None)), ("a".to_owned(), (3, Some(9.0))), ("c".to_owned(), (1, None))]);
        let told: Vec<_> = pareto("complaint_kind", "", counted, 12)
            .into_iter()
            .map(|line| (line.key, line.count, line.value, line.cumulative_share))
            .collect();
        assert_eq!(
            told,
            [("a".into(), 3, Some(0.6), Some(0.6)), ("b".into(), 1, Some(0.2), Some(0.8)), ("c".into(), 1, Some(0.2), Some(1.0))]
        );
        assert!(pareto("x", "", BTreeMap::new(), 12).is_empty());
    }
}
