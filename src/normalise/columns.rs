//! Columns (列): the typed columns of one entity, filled row by row and closed once.
//!
//! Decides how a value of each kind fills the columns its kind stands for ([`Kind::columns`]). Memory stays columnar, and
//! a column costs nothing before its first value: most entities have far more fields than any sheet.

use polars::prelude::{BooleanChunkedBuilder, ChunkedBuilder, Column, IntoColumn, IntoSeries, PrimitiveChunkedBuilder};
use polars::prelude::{Float64Type, Int32Type, Int64Type, Int128Type, UInt32Chunked};

use super::read::Said;
use super::value::Value;
use crate::model::dictionary::Dictionary;
use crate::model::extras::{Extra, Extras};
use crate::model::field::Catalogue;
use crate::model::frame::{dates, days, moments, money};
use crate::model::stock::Stock;
use crate::model::typed::Typed;
use crate::model::{Entity, Kind};

/// What a record carries beside its fields.
pub(super) struct Trace<'a> {
    /// Record id.
    pub(super) record_id: &'a str,
    /// First and last Excel row.
    pub(super) rows: (u32, u32),
    /// Cells that found no field.
    pub(super) extra: &'a [Extra<'a>],
}

enum Store {
    Text(Dictionary),
    Days(PrimitiveChunkedBuilder<Int32Type>),
    Moments(PrimitiveChunkedBuilder<Int64Type>),
    Micros(PrimitiveChunkedBuilder<Int128Type>),
    Numbers(PrimitiveChunkedBuilder<Float64Type>),
    Flags(BooleanChunkedBuilder),
}

/// The growing columns of one entity.
pub(super) struct EntityColumns {
    entity: Entity,
    height: usize,
    /// Rows that are known to come in all: room is made once.
    expected: usize,
    ids: Dictionary,
    extras: Extras,
    /// As [`SHARED`]; `None` before the first text, and [`complete`](crate::model::frame::complete) adds a column nobody fills.
    shared: [Option<Dictionary>; 4],
    /// Where the rows of this table begin.
    begun: usize,
    rows: (Vec<u32>, Vec<u32>),
    fields: Vec<FieldColumns>,
}

/// Name and suffix of a column, and from its first value on its store with the height that is filled.
type FieldColumn = (String, &'static str, Option<(Store, usize)>);

/// The columns of one field; what is missing at their ends is null.
struct FieldColumns {
    kind: &'static Kind,
    columns: Vec<FieldColumn>,
}

/// What all records of a table have alike.
const SHARED: [&str; 4] = ["file", "sheet", "hand_in", "sheet_staff"];

impl EntityColumns {
    /// No rows yet.
    pub(super) fn new(entity: Entity, expected: usize) -> Self {
        let fields = Catalogue::shipped()
            .of(entity)
            .map(|field| FieldColumns {
                kind: &field.kind,
                columns: field.kind.columns().into_iter().map(|(suffix, _)| (format!("{}{suffix}", field.id), suffix, None)).collect(),
            })
            .collect();
        let mut extras = Extras::default();
        extras.turn(0);
        let ids = Dictionary::of_unlike(expected);
        Self { entity, height: 0, expected, ids, extras, shared: Default::default(), begun: 0, rows: (Vec::new(), Vec::new()), fields }
    }

    /// So many rows are to come besides those there are.
    pub(super) fn expect(&mut self, more: usize) {
        self.expected = self.height + more;
        self.rows.0.reserve(more);
        self.rows.1.reserve(more);
        let expected = self.expected;
        self.texts().for_each(|texts| texts.expect(expected));
    }

    /// The table ends: the next one's cells have numbers of their own. Its rows have this of [`SHARED`] alike.
    pub(super) fn turn(&mut self, shared: [Option<&str>; 4]) {
        self.texts().for_each(Dictionary::turn);
        let (begun, height, expected) = (self.begun, self.height, self.expected);
        for (column, text) in self.shared.iter_mut().zip(shared) {
            if let Some(text) = text.filter(|_| height > begun) {
                let texts = column.get_or_insert_with(|| Dictionary::new(expected));
                texts.reach(begun);
                texts.fill(text, height);
            }
        }
        self.begun = height;
        self.extras.turn(height);
    }

    fn texts(&mut self) -> impl Iterator<Item = &mut Dictionary> {
        let stores = self.fields.iter_mut().flat_map(|field| &mut field.columns).filter_map(|(.., store)| store.as_mut());
        let texts = stores.filter_map(|(store, _)| if let Store::Text(texts) = store { Some(texts) } else { None });
        [&mut self.ids].into_iter().chain(self.shared.iter_mut().flatten()).chain(texts)
    }

    /// Adds a record: values and texts in catalogue order, of which only those in `filled` say anything. Texts are named by
    /// their numbers in the stock of their table.
    pub(super) fn push(&mut self, trace: &Trace, filled: &[usize], values: &[Value], texts: &[Said], stock: &Stock) {
        self.ids.push(Some(trace.record_id));
        self.extras.push(self.height, trace.extra, stock, self.expected);
        self.rows.0.push(trace.rows.0);
        self.rows.1.push(trace.rows.1);
        for &at in filled {
            let Some(field) = self.fields.get_mut(at) else { continue };
            let value = values.get(at).unwrap_or(&Value::Null);
            let said = texts.get(at).unwrap_or(&Said::Nothing);
            if value.is_null() && *said == Said::Nothing {
                continue;
            }
            for (name, suffix, column) in &mut field.columns {
                if column.is_some() || says(suffix, value, said) {
                    let (store, filled) = column.get_or_insert_with(|| (store(field.kind, suffix, name, self.expected), 0));
                    if *filled < self.height {
                        store.nulls(*filled, self.height);
                    }
                    store.push(suffix, value, said, stock);
                    *filled = self.height + 1;
                }
            }
        }
        self.height += 1;
    }

    /// Whether no record was added.
    pub(super) const fn is_empty(&self) -> bool {
        self.height == 0
    }

    /// The table. A column nobody filled is added when it becomes a frame, where it takes no memory.
    pub(super) fn finish(self) -> Typed {
        let (mut texts, mut others) = (Vec::new(), Vec::new());
        let height = self.height;
        let mut add = |name: &str, store: Store| match store.finish(name) {
            Ok(column) => others.push(column),
            Err(mut dictionary) => {
                dictionary.reach(height);
                texts.push((name.to_owned(), *dictionary));
            }
        };
        add("record_id", Store::Text(self.ids));
        for (name, column) in SHARED.into_iter().zip(self.shared) {
            if let Some(column) = column {
                add(name, Store::Text(column));
            }
        }
        for (name, mut store, filled) in self
            .fields
            .into_iter()
            .flat_map(|field| field.columns)
            .filter_map(|(name, _, store)| store.map(|(store, filled)| (name, store, filled)))
        {
            store.nulls(filled, height);
            add(&name, store);
        }
        others.push(UInt32Chunked::from_vec("row_first".into(), self.rows.0).into_series().into_column());
        others.push(UInt32Chunked::from_vec("row_last".into(), self.rows.1).into_series().into_column());
        Typed::new(self.entity, height, texts, self.extras, others)
    }
}

/// Whether the column with this suffix gets anything from the value.
fn says(suffix: &str, value: &Value, said: &Said) -> bool {
    if suffix == "_text" { *said != Said::Nothing } else { !value.is_null() }
}

fn store(kind: &Kind, suffix: &str, name: &str, expected: usize) -> Store {
    let name = name.into();
    match (kind, suffix) {
        (Kind::Date, "") => Store::Days(PrimitiveChunkedBuilder::new(name, expected)),
        (Kind::DateTime, "") => Store::Moments(PrimitiveChunkedBuilder::new(name, expected)),
        (Kind::DateTime, "_timed") | (Kind::YesNo, "") => Store::Flags(BooleanChunkedBuilder::new(name, expected)),
        (Kind::Money, "") => Store::Micros(PrimitiveChunkedBuilder::new(name, expected)),
        (Kind::Number | Kind::Count | Kind::Share | Kind::Score, "") => Store::Numbers(PrimitiveChunkedBuilder::new(name, expected)),
        _ => Store::Text(Dictionary::new(expected)),
    }
}

impl Store {
    /// Nulls from one height to another.
    fn nulls(&mut self, from: usize, to: usize) {
        if let Self::Text(texts) = self {
            return texts.reach(to);
        }
        for _ in from..to {
            match self {
                Self::Text(_) => {}
                Self::Days(days) => days.append_null(),
                Self::Moments(moments) => moments.append_null(),
                Self::Micros(micros) => micros.append_null(),
                Self::Numbers(numbers) => numbers.append_null(),
                Self::Flags(flags) => flags.append_null(),
            }
        }
    }

    fn push(&mut self, suffix: &str, value: &Value, said: &Said, stock: &Stock) {
        match self {
            Self::Text(texts) => match (suffix, value) {
                ("_text", _) | ("", Value::Same) => match said {
                    Said::Cell(number) => texts.push_cell(*number, stock),
                    other => texts.push(other.text(stock)),
                },
                ("_currency", Value::Money(money)) => texts.push(Some(money.currency.as_str())),
                ("_scale", Value::Score(_, scale)) => texts.push(Some(*scale)),
                ("", Value::Text(text)) => texts.push(Some(text)),
                _ => texts.push(None),
            },
            Self::Days(all) => all.append_option(value.day().map(days)),
            Self::Moments(all) => {
                all.append_option(if let Value::Moment(at, _) = value { Some(at.and_utc().timestamp_millis()) } else { None });
            }
            Self::Micros(all) => all.append_option(if let Value::Money(money) = value { Some(money.micros) } else { None }),
            Self::Numbers(all) => all.append_option(match value {
                Value::Number(number) | Value::Score(number, _) => Some(*number),
                _ => None,
            }),
            Self::Flags(all) => all.append_option(match value {
                Value::Flag(flag) | Value::Moment(_, flag) => Some(*flag),
                _ => None,
            }),
        }
    }

    /// The column; of texts, still their dictionary.
    fn finish(self, name: &str) -> Result<Column, Box<Dictionary>> {
        Ok(match self {
            Self::Text(texts) => return Err(Box::new(texts)),
            Self::Days(days) => dates(days.finish()),
            Self::Moments(millis) => moments(millis.finish()),
            Self::Micros(micros) => money(micros.finish()),
            Self::Numbers(numbers) => numbers.finish().with_name(name.into()).into_series().into_column(),
            Self::Flags(flags) => flags.finish().into_series().into_column(),
        })
    }
}
