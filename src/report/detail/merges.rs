//! Merges (合并记录): which records became one customer and why, and which pairs a person should decide.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Cell, Kind, List};
use super::{column, subtitle};
use crate::error::Result;
use crate::model::Unit;
use crate::model::resolved::Evidence;

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let (merges, pairs) = (desk.view.merges.len(), desk.view.review.len());
    let mut page = Page::new(desk, Sheet::Merges, &title(desk), &subtitle(desk))?;
    page.pages(1);
    page.one_wide();
    page.freeze_columns(1);
    if pairs > 0 {
        page.heading(&desk.say("heading.review", &[("count", pairs.to_string())]));
        page.list(desk, &review(desk))?;
    }
    if merges > 0 {
        page.heading(&desk.say("heading.merges", &[("count", merges.to_string())]));
        page.list(desk, &merged(desk))?;
        page.print_first_rows(desk)?;
    }
    page.note(desk, &desk.text("merge_note"))?;
    page.finish(desk)
}

pub(super) fn title(desk: &Desk<'_>) -> String {
    let (merges, pairs) = (desk.view.merges.len(), desk.view.review.len());
    desk.say("title.merges", &[("merges", merges.to_string()), ("pairs", pairs.to_string())])
}

fn review(desk: &Desk<'_>) -> List {
    let columns = vec![
        column(desk, "name_a", Kind::Text),
        column(desk, "name_b", Kind::Text),
        column(desk, "bits", Kind::Number(Unit::Days)),
        column(desk, "evidence", Kind::Prose),
        column(desk, "origin_a", Kind::Code),
        column(desk, "origin_b", Kind::Code),
    ];
    let rows = desk
        .view
        .review
        .iter()
        .map(|pair| {
            vec![
                desk.customer(Some(&pair.customer_a), &pair.name_a),
                desk.customer(Some(&pair.customer_b), &pair.name_b),
                Cell::Number(pair.score),
                Cell::text(evidence(desk, &pair.evidence)),
                Cell::text(desk.place(&pair.origin_a)),
                Cell::text(desk.place(&pair.origin_b)),
            ]
        })
        .collect();
    List { name: "tbl_review".into(), alt: desk.text("alt.review"), columns, rows, total: None }
}

fn merged(desk: &Desk<'_>) -> List {
    let columns = vec![
        column(desk, "kept_name", Kind::Text),
        column(desk, "merged_name", Kind::Text),
        column(desk, "bits", Kind::Number(Unit::Days)),
        column(desk, "evidence", Kind::Prose),
        column(desk, "kept_origin", Kind::Code),
        column(desk, "merged_origin", Kind::Code),
        column(desk, "merge_id", Kind::Text),
    ];
    let rows = desk
        .view
        .merges
        .iter()
        .map(|merge| {
            vec![
                desk.customer(Some(&merge.customer_id), &merge.kept_name),
                Cell::text(merge.merged_name.as_str()),
                Cell::Number(merge.score),
                Cell::text(evidence(desk, &merge.evidence.list())),
                Cell::text(desk.place(&merge.kept_origin)),
                Cell::text(desk.place(&merge.merged_origin)),
                Cell::text(merge.id.as_str()),
            ]
        })
        .collect();
    List { name: "tbl_merges".into(), alt: desk.text("alt.merges"), columns, rows, total: None }
}

/// What spoke for (＋) and against (－), strongest first.
fn evidence(desk: &Desk<'_>, evidence: &[Evidence]) -> String {
    let mut spoken: Vec<_> = evidence.iter().filter(|one| one.bits.abs() >= 0.05).collect();
    spoken.sort_by(|a, b| b.bits.abs().total_cmp(&a.bits.abs()).then_with(|| a.comparison.cmp(b.comparison)));
    let one = |one: &&Evidence| {
        let name = desk.value("comparison", one.comparison);
        let level = desk.value("level", one.level);
        let sign = if one.bits < 0.0 { "－" } else { "＋" };
        format!("{sign}{:.1} {name} {level}", one.bits.abs())
    };
    spoken.iter().map(one).collect::<Vec<_>>().join(&desk.text("semicolon"))
}
