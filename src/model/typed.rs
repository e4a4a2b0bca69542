//! Typed (成型表): the columns of an entity as typing fills them, before they are spread out as a frame.
//!
//! Texts lie in dictionaries. A frame holds sixteen bytes for every text cell, so a whole folder waits like this until the
//! stage that needs frames, and becomes one table by table.

use polars::prelude::{Column, DataFrame, PolarsResult};

use super::dictionary::Dictionary;
use super::entity::Entity;
use super::extras::Extras;
use super::frame::complete;

/// One table of typed columns.
#[derive(Debug, Clone)]
pub struct Typed {
    entity: Entity,
    height: usize,
    texts: Vec<(String, Dictionary)>,
    extras: Extras,
    others: Vec<Column>,
}

impl Typed {
    /// From its columns, all of one height.
    #[must_use]
    pub const fn new(entity: Entity, height: usize, texts: Vec<(String, Dictionary)>, extras: Extras, others: Vec<Column>) -> Self {
        Self { entity, height, texts, extras, others }
    }

    /// Number of rows.
    #[must_use]
    pub const fn height(&self) -> usize {
        self.height
    }

    /// The frame, columns as the schema says.
    ///
    /// # Errors
    /// When the columns do not make a frame: a fault of the program.
    pub fn into_frame(self) -> PolarsResult<DataFrame> {
        let mut columns = self.others;
        for (name, texts) in self.texts {
            columns.push(texts.into_column(&name)?);
        }
        if let Some(texts) = self.extras.into_texts(self.height) {
            columns.push(texts.into_column("extra")?);
        }
        complete(self.entity, &DataFrame::new(self.height, columns)?)
    }
}
