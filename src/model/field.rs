//! Field catalogue (字段目录): every field of every entity, declared once with its kind and all headers seen for it.
//!
//! The declarations are data (`fields/<entity>.toml`); this file reads them and finds a field by its
//! header. A header belongs to one field of an entity; the same header may belong to fields of several
//! entities, which the sheet's other headers decide.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use polars::prelude::DataType;

use super::entity::Entity;
use super::folding;
pub use super::kind::{Kind, decimal};

/// One header text known for a field.
#[derive(Debug, Clone)]
pub struct Alias {
    /// `zh-Hans`, `zh-Hant`, `en` or `it`.
    pub language: &'static str,
    /// The header as people write it.
    pub text: String,
}

/// One field of one entity.
#[derive(Debug, Clone)]
pub struct Field {
    /// Whose field it is.
    pub entity: Entity,
    /// Its id: the frame column's name.
    pub id: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it means, where the id does not say it; empty otherwise.
    pub doc: String,
    /// Known headers, in all languages.
    pub aliases: Vec<Alias>,
}

/// All fields, by entity in declaration order.
#[derive(Debug)]
pub struct Catalogue {
    fields: Vec<Field>,
    /// Where each entity's fields begin and end.
    places: BTreeMap<Entity, Range<usize>>,
    /// By folded bare header the fields it may stand for.
    bare: BTreeMap<String, Vec<(Entity, &'static str)>>,
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::parse);

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldFile {
    field: Vec<FieldEntry>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldEntry {
    id: String,
    kind: String,
    #[serde(default)]
    doc: String,
    #[serde(default, rename = "zh-Hans")]
    zh_hans: Vec<String>,
    #[serde(default, rename = "zh-Hant")]
    zh_hant: Vec<String>,
    #[serde(default)]
    en: Vec<String>,
    #[serde(default)]
    it: Vec<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct SharedFile {
    shared: Vec<Shared>,
    bare: Vec<Bare>,
}

/// Headers of one word, and the fields they may stand for, the likeliest of an entity first.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Bare {
    headers: Vec<String>,
    fields: Vec<String>,
}

/// What fields of one id have in common, whatever the entity.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Shared {
    id: String,
    /// Fields whose headers are lent, as `entity.field`.
    of: Vec<String>,
    #[serde(default)]
    but: Vec<String>,
}

impl Catalogue {
    /// The catalogue shipped with the program.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &CATALOGUE
    }

    /// Every field of every entity.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The fields of one entity, in declaration order.
    pub fn of(&self, entity: Entity) -> impl Iterator<Item = &Field> {
        self.fields[self.places.get(&entity).cloned().unwrap_or_default()].iter()
    }

    /// One field by entity and id.
    #[must_use]
    pub fn field(&self, entity: Entity, id: &str) -> Option<&Field> {
        self.of(entity).find(|field| field.id == id)
    }

    /// The fields that a bare header (日期, *Importo*), folded to its key, may stand for, the likeliest of an entity first.
    /// It only fills a field that no fuller header claims.
    #[must_use]
    pub fn bare(&self, key: &str) -> &[(Entity, &'static str)] {
        self.bare.get(key).map_or(&[], Vec::as_slice)
    }

    /// The frame schema of an entity: trace columns first, then each field's columns.
    #[must_use]
    pub fn schema(&self, entity: Entity) -> Vec<(String, DataType)> {
        let trace = TRACE.iter().map(|(name, kind)| ((*name).to_owned(), kind.clone()));
        let fields = self
            .of(entity)
            .flat_map(|field| field.kind.columns().into_iter().map(|(suffix, kind)| (format!("{}{suffix}", field.id), kind)));
        trace.chain(fields).collect()
    }

    fn parse() -> Self {
        let mut catalogue = Self { fields: Vec::new(), places: BTreeMap::new(), bare: BTreeMap::new() };
        for entity in Entity::ALL {
            let start = catalogue.fields.len();
            catalogue.fields.extend(Self::parse_entity(entity, source(entity)));
            catalogue.places.insert(entity, start..catalogue.fields.len());
        }
        let shared: SharedFile =
            toml::from_str(include_str!("fields/shared.toml")).unwrap_or_else(|error| panic!("shared fields: {error}"));
        for bare in &shared.bare {
            for header in &bare.headers {
                let fields = bare.fields.iter().map(|path| catalogue.at(path)).map(|field| (field.entity, field.id)).collect();
                catalogue.bare.insert(folding::key(header), fields);
            }
        }
        let inherited = catalogue.inherited(&shared.shared);
        for (field, aliases) in catalogue.fields.iter_mut().zip(inherited) {
            field.aliases.extend(aliases);
        }
        catalogue
    }

    /// A field by `entity.field`, as the embedded file names it.
    fn at(&self, path: &str) -> &Field {
        let (entity, id) = path.split_once('.').unwrap_or_default();
        let field = Entity::from_id(entity).and_then(|entity| self.field(entity, id));
        field.unwrap_or_else(|| panic!("shared fields: '{path}'"))
    }

    /// For each field the headers it shares with the same field elsewhere: an entity's own headers keep their home.
    fn inherited(&self, all: &[Shared]) -> Vec<Vec<Alias>> {
        let mut claimed: BTreeMap<Entity, BTreeSet<String>> = BTreeMap::new();
        for field in &self.fields {
            claimed.entry(field.entity).or_default().extend(field.aliases.iter().map(|alias| folding::key(&alias.text)));
        }
        let of_field = |field: &Field| {
            let Some(shared) = all.iter().find(|shared| shared.id == field.id) else { return Vec::new() };
            let barred: BTreeSet<String> = shared.but.iter().map(|text| folding::key(text)).collect();
            let claimed = claimed.entry(field.entity).or_default();
            let new = |alias: &&Alias| !barred.contains(&folding::key(&alias.text)) && claimed.insert(folding::key(&alias.text));
            shared.of.iter().flat_map(|path| &self.at(path).aliases).filter(new).cloned().collect()
        };
        self.fields.iter().map(of_field).collect()
    }

    /// The embedded file is checked by a test of this module, so a mistake in it never reaches a user.
    fn parse_entity(entity: Entity, text: &str) -> Vec<Field> {
        let file: FieldFile = toml::from_str(text).unwrap_or_else(|error| panic!("fields of {entity}: {error}"));
        file.field
            .into_iter()
            .map(|entry| {
                let spoken = [("zh-Hans", entry.zh_hans), ("zh-Hant", entry.zh_hant), ("en", entry.en), ("it", entry.it)];
                let aliases =
                    spoken.into_iter().flat_map(|(language, texts)| texts.into_iter().map(move |text| Alias { language, text })).collect();
                let kind = Kind::parse(&entry.kind).unwrap_or_else(|| panic!("field {entity}.{}: kind '{}'", entry.id, entry.kind));
                Field { entity, id: entry.id.leak(), kind, doc: entry.doc, aliases }
            })
            .collect()
    }
}

/// Columns that every entity table carries before its fields: identity, origin, and what the sheet itself says.
///
/// `hand_in` is the hand-in month (`2026-10`) of the folder a monthly hand-in lies in, or the year (`2019`) of a list of customers
/// that belongs to no month; `sheet_staff` the colleague a
/// sheet or file is named for; `extra` a JSON object of columns nobody knows.
pub const TRACE: [(&str, DataType); 8] = [
    ("record_id", DataType::String),
    ("file", DataType::String),
    ("sheet", DataType::String),
    ("row_first", DataType::UInt32),
    ("row_last", DataType::UInt32),
    ("hand_in", DataType::String),
    ("sheet_staff", DataType::String),
    ("extra", DataType::String),
];

const fn source(entity: Entity) -> &'static str {
    match entity {
        Entity::Customer => include_str!("fields/customer.toml"),
        Entity::Contact => include_str!("fields/contact.toml"),
        Entity::Staff => include_str!("fields/staff.toml"),
        Entity::Handover => include_str!("fields/handover.toml"),
        Entity::Interaction => include_str!("fields/interaction.toml"),
        Entity::Inquiry => include_str!("fields/inquiry.toml"),
        Entity::Quotation => include_str!("fields/quotation.toml"),
        Entity::Sample => include_str!("fields/sample.toml"),
        Entity::Order => include_str!("fields/order.toml"),
        Entity::OrderLine => include_str!("fields/order_line.toml"),
        Entity::Payment => include_str!("fields/payment.toml"),
        Entity::Receivable => include_str!("fields/receivable.toml"),
        Entity::Complaint => include_str!("fields/complaint.toml"),
        Entity::Survey => include_str!("fields/survey.toml"),
        Entity::Target => include_str!("fields/target.toml"),
        Entity::ExhibitionLead => include_str!("fields/exhibition_lead.toml"),
        Entity::Cost => include_str!("fields/cost.toml"),
        Entity::ExchangeRate => include_str!("fields/exchange_rate.toml"),
        Entity::Holiday => include_str!("fields/holiday.toml"),
        Entity::Visit => include_str!("fields/visit.toml"),
        Entity::PriceList => include_str!("fields/price_list.toml"),
        Entity::Product => include_str!("fields/product.toml"),
        Entity::Shipment => include_str!("fields/shipment.toml"),
        Entity::Deduction => include_str!("fields/deduction.toml"),
        Entity::ServiceRequest => include_str!("fields/service_request.toml"),
        Entity::Feedback => include_str!("fields/feedback.toml"),
        Entity::CompanyTarget => include_str!("fields/company_target.toml"),
        Entity::CreditLimit => include_str!("fields/credit_limit.toml"),
        Entity::Blacklist => include_str!("fields/blacklist.toml"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_parses_and_no_header_has_two_homes_in_an_entity() {
        let catalogue = Catalogue::shipped();
        for entity in Entity::ALL {
            let mut seen = BTreeSet::new();
            for field in catalogue.of(entity) {
                for alias in &field.aliases {
                    let folded = folding::fold(&alias.text);
                    if !seen.insert((folded.clone(), field.id)) {
                        continue;
                    }
                    let homes = seen.iter().filter(|(text, _)| *text == folded).count();
                    assert_eq!(homes, 1, "{entity}: '{}' stands under two fields", alias.text);
                }
            }
        }
    }

    #[test]
    fn a_schema_opens_with_the_trace_and_keeps_originals() {
        let names: Vec<String> = Catalogue::shipped().schema(Entity::Order).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names[0], "record_id");
        for wanted in ["no", "on", "on_text", "amount", "amount_currency", "amount_text", "customer"] {
            assert!(names.iter().any(|name| name == wanted), "{wanted}");
        }
    }
}
