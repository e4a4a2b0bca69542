//! Lexicon (词表): the words by which rows, sheets and units are understood. Data in `lexicon.toml`, looked up folded.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::model::{Entity, folding};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    total: Vec<String>,
    average: Vec<String>,
    note: Vec<String>,
    closing: Vec<String>,
    form: Vec<String>,
    unit_line: Vec<String>,
    serial: Vec<String>,
    administrative: Vec<String>,
    sample_row: Vec<String>,
    instruction: Vec<String>,
    other_subject: Vec<String>,
    other_header: Vec<String>,
    no_person: Vec<String>,
    country: Vec<String>,
    region: Vec<String>,
    currency: BTreeMap<String, Vec<String>>,
    entity: BTreeMap<String, WrittenEntity>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenEntity {
    words: Vec<String>,
    anchors: Vec<Vec<String>>,
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    codes: Vec<String>,
    #[serde(default)]
    special: bool,
}

/// Words, folded to keys.
#[derive(Debug)]
pub(super) struct Lexicon {
    pub(super) total: BTreeSet<String>,
    pub(super) average: BTreeSet<String>,
    pub(super) note: BTreeSet<String>,
    pub(super) closing: BTreeSet<String>,
    pub(super) form: BTreeSet<String>,
    pub(super) unit_line: BTreeSet<String>,
    pub(super) serial: BTreeSet<String>,
    pub(super) administrative: BTreeSet<String>,
    pub(super) sample_row: BTreeSet<String>,
    pub(super) instruction: BTreeSet<String>,
    pub(super) other_subject: BTreeSet<String>,
    pub(super) other_header: BTreeSet<String>,
    pub(super) no_person: BTreeSet<String>,
    pub(super) country: BTreeSet<String>,
    pub(super) region: BTreeSet<String>,
    /// Folded word → ISO 4217, longest word first.
    pub(super) currency: Vec<(String, String)>,
    /// Word of a name → entity.
    pub(super) subjects: Vec<(String, Entity)>,
    entities: BTreeMap<Entity, About>,
}

/// What speaks for an entity.
#[derive(Debug, Default)]
struct About {
    anchors: Vec<Vec<String>>,
    values: BTreeSet<String>,
    codes: Vec<String>,
    special: bool,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("lexicon.toml")));

impl Lexicon {
    /// The words shipped with the program.
    pub(super) fn shipped() -> &'static Self {
        &LEXICON
    }

    /// A test parses the embedded file, so a mistake in it never reaches a user.
    fn parse(text: &str) -> Self {
        let written: Written = toml::from_str(text).unwrap_or_else(|error| panic!("lexicon: {error}"));
        let keys = |words: &[String]| words.iter().map(|word| folding::key(word)).collect();
        let mut currency: Vec<(String, String)> =
            written.currency.iter().flat_map(|(code, words)| words.iter().map(move |word| (folding::fold(word), code.clone()))).collect();
        currency.sort_by(|left, right| right.0.chars().count().cmp(&left.0.chars().count()).then_with(|| left.cmp(right)));
        let mut subjects = Vec::new();
        let mut entities = BTreeMap::new();
        for (id, entity_words) in written.entity {
            let Some(entity) = Entity::from_id(&id) else { panic!("lexicon: entity '{id}'") };
            subjects.extend(entity_words.words.iter().map(|word| (folding::key(word), entity)));
            let about = About {
                anchors: entity_words.anchors,
                values: keys(&entity_words.values),
                codes: entity_words.codes,
                special: entity_words.special,
            };
            entities.insert(entity, about);
        }
        Self {
            total: keys(&written.total),
            average: keys(&written.average),
            note: keys(&written.note),
            closing: keys(&written.closing),
            form: keys(&written.form),
            unit_line: keys(&written.unit_line),
            serial: keys(&written.serial),
            administrative: keys(&written.administrative),
            sample_row: keys(&written.sample_row),
            instruction: keys(&written.instruction),
            other_subject: keys(&written.other_subject),
            other_header: keys(&written.other_header),
            no_person: keys(&written.no_person),
            country: keys(&written.country),
            region: keys(&written.region),
            currency,
            subjects,
            entities,
        }
    }

    /// Groups of fields, of each of which a table of this entity must have one.
    pub(super) fn anchors(&self, entity: Entity) -> &[Vec<String>] {
        self.entities.get(&entity).map_or(&[], |about| about.anchors.as_slice())
    }

    /// Whether a value (a status, a number's prefix) is one that this entity's rows have.
    pub(super) fn speaks_for(&self, entity: Entity, value: &str) -> bool {
        let Some(about) = self.entities.get(&entity) else { return false };
        let key = folding::key(value);
        let digits = key.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
        about.values.contains(&key) || (digits > 0 && about.codes.iter().any(|code| *code == key[..digits]))
    }

    /// Whether a table is of this entity only when a name or a header of its own says so.
    pub(super) fn special(&self, entity: Entity) -> bool {
        self.entities.get(&entity).is_some_and(|about| about.special)
    }

    /// The currency a text names, alone or as one word among others.
    pub(super) fn currency_in(&self, text: &str) -> Option<&str> {
        let folded = folding::fold(text);
        let found = self.currency.iter().find(|(word, _)| {
            if word.is_ascii() && word.chars().all(char::is_alphanumeric) {
                has_word(&folded, word)
            } else {
                folded.contains(word.as_str())
            }
        });
        found.map(|(_, code)| code.as_str())
    }
}

/// Whether a Latin word stands in a text with no letter or digit beside it.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        !letter(text[..at].chars().next_back()) && !letter(text[at + word.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Catalogue;

    #[test]
    fn every_anchor_is_a_field_and_every_entity_has_words() {
        let lexicon = Lexicon::shipped();
        for entity in Entity::ALL {
            assert!(lexicon.subjects.iter().any(|(_, of)| *of == entity), "{entity}");
            for id in lexicon.anchors(entity).iter().flatten() {
                assert!(Catalogue::shipped().field(entity, id).is_some(), "{entity}.{id}");
            }
        }
    }

    #[test]
    fn currencies_are_words_and_not_parts_of_words() {
        let lexicon = Lexicon::shipped();
        assert_eq!(lexicon.currency_in("万美元"), Some("USD"));
        assert_eq!(lexicon.currency_in("US$"), Some("USD"));
        assert_eq!(lexicon.currency_in("港元"), Some("HKD"));
        assert_eq!(lexicon.currency_in("Europe"), None);
        assert_eq!(lexicon.currency_in("in EUR"), Some("EUR"));
        assert_eq!(lexicon.currency_in("pcs"), None);
    }
}
