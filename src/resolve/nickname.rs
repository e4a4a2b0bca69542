//! Nickname (昵称): Tom is Thomas, Beppe is Giuseppe.
//!
//! Decides which English and Italian given names are short or fond forms of one name (`data/nicknames.csv`: the full name first).
//! A short form may belong to several names; two short forms of one name are that name too.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Lines in which a name stands; only looked up.
static LINES: LazyLock<HashMap<&str, Vec<u16>>> = LazyLock::new(|| {
    let mut lines: HashMap<&str, Vec<u16>> = HashMap::new();
    for (number, line) in (0_u16..).zip(include_str!("data/nicknames.csv").lines()) {
        line.split(',').for_each(|name| lines.entry(name).or_default().push(number));
    }
    lines
});

/// Whether both are forms of one given name; folded texts.
pub(super) fn is_nickname(a: &str, b: &str) -> bool {
    let (Some(left), Some(right)) = (LINES.get(a), LINES.get(b)) else { return false };
    left.iter().any(|line| right.contains(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_the_name() {
        assert!(is_nickname("tom", "thomas") && is_nickname("beppe", "peppe") && is_nickname("bill", "william"));
        assert!(!is_nickname("tom", "william") && !is_nickname("rossi", "rossi"));
        let clean = |name: &str| !name.is_empty() && name == name.trim().to_lowercase();
        assert!(include_str!("data/nicknames.csv").lines().all(|line| line.split(',').all(clean)));
    }
}
