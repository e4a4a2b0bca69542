//! Own headers (自定义表头): headers the policy adds to a field are read as one that is known, and shown as they stand.
//!
//! Decides that only a row with another known header beside it can hold them, so that no value is taken for a header.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::grid::Grid;
use super::mapping;
use super::sheet::SheetRead;
use crate::model::raw::{Cell, Column, Match};
use crate::model::{Catalogue, Entity, folding};
use crate::policy::Policy;

/// Rows among which headers stand.
const LOOKED_AT: usize = 300;

/// What stood in the cells that were read as another header, by row and column.
pub(super) type Stood = BTreeMap<(u32, u32), Arc<str>>;

/// Puts a known header in place of each of the policy's own, and tells what stood there.
pub(super) fn translate(grid: &mut Grid, policy: &Policy) -> Stood {
    let mut known: BTreeMap<String, Arc<str>> = BTreeMap::new();
    for (name, headers) in &policy.vocabulary.headers {
        let field = name.split_once('.').and_then(|(entity, field)| Catalogue::shipped().field(Entity::from_id(entity)?, field));
        if let Some(alias) = field.and_then(|field| field.aliases.first()) {
            known.extend(headers.iter().map(|header| (folding::key(header), Arc::from(alias.text.as_str()))));
        }
    }
    let mut stood = Stood::new();
    if known.is_empty() {
        return stood;
    }
    let rows: Vec<u32> = grid.row_numbers().take(LOOKED_AT).collect();
    for row in rows {
        let own = |cell: &Cell| if let Cell::Text(text) = cell { known.get(&folding::key(text)).cloned() } else { None };
        let cells: Vec<(u32, Arc<str>, Arc<str>)> = grid
            .row(row)
            .iter()
            .filter_map(|(column, cell)| match cell {
                Cell::Text(text) => Some((*column, Arc::from(&**text), own(cell)?)),
                _ => None,
            })
            .collect();
        let others =
            grid.row(row).iter().filter(|(_, cell)| matches!(cell, Cell::Text(text) if own(cell).is_some() || mapping::known(text)));
        if others.count() < 2 {
            continue;
        }
        for (column, text, alias) in cells {
            stood.insert((row, column), text);
            grid.put(row, column, Cell::Text((*alias).into()));
        }
    }
    stood
}

/// Shows the headers again as they stand on the sheet; the policy is the reason for their fields.
pub(super) fn restore(read: &mut SheetRead, stood: &Stood) {
    if stood.is_empty() {
        return;
    }
    let show = |rows: &[u32], columns: &mut Vec<Column>| {
        for column in columns {
            if let Some(text) = rows.iter().find_map(|row| stood.get(&(*row, column.index))) {
                column.header = text.to_string();
                column.matched = if column.field.is_some() { Match::Policy } else { column.matched };
            }
        }
    };
    for table in &mut read.tables {
        show(&table.header_rows, &mut table.columns);
    }
    show(&read.report.header_rows, &mut read.report.columns);
}

#[cfg(test)]
mod tests {
    use crate::ingest::{Request, read_bytes};
    use crate::model::Entity;
    use crate::model::raw::Match;
    use crate::policy::Policy;

    #[test]
    fn a_header_of_ones_own_is_known_and_shown_as_it_stands() {
        let text = "内部凭号,下单日期,客户名称,金额(USD)\nP1,2026-10-05,Rossi,5\nP2,2026-10-06,内部凭号,6\n";
        let mut policy = Policy::shipped();
        policy.vocabulary.headers = [("order.no".to_owned(), vec!["内部凭号".to_owned()])].into();
        let (intake, _) = read_bytes("a.csv", text.as_bytes().to_vec(), &Request::default(), &policy);
        let table = &intake.tables[0];
        assert_eq!(table.entity, Entity::Order);
        let first = &table.columns[0];
        assert_eq!((first.header.as_str(), first.field, first.matched), ("内部凭号", Some("no"), Match::Policy));
        assert_eq!(table.rows.get(1).unwrap().cells.get(2).unwrap().show(), "内部凭号");
        let (plain, _) = read_bytes("a.csv", text.as_bytes().to_vec(), &Request::default(), &Policy::shipped());
        assert_ne!(plain.tables[0].columns[0].field, Some("no"));
    }
}
