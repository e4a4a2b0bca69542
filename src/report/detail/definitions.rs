//! Definitions (口径说明): what each figure means, the thresholds as set, the checks, the sources, and what is left out.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Cell, Kind, List};
use super::{column, meaning, parameters, sources, subtitle};
use crate::error::Result;
use crate::model::{Better, MetricSpec};

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let mut page = Page::new(desk, Sheet::Definitions, &title(desk), &subtitle(desk))?;
    page.one_wide();
    page.freeze_columns(1);
    if desk.has_parameters() {
        // First, because the formulas of other sheets name their cells.
        page.returnable(desk, &parameters::list(desk))?;
        page.open_cells(desk, parameters::VALUES, &parameters::formats())?;
        page.note(desk, &desk.text("parameters_note"))?;
    }
    page.note(
        desk,
        &desk.say(
            "made_by",
            &[("version", desk.view.version.clone()), ("state", desk.text(if desk.view.closed { "closed_month" } else { "draft" }))],
        ),
    )?;
    if !desk.view.month.is_calendar() {
        page.note(desk, desk.words.get("metric.rule.month"))?;
    }
    page.marked(&desk.plan.mark(desk.view.month));
    page.pages(1);
    if !desk.view.reconstructed.is_empty() {
        let months: Vec<_> = desk.view.reconstructed.iter().map(ToString::to_string).collect();
        page.note(desk, &desk.say("reconstructed", &[("months", months.join(" "))]))?;
    }
    page.heading(&sources::checks_heading(desk));
    page.list(desk, &sources::checks(desk))?;
    let missing = missing(desk);
    if !missing.is_empty() && !desk.present.contains(&Sheet::Contents) {
        page.heading(&desk.say("heading.left_out", &[("count", missing.len().to_string())]));
        page.list(desk, &left_out(desk, &missing))?;
    }
    page.heading(&sources::files_heading(desk));
    page.list(desk, &sources::files(desk))?;
    if !desk.view.carried.is_empty() {
        page.heading(&desk.text("heading.carried"));
        page.list(desk, &sources::carried(desk))?;
    }
    if !desk.view.controls.money.is_empty() {
        page.heading(&desk.text("heading.control_money"));
        page.list(desk, &sources::money(desk))?;
    }
    if !desk.view.specs.is_empty() {
        let (known, unknown): (Vec<_>, Vec<_>) = told(desk).partition(|spec| has_value(desk, spec));
        if !known.is_empty() {
            page.heading(&desk.say("heading.metrics", &[("count", known.len().to_string())]));
            page.list(desk, &metrics(desk, "tbl_metrics", &known))?;
        }
        // What has no figure this month is looked up, too.
        page.screen_only();
        if !unknown.is_empty() {
            page.heading(&desk.say("heading.unknown", &[("count", unknown.len().to_string())]));
            page.list(desk, &metrics(desk, "tbl_metrics_unknown", &unknown))?;
        }
    }
    // What the policy says is looked up, not read through.
    page.screen_only();
    if !desk.view.thresholds.is_empty() {
        page.heading(&desk.text("heading.thresholds"));
        page.list(desk, &thresholds(desk))?;
    }
    page.protect();
    page.finish(desk)
}

pub(super) fn title(desk: &Desk<'_>) -> String {
    desk.text(if desk.view.controls.tie() { "title.definitions" } else { "title.definitions_untied" })
}

/// Sheets of the plan without anything to say this month.
pub(super) fn missing(desk: &Desk<'_>) -> Vec<Sheet> {
    desk.plan.sheets.iter().copied().filter(|sheet| !desk.present.contains(sheet)).collect()
}

pub(super) fn left_out(desk: &Desk<'_>, missing: &[Sheet]) -> List {
    let columns = vec![column(desk, "left_out", Kind::Text), column(desk, "to_record", Kind::Prose)];
    let row = |sheet: &Sheet| vec![Cell::text(desk.sheet_name(*sheet)), Cell::text(desk.text(&format!("to_record.{}", sheet.id())))];
    List { name: "tbl_left_out".into(), alt: desk.text("alt.left_out"), columns, rows: missing.iter().map(row).collect(), total: None }
}

/// Metrics with a company value: a customer's grade as a number is kept for the history alone.
fn told<'a>(desk: &'a Desk<'_>) -> impl Iterator<Item = &'a MetricSpec> {
    desk.view.specs.iter().filter(|spec| spec.grains.contains(&desk.plan.focus.0))
}

/// Whether the definition stands beside a figure: of this month or one it is compared with.
fn has_value(desk: &Desk<'_>, spec: &MetricSpec) -> bool {
    [0, 1, 12].iter().any(|back| desk.overall(spec.id, desk.view.month.plus(-back)).is_some_and(|figure| figure.value.is_some()))
}

fn metrics(desk: &Desk<'_>, name: &'static str, specs: &[&MetricSpec]) -> List {
    let columns = vec![
        column(desk, "metric", Kind::Text),
        column(desk, "this_month", Kind::Ordinal),
        column(desk, "last_month", Kind::Ordinal),
        column(desk, "month_last_year", Kind::Ordinal),
        column(desk, "n", Kind::Ordinal),
        meaning(desk),
        column(desk, "unit", Kind::Word),
        column(desk, "window", Kind::Word),
        column(desk, "better", Kind::Word),
        column(desk, "needs", Kind::Text),
        column(desk, "min_n", Kind::Ordinal),
        column(desk, "requirements", Kind::Text),
        column(desk, "metric_id", Kind::Text),
    ];
    let row = |spec: &MetricSpec| {
        let needs: Vec<_> = spec.needs.iter().map(|entity| desk.words.get(&format!("entity.{}", entity.id())).to_owned()).collect();
        let better = match spec.better {
            Better::Higher => "higher",
            Better::Lower => "lower",
            Better::Neutral => "neutral",
        };
        let figure = |back: i32| match desk.own(spec.id, desk.view.month.plus(-back)) {
            Cell::Number(value) => Cell::Measured(value, spec.unit),
            other => other,
        };
        let n = desk.overall(spec.id, desk.view.month).and_then(|figure| figure.n);
        vec![
            Cell::text(desk.label(spec.id)),
            figure(0),
            figure(1),
            figure(12),
            n.map_or(Cell::Blank, Cell::count),
            Cell::text(desk.words.get(&format!("metric.{}.meaning", spec.id))),
            Cell::text(desk.text(&format!("unit.{}", unit_id(spec.unit)))),
            Cell::text(desk.text(&format!("window.{}", spec.window))),
            Cell::text(desk.text(&format!("better.{better}"))),
            Cell::text(needs.join("、")),
            Cell::count(spec.min_n),
            Cell::text(spec.requirements.join(" ")),
            Cell::text(spec.id),
        ]
    };
    let rows = specs.iter().map(|spec| row(spec)).collect();
    List { name: name.into(), alt: desk.text("alt.metrics"), columns, rows, total: None }
}

pub(super) const fn unit_id(unit: crate::model::Unit) -> &'static str {
    use crate::model::Unit;
    match unit {
        Unit::Count => "count",
        Unit::Money => "money",
        Unit::Share => "share",
        Unit::Days => "days",
        Unit::Hours => "hours",
        Unit::Score => "score",
        Unit::Points => "points",
        Unit::Per100 => "per_100",
        Unit::Ratio => "ratio",
    }
}

/// A value of the policy without the signs of its file: lists as people write them.
fn plain(desk: &Desk<'_>, value: &str) -> String {
    match value.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
        Some(list) if !list.contains(['{', '[']) => {
            let parts: Vec<&str> = list.split(", ").map(|part| part.trim_matches('"')).filter(|part| !part.is_empty()).collect();
            if parts.is_empty() { "—".to_owned() } else { parts.join(&desk.text("list_comma")) }
        }
        _ => value.to_owned(),
    }
}

fn thresholds(desk: &Desk<'_>) -> List {
    // A long value runs over the empty cells beside it.
    let columns = vec![column(desk, "threshold", Kind::Text), column(desk, "set_to", Kind::Text).within(14.0)];
    let row = |(id, value): &(String, String)| vec![Cell::text(id), Cell::text(plain(desk, value))];
    List {
        name: "tbl_thresholds".into(),
        alt: desk.text("alt.thresholds"),
        columns,
        rows: desk.view.thresholds.iter().map(row).collect(),
        total: None,
    }
}
