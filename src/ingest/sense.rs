//! Sense (义): what a header says, whatever words it is put in: `Date received` and `Received on`, 投诉单位 and 客户名称.
//!
//! Decides which words say the same (`sense.toml`), and which a sheet about complaints says anyway. The headers of the catalogue
//! are read the same way, so that one header there stands for all of its sense; where two fields of an entity share a
//! sense, it stands for neither.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::model::field::Kind;
use crate::model::{Catalogue, Entity, folding};

/// Longer texts are sentences.
const LONGEST: usize = 60;
/// Words that alone say too little.
const TOO_LITTLE: [&str; 14] = ["no", "date", "type", "title", "name", "号", "日", "名", "类", "内容", "询盘", "订单", "投诉", "样品"];

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    words: BTreeMap<String, Vec<String>>,
    ends: BTreeMap<String, Vec<String>>,
    latin: BTreeMap<String, Vec<String>>,
    own: BTreeMap<String, WrittenOwn>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenOwn {
    han: Vec<String>,
    #[serde(default)]
    han_behind: Vec<String>,
    front: Vec<String>,
    behind: Vec<String>,
}

/// What a sheet of one entity says anyway.
#[derive(Debug, Default)]
struct Own {
    han: Vec<String>,
    han_behind: Vec<String>,
    front: BTreeSet<String>,
    behind: BTreeSet<String>,
}

#[derive(Debug)]
struct Words {
    /// Chinese word → what it is read as, by its first character, longest first.
    han: BTreeMap<char, Vec<(String, String)>>,
    /// Ending → what it is read as, longest first.
    ends: Vec<(String, String)>,
    /// Latin phrase → what it is read as.
    latin: BTreeMap<Vec<String>, Vec<String>>,
    longest_phrase: usize,
    own: BTreeMap<Entity, Own>,
}

/// Field of a sense, one an entity; `None` where two fields share it.
type Index = BTreeMap<String, BTreeMap<Entity, Option<&'static str>>>;

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::parse(include_str!("sense.toml")));
static INDEX: LazyLock<Index> = LazyLock::new(index);

/// The fields a header stands for by its sense, at most one an entity.
pub(super) fn homes(header: &str) -> Vec<(Entity, &'static str)> {
    let mut found: Vec<(Entity, &'static str)> = Vec::new();
    let mut take = |entity: Entity, field: &'static str| {
        if found.iter().all(|(known, _)| *known != entity) {
            found.push((entity, field));
        }
    };
    let Some(said) = Said::of(header) else { return found };
    for (sense, kind) in said.senses() {
        for (entity, field) in fields(&sense).filter(|(entity, field)| kind.is_none_or(|fits| fits(*entity, field))) {
            take(entity, field);
        }
    }
    for (entity, own) in &WORDS.own {
        let Some(rest) = said.without(own) else { continue };
        for (sense, kind) in rest.senses() {
            let fits = |field: &&'static str| kind.is_none_or(|fits| fits(*entity, field));
            if let Some(field) = INDEX.get(&sense).and_then(|homes| homes.get(entity).copied().flatten()).filter(fits) {
                take(*entity, field);
            }
        }
    }
    found
}

fn fields(sense: &str) -> impl Iterator<Item = (Entity, &'static str)> {
    INDEX.get(sense).into_iter().flatten().filter_map(|(entity, field)| Some((*entity, (*field)?)))
}

fn index() -> Index {
    let mut index = Index::new();
    let mut written: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for field in Catalogue::shipped().fields() {
        for alias in &field.aliases {
            written.entry(folding::key(&alias.text)).or_default().insert(field.id);
        }
    }
    // 客户归属 is a colleague; without its ending it would be a customer.
    let says_another = |sense: &str, field: &str| written.get(sense).is_some_and(|fields| !fields.contains(field));
    for field in Catalogue::shipped().fields() {
        for alias in &field.aliases {
            let sense = Said::of(&alias.text).map(|said| said.sense()).filter(|sense| !TOO_LITTLE.contains(&sense.as_str()));
            let Some(sense) = sense.filter(|sense| !says_another(sense, field.id)) else { continue };
            let of = index.entry(sense).or_default();
            let claimed = of.entry(field.entity).or_insert(Some(field.id));
            if *claimed != Some(field.id) {
                *claimed = None;
            }
        }
    }
    index
}

/// Whether a word may be left away before a field is looked up: `date` for a day, `amount` for money.
type Fits = fn(Entity, &str) -> bool;

/// A header taken apart.
#[derive(Debug, Clone, PartialEq)]
enum Said {
    /// Chinese, words replaced, the ending too.
    Han(String),
    /// Latin words as written and as they are read.
    Latin(Vec<(String, Vec<String>)>),
}

impl Said {
    fn of(header: &str) -> Option<Self> {
        if header.chars().count() > LONGEST {
            return None;
        }
        if header.chars().any(folding::is_han) {
            let key = WORDS.replaced(&folding::key(header));
            return (key.chars().count() >= 2).then(|| Self::Han(WORDS.ended(&key)));
        }
        let said = WORDS.phrases(&words(header));
        (!said.is_empty()).then_some(Self::Latin(said))
    }

    fn sense(&self) -> String {
        match self {
            Self::Han(key) => key.clone(),
            Self::Latin(said) => {
                let words: BTreeSet<&str> = said.iter().flat_map(|(_, read)| read.iter().map(String::as_str)).collect();
                words.into_iter().collect::<Vec<_>>().join(" ")
            }
        }
    }

    /// The sense, and the senses with one word less that the field's kind says anyway.
    fn senses(&self) -> Vec<(String, Option<Fits>)> {
        const LEFT_AWAY: [(&str, Fits); 5] = [
            ("name", |entity, field| is(entity, field, |kind| !matches!(kind, Kind::Code | Kind::Date | Kind::DateTime | Kind::Money))),
            ("date", |entity, field| is(entity, field, |kind| matches!(kind, Kind::Date | Kind::DateTime))),
            ("amount", |entity, field| is(entity, field, |kind| matches!(kind, Kind::Money))),
            ("no", |entity, field| is(entity, field, |kind| matches!(kind, Kind::Code | Kind::Phone))),
            ("address", |entity, field| is(entity, field, |kind| matches!(kind, Kind::Email))),
        ];
        let mut senses = vec![(self.sense(), None)];
        let Self::Latin(said) = self else { return senses };
        for (word, fits) in LEFT_AWAY {
            let rest: Vec<(String, Vec<String>)> = said.iter().filter(|(_, read)| read != &[word]).cloned().collect();
            if !rest.is_empty() && rest.len() < said.len() {
                senses.push((Self::Latin(rest).sense(), Some(fits)));
            }
        }
        senses
    }

    /// Without what a sheet of the entity says anyway; `None` where it says nothing of the kind, or nothing else.
    fn without(&self, own: &Own) -> Option<Self> {
        match self {
            Self::Han(key) => {
                let cut = own.han.iter().filter_map(|word| key.strip_prefix(word.as_str())).min_by_key(|rest| rest.len());
                let front = cut.unwrap_or(key);
                let behind = own.han_behind.iter().find_map(|word| front.strip_suffix(word.as_str()));
                let rest = behind.unwrap_or(front);
                // 客户A and 客户1 count customers; a letter says nothing of them.
                let says = rest.chars().any(folding::is_han) || rest.chars().nth(1).is_some();
                (says && rest.len() < key.len()).then(|| Self::Han(WORDS.ended(rest)))
            }
            Self::Latin(said) => {
                let from = said.iter().position(|(written, _)| !own.front.contains(written)).unwrap_or(said.len());
                let to = said.iter().rposition(|(written, _)| !own.behind.contains(written)).map_or(0, |last| last + 1);
                (from < to && to - from < said.len()).then(|| Self::Latin(said[from..to].to_vec()))
            }
        }
    }
}

fn is(entity: Entity, field: &str, fits: fn(&Kind) -> bool) -> bool {
    Catalogue::shipped().field(entity, field).is_some_and(|field| fits(&field.kind))
}

/// Latin words without accents, in lower case; `#` is one.
pub(super) fn words(header: &str) -> Vec<String> {
    use unicode_normalization::UnicodeNormalization;
    let plain: String = folding::fold(header).nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect();
    let spaced = plain.replace('#', " # ");
    let words = spaced.split(|c: char| !c.is_alphanumeric() && c != '#').filter(|word| !word.is_empty());
    let mut words: Vec<String> = words.map(str::to_owned).collect();
    // `Received on` is a day.
    if let [_, .., last] = words.as_mut_slice()
        && last == "on"
    {
        "date".clone_into(last);
    }
    words
}

impl Words {
    /// A test parses the embedded file, so a mistake in it never reaches a user.
    fn parse(text: &str) -> Self {
        let written: Written = toml::from_str(text).unwrap_or_else(|error| panic!("sense: {error}"));
        let mut han: BTreeMap<char, Vec<(String, String)>> = BTreeMap::new();
        for (read, word) in written.words.iter().flat_map(|(read, words)| words.iter().map(move |word| (read, folding::key(word)))) {
            let Some(first) = word.chars().next() else { continue };
            han.entry(first).or_default().push((word, read.clone()));
        }
        for read in written.words.keys().filter(|read| !read.is_empty()) {
            // A word that others are read as stays whole: 交期 is not 交 and an ending.
            let Some(first) = read.chars().next() else { continue };
            han.entry(first).or_default().push((read.clone(), read.clone()));
        }
        for words in han.values_mut() {
            words.sort_by(|left, right| right.0.len().cmp(&left.0.len()).then_with(|| left.cmp(right)));
        }
        let ends = written.ends.iter().flat_map(|(read, words)| words.iter().map(move |word| (word.clone(), read.clone())));
        let mut ends: Vec<(String, String)> = ends.collect();
        ends.sort_by(|left, right| right.0.len().cmp(&left.0.len()).then_with(|| left.cmp(right)));
        let mut latin = BTreeMap::new();
        for (read, phrases) in &written.latin {
            let read: Vec<String> = words(read);
            latin.extend(phrases.iter().map(|phrase| (words(phrase), read.clone())));
        }
        let longest_phrase = latin.keys().map(Vec::len).max().unwrap_or(1);
        let mut read = Self { han, ends, latin, longest_phrase, own: BTreeMap::new() };
        for (id, own) in written.own {
            let Some(entity) = Entity::from_id(&id) else { panic!("sense: entity '{id}'") };
            let keys = |words: &[String]| words.iter().map(|word| read.replaced(&folding::key(word))).collect();
            let own = Own {
                han: keys(&own.han),
                han_behind: keys(&own.han_behind),
                front: own.front.into_iter().collect(),
                behind: own.behind.into_iter().collect(),
            };
            read.own.insert(entity, own);
        }
        read
    }

    /// Each word of a Chinese header as it is read.
    fn replaced(&self, key: &str) -> String {
        let mut replaced = String::with_capacity(key.len());
        let mut rest = key;
        while let Some(first) = rest.chars().next() {
            let word = self.han.get(&first).and_then(|words| words.iter().find(|(word, _)| rest.starts_with(word.as_str())));
            if let Some((word, read)) = word {
                replaced.push_str(read);
                rest = &rest[word.len()..];
            } else {
                replaced.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
        replaced
    }

    /// With its ending as it is read; an ending alone says what it says.
    fn ended(&self, key: &str) -> String {
        let found = self.ends.iter().find_map(|(end, read)| Some((key.strip_suffix(end.as_str())?, read)));
        match found {
            Some((stem, read)) if !stem.is_empty() => format!("{stem}{read}"),
            _ => key.to_owned(),
        }
    }

    /// Words in phrases, the longest first, each with what it is read as; those that add nothing are left away.
    fn phrases(&self, words: &[String]) -> Vec<(String, Vec<String>)> {
        let mut said = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let longest = self.longest_phrase.min(words.len() - at);
            let phrase = (1..=longest).rev().find_map(|length| Some((length, self.latin.get(&words[at..at + length])?)));
            let (length, read) = phrase.map_or_else(|| (1, vec![words[at].clone()]), |(length, read)| (length, read.clone()));
            if !read.is_empty() {
                said.push((words[at..at + length].join(" "), read));
            }
            at += length;
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home(header: &str, entity: Entity) -> Option<&'static str> {
        homes(header).into_iter().find(|home| home.0 == entity).map(|home| home.1)
    }

    #[test]
    fn other_words_of_one_sense_find_the_field() {
        assert_eq!(home("投诉单位名称", Entity::Complaint), Some("customer"));
        assert_eq!(home("寄样数量", Entity::Sample), Some("quantity"));
        assert_eq!(home("客户联络人", Entity::Customer), Some("contact"));
        assert_eq!(home("最近一次跟进时间", Entity::Customer), Some("last_contact_on"));
        assert_eq!(home("Date of last contact", Entity::Customer), Some("last_contact_on"));
        assert_eq!(home("Total amount", Entity::Order), Some("amount"));
        assert_eq!(home("Numero offerta", Entity::Quotation), Some("no"));
        assert_eq!(home("Data scad.", Entity::Receivable), Some("due_on"));
        assert_eq!(home("How satisfied are you with delivery?", Entity::Survey), Some("delivery"));
    }

    #[test]
    fn a_word_that_tells_things_apart_is_never_left_away() {
        assert_eq!(home("客户合同号", Entity::Shipment), None);
        assert_eq!(home("订单金额", Entity::Payment), None);
        assert_eq!(home("Colour", Entity::Order), None);
        assert_eq!(home("颜色", Entity::Order), None);
        assert_eq!(home("客户", Entity::Target), None);
    }
}
