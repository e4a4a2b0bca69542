//! Accuracy (准确率): encodings, delimiters and header rows told right, counted over samples made of our own vocabulary.
//!
//! The samples are random rows of headers, names of countries and figures with so many telling letters each; the shares asked
//! for are those a person would still trust.

use super::delimited;
use super::text;
use crate::model::folding;
use crate::model::{Catalogue, Entity};
use crate::policy::Policy;

/// A small generator of its own, so that the samples are the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn of<'w>(&mut self, words: &'w [String]) -> &'w str {
        &words[self.below(words.len())]
    }
}

const TIMES: usize = 300;

fn headers(language: &str) -> Vec<String> {
    let all = Catalogue::shipped().fields().iter().flat_map(|field| &field.aliases);
    all.filter(|alias| alias.language == language).map(|alias| alias.text.clone()).collect()
}

fn countries() -> Vec<String> {
    let lines = include_str!("../normalise/data/countries.csv").lines().skip(1);
    lines.flat_map(|line| line.splitn(3, ',').nth(2).unwrap_or_default().split('|').map(str::to_owned)).collect()
}

/// Rows of words until so many letters tell.
fn sample(dice: &mut Dice, words: &[String], least: usize, telling: fn(char) -> bool) -> String {
    let mut text = String::new();
    let mut told = 0;
    while told < least {
        let word = dice.of(words).to_owned();
        told += word.chars().filter(|c| telling(*c)).count();
        let figure = dice.below(100_000);
        text.push_str(&format!("{word},{figure}"));
        text.push(if dice.below(3) == 0 { '\n' } else { ',' });
    }
    text
}

fn share_right(words: &[String], least: usize, telling: fn(char) -> bool, encode: &dyn Fn(&str) -> Vec<u8>) -> f64 {
    let mut dice = Dice(7);
    let mut right = 0_u32;
    for _ in 0..TIMES {
        let text = sample(&mut dice, words, least, telling);
        right += u32::from(text::decode(&encode(&text), None).is_some_and(|decoded| decoded.text == text));
    }
    f64::from(right) / 300.0
}

fn han(c: char) -> bool {
    folding::is_han(c)
}

#[test]
fn encodings_are_told_at_the_lengths_of_small_sheets() {
    let fits = |words: Vec<String>, encoding: &'static encoding_rs::Encoding| -> Vec<String> {
        let whole = |word: &String| !encoding.encode(word).2 && !word.contains(['\n', ',']);
        words.into_iter().filter(whole).collect()
    };
    let simplified = fits(headers("zh-Hans"), encoding_rs::GBK);
    let simplified: Vec<String> = simplified.into_iter().filter(|word| word.chars().any(han)).collect();
    // Only what is written in traditional characters: 客戶 and not 客户, which nobody saves as Big5.
    let traditional = fits(headers("zh-Hant"), encoding_rs::BIG5);
    let traditional: Vec<String> = traditional.into_iter().filter(|word| word.chars().any(|c| folding::simplify(c) != c)).collect();
    let accented = |c: char| !c.is_ascii() && c.is_alphabetic();
    let western: Vec<String> = countries().into_iter().chain(headers("it")).filter(|word| !word.chars().any(han)).collect();
    let western: Vec<String> = fits(western, encoding_rs::WINDOWS_1252).into_iter().filter(|word| word.chars().any(accented)).collect();
    assert!(simplified.len() > 300 && traditional.len() > 100 && western.len() > 50, "{} {}", traditional.len(), western.len());

    let by = |encoding: &'static encoding_rs::Encoding| move |text: &str| encoding.encode(text).0.into_owned();
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let shares = [
        ("GBK", 0.995, share_right(&simplified, 16, han, &by(encoding_rs::GBK))),
        ("Big5", 0.995, share_right(&traditional, 16, han, &by(encoding_rs::BIG5))),
        ("UTF-8", 0.995, share_right(&simplified, 16, han, &|text| text.as_bytes().to_vec())),
        ("UTF-16", 0.995, share_right(&simplified, 16, han, &wide)),
        // Accented letters are few: eight of them stand in a text like thirty-two Chinese ones.
        ("windows-1252", 0.95, share_right(&western, 8, accented, &by(encoding_rs::WINDOWS_1252))),
    ];
    for (encoding, least, share) in shares {
        assert!(share >= least, "{encoding}: {share}");
    }
}

#[test]
fn delimiters_are_told_among_decimal_commas_quotes_and_preambles() {
    let mut dice = Dice(11);
    let words: Vec<String> = headers("it").into_iter().chain(headers("zh-Hans")).filter(|word| !word.contains([',', ';', '|'])).collect();
    let (mut right, mut all) = (0, 0);
    for round in 0..95 {
        let (mark, name) = [(',', "comma"), (';', "semicolon"), ('\t', "tab"), ('|', "pipe")][round % 4];
        let width = 3 + dice.below(8);
        let mut text = String::new();
        for _ in 0..dice.below(4) {
            text.push_str(&format!("{}\n", dice.of(&words)));
        }
        for _ in 0..3 + dice.below(30) {
            let field = |dice: &mut Dice| match dice.below(6) {
                0 if mark != ',' => format!("{},{:02}", dice.below(9_000), dice.below(100)),
                1 => format!("\"{}{mark} {}\"", dice.of(&words), dice.below(50)),
                2 => String::new(),
                3 => format!("{}.{:02}", dice.below(9_000), dice.below(100)),
                _ => dice.of(&words).replace('"', ""),
            };
            let fields: Vec<String> = (0..width).map(|_| field(&mut dice)).collect();
            text.push_str(&(fields.join(&mark.to_string()) + "\n"));
        }
        all += 1;
        right += usize::from(delimited::read(text.as_bytes().to_vec(), None, 100_000).is_ok_and(|book| book.format.contains(name)));
    }
    assert!(right + 1 >= all, "{right} of {all}");
}

#[test]
fn headers_are_found_under_preambles() {
    let table = "客户名称,国家,邮箱,业务员\nRossi S.r.l.,意大利,a@rossi.example,王芳\nHaus GmbH,德国,b@haus.example,李娜\n";
    let english = "Company;Country;E-mail;Sales Rep\nRossi S.r.l.;Italy;a@rossi.example;Fiona\nHaus GmbH;Germany;b@haus.example;Leo\n";
    let preambles = [
        "",
        "客户资料表\n",
        "宁波示例进出口有限公司\n客户资料表 2026年10月\n",
        "客户资料\n\n",
        "填表人：王芳,填表日期：2026-10-31\n",
        "导出时间: 2026-10-31 10:00\n共 2 条记录\n\n",
        "Customer list\nExported 2026-10-31\n",
        "Report: customers\nUser: admin\nPeriod: 2026-10\n\n",
        "#comment\n#another\n",
        "单位：美元\n",
        "\n\n\n",
        "Elenco clienti\nAgente: Rossi\n",
        "系统导出,,,\n",
        "客户,,,\n2026年,,,\n",
    ];
    let mut right = 0;
    for (round, preamble) in preambles.iter().enumerate() {
        let table = if round % 2 == 0 { table } else { english };
        let request = super::Request::default();
        let (intake, _) = super::read_bytes("a.csv", format!("{preamble}{table}").into_bytes(), &request, &Policy::shipped());
        let wanted = u32::try_from(preamble.lines().count() + 1).unwrap();
        let found =
            intake.tables.iter().any(|table| table.entity == Entity::Customer && table.header_rows == [wanted] && table.rows.len() == 2);
        right += u32::from(found);
    }
    assert!(right >= 12, "{right} of 14");
}
