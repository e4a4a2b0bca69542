//! Answers (填回的内容): what people typed into our workbooks and was read back this month: who, about what, before, after,
//! and where it stands. Objections come first.

use super::super::desk::Desk;
use super::super::table::{Cell, Kind, List};
use super::super::theme::Ink;
use super::column;
use crate::model::own::{Answer, Choice, Input};

/// Answers that came back this month, objections first.
pub(super) fn news<'a>(desk: &'a Desk<'_>) -> Vec<&'a Answer> {
    let month = desk.view.month.to_string();
    let mut news: Vec<&Answer> = desk.view.answers.iter().filter(|answer| answer.read_in == month).collect();
    news.sort_by(|a, b| objects(b).cmp(&objects(a)).then_with(|| a.cmp(b)));
    news
}

/// Whether a figure is disputed.
pub(super) fn objects(answer: &Answer) -> bool {
    answer.input == Input::Reply.id() && Choice::read(&answer.after) == Some(Choice::Disputed)
}

/// The list.
pub(super) fn list(desk: &Desk<'_>, news: &[&Answer]) -> List {
    let columns = vec![
        column(desk, "recipient", Kind::Text),
        column(desk, "input_kind", Kind::Text),
        column(desk, "before", Kind::Text).within(20.0),
        column(desk, "after", Kind::Text).within(24.0),
        column(desk, "about", Kind::Prose),
        column(desk, "read_at", Kind::Prose),
    ];
    let row = |answer: &&Answer| {
        let who = if answer.who.is_empty() { desk.text("edition.management") } else { answer.who.clone() };
        let after = match answer.after.as_str() {
            "" => Cell::Marked(desk.text("taken_back"), Ink::Muted),
            text if objects(answer) => Cell::Marked(format!("● {text}"), Ink::Bad),
            text => Cell::text(text),
        };
        vec![
            Cell::text(who),
            Cell::text(input(desk, &answer.input)),
            Cell::text(&answer.before),
            after,
            about(desk, &answer.about),
            Cell::text(&answer.source),
        ]
    };
    List { name: "tbl_answers".into(), alt: desk.text("alt.answers"), columns, rows: news.iter().map(row).collect(), total: None }
}

/// The cell that was filled in, by its header.
fn input(desk: &Desk<'_>, id: &str) -> String {
    let key = match Input::from_id(id) {
        Some(Input::Decision) => "review.decision",
        Some(Input::Fix(_)) => "column.input_value",
        _ => return desk.word(&[&format!("report.column.input_{id}")], id),
    };
    desk.text(key)
}

/// What it is about, as a person calls it.
fn about(desk: &Desk<'_>, about: &str) -> Cell {
    let parts: Vec<&str> = about.split('|').collect();
    let joined = |parts: &[String]| Cell::text(parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" · "));
    match parts.as_slice() {
        ["customer", id] => {
            let name = desk.view.computed.customers.iter().find(|line| line.id == *id).map_or(*id, |line| line.name.as_str());
            desk.customer(Some(id), name)
        }
        ["figure", metric, _, key, month] => {
            let name = if key.is_empty() { String::new() } else { desk.staff(key) };
            joined(&[desk.word(&[&format!("metric.{metric}.label")], metric), name, (*month).to_owned()])
        }
        ["target", metric, staff, month] => {
            joined(&[desk.word(&[&format!("metric.{metric}_target.label")], metric), desk.staff(staff), (*month).to_owned()])
        }
        ["setting", parameter, key] => joined(&[desk.word(&[&format!("report.parameter.{parameter}")], parameter), (*key).to_owned()]),
        ["cell", _, file, sheet, row, field] | ["hand", file, sheet, row, field] => {
            joined(&[(*file).to_owned(), (*sheet).to_owned(), desk.say("row_of", &[("row", (*row).to_owned())]), (*field).to_owned()])
        }
        ["pair", ..] => Cell::text(desk.words.get("finding.may_be_same.title")),
        [_, rest @ ..] => Cell::text(rest.join(" · ")),
        [] => Cell::Blank,
    }
}
