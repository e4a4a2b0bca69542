//! Headless tables (无表头): rows of a system's export that say nothing about themselves (CDNOW: customer, day, pieces, amount).
//!
//! Decides only what the cells prove: one column of days, one of amounts with decimals, a code or name before them, small
//! whole numbers for the quantity. Each column found so is a suggestion that a person is shown. A policy that names columns
//! by their letters is followed as it stands.

use chrono::NaiveDate;

use super::grid::Grid;
use super::header::Header;
use super::layout::HeaderAt;
use super::mapping::Heading;
use super::source;
use crate::model::origin::column_letters;
use crate::model::raw::Cell;
use crate::policy::Source;

/// Fewer rows prove nothing.
const FEWEST: usize = 5;
/// Rows that are looked at.
const LOOKED_AT: usize = 400;
/// Columns of such an export.
const WIDEST: u32 = 12;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Day,
    Amount,
    Count,
    Code,
    Words,
}

/// A header for rows that have none: its columns are called by their letters.
pub(super) fn header(grid: &Grid, rule: Option<&Source>) -> Option<HeaderAt> {
    let rows: Vec<u32> = grid.row_numbers().take(LOOKED_AT).collect();
    let width = rows.iter().filter_map(|row| grid.row(*row).last().map(|(column, _)| *column)).max()?;
    let lettered = |rule: &&Source| {
        source::entity(Some(*rule)).is_some()
            && !rule.columns.is_empty()
            && rule.columns.keys().all(|name| (1..=width).any(|c| column_letters(c) == *name))
    };
    let called = |known: &str, column: u32| {
        let own = Header { shown: column_letters(column), whole: known.to_owned(), core: known.to_owned(), ..Header::default() };
        (column, Heading { own, ..Heading::default() })
    };
    if rule.as_ref().is_some_and(lettered) {
        return Some(HeaderAt { rows: Vec::new(), headings: (1..=width).map(|column| called("", column)).collect() });
    }
    if rows.len() < FEWEST
        || width > WIDEST
        || rows.iter().filter(|row| grid.row(**row).len() == width as usize).count() * 20 < rows.len() * 19
    {
        return None;
    }
    let sorts: Vec<Sort> = (1..=width).map(|column| sort(grid, &rows, column)).collect::<Option<_>>()?;
    let only = |wanted: Sort| {
        let mut places = (0..sorts.len()).filter(|at| sorts[*at] == wanted);
        places.next().filter(|_| places.next().is_none())
    };
    let (day, amount) = (only(Sort::Day)?, only(Sort::Amount)?);
    let whose = (0..day).find(|at| matches!(sorts[*at], Sort::Code | Sort::Words))?;
    let name = |at: usize| match at {
        at if at == whose && sorts[at] == Sort::Code => "Customer ID",
        at if at == whose => "Customer Name",
        at if at == day => "Order Date",
        at if at == amount => "Amount",
        at if Some(at) == only(Sort::Count) => "Quantity",
        _ => "",
    };
    Some(HeaderAt { rows: Vec::new(), headings: (1..=width).zip(0..).map(|(column, at)| called(name(at), column)).collect() })
}

/// What all cells of a column are; `None` where they are nothing in common.
fn sort(grid: &Grid, rows: &[u32], column: u32) -> Option<Sort> {
    let cells: Vec<&Cell> = rows.iter().map(|row| grid.get(*row, column)).filter(|cell| !cell.is_empty()).collect();
    let texts: Vec<String> = cells.iter().map(|cell| cell.show()).collect();
    let all = |fits: fn(&str) -> bool| !texts.is_empty() && texts.iter().all(|text| fits(text));
    if cells.iter().all(|cell| matches!(cell, Cell::Date(_))) && !cells.is_empty() || all(is_day) {
        return Some(Sort::Day);
    }
    if all(|text| text.parse::<f64>().is_ok()) {
        let decimals = texts.iter().filter(|text| text.contains('.')).count();
        if decimals * 3 >= texts.len() {
            return Some(Sort::Amount);
        }
        let padded = texts.iter().any(|text| text.len() > 1 && text.starts_with('0'));
        let small = texts.iter().all(|text| text.parse::<i64>().is_ok_and(|number| (-10_000..10_000).contains(&number)));
        let distinct = texts.iter().collect::<std::collections::BTreeSet<_>>().len();
        return Some(if padded || !small || distinct * 2 > texts.len() && column == 1 { Sort::Code } else { Sort::Count });
    }
    if all(|text| text.chars().count() <= 24 && text.chars().any(|c| c.is_ascii_digit()) && !text.contains(' ')) {
        return Some(Sort::Code);
    }
    all(|text| text.chars().count() <= 80).then_some(Sort::Words)
}

/// `19970101`, `1997-01-01`, `1997/1/1`.
fn is_day(text: &str) -> bool {
    let parts: Vec<u32> = if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        [&text[..4], &text[4..6], &text[6..]].iter().filter_map(|part| part.parse().ok()).collect()
    } else {
        let day = text.split([' ', 'T']).next().unwrap_or_default();
        day.split(['-', '/', '.']).map_while(|part| part.parse().ok()).collect()
    };
    let [year, month, day] = parts[..] else { return false };
    (1970..2100).contains(&year) && i32::try_from(year).is_ok_and(|year| NaiveDate::from_ymd_opt(year, month, day).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::grid::tests::grid;
    use super::*;

    fn found(rows: &[&str]) -> Option<Vec<String>> {
        let header = header(&grid("", rows), None)?;
        Some(header.headings.into_iter().map(|(_, heading)| format!("{}={}", heading.own.shown, heading.own.whole)).collect())
    }

    #[test]
    fn cells_prove_a_table_of_purchases() {
        let cdnow = [
            "00001|19970101|1|11.77",
            "00002|19970112|1|12.00",
            "00002|19970112|5|77.00",
            "00003|19970102|2|20.76",
            "00003|19970330|2|20.76",
        ];
        // The literal grid makes numbers of digits; a text file keeps them as text.
        assert_eq!(found(&cdnow).unwrap(), ["A=Customer ID", "B=Order Date", "C=Quantity", "D=Amount"]);
    }

    #[test]
    fn what_is_not_proven_stays_unknown() {
        assert_eq!(found(&["a|b", "c|d", "e|f", "g|h", "i|j"]), None);
        assert_eq!(
            found(&[
                "A1|19970101|1.5|11.77",
                "A2|19970112|1.5|12.00",
                "A3|19970112|5.5|77.5",
                "A4|19970102|2.5|2.5",
                "A5|19970330|2.5|2.6"
            ]),
            None
        );
        assert_eq!(found(&["A1|19970101|11.77", "A2|19970112|12.00"]), None);
    }

    #[test]
    fn a_policy_names_columns_by_letters() {
        let rule = Source {
            entity: Some("order".to_owned()),
            columns: [("A".to_owned(), "no".to_owned()), ("C".to_owned(), "amount".to_owned())].into(),
            ..toml::from_str("file = \"*\"").unwrap()
        };
        let header = header(&grid("", &["P1|x|5", "P2|y|6"]), Some(&rule)).unwrap();
        assert_eq!(header.headings.len(), 3);
    }
}
