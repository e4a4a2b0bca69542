//! Countries (国家): where the money and the customers are, and every customer below its country, domestic ones first.

use std::collections::BTreeMap;

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, FIRST_DATA_ROW, Sheet};
use super::super::edition::Edition;
use super::super::number;
use super::super::page::Page;
use super::super::table::{Cell, Kind, List};
use super::{by_key, column, subtitle};
use crate::error::Result;
use crate::model::view::CustomerLine;
use crate::model::{Grain, Unit};

/// Figures known of fewer than one country in so many have no column: it would be dashes from top to bottom.
const KNOWN_OF: usize = 5;

/// The figures that the catalogue computes by country, as far as enough countries have them.
fn metrics<'a>(desk: &'a Desk<'_>) -> Vec<&'a str> {
    let keys = desk.keys_by(Grain::Country, "order_amount");
    let known = |id: &str| {
        let value = |key: &String| desk.view.computed.values.get(id, desk.view.month, Grain::Country, key).and_then(|figure| figure.value);
        KNOWN_OF * keys.iter().filter(|key| value(key).is_some()).count() >= keys.len()
    };
    let of_countries = desk.view.specs.iter().filter(|spec| spec.grains.contains(&Grain::Country)).map(|spec| spec.id);
    of_countries.filter(|id| known(id)).collect()
}

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let mut page = Page::new(desk, Sheet::Countries, &title(desk), &subtitle(desk))?;
    page.one_wide();
    page.freeze_columns(1);
    let name = |key: &str| desk.country(key);
    let mut list = by_key(desk, "tbl_countries", Grain::Country, (desk.text("column.country"), &name), &metrics(desk));
    let mut customers: BTreeMap<&str, u32> = BTreeMap::new();
    for line in &desk.view.computed.customers {
        *customers.entry(line.country.as_deref().unwrap_or("ZZ")).or_default() += 1;
    }
    // An edition without customers cannot count them.
    if !customers.is_empty() {
        list.columns.insert(1, column(desk, "customer_count", Kind::Number(Unit::Count)).summed());
        for (row, key) in list.rows.iter_mut().zip(desk.keys_by(Grain::Country, "order_amount")) {
            row.insert(1, Cell::count(customers.get(key.as_str()).copied().unwrap_or(0)));
        }
    }
    page.list(desk, &list)?;
    // Names of customers are management's.
    if desk.plan.edition == Edition::Management && !desk.customers.is_empty() {
        let tree = tree(desk);
        let counts = [("count", tree.rows.len().to_string()), ("all", desk.customers.len().to_string())];
        page.heading(&desk.say("heading.tree", &counts));
        page.list(desk, &tree)?;
    }
    page.finish(desk)
}

/// Customers of the tree at most: more are looked up by the filters of their own sheet.
const TREE_ROWS: usize = 5000;

/// Home and abroad, country, customer (R-K5); within a country most money first. A customer's name leads to its line.
fn tree(desk: &Desk<'_>) -> List {
    let columns = vec![
        column(desk, "territory", Kind::Word),
        column(desk, "country", Kind::Text),
        column(desk, "customer", Kind::Text),
        column(desk, "owner", Kind::Text),
        column(desk, "grade", Kind::Word),
        column(desk, "amount_12m", Kind::Number(Unit::Money)).summed(),
    ];
    let territory = |line: &CustomerLine| line.segment.is_domestic.map_or("unknown", |home| if home { "domestic" } else { "foreign" });
    let branch = |line: &CustomerLine| {
        let first = ["domestic", "foreign", "unknown"].iter().position(|known| *known == territory(line));
        (first, line.country.as_deref().map(|code| desk.country(code)))
    };
    // Customers come with most money first.
    let mut places: Vec<usize> = (0..desk.customers.len().min(TREE_ROWS)).collect();
    places.sort_by_cached_key(|place| branch(desk.customers[*place]));
    let row = |place: usize| {
        let line = &desk.customers[place];
        vec![
            Cell::text(desk.value("territory", territory(line))),
            line.country.as_deref().map_or(Cell::Blank, |code| Cell::text(desk.country(code))),
            class_line(desk, place, &line.name),
            desk.owner(line.owner.as_deref()),
            Desk::grade(line.grade),
            Cell::number(line.amount_12m),
        ]
    };
    let rows: Vec<_> = places.into_iter().map(row).collect();
    let alt = desk.say("alt.customers", &[("count", rows.len().to_string())]);
    List { name: "tbl_tree".into(), alt, columns, rows, total: Some(desk.text("total")) }
}

/// A customer's name that leads to its line among the classes, or the customers, of this workbook.
fn class_line(desk: &Desk<'_>, place: usize, name: &str) -> Cell {
    if !desk.present.contains(&Sheet::Classes) {
        return desk.customer(desk.customers.get(place).map(|line| line.id.as_str()), name);
    }
    // A list too long for this workbook shows its first rows only.
    if desk.customers.len() > desk.limits.list && place >= desk.limits.shown {
        return Cell::text(name);
    }
    Cell::Link(name.to_owned(), format!("internal:'{}'!A{}", desk.sheet_name(Sheet::Classes), place + FIRST_DATA_ROW))
}

/// The country with most money of the last twelve months, and its share.
pub(super) fn title(desk: &Desk<'_>) -> String {
    let keys = desk.keys(Grain::Country);
    let amount =
        |key: &str| desk.view.computed.values.get("order_amount_12m", desk.view.month, Grain::Country, key).and_then(|figure| figure.value);
    let all: f64 = keys.iter().filter_map(|key| amount(key)).sum();
    let best = keys.iter().filter_map(|key| Some((key, amount(key)?))).max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.0.cmp(a.0)));
    match best {
        Some((key, money)) if all > 0.0 => desk.say(
            "title.countries",
            &[
                ("count", keys.len().to_string()),
                ("country", desk.country(key)),
                ("share", number::show(desk.words, Unit::Share, money / all)),
            ],
        ),
        _ => desk.say("title.countries_plain", &[("count", keys.len().to_string())]),
    }
}
