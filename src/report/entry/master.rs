//! Master (主数据表): the tables a company keeps working with, as sheets and as csv.
//!
//! Decides that a field nobody filled in has no column unless a template asks for it, and that each row ends with where it came
//! from. The headers of those columns are known to ingest as no data.

use rust_xlsxwriter::Workbook as Book;

use super::super::list::{Cell, Column, Kind as Look};
use super::super::theme::Theme;
use super::fields::{Plan, choices, header};
use super::sheet::{self, EntryColumn, Grid};
use super::value::Pen;
use crate::error::Result;
use crate::model::frame::Rows;
use crate::model::tidied::Tables;
use crate::model::{Entity, Field};
use crate::policy::Policy;
use crate::words::Words;

/// Columns about the row itself: words key, frame column.
const TRACE: [(&str, &str); 6] =
    [("customer_id", "customer_id"), ("names", "names"), ("file", "file"), ("sheet", "sheet"), ("row", "row_first"), ("extra", "extra")];

/// The grids of all tables, in the order of entities.
pub(in super::super) fn master(tables: &Tables, words: &Words) -> Vec<(Entity, Grid)> {
    tables.iter().filter(|(_, frame)| frame.height() > 0).map(|(entity, frame)| (*entity, grid(*entity, Rows::of(frame), words))).collect()
}

/// One workbook of all grids.
pub(in super::super) fn workbook(grids: Vec<(Entity, Grid)>, policy: &Policy) -> Result<Book> {
    let mut book = Book::new();
    sheet::write(&mut book, &Theme::new(&policy.report), grids.into_iter().map(|(_, grid)| grid).collect())?;
    Ok(book)
}

fn grid(entity: Entity, rows: Rows<'_>, words: &Words) -> Grid {
    let plan = Plan::shipped();
    let asked = plan.asked(entity).len();
    let fields: Vec<(usize, &'static Field)> = plan.all(entity).into_iter().enumerate().collect();
    let kept = fields.into_iter().filter(|(place, field)| *place < asked && plan.requires(field) || says_something(field, rows));
    let pens: Vec<(&'static Field, Pen<'_>)> = kept.map(|(_, field)| (field, Pen::new(field, rows, words))).collect();
    let mut columns: Vec<EntryColumn> = pens.iter().map(|(field, pen)| column(field, pen, words)).collect();
    let trace: Vec<(&str, &str)> = TRACE
        .into_iter()
        .filter(|(_, name)| (0..rows.len()).any(|row| rows.text(name, row).is_some() || rows.count(name, row).is_some()))
        .collect();
    columns.extend(trace.iter().map(|(key, _)| EntryColumn {
        column: Column::new(words.get(&format!("migration.trace.{key}")), if *key == "row" { Look::Ordinal } else { Look::Text }),
        choices: Vec::new(),
        prompt: String::new(),
    }));
    let row = |at: usize| {
        let mut cells: Vec<Cell> = pens.iter().map(|(_, pen)| pen.cell(rows, at)).collect();
        cells.extend(trace.iter().map(|(_, name)| match rows.count(name, at) {
            Some(count) => Cell::count(count),
            None => rows.text(name, at).map_or(Cell::Blank, Cell::text),
        }));
        cells
    };
    Grid {
        name: words.get(&format!("entity.{}", entity.id())).to_owned(),
        head: Vec::new(),
        columns,
        rows: (0..rows.len()).map(row).collect(),
        table: entity.id(),
        alt: words.say("migration.alt.master", &[("what", words.get(&format!("entity.{}", entity.id())))]),
    }
}

fn says_something(field: &Field, rows: Rows<'_>) -> bool {
    let text = format!("{}_text", field.id);
    let filled = |row: usize| {
        rows.text(field.id, row).is_some()
            || rows.text(&text, row).is_some()
            || rows.number(field.id, row).is_some()
            || rows.date(field.id, row).is_some()
            || rows.micros(field.id, row).is_some()
            || rows.flag(field.id, row).is_some()
    };
    (0..rows.len()).any(filled)
}

fn column(field: &'static Field, pen: &Pen<'_>, words: &Words) -> EntryColumn {
    let required = Plan::shipped().requires(field);
    let shared = pen.shared.as_ref().map(|shared| format!("({shared})")).unwrap_or_default();
    let mark = if required { "*" } else { "" };
    let named = if pen.undeclared { words.get("migration.grade").to_owned() } else { header(field, words) };
    EntryColumn { column: Column::new(format!("{named}{shared}{mark}"), pen.look()), choices: choices(field, words), prompt: String::new() }
}

/// The grid as csv: UTF-8 with a byte order mark, numbers plain, days as ISO.
///
/// # Errors
/// Never in practice: the text grows in memory.
pub(in super::super) fn csv(grid: &Grid) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(grid.columns.iter().map(|column| column.column.header.as_str())).map_err(crate::error::Error::internal)?;
    for row in &grid.rows {
        writer.write_record(row.iter().map(plain)).map_err(crate::error::Error::internal)?;
    }
    writer.into_inner().map_err(crate::error::Error::internal)
}

/// A cell as csv has it. Text that a spreadsheet would take for a formula is preceded by an apostrophe.
fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Link(text, _) | Cell::Marked(text, _) => {
            if text.starts_with(['=', '@', '\t']) || (text.starts_with(['+', '-']) && text[1..].contains(|c: char| c.is_alphabetic())) {
                format!("'{text}")
            } else {
                text.clone()
            }
        }
        Cell::Number(value) | Cell::Measured(value, _) | Cell::Live(_, value) => format!("{value}"),
        Cell::Date(day) => day.to_string(),
        Cell::Grade(grade) => grade.letter().to_owned(),
        Cell::Blank | Cell::Unknown(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use polars::prelude::{DataFrame, IntoColumn, NamedFrom, Series};

    use super::*;
    use crate::model::frame::{complete, money_column};
    use crate::words::Language;

    fn orders() -> DataFrame {
        let text = |name: &str, cells: &[&str]| {
            Series::new(name.into(), cells.iter().map(|cell| (!cell.is_empty()).then_some(*cell)).collect::<Vec<_>>()).into_column()
        };
        let columns = vec![
            text("no", &["PI-1", "=cmd|1"]),
            text("currency", &["USD", "EUR"]),
            money_column("amount", [Some(1_500_000), Some(2_000_000)]),
            text("amount_currency", &["USD", "EUR"]),
            money_column("deposit", [None, Some(1_000_000)]),
            text("deposit_currency", &["", "USD"]),
            text("payment_terms", &["", ""]),
            text("payment_terms_text", &["see contract", ""]),
        ];
        complete(Entity::Order, &DataFrame::new(2, columns).unwrap()).unwrap()
    }

    #[test]
    fn an_amount_shows_its_currency_once_and_nothing_untyped_is_lost() {
        let tables: Tables = [(Entity::Order, orders())].into();
        let grids = master(&tables, Words::of(Language::En));
        let text = String::from_utf8(csv(&grids[0].1).unwrap()).unwrap();
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
        assert!(lines[0].contains('*') && lines[0].contains("(USD)"), "{}", lines[0]);
        assert!(lines[1].contains("1.5,USD") && lines[1].contains("see contract"), "{}", lines[1]);
        assert!(lines[2].starts_with("'=cmd|1") && lines[2].contains("2,EUR"), "{}", lines[2]);
    }
}
