//! Fields (字段): which fields an entry sheet has, in which order, how each is headed, and what a clerk may choose.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::model::field::Kind;
use crate::model::{Catalogue, Entity, Field};
use crate::words::Words;

/// Entry sheets as `entry.toml` has them.
pub(super) struct Plan {
    /// Workbook id and its entities.
    pub(super) workbooks: Vec<(String, Vec<Entity>)>,
    entities: BTreeMap<Entity, Layout>,
}

#[derive(Default)]
struct Layout {
    required: Vec<String>,
    fields: Vec<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    workbook: Vec<WrittenWorkbook>,
    entity: BTreeMap<String, WrittenLayout>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenWorkbook {
    id: String,
    entities: Vec<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenLayout {
    required: Vec<String>,
    fields: Vec<String>,
}

static PLAN: LazyLock<Plan> = LazyLock::new(Plan::parse);

impl Plan {
    pub(super) fn shipped() -> &'static Self {
        &PLAN
    }

    /// The embedded file is checked by a test of this module, so a mistake in it never reaches a user.
    fn parse() -> Self {
        let written: Written = toml::from_str(include_str!("entry.toml")).unwrap_or_else(|error| panic!("entry.toml: {error}"));
        let workbooks = written
            .workbook
            .into_iter()
            .map(|book| (book.id, book.entities.iter().filter_map(|id| Entity::from_id(id)).collect()))
            .collect();
        let layout = |written: WrittenLayout| Layout { required: written.required, fields: written.fields };
        let entities = written.entity.into_iter().filter_map(|(id, written)| Some((Entity::from_id(&id)?, layout(written)))).collect();
        Self { workbooks, entities }
    }

    /// The fields a template asks for.
    pub(super) fn asked(&self, entity: Entity) -> Vec<&'static Field> {
        let ids = self.entities.get(&entity).map_or(&[][..], |layout| layout.fields.as_slice());
        ids.iter().filter_map(|id| Catalogue::shipped().field(entity, id)).collect()
    }

    /// Every field, those a template asks for first.
    pub(super) fn all(&self, entity: Entity) -> Vec<&'static Field> {
        let mut fields = self.asked(entity);
        let rest: Vec<_> = Catalogue::shipped().of(entity).filter(|field| fields.iter().all(|known| known.id != field.id)).collect();
        fields.extend(rest);
        fields
    }

    pub(super) fn requires(&self, field: &Field) -> bool {
        self.entities.get(&field.entity).is_some_and(|layout| layout.required.iter().any(|id| id == field.id))
    }
}

/// The header ingest knows the field by: its label where that is a known header, else the first one of the language, else
/// English, else the field's id.
pub(super) fn header(field: &Field, words: &Words) -> String {
    let label = words.get(&format!("field.{}.{}", field.entity.id(), field.id)).to_owned();
    if field.aliases.iter().any(|alias| alias.text == label) {
        return label;
    }
    let of = |language: &str| field.aliases.iter().find(|alias| alias.language == language);
    let mut languages = vec![words.language().tag()];
    if words.language().tag() == "zh-Hant" {
        languages.push("zh-Hans");
    }
    languages.push("en");
    languages.into_iter().find_map(of).map_or_else(|| field.id.to_owned(), |alias| alias.text.clone())
}

/// The header of the column that names a row's colleague.
pub(in super::super) fn staff_header(entity: Entity, words: &Words) -> String {
    let field = ["staff", "owner"].into_iter().find_map(|id| Catalogue::shipped().field(entity, id));
    field.map_or_else(|| words.get("entity.staff").to_owned(), |field| header(field, words))
}

/// The labels a clerk may choose from; empty where the field is not coded.
pub(super) fn choices(field: &Field, words: &Words) -> Vec<String> {
    match &field.kind {
        Kind::Word(vocabulary) => labels(&format!("value.{vocabulary}."), words),
        Kind::YesNo => vec![words.get("migration.yes").to_owned(), words.get("migration.no").to_owned()],
        Kind::Country => labels("value.country.", words),
        Kind::Currency => ["USD", "EUR", "CNY", "GBP", "JPY", "HKD", "AUD", "CAD", "CHF"].map(str::to_owned).to_vec(),
        _ => Vec::new(),
    }
}

fn labels(prefix: &str, words: &Words) -> Vec<String> {
    words.keys().filter(|key| key.starts_with(prefix)).map(|key| words.get(key).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::words::Language;

    #[test]
    fn every_entity_has_a_sheet_of_fields_that_exist_once() {
        let plan = Plan::shipped();
        let written: Written = toml::from_str(include_str!("entry.toml")).unwrap();
        let placed: Vec<Entity> = plan.workbooks.iter().flat_map(|(_, entities)| entities.iter().copied()).collect();
        assert_eq!(placed.iter().collect::<BTreeSet<_>>().len(), Entity::ALL.len());
        assert_eq!(placed.len(), Entity::ALL.len());
        for (id, layout) in written.entity {
            let entity = Entity::from_id(&id).unwrap();
            for field in layout.fields.iter().chain(&layout.required) {
                assert!(Catalogue::shipped().field(entity, field).is_some(), "{id}.{field}");
            }
            assert!(layout.required.iter().all(|field| layout.fields.contains(field)), "{id}");
        }
    }

    #[test]
    fn headers_of_a_sheet_differ_in_every_language() {
        for language in Language::ALL {
            let words = Words::of(language);
            for entity in Entity::ALL {
                let headers: Vec<String> = Plan::shipped().all(entity).into_iter().map(|field| header(field, words)).collect();
                let distinct: BTreeSet<String> = headers.iter().map(|text| crate::model::folding::key(text)).collect();
                assert_eq!(distinct.len(), headers.len(), "{entity} {headers:?}");
            }
        }
    }
}
