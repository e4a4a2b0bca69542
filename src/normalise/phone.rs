//! Phone (电话): E.164, several joined by `;`.
//!
//! Decides the country of a number: its own `+` or `00`, else the row's country, else a Chinese mobile number in a Chinese
//! company's sheet. An extension is left to the original text. What Excel turned into `1.39E+10` is lost and said so.

use super::place;
use super::value::{Read, Value, says_nothing};
use crate::finding::Kind as Problem;
use crate::model::folding;
use crate::model::raw::Cell;

/// Reads a phone cell; `country` is the row's, `home` the company's.
pub(super) fn read(cell: &Cell, country: Option<&str>, home: &str) -> Read {
    let text = match cell {
        Cell::Empty => return Read::BLANK,
        Cell::Text(text) if says_nothing(text) => return Read::BLANK,
        // A number that was once a float: 13800000001.0.
        Cell::Text(text) => {
            text.strip_suffix(".0").filter(|rest| rest.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or(text).to_owned()
        }
        Cell::Number(number) => format!("{number:.0}"),
        _ => return Read::bad(Problem::BadValue),
    };
    let folded = folding::fold(&text.replace('\n', ";"));
    if folded.contains('*') || rounded(&folded) {
        return Read::bad(Problem::BadValue);
    }
    let mut numbers = Vec::new();
    let mut unread = false;
    for piece in pieces(&folded) {
        match e164(&piece, country, home) {
            Some(number) if numbers.contains(&number) => {}
            Some(number) => numbers.push(number),
            None => unread |= piece.chars().filter(char::is_ascii_digit).count() >= 5,
        }
    }
    // An Italian number written as a number has lost the 0 it begins with, unless it is a mobile one.
    let lost = matches!(cell, Cell::Number(_)) && country == Some("IT") && !folded.starts_with('3');
    match (numbers.is_empty(), unread || lost) {
        (true, _) => Read::bad(Problem::BadValue),
        (false, true) => Read::doubtful(Value::Text(numbers.join(";").into()), Problem::BadValue),
        (false, false) => Read::good(Value::Text(numbers.join(";").into())),
    }
}

/// `8.61E+12`: digits are gone. With all digits before the `e` it is only written oddly, but still not to be trusted.
fn rounded(text: &str) -> bool {
    text.split_once("e+").is_some_and(|(head, tail)| {
        head.ends_with(|c: char| c.is_ascii_digit()) && !tail.is_empty() && tail.chars().all(|c| c.is_ascii_digit())
    })
}

/// The numbers of a cell; `1234567/8` repeats all but the last digit.
fn pieces(text: &str) -> Vec<String> {
    let text = &area_code(text);
    let spread = text.replace(" or ", ";").replace(['和', '&'], ";").replace('+', ";+");
    let mut pieces: Vec<String> = Vec::new();
    for part in spread.split([';', ',', '、', '|', '/']) {
        let short: String = part.chars().filter(char::is_ascii_digit).collect();
        let bare = part.trim().chars().all(|c| c.is_ascii_digit());
        match pieces.last() {
            Some(last) if bare && (1..=3).contains(&short.len()) && ends_in_digits(last, short.len() + 4) => {
                pieces.push(format!("{}{short}", &last[..last.len() - short.len()]));
            }
            _ => pieces.push(part.trim().to_owned()),
        }
    }
    pieces
}

/// `310/246-1501`: the stroke behind a short first group parts an area code from its number, not two numbers.
fn area_code(text: &str) -> String {
    let few = |group: &str| (2..=5).contains(&group.len()) && group.chars().all(|c| c.is_ascii_digit());
    let enough = |rest: &str| rest.chars().filter(char::is_ascii_digit).count() >= 5 && !rest.contains('/');
    match text.split_once('/') {
        Some((group, rest)) if few(group.trim()) && enough(rest) => format!("{group} {rest}"),
        _ => text.to_owned(),
    }
}

/// Whether the last `count` characters are digits or the marks between them.
fn ends_in_digits(text: &str, count: usize) -> bool {
    text.len() > count && text.chars().rev().take(count).all(|c| c.is_ascii_digit() || " -".contains(c))
}

fn e164(piece: &str, country: Option<&str>, home: &str) -> Option<String> {
    let bare = without_extension(piece);
    let start = bare.find(|c: char| c.is_ascii_digit() || c == '+' || c == '(')?;
    let body = bare[start..].replace("(0)", "");
    let groups: Vec<&str> = body.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let digits = groups.concat();
    let international = if body.starts_with('+') || body.starts_with("(+") {
        Some(digits.clone())
    } else if let Some(rest) = digits.strip_prefix("00").filter(|_| digits.len() > 9) {
        Some(rest.to_owned())
    } else if groups.len() > 1
        && digits.len() > 10
        && !groups[0].starts_with('0')
        && place::countries().iter().any(|known| known.calling == groups[0])
    {
        Some(digits.clone())
    } else {
        None
    };
    let full = match international {
        Some(full) => without_trunk(&full),
        None => without_trunk(&national(&digits, country, home)?),
    };
    ((8..=15).contains(&full.len()) && !full.starts_with('0')).then(|| format!("+{full}"))
}

/// Calling codes whose national numbers keep their leading zero.
fn keeps_zero(calling: &str) -> bool {
    matches!(calling, "39" | "378" | "225" | "241" | "242")
}

/// `49 030 …` → `49 30 …`.
fn without_trunk(full: &str) -> String {
    let calling =
        (1..=3).filter_map(|length| full.get(..length)).find(|head| place::countries().iter().any(|known| known.calling == *head));
    match calling {
        Some(calling) if !keeps_zero(calling) => format!("{calling}{}", full[calling.len()..].trim_start_matches('0')),
        _ => full.to_owned(),
    }
}

fn national(digits: &str, country: Option<&str>, home: &str) -> Option<String> {
    let chinese_mobile = digits.len() == 11 && digits.starts_with('1') && digits[1..].starts_with(|c| matches!(c, '3'..='9'));
    let country = match country {
        None if chinese_mobile && home == "CN" => "CN",
        other => other?,
    };
    let calling = place::country(country)?.calling;
    if calling.is_empty() || digits.len() < 5 {
        return None;
    }
    if digits.starts_with(calling)
        && !digits.starts_with('0')
        && digits.len() >= 11
        && (calling != "1" || digits.len() == 11)
        && !(calling == "86" && chinese_mobile)
    {
        return Some(without_trunk(digits));
    }
    let trunk = match country {
        "RU" | "KZ" if digits.len() == 11 => digits.strip_prefix('8'),
        "HU" => digits.strip_prefix("06"),
        _ if keeps_zero(calling) => None,
        _ => digits.strip_prefix('0'),
    };
    Some(format!("{calling}{}", trunk.unwrap_or(digits)))
}

fn without_extension(piece: &str) -> &str {
    let cut = ["ext", "转", "分机", "内线", "x", "#", "int.", "interno", "durchwahl"].iter().filter_map(|word| {
        let at = piece.find(word)?;
        (piece[..at].chars().filter(char::is_ascii_digit).count() >= 6).then_some(at)
    });
    cut.min().map_or(piece, |at| &piece[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phones(text: &str, country: Option<&str>) -> Option<String> {
        read(&Cell::Text(text.into()), country, "CN").value.text().map(str::to_owned)
    }

    #[test]
    fn numbers_as_people_write_them() {
        for (text, country, expected) in [
            ("+39 02 1234567", None, Some("+39021234567")),
            ("0039 02 1234567", None, Some("+39021234567")),
            ("+39 02 1234567\n+39 333 1234567", None, Some("+39021234567;+393331234567")),
            ("+49 (0)30 123456", None, Some("+4930123456")),
            ("+49 030 123456", None, Some("+4930123456")),
            ("0086-755-12345678", None, Some("+8675512345678")),
            ("86-0755-88886666 ext.83", None, Some("+8675588886666")),
            ("0755-88886666转123", Some("CN"), Some("+8675588886666")),
            ("0755-88886666#8001", Some("CN"), Some("+8675588886666")),
            ("02 1234567 int. 12", Some("IT"), Some("+39021234567")),
            ("電話：+886-2-23456789 分機 12", None, Some("+886223456789")),
            ("138 1234 5678/0755-88886666", Some("CN"), Some("+8613812345678;+8675588886666")),
            ("02 1234567/8", Some("IT"), Some("+39021234567;+39021234568")),
            ("030 23125895", Some("DE"), Some("+493023125895")),
            ("416-123-4567", Some("CA"), Some("+14161234567")),
            ("WhatsApp-86-18888888888", None, Some("+8618888888888")),
            ("程皓/02034799328", Some("CN"), Some("+862034799328")),
            ("13812345678", None, Some("+8613812345678")),
            ("4161234567", None, None),
            ("8.61E+12", Some("CN"), None),
            ("+86-0755-********ext.83", None, None),
        ] {
            assert_eq!(phones(text, country).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn number_cells_and_blanks() {
        assert_eq!(read(&Cell::Number(21_234_567.0), Some("IT"), "CN").problem, Some(Problem::BadValue));
        assert_eq!(read(&Cell::Number(3_471_234_567.0), Some("IT"), "CN").problem, None);
        assert_eq!(read(&Cell::Number(13_812_345_678.0), None, "CN").value, Value::Text("+8613812345678".into()));
        assert_eq!(read(&Cell::Empty, None, "CN"), Read::BLANK);
        assert_eq!(read(&Cell::Text("无".into()), None, "CN"), Read::BLANK);
        assert_eq!(read(&Cell::Text("1.39E+10".into()), Some("CN"), "CN").problem, Some(Problem::BadValue));
    }
}
