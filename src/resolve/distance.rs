//! Distance (编辑距离): how many slips of the key part two texts: a letter more, less, other, or two exchanged.
//!
//! Decides nothing; it only counts, on the stack, because millions of pairs ask. Other letters than ASCII, and long texts, go
//! the slower way.

/// Letters up to which the count is done on the stack.
const SHORT: usize = 48;

/// Optimal string alignment: insertions, deletions, substitutions and exchanges of neighbours, none edited twice.
pub(super) fn osa_distance(a: &str, b: &str) -> usize {
    if !a.is_ascii() || !b.is_ascii() || a.len() > SHORT || b.len() > SHORT {
        return strsim::osa_distance(a, b);
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
    if a.is_empty() || b.is_empty() {
        return a.len().max(b.len());
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
        for (place, other) in b.iter().enumerate() {
            let changed = above[place] + u8::from(letter != other);
            let mut least = changed.min(row[place] + 1).min(above[place + 1] + 1);
            if place > 0 && up > 0 && a[up - 1] == *other && b[place - 1] == *letter {
                least = least.min(before[place - 1] + 1);
            }
            row[place + 1] = least;
        }
        (before, above, row) = (above, row, before);
    }
    usize::from(above[b.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_the_slower_ones() {
        let words = ["", "a", "rossi", "rosis", "orssi", "ross", "brossi", "bianchi", "chiabin", "abcdef", "badcfe", "ca", "abc", "müller"];
        for a in words {
            for b in words {
                assert_eq!(osa_distance(a, b), strsim::osa_distance(a, b), "{a} / {b}");
            }
        }
        assert_eq!(osa_distance(&"x".repeat(60), &"x".repeat(59)), 1);
    }
}
