//! Data quality (数据质量): who handed in, what was found and what to do about it, and every row that counts nowhere.
//!
//! A cause stands once, whatever the number of files it shows in; what a person must decide comes first, then by money.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::Worksheet;

use super::super::bulk::Long;
use super::super::desk::{Desk, Sheet};
use super::super::number;
use super::super::page::Page;
use super::super::table::{Cell, Column, Kind, List};
use super::super::theme::Ink;
use super::{answers, column, subtitle};
use crate::error::Result;
use crate::finding::{self, Finding, Severity};
use crate::model::view::HandIn;
use crate::model::{Entity, Outcome, Unit};

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let groups = grouped(desk);
    let decide = groups.iter().filter(|group| group.kind.severity() == Severity::Decide).count();
    let rejected = desk.view.not_used.iter().filter(|note| note.outcome == Outcome::Rejected).count();
    let title = desk
        .say("title.quality", &[("groups", groups.len().to_string()), ("decide", decide.to_string()), ("rejected", rejected.to_string())]);
    let mut page = Page::new(desk, Sheet::Quality, &title, &subtitle(desk))?;
    page.one_wide();
    page.freeze_columns(1);
    if !desk.view.computed.hand_ins.is_empty() {
        page.heading(&super::super::summary::hand_in_line(desk).0);
        page.list(desk, &hand_ins(desk))?;
    }
    if groups.is_empty() {
        page.note(desk, &desk.text("no_findings"))?;
    } else {
        page.heading(&desk.say("heading.findings", &[("count", desk.findings.len().to_string())]));
        page.list(desk, &findings(desk, &groups))?;
    }
    let news = answers::news(desk);
    if !news.is_empty() {
        let objections = news.iter().filter(|answer| answers::objects(answer)).count();
        page.heading(&desk.say("heading.answers", &[("count", news.len().to_string()), ("objections", objections.to_string())]));
        page.list(desk, &answers::list(desk, &news))?;
    }
    if !desk.view.not_used.is_empty() {
        page.heading(&desk.say("heading.not_used", &[("count", desk.view.not_used.len().to_string())]));
        page.long(desk, &not_used(desk))?;
    }
    page.finish(desk)
}

/// One row a salesperson, one column a table: state, rows (new ones), newest date.
pub(super) fn hand_ins(desk: &Desk<'_>) -> List {
    let lines = &desk.view.computed.hand_ins;
    let mut entities: Vec<Entity> = lines.iter().map(|line| line.entity).collect();
    entities.sort_unstable();
    entities.dedup();
    let mut staff: BTreeMap<&str, Vec<&HandIn>> = BTreeMap::new();
    for line in lines {
        staff.entry(&line.staff).or_default().push(line);
    }
    let mut columns = vec![column(desk, "staff", Kind::Text)];
    // Days first: the columns below them hold short texts, too.
    let names: Vec<String> = entities.iter().map(|entity| desk.words.get(&format!("entity.{}", entity.id())).to_owned()).collect();
    columns.extend(names.iter().map(|name| Column::new(desk.say("column.newest_of", &[("table", name.clone())]), Kind::Date)));
    columns.extend(names.into_iter().map(|name| Column::new(name, Kind::Text)));
    let rows = staff
        .into_iter()
        .map(|(id, lines)| {
            let mut cells = vec![Cell::text(desk.staff(id))];
            let of = |entity: &Entity| lines.iter().find(|line| line.entity == *entity);
            cells.extend(entities.iter().map(|entity| of(entity).map_or(Cell::Blank, |line| Cell::date(line.newest_on))));
            cells.extend(entities.iter().map(|entity| of(entity).map_or(Cell::Blank, |line| state(desk, line))));
            cells
        })
        .collect();
    List { name: "tbl_hand_ins".into(), alt: desk.text("alt.hand_ins"), columns, rows, total: None }
}

fn state(desk: &Desk<'_>, line: &HandIn) -> Cell {
    let text = desk.say(&format!("hand_in.{}", line.state), &[("rows", line.rows.to_string()), ("new", line.rows_new.to_string())]);
    match line.state {
        "missing" => Cell::Marked(text, Ink::Bad),
        "unchanged" => Cell::Marked(text, Ink::Muted),
        _ => Cell::text(text),
    }
}

/// Findings of one cause: one kind, and the column where something is to be done about it.
struct Group<'a> {
    kind: finding::Kind,
    of: Vec<&'a Finding>,
    money: BTreeMap<&'a str, i128>,
}

impl Group<'_> {
    fn most(&self) -> i128 {
        self.money.values().map(|micros| micros.abs()).max().unwrap_or(0)
    }
}

fn grouped<'a>(desk: &Desk<'a>) -> Vec<Group<'a>> {
    let mut groups: BTreeMap<(finding::Kind, &str), Group<'_>> = BTreeMap::new();
    for found in desk.findings {
        // What is only to be known needs no line a column.
        let column = if found.kind.severity() == Severity::Know { "" } else { header(found) };
        let group =
            groups.entry((found.kind, column)).or_insert_with(|| Group { kind: found.kind, of: Vec::new(), money: BTreeMap::new() });
        group.of.push(found);
        if let Some(money) = &found.money {
            *group.money.entry(&money.currency).or_default() += money.micros;
        }
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    for group in &mut groups {
        group.of.sort();
    }
    groups.sort_by(|a, b| {
        let severity = a.kind.severity().cmp(&b.kind.severity());
        severity.then(b.most().cmp(&a.most())).then(b.of.len().cmp(&a.of.len())).then(a.kind.cmp(&b.kind)).then(a.of.cmp(&b.of))
    });
    groups
}

/// The column a finding is about: its header, else its field.
fn header(found: &Finding) -> &str {
    let named = found.args.iter().find(|(name, _)| *name == "header").map(|(_, text)| text.as_str());
    named.or(found.field).unwrap_or("")
}

fn findings(desk: &Desk<'_>, groups: &[Group<'_>]) -> List {
    let columns = vec![
        column(desk, "finding", Kind::Text),
        column(desk, "severity", Kind::Word),
        column(desk, "count", Kind::Number(Unit::Count)).summed(),
        column(desk, "money", Kind::Text),
        column(desk, "say", Kind::Prose),
        column(desk, "todo", Kind::Prose),
        column(desk, "column", Kind::Text),
        column(desk, "example", Kind::Text),
        column(desk, "file", Kind::Code),
    ];
    let rows = groups
        .iter()
        .map(|group| {
            let Some(first) = group.of.first() else { return Vec::new() };
            let money: Vec<_> = group
                .money
                .iter()
                .map(|(currency, micros)| format!("{} {currency}", number::grouped(crate::model::money::micros_to_f64(*micros), 0)))
                .collect();
            vec![
                Cell::text(desk.words.tell(first, "title")),
                severity(desk, group.kind.severity()),
                Cell::Number(number::float(group.of.len())),
                Cell::text(money.join(&desk.text("semicolon"))),
                Cell::text(desk.words.tell(first, "say")),
                Cell::text(desk.words.tell(first, "todo")),
                Cell::text(some(desk, group.of.iter().map(|found| field(desk, found)))),
                Cell::text(first.origin.as_ref().map(|origin| place(desk, origin)).unwrap_or_default()),
                Cell::text(some(desk, group.of.iter().filter_map(|found| Some(found.origin.as_ref()?.file.to_string())))),
            ]
        })
        .collect();
    List { name: "tbl_findings".into(), alt: desk.text("alt.findings"), columns, rows, total: None }
}

/// The column that a finding is about, as a person reads it.
fn field(desk: &Desk<'_>, found: &Finding) -> String {
    match (header(found), found.entity, found.field) {
        (_, Some(entity), Some(field)) if found.args.iter().all(|(name, _)| *name != "header") => {
            desk.word(&[&format!("field.{}.{field}", entity.id())], field)
        }
        (header, ..) => header.to_owned(),
    }
}

/// Names told one by one.
const TOLD: usize = 3;

/// The first few of these, and how many there are.
fn some(desk: &Desk<'_>, all: impl Iterator<Item = String>) -> String {
    let all: BTreeSet<String> = all.filter(|text| !text.is_empty()).collect();
    let told = all.iter().take(TOLD).cloned().collect::<Vec<_>>().join(&desk.text("list_comma"));
    if all.len() > TOLD { desk.say("and_more", &[("list", told), ("count", all.len().to_string())]) } else { told }
}

pub(super) fn severity(desk: &Desk<'_>, severity: Severity) -> Cell {
    let text = desk.word(&[&format!("finding.severity.{}", severity.id()), &format!("report.severity.{}", severity.id())], severity.id());
    match severity {
        Severity::Decide => Cell::Marked(format!("● {text}"), Ink::Bad),
        Severity::Mend => Cell::text(format!("○ {text}")),
        Severity::Know => Cell::Marked(text, Ink::Muted),
    }
}

/// Sheet and cell, without the file that stands in its own column.
fn place(desk: &Desk<'_>, origin: &crate::model::Origin) -> String {
    [&*origin.sheet, &desk.spot(origin)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" › ")
}

/// Rejected rows first, then ignored ones, as they stand in their files.
pub(super) fn not_used<'a>(desk: &'a Desk<'_>) -> Long<'a> {
    let columns = vec![
        column(desk, "reason", Kind::Text),
        column(desk, "outcome", Kind::Word),
        column(desk, "table", Kind::Word),
        column(desk, "row", Kind::Ordinal),
        column(desk, "file", Kind::Prose),
        column(desk, "sheet", Kind::Prose),
    ];
    let mut notes: Vec<_> = desk.view.not_used.iter().collect();
    notes.sort_by(|a, b| a.outcome.cmp(&b.outcome).then_with(|| a.origin.cmp(&b.origin)));
    let count = notes.len();
    let row = move |place: usize| {
        notes.get(place).map_or_else(Vec::new, |note| {
            let outcome = desk.value("outcome", note.outcome.id());
            let why = desk.word(
                &[&format!("reason.row.{}", note.reason), &format!("reason.{}", note.reason), &format!("finding.{}.title", note.reason)],
                &note.reason,
            );
            let entity = note.entity.map_or(Cell::Blank, |entity| Cell::text(desk.words.get(&format!("entity.{}", entity.id()))));
            let outcome = if note.outcome == Outcome::Rejected { Cell::Marked(outcome, Ink::Bad) } else { Cell::text(outcome) };
            let [sheet, row, file] = Desk::origin(Some(&note.origin));
            vec![Cell::text(why), outcome, entity, row, file, sheet]
        })
    };
    Long {
        id: "rows-not-used".to_owned(),
        table: "tbl_not_used",
        alt: desk.text("alt.not_used"),
        title: desk.text("bulk.not_used"),
        columns,
        count,
        row: Box::new(row),
        total: None,
    }
}
