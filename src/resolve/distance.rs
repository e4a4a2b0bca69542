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
    let mut before = [0_u8; SHORT + 1];
    let mut above = [0_u8; SHORT + 1];
    let mut row = [0_u8; SHORT + 1];
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
}
