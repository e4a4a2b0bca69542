//! By salesperson and by every other dimension of the catalogue (分维度): every figure known for it, none hand-picked.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::page::Page;
use super::super::table::{Cell, Column, Kind, List};
use super::{by_key, column, own, said, subtitle};
use crate::error::Result;
use crate::model::{Grain, MetricSpec};

/// Names of the tables of further dimensions.
const NAMES: [&str; 6] = ["tbl_dimension_1", "tbl_dimension_2", "tbl_dimension_3", "tbl_dimension_4", "tbl_dimension_5", "tbl_dimension_6"];
/// More salespeople than this stand in rows: one could not read so many columns.
const COLUMNS: usize = 40;

/// Every figure by salesperson: one row a figure, one column a person.
pub(super) fn by_staff(desk: &Desk<'_>) -> Result<Worksheet> {
    let mut page = Page::new(desk, Sheet::ByStaff, &staff_title(desk), &subtitle(desk))?;
    page.freeze_columns(1);
    page.list(desk, &staff_list(desk))?;
    page.finish(desk)
}

pub(super) fn staff_title(desk: &Desk<'_>) -> String {
    let count = specs(desk, Grain::Salesperson).count().to_string();
    desk.say("title.by_staff", &[("count", count), ("staff", desk.sellers().to_string())])
}

/// Figures known for any key of a dimension.
fn specs<'a>(desk: &'a Desk<'_>, grain: Grain) -> impl Iterator<Item = &'a MetricSpec> {
    desk.view.specs.iter().filter(move |spec| spec.grains.contains(&grain) && desk.any_known(spec.id, grain))
}

fn staff_list(desk: &Desk<'_>) -> List {
    let mut keys = desk.keys_by(Grain::Salesperson, "order_amount");
    keys.truncate(COLUMNS);
    let mut columns = vec![column(desk, "metric", Kind::Text), column(desk, "company", Kind::Ordinal)];
    columns.extend(keys.iter().map(|key| Column::new(desk.staff(key), Kind::Ordinal)));
    let month = desk.view.month;
    let row = |spec: &MetricSpec| {
        let mut cells = vec![Cell::text(desk.label(spec.id)), own::measured(desk.own(spec.id, month), spec)];
        cells.extend(keys.iter().map(|key| own::measured(desk.figure(spec.id, Grain::Salesperson, key, month), spec)));
        cells
    };
    let rows: Vec<_> = specs(desk, Grain::Salesperson).map(row).collect();
    let alt = desk.say("alt.by_key", &[("count", rows.len().to_string())]);
    List { name: "tbl_by_staff".into(), alt, columns, rows, total: None }
}

/// Dimensions beside salesperson and country.
pub(super) fn further(desk: &Desk<'_>) -> Vec<Grain> {
    desk.grains().into_iter().filter(|grain| !matches!(grain, Grain::Salesperson | Grain::Country)).collect()
}

/// One table a further dimension: channels, teams, fairs … whatever the catalogue has.
pub(super) fn others(desk: &Desk<'_>) -> Result<Worksheet> {
    let mut page = Page::new(desk, Sheet::Dimensions, &others_title(desk), &subtitle(desk))?;
    page.freeze_columns(1);
    for (grain, name) in further(desk).into_iter().zip(NAMES) {
        let label = desk.text(&format!("grain.{}", grain.id()));
        let topic = desk.say("heading.by", &[("what", label.clone())]);
        let ids: Vec<&str> = specs(desk, grain).map(|spec| spec.id).collect();
        let list = by_key(desk, name, grain, (label, &|key: &str| desk.key_name(grain, key)), &ids);
        let first = ids.first().filter(|id| **id == "order_amount").and_then(|_| said::most(desk, &list, 1));
        page.heading(&said::named(desk, topic, [first]));
        page.list(desk, &list)?;
    }
    page.finish(desk)
}

pub(super) fn others_title(desk: &Desk<'_>) -> String {
    let names: Vec<_> = further(desk).iter().map(|grain| desk.text(&format!("grain.{}", grain.id()))).collect();
    desk.say("title.dimensions", &[("names", names.join(&desk.text("list_comma")))])
}
