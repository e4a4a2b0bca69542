//! Classes (客户分类): one row a customer: value, Pareto, RFM, relation with its rule and what to do, importance and
//! urgency, order clock, risk, and what would change the grade.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Cell, Column, Kind, List};
use super::{column, subtitle};
use crate::error::Result;
use crate::model::Unit;
use crate::model::numbers::Sentence;
use crate::model::view::CustomerLine;

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let mut page = Page::new(desk, Sheet::Classes, &title(desk), &subtitle(desk))?;
    page.freeze_columns(1);
    page.print_first(PRINTED_COLUMNS);
    let rows: Vec<_> = desk.customers.iter().map(|line| row(desk, line)).collect();
    let alt = desk.say("alt.customers", &[("count", rows.len().to_string())]);
    let list = List { name: "tbl_classes".into(), alt, columns: columns(desk), rows, total: None };
    page.list(desk, &list.without_blank_columns(usize::from(PRINTED_COLUMNS)))?;
    page.finish(desk)
}

/// Columns of the paper: up to what would change the grade.
const PRINTED_COLUMNS: u16 = 14;

pub(super) fn title(desk: &Desk<'_>) -> String {
    let of = |class: &str| desk.customers.iter().filter(|line| line.segment.relation == Some(class)).count().to_string();
    let tier = |tier: &str| desk.customers.iter().filter(|line| line.segment.value_tier == Some(tier)).count().to_string();
    desk.say("title.classes", &[("a", tier("A")), ("b", tier("B")), ("best", of("best")), ("risk", of("at_risk"))])
}

fn columns(desk: &Desk<'_>) -> Vec<Column> {
    let word = |key: &str| column(desk, key, Kind::Word);
    let score = Kind::Number(Unit::Score);
    let money = Kind::Number(Unit::Money);
    vec![
        column(desk, "customer", Kind::Text),
        column(desk, "owner", Kind::Text),
        word("grade"),
        word("value_tier"),
        column(desk, "value_score", score),
        word("pareto"),
        column(desk, "rfm", Kind::Text),
        word("relation"),
        column(desk, "relation_rule", Kind::Prose).within(36.0),
        column(desk, "relation_action", Kind::Prose).within(36.0),
        word("importance"),
        word("urgency"),
        word("quadrant"),
        column(desk, "grade_change", Kind::Prose).within(36.0),
        word("value_tier_before"),
        column(desk, "amount_share", Kind::Number(Unit::Share)),
        word("size"),
        word("standing"),
        word("role"),
        column(desk, "three_axes", Kind::Text),
        word("rising"),
        column(desk, "loyalty", score),
        column(desk, "prospect_score", score),
        word("prospect_potential"),
        column(desk, "region", Kind::Text),
        column(desk, "industry", Kind::Text),
        word("activity"),
        column(desk, "contacts_30d", Kind::Number(Unit::Count)),
        column(desk, "slip_count", Kind::Number(Unit::Count)),
        column(desk, "last_visit", Kind::Date),
        column(desk, "next_visit", Kind::Date),
        column(desk, "cycle_days", Kind::Number(Unit::Days)),
        column(desk, "overdue_ratio", Kind::Number(Unit::Ratio)),
        word("rhythm_band"),
        column(desk, "next_order_on", Kind::Date),
        column(desk, "within_days", Kind::Ordinal),
        column(desk, "signals", Kind::Prose),
        column(desk, "signals_assessable", Kind::Ordinal),
        column(desk, "remarks", Kind::Prose),
        column(desk, "at_stake", money),
        word("risk_credit"),
        word("risk_market"),
        word("risk_policy"),
        column(desk, "exposure", money),
        column(desk, "credit_limit", money),
        column(desk, "insured_limit", money),
    ]
}

fn row(desk: &Desk<'_>, line: &CustomerLine) -> Vec<Cell> {
    let (segment, rhythm, risk) = (&line.segment, &line.rhythm, &line.risk);
    let word = |vocabulary: &str, id: Option<&str>| id.map_or(Cell::Blank, |id| Cell::text(desk.value(vocabulary, id)));
    let several = |vocabulary: &str, ids: &[&str]| {
        let names: Vec<_> = ids.iter().map(|id| desk.value(vocabulary, id)).collect();
        Cell::text(names.join(&desk.text("list_comma")))
    };
    let sentence = |sentence: Option<&Sentence>| sentence.map_or(Cell::Blank, |(key, told)| Cell::text(desk.words.say(key, told)));
    let flags: Vec<_> = rhythm.flags.iter().map(|id| desk.value("rhythm_flag", id)).collect();
    let remarks: Vec<_> = rhythm.remarks.iter().map(|id| desk.value("remark", id)).chain(flags).collect();
    vec![
        desk.customer(Some(&line.id), &line.name),
        desk.owner(line.owner.as_deref()),
        Desk::grade(line.grade),
        word("value_tier", segment.value_tier),
        Cell::number(segment.value_score),
        word("value_tier", segment.pareto),
        rfm(desk, line),
        word("relation", segment.relation),
        sentence(segment.relation_rule.as_ref()),
        segment.relation_action.map_or(Cell::Blank, |key| Cell::text(desk.words.get(key))),
        word("value_tier", segment.importance),
        word("urgency", line.urgency),
        word("quadrant", segment.quadrant),
        sentence(segment.grade_change.as_ref()),
        word("value_tier", segment.value_tier_before),
        Cell::number(segment.amount_share),
        word("size", segment.size),
        word("standing", segment.standing),
        word("role", segment.role),
        axes(desk, segment.three_axes),
        if segment.is_rising { Cell::text(desk.text("yes")) } else { Cell::Blank },
        Cell::number(segment.loyalty_index),
        Cell::number(segment.prospect_score),
        word("prospect_potential", segment.prospect_potential),
        word("region", segment.region),
        Cell::text(segment.industry.as_deref().unwrap_or_default()),
        word("activity", segment.activity),
        Cell::count(segment.contacts_30d),
        Cell::count(segment.slip_count),
        Cell::date(segment.last_visit_on),
        Cell::date(segment.next_visit_on),
        Cell::number(rhythm.cycle_days),
        Cell::number(rhythm.overdue_ratio),
        word("rhythm_band", rhythm.band),
        Cell::date(rhythm.next_order_on),
        super::watch_lists::days(rhythm.next_order_within_days),
        several("signal", &rhythm.signals),
        Cell::count(rhythm.signals_assessable),
        Cell::text(remarks.join(&desk.text("list_comma"))),
        Cell::number(rhythm.at_stake),
        word("risk_level", risk.credit),
        word("risk_level", risk.market),
        word("risk_level", risk.policy),
        Cell::number(risk.exposure),
        Cell::number(risk.credit_limit),
        Cell::number(risk.insured_limit),
    ]
}

/// Segment and its three scores: `冠军客户 5-4-5`.
fn rfm(desk: &Desk<'_>, line: &CustomerLine) -> Cell {
    let scores = line.segment.rfm.map(|[r, f, m]| format!("{r}-{f}-{m}")).unwrap_or_default();
    let name = line.segment.rfm_segment.map(|id| desk.value("rfm_segment", id)).unwrap_or_default();
    Cell::text(format!("{name} {scores}"))
}

/// Performance, satisfaction, potential: `高 / — / 低`; blank where none is known.
fn axes(desk: &Desk<'_>, axes: [Option<&'static str>; 3]) -> Cell {
    if axes.iter().all(Option::is_none) {
        return Cell::Blank;
    }
    Cell::text(axes.map(|axis| axis.map_or_else(|| "—".to_owned(), |level| desk.value("level", level))).join(" / "))
}
