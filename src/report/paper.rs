//! Paper (纸张): what of a sheet is printed, and where its pages end.
//!
//! Decides how many columns go beside each other at a readable size, that a short block is not torn and that no heading
//! is left alone at the foot of a page. It estimates: a break too early costs a little white, none is ever lost.

use std::collections::BTreeMap;

/// Width of a landscape A4 page at about three quarters of full size, in digits: 10 points print as 7.5.
const PAGE_WIDTH: f64 = 190.0;
/// Beyond this share of the width a page is no longer readable when all is squeezed onto it.
const SQUEEZE: f64 = 1.06;
/// Print area of a landscape A4 page at full size, in pixels.
const PAGE_PIXELS: (f64, f64) = (1055.0, 690.0);
/// Pixels of a usual row.
const ROW: u32 = 22;
/// Rows of a list that must stand below its heading.
const COMPANY: u32 = 6;
/// A block up to this share of a page is not torn.
const WHOLE: f64 = 0.7;

/// How the columns go onto paper.
#[derive(Debug, PartialEq)]
pub(super) struct Columns {
    /// Last column printed, from 0.
    pub(super) last: usize,
    /// Columns that begin a further page.
    pub(super) breaks: Vec<u32>,
    /// Size as printed, 1 is full size.
    pub(super) scale: f64,
}

/// The columns that a sheet names for its paper go onto one page up to this share of its width.
const NAMED: f64 = 1.25;

/// The columns that a sheet names for its paper.
pub(super) fn named(widths: &[f64], kept: u16) -> Columns {
    let total: f64 = widths.iter().sum();
    if total <= PAGE_WIDTH * NAMED {
        return Columns { last: widths.len().saturating_sub(1), breaks: Vec::new(), scale: scale(total) };
    }
    columns(widths, u16::try_from(widths.len()).unwrap_or(u16::MAX), kept, false)
}

/// Columns beside each other, by their widths in digits. Those after `needed` are for the screen; `kept` ones
/// are repeated on each page; `one_wide` leaves what does not fit to the screen.
pub(super) fn columns(widths: &[f64], needed: u16, kept: u16, one_wide: bool) -> Columns {
    let fits = |widths: &[f64]| widths.iter().sum::<f64>() <= PAGE_WIDTH * SQUEEZE;
    let needed = usize::from(needed).clamp(1, widths.len().max(1));
    let shown = &widths[..needed.min(widths.len())];
    let whole = |shown: &[f64]| Columns { last: shown.len().saturating_sub(1), breaks: Vec::new(), scale: scale(shown.iter().sum()) };
    if fits(shown) {
        return whole(shown);
    }
    let breaks = groups(shown, usize::from(kept), PAGE_WIDTH);
    if let Some(first) = breaks.first().filter(|_| one_wide) {
        return whole(&shown[..*first]);
    }
    // Pages of like width instead of a full one and a narrow rest.
    let repeated: f64 = shown.iter().take(usize::from(kept)).sum();
    let pages = f64::from(u32::try_from(breaks.len() + 1).unwrap_or(1));
    let even = (shown.iter().sum::<f64>() + repeated * (pages - 1.0)) / pages;
    let balanced = groups(shown, usize::from(kept), even * 1.08);
    let (breaks, width) = if balanced.len() == breaks.len() { (balanced, even * 1.08) } else { (breaks, PAGE_WIDTH) };
    Columns { last: shown.len() - 1, breaks: breaks.into_iter().filter_map(|at| u32::try_from(at).ok()).collect(), scale: scale(width) }
}

/// Columns that begin a further page of this width.
fn groups(widths: &[f64], kept: usize, page: f64) -> Vec<usize> {
    let repeated: f64 = widths.iter().take(kept).sum();
    let (mut breaks, mut used) = (Vec::new(), 0.0);
    for (column, width) in widths.iter().enumerate() {
        if used + width > page && used > repeated {
            breaks.push(column);
            used = repeated;
        }
        used += width;
    }
    breaks
}

/// Digits of a column that nothing was said about.
const BLANK: f64 = 9.0;

/// Blank columns printed beside the last one, so that a narrow list does not cut the title above it, and the width of the first
/// page with them, in digits.
pub(super) fn room(widths: &[f64], paper: &Columns, title: f64) -> (usize, f64) {
    let first = paper.breaks.first().map_or(paper.last + 1, |at| usize::try_from(*at).unwrap_or(usize::MAX));
    let printed: f64 = widths.iter().take(first).sum();
    let all_shown = paper.breaks.is_empty() && paper.last + 1 == widths.len();
    let (mut blank, mut room) = (0, printed);
    while all_shown && room < title.min(PAGE_WIDTH - BLANK) {
        blank += 1;
        room += BLANK;
    }
    (blank, room)
}

/// Full size at most; a digit is seven pixels wide.
fn scale(digits: f64) -> f64 {
    (PAGE_PIXELS.0 / (digits * 7.2).max(1.0)).min(1.0)
}

/// Rows that begin a page: those `wanted`, and every block that would be torn or whose heading would stand alone.
/// `blocks` are first row and the row after; `heights` the rows that are not of the usual height.
pub(super) fn rows(blocks: &[(u32, u32)], wanted: &[u32], heights: &BTreeMap<u32, u32>, (scale, header): (f64, u32)) -> Vec<u32> {
    let height = |row: u32| f64::from(heights.get(&row).copied().unwrap_or(ROW));
    let between = |from: u32, to: u32| (from..to).map(height).sum::<f64>();
    let repeated = between(0, header);
    // A printer's own margins and other fonts take a little.
    let page = (PAGE_PIXELS.1 / scale.max(0.1) * 0.96 - repeated).max(height(0));
    let mut breaks = wanted.to_vec();
    let (mut used, mut last) = (0.0, header);
    for (start, end) in blocks {
        if wanted.iter().any(|at| (last..=*start).contains(at)) {
            used = 0.0;
        } else {
            used += between(last, *start);
        }
        let (whole, foot) = (between(*start, *end), between(*start, (start + COMPANY).min(*end)));
        let torn = whole > page - used % page;
        let room = page - used % page;
        if used > 0.0 && torn && (whole <= page * WHOLE || foot > room) {
            breaks.push(*start);
            used = 0.0;
        }
        used += whole;
        last = *end;
    }
    breaks.sort_unstable();
    breaks.dedup();
    breaks
}

/// The row after so many pages, which end at the `breaks` or where they are full.
pub(super) fn after(pages: usize, breaks: &[u32], heights: &BTreeMap<u32, u32>, (scale, header): (f64, u32)) -> u32 {
    let height = |row: u32| f64::from(heights.get(&row).copied().unwrap_or(ROW));
    let repeated: f64 = (0..header).map(height).sum();
    // Rather a row less than one alone on a further page.
    let page = (PAGE_PIXELS.1 / scale.max(0.1) * 0.93 - repeated).max(height(0));
    let (mut full, mut used) = (0, 0.0);
    for row in header.. {
        if used > 0.0 && (used + height(row) > page || breaks.contains(&row)) {
            (full, used) = (full + 1, 0.0);
        }
        if full == pages {
            return row;
        }
        used += height(row);
    }
    u32::MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_origin_stay_on_the_screen() {
        assert_eq!(columns(&[30.0, 60.0, 60.0], 3, 1, false).last, 2);
        let cut = columns(&[30.0, 150.0, 100.0], 2, 1, false);
        assert_eq!((cut.last, cut.breaks), (1, Vec::new()));
    }

    #[test]
    fn what_is_too_wide_goes_onto_pages_of_like_width() {
        let widths = [10.0; 30];
        let made = columns(&widths, 30, 1, false);
        assert_eq!((made.last, made.breaks.len()), (29, 1));
        assert!((14..=17).contains(&made.breaks[0]), "{:?}", made.breaks);
        assert!(columns(&widths, 30, 1, true).breaks.is_empty());
        assert_eq!(columns(&[], 0, 0, false).last, 0);
    }

    #[test]
    fn a_narrow_list_does_not_cut_its_title() {
        let paper = |widths: &[f64]| columns(widths, u16::MAX, 0, false);
        assert_eq!(room(&[20.0, 10.0], &paper(&[20.0, 10.0]), 45.0), (2, 48.0));
        assert_eq!(room(&[60.0], &paper(&[60.0]), 45.0), (0, 60.0));
        assert!(room(&[60.0], &paper(&[60.0]), 900.0).1 <= PAGE_WIDTH);
    }

    #[test]
    fn pages_end_where_they_are_full_or_where_a_block_begins() {
        let heights = BTreeMap::new();
        let full = after(1, &[], &heights, (1.0, 3));
        assert!((25..=32).contains(&full), "{full}");
        assert_eq!(after(2, &[], &heights, (1.0, 3)), 2 * full - 3);
        assert_eq!(after(2, &[10, 20], &heights, (1.0, 3)), 20);
        assert!(after(1, &[], &BTreeMap::from([(4, 300)]), (1.0, 3)) < full - 10);
    }

    #[test]
    fn a_heading_goes_with_its_list() {
        let heights = BTreeMap::new();
        // About 30 rows a page: the second block begins at its foot, the third is long and may be torn.
        assert_eq!(rows(&[(3, 28), (29, 40)], &[], &heights, (1.0, 3)), [29]);
        assert_eq!(rows(&[(3, 10), (11, 200)], &[], &heights, (1.0, 3)), Vec::<u32>::new());
        assert_eq!(rows(&[(3, 10), (10, 20)], &[10], &heights, (1.0, 3)), [10]);
    }
}
