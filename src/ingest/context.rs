//! Context (表头信息): what a sheet says once for all its rows, by its frame, its name and the folder it lies in.
//!
//! Texts are passed on as written; whether a name is a colleague is decided where the staff list is known.

use super::form::Pair;
use super::header;
use super::label;
use super::lexicon::Lexicon;
use super::line::Line;
use super::mapping::{self, Heading};
use crate::model::raw::{Cell, Context};
use crate::model::{Entity, Month, folding};

/// Labels behind which the sheet's salesperson is named.
const STAFF_LABELS: [&str; 17] = [
    "业务员",
    "负责人",
    "销售员",
    "跟进人",
    "姓名",
    "汇报人",
    "报告人",
    "外贸员",
    "业务经理",
    "跟单员",
    "业务代表",
    "salesperson",
    "sales rep",
    "sales representative",
    "agente",
    "commerciale",
    "venditore",
];

/// Labels behind which the sheet's month is named.
const PERIOD_LABELS: [&str; 7] = ["期间", "月份", "统计月份", "统计期间", "period", "month", "mese"];

/// Reads the lines above a header: title lines whole, labelled cells for what they say.
pub(super) fn frame_facts(context: &mut Context, kind: &str, cells: Line<'_>) {
    if kind == "title" {
        let line: Vec<String> = cells.iter().map(|(_, cell)| title_line(&cell.show())).collect();
        if !context.title.is_empty() {
            context.title.push_str(" / ");
        }
        context.title.push_str(&line.join(" "));
    }
    for (index, (_, cell)) in cells.iter().enumerate() {
        let Cell::Text(text) = cell else { continue };
        for (label, value) in label::labelled(text) {
            let next = || cells.iter().nth(index + 1).map(|(_, cell)| cell.show()).unwrap_or_default();
            let value = if value.is_empty() { next() } else { value };
            if is_unit_label(&label) {
                unit_facts(context, &value);
            } else if let Some(name) = staff_of(&label, &value) {
                context.staff.get_or_insert(name);
            } else if context.period.is_none() && PERIOD_LABELS.iter().any(|word| folding::key(&label).ends_with(word)) {
                context.period = period_in(&value);
            }
        }
    }
}

/// `客 户 档 案 表` is one word; blanks between words stay.
fn title_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let spaced_out = words.len() > 2 && words.iter().all(|word| word.chars().count() == 1);
    words.join(if spaced_out { "" } else { " " })
}

fn is_unit_label(label: &str) -> bool {
    let key = folding::key(label);
    Lexicon::shipped().unit_line.iter().any(|word| key == *word || (!word.is_ascii() && key.ends_with(word.as_str())))
}

fn unit_facts(context: &mut Context, value: &str) {
    let lexicon = Lexicon::shipped();
    if context.currency.is_none() {
        context.currency = lexicon.currency_in(value).map(str::to_owned);
    }
    if context.factor.is_none() {
        context.factor = match header::factor(value) {
            Some(factor) if factor >= 1e6 => Some(1_000_000),
            Some(factor) if factor >= 1e4 => Some(10_000),
            Some(factor) if factor >= 1e3 => Some(1_000),
            _ => None,
        };
    }
}

/// The label may end a longer title: `客户跟进总表 2026-10 业务员：王芳`.
fn staff_of(label: &str, value: &str) -> Option<String> {
    let folded = folding::fold(label);
    let named = STAFF_LABELS.iter().any(|word| folded.ends_with(word));
    let name = value.split(['，', ',', ';', '；', '|']).next().unwrap_or(value);
    let words = name.split_whitespace().take_while(|word| !word.contains(|c: char| c.is_ascii_digit()));
    let name = words.collect::<Vec<_>>().join(" ");
    (named && !name.is_empty() && name.chars().count() <= 30).then_some(name)
}

/// Facts of the sheet's name: a country, a person, a month or a year.
pub(super) fn name_facts(context: &mut Context, sheet: &str, siblings: usize, file: &str) {
    let sheet = sheet.trim();
    if context.period.is_none() {
        context.period = period_in(sheet).or_else(|| period_in(&context.title));
    }
    let key = folding::key(sheet);
    if context.country.is_none() && Lexicon::shipped().country.contains(&key) {
        context.country = Some(sheet.to_owned());
    }
    let place = Lexicon::shipped().country.contains(&key) || Lexicon::shipped().region.contains(&key);
    if context.staff.is_none()
        && !place
        && period_in(sheet).is_none()
        && (is_chinese_name(sheet) || (siblings >= 2 && may_be_person(sheet)))
    {
        context.staff = Some(sheet.to_owned());
    }
    if context.staff.is_none() {
        let stem = file.rsplit('/').next().unwrap_or(file);
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        let parts = stem.split(['_', '-', ' ', '(', ')', '（', '）', '—', '.']);
        context.staff = parts.map(str::trim).find(|part| is_chinese_name(part)).map(str::to_owned);
    }
}

/// Legal forms by which the name of a sheet is a company's.
const LEGAL_FORMS: [&str; 24] = [
    "gmbh", "srl", "spa", "snc", "sas", "ltd", "limited", "inc", "llc", "corp", "bv", "nv", "sa", "sl", "ag", "kg", "oy", "ab", "as",
    "aps", "sro", "pty", "plc", "co",
];

/// Whether a text ends or begins as the names of companies do.
pub(super) fn has_legal_form(text: &str) -> bool {
    let folded = folding::fold(text).replace('.', "");
    text.contains("公司") || folded.split(|c: char| !c.is_alphanumeric()).any(|word| LEGAL_FORMS.contains(&word))
}

/// One sheet a customer (一客一表): its name is the customer of rows that name none.
pub(super) fn customer_of_sheet(headings: &[Heading], sheet: &str, siblings: usize) -> Option<Pair> {
    let names_one = |heading: &Heading| {
        heading.homes().iter().any(|home| match home.entity {
            Entity::Customer => matches!(home.field, "name" | "name_local" | "short_name" | "code" | "email"),
            _ => matches!(home.field, "customer" | "customer_code"),
        })
    };
    let sheet = sheet.trim();
    let company = has_legal_form(sheet) && period_in(sheet).is_none();
    let alike = siblings >= 2 && may_be_person(sheet) && !is_chinese_name(sheet);
    let place = Lexicon::shipped().country.contains(&folding::key(sheet)) || Lexicon::shipped().region.contains(&folding::key(sheet));
    let named = !headings.iter().any(names_one) && !place && (company || alike);
    named.then(|| Pair { row: 0, label_column: 0, column: 0, label: "客户名称".to_owned(), value: Cell::Text(sheet.into()) })
}

/// Family names of nearly nine in ten Chinese, so that 德国 and 汇总 are no person.
const FAMILY_NAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范廖石贾夏韦傅侯邹熊孟秦邱江尹薛闫雷段龙史陶贺顾毛郝龚邵万钱严覃武戴莫孔向汤俞章葛";

fn is_chinese_name(text: &str) -> bool {
    let chars: Vec<char> = text.chars().map(folding::simplify).collect();
    (2..=3).contains(&chars.len())
        && chars.iter().all(|c| folding::is_han(*c))
        && FAMILY_NAMES.contains(chars[0])
        && !mapping::known(text)
        && !chars.iter().any(|c| "表单账款年月日国总计客订合同品".contains(*c))
}

/// A sheet of several alike may be named for a person in any script, as long as it is no general word.
fn may_be_person(text: &str) -> bool {
    let folded = folding::fold(text);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let lexicon = Lexicon::shipped();
    let key = folding::key(text);
    let subject =
        lexicon.subjects.iter().any(|(word, _)| if word.is_ascii() { words.contains(&word.as_str()) } else { key.contains(word.as_str()) });
    (1..=3).contains(&words.len())
        && !has_legal_form(text)
        && text.chars().count() <= 24
        && !text.contains(|c: char| c.is_ascii_digit())
        && !subject
        && !mapping::known(text)
        && !words.iter().any(|word| lexicon.no_person.contains(*word))
        && !key.chars().any(|c| "表单账款年月总计汇".contains(c))
}

/// The month or year a text names, as written: `2026年10月`, `2026-10`, `10月`, `2026年度`, `2026`.
fn period_in(text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let digits = |from: usize| chars[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let mut at = 0;
    while at < chars.len() {
        let length = digits(at);
        if length == 0 {
            at += 1;
            continue;
        }
        let after = chars.get(at + length).copied();
        let written = |to: usize| Some(chars[at..to].iter().collect::<String>());
        if length == 4 && chars[at] == '2' && chars[at + 1] == '0' {
            if matches!(after, Some('-' | '.' | '/' | '_' | '年')) {
                let month = digits((at + 5).min(chars.len()));
                let end = at + 5 + month;
                let value: u32 = chars[at + 5..end].iter().collect::<String>().parse().unwrap_or(0);
                if (1..=2).contains(&month) && (1..=12).contains(&value) {
                    return written(if chars.get(end) == Some(&'月') { end + 1 } else { end });
                }
            }
            return written(if after == Some('年') { at + 5 } else { at + 4 });
        }
        if length <= 2 && after == Some('月') {
            return written(at + length + 1);
        }
        at += length;
    }
    None
}

/// The hand-in month of a folder: `2026-10`, `2026年10月`, `202610`; the innermost that names one.
pub(super) fn hand_in(label: &str, input: &str) -> Option<String> {
    let folders: Vec<&str> = label.split('/').collect();
    let (_, folders) = folders.split_last()?;
    folders.iter().rev().copied().chain([input]).find_map(month_of_folder)
}

fn month_of_folder(name: &str) -> Option<String> {
    let numbers: Vec<&str> = name.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let (year, month) = match numbers.as_slice() {
        [joined] if joined.len() == 6 => joined.split_at(4),
        [year, month] if year.len() == 4 && month.len() <= 2 => (*year, *month),
        _ => return None,
    };
    let month = Month::new(year.parse().ok()?, month.parse().ok()?)?;
    (2000..2100).contains(&month.year()).then(|| month.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::grid::tests::grid;
    use super::*;

    fn read(line: &str) -> Context {
        let (sheet, mut context) = (grid("s", &[line]), Context::default());
        frame_facts(&mut context, super::super::rows::preamble(sheet.row(1)), sheet.row(1));
        context
    }

    #[test]
    fn frames_tell_unit_salesperson_and_title() {
        let unit = read("填表单位：外贸部||单位：万美元");
        assert_eq!((unit.currency.as_deref(), unit.factor), (Some("USD"), Some(10_000)));
        assert_eq!(read("客户跟进总表 2026-10 业务员：王芳").staff.as_deref(), Some("王芳"));
        assert_eq!(read("客 户 档 案 表").title, "客户档案表");
        assert_eq!(read("单位：|元").currency.as_deref(), Some("CNY"));
    }

    #[test]
    fn names_of_sheets_and_files_are_people_only_when_they_look_so() {
        let staff = |sheet: &str, siblings, file: &str| {
            let mut context = Context::default();
            name_facts(&mut context, sheet, siblings, file);
            context.staff
        };
        assert_eq!(staff(" 周婷", 1, ""), Some("周婷".to_owned()));
        assert_eq!(staff("Ray", 8, ""), Some("Ray".to_owned()));
        assert_eq!(staff("刘洋 Leo", 8, ""), Some("刘洋 Leo".to_owned()));
        assert_eq!(staff("Private", 1, ""), None);
        assert_eq!(staff("Orders", 3, ""), None);
        assert_eq!(staff("意大利", 3, ""), None);
        assert_eq!(staff("Middle East", 3, ""), None);
        assert_eq!(staff("金额", 3, ""), None);
        assert_eq!(staff("Sheet1", 1, "2026-10/客户表_王芳.xlsx"), Some("王芳".to_owned()));
    }

    #[test]
    fn months_are_found_in_folders_and_titles() {
        assert_eq!(hand_in("2026年10月/王芳/a.xlsx", ""), Some("2026-10".to_owned()));
        assert_eq!(hand_in("a.xlsx", "202610"), Some("2026-10".to_owned()));
        assert_eq!(hand_in("台账/2026-10.xlsx", "samples"), None);
        assert_eq!(hand_in("2026-13/a.xlsx", ""), None);
        assert_eq!(period_in("2026年度业务员目标").as_deref(), Some("2026年"));
        assert_eq!(period_in("跟进总表 2026-10 业务员").as_deref(), Some("2026-10"));
        assert_eq!(period_in("9月").as_deref(), Some("9月"));
        assert_eq!(period_in("Sheet3"), None);
    }
}
