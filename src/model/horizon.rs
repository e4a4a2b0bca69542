//! Horizon (预计时间): a time to the deal said in words, as calendar months: 1个月内, 半年内, within 3 months, entro 6 mesi.
//!
//! Decides that a range counts by its far end, and that words without a number or 年 are no horizon.

/// Months of a horizon in words.
#[must_use]
pub fn months(text: &str) -> Option<i32> {
    let folded = text.trim().to_lowercase();
    if folded.contains("半年") {
        return Some(6);
    }
    if ["本月", "this month", "questo mese"].iter().any(|word| folded.contains(word)) {
        return Some(1);
    }
    let years = ["年内", "year", "anno", "anni"].iter().any(|word| folded.contains(word));
    let months = ["个月", "個月", "月内", "月內", "month", "mese", "mesi"].iter().any(|word| folded.contains(word));
    let number = last_number(&folded)?;
    match (months, years) {
        (true, _) => Some(number),
        (_, true) if number <= 10 => Some(number * 12),
        _ => None,
    }
}

fn last_number(text: &str) -> Option<i32> {
    let mut found = None;
    let mut run = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_ascii_digit() {
            run.push(c);
            continue;
        }
        found = run.parse().ok().or(found);
        run.clear();
        found = "一二三四五六七八九十".chars().zip(1..).find(|(numeral, _)| *numeral == c).map(|(_, value)| value).or(found);
        found = if c == '两' || c == '兩' { Some(2) } else { found };
    }
    found.filter(|number| (1..=60).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_months() {
        for (text, wanted) in [
            ("1个月内", Some(1)),
            ("一个月内", Some(1)),
            ("三个月内", Some(3)),
            ("两个月", Some(2)),
            ("3-6个月", Some(6)),
            ("半年内", Some(6)),
            ("一年内", Some(12)),
            ("within 3 months", Some(3)),
            ("entro 6 mesi", Some(6)),
            ("本月", Some(1)),
            ("尽快", None),
            ("2026-11-03", None),
            ("", None),
        ] {
            assert_eq!(months(text), wanted, "{text}");
        }
    }
}
