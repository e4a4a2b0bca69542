//! Told by its cells (看值): a column whose header nobody knows, but whose cells can be only one thing.
//!
//! Decides for what a stranger would see too: mail addresses, web addresses, names of companies, countries; only where no known
//! header claims the field, and only as a suggestion that `inspect` and the report list.

use super::context::has_legal_form;
use super::grid::Grid;
use super::lexicon::Lexicon;
use crate::model::raw::{Column, Match};
use crate::model::{Catalogue, Entity, folding};

/// Cells of a column that are looked at.
const LOOKED_AT: usize = 50;
/// Fewer cells tell nothing.
const FEWEST: usize = 3;

/// Words in headers of names and addresses that are not the customer's.
const OTHERS: [&str; 20] = [
    "供",
    "厂",
    "货代",
    "船",
    "快递",
    "物流",
    "承运",
    "银行",
    "竞争",
    "supplier",
    "vendor",
    "manufacturer",
    "forwarder",
    "carrier",
    "courier",
    "bank",
    "competitor",
    "fornitore",
    "spedizioniere",
    "vettore",
];

/// Fills fields that no header claims from columns whose cells speak for themselves.
pub(super) fn by_cells(columns: &mut [Column], grid: &Grid, body: &[u32], entity: Entity, doubtful: &[u32]) {
    for place in 0..columns.len() {
        let column = &columns[place];
        let of_others = || OTHERS.iter().any(|word| folding::fold(&column.header).contains(word));
        if column.matched != Match::Unknown || column.index == 0 || doubtful.contains(&column.index) || of_others() {
            continue;
        }
        let shown = body.iter().map(|row| grid.get(*row, column.index).show());
        let cells: Vec<String> = shown.filter(|text| !text.is_empty()).take(LOOKED_AT).collect();
        let fields: &[&str] = if cells.len() < FEWEST {
            &[]
        } else if most(&cells, 9, |text| text.contains('@') && !text.contains(' ')) {
            &["email"]
        } else if most(&cells, 9, is_web) {
            &["website"]
        } else if most(&cells, 6, has_legal_form) {
            if entity == Entity::Customer { &["name"] } else { &["customer"] }
        } else if entity == Entity::Order && most(&cells, 9, is_marked_number) {
            &["no"]
        } else if most(&cells, 9, |text| Lexicon::shipped().country.contains(&folding::key(text))) {
            &["country"]
        } else {
            &[]
        };
        let free = |field: &&'static str| columns.iter().all(|other| other.field != Some(*field));
        let mut offered = fields.iter().filter_map(|id| Catalogue::shipped().field(entity, id).map(|field| field.id));
        if let Some(field) = offered.find(free) {
            columns[place].field = Some(field);
            columns[place].matched = Match::Likeness;
        }
    }
}

fn most(cells: &[String], tenths: usize, is: impl Fn(&str) -> bool) -> bool {
    cells.iter().filter(|text| is(text)).count() * 10 >= cells.len() * tenths
}

/// `#1001`, as web shops number their orders, whatever the column is called.
pub(super) fn is_marked_number(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_web(text: &str) -> bool {
    ["http://", "https://", "www."].iter().any(|start| text.to_ascii_lowercase().starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::super::grid::tests::grid;
    use super::super::{columns, layout};
    use super::*;
    use crate::model::Origin;

    fn fields(entity: Entity, rows: &[&str]) -> Vec<(Option<&'static str>, Match)> {
        let sheet = grid("", rows);
        let header = &layout::headers(&sheet, &std::collections::BTreeSet::new())[0];
        let body: Vec<u32> = (2..=u32::try_from(rows.len()).unwrap()).collect();
        let (columns, _) = columns::columns(&sheet, header, &body, entity, None, &Origin::sheet("a.csv", ""));
        columns.iter().map(|column| (column.field, column.matched)).collect()
    }

    #[test]
    fn cells_tell_what_an_unknown_header_holds() {
        let rows =
            ["订单号|金额|Spett.le|Posta", "P1|5|Rossi S.r.l.|a@b.example", "P2|6|Haus GmbH|c@d.example", "P3|7|Casa Ltd|e@f.example"];
        assert_eq!(fields(Entity::Order, &rows)[2..], [(Some("customer"), Match::Likeness), (Some("email"), Match::Likeness)]);
        let shop = [
            "Name|Currency|Total|Billing Company|Created at",
            "#11|EUR|5|Haus GmbH|2026-10-05",
            "#12|EUR|6|Casa Ltd|2026-10-06",
            "#13|EUR|7|Rossi Srl|2026-10-07",
        ];
        assert_eq!(fields(Entity::Order, &shop)[0].0, Some("no"));
        let makers = rows.map(|row| row.replace("Spett.le", "生产厂家"));
        assert_eq!(fields(Entity::Order, &makers.each_ref().map(String::as_str))[2], (None, Match::Unknown));
    }
}
