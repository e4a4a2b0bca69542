//! Distance (编辑距离): how many slips of the key part two texts: a letter more, less, other, or two exchanged.
//!
//! Decides nothing; it only counts, on the stack, because millions of pairs ask. More than two slips are another text, so past
//! two it says three and stops. Other letters than ASCII, and long texts, go the slower way.

/// Letters up to which the count is done on the stack.
const SHORT: usize = 48;

/// Slips after which no more are counted.
const MANY: u8 = 3;

/// Optimal string alignment, up to [`MANY`]: insertions, deletions, substitutions and exchanges of neighbours, none edited twice.
pub(super) fn slips(a: &str, b: &str) -> usize {
    if a.len().abs_diff(b.len()) > 2 && a.is_ascii() && b.is_ascii() {
        return usize::from(MANY);
    }
    if !a.is_ascii() || !b.is_ascii() || a.len() > SHORT || b.len() > SHORT {
        return strsim::osa_distance(a, b).min(usize::from(MANY));
    }
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    while let ([first, rest @ ..], [other, others @ ..]) = (a, b)
        && first == other
    {
        (a, b) = (rest, others);
    }
    while let ([rest @ .., last], [others @ .., other]) = (a, b)
        && last == other
    {
        (a, b) = (rest, others);
    }
    match (a, b) {
        ([], rest) | (rest, []) => return rest.len().min(usize::from(MANY)),
        ([_], [_]) => return 1,
        ([first, second], [other, another]) if first == another && second == other => return 1,
        _ => {}
    }
    // A slip brings or takes two letters at most: most unlike words are told apart without counting.
    if (letters(a) ^ letters(b)).count_ones() > 2 * u32::from(MANY - 1) {
        return usize::from(MANY);
    }
    let mut rows = [[0_u8; SHORT + 1]; 3];
    let [before, above, row] = &mut rows;
    let (mut before, mut above, mut row) = (before, above, row);
    for (place, cell) in (0_u8..).zip(above.iter_mut()) {
        *cell = place;
    }
    for (line, letter) in (1_u8..).zip(a) {
        let up = usize::from(line) - 1;
        row[0] = line;
        let mut fewest = line;
        for (place, other) in b.iter().enumerate() {
            let changed = above[place] + u8::from(letter != other);
            let mut least = changed.min(row[place] + 1).min(above[place + 1] + 1);
            if place > 0 && up > 0 && a[up - 1] == *other && b[place - 1] == *letter {
                least = least.min(before[place - 1] + 1);
            }
            row[place + 1] = least;
            fewest = fewest.min(least);
        }
        if fewest >= MANY {
            return usize::from(MANY);
        }
        (before, above, row) = (above, row, before);
    }
    usize::from(above[b.len()].min(MANY))
}

/// Which letters occur, a bit each; a few share one.
fn letters(text: &[u8]) -> u32 {
    text.iter().fold(0, |known, letter| known | 1 << (letter & 31))
}

/// The same letters but for one, in whatever order: `charlie` and `cahlrae`. Letters other than ASCII keep their order.
pub(super) fn are_shuffled(a: &str, b: &str) -> bool {
    if a.len().abs_diff(b.len()) > 1 || (letters(a.as_bytes()) ^ letters(b.as_bytes())).count_ones() > 2 || !a.is_ascii() || !b.is_ascii() {
        return false;
    }
    common(a, b) + 1 >= a.len().max(b.len())
}

/// Letters of one that are found in the other, each once.
fn common(a: &str, b: &str) -> usize {
    let mut open = [0_u8; 128];
    a.bytes().for_each(|letter| open[usize::from(letter)] += 1);
    let mut common = 0;
    for letter in b.bytes() {
        let left = &mut open[usize::from(letter)];
        common += usize::from(*left > 0);
        *left = left.saturating_sub(1);
    }
    common
}

/// Whether Jaro–Winkler likeness of two words of ASCII letters reaches a share, as far as the letters themselves allow: order aside, how
/// many of one are found in the other. What this leaves open is counted in full; that asks for memory, and words of one
/// block mostly start alike and end unlike.
pub(super) fn may_be_like(a: &str, b: &str, share: f64) -> bool {
    if !a.is_ascii() || !b.is_ascii() || a.len().max(b.len()) > SHORT {
        return true;
    }
    let common = u8::try_from(common(a, b)).unwrap_or(u8::MAX);
    let of = |text: &str| f64::from(common) / f64::from(u8::try_from(text.len()).unwrap_or(u8::MAX));
    let jaro = (of(a) + of(b) + 1.0) / 3.0;
    // The same start counts for four letters at most; a hair is left for rounding.
    jaro + 0.4 * (1.0 - jaro) > share - 1e-6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_the_slower_ones() {
        let words = ["", "a", "rossi", "rosis", "orssi", "ross", "brossi", "bianchi", "chiabin", "abcdef", "badcfe", "ca", "abc", "müller"];
        for a in words {
            for b in words {
                assert_eq!(slips(a, b), strsim::osa_distance(a, b).min(3), "{a} / {b}");
            }
        }
        assert_eq!(slips(&"x".repeat(60), &"x".repeat(59)), 1);
    }

    #[test]
    fn letters_in_another_order_are_the_same_letters() {
        assert!(are_shuffled("charlie", "cahlrae") && are_shuffled("ivy", "yi") && are_shuffled("andrews", "wnddreas"));
        assert!(!are_shuffled("anna", "lena") && !are_shuffled("marco", "paola") && !are_shuffled("müller", "mülelr"));
    }

    #[test]
    fn what_cannot_be_like_is_not() {
        let words = ["barotafe", "baroteli", "barotefa", "barotafes", "brunello", "brunelo", "abc", "abcdefghij", "abdcefghij", "müller"];
        for a in words {
            for b in words {
                assert!(may_be_like(a, b, 0.95) || strsim::jaro_winkler(a, b) < 0.95, "{a} / {b}");
            }
        }
        assert!(!may_be_like("barotafe", "baroteli", 0.95));
    }
}
