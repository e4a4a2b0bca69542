//! Trial (试验): every value parser under texts nobody would write, for tests and for `benches/values.rs`.
//!
//! Decides what must hold whatever a cell says: no parser panics, the same text is read the same way twice, and a value
//! written out plainly is read as itself again.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::amount::{self, AmountColumn, Around};
use super::date;
use super::date_column::DateColumn;
use super::digits::Decimal;
use super::value::{Read, Value};
use super::{category, currency, number, period, phone, place, score, text, web, yes_no};
use crate::model::Month;
use crate::model::raw::Cell;

/// Every parser a cell can come to.
pub const PARSERS: [&str; 16] = [
    "date", "moment", "period", "money", "number", "count", "share", "score", "country", "currency", "phone", "email", "website", "yes_no",
    "word", "text",
];

#[rustfmt::skip]
const SCRAPS: &[&str] = &[
    "1", "2", "12", "2026", "05", "31", "10000", "123456", "99999999999999999999999999999", "年", "月", "日", "初", "份", "万", "千", "k", "%", "USD", "$", "¥", "€", "元", "约", "-", "–", "/", ".", ",", "，", " ", "\n", ":", "(", "）", "+", "00", "ext", "转", "x", "德国", "ge", "A", "级", "T", "pm", "点", "may", "★", "满意", "是", "a@b.cc", "www.", "é", "İ", "😀", "\u{200b}", "'", "1.39E+10", "*", "Co., Ltd.", "12.345,60", "1,234-", "(1,234)", "US$", "RMB", "ext. 12", "+86-755-", "13800138000", "@", ".com", "https://", "非常满意", "8/10", "95%", "Oct", "maggio", "下午2:30", "T14:30", "L/C 90 days", "30% T/T", "FOB", "广交会", "U.S.A.", "阿联酋", "\u{feff}", "\0", "½", "①", "ß", "ﬁ", "१२", "１２３", "10-20万", "#REF!",
];

/// A small generator of its own, so that the texts are the same on every machine.
#[derive(Debug)]
pub(super) struct Dice(pub(super) u64);

impl Dice {
    /// A number below `bound`.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound
    }

    /// A text of scraps, now and then with a letter of any script between them.
    pub(super) fn scrap(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..=self.below(6) {
            match self.below(12) {
                0 => text.extend(u32::try_from(self.below(0x3_0000)).ok().and_then(char::from_u32)),
                1 => text.extend(u32::try_from(self.below(0x80)).ok().and_then(char::from_u32)),
                _ => text.push_str(SCRAPS[self.below(SCRAPS.len())]),
            }
        }
        text
    }
}

/// Reads `times` texts with one parser and gives those that broke a promise, with what it was.
#[must_use]
pub fn run(parser: &str, seed: u64, times: u64) -> Vec<(String, String)> {
    let Some(known) = PARSERS.into_iter().find(|known| *known == parser) else {
        return vec![(parser.to_owned(), "no such parser".to_owned())];
    };
    let mut dice = Dice(seed);
    let mut failed = Vec::new();
    for _ in 0..times {
        let text = dice.scrap();
        let setting = dice.below(64);
        match catch_unwind(AssertUnwindSafe(|| broken(known, &text, setting))) {
            Ok(None) => {}
            Ok(Some(promise)) => failed.push((text, promise)),
            Err(_) => failed.push((text, "panic".to_owned())),
        }
        if failed.len() >= 20 {
            break;
        }
    }
    failed
}

/// The promise a parser breaks on this text, if any.
fn broken(parser: &str, text: &str, setting: usize) -> Option<String> {
    let first = read_as(parser, &Cell::Text(text.into()), setting);
    if first != read_as(parser, &Cell::Text(text.into()), setting) {
        return Some("read otherwise the second time".to_owned());
    }
    // Two letters may be doubtful where the name they stand for is not.
    let country = |code: &str| place::country(code).map(|country| country.name.to_owned());
    let plain = match &first.value {
        Value::Text(code) if parser == "country" => country(code)?,
        value => plainly(value)?,
    };
    let again = read_as(parser, &Cell::Text(plain.as_str().into()), setting);
    // A word's id need not be one of its spellings, and the smallest fraction of a cent need not survive.
    let same = again.value == first.value || parser == "word" || is_near(&again.value, &first.value);
    (!same).then(|| format!("{:?} written as {plain:?} is read as {:?}", first.value, again.value))
}

fn is_near(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => (left - right).abs() <= 1e-6_f64.max(right.abs() * 1e-9),
        _ => false,
    }
}

/// A value as a careful person would write it; `None` where there is none, or no such way.
fn plainly(value: &Value) -> Option<String> {
    Some(match value {
        Value::Text(text) => text.to_string(),
        Value::Day(day) => day.to_string(),
        Value::Moment(at, true) => at.format("%Y-%m-%d %H:%M:%S").to_string(),
        Value::Moment(at, false) => at.date().to_string(),
        // A bare amount of three decimals may be thousands in another habit.
        Value::Money(money) if money.currency.is_empty() || money.micros % 10_000 != 0 => return None,
        Value::Money(money) => format!("{} {}.{:02}", money.currency, money.micros / 1_000_000, money.micros.abs() / 10_000 % 100),
        Value::Number(number) if number.abs() < 1e15 && (number * 100.0).fract() == 0.0 => format!("{number:.2}"),
        Value::Null | Value::Same | Value::Number(_) => return None,
        Value::Score(score, scale) => format!("{score}/{}", scale.rsplit('-').next().unwrap_or_default()),
        Value::Flag(flag) => if *flag { "是" } else { "否" }.to_owned(),
    })
}

fn read_as(parser: &str, cell: &Cell, setting: usize) -> Read {
    let bit = |at: usize| setting >> at & 1 == 1;
    let decimal = if bit(0) { Decimal::Comma } else { Decimal::Dot };
    let dates = DateColumn {
        day_first: bit(0),
        proven: bit(1),
        year_first: bit(2),
        deal: bit(1),
        ahead: bit(3),
        earliest: 1990,
        report: if bit(7) { Month::new(2026, 10) } else { None },
        hand_in: if bit(4) { Month::new(2026, 10) } else { None },
        year: if bit(5) { Some(2025) } else { None },
        year_guessed: bit(1),
        stated: None,
        zone: if bit(0) { Some(chrono_tz::Asia::Shanghai) } else { None },
    };
    let hint = if bit(1) { Some("USD") } else { None };
    let vocabularies = ["channel", "payment_terms", "incoterm", "complaint_kind", "grade", "kpi", "customer_status", "need"];
    match parser {
        "date" => date::read_day(cell, &dates, None),
        "moment" => date::read_moment(cell, &dates, None),
        "period" => period::read(cell, dates.year),
        "money" => {
            let column = AmountColumn { decimal, ..AmountColumn::default() };
            amount::read(cell, &column, Around { row: hint, sheet: None, home: "CN" })
        }
        "number" => number::read(cell, decimal, 1.0),
        "count" => number::read_count(cell, decimal),
        "share" => number::read_share(cell, decimal, false),
        "score" => score::read(cell, ["1-5", "1-7", "1-10", "0-10", "0-100"][setting % 5]),
        "country" => place::read(cell),
        "currency" => currency::code(&cell.show(), hint, "CN").map_or(Read::BLANK, |code| Read::good(Value::Text(code.into()))),
        "phone" => phone::read(cell, ["CN", "IT", "DE", "US"].get(setting % 5).copied(), "CN"),
        "email" => web::read_email(cell),
        "website" => web::read_website(cell),
        "yes_no" => yes_no::read(cell, "是否"),
        "word" => category::read(cell, vocabularies[setting % 8]),
        _ => text::read(cell, bit(0)),
    }
}
