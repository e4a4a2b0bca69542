//! Name (名称): the words of a company's or person's name in the form in which two names are compared.
//!
//! Decides what a word is: folded, Latin letters without accents, remarks in brackets (老客户) left out, legal forms
//! (S.r.l., `GmbH`, 有限公司) taken off and kept apart, trade words brought to one spelling. A name of legal and trade words
//! alone identifies nobody.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::record::Text;
use super::similar::is_slip;
use super::token::{is_title, tokens};
use crate::model::folding;
use crate::model::quick::Quick;

/// One word of a name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    /// Folded, without accents, trade words in one spelling.
    pub text: Text,
    /// A word of the trade (`Trading`, 进出口): said of many companies.
    pub trade: bool,
    /// Bits of information: rare words say more. Set by [`super::vocabulary`].
    pub bits: f32,
}

/// A name taken apart.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Name {
    /// As the sheet has it, trimmed.
    pub shown: Text,
    /// Words without the legal form, in their order.
    pub words: Vec<Word>,
    /// Legal form, and its class (`limited`, `stock`, `partner`, `other`).
    pub legal: Option<(&'static str, &'static str)>,
    /// All words and the legal form joined: equal keys are equal names.
    pub full_key: Text,
    /// Words joined without the legal form.
    pub core_key: Text,
    /// Words in brackets that tell one house of a name from another: `(HK)`, `(North)`.
    pub unit: Vec<Text>,
    /// Written in Chinese characters.
    pub han: bool,
    /// Whether a word tells it from other companies.
    telling: bool,
}

impl Name {
    /// Takes a name apart; `None` when nothing of it is left.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let shown = Text::from(&*displayed(text));
        let mut tokens = tokens(&without_remarks(text));
        if tokens.is_empty() {
            return None;
        }
        if tokens.len() > 2 && is_title(&tokens[0]) {
            tokens.remove(0);
        }
        let full_key = Text::from(tokens.concat());
        let legal = strip_legal(&mut tokens);
        let mut words: Vec<Word> = tokens.into_iter().map(word).collect();
        join_impex(&mut words);
        let core_key = Text::from(words.iter().map(|word| word.text.as_str()).collect::<String>());
        let han = words.iter().any(|word| word.text.chars().any(folding::is_han));
        let said = |word: &Word| !word.trade && (han || word.text.chars().nth(2).is_some());
        let telling = words.iter().any(said) && !is_form(&words, &full_key);
        Some(Self { shown, words, legal, full_key, core_key, unit: unit(text), han, telling })
    }

    /// Whether a word tells it from other companies.
    pub(super) const fn distinguishes(&self) -> bool {
        self.telling
    }

    /// The word that says most; the first of equals.
    pub(super) fn lead(&self) -> Option<&Word> {
        self.words.iter().filter(|word| !word.trade).max_by(|a, b| a.bits.total_cmp(&b.bits).then(b.text.cmp(&a.text)))
    }

    /// Information of the whole name in bits.
    pub(super) fn bits(&self) -> f64 {
        self.words.iter().map(|word| f64::from(word.bits)).sum()
    }
}

/// Legal forms: class, and whether they may lead a name (`yes`, `only`: too and the like are words at the end of one).
static LEGAL: LazyLock<Quick<&'static str, (&'static str, &'static str)>> = LazyLock::new(|| {
    include_str!("data/legal_forms.csv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split(',');
            Some((cells.next()?, (cells.next()?, cells.next()?)))
        })
        .collect()
});

static TRADE: LazyLock<Quick<&'static str, &'static str>> =
    LazyLock::new(|| include_str!("data/trade_words.csv").lines().skip(1).filter_map(|line| line.split_once(',')).collect());

/// What Chinese names end in: words of the trade, and legal forms.
pub(super) static HAN_ENDINGS: LazyLock<Vec<(&'static str, bool)>> = LazyLock::new(|| {
    let lines = include_str!("data/han_endings.csv").lines().skip(1);
    lines.filter_map(|line| line.split_once(',')).map(|(ending, kind)| (ending, kind == "legal")).collect()
});

fn word(token: Text) -> Word {
    let known = TRADE.get(token.as_str()).copied();
    Word { text: known.map_or(token, Text::from), trade: known.is_some(), bits: 0.0 }
}

/// A form that no name stands before: `Inc.` alone, 进出口有限公司.
fn is_form(words: &[Word], whole: &str) -> bool {
    let mut rest = whole;
    while let Some(shorter) = HAN_ENDINGS.iter().find_map(|(ending, _)| rest.strip_suffix(ending)) {
        rest = shorter;
    }
    rest.is_empty() || matches!(words, [only] if LEGAL.contains_key(only.text.as_str()))
}

/// `Import Export`, `Import and Export` and `Importexport` are one word, and so are they with one of the two mistyped.
fn join_impex(words: &mut Vec<Word>) {
    let says = |word: &Word, wanted: &str| word.text == wanted || is_slip(&word.text, wanted);
    let pair = |at: usize| {
        let export = at + 1 + usize::from(words.get(at + 1).is_some_and(|word| word.text == "and"));
        let (import, other) = (&words[at], words.get(export)?);
        let typed = import.text == "import" || other.text == "export";
        (typed && says(import, "import") && says(other, "export")).then_some((at, export))
    };
    if let Some((at, export)) = (0..words.len()).find_map(pair) {
        words[at] = Word { text: Text::from_static("impex"), trade: true, bits: 0.0 };
        words.drain(at + 1..=export);
    }
}

/// The name without remarks in brackets, unless nothing else is left.
pub(super) fn without_remarks(text: &str) -> Cow<'_, str> {
    if !text.contains(['(', '（', '【', '[', ')', '）', '】', ']']) {
        return squeezed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut depth = 0_u32;
    for c in text.chars() {
        match c {
            '(' | '（' | '【' | '[' => depth += 1,
            ')' | '）' | '】' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    if kept.chars().any(char::is_alphanumeric) { Cow::Owned(squeezed(&kept).into_owned()) } else { squeezed(text) }
}

/// One blank between words, none around them: most texts are so.
fn squeezed(text: &str) -> Cow<'_, str> {
    let is_blank = |byte: u8| byte.is_ascii_whitespace() || byte == 0x0b;
    let neat = |pair: &[u8]| !is_blank(pair[0]) || (pair[0] == b' ' && !is_blank(pair[1]));
    let bytes = text.as_bytes();
    let bare = |byte: Option<&u8>| byte.is_none_or(|byte| !is_blank(*byte));
    if text.is_ascii() && bare(bytes.first()) && bare(bytes.last()) && bytes.windows(2).all(neat) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What stands in brackets and is no remark: Latin words, and Chinese ones with more of the name behind them, 罗西（香港）有限公司.
fn unit(text: &str) -> Vec<Text> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, inner)) = rest.split_once(['(', '（', '【', '['])
        && let Some((said, behind)) = inner.split_once([')', '）', '】', ']'])
    {
        if behind.chars().any(char::is_alphanumeric) || !said.chars().any(folding::is_han) {
            found.extend(tokens(said));
        }
        rest = behind;
    }
    found.sort_unstable();
    found
}

/// The name as people should read it: a Chinese remark behind a Latin name goes (老客户), every other bracket is part of
/// the name: `Rossi (HK) Ltd`, 罗西（香港）有限公司.
pub(super) fn displayed(text: &str) -> Cow<'_, str> {
    let squeezed = squeezed(text);
    if squeezed.is_ascii() {
        return squeezed;
    }
    let bare = without_remarks(text);
    let latin = !bare.chars().any(folding::is_han);
    if latin && squeezed.chars().any(folding::is_han) { bare } else { squeezed }
}

/// Takes the legal form off, the longest first; never the only word.
fn strip_legal(tokens: &mut Vec<Text>) -> Option<(&'static str, &'static str)> {
    // Written side by side once: a form is what stands from one word to the last, or from the first to one.
    let mut whole = String::with_capacity(tokens.iter().map(|token| token.len()).sum());
    let mut starts: Vec<usize> = Vec::with_capacity(tokens.len());
    for token in tokens.iter() {
        starts.push(whole.len());
        whole.push_str(token);
    }
    let mut end = whole.len();
    let mut found = None;
    loop {
        let longest = tokens.len().saturating_sub(1).min(6);
        let tail = (1..=longest).rev().find_map(|count| {
            let at = tokens.len() - count;
            let form = &whole[starts[at]..end];
            let found = LEGAL.get_key_value(form).filter(|(_, (_, leads))| *leads != "only").map(|(form, (class, _))| (*form, *class));
            let ending = || HAN_ENDINGS.iter().find(|(ending, legal)| *legal && *ending == form).map(|(form, _)| (*form, "limited"));
            let found = found.or_else(|| if form.is_ascii() { None } else { ending() });
            found.map(|(form, class)| (at, form, class))
        });
        let Some((at, form, class)) = tail else { break };
        tokens.truncate(at);
        end = starts[at];
        found = Some((form, class));
    }
    // `PT Bali`, `Công ty TNHH Sông Hồng`: a form may lead, in up to three words.
    let lead = (1..=3.min(tokens.len().saturating_sub(1))).rev().find_map(|count| {
        let form = &whole[..starts[count]];
        LEGAL.get_key_value(form).filter(|(_, (_, leads))| !leads.is_empty()).map(|(form, (class, _))| (count, *form, *class))
    });
    if let Some((count, form, class)) = lead {
        tokens.drain(..count);
        found = found.or(Some((form, class)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn core(text: &str) -> (String, Option<String>) {
        let name = Name::parse(text).unwrap();
        (name.core_key.to_string(), name.legal.map(|(form, _)| form.to_owned()))
    }

    #[test]
    fn legal_forms_of_sixty_countries_are_known() {
        let lines: Vec<&str> = include_str!("data/legal_examples.csv").lines().skip(1).collect();
        let unknown: Vec<&str> = lines
            .iter()
            .copied()
            .filter(|line| {
                let name = line.split_once('|').and_then(|(_, name)| Name::parse(name));
                name.is_none_or(|name| name.legal.is_none())
            })
            .collect();
        assert!(lines.len() >= 60, "{}", lines.len());
        assert_eq!(unknown, Vec::<&str>::new());
    }

    #[test]
    fn legal_forms_come_off_however_they_are_written() {
        for (text, wanted, form) in [
            ("Rossi S.r.l.", "rossi", Some("srl")),
            ("ROSSI S. R. L.", "rossi", Some("srl")),
            ("Dom i Stół Kowalewscy Sp. z o.o.", "domistolkowalewscy", Some("spzoo")),
            ("Ｄｏｍ　ｉ　Ｓｔół　Ｋｏｗａｌｅｗｓｃｙ　ＳＰ．ＺＯ．Ｏ．", "domistolkowalewscy", Some("spzoo")),
            ("Küchenwelt GmbH & Co. KG", "kuchenwelt", Some("gmbhcokg")),
            ("ООО Ромашка", "romashka", Some("ooo")),
            ("宁波示例进出口有限公司（老客户）", "宁波示例进出口", Some("有限公司")),
            ("Limited", "limited", None),
        ] {
            assert_eq!(core(text), (wanted.to_owned(), form.map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn trade_words_alone_identify_nobody() {
        assert!(!Name::parse("International Trading Co., Ltd.").unwrap().distinguishes());
        assert!(Name::parse("Brunello Imp. & Exp.").unwrap().distinguishes());
        for form in ["Inc.", "Ltd", "S.r.l.", "有限公司", "进出口有限公司", "GmbH & Co. KG"] {
            assert!(!Name::parse(form).unwrap().distinguishes(), "{form}");
        }
        assert_eq!(core("Palm Too").0, "palmtoo", "an English word, if it does not stand first");
        assert_eq!(core("ТОО Ромашка").0, "romashka");
        for spelling in
            ["ABC Import Export Company", "Abc Import and Export", "Abc Importexport Ltd", "ABC Import Expogt", "Abc Inport & Export"]
        {
            assert_eq!(core("Abc Imp. & Exp. Co").0, core(spelling).0, "{spelling}");
        }
        assert!(Name::parse(" - ").is_none());
    }
}
