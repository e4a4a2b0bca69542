//! Service (服务承诺): what was promised by channel, topic and priority, how often it was kept, and every promise broken.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Cell, Kind, List};
use super::{column, origin_columns, subtitle};
use crate::error::Result;
use crate::model::numbers::{BreachLine, PromiseLine};
use crate::model::{Entity, Unit};

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let computed = &desk.view.computed;
    let mut page = Page::new(desk, Sheet::Service, &title(desk), &subtitle(desk))?;
    if !computed.promises.is_empty() {
        page.heading(&desk.text("heading.promises"));
        page.list(desk, &promises(desk))?;
    }
    if !computed.breaches.is_empty() {
        page.heading(&desk.say("heading.breaches", &[("count", computed.breaches.len().to_string())]));
        page.list(desk, &breaches(desk))?;
    }
    page.finish(desk)
}

pub(super) fn title(desk: &Desk<'_>) -> String {
    let computed = &desk.view.computed;
    let silent = computed.breaches.iter().filter(|line| line.replied_at.is_none()).count();
    desk.say("title.service", &[("count", computed.breaches.len().to_string()), ("silent", silent.to_string())])
}

fn entity(desk: &Desk<'_>, entity: Entity) -> Cell {
    Cell::text(desk.words.get(&format!("entity.{}", entity.id())))
}

fn hours(minutes: Option<f64>) -> Cell {
    Cell::number(minutes.map(|minutes| minutes / 60.0))
}

fn whole(minutes: i64) -> Option<f64> {
    i32::try_from(minutes).ok().map(f64::from)
}

fn word(desk: &Desk<'_>, vocabularies: &[&str], id: &str) -> Cell {
    let keys: Vec<String> = vocabularies.iter().map(|vocabulary| format!("value.{vocabulary}.{id}")).collect();
    Cell::text(desk.word(&keys.iter().map(String::as_str).collect::<Vec<_>>(), id))
}

fn promises(desk: &Desk<'_>) -> List {
    let count = Kind::Number(Unit::Count);
    let hour = Kind::Number(Unit::Hours);
    let columns = vec![
        column(desk, "table", Kind::Text),
        column(desk, "channel", Kind::Text),
        column(desk, "topic", Kind::Text),
        column(desk, "priority", Kind::Word),
        column(desk, "promise", Kind::Text),
        column(desk, "limit_hours", hour),
        column(desk, "clock", Kind::Word),
        column(desk, "months_count", Kind::Ordinal),
        column(desk, "received", count),
        column(desk, "hits", count),
        column(desk, "breaches", count),
        column(desk, "explained", count),
        column(desk, "not_due", count),
        column(desk, "no_time", count),
        column(desk, "hit_share", Kind::Number(Unit::Share)),
        column(desk, "low", Kind::Number(Unit::Share)),
        column(desk, "high", Kind::Number(Unit::Share)),
        column(desk, "median_hours", hour),
        column(desk, "p90_hours", hour),
        column(desk, "median_business_hours", hour),
        column(desk, "p90_business_hours", hour),
    ];
    let row = |line: &PromiseLine| {
        vec![
            entity(desk, line.entity),
            word(desk, &["channel"], &line.channel),
            word(desk, &["topic", "complaint_kind"], &line.topic),
            word(desk, &["priority", "severity"], &line.priority),
            Cell::text(desk.value("promise", line.promise)),
            hours(whole(line.limit_minutes)),
            Cell::text(desk.text(if line.is_business { "clock.business" } else { "clock.calendar" })),
            Cell::count(line.months),
            Cell::count(line.received),
            Cell::count(line.hits),
            Cell::count(line.breaches),
            Cell::count(line.explained),
            Cell::count(line.not_due),
            Cell::count(line.no_time),
            Cell::number(line.share),
            Cell::number(line.share.and(line.interval).map(|(low, _)| low)),
            Cell::number(line.share.and(line.interval).map(|(_, high)| high)),
            hours(line.median_minutes),
            hours(line.p90_minutes),
            hours(line.median_business_minutes),
            hours(line.p90_business_minutes),
        ]
    };
    let rows = desk.view.computed.promises.iter().map(row).collect();
    List { name: "tbl_promises".into(), alt: desk.text("heading.promises"), columns, rows, total: None }
}

fn breaches(desk: &Desk<'_>) -> List {
    let hour = Kind::Number(Unit::Hours);
    let mut columns = vec![
        column(desk, "table", Kind::Text),
        column(desk, "customer", Kind::Text),
        column(desk, "document_no", Kind::Text),
        column(desk, "owner", Kind::Text),
        column(desk, "promise", Kind::Text),
        column(desk, "limit_hours", hour),
        column(desk, "received_at", Kind::Text),
        column(desk, "replied_at", Kind::Text),
        column(desk, "hours", hour),
        column(desk, "business_hours", hour),
        column(desk, "was_explained", Kind::Word),
    ];
    columns.extend(origin_columns(desk));
    let at = |time: chrono::NaiveDateTime| Cell::text(time.format("%Y-%m-%d %H:%M").to_string());
    let row = |line: &BreachLine| {
        let mut cells = vec![
            entity(desk, line.entity),
            desk.customer(line.customer.as_deref(), &line.name),
            Cell::text(&line.no),
            desk.owner(line.owner.as_deref()),
            Cell::text(desk.value("promise", line.promise)),
            hours(whole(line.limit_minutes)),
            at(line.received_at),
            line.replied_at.map_or_else(|| Cell::text(desk.text("not_answered")), at),
            hours(line.minutes.and_then(whole)),
            hours(line.business_minutes.and_then(whole)),
            Cell::text(desk.text(if line.is_explained { "yes" } else { "no" })),
        ];
        cells.extend(Desk::origin(Some(&line.origin)));
        cells
    };
    let rows = desk.view.computed.breaches.iter().map(row).collect();
    List { name: "tbl_breaches".into(), alt: desk.text("sheet.service"), columns, rows, total: None }
}
