//! File patterns (通配): `*` within a name, `**` across folders, `?` for one character; case counts for nothing.

/// Whether the whole of `text` fits `pattern`.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.replace('\\', "/").to_lowercase().chars().collect();
    let text: Vec<char> = text.to_lowercase().chars().collect();
    walk(&pattern, &text)
}

/// Whether a label fits: a pattern without `/` may also fit the file's own name.
pub(super) fn fits_label(pattern: &str, label: &str) -> bool {
    fits(pattern, label) || (!pattern.contains('/') && label.rsplit('/').next().is_some_and(|name| fits(pattern, name)))
}

fn walk(pattern: &[char], text: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['*', '*', '/', rest @ ..] => {
            walk(rest, text) || text.iter().enumerate().any(|(index, c)| *c == '/' && walk(rest, &text[index + 1..]))
        }
        ['*', '*', rest @ ..] => (0..=text.len()).any(|skip| walk(rest, &text[skip..])),
        ['*', rest @ ..] => {
            let end = text.iter().position(|c| *c == '/').unwrap_or(text.len());
            (0..=end).any(|skip| walk(rest, &text[skip..]))
        }
        ['?', rest @ ..] => text.first().is_some_and(|c| *c != '/') && walk(rest, &text[1..]),
        [wanted, rest @ ..] => text.first() == Some(wanted) && walk(rest, &text[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stop_at_folders_and_double_stars_do_not() {
        assert!(fits("台账/*.csv", "台账/订单.CSV"));
        assert!(!fits("台账/*.csv", "台账/旧/订单.csv"));
        assert!(fits("**/旧/**", "台账/旧/订单.csv"));
        assert!(fits("**/旧/**", "旧/订单.csv"));
        assert!(fits("**", "a/b"));
        assert!(fits_label("*草稿*", "2026-10/草稿1.xlsx"));
        assert!(!fits("a?c", "a/c"));
    }
}
