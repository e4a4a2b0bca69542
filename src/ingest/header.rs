//! Header text (表头): one header cell taken apart before it is looked up.
//!
//! Decides what is name and what is decoration: required marks, numbering and colons go; a bracket at the end that names
//! a currency, a factor or a scale is kept as such, because bare numbers below are in it.

use unicode_normalization::UnicodeNormalization;

use super::lexicon::Lexicon;
use crate::model::folding;

/// A header cell taken apart.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Header {
    /// As it stands, on one line.
    pub(super) shown: String,
    /// Cleaned, with its bracket.
    pub(super) whole: String,
    /// Cleaned, without bracket, currency and year.
    pub(super) core: String,
    /// ISO 4217 it names.
    pub(super) currency: Option<String>,
    /// 万 → 10,000, 千 → 1,000, `%` → 0.01.
    pub(super) factor: Option<f64>,
    /// `（1-5）` → `(1, 5)`.
    pub(super) scale: Option<(f64, f64)>,
}

impl Header {
    /// Takes a header cell apart.
    pub(super) fn parse(text: &str) -> Self {
        let shown = one_line(text);
        let whole = if shown.is_ascii() { strip_marks(&shown) } else { strip_marks(&shown.nfkc().collect::<String>()) };
        let mut header = Self { core: whole.clone(), whole, shown, ..Self::default() };
        header.core = without_choices(&header.core);
        while let Some((before, inside)) = last_bracket(&header.core).or_else(|| last_clause(&header.core)) {
            header.take_unit(&inside);
            header.core = before;
        }
        header.take_trailing_currency();
        header.core = without_share(without_year(&header.core));
        if header.factor.is_none()
            && header.whole.ends_with('%')
            && !header.whole.trim_end_matches('%').ends_with(|c: char| c.is_ascii_digit())
        {
            header.factor = Some(0.01);
        }
        header
    }

    fn take_unit(&mut self, inside: &str) {
        let lexicon = Lexicon::shipped();
        if self.scale.is_none() {
            self.scale = scale(inside);
        }
        if self.currency.is_none() {
            self.currency = lexicon.currency_in(inside).map(str::to_owned);
        }
        if self.factor.is_none() {
            self.factor = factor(inside).or_else(|| cents(&self.core, inside));
        }
    }

    /// `金额USD`, `Amount USD`, `USD金额`.
    fn take_trailing_currency(&mut self) {
        let folded = self.core.to_lowercase();
        for (word, code) in Lexicon::shipped().currency.iter().filter(|(word, _)| word.is_ascii() && word.len() == 3) {
            let cut = |rest: &str| rest.trim_matches([' ', '-', '/', '_', ':', ',']).to_owned();
            let (front, back) = (folded.strip_suffix(word.as_str()), folded.strip_prefix(word.as_str()));
            let rest = match (front, back) {
                (Some(rest), _) if !rest.ends_with(|c: char| c.is_ascii_alphanumeric()) => cut(&self.core[..rest.len()]),
                (_, Some(rest)) if !rest.starts_with(|c: char| c.is_ascii_alphanumeric()) => {
                    cut(&self.core[self.core.len() - rest.len()..])
                }
                _ => continue,
            };
            if !rest.is_empty() && self.core.len() == folded.len() {
                self.core = rest;
                self.currency.get_or_insert_with(|| code.clone());
                return;
            }
        }
    }
}

/// Line breaks and blanks between Chinese characters vanish; elsewhere one blank stays.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        line.push_str(word);
        let Some(next) = words.peek() else { break };
        let (end, start) = (word.chars().next_back(), next.chars().next());
        if !(end.is_some_and(folding::is_han) && start.is_some_and(folding::is_han)) {
            line.push(' ');
        }
    }
    line
}

fn strip_marks(text: &str) -> String {
    let mut text = text.replace(['*', '★', '▲', '▼', '↑', '↓'], " ");
    text = one_line(&text);
    if let Some(rest) = without_number(&text) {
        text = rest.to_owned();
    }
    let text = text.trim_matches([' ', ':', '：']);
    // `Order #` is a number, and not the order itself.
    match text.strip_suffix('#').map(str::trim_end) {
        Some(before) if before.ends_with(char::is_alphabetic) => format!("{before} No."),
        _ => text.to_owned(),
    }
}

/// Whether a text carries the number of a question.
pub(super) fn is_numbered(text: &str) -> bool {
    without_number(text).is_some()
}

/// `3、`, `Q3.`, 第3题: a question's number is not its name.
fn without_number(text: &str) -> Option<&str> {
    let counted = text.strip_prefix(['Q', 'q', '第']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(text);
    let rest = counted.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = counted.len() - rest.len();
    let mut after = rest.chars();
    let numbered = (1..=2).contains(&digits)
        && after.next().is_some_and(|c| matches!(c, '.' | '、' | ')' | ':' | '题'))
        && !after.as_str().starts_with(|c: char| c.is_ascii_digit())
        && !after.as_str().trim().is_empty();
    numbered.then(|| after.as_str().trim_start_matches([' ', ':', '、', '.']))
}

/// The last bracket when it ends the text: what stands before and inside. Never the whole text.
fn last_bracket(text: &str) -> Option<(String, String)> {
    let trimmed = text.trim_end();
    let (open, close) = match trimmed.chars().next_back()? {
        ')' => ('(', ')'),
        ']' => ('[', ']'),
        '】' => ('【', '】'),
        _ => return None,
    };
    let at = trimmed.rfind(open)?;
    let inside = trimmed[at + open.len_utf8()..].trim_end_matches(close).trim();
    let before = trimmed[..at].trim_end_matches([' ', ':', '-']);
    (!before.is_empty()).then(|| (before.to_owned(), inside.to_owned()))
}

/// `单价，单位：分` and `评分(1-5)，默认3`: what follows a comma at the end and is no name. The comma is the ASCII one by now.
fn last_clause(text: &str) -> Option<(String, String)> {
    let (before, clause) = text.rsplit_once(',')?;
    let (before, clause) = (before.trim(), clause.trim());
    let unit = ["单位:", "单位", "unit:", "默认", "default"].iter().find_map(|word| clause.strip_prefix(word));
    unit.filter(|_| !before.is_empty()).map(|unit| (before.to_owned(), unit.trim().to_owned()))
}

/// The header without the choices it lists: `状态:0-待支付;1-待发货`, 是否到店1是,0否. Two at least, each a number and what it stands for.
fn without_choices(text: &str) -> String {
    let choice = |part: &str| {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = part.len() - rest.len();
        let named = rest.trim_start_matches([' ', '-', '=', ':', '.', '、']).chars().next();
        (1..=2).contains(&digits) && named.is_some_and(char::is_alphabetic)
    };
    let at = text.char_indices().find(|(at, c)| *at > 0 && c.is_ascii_digit()).map_or(text.len(), |(at, _)| at);
    let (name, listed) = text.split_at(at);
    let parts: Vec<&str> = listed.split([',', ';', '/', '|', ' ', '、']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let open =
        name.chars().filter(|c| matches!(c, '(' | '[' | '【')).count() > name.chars().filter(|c| matches!(c, ')' | ']' | '】')).count();
    let name = name.trim_end_matches([' ', ':', '-', ',']);
    if !open
        && !name.is_empty()
        && parts.len() > 1
        && parts.iter().filter(|part| choice(part)).count() * 2 > parts.len()
        && choice(parts[0])
    {
        name.to_owned()
    } else {
        text.to_owned()
    }
}

/// Money told in hundredths: 总金额(分), `Amount (cents)`. Points of a score are written the same way.
fn cents(name: &str, unit: &str) -> Option<f64> {
    let name = name.to_lowercase();
    let money =
        ["金额", "价", "款", "费", "amount", "price", "total", "importo", "prezzo", "totale"].iter().any(|word| name.contains(word));
    let hundredths = ["分", "cent", "cents", "centesimi"].contains(&unit.trim().to_lowercase().as_str());
    (money && hundredths).then_some(0.01)
}

fn scale(inside: &str) -> Option<(f64, f64)> {
    let plain: String =
        inside.chars().filter(|c| !c.is_whitespace()).map(|c| if matches!(c, '~' | '–' | '—' | '至' | '到') { '-' } else { c }).collect();
    let (low, rest) = plain.split_once('-')?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let tail = &rest[digits..];
    let (low, high) = (low.trim_end_matches('分').parse::<f64>().ok()?, rest[..digits].parse::<f64>().ok()?);
    (low < high && high <= 100.0 && (tail.is_empty() || tail.starts_with(['分', '星', '级', ',', '，']))).then_some((low, high))
}

/// The factor a unit names.
pub(super) fn factor(unit: &str) -> Option<f64> {
    let folded = folding::fold(unit);
    let bare = folded.trim();
    if bare == "%" || bare == "百分比" {
        return Some(0.01);
    }
    if bare.starts_with("百万") || bare == "million" || bare == "mln" {
        return Some(1_000_000.0);
    }
    if bare.starts_with('万') || bare.ends_with("万") {
        return Some(10_000.0);
    }
    let thousand = bare.starts_with('千') && !bare.starts_with("千克") && !bare.starts_with("千米");
    (thousand || ["k", "'000", "000", "thousand", "k usd", "kusd", "keur"].contains(&bare)).then_some(1_000.0)
}

/// 尾款70% and `30% deposit` are about the instalment; how much of the whole it is stands beside.
fn without_share(text: String) -> String {
    if !text.contains('%') {
        return text;
    }
    let behind = text.strip_suffix('%').map(|rest| rest.trim_end_matches(|c: char| c.is_ascii_digit()));
    let before = text.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix('%').filter(|rest| rest.len() < text.len() - 1);
    let digits = |rest: &&str| rest.len() + 1 < text.len() && !rest.trim().is_empty();
    behind.filter(digits).or(before.filter(digits)).map_or(text.clone(), |rest| rest.trim().to_owned())
}

/// `Fatturato 2025` and `2025年目标` are about the field; the year is the sheet's business.
fn without_year(text: &str) -> String {
    let year = |digits: &str| digits.len() == 4 && digits.starts_with("20") && digits.bytes().all(|byte| byte.is_ascii_digit());
    let cut = match text.char_indices().rev().nth(3).map(|(at, _)| text.split_at(at)) {
        Some((before, digits)) if year(digits) => before,
        _ => match text.get(..4) {
            Some(digits) if year(digits) => text[4..].trim_start_matches(['年', '度']),
            _ => text,
        },
    };
    let cut = cut.trim();
    if cut.is_empty() { text.to_owned() } else { cut.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Parts = (String, Option<String>, Option<f64>, Option<(f64, f64)>);

    fn parts(text: &str) -> Parts {
        let header = Header::parse(text);
        (header.core, header.currency, header.factor, header.scale)
    }

    #[test]
    fn units_leave_the_name_and_are_kept() {
        assert_eq!(parts("金额（万美元）"), ("金额".into(), Some("USD".into()), Some(10_000.0), None));
        assert_eq!(parts("满意度（1-5），默认为3"), ("满意度".into(), None, None, Some((1.0, 5.0))));
        assert_eq!(parts("总金额(分)"), ("总金额".into(), None, Some(0.01), None));
        assert_eq!(parts("价格，单位：分"), ("价格".into(), None, Some(0.01), None));
        assert_eq!(parts("综合评分(分)").2, None);
        assert_eq!(parts("满意度评分(1-10分)"), ("满意度评分".into(), None, None, Some((1.0, 10.0))));
        assert_eq!(parts("金额USD"), ("金额".into(), Some("USD".into()), None, None));
        assert_eq!(parts("Fatturato 2025 (EUR)"), ("Fatturato".into(), Some("EUR".into()), None, None));
        assert_eq!(parts("权重(%)"), ("权重".into(), None, Some(0.01), None));
        assert_eq!(parts("货物重量(kg)"), ("货物重量".into(), None, None, None));
        assert_eq!(parts("概率, %").2, Some(0.01));
        assert_eq!((parts("尾款70%").0, parts("尾款70%").2), ("尾款".into(), None));
        assert_eq!((parts("30% deposit").0, parts("毛利率%").0, parts("%").0), ("deposit".into(), "毛利率%".into(), "%".into()));
    }

    #[test]
    fn choices_leave_the_name() {
        for (text, name) in [
            ("状态:0-待支付;1-待发货;2-已发货", "状态"),
            ("是否产品介绍1是，0否", "是否产品介绍"),
            ("线索状态 0待分配，1待跟进，2跟进中", "线索状态"),
            ("状态（0-待处理,1-处理中）", "状态"),
            ("Phone 1", "Phone 1"),
            ("尾款 30 days", "尾款 30 days"),
            ("NPS 0-10", "NPS 0-10"),
        ] {
            assert_eq!(parts(text).0, name);
        }
    }

    #[test]
    fn decoration_goes() {
        assert_eq!(parts("* 客 户\n名 称：").0, "客户名称");
        assert_eq!(parts("3、付款方式").0, "付款方式");
        let asked = ["Q3. Delivery", "Q3：Delivery", "第3题：Delivery", "3) Delivery", "3、Delivery[单选题]"];
        assert!(asked.iter().all(|text| parts(text).0 == "Delivery"));
        assert_eq!((parts("Q3 sales").0, parts("第3季度").0, parts("2.").0), ("Q3 sales".into(), "第3季度".into(), "2.".into()));
        assert_eq!((parts("Order #").0, parts("PI#").0, parts("#").0), ("Order No.".into(), "PI No.".into(), "#".into()));
        assert_eq!(parts("Company\nName").0, "Company Name");
        assert_eq!(parts("2026").0, "2026");
        assert_eq!(parts("(USD)").0, "(USD)");
    }
}
