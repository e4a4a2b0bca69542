//! Layout (版面): where the header rows of a sheet are, under banners, in one row or two, once or several times.
//!
//! Decides by what people write: a header row is short text, mostly known headers, without repetition, above cells of
//! other types; 序号 is its surest mark. Two rows are one header when the upper one holds captions over the lower one.

use std::collections::BTreeSet;

use super::asked;
use super::grid::Grid;
use super::head::{self, Ear};
use super::header::{Header, is_numbered};
use super::lexicon::Lexicon;
use super::mapping::{self, Heading};
use crate::model::folding;
use crate::model::raw::Cell;
use crate::policy::Source;

/// Written rows among which the first header is looked for.
const WINDOW: usize = 30;
/// A header this much as good as the best one below it heads a table of its own.
const GOOD_ENOUGH: f64 = 0.4;
/// No header is longer; notes are.
const LONGEST: usize = 60;

/// A header found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct HeaderAt {
    /// Its Excel rows, one or two.
    pub(super) rows: Vec<u32>,
    /// Column and heading, left to right.
    pub(super) headings: Vec<(u32, Heading)>,
}

/// The headers in the rows a person named.
pub(super) fn named(grid: &Grid, rows: &[u32]) -> Vec<HeaderAt> {
    let mut rows: Vec<u32> = rows.iter().copied().filter(|row| !grid.row(*row).is_empty()).collect();
    rows.sort_unstable();
    rows.dedup();
    rows.into_iter().map(|row| header_at(grid, row)).collect()
}

/// The header that a person's rule tells of: the first row with a column the rule names, where the sheet's own words say nothing.
pub(super) fn ruled(grid: &Grid, rule: Option<&Source>) -> Option<HeaderAt> {
    let columns = &rule?.columns;
    let wanted: BTreeSet<String> = columns.keys().map(|name| folding::key(name)).collect();
    let names = |row: &u32| grid.row(*row).iter().any(|(_, cell)| matches!(cell, Cell::Text(text) if wanted.contains(&folding::key(text))));
    grid.row_numbers().take(WINDOW).find(names).map(|row| header_at(grid, row))
}

/// All headers of a sheet from top to bottom; rows of forms are none.
pub(super) fn headers(grid: &Grid, forms: &BTreeSet<u32>) -> Vec<HeaderAt> {
    let Some(first) = best_row(grid, forms, Ear::Sure).or_else(|| best_row(grid, forms, Ear::Keen)) else { return Vec::new() };
    let mut found = vec![header_at(grid, first)];
    let mut above = None;
    for row in grid.row_numbers() {
        let (last, apart) = (
            found.last().and_then(|header| header.rows.last().copied()).unwrap_or(0),
            above.is_none_or(|above| row > above + 1 || grid.row(above).len() == 1),
        );
        above = Some(row);
        if row <= last || !apart || forms.contains(&row) || !all_text(grid, row) {
            continue;
        }
        let repeats = found.last().is_some_and(|header| repeats(grid, row, header));
        if !repeats && score(grid, row, Ear::Sure).is_some_and(|score| score.hits >= 3 && score.share >= 0.6) {
            found.push(header_at(grid, row));
        }
    }
    found
}

/// Whether a row says the header again, as under each printed page.
pub(super) fn repeats(grid: &Grid, row: u32, header: &HeaderAt) -> bool {
    let cells = grid.row(row);
    let says = |column: &u32, cell: &Cell| {
        let Cell::Text(text) = cell else { return false };
        header.rows.iter().any(|at| grid.get(*at, *column) == cell)
            || header.headings.iter().any(|(at, heading)| at == column && (*heading.own.shown == **text || *heading.own.whole == **text))
    };
    // Nearly every row is data, and its first cells say so.
    let mut same = 0;
    for (place, (column, cell)) in cells.iter().enumerate() {
        same += usize::from(says(column, cell));
        if (place + 1 - same) * 10 > cells.len() * 3 {
            return false;
        }
    }
    // Another name column under the same countries and phones is another table: 供应商 below 客户名称.
    let other = || {
        cells.iter().any(|(column, cell)| {
            let Cell::Text(text) = cell else { return false };
            let own = header.headings.iter().find(|(at, _)| at == column).is_some_and(|(_, heading)| *heading.own.shown == **text);
            !own && (mapping::known(text) || Lexicon::shipped().other_header.contains(&folding::key(text)))
        })
    };
    same >= 2 && same * 10 >= cells.len() * 7 && (same == cells.len() || !other())
}

struct Score {
    hits: usize,
    share: f64,
    total: f64,
}

/// The best row of the window, or a table's header above it that is good enough to be one.
fn best_row(grid: &Grid, forms: &BTreeSet<u32>, ear: Ear) -> Option<u32> {
    let rows = grid.row_numbers().filter(|row| !forms.contains(row)).take(WINDOW);
    let scores: Vec<(u32, Score)> = rows.filter_map(|row| Some((row, score(grid, row, ear)?))).collect();
    let highest = scores.iter().map(|(_, score)| score.total).fold(0.0, f64::max);
    let strong = |score: &Score| score.hits >= 3 && score.share >= 0.6 && score.total >= highest * GOOD_ENOUGH;
    let chosen = scores.iter().find(|(_, score)| strong(score)).or_else(|| scores.iter().find(|(_, score)| score.total >= highest - 1e-9));
    chosen.map(|(row, _)| *row)
}

fn all_text(grid: &Grid, row: u32) -> bool {
    grid.row(row).len() >= 2 && grid.row(row).iter().all(|(_, cell)| matches!(cell, Cell::Text(_)))
}

/// How much a row is a header; `None` when it cannot be one.
#[expect(clippy::cast_precision_loss, reason = "counts of columns are small")]
fn score(grid: &Grid, row: u32, ear: Ear) -> Option<Score> {
    let cells = grid.row(row);
    let texts: Vec<&str> = cells
        .iter()
        .filter_map(|(_, cell)| match cell {
            Cell::Text(text) if text.chars().count() <= LONGEST || !asked::homes(text).is_empty() => Some(text.as_ref()),
            _ => None,
        })
        .collect();
    if cells.len() < 2 || texts.len() * 10 < cells.len() * 7 {
        return None;
    }
    // Labels with colons and their values beside them are a form, not a header.
    if texts.iter().filter(|text| text.ends_with([':', '：']) && !is_numbered(text)).count() * 3 > texts.len() {
        return None;
    }
    let keys: Vec<String> = texts.iter().map(|text| folding::key(text)).collect();
    let serial = keys.iter().any(|key| Lexicon::shipped().serial.contains(key));
    let lexicon = Lexicon::shipped();
    let hit = |(text, key): &(&&str, &String)| {
        lexicon.serial.contains(*key) || lexicon.other_header.contains(*key) || is_identifier(text) || mapping::known(text)
    };
    let hits = texts.iter().zip(&keys).filter(|text| hit(text) || ear == Ear::Keen && head::speaks(text.0)).count();
    let share = hits as f64 / cells.len() as f64;
    let (fewest, least) = if ear == Ear::Sure { (2, 0.4) } else { (4, 0.6) };
    if hits < fewest || share < least {
        return None;
    }
    let distinct = keys.iter().collect::<BTreeSet<_>>().len() as f64 / keys.len() as f64;
    let types_change = grid.below(row).is_some_and(|below| grid.row(below).iter().any(|(_, cell)| !matches!(cell, Cell::Text(_))));
    let total = hits as f64 * share * distinct + if serial { 1.0 } else { 0.0 } + if types_change { 0.5 } else { 0.0 };
    Some(Score { hits, share, total })
}

/// `record_id`, `Unique ID`: a number of any kind.
fn is_identifier(text: &str) -> bool {
    let folded = folding::fold(text);
    folded == "id" || folded.strip_suffix("id").is_some_and(|rest| rest.ends_with(['_', ' ', '-']) && rest.chars().count() <= 16)
}

fn header_at(grid: &Grid, row: u32) -> HeaderAt {
    if row > 1 && captions(grid, row - 1, row) {
        return joined(grid, row - 1, row);
    }
    if all_text(grid, row) && !grid.row(row + 1).is_empty() && no_numbers(grid, row + 1) && captions(grid, row, row + 1) {
        return joined(grid, row, row + 1);
    }
    if row > 1 && score(grid, row - 1, Ear::Sure).is_some() && header_row(grid, row - 1).rows.contains(&row) {
        return header_row(grid, row - 1);
    }
    header_row(grid, row)
}

/// A header that begins in this row: the row alone, or with the same said again below it.
fn header_row(grid: &Grid, row: u32) -> HeaderAt {
    let headings: Vec<(u32, Heading)> =
        grid.row(row).iter().map(|(column, cell)| (*column, Heading { own: Header::parse(&cell.show()), ..Heading::default() })).collect();
    if says_it_again(grid, row + 1, &headings) {
        let below = |column: u32| Header::parse(&grid.get(row + 1, column).show());
        let known = |heading: &Heading| !heading.homes().is_empty();
        let told = headings.into_iter().map(|(column, heading)| {
            let other = Heading { own: below(column), ..Heading::default() };
            (column, if !known(&heading) && known(&other) { other } else { heading })
        });
        return HeaderAt { rows: vec![row, row + 1], headings: told.collect() };
    }
    let below = grid.row(row + 1);
    if below.len() >= 2 && below.iter().all(|(_, cell)| matches!(cell, Cell::Text(text) if asked::is_answer(text))) {
        return HeaderAt { rows: vec![row, row + 1], headings };
    }
    HeaderAt { rows: vec![row], headings }
}

/// The same header once more below in another language, or as the names of a system.
fn says_it_again(grid: &Grid, row: u32, headings: &[(u32, Heading)]) -> bool {
    if grid.row(row).len() < 3 || !all_text(grid, row) {
        return false;
    }
    let (mut agree, mut said) = (0, 0);
    for (column, heading) in headings {
        let Cell::Text(text) = grid.get(row, *column) else { continue };
        said += 1;
        let own = Heading { own: Header::parse(text), ..Heading::default() };
        let homes = heading.homes();
        let same = own.homes().iter().any(|home| homes.iter().any(|other| (other.entity, other.field) == (home.entity, home.field)));
        agree += usize::from(same && **text != *heading.own.shown);
    }
    agree >= 3 && agree * 10 >= said * 6
}

fn no_numbers(grid: &Grid, row: u32) -> bool {
    grid.row(row).iter().all(|(_, cell)| short(cell))
}

/// Whether a cell is no longer than headers are: a Latin word takes the room of a Chinese one many times over.
fn short(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if text.chars().count() <= if text.chars().any(folding::is_han) { 20 } else { 40 })
}

/// Whether the upper row holds captions over the lower one, by merged regions or, where there are none, by its gaps.
fn captions(grid: &Grid, upper: u32, lower: u32) -> bool {
    let (above, below) = (grid.row(upper), grid.row(lower));
    if above.len() < 2 || below.is_empty() || !above.iter().all(|(_, cell)| short(cell)) {
        return false;
    }
    let region = |column: u32| grid.region(upper, column).filter(|region| region.first_row == upper);
    let over = above.iter().filter_map(|(column, _)| region(*column)).filter(|region| {
        region.last_row == upper
            && region.last_column > region.first_column
            && (region.first_column..=region.last_column).filter(|column| !grid.get(lower, *column).is_empty()).count() >= 2
    });
    let through = above.iter().filter_map(|(column, _)| region(*column)).filter(|region| region.last_row >= lower);
    let (over, through) = (over.count(), through.count());
    if over > 0 {
        // Under a caption stand its children and nothing else: a data row also fills the columns between.
        let free = below.iter().filter(|(column, _)| {
            region(**column).is_none_or(|region| region.last_column == region.first_column && region.last_row == upper)
                && !grid.get(upper, **column).is_empty()
        });
        return through > 0 || free.count() == 0;
    }
    if through > 0 {
        return below.iter().any(|(column, _)| region(*column).is_none())
            && below.iter().filter(|(_, cell)| mapping::known(&cell.show())).count() >= 2;
    }
    let single = above.iter().filter(|(column, cell)| grid.get(lower, **column).is_empty() && mapping::known(&cell.show())).count();
    let opened = below.iter().filter(|(column, _)| grid.get(upper, **column).is_empty()).count();
    single >= 1
        && opened >= 1
        && below.iter().all(|(_, cell)| short(cell))
        && below.iter().filter(|(_, cell)| mapping::known(&cell.show())).count() * 2 >= below.len()
}

fn joined(grid: &Grid, upper: u32, lower: u32) -> HeaderAt {
    let columns: BTreeSet<u32> = [upper, lower].iter().flat_map(|row| grid.row(*row).iter().map(|(column, _)| *column)).collect();
    let mut headings = Vec::new();
    let mut caption = Cell::Empty;
    for column in columns {
        let (own, region) = (grid.get(lower, column), grid.region(upper, column));
        let written = grid.get(upper, column);
        if !written.is_empty() {
            caption = written.clone();
        }
        let above = match region {
            Some(_) => grid.shown(upper, column).clone(),
            // Without regions a caption reaches to the next one.
            None if written.is_empty() && !own.is_empty() => caption.clone(),
            None => written.clone(),
        };
        let heading = if own.is_empty() {
            Heading { own: Header::parse(&above.show()), ..Heading::default() }
        } else {
            Heading { parent: Header::parse(&above.show()), own: Header::parse(&own.show()) }
        };
        headings.push((column, heading));
    }
    HeaderAt { rows: vec![upper, lower], headings }
}

#[cfg(test)]
mod tests {
    use super::super::grid::{Region, tests::grid};
    use super::*;

    fn found(grid: &Grid) -> Vec<(Vec<u32>, Vec<String>)> {
        headers(grid, &BTreeSet::new())
            .into_iter()
            .map(|header| (header.rows, header.headings.iter().map(|(_, heading)| heading.shown()).collect()))
            .collect()
    }

    #[test]
    fn a_header_stands_under_its_banner_even_in_column_c() {
        let sheet =
            grid("s", &["某某有限公司", "客 户 档 案 表", "||填表单位：外贸部||单位：美元", "||序号|国家|客户名称", "||1|德国|Rossi"]);
        assert_eq!(found(&sheet), [(vec![4], vec!["序号".to_owned(), "国家".into(), "客户名称".into()])]);
    }

    #[test]
    fn captions_over_a_second_row_are_joined() {
        let mut sheet =
            grid("王芳", &["跟进总表", "序号|客户信息||跟进||备注", "|客户名称|国家|最近跟进|下次跟进|", "1|Rossi|意大利|2026|2027|"]);
        let across = |row, first_column, last_column| Region { first_row: row, last_row: row, first_column, last_column };
        let down = |column| Region { first_row: 2, last_row: 3, first_column: column, last_column: column };
        sheet.merge(vec![across(1, 1, 6), across(2, 2, 3), across(2, 4, 5), down(1), down(6)]);
        let wanted = ["序号", "客户信息/客户名称", "客户信息/国家", "跟进/最近跟进", "跟进/下次跟进", "备注"];
        assert_eq!(found(&sheet), [(vec![2, 3], wanted.map(str::to_owned).to_vec())]);
        // The same without any regions, as a text file has it.
        let plain = grid("", &["序号|客户信息||跟进||备注", "|客户名称|国家|最近跟进|下次跟进|", "1|Rossi|意大利|2026|2027|"]);
        assert_eq!(found(&plain), [(vec![1, 2], wanted.map(str::to_owned).to_vec())]);
    }

    #[test]
    fn tables_below_one_another_each_have_their_header() {
        let sheet = grid("s", &["订单号|客户名称|金额", "P1|Rossi|5", "", "收款", "收款日期|订单号|收款金额|币种", "2026|P1|5|USD"]);
        assert_eq!(found(&sheet).iter().map(|header| header.0.clone()).collect::<Vec<_>>(), [vec![1], vec![5]]);
        assert!(found(&grid("s", &["a|b", "1|2"])).is_empty());
    }
}
