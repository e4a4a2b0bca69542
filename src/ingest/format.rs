//! Number formats (数字格式): which cells are dates. The file stores a bare number; only its format says what it is.

use std::collections::BTreeMap;

/// What a number shows as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Shows {
    #[default]
    Number,
    Date,
    /// `[h]:mm`.
    Elapsed,
}

/// The formats of a workbook and the styles that use them.
#[derive(Debug, Default)]
pub(super) struct Formats {
    custom: BTreeMap<u16, Shows>,
    styles: Vec<u16>,
}

impl Formats {
    /// A format the file spells out.
    pub(super) fn custom(&mut self, id: u16, code: &str) {
        self.custom.insert(id, shows(code));
    }

    /// The next cell style uses this format.
    pub(super) fn cell_style(&mut self, format: u16) {
        self.styles.push(format);
    }

    /// What a cell of this style shows.
    pub(super) fn of(&self, style: usize) -> Shows {
        let Some(id) = self.styles.get(style) else { return Shows::Number };
        self.custom.get(id).copied().unwrap_or(match id {
            // Built in; 27 to 36 and 50 to 58 are the dates of Chinese, Japanese and Korean Excel.
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => Shows::Date,
            46 => Shows::Elapsed,
            _ => Shows::Number,
        })
    }
}

/// Reads the first section of a format code: letters of dates outside quotes, escapes and brackets make a date, unless
/// places for digits stand among them (`#,##0 "d"` and `0.00E+00` are numbers).
fn shows(code: &str) -> Shows {
    let general = |section: &str| section.to_ascii_lowercase().contains("general");
    if code.split(';').next().is_some_and(general) {
        return Shows::Number;
    }
    let (mut date, mut digits, mut last) = (false, false, ' ');
    let mut chars = code.chars().peekable();
    while let Some(c) = chars.next() {
        match c.to_ascii_lowercase() {
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                if !inside.is_empty() && inside.chars().all(|c| matches!(c.to_ascii_lowercase(), 'h' | 'm' | 's')) {
                    return Shows::Elapsed;
                }
            }
            ';' => break,
            'e' if matches!(chars.peek(), Some('+' | '-')) => digits = true,
            letter @ ('y' | 'm' | 'd' | 'h' | 's' | 'e') => {
                date = true;
                last = letter;
            }
            '.' => {}
            // The fraction of a second.
            '0' if last == 's' => {}
            '0' | '#' | '?' => digits = true,
            other => last = other,
        }
    }
    if date && !digits { Shows::Date } else { Shows::Number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_from_numbers_by_their_format() {
        for code in ["yyyy-mm-dd", "yyyy\"年\"m\"月\"d\"日\";@", "[$-804]yyyy/m/d", "h:mm AM/PM", "mm:ss.0", "m\\-d", "[Red]d mmm"] {
            assert_eq!(shows(code), Shows::Date, "{code}");
        }
        for code in
            ["General", "0.00", "#,##0.00\" USD\"", "0.00E+00", "[Blue]General", "[Red]0.0;d", "@", "\"days\" 0", "_-* #,##0_-", "0\\d"]
        {
            assert_eq!(shows(code), Shows::Number, "{code}");
        }
        assert_eq!(shows("[h]:mm:ss"), Shows::Elapsed);
    }

    #[test]
    fn styles_point_to_formats() {
        let mut formats = Formats::default();
        for id in [0, 14, 46, 164] {
            formats.cell_style(id);
        }
        formats.custom(164, "yyyy.m.d");
        assert_eq!(
            [0, 1, 2, 3, 9].map(|style| formats.of(style)),
            [Shows::Number, Shows::Date, Shows::Elapsed, Shows::Date, Shows::Number]
        );
    }
}
