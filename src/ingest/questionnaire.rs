//! Questionnaire (问卷): the columns of answers, looked at together.
//!
//! Decides that one question stands for a matter where several ask about it, for answers are not added up; and that a total
//! of the answers (总分) is none itself.

use super::grid::Grid;
use crate::model::field::Kind;
use crate::model::raw::{Cell, Column, Match};
use crate::model::{Catalogue, Entity};

/// Rows that are looked at.
const LOOKED_AT: usize = 50;

/// Leaves the columns to themselves that are no answer of their own.
pub(super) fn tidy(columns: &mut [Column], grid: &Grid, body: &[u32], entity: Entity) {
    let is_score = |column: &Column| {
        let field = column.field.and_then(|id| Catalogue::shipped().field(entity, id));
        column.matched != Match::Policy && field.is_some_and(|field| field.kind == Kind::Score)
    };
    let scores: Vec<usize> = (0..columns.len()).filter(|place| is_score(&columns[*place])).collect();
    for total in scores.iter().copied().filter(|place| columns[*place].field == Some("overall")).collect::<Vec<_>>() {
        if adds_up(columns, grid, body, &scores, total) {
            leave(&mut columns[total]);
        }
    }
    for place in scores.iter().copied() {
        // A header known as it stands goes before one that only asks about the matter; else the first.
        let rank = |at: usize| (columns[at].matched != Match::Alias, at);
        let rivals =
            scores.iter().copied().filter(|other| columns[*other].field.is_some() && columns[*other].field == columns[place].field);
        if rivals.min_by_key(|at| rank(*at)).is_some_and(|first| first != place) {
            leave(&mut columns[place]);
        }
    }
}

fn leave(column: &mut Column) {
    column.field = None;
    column.matched = Match::Unknown;
}

/// Whether the numbers of one column are those of all others together, or of all but the wish to recommend.
fn adds_up(columns: &[Column], grid: &Grid, body: &[u32], scores: &[usize], total: usize) -> bool {
    let number = |row: u32, place: usize| match grid.get(row, columns[place].index) {
        Cell::Number(number) => Some(*number),
        Cell::Text(text) => text.trim().trim_end_matches('分').parse::<f64>().ok(),
        _ => None,
    };
    let others = || scores.iter().copied().filter(|place| *place != total);
    let (mut looked, mut equal) = (0, 0);
    for row in body.iter().take(LOOKED_AT) {
        let Some(sum) = number(*row, total) else { continue };
        let all: f64 = others().filter_map(|place| number(*row, place)).sum();
        let opinions: f64 = others().filter(|place| columns[*place].field != Some("nps")).filter_map(|place| number(*row, place)).sum();
        looked += 1;
        equal += usize::from((sum - all).abs() < 0.01 || (sum - opinions).abs() < 0.01);
    }
    others().count() >= 2 && looked > 0 && equal * 10 >= looked * 9
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(index: u32, field: &'static str, matched: Match) -> Column {
        Column { index, header: String::new(), field: Some(field), matched, currency: None, factor: None, scale: None, below: 0 }
    }

    fn tidied(columns: &[(&'static str, Match)], rows: &[&[f64]]) -> Vec<Option<&'static str>> {
        let mut grid = Grid::default();
        for (row, cells) in (1..).zip(rows) {
            for (column, number) in (1..).zip(*cells) {
                grid.put(row, column, Cell::Number(*number));
            }
        }
        let mut columns: Vec<Column> = (1..).zip(columns).map(|(index, (field, matched))| column(index, field, *matched)).collect();
        let body: Vec<u32> = (1..=u32::try_from(rows.len()).unwrap()).collect();
        tidy(&mut columns, &grid, &body, Entity::Survey);
        columns.iter().map(|column| column.field).collect()
    }

    #[test]
    fn one_question_a_matter_the_known_header_first() {
        let asked = [("service", Match::Compound), ("service", Match::Alias), ("service", Match::Compound), ("price", Match::Compound)];
        assert_eq!(tidied(&asked, &[&[4.0, 5.0, 3.0, 4.0]]), [None, Some("service"), None, Some("price")]);
    }

    #[test]
    fn a_total_of_the_answers_is_no_answer() {
        let asked = [("quality", Match::Compound), ("delivery", Match::Compound), ("nps", Match::Compound), ("overall", Match::Alias)];
        let without = [Some("quality"), Some("delivery"), Some("nps"), None];
        assert_eq!(tidied(&asked, &[&[5.0, 4.0, 9.0, 9.0], &[3.0, 4.0, 6.0, 7.0]]), without);
        assert_eq!(tidied(&asked, &[&[5.0, 4.0, 9.0, 18.0]]), without);
        let with = [Some("quality"), Some("delivery"), Some("nps"), Some("overall")];
        assert_eq!(tidied(&asked, &[&[5.0, 4.0, 9.0, 5.0], &[3.0, 4.0, 6.0, 3.0]]), with);
    }
}
