//! Mojibake (乱码): text that was decoded with the wrong encoding before it reached us, cell by cell.
//!
//! Decides what it was: UTF-8 read as GBK (浣犲ソ), UTF-8 read as Western (Ã¨, ä½ å¥½), GBK read as Western (`ÄãºÃ`), GBK read
//! one byte off. It is mended only when the way back is exact and leads to ordinary characters; what lost bytes on its way
//! (锟斤拷, an odd byte at the end) can only be reported. Ordinary text is told by its characters alone, without encoding it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use encoding_rs::{Encoding, GB18030, GBK, WINDOWS_1252};

use super::workbook::Book;
use crate::model::raw::Cell;

/// What a look at a text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing is wrong.
    Fine,
    /// It was this.
    Mended(String),
    /// Something was lost that cannot be brought back.
    Lost,
}

/// A cell whose text was wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Damage {
    /// Sheet by its place in the book.
    pub(super) grid: usize,
    /// Row.
    pub(super) row: u32,
    /// The text as the file has it.
    pub(super) text: String,
    /// What it was, if that is certain.
    pub(super) mended: Option<String>,
}

/// Looks at every text of a book and mends what can be mended.
pub(super) fn mend(book: &mut Book) {
    for (index, grid) in book.grids.iter_mut().enumerate() {
        let wrong: BTreeMap<u32, (String, Option<String>)> = (0..)
            .zip(grid.stock().cells())
            .filter_map(|(number, cell)| {
                let Cell::Text(text) = cell else { return None };
                match look(text) {
                    Verdict::Fine => None,
                    Verdict::Lost => Some((number, (text.to_string(), None))),
                    Verdict::Mended(mended) => Some((number, (text.to_string(), Some(mended)))),
                }
            })
            .collect();
        if wrong.is_empty() {
            continue;
        }
        for (row, number) in grid.numbers() {
            if let Some((text, mended)) = wrong.get(&number) {
                book.damage.push(Damage { grid: index, row, text: text.clone(), mended: mended.clone() });
            }
        }
        let mended: BTreeMap<u32, u32> = wrong
            .into_iter()
            .filter_map(|(number, (_, mended))| Some((number, grid.stock_mut().number(Cell::Text(mended?.into())))))
            .collect();
        grid.renumber(&mended);
    }
}

/// Looks at one text.
pub(super) fn look(text: &str) -> Verdict {
    if text.is_ascii() {
        return Verdict::Fine;
    }
    if text.contains('\u{fffd}') || text.contains("锟斤") || text.contains("ï¿½") {
        return Verdict::Lost;
    }
    let (mut western, mut run, mut han, mut common, mut hint) = (0_usize, 0_usize, 0_usize, 0_usize, false);
    let mut longest = 0;
    for c in text.chars() {
        if is_western(c) {
            run += 1;
            western += 1;
            longest = longest.max(run);
        } else {
            run = 0;
        }
        if is_han(c) {
            han += 1;
            common += usize::from(COMMON.has(c));
        }
        hint |= HINT.has(c);
    }
    if longest >= 2
        && let Some(mended) = from_western(text, western, han)
    {
        return Verdict::Mended(mended);
    }
    if hint {
        return from_gbk(text);
    }
    if han >= 5 && common * 5 <= han * 2 && one_byte_off(text) { Verdict::Lost } else { Verdict::Fine }
}

/// Text that stands in windows-1252 and nowhere below it.
fn is_western(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{ff}')
        || matches!(c, '€' | '‚' | 'ƒ' | '„' | '…' | '†' | '‡' | 'ˆ' | '‰' | 'Š' | '‹' | 'Œ' | 'Ž')
        || matches!(c, '‘' | '’' | '“' | '”' | '•' | '–' | '—' | '˜' | '™' | 'š' | '›' | 'œ' | 'ž' | 'Ÿ')
}

const fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}')
}

/// Characters a mended text may hold beside ASCII.
fn is_ordinary(c: char) -> bool {
    COMMON.has(c)
        || matches!(c, '\u{c0}'..='\u{17f}' | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
        || matches!(
            c,
            '€' | '£'
                | '¥'
                | '°'
                | '·'
                | '×'
                | '№'
                | '™'
                | '®'
                | '©'
                | '¿'
                | '¡'
                | '\u{a0}'
                | '²'
                | '³'
                | 'º'
                | 'ª'
                | '«'
                | '»'
                | '½'
                | '¼'
                | '•'
        )
}

/// Latin letters and signs or Han came out of Western letters.
fn from_western(text: &str, western: usize, han: usize) -> Option<String> {
    let bytes = bytes_of(text, WINDOWS_1252)?;
    if let Ok(plain) = std::str::from_utf8(&bytes) {
        let all = plain.chars().filter(|c| !c.is_ascii()).all(|c| is_ordinary(c) || is_han(c));
        return all.then(|| plain.to_owned());
    }
    let plain = GBK.decode_without_bom_handling_and_without_replacement(&bytes)?;
    let (mut ordinary, mut all) = (0_usize, 0_usize);
    for c in plain.chars().filter(|c| !c.is_ascii()) {
        all += 1;
        ordinary += usize::from(COMMON.has(c));
    }
    // Every Western letter became half of a character, and two at least are everyday ones.
    let letters = |case: fn(char) -> bool| text.chars().filter(|c| is_western(*c)).all(case);
    let whole = all * 2 == western && han == 0 && !letters(char::is_uppercase) && !letters(char::is_lowercase);
    (whole && ordinary >= 2 && ordinary * 5 >= all * 4).then(|| plain.into_owned())
}

/// UTF-8 that was read as GBK: the way back is exact unless an odd byte fell off.
fn from_gbk(text: &str) -> Verdict {
    let Some(bytes) = bytes_of(text, GB18030) else { return Verdict::Fine };
    match std::str::from_utf8(&bytes) {
        Ok(plain) => {
            let (mut before, mut after) = (text.chars(), plain.chars());
            let odd = before.any(|c| !c.is_ascii() && !COMMON.has(c));
            let ordinary = after.all(|c| c.is_ascii() || is_ordinary(c));
            if odd && ordinary { Verdict::Mended(plain.to_owned()) } else { Verdict::Fine }
        }
        // A question mark stands where the last byte of an odd number was.
        Err(error) => {
            let whole = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
            let cut = bytes.len() - error.valid_up_to() <= 3 || bytes[error.valid_up_to()..].iter().take(3).any(|byte| *byte == b'?');
            let han = whole.chars().filter(|c| COMMON.has(*c)).count();
            let rest = whole.chars().all(|c| c.is_ascii() || is_ordinary(c));
            if cut && rest && han >= 2 { Verdict::Lost } else { Verdict::Fine }
        }
    }
}

/// Rare characters throughout that become everyday ones when the first byte is dropped.
fn one_byte_off(text: &str) -> bool {
    let han: String = text.chars().filter(|c| is_han(*c)).collect();
    let Some(bytes) = bytes_of(&han, GBK) else { return false };
    let Some(inner) = bytes.get(1..bytes.len() - 1) else { return false };
    let (plain, _) = GBK.decode_without_bom_handling(inner);
    let all = plain.chars().count();
    plain.chars().filter(|c| COMMON.has(*c)).count() * 10 >= all * 9
}

/// The bytes a text has in an encoding, if it can be written in it. Whether Western text was read as windows-1252 or as
/// Latin-1, its places from 0x80 to 0x9F stand for themselves.
fn bytes_of(text: &str, encoding: &'static Encoding) -> Option<Vec<u8>> {
    if encoding != WINDOWS_1252 {
        let (bytes, _, lost) = encoding.encode(text);
        return (!lost).then(|| bytes.into_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut buffer = [0_u8; 4];
    for c in text.chars() {
        match u8::try_from(u32::from(c)) {
            Ok(byte) => bytes.push(byte),
            Err(_) => match encoding.encode(c.encode_utf8(&mut buffer)) {
                (byte, _, false) => bytes.extend_from_slice(&byte),
                _ => return None,
            },
        }
    }
    Some(bytes)
}

/// A set of characters of the basic plane.
struct Set(Vec<u64>);

impl Set {
    fn of_pairs(pairs: impl Iterator<Item = [u8; 2]>) -> Self {
        let mut set = vec![0_u64; 1024];
        for pair in pairs {
            let text = GBK.decode_without_bom_handling_and_without_replacement(&pair);
            if let Some(c) = text.as_ref().and_then(|text| text.chars().next()) {
                let code = c as usize;
                if let Some(word) = set.get_mut(code / 64).filter(|_| code > 0x7F) {
                    *word |= 1 << (code % 64);
                }
            }
        }
        Self(set)
    }

    fn has(&self, c: char) -> bool {
        let code = c as usize;
        self.0.get(code / 64).is_some_and(|word| word >> (code % 64) & 1 == 1)
    }
}

/// The 3,755 everyday characters of GB 2312 (一级汉字), and the few of its second part that names of firms use often.
static COMMON: LazyLock<Set> = LazyLock::new(|| {
    let everyday = (0xB0..=0xD7).flat_map(|lead| (0xA1..=0xFE).map(move |trail| [lead, trail]));
    let (names, ..) =
        GBK.encode("鑫淼鑫晟昊睿琪琳婷娜雯鹏霖玮瑞璐珊莉芸茜涛昕杰锟锜钰骏骅嘉馨瀚奕煜彧铭鼎汇贸喆堃翊邬浙沪渝赣皖闽粤桂黔滇圳莞衢泸濮亳郴邯邢鄞婧玥璇钊铖铠煊炜烨骐骥麒麟鹭莹萱蓓蕾薇荟菁祺禧");
    let names: Vec<[u8; 2]> = names.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect();
    Set::of_pairs(everyday.chain(names))
});

/// The first two bytes of a Han of UTF-8, or of a Western accent, read as GBK: rare in any real text.
static HINT: LazyLock<Set> = LazyLock::new(|| {
    let han = (0xE4..=0xE9).flat_map(|lead| (0x80..=0xBF).map(move |trail| [lead, trail]));
    let accents = (0x80..=0xBF).map(|trail| [0xC3, trail]);
    Set::of_pairs(han.chain(accents.filter(|pair| pair[1] < 0xA1)))
});

/// Whether a character is one of the everyday ones.
pub(super) fn is_common(c: char) -> bool {
    COMMON.has(c)
}

#[cfg(test)]
mod tests {
    use encoding_rs::UTF_8;

    use super::*;

    fn misread(text: &str, written: &'static Encoding, read: &'static Encoding) -> String {
        read.decode_without_bom_handling(&written.encode(text).0).0.into_owned()
    }

    #[test]
    fn each_kind_is_mended_when_the_way_back_is_exact() {
        for (text, written, read) in [
            ("意大利客户", UTF_8, GBK),
            ("Società a Forlì", UTF_8, WINDOWS_1252),
            ("深圳市宏达贸易有限公司", UTF_8, WINDOWS_1252),
            ("罗马 Roma 五金公司", GBK, WINDOWS_1252),
            ("客户名称", GBK, WINDOWS_1252),
            ("Müller GmbH – €", UTF_8, WINDOWS_1252),
        ] {
            let wrong = misread(text, written, read);
            let wanted = if wrong.contains('\u{fffd}') { Verdict::Lost } else { Verdict::Mended(text.to_owned()) };
            assert_eq!(look(&wrong), wanted, "{wrong}");
        }
        assert_eq!(look("浣犲ソ"), Verdict::Mended("你好".to_owned()));
        assert_eq!(look("ÄãºÃ"), Verdict::Mended("你好".to_owned()));
        assert_eq!(look("Cittã di Castello"), Verdict::Fine);
    }

    #[test]
    fn what_is_lost_is_told() {
        assert_eq!(look("锟斤拷锟斤拷公司"), Verdict::Lost);
        assert_eq!(look("瀹㈡埛鍚嶇О?"), Verdict::Mended("客户名称?".to_owned()));
        assert_eq!(look(&misread("我们公司", UTF_8, GBK).replace('\u{fffd}', "?")), Verdict::Mended("我们公司".to_owned()));
        assert_eq!(look(&misread("我的好公司", UTF_8, GBK).replace('\u{fffd}', "?")), Verdict::Lost);
        let off = misread("深圳市宏达进出口贸易有限公司", GBK, WINDOWS_1252);
        let bytes = WINDOWS_1252.encode(&off).0.into_owned();
        let (shifted, _) = GBK.decode_without_bom_handling(&bytes[1..bytes.len() - 1]);
        assert_eq!(look(&shifted), Verdict::Lost, "{shifted}");
    }

    #[test]
    fn real_names_are_left_alone() {
        let names = "深圳市鑫淼国际贸易有限公司|Città di Castello|Perché più|Müller & Söhne|ÀÉÈÒ|São João|台灣聯絡人|涓滴|浙江涵澜进出口|ソニー株式会社|삼성전자|«Ромашка»\
                     |Straße|résumé “x”|老客户，重点跟进…|50°C ±2|€ 1.200,00|Łódź|Dvořák|滂沱涔渑|Crème brûlée|naïveté|coöperatie|Åäö|Zürich – Köln|1½”×3¼”";
        for name in names.split('|') {
            assert_eq!(look(name), Verdict::Fine, "{name}");
        }
    }
}
