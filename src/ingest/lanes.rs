//! Lanes (并排): tables that stand side by side on one sheet, told apart so that each is read by itself.
//!
//! Decides when a blank column parts two tables and is not merely a spacer in one: both sides open alike, both have a
//! title, or both are tables of their own about different things.

use super::entity::{self, Names};
use super::grid::Grid;
use super::layout::HeaderAt;
use super::mapping::Heading;
use super::subject::Subject;
use crate::model::folding;

/// Columns from and to of each lane; empty when the sheet is one.
pub(super) fn lanes(grid: &Grid, headers: &[HeaderAt]) -> Vec<(u32, u32)> {
    for (place, header) in headers.iter().enumerate() {
        let end = headers.get(place + 1).and_then(|next| next.rows.first().copied()).unwrap_or(u32::MAX);
        let parts = repeated(header).or_else(|| parted(grid, header, end)).unwrap_or_default();
        if parts.len() < 2 {
            continue;
        }
        let starts: Vec<u32> = parts.iter().filter_map(|part| part.first().map(|(column, _)| *column)).collect();
        let ends = starts.iter().skip(1).map(|start| start - 1).chain([u32::MAX]);
        return starts.iter().enumerate().map(|(lane, start)| if lane == 0 { 1 } else { *start }).zip(ends).collect();
    }
    Vec::new()
}

type Part<'a> = &'a [(u32, Heading)];

fn key(heading: &Heading) -> String {
    folding::key(&heading.shown())
}

/// `客户名称 国家 客户名称 国家`: the same headers in the same order once more.
fn repeated(header: &HeaderAt) -> Option<Vec<Part<'_>>> {
    let keys: Vec<String> = header.headings.iter().map(|(_, heading)| key(heading)).collect();
    let one_row = header.rows.len() == 1;
    (2..=keys.len() / 2)
        .find(|width| one_row && keys.len().is_multiple_of(*width) && keys.iter().enumerate().all(|(at, key)| *key == keys[at % width]))
        .map(|width| header.headings.chunks(width).collect())
}

/// Parts between columns that neither the header nor a row below it fills.
fn parted<'a>(grid: &Grid, header: &'a HeaderAt, end: u32) -> Option<Vec<Part<'a>>> {
    let headings = &header.headings;
    let last = header.rows.last().copied()?;
    let gaps: Vec<usize> = (1..headings.len()).filter(|at| headings[*at].0 > headings[at - 1].0 + 1).collect();
    if gaps.is_empty() {
        return None;
    }
    let filled = |from: u32, to: u32| {
        let body = grid.row_numbers().filter(|row| *row > last && *row < end);
        body.into_iter().any(|row| grid.row(row).iter().any(|(column, _)| (from..to).contains(column)))
    };
    let cuts: Vec<usize> = gaps.into_iter().filter(|at| !filled(headings[at - 1].0 + 1, headings[*at].0)).collect();
    let mut parts: Vec<Part<'a>> = Vec::new();
    let mut from = 0;
    for cut in cuts.into_iter().chain([headings.len()]) {
        let next = &headings[from..cut];
        match parts.last() {
            Some(before) if !apart(grid, header, before, next) => {
                let start = headings.iter().position(|heading| Some(heading) == before.first()).unwrap_or(0);
                parts.pop();
                parts.push(&headings[start..cut]);
            }
            _ => parts.push(next),
        }
        from = cut;
    }
    Some(parts)
}

/// Whether two parts of a header row head two tables.
fn apart(grid: &Grid, header: &HeaderAt, left: Part<'_>, right: Part<'_>) -> bool {
    if left.len() < 2 || right.len() < 2 {
        return false;
    }
    let opens_alike = left.first().map(|(_, heading)| key(heading)) == right.first().map(|(_, heading)| key(heading));
    opens_alike || titled(grid, header, left, right) || about_different_things(left, right)
}

/// A title right above the first column of each.
fn titled(grid: &Grid, header: &HeaderAt, left: Part<'_>, right: Part<'_>) -> bool {
    let Some(above) = header.rows.first().and_then(|row| row.checked_sub(1)) else { return false };
    let over = |part: Part<'_>| {
        let (Some((first, _)), Some((last, _))) = (part.first(), part.last()) else { return 0 };
        grid.row(above).iter().filter(|(column, _)| (first..=last).contains(column)).count()
    };
    over(left) == 1 && over(right) == 1
}

fn about_different_things(left: Part<'_>, right: Part<'_>) -> bool {
    let subject = |part: Part<'_>| {
        let headings: Vec<Heading> = part.iter().map(|(_, heading)| heading.clone()).collect();
        entity::decide(&headings, &Names::default(), &[], &[])
    };
    match (subject(left), subject(right)) {
        (Subject::Of(one), Subject::Of(other)) => one != other,
        (Subject::Of(_), Subject::Other) | (Subject::Other, Subject::Of(_)) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::grid::tests::grid;
    use super::super::layout;
    use super::*;

    fn found(rows: &[&str]) -> Vec<(u32, u32)> {
        let sheet = grid("s", rows);
        lanes(&sheet, &layout::headers(&sheet, &BTreeSet::new()))
    }

    #[test]
    fn two_tables_stand_apart_and_a_spacer_parts_nothing() {
        assert_eq!(found(&["序号|客户名称|国家||序号|客户名称|国家", "1|Rossi|意大利||1|Haus|德国"]), [(1, 4), (5, u32::MAX)]);
        assert_eq!(found(&["客户名称|国家|客户名称|国家", "Rossi|意大利|Haus|德国"]), [(1, 2), (3, u32::MAX)]);
        assert_eq!(
            found(&["客户名称|国家|邮箱||收款日期|订单号|收款金额", "Rossi|意大利|a@b.example||2026|P1|5"]),
            [(1, 4), (5, u32::MAX)]
        );
        assert_eq!(found(&["客户名称|国家||邮箱|备注", "Rossi|意大利||a@b.example|"]), []);
        assert_eq!(found(&["订单号|客户名称|金额||交期|备注", "P1|Rossi|5|x|2026|"]), []);
    }
}
