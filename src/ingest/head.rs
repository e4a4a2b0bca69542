//! Head word (中心词): the word of a header that says what kind of thing stands below it, whatever else is said beside:
//! 货品数量 is a quantity, `Prospect email` an e-mail.
//!
//! Decides only for headers that nothing surer knows, for fields that no other column claims, where the cells can be what
//! the word says; and only as a suggestion that `inspect` and the report list.

use std::sync::LazyLock;

use super::grid::Grid;
use super::mapping::{Heading, Home};
use super::sense;
use super::settle;
use crate::model::raw::{Column, Match};
use crate::model::{Catalogue, Entity, Kind, folding};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    head: Vec<Head>,
}

/// One kind of thing and the words for it.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    fields: Vec<String>,
    #[serde(default)]
    han: Vec<String>,
    #[serde(default)]
    within: Vec<String>,
    #[serde(default)]
    latin: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
    #[serde(default)]
    day: bool,
}

static HEADS: LazyLock<Vec<Head>> = LazyLock::new(|| {
    let written: Written = toml::from_str(include_str!("head.toml")).unwrap_or_else(|error| panic!("head: {error}"));
    written.head
});

/// What counts as a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ear {
    /// Headers that are known.
    Sure,
    /// Where those are too few: the head word of a header, too.
    Keen,
}

/// Longer texts are sentences.
const LONGEST: usize = 40;

/// A header as it is searched for head words.
struct Said {
    key: String,
    words: Vec<String>,
}

impl Said {
    fn of(text: &str) -> Option<Self> {
        let said = Self { key: folding::key(text), words: sense::words(text) };
        (!said.key.is_empty() && text.chars().count() <= LONGEST).then_some(said)
    }

    fn has(&self, word: &str) -> bool {
        if word.is_ascii() { self.words.iter().any(|own| own == word) } else { self.key.contains(word) }
    }

    fn speaks_of_a_day(&self) -> bool {
        let ends = ["日", "日期", "时间", "期", "时", "年月"];
        let words = [
            "date",
            "day",
            "on",
            "by",
            "at",
            "when",
            "data",
            "il",
            "entro",
            "giorno",
            "time",
            "deadline",
            "eta",
            "etd",
            "reminder",
            "promemoria",
            "signed",
            "latest",
        ];
        ends.iter().any(|end| self.key.ends_with(end)) || words.iter().any(|word| self.has(word))
    }
}

impl Head {
    fn speaks(&self, said: &Said) -> bool {
        let found = self.han.iter().any(|word| said.key.ends_with(word.as_str()))
            || self.within.iter().any(|word| said.key.contains(word.as_str()))
            || self.latin.iter().any(|word| said.has(word));
        found && (!self.day || said.speaks_of_a_day()) && !self.not.iter().any(|word| said.has(word))
    }
}

/// The field of an entity that the head word of a header stands for. What was paid, taken back or is owed (回款金额) is known
/// for what it is, and no amount of an order.
pub(super) fn field(heading: &Heading, entity: Entity) -> Option<&'static str> {
    let said = Said::of(&heading.own.core)?;
    let money_of = [Entity::Payment, Entity::Receivable, Entity::Deduction, Entity::Cost];
    let is_money = |home: &Home| Catalogue::shipped().field(home.entity, home.field).is_some_and(|field| field.kind == Kind::Money);
    if !money_of.contains(&entity) && heading.homes().iter().any(|home| money_of.contains(&home.entity) && is_money(home)) {
        return None;
    }
    HEADS.iter().filter(|head| head.speaks(&said)).find_map(|head| {
        let offered = head.fields.iter().filter_map(|id| Catalogue::shipped().field(entity, id));
        // A day is written under a word of days, and nothing else is.
        let mut fitting = offered.filter(|field| !matches!(field.kind, Kind::Date | Kind::DateTime) || head.day || said.speaks_of_a_day());
        fitting.next().map(|field| field.id)
    })
}

/// Whether a text has a head word at all, and no number.
pub(super) fn speaks(text: &str) -> bool {
    !text.chars().any(|c| c.is_ascii_digit()) && Said::of(text).is_some_and(|said| HEADS.iter().any(|head| head.speaks(&said)))
}

/// Fills fields that no column claims from columns whose header has their head word and whose cells can be it.
pub(super) fn by_head(columns: &mut [Column], headings: &[(u32, Heading)], grid: &Grid, body: &[u32], entity: Entity, doubtful: &[u32]) {
    for (index, heading) in headings {
        let Some(place) = columns.iter().position(|column| column.index == *index) else { continue };
        if columns[place].matched != Match::Unknown || doubtful.contains(index) {
            continue;
        }
        let free = |field: &&'static str| columns.iter().all(|other| other.field != Some(*field));
        let fits = |field: &&'static str| {
            let values = settle::values(&columns[place], grid, body);
            Catalogue::shipped().field(entity, field).is_some_and(|field| settle::any_fits(&field.kind, &values))
        };
        if let Some(field) = field(heading, entity).filter(free).filter(fits) {
            columns[place].field = Some(field);
            columns[place].matched = Match::Likeness;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::header::Header;
    use super::*;

    fn found(text: &str, entity: Entity) -> Option<&'static str> {
        field(&Heading { own: Header::parse(text), ..Heading::default() }, entity)
    }

    #[test]
    fn the_head_word_says_the_kind() {
        assert_eq!(found("货品数量", Entity::Order), Some("quantity"));
        assert_eq!(found("应收定金", Entity::Order), Some("deposit"));
        assert_eq!(found("开发来源", Entity::Customer), Some("channel"));
        assert_eq!(found("Prospect email", Entity::Inquiry), Some("email"));
        assert_eq!(found("Prospect company", Entity::Inquiry), Some("customer"));
        assert_eq!(found("We replied on", Entity::Inquiry), Some("replied_at"));
        assert_eq!(found("Data partenza merce", Entity::Order), Some("shipped_on"));
        assert_eq!(found("Ultima telefonata", Entity::Customer), None);
    }

    #[test]
    fn a_word_of_another_thing_and_a_sentence_say_nothing() {
        assert_eq!(found("颜色", Entity::Order), None);
        assert_eq!(found("Colour", Entity::Order), None);
        assert_eq!(found("Follow-up mail sent", Entity::Inquiry), None);
    }

    #[test]
    fn every_field_named_exists_somewhere() {
        for head in HEADS.iter() {
            for id in &head.fields {
                assert!(Entity::ALL.iter().any(|entity| Catalogue::shipped().field(*entity, id).is_some()), "{id}");
            }
        }
    }
}
