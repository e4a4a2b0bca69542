//! Literal rows in, the same out, in whatever order they came.

use super::*;

/// A sheet from literal rows: `|` between cells, numbers as numbers, rows from 1.
pub(in crate::ingest) fn grid(name: &str, rows: &[&str]) -> Grid {
    let mut grid = Grid::new(name, false);
    for (row, line) in (1_u32..).zip(rows) {
        for (column, text) in (1_u32..).zip(line.split('|')) {
            let text = text.trim();
            let cell = match text.parse::<f64>() {
                _ if text.is_empty() => Cell::Empty,
                Ok(number) => Cell::Number(number),
                Err(_) => Cell::Text(text.into()),
            };
            grid.put(row, column, cell);
        }
    }
    grid
}

#[test]
fn blank_rows_do_not_exist_and_cells_keep_their_numbers() {
    let grid = grid("s", &["a||b", "", "1"]);
    assert_eq!(grid.non_empty(), 2);
    assert_eq!(grid.get(1, 3), &Cell::Text("b".into()));
    assert_eq!(grid.get(3, 1), &Cell::Number(1.0));
    assert_eq!(grid.below(1), Some(3));
}

#[test]
fn cells_out_of_order_find_their_places() {
    let mut grid = Grid::new("s", false);
    for column in [3_u32, 1, 2, 7, 5, 4, 6, 2] {
        for row in [9_u32, 4, 12] {
            grid.put(row, column, Cell::Number(f64::from(row * 10 + column)));
        }
    }
    for (row, line) in grid.lines() {
        let wanted: Vec<(u32, Cell)> = (1..=7).map(|column| (column, Cell::Number(f64::from(row * 10 + column)))).collect();
        assert_eq!(line.iter().map(|(column, cell)| (*column, cell.clone())).collect::<Vec<_>>(), wanted);
    }
    assert_eq!(grid.row_numbers().collect::<Vec<_>>(), [4, 9, 12]);
    assert_eq!(grid.row(9).numbers([2, 2, 6, 8].into_iter()).filter(|number| *number > 0).count(), 2);
}

#[test]
fn rows_that_share_their_columns_stay_apart() {
    let mut grid = grid("s", &["a||b", "c||d", "e||f", "g|h"]);
    assert_eq!(grid.columns.len(), 4);
    grid.put_text(2, 2, "x");
    grid.put_text(1, 5, "y");
    grid.put_text(2, 1, "z");
    let shown: Vec<String> = grid.lines().map(|(_, line)| line.iter().map(|(at, cell)| format!("{at}{}", cell.show())).collect()).collect();
    assert_eq!(shown, ["1a3b5y", "1z2x3d", "1e3f", "1g2h"]);
}

#[test]
fn a_region_is_filled_only_inside_itself() {
    let mut grid = grid("s", &["h||x", "德国|1|", "|2|", "|3|"]);
    grid.merge(vec![
        Region { first_row: 1, last_row: 1, first_column: 1, last_column: 2 },
        Region { first_row: 2, last_row: 3, first_column: 1, last_column: 1 },
    ]);
    assert_eq!(grid.shown(1, 2), &Cell::Text("h".into()));
    let filled = |row, column| grid.stock().cell(grid.filled_down(row, column));
    assert_eq!(filled(1, 2), &Cell::Empty);
    assert_eq!(filled(3, 1), &Cell::Text("德国".into()));
    assert_eq!(filled(4, 1), &Cell::Empty);
}
