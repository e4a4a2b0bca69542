//! Width (列宽): how much room a text takes on a sheet, in digits: a Han character takes two, an ASCII letter one.
//!
//! The writer's own fitting knows Calibri only and cuts Chinese in half, so widths are decided here.

/// Display width in digits.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(char_width).sum()
}

/// East Asian wide and emoji take two, joiners and marks none.
fn char_width(c: char) -> f64 {
    match u32::from(c) {
        0x0000..=0x001F | 0x0300..=0x036F | 0x200B..=0x200F | 0xFE00..=0xFE0F => 0.0,
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6
        // Emoji, and Han outside the first plane.
        | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD
        // Signs that a Chinese font draws full width.
        | 0x2014 | 0x2018..=0x201D | 0x2026 | 0x25A0..=0x25FF | 0x2190..=0x21FF | 0x2713 | 0x00D7 => 2.0,
        _ if c.is_ascii_uppercase() => 1.15,
        _ => 1.0,
    }
}

/// Width as printed: letters of a text font are narrower than digits.
pub(super) fn printed(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii_lowercase() || c == ' ' { 0.96 } else { char_width(c) }).sum()
}

/// Width within a paragraph: a Han character of a 10 pt font takes a little less than two digits of it.
pub(super) fn laid(text: &str) -> f64 {
    let room = |c: char| match c {
        ' ' => 0.6,
        'a'..='z' => 0.96,
        c if c.is_ascii() => char_width(c),
        c => char_width(c) * 0.95,
    };
    text.chars().map(room).sum()
}

/// The text cut to a width, with an ellipsis where something was cut.
pub(super) fn clip(text: &str, limit: f64) -> String {
    if width(text) <= limit {
        return text.to_owned();
    }
    let mut room = limit - 2.0;
    let mut kept = String::new();
    for c in text.chars() {
        room -= char_width(c);
        if room < 0.0 {
            break;
        }
        kept.push(c);
    }
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_takes_two_digits() {
        for (text, wanted) in [("", 0.0), ("abc", 3.0), ("客户", 4.0), ("é", 1.0), ("e\u{301}", 1.0), ("😀", 2.0)] {
            assert!((width(text) - wanted).abs() < 1e-9, "{text}");
        }
    }

    #[test]
    fn long_text_is_cut_with_a_mark() {
        assert_eq!(clip("短", 10.0), "短");
        assert_eq!(clip("一二三四五六", 8.0), "一二三…");
    }
}
