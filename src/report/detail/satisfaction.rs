//! Satisfaction and complaints (满意度与客诉): by month, by salesperson, then the answers and cases themselves.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::number;
use super::super::page::Page;
use super::super::table::{Cell, Column, Kind, List};
use super::super::theme::Ink;
use super::{by_key, column, n_header, origin_columns, said, subtitle, with_n};
use crate::error::Result;
use crate::model::{Grain, Unit};

const METRICS: [&str; 11] = [
    "csat_share",
    "csat_mean",
    "csat_customer_mean",
    "nps",
    "survey_response_share",
    "complaint_count",
    "complaint_open_count",
    "complaint_rate_per_100",
    "complaint_response_share",
    "complaint_resolution_days",
    "on_time_share",
];

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let mut page = Page::new(desk, Sheet::Satisfaction, &title(desk), &subtitle(desk))?;
    page.one_wide();
    page.freeze_columns(1);
    page.heading(&said::heading(desk, "by_month", [said::over_months(desk, "csat_share"), said::over_months(desk, "complaint_count")]));
    page.list(desk, &by_month(desk))?;
    let name = |key: &str| desk.staff(key);
    let staff = by_key(desk, "tbl_csat_staff", Grain::Salesperson, (desk.text("column.staff"), &name), &METRICS);
    if staff.columns.len() > 1 && desk.plan.focus.0 != Grain::Salesperson {
        let ranges = ["csat_share", "complaint_open_count"].map(|metric| said::among(desk, metric, Grain::Salesperson));
        page.heading(&said::heading(desk, "by_staff", ranges));
        page.list(desk, &staff)?;
    }
    let (complaints, surveys) = (&desk.view.computed.complaints, &desk.view.computed.surveys);
    if !complaints.is_empty() {
        let open = complaints.iter().filter(|line| line.closed_on.is_none()).count();
        page.heading(&desk.say("heading.complaints", &[("count", complaints.len().to_string()), ("open", open.to_string())]));
        page.list(desk, &complaint_list(desk))?;
    }
    if !surveys.is_empty() {
        page.heading(&desk.say("heading.surveys", &[("count", surveys.len().to_string())]));
        page.list(desk, &survey_list(desk))?;
        page.print_first_rows(desk)?;
    }
    page.finish(desk)
}

fn title(desk: &Desk<'_>) -> String {
    let figure = desk.overall("csat_share", desk.view.month);
    let answers = match figure.and_then(|figure| figure.value) {
        Some(share) => {
            let n = figure.and_then(|figure| figure.n).map_or_else(|| "—".to_owned(), |n| n.to_string());
            desk.say("title.satisfaction", &[("share", number::show(desk.words, Unit::Share, share)), ("n", n)])
        }
        None => desk.say("title.satisfaction_unknown", &[("reason", desk.reason(figure))]),
    };
    // Without a complaint sheet nothing is said of complaints.
    let open = desk.now("complaint_open_count").map(|open| desk.say("title.complaints_open", &[("open", number::grouped(open, 0))]));
    [Some(answers), open].into_iter().flatten().collect::<Vec<_>>().join(&desk.text("comma"))
}

fn by_month(desk: &Desk<'_>) -> List {
    let months = desk.trend_months();
    let known = |metric: &str| months.iter().any(|month| desk.overall(metric, *month).is_some_and(|figure| figure.value.is_some()));
    let shown: Vec<&str> = METRICS.into_iter().filter(|metric| known(metric)).collect();
    let mut columns = vec![column(desk, "month", Kind::Text)];
    for metric in &shown {
        columns.push(Column::new(desk.short(metric), Kind::Number(desk.nature(metric).0)));
        if with_n(desk, metric) {
            columns.push(Column::new(n_header(desk, metric), Kind::Number(Unit::Count)));
        }
    }
    let row = |month: &crate::model::Month| {
        let mut cells = vec![Cell::text(month.to_string())];
        for metric in &shown {
            cells.push(desk.own(metric, *month));
            if with_n(desk, metric) {
                cells.push(Cell::number(desk.overall(metric, *month).and_then(|figure| figure.n).map(f64::from)));
            }
        }
        cells
    };
    let rows = months.iter().rev().map(row).collect();
    List { name: "tbl_csat_months".into(), alt: desk.text("alt.csat_months"), columns, rows, total: None }
}

fn complaint_list(desk: &Desk<'_>) -> List {
    let mut columns = vec![
        column(desk, "customer", Kind::Text),
        column(desk, "state", Kind::Word),
        column(desk, "age_days", Kind::Ordinal),
        column(desk, "complaint_no", Kind::Text),
        column(desk, "kind", Kind::Word),
        column(desk, "content", Kind::Prose),
        column(desk, "received_on", Kind::Date),
        column(desk, "closed_on", Kind::Date),
        column(desk, "within_limit", Kind::Word),
        column(desk, "owner", Kind::Text),
        column(desk, "country", Kind::Text),
    ];
    columns.extend(origin_columns(desk));
    let state = |closed: bool| Cell::text(desk.text(if closed { "closed" } else { "open" }));
    let limit = |within: Option<bool>| match within {
        Some(true) => Cell::Marked(desk.text("yes"), Ink::Good),
        Some(false) => Cell::Marked(desk.text("no"), Ink::Bad),
        None => Cell::Unknown(desk.words.get("reason.NO_TIME").to_owned()),
    };
    let mut lines: Vec<_> = desk.view.computed.complaints.iter().collect();
    lines.sort_by_key(|line| line.closed_on.is_some());
    let rows = lines
        .into_iter()
        .map(|line| {
            let mut cells = vec![
                desk.customer(line.customer.as_deref(), &line.name),
                state(line.closed_on.is_some()),
                line.age_days.map_or(Cell::Blank, |days| Cell::Number(i32::try_from(days).map_or(0.0, f64::from))),
                Cell::text(&line.no),
                line.kind.as_deref().map_or(Cell::Blank, |kind| Cell::text(desk.value("complaint_kind", kind))),
                line.content.as_deref().map_or(Cell::Blank, Cell::text),
                Cell::date(line.received_on),
                Cell::date(line.closed_on),
                limit(line.within_limit),
                desk.owner(line.owner.as_deref()),
                line.country.as_deref().map_or(Cell::Blank, |code| Cell::text(desk.country(code))),
            ];
            cells.extend(Desk::origin(Some(&line.origin)));
            cells
        })
        .collect();
    List { name: "tbl_complaints".into(), alt: desk.text("alt.complaints"), columns, rows, total: None }
}

fn survey_list(desk: &Desk<'_>) -> List {
    let mut columns = vec![
        column(desk, "customer", Kind::Text),
        column(desk, "score", Kind::Number(Unit::Days)),
        column(desk, "scale", Kind::Word),
        column(desk, "nps_answer", Kind::Ordinal),
        column(desk, "ces_answer", Kind::Ordinal),
        column(desk, "date", Kind::Date),
        column(desk, "comment", Kind::Prose),
        column(desk, "owner", Kind::Text),
    ];
    columns.extend(origin_columns(desk));
    let rows = desk
        .view
        .computed
        .surveys
        .iter()
        .map(|line| {
            let mut cells = vec![
                desk.customer(line.customer.as_deref(), &line.name),
                Cell::number(line.score),
                Cell::text(&line.scale),
                Cell::number(line.nps),
                Cell::number(line.ces),
                Cell::date(line.on),
                line.comment.as_deref().map_or(Cell::Blank, Cell::text),
                desk.owner(line.owner.as_deref()),
            ];
            cells.extend(Desk::origin(Some(&line.origin)));
            cells
        })
        .collect();
    List { name: "tbl_surveys".into(), alt: desk.text("alt.surveys"), columns, rows, total: None }
}
