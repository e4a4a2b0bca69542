//! Words (文字): labels, meanings, sentences and formats of each language, as data.
//!
//! One file a topic and language (`zh-Hans/metric.toml`): the key of a text is the file's name and its path inside,
//! `metric.csat.label`. `{name}` stands for a particular. A test holds the languages to the same keys.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::finding::Finding;
use crate::model::Origin;

/// A language of the workbooks and messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Simplified Chinese.
    ZhHans,
    /// Traditional Chinese.
    ZhHant,
    /// English.
    En,
    /// Italian.
    It,
}

impl Language {
    /// Languages that are complete.
    pub const ALL: [Self; 4] = [Self::ZhHans, Self::ZhHant, Self::En, Self::It];

    /// The language that people of a country read, where it is one of these.
    #[must_use]
    pub fn of_country(code: &str) -> Option<Self> {
        match code {
            "IT" | "SM" | "VA" => Some(Self::It),
            "CN" => Some(Self::ZhHans),
            "TW" | "HK" | "MO" => Some(Self::ZhHant),
            "GB" | "IE" | "US" | "CA" | "AU" | "NZ" | "ZA" | "SG" | "IN" | "NG" | "KE" => Some(Self::En),
            _ => None,
        }
    }

    /// BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::ZhHans => "zh-Hans",
            Self::ZhHant => "zh-Hant",
            Self::En => "en",
            Self::It => "it",
        }
    }
}

macro_rules! topics {
    ($($topic:literal),* $(,)?) => {
        const ZH_HANS: &[(&str, &str)] = &[$(($topic, include_str!(concat!("zh-Hans/", $topic, ".toml")))),*];
        const ZH_HANT: &[(&str, &str)] = &[$(($topic, include_str!(concat!("zh-Hant/", $topic, ".toml")))),*];
        const IT: &[(&str, &str)] = &[$(($topic, include_str!(concat!("it/", $topic, ".toml")))),*];
        const EN: &[(&str, &str)] = &[$(($topic, include_str!(concat!("en/", $topic, ".toml")))),*];
    };
}

topics!("cli", "entity", "error", "field", "finding", "list", "metric", "migration", "reason", "report", "value");

static WORDS: LazyLock<BTreeMap<Language, Words>> =
    LazyLock::new(|| Language::ALL.into_iter().map(|language| (language, Words::parse(language))).collect());

/// All texts of one language.
#[derive(Debug)]
pub struct Words {
    language: Language,
    texts: BTreeMap<String, String>,
}

impl Words {
    /// The texts of a language.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        &WORDS[&language]
    }

    /// Which language.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The text of a key; a missing one shows its key, so that a person sees what to report.
    #[must_use]
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// The text of a key, if there is one.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    /// The text of a key with its particulars filled in.
    #[must_use]
    pub fn say<V: AsRef<str>>(&self, key: &str, particulars: &[(&str, V)]) -> String {
        fill(self.get(key), particulars)
    }

    /// One sentence of a finding (`title`, `say` or `todo`), its particulars in this language: a reason's id becomes its
    /// words, and the colleague is known without being an argument.
    #[must_use]
    pub fn tell(&self, finding: &Finding, part: &str) -> String {
        let mut particulars: Vec<(&str, String)> = finding.args.iter().map(|(name, value)| (*name, self.spoken(name, value))).collect();
        if let Some(staff) = finding.staff.as_ref().filter(|_| finding.args.iter().all(|(name, _)| *name != "staff")) {
            particulars.push(("staff", staff.clone()));
        }
        self.say(&format!("finding.{}.{part}", finding.kind.id()), &particulars)
    }

    /// A particular in this language: the id of a reason or of a kind of file becomes its words.
    #[must_use]
    pub fn spoken(&self, name: &str, value: &str) -> String {
        let topic = match name {
            "reason" => "reason.row",
            "what" => "error.file_kind",
            "how" => "error.file_kind_todo",
            "parameter" => "report.parameter",
            _ => return self.placed(value),
        };
        self.find(&format!("{topic}.{value}")).unwrap_or(value).to_owned()
    }

    /// A place as a person looks it up: `file › sheet!C7`, and a whole row in this language.
    #[must_use]
    pub fn place(&self, origin: &Origin) -> String {
        if origin.row == 0 || origin.column > 0 {
            return origin.to_string();
        }
        let sheet = Origin { row: 0, ..origin.clone() };
        format!("{sheet} › {}", self.say("cli.place.row", &[("row", origin.row.to_string())]))
    }

    /// A particular that is a place of a whole row (`a.csv › row 326`) in this language.
    fn placed(&self, value: &str) -> String {
        let row = [" › row ", "!row "].into_iter().find_map(|mark| value.rsplit_once(mark));
        match row.filter(|(_, row)| !row.is_empty() && row.bytes().all(|digit| digit.is_ascii_digit())) {
            Some((place, row)) => format!("{place} › {}", self.say("cli.place.row", &[("row", row)])),
            None => value.to_owned(),
        }
    }

    /// Every key.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }

    fn parse(language: Language) -> Self {
        let files = match language {
            Language::ZhHans => ZH_HANS,
            Language::ZhHant => ZH_HANT,
            Language::En => EN,
            Language::It => IT,
        };
        let mut texts = BTreeMap::new();
        for (topic, text) in files {
            let table: toml::Table = text.parse().unwrap_or_else(|error| panic!("words {}/{topic}: {error}", language.tag()));
            flatten(topic, &table, &mut texts);
        }
        Self { language, texts }
    }
}

fn flatten(prefix: &str, table: &toml::Table, texts: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let path = format!("{prefix}.{key}");
        match value {
            toml::Value::Table(inner) => flatten(&path, inner, texts),
            toml::Value::String(text) => {
                texts.insert(path, text.clone());
            }
            other => panic!("words: {path} = {other} is no text"),
        }
    }
}

/// Replaces each `{name}` in one pass, so that a particular which itself holds braces is left as it is. `{name|one|more}` is
/// the first word where that particular is 1, else the second.
#[must_use]
pub fn fill<V: AsRef<str>>(text: &str, particulars: &[(&str, V)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}') else { break };
        filled.push_str(&rest[..open]);
        let mut parts = rest[open + 1..open + close].split('|');
        let name = parts.next().unwrap_or_default();
        match (particulars.iter().find(|(known, _)| *known == name), parts.next(), parts.next()) {
            (Some((_, value)), Some(one), Some(more)) => filled.push_str(if value.as_ref() == "1" { one } else { more }),
            (Some((_, value)), ..) => filled.push_str(value.as_ref()),
            (None, ..) => filled.push_str(&rest[open..=open + close]),
        }
        rest = &rest[open + close + 1..];
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_watch_list_has_its_title_and_sentences() {
        for language in Language::ALL {
            let words = Words::of(language);
            for (list, kinds) in crate::model::watch::LISTS {
                for key in kinds.iter().chain(&["title"]) {
                    assert!(words.find(&format!("list.{list}.{key}")).is_some(), "{language:?}: list.{list}.{key}");
                }
            }
        }
    }

    #[test]
    fn every_language_has_the_same_keys() {
        let keys = |language| Words::of(language).keys().map(str::to_owned).collect::<Vec<_>>();
        let chinese: BTreeSet<_> = keys(Language::ZhHans).into_iter().collect();
        for language in Language::ALL {
            let others: BTreeSet<_> = keys(language).into_iter().collect();
            let missing: Vec<_> = chinese.symmetric_difference(&others).collect();
            assert!(missing.is_empty(), "in one of zh-Hans and {} only: {missing:?}", language.tag());
        }
    }

    #[test]
    fn every_finding_and_error_and_entity_has_words() {
        let words = Words::of(Language::ZhHans);
        let findings =
            crate::finding::Kind::ALL.iter().flat_map(|kind| ["title", "say", "todo"].map(|part| format!("finding.{}.{part}", kind.id())));
        let errors = crate::error::Kind::ALL.iter().flat_map(|kind| ["say", "todo"].map(|part| format!("error.{}.{part}", kind.id())));
        let entities = crate::model::Entity::ALL.iter().map(|entity| format!("entity.{}", entity.id()));
        let reasons = crate::model::Reason::ALL.iter().map(|reason| format!("reason.{}", reason.id()));
        let severities = ["decide", "mend", "know"].map(|id| format!("finding.severity.{id}"));
        for key in findings.chain(errors).chain(entities).chain(reasons).chain(severities) {
            assert!(words.find(&key).is_some(), "no words for {key}");
        }
    }

    #[test]
    fn every_catalogue_field_has_a_label_and_no_label_is_left_over() {
        let labels: BTreeSet<_> = Words::of(Language::ZhHans).keys().filter(|key| key.starts_with("field.")).map(str::to_owned).collect();
        let fields = crate::model::Catalogue::shipped().fields().iter().map(|field| format!("field.{}.{}", field.entity.id(), field.id));
        assert_eq!(labels, fields.collect());
    }

    #[test]
    fn every_text_asks_for_the_same_particulars_in_every_language() {
        let chinese = Words::of(Language::ZhHans);
        for language in Language::ALL {
            let words = Words::of(language);
            for key in chinese.keys() {
                assert_eq!(particulars(chinese.get(key)), particulars(words.get(key)), "{} {key}", language.tag());
            }
        }
    }

    fn particulars(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once(['}', '|'])).map(|(name, _)| name).collect()
    }

    #[test]
    fn a_kind_of_file_says_what_to_do_and_a_reason_fits_a_column() {
        let words = Words::of(Language::ZhHans);
        for kind in words.keys().filter_map(|key| key.strip_prefix("error.file_kind.")) {
            assert!(words.find(&format!("error.file_kind_todo.{kind}")).is_some(), "{kind}");
        }
        for key in words.keys().filter(|key| key.starts_with("reason.")) {
            assert!(words.get(key).chars().count() <= 14, "{key} is too long");
        }
    }

    #[test]
    fn particulars_are_filled_once() {
        assert_eq!(fill("{a} and {b}{c}", &[("a", "{b}"), ("b", "2")]), "{b} and 2{c}");
        let row = |rows| fill("{rows} {rows|row is|rows are} left", &[("rows", rows)]);
        assert_eq!([row("1"), row("21"), row("1,001")], ["1 row is left", "21 rows are left", "1,001 rows are left"]);
    }
}
