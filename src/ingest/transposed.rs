//! Transposed sheets (竖排表): the fields stand down one column, and each further column is a record (客户对比表).
//!
//! Decides when rows and columns have changed places: nearly every written row opens with a header we know, and two or
//! more columns beside it are filled nearly everywhere. Such a sheet is read as a form with its records side by side.

use std::collections::BTreeSet;

use super::entity::{self, Names};
use super::form::{self, Form, Pair};
use super::grid::Grid;
use super::header::Header;
use super::lexicon::Lexicon;
use super::mapping::{self, Heading};
use super::subject::Subject;
use crate::model::raw::Cell;
use crate::model::{Entity, folding};

/// Labels that must be known before a column of them is one of fields.
const FEWEST: usize = 3;
/// Rows of field names that are looked at; a table has more rows, a record no more fields.
const MOST: usize = 200;

/// The sheet as records side by side, where it is that.
pub(super) fn form(grid: &Grid, title: &str, file: &str, ruled: Option<Entity>) -> Option<Form> {
    let rows: Vec<u32> = grid.row_numbers().take(MOST + 1).collect();
    if rows.len() < FEWEST || rows.len() > MOST {
        return None;
    }
    let at = label_column(grid, &rows)?;
    let labelled: Vec<(u32, String)> = rows
        .iter()
        .filter_map(|row| match grid.get(*row, at) {
            Cell::Text(text) if grid.row(*row).first().is_some_and(|(column, _)| *column >= at.saturating_sub(1)) => {
                Some((*row, text.to_string()))
            }
            _ => None,
        })
        .collect();
    let known: Vec<&(u32, String)> = labelled.iter().filter(|(_, label)| mapping::known(label)).collect();
    if known.len() < FEWEST || known.len() * 10 < labelled.len() * 6 || labelled.len() * 10 < rows.len() * 6 {
        return None;
    }
    let columns = records_at(grid, at, &known);
    if columns.len() < 2 {
        return None;
    }
    let headings: Vec<Heading> = labelled.iter().map(|(_, label)| Heading { own: Header::parse(label), ..Heading::default() }).collect();
    let names = Names { sheet: grid.name.to_string(), title: title.to_owned(), file: file.to_owned() };
    let entity = match ruled.map_or_else(|| entity::decide(&headings, &names, &[], &[]), Subject::Of) {
        Subject::Of(entity) => entity,
        Subject::Other | Subject::Unknown => return None,
    };
    let stands = |label: &str| form::field_of(label, entity).is_some();
    let first = labelled.iter().find(|(_, label)| stands(label)).map(|(row, _)| *row)?;
    let fields: Vec<&(u32, String)> = labelled.iter().filter(|(row, _)| *row >= first).collect();
    let record = |column: &u32| -> Vec<Pair> {
        let pair = |(row, label): &&(u32, String)| Pair {
            row: *row,
            label_column: at,
            column: *column,
            label: label.clone(),
            value: grid.shown(*row, *column).clone(),
        };
        fields.iter().map(pair).collect()
    };
    let mut records: Vec<Vec<Pair>> = columns.iter().map(record).collect();
    records.retain(|record| record.iter().any(|pair| !pair.value.is_empty()));
    let rows: BTreeSet<u32> = fields.iter().map(|(row, _)| *row).collect();
    Some(Form { entity, rows, frame: Vec::new(), records })
}

/// The column in which the rows begin: the first, or the second where the first counts them.
fn label_column(grid: &Grid, rows: &[u32]) -> Option<u32> {
    let first = rows.iter().filter_map(|row| grid.row(*row).first().map(|(column, _)| *column)).min()?;
    let known = |column: u32| rows.iter().filter(|row| matches!(grid.get(**row, column), Cell::Text(text) if mapping::known(text))).count();
    let serial = |row: &&u32| {
        let cell = grid.get(**row, first);
        matches!(cell, Cell::Number(_)) || Lexicon::shipped().serial.contains(&folding::key(&cell.show())) || cell.is_empty()
    };
    if known(first) < FEWEST && rows.iter().filter(serial).count() * 10 >= rows.len() * 8 { Some(first + 1) } else { Some(first) }
}

/// Columns right of the labels that are filled in at least half of the known rows, and do not themselves hold labels.
fn records_at(grid: &Grid, at: u32, known: &[&(u32, String)]) -> Vec<u32> {
    let columns: BTreeSet<u32> =
        known.iter().flat_map(|(row, _)| grid.row(*row).iter()).map(|(column, _)| *column).filter(|c| *c > at).collect();
    let filled = |column: &u32| known.iter().filter(|(row, _)| !grid.shown(*row, *column).is_empty()).count() * 2 >= known.len();
    let labels = |column: &u32| {
        let said = known.iter().filter(|(row, _)| matches!(grid.get(*row, *column), Cell::Text(text) if mapping::known(text))).count();
        said * 2 >= known.len()
    };
    columns.into_iter().filter(filled).filter(|column| !labels(column)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::grid::tests::grid;
    use super::*;

    fn found(rows: &[&str]) -> Option<(Entity, Vec<Vec<String>>, Vec<u32>)> {
        let form = form(&grid("s", rows), "", "", None)?;
        let said = |record: &Vec<Pair>| record.iter().map(|pair| format!("{}={}", pair.label, pair.value.show())).collect();
        Some((form.entity, form.records.iter().map(said).collect(), form.rows.into_iter().collect()))
    }

    #[test]
    fn each_column_is_a_record() {
        let sheet = ["项目|客户A|客户B", "客户名称|Rossi|Haus", "国家|意大利|德国", "邮箱|a@b.example|", "电话|+39 02 1|+49 30 2"];
        let (entity, records, rows) = found(&sheet).unwrap();
        assert_eq!((entity, rows), (Entity::Customer, vec![2, 3, 4, 5]));
        assert_eq!(records[0], ["客户名称=Rossi", "国家=意大利", "邮箱=a@b.example", "电话=+39 02 1"]);
        assert_eq!(records[1][0..3], ["客户名称=Haus", "国家=德国", "邮箱="]);
        let counted = ["1|Ragione Sociale|Rossi|Verdi", "2|Paese|Italia|Italia", "3|Telefono|02 1|02 2", "4|Note||x"];
        assert_eq!(found(&counted).map(|found| (found.0, found.1.len())), Some((Entity::Customer, 2)));
    }

    #[test]
    fn a_form_a_table_and_a_list_are_none() {
        assert_eq!(found(&["客户名称|Rossi", "国家|意大利", "邮箱|a@b.example"]), None);
        assert_eq!(found(&["客户名称|国家|邮箱", "Rossi|意大利|a@b.example", "Haus|德国|c@d.example"]), None);
        assert_eq!(found(&["颜色|红|蓝", "尺码|L|M", "材质|棉|麻"]), None);
    }
}
