//! Template (空白模板): blank sheets that a clerk fills in and ingest reads back without a question.
//!
//! Decides that the row under the header shows how to fill the sheet in: its first cell says so, and ingest passes it over.

use rust_xlsxwriter::Workbook as Book;

use super::super::list::{Cell, Column, Kind as Look};
use super::super::theme::{Ink, Theme};
use super::fields::{Plan, choices, header};
use super::sheet::{self, EntryColumn, Grid};
use crate::error::Result;
use crate::model::field::Kind;
use crate::model::{Entity, Field, Month};
use crate::policy::Policy;
use crate::words::Words;

/// The blank workbooks: id and workbook.
///
/// # Errors
/// `internal` when the workbook writer refuses something.
pub(in super::super) fn templates(policy: &Policy, words: &Words, month: Month) -> Result<Vec<(String, Book)>> {
    let theme = Theme::new(&policy.report);
    let mut made = Vec::new();
    for (id, entities) in &Plan::shipped().workbooks {
        let mut book = Book::new();
        sheet::write(&mut book, &theme, entities.iter().map(|entity| grid(*entity, words, month)).collect())?;
        made.push((id.clone(), book));
    }
    Ok(made)
}

fn grid(entity: Entity, words: &Words, month: Month) -> Grid {
    let fields = Plan::shipped().asked(entity);
    let label = words.get(&format!("entity.{}", entity.id())).to_owned();
    let serial = EntryColumn { column: Column::new(words.get("migration.serial"), Look::Text), choices: Vec::new(), prompt: String::new() };
    let mut columns = vec![serial];
    columns.extend(fields.iter().map(|field| column(field, words)));
    let mut sample = vec![Cell::Marked(words.get("migration.sample").to_owned(), Ink::Muted)];
    sample.extend(fields.iter().map(|field| sample_of(field, words, month)));
    Grid {
        name: label.clone(),
        head: vec![label.clone(), words.get("migration.template_note").to_owned()],
        columns,
        rows: vec![sample],
        table: entity.id(),
        alt: words.say("migration.alt.template", &[("what", label)]),
    }
}

fn column(field: &'static Field, words: &Words) -> EntryColumn {
    let required = Plan::shipped().requires(field);
    let mark = if required { "*" } else { "" };
    let choices = choices(field, words);
    let asked = if alone(field) { "money_alone" } else { shape(&field.kind) };
    let mut prompt = words.get(&format!("migration.prompt.{asked}")).to_owned();
    if required {
        prompt = format!("{} {prompt}", words.get("migration.required"));
    }
    EntryColumn {
        column: Column::new(format!("{}{mark}", header(field, words)), look(&field.kind)),
        choices,
        prompt: prompt.trim().to_owned(),
    }
}

/// An amount whose sheet has no currency column.
fn alone(field: &Field) -> bool {
    field.kind == Kind::Money && Plan::shipped().asked(field.entity).iter().all(|other| other.kind != Kind::Currency)
}

const fn look(kind: &Kind) -> Look {
    match kind {
        Kind::Date => Look::Date,
        Kind::Money => Look::Cents,
        Kind::Number | Kind::Count | Kind::Score => Look::Plain,
        _ => Look::Text,
    }
}

/// The prompt a kind of field asks for.
const fn shape(kind: &Kind) -> &'static str {
    match kind {
        Kind::Date => "date",
        Kind::DateTime => "date_time",
        Kind::Period => "period",
        Kind::Money => "money",
        Kind::Number | Kind::Count => "number",
        Kind::Share => "share",
        Kind::Score => "score",
        Kind::Country | Kind::Currency | Kind::YesNo | Kind::Word(_) => "choice",
        Kind::Phone => "phone",
        Kind::Email => "email",
        Kind::Website => "website",
        Kind::Company => "company",
        Kind::Person => "person",
        Kind::Staff => "staff",
        Kind::Code => "code",
        Kind::Text => "text",
    }
}

/// What stands in the row that shows how.
fn sample_of(field: &'static Field, words: &Words, month: Month) -> Cell {
    let muted = |text: &str| Cell::Marked(text.to_owned(), Ink::Muted);
    match &field.kind {
        // A colleague who has left owns nobody: no example to copy.
        Kind::Date if field.id == "left_on" => Cell::Blank,
        Kind::Date | Kind::DateTime => muted(&month.first().to_string()),
        Kind::Period => muted(&month.to_string()),
        Kind::Country | Kind::Word(_) | Kind::YesNo => choices(field, words).first().map_or(Cell::Blank, |choice| muted(choice)),
        Kind::Currency => muted("USD"),
        Kind::Money if alone(field) => muted("USD 1250.00"),
        Kind::Money => muted("1250.00"),
        Kind::Person if field.entity == Entity::Staff => muted(words.get("migration.sample_of.staff")),
        Kind::Number | Kind::Count => muted("100"),
        Kind::Share => muted("30%"),
        Kind::Score => muted(if field.id == "nps" { "9" } else { "5" }),
        Kind::Phone => muted("+39 02 1234567"),
        Kind::Email => muted("name@example.com"),
        Kind::Website => muted("www.example.com"),
        Kind::Company | Kind::Person | Kind::Staff | Kind::Code | Kind::Text => {
            let key = format!("migration.sample_of.{}", shape(&field.kind));
            muted(words.get(&key))
        }
    }
}
