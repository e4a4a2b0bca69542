//! Carry (沿用): facts the book holds from source files that are not given this time join the run, and are listed.
//!
//! A file given again replaces what it said before, row by row; a record met again elsewhere is not carried twice.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{BooleanChunked, DataFrame, NewChunkedArray};

use crate::error::Result;
use crate::model::frame::{Rows, complete};
use crate::model::raw::FileReport;
use crate::model::resolved::{ADDED, SHARED_WITH};
use crate::model::tidied::Tables;
use crate::model::{Catalogue, Entity};

/// The facts of a run: its inputs and what is carried.
pub(super) struct Facts {
    /// Typed frames.
    pub(super) tables: Tables,
    /// Files carried, with their record counts.
    pub(super) carried: Vec<(String, u32)>,
    /// Fields that some sheet has a column for.
    pub(super) columns_present: BTreeMap<Entity, Vec<&'static str>>,
}

/// Joins the run's own rows with the book's rows from files not given.
pub(super) fn together(
    own: &Tables,
    columns_present: &BTreeMap<Entity, Vec<&'static str>>,
    held: &Tables,
    files: &[FileReport],
) -> Result<Facts> {
    let given: BTreeSet<&str> = files.iter().filter(|file| file.skipped.is_none()).map(|file| file.file.as_str()).collect();
    let mut facts = Facts { tables: own.clone(), carried: Vec::new(), columns_present: columns_present.clone() };
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for (entity, frame) in held {
        let own = own.get(entity);
        let kept = not_given(frame, own, &given, &mut counts)?;
        if kept.height() == 0 {
            continue;
        }
        let kept = complete(*entity, &kept.drop_many(ADDED.into_iter().chain([SHARED_WITH])))?;
        note_columns(*entity, &kept, &mut facts.columns_present);
        let joined = match own {
            Some(own) => own.vstack(&kept)?,
            None => kept,
        };
        facts.tables.insert(*entity, joined);
    }
    facts.carried = counts.into_iter().collect();
    Ok(facts)
}

/// Rows as read, of entities of which fewer records came: what rows merged away say must be known next month.
pub(super) fn sources(rows: Tables, records: &Tables) -> Tables {
    let fewer = |(entity, rows): &(Entity, DataFrame)| records.get(entity).is_some_and(|records| records.height() < rows.height());
    rows.into_iter().filter(fewer).collect()
}

fn not_given(frame: &DataFrame, own: Option<&DataFrame>, given: &BTreeSet<&str>, counts: &mut BTreeMap<String, u32>) -> Result<DataFrame> {
    let rows = Rows::of(frame);
    let own_ids: BTreeSet<&str> =
        own.map(|own| (0..own.height()).filter_map(|row| Rows::of(own).text("record_id", row)).collect()).unwrap_or_default();
    let mut keep = Vec::with_capacity(rows.len());
    for row in 0..rows.len() {
        let file = rows.text("file", row).unwrap_or_default();
        let carried = !given.contains(file) && !rows.text("record_id", row).is_some_and(|id| own_ids.contains(id));
        if carried {
            *counts.entry(file.to_owned()).or_default() += 1;
        }
        keep.push(carried);
    }
    Ok(frame.filter(&BooleanChunked::from_slice("keep".into(), &keep))?)
}

/// A carried column counts as present when it says anything.
fn note_columns(entity: Entity, frame: &DataFrame, present: &mut BTreeMap<Entity, Vec<&'static str>>) {
    let known = present.entry(entity).or_default();
    for field in Catalogue::shipped().of(entity) {
        let says_something = frame.column(field.id).is_ok_and(|column| column.null_count() < column.len());
        if says_something && !known.contains(&field.id) {
            known.push(field.id);
        }
    }
}
