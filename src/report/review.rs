//! The review workbook (核对工作簿), for management alone: pairs that may be one customer, most money first, and customers
//! under several salespeople (撞单).
//!
//! Decides what stands in a question's row: for each compared field what both records say, with a sign for equal, alike or
//! different beside the colour; the evidence as a sentence; the decision to choose.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{CalculationMode, DocProperties, ExcelDateTime, Workbook as Book};
use sha2::{Digest, Sha256};

use super::Workbook;
use super::desk::Desk;
use super::page::Page;
use super::returnable::{Returnable, Slot};
use super::table::{Cell, Column, Kind, List};
use super::theme::Ink;
use crate::error::{Error, Result};
use crate::model::Unit;
use crate::model::own::{Choice, DEFINED_NAME, Input, Mark, PROPERTY};
use crate::model::resolved::{Evidence, ReviewPair};
use crate::model::view::CustomerLine;

/// Fields in the order of the columns; others follow.
const FIELDS: [&str; 8] = ["name", "country", "city", "domain", "email", "phone", "tax_id", "contact"];
/// Digits of a column of companies, whose names no neighbour cuts here.
const NAME_ROOM: f64 = 56.0;
/// Digits of a column of places.
const PLACE_ROOM: f64 = 90.0;

/// Writes the workbook; none without a question.
pub(super) fn write(desk: &Desk<'_>) -> Result<Option<Workbook>> {
    let view = desk.view;
    if view.review.is_empty() && view.computed.collisions.is_empty() {
        return Ok(None);
    }
    let mark = Mark { kind: "review".into(), month: view.month.to_string(), edition: "management".into(), recipient: String::new() };
    let mut book = Book::new();
    book.set_default_format(&desk.theme.default_format(), 22, 64)?;
    if !view.review.is_empty() {
        let title = desk.say("review.title", &[("count", view.review.len().to_string())]);
        let mut page = Page::alone(desk, &desk.text("review.sheet"), &title, &subtitle(desk, "review.how"))?;
        page.marked(&mark);
        page.freeze_columns(2);
        page.returnable(desk, &questions(desk))?;
        book.push_worksheet(page.finish(desk)?);
    }
    if !view.computed.collisions.is_empty() {
        let title = desk.say("review.collisions", &[("count", view.computed.collisions.len().to_string())]);
        let mut page = Page::alone(desk, &desk.text("review.collisions_sheet"), &title, &subtitle(desk, "review.collisions_how"))?;
        page.freeze_columns(1);
        page.list(desk, &collisions(desk))?;
        book.push_worksheet(page.finish(desk)?);
    }
    book.define_name(DEFINED_NAME, &format!("=\"{}\"", mark.text()))?;
    let made = ExcelDateTime::parse_from_str(&view.as_of.to_string()).map_err(Error::internal)?;
    let properties = DocProperties::new()
        .set_title(desk.say("review.document", &[("month", view.month.to_string())]))
        .set_author(format!("clientbook {}", view.version))
        .set_company(view.company.as_str())
        .set_creation_datetime(&made)
        .set_custom_property(PROPERTY, mark.text());
    book.set_properties(&properties);
    book.set_calculation_mode(CalculationMode::Automatic);
    let bytes = book.save_to_buffer()?;
    Ok(Some(Workbook { name: format!("review-{}.xlsx", view.month), bytes }))
}

/// How to read a sheet, and the days its month has.
fn subtitle(desk: &Desk<'_>, how: &str) -> String {
    let days = [("from", desk.view.month.first().to_string()), ("to", desk.view.month.last().to_string())];
    [desk.text(how), desk.text("semicolon"), desk.say("review.period", &days)].concat()
}

fn questions(desk: &Desk<'_>) -> Returnable {
    let customers: BTreeMap<&str, &CustomerLine> = desk.view.computed.customers.iter().map(|line| (line.id.as_str(), line)).collect();
    let worth = |id: &str| customers.get(id).map_or(0.0, |line| line.amount_12m.unwrap_or(0.0) + line.expected_amount.unwrap_or(0.0));
    let mut pairs: Vec<(f64, &ReviewPair)> =
        desk.view.review.iter().map(|pair| (worth(&pair.customer_a) + worth(&pair.customer_b), pair)).collect();
    pairs.sort_by(|(a, left), (b, right)| {
        b.total_cmp(a).then(right.score.total_cmp(&left.score)).then_with(|| left.marks.cmp(&right.marks))
    });
    let fields = fields(&pairs);

    let mut columns = vec![
        Column::new(desk.text("column.row_key"), Kind::Text),
        Column::new(desk.text("review.decision"), Kind::Word),
        Column::new(desk.text("review.worth"), Kind::Number(Unit::Money)),
    ];
    let choices = Choice::DECISIONS.iter().map(|choice| desk.text(&format!("choice.{}", choice.id()))).collect();
    let mut slots = vec![Slot::Key, Slot::Choice(Input::Decision, choices), Slot::Shown];
    for field in &fields {
        columns.push(Column::new(desk.value("comparison", field), Kind::Prose));
        slots.push(Slot::Shown);
    }
    for key in ["review.evidence", "review.owners", "review.origins"] {
        let column = Column::new(desk.text(key), Kind::Prose);
        // A place takes one line, or the row would cut it.
        columns.push(if key == "review.origins" { column.within(PLACE_ROOM) } else { column });
        slots.push(Slot::Shown);
    }
    let owner = |id: &str| customers.get(id).and_then(|line| line.owner.as_deref()).unwrap_or_default();
    let row = |(worth, pair): &(f64, &ReviewPair)| {
        let mut cells = vec![Cell::Blank, Cell::Blank, Cell::Number(*worth)];
        for field in &fields {
            let shown = if *field == "name" { Some((pair.name_a.as_str(), pair.name_b.as_str())) } else { None };
            cells.push(compared(desk, pair.evidence.iter().find(|one| one.comparison == *field), shown));
        }
        cells.push(Cell::text(sentence(desk, &pair.evidence)));
        cells.push(Cell::text(format!("{}\n{}", desk.staff(owner(&pair.customer_a)), desk.staff(owner(&pair.customer_b)))));
        cells.push(Cell::text(format!("{}\n{}", desk.place(&pair.origin_a), desk.place(&pair.origin_b))));
        cells
    };
    let list =
        List { name: "tbl_questions".into(), alt: desk.text("alt.review"), rows: pairs.iter().map(row).collect(), columns, total: None };
    let rows = pairs.iter().map(|(_, pair)| about(pair)).collect();
    Returnable { list, slots, rows, apart: None }
}

/// Key and subject of a pair's row.
fn about(pair: &ReviewPair) -> (String, String) {
    let about = format!("pair|{}|{}", pair.marks.0, pair.marks.1);
    let digest: String = Sha256::digest(about.as_bytes()).iter().take(3).map(|byte| format!("{byte:02X}")).collect();
    (format!("P{digest}"), about)
}

/// Fields that some pair was compared by.
fn fields(pairs: &[(f64, &ReviewPair)]) -> Vec<&'static str> {
    let said: BTreeSet<&'static str> = pairs
        .iter()
        .flat_map(|(_, pair)| &pair.evidence)
        .filter(|one| !one.left.is_empty() || !one.right.is_empty())
        .map(|one| one.comparison)
        .collect();
    let known = FIELDS.into_iter().filter(|field| *field == "name" || said.contains(field));
    known.chain(said.iter().copied().filter(|field| !FIELDS.contains(field) && *field != "legal_form")).collect()
}

/// A sign and what both records say, one under the other.
fn compared(desk: &Desk<'_>, one: Option<&Evidence>, shown: Option<(&str, &str)>) -> Cell {
    let (left, right) = shown.unwrap_or_else(|| one.map_or(("", ""), |one| (one.left.as_str(), one.right.as_str())));
    let dash = |text: &str| if text.is_empty() { "—".to_owned() } else { text.to_owned() };
    let (sign, ink) = if left.is_empty() || right.is_empty() {
        ("missing", Ink::Muted)
    } else if left == right {
        ("equal", Ink::Good)
    } else if one.is_some_and(|one| one.bits > 0.0) {
        ("alike", Ink::Good)
    } else {
        ("different", Ink::Bad)
    };
    if left.is_empty() && right.is_empty() {
        return Cell::Blank;
    }
    let sign = desk.text(&format!("review.sign.{sign}"));
    let both = if left == right { left.to_owned() } else { format!("{}\n{}", dash(left), dash(right)) };
    Cell::Marked(format!("{sign}\n{both}"), ink)
}

/// What speaks for and against, in words, the strongest first.
fn sentence(desk: &Desk<'_>, evidence: &[Evidence]) -> String {
    let mut spoken: Vec<&Evidence> = evidence.iter().filter(|one| one.bits.abs() >= 0.05).collect();
    spoken.sort_by(|a, b| b.bits.abs().total_cmp(&a.bits.abs()).then_with(|| a.comparison.cmp(b.comparison)));
    let list = |speaks_for: bool| {
        let some = spoken.iter().filter(|one| (one.bits > 0.0) == speaks_for);
        let one = |one: &&Evidence| format!("{}{}", desk.value("comparison", one.comparison), level(desk, one));
        some.map(one).collect::<Vec<_>>().join(&desk.text("review.comma"))
    };
    let parts = [("review.for", list(true)), ("review.against", list(false))];
    parts
        .into_iter()
        .filter(|(_, list)| !list.is_empty())
        .map(|(key, list)| desk.say(key, &[("list", list)]))
        .collect::<Vec<_>>()
        .join("\n")
}

fn level(desk: &Desk<'_>, one: &Evidence) -> String {
    let said = desk.value("level", one.level);
    if said.chars().next().is_some_and(char::is_alphabetic) && said.is_ascii() { format!(" {said}") } else { said }
}

fn collisions(desk: &Desk<'_>) -> List {
    let money = Kind::Number(Unit::Money);
    let mut columns = vec![
        Column::new(desk.text("review.customer"), Kind::Text).within(NAME_ROOM),
        Column::new(desk.text("review.person"), Kind::Text),
        Column::new(desk.text("review.is_owner"), Kind::Word),
    ];
    columns.push(Column::new(desk.text("review.first_on"), Kind::Date));
    columns.push(Column::new(desk.text("review.last_on"), Kind::Date));
    columns.push(Column::new(desk.text("review.amount"), money));
    columns.push(Column::new(desk.text("review.months"), Kind::Prose));
    let mut rows = Vec::new();
    for collision in &desk.view.computed.collisions {
        let months: Vec<String> = collision.months.iter().map(ToString::to_string).collect();
        for side in &collision.sides {
            rows.push(vec![
                Cell::text(&collision.name),
                Cell::text(desk.staff(&side.staff)),
                if collision.owner.as_deref() == Some(side.staff.as_str()) { Cell::text(desk.text("review.yes")) } else { Cell::Blank },
                Cell::date(side.first_on),
                Cell::date(side.last_on),
                side.amount.map_or_else(|| Cell::Unknown(String::new()), Cell::Number),
                Cell::text(months.join(" ")),
            ]);
        }
    }
    List { name: "tbl_collisions".into(), alt: desk.text("review.collisions_alt"), columns, rows, total: None }
}
