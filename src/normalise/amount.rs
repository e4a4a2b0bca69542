//! Amount (金额): money as people write it, exact to six decimals.
//!
//! Decides which number of a cell is the money (the one at the currency mark), what may stand around it, and whose
//! currency counts: the cell's, the column header's, the row's, the sheet's unit line, the policy's.

use super::currency::{self, Mark};
use super::digits::{Decimal, numbers, whole};
use super::value::{Read, Value, says_nothing};
use crate::finding::Kind as Problem;
use crate::model::Money;
use crate::model::money::{MICROS, micros_from_f64, round_half_even};
use crate::model::raw::Cell;

/// No amount is larger, in millionths: beyond a thousand million million units it is an account number or two cells in one.
const LARGEST: u128 = 1_000_000_000_000_000 * MICROS.unsigned_abs();

/// What is known about the amounts of a column before a cell is read.
#[derive(Debug, Clone, Default)]
pub(super) struct AmountColumn {
    /// Decimal mark.
    pub(super) decimal: Decimal,
    /// Currency the header names.
    pub(super) currency: Option<String>,
    /// Factor of header or unit line, in millionths; `None` = 1.
    pub(super) factor: Option<i128>,
}

/// Where else a currency may be found.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Around<'a> {
    /// The row's currency field.
    pub(super) row: Option<&'a str>,
    /// The sheet's unit line, then the policy.
    pub(super) sheet: Option<&'a str>,
    /// The company's country.
    pub(super) home: &'a str,
}

/// An amount as written, before its currency is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Written {
    micros: i128,
    mark: Option<Mark>,
    scaled: bool,
}

/// Reads a money cell.
pub(super) fn read(cell: &Cell, column: &AmountColumn, around: Around) -> Read {
    let written = match cell {
        Cell::Empty => return Read::BLANK,
        Cell::Number(value) => plain(*value),
        // 是否收取打样费: a column of amounts where people answer yes or no; the answer stays in the original text.
        Cell::Text(text) if says_nothing(text) || is_answer(text) => return Read::BLANK,
        Cell::Text(text) => parse(text, column.decimal),
        _ => None,
    };
    let Some(written) = written else { return Read::bad(Problem::BadValue) };
    let micros = match column.factor {
        Some(factor) if !written.scaled => round_half_even(written.micros.saturating_mul(factor), MICROS),
        _ => written.micros,
    };
    if micros.unsigned_abs() > LARGEST {
        return Read::bad(Problem::BadValue);
    }
    let hint = column.currency.as_deref().or(around.row).or(around.sheet);
    let currency = match written.mark {
        Some(mark) => currency::settle(mark, hint, around.home),
        None => hint.map(str::to_owned),
    };
    match currency {
        Some(currency) => Read::good(Value::money(Money::new(micros, currency))),
        None if micros == 0 => Read::good(Value::money(Money::new(0, ""))),
        None => Read::doubtful(Value::money(Money::new(micros, "")), Problem::CurrencyUnknown),
    }
}

fn is_answer(text: &str) -> bool {
    if text.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    ["是", "否", "有", "免费", "yes", "no", "si", "sì", "free", "y", "n"].contains(&crate::model::folding::fold(text).as_str())
}

/// A number cell: its shortest decimal form is what the person typed.
fn plain(value: f64) -> Option<Written> {
    let micros = micros_from_f64(value)?;
    Some(Written { micros, mark: None, scaled: false })
}

fn parse(text: &str, decimal: Decimal) -> Option<Written> {
    // Most amounts are digits and marks alone: nothing stands around the number that could change it.
    if let Some(micros) = whole(text, decimal) {
        return Some(Written { micros, mark: None, scaled: false });
    }
    let shaped = currency::shape(text.trim_start_matches('\''));
    let lower = shaped.to_ascii_lowercase();
    let found = numbers(&lower, decimal);
    let mark = currency::find(&shaped);
    let blank_between = |from: usize, to: usize| from <= to && lower[from..to].chars().all(|c| " :.=-".contains(c));
    let chosen = match mark {
        Some(mark) => found
            .iter()
            .find(|number| blank_between(mark.end, number.start))
            .or_else(|| found.iter().find(|number| blank_between(number.end, mark.start)))
            .or(if found.len() == 1 { found.first() } else { None })?,
        None if found.len() == 1 && only_filler(&lower, found[0].start, found[0].end) => &found[0],
        None => return None,
    };
    if chosen.percent || is_range(&lower, &found) {
        return None;
    }
    let bracketed = lower.starts_with('(') && lower.ends_with(')');
    let negative = bracketed && chosen.micros > 0 || lower[chosen.end..].trim() == "-";
    let micros = if negative { -chosen.micros } else { chosen.micros };
    Some(Written { micros, mark: mark.map(|mark| mark.mark), scaled: chosen.scaled })
}

/// Two numbers with a dash between them (10-20万).
fn is_range(text: &str, found: &[super::digits::Number]) -> bool {
    found.windows(2).any(|pair| matches!(text[pair[0].end..pair[1].start.max(pair[0].end)].trim(), "-" | "~" | "至" | "到" | "–"))
        || found.windows(2).any(|pair| pair[1].start == pair[0].end && pair[1].micros < 0)
}

/// Whether only words that change nothing stand around the number.
fn only_filler(text: &str, start: usize, end: usize) -> bool {
    const FILLER: [&str; 14] =
        ["金额", "合计", "总计", "大约", "左右", "约", "共", "total", "about", "approx", "circa", "ca", "/pc", "/pcs"];
    let bare = |part: &str| !part.chars().any(char::is_alphanumeric);
    if bare(&text[..start]) && bare(&text[end..]) {
        return true;
    }
    let mut rest = format!("{} {}", &text[..start], &text[end..]);
    for word in FILLER {
        rest = rest.replace(word, " ");
    }
    !rest.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str, column: &AmountColumn, around: Around) -> Option<String> {
        match read(&Cell::Text(text.into()), column, around).value {
            Value::Money(money) => Some(money.to_string()),
            _ => None,
        }
    }

    #[test]
    fn amounts_as_people_write_them() {
        let column = AmountColumn::default();
        let around = Around { row: Some("USD"), sheet: None, home: "CN" };
        for (text, expected) in [
            ("USD 12,345.60", Some("12345.60 USD")),
            ("EUR 12.345,60", Some("12345.60 EUR")),
            ("1.234,50 €", Some("1234.50 EUR")),
            ("50万美元", Some("500000.00 USD")),
            ("USD 12.5万", Some("125000.00 USD")),
            ("USD 12k", Some("12000.00 USD")),
            ("金额USD 4280", Some("4280.00 USD")),
            ("FOB SHENZHEN USD 0.86/pc(MOQ 5000)", Some("0.86 USD")),
            ("7997.8元", Some("7997.80 CNY")),
            ("$12,345.00", Some("12345.00 USD")),
            ("¥1,234.50", Some("1234.50 CNY")),
            ("12，345", Some("12345.00 USD")),
            ("(1,234)", Some("-1234.00 USD")),
            ("1000000000万", Some("10000000000000.00 USD")),
            ("1380013800013800138000万", None),
            ("-1234", Some("-1234.00 USD")),
            ("'12345", Some("12345.00 USD")),
            ("约10万", Some("100000.00 USD")),
            ("10-20万", None),
            ("5,000pcs", None),
            ("待确认", None),
            ("否", None),
            ("30%", None),
        ] {
            assert_eq!(money(text, &column, around).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn currency_comes_from_the_nearest_place() {
        let euro = AmountColumn { currency: Some("EUR".to_owned()), ..AmountColumn::default() };
        let around = Around { row: Some("USD"), sheet: Some("CNY"), home: "CN" };
        assert_eq!(money("100 GBP", &euro, around).as_deref(), Some("100.00 GBP"));
        assert_eq!(money("100", &euro, around).as_deref(), Some("100.00 EUR"));
        assert_eq!(money("100", &AmountColumn::default(), around).as_deref(), Some("100.00 USD"));
        let unknown = read(&Cell::Number(100.0), &AmountColumn::default(), Around { row: None, sheet: None, home: "CN" });
        assert_eq!(unknown.problem, Some(Problem::CurrencyUnknown));
    }

    #[test]
    fn a_header_factor_counts_once() {
        let ten_thousands = AmountColumn { factor: Some(10_000 * MICROS), ..AmountColumn::default() };
        let around = Around { row: Some("CNY"), sheet: None, home: "CN" };
        assert_eq!(money("1.2", &ten_thousands, around).as_deref(), Some("12000.00 CNY"));
        assert_eq!(money("1.2万", &ten_thousands, around).as_deref(), Some("12000.00 CNY"));
        assert_eq!(read(&Cell::Empty, &ten_thousands, around), Read::BLANK);
        assert_eq!(read(&Cell::Error("#REF!".into()), &ten_thousands, around).problem, Some(Problem::BadValue));
    }
}
